//! An evidence pack as it comes in: checked whole in memory, then united with what is there.
//!
//! Must not know: who asks. Until every check has passed nothing is written; then each file is written whole, the
//! checklist last, and asking again after an interruption does the rest.

use super::super::evidence;
use super::super::findings::{self, Outcome};
use super::super::journal;
use super::super::soa;
use super::super::verify::{self, Verified};
use super::super::watch::{Watch, count};
use super::super::workspace::{Homes, MARKER, Workspace, understood};
use super::super::writer::Author;
use super::super::{Fault, files};
use crate::domain::digest::sha256_hex;
use crate::domain::entry::{Act, Entry};
use crate::domain::fields::Kind;
use crate::domain::fold::{Object, State};
use crate::domain::ident::{JournalName, ObjectId};
use crate::exchange::pack::archive::{self, Files, LIMITS, Wrong};
use crate::exchange::pack::chains::{self, Body, Link};
use crate::exchange::pack::{self, Manifest};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Why a pack was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// What is wrong with the pack, or why it does not fit.
    #[error(transparent)]
    Pack(#[from] Wrong),
    /// Files of the workspace.
    #[error(transparent)]
    Store(#[from] Fault),
}

/// A pack that passed every check it can be given by itself.
#[derive(Debug)]
pub struct Incoming {
    /// What it says of itself.
    pub manifest: Manifest,
    files: Files,
    /// The hash of the whole pack.
    sum: String,
}

/// What was taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Journals that are new or hold more than before.
    pub journals: usize,
    /// Copies of evidence that are new.
    pub evidence: usize,
    /// What is worth knowing, for the person.
    pub remarks: Vec<String>,
}

impl Incoming {
    /// Reads and checks a pack: archive, sums, places, every journal's chain, checklist and evidence by their hashes.
    ///
    /// # Errors
    /// Names the first file, and the line, that is not taken, and why.
    pub fn read(bytes: &[u8]) -> Result<Self, Wrong> {
        let files = archive::read(bytes, LIMITS)?;
        let manifest = pack::open(&files)?;
        let incoming = Self { manifest, files, sum: sha256_hex(bytes) };
        incoming.check()?;
        Ok(incoming)
    }

    /// The areas it brings.
    fn areas(&self) -> [String; 2] {
        [format!("audits/{}", self.manifest.audit), "register".to_owned()]
    }

    fn checklist(&self) -> String {
        format!("audits/{}/checklist.toml", self.manifest.audit)
    }

    /// Its conventions, as text.
    fn conventions(&self) -> Result<&str, Wrong> {
        let bytes = self.files.get(MARKER).ok_or_else(|| Wrong::Refused(format!("it holds no {MARKER}")))?;
        std::str::from_utf8(bytes).map_err(|_| Wrong::Refused(format!("{MARKER} is no text")))
    }

    /// Its journals of an area: file names with bytes.
    fn journals(&self, area: &str) -> impl Iterator<Item = (&str, &[u8])> {
        let folder = format!("{area}/journal/");
        self.files.iter().filter_map(move |(name, bytes)| Some((name.strip_prefix(&folder)?, &**bytes)))
    }

    fn entries(&self, area: &str) -> Vec<Entry> {
        let read = |(file, bytes): (&str, &[u8])| {
            let name = JournalName::new(file.trim_end_matches(".jsonl"));
            journal::parse(name, Path::new(file), bytes).1
        };
        self.journals(area).flat_map(read).collect()
    }

