//! The closing meeting on one page: what was found, when it is due, and what an audit can and cannot say.
//!
//! Must not know: files or printers. Twelve findings stay within sixty lines.

use crate::domain::audit::{Audit, Verdict};
use crate::domain::dates;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::fold::{Object, State};
use crate::domain::issue;

/// Columns of the page.
const WIDTH: usize = 96;
/// Lines that a finding's nature may take.
const NATURE: usize = 3;

/// The page: the findings as presented. What the register changed since is said, and not shown.
#[must_use]
pub fn sheet(audit: &Audit<'_>, register: &State) -> String {
    let mut findings = audit.findings();
    findings.sort_by_key(|finding| (finding.lacks("ref"), finding.text("ref").to_owned()));
    let mut lines = vec![format!("{}  {}", audit.id, audit.plan_text("title")).trim_end().to_owned()];
    lines.extend(dates_line(audit));
    lines.push(match issue::closing_day(audit) {
        Some(day) => format!("Closing meeting {}", dates::day_words(day)),
        None => "Closing meeting: not recorded yet; due dates are counted from it".to_owned(),
    });
    let all = audit.progress();
    let (looked, count, aside) = (all.looked_at, all.items, all.aside());
    lines.push(format!("Items looked at: {looked} of {count}{aside}. Findings: {}", counts(audit, &findings)));
    lines.extend(verified(audit).iter().flat_map(|words| wrapped(words, WIDTH, NATURE)));
    lines.extend(since(audit, register));
    lines.push(String::new());
    for finding in &findings {
        let grade = audit.programme.grade(finding.text("grade")).map_or("not graded", |grade| &grade.words);
        let criteria = finding.list("criteria").join(", ");
        let repeats = finding.list("recurrence_of").join(", ");
        let repeats = if repeats.is_empty() { String::new() } else { format!(", repeats {repeats}") };
        let head = format!("{} | {grade}{repeats} | {} | {criteria}", finding::name(finding), due(audit, finding));
        lines.extend(wrapped(head.trim_end_matches([' ', '|']), WIDTH, 1));
        let nature = if finding.lacks("nature") { finding::title(finding) } else { finding.text("nature") };
        lines.extend(wrapped(nature, WIDTH - 4, NATURE).into_iter().map(|line| format!("    {line}")));
    }
    if findings.is_empty() {
        lines.push("No finding is carried on.".to_owned());
    }
    lines.push(String::new());
    if findings.iter().any(|finding| finding.lacks("ref")) {
        lines.push("Some findings have no final reference yet: `workpaper present` gives them.".to_owned());
    }
    lines.push("Grades and due dates are this programme's own convention; days are calendar days.".to_owned());
    lines.push("An audit is a sample: other nonconformities may exist that it did not come upon.".to_owned());
    lines.join("\n")
}

/// What was found about earlier findings; nothing where none was to be verified.
fn verified(audit: &Audit<'_>) -> Option<String> {
    let each = audit.checklist.earlier().map(|item| match audit.standing(&item.id).verdict {
        Verdict::Open => format!("{} not verified", item.id),
        Verdict::Nonconforming => format!("{} not put right", item.id),
        Verdict::Conforms => format!("{} put right", item.id),
        other => format!("{} {}", item.id, other.words()),
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| format!("Earlier findings: {}", each.join(", ")))
}

/// What became of the findings after the closing meeting; nothing while none is issued.
fn since(audit: &Audit<'_>, register: &State) -> Option<String> {
    let issued: Vec<&Object> =
        register.of(Kind::Statement).filter(|statement| statement.text("audit") == audit.id).collect();
    let day = issued.first().map(|statement| dates::words_of(statement.text("issued")))?;
    let withdrawn = issued.iter().filter(|statement| !statement.lacks("withdrawn")).count();
    let revised = |statement: &&&Object| statement.lacks("withdrawn") && statement.text("revision") > "1";
    let revised = issued.iter().filter(revised).count();
    let changes: Vec<String> = [(revised, "revised"), (withdrawn, "withdrawn")]
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    let changes = if changes.is_empty() { String::new() } else { format!(", {} since", changes.join(", ")) };
    Some(format!(
        "Issued {day}{changes}. This page shows the findings as presented; `workpaper findings` as they stand."
    ))
}

fn dates_line(audit: &Audit<'_>) -> Option<String> {
    let span = |from: &str, to: &str| {
        let [from, to] = [from, to].map(|field| dates::words_of(audit.plan_text(field)));
        match (from.is_empty(), to.is_empty()) {
            (false, false) => format!("{from} to {to}"),
            (false, true) => format!("from {from}"),
            (true, false) => format!("to {to}"),
            (true, true) => String::new(),
        }
    };
    let (held, period) = (span("from", "to"), span("period_from", "period_to"));
    let mut parts = Vec::new();
    if !held.is_empty() {
        parts.push(format!("Audit {held}"));
    }
    if !period.is_empty() {
        parts.push(format!("period audited {period}"));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn counts(audit: &Audit<'_>, findings: &[&Object]) -> String {
    let ids = audit.programme.grades.iter().map(|grade| grade.id.as_str()).chain([""]);
    let each: Vec<String> = ids
        .map(|id| (id, findings.iter().filter(|finding| finding.text("grade") == id).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(id, count)| format!("{count} {}", if id.is_empty() { "not graded" } else { id }))
        .collect();
    if each.is_empty() { "none".to_owned() } else { each.join(", ") }
}

/// `due 17 Aug 2026`, or the days that will be counted from the closing meeting.
fn due(audit: &Audit<'_>, finding: &Object) -> String {
    let days = audit.programme.grade(finding.text("grade")).and_then(|grade| grade.days);
    match (issue::closing_day(audit), days) {
        (Some(day), _) => match issue::due(audit, finding, day) {
            due if due.is_empty() => "no due date".to_owned(),
            due => format!("due {}", dates::words_of(&due)),
        },
        (None, _) if !finding.lacks("due") => format!("due {}", dates::words_of(finding.text("due"))),
        (None, Some(days)) => format!("due {days} days from the closing meeting"),
        (None, None) => "no due date".to_owned(),
    }
}

/// A text in lines of at most `width`; what does not fit into `most` lines is cut, and the cut shows.
fn wrapped(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let last = lines.len() - 1;
        let gap = usize::from(!lines[last].is_empty());
        let room = if lines.len() == most && words.peek().is_some() { width.saturating_sub(6) } else { width };
        if lines[last].is_empty() || lines[last].chars().count() + gap + word.chars().count() <= room {
            if gap == 1 {
                lines[last].push(' ');
            }
            lines[last].extend(word.chars().take(width));
        } else if lines.len() == most {
            lines[last].push_str(" (...)");
            break;
        } else {
            lines.push(word.chars().take(width).collect());
        }
    }
    lines
}
