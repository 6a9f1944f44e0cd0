//! Breaks lines of pieces at words, by what terminals take for the width of a text.
//!
//! Must not know: styles.

use crate::app::role::{Role, Span, Text};
use crate::report::clean;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The cells a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    if clean::is_plain(text) { text.len() } else { text.width() }
}

/// The beginning of a text that fits into so many cells.
#[must_use]
pub fn head(text: &str, room: usize) -> &str {
    if clean::is_plain(text) {
        return &text[..text.len().min(room)];
    }
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cluster.width();
        if used > room {
            return &text[..at];
        }
    }
    text
}

/// Breaks a text into rows no wider than `room`; rows after the first stand in by the text's indent.
#[must_use]
pub fn wrap(text: &Text, room: usize) -> Vec<Vec<Span>> {
    let room = room.max(4);
    let indent = text.indent.min(room / 2);
    let mut rows: Vec<Vec<Span>> = Vec::new();
    let mut row: Vec<Span> = Vec::new();
    let mut used = 0;
    for piece in &text.spans {
        let plain = clean::is_plain(&piece.text);
        let cleaned = if plain { Cow::Borrowed(&*piece.text) } else { clean::line(&piece.text) };
        let width = |text: &str| if plain { text.len() } else { text.width() };
        let mut rest = &*cleaned;
        while !rest.is_empty() {
            let (word, others) = rest.split_at(words_that_fit(rest, room.saturating_sub(used), plain));
            let bare = width(word.trim_end_matches(' '));
            if used + bare <= room {
                push(&mut row, piece.role, word);
                used += width(word);
                rest = others;
                continue;
            }
            if used > indent || (rows.is_empty() && used > 0) {
                rows.push(std::mem::take(&mut row));
            } else {
                // A word longer than a whole row is broken where the row ends.
                let (head, tail) = split_at_width(rest, room - used);
                push(&mut row, piece.role, head);
                rows.push(std::mem::take(&mut row));
                rest = tail;
            }
            used = indent;
            push(&mut row, Role::Plain, &" ".repeat(indent));
        }
    }
    if !row.is_empty() || rows.is_empty() {
        rows.push(row);
    }
    // The space a row was broken at is not drawn: it may stand past the edge.
    for row in &mut rows {
        if let Some(last) = row.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
        }
    }
    rows
}

/// The length of the words, each with the space behind it, that a row still has room for; of one word, where it has none.
/// Texts are wrapped with every key, so where a byte is a cell the words are not measured one by one.
fn words_that_fit(text: &str, room: usize, plain: bool) -> usize {
    let first = || text.find(' ').map_or(text.len(), |at| at + 1);
    match text.as_bytes() {
        _ if !plain => first(),
        bytes if bytes.len() <= room => bytes.len(),
        bytes => bytes[..=room].iter().rposition(|byte| *byte == b' ').map_or_else(first, |at| at + 1),
    }
}

/// Breaks several texts.
#[must_use]
pub fn wrap_all(texts: &[Text], room: usize) -> Vec<Vec<Span>> {
    texts.iter().flat_map(|text| wrap(text, room)).collect()
}

fn push(row: &mut Vec<Span>, role: Role, text: &str) {
    if text.is_empty() {
        return;
    }
    match row.last_mut() {
        Some(last) if last.role == role => last.text.push_str(text),
        _ => row.push(Span { text: text.to_owned(), role }),
    }
}

/// Cuts a text before the character that would pass `room`; at least one character goes to the head.
fn split_at_width(text: &str, room: usize) -> (&str, &str) {
    let fits = head(text, room).len();
    let first = text.graphemes(true).next().map_or(0, str::len);
    text.split_at(fits.max(first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::role::{labelled, plain};

    fn rows(text: &Text, width: usize) -> Vec<String> {
        wrap(text, width)
            .iter()
            .map(|row| row.iter().map(|s| s.text.as_str()).collect::<String>().trim_end().to_owned())
            .collect()
    }

    #[test]
    fn words_stay_whole_and_continuations_stand_in() {
        let text = labelled("ask", 5, Role::Plain, "Who may accept a risk, and up to which level?");
        assert_eq!(
            rows(&text, 24),
            ["ask  Who may accept a", "     risk, and up to", "     which level?"],
            "five columns stay free under the label"
        );
    }

    #[test]
    fn long_words_and_wide_letters_are_cut_at_the_edge() {
        assert_eq!(rows(&plain("abcdefghij"), 4), ["abcd", "efgh", "ij"], "no space to break at");
        assert_eq!(rows(&plain("漢字漢字"), 5), ["漢字", "漢字"], "a wide letter is never halved");
        assert_eq!(rows(&plain(""), 10), [""], "an empty line is a line");
    }
}
