//! Colours and weights by meaning, from TOML. The shipped themes lie in `themes/`; adding one is one line here.
//!
//! Must not know: which screen uses which meaning.

use crate::app::role::Role;
use ratatui::style::{Color, Modifier, Style};
use std::collections::HashMap;

/// The themes in the binary: name and text.
pub static SHIPPED: &[(&str, &str)] = &[
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

const ROLES: &[(&str, Role)] = &[
    ("plain", Role::Plain),
    ("title", Role::Title),
    ("label", Role::Label),
    ("muted", Role::Muted),
    ("conforms", Role::Conforms),
    ("nonconforming", Role::Nonconforming),
    ("observation", Role::Observation),
    ("positive", Role::Positive),
    ("excused", Role::Excused),
    ("late", Role::Late),
    ("key", Role::Key),
    ("reference", Role::Reference),
    ("private", Role::Private),
    ("wrong", Role::Wrong),
    ("mode", Role::Mode),
    ("match", Role::Match),
];

/// A theme.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    styles: HashMap<Role, Style>,
}

impl Theme {
    /// Reads a theme's text.
    ///
    /// # Errors
    /// Every mistake, with the word and what would do.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let table: HashMap<String, String> =
            toml::from_str(text).map_err(|why: toml::de::Error| vec![why.message().replace('\n', " ")])?;
        let mut theme = Self::default();
        let mut mistakes = Vec::new();
        for (name, words) in &table {
            let Some((_, role)) = ROLES.iter().find(|(known, _)| known == name) else {
                let known: Vec<&str> = ROLES.iter().map(|(name, _)| *name).collect();
                mistakes.push(format!("`{name}` is no meaning; there are: {}", known.join(", ")));
                continue;
            };
            match style(words) {
                Ok(style) => drop(theme.styles.insert(*role, style)),
                Err(word) => mistakes.push(format!("{name}: `{word}` is no colour or weight")),
            }
        }
        mistakes.sort();
        if mistakes.is_empty() { Ok(theme) } else { Err(mistakes) }
    }

    /// A shipped theme by name.
    #[must_use]
    pub fn shipped(name: &str) -> Option<Self> {
        let (_, text) = SHIPPED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Self::parse(text).ok()
    }

    /// The style of a meaning.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(&role).copied().unwrap_or_default()
    }
}

fn style(words: &str) -> Result<Style, String> {
    words.split_whitespace().try_fold(Style::default(), |style, word| {
        let weight = match word {
            "bold" => Some(Modifier::BOLD),
            "dim" => Some(Modifier::DIM),
            "underline" => Some(Modifier::UNDERLINED),
            "reverse" => Some(Modifier::REVERSED),
            _ => None,
        };
        match weight {
            Some(weight) => Ok(style.add_modifier(weight)),
            None => colour(word).map(|colour| style.fg(colour)).ok_or_else(|| word.to_owned()),
        }
    })
}

fn colour(word: &str) -> Option<Color> {
    Some(match word {
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" => Color::Magenta,
        "cyan" => Color::Cyan,
        "white" => Color::Gray,
        "lightblack" => Color::DarkGray,
        "lightred" => Color::LightRed,
        "lightgreen" => Color::LightGreen,
        "lightyellow" => Color::LightYellow,
        "lightblue" => Color::LightBlue,
        "lightmagenta" => Color::LightMagenta,
        "lightcyan" => Color::LightCyan,
        "lightwhite" => Color::White,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_themes_are_whole() {
        for (name, text) in SHIPPED {
            let theme = Theme::parse(text).unwrap_or_else(|why| panic!("{name}: {why:?}"));
            for (word, role) in ROLES.iter().filter(|(word, _)| *word != "plain") {
                assert!(theme.styles.contains_key(role), "{name} must say how {word} looks");
            }
        }
    }

    #[test]
    fn mistakes_are_named_together() {
        let mistakes = Theme::parse("nope = \"red\"\nlate = \"reddish\"").expect_err("two are wrong");
        assert_eq!(mistakes.len(), 2, "both at once: {mistakes:?}");
    }
}
