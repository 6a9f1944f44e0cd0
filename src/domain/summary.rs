//! What the home screen and `workpaper audits` say of an audit and of the register, small enough to be cached.
//!
//! Must not know: caches or screens.

use super::audit::Audit;
use super::checklist::Item;
use super::dates;
use super::fields::Kind;
use super::fold::{Object, State};
use super::followup::case::{Book, Case, is_open};
use super::followup::round::{day, first_due, latest};
use super::programme::Programme;
use super::progress::Progress;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One audit in a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditSummary {
    /// `IA-2026-02`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// First day, ISO; may be empty.
    pub from: String,
    /// Last day, ISO; may be empty.
    pub to: String,
    /// Items in it.
    pub items: usize,
    /// Items looked at, without those set aside.
    pub looked_at: usize,
    /// Items not audited or not applicable, with a reason.
    pub excused: usize,
    /// Of those, the ones not audited.
    pub not_audited: usize,
    /// Findings carried on, by grade id, in the scale's order; ungraded under an empty id.
    pub findings: Vec<(String, usize)>,
    /// Open questions and things asked for.
    pub open: usize,
    /// Fields on which writers disagree.
    pub conflicts: usize,
    /// How far the audit is: planned, in the field, presented; whoever knows the register adds issued.
    pub stage: String,
    /// When the last entry was recorded, RFC 3339; empty if there is none.
    pub last: String,
}

impl AuditSummary {
    /// How far its items are.
    #[must_use]
    pub const fn progress(&self) -> Progress {
        Progress {
            items: self.items,
            looked_at: self.looked_at,
            not_audited: self.not_audited,
            not_applicable: self.excused.saturating_sub(self.not_audited),
        }
    }
}

/// Sums an audit up.
#[must_use]
pub fn of_audit(audit: &Audit<'_>) -> AuditSummary {
    let progress = audit.progress();
    let carried = audit.findings();
    let ids = audit.programme.grades.iter().map(|grade| grade.id.as_str()).chain([""]);
    let findings: Vec<(String, usize)> = ids
        .map(|id| (id.to_owned(), carried.iter().filter(|finding| finding.text("grade") == id).count()))
        .filter(|(_, count)| *count > 0)
        .collect();
    let presented = carried.iter().any(|finding| !finding.lacks("ref"));
    let judged = |item: &Item| audit.standing(&item.id).looked_at;
    let begun = audit.timeline().next().is_some()
        || progress.looked_at > 0
        || !progress.aside().is_empty()
        || audit.checklist.earlier().any(judged);
    let last = [
        Kind::Plan,
        Kind::Item,
        Kind::Line,
        Kind::Interview,
        Kind::Finding,
        Kind::Evidence,
        Kind::Sample,
        Kind::Meeting,
    ]
    .into_iter()
    .flat_map(|kind| audit.of(kind))
    .flat_map(|object| object.fields.values().map(|field| field.stamp.at))
    .max();
    AuditSummary {
        id: audit.id.to_owned(),
        title: audit.plan_text("title").to_owned(),
        from: audit.plan_text("from").to_owned(),
        to: audit.plan_text("to").to_owned(),
        items: progress.items,
        looked_at: progress.looked_at,
        excused: progress.not_audited + progress.not_applicable,
        not_audited: progress.not_audited,
        findings,
        open: audit.open_lines().count(),
        conflicts: audit.state.conflicts().len(),
        stage: if presented {
            "presented"
        } else if begun {
            "in the field"
        } else {
            "planned"
        }
        .to_owned(),
        last: last.map(|at| at.to_rfc3339()).unwrap_or_default(),
    }
}

