//! A report as one HTML file that loads nothing and runs nothing; printed, it is the PDF.
//!
//! Must not know: what the report is about. Every text from people goes through `esc`.

use super::clean;
use super::document::{Block, Chart, Document, Group, Table, Tone};

/// The style, for screens of any width, light and dark, and for paper.
const STYLE: &str = include_str!("html.css");
/// Tones that the style knows; those beyond share the last.
const TONES: usize = 6;
/// The widths of a chart and of the room for one bar, in its own units.
const CHART: (usize, usize) = (400, 38);
/// Characters of a bar's label that fit beside its number.
const LABEL: usize = 46;

/// The whole report.
#[must_use]
pub fn render(document: &Document) -> String {
    let mut page = Page { out: String::new(), sections: 0, open: false, headed: false };
    let (title, running) = (esc(&document.title), running(document));
    let state = if document.draft.is_some() { " class=\"draft\"" } else { "" };
    page.push(&[
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; ",
        "base-uri 'none'; form-action 'none'\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n",
        "<title>",
        &title,
        "</title>\n<style>\n",
        STYLE,
        "@page { @top-left { content: \"",
        &running,
        "\"; } }\n</style>\n</head>\n<body",
        state,
        ">\n",
    ]);
    if let Some(why) = &document.draft {
        page.push(&["<div class=\"watermark\" aria-hidden=\"true\">DRAFT</div>\n"]);
        page.push(&["<p class=\"banner\"><strong>DRAFT</strong>: ", &esc(why), "</p>\n"]);
    }
    page.push(&["<header><h1>", &title, "</h1></header>\n"]);
    page.contents(document);
    page.push(&["<main>\n"]);
    for block in &document.blocks {
        page.block(block, 3);
    }
    page.close_section();
    page.push(&["</main>\n</body>\n</html>\n"]);
    page.out
}

/// What stands at the head of every printed page, as the style can say it: nothing but plain characters.
fn running(document: &Document) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || ".-".contains(*c);
    let id: String = document.running.chars().filter(plain).collect();
    let draft = if document.draft.is_some() { " - DRAFT" } else { "" };
    format!("Audit report {id}{draft}")
}

/// A text as HTML shows it, in an element and in an attribute.
fn esc(text: &str) -> String {
    let text = clean::line(text);
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn tone(tone: Tone) -> String {
    format!("t{}", tone.0.min(TONES - 1))
}

/// How the words of a cell may be broken: not at all in a name, such as a reference or the time that begins a row;
/// anywhere where a word is too long for a column.
fn breaking(cell: &str, column: usize) -> &'static str {
    let long = cell.chars().count();
    if long <= 20 && !cell.contains(' ') || column == 0 && long <= 27 {
        " class=\"k\""
    } else if cell.split(' ').any(|word| word.len() > 30) {
        " class=\"w\""
    } else {
        ""
    }
}

struct Page {
    out: String,
    sections: usize,
    open: bool,
    /// A heading stands right above.
    headed: bool,
}

impl Page {
    fn push(&mut self, parts: &[&str]) {
        self.out.extend(parts.iter().copied());
    }

    fn element(&mut self, name: &str, text: &str) {
        self.push(&["<", name, ">", &esc(text), "</", name, ">\n"]);
    }

    fn contents(&mut self, document: &Document) {
        self.push(&["<nav aria-label=\"Contents\">\n<ul>\n"]);
        let sections = document.blocks.iter().filter_map(|block| match block {
            Block::Section(words) => Some(words),
            _ => None,
        });
        for (nth, words) in (1..).zip(sections) {
            self.push(&["<li><a href=\"#s", &usize::to_string(&nth), "\">", &esc(words), "</a></li>\n"]);
        }
        self.push(&["</ul>\n</nav>\n"]);
    }

    fn close_section(&mut self) {
        if self.open {
            self.push(&["</section>\n"]);
        }
    }

    /// A block; headings in it are of this level.
    fn block(&mut self, block: &Block, level: usize) {
        let headed = std::mem::replace(&mut self.headed, matches!(block, Block::Section(_) | Block::Heading(_)));
        match block {
            Block::Section(words) => {
                self.close_section();
                (self.open, self.sections) = (true, self.sections + 1);
                let id = format!("s{}", self.sections);
                self.push(&["<section aria-labelledby=\"", &id, "\">\n<h2 id=\"", &id, "\">", &esc(words), "</h2>\n"]);
            }
            Block::Heading(words) => self.element(&format!("h{level}"), words),
            Block::Text(text) => self.element("p", text),
            Block::Notice(text) => self.push(&["<p class=\"notice\">", &esc(text), "</p>\n"]),
            Block::List(points) => self.list(points),
            Block::Pairs(pairs) => self.pairs(pairs),
            Block::Table(table) => self.table(table, headed),
            Block::Chart(chart) => self.chart(chart),
            Block::Group(group) => self.group(group, level),
        }
    }

