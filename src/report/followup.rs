//! One nonconformity as a page of text: the statement, where it stands, the parts of 10.2 with what is there, what is
//! missing, the history. And what an owner has open, as a text for a mail.
//!
//! Must not know: which command or screen shows it.

use crate::domain::dates;
use crate::domain::fold::Object;
use crate::domain::followup::case::{Book, Case};
use crate::domain::followup::history::{Event, history};
use crate::domain::followup::likeness::likenesses;
use crate::domain::followup::round::{day, number};
use crate::domain::summary::{self, Row};
use chrono::NaiveDate;

/// The parts of 10.2, with the steps that belong to each.
pub const PARTS: &[(char, &str)] = &[
    ('a', "react: correction, consequences"),
    ('b', "review, cause, similar cases"),
    ('c', "actions"),
    ('d', "effectiveness"),
    ('e', "changes of the management system"),
];

/// Where the words of a line begin, behind its heading.
pub const HANGING: usize = 17;

fn put(out: &mut Vec<String>, head: &str, text: &str) {
    for (nth, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        out.push(format!("  {:<14} {}", if nth == 0 { head } else { "" }, line.trim_end()));
    }
}

/// The whole page, one line a member.
#[must_use]
pub fn page(book: &Book<'_>, case: &Case<'_>, today: NaiveDate) -> Vec<String> {
    let statement = case.statement;
    let row = summary::row(case);
    let mut out = vec![format!("{}  {}  {}", row.reference, row.grade, row.title)];
    put(&mut out, "Stage", &standing(&row, today));
    put(&mut out, "Recurring", &row.recurring_of.join(", "));
    put(&mut out, "Source", &[row.source.as_str(), row.audit.as_str(), row.source_ref.as_str()].join(" "));
    put(&mut out, "Criteria", &row.criteria.join(", "));
    for (head, text) in statement_fields(statement) {
        put(&mut out, head, text);
    }
    put(&mut out, "Withdrawn", statement.text("withdrawn"));
    let raised = dates::words_of(&row.raised);
    let due = if statement.lacks("due") { "no date".to_owned() } else { dates::words_of(statement.text("due")) };
    put(&mut out, "Raised", &format!("{raised}, due {due}, {} days ago", row.age(today)));
    for extension in statement.list("extensions") {
        put(&mut out, "Extended", extension);
    }
    let told = history(case);
    for (part, words) in PARTS {
        out.push(String::new());
        out.push(format!("{part}) {words}"));
        let own: Vec<&Event> = told.iter().filter(|event| event.part == *part).collect();
        out.extend(own.iter().flat_map(|event| event_lines(event, case.rounds.len() > 1)));
        if own.is_empty() {
            out.push("  -".to_owned());
        }
    }
    let other: Vec<&Event> = told.iter().filter(|event| event.part == ' ').collect();
    if !other.is_empty() {
        out.extend([String::new(), "Decisions".to_owned()]);
        out.extend(other.iter().flat_map(|event| event_lines(event, case.rounds.len() > 1)));
    }
    if !row.missing.is_empty() {
        out.extend([String::new(), "Missing before it can be closed".to_owned()]);
        out.extend(row.missing.iter().map(|words| format!("  {words}")));
    }
    if !row.overridden.is_empty() {
        let missing = case.closing.map(|closing| closing.list("missing").join("; ")).unwrap_or_default();
        out.extend([String::new(), format!("Closed over the gate: {} (missing: {missing})", row.overridden)]);
    }
    let alike = likenesses(book, case);
    if !alike.is_empty() {
        out.extend([String::new(), "Perhaps a repetition".to_owned()]);
        out.extend(alike.into_iter().map(|like| format!("  {}", like.words())));
    }
    out
}

/// The words of a statement, under their headings; those that are empty are left out.
#[must_use]
pub fn statement_fields(statement: &Object) -> Vec<(&'static str, &str)> {
    let all = [
        ("Requirement", "requirement"),
        ("Evidence", "evidence"),
        ("Nature", "nature"),
        ("Auditee", "auditee_view"),
        ("Process", "process"),
    ];
    all.into_iter().map(|(words, name)| (words, statement.text(name))).filter(|(_, text)| !text.is_empty()).collect()
}

/// Stage, next step, who, by when, how late.
#[must_use]
pub fn standing(row: &Row, today: NaiveDate) -> String {
    let closed = if row.closed.is_empty() { String::new() } else { format!(" on {}", dates::words_of(&row.closed)) };
    let mut parts = vec![format!("{}{closed}", row.stage)];
    if !row.next_step.is_empty() {
        let due = if row.due.is_empty() { String::new() } else { format!(" by {}", dates::words_of(&row.due)) };
        parts.push(format!("next: {}{due}, waits on {}", row.next_step, row.waiting_on));
    }
    parts.extend(row.late(today).map(|days| format!("overdue by {}", counted(days))));
    parts.join("; ")
}

fn counted(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// An event: date, what, by whom, then its words.
#[must_use]
pub fn event_lines(event: &Event, rounds: bool) -> Vec<String> {
    let round = if rounds { format!("round {}, ", event.round) } else { String::new() };
    let noted = if event.on == event.recorded {
        String::new()
    } else {
        format!(", recorded {}", dates::day_words(event.recorded))
    };
    let mut lines = vec![format!("  {:<12} {} ({round}{}{noted})", dates::day_words(event.on), event.what, event.by)];
    lines.extend(event.words.iter().flat_map(|words| words.lines()).map(|words| format!("  {:<12} {words}", "")));
    lines
}

/// What somebody has open, and by when what is wanted: a text to paste into a mail.
#[must_use]
pub fn brief(book: &Book<'_>, owner: &str, today: NaiveDate) -> Vec<String> {
    let wanted = owner.trim().to_lowercase();
    let is = |text: &str| text.to_lowercase().contains(&wanted);
    let mut found: Vec<(Case<'_>, Row)> = book.cases().map(summarised).collect();
    found.retain(|(case, row)| {
        let acts = case.round().open().any(|action| is(action.text("owner")));
        row.is_open(today) && (is(&row.owner) || is(&row.waiting_on) || acts)
    });
    found.sort_by(|a, b| (a.1.due.is_empty(), &a.1.due).cmp(&(b.1.due.is_empty(), &b.1.due)));
    let mut out = vec![format!("Open findings for {owner} as of {}: {}", dates::day_words(today), found.len())];
    for (case, row) in &found {
        out.push(String::new());
        let kind = book.programme().grade(&row.grade).map_or(row.grade.as_str(), |grade| grade.words.as_str());
        out.push(format!("{} ({kind}, {}): {}", row.reference, row.criterion(), row.title));
        out.push(format!("  {}", standing(row, today)));
        for action in case.round().open().filter(|action| is(action.text("owner"))) {
            let late = day(action, "due").map_or(0, |due| (today - due).num_days());
            let late = if late > 0 { format!(" ({} late)", counted(late)) } else { String::new() };
            let due = dates::words_of(action.text("due"));
            out.push(format!("  Action {}, by {due}{late}: {}", number(action), action.text("text")));
        }
        out.extend(row.missing.iter().map(|words| format!("  Still missing: {words}")));
    }
    out
}

fn summarised(case: Case<'_>) -> (Case<'_>, Row) {
    let row = summary::row(&case);
    (case, row)
}