/// One statement of the register in a line: what lists, counters and other tools say of it. What depends on the day is
/// counted from it, so that it can be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The statement, as the register knows it.
    pub id: String,
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Where it comes from: `internal-audit`, `incident`, …
    pub source: String,
    /// Its reference there; empty for what this workspace's audits issued.
    pub source_ref: String,
    /// The audit it comes from; may be empty.
    pub audit: String,
    /// The finding of that audit, as its journals know it; may be empty.
    pub finding: String,
    /// Its grade.
    pub grade: String,
    /// Its stage.
    pub stage: String,
    /// The requirements it cites.
    pub criteria: Vec<String>,
    /// A few words.
    pub title: String,
    /// In what way the requirement is not met; may be empty.
    pub nature: String,
    /// Process or place.
    pub process: String,
    /// The role responsible.
    pub owner: String,
    /// Who must move next.
    pub waiting_on: String,
    /// What must happen next.
    pub next_step: String,
    /// When it was raised, ISO.
    pub raised: String,
    /// When it was issued, ISO.
    pub issued: String,
    /// When the next step is due, ISO; for what needs none, its own date; may be empty.
    pub due: String,
    /// When it was closed, ISO; empty if it is not.
    pub closed: String,
    /// Why the gate was overridden at closing; empty if it was not.
    pub overridden: String,
    /// Earlier references that it repeats.
    pub recurring_of: Vec<String>,
    /// Actions planned and not done.
    pub actions_open: usize,
    /// Actions planned, in all rounds.
    pub actions: usize,
    /// Of those, done by their due date, extensions counted.
    pub actions_in_time: usize,
    /// Of those, done by the date planned first, before any extension.
    pub actions_as_planned: usize,
    /// What the closing gate still wants.
    pub missing: Vec<String>,
    /// Checks that came to a result: whether they were effective.
    pub checks: Vec<bool>,
    /// How often a due date was moved.
    pub extensions: usize,
    /// Day of the latest entry about it, ISO.
    pub last: String,
    /// The cause found last; may be empty.
    pub cause: String,
    /// Where similar cases were looked for, and what was found; may be empty.
    pub similar: String,
    /// Whether its grade makes it a nonconformity.
    pub nonconformity: bool,
}

impl Row {
    /// Still to be done.
    #[must_use]
    pub fn is_open(&self, today: NaiveDate) -> bool {
        is_open(&self.stage, dates::parse_day(&self.due, None), &self.next_step, today)
    }

    /// Days past its due date; none where it is not late.
    #[must_use]
    pub fn late(&self, today: NaiveDate) -> Option<i64> {
        self.days_left(today).map(|days| -days).filter(|days| *days > 0 && self.is_open(today))
    }

    /// Days until its next step is due, below nothing where that is past; none without a day.
    #[must_use]
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        dates::parse_day(&self.due, None).map(|due| (due - today).num_days())
    }

    /// Days since it was raised, until today or until it was closed.
    #[must_use]
    pub fn age(&self, today: NaiveDate) -> i64 {
        let until = dates::parse_day(&self.closed, None).unwrap_or(today);
        dates::parse_day(&self.raised, None).map_or(0, |raised| (until - raised).num_days())
    }

    /// Open, and nothing was recorded about it for the programme's days.
    #[must_use]
    pub fn stale(&self, today: NaiveDate, programme: &Programme) -> bool {
        let quiet = dates::parse_day(&self.last, None).map_or(0, |last| (today - last).num_days());
        self.is_open(today) && quiet > i64::from(programme.stale_days)
    }

    /// The requirement cited first.
    #[must_use]
    pub fn criterion(&self) -> &str {
        self.criteria.first().map_or("", String::as_str)
    }
}

