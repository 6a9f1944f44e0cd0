//! The user's settings: `config.toml` in the configuration folder, over shipped defaults.
//!
//! Must not know: what the settings do. All mistakes are reported at once, with line and remedy; the good part counts.

pub mod keys;

use crate::exchange::toml_error::toml_words;
use crate::store::{self, files};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What a user may set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Initials: the `by` of entries.
    pub initials: String,
    /// Name or role, as it shall stand in the journal's header.
    pub name: String,
    /// Theme by name.
    pub theme: String,
    /// Set of keys by name: see [`keys::SETS`].
    pub keys: String,
    /// Go to the next item after a verdict.
    pub advance: bool,
    /// Raise the veil by itself while an interview is open; on unless said otherwise.
    pub veil: Option<bool>,
}

/// The settings with what is wrong about them.
#[derive(Debug, Default)]
pub struct Loaded {
    /// What counts.
    pub settings: Settings,
    /// Mistakes, each with file, line and remedy.
    pub mistakes: Vec<String>,
}

fn path(folder: &Path) -> PathBuf {
    folder.join("config.toml")
}

/// Reads the settings; a missing file means the defaults.
#[must_use]
pub fn load(folder: &Path) -> Loaded {
    let path = path(folder);
    let text = match files::read_text(&path) {
        Ok(text) => text.unwrap_or_default(),
        Err(why) => return Loaded { mistakes: vec![why.to_string()], ..Loaded::default() },
    };
    match toml::from_str(&text) {
        Ok(settings) => Loaded { settings, mistakes: Vec::new() },
        Err(why) => {
            let mistake = format!("{}: {}: mend or delete the line", path.display(), toml_words(&text, &why));
            Loaded { mistakes: vec![mistake], ..Loaded::default() }
        }
    }
}

/// Writes who records, keeping the rest of the file.
///
/// # Errors
/// The system's answer, with the path.
pub fn save_identity(folder: &Path, initials: &str, name: &str) -> store::Result<()> {
    let path = path(folder);
    let text = files::read_text(&path)?.unwrap_or_default();
    let others: Vec<&str> =
        text.lines().filter(|line| !line.starts_with("initials") && !line.starts_with("name")).collect();
    let own = format!("initials = {}\nname = {}", toml::Value::from(initials), toml::Value::from(name));
    files::make_folder(folder, files::Access::default())?;
    files::write_whole(
        &path,
        format!("{own}\n{}\n", others.join("\n")).trim_start().as_bytes(),
        files::Access::default(),
    )
}

/// The text of a theme of the user's: `themes/NAME.toml`.
///
/// # Errors
/// Where there is none of that name, or it cannot be read.
pub fn theme_text(folder: &Path, name: &str) -> Result<(PathBuf, String), String> {
    let path = folder.join("themes").join(format!("{name}.toml"));
    match files::read_text(&path) {
        Ok(Some(text)) => Ok((path, text)),
        Ok(None) => Err(format!("there is no theme `{name}`, shipped or in {}", path.display())),
        Err(why) => Err(why.to_string()),
    }
}
