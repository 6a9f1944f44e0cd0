//! Appending to a journal: one writer per file, durable before it is acknowledged.
//!
//! Must not know: what entries mean. `area` says what has been seen; this file says what is on disk.
//!
//! Before each append the path and the open file must still be the same inode at the expected length: a `git stash`, a
//! restore or a copy under an open session would otherwise swallow entries. If they are not, a new journal is begun and
//! what this session had recorded and is now missing is appended to it again, under its first name (`was`).

use super::files::{self, Access};
use super::journal::{self, Problem};
use super::line;
use super::local::{Local, Memory};
use super::{Fault, Result};
use crate::domain::entry::{Act, Entry, FORMAT, Head, Header, Seen};
use crate::domain::ident::{EntryRef, JournalName};
use chrono::{DateTime, FixedOffset};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Who records, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Author {
    /// Initials: the `by` of every entry.
    pub initials: String,
    /// Name and role, as the person gave them.
    pub name: String,
    /// The account, as the system names it.
    pub os_user: String,
    /// The machine's name.
    pub host: String,
}

/// What a writer needs to know of the rest of the world for one append.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// The clock.
    pub at: DateTime<FixedOffset>,
    /// Heads of all journals folded into what the person acted on.
    pub seen: &'a BTreeMap<JournalName, Seen>,
    /// The greatest ordering key folded.
    pub last_key: i64,
    /// The letter for a journal begun now.
    pub letter: &'a str,
}

/// The open journal.
#[derive(Debug)]
struct Open {
    name: JournalName,
    path: PathBuf,
    file: File,
    len: u64,
    head: Seen,
    key: i64,
    told: BTreeMap<JournalName, Seen>,
}

/// An act waiting to be written: its first name if it had one, the clock when it was recorded, the act.
type Pending = (Option<EntryRef>, DateTime<FixedOffset>, Act);

/// Appends for one session to one area.
#[derive(Debug)]
pub struct Writer {
    area: String,
    folder: PathBuf,
    access: Access,
    author: Author,
    local: Local,
    open: Option<Open>,
    /// What this session has recorded, by name, in case its file goes away.
    recorded: Vec<(EntryRef, DateTime<FixedOffset>, Act)>,
}

impl Writer {
    /// A writer that has opened nothing yet: looking around leaves no trace.
    #[must_use]
    pub fn new(area: &str, folder: PathBuf, access: Access, author: Author, local: Local) -> Self {
        Self { area: area.to_owned(), folder, access, author, local, open: None, recorded: Vec::new() }
    }

    /// Whose entries it writes.
    #[must_use]
    pub const fn author(&self) -> &Author {
        &self.author
    }

    /// Changes who records from here on. A journal belongs to one writer, so another one is begun.
    pub fn set_author(&mut self, author: Author) {
        if author != self.author {
            self.author = author;
            self.open = None;
        }
    }

    /// The journal being written, once there is one.
    #[must_use]
    pub fn journal(&self) -> Option<&JournalName> {
        self.open.as_ref().map(|open| &open.name)
    }

    /// Appends one act and makes it durable. The answer holds the entries now on disk in order: usually one; first
    /// those that had to be appended again.
    ///
    /// # Errors
    /// The system's answer with path and remedy. Nothing is half recorded then: the file is cut back to its last good
    /// entry.
    pub fn append(&mut self, act: Act, context: &Context<'_>) -> Result<Vec<Entry>> {
        let mut pending: Vec<Pending> = Vec::new();
        if !self.open.as_ref().is_some_and(Open::intact) {
            self.open = None;
            if self.recorded.is_empty() {
                self.open = self.reopen()?;
            } else {
                pending = self.missing()?;
            }
        }
        pending.push((None, context.at, act));
        let written = self.write(&pending, context)?;
        for (entry, (was, at, act)) in written.iter().rev().zip(pending.iter().rev()) {
            if was.is_none() {
                self.recorded.push((entry.name(), *at, act.clone()));
            }
        }
        Ok(written)
    }

