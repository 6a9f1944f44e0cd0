//! The figures of the management review as plain text: each with its value, its key and its definition; and the rows
//! behind one.
//!
//! Must not know: how anything is counted (`domain::metrics`), or which command or screen shows it.

use super::followup::standing;
use super::wrap::wrap;
use crate::domain::dates;
use crate::domain::metrics::{Figure, Section};
use crate::domain::summary::Row;
use chrono::NaiveDate;
use unicode_width::UnicodeWidthStr;

/// One line; what leads to the rows behind it, where it shows a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As it stands there.
    pub text: String,
    /// The figure's key; none for headings and definitions.
    pub key: Option<String>,
}

impl Line {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), key: None }
    }
}

/// Columns that the words of a figure get at most; longer ones take lines of their own.
const WORDS: usize = 40;

/// All figures, no line wider than `width` columns unless a single word is.
#[must_use]
pub fn lines(sections: &[Section<'_>], today: NaiveDate, width: usize) -> Vec<Line> {
    let mut out = vec![Line::plain(format!("Management review input (9.3.2 d) 1), as of {}", dates::day_words(today)))];
    for section in sections {
        out.extend([Line::plain(""), Line::plain(section.words)]);
        let words = section.figures.iter().map(|figure| figure.words.width()).max().unwrap_or(0).min(WORDS);
        let value = section.figures.iter().map(|figure| figure.value.words().width()).max().unwrap_or(0);
        let mut defined = "";
        for figure in &section.figures {
            if figure.definition != defined {
                out.extend(wrap(figure.definition, width, "  ", "  ").into_iter().map(Line::plain));
                defined = figure.definition;
            }
            out.extend(figure_lines(figure, words, value, width));
        }
    }
    let how = "The last column is the figure's key: workpaper metrics --rows KEY lists the rows behind it. Counted from \
               what is recorded by now; another day (--today) moves ages and due dates and does not take the register back.";
    out.push(Line::plain(""));
    out.extend(wrap(how, width, "", "").into_iter().map(Line::plain));
    out
}

/// Words, value, key; in lines of their own where they do not fit into one.
fn figure_lines(figure: &Figure<'_>, words: usize, value: usize, width: usize) -> Vec<Line> {
    let mut texts = wrap(&figure.words, words + 4, "    ", "      ");
    let mut last = texts.pop().unwrap_or_default();
    let mut put = |column: usize, cell: &str| {
        if last.width() > column || column + cell.width() > width.max(column / 2) {
            texts.push(std::mem::replace(&mut last, "      ".to_owned()));
        } else {
            last.push_str(&" ".repeat(column - last.width()));
        }
        last.push_str(cell);
    };
    put(words + 6, &figure.value.words());
    put(words + 6 + value + 2, &figure.key);
    texts.push(last);
    texts.into_iter().map(|text| Line { text, key: Some(figure.key.clone()) }).collect()
}

/// One figure with the rows behind it.
#[must_use]
pub fn behind(figure: &Figure<'_>, today: NaiveDate, width: usize) -> Vec<String> {
    let mut out = vec![format!("{}: {}  {}", figure.words, figure.value.words(), figure.key)];
    out.extend(wrap(figure.definition, width, "  ", "  "));
    let mut list = |head: &str, rows: &[&Row]| {
        out.extend([String::new(), format!("{head}: {}", rows.len())]);
        out.extend(rows.iter().flat_map(|row| row_lines(row, today, width)));
    };
    list("Counted", &figure.rows);
    if figure.value.percent().is_some() {
        list("Not counted", &figure.rest);
    }
    out
}

fn row_lines(row: &Row, today: NaiveDate, width: usize) -> Vec<String> {
    let days = if row.closed.is_empty() { "age" } else { "closed after" };
    let head = format!("{}  {}  {}", row.reference, row.grade, row.criterion());
    let mut lines = wrap(&format!("{head}: {}", row.title), width, "  ", "    ");
    let story =
        format!("{}; raised {}, {days} {} days", standing(row, today), dates::words_of(&row.raised), row.age(today));
    lines.extend(wrap(&story, width, "    ", "    "));
    lines
}
