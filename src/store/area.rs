//! An area: a folder of journals that fold into one state. Each audit is one, the register is one.
//!
//! Must not know: what the state means. Opening reads; only `record` writes.

use super::files::{self, Access};
use super::journal::{self, Journal, Problem};
use super::local::{Local, Memory};
use super::writer::{Author, Context, Writer};
use super::{Fault, Result};
use crate::domain::entry::{Act, Entry};
use crate::domain::fold::State;
use crate::domain::ident::{EntryRef, JournalName, ObjectId};
use chrono::{DateTime, FixedOffset};
use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

/// Where an area lies and who works on it.
#[derive(Debug, Clone)]
pub struct Place {
    /// `audits/IA-2026-02` or `register`: its folder in the workspace, and its name in the local memory.
    pub name: String,
    /// The folder of its journals.
    pub folder: PathBuf,
    /// Who may read what is written.
    pub access: Access,
    /// This account's memory of the workspace.
    pub local: Local,
}

/// An open area.
#[derive(Debug)]
pub struct Area {
    place: Place,
    journals: Vec<(Journal, u64)>,
    entries: Vec<Entry>,
    state: State,
    writer: Writer,
    /// Heads this account had seen before this session.
    remembered: Vec<(JournalName, Memory)>,
}

impl Area {
    /// Reads and folds an area. An empty or missing folder is an empty area.
    ///
    /// # Errors
    /// Only where a file cannot be read at all; see [`Area::complaints`] for the rest.
    pub fn open(place: Place, author: Author) -> Result<Self> {
        let writer = Writer::new(&place.name, place.folder.clone(), place.access, author, place.local.clone());
        let remembered = place.local.recall(&place.name).unwrap_or_default().into_iter().collect();
        let mut area =
            Self { place, journals: Vec::new(), entries: Vec::new(), state: State::default(), writer, remembered };
        area.refresh()?;
        Ok(area)
    }

    /// Reads what other sessions have appended since. Returns whether anything was new.
    ///
    /// # Errors
    /// As for opening.
    pub fn refresh(&mut self) -> Result<bool> {
        if !self.journals.is_empty() && !self.place.folder.is_dir() {
            // What was read stays on screen: a folder taken away under the program is no empty audit.
            let gone = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(Fault::new("cannot read", &self.place.folder, gone));
        }
        let files = files::journals(&self.place.folder)?;
        let mut fresh = Vec::new();
        let mut again = false;
        for (_, path) in &files {
            let path = path.clone();
            let Ok(meta) = fs::symlink_metadata(&path) else { continue };
            let known = self.journals.iter_mut().find(|(journal, _)| journal.path == path);
            match known {
                Some((journal, inode)) if *inode == meta.ino() && meta.len() == journal.size => {}
                Some((journal, inode))
                    if *inode == meta.ino() && meta.len() > journal.good && journal.problem.is_none() =>
                {
                    let added = journal.extend(&read_from(&path, journal.good)?);
                    fresh.extend_from_slice(&journal.entries[journal.entries.len() - added..]);
                }
                Some((journal, inode)) => {
                    (*journal, *inode) = (journal::read(&path)?, meta.ino());
                    again = true;
                }
                None => {
                    let journal = journal::read(&path)?;
                    fresh.extend_from_slice(&journal.entries);
                    self.journals.push((journal, meta.ino()));
                }
            }
        }
        let before = self.journals.len();
        self.journals.retain(|(journal, _)| files.iter().any(|(_, path)| *path == journal.path));
        again |= self.journals.len() != before;
        if again {
            self.entries = self.journals.iter().flat_map(|(journal, _)| journal.entries.clone()).collect();
            self.state = State::fold(&self.entries);
        } else if !fresh.is_empty() {
            fresh.sort_by_key(|entry| entry.head.order_key());
            self.take(fresh.clone());
        }
        if again || !fresh.is_empty() {
            self.remember_others();
        }
        Ok(again || !fresh.is_empty())
    }

