//! The checklists: shipped in the binary, the user's, the workspace's. The later wins over the earlier of the same id.
//!
//! Must not know: audits. Adding a shipped checklist is one line here.

use super::files;
use super::workspace::Workspace;
use super::{Fault, Result};
use crate::domain::checklist::Checklist;
use crate::exchange::toml_error::toml_words;
use std::path::{Path, PathBuf};

/// The checklists in the binary: id and text.
pub static SHIPPED: &[(&str, &str)] = &[
    ("iso27001-2022", include_str!("../../checklists/iso27001-2022.toml")),
    ("iso27017-2015-cloud", include_str!("../../checklists/iso27017-2015-cloud.toml")),
];

/// Where a checklist comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The binary.
    Shipped,
    /// A file of the user or the workspace.
    File(PathBuf),
}

/// All checklists that could be loaded, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct Library {
    /// The good ones.
    pub checklists: Vec<(Origin, Checklist)>,
    /// The broken ones: file, line, field, remedy.
    pub broken: Vec<String>,
}

/// Reads a checklist's text.
///
/// # Errors
/// Line, field and remedy.
pub fn parse(text: &str) -> std::result::Result<Checklist, String> {
    let list: Checklist = toml::from_str(text).map_err(|why| toml_words(text, &why))?;
    let mut seen: Vec<&str> = Vec::new();
    for (nth, item) in list.items.iter().enumerate() {
        let place = line_of_item(text, nth).map(|line| format!("line {line}: ")).unwrap_or_default();
        if item.id.trim().is_empty() || item.id.contains(' ') {
            return Err(format!("{place}an item has the id `{}`: give it one without spaces", item.id));
        }
        if seen.contains(&item.id.as_str()) {
            return Err(format!("{place}item `{}` stands twice: give each its own id", item.id));
        }
        if !item.section.is_empty() && list.section(&item.section).is_none() {
            return Err(format!(
                "{place}item `{}` is in section `{}`, which is not there: add [[section]]",
                item.id, item.section
            ));
        }
        seen.push(&item.id);
    }
    Ok(list)
}

/// The line on which an item begins, as checklists are commonly written.
fn line_of_item(text: &str, nth: usize) -> Option<usize> {
    let mut begins = (1..).zip(text.lines()).filter(|(_, line)| line.trim_start().starts_with("[[item]]"));
    begins.nth(nth).map(|(line, _)| line)
}

impl Library {
    /// Only what the binary brings: the same on every machine.
    #[must_use]
    pub fn shipped() -> Self {
        let mut library = Self::default();
        for (id, text) in SHIPPED {
            match parse(text) {
                Ok(list) => library.put(Origin::Shipped, list),
                Err(why) => library.broken.push(format!("{id} (shipped): {why}")),
            }
        }
        library
    }

    /// Loads everything. A broken file is named and the others still load.
    #[must_use]
    pub fn load(workspace: Option<&Workspace>, config: &Path) -> Self {
        let mut library = Self::shipped();
        library.load_folder(&config.join("checklists"));
        if let Some(workspace) = workspace {
            library.load_folder(&workspace.root.join("checklists"));
        }
        library
    }

    fn put(&mut self, origin: Origin, list: Checklist) {
        self.checklists.retain(|(_, known)| known.id != list.id);
        self.checklists.push((origin, list));
    }

    fn load_folder(&mut self, folder: &Path) {
        let names = match files::names(folder) {
            Ok(names) => names,
            Err(why) => return self.broken.push(why.to_string()),
        };
        for name in names.iter().filter(|name| Path::new(name).extension().is_some_and(|end| end == "toml")) {
            let path = folder.join(name);
            let text = files::read_text(&path).map(Option::unwrap_or_default).map_err(|why| why.to_string());
            match text.and_then(|text| parse(&text).map_err(|why| format!("{}: {why}", path.display()))) {
                Ok(list) => self.put(Origin::File(path), list),
                Err(why) => self.broken.push(why),
            }
        }
    }

    /// One checklist by id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Checklist> {
        self.checklists.iter().map(|(_, list)| list).find(|list| list.id.eq_ignore_ascii_case(id))
    }
}

/// The frozen checklist of an audit, as text for its file.
///
/// # Errors
/// What the TOML writer reports.
pub fn frozen_text(list: &Checklist, path: &Path) -> Result<String> {
    toml::to_string(list).map_err(|why| Fault::found("cannot write", path, why.to_string()))
}
