//! A list as CSV (RFC 4180): a header with the columns' names, CRLF, quotes where they are needed, UTF-8.
//!
//! Must not know: which lists there are. A spreadsheet takes a cell for a formula that begins with `=`, `+`, `-` or `@`,
//! whatever white space and quotes stand before; such a text goes out with an apostrophe in front ([`guarded`]), which is
//! how spreadsheets themselves mark a text as a text, and which [`unguarded`] takes away again. Numbers stay numbers.

use crate::report::table::{Cell, List, legible};
use std::borrow::Cow;

/// What stands before CSV where a program tells UTF-8 by it.
pub const BOM: &str = "\u{feff}";

/// One file.
#[must_use]
pub fn write(list: &List, bom: bool) -> String {
    let mut out = String::new();
    if bom {
        out.push_str(BOM);
    }
    line(&mut out, list.columns.iter().map(|column| Cow::Borrowed(column.name)));
    for row in &list.rows {
        line(&mut out, row.iter().map(cell));
    }
    out
}

/// What a cell is written as: only what people wrote can be taken for a formula.
fn cell(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => match legible(text) {
            Cow::Borrowed(text) => guarded(text),
            Cow::Owned(text) => Cow::Owned(guarded(&text).into_owned()),
        },
        Cell::List(_) => Cow::Owned(guarded(&legible(&cell.words())).into_owned()),
        _ => cell.words(),
    }
}

/// A text that no spreadsheet takes for a formula.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that was guarded.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

/// Full-width signs count: some spreadsheets fold them before they look.
fn is_formula(text: &str) -> bool {
    let begun = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`' | '\u{fffd}'));
    let signed = begun.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let led = text.starts_with(['\t', '\r']);
    (signed || led) && !is_number(begun)
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    text.len() - digits.len() <= 1
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.parse::<f64>().is_ok()
}

fn line<'c>(out: &mut String, cells: impl Iterator<Item = Cow<'c, str>>) {
    for (nth, cell) in cells.enumerate() {
        if nth > 0 {
            out.push(',');
        }
        let plain = !cell.contains(['"', ',', '\n', '\r']) && !cell.starts_with(' ') && !cell.ends_with(' ');
        if plain {
            out.push_str(&cell);
        } else {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_is_guarded_and_comes_back() {
        for text in
            ["=1+1", "+a", "-a", "@SUM(A1)", "  =1", "\t=1", "\tx", "\rx", "\"=1", "'=1", "''=1", "＝1", "- a", "--5"]
        {
            let sent = guarded(text);
            assert!(sent.starts_with('\''), "{text:?} would run, or be taken for what was guarded: {sent:?}");
            assert_eq!(unguarded(&sent), text, "and it is what it was when it is read again");
        }
        for text in ["", "-5", "+5.25", "3", "a=b", "5 - 4", "'quoted'", "'", "'-5", "9.2"] {
            assert_eq!(guarded(text), text, "{text:?} runs nowhere");
            assert_eq!(unguarded(text), text, "and nothing is taken from it");
        }
    }
}
