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
use super::watch::{self, Watch};
use super::workspace::Workspace;
use super::writer::Author;
use super::{Fault, Result};
use crate::domain::digest::sha256_hex;
use crate::domain::fold::State;
use crate::domain::summary::{self, AuditSummary, Row};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const FORMAT: u32 = 6;

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
#[derive(Debug, Default, Serialize, Deserialize)]
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
#[derive(Debug, Serialize, Deserialize)]
struct Kept<T> {
    key: Key,
    /// How far each journal went: an account that remembers more must look for itself.
    heads: BTreeMap<String, u32>,
    sum: T,
}

/// By what the files of an area are recognised.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    home_beside(workspace, author, None)
}

/// The same beside a register that is open anyway: it is not folded a second time.
///
/// # Errors
/// As for [`home`].
pub fn home_beside(workspace: &Workspace, author: &Author, open: Option<&Area>) -> Result<Home> {
    home_watched(workspace, author, open, &mut watch::nobody)
}

/// The same, telling how far it is: by audits, then by bytes of the register.
///
/// # Errors
/// As for [`home`].
pub fn home_watched(
    workspace: &Workspace,
    author: &Author,
    open: Option<&Area>,
    watch: &mut Watch<'_>,
) -> Result<Home> {
    let ids = workspace.audit_ids()?;
    let mut kept = Cache::load(workspace);
    let mut home = Home::default();
    // Those with something wrong are not kept: what is wrong has to be told every time.
    let mut wrong: BTreeMap<String, AuditSummary> = BTreeMap::new();
    kept.forget_all_but(&ids);
    let of = watch::count(ids.len());
    for (nth, id) in ids.into_iter().enumerate() {
        watch(watch::count(nth), of, &id);
        let place = workspace.place(&format!("audits/{id}"));
        let key = place.as_ref().ok().and_then(|place| key(place, Some(&workspace.root.join("audits").join(&id))));
        let known = kept.snapshot.audits.get(&id);
        if let (Some(key), Ok(place), Some(known)) = (&key, &place, known)
            && known.is_fresh(key, place)
        {
            continue;
        }
        kept.changed |= kept.snapshot.audits.remove(&id).is_some();
        match OpenAudit::open(workspace, &id, author.clone()) {
            Err(why) => {
                home.notices.push(why.to_string());
                let sum = AuditSummary { id: id.clone(), stage: "unreadable".to_owned(), ..AuditSummary::default() };
                wrong.insert(id, sum);
            }
            Ok(audit) => {
                let sum = summary::of_audit(&audit.view());
                let complaints = audit.complaints();
                match key.filter(|_| complaints.is_empty()) {
                    Some(key) => {
                        kept.snapshot.audits.insert(id, Kept { key, heads: heads(audit.area.state()), sum });
                        kept.changed = true;
                    }
                    None => drop(wrong.insert(id, sum)),
                }
                home.notices.extend(complaints);
            }
        }
    }
    rows(workspace, author, open, (&mut kept, &mut home), watch);
    kept.save(workspace);
    let audits = kept.snapshot.audits.into_iter().map(|(id, kept)| (id, kept.sum));
    wrong.extend(audits);
    home.audits = wrong.into_values().collect();
    home.rows.extend(kept.snapshot.register.map(|kept| kept.sum).unwrap_or_default());
    let issued: HashSet<&str> = home.rows.iter().map(|row| row.audit.as_str()).collect();
    for audit in &mut home.audits {
        if audit.stage == "presented" && issued.contains(audit.id.as_str()) {
            "issued".clone_into(&mut audit.stage);
        }
    }
    Ok(home)
}

/// Keeps what an open register says, which has just been written to: the next look need not fold it again.
pub fn renew(workspace: &Workspace, register: &Area) {
    let mut kept = Cache::load(workspace);
    rows(workspace, register.author(), Some(register), (&mut kept, &mut Home::default()), &mut watch::nobody);
    kept.save(workspace);
}

/// What the register says alone: no audit is looked at.
#[must_use]
pub fn register(workspace: &Workspace, author: &Author) -> Home {
    register_watched(workspace, author, &mut watch::nobody)
}

