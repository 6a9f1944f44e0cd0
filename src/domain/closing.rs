//! What is still loose when an interview is closed.
//!
//! Must not know: how it is shown. Nothing of it stops anybody from closing.

use super::audit::{Audit, items_of};
use super::fields::Kind;
use super::fold::Object;
use super::ident::ObjectId;

/// What an interview leaves behind, each in time order. Private lines are nobody else's business and left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closing<'a> {
    /// Questions not settled.
    pub questions: Vec<&'a Object>,
    /// Things asked for and not received.
    pub asked_for: Vec<&'a Object>,
    /// Lines, findings and evidence that belong to no item and cite no criterion.
    pub unlinked: Vec<&'a Object>,
    /// Facts that nobody agreed to yet.
    pub not_read_back: Vec<&'a Object>,
}

impl Closing<'_> {
    /// Nothing is loose.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.questions.is_empty()
            && self.asked_for.is_empty()
            && self.unlinked.is_empty()
            && self.not_read_back.is_empty()
    }
}

/// Looks through one interview.
#[must_use]
pub fn closing<'a>(audit: &Audit<'a>, interview: &ObjectId) -> Closing<'a> {
    let own: Vec<&Object> = audit.lines_in(interview).filter(|line| line.text("mark") != "~").collect();
    let open = |sign: &str| {
        let open = |line: &&&Object| line.text("mark") == sign && line.lacks("done");
        own.iter().filter(open).copied().collect::<Vec<_>>()
    };
    let loose = |line: &&&Object| items_of(line).is_empty() && !(line.kind == Kind::Line && line.text("mark") == "==");
    Closing {
        questions: open("?"),
        asked_for: open("&"),
        unlinked: own.iter().filter(loose).copied().collect(),
        not_read_back: audit.facts_not_read_back(interview),
    }
}
