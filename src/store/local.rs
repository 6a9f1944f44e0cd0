//! What this account on this machine remembers about a workspace: journal heads it has seen, and half-typed lines.
//!
//! Must not know: what entries mean. It lives in the user's state directory, never in the workspace, so that it can bear
//! witness when a workspace is cut short, restored or exchanged.

use super::files::{self, Access};
use super::{Fault, Result};
use crate::domain::digest::sha256_hex;
use crate::domain::entry::Seen;
use crate::domain::ident::JournalName;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// The open file of one remembered head.
#[derive(Debug)]
pub struct Slate {
    path: PathBuf,
    file: File,
    /// How long the line is that this session wrote; 0 before the first.
    len: usize,
}

impl Slate {
    /// Remembers a head. A plain write: losing it costs a warning, never an entry. It is overwritten in place, never
    /// emptied first, because another session may be reading it.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn write(&mut self, memory: &Memory) -> Result<()> {
        let mine = if memory.mine { "mine" } else { "other" };
        let text = format!("{} {} {mine}\n", memory.head.0, memory.head.1);
        let mut written = self.file.write_all_at(text.as_bytes(), 0);
        if text.len() != self.len {
            written = written.and_then(|()| self.file.set_len(text.len() as u64));
        }
        written.map_err(|why| cannot_remember(&self.path, why))?;
        self.len = text.len();
        Ok(())
    }
}

fn cannot_remember(path: &Path, why: std::io::Error) -> Fault {
    Fault::new("cannot remember the journal's head in", path, why)
}

/// A remembered head is a line, and no longer than this: home looks at those of ten years, with one read each.
const LONGEST: usize = 256;

/// The memory of one workspace.
#[derive(Debug, Clone)]
pub struct Local {
    folder: PathBuf,
}

/// A remembered head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    /// Number and hash of the last entry seen.
    pub head: Seen,
    /// Whether this account wrote the journal.
    pub mine: bool,
}

impl Local {
    /// The memory of the workspace at `root`, below the state directory `base`.
    #[must_use]
    pub fn of(base: &Path, root: &Path) -> Self {
        let full = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let name = full.file_name().and_then(|n| n.to_str()).unwrap_or("root");
        let mark = sha256_hex(full.as_os_str().as_encoded_bytes());
        Self { folder: base.join(format!("{name}-{}", &mark[..12])) }
    }

    /// Where it lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The areas of which some journal was ever seen, whether they are still there or not.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn areas(&self) -> Result<Vec<String>> {
        let mut areas = Vec::new();
        for id in files::names(&self.heads("audits"))? {
            areas.push(format!("audits/{id}"));
        }
        areas.extend((!files::names(&self.heads("register"))?.is_empty()).then(|| "register".to_owned()));
        Ok(areas)
    }

    fn heads(&self, area: &str) -> PathBuf {
        self.folder.join("heads").join(area)
    }

    /// Remembers the head of one journal.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn remember(&self, area: &str, journal: &JournalName, memory: &Memory) -> Result<()> {
        self.slate(area, journal)?.write(memory)
    }

    /// Where the head of one journal is remembered, for whoever writes it again and again.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn slate(&self, area: &str, journal: &JournalName) -> Result<Slate> {
        let folder = self.heads(area);
        files::make_folder(&folder, Access::default())?;
        let path = folder.join(journal.as_str());
        let mut options = files::options();
        std::os::unix::fs::OpenOptionsExt::mode(options.write(true).create(true).truncate(false), 0o600);
        let file = options.open(&path).map_err(|why| cannot_remember(&path, why))?;
        Ok(Slate { path, file, len: 0 })
    }

    /// Everything remembered of an area. A single memory that cannot be read counts as none.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn recall(&self, area: &str) -> Result<BTreeMap<JournalName, Memory>> {
        let folder = self.heads(area);
        let mut known = BTreeMap::new();
        for name in files::names(&folder)? {
            let mut bytes = [0; LONGEST];
            let read = files::options().read(true).open(folder.join(&name)).and_then(|mut file| file.read(&mut bytes));
            let Ok(text) = read.map(|n| String::from_utf8_lossy(&bytes[..n])) else { continue };
            let mut words = text.split_whitespace();
            if let (Some(n), Some(h), Some(whose)) = (words.next(), words.next(), words.next())
                && let Ok(n) = n.parse()
            {
                known.insert(JournalName::new(&name), Memory { head: Seen(n, h.to_owned()), mine: whose == "mine" });
            }
        }
        Ok(known)
    }

    /// The areas in which drafts were kept.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn drafted(&self) -> Result<Vec<String>> {
        let mut areas = files::names(&self.folder.join("drafts"))?;
        if let Some(at) = areas.iter().position(|name| name == "audits") {
            areas.remove(at);
            areas.extend(files::names(&self.drafts("audits"))?.iter().map(|id| format!("audits/{id}")));
        }
        Ok(areas)
    }

    fn drafts(&self, area: &str) -> PathBuf {
        self.folder.join("drafts").join(area)
    }

    /// Begins a draft for a session that works on `area`.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn begin_draft(&self, area: &str, tty: String, at: DateTime<FixedOffset>) -> Result<DraftFile> {
        let folder = self.drafts(area);
        files::make_folder(&folder, Access::default())?;
        let path = folder.join(uuid::Uuid::new_v4().simple().to_string());
        let mut options = files::options();
        std::os::unix::fs::OpenOptionsExt::mode(options.read(true).write(true).create_new(true), 0o600);
        let file = options.open(&path).map_err(|why| Fault::new("cannot keep drafts in", &path, why))?;
        // The lock says "alive" for as long as this process lives, however it ends. It waits for whoever looks around
        // at this moment; nobody else wants this file for longer.
        file.lock().map_err(|why| Fault::new("cannot lock", &path, why))?;
        let mut draft = DraftFile { path, file, draft: Draft::new(tty, at) };
        draft.write()?;
        Ok(draft)
    }

    /// Drafts that other sessions of this account left on `area`: of the dead ones those with text in them, and
    /// whichever live ones there are. Empty ones of dead sessions are cleared away.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn left_drafts(&self, area: &str) -> Result<Vec<LeftDraft>> {
        let folder = self.drafts(area);
        let mut left = Vec::new();
        for name in files::names(&folder)? {
            let path = folder.join(&name);
            let Ok(file) = files::options().read(true).write(true).open(&path) else { continue };
            // Shared, so that two who look around do not take each other for the owner.
            let alive = file.try_lock_shared().is_err();
            let bytes = files::read(&path)?.unwrap_or_default();
            let first = serde_json::Deserializer::from_slice(&bytes).into_iter::<Draft>().next();
            match first {
                Some(Ok(draft)) if alive || !draft.is_blank() => {
                    left.push(LeftDraft { path, draft, alive });
                }
                Some(Ok(_)) => drop(fs::remove_file(&path)),
                // Nothing in it yet: it begins at this moment. Not readable: it may hold words, so it stays.
                _ => {}
            }
        }
        left.sort_by_key(|found: &LeftDraft| found.draft.at);
        Ok(left)
    }
}

