//! An area: a folder of journals that fold into one state. Each audit is one, the register is one.
//!
//! Must not know: what the state means. Opening reads; only `record` writes.

use super::files;
use super::journal::{self, Journal, Problem};
use super::local::Memory;
use super::redact;
use super::watch::{self, Watch};
use super::writer::{Author, Context, Writer};
use super::{Fault, Result};
use crate::domain::entry::{Act, Entry, Header, Seen};
use crate::domain::fold::State;
use crate::domain::ident::{EntryRef, JournalName, ObjectId};
use chrono::{DateTime, FixedOffset};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

pub use super::place::Place;

/// What tells a file that was left alone from one that was appended to or exchanged. The inode alone does not: its
/// number is given away again as soon as a file is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    inode: u64,
    changed: (i64, i64),
    len: u64,
}

impl Mark {
    fn of(meta: &Metadata) -> Self {
        Self { inode: meta.ino(), changed: (meta.ctime(), meta.ctime_nsec()), len: meta.len() }
    }
}

/// An open area.
#[derive(Debug)]
pub struct Area {
    place: Place,
    journals: Vec<(Journal, Mark)>,
    /// Recorded by this session, and not yet read back: only where reading failed just then.
    unread: Vec<Entry>,
    state: State,
    writer: Writer,
    /// Files that are no journals of this area, and why: left out of the fold.
    strays: BTreeMap<PathBuf, (Mark, String)>,
    /// The furthest heads this account has seen, before this session and in it.
    remembered: BTreeMap<JournalName, Memory>,
}

impl Area {
    /// Reads and folds an area. An empty or missing folder is an empty area.
    ///
    /// # Errors
    /// Only where a file cannot be read at all; see [`Area::complaints`] for the rest.
    pub fn open(place: Place, author: Author) -> Result<Self> {
        Self::open_watched(place, author, &mut watch::nobody)
    }

    /// The same, telling how far it is, in bytes.
    ///
    /// # Errors
    /// As for [`Area::open`].
    pub fn open_watched(place: Place, author: Author, watch: &mut Watch<'_>) -> Result<Self> {
        let writer = Writer::new(&place.name, place.folder.clone(), place.access, author, place.local.clone());
        let remembered = place.local.recall(&place.name).unwrap_or_default();
        let (journals, unread, strays) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut area = Self { place, journals, unread, state: State::default(), writer, strays, remembered };
        let (name, size) = (area.place.name.clone(), files::journal_bytes(&area.place.folder));
        let mut read = 0;
        area.refresh_watched(&mut |bytes| {
            read += watch::count(bytes);
            watch(read, size, &name);
        })?;
        Ok(area)
    }

    /// Reads what other sessions have appended since. Returns whether anything was new.
    ///
    /// # Errors
    /// As for opening. What can be read is taken in all the same, and what was read before stays.
    pub fn refresh(&mut self) -> Result<bool> {
        self.refresh_watched(&mut |_| {})
    }

    fn refresh_watched(&mut self, told: &mut dyn FnMut(usize)) -> Result<bool> {
        if !self.journals.is_empty() && !self.place.folder.is_dir() {
            // What was read stays on screen: a folder taken away under the program is no empty audit.
            let gone = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(Fault::new("cannot read", &self.place.folder, gone));
        }
        let mut files = files::journals(&self.place.folder)?;
        // Of a journal and its copy, the one that was seen before is the journal.
        files.sort_by_key(|(name, _)| !self.remembered.contains_key(&JournalName::new(name)));
        self.strays.retain(|stray, _| files.iter().any(|(_, path)| path == stray));
        self.note_heads();
        let mut fresh: Vec<(usize, usize)> = Vec::new();
        let mut again = false;
        let mut trouble = None;
        for (_, path) in &files {
            let Ok(meta) = fs::symlink_metadata(path) else { continue };
            let mark = Mark::of(&meta);
            let known = self.journals.iter_mut().enumerate().find(|(_, (journal, _))| journal.path == *path);
            let read = match known {
                Some((_, (_, old))) if *old == mark => continue,
                Some((at, (journal, old))) => {
                    let read = read_on(journal, old.inode == mark.inode, mark.len).inspect(|_| *old = mark);
                    read.map(|news| (at, news))
                }
                None if self.strays.get(path).is_some_and(|(old, _)| *old == mark) => continue,
                None => journal::read_watched(path, told).map(|journal| {
                    if let Some(why) = self.no_journal_of_this(&journal) {
                        self.strays.insert(path.clone(), (mark, why));
                        return (0, News::Added(0));
                    }
                    self.strays.remove(path);
                    let added = journal.entries.len();
                    self.journals.push((journal, mark));
                    (self.journals.len() - 1, News::Added(added))
                }),
            };
            match read {
                Ok((_, News::Added(0))) => {}
                Ok((at, News::Added(count))) => fresh.push((at, count)),
                Ok((_, News::Exchanged)) => again = true,
                Err(fault) => trouble = trouble.or(Some(fault)),
            }
        }
        let before = self.journals.len();
        self.journals.retain(|(journal, _)| files.iter().any(|(_, path)| *path == journal.path));
        if self.journals.len() != before {
            // What was a copy may now be all there is: the next look decides.
            self.strays.clear();
            again = true;
        }
        let news = again || !fresh.is_empty();
        if news {
            if trouble.is_none() {
                self.unread.clear();
            }
            if again || !self.push(&fresh) {
                self.state = State::fold(self.entries());
            }
            self.remember_others();
        }
        trouble.map_or(Ok(news), Err)
    }

