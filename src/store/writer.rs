//! Appending to a journal: one writer per file, durable before it is acknowledged.
//!
//! Must not know: what entries mean. `area` says what has been seen; this file says what is on disk.
//!
//! Before each append the path and the open file must still be the same inode at the expected length: a `git stash`, a
//! restore or a copy under an open session would otherwise swallow entries. If they are not, a new journal is begun and
//! what this session had recorded and is now missing is appended to it again: under its first name (`was`), with its
//! first ordering key and with what had been seen then, so that it neither overrules nor settles what others did since.

use super::files::{self, Access};
use super::journal::{Lines, Problem};
use super::line;
use super::local::{Local, Memory, Slate};
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
    /// The file as it stood when what was written to it last was durable.
    meta: Option<fs::Metadata>,
    /// Where its head is remembered.
    slate: Option<Slate>,
}

/// An act waiting to be written.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    /// Its first name and ordering key, if it stood elsewhere before.
    pub was: Option<(EntryRef, i64)>,
    pub at: DateTime<FixedOffset>,
    pub by: String,
    pub seen: BTreeMap<JournalName, Seen>,
    pub act: Act,
}

/// What this session recorded, with all that its journal says had been seen by then.
#[derive(Debug)]
struct Recorded {
    entry: Entry,
    seen: BTreeMap<JournalName, Seen>,
}

/// Appends for one session to one area.
#[derive(Debug)]
pub struct Writer {
    area: String,
    folder: PathBuf,
    access: Access,
    author: Author,
    local: Local,
    open: Option<Open>,
    /// What this session has recorded, in order, in case its file goes away.
    recorded: Vec<Recorded>,
    /// Journals whose file failed or was exchanged under a write: never gone on with.
    distrusted: BTreeSet<JournalName>,
}

