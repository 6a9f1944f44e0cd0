//! What leaves the program: an audit with its part of the register, or the register alone, gathered for every format.
//!
//! Must not know: any format, or where it is written. Private lines (`~`) are not in it: whoever goes through
//! [`Dossier::lines`] cannot let one out.

use super::audit::Audit;
use super::dates;
use super::fields::Kind;
use super::fold::{Object, State};
use super::followup::case::{Book, Case};
use super::ident::ObjectId;
use super::summary::{self, Row};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Everything a format may look at.
#[derive(Debug, Clone)]
pub struct Dossier<'a> {
    /// The audit; none where the register alone goes out.
    pub audit: Option<Audit<'a>>,
    /// The register.
    pub book: Book<'a>,
    /// The organisation audited.
    pub organisation: &'a str,
    /// The day that lateness counts from.
    pub today: NaiveDate,
    /// Roles stand in place of initials and names.
    pub roles_only: bool,
    /// The register's rows where they are known already.
    rows: &'a [Row],
    /// Who the initials are, by the plan's team: `LA` is the lead auditor.
    team: BTreeMap<String, String>,
}

/// A finding as it leaves: the words that were issued where they were, else those of the draft.
#[derive(Debug, Clone)]
pub struct Reported<'a> {
    words: &'a Object,
    /// The finding in the audit; none for what came from another source.
    pub finding: Option<&'a Object>,
    /// What was issued, and how it stands.
    pub case: Option<Case<'a>>,
}

impl<'a> Reported<'a> {
    /// What an audit found; `case` is what was issued of it.
    #[must_use]
    pub fn found(finding: &'a Object, case: Option<Case<'a>>) -> Self {
        Self { words: case.as_ref().map_or(finding, |case| case.statement), finding: Some(finding), case }
    }

    /// What stands in the register, wherever it came from.
    #[must_use]
    pub const fn registered(case: Case<'a>) -> Self {
        Self { words: case.statement, finding: None, case: Some(case) }
    }

    /// The object whose words count.
    #[must_use]
    pub const fn object(&self) -> &'a Object {
        self.words
    }

    /// `IA-2026-02-F01`; before it is presented, the draft's label.
    #[must_use]
    pub fn name(&self) -> &'a str {
        match &self.case {
            Some(case) => &case.statement.label,
            None => self.finding.map_or("", super::finding::name),
        }
    }

    /// Whether it is issued.
    #[must_use]
    pub const fn is_issued(&self) -> bool {
        self.case.is_some()
    }
}

impl<'a> Dossier<'a> {
    /// Gathers it.
    #[must_use]
    pub fn new(audit: Option<Audit<'a>>, book: Book<'a>, organisation: &'a str, today: NaiveDate) -> Self {
        let member = |line: &String| {
            let mut parts = line.split('|').map(str::trim);
            Some((parts.next()?.to_owned(), parts.next().filter(|role| !role.is_empty())?.to_owned()))
        };
        let team = audit.map(|audit| audit.plan_list("team").iter().filter_map(member).collect()).unwrap_or_default();
        Self { audit, book, organisation, today, roles_only: false, rows: &[], team }
    }

    /// The register alone, from rows that are kept: ten years of it need not be folded for a list. The book is asked for
    /// its conventions only, and may be empty.
    #[must_use]
    pub fn of_rows(rows: &'a [Row], book: Book<'a>, organisation: &'a str, today: NaiveDate) -> Self {
        Self { rows, ..Self::new(None, book, organisation, today) }
    }

