//! Colours and weights by meaning, from TOML. The shipped themes lie in `themes/`; adding one is one line here.
//!
//! Must not know: which screen uses which meaning, or where a theme's file lies.

use crate::app::role::{MEANINGS, Role};
use crate::exchange::toml_error::toml_words;
use foldhash::HashMap;
use ratatui::style::{Color, Modifier, Style};
use std::fmt;
use toml::de::{DeTable, DeValue};

/// The themes in the binary: name and text.
pub static SHIPPED: &[(&str, &str)] = &[
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("colour-blind", include_str!("../../themes/colour-blind.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

/// The background a theme is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Light letters on it.
    Dark,
    /// Dark letters on it.
    Light,
    /// Both: nothing but weights and lines can be that.
    Any,
}

const GROUNDS: [Ground; 3] = [Ground::Dark, Ground::Light, Ground::Any];

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Any => "any",
        })
    }
}

/// What a theme may call a weight.
const WEIGHTS: [(&str, Modifier); 4] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// The sixteen names that every terminal with colours has, in the order of their numbers.
pub const COLOURS: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("lightblack", Color::DarkGray),
    ("lightred", Color::LightRed),
    ("lightgreen", Color::LightGreen),
    ("lightyellow", Color::LightYellow),
    ("lightblue", Color::LightBlue),
    ("lightmagenta", Color::LightMagenta),
    ("lightcyan", Color::LightCyan),
    ("lightwhite", Color::White),
];

/// A theme.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// The background it is made for, where it says so.
    pub ground: Option<Ground>,
    styles: HashMap<Role, Style>,
}

impl Theme {
    /// Reads a theme's text. With `like = "dark"` it begins as that shipped theme; else a meaning it does not name looks
    /// plain.
    ///
    /// # Errors
    /// Every mistake, with its line, the word and what would do.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let (table, unread) = DeTable::parse_recoverable(text);
        if !unread.is_empty() {
            return Err(unread.iter().map(|why| toml_words(text, why)).collect());
        }
        let mut mistakes: Vec<(usize, String)> = Vec::new();
        let mut own = Self::default();
        let mut base = Self::default();
        for (name, value) in table.get_ref() {
            let line = text[..name.span().start].matches('\n').count() + 1;
            let name: &str = name.get_ref();
            let mut wrong = |why: String| mistakes.push((line, why));
            let DeValue::String(words) = value.get_ref() else {
                wrong(format!("`{name}` wants words in quotes, such as \"red bold\""));
                continue;
            };
            let meaning = MEANINGS.iter().find(|meaning| meaning.name == name);
            match (name, meaning) {
                ("background", _) => match GROUNDS.into_iter().find(|ground| ground.to_string() == *words) {
                    Some(ground) => own.ground = Some(ground),
                    None => wrong(format!("background: `{words}` is none: write dark, light or any")),
                },
                ("like", _) => match Self::shipped(words) {
                    Some(theme) => base = theme,
                    None => wrong(format!("like: `{words}` is no shipped theme; there are: {}", shipped_names())),
                },
                (_, Some(meaning)) => match style(words) {
                    Ok(style) => drop(own.styles.insert(meaning.role, style)),
                    Err(word) => {
                        wrong(format!("{name}: `{word}` is no colour or weight; there are: {}", words_known()));
                    }
                },
                _ => {
                    let known: Vec<&str> = MEANINGS.iter().map(|meaning| meaning.name).collect();
                    wrong(format!("`{name}` is no meaning; there are: background, like, {}", known.join(", ")));
                }
            }
        }
        if !mistakes.is_empty() {
            mistakes.sort();
            return Err(mistakes.into_iter().map(|(line, why)| format!("line {line}: {why}")).collect());
        }
        base.styles.extend(own.styles);
        Ok(Self { ground: own.ground.or(base.ground), styles: base.styles })
    }

    /// A shipped theme by name.
    #[must_use]
    pub fn shipped(name: &str) -> Option<Self> {
        let (_, text) = SHIPPED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Self::parse(text).ok()
    }

    /// Whether it says how a meaning looks.
    #[must_use]
    pub fn names(&self, role: Role) -> bool {
        self.styles.contains_key(&role)
    }

    /// The style of a meaning. A selection that no theme describes is reversed: it has to be found.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        let unsaid = if role == Role::Selection { Style::new().reversed() } else { Style::default() };
        self.styles.get(&role).copied().unwrap_or(unsaid)
    }
}

fn shipped_names() -> String {
    SHIPPED.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn words_known() -> String {
    let weights = WEIGHTS.iter().map(|(name, _)| *name);
    COLOURS.iter().map(|(name, _)| *name).chain(weights).collect::<Vec<_>>().join(" ")
}

fn style(words: &str) -> Result<Style, String> {
    words.split_whitespace().try_fold(Style::default(), |style, word| {
        let weight = WEIGHTS.iter().find(|(name, _)| *name == word);
        let colour = COLOURS.iter().find(|(name, _)| *name == word);
        match (weight, colour) {
            (Some((_, weight)), _) => Ok(style.add_modifier(*weight)),
            (_, Some((_, colour))) => Ok(style.fg(*colour)),
            _ => Err(word.to_owned()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_themes_are_whole() {
        for (name, text) in SHIPPED {
            let theme = Theme::parse(text).unwrap_or_else(|why| panic!("{name}: {why:?}"));
            assert!(theme.ground.is_some(), "{name} must say which background it is made for");
            for meaning in MEANINGS.iter().filter(|meaning| meaning.role != Role::Plain) {
                assert!(theme.names(meaning.role), "{name} must say how {} looks", meaning.name);
            }
        }
    }

    #[test]
    fn mistakes_are_named_together_each_with_its_line() {
        let text = "# mine\nnope = \"red\"\n\nlate = \"reddish\"\nbackground = \"grey\"\nlike = \"drak\"\nkey = 3\nwrong = \"red\"\n";
        let mistakes = Theme::parse(text).expect_err("five are wrong");
        let begins: Vec<&str> = mistakes.iter().filter_map(|mistake| mistake.split(':').next()).collect();
        assert_eq!(begins, ["line 2", "line 4", "line 5", "line 6", "line 7"], "all at once: {mistakes:#?}");
        assert!(mistakes[1].contains("`reddish`") && mistakes[1].contains("lightred"), "the word, and what would do");
        assert!(mistakes[3].contains("dark, light"), "the themes there are: {}", mistakes[3]);
        let broken = Theme::parse("late = \"red\nkey = blue\"\n").expect_err("not TOML");
        assert!(broken[0].starts_with("line 1"), "what is no TOML has its line too: {broken:?}");
    }

    #[test]
    fn a_theme_like_another_changes_only_what_it_names() {
        let dark = Theme::shipped("dark").expect("shipped");
        let own = Theme::parse("like = \"dark\"\nlate = \"lightmagenta\"").expect("a good theme");
        assert_eq!(own.style(Role::Late).fg, Some(Color::LightMagenta), "its own");
        assert_eq!(own.style(Role::Conforms), dark.style(Role::Conforms), "the other's");
        assert_eq!(own.ground, Some(Ground::Dark), "and made for the same background");
        let bare = Theme::parse("late = \"red\"").expect("a good theme");
        assert_eq!(bare.style(Role::Conforms), Style::default(), "like none: what it does not name is plain");
        assert_eq!(bare.style(Role::Selection), Style::new().reversed(), "but a selection is always seen");
    }
}
