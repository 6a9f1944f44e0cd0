//! A text being typed: one line or several, by what a reader takes for characters (grapheme clusters, UAX 29).
//!
//! Must not know: where it is drawn or what the text is for.

use super::key::Key;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// Text with a cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Editor {
    text: String,
    /// Byte offset, always on a grapheme boundary.
    cursor: usize,
    /// Enter breaks the line instead of finishing.
    pub many_lines: bool,
}

impl Editor {
    /// An editor with a text in it and the cursor behind it.
    #[must_use]
    pub fn with(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text, many_lines: false }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The cursor, as a byte offset.
    #[must_use]
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// Nothing but white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
    }

    /// Puts text where the cursor is.
    pub fn insert(&mut self, text: &str) {
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
        self.settle();
    }

    /// A combining character typed after its base joins it: the cursor must not stay inside.
    fn settle(&mut self) {
        if !self.boundaries(self.cursor).is_boundary(&self.text, 0).unwrap_or(true) {
            self.cursor = self.next().unwrap_or(self.text.len());
        }
    }

    /// Looks at no more of the text than it needs: a pasted text may be a megabyte, and this is asked with every key.
    fn boundaries(&self, at: usize) -> GraphemeCursor {
        GraphemeCursor::new(at, self.text.len(), true)
    }

    fn previous(&self) -> Option<usize> {
        self.boundaries(self.cursor).prev_boundary(&self.text, 0).unwrap_or_default()
    }

    fn next(&self) -> Option<usize> {
        self.boundaries(self.cursor).next_boundary(&self.text, 0).unwrap_or_default()
    }

    fn line_start(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.text[self.cursor..].find('\n').map_or(self.text.len(), |at| self.cursor + at)
    }

    fn word_start(&self) -> usize {
        let before = self.text[..self.cursor].trim_end();
        before.rfind(char::is_whitespace).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8))
    }

    fn delete(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }

    /// Moves by whole lines, keeping the column as far as the line goes.
    fn vertical(&mut self, up: bool) -> bool {
        let start = self.line_start();
        let column = self.text[start..self.cursor].graphemes(true).count();
        let target = if up {
            if start == 0 {
                return false;
            }
            self.text[..start - 1].rfind('\n').map_or(0, |at| at + 1)
        } else {
            let end = self.line_end();
            if end == self.text.len() {
                return false;
            }
            end + 1
        };
        let line = self.text[target..].split('\n').next().unwrap_or_default();
        self.cursor = target + line.grapheme_indices(true).nth(column).map_or(line.len(), |(at, _)| at);
        true
    }

    /// Lets a key edit the text. Returns whether it did anything; what it leaves alone is the caller's.
    pub fn press(&mut self, key: Key) -> bool {
        match key {
            Key::Char(c) => self.insert(c.encode_utf8(&mut [0; 4])),
            Key::Enter if self.many_lines => self.insert("\n"),
            Key::Backspace => match self.previous() {
                Some(at) => self.delete(at, self.cursor),
                None => return false,
            },
            Key::Delete => match self.next() {
                Some(end) => self.delete(self.cursor, end),
                None => return false,
            },
            Key::Left => match self.previous() {
                Some(at) => self.cursor = at,
                None => return false,
            },
            Key::Right => match self.next() {
                Some(end) => self.cursor = end,
                None => return false,
            },
            Key::Home => self.cursor = self.line_start(),
            Key::End | Key::Ctrl('e') => self.cursor = self.line_end(),
            Key::Ctrl('w') => self.delete(self.word_start(), self.cursor),
            Key::Ctrl('u') => self.delete(self.line_start(), self.cursor),
            Key::Ctrl('k') => {
                let end = self.line_end();
                self.text.replace_range(self.cursor..end, "");
            }
            Key::Up if self.many_lines => return self.vertical(true),
            Key::Down if self.many_lines => return self.vertical(false),
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_one_character() {
        let mut editor = Editor::with("e\u{301}👩‍🚀x");
        for left in ["e\u{301}👩‍🚀", "e\u{301}", "", ""] {
            editor.press(Key::Backspace);
            assert_eq!(editor.text(), left, "one press takes what a reader sees as one character");
        }
        editor.insert("e");
        editor.insert("\u{301}");
        editor.press(Key::Left);
        assert_eq!(editor.cursor(), 0, "a combining mark joins the letter before it");
    }

    #[test]
    fn lines_keep_their_column() {
        let mut editor = Editor::with("ab\ncde\nf");
        editor.many_lines = true;
        editor.press(Key::Up);
        editor.press(Key::End);
        editor.press(Key::Up);
        editor.press(Key::Char('!'));
        assert_eq!(editor.text(), "ab!\ncde\nf", "a shorter line stops the cursor at its end");
        assert!(!Editor::with("x").press(Key::Up), "one line leaves the arrow to others");
    }
}
