//! The folder of findings files: written after the register, never over a hand's work.
//!
//! Must not know: what stands in them (`exchange::finding_toml`).

use super::area::Area;
use super::files;
use super::watch::{self, Watch};
use super::workspace::Workspace;
use super::{Fault, Result};
use crate::domain::entry::Seen;
use crate::domain::fields::Kind;
use crate::domain::fold::{Object, State};
use crate::domain::followup::case::{Book, Case};
use crate::exchange::finding_toml::{self, Found};
use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What happened to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Written, or as it should be already.
    Current,
    /// Left alone: somebody edited it.
    Kept(Found),
    /// Written anew; what had stood there is kept in this file beside it.
    PutBack(PathBuf),
}

/// The file of a statement. A reference that two writers gave at once shows a slash, which no file name can hold.
///
/// # Errors
/// Where the folder is a symbolic link.
pub fn path(workspace: &Workspace, statement: &Object) -> Result<PathBuf> {
    files::inside(&workspace.root, PathBuf::from("findings").join(file_name(statement)))
}

/// The name of that file.
#[must_use]
pub fn file_name(statement: &Object) -> String {
    format!("{}.toml", statement.label.replace('/', "~"))
}

/// Takes away the file of a name that a statement bore before, unless a hand was in it. Returns the file that stays.
///
/// # Errors
/// The system's answer, with the path.
pub fn retire(workspace: &Workspace, before: &Object) -> Result<Option<PathBuf>> {
    let path = path(workspace, before)?;
    let Some(bytes) = files::read(&path)? else { return Ok(None) };
    if !finding_toml::is_sealed(&String::from_utf8_lossy(&bytes)) {
        return Ok(Some(path));
    }
    std::fs::remove_file(&path).map_err(|why| Fault::new("cannot remove", &path, why))?;
    Ok(None)
}

/// Compares the file of a statement with the register; none where there is no file.
///
/// # Errors
/// The system's answer, with the path.
pub fn examine(workspace: &Workspace, register: &Area, case: &Case<'_>) -> Result<Option<Found>> {
    let statement = case.statement;
    let path = path(workspace, statement)?;
    let Some(bytes) = files::read(&path)? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    if finding_toml::is_sealed(&text) {
        return Ok(Some(Found::Untouched));
    }
    let past = as_of(register, &finding_toml::heads(&text))?;
    let past = past.as_ref().map(|past| Book::new(past, &workspace.programme));
    let base = past.as_ref().and_then(|past| Some(past.case(past.state().get(&statement.id)?)));
    Ok(Some(finding_toml::examine(&text, base.as_ref().unwrap_or(case), case)))
}

/// The register as it stood at these heads; none where they are not all in it, as after a merge not finished.
fn as_of(register: &Area, heads: &[String]) -> Result<Option<State>> {
    let now = &register.state().heads;
    let mut wanted: BTreeMap<&str, u32> = BTreeMap::new();
    for head in heads {
        let mut words = head.split(' ');
        let (Some(name), Some(n), Some(hash)) = (words.next(), words.next(), words.next()) else { return Ok(None) };
        let Ok(n) = n.parse() else { return Ok(None) };
        let seen = Seen(n, hash.to_owned());
        if !register.journals().any(|journal| journal.name.as_str() == name && journal.holds(&seen)) {
            return Ok(None);
        }
        wanted.insert(name, n);
    }
    let current =
        wanted.len() == now.len() && now.iter().all(|(name, seen)| wanted.get(name.as_str()) == Some(&seen.0));
    if wanted.is_empty() || current {
        return Ok(None);
    }
    register.as_of(|journal| wanted.get(journal.name.as_str()).map_or(0, |n| *n as usize + 1)).map(Some)
}

/// Files in the folder that belong to no statement: of one that was redacted or that a merge has not brought yet, or
/// put there by hand. Copies that were set aside are not among them.
///
/// # Errors
/// The system's answer, with the path.
pub fn strays(workspace: &Workspace, register: &Area) -> Result<Vec<PathBuf>> {
    let folder = files::inside(&workspace.root, "findings")?;
    let mut known = HashSet::new();
    for statement in register.state().of(Kind::Statement) {
        known.insert(path(workspace, statement)?);
    }
    let found = files::names(&folder)?.into_iter().filter(|name| !name.starts_with('.')).map(|name| folder.join(name));
    Ok(found.filter(|path| path.extension().is_some_and(|end| end == "toml") && !known.contains(path)).collect())
}