impl Writer {
    /// A writer that has opened nothing yet: looking around leaves no trace.
    #[must_use]
    pub fn new(area: &str, folder: PathBuf, access: Access, author: Author, local: Local) -> Self {
        let (recorded, distrusted) = (Vec::new(), BTreeSet::new());
        Self { area: area.to_owned(), folder, access, author, local, open: None, recorded, distrusted }
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

    /// What this session has recorded, in order, as it was first written.
    #[must_use = "it only looks"]
    pub fn recorded(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.recorded.iter().map(|recorded| &recorded.entry)
    }

    /// The open file as it stood when this session had just written to it: how a reader tells its own appends from an
    /// exchange.
    #[must_use]
    pub fn standing(&self) -> Option<&fs::Metadata> {
        self.open.as_ref()?.meta.as_ref()
    }

    /// Lets the journal go, so that a redaction can rewrite it. The next append goes on with it.
    pub fn release(&mut self) {
        self.open = None;
    }

    /// Appends one act and makes it durable. The answer holds the entries now on disk in order: usually one; first
    /// those that had to be appended again.
    ///
    /// # Errors
    /// The system's answer with path and remedy. Nothing is half recorded then: the file is cut back to its last good
    /// entry.
    pub fn append(&mut self, act: Act, context: &Context<'_>) -> Result<Vec<Entry>> {
        let mut pending: Vec<Pending> = Vec::new();
        if self.open.as_ref().is_none_or(|open| open.intact().is_none()) {
            self.open = None;
            pending = self.missing()?;
            if pending.is_empty() {
                self.open = self.reopen();
            }
        }
        let (by, seen) = (self.author.initials.clone(), context.seen.clone());
        pending.push(Pending { was: None, at: context.at, by, seen, act });
        let written = self.write(&pending, context)?;
        if let (Some(entry), Some(open)) = (written.last(), &self.open) {
            self.recorded.push(Recorded { entry: entry.clone(), seen: open.told.clone() });
        }
        Ok(written)
    }

    /// What this session recorded that no file of the area holds any more.
    fn missing(&self) -> Result<Vec<Pending>> {
        if self.recorded.is_empty() {
            return Ok(Vec::new());
        }
        let mut present = BTreeSet::new();
        for (_, path) in files::journals(&self.folder)? {
            let mut lines = Lines::open(&path)?;
            while let Some(entry) = lines.next(&mut |_| {})? {
                present.insert(entry.name());
            }
        }
        let gone = self.recorded.iter().filter(|recorded| !present.contains(&recorded.entry.name()));
        Ok(gone.map(|recorded| Pending::again(&recorded.entry, recorded.seen.clone())).collect())
    }

    /// Goes on with a journal that this account wrote before, if its head on disk is the one remembered and nobody else
    /// has it open. A torn tail is cut, and its bytes are kept beside the journal. Whatever stands in the way of that
    /// only means that a new journal is begun.
    fn reopen(&self) -> Option<Open> {
        let known = self.local.recall(&self.area).unwrap_or_default();
        let mine = known.into_iter().filter(|(name, memory)| memory.mine && !self.distrusted.contains(name));
        mine.into_iter().find_map(|(name, memory)| self.go_on_with(name, memory))
    }

    fn go_on_with(&self, name: JournalName, memory: Memory) -> Option<Open> {
        let path = self.folder.join(format!("{name}.jsonl"));
        let file = files::open_append(&path, false, self.access).ok()?;
        file.try_lock().ok()?;
        let mut lines = Lines::open(&path).ok()?;
        let (mut told, mut key) = (BTreeMap::new(), 0);
        while let Some(entry) = lines.next(&mut |_| {}).ok()? {
            key = entry.head.order_key();
            told.extend(entry.head.seen);
        }
        let found = lines.journal;
        let same_writer = found.header.as_ref().is_some_and(|header| {
            header.format == FORMAT
                && header.area == self.area
                && header.writer == self.author.name
                && header.os_user == self.author.os_user
        });
        if !same_writer || found.last_by() != Some(&self.author.initials) || found.head().as_ref() != Some(&memory.head)
        {
            return None;
        }
        let len = found.size;
        let mut open = Open { name, path, file, len, head: memory.head, key, told, meta: None, slate: None };
        // Between opening and locking, the file may have been rewritten or exchanged: then the lock is on a ghost.
        open.intact()?;
        match found.problem {
            None => {}
            Some(Problem::Torn { .. }) => cut_tail(&open.file, &open.path, found.good, self.access).ok()?,
            Some(_) => return None,
        }
        open.len = found.good;
        Some(open)
    }

    /// Writes the pending acts in one go, beginning a journal if none is open.
    fn write(&mut self, pending: &[Pending], context: &Context<'_>) -> Result<Vec<Entry>> {
        let fresh = self.open.is_none();
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.begin()?,
        };
        let header = pending.first().filter(|_| fresh).map(|first| Pending {
            // What is appended again keeps its place in the order, so the header goes before it.
            was: first.was.clone().map(|(name, key)| (name, key.saturating_sub(1))),
            at: context.at,
            by: self.author.initials.clone(),
            seen: first.seen.clone(),
            act: Act::Header(self.header(context.letter)),
        });
        let mut bytes = Vec::new();
        let mut entries = Vec::new();
        let mut draft = Progress { head: open.head.clone(), key: open.key, told: open.told.clone() };
        for one in header.iter().chain(pending) {
            let head = draft.head(one, context.last_key, &open.name);
            let (line, h) = line::encode(head.clone(), one.act.clone(), line::new_salt())
                .map_err(|e| Fault::new("cannot write", &open.path, e.into()))?;
            draft.head = Seen(head.n, h.clone());
            bytes.extend_from_slice(&line);
            entries.push(Entry { journal: open.name.clone(), h, head, act: one.act.clone() });
        }
        let good = open.len;
        if let Err(why) = open.file.write_all(&bytes) {
            let fault = Fault::new("cannot record in", &open.path, why);
            // Back to the last good entry, so that a later retry appends to a valid file.
            if fresh {
                open.discard();
            } else if open.file.set_len(good).is_ok() {
                self.open = Some(open);
            }
            return Err(fault);
        }
        open.len += bytes.len() as u64;
        if let Err(fault) = self.make_durable(&mut open, fresh) {
            if fresh {
                open.discard();
                return Err(fault);
            }
            // What such a file holds after a crash is unknown: it is left alone, and all of this is appended to a new
            // one, after what else went away with it. If that fails too, nothing of it may show up later, for the
            // caller will ask again.
            self.distrusted.insert(open.name.clone());
            let these = entries.iter().zip(pending).map(|(entry, one)| Pending::again(entry, one.seen.clone()));
            let again = self.missing().map(|missing| missing.into_iter().chain(these).collect::<Vec<_>>());
            let written = again.and_then(|again| self.write(&again, context));
            return written.inspect_err(|_| drop(open.file.set_len(good)));
        }
        (open.head, open.key, open.told) = (draft.head, draft.key, draft.told);
        // Remembering is a help, not a promise: a full state directory must not stop an interview.
        let memory = Memory { head: open.head.clone(), mine: true };
        let slate = open.slate.take().or_else(|| self.local.slate(&self.area, &open.name).ok());
        open.slate = slate.and_then(|mut slate| slate.write(&memory).is_ok().then_some(slate));
        self.open = Some(open);
        if fresh {
            entries.remove(0);
        }
        Ok(entries)
    }