    fn take(&mut self, fresh: Vec<Entry>) {
        let mut fits = true;
        for entry in fresh {
            fits = fits && self.state.push(&entry);
            self.entries.push(entry);
        }
        if !fits {
            self.state = State::fold(&self.entries);
        }
    }

    fn remember_others(&self) {
        let mine = |name: &JournalName| self.remembered.iter().any(|(known, memory)| known == name && memory.mine);
        for (journal, _) in &self.journals {
            let name = &journal.name;
            let further = self
                .remembered
                .iter()
                .find(|(known, _)| known == name)
                .is_none_or(|(_, memory)| journal.head().is_some_and(|head| head.0 > memory.head.0));
            if let Some(head) = journal.head().filter(|_| further && Some(name) != self.writer.journal()) {
                // A help, not a promise: see `Local::remember`.
                drop(self.place.local.remember(&self.place.name, name, &Memory { head, mine: mine(name) }));
            }
        }
    }

    /// Records one act: first what others appended is read, then the act is appended and made durable, then folded.
    ///
    /// # Errors
    /// Nothing is recorded then; the message says what and where, and a later retry is safe.
    pub fn record(&mut self, act: Act, at: DateTime<FixedOffset>) -> Result<EntryRef> {
        if let Some(complaint) = self.read_only() {
            return Err(Fault::found("cannot record in", &self.place.folder, complaint));
        }
        let seen = self.state.heads.clone();
        let last_key = self.state.last_key;
        let letter = self.letter();
        let context = Context { at, seen: &seen, last_key, letter: &letter };
        let written = self.writer.append(act, &context)?;
        let name = written.last().map(Entry::name);
        self.after_append(written)?;
        name.ok_or_else(|| Fault::found("cannot record in", &self.place.folder, "nothing was written"))
    }

    /// Folds what was just written. The own journal's length on record is brought up to date, so that the next refresh
    /// does not read it again.
    fn after_append(&mut self, written: Vec<Entry>) -> Result<()> {
        let Some(own) = self.writer.journal().cloned() else { return Ok(()) };
        match self.journals.iter_mut().find(|(journal, _)| journal.name == own) {
            Some((journal, _)) if journal.entries.len() == written.first().map_or(0, |e| e.head.n as usize) => {
                journal.entries.extend(written.iter().cloned());
                let size = fs::symlink_metadata(&journal.path).map_or(journal.size, |meta| meta.len());
                (journal.good, journal.size) = (size, size);
                self.take(written);
                Ok(())
            }
            _ => self.refresh().map(|_| ()),
        }
    }

    /// The letter for labels of a journal begun now: none for the first, then B, C, … Z, BB, …
    fn letter(&self) -> String {
        let used = self.journals.iter().filter_map(|(journal, _)| journal.header.as_ref());
        let used: Vec<&str> = used.map(|header| header.letter.as_str()).collect();
        if used.is_empty() {
            return String::new();
        }
        (1..9)
            .flat_map(|times| ('B'..='Z').map(move |letter| letter.to_string().repeat(times)))
            .find(|letter| !used.contains(&letter.as_str()))
            .unwrap_or_default()
    }

    /// The letter of the journal that will be written: an open one's own, else the one a new one would get.
    #[must_use]
    pub fn own_letter(&self) -> String {
        let author = self.writer.author();
        let own = self.writer.journal().or_else(|| {
            // Several people may record from one account: the journal must be this author's, not only this account's.
            let mine = |journal: &&Journal| {
                self.remembered.iter().any(|(known, memory)| *known == journal.name && memory.mine)
                    && journal.header.as_ref().is_some_and(|header| header.writer == author.name)
                    && journal.entries.last().is_some_and(|entry| entry.head.by == author.initials)
            };
            self.journals().find(mine).map(|journal| &journal.name)
        });
        let header = own.and_then(|own| self.journals.iter().find(|(journal, _)| journal.name == *own));
        header.and_then(|(journal, _)| journal.header.as_ref()).map_or_else(|| self.letter(), |h| h.letter.clone())
    }

