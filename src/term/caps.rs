//! What this terminal can be expected to show, guessed from the environment alone.
//!
//! Must not know: the terminal itself. Nothing here opens, writes to or asks a terminal: over a slow line an answer
//! arrives late and ends up in somebody's text. Every function is pure over a look-up, so that the tests need no
//! environment of their own.

use std::str::FromStr;

/// What `--color` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColourChoice {
    /// Follow `NO_COLOR` and `TERM`.
    #[default]
    Auto,
    /// Colours, whatever the environment says.
    Always,
    /// No colours: attributes only.
    Never,
}

/// Why a text is no colour choice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no colour choice: write auto, always or never")]
pub struct NotAColourChoice(pub String);

impl FromStr for ColourChoice {
    type Err = NotAColourChoice;

    fn from_str(text: &str) -> Result<Self, NotAColourChoice> {
        match text {
            "auto" => Ok(Self::Auto),
            "always" => Ok(Self::Always),
            "never" => Ok(Self::Never),
            other => Err(NotAColourChoice(other.to_owned())),
        }
    }
}

/// Which colours may reach the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColourMode {
    /// None: bold, dim, underlined and reversed are all there is.
    Mono,
    /// The sixteen named colours, as the user's own palette paints them.
    Ansi16,
}

/// The environment of this process, as the functions below like to be handed it. A value that is not UTF-8 counts as
/// set, with the odd bytes replaced.
#[must_use]
pub fn environment(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// Whether text goes out as UTF-8. With no locale set it is `C`, which is ASCII.
#[must_use]
pub fn is_utf8(env: impl Fn(&str) -> Option<String>) -> bool {
    locale(env).is_some_and(|name| {
        // `de_DE.UTF-8@euro`: the character set stands between the dot and the at sign.
        let charset = name.split_once('.').map_or(name.as_str(), |(_, after)| after);
        let charset = charset.split('@').next().unwrap_or_default();
        charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
    })
}

/// What our own lines, cursors and arrows may be drawn with. The user's text goes out as it is, if it goes out at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Bytes below 0x80.
    Ascii,
    /// What the fonts of a Linux console hold: the 256 characters of code page 437.
    Console,
    /// Anything.
    Unicode,
}

/// Which it is: ASCII where it is asked for, where the locale is not UTF-8, and where the terminal may draw lines two
/// cells wide; the locale says what the terminal can, whatever its name (a `vt220` is a vt220 in name only today).
#[must_use]
pub fn drawing(ascii: bool, env: impl Fn(&str) -> Option<String>) -> Drawing {
    if ascii || !is_utf8(&env) || is_cjk(&env) {
        Drawing::Ascii
    } else if env("TERM").is_some_and(|term| term == "linux" || term.starts_with("linux-")) {
        Drawing::Console
    } else {
        Drawing::Unicode
    }
}

/// Whether the terminal may draw characters two cells wide that are one cell wide elsewhere (East Asian Width class
/// *ambiguous*, UAX 11): so it is customary where Chinese, Japanese or Korean is read.
#[must_use]
pub fn is_cjk(env: impl Fn(&str) -> Option<String>) -> bool {
    let language = locale(env).map(|name| name.chars().take_while(char::is_ascii_alphabetic).collect::<String>());
    language.is_some_and(|language| matches!(language.as_str(), "ja" | "ko" | "zh" | "yue" | "wuu" | "nan" | "hak"))
}

/// The locale of characters: the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is not empty, as in the C library.
fn locale(env: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| env(name).filter(|v| !v.is_empty()))
}

/// Which colours to use: the command line first, then `NO_COLOR` (any text but the empty one), then `TERM`.
#[must_use]
pub fn colour_mode(choice: ColourChoice, env: impl Fn(&str) -> Option<String>) -> ColourMode {
    if colours_off(choice, env).is_some() { ColourMode::Mono } else { ColourMode::Ansi16 }
}

/// What switches colours off here, as people write it; `None` where nothing does.
#[must_use]
pub fn colours_off(choice: ColourChoice, env: impl Fn(&str) -> Option<String>) -> Option<&'static str> {
    match choice {
        ColourChoice::Never => Some("--color never"),
        ColourChoice::Auto if env("NO_COLOR").is_some_and(|v| !v.is_empty()) => Some("NO_COLOR"),
        ColourChoice::Auto if is_colourless(&env("TERM").unwrap_or_default()) => Some("TERM"),
        ColourChoice::Always | ColourChoice::Auto => None,
    }
}

/// Whether the background is light, as far as the terminal says it. `COLORFGBG` is `15;0` or `0;default;15`: the
/// background's number comes last, and as rxvt means it 7 and 9 to 15 are the light ones.
#[must_use]
pub fn is_light(env: impl Fn(&str) -> Option<String>) -> bool {
    let said = env("COLORFGBG").unwrap_or_default();
    said.rsplit(';').next().and_then(|last| last.parse().ok()).is_some_and(|ground: u8| matches!(ground, 7 | 9..=15))
}

/// The DEC terminals before the vt525 had no colour, and terminfo marks a monochrome twin with `-m` or `-mono`.
fn is_colourless(term: &str) -> bool {
    let dec = term.strip_prefix("vt").is_some_and(|model| {
        model.starts_with(|c: char| c.is_ascii_digit()) && !model.starts_with("525") && !model.contains("color")
    });
    dec || term.ends_with("-m") || term.ends_with("-mono") || is_unaddressable(term)
}

/// Terminals that cannot put a character where it belongs, or of which nothing is known.
fn is_unaddressable(term: &str) -> bool {
    matches!(term, "" | "dumb" | "unknown" | "network" | "vt52")
}