    /// Makes what was written durable, and makes sure that the path still leads to it.
    fn make_durable(&self, open: &mut Open, fresh: bool) -> Result<()> {
        files::sync(&open.file).map_err(|why| Fault::new("cannot make durable", &open.path, why))?;
        open.meta = open.intact();
        if open.meta.is_none() {
            let why = "the file was exchanged or removed while it was written: repeat";
            return Err(Fault::found("cannot record in", &open.path, why));
        }
        if fresh { files::sync_folder(&self.folder) } else { Ok(()) }
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
            // Initials are free text; a file name is not.
            let initials: String = self.author.initials.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
            let initials = if initials.is_empty() { "X" } else { &initials };
            let name = JournalName::new(&format!("{initials}-{}", letters(uuid::Uuid::new_v4().as_bytes())));
            let path = self.folder.join(format!("{name}.jsonl"));
            if path.exists() {
                continue;
            }
            let file = files::open_append(&path, true, self.access)?;
            file.try_lock().map_err(|why| Fault::found("cannot lock", &path, why.to_string()))?;
            let head = Seen(0, String::new());
            let told = BTreeMap::new();
            return Ok(Open { name, path, file, len: 0, head, key: 0, told, meta: None, slate: None });
        }
    }
}

/// The chain as it grows while a batch is composed.
#[derive(Debug)]
pub(super) struct Progress {
    pub head: Seen,
    pub key: i64,
    pub told: BTreeMap<JournalName, Seen>,
}

impl Progress {
    /// The head of the next entry, without the body's hash.
    pub fn head(&mut self, one: &Pending, last_key: i64, own: &JournalName) -> Head {
        let first = self.head.1.is_empty();
        let clock = one.at.timestamp_millis();
        // Never before what this journal holds already; what is new, never before anything that was seen either.
        let after_own = self.key.saturating_add(1);
        self.key = match &one.was {
            Some((_, key)) => after_own.max(*key),
            None => after_own.max(clock).max(last_key.saturating_add(1)),
        };
        let is_header = matches!(one.act, Act::Header(_));
        let news: BTreeMap<_, _> = one
            .seen
            .iter()
            .filter(|(journal, head)| *journal != own && self.told.get(journal) != Some(head))
            .map(|(journal, head)| (journal.clone(), head.clone()))
            .collect();
        self.told.extend(news.clone());
        Head {
            n: if first { 0 } else { self.head.0 + 1 },
            prev: self.head.1.clone(),
            at: one.at,
            key: (self.key != clock).then_some(self.key),
            by: one.by.clone(),
            seen: news,
            was: one.was.as_ref().filter(|_| !is_header).map(|(name, _)| name.clone()),
            body: String::new(),
        }
    }
}

impl Pending {
    /// An entry that has to be appended again.
    fn again(entry: &Entry, seen: BTreeMap<JournalName, Seen>) -> Self {
        let was = Some((entry.name(), entry.head.order_key()));
        Self { was, at: entry.head.at, by: entry.head.by.clone(), seen, act: entry.act.clone() }
    }
}

impl Open {
    /// The file as it stands, where the path still leads to the one that is open, at the length this session left it.
    fn intact(&self) -> Option<fs::Metadata> {
        let (there, here) = (fs::symlink_metadata(&self.path).ok()?, self.file.metadata().ok()?);
        let same = (there.dev(), there.ino()) == (here.dev(), here.ino()) && here.len() == self.len;
        same.then_some(here)
    }

    /// Takes a journal back that was begun just now and failed: nothing of it may show up later.
    fn discard(self) {
        let there = fs::symlink_metadata(&self.path).map(|meta| (meta.dev(), meta.ino()));
        let here = self.file.metadata().map(|meta| (meta.dev(), meta.ino()));
        drop(self.file.set_len(0));
        if let (Ok(there), Ok(here)) = (there, here)
            && there == here
        {
            drop(fs::remove_file(&self.path));
        }
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

/// Eight letters and digits, of those that are not easily mistaken for others, made of these bytes.
pub(super) fn letters(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    bytes.iter().take(8).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}
