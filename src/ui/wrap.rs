//! Breaks lines of pieces at words, by what terminals take for the width of a text.
//!
//! Must not know: styles.

use crate::app::role::{Role, Span, Text};
use crate::report::clean;
use unicode_width::UnicodeWidthStr;

/// Breaks a text into rows no wider than `width`; rows after the first stand in by the text's indent.
#[must_use]
pub fn wrap(text: &Text, width: usize) -> Vec<Vec<Span>> {
    let width = width.max(4);
    let indent = text.indent.min(width / 2);
    let mut rows: Vec<Vec<Span>> = Vec::new();
    let mut row: Vec<Span> = Vec::new();
    let mut used = 0;
    for piece in &text.spans {
        let cleaned = clean::line(&piece.text);
        for word in cleaned.split_inclusive(' ') {
            let mut word = word;
            loop {
                let bare = word.trim_end_matches(' ').width();
                if used + bare <= width {
                    let whole = word.width();
                    push(&mut row, piece.role, word);
                    used += whole;
                    break;
                }
                if used > indent || (rows.is_empty() && used > 0) {
                    rows.push(std::mem::take(&mut row));
                } else {
                    // A word longer than a whole row is broken where the row ends.
                    let (head, tail) = split_at_width(word, width - used);
                    push(&mut row, piece.role, head);
                    rows.push(std::mem::take(&mut row));
                    word = tail;
                }
                used = indent;
                push(&mut row, Role::Plain, &" ".repeat(indent));
            }
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

/// Breaks several texts.
#[must_use]
pub fn wrap_all(texts: &[Text], width: usize) -> Vec<Vec<Span>> {
    texts.iter().flat_map(|text| wrap(text, width)).collect()
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

/// Cuts a text before the character that would pass `width`; at least one character goes to the head.
fn split_at_width(text: &str, width: usize) -> (&str, &str) {
    use unicode_segmentation::UnicodeSegmentation;
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cluster.width();
        if used > width && at > 0 {
            return text.split_at(at);
        }
    }
    (text, "")
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
