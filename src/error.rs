//! What can go wrong, with the exit code a script sees.
//!
//! Must not know: how errors are shown.

use std::process::ExitCode;

/// The documented exit codes. The README's table is tested against this.
pub const EXIT_CODES: &[(u8, &str)] = &[
    (0, "done"),
    (1, "it failed: the message says what, where and what would help"),
    (2, "the command line is not understood"),
    (3, "something was found: by verify or import a change, a gap or damage; by checklist lint or soa check a mistake"),
    (4, "a gate or rule refused: the message lists what is missing"),
    (5, "no such audit, reference, item or file"),
    (6, "there is no workspace here"),
    (129, "the terminal went away; everything typed is kept"),
    (143, "asked to end; everything typed is kept"),
];

/// An error of the program as a whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Files and journals.
    #[error(transparent)]
    Store(#[from] crate::store::Fault),
    /// A rule of auditing refused; nothing was recorded.
    #[error("{0}")]
    Refused(String),
    /// Something named does not exist.
    #[error("{0}")]
    NotFound(String),
    /// There is no workspace.
    #[error("{0}")]
    NoWorkspace(String),
    /// The command line makes no sense.
    #[error("{0}")]
    Usage(String),
    /// Journals were changed, cut or damaged.
    #[error("{0}")]
    Tampered(String),
    /// A check of a checklist or of the Statement of Applicability found something to mend.
    #[error("{0}")]
    Found(String),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
    /// The other end of a pipe went away: no fault of anybody's.
    #[error("the reader of our output went away")]
    BrokenPipe,
    /// The session was ended by the system.
    #[error("ended by the system")]
    Ended(u8),
}

impl Error {
    /// The exit code of this error, from [`EXIT_CODES`].
    #[must_use]
    pub const fn code(&self) -> u8 {
        match self {
            Self::Store(_) | Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Tampered(_) | Self::Found(_) => 3,
            Self::Refused(_) => 4,
            Self::NotFound(_) => 5,
            Self::NoWorkspace(_) => 6,
            Self::BrokenPipe => 0,
            Self::Ended(code) => *code,
        }
    }

    /// The same for `main`.
    #[must_use]
    pub fn exit(&self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

/// What most functions at the rim return.
pub type Result<T> = std::result::Result<T, Error>;
