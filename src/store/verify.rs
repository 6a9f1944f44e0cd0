//! Checks one area to the last byte: every line's hashes, every chain, and what writers and this account remember of
//! each other's journals.
//!
//! Must not know: what entries mean. It reads the files itself, line by line, because the reader that opens areas is
//! lenient on purpose. What it promises is that changes are seen, not that they cannot be made: whoever rewrites a whole
//! journal, and all that others remember of it, is not found out.

use super::place::Place;
use super::watch::{self, Watch};
use super::{Fault, Result, files, line};
use crate::domain::audit::counted;
use crate::domain::entry::{Act, Entry, FORMAT, Seen};
use crate::domain::ident::{EntryRef, JournalName};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// One thing that is not as it was written, or that cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; none where it concerns the file as a whole, or its missing end.
    pub line: Option<u32>,
    /// What is wrong, for people.
    pub what: String,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.what)
    }
}

/// What a check of one area found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// What is wrong, by file and line. Empty means: as it was written, as far as anybody remembers.
    pub doubts: Vec<Doubt>,
    /// What is worth knowing and no fault, for people.
    pub notes: Vec<String>,
    /// Journal files looked at.
    pub journals: u32,
    /// Lines that are sound in themselves, headers included.
    pub entries: u32,
    /// Of those, the ones whose body was withheld from this copy.
    pub withheld: u32,
}

impl Verified {
    /// The doubt that says most: the first that names a line, else the first.
    #[must_use]
    pub fn first(&self) -> Option<&Doubt> {
        self.doubts.iter().find(|doubt| doubt.line.is_some()).or_else(|| self.doubts.first())
    }
}

/// Checks an area.
///
/// # Errors
/// Only where a file or folder cannot be read at all; what is wrong inside is in the answer.
pub fn check(place: &Place) -> Result<Verified> {
    check_watched(place, &mut watch::nobody)
}

/// The same, telling how far it is, in bytes.
///
/// # Errors
/// As for [`check`].
pub fn check_watched(place: &Place, watch: &mut Watch<'_>) -> Result<Verified> {
    let mut report = Verified::default();
    list_oddities(place, &mut report)?;
    let mut files = Vec::new();
    for (_, path) in files::journals(&place.folder)? {
        let bytes = files::read(&path)?.unwrap_or_default();
        files.push((path, bytes));
    }
    let known = match place.local.recall(&place.name) {
        Ok(known) => known.into_iter().map(|(journal, memory)| (journal, memory.head)).collect(),
        Err(fault) => {
            report.notes.push(format!("what this account remembers is not known: {fault}"));
            Vec::new()
        }
    };
    let size = files.iter().map(|(_, bytes)| watch::count(bytes.len())).sum();
    let mut read = 0;
    let mut told = |bytes| {
        read += watch::count(bytes);
        watch(read, size, &place.name);
    };
    judge((&place.name, &place.folder), &files, known, &mut report, &mut told);
    Ok(report)
}

/// Checks the journals of an area before they stand anywhere: paths (which only name them) with their bytes.
pub(super) fn check_bytes(area: &str, folder: &Path, files: &[(PathBuf, Vec<u8>)]) -> Verified {
    let mut report = Verified::default();
    judge((area, folder), files, Vec::new(), &mut report, &mut |_| {});
    report
}

fn judge(
    (area, folder): (&str, &Path),
    files: &[(PathBuf, Vec<u8>)],
    known: Vec<(JournalName, Seen)>,
    report: &mut Verified,
    told: &mut dyn FnMut(usize),
) {
    let read = |(path, bytes): &(PathBuf, Vec<u8>)| Checked::read(path, bytes, report, told);
    let files: Vec<Checked> = files.iter().map(read).collect();
    report.journals = u32::try_from(files.len()).unwrap_or(u32::MAX);
    for file in &files {
        check_chain(file, area, report);
    }
    check_copies(&files, report);
    check_redactions(&files, report);
    check_memories(&files, folder, known, report);
    report.doubts.sort();
    report.doubts.dedup();
    note_withheld(&files, report);
    note_initials(&files, report);
    report.notes.sort();
}

/// A journal file with those lines that are sound in themselves; nothing in the place of the others.
struct Checked {
    name: JournalName,
    path: PathBuf,
    lines: Vec<Option<Entry>>,
}