    /// What this session recorded that no file of the area holds any more.
    fn missing(&self) -> Result<Vec<Pending>> {
        let mut present = BTreeSet::new();
        for (_, path) in files::journals(&self.folder)? {
            present.extend(journal::read(&path)?.entries.iter().map(Entry::name));
        }
        let gone = self.recorded.iter().filter(|(name, ..)| !present.contains(name));
        Ok(gone.map(|(name, at, act)| (Some(name.clone()), *at, act.clone())).collect())
    }

    /// Goes on with a journal that this account wrote before, if its head on disk is the one remembered and nobody else
    /// has it open. A torn tail is cut, and its bytes are kept beside the journal.
    fn reopen(&self) -> Result<Option<Open>> {
        for (name, memory) in self.local.recall(&self.area)?.into_iter().filter(|(_, memory)| memory.mine) {
            let path = self.folder.join(format!("{name}.jsonl"));
            let Ok(file) = files::open_append(&path, false, self.access) else { continue };
            if file.try_lock().is_err() {
                continue;
            }
            let found = journal::read(&path)?;
            let same_writer = found.header.as_ref().is_some_and(|header| {
                header.format == FORMAT
                    && header.area == self.area
                    && header.writer == self.author.name
                    && header.os_user == self.author.os_user
            });
            let by = found.entries.last().map(|entry| entry.head.by.as_str());
            if !same_writer || by != Some(&self.author.initials) || found.head().as_ref() != Some(&memory.head) {
                continue;
            }
            match found.problem {
                None => {}
                Some(Problem::Torn { .. }) => cut_tail(&file, &path, found.good, self.access)?,
                Some(_) => continue,
            }
            let mut told = BTreeMap::new();
            for entry in &found.entries {
                told.extend(entry.head.seen.clone());
            }
            let key = found.entries.last().map_or(0, |entry| entry.head.order_key());
            return Ok(Some(Open { name, path, file, len: found.good, head: memory.head, key, told }));
        }
        Ok(None)
    }

    /// Writes the pending acts in one go, beginning a journal if none is open.
    fn write(&mut self, pending: &[Pending], context: &Context<'_>) -> Result<Vec<Entry>> {
        let fresh = self.open.is_none();
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.begin()?,
        };
        let mut acts = Vec::new();
        if fresh {
            acts.push((None, context.at, Act::Header(self.header(context.letter))));
        }
        acts.extend(pending.iter().cloned());
        let mut bytes = Vec::new();
        let mut entries = Vec::new();
        let mut draft =
            Progress { head: open.head.clone(), key: open.key.max(context.last_key), told: open.told.clone() };
        for (was, at, act) in acts {
            let head = draft.head(&self.author.initials, was, at, context.seen, &open.name);
            let (line, h) = line::encode(head.clone(), act.clone(), line::new_salt())
                .map_err(|e| Fault::new("cannot write", &open.path, e.into()))?;
            draft.head = Seen(head.n, h.clone());
            bytes.extend_from_slice(&line);
            entries.push(Entry { journal: open.name.clone(), h, head, act });
        }
        if let Err(why) = open.file.write_all(&bytes) {
            // Back to the last good entry, so that a later retry appends to a valid file.
            let cut = open.file.set_len(open.len);
            if fresh {
                drop(fs::remove_file(&open.path));
            } else if cut.is_ok() {
                let path = open.path.clone();
                self.open = Some(open);
                return Err(Fault::new("cannot record in", &path, why));
            }
            return Err(Fault::new("cannot record in", &open.path, why));
        }
        if let Err(why) = open.file.sync_data() {
            // What a failed fsync leaves on disk is unknown: never trust that file again.
            if fresh {
                return Err(Fault::new("cannot make durable", &open.path, why));
            }
            let again = |(entry, (was, at, act)): (&Entry, &Pending)| {
                (was.clone().or_else(|| Some(entry.name())), *at, act.clone())
            };
            let pending: Vec<_> = entries.iter().zip(pending).map(again).collect();
            return self.write(&pending, context);
        }
        if fresh {
            files::sync_folder(&self.folder)?;
        }
        open.len += bytes.len() as u64;
        (open.head, open.key, open.told) = (draft.head, draft.key, draft.told);
        // Remembering is a help, not a promise: a full state directory must not stop an interview.
        let memory = Memory { head: open.head.clone(), mine: true };
        drop(self.local.remember(&self.area, &open.name, &memory));
        self.open = Some(open);
        if fresh {
            entries.remove(0);
        }
        Ok(entries)
    }

    fn header(&self, letter: &str) -> Header {
        Header {
            format: FORMAT,
            program: format!("workpaper {}", env!("CARGO_PKG_VERSION")),
            area: self.area.clone(),
            writer: self.author.name.clone(),
            os_user: self.author.os_user.clone(),
            host: self.author.host.clone(),
            letter: letter.to_owned(),
        }
    }

    /// Makes a new, empty, locked journal file.
    fn begin(&self) -> Result<Open> {
        if !self.folder.is_dir() {
            let gone = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(Fault::new("cannot record in", &self.folder, gone));
        }
        loop {
            let name = JournalName::new(&format!("{}-{}", self.author.initials, random_letters()));
            let path = self.folder.join(format!("{name}.jsonl"));
            if path.exists() {
                continue;
            }
            let file = files::open_append(&path, true, self.access)?;
            file.try_lock().map_err(|why| Fault::found("cannot lock", &path, why.to_string()))?;
            let head = Seen(0, String::new());
            return Ok(Open { name, path, file, len: 0, head, key: 0, told: BTreeMap::new() });
        }
    }
}