    fn check(&self) -> Result<(), Wrong> {
        understood(self.conventions()?, Path::new(MARKER)).map_err(|why| Wrong::Refused(why.to_string()))?;
        for area in self.areas() {
            let named = |(file, bytes): (&str, &[u8])| (Path::new(&area).join("journal").join(file), bytes.to_vec());
            let journals: Vec<(PathBuf, Vec<u8>)> = self.journals(&area).map(named).collect();
            sound(&verify::check_bytes(&area, &Path::new(&area).join("journal"), &journals))?;
        }
        let [audit, register] = self.areas().map(|area| self.entries(&area));
        let unknown = |entry: &Entry| match &entry.act {
            Act::Unknown(what) => {
                Some(format!("entry {} is of a kind this version does not know: {what}", entry.place()))
            }
            _ => None,
        };
        if let Some(what) = audit.iter().chain(&register).find_map(unknown) {
            return Err(Wrong::Refused(format!("{what}. Use {} or newer", self.manifest.program)));
        }
        let state = State::fold(&audit);
        if state.is_empty() {
            return Err(Wrong::Refused(format!("it holds no journal of {}", self.manifest.audit)));
        }
        self.check_checklist(&state)?;
        self.check_evidence(&state)
    }

    fn check_checklist(&self, state: &State) -> Result<(), Wrong> {
        let name = self.checklist();
        let bytes = self.files.get(&name).ok_or_else(|| Wrong::Refused(format!("it holds no {name}")))?;
        let hash = state.get(&ObjectId::plan()).map_or("", |plan| plan.text("checklist_sha256"));
        if hash.is_empty() || hash == sha256_hex(bytes) {
            return Ok(());
        }
        Err(Wrong::Damaged(format!("{name} is not the checklist that the journal names: its hash is another")))
    }

    /// Every copy is one that an evidence item vouches for.
    fn check_evidence(&self, state: &State) -> Result<(), Wrong> {
        let folder = format!("audits/{}/", self.manifest.audit);
        let copies = self.files.iter().filter(|(name, _)| name.starts_with(&format!("{folder}evidence/")));
        for (name, bytes) in copies {
            let sum = sha256_hex(bytes);
            let vouches = |hash: &str| hash.eq_ignore_ascii_case(&sum);
            let mut items =
                state.of(Kind::Evidence).filter(|item| name.strip_prefix(&folder) == Some(item.text("file")));
            if !items.any(|item| vouches(item.text("sha256"))) {
                return Err(Wrong::Damaged(format!(
                    "{name} is not what the journal says was copied: its hash is another"
                )));
            }
        }
        Ok(())
    }
}

fn sound(found: &Verified) -> Result<(), Wrong> {
    let more = if found.doubts.len() > 1 { format!(" ({} places in all)", found.doubts.len()) } else { String::new() };
    found.first().map_or(Ok(()), |first| Err(Wrong::Damaged(format!("{first}{more}"))))
}

/// Makes a workspace of a folder that is not there or empty, and of this pack.
///
/// # Errors
/// Where something lies in the folder, or the system refuses.
pub fn begin(
    root: &Path,
    incoming: &Incoming,
    homes: Homes,
    author: Author,
    watch: &mut Watch<'_>,
) -> Result<(Workspace, Taken), Trouble> {
    let from = (incoming.sum.as_str(), incoming.conventions()?);
    let (workspace, mut taken) = Workspace::begin(root, from, homes, |workspace| write(workspace, incoming, watch))?;
    findings_anew(&workspace, incoming, author, &mut taken)?;
    Ok((workspace, taken))
}

/// Takes a pack into a workspace that has not got this audit, or has the same one.
///
/// # Errors
/// Where another audit of this id is there, or two journals of one name are not one chain: file and line. Nothing is
/// written then.
pub fn add(
    workspace: &Workspace,
    incoming: &Incoming,
    author: Author,
    watch: &mut Watch<'_>,
) -> Result<Taken, Trouble> {
    let mut taken = write(workspace, incoming, watch)?;
    findings_anew(workspace, incoming, author, &mut taken)?;
    Ok(taken)
}

/// What will be written, with the locks of the journals that it replaces.
#[derive(Default)]
struct Plan {
    writes: Vec<(PathBuf, Vec<u8>)>,
    locks: Vec<File>,
}

