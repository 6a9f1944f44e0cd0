//! What lies beside an audit's journals and is vouched for by them: the frozen checklist and the copies of evidence.
//!
//! Must not know: the journals' own soundness (`verify`), or who asks.

use super::area::Area;
use super::files;
use super::verify::Doubt;
use super::workspace::Workspace;
use super::{Fault, Result};
use crate::domain::digest::sha256_hex;
use crate::domain::fields::Kind;
use crate::domain::fold::{Object, State};
use crate::domain::ident::ObjectId;
use std::path::{Path, PathBuf};

/// The copy of an evidence item, where one was made: its `file` is a path below the audit's folder, in `evidence`.
///
/// # Errors
/// Where the path climbs out of the workspace or passes through a link.
pub fn copy(workspace: &Workspace, audit: &str, evidence: &Object) -> Result<Option<PathBuf>> {
    if evidence.lacks("file") {
        return Ok(None);
    }
    let name = evidence.text("file").trim_start_matches("evidence/");
    files::inside(&workspace.root, Path::new("audits").join(audit).join("evidence").join(name)).map(Some)
}

/// What is no longer as the journals say: checklist and evidence copies, each named with its file.
#[must_use]
pub fn check(workspace: &Workspace, audit: &str, area: &Area) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = check_checklist(workspace, audit, area.state()).into_iter().collect();
    for evidence in area.state().of(Kind::Evidence) {
        let label = &evidence.label;
        let gone = format!("the copy of {label} is gone");
        let changed = format!("no longer the file that was copied for {label}: its hash is not the one in the journal");
        match copy(workspace, audit, evidence) {
            Ok(None) => {}
            Ok(Some(path)) if !evidence.lacks("sha256") => {
                doubts.extend(compare(&path, evidence.text("sha256"), [&gone, &changed]));
            }
            Ok(Some(path)) => doubts.extend((!path.exists()).then(|| doubt(&path, &gone))),
            Err(fault) => doubts.push(of_fault(&fault)),
        }
    }
    doubts
}

/// Whether the frozen checklist is still the one that the journals name.
#[must_use]
pub fn check_checklist(workspace: &Workspace, audit: &str, state: &State) -> Option<Doubt> {
    let checklist = workspace.root.join("audits").join(audit).join("checklist.toml");
    let hash = state.get(&ObjectId::plan()).map_or("", |plan| plan.text("checklist_sha256"));
    if hash.is_empty() {
        return None;
    }
    let words = ["the frozen checklist is gone", "changed since it was frozen: its hash is not the one in the journal"];
    compare(&checklist, hash, words)
}

fn compare(path: &Path, hash: &str, [gone, changed]: [&str; 2]) -> Option<Doubt> {
    match files::read(path) {
        Ok(None) => Some(doubt(path, gone)),
        Ok(Some(bytes)) => (!sha256_hex(&bytes).eq_ignore_ascii_case(hash)).then(|| doubt(path, changed)),
        Err(fault) => Some(of_fault(&fault)),
    }
}

fn doubt(path: &Path, what: &str) -> Doubt {
    Doubt { file: path.to_owned(), line: None, what: what.to_owned() }
}

/// A fault of the system as a doubt: what cannot be read cannot be vouched for.
#[must_use]
pub fn of_fault(fault: &Fault) -> Doubt {
    Doubt { file: fault.path.clone(), line: None, what: format!("{}: {}", fault.doing, fault.why) }
}
