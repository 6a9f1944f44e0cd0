//! The user's settings: `config.toml` in the configuration folder, over shipped defaults.
//!
//! Must not know: what the settings do. All mistakes are reported at once, with line and remedy; the good part counts.

pub mod keys;

use crate::exchange::toml_error::toml_words;
use crate::store::{self, files};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use toml::de::DeTable;

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

/// Where the settings lie.
#[must_use]
pub fn path(folder: &Path) -> PathBuf {
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
/// As for [`save`].
pub fn save_identity(folder: &Path, initials: &str, name: &str) -> store::Result<()> {
    save(folder, &[("initials", initials), ("name", name)])
}

/// Writes texts of the settings, keeping the rest of the file to the letter.
///
/// # Errors
/// The system's answer, with the path; and a file with a mistake is left as it is, for where to write cannot be told.
pub fn save(folder: &Path, settings: &[(&str, &str)]) -> store::Result<()> {
    let path = path(folder);
    let mut text = files::read_text(&path)?.unwrap_or_default();
    for (key, value) in settings {
        let value = toml::Value::from(*value).to_string();
        let there = match DeTable::parse(&text) {
            Ok(table) => table.get_ref().get(*key).map(toml::Spanned::span),
            Err(why) => {
                let words = format!("{}: mend or delete the line, then again", toml_words(&text, &why));
                return Err(store::Fault::found("cannot write", &path, words));
            }
        };
        match there {
            Some(span) => text.replace_range(span, &value),
            // At the top, so that it cannot fall into a table of the file.
            None => text.insert_str(0, &format!("{key} = {value}\n")),
        }
    }
    files::make_folder(folder, files::Access::default())?;
    files::write_whole(&path, text.as_bytes(), files::Access::default())
}

/// A theme file of the user's.
#[derive(Debug)]
pub struct ThemeFile {
    /// Its name: the file's, without `.toml`.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// What it says, or why it cannot be read.
    pub text: Result<String, String>,
}

/// The user's own themes, `themes/NAME.toml`, by name.
#[must_use]
pub fn themes(folder: &Path) -> Vec<ThemeFile> {
    let listed = std::fs::read_dir(folder.join("themes")).into_iter().flatten().flatten();
    let mut found: Vec<ThemeFile> = listed
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .filter_map(|path| {
            let text = match files::read_text(&path) {
                Ok(text) => text.ok_or_else(|| "it is gone".to_owned()),
                Err(why) => Err(why.to_string()),
            };
            Some(ThemeFile { name: path.file_stem()?.to_str()?.to_owned(), text, path })
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
