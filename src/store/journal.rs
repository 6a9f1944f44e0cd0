//! Reading a journal: the good prefix, what was cut, what is damaged.
//!
//! Must not know: what entries do. Reading never changes a file: an unterminated last line may be another session in
//! the middle of writing.

use super::line;
use super::{Fault, Result, files};
use crate::domain::digest::{Packed, packed};
use crate::domain::entry::{Act, Entry, FORMAT, Header, Seen};
use crate::domain::ident::JournalName;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Journals up to this many bytes are taken into memory at once, so that hundreds of them need no open file each.
const SMALL: u64 = 64 * 1024;

/// What is known of a journal that was read. Its entries are not kept: they are handed on as they are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Its name: the file's without `.jsonl`.
    pub name: JournalName,
    /// The file.
    pub path: PathBuf,
    /// Whose it is; none where even the first line is not readable.
    pub header: Option<Header>,
    /// The hashes of the good entries from the start, the header included.
    hashes: Vec<Packed>,
    /// The last good entry's number and hash, and whose it is.
    last: Option<(Seen, String)>,
    /// The initials on its entries, but for the header's.
    pub hands: BTreeSet<String>,
    /// Bytes that hold them.
    pub good: u64,
    /// Bytes of the file.
    pub size: u64,
    /// What is not good about the rest.
    pub problem: Option<Problem>,
}

/// Why a journal is not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The last line has no line feed: cut off in the middle of a write, or being written just now.
    Torn {
        /// Bytes left out.
        bytes: u64,
    },
    /// A line that is not the next one: what follows it is left out.
    Damaged {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
        /// Bytes left out.
        bytes: u64,
    },
    /// Written in a format of a later version.
    Newer(u32),
}

impl Journal {
    fn empty(name: JournalName, path: &Path) -> Self {
        let (header, hashes, last, hands, problem) = (None, Vec::new(), None, BTreeSet::new(), None);
        Self { name, path: path.to_owned(), header, hashes, last, hands, good: 0, size: 0, problem }
    }

    /// How many good entries it has, the header included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.hashes.len()
    }

    /// The last good entry's number and hash.
    #[must_use]
    pub fn head(&self) -> Option<Seen> {
        self.last.as_ref().map(|(head, _)| head.clone())
    }

    /// The initials on the last good entry.
    #[must_use]
    pub fn last_by(&self) -> Option<&str> {
        self.last.as_ref().map(|(_, by)| by.as_str())
    }

    /// Whether the entry that was seen stands in it.
    #[must_use]
    pub fn holds(&self, seen: &Seen) -> bool {
        self.hashes.get(seen.0 as usize).is_some_and(|hash| *hash == packed(&seen.1))
    }

    /// Whether it holds, at that number, the entry that was seen there. One that does not reach so far does not disagree.
    #[must_use]
    pub fn agrees(&self, seen: &Seen) -> bool {
        seen.0 as usize >= self.count() || self.holds(seen)
    }

    /// Whether both begin with the same entry: then one is a copy of the other.
    #[must_use]
    pub fn begins_as(&self, other: &Self) -> bool {
        self.hashes.first().is_some_and(|first| other.hashes.first() == Some(first))
    }

    /// Whether what was read again begins with the entries that were read before, so many as count.
    ///
    /// # Errors
    /// That it does not.
    pub fn check_again(&self, before: &Self, count: usize) -> Result<()> {
        let count = count.min(before.count());
        if self.hashes.get(..count) == before.hashes.get(..count) {
            return Ok(());
        }
        Err(Fault::found("cannot read", &self.path, "it was changed while it was read: repeat"))
    }

    /// What is wrong, for people; nothing where all is well.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let file = self.path.display();
        Some(match self.problem.as_ref()? {
            Problem::Torn { bytes } => format!(
                "{file}: the last line is cut off; {bytes} bytes are left out, the {} entries before it are kept",
                self.count()
            ),
            Problem::Damaged { line, why, bytes } => format!(
                "{file}: line {line}: {why}; {bytes} bytes from there on are left out, the {} entries before it are kept",
                self.count()
            ),
            Problem::Newer(format) => {
                format!("{file}: written in format {format}; this version knows up to {FORMAT}: use a newer workpaper")
            }
        })
    }
}

/// Reads one journal file, with its entries.
///
/// # Errors
/// Only where the file cannot be read at all; what is wrong inside it is in the answer.
pub fn read(path: &Path) -> Result<(Journal, Vec<Entry>)> {
    let mut lines = Lines::open(path)?;
    let mut entries = Vec::new();
    while let Some(entry) = lines.next(&mut |_| {})? {
        entries.push(entry);
    }
    Ok((lines.journal, entries))
}

/// Reads a journal from its bytes.
#[must_use]
pub fn parse(name: JournalName, path: &Path, bytes: &[u8]) -> (Journal, Vec<Entry>) {
    let mut journal = Journal::empty(name, path);
    let entries = journal.extend(bytes);
    (journal, entries)
}

/// A journal that is read line by line: a register of ten years is not in memory twice for being folded.
#[derive(Debug)]
pub struct Lines {
    /// What is known of it so far.
    pub journal: Journal,
    source: Box<dyn Source>,
    line: Vec<u8>,
    /// After so many entries it counts as ended.
    limit: usize,
}

trait Source: BufRead + Seek + std::fmt::Debug {}
impl<T: BufRead + Seek + std::fmt::Debug> Source for T {}

