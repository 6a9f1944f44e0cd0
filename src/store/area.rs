//! An area: a folder of journals that fold into one state. Each audit is one, the register is one.
//!
//! Must not know: what the state means. Opening reads; only `record` writes. Entries are not kept once they are folded:
//! who asks for them has the files read again, as far as they were read before.

use super::files;
use super::journal::{self, Journal, Lines, Problem};
use super::local::Memory;
use super::merged::{self, Source};
use super::redact;
use super::watch::{self, Watch};
use super::writer::{Author, Context, Writer};
use super::{Fault, Result};
use crate::domain::entry::{Act, Entry, Header};
use crate::domain::fold::State;
use crate::domain::ident::{EntryRef, JournalName, ObjectId};
use chrono::{DateTime, FixedOffset};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

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
    state: State,
    /// The state says less than the journals: they could not be read once more just then.
    behind: bool,
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
        let (journals, state, strays) = (Vec::new(), State::default(), BTreeMap::new());
        let mut area = Self { place, journals, state, behind: false, writer, strays, remembered };
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
        self.note_heads();
        let gone = |(journal, _): &(Journal, Mark)| !files.iter().any(|(_, path)| *path == journal.path);
        let grown = if self.state.is_empty() || self.behind || self.journals.iter().any(gone) {
            Grown::Otherwise
        } else {
            self.strays.retain(|stray, _| files.iter().any(|(_, path)| path == stray));
            self.read_on(&files)
        };
        let (news, trouble) = match grown {
            Grown::By(fresh, trouble) => {
                let news = !fresh.is_empty();
                if !self.push(&fresh) {
                    self.fold_again()?;
                }
                (news, trouble)
            }
            Grown::Otherwise => {
                self.behind = true;
                self.read_all(&files, told)?
            }
        };
        if news {
            self.remember_others();
        }
        trouble.map_or(Ok(news), Err)
    }

    /// Reads what was appended to the journals that are known, and those that are new.
    fn read_on(&mut self, files: &[(String, PathBuf)]) -> Grown {
        let (mut fresh, mut trouble) = (Vec::new(), None);
        for (_, path) in files {
            let Ok(meta) = fs::symlink_metadata(path) else { continue };
            let mark = Mark::of(&meta);
            let read = match self.journals.iter_mut().find(|(journal, _)| journal.path == *path) {
                Some((_, old)) if *old == mark => continue,
                Some((journal, old)) => match journal.read_on(old.inode == mark.inode, mark.len) {
                    Ok(None) => return Grown::Otherwise,
                    Ok(Some(entries)) => {
                        *old = mark;
                        Ok(entries)
                    }
                    Err(fault) => Err(fault),
                },
                None if self.strays.get(path).is_some_and(|(old, _)| *old == mark) => continue,
                None => journal::read(path).map(|(journal, entries)| {
                    let known = self.journals.iter().map(|(journal, _)| journal);
                    if let Some(why) = no_journal_of(&self.place.name, &journal, known) {
                        self.strays.insert(path.clone(), (mark, why));
                        return Vec::new();
                    }
                    self.strays.remove(path);
                    self.journals.push((journal, mark));
                    entries
                }),
            };
            match read {
                Ok(entries) => fresh.extend(entries),
                Err(fault) => trouble = trouble.or(Some(fault)),
            }
        }
        Grown::By(fresh, trouble)
    }

    /// Reads all files from their beginning. What was read before stays where one of those files cannot be read now.
    fn read_all(&mut self, files: &[(String, PathBuf)], told: &mut dyn FnMut(usize)) -> Result<(bool, Option<Fault>)> {
        let (mut sources, mut marks, mut trouble): (Vec<Source>, Vec<Mark>, Option<Fault>) = Default::default();
        let mut strays = BTreeMap::new();
        for (_, path) in files {
            let Ok(meta) = fs::symlink_metadata(path) else { continue };
            let mark = Mark::of(&meta);
            let source = match Lines::open(path).and_then(|lines| Source::begin(lines, told)) {
                Ok(source) => source,
                Err(fault) if self.journals.iter().any(|(journal, _)| journal.path == *path) => return Err(fault),
                Err(fault) => {
                    trouble = trouble.or(Some(fault));
                    continue;
                }
            };
            let known = sources.iter().map(|source| &source.lines.journal);
            if let Some(why) = no_journal_of(&self.place.name, &source.lines.journal, known) {
                strays.insert(path.clone(), (mark, why));
            } else {
                sources.push(source);
                marks.push(mark);
            }
        }
        let state = merged::fold(&mut sources, told)?;
        let journals: Vec<_> = sources.into_iter().map(|source| source.lines.journal).zip(marks).collect();
        let known = |(journal, _): &(Journal, Mark)| self.journals().any(|known| known == journal);
        let same = journals.len() == self.journals.len() && journals.iter().all(known) && state == self.state;
        (self.journals, self.state, self.strays, self.behind) = (journals, state, strays, false);
        Ok((!same, trouble))
    }

    /// Folds entries on top of what is folded; false where that needs a fold of everything.
    fn push(&mut self, fresh: &[Entry]) -> bool {
        let mut entries: Vec<&Entry> = fresh.iter().collect();
        entries.sort_by_key(|entry| entry.head.order_key());
        entries.into_iter().all(|entry| self.state.push(entry))
    }

    /// Folds anew what was read.
    fn fold_again(&mut self) -> Result<()> {
        self.behind = true;
        self.state = self.as_of(Journal::count)?;
        self.behind = false;
        Ok(())
    }

    /// The state that the first entries of each journal come to, so many as `reach` says: they are read again.
    ///
    /// # Errors
    /// The system's answer; or that the journals are not what they were when they were read.
    pub fn as_of(&self, reach: impl Fn(&Journal) -> usize) -> Result<State> {
        let mut sources = Vec::new();
        for (journal, _) in &self.journals {
            let lines = Lines::open(&journal.path)?.up_to(reach(journal).min(journal.count()));
            sources.push(Source::begin(lines, &mut |_| {})?);
        }
        let state = merged::fold(&mut sources, &mut |_| {})?;
        for ((journal, _), source) in self.journals.iter().zip(&sources) {
            source.lines.journal.check_again(journal, reach(journal))?;
        }
        Ok(state)
    }

    /// All entries, journal by journal, as far as they were read before: they are read again.
    ///
    /// # Errors
    /// As for [`Area::as_of`].
    pub fn entries(&self) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for (journal, _) in &self.journals {
            let mut lines = Lines::open(&journal.path)?.up_to(journal.count());
            while let Some(entry) = lines.next(&mut |_| {})? {
                entries.push(entry);
            }
            lines.journal.check_again(journal, journal.count())?;
        }
        Ok(entries)
    }

    /// Keeps in mind how far each journal went, so that one cut short or taken away in this session is complained about.
    fn note_heads(&mut self) {
        for (journal, _) in &self.journals {
            let Some(head) = journal.head() else { continue };
            let mine = self.writer.journal() == Some(&journal.name);
            let memory = self.remembered.entry(journal.name.clone());
            let memory = memory.or_insert_with(|| Memory { head: head.clone(), mine });
            if head.0 > memory.head.0 && journal.agrees(&memory.head) {
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
            let stays = |memory: &Memory| memory.mine || head.0 <= memory.head.0 || !journal.agrees(&memory.head);
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
        self.after_append(&written);
        name.ok_or_else(|| Fault::found("cannot record in", &self.place.folder, "nothing was written"))
    }

    /// Folds what was just written. The own journal's mark is brought up to date, so that the next refresh does not
    /// read it again. Nothing that goes wrong from here on may look as if nothing had been recorded.
    fn after_append(&mut self, written: &[Entry]) {
        let (Some(own), Some(first)) = (self.writer.journal().cloned(), written.first()) else { return };
        let next = first.head.n as usize;
        let found = self.journals.iter_mut().find(|(journal, _)| journal.name == own);
        if let (Some((journal, mark)), Some(meta)) = (found, self.writer.standing())
            && journal.count() == next
            && journal.problem.is_none()
        {
            for entry in written {
                journal.note(entry);
            }
            *mark = Mark::of(meta);
            (journal.good, journal.size) = (mark.len, mark.len);
            if !written.iter().all(|entry| self.state.push(entry)) {
                // If that fails, the next refresh does it.
                drop(self.fold_again());
            }
            return;
        }
        // A journal begun just now, or gone on with after a cut: read it with the rest. If that fails, what is on disk
        // is shown all the same; a later refresh reads it.
        if self.refresh().is_err() {
            self.behind |= !written.iter().all(|entry| self.state.holds(&entry.name()) || self.state.push(entry));
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
                journal.header.as_ref().is_some_and(written) && journal.last_by() == Some(&author.initials)
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
        self.writer.recorded().rev().find(|entry| self.stands(entry))
    }

    /// This session's latest undo that stands, if nothing was recorded after it: what redo strikes.
    #[must_use]
    pub fn last_strike(&self) -> Option<&Entry> {
        let strikes = |name: &EntryRef| {
            self.writer.recorded().any(|entry| entry.name() == *name && matches!(entry.act, Act::Strike(_)))
        };
        let undo = |entry: &&Entry| match &entry.act {
            // A strike of a strike is a redo: striking that would undo again.
            Act::Strike(target) => {
                let name = entry.name();
                self.state.holds(&name) && !self.state.struck.contains_key(&name) && !strikes(target)
            }
            _ => false,
        };
        self.writer.recorded().rev().take_while(|entry| !self.stands(entry)).find(undo)
    }

    fn stands(&self, entry: &Entry) -> bool {
        let name = entry.name();
        let gone = self.state.struck.contains_key(&name) || self.state.redacted.contains_key(&name);
        matches!(entry.act, Act::Record { .. }) && self.state.holds(&name) && !gone
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
                (Some((journal, _)), _) if !journal.agrees(&memory.head) => "another one stands there".to_owned(),
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

/// What a look at the files brought.
enum Grown {
    /// These entries, all of them at an end; and what could not be read.
    By(Vec<Entry>, Option<Fault>),
    /// Files were exchanged or taken away: everything has to be read.
    Otherwise,
}

/// Why a file counts for nothing here: it belongs to another area, or is a copy of a journal that is read already.
fn no_journal_of<'j>(area: &str, journal: &Journal, known: impl Iterator<Item = &'j Journal>) -> Option<String> {
    let header = journal.header.as_ref()?;
    let file = journal.path.display();
    if header.area != area {
        return Some(format!("{file}: left out: a journal of {}: move it there", header.area));
    }
    let original = known.into_iter().find(|other| journal.begins_as(other))?;
    Some(format!("{file}: left out: a copy of {}: move it away", original.path.display()))
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
    use std::path::Path;

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
