//! The snapshot: what the home screen says, kept from the last time, so that ten years of audits need not be folded to
//! show one page.
//!
//! Must not know: screens, or what the sums mean. It is a cache and nothing else: one that is missing, damaged, of
//! another version or not writable costs time, never a word. Files are recognised by name, number, length and the time of
//! their last change.

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
use crate::domain::summary::{self, AuditSummary, Brief, Row};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const FORMAT: u32 = 7;

/// What the home screen says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    /// The audits, by id.
    pub audits: Vec<AuditSummary>,
    /// The register in brief.
    pub brief: Brief,
    /// The register's rows, in the order issued; none where they were not asked for.
    pub rows: Vec<Row>,
    /// What is wrong with the files, for people.
    pub notices: Vec<String>,
}

/// A file as it stands on disk.
#[derive(Debug, Serialize, Deserialize)]
struct Kept<T> {
    format: u32,
    /// Another version may fold otherwise.
    program: String,
    /// Digest of the programme's conventions: another scale counts otherwise.
    conventions: String,
    what: T,
}

/// What the first screen needs: small, whatever the register holds.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Front {
    audits: BTreeMap<String, Known<AuditSummary>>,
    register: Option<Known<Brief>>,
}

/// The rows, in a file of their own: thousands of them are read only where they are looked at.
type Rows = Option<Known<Vec<Row>>>;

/// What one area came to, and by what it is recognised.
#[derive(Debug, Serialize, Deserialize)]
struct Known<T> {
    key: Key,
    /// How far each journal went: an account that remembers more must look for itself.
    heads: BTreeMap<String, u32>,
    sum: T,
}

/// By what the files of an area are recognised: nothing is read for it, and who writes to a file changes its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    journals: Vec<(String, Stamp)>,
    checklist: Option<Stamp>,
}

/// A file's number, length and time of change. The time of change is the system's own: nobody sets it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp(u64, u64, i64, i64);

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let meta = std::fs::symlink_metadata(path).ok()?;
        Some(Self(meta.ino(), meta.len(), meta.ctime(), meta.ctime_nsec()))
    }
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
    look(workspace, author, open, true, watch)
}

/// The same without the register's rows: what the first screen says.
///
/// # Errors
/// As for [`home`].
pub fn front_watched(
    workspace: &Workspace,
    author: &Author,
    open: Option<&Area>,
    watch: &mut Watch<'_>,
) -> Result<Home> {
    look(workspace, author, open, false, watch)
}

fn look(
    workspace: &Workspace,
    author: &Author,
    open: Option<&Area>,
    whole: bool,
    watch: &mut Watch<'_>,
) -> Result<Home> {
    let ids = workspace.audit_ids()?;
    let mut kept: Cache<Front> = Cache::load(workspace, FRONT);
    let mut home = Home::default();
    // Those with something wrong are not kept: what is wrong has to be told every time.
    let mut wrong: BTreeMap<String, AuditSummary> = BTreeMap::new();
    kept.forget_all_but(&ids);
    let of = watch::count(ids.len());
    // Of most audits of ten years this account has seen nothing; where that cannot be told, each is looked at.
    let seen = workspace.local.areas();
    let unseen = |name: &String| seen.as_ref().is_ok_and(|seen| seen.binary_search(name).is_err());
    for (nth, id) in ids.into_iter().enumerate() {
        watch(watch::count(nth), of, &id);
        let place = workspace.place_of_listed(&id);
        let key = place.as_ref().ok().and_then(|place| key(place, Some(&workspace.root.join("audits").join(&id))));
        let known = kept.what.audits.get(&id);
        if let (Some(key), Ok(place), Some(known)) = (&key, &place, known)
            && known.key == *key
            && (unseen(&place.name) || known.is_all_that_was_seen(place))
        {
            continue;
        }
        kept.changed |= kept.what.audits.remove(&id).is_some();
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
                        kept.what.audits.insert(id, Known { key, heads: heads(audit.area.state()), sum });
                        kept.changed = true;
                    }
                    None => drop(wrong.insert(id, sum)),
                }
                home.notices.extend(complaints);
            }
        }
    }
    register_part(workspace, author, open, whole, (&mut kept, &mut home), watch);
    kept.save();
    let audits = kept.what.audits.into_iter().map(|(id, kept)| (id, kept.sum));
    wrong.extend(audits);
    home.audits = wrong.into_values().collect();
    for audit in &mut home.audits {
        if audit.stage == "presented" && home.brief.issued.contains(&audit.id) {
            "issued".clone_into(&mut audit.stage);
        }
    }
    Ok(home)
}