    /// Folds the last entries of some journals on top of what is folded; false where that needs a fold of everything.
    fn push(&mut self, fresh: &[(usize, usize)]) -> bool {
        if self.state.is_empty() {
            return false;
        }
        let newest = |(at, count): &(usize, usize)| {
            let entries = &self.journals[*at].0.entries;
            &entries[entries.len() - count..]
        };
        let mut entries: Vec<&Entry> = fresh.iter().flat_map(newest).collect();
        entries.sort_by_key(|entry| entry.head.order_key());
        entries.into_iter().all(|entry| self.state.push(entry))
    }

    /// Why a file counts for nothing here: it belongs to another area, or is a copy of a journal that is read already.
    fn no_journal_of_this(&self, journal: &Journal) -> Option<String> {
        let (header, first) = (journal.header.as_ref()?, journal.entries.first()?);
        let file = journal.path.display();
        if header.area != self.place.name {
            return Some(format!("{file}: left out: a journal of {}: move it there", header.area));
        }
        let same = |(other, _): &&(Journal, Mark)| other.entries.first().is_some_and(|entry| entry.h == first.h);
        let original = self.journals.iter().find(same)?;
        Some(format!("{file}: left out: a copy of {}: move it away", original.0.path.display()))
    }

    /// Keeps in mind how far each journal went, so that one cut short or taken away in this session is complained about.
    fn note_heads(&mut self) {
        for (journal, _) in &self.journals {
            let Some(head) = journal.head() else { continue };
            let mine = self.writer.journal() == Some(&journal.name);
            let memory = self.remembered.entry(journal.name.clone());
            let memory = memory.or_insert_with(|| Memory { head: Seen(0, journal.entries[0].h.clone()), mine });
            if head.0 > memory.head.0 && agrees(journal, &memory.head) {
                memory.head = head;
            }
            memory.mine |= mine;
        }
    }

    /// Remembers other writers' heads for later sessions. What this account writes, only its writer remembers: a head
    /// found on disk must not become the one that a journal is gone on with.
    fn remember_others(&self) {
        let known = self.place.local.recall(&self.place.name).unwrap_or_default();
        for (journal, _) in &self.journals {
            let name = &journal.name;
            let Some(head) = journal.head().filter(|_| Some(name) != self.writer.journal()) else { continue };
            let stays = |memory: &Memory| memory.mine || head.0 <= memory.head.0 || !agrees(journal, &memory.head);
            if !known.get(name).is_some_and(stays) {
                // A help, not a promise: see `Local::remember`.
                drop(self.place.local.remember(&self.place.name, name, &Memory { head, mine: false }));
            }
        }
    }

