//! Keys as the program means them, and everything else a person or the system can send it.
//!
//! Must not know: any terminal library. `term/` translates what arrives on the wire into these types, `--keys` parses
//! them from text, and the keymap compares them.

use std::fmt;
use std::str::FromStr;

/// One key press, without the difference between terminals. Control keys carry the lower-case letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A printable character, upper or lower case as typed.
    Char(char),
    /// Control with a letter: `Ctrl('n')`.
    Ctrl(char),
    /// Enter or Return.
    Enter,
    /// Escape. Every binding of it has a second key: tmux and screen delay it.
    Esc,
    /// Tab.
    Tab,
    /// Shift with Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete, forwards.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, 1 to 12. Never the only key of an action.
    F(u8),
}

/// What the loop sleeps on: keys, pastes, the window, and what the system says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted (bracketed paste): line ends are `\n`, nothing else is changed.
    Paste(String),
    /// The window has this size now: columns, rows.
    Resize(u16, u16),
    /// The terminal is gone (dropped link, closed window): save, print nothing, leave with 129.
    Hangup,
    /// The process was asked to end: save, restore the terminal, leave with 143.
    Terminate,
}

const NAMED: &[(&str, Key)] = &[
    ("enter", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("s-tab", Key::BackTab),
    ("bs", Key::Backspace),
    ("del", Key::Delete),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("home", Key::Home),
    ("end", Key::End),
    ("pgup", Key::PageUp),
    ("pgdn", Key::PageDown),
    ("space", Key::Char(' ')),
    ("lt", Key::Char('<')),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, _)) = NAMED.iter().find(|(_, key)| key == self) {
            return write!(f, "<{name}>");
        }
        match self {
            Self::Ctrl(letter) => write!(f, "<c-{letter}>"),
            Self::F(n) => write!(f, "<f{n}>"),
            Self::Char(c) => write!(f, "{c}"),
            _ => Ok(()),
        }
    }
}

impl Key {
    /// The key as people know it: `Enter`, `Ctrl-N`, `PgDn`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Ctrl(c) => format!("Ctrl-{}", c.to_ascii_uppercase()),
            Self::BackTab => "Shift-Tab".to_owned(),
            Self::PageUp => "PgUp".to_owned(),
            Self::PageDown => "PgDn".to_owned(),
            Self::Char(' ') => "Space".to_owned(),
            Self::Char(c) => c.to_string(),
            Self::F(n) => format!("F{n}"),
            key => format!("{key:?}"),
        }
    }

    /// Why nothing may be bound to it, if nothing may: it is taken on its way here, or it arrives as another key.
    #[must_use]
    pub fn never_arrives(self) -> Option<&'static str> {
        match self {
            Self::Ctrl('a' | 'b' | 's' | 'q' | '\\') => Some("is taken by screen, tmux or flow control"),
            Self::Ctrl('c') => Some("asks a program to end, so it does nothing here"),
            Self::Ctrl('h') => Some("is Backspace"),
            Self::Ctrl('i') => Some("is Tab"),
            Self::Ctrl('j' | 'm') => Some("is Enter"),
            Self::Ctrl('[') => Some("is Esc"),
            Self::Ctrl(c) if !c.is_ascii_lowercase() => Some("is not sent by every terminal"),
            Self::Char(c) if c.is_control() => Some("is no character that can be typed"),
            _ => None,
        }
    }
}

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct NotAKey(pub String);

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.to_ascii_lowercase();
        let alt = ["<a-", "<m-", "<alt-"].iter().any(|start| name.starts_with(start));
        let why = if alt { "Alt does not arrive whole: " } else { "" };
        write!(f, "`{}` is no key: {why}write a character, <enter>, <c-n>, <f2>", self.0)
    }
}

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut rest = text;
        let key = take_key(&mut rest)?;
        if rest.is_empty() { Ok(key) } else { Err(NotAKey(text.to_owned())) }
    }
}

/// Parses a run of keys, as in `jj<enter>m`.
///
/// # Errors
/// Names the first part that is no key.
pub fn parse_keys(text: &str) -> Result<Vec<Key>, NotAKey> {
    let mut rest = text;
    let mut keys = Vec::new();
    while !rest.is_empty() {
        keys.push(take_key(&mut rest)?);
    }
    Ok(keys)
}

fn take_key(rest: &mut &str) -> Result<Key, NotAKey> {
    let bad = || NotAKey((*rest).to_owned());
    let mut chars = rest.chars();
    let first = chars.next().ok_or_else(bad)?;
    if first != '<' {
        *rest = chars.as_str();
        return Ok(Key::Char(first));
    }
    let (name, after) = chars.as_str().split_once('>').ok_or_else(bad)?;
    let name = name.to_ascii_lowercase();
    let key = if let Some((_, key)) = NAMED.iter().find(|(known, _)| *known == name) {
        *key
    } else if let Some(letter) = name.strip_prefix("c-").and_then(|l| l.parse().ok()) {
        Key::Ctrl(letter)
    } else if let Some(n) = name.strip_prefix('f').and_then(|n| n.parse().ok()).filter(|n| (1..=12).contains(n)) {
        Key::F(n)
    } else {
        return Err(bad());
    };
    *rest = after;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_keys_reads_back_as_it_prints() {
        let text = "jj<enter>!m x<c-n><f2><lt><esc>";
        let keys = parse_keys(&text.replace(' ', "<space>")).expect("all of these are keys");
        let printed: String = keys.iter().map(ToString::to_string).collect();
        assert_eq!(printed, text.replace(' ', "<space>"), "what Display prints, FromStr reads");
    }

    #[test]
    fn a_key_is_called_as_people_know_it() {
        let keys = parse_keys("c<space><enter><c-n><pgdn><s-tab><up><f2>").expect("all of these are keys");
        let words: Vec<String> = keys.into_iter().map(Key::words).collect();
        assert_eq!(words.join(" "), "c Space Enter Ctrl-N PgDn Shift-Tab Up F2", "as it is printed on the key");
    }

    #[test]
    fn nonsense_is_named() {
        assert_eq!(parse_keys("j<nope>").expect_err("no such key").0, "<nope>", "the remedy needs the culprit");
    }
}