/// Copies that were set aside when their file was put back.
///
/// # Errors
/// The system's answer, with the path.
pub fn set_aside(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let folder = files::inside(&workspace.root, "findings")?;
    let names = files::names(&folder)?.into_iter().filter(|name| name.contains(".toml.edited-"));
    Ok(names.map(|name| folder.join(name)).collect())
}

/// Keeps the text of a file beside it under a name that is free.
fn keep_beside(path: &Path, workspace: &Workspace) -> Result<PathBuf> {
    let bytes = files::read(path)?.unwrap_or_default();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut names = (1..10_000).map(|n| path.with_file_name(format!("{name}.edited-{n}")));
    let aside = names.find(|free| std::fs::symlink_metadata(free).is_err());
    let aside = aside.ok_or_else(|| Fault::found("cannot keep a copy of", path, "there are ten thousand already"))?;
    files::write_whole(&aside, &bytes, workspace.access)?;
    Ok(aside)
}

/// Writes the findings files of a register of which none was ever written, without making them durable: they can be made
/// again.
///
/// # Errors
/// The system's answer, with the path; also where there is one already.
pub fn write_first(workspace: &Workspace, register: &Area) -> Result<()> {
    let heads = heads(register);
    let book = Book::new(register.state(), &workspace.programme);
    for case in book.cases() {
        let path = path(workspace, case.statement)?;
        let mut file = files::begin_plain(&path, workspace.access)?;
        let written = file.write_all(finding_toml::render(&case, &heads).as_bytes()).and_then(|()| file.flush());
        written.map_err(|why| Fault::new("cannot write", &path, why))?;
    }
    Ok(())
}

fn heads(register: &Area) -> Vec<String> {
    heads_of(register.state())
}

/// How far the journals go that a findings file is made from, as it names them.
#[must_use]
pub fn heads_of(register: &State) -> Vec<String> {
    register.heads.iter().map(|(name, seen)| format!("{name} {} {}", seen.0, seen.1)).collect()
}

/// Takes away what an interrupted write left: with the lock held, nobody is writing it any more.
fn sweep(folder: &Path) {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for left in names.filter(|entry| entry.file_name().to_string_lossy().starts_with(files::UNFINISHED)) {
        drop(std::fs::remove_file(left.path()));
    }
}

/// Writes the findings files of these statements, under one lock, after reading the register again. A file edited by
/// hand is kept unless `force` says to put it back; what stood there is then kept beside it, as it is where a merge left
/// its marks.
///
/// # Errors
/// The system's answer, with the path. The register is not touched by it, so `rebuild` makes good for it later.
pub fn write(
    workspace: &Workspace,
    register: &mut Area,
    only: Option<&[String]>,
    force: bool,
) -> Result<Vec<(String, Outcome)>> {
    write_watched(workspace, register, (only, force), &mut watch::nobody)
}

/// The same, telling how many files are looked at.
///
/// # Errors
/// As for [`write()`].
pub fn write_watched(
    workspace: &Workspace,
    register: &mut Area,
    (only, force): (Option<&[String]>, bool),
    watch: &mut Watch<'_>,
) -> Result<Vec<(String, Outcome)>> {
    let folder = files::inside(&workspace.root, "findings")?;
    files::make_folder(&folder, workspace.access)?;
    let private = files::inside(&workspace.root, ".workpaper")?;
    files::make_folder(&private, workspace.access)?;
    let _lock = files::lock(&private.join("lock"), workspace.access)?;
    sweep(&folder);
    register.refresh()?;
    let heads = heads(register);
    let mut outcomes = Vec::new();
    let book = Book::new(register.state(), &workspace.programme);
    let all: Vec<&Object> = book.statements().collect();
    for (nth, statement) in all.iter().enumerate() {
        if only.is_some_and(|refs| !refs.contains(&statement.label)) {
            continue;
        }
        watch(watch::count(nth), watch::count(all.len()), &statement.label);
        let path = path(workspace, statement)?;
        let case = book.case(statement);
        let outcome = match examine(workspace, register, &case)? {
            Some(found @ (Found::Edited(_) | Found::Unreadable(_))) if !force => Outcome::Kept(found),
            Some(Found::Edited(_) | Found::Unreadable(_) | Found::Conflicted) => {
                Outcome::PutBack(keep_beside(&path, workspace)?)
            }
            Some(Found::Untouched) | None => Outcome::Current,
        };
        if !matches!(outcome, Outcome::Kept(_)) {
            let text = finding_toml::render(&case, &heads);
            if files::read(&path)?.as_deref() != Some(text.as_bytes()) {
                files::write_whole(&path, text.as_bytes(), workspace.access)?;
            }
        }
        outcomes.push((statement.label.clone(), outcome));
    }
    Ok(outcomes)
}