fn write(workspace: &Workspace, incoming: &Incoming, watch: &mut Watch<'_>) -> Result<Taken, Trouble> {
    let mut plan = Plan::default();
    let mut taken = Taken::default();
    let mut copies = evidence_copies(workspace, incoming)?;
    taken.evidence = copies.len();
    plan.writes.append(&mut copies);
    plan.writes.extend(statement_of_applicability(workspace, incoming, &mut taken)?);
    // The audit comes last: until its checklist is there, it is not.
    let [audit, register] = incoming.areas();
    for area in [&register, &audit] {
        taken.journals += unite(workspace, incoming, area, &mut plan)?;
    }
    plan.writes.extend(checklist(workspace, incoming)?);
    for (nth, (path, bytes)) in plan.writes.iter().enumerate() {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        watch(count(nth), count(plan.writes.len()), &name);
        let folder = path.parent().unwrap_or(&workspace.root);
        files::make_folder(folder, workspace.access)?;
        files::write_whole(path, bytes, workspace.access)?;
    }
    drop(plan.locks);
    conventions_differ(workspace, incoming, &mut taken)?;
    Ok(taken)
}

fn checklist(workspace: &Workspace, incoming: &Incoming) -> Result<Option<(PathBuf, Vec<u8>)>, Trouble> {
    let name = incoming.checklist();
    let path = files::inside(&workspace.root, &name)?;
    let bytes = &incoming.files[&name];
    match files::read(&path)? {
        None => Ok(Some((path, bytes.clone()))),
        Some(there) if there == *bytes => Ok(None),
        Some(_) => Err(another(&incoming.manifest.audit, &path).into()),
    }
}

fn another(audit: &str, path: &Path) -> Wrong {
    Wrong::Refused(format!(
        "{}: another audit {audit} is there already: take the pack into another folder with --into",
        path.display()
    ))
}

fn evidence_copies(workspace: &Workspace, incoming: &Incoming) -> Result<Vec<(PathBuf, Vec<u8>)>, Trouble> {
    let audit = &incoming.manifest.audit;
    let folder = format!("audits/{audit}/");
    let mut writes = Vec::new();
    for (name, bytes) in &incoming.files {
        let Some(file) = name.strip_prefix(&folder).filter(|file| file.starts_with("evidence/")) else { continue };
        let path = files::inside(&workspace.root, name)?;
        match evidence::check(workspace, audit, file, &sha256_hex(bytes))? {
            evidence::Checked::Unchanged => {}
            evidence::Checked::Missing => writes.push((path, bytes.clone())),
            evidence::Checked::Changed => {
                let why = "the copy that stands there was changed since it was taken: look at it, then move it away";
                return Err(Fault::found("cannot copy to", &path, why).into());
            }
        }
    }
    Ok(writes)
}

/// The Statement of Applicability, where the workspace has none of its own.
fn statement_of_applicability(
    workspace: &Workspace,
    incoming: &Incoming,
    taken: &mut Taken,
) -> Result<Vec<(PathBuf, Vec<u8>)>, Trouble> {
    let own = soa::load(workspace)?;
    let mut writes = Vec::new();
    for name in ["soa.toml", "soa.csv"] {
        let Some(bytes) = incoming.files.get(name) else { continue };
        let path = files::inside(&workspace.root, name)?;
        if own.is_none() {
            writes.push((path, bytes.clone()));
        } else if files::read(&path)?.as_ref() != Some(bytes) {
            taken.remarks.push(format!("{name} of the pack is another than this workspace's, which is kept"));
        }
    }
    Ok(writes)
}

fn conventions_differ(workspace: &Workspace, incoming: &Incoming, taken: &mut Taken) -> Result<(), Trouble> {
    let there = files::read(&workspace.root.join(MARKER))?;
    if there.is_some_and(|there| Some(&there) != incoming.files.get(MARKER)) {
        let what =
            format!("{MARKER} of the pack is another than this workspace's, which is kept: grades may count otherwise");
        taken.remarks.push(what);
    }
    Ok(())
}

