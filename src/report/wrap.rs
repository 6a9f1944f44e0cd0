//! Plain text broken into lines of a given width.
//!
//! Must not know: what the text says or where it goes.

use unicode_width::UnicodeWidthStr;

/// Breaks a text at spaces so that no line is wider than `width` columns; the first line begins with `first`, the others
/// with `rest`, which count. A word wider than a line stands alone and is not cut.
#[must_use]
pub fn wrap(text: &str, width: usize, first: &str, rest: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.width() + 1 + word.width() > width {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    if !empty || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_the_width_and_no_word_is_lost() {
        let text = "Who may accept a risk, and up to which level? 漢字 averyveryverylongwordindeed";
        for width in [8, 12, 20, 80] {
            let lines = wrap(text, width, "- ", "  ");
            let words: Vec<&str> = lines.iter().flat_map(|line| line[2..].split_whitespace()).collect();
            assert_eq!(words, text.split_whitespace().collect::<Vec<_>>(), "all words, in order, at {width}");
            let fits = |line: &String| line.width() <= width || line[2..].split(' ').count() == 1;
            assert!(lines.iter().all(fits), "no line is wider than {width}: {lines:?}");
        }
        assert_eq!(wrap("", 10, "- ", "  "), ["- "], "an empty text is one line");
    }
}