/// Why no screen can be opened on this `TERM`, in a sentence that names the other way; `None` if it can.
#[must_use]
pub fn refusal(env: impl Fn(&str) -> Option<String>) -> Option<String> {
    let term = env("TERM").unwrap_or_default();
    is_unaddressable(&term).then(|| {
        let name = if term.is_empty() { "TERM is not set".to_owned() } else { format!("TERM is {term}") };
        format!(
            "{name}, and such a terminal cannot place text on a screen: everything can be done by command line as well, \
             see `workpaper --help`, or set TERM to what your terminal is (often xterm)"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn the_first_locale_variable_with_text_decides() {
        for (pairs, want) in [
            (&[("LANG", "de_DE.UTF-8")][..], true),
            (&[("LANG", "C.utf8")][..], true),
            (&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")][..], false),
            (&[("LC_ALL", ""), ("LC_CTYPE", "en_GB.UTF-8"), ("LANG", "C")][..], true),
            (&[("LC_CTYPE", "UTF-8")][..], true),
            (&[("LANG", "sr_RS.UTF-8@latin")][..], true),
            (&[("LANG", "de_DE.ISO-8859-15@euro")][..], false),
            (&[("LANG", "de_DE@euro")][..], false),
            (&[][..], false),
        ] {
            assert_eq!(is_utf8(env(pairs)), want, "the character set that {pairs:?} names");
        }
    }

    #[test]
    fn what_may_be_drawn_follows_the_locale_and_the_console() {
        for (ascii, pairs, want) in [
            (false, &[("LANG", "en_GB.UTF-8"), ("TERM", "xterm")][..], Drawing::Unicode),
            (false, &[("LANG", "C.UTF-8"), ("TERM", "vt220")][..], Drawing::Unicode),
            (false, &[("LANG", "C.UTF-8"), ("TERM", "linux")][..], Drawing::Console),
            (false, &[("LANG", "C"), ("TERM", "linux")][..], Drawing::Ascii),
            (false, &[("LANG", "ja_JP.UTF-8"), ("TERM", "xterm")][..], Drawing::Ascii),
            (false, &[("LANG", "jam_JM.UTF-8"), ("TERM", "xterm")][..], Drawing::Unicode),
            (true, &[("LANG", "en_GB.UTF-8"), ("TERM", "xterm")][..], Drawing::Ascii),
        ] {
            assert_eq!(drawing(ascii, env(pairs)), want, "{pairs:?}, --ascii {ascii}");
        }
        assert!(is_cjk(env(&[("LANG", "en_GB.UTF-8"), ("LC_CTYPE", "zh_TW.UTF-8")])), "characters have their own word");
        assert!(!is_cjk(env(&[("LC_ALL", "C.UTF-8"), ("LANG", "ko_KR.UTF-8")])), "and what is on top counts");
    }

    #[test]
    fn the_command_line_outranks_no_color_which_outranks_term() {
        use ColourChoice::{Always, Auto, Never};
        use ColourMode::{Ansi16, Mono};
        for (choice, pairs, want) in [
            (Auto, &[("TERM", "xterm-256color")][..], Ansi16),
            (Auto, &[("TERM", "linux")][..], Ansi16),
            (Auto, &[("TERM", "vt220")][..], Mono),
            (Auto, &[("TERM", "vt100-w")][..], Mono),
            (Auto, &[("TERM", "vt525")][..], Ansi16),
            (Auto, &[("TERM", "vte-256color")][..], Ansi16),
            (Auto, &[("TERM", "xterm-mono")][..], Mono),
            (Auto, &[("TERM", "linux-m")][..], Mono),
            (Auto, &[("TERM", "dumb")][..], Mono),
            (Auto, &[("TERM", "xterm"), ("NO_COLOR", "1")][..], Mono),
            (Auto, &[("TERM", "xterm"), ("NO_COLOR", "")][..], Ansi16),
            (Always, &[("TERM", "vt100"), ("NO_COLOR", "1")][..], Ansi16),
            (Never, &[("TERM", "xterm")][..], Mono),
        ] {
            assert_eq!(colour_mode(choice, env(pairs)), want, "{choice:?} with {pairs:?}");
        }
    }

    #[test]
    fn the_background_is_what_the_terminal_says_last() {
        for (said, want) in
            [("0;15", true), ("0;default;15", true), ("15;0", false), ("7;8", false), ("15;default", false)]
        {
            assert_eq!(is_light(env(&[("COLORFGBG", said)])), want, "the background in {said}");
        }
        assert!(!is_light(env(&[])), "a terminal that says nothing is taken for dark");
    }

    #[test]
    fn a_dumb_terminal_is_refused_with_a_way_out() {
        let sentence = refusal(env(&[("TERM", "dumb")])).expect("dumb cannot show a screen");
        assert!(sentence.contains("TERM is dumb"), "the sentence names the cause: {sentence}");
        assert!(sentence.contains("workpaper --help"), "the sentence names the way out: {sentence}");
        assert!(refusal(env(&[])).is_some_and(|s| s.contains("not set")), "no TERM at all is its own cause");
        assert_eq!(refusal(env(&[("TERM", "vt100")])), None, "a vt100 is enough");
    }

    #[test]
    fn a_choice_reads_back_and_nonsense_is_named() {
        assert_eq!("always".parse(), Ok(ColourChoice::Always), "the word of the command line");
        assert_eq!("yes".parse::<ColourChoice>(), Err(NotAColourChoice("yes".into())), "the culprit is named");
    }
}
