//! The workspace on disk: journals (the truth), derived files, checklists, drafts.
//!
//! Must not know: screens, keys or the command line. The moment an entry bears is passed in, so that demo and tests
//! write through the same code as an interview does.

pub mod area;
pub mod audits;
pub mod beside;
pub mod bulk;
pub mod coverage;
pub mod evidence;
pub mod exposure;
pub mod files;
pub mod findings;
pub mod glance;
pub mod journal;
pub mod library;
pub mod line;
pub mod local;
mod merged;
pub mod pack;
pub mod place;
pub mod redact;
pub mod snapshot;
pub mod soa;
mod understood;
pub mod verify;
pub mod watch;
pub mod workspace;
pub mod writer;

use std::io;
use std::path::{Path, PathBuf};

/// Something that failed on disk: what was being done, where, why, and what would help.
#[derive(Debug, thiserror::Error)]
#[error("{doing} {}: {why}{}", path.display(), remedy(why))]
pub struct Fault {
    /// What was being done, as in `cannot write`.
    pub doing: String,
    /// The file or folder.
    pub path: PathBuf,
    /// The system's answer.
    pub why: io::Error,
}

impl Fault {
    /// A fault of this kind at this place.
    pub fn new(doing: impl Into<String>, path: &Path, why: io::Error) -> Self {
        Self { doing: doing.into(), path: path.to_owned(), why }
    }

    /// A fault that the system did not report but the program found.
    pub fn found(doing: impl Into<String>, path: &Path, why: impl Into<String>) -> Self {
        Self::new(doing, path, io::Error::other(why.into()))
    }
}

fn remedy(why: &io::Error) -> &'static str {
    match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ". The disk is full: free some space, then repeat",
        io::ErrorKind::PermissionDenied => ". Change the permissions or choose another folder, then repeat",
        io::ErrorKind::ReadOnlyFilesystem => ". The file system is read-only: make it writable, then repeat",
        io::ErrorKind::FileTooLarge => ". A file-size limit (ulimit -f) stops it: raise it, then repeat",
        io::ErrorKind::NotFound => ". It is not there (any more): put it back, then repeat",
        _ => "",
    }
}

/// What functions of the store return.
pub type Result<T> = std::result::Result<T, Fault>;