impl Checked {
    fn read(path: &Path, bytes: &[u8], report: &mut Verified, told: &mut dyn FnMut(usize)) -> Self {
        let name = JournalName::new(path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default());
        let mut file = Self { name, path: path.to_owned(), lines: Vec::new() };
        if bytes.is_empty() {
            report.notes.push(file.on_the_whole("it is empty: nothing was recorded in it").to_string());
        }
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            told(line.len());
            let sound = match line.strip_suffix(b"\n") {
                Some(content) => line::check(content).and_then(|()| line::decode(&file.name, content)),
                None => Err(format!(
                    "its end is missing ({} bytes stand there): cut off in the middle of a write, or being written now",
                    line.len()
                )),
            };
            match sound {
                Ok(entry) => {
                    report.entries += 1;
                    file.lines.push(Some(entry));
                }
                // A journal is begun by one write of its header and first entry, so nobody was told of this one.
                Err(_) if file.lines.is_empty() && line.len() == bytes.len() && !line.ends_with(b"\n") => {
                    report
                        .notes
                        .push(file.on_the_whole("begun and never written: nothing was recorded in it").to_string());
                }
                Err(why) => {
                    report.doubts.push(file.doubt(file.lines.len(), why));
                    file.lines.push(None);
                }
            }
        }
        file
    }

    fn doubt(&self, index: usize, what: impl Into<String>) -> Doubt {
        Doubt { file: self.path.clone(), line: u32::try_from(index + 1).ok(), what: what.into() }
    }

    fn on_the_whole(&self, what: impl Into<String>) -> Doubt {
        Doubt { file: self.path.clone(), line: None, what: what.into() }
    }

    fn sound(&self) -> impl Iterator<Item = (usize, &Entry)> {
        self.lines.iter().enumerate().filter_map(|(index, entry)| Some((index, entry.as_ref()?)))
    }

    /// The sound entry of this number, wherever it stands.
    fn numbered(&self, n: u32) -> Option<&Entry> {
        let at_home = self.lines.get(n as usize).and_then(Option::as_ref).filter(|entry| entry.head.n == n);
        at_home.or_else(|| self.sound().map(|(_, entry)| entry).find(|entry| entry.head.n == n))
    }

    fn last(&self) -> Option<u32> {
        self.sound().map(|(_, entry)| entry.head.n).max()
    }
}

/// Names that look like journals and are none, and what was cut off earlier.
fn list_oddities(place: &Place, report: &mut Verified) -> Result<()> {
    let fault = |why| Fault::new("cannot list", &place.folder, why);
    if !place.folder.is_dir() {
        return Err(fault(std::io::Error::from(std::io::ErrorKind::NotFound)));
    }
    for found in fs::read_dir(&place.folder).map_err(fault)? {
        let found = found.map_err(fault)?;
        let (path, name) = (found.path(), found.file_name());
        let text = name.to_string_lossy();
        let plain = found.file_type().map_err(fault)?.is_file();
        if text.ends_with(".jsonl") && !(plain && name.to_str().is_some()) {
            let what = "it is no plain file with a readable name, and is left out".to_owned();
            report.doubts.push(Doubt { file: path, line: None, what });
        } else if text.contains(".torn") {
            report.notes.push(format!("{}: bytes of an interrupted write, kept when it was cut off", path.display()));
        }
    }
    Ok(())
}

fn check_chain(file: &Checked, area: &str, report: &mut Verified) {
    let mut before: Option<&Entry> = None;
    let mut broken = false;
    for (index, line) in file.lines.iter().enumerate() {
        let Some(entry) = line else {
            // What follows a line that cannot be trusted is compared by number only.
            broken = true;
            continue;
        };
        let mut doubt = |what: String| report.doubts.push(file.doubt(index, what));
        let n = entry.head.n;
        match (before, &entry.act) {
            (None, Act::Header(header)) if index == 0 => {
                if n != 0 || !entry.head.prev.is_empty() {
                    doubt("the header is not the beginning of a journal".to_owned());
                }
                if header.format > FORMAT {
                    doubt(format!(
                        "it is in format {}; this version knows up to {FORMAT}: use a newer one",
                        header.format
                    ));
                }
                if header.area != area {
                    doubt(format!("this is a journal of {}, not of {area}", header.area));
                }
            }
            (_, Act::Header(_)) => doubt("a header in the middle".to_owned()),
            (None, _) if index == 0 => doubt(format!("entry {n} stands first: the header is missing")),
            (None, _) => {}
            (Some(last), _) => {
                let wanted = last.head.n.saturating_add(u32::from(!broken));
                if (broken && n <= wanted) || (!broken && n != wanted) {
                    doubt(format!("entry {n} stands where {wanted} belongs: lines were removed, added or moved"));
                } else if !broken && entry.head.prev != last.h {
                    doubt("it does not follow the line before it: that one was exchanged".to_owned());
                }
                if entry.head.order_key() <= last.head.order_key() {
                    doubt("it is not later than the line before it".to_owned());
                }
            }
        }
        (before, broken) = (Some(entry), false);
    }
}

/// The same journal under two names would count twice.
fn check_copies(files: &[Checked], report: &mut Verified) {
    let mut by_header: BTreeMap<&str, &Path> = BTreeMap::new();
    for file in files {
        let Some(header) = file.numbered(0) else { continue };
        if let Some(first) = by_header.insert(&header.h, &file.path) {
            let what = format!("it begins with the header of {}: one is a copy of the other", first.display());
            report.doubts.push(file.on_the_whole(what));
        }
    }
}