/// A case in a line.
#[must_use]
pub fn row(case: &Case<'_>) -> Row {
    let statement = case.statement;
    let text = |field: &str| statement.text(field).to_owned();
    let iso = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let source = if statement.lacks("source") { "internal-audit".to_owned() } else { text("source") };
    let said = |step: &str, fields: &[&str]| {
        let found = latest(&case.rounds, step);
        let words =
            fields.iter().filter_map(|field| found.map(|step| step.text(field))).filter(|text| !text.is_empty());
        words.collect::<Vec<_>>().join(": ")
    };
    let actions = || case.rounds.iter().flat_map(|round| &round.actions);
    let done_by =
        |action: &Object, due: Option<NaiveDate>| day(action, "done").zip(due).is_some_and(|(d, due)| d <= due);
    Row {
        id: statement.id.as_str().to_owned(),
        reference: statement.label.clone(),
        source,
        source_ref: text("source_ref"),
        audit: text("audit"),
        finding: text("finding"),
        grade: text("grade"),
        stage: case.stage.words().to_owned(),
        criteria: statement.list("criteria").to_vec(),
        title: text("title"),
        nature: text("nature"),
        process: text("process"),
        owner: case.owner.clone(),
        waiting_on: case.next.who.clone(),
        next_step: case.next.words.clone(),
        raised: case.raised().to_string(),
        issued: text("issued"),
        due: iso(if case.next.words.is_empty() { case.due() } else { case.next.due }),
        closed: iso(case.closed()),
        overridden: case.closing.map_or("", |closing| closing.text("overridden")).to_owned(),
        recurring_of: case.recurring_of.clone(),
        actions_open: case.round().open().count(),
        actions: actions().count(),
        actions_in_time: actions().filter(|action| done_by(action, day(action, "due"))).count(),
        actions_as_planned: actions().filter(|action| done_by(action, first_due(action))).count(),
        missing: case.missing.iter().map(|missing| missing.words.clone()).collect(),
        checks: case.checks(),
        extensions: statement.list("extensions").len()
            + actions().map(|action| action.list("extensions").len()).sum::<usize>(),
        last: case.last.date_naive().to_string(),
        cause: said("cause", &["text"]),
        similar: said("similar", &["looked", "text"]),
        nonconformity: case.nonconformity,
    }
}

/// The register's rows, in the order issued.
#[must_use]
pub fn of_register(register: &State, programme: &Programme) -> Vec<Row> {
    Book::new(register, programme).cases().map(|case| row(&case)).collect()
}

/// Days within which something counts as due soon.
pub const SOON: i64 = 30;

/// The register's counters: of the nonconformities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Open.
    pub open: usize,
    /// Of those, past their due date.
    pub overdue: usize,
    /// Of those, waiting for a check of the effect.
    pub to_check: usize,
    /// Of those, due within the next thirty days.
    pub due_soon: usize,
}

/// The register in brief: what the counters of any day are made of, and which audits are in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// The nonconformities that are open, or will be again.
    pub waiting: Vec<Waiting>,
    /// The audits of which something was issued.
    pub issued: BTreeSet<String>,
}

/// Of a nonconformity, no more than its counters need.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    stage: String,
    due: String,
    next_step: String,
}

impl Brief {
    /// Of these rows.
    #[must_use]
    pub fn of(rows: &[Row]) -> Self {
        // On the last of all days an accepted risk has run out, so what is closed then is closed for good.
        let waits = |row: &&Row| row.nonconformity && row.is_open(NaiveDate::MAX);
        let brief =
            |row: &Row| Waiting { stage: row.stage.clone(), due: row.due.clone(), next_step: row.next_step.clone() };
        let issued = rows.iter().filter(|row| !row.audit.is_empty()).map(|row| row.audit.clone());
        Self { waiting: rows.iter().filter(waits).map(brief).collect(), issued: issued.collect() }
    }

    /// Counts the nonconformities that are open on a day.
    #[must_use]
    pub fn counters(&self, today: NaiveDate) -> Counters {
        let mut sum = Counters::default();
        for waiting in &self.waiting {
            let due = dates::parse_day(&waiting.due, None);
            if is_open(&waiting.stage, due, &waiting.next_step, today) {
                let left = due.map(|due| (due - today).num_days());
                sum.open += 1;
                sum.overdue += usize::from(left.is_some_and(|left| left < 0));
                sum.to_check += usize::from(waiting.stage == "to check");
                sum.due_soon += usize::from(left.is_some_and(|left| (0..=SOON).contains(&left)));
            }
        }
        sum
    }
}

/// Counts the nonconformities among rows.
#[must_use]
pub fn count(rows: &[Row], today: NaiveDate) -> Counters {
    Brief::of(rows).counters(today)
}