/// Keeps what an open register says, which has just been written to: the next look need not fold it again.
pub fn renew(workspace: &Workspace, register: &Area) {
    let mut kept = Cache::load(workspace, FRONT);
    let told = &mut Home::default();
    register_part(workspace, register.author(), Some(register), true, (&mut kept, told), &mut watch::nobody);
    kept.save();
}

/// What the register says alone: no audit is looked at.
#[must_use]
pub fn register(workspace: &Workspace, author: &Author) -> Home {
    register_watched(workspace, author, &mut watch::nobody)
}

/// The same, telling how far it is, in bytes.
#[must_use]
pub fn register_watched(workspace: &Workspace, author: &Author, watch: &mut Watch<'_>) -> Home {
    let mut kept = Cache::load(workspace, FRONT);
    let mut home = Home::default();
    register_part(workspace, author, None, true, (&mut kept, &mut home), watch);
    kept.save();
    home
}

/// What the snapshot says as it lies there, fresh or not, whole or not: nothing is folded and nothing is written.
#[must_use]
pub fn remembered(workspace: &Workspace) -> Home {
    let front: Front = Cache::load(workspace, FRONT).what;
    let rows: Rows = Cache::load(workspace, ROWS).what;
    Home {
        audits: front.audits.into_values().map(|kept| kept.sum).collect(),
        brief: front.register.map(|kept| kept.sum).unwrap_or_default(),
        rows: rows.map(|kept| kept.sum).unwrap_or_default(),
        notices: Vec::new(),
    }
}

/// Brings the register's part of the answer up to date, in the snapshot too unless something is wrong with the files:
/// then nothing is kept, and it is told every time.
fn register_part(
    workspace: &Workspace,
    author: &Author,
    open: Option<&Area>,
    whole: bool,
    (kept, home): (&mut Cache<Front>, &mut Home),
    watch: &mut Watch<'_>,
) {
    let looked = workspace.place("register").and_then(|place| {
        let key = key(&place, None);
        let is_fresh = |known: &&Known<Brief>| key.as_ref() == Some(&known.key) && known.is_all_that_was_seen(&place);
        let known = kept.what.register.as_ref().filter(is_fresh);
        if let Some(known) = known {
            if !whole {
                home.brief.clone_from(&known.sum);
                return Ok(());
            }
            let rows: Rows = Cache::load(workspace, ROWS).what;
            if let Some(rows) = rows.filter(|rows| rows.key == known.key && rows.heads == known.heads) {
                home.brief.clone_from(&known.sum);
                home.rows = rows.sum;
                return Ok(());
            }
        }
        kept.changed |= kept.what.register.take().is_some();
        let opened;
        let register = if let Some(open) = open.filter(|open| key.as_ref().is_some_and(|key| key.is_of(open))) {
            open
        } else {
            opened = Area::open_watched(place, author.clone(), watch)?;
            &opened
        };
        let rows = summary::of_register(register.state(), &workspace.programme);
        let brief = Brief::of(&rows);
        let complaints = register.complaints();
        if let Some(key) = key.filter(|_| complaints.is_empty()) {
            let heads = heads(register.state());
            let sum = Some(Known { key: key.clone(), heads: heads.clone(), sum: &rows });
            Cache { workspace, name: ROWS, what: sum, changed: true }.save();
            kept.what.register = Some(Known { key, heads, sum: brief.clone() });
            kept.changed = true;
        }
        (home.brief, home.rows) = (brief, if whole { rows } else { Vec::new() });
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
    for name in [FRONT, ROWS] {
        let path = path(workspace, name)?;
        match std::fs::remove_file(&path) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
                return Err(Fault::new("cannot remove", &path, why));
            }
            _ => {}
        }
    }
    Ok(())
}