    /// The register's rows: of an audit its own part, without one all of it.
    #[must_use]
    pub fn rows(&self) -> Vec<Cow<'a, Row>> {
        if !self.rows.is_empty() {
            return self.rows.iter().map(Cow::Borrowed).collect();
        }
        let wanted = self.audit.map(|audit| audit.id);
        let statements = self.book.statements().filter(|one| wanted.is_none_or(|audit| one.text("audit") == audit));
        statements.map(|statement| Cow::Owned(summary::row(&self.book.case(statement)))).collect()
    }

    /// The findings of the audit that are carried on, worst first as they are numbered; without an audit all of the book,
    /// which is empty where only rows are known.
    #[must_use]
    pub fn findings(&self) -> Vec<Reported<'a>> {
        let Some(audit) = self.audit else {
            return self.book.cases().map(Reported::registered).collect();
        };
        // Gone through once: a register of ten years has thousands of statements for each of them.
        let mut issued: HashMap<&str, &'a Object> = HashMap::new();
        for statement in self.book.statements().filter(|statement| statement.text("audit") == audit.id) {
            issued.entry(statement.text("finding")).or_insert(statement);
        }
        let case = |id: &ObjectId| issued.get(id.as_str()).map(|statement| self.book.case(statement));
        let mut found: Vec<Reported<'a>> = audit
            .state
            .of(Kind::Finding)
            .filter(|finding| finding.lacks("dropped"))
            .map(|finding| Reported::found(finding, case(&finding.id)))
            .collect();
        found.sort_by_key(|one| {
            let finding = one.finding.map_or("", |finding| finding.text("ref"));
            (finding.is_empty(), finding.to_owned(), audit.programme.rank(one.object().text("grade")))
        });
        found
    }

    /// The lines of the audit in time order; private ones are not among them.
    pub fn lines(&self) -> impl Iterator<Item = &'a Object> {
        let lines = self.audit.into_iter().flat_map(|audit| audit.timeline());
        lines.filter(|object| object.kind != Kind::Line || object.text("mark") != "~")
    }

    /// Whether the report is final: something is issued, and nothing that is carried on is still a draft.
    #[must_use]
    pub fn is_final(&self) -> bool {
        let findings = self.findings();
        !findings.is_empty() && findings.iter().all(Reported::is_issued)
    }

    /// The clock of the latest entry that went into it: the same until somebody records something. Rows know its day.
    #[must_use]
    pub fn last(&self) -> Option<DateTime<FixedOffset>> {
        let of = |state: &'a State, wanted: &dyn Fn(&Object) -> bool| {
            let kinds = [Kind::Plan, Kind::Item, Kind::Line, Kind::Interview, Kind::Finding, Kind::Evidence];
            let more = [Kind::Sample, Kind::Meeting, Kind::Statement, Kind::Step, Kind::Action];
            let objects = kinds.into_iter().chain(more).flat_map(|kind| state.of(kind)).filter(|o| wanted(o));
            objects.flat_map(|object| object.fields.values().map(|field| field.stamp.at)).max()
        };
        if let Some(audit) = self.audit {
            let register = self.findings().into_iter().filter_map(|one| one.case.map(|case| case.last)).max();
            return of(audit.state, &|_| true).max(register);
        }
        let day = self.rows.iter().filter_map(|row| dates::parse_day(&row.last, None)).max();
        let begun = day.map(|day| day.and_time(NaiveTime::MIN).and_utc().fixed_offset());
        of(self.book.state(), &|_| true).max(begun)
    }

    /// The heads of the audit's journals, `name number hash`: what a final report answers for.
    #[must_use]
    pub fn heads(&self) -> Vec<String> {
        let heads = self.audit.map(|audit| audit.state.heads.iter()).into_iter().flatten();
        heads.map(|(name, seen)| format!("{name} {} {}", seen.0, seen.1)).collect()
    }

    /// Who recorded something: initials with the role, or the role alone.
    #[must_use]
    pub fn who(&self, initials: &str) -> String {
        match self.team.get(initials) {
            Some(role) if self.roles_only => role.clone(),
            Some(role) => format!("{initials} ({role})"),
            None if self.roles_only => "a member of the team".to_owned(),
            None => initials.to_owned(),
        }
    }
}
