//! What a screen asks the outside to do, as data; and what came of it.
//!
//! Must not know: how it is done (`runtime`).

use crate::domain::entry::{Act, Fields};
use crate::domain::followup::tell::Tell;
use crate::domain::ident::ObjectId;

/// Something only the runtime can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Record an act in the open audit.
    Record(Act),
    /// Strike this session's latest entry out.
    Undo,
    /// Bring back what was struck out last.
    Redo,
    /// Read what other sessions recorded.
    Refresh,
    /// Open an audit.
    Open(String),
    /// Leave the open audit.
    Close,
    /// Plan an audit: `id | title | items | from AUDIT`.
    Plan(String),
    /// Issue the open audit's findings; the text is the reason for overriding the gate, or empty.
    Issue(String),
    /// Revise an issued statement: which, its new fields, why.
    Revise(ObjectId, Fields, String),
    /// Withdraw an issued finding: which, why.
    Withdraw(ObjectId, String),
    /// Record what was told about a nonconformity: what, of which statement, the fields as typed.
    Tell(Tell, Option<ObjectId>, Vec<(&'static str, String)>),
    /// Edit an object as TOML in the person's editor.
    Edit(ObjectId),
    /// Remember who records: `LA, Lead auditor`.
    Identify(String),
    /// Show the sample below the list of themes in this one; in the one that is worn, where none is named.
    Try(Option<String>),
    /// Put this theme on, and keep it in the settings.
    Wear(String),
    /// Send a text to the terminal's clipboard.
    Copy(String),
    /// Take over the line another session is typing.
    TakeOver(Offer),
    /// Draw everything anew.
    Repaint,
    /// Stop until the shell brings the program back.
    Suspend,
    /// Leave.
    Quit,
}

/// What came of an effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Recorded: the first object it made, if any.
    Recorded(ObjectId),
    /// What was told is recorded: where the nonconformity stands now, and what is odd about it.
    Told(String),
    /// Done, with words for the person.
    Done(String),
    /// It failed; nothing typed is lost.
    Failed(String),
    /// An audit is open now; offers of lines left by other sessions.
    Opened(Vec<Offer>),
    /// Lines that other sessions left in the register.
    Offered(Vec<Offer>),
    /// What was taken over from another session.
    TakenOver(Offer),
    /// The session that held this line has left in good order: there is nothing to take.
    Gone(Offer),
}

/// A line that another session of the same account left or is still typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// `pts/3`.
    pub tty: String,
    /// `09:52`.
    pub since: String,
    /// Whether that session still lives.
    pub alive: bool,
    /// What was typed.
    pub texts: Vec<Typed>,
}

/// A text that is typed and not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Where it goes: the write line, a field of a form, the answer to a question.
    pub place: String,
    /// The item it is about; may be empty.
    pub item: String,
    /// The text.
    pub text: String,
}