/// One text being typed: a line, the field of a form, the answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// Where it goes, as the screens name it: the write line, or a field of a form.
    pub place: String,
    /// The item it is about; may be empty.
    pub item: String,
    /// The text, to the last typed character.
    pub text: String,
}

/// What a session has typed and not recorded, with what is needed to go on with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The machine it is typed on: a state folder can be shared.
    pub host: String,
    /// The process that types it.
    pub pid: i32,
    /// When that process began, in the system's own count: numbers of processes are used again.
    pub begun: u64,
    /// The terminal it is typed on, as in `pts/3`.
    pub tty: String,
    /// When it was last changed.
    pub at: DateTime<FixedOffset>,
    /// The texts, in the order in which they are put back.
    pub texts: Vec<Typed>,
}

/// This machine's name.
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// When a process of this machine began; none where there is no such process.
fn begun(pid: &str) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets and may hold anything; the start is the twentieth field behind it.
    stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
}

impl Draft {
    fn new(tty: String, at: DateTime<FixedOffset>) -> Self {
        let pid = rustix::process::getpid().as_raw_nonzero().get();
        Self { host: host(), pid, begun: begun("self").unwrap_or_default(), tty, at, texts: Vec::new() }
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.texts.iter().all(|typed| typed.text.trim().is_empty())
    }

    /// Whether it was typed on this machine.
    #[must_use]
    pub fn is_of_this_host(&self) -> bool {
        self.host == host()
    }

    /// Whether the process of that number is still the one that types it.
    #[must_use]
    pub fn is_its_process(&self) -> bool {
        self.is_of_this_host() && begun(&self.pid.to_string()).is_some_and(|begun| begun == self.begun)
    }
}

/// The draft file of a living session. Dropped in good order it goes away; killed, it stays.
#[derive(Debug)]
pub struct DraftFile {
    path: PathBuf,
    file: File,
    draft: Draft,
}

impl DraftFile {
    /// Keeps these texts. A plain write into an open file: well under a millisecond, after every batch of keys.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn keep(&mut self, texts: &[Typed], at: DateTime<FixedOffset>) -> Result<()> {
        if self.draft.texts == texts {
            return Ok(());
        }
        self.draft.at = at;
        self.draft.texts = texts.to_vec();
        self.write()
    }

    fn write(&mut self) -> Result<()> {
        let fault = |why| Fault::new("cannot keep the draft in", &self.path, why);
        let mut bytes = serde_json::to_vec(&self.draft).map_err(|e| fault(e.into()))?;
        bytes.push(b'\n');
        // One write, then the cut: a kill between the two leaves a whole first line, and only that is read.
        self.file.seek(SeekFrom::Start(0)).map_err(fault)?;
        self.file.write_all(&bytes).map_err(fault)?;
        self.file.set_len(bytes.len() as u64).map_err(fault)
    }

    /// Takes the draft away, if nothing is left in it.
    pub fn finish(self) {
        if self.draft.is_blank() {
            drop(fs::remove_file(&self.path));
        }
    }
}

/// A draft that another session left, or is still typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftDraft {
    path: PathBuf,
    /// What was typed.
    pub draft: Draft,
    /// Whether the session still lives (a silently dropped link leaves it running).
    pub alive: bool,
}

impl LeftDraft {
    /// Removes it, once its text is taken over.
    pub fn clear(&self) {
        drop(fs::remove_file(&self.path));
    }

    /// Takes one of its texts away; with the last one goes the file. Only for a session that has ended.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn take_out(&self, nth: usize) -> Result<()> {
        let mut draft = self.draft.clone();
        let mut at = 0..;
        draft.texts.retain(|_| at.next() != Some(nth));
        let fault = |why| Fault::new("cannot take the draft out of", &self.path, why);
        if draft.is_blank() {
            return fs::remove_file(&self.path).map_err(fault);
        }
        let mut bytes = serde_json::to_vec(&draft).map_err(|why| fault(why.into()))?;
        bytes.push(b'\n');
        files::write_whole(&self.path, &bytes, Access::default())
    }
}
