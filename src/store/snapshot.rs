//! The snapshot: what the home screen says, kept from the last time, so that ten years of audits need not be folded to
//! show one page.
//!
//! Must not know: screens, or what the sums mean. It is a cache and nothing else: one that is missing, damaged, of
//! another version or not writable costs time, never a word. Journals are recognised by name, length and their last
//! bytes, which hold the head's hash.

use super::area::Area;
use super::audits::OpenAudit;
use super::files;
use super::place::Place;
use super::workspace::Workspace;
use super::writer::Author;
use super::{Fault, Result};
use crate::domain::digest::sha256_hex;
use crate::domain::fold::State;
use crate::domain::summary::{self, AuditSummary, Row};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const FORMAT: u32 = 3;

/// How many bytes of a journal's end are looked at: more than its last head needs.
const TAIL: u64 = 512;

/// What the home screen says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    /// The audits, by id.
    pub audits: Vec<AuditSummary>,
    /// The register's rows, in the order issued.
    pub rows: Vec<Row>,
    /// What is wrong with the files, for people.
    pub notices: Vec<String>,
}

/// The file as it stands on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Snapshot {
    format: u32,
    /// Another version may fold otherwise.
    program: String,
    /// Digest of the programme's conventions: another scale counts otherwise.
    conventions: String,
    audits: BTreeMap<String, Kept<AuditSummary>>,
    register: Option<Kept<Vec<Row>>>,
}

/// What one area came to, and by what it is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept<T> {
    key: Key,
    /// How far each journal went: an account that remembers more must look for itself.
    heads: BTreeMap<String, u32>,
    sum: T,
}

/// By what the files of an area are recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    /// Name, length in bytes, hash of the last ones.
    journals: Vec<(String, u64, String)>,
    /// Length and time of change of the frozen checklist.
    checklist: Option<(u64, i64, i64)>,
}

fn path(workspace: &Workspace) -> Result<PathBuf> {
    files::inside(&workspace.root, ".workpaper/snapshot")
}

/// What the home screen says: from the snapshot where that is fresh, else folded; the snapshot is then brought up to
/// date.
///
/// # Errors
/// Only where the list of audits cannot be read. What is wrong with one audit is a notice, and the others are shown.
pub fn home(workspace: &Workspace, author: &Author) -> Result<Home> {
    let before = load(workspace);
    let mut after = Snapshot { audits: BTreeMap::new(), register: None, ..blank(workspace) };
    let mut home = Home::default();
    for id in workspace.audit_ids()? {
        let place = workspace.place(&format!("audits/{id}"));
        let key = place.as_ref().ok().and_then(|place| key(place, Some(&workspace.root.join("audits").join(&id))));
        if let (Some(key), Ok(place)) = (&key, &place)
            && let Some(kept) = before.audits.get(&id).filter(|kept| kept.is_fresh(key, place))
        {
            home.audits.push(kept.sum.clone());
            after.audits.insert(id, kept.clone());
            continue;
        }
        match OpenAudit::open(workspace, &id, author.clone()) {
            Err(why) => {
                home.notices.push(why.to_string());
                home.audits.push(AuditSummary { id, stage: "unreadable".to_owned(), ..AuditSummary::default() });
            }
            Ok(audit) => {
                let sum = summary::of_audit(&audit.view());
                let complaints = audit.complaints();
                if let Some(key) = key.filter(|_| complaints.is_empty()) {
                    after.audits.insert(id, Kept { key, heads: heads(audit.area.state()), sum: sum.clone() });
                }
                home.notices.extend(complaints);
                home.audits.push(sum);
            }
        }
    }
    rows(workspace, author, &before, &mut after, &mut home);
    for audit in &mut home.audits {
        if audit.stage == "presented" && home.rows.iter().any(|row| row.audit == audit.id) {
            "issued".clone_into(&mut audit.stage);
        }
    }
    if after != before {
        // A cache that cannot be written is made again the next time.
        drop(save(workspace, &after));
    }
    Ok(home)
}