    /// The folded state.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// All entries, unordered.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The journals as read.
    pub fn journals(&self) -> impl Iterator<Item = &Journal> {
        self.journals.iter().map(|(journal, _)| journal)
    }

    /// Where it lies.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// Who records.
    #[must_use]
    pub const fn author(&self) -> &Author {
        self.writer.author()
    }

    /// Changes who records from here on.
    pub fn set_author(&mut self, author: Author) {
        self.writer.set_author(author);
    }

    /// This session's latest entry that is not struck: what undo strikes.
    #[must_use]
    pub fn last_own(&self) -> Option<&Entry> {
        let own = self.writer.journal()?;
        let mine = self.entries.iter().filter(|entry| entry.journal == *own);
        mine.filter(|entry| matches!(entry.act, Act::Record { .. }) && !self.state.struck.contains_key(&entry.name()))
            .max_by_key(|entry| entry.head.n)
    }

    /// This session's latest strike that stands: what redo strikes.
    #[must_use]
    pub fn last_strike(&self) -> Option<&Entry> {
        let own = self.writer.journal()?;
        let last_done = self.last_own().map_or(0, |entry| entry.head.n);
        let mine = self.entries.iter().filter(|entry| entry.journal == *own && entry.head.n > last_done);
        mine.filter(|entry| matches!(entry.act, Act::Strike(_)) && !self.state.struck.contains_key(&entry.name()))
            .max_by_key(|entry| entry.head.n)
    }

    /// Why nothing can be recorded here: something only a later version understands.
    #[must_use]
    pub fn read_only(&self) -> Option<String> {
        let newer = self.journals.iter().find(|(journal, _)| matches!(journal.problem, Some(Problem::Newer(_))));
        if let Some((journal, _)) = newer {
            return journal.complaint();
        }
        let (place, what) = self.state.unknown.first()?;
        let journal = self.journals.iter().find(|(journal, _)| journal.name == place.journal);
        let program =
            journal.and_then(|(journal, _)| journal.header.as_ref()).map_or("a later version", |h| &h.program);
        Some(format!(
            "entry {place} is of a kind this version does not know ({what}); use {program} or newer. Opened read-only"
        ))
    }

    /// What is wrong with the files, for people: cut tails, damage, and heads that had been further on before.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let mut all: Vec<String> = self.journals.iter().filter_map(|(journal, _)| journal.complaint()).collect();
        for (name, memory) in &self.remembered {
            let found = self.journals.iter().find(|(journal, _)| journal.name == *name);
            let head = found.and_then(|(journal, _)| journal.head()).map_or(0, |head| head.0);
            if head < memory.head.0 {
                let file = self.place.folder.join(format!("{name}.jsonl"));
                let (n, now) =
                    (memory.head.0, if found.is_some() { format!("ends at {head}") } else { "is gone".into() });
                all.push(format!(
                    "{}: entry {n} had been seen here, now the file {now}: restore it from a copy",
                    file.display()
                ));
            }
        }
        all.extend(self.read_only());
        all
    }

    /// Where an object's making stands: file and line, for "why".
    #[must_use]
    pub fn line_of(&self, entry: &EntryRef) -> Option<(PathBuf, u32)> {
        let journal = self.journals.iter().find(|(journal, _)| journal.name == entry.journal)?;
        Some((journal.0.path.clone(), entry.n + 1))
    }

    /// An object's label, or its identity where it has none.
    #[must_use]
    pub fn label(&self, id: &ObjectId) -> String {
        self.state
            .get(id)
            .map_or_else(|| id.to_string(), |o| if o.label.is_empty() { id.to_string() } else { o.label.clone() })
    }
}

fn read_from(path: &std::path::Path, offset: u64) -> Result<Vec<u8>> {
    let read = || {
        let mut file = files::options().read(true).open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|why| Fault::new("cannot read", path, why))
}
