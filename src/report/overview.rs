//! The workspace on one page of plain text: audits with their progress, the register's counters. What `workpaper` prints
//! where there is no screen, and what the home screen says in the same words.
//!
//! Must not know: where the sums come from, or how wide a terminal is.

use crate::domain::summary::{self, AuditSummary, Row};
use chrono::NaiveDate;

/// The lines of the page, the first one the organisation's.
#[must_use]
pub fn lines(organisation: &str, audits: &[AuditSummary], rows: &[Row], today: NaiveDate) -> Vec<String> {
    let named = if organisation.trim().is_empty() { "Internal audits" } else { organisation };
    let mut lines = vec![named.to_owned(), String::new()];
    if audits.is_empty() {
        lines.push("No audit yet: `workpaper new ID` plans one.".to_owned());
    }
    let longest = audits.iter().map(|audit| audit.id.len()).max().unwrap_or_default();
    let widest = audits.iter().map(|audit| progress(audit).len()).max().unwrap_or_default();
    for audit in audits {
        let line = format!("{:<longest$}  {:<13} {:<widest$}  {}", audit.id, audit.stage, progress(audit), audit.title);
        lines.push(line.trim_end().to_owned());
        let more = [findings(audit), count(audit.open, "open question or request", "open questions and requests")];
        let more: Vec<String> = more
            .into_iter()
            .chain([count(audit.conflicts, "field on which writers disagree", "fields on which writers disagree")])
            .filter(|words| !words.is_empty())
            .collect();
        if !more.is_empty() {
            lines.push(format!("{:<longest$}  {}", "", more.join("   ")));
        }
    }
    lines.extend([String::new(), register(rows, today)]);
    lines
}

/// `41/123 items looked at, 1 not audited, 2 not applicable`.
#[must_use]
pub fn progress(audit: &AuditSummary) -> String {
    format!("{}/{} items looked at{}", audit.looked_at, audit.items, audit.progress().aside())
}

/// `1 major, 2 minor, 1 ungraded`; nothing where there is none.
#[must_use]
pub fn findings(audit: &AuditSummary) -> String {
    let words = audit.findings.iter().map(|(grade, n)| {
        let grade = if grade.is_empty() { "ungraded" } else { grade };
        format!("{n} {grade}")
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The register's counters in a line.
#[must_use]
pub fn register(rows: &[Row], today: NaiveDate) -> String {
    let counters = summary::count(rows, today);
    if rows.is_empty() {
        return "Register (10.2): nothing is issued yet.".to_owned();
    }
    format!(
        "Register (10.2) on {today}: {} open, {} overdue, {} to check, {} due within 30 days",
        counters.open, counters.overdue, counters.to_check, counters.due_soon
    )
}

fn count(n: usize, one: &str, many: &str) -> String {
    match n {
        0 => String::new(),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}
