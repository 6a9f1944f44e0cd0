//! Blanking the text of one entry, as when personal data has to go: the head stays, and so the chain and all memories
//! of it.
//!
//! Must not know: who asks, or what the text says. The record of who asked and why (`Act::Redact`) is made by the
//! caller, and **before** the blanking: `blank` refuses without it. So a crash between the two leaves text that `verify`
//! reports as still standing, never a blank body that nobody accounts for.
//!
//! Copies elsewhere are not reached: the history of a version control system, backups, derived files (rebuilt from the
//! journals), and the `.torn-` files beside journals.

use super::journal::{self, Journal, Problem};
use super::place::Place;
use super::{Fault, Result, files, line};
use crate::domain::entry::{Act, Entry};
use crate::domain::ident::EntryRef;
use std::fs::File;
use std::path::{Path, PathBuf};

/// An entry that may be blanked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its first name: what the record has to name.
    pub entry: EntryRef,
    /// Labels it gave out: what the record has to keep, so that none is given out again.
    pub labels: Vec<String>,
}

/// Checks that an entry, given by name or by place, may be blanked now. Changes nothing.
///
/// # Errors
/// Where there is no such entry; where it is one that others rest on (a header, the plan, a strike, a redaction) or that this
/// version does not know; and where another session holds a journal that it stands in.
pub fn check(place: &Place, entry: &EntryRef) -> Result<Wanted> {
    let mut wanted = None;
    for (path, found) in copies(place, entry)? {
        lock(place, &path)?;
        for copy in &found {
            let labels = match &copy.act {
                Act::Record { set, .. } if set.iter().any(|change| change.set.contains_key("checklist_sha256")) => {
                    let why = format!(
                        "entry {entry} plans the audit and bears the checklist's hash: change the plan's words by an entry of their own"
                    );
                    return Err(Fault::found("cannot blank an entry in", &path, why));
                }
                Act::Record { .. } => copy.act.labels().map(str::to_owned).collect(),
                Act::Blank => Vec::new(),
                Act::Withheld => {
                    let why =
                        format!("the text of entry {entry} was withheld from this copy: blank it where it stands");
                    return Err(Fault::found("cannot blank an entry in", &path, why));
                }
                _ => {
                    let why = format!("entry {entry} holds no text of its own; strikes, redactions and headers stay");
                    return Err(Fault::found("cannot blank an entry in", &path, why));
                }
            };
            let wanted = wanted.get_or_insert_with(|| Wanted { entry: copy.name(), labels: Vec::new() });
            if wanted.labels.is_empty() {
                wanted.labels = labels;
            }
        }
    }
    wanted.ok_or_else(|| Fault::found("cannot blank an entry in", &place.folder, format!("there is no entry {entry}")))
}

/// Blanks an entry, given by name or by place, wherever in the area it stands. Blanking it twice does no harm.
///
/// # Errors
/// Where no record of the redaction is on disk yet, where another session holds the journal, or the system's answer.
/// Files already rewritten then stay so; asking again does the rest.
pub fn blank(place: &Place, entry: &EntryRef) -> Result<()> {
    let copies = copies(place, entry)?;
    let name = copies.iter().flat_map(|(_, found)| found).map(Entry::name).next();
    let name = name
        .ok_or_else(|| Fault::found("cannot blank an entry in", &place.folder, format!("there is no entry {entry}")))?;
    if !is_recorded(place, &name)? {
        let why = format!("no redaction of {name} is recorded yet: record it first");
        return Err(Fault::found("cannot blank an entry in", &place.folder, why));
    }
    for (path, found) in copies {
        // Held until the new file stands in its place.
        let _lock = lock(place, &path)?;
        let bytes = files::read(&path)?.unwrap_or_default();
        let mut rewritten = Vec::with_capacity(bytes.len());
        for (n, old) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let content = old.strip_suffix(b"\n").filter(|_| found.iter().any(|copy| copy.head.n as usize == n));
            match content {
                Some(content) => {
                    let new =
                        line::blanked(content).map_err(|why| Fault::found("cannot blank an entry in", &path, why))?;
                    rewritten.extend_from_slice(&new);
                    rewritten.push(b'\n');
                }
                None => rewritten.extend_from_slice(old),
            }
        }
        if rewritten != bytes {
            files::write_whole(&path, &rewritten, place.access)?;
        }
    }
    Ok(())
}

/// The files in which an entry stands, under whatever name, with what they hold of it.
fn copies(place: &Place, entry: &EntryRef) -> Result<Vec<(PathBuf, Vec<Entry>)>> {
    let journals = all(place)?;
    let of_all = || journals.iter().flat_map(|(_, entries)| entries);
    let name = of_all().find(|e| e.place() == *entry).map_or_else(|| entry.clone(), Entry::name);
    let mut copies = Vec::new();
    for (journal, entries) in &journals {
        let found: Vec<Entry> = entries.iter().filter(|e| e.name() == name).cloned().collect();
        match &journal.problem {
            _ if found.is_empty() => {}
            Some(Problem::Newer(_)) => {
                let why = journal.complaint().unwrap_or_default();
                return Err(Fault::found("cannot blank an entry in", &journal.path, why));
            }
            _ => copies.push((journal.path.clone(), found)),
        }
    }
    Ok(copies)
}

fn all(place: &Place) -> Result<Vec<(Journal, Vec<Entry>)>> {
    files::journals(&place.folder)?.iter().map(|(_, path)| journal::read(path)).collect()
}

fn is_recorded(place: &Place, name: &EntryRef) -> Result<bool> {
    let names = |entry: &Entry| matches!(&entry.act, Act::Redact { entry, .. } if entry == name);
    Ok(all(place)?.iter().any(|(_, entries)| entries.iter().any(names)))
}

/// Takes the lock of a journal.
fn lock(place: &Place, path: &Path) -> Result<File> {
    let busy =
        || Fault::found("cannot blank an entry in", path, "another session is writing it: end that one, then repeat");
    files::hold(path, place.access)?.ok_or_else(busy)
}
