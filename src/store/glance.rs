//! A look at what stands there that leaves no trace: nothing is remembered, locked, mended or cached.
//!
//! Must not know: who looks. It is for a shell that asks in the middle of a line, and may be wrong where files are being
//! written or damaged: whatever cannot be read is left out without a word.

use super::audits::with_added;
use super::files;
use super::journal;
use super::workspace::Workspace;
use crate::domain::checklist::Checklist;
use crate::domain::fold::State;
use std::path::Path;

/// An audit as it stands: its checklist with the items added later, and what its journals say.
#[must_use]
pub fn audit(workspace: &Workspace, id: &str) -> Option<(Checklist, State)> {
    let path = files::inside(&workspace.root, Path::new("audits").join(id).join("checklist.toml")).ok()?;
    let frozen: Checklist = toml::from_str(&files::read_text(&path).ok()??).ok()?;
    let place = workspace.place(&format!("audits/{id}")).ok()?;
    let journals = files::journals(&place.folder).ok()?;
    let journals: Vec<_> = journals.iter().filter_map(|(_, path)| journal::read(path).ok()).collect();
    let own = journals.iter().filter(|(one, _)| one.header.as_ref().is_some_and(|header| header.area == place.name));
    let state = State::fold(own.flat_map(|(_, entries)| entries));
    Some((with_added(&frozen, &state), state))
}

/// The references that have a findings file: more than the snapshot knows, in a fresh clone.
#[must_use]
pub fn references(workspace: &Workspace) -> Vec<String> {
    let folder = files::inside(&workspace.root, "findings").ok();
    let names = folder.and_then(|folder| files::names(&folder).ok()).unwrap_or_default();
    names.iter().filter_map(|name| name.strip_suffix(".toml")).map(|name| name.replace('~', "/")).collect()
}
