//! A report as plain text: for a mail, and as lines for a screen that shows it at its own width.
//!
//! Must not know: what the report is about. No line is wider than it was told, and none ends in a blank.

use super::clean;
use super::document::{Block, Document, Table};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a mail.
pub const MAIL: usize = 76;
/// Columns of the names that stand before what is known under them.
const NAMES: usize = 18;
/// The narrowest that a column of words is made.
const NARROW: usize = 8;
/// Room to write in by hand.
const BY_HAND: usize = 14;
/// Narrower than this nothing can be set.
const LEAST: usize = 24;

/// The whole report, for a mail.
#[must_use]
pub fn render(document: &Document) -> String {
    let mut text = lines(document, MAIL).join("\n");
    text.push('\n');
    text
}

/// The report in lines of at most so many columns.
#[must_use]
pub fn lines(document: &Document, width: usize) -> Vec<String> {
    let mut page = Page { width: width.max(LEAST), lines: Vec::new(), headed: false };
    let draft = document.draft.as_ref().map(|why| format!("DRAFT: {why}"));
    if let Some(draft) = &draft {
        page.wrapped("*** ", "    ", draft);
        page.gap();
    }
    page.heading(&document.title, '=');
    for block in &document.blocks {
        page.block(block, draft.as_deref());
    }
    page.lines
}

struct Page {
    width: usize,
    lines: Vec<String>,
    /// A heading stands right above.
    headed: bool,
}

impl Page {
    /// An empty line, unless there is one or nothing yet.
    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn push(&mut self, line: &str) {
        self.lines.push(line.trim_end().to_owned());
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let room = self.width.saturating_sub(first.width().max(rest.width())).max(8);
        for (nth, line) in broken(text, room).into_iter().enumerate() {
            let before = if nth == 0 { first } else { rest };
            self.push(&format!("{before}{line}"));
        }
    }

    fn heading(&mut self, text: &str, under: char) {
        self.gap();
        let begun = self.lines.len();
        self.wrapped("", "", text);
        let widest = self.lines[begun..].iter().map(|line| line.width()).max().unwrap_or_default();
        self.push(&under.to_string().repeat(widest));
        self.lines.push(String::new());
    }

    fn block(&mut self, block: &Block, draft: Option<&str>) {
        let headed = std::mem::replace(&mut self.headed, matches!(block, Block::Section(_) | Block::Heading(_)));
        match block {
            Block::Section(words) => {
                self.lines.push(String::new());
                if let Some(draft) = draft {
                    self.wrapped("*** ", "    ", draft);
                }
                self.heading(words, '=');
            }
            Block::Heading(words) => self.heading(words, '-'),
            Block::Text(text) => {
                self.wrapped("", "", text);
                self.lines.push(String::new());
            }
            Block::Notice(text) => {
                self.gap();
                self.wrapped("! ", "  ", text);
                self.lines.push(String::new());
            }
            Block::List(points) => {
                for point in points {
                    self.wrapped("- ", "  ", point);
                }
                self.lines.push(String::new());
            }
            Block::Pairs(pairs) => self.pairs(pairs, ""),
            Block::Table(table) => self.table(table, headed),
            // Its numbers stand in the table beside it.
            Block::Chart(_) => {}
            Block::Group(group) => {
                self.heading(&group.title, '-');
                for block in &group.blocks {
                    self.block(block, draft);
                }
            }
        }
    }

    fn pairs(&mut self, pairs: &[(String, Vec<String>)], before: &str) {
        for (name, values) in pairs {
            let name = clean::line(name);
            // A long name stands on a line of its own; so does one before a word that would have to be broken.
            let most = values.iter().map(|value| longest_word(value)).max().unwrap_or_default();
            let fits = most <= self.width.saturating_sub(NAMES) || most > self.width.saturating_sub(6);
            let beside = name.width() < NAMES && self.width >= NAMES * 3 && fits;
            let rest = if beside { " ".repeat(NAMES) } else { format!("{before}    ") };
            let mut first = if beside {
                format!("{before}{name}{}", " ".repeat(NAMES.saturating_sub(name.width() + before.width())))
            } else {
                self.wrapped(before, before, &name);
                rest.clone()
            };
            for value in values {
                self.wrapped(&first, &rest, value);
                first.clone_from(&rest);
            }
        }
        self.gap();
    }

    fn table(&mut self, table: &Table, headed: bool) {
        self.gap();
        if !headed {
            self.wrapped("", "", &table.caption);
        }
        match widths(table, self.width) {
            Some(widths) => self.grid(table, &widths),
            None => self.records(table),
        }
        self.gap();
    }