/// A blank body needs its record, and a record its blank body.
fn check_redactions(files: &[Checked], report: &mut Verified) {
    let all = files.iter().flat_map(Checked::sound);
    let redacted: BTreeSet<&EntryRef> = all
        .filter_map(|(_, entry)| match &entry.act {
            Act::Redact { entry, .. } => Some(entry),
            _ => None,
        })
        .collect();
    for file in files {
        for (index, entry) in file.sound() {
            let (place, name) = (entry.place(), entry.name());
            let recorded = redacted.contains(&place) || redacted.contains(&name);
            if entry.act == Act::Blank && !recorded {
                let what = format!("the body of entry {place} is blank, and no redaction of it is recorded");
                report.doubts.push(file.doubt(index, what));
            } else if !matches!(entry.act, Act::Blank | Act::Withheld) && recorded {
                let what = format!("entry {place} is recorded as redacted, but its text stands: redact it again");
                report.doubts.push(file.doubt(index, what));
            }
        }
    }
}

/// What other writers, or this account, remember of a journal must still stand in it.
fn check_memories(files: &[Checked], folder: &Path, known: Vec<(JournalName, Seen)>, report: &mut Verified) {
    let mut memories: BTreeMap<(JournalName, u32, String), String> = BTreeMap::new();
    for file in files {
        for (_, entry) in file.sound() {
            for (journal, seen) in &entry.head.seen {
                let key = (journal.clone(), seen.0, seen.1.clone());
                memories.entry(key).or_insert_with(|| format!("entry {}", entry.place()));
            }
        }
    }
    for (journal, head) in known {
        memories.entry((journal, head.0, head.1)).or_insert_with(|| "this account's memory".to_owned());
    }
    // Of one journal's missing end only the furthest memory is worth a line.
    let mut furthest: BTreeMap<&JournalName, (u32, &String)> = BTreeMap::new();
    for ((journal, n, h), who) in &memories {
        let Some(file) = files.iter().find(|file| file.name == *journal) else {
            furthest.insert(journal, (*n, who));
            continue;
        };
        match file.numbered(*n) {
            Some(entry) if entry.h == *h => {}
            Some(_) => {
                let at = file.sound().find(|(_, entry)| entry.head.n == *n).map_or(0, |(index, _)| index);
                let what = format!("{who} remembers another entry {n}: the file was rewritten");
                report.doubts.push(file.doubt(at, what));
            }
            None if file.last().is_none_or(|last| *n > last) => {
                furthest.insert(journal, (*n, who));
            }
            // A line in between that is missing or not sound is reported where it stands.
            None => {}
        }
    }
    for (journal, (n, who)) in furthest {
        let again = appended_again(files, journal);
        let doubt = match files.iter().find(|file| file.name == *journal) {
            Some(file) => {
                let end = file.last().map_or_else(|| "holds none".to_owned(), |last| format!("ends at {last}"));
                file.on_the_whole(format!("{who} had seen entry {n}, and the file {end}: its end is gone{again}"))
            }
            None => Doubt {
                file: folder.join(format!("{journal}.jsonl")),
                line: None,
                what: format!("{who} had seen entry {n}, and the file is gone{again}"),
            },
        };
        report.doubts.push(doubt);
    }
}

/// Words for entries of a journal that its writer appended again elsewhere when the file went away.
fn appended_again(files: &[Checked], journal: &JournalName) -> String {
    let again = files.iter().flat_map(Checked::sound).filter_map(|(_, entry)| {
        let first = entry.head.was.as_ref().filter(|first| first.journal == *journal)?;
        Some(format!("{} as {}", first.n, entry.place()))
    });
    let again: Vec<String> = again.collect();
    if again.is_empty() { String::new() } else { format!(" (appended again: {})", again.join(", ")) }
}

/// What was left behind when this copy was made is no damage, but nobody should take the copy for the whole.
fn note_withheld(files: &[Checked], report: &mut Verified) {
    for file in files {
        let lines: Vec<usize> =
            file.sound().filter(|(_, entry)| entry.act == Act::Withheld).map(|(index, _)| index + 1).collect();
        if lines.is_empty() {
            continue;
        }
        report.withheld += u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let what = format!(
            "withheld from this copy, and no damage: the text of {} ({}); the chain holds",
            counted(lines.len(), "line", "lines"),
            ranges(&lines)
        );
        report.notes.push(file.on_the_whole(what).to_string());
    }
}

/// Numbers in few words: `2, 5-9`.
fn ranges(numbers: &[usize]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b);
    let words = runs.map(|run| match run {
        [first, .., last] => format!("{first}-{last}"),
        _ => run.first().map(ToString::to_string).unwrap_or_default(),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Initials are a claim: the same ones from several accounts are worth a look.
fn note_initials(files: &[Checked], report: &mut Verified) {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files {
        let Some(Entry { act: Act::Header(header), .. }) = file.numbered(0) else { continue };
        for (_, entry) in file.sound() {
            users.entry(&entry.head.by).or_default().insert(&header.os_user);
        }
    }
    for (initials, accounts) in users.into_iter().filter(|(_, accounts)| accounts.len() > 1) {
        let accounts: Vec<&str> = accounts.into_iter().collect();
        report.notes.push(format!("{initials} was used by several accounts: {}", accounts.join(", ")));
    }
}