    fn list(&mut self, points: &[String]) {
        self.push(&["<ul>\n"]);
        for point in points {
            self.element("li", point);
        }
        self.push(&["</ul>\n"]);
    }

    fn pairs(&mut self, pairs: &[(String, Vec<String>)]) {
        self.push(&["<dl>\n"]);
        for (name, values) in pairs {
            self.push(&["<dt>", &esc(name), "</dt>\n"]);
            for value in values {
                self.push(&["<dd>", &esc(value), "</dd>\n"]);
            }
        }
        self.push(&["</dl>\n"]);
    }

    fn table(&mut self, table: &Table, headed: bool) {
        let class = if table.to_fill_in { " class=\"fill\"" } else { "" };
        let seen = if headed { " class=\"said\"" } else { "" };
        let number = |at: usize| if table.numbers.contains(&at) { " class=\"n\"" } else { "" };
        // A table that is too wide for a phone is moved sideways; the keyboard reaches it too.
        self.push(&["<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"", &esc(&table.caption), "\">\n"]);
        self.push(&["<table", class, ">\n<caption", seen, ">", &esc(&table.caption), "</caption>\n<thead><tr>"]);
        for (at, head) in table.heads.iter().enumerate() {
            self.push(&["<th scope=\"col\"", number(at), ">", &esc(head), "</th>"]);
        }
        self.push(&["</tr></thead>\n<tbody>\n"]);
        for row in &table.rows {
            self.push(&["<tr>"]);
            for (at, cell) in row.iter().enumerate() {
                let words = breaking(cell, at);
                match at {
                    0 => self.push(&["<th scope=\"row\"", words, ">", &esc(cell), "</th>"]),
                    _ if table.numbers.contains(&at) => self.push(&["<td class=\"n\">", &esc(cell), "</td>"]),
                    _ => self.push(&["<td", words, ">", &esc(cell), "</td>"]),
                }
            }
            self.push(&["</tr>\n"]);
        }
        self.push(&["</tbody>\n</table>\n</div>\n"]);
    }

    fn group(&mut self, group: &Group, level: usize) {
        self.push(&["<article class=\"finding ", &tone(group.tone), "\">\n"]);
        self.element(&format!("h{level}"), &group.title);
        for block in &group.blocks {
            self.block(block, level + 1);
        }
        self.push(&["</article>\n"]);
    }

    /// Bars under their labels. Colour tells nothing that the words and the table do not.
    fn chart(&mut self, chart: &Chart) {
        let (wide, high) = (CHART.0, CHART.1 * chart.bars.len());
        let most = chart.bars.iter().map(super::document::Bar::total).max().unwrap_or(0).max(1);
        self.push(&["<figure>\n<figcaption>", &esc(&chart.title), "</figcaption>\n"]);
        self.push(&[&format!("<svg viewBox=\"0 0 {wide} {high}\" role=\"img\">\n<title>")]);
        self.push(&[&esc(&chart.title), "</title>\n<desc>", &esc(&chart.told), "</desc>\n"]);
        for (row, bar) in chart.bars.iter().enumerate() {
            let top = row * CHART.1;
            let (base, total) = (top + 15, bar.total());
            let label: String = bar.label.chars().take(LABEL).collect();
            let cut = if bar.label.chars().count() > LABEL { "…" } else { "" };
            self.push(&[&format!("<text x=\"0\" y=\"{base}\">"), &esc(&label), cut, "</text>\n"]);
            self.push(&[&format!("<text x=\"{wide}\" y=\"{base}\" class=\"n\">{total}</text>\n")]);
            self.push(&[&format!("<rect x=\"0\" y=\"{}\" width=\"{wide}\" height=\"11\" class=\"bed\"/>\n", top + 20)]);
            let mut before = 0;
            for (of, count) in bar.parts.iter().filter(|(_, count)| *count > 0) {
                let [left, right] = [before, before + count].map(|count| count * wide / most);
                before += count;
                let class = tone(*of);
                self.push(&[&format!(
                    "<rect x=\"{left}\" y=\"{}\" width=\"{}\" height=\"11\" class=\"bar {class}\"/>\n",
                    top + 20,
                    (right - left).max(1)
                )]);
            }
        }
        self.push(&["</svg>\n"]);
        if !chart.legend.is_empty() {
            self.push(&["<ul class=\"legend\">\n"]);
            for (of, words) in &chart.legend {
                self.push(&["<li class=\"", &tone(*of), "\">", &esc(words), "</li>\n"]);
            }
            self.push(&["</ul>\n"]);
        }
        self.push(&["</figure>\n"]);
    }
}
