//! What the home screen and `workpaper audits` say of an audit and of the register, small enough to be cached.
//!
//! Must not know: caches or screens.

use super::audit::{Audit, Verdict};
use super::dates;
use super::fields::Kind;
use super::fold::State;
use super::issue;
use super::programme::Programme;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
    /// Items looked at.
    pub looked_at: usize,
    /// Items not audited or not applicable, with a reason.
    pub excused: usize,
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

/// Sums an audit up.
#[must_use]
pub fn of_audit(audit: &Audit<'_>) -> AuditSummary {
    let (looked_at, items) = audit.looked_at(audit.checklist.items.iter());
    let standing = audit.checklist.items.iter().map(|item| audit.standing(&item.id).verdict);
    let excused = standing.filter(|verdict| matches!(verdict, Verdict::NotAudited | Verdict::NotApplicable)).count();
    let carried = audit.findings();
    let ids = audit.programme.grades.iter().map(|grade| grade.id.as_str()).chain([""]);
    let findings: Vec<(String, usize)> = ids
        .map(|id| (id.to_owned(), carried.iter().filter(|finding| finding.text("grade") == id).count()))
        .filter(|(_, count)| *count > 0)
        .collect();
    let presented = carried.iter().any(|finding| !finding.lacks("ref"));
    let begun = audit.timeline().next().is_some() || looked_at > 0;
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
        items,
        looked_at,
        excused,
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

/// One issued finding in a line of the register.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The audit it comes from.
    pub audit: String,
    /// Its grade.
    pub grade: String,
    /// Its stage.
    pub stage: String,
    /// The requirement it cites first.
    pub criterion: String,
    /// A few words.
    pub title: String,
    /// When it was issued, ISO.
    pub issued: String,
    /// When it is due, ISO; may be empty.
    pub due: String,
    /// Whether its grade makes it a nonconformity.
    pub nonconformity: bool,
}

impl Row {
    /// Still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.stage != "withdrawn" && self.stage != "closed"
    }

    /// Days past its due date; none where it is not late.
    #[must_use]
    pub fn late(&self, today: NaiveDate) -> Option<i64> {
        let due = dates::parse_day(&self.due, None)?;
        Some((today - due).num_days()).filter(|days| *days > 0 && self.is_open())
    }
}

/// The register's rows, in the order issued.
#[must_use]
pub fn of_register(register: &State, programme: &Programme) -> Vec<Row> {
    let row = |statement: &super::fold::Object| Row {
        reference: statement.label.clone(),
        audit: statement.text("audit").to_owned(),
        grade: statement.text("grade").to_owned(),
        stage: issue::stage(statement).to_owned(),
        criterion: statement.list("criteria").first().cloned().unwrap_or_default(),
        title: statement.text("title").to_owned(),
        issued: statement.text("issued").to_owned(),
        due: statement.text("due").to_owned(),
        nonconformity: programme.is_nonconformity(statement.text("grade")),
    };
    register.of(Kind::Statement).map(row).collect()
}

/// The register's counters: of the nonconformities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Open.
    pub open: usize,
    /// Of those, past their due date.
    pub overdue: usize,
    /// Of those, due within the next thirty days.
    pub due_soon: usize,
}

/// Counts the nonconformities among rows.
#[must_use]
pub fn count(rows: &[Row], today: NaiveDate) -> Counters {
    let open: Vec<&Row> = rows.iter().filter(|row| row.nonconformity && row.is_open()).collect();
    let soon =
        |row: &&&Row| dates::parse_day(&row.due, None).is_some_and(|due| (0..=30).contains(&(due - today).num_days()));
    Counters {
        open: open.len(),
        overdue: open.iter().filter(|row| row.late(today).is_some()).count(),
        due_soon: open.iter().filter(soon).count(),
    }
}
