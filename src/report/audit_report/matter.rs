//! What every section of an audit report looks at, gathered once, and how things are called in it.
//!
//! Must not know: the sections.

use crate::domain::audit::Audit;
use crate::domain::dossier::{Dossier, Reported};
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::fold::Object;
use std::collections::HashSet;

/// What a report is about.
pub(super) struct Matter<'a> {
    pub dossier: &'a Dossier<'a>,
    pub audit: Audit<'a>,
    /// The findings that are carried on, withdrawn ones too.
    pub found: Vec<Reported<'a>>,
    /// Entries of lines that are private: whatever quotes one leaves it out.
    private: HashSet<String>,
}

impl<'a> Matter<'a> {
    /// Gathers it; none where there is no audit.
    pub(super) fn new(dossier: &'a Dossier<'a>) -> Option<Self> {
        let audit = dossier.audit?;
        let private = audit.of(Kind::Line).filter(|line| is_private(line)).map(|line| line.made.entry.to_string());
        Some(Self { dossier, audit, found: dossier.findings(), private: private.collect() })
    }

    /// How a finding is called: its reference; before it has one its label, or a number where that would show initials.
    pub(super) fn name(&self, one: &Reported<'_>) -> String {
        let unnamed = |one: &Reported<'_>| !one.is_issued() && one.finding.is_some_and(|finding| finding.lacks("ref"));
        if !self.dossier.roles_only || !unnamed(one) {
            return one.name().to_owned();
        }
        let mut drafts = self.found.iter().filter(|other| unnamed(other));
        let nth = drafts.position(|other| other.name() == one.name()).unwrap_or_default();
        format!("Draft {}", nth + 1)
    }

    /// Who did something, in few words: the table of the team says who the initials are.
    pub(super) fn by(&self, initials: &str) -> String {
        if self.dossier.roles_only { self.dossier.who(initials) } else { initials.to_owned() }
    }

    /// A grade in words.
    pub(super) fn grade(&self, grade: &str) -> String {
        match self.audit.programme.grade(grade) {
            Some(known) => known.words.clone(),
            None if grade.is_empty() => "not graded".to_owned(),
            None => grade.to_owned(),
        }
    }

    /// Lines that belong to a finding as it quotes them, without the entry they stand in and without private ones.
    pub(super) fn quotes(&self, one: &Reported<'_>) -> Vec<String> {
        let object = one.object();
        if object.kind == Kind::Statement {
            // The frozen words name the entry that they quote.
            let parted = object.list("quotes").iter().map(|quote| quote.split_once(" | ").unwrap_or(("", quote)));
            return parted
                .filter(|(entry, _)| !self.private.contains(*entry))
                .map(|(_, said)| said.to_owned())
                .collect();
        }
        let lines = object.refs("lines").filter_map(|id| self.audit.state.get(&id));
        lines.filter(|line| !is_private(line)).map(|line| finding::quote(&self.audit, line)).collect()
    }
}

fn is_private(object: &Object) -> bool {
    object.kind == Kind::Line && object.text("mark") == "~"
}

/// Whether it was issued and does not stand any more.
pub(super) fn is_withdrawn(one: &Reported<'_>) -> bool {
    one.case.as_ref().is_some_and(|case| !case.statement.lacks("withdrawn"))
}

/// The earlier references that a finding repeats, as it says and as was confirmed since.
pub(super) fn repeats<'o>(one: &'o Reported<'_>) -> &'o [String] {
    match &one.case {
        Some(case) => &case.recurring_of,
        None => one.object().list("recurrence_of"),
    }
}

/// The few words that name a finding. Where it has no title, its nature stands in for it; that follows in full, and so
/// its beginning will do.
pub(super) fn title(object: &Object) -> String {
    const ENOUGH: usize = 100;
    let words = finding::title(object);
    if !object.lacks("title") || object.lacks("nature") || words.chars().count() <= ENOUGH {
        return words.to_owned();
    }
    let begun: String = words.chars().take(ENOUGH).collect();
    let whole = begun.rsplit_once(' ').map_or(begun.as_str(), |(whole, _)| whole);
    format!("{whole} …")
}

/// The one value, or the words that say that there is none.
pub(super) fn or_not_stated(text: &str) -> String {
    if text.trim().is_empty() { "not stated".to_owned() } else { text.to_owned() }
}
