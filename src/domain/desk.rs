//! What a line is written at, and what it turned out to be: shared by the capture language and its commands.
//!
//! Must not know: the language itself (`capture`, `command`).

use super::entry::{Act, Fields};
use super::fields::Kind;
use super::ident::ObjectId;
use chrono::NaiveDateTime;

/// Where the line is written: what it belongs to unless it says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    /// The current item.
    pub item: Option<String>,
    /// The interview that is going on.
    pub interview: Option<ObjectId>,
    /// The clock of the place audited.
    pub now: NaiveDateTime,
    /// Initials of whoever records.
    pub initials: String,
    /// The letter in their labels.
    pub letter: String,
}

/// What a line turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Captured {
    /// Nothing was typed.
    Nothing,
    /// Go to this item; nothing is recorded.
    Go(String),
    /// Record this.
    Record {
        /// The one entry.
        act: Act,
        /// What the person should know about it: a future time kept as text and the like.
        remarks: Vec<String>,
        /// The item to go to afterwards.
        go: Option<String>,
    },
    /// It cannot be done as asked.
    Refused {
        /// Why, and what would do.
        why: String,
        /// The plain note that keeps the words, where there is nobody to ask.
        note: Act,
    },
}

/// A line taken apart, before anything is resolved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts<'t> {
    /// `HH:MM`, if it begins with one.
    pub time: Option<&'t str>,
    /// The mark, without the speakers' numbers.
    pub mark: &'t str,
    /// The numbers after `>` or `>>`.
    pub said_by: Vec<String>,
    /// A grade's letter after `!`.
    pub grade: Option<char>,
    /// The command after a colon, such as `int` or `A.6.5`.
    pub command: Option<&'t str>,
    /// What is left.
    pub text: &'t str,
    /// Begins with a backslash: nothing in it is a mark, a link or a command.
    pub literal: bool,
}

/// The refusal of a line, with the note that keeps its words.
#[must_use]
pub fn refused(desk: &Desk, line: &str, why: String) -> Captured {
    let mut fields = Fields::new();
    fields.insert("mark".into(), "".into());
    fields.insert("text".into(), line.trim().into());
    if let Some(item) = &desk.item {
        fields.insert("items".into(), vec![item.clone()].into());
    }
    if let Some(interview) = &desk.interview {
        fields.insert("interview".into(), interview.as_str().into());
    }
    Captured::Refused { why, note: Act::make(Kind::Line, "", fields) }
}
