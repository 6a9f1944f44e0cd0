//! The themes there are, shipped and the user's own, which of them is worn, and whether its colours come out.
//!
//! Must not know: what a theme says (`ui::theme`), or who asks: the terminal program and `workpaper theme` both do.

use crate::app::model::ThemeRow;
use crate::config;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::term::caps::{self, ColourChoice, ColourMode};
use crate::ui::theme::{SHIPPED, Theme};
use std::path::{Path, PathBuf};

/// A theme that has a name.
#[derive(Debug)]
pub struct Known {
    /// Its name.
    pub name: String,
    /// Its file, if it is the user's own.
    pub file: Option<PathBuf>,
    /// What it says, or all its mistakes, each with file and line.
    pub theme: std::result::Result<Theme, Vec<String>>,
}

impl Known {
    /// The theme, if nothing is wrong with it.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn readable(self) -> Result<Theme> {
        self.theme.map_err(|mistakes| Error::Failed(mistakes.join("\n")))
    }
}

/// All of them: the shipped ones, then the user's. One of the user's takes the place of a shipped one of its name.
#[must_use]
pub fn known(config: &Path) -> Vec<Known> {
    let own: Vec<Known> = config::themes(config)
        .into_iter()
        .map(|config::ThemeFile { name, path, text }| {
            let placed = |mistakes: Vec<String>| {
                mistakes.into_iter().map(|mistake| format!("{}: {mistake}", path.display())).collect()
            };
            let theme = text.map_err(|why| vec![why]).and_then(|text| Theme::parse(&text).map_err(placed));
            Known { name, file: Some(path), theme }
        })
        .collect();
    let hidden = |name: &str| own.iter().any(|theme| theme.name.eq_ignore_ascii_case(name));
    let shipped = SHIPPED.iter().filter(|(name, _)| !hidden(name));
    let mut all: Vec<Known> =
        shipped.map(|(name, text)| Known { name: (*name).to_owned(), file: None, theme: Theme::parse(text) }).collect();
    all.extend(own);
    all
}

/// One by name, in any case.
///
/// # Errors
/// Where there is none of that name: those there are, and how to make one.
pub fn named(config: &Path, name: &str) -> Result<Known> {
    let mut all = known(config);
    if let Some(at) = all.iter().position(|theme| theme.name.eq_ignore_ascii_case(name)) {
        return Ok(all.swap_remove(at));
    }
    let names: Vec<String> = all.into_iter().map(|theme| theme.name).collect();
    let own = config.join("themes").join("NAME.toml");
    let there = names.join(", ");
    Err(Error::NotFound(format!("there is no theme `{name}`; there are: {there}; {} makes another", own.display())))
}

/// The theme to begin with.
#[derive(Debug)]
pub struct Chosen {
    /// Its name.
    pub name: String,
    /// The theme.
    pub theme: Theme,
    /// Why it is another one than the settings say.
    pub notice: Option<String>,
    /// Why no colours come out here, where none do.
    pub colourless: Option<&'static str>,
}

/// The theme that the command line names, else the settings, else a shipped one: where colours are off, the one that says
/// all it has to say without them, else the one for the background that the terminal says it has. What is wrong in the
/// settings keeps nobody out: it is said, and the shipped one is taken.
///
/// # Errors
/// Where the theme of the command line is unknown or has mistakes, or `--color` says neither auto, always nor never.
pub fn chosen(context: &Context) -> Result<Chosen> {
    let config = &context.homes.config;
    let colourless = caps::colours_off(colour_choice(context)?, caps::environment);
    if let Some(name) = &context.globals.theme {
        let found = named(config, name)?;
        return Ok(Chosen { name: found.name.clone(), theme: found.readable()?, notice: None, colourless });
    }
    let wanted = context.settings.theme.as_str();
    let shipped = match colourless {
        Some(_) => "mono",
        None if caps::is_light(caps::environment) => "light",
        None => "dark",
    };
    let instead = |notice: Option<String>| Chosen {
        name: shipped.to_owned(),
        theme: Theme::shipped(shipped).unwrap_or_default(),
        notice: notice.map(|why| format!("{why}. Drawn as {shipped}")),
        colourless,
    };
    if wanted.is_empty() {
        return Ok(instead(None));
    }
    Ok(match named(config, wanted) {
        Err(why) => instead(Some(format!("{}: {why}", config::path(config).display()))),
        Ok(Known { theme: Err(mistakes), .. }) => instead(Some(mistakes.join("; "))),
        Ok(Known { name, theme: Ok(theme), .. }) => Chosen { name, theme, notice: None, colourless },
    })
}

/// The list of them for the terminal program.
#[must_use]
pub fn rows(config: &Path) -> Vec<ThemeRow> {
    let row = |known: Known| {
        let ground = known.theme.as_ref().ok().and_then(|theme| theme.ground);
        ThemeRow {
            name: known.name,
            ground: ground.map(|ground| ground.to_string()).unwrap_or_default(),
            file: known.file.map(|file| file.display().to_string()).unwrap_or_default(),
            mistakes: known.theme.err().unwrap_or_default(),
        }
    };
    known(config).into_iter().map(row).collect()
}

/// The colours that may be used, by command line and environment.
///
/// # Errors
/// Where `--color` says neither auto, always nor never.
pub fn colour(context: &Context) -> Result<ColourMode> {
    Ok(caps::colour_mode(colour_choice(context)?, caps::environment))
}

fn colour_choice(context: &Context) -> Result<ColourChoice> {
    context.globals.color.parse().map_err(|why: caps::NotAColourChoice| Error::Usage(why.to_string()))
}