/// The same, telling how far it is, in bytes.
#[must_use]
pub fn register_watched(workspace: &Workspace, author: &Author, watch: &mut Watch<'_>) -> Home {
    let mut kept = Cache::load(workspace);
    let mut home = Home::default();
    rows(workspace, author, None, (&mut kept, &mut home), watch);
    kept.save(workspace);
    home.rows.extend(kept.snapshot.register.map(|kept| kept.sum).unwrap_or_default());
    home
}

/// What the snapshot says as it lies there, fresh or not, whole or not: nothing is folded and nothing is written.
#[must_use]
pub fn remembered(workspace: &Workspace) -> Home {
    let snapshot = Cache::load(workspace).snapshot;
    Home {
        audits: snapshot.audits.into_values().map(|kept| kept.sum).collect(),
        rows: snapshot.register.map(|kept| kept.sum).unwrap_or_default(),
        notices: Vec::new(),
    }
}

/// Brings the register's part up to date: the rows are in the cache afterwards or, where something is wrong with the
/// files and nothing may be kept, in the answer.
fn rows(
    workspace: &Workspace,
    author: &Author,
    open: Option<&Area>,
    (kept, home): (&mut Cache, &mut Home),
    watch: &mut Watch<'_>,
) {
    let looked = workspace.place("register").and_then(|place| {
        let key = key(&place, None);
        let known = kept.snapshot.register.as_ref();
        if known.is_some_and(|kept| key.as_ref().is_some_and(|key| kept.is_fresh(key, &place))) {
            return Ok(());
        }
        kept.changed |= kept.snapshot.register.take().is_some();
        let opened;
        let register = if let Some(open) = open.filter(|open| key.as_ref().is_some_and(|key| key.is_of(open))) {
            open
        } else {
            opened = Area::open_watched(place, author.clone(), watch)?;
            &opened
        };
        let rows = summary::of_register(register.state(), &workspace.programme);
        let complaints = register.complaints();
        match key.filter(|_| complaints.is_empty()) {
            Some(key) => {
                kept.snapshot.register = Some(Kept { key, heads: heads(register.state()), sum: rows });
                kept.changed = true;
            }
            None => home.rows = rows,
        }
        home.notices.extend(complaints);
        Ok(())
    });
    home.notices.extend(looked.err().map(|why: Fault| why.to_string()));
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

impl Key {
    /// Whether an open area has read what stands there, no more and no less: journals only grow, so their lengths tell.
    fn is_of(&self, area: &Area) -> bool {
        let read: BTreeMap<&str, u64> = area.journals().map(|journal| (journal.name.as_str(), journal.size)).collect();
        self.journals.len() == read.len() && self.journals.iter().all(|(name, len, _)| read.get(&**name) == Some(len))
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

/// The snapshot as it is brought up to date.
#[derive(Debug)]
struct Cache {
    snapshot: Snapshot,
    changed: bool,
}

impl Cache {
    /// The snapshot on disk, if it can be read and is one of ours; else an empty one.
    fn load(workspace: &Workspace) -> Self {
        let bytes = path(workspace).ok().and_then(|path| files::read(&path).ok().flatten()).unwrap_or_default();
        let found: Snapshot = serde_json::from_slice(&bytes).unwrap_or_default();
        let ours = blank(workspace);
        let same =
            (found.format, &found.program, &found.conventions) == (ours.format, &ours.program, &ours.conventions);
        if same { Self { snapshot: found, changed: false } } else { Self { snapshot: ours, changed: true } }
    }

    /// Forgets the audits that are gone. The ids are sorted.
    fn forget_all_but(&mut self, ids: &[String]) {
        let before = self.snapshot.audits.len();
        self.snapshot.audits.retain(|id, _| ids.binary_search(id).is_ok());
        self.changed |= self.snapshot.audits.len() != before;
    }

    /// Writes it where it changed. A cache that cannot be written is made again the next time.
    fn save(&self, workspace: &Workspace) {
        if self.changed {
            drop(save(workspace, &self.snapshot));
        }
    }
}

fn save(workspace: &Workspace, snapshot: &Snapshot) -> Result<()> {
    let path = path(workspace)?;
    files::make_folder(&workspace.root.join(".workpaper"), workspace.access)?;
    let bytes = serde_json::to_vec(snapshot).map_err(|why| Fault::new("cannot write", &path, why.into()))?;
    files::write_whole(&path, &bytes, workspace.access)
}