    /// Records one act: it is appended and made durable, then folded. It bears what was folded so far as seen: what the
    /// person had before their eyes, not what others appended a moment ago.
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
        self.after_append(written);
        name.ok_or_else(|| Fault::found("cannot record in", &self.place.folder, "nothing was written"))
    }

    /// Folds what was just written. The own journal's mark is brought up to date, so that the next refresh does not
    /// read it again. Nothing that goes wrong from here on may look as if nothing had been recorded.
    fn after_append(&mut self, written: Vec<Entry>) {
        let (Some(own), Some(first)) = (self.writer.journal().cloned(), written.first()) else { return };
        let next = first.head.n as usize;
        let found = self.journals.iter_mut().find(|(journal, _)| journal.name == own);
        if let (Some((journal, mark)), Some(meta)) = (found, self.writer.standing())
            && journal.entries.len() == next
            && journal.problem.is_none()
        {
            journal.entries.extend(written.iter().cloned());
            *mark = Mark::of(&meta);
            (journal.good, journal.size) = (mark.len, mark.len);
            if !written.iter().all(|entry| self.state.push(entry)) {
                self.state = State::fold(self.entries());
            }
            return;
        }
        // A journal begun just now, or gone on with after a cut: read it with the rest. If that fails, what is on disk
        // is shown all the same; a later refresh reads it.
        let shown = |area: &Self| written.iter().all(|entry| area.entries().any(|e| e.place() == entry.place()));
        if self.refresh().is_err() && !shown(self) {
            self.unread.extend(written);
            self.state = State::fold(self.entries());
        }
    }

    /// Blanks the text of one entry for good, with all copies of it in this area, and records who asked and why. The
    /// record comes first: whatever interrupts the rest, `verify` then says that the text still stands, and asking again
    /// finishes the work without a second record.
    ///
    /// # Errors
    /// Says why the entry cannot be blanked, or not yet. Where the record was made and the text still stands, it says so.
    pub fn redact(&mut self, entry: &EntryRef, reason: &str, at: DateTime<FixedOffset>) -> Result<()> {
        // This session may hold the lock itself. It goes on with the same journal afterwards.
        self.writer.release();
        let wanted = redact::check(&self.place, entry)?;
        if !self.state.redacted.contains_key(&wanted.entry) {
            let (entry, labels) = (wanted.entry.clone(), wanted.labels);
            self.record(Act::Redact { entry, reason: reason.to_owned(), labels }, at)?;
            self.writer.release();
        }
        redact::blank(&self.place, &wanted.entry)?;
        self.refresh().map(|_| ())
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
        let own = self.writer.journal().or_else(|| {
            let mine = |name: &JournalName| self.remembered.get(name).is_some_and(|memory| memory.mine);
            // One account can serve two auditors: only the journal this author would go on with is the own one.
            let author = self.writer.author();
            let same = |journal: &Journal| {
                let written = |header: &Header| header.writer == author.name && header.os_user == author.os_user;
                journal.header.as_ref().is_some_and(written)
                    && journal.entries.last().is_some_and(|entry| entry.head.by == author.initials)
            };
            let own = self.journals.iter().map(|(journal, _)| journal).filter(|&journal| same(journal));
            // One that another session of the same author has open is not the one that will be written.
            own.filter(|journal| mine(&journal.name) && !files::is_locked(&journal.path))
                .map(|journal| &journal.name)
                .next()
        });
        let header = own.and_then(|own| self.journals.iter().find(|(journal, _)| journal.name == *own));
        header.and_then(|(journal, _)| journal.header.as_ref()).map_or_else(|| self.letter(), |h| h.letter.clone())
    }

    /// The folded state.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// All entries, journal by journal.
    #[must_use = "it only looks"]
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.journals.iter().flat_map(|(journal, _)| &journal.entries).chain(&self.unread)
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
        let last = self.writer.recorded().rev().find(|entry| self.stands(entry))?;
        self.find(&last.name())
    }

    /// This session's latest undo that stands, if nothing was recorded after it: what redo strikes.
    #[must_use]
    pub fn last_strike(&self) -> Option<&Entry> {
        let undo = |entry: &&Entry| match &entry.act {
            // A strike of a strike is a redo: striking that would undo again.
            Act::Strike(target) => {
                !self.state.struck.contains_key(&entry.name())
                    && !self.find(target).is_some_and(|struck| matches!(struck.act, Act::Strike(_)))
            }
            _ => false,
        };
        let last = self.writer.recorded().rev().take_while(|entry| !self.stands(entry)).find(undo)?;
        self.find(&last.name())
    }

    fn stands(&self, entry: &Entry) -> bool {
        let name = entry.name();
        let gone = self.state.struck.contains_key(&name) || self.state.redacted.contains_key(&name);
        matches!(entry.act, Act::Record { .. }) && !gone
    }

    fn find(&self, name: &EntryRef) -> Option<&Entry> {
        self.entries().rev().find(|entry| entry.name() == *name)
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
        all.extend(self.strays.values().map(|(_, why)| why.clone()));
        for (name, memory) in &self.remembered {
            let found = self.journals.iter().find(|(journal, _)| journal.name == *name);
            let head = found.and_then(|(journal, _)| journal.head());
            let file = self.place.folder.join(format!("{name}.jsonl"));
            let now = match (found, head) {
                (None, _) => "the file is gone".to_owned(),
                (Some(_), None) => "the file is empty".to_owned(),
                (Some(_), Some(head)) if head.0 < memory.head.0 => format!("the file ends at {}", head.0),
                (Some((journal, _)), _) if !agrees(journal, &memory.head) => "another one stands there".to_owned(),
                _ => continue,
            };
            let (n, file) = (memory.head.0, file.display());
            all.push(format!("{file}: entry {n} had been seen here, now {now}: restore it from a copy"));
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

/// Whether a journal holds, at that number, the entry that was seen there. A journal that does not reach so far does not
/// disagree.
fn agrees(journal: &Journal, seen: &Seen) -> bool {
    journal.entries.get(seen.0 as usize).is_none_or(|entry| entry.h == seen.1)
}

/// What reading a known file again brought.
enum News {
    /// So many entries at its end.
    Added(usize),
    Exchanged,
}

/// Reads what is new in a known file: only the rest, where it was merely appended to; else all of it.
fn read_on(journal: &mut Journal, same_inode: bool, len: u64) -> Result<News> {
    let mut added = 0;
    if same_inode && len > journal.good && journal.problem.is_none() {
        added = journal.extend(&read_from(&journal.path, journal.good)?);
    }
    if added > 0 && journal.problem.is_none() {
        return Ok(News::Added(added));
    }
    // What does not follow may be another file altogether, under the inode number of the one before.
    let whole = journal::read(&journal.path)?;
    if whole == *journal {
        return Ok(News::Added(added));
    }
    *journal = whole;
    Ok(News::Exchanged)
}

fn read_from(path: &Path, offset: u64) -> Result<Vec<u8>> {
    let read = || {
        let mut file = files::options().read(true).open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|why| Fault::new("cannot read", path, why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::Fields;
    use crate::domain::fields::Kind;
    use crate::store::files::Access;
    use crate::store::local::Local;
    use crate::store::verify;
    use crate::store::writer::Author;

    fn area(root: &Path) -> Area {
        let local = Local::of(&root.join("state"), root);
        let folder = root.join("journal");
        fs::create_dir_all(&folder).expect("a folder");
        let place = Place { name: "register".to_owned(), folder, access: Access::default(), local };
        Area::open(place, Author { initials: "LA".to_owned(), ..Author::default() }).expect("opens")
    }

    fn record(area: &mut Area, text: &str) -> Result<EntryRef> {
        let fields = Fields::from([("text".to_owned(), text.into())]);
        area.record(Act::make(Kind::Line, "", fields), chrono::Local::now().fixed_offset())
    }

    fn notes(area: &Area) -> Vec<&str> {
        area.state().of(Kind::Line).map(|line| line.text("text")).collect()
    }

    fn fail(times: u32) {
        files::failing::SYNCS.with(|left| left.set(times));
    }

    #[test]
    fn a_failed_fsync_leaves_the_file_alone_and_records_once_in_a_new_one() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut area = self::area(dir.path());
        record(&mut area, "one").expect("recorded");
        fail(1);
        record(&mut area, "two").expect("the new file takes it");
        record(&mut area, "three").expect("recorded");
        assert_eq!(notes(&area), ["one", "two", "three"], "each once, though the old file holds the second as well");
        assert_eq!(area.journals().count(), 2, "the file that failed is not gone on with");
        assert_eq!(notes(&self::area(dir.path())), ["one", "two", "three"], "another session reads the same");
        let doubts = verify::check(area.place()).expect("readable").doubts;
        assert_eq!(doubts, [], "all of it is sound");
    }

    #[test]
    fn if_nothing_can_be_made_durable_nothing_is_recorded_and_the_retry_records_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut area = self::area(dir.path());
        fail(1);
        record(&mut area, "one").expect_err("the first file cannot be made durable");
        area.refresh().expect("readable");
        assert_eq!(notes(&area), Vec::<&str>::new(), "what failed does not show up behind the caller's back");
        record(&mut area, "one").expect("the retry");
        fail(2);
        record(&mut area, "two").expect_err("neither the old file nor a new one");
        area.refresh().expect("readable");
        assert_eq!(notes(&area), ["one"], "again nothing shows up");
        record(&mut area, "two").expect("the retry");
        assert_eq!(notes(&area), ["one", "two"], "each is there once");
        assert_eq!(area.journals().count(), 2, "the file that failed is not gone on with, even cut back");
        assert_eq!(notes(&self::area(dir.path())), ["one", "two"], "for others as well");
        let doubts = verify::check(area.place()).expect("readable").doubts;
        assert_eq!(doubts, [], "all of it is sound");
    }

    #[test]
    fn a_file_taken_away_in_the_middle_of_a_write_swallows_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut area = self::area(dir.path());
        record(&mut area, "one").expect("recorded");
        let path = area.journals().next().expect("a journal").path.clone();
        files::failing::MEANWHILE.set(Some(Box::new(move || fs::remove_file(path).expect("removed"))));
        record(&mut area, "two").expect("recorded in a new file");
        area.refresh().expect("readable");
        assert_eq!(notes(&area), ["one", "two"], "what was acknowledged is on disk, also what was there before");
        record(&mut area, "three").expect("recorded");
        assert_eq!(notes(&self::area(dir.path())), ["one", "two", "three"], "for others as well");
    }
}