impl Lines {
    /// Begins to read a journal, as long as it is now. What is not there is empty.
    ///
    /// # Errors
    /// Where the file cannot be read at all.
    pub fn open(path: &Path) -> Result<Self> {
        let fault = |why| Fault::new("cannot read", path, why);
        let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        let mut journal = Journal::empty(JournalName::new(stem), path);
        let source: Box<dyn Source> = match files::options().read(true).open(path) {
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Box::new(Cursor::new(Vec::new())),
            Err(why) => return Err(fault(why)),
            Ok(file) => {
                journal.size = file.metadata().map_err(fault)?.len();
                if journal.size > SMALL {
                    Box::new(BufReader::with_capacity(1 << 16, file))
                } else {
                    let mut bytes = Vec::with_capacity(usize::try_from(journal.size).unwrap_or(0));
                    file.take(journal.size).read_to_end(&mut bytes).map_err(fault)?;
                    Box::new(Cursor::new(bytes))
                }
            }
        };
        Ok(Self { journal, source, line: Vec::new(), limit: usize::MAX })
    }

    /// Reads no more than the first entries.
    #[must_use]
    pub fn up_to(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// The next good entry, telling how many bytes its line has; none at the end, or where what follows is not good.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn next(&mut self, told: &mut dyn FnMut(usize)) -> Result<Option<Entry>> {
        let left = self.journal.size - self.journal.good;
        if left == 0 || self.journal.problem.is_some() || self.journal.count() >= self.limit {
            return Ok(None);
        }
        self.line.clear();
        // What is appended while this is read is read the next time.
        let read = self.source.by_ref().take(left).read_until(b'\n', &mut self.line);
        let read = read.map_err(|why| Fault::new("cannot read", &self.journal.path, why))?;
        told(read);
        Ok(self.journal.take(&self.line))
    }

    /// Back to the first entry.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn again(&mut self) -> Result<()> {
        let Journal { name, path, size, .. } = &self.journal;
        self.source.rewind().map_err(|why| Fault::new("cannot read", path, why))?;
        self.journal = Journal { size: *size, ..Journal::empty(name.clone(), path) };
        Ok(())
    }
}

impl Journal {
    /// Reads on: `bytes` are what follows the good prefix. Returns the entries that were added.
    pub fn extend(&mut self, bytes: &[u8]) -> Vec<Entry> {
        self.size = self.good + bytes.len() as u64;
        self.problem = None;
        bytes.split_inclusive(|byte| *byte == b'\n').map_while(|line| self.take(line)).collect()
    }

    /// Reads what was appended to the file; none where that is not all that happened to it. The file has now so many
    /// bytes, and is still the same one or not.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn read_on(&mut self, same_file: bool, len: u64) -> Result<Option<Vec<Entry>>> {
        if !same_file || len <= self.good || self.problem.is_some() {
            return Ok(None);
        }
        let read = || {
            let mut file = files::options().read(true).open(&self.path)?;
            file.seek(SeekFrom::Start(self.good))?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read().map_err(|why| Fault::new("cannot read", &self.path, why))?;
        let entries = self.extend(&bytes);
        // What does not follow may be another file altogether, under the inode number of the one before.
        Ok(Some(entries).filter(|_| self.problem.is_none()))
    }

    /// Takes in the next line. Where that is no good one, `problem` says why, and nothing may follow.
    fn take(&mut self, line: &[u8]) -> Option<Entry> {
        let bytes = self.size - self.good;
        let Some(content) = line.strip_suffix(b"\n") else {
            self.problem = Some(Problem::Torn { bytes });
            return None;
        };
        match next(self, content) {
            Ok(entry) => {
                self.note(&entry);
                self.good += line.len() as u64;
                Some(entry)
            }
            Err(Wrong::Newer(format)) => {
                self.problem = Some(Problem::Newer(format));
                None
            }
            Err(Wrong::Line(why)) => {
                self.problem = Some(Problem::Damaged { line: self.count() + 1, why, bytes });
                None
            }
        }
    }

    /// Takes in an entry that stands at its end.
    pub(super) fn note(&mut self, entry: &Entry) {
        match &entry.act {
            Act::Header(header) => self.header = Some(header.clone()),
            _ if self.hands.contains(&entry.head.by) => {}
            _ => drop(self.hands.insert(entry.head.by.clone())),
        }
        self.hashes.push(packed(&entry.h));
        let (Seen(n, h), by) = self.last.get_or_insert_with(|| (Seen(0, String::new()), String::new()));
        *n = entry.head.n;
        h.clone_from(&entry.h);
        by.clone_from(&entry.head.by);
    }
}

enum Wrong {
    Newer(u32),
    Line(String),
}

/// The next entry of a journal, if this line is it.
fn next(journal: &Journal, content: &[u8]) -> std::result::Result<Entry, Wrong> {
    let entry = line::decode(&journal.name, content).map_err(Wrong::Line)?;
    match (&journal.last, &entry.act) {
        (None, Act::Header(header)) if header.format > FORMAT => return Err(Wrong::Newer(header.format)),
        (None, Act::Header(_)) if entry.head.n == 0 && entry.head.prev.is_empty() => {}
        (None, _) => return Err(Wrong::Line("the first line is no header".to_owned())),
        (Some(_), Act::Header(_)) => return Err(Wrong::Line("a second header".to_owned())),
        (Some((Seen(last, _), _)), _) if entry.head.n != last + 1 => {
            let (found, wanted) = (entry.head.n, last + 1);
            return Err(Wrong::Line(format!("entry {found} stands where {wanted} belongs")));
        }
        (Some((Seen(_, h), _)), _) if entry.head.prev != *h => {
            return Err(Wrong::Line("it does not follow the entry before it".to_owned()));
        }
        (Some(_), _) => {}
    }
    Ok(entry)
}
