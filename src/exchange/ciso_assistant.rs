//! An audit for CISO Assistant: the rows of the XLSX that its import of audits takes, and what they cannot hold, counted.
//!
//! Must not know: how a workbook is written. Its importer finds a requirement by `ref_id`, then by `urn`, skips rows
//! that are not `assessable`, and takes results, progress and observations; names are for people only.

use crate::domain::audit::{Audit, Standing, Verdict, counted};
use crate::domain::checklist::Item;
use crate::domain::dossier::{Dossier, Reported};
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::report::lists::cited_items;
use crate::report::table::{Cell, Column, List, Shape};

/// The framework's nodes in its library of ISO/IEC 27001:2022.
const NODES: &str = "urn:intuitem:risk:req_node:iso27001-2022:";

/// The checklist whose items those nodes are.
const KNOWN: &str = "iso27001-2022";

const COLUMNS: [&str; 9] = [
    "urn",
    "assessable",
    "ref_id",
    "name",
    "description",
    "compliance_result",
    "requirement_progress",
    "observations",
    "score",
];

/// The sheet, and in words what it cannot hold.
///
/// # Errors
/// Without an audit there is nothing to import.
pub fn sheet(dossier: &Dossier<'_>) -> Result<(List, Vec<String>), String> {
    let Some(audit) = dossier.audit else { return Err("CISO Assistant takes one audit: name it".to_owned()) };
    let findings = dossier.findings();
    let is_known = audit.plan_list("checklists").iter().any(|name| name == KNOWN);
    let urn = |id: &str| if is_known && is_node(id) { format!("{NODES}{}", id.to_lowercase()) } else { String::new() };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for section in &audit.checklist.sections {
        let mut within = audit.checklist.requirements().filter(|item| item.section == section.id).peekable();
        if within.peek().is_none() {
            continue;
        }
        // Not assessable: its importer skips the row; people see where the next ones belong.
        rows.push(row(["", "", &section.id, &section.title, "", "", "", ""]));
        for item in within {
            let standing = audit.standing(&item.id);
            let own: Vec<&Reported<'_>> =
                findings.iter().filter(|found| cited_items(found.object()).contains(&item.id)).collect();
            let (result, progress) = judged(&audit, item, &standing, &own);
            let seen = observations(&audit, item, &own);
            rows.push(row([&urn(&item.id), "x", &item.id, &item.title, &item.purpose, result, progress, &seen]));
        }
    }
    let columns = COLUMNS.map(|name| Column { name, words: name, shape: Shape::Text });
    let list = List { name: "audit", words: "audit", columns: columns.to_vec(), rows };
    Ok((list, remarks(dossier, &audit, &findings)))
}

/// Whether an item is one of the standard's, and not of another list in the same audit: `6.1.2`, `A.5.18`.
fn is_node(id: &str) -> bool {
    let numbers = |text: &str, least: usize, most: usize| {
        let parts: Vec<&str> = text.split('.').collect();
        (least..=most).contains(&parts.len()) && parts.iter().all(|part| part.parse::<u8>().is_ok())
    };
    id.strip_prefix("A.").map_or_else(|| numbers(id, 2, 3), |control| numbers(control, 2, 2))
}

fn row(texts: [&str; 8]) -> Vec<Cell> {
    // The score is left to the other side: a grade is none.
    texts.iter().map(|text| Cell::text(*text)).chain([Cell::Empty]).collect()
}

/// Result and progress. What was not looked at is never compliant; a nonconformity below the worst grade of the scale is
/// met in part.
fn judged(
    audit: &Audit<'_>,
    item: &Item,
    standing: &Standing,
    findings: &[&Reported<'_>],
) -> (&'static str, &'static str) {
    let nonconformities = || findings.iter().filter(|found| audit.is_nonconformity(found.object()));
    let grade = |found: &&&Reported<'_>| audit.programme.rank(found.object().text("grade"));
    let worst = nonconformities().map(|found| grade(&found)).min();
    let scale = &audit.programme.grades;
    let major = scale.iter().position(|grade| grade.nonconformity).unwrap_or(0);
    let is_lesser = |rank: usize| rank > major && rank < scale.len();
    let done = if nonconformities().all(|found| found.is_issued()) { "done" } else { "in_review" };
    match standing.verdict {
        Verdict::Conforms => ("compliant", "done"),
        Verdict::NotApplicable if audit.checklist.is_control(item) => ("not_applicable", "done"),
        Verdict::Nonconforming if worst.is_some_and(is_lesser) => ("partially_compliant", done),
        Verdict::Nonconforming => ("non_compliant", done),
        Verdict::Open if standing.looked_at => ("not_assessed", "in_progress"),
        Verdict::Open | Verdict::NotAudited | Verdict::NotApplicable => ("not_assessed", "to_do"),
    }
}

/// The reason of the verdict, the findings with their grade in words, the evidence by its label.
fn observations(audit: &Audit<'_>, item: &Item, findings: &[&Reported<'_>]) -> String {
    let mut lines: Vec<String> = Vec::new();
    let reason = audit.reason(&item.id);
    if !reason.is_empty() {
        lines.push(format!("{}: {reason}", audit.standing(&item.id).verdict.words()));
    }
    for found in findings {
        let object = found.object();
        let grade = audit.programme.grade(object.text("grade")).map_or("not graded", |grade| grade.words.as_str());
        let words = [object.text("nature"), finding::title(object)].into_iter().find(|text| !text.is_empty());
        lines.push(format!("{} ({grade}): {}", found.name(), words.unwrap_or_default()));
    }
    let seen: Vec<&str> = audit
        .of(Kind::Evidence)
        .filter(|seen| seen.list("items").contains(&item.id))
        .map(|seen| seen.label.as_str())
        .collect();
    if !seen.is_empty() {
        lines.push(format!("Evidence: {}", seen.join(", ")));
    }
    lines.join("\n")
}

fn remarks(dossier: &Dossier<'_>, audit: &Audit<'_>, findings: &[Reported<'_>]) -> Vec<String> {
    let count = |kind: Kind| audit.of(kind).count();
    let placed = |found: &&Reported<'_>| {
        cited_items(found.object()).iter().any(|id| audit.checklist.requirements().any(|item| item.id == *id))
    };
    let loose = findings.iter().filter(|found| !placed(found)).count();
    let issued = findings.iter().filter(|found| found.is_issued()).count();
    let lost = [
        (findings.len(), "grade", "grades", "words in the observations: it has no field for grades"),
        (issued, "due date and follow-up", "due dates and follow-ups", "not in it"),
        (loose, "finding", "findings", "not in it: they cite no item of the checklist"),
        (count(Kind::Evidence), "evidence item", "evidence items", "labels in the observations, and nothing else"),
        (count(Kind::Sample), "sample", "samples", "not in it"),
        (count(Kind::Interview), "interview", "interviews", "not in it"),
        (count(Kind::Meeting), "meeting", "meetings", "not in it"),
        (dossier.lines().filter(|one| one.kind == Kind::Line).count(), "line", "lines", "not in it"),
        (
            audit.checklist.earlier().count(),
            "earlier finding",
            "earlier findings",
            "not in it: they are no requirements",
        ),
    ];
    let told = lost.iter().filter(|(n, ..)| *n > 0);
    told.map(|(n, one, more, what)| format!("{}: {what}", counted(*n, one, more))).collect()
}