impl<T> Known<T> {
    /// Whether this account remembers nothing that is not in it.
    fn is_all_that_was_seen(&self, place: &Place) -> bool {
        let known = |name: &str, n: u32| self.heads.get(name).is_some_and(|kept| *kept >= n);
        let memories = place.local.recall(&place.name);
        memories.is_ok_and(|all| all.iter().all(|(name, memory)| known(name.as_str(), memory.head.0)))
    }
}

impl Key {
    /// Whether an open area has read what stands there, no more and no less: journals only grow, so their lengths tell.
    fn is_of(&self, area: &Area) -> bool {
        let read: BTreeMap<&str, u64> = area.journals().map(|journal| (journal.name.as_str(), journal.size)).collect();
        let same = |(name, Stamp(_, len, ..)): &(String, Stamp)| read.get(name.as_str()) == Some(len);
        self.journals.len() == read.len() && self.journals.iter().all(same)
    }
}

fn heads(state: &State) -> BTreeMap<String, u32> {
    state.heads.iter().map(|(name, seen)| (name.as_str().to_owned(), seen.0)).collect()
}

/// None where something cannot be looked at: then the fold will say what.
fn key(place: &Place, audit: Option<&Path>) -> Option<Key> {
    let listed = files::journals(&place.folder).ok()?;
    let journals = listed.into_iter().map(|(name, path)| Some((name, Stamp::of(&path)?))).collect::<Option<_>>()?;
    let checklist = match audit {
        None => None,
        Some(folder) => Some(Stamp::of(&folder.join("checklist.toml"))?),
    };
    Some(Key { journals, checklist })
}

/// A file of the snapshot as it is brought up to date.
#[derive(Debug)]
struct Cache<'w, T> {
    workspace: &'w Workspace,
    name: &'static str,
    what: T,
    changed: bool,
}

const FRONT: &str = "snapshot";
const ROWS: &str = "rows";

fn path(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    files::inside(&workspace.root, Path::new(".workpaper").join(name))
}

fn conventions(workspace: &Workspace) -> String {
    sha256_hex(&serde_json::to_vec(&workspace.programme).unwrap_or_default())
}

impl<'w, T: Default + DeserializeOwned> Cache<'w, T> {
    /// What is on disk, if it can be read and is one of ours; else nothing.
    fn load(workspace: &'w Workspace, name: &'static str) -> Self {
        let bytes = path(workspace, name).ok().and_then(|path| files::read(&path).ok().flatten()).unwrap_or_default();
        let found: Option<Kept<T>> = serde_json::from_slice(&bytes).ok();
        let ours = (FORMAT, env!("CARGO_PKG_VERSION"), conventions(workspace));
        let what = found
            .filter(|found| (found.format, &*found.program, &found.conventions) == (ours.0, ours.1, &ours.2))
            .map(|found| found.what);
        Self { workspace, name, changed: what.is_none(), what: what.unwrap_or_default() }
    }
}

impl<T: Serialize> Cache<'_, T> {
    /// Writes it where it changed. A cache that cannot be written is made again the next time.
    fn save(&self) {
        if self.changed {
            drop(self.write());
        }
    }

    fn write(&self) -> Result<()> {
        let path = path(self.workspace, self.name)?;
        files::make_folder(&self.workspace.root.join(".workpaper"), self.workspace.access)?;
        let kept = Kept {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            conventions: conventions(self.workspace),
            what: &self.what,
        };
        let bytes = serde_json::to_vec(&kept).map_err(|why| Fault::new("cannot write", &path, why.into()))?;
        files::write_whole(&path, &bytes, self.workspace.access)
    }
}

impl Cache<'_, Front> {
    /// Forgets the audits that are gone. The ids are sorted.
    fn forget_all_but(&mut self, ids: &[String]) {
        let before = self.what.audits.len();
        self.what.audits.retain(|id, _| ids.binary_search(id).is_ok());
        self.changed |= self.what.audits.len() != before;
    }
}