/// Unites the journals of an area. Answers with how many will be new or hold more.
fn unite(workspace: &Workspace, incoming: &Incoming, area: &str, plan: &mut Plan) -> Result<usize, Trouble> {
    let place = workspace.place(area)?;
    let there: BTreeMap<String, PathBuf> = files::journals(&place.folder)?.into_iter().collect();
    let mut all: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for (name, path) in &there {
        if incoming.journals(area).any(|(file, _)| file.strip_suffix(".jsonl") == Some(name)) {
            let busy =
                || Fault::found("cannot add to", path, "another session is writing it: end that one, then repeat");
            plan.locks.push(files::hold(path, place.access)?.ok_or_else(busy)?);
        }
        all.insert(path.clone(), files::read(path)?.unwrap_or_default());
    }
    let mut shared = 0;
    let mut writes = Vec::new();
    for (file, theirs) in incoming.journals(area) {
        let path = place.folder.join(file);
        let ours = all.get(&path).cloned().unwrap_or_default();
        let united = united(&path, &ours, theirs)?;
        shared += usize::from(!ours.is_empty());
        if united != ours {
            writes.push((path.clone(), united.clone()));
        }
        all.insert(path, united);
    }
    if area != "register" && shared == 0 && !there.is_empty() {
        return Err(another(&incoming.manifest.audit, &place.folder).into());
    }
    let all: Vec<(PathBuf, Vec<u8>)> = all.into_iter().collect();
    sound(&verify::check_bytes(area, &place.folder, &all))?;
    let count = writes.len();
    plan.writes.append(&mut writes);
    Ok(count)
}

/// One journal of both copies.
fn united(path: &Path, ours: &[u8], theirs: &[u8]) -> Result<Vec<u8>, Trouble> {
    let name = JournalName::new(path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default());
    let read = |bytes: &[u8]| journal::parse(name.clone(), path, bytes);
    let ((our, our_entries), (_, their_entries)) = (read(ours), read(theirs));
    // Of an empty file nothing is left out.
    if let Some(complaint) = our.complaint() {
        return Err(Wrong::Damaged(format!("{complaint}. Mend it before taking in a pack: `workpaper verify`")).into());
    }
    let lines = chains::unite(&links(&our_entries, ours), &links(&their_entries, theirs)).map_err(|n| {
        Wrong::Refused(format!(
            "{}: line {n}: here and in the pack another entry follows: these are two journals of one name. Nothing was \
             taken in; compare both with an older copy",
            path.display()
        ))
    })?;
    Ok(lines.concat())
}

fn links<'l>(entries: &'l [Entry], bytes: &'l [u8]) -> Vec<Link<'l>> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let link = |(entry, bytes): (&'l Entry, &'l [u8])| {
        let body = match entry.act {
            Act::Withheld => Body::Withheld,
            Act::Blank => Body::Blank,
            _ => Body::There,
        };
        Link { h: &entry.h, body, bytes }
    };
    entries.iter().zip(lines).map(link).collect()
}

/// The findings files of the audit, made from the register as it is now.
fn findings_anew(workspace: &Workspace, incoming: &Incoming, author: Author, taken: &mut Taken) -> Result<(), Trouble> {
    let mut register = workspace.register(author)?;
    let of_audit = |statement: &&Object| statement.text("audit") == incoming.manifest.audit;
    let state = register.state().of(Kind::Statement).filter(of_audit);
    let wanted: Vec<String> = state.map(|statement| statement.label.clone()).collect();
    for (reference, outcome) in findings::write(workspace, &mut register, Some(&wanted), false)? {
        if matches!(outcome, Outcome::Kept(_)) {
            let what =
                format!("findings file of {reference}: edited by hand, kept; `workpaper adopt` shows what differs");
            taken.remarks.push(what);
        }
    }
    Ok(())
}