/// What the register says alone: no audit is looked at.
#[must_use]
pub fn register(workspace: &Workspace, author: &Author) -> Home {
    let before = load(workspace);
    let mut after = Snapshot { audits: before.audits.clone(), ..blank(workspace) };
    let mut home = Home::default();
    rows(workspace, author, &before, &mut after, &mut home);
    if after != before {
        // A cache that cannot be written is made again the next time.
        drop(save(workspace, &after));
    }
    home
}

fn rows(workspace: &Workspace, author: &Author, before: &Snapshot, after: &mut Snapshot, home: &mut Home) {
    let opened = workspace.place("register").and_then(|place| {
        let key = key(&place, None);
        let fresh = before.register.as_ref().filter(|kept| key.as_ref().is_some_and(|key| kept.is_fresh(key, &place)));
        if let Some(kept) = fresh {
            home.rows.clone_from(&kept.sum);
            after.register = Some(kept.clone());
            return Ok(());
        }
        let register = Area::open(place, author.clone())?;
        home.rows = summary::of_register(register.state(), &workspace.programme);
        let complaints = register.complaints();
        if let Some(key) = key.filter(|_| complaints.is_empty()) {
            after.register = Some(Kept { key, heads: heads(register.state()), sum: home.rows.clone() });
        }
        home.notices.extend(complaints);
        Ok(())
    });
    home.notices.extend(opened.err().map(|why: Fault| why.to_string()));
}

/// Takes the snapshot away, so that the next look folds everything.
///
/// # Errors
/// The system's answer, with the path.
pub fn forget(workspace: &Workspace) -> Result<()> {
    let path = path(workspace)?;
    match std::fs::remove_file(&path) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(Fault::new("cannot remove", &path, why)),
        _ => Ok(()),
    }
}

impl<T> Kept<T> {
    fn is_fresh(&self, key: &Key, place: &Place) -> bool {
        let known = |name: &str, n: u32| self.heads.get(name).is_some_and(|kept| *kept >= n);
        self.key == *key
            && place
                .local
                .recall(&place.name)
                .is_ok_and(|memories| memories.iter().all(|(name, memory)| known(name.as_str(), memory.head.0)))
    }
}

fn heads(state: &State) -> BTreeMap<String, u32> {
    state.heads.iter().map(|(name, seen)| (name.as_str().to_owned(), seen.0)).collect()
}

/// None where something cannot be read: then the fold will say what.
fn key(place: &Place, audit: Option<&Path>) -> Option<Key> {
    let mut journals = Vec::new();
    for (name, path) in files::journals(&place.folder).ok()? {
        let mut file = files::options().read(true).open(&path).ok()?;
        let len = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(len.saturating_sub(TAIL))).ok()?;
        let mut tail = Vec::new();
        file.take(TAIL).read_to_end(&mut tail).ok()?;
        journals.push((name, len, sha256_hex(&tail)));
    }
    let checklist = match audit {
        None => None,
        Some(folder) => {
            let meta = std::fs::symlink_metadata(folder.join("checklist.toml")).ok()?;
            Some((meta.len(), meta.mtime(), meta.mtime_nsec()))
        }
    };
    Some(Key { journals, checklist })
}

fn blank(workspace: &Workspace) -> Snapshot {
    let conventions = serde_json::to_vec(&workspace.programme).unwrap_or_default();
    Snapshot {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        conventions: sha256_hex(&conventions),
        ..Snapshot::default()
    }
}

/// The snapshot on disk, if it can be read and is one of ours; else an empty one that differs from every new one.
fn load(workspace: &Workspace) -> Snapshot {
    let bytes = path(workspace).ok().and_then(|path| files::read(&path).ok().flatten()).unwrap_or_default();
    let found: Snapshot = serde_json::from_slice(&bytes).unwrap_or_default();
    let ours = blank(workspace);
    let same = (found.format, &found.program, &found.conventions) == (ours.format, &ours.program, &ours.conventions);
    if same { found } else { Snapshot::default() }
}

fn save(workspace: &Workspace, snapshot: &Snapshot) -> Result<()> {
    let path = path(workspace)?;
    files::make_folder(&workspace.root.join(".workpaper"), workspace.access)?;
    let bytes = serde_json::to_vec(snapshot).map_err(|why| Fault::new("cannot write", &path, why.into()))?;
    files::write_whole(&path, &bytes, workspace.access)
}
