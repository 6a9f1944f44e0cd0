//! Reading a journal: the good prefix, what was cut, what is damaged.
//!
//! Must not know: what entries do. Reading never changes a file: an unterminated last line may be another session in
//! the middle of writing.

use super::line;
use super::{Result, files};
use crate::domain::entry::{Act, Entry, FORMAT, Header, Seen};
use crate::domain::ident::JournalName;
use std::path::{Path, PathBuf};

/// A journal as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Its name: the file's without `.jsonl`.
    pub name: JournalName,
    /// The file.
    pub path: PathBuf,
    /// Whose it is; none where even the first line is not readable.
    pub header: Option<Header>,
    /// The good entries from the start, the header included.
    pub entries: Vec<Entry>,
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
    /// The last good entry's number and hash.
    #[must_use]
    pub fn head(&self) -> Option<Seen> {
        self.entries.last().map(|entry| Seen(entry.head.n, entry.h.clone()))
    }

    /// What is wrong, for people; nothing where all is well.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let file = self.path.display();
        Some(match self.problem.as_ref()? {
            Problem::Torn { bytes } => format!(
                "{file}: the last line is cut off; {bytes} bytes are left out, the {} entries before it are kept",
                self.entries.len()
            ),
            Problem::Damaged { line, why, bytes } => format!(
                "{file}: line {line}: {why}; {bytes} bytes from there on are left out, the {} entries before it are kept",
                self.entries.len()
            ),
            Problem::Newer(format) => {
                format!("{file}: written in format {format}; this version knows up to {FORMAT}: use a newer workpaper")
            }
        })
    }
}

/// Reads one journal file.
///
/// # Errors
/// Only where the file cannot be read at all; what is wrong inside it is in the answer.
pub fn read(path: &Path) -> Result<Journal> {
    read_watched(path, &mut |_| {})
}

/// The same, telling how many bytes each line has.
///
/// # Errors
/// As for [`read`].
pub fn read_watched(path: &Path, told: &mut dyn FnMut(usize)) -> Result<Journal> {
    let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    let bytes = files::read(path)?.unwrap_or_default();
    let mut journal = empty(JournalName::new(stem), path);
    journal.extend_watched(&bytes, told);
    Ok(journal)
}

/// Reads a journal from its bytes.
#[must_use]
pub fn parse(name: JournalName, path: &Path, bytes: &[u8]) -> Journal {
    let mut journal = empty(name, path);
    journal.extend(bytes);
    journal
}

fn empty(name: JournalName, path: &Path) -> Journal {
    Journal { name, path: path.to_owned(), header: None, entries: Vec::new(), good: 0, size: 0, problem: None }
}

impl Journal {
    /// Reads on: `bytes` are what follows the good prefix. Returns how many entries were added.
    pub fn extend(&mut self, bytes: &[u8]) -> usize {
        self.extend_watched(bytes, &mut |_| {})
    }

    fn extend_watched(&mut self, bytes: &[u8], told: &mut dyn FnMut(usize)) -> usize {
        let before = self.entries.len();
        self.size = self.good + bytes.len() as u64;
        self.problem = None;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            told(line.len());
            let rest = self.size - self.good;
            let Some(content) = line.strip_suffix(b"\n") else {
                self.problem = Some(Problem::Torn { bytes: rest });
                break;
            };
            match next(self, content) {
                Ok(entry) => {
                    if let Act::Header(header) = &entry.act {
                        self.header = Some(header.clone());
                    }
                    self.entries.push(entry);
                    self.good += line.len() as u64;
                }
                Err(Wrong::Newer(format)) => {
                    self.problem = Some(Problem::Newer(format));
                    break;
                }
                Err(Wrong::Line(why)) => {
                    let line = self.entries.len() + 1;
                    self.problem = Some(Problem::Damaged { line, why, bytes: rest });
                    break;
                }
            }
        }
        self.entries.len() - before
    }
}

enum Wrong {
    Newer(u32),
    Line(String),
}

/// The next entry of a journal, if this line is it.
fn next(journal: &Journal, content: &[u8]) -> std::result::Result<Entry, Wrong> {
    let entry = line::decode(&journal.name, content).map_err(Wrong::Line)?;
    match (journal.entries.last(), &entry.act) {
        (None, Act::Header(header)) if header.format > FORMAT => return Err(Wrong::Newer(header.format)),
        (None, Act::Header(_)) if entry.head.n == 0 && entry.head.prev.is_empty() => {}
        (None, _) => return Err(Wrong::Line("the first line is no header".to_owned())),
        (Some(_), Act::Header(_)) => return Err(Wrong::Line("a second header".to_owned())),
        (Some(last), _) if entry.head.n != last.head.n + 1 => {
            let (found, wanted) = (entry.head.n, last.head.n + 1);
            return Err(Wrong::Line(format!("entry {found} stands where {wanted} belongs")));
        }
        (Some(last), _) if entry.head.prev != last.h => {
            return Err(Wrong::Line("it does not follow the entry before it".to_owned()));
        }
        (Some(_), _) => {}
    }
    Ok(entry)
}
