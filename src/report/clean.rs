//! Text from people made safe to show: no control character, no character that turns the direction of what follows.
//!
//! Must not know: where it is shown. The same function stands before cells, terminals and reports.

use std::borrow::Cow;

/// Whether a character may act on a terminal or hide what stands there.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a text is nothing but printable ASCII: nothing to clean, and one cell a byte. Nearly every text is, and this
/// is asked for each piece of each frame.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The text with every unsafe character shown as `�`; tabs and line feeds become spaces.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| {
                if matches!(c, '\t' | '\n') {
                    ' '
                } else if is_unsafe(c) {
                    '\u{fffd}'
                } else {
                    c
                }
            })
            .collect(),
    )
}

/// The same for text of several lines: line feeds stay.
#[must_use]
pub fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// JSON with every unsafe character escaped (RFC 8259, section 7): safe to show, and the same text to whoever reads it.
/// Outside its strings such characters do not occur, except for line feeds, which stay.
#[must_use]
pub fn json(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || !is_unsafe(c) {
            safe.push(c);
        } else {
            safe.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_safe_and_says_the_same() {
        let text = "a\u{9b}1m\u{202e}b\u{7f}\u{e0041}\u{1b}c\n\u{61c}d";
        let shown = json(&serde_json::to_string_pretty(&[text]).expect("JSON"));
        assert!(!shown.chars().any(|c| c != '\n' && is_unsafe(c)), "nothing acts: {shown:?}");
        let read: Vec<String> = serde_json::from_str(&shown).expect("it is still JSON");
        assert_eq!(read, [text], "and whoever reads it gets the text as it was");
    }
}