/// The chain as it grows while a batch is composed.
struct Progress {
    head: Seen,
    key: i64,
    told: BTreeMap<JournalName, Seen>,
}

impl Progress {
    fn head(
        &mut self,
        by: &str,
        was: Option<EntryRef>,
        at: DateTime<FixedOffset>,
        seen: &BTreeMap<JournalName, Seen>,
        own: &JournalName,
    ) -> Head {
        let first = self.head.1.is_empty();
        let clock = at.timestamp_millis();
        self.key = clock.max(self.key + 1);
        let news: BTreeMap<_, _> = seen
            .iter()
            .filter(|(journal, head)| *journal != own && self.told.get(journal) != Some(head))
            .map(|(journal, head)| (journal.clone(), head.clone()))
            .collect();
        self.told.extend(news.clone());
        Head {
            n: if first { 0 } else { self.head.0 + 1 },
            prev: self.head.1.clone(),
            at,
            key: (self.key != clock).then_some(self.key),
            by: by.to_owned(),
            seen: news,
            was,
            body: String::new(),
        }
    }
}

impl Open {
    /// Whether the path still leads to the file that is open, at the length this session left it.
    fn intact(&self) -> bool {
        let (Ok(there), Ok(here)) = (fs::symlink_metadata(&self.path), self.file.metadata()) else { return false };
        (there.dev(), there.ino()) == (here.dev(), here.ino()) && here.len() == self.len
    }
}

/// Cuts what follows the last good line, keeping the bytes in a file beside the journal.
fn cut_tail(file: &File, path: &Path, good: u64, access: Access) -> Result<()> {
    let bytes = files::read(path)?.unwrap_or_default();
    let good_len = usize::try_from(good).unwrap_or(usize::MAX).min(bytes.len());
    let keep = (1..1000)
        .map(|k| path.with_extension(format!("torn-{k}")))
        .find(|free| !free.exists())
        .unwrap_or_else(|| path.with_extension("torn"));
    files::write_whole(&keep, &bytes[good_len..], access)?;
    file.set_len(good).and_then(|()| file.sync_data()).map_err(|why| Fault::new("cannot cut", path, why))
}

/// Eight random letters and digits without those that are easily mistaken for others.
fn random_letters() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    uuid::Uuid::new_v4().as_bytes().iter().take(8).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}