    fn grid(&mut self, table: &Table, widths: &[usize]) {
        self.row(table, widths, &table.heads);
        let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        self.push(&rules.join("  "));
        for row in &table.rows {
            if table.to_fill_in {
                let filled: Vec<String> = row
                    .iter()
                    .zip(widths)
                    .map(|(cell, width)| if cell.is_empty() { "_".repeat(*width) } else { cell.clone() })
                    .collect();
                self.row(table, widths, &filled);
            } else {
                self.row(table, widths, row);
            }
        }
    }

    fn row(&mut self, table: &Table, widths: &[usize], cells: &[String]) {
        let cells: Vec<Vec<String>> = cells.iter().zip(widths).map(|(cell, width)| broken(cell, *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or_default();
        for nth in 0..height {
            let mut line = String::new();
            for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let text = cell.get(nth).map_or("", String::as_str);
                let blank = " ".repeat(width.saturating_sub(text.width()));
                let (left, right) =
                    if table.numbers.contains(&column) { (blank.as_str(), "") } else { ("", blank.as_str()) };
                line.push_str(if column == 0 { "" } else { "  " });
                line.extend([left, text, right]);
            }
            self.push(&line);
        }
    }

    /// Each row on its own, its cells under each other.
    fn records(&mut self, table: &Table) {
        for row in &table.rows {
            let mut cells = table.heads.iter().zip(row);
            let Some((_, first)) = cells.next() else { continue };
            self.wrapped("- ", "  ", if first.is_empty() { "-" } else { first });
            let pairs = cells.filter(|(_, cell)| !cell.is_empty());
            let pairs: Vec<(String, Vec<String>)> =
                pairs.map(|(head, cell)| (head.clone(), vec![cell.clone()])).collect();
            self.pairs(&pairs, "  ");
            // Records stand close.
            if self.lines.last().is_some_and(String::is_empty) {
                self.lines.pop();
            }
        }
    }
}

/// How wide each column is to be; none where words would be broken for it that fit into a line of their own.
fn widths(table: &Table, width: usize) -> Option<Vec<usize>> {
    let columns = table.heads.len();
    let cells = |at: usize| table.rows.iter().filter_map(move |row| row.get(at)).chain(&table.heads[at..=at]);
    let by_hand =
        |at: usize| table.to_fill_in && table.rows.iter().all(|row| row.get(at).is_some_and(String::is_empty));
    let natural = |at: usize| {
        let widest = cells(at).map(|text| clean::line(text).width()).max().unwrap_or_default();
        widest.max(if by_hand(at) { BY_HAND } else { 1 })
    };
    let mut widths: Vec<usize> = (0..columns).map(natural).collect();
    let whole = widths.clone();
    // What is wider than a line is broken anyway.
    let least: Vec<usize> = (0..columns)
        .map(|at| cells(at).map(|text| longest_word(text)).filter(|word| *word < width).max().unwrap_or_default())
        .map(|word| word.max(NARROW))
        .collect();
    let room = width.checked_sub(2 * columns.saturating_sub(1))?;
    while widths.iter().sum::<usize>() > room {
        let widest = (0..columns).filter(|at| widths[*at] > least[*at]).max_by_key(|at| widths[*at])?;
        // All the way to the next widest at once: a cell may hold ten thousand characters.
        let second = (0..columns).filter(|at| *at != widest).map(|at| widths[at]).max().unwrap_or_default();
        let over = widths.iter().sum::<usize>() - room;
        let to = widths[widest].saturating_sub(over).max(second.saturating_sub(1)).max(least[widest]);
        widths[widest] = to.min(widths[widest] - 1);
    }
    // Where four columns of words are broken beside each other, each row is read better on its own.
    let cut = whole.iter().zip(&widths).filter(|(whole, width)| whole > width).count();
    (cut < 4).then_some(widths)
}

fn longest_word(text: &str) -> usize {
    clean::line(text).split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or_default()
}

/// A text in lines of at most `width` columns, broken at spaces, and within a word only where that alone is wider.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in clean::line(text).split_whitespace() {
        let wide = word.width();
        if used > 0 && used + 1 + wide > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        if wide <= width {
            line.push_str(word);
            used += wide;
            continue;
        }
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if used > 0 && used + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += wide;
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_only_where_they_must_be() {
        assert_eq!(broken("one two three", 7), ["one two", "three"], "at spaces");
        assert_eq!(broken("a abcdefghij b", 4), ["a", "abcd", "efgh", "ij b"], "a long word is broken");
        assert_eq!(broken("漢字漢字", 5), ["漢字", "漢字"], "wide characters count twice");
        assert_eq!(broken("", 5), [""], "nothing is one empty line");
    }
}
