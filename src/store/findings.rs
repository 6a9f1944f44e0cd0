//! The folder of findings files: written after the register, never over a hand's work.
//!
//! Must not know: what stands in them (`exchange::finding_toml`).

use super::area::Area;
use super::files;
use super::workspace::Workspace;
use super::{Fault, Result};
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::exchange::finding_toml::{self, Found};
use std::path::PathBuf;

/// What happened to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Written, or as it should be already.
    Current,
    /// Left alone: somebody edited it.
    Kept(Found),
}

/// The file of a statement. A reference that two writers gave at once shows a slash, which no file name can hold.
///
/// # Errors
/// Where the folder is a symbolic link.
pub fn path(workspace: &Workspace, statement: &Object) -> Result<PathBuf> {
    let name = format!("{}.toml", statement.label.replace('/', "~"));
    files::inside(&workspace.root, PathBuf::from("findings").join(name))
}

/// Compares the file of a statement with the register; none where there is no file.
///
/// # Errors
/// The system's answer, with the path.
pub fn examine(workspace: &Workspace, statement: &Object) -> Result<Option<Found>> {
    let path = path(workspace, statement)?;
    let Some(bytes) = files::read(&path)? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(finding_toml::examine(&text, statement)))
}

/// Writes the findings files of these statements, under one lock, after reading the register again. A file edited by
/// hand is kept unless `force` says to put it back.
///
/// # Errors
/// The system's answer, with the path. The register is not touched by it, so `rebuild` makes good for it later.
pub fn write(
    workspace: &Workspace,
    register: &mut Area,
    only: Option<&[String]>,
    force: bool,
) -> Result<Vec<(String, Outcome)>> {
    let folder = files::inside(&workspace.root, "findings")?;
    files::make_folder(&folder, workspace.access)?;
    let private = files::inside(&workspace.root, ".workpaper")?;
    files::make_folder(&private, workspace.access)?;
    let lock_path = private.join("lock");
    let mut options = files::options();
    let lock = options.read(true).write(true).create(true).truncate(false).open(&lock_path);
    let lock = lock.map_err(|why| Fault::new("cannot lock", &lock_path, why))?;
    lock.lock().map_err(|why| Fault::new("cannot lock", &lock_path, why))?;
    register.refresh()?;
    let heads: Vec<String> =
        register.state().heads.iter().map(|(name, seen)| format!("{name} {} {}", seen.0, seen.1)).collect();
    let mut outcomes = Vec::new();
    for statement in register.state().of(Kind::Statement) {
        if only.is_some_and(|refs| !refs.contains(&statement.label)) {
            continue;
        }
        let found = examine(workspace, statement)?;
        let outcome = match found {
            Some(found @ (Found::Edited(_) | Found::Unreadable(_))) if !force => Outcome::Kept(found),
            _ => {
                let text = finding_toml::render(statement, &heads);
                let path = path(workspace, statement)?;
                if files::read(&path)?.as_deref() != Some(text.as_bytes()) {
                    files::write_whole(&path, text.as_bytes(), workspace.access)?;
                }
                Outcome::Current
            }
        };
        outcomes.push((statement.label.clone(), outcome));
    }
    Ok(outcomes)
}
