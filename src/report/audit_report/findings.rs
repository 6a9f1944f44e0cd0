//! The findings of an audit report: in full, as they were issued where they were, with all that became of the words since.
//!
//! Must not know: the other sections.

use super::matter::{Matter, is_withdrawn, repeats, title};
use crate::domain::audit::{Audit, Verdict};
use crate::domain::dates;
use crate::domain::dossier::Reported;
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::domain::followup::case::Case;
use crate::domain::followup::round::{happened, latest};
use crate::domain::ident::ObjectId;
use crate::domain::programme::Programme;
use crate::domain::{issue, sample};
use crate::report::document::{Block, Document, Group, Table, Tone, lines};

/// Names with what is known under them.
type Pairs = Vec<(String, Vec<String>)>;

/// Whether a grade is good practice: it is no nonconformity and nothing follows from it.
pub(super) fn is_good_practice(programme: &Programme, grade: &str) -> bool {
    !programme.is_nonconformity(grade) && programme.steps(grade).is_empty()
}

/// Every finding that is not good practice.
pub(super) fn findings(matter: &Matter<'_>, out: &mut Document) {
    let words = if out.draft.is_some() {
        "Findings that are not issued yet stand here as they are written so far."
    } else {
        "Each finding stands here in the words that were issued; what came after the issue follows them."
    };
    out.blocks.push(Block::Text(words.to_owned()));
    each(matter, out, false, "No finding is carried on.");
}

/// What is worth following elsewhere.
pub(super) fn good_practice(matter: &Matter<'_>, out: &mut Document) {
    each(matter, out, true, "None is recorded.");
}

fn each(matter: &Matter<'_>, out: &mut Document, good: bool, none: &str) {
    let before = out.blocks.len();
    for one in &matter.found {
        if is_good_practice(matter.audit.programme, one.object().text("grade")) == good {
            out.blocks.push(Block::Group(group(matter, one)));
        }
    }
    if out.blocks.len() == before {
        out.blocks.push(Block::Text(none.to_owned()));
    }
}

fn group(matter: &Matter<'_>, one: &Reported<'_>) -> Group {
    let object = one.object();
    let grade = object.text("grade");
    let heading = format!("{} · {} · {}", matter.name(one), matter.grade(grade), title(object));
    let mut blocks = Vec::new();
    if let Some(case) = &one.case {
        if !case.statement.lacks("withdrawn") {
            let reason = case.statement.text("withdrawn");
            blocks.push(Block::Notice(format!("Withdrawn: it does not stand any more. Reason: {reason}")));
        }
        if !case.statement.lacks("overridden") {
            blocks.push(Block::Notice(format!("Issued over the gate: {}", case.statement.text("overridden"))));
        }
    }
    blocks.push(Block::Pairs(body(matter, one)));
    Group { title: heading, tone: Tone(matter.audit.programme.rank(grade)), blocks }
}

fn body(matter: &Matter<'_>, one: &Reported<'_>) -> Pairs {
    let (audit, object) = (&matter.audit, one.object());
    let nonconformity = audit.programme.is_nonconformity(object.text("grade"));
    let mut pairs: Pairs = Vec::new();
    let mut put = |words: &str, values: Vec<String>, always: bool| {
        if always || !values.is_empty() {
            let values = if values.is_empty() { vec!["not stated".to_owned()] } else { values };
            pairs.push((words.to_owned(), values));
        }
    };
    let text = |field: &str| lines(object.text(field));
    put("Criteria", joined(object.list("criteria")), true);
    put("Requirement", text("requirement"), true);
    put("Evidence", text("evidence"), true);
    put("Nature", text("nature"), true);
    put("Process or place", text("process"), false);
    let (evidence, samples) = rests_on(audit, one);
    put("Evidence items", evidence, false);
    put("Samples", samples, false);
    put("Said and seen", matter.quotes(one), false);
    put("Auditee's view", view(audit, one), true);
    put("Repeats", joined(repeats(one)), false);
    put("Due", due(audit, one), nonconformity);
    if let Some(case) = &one.case {
        for (words, values) in since(case) {
            put(words, values, false);
        }
    }
    pairs
}

fn joined(list: &[String]) -> Vec<String> {
    if list.is_empty() { Vec::new() } else { vec![list.join(", ")] }
}

/// What it rests on, written out: evidence items and samples.
fn rests_on(audit: &Audit<'_>, one: &Reported<'_>) -> (Vec<String>, Vec<String>) {
    let object = one.object();
    if object.kind == Kind::Statement {
        let told = |field: &str| object.list(field).iter().map(|line| line.replace(" | ", "; ")).collect();
        return (told("evidence_items"), told("samples"));
    }
    let linked = |field: &str| object.refs(field).filter_map(|id| audit.state.get(&id)).collect::<Vec<&Object>>();
    let evidence =
        linked("evidence_items").into_iter().map(|one| issue::evidence_line(one).replace(" | ", "; ")).collect();
    let samples = linked("samples").into_iter().map(|s| format!("{}; {}", s.label, sample::sentence(s))).collect();
    (evidence, samples)
}

fn view(audit: &Audit<'_>, one: &Reported<'_>) -> Vec<String> {
    let told = lines(one.object().text("auditee_view"));
    match one.finding.filter(|_| told.is_empty() && !one.is_issued()) {
        Some(draft) => lines(issue::statement(audit, draft).get("auditee_view").map_or("", |value| value.text())),
        None => told,
    }
}

/// When it is due, and how often that was moved. A draft without a closing meeting has the days that will be counted.
fn due(audit: &Audit<'_>, one: &Reported<'_>) -> Vec<String> {
    let object = one.object();
    let none = || "no due date".to_owned();
    let day = match (&one.case, issue::closing_day(audit)) {
        (Some(case), _) => case.statement.text("due").to_owned(),
        (None, Some(closing)) => issue::due(audit, object, closing),
        (None, None) => object.text("due").to_owned(),
    };
    let days = audit.programme.grade(object.text("grade")).and_then(|grade| grade.days);
    let mut told = vec![match (day.is_empty(), days) {
        (false, _) => dates::words_of(&day),
        (true, Some(days)) if !one.is_issued() => {
            format!("{days} days from the closing meeting, which is not recorded yet")
        }
        (true, _) => none(),
    }];
    told.extend(object.list("extensions").iter().map(|extension| extended(extension)));
    if told == [none()] && !audit.is_nonconformity(object) { Vec::new() } else { told }
}

/// `2026-10-30 | by | reason | was 2026-09-16 | on` in words.
fn extended(extension: &str) -> String {
    let parts: Vec<String> = extension
        .split('|')
        .map(str::trim)
        .map(|part| {
            part.strip_prefix("was ")
                .map_or_else(|| dates::words_of(part), |day| format!("was {}", dates::words_of(day)))
        })
        .collect();
    format!("extended to {}", parts.join(", "))
}

/// What happened to it after it was issued: raised and issued, revisions, correction, stage.
fn since(case: &Case<'_>) -> Vec<(&'static str, Vec<String>)> {
    let statement = case.statement;
    let mut told = Vec::new();
    let issued = dates::words_of(statement.text("issued"));
    let addendum = if statement.text("addendum") == "yes" { ", as an addendum to an earlier issue" } else { "" };
    told.push(("Issued", if issued.is_empty() { Vec::new() } else { vec![format!("{issued}{addendum}")] }));
    let number = statement.text("revision");
    let revised = number.parse::<u32>().is_ok_and(|number| number > 1);
    let reason = statement.text("revision_reason");
    told.push(("Revised", if revised { vec![format!("revision {number}: {reason}")] } else { Vec::new() }));
    let step = |name: &str| latest(&case.rounds, name);
    let correction = step("correction").or_else(|| step("no-correction"));
    let said = |step: &Object| {
        let none = if step.text("step") == "no-correction" { "none needed: " } else { "" };
        vec![format!("{none}{} ({})", step.text("text"), dates::day_words(happened(step)))]
    };
    told.push(("Correction", correction.map(said).unwrap_or_default()));
    let closed = case.closed().map(|on| format!(" on {}", dates::day_words(on))).unwrap_or_default();
    let next = if case.next.words.is_empty() { String::new() } else { format!("; next: {}", case.next.words) };
    told.push(("In the register", vec![format!("{}{closed}{next}", case.stage.words())]));
    let over = case.closing.filter(|closing| !closing.lacks("overridden"));
    told.push((
        "Closed over the gate",
        over.map(|closing| vec![closing.text("overridden").to_owned()]).unwrap_or_default(),
    ));
    told
}

/// What this audit found out about findings of earlier ones.
pub(super) fn earlier(matter: &Matter<'_>, out: &mut Document) {
    let audit = &matter.audit;
    let repeating = |reference: &str| -> Vec<String> {
        let repeating = |one: &&Reported<'_>| !is_withdrawn(one) && repeats(one).iter().any(|known| known == reference);
        matter.found.iter().filter(repeating).map(|one| matter.name(one)).collect()
    };
    let heads = ["Reference", "Title", "This audit's verdict", "Repeated by", "In the register"];
    let rows = audit.checklist.earlier().map(|item| {
        let verdict = match audit.standing(&item.id).verdict {
            Verdict::Open => "not verified",
            Verdict::Nonconforming => "not put right",
            Verdict::Conforms => "put right",
            other => other.words(),
        };
        let reason = audit.reason(&item.id);
        let verdict = if reason.is_empty() { verdict.to_owned() } else { format!("{verdict}: {reason}") };
        let statement = matter.dossier.book.statements().find(|statement| statement.label == item.id);
        let stage = statement.map_or("not in it", |statement| matter.dossier.book.case(statement).stage.words());
        vec![item.id.clone(), item.title.clone(), verdict, repeating(&item.id).join(", "), stage.to_owned()]
    });
    let table = Table::new("Earlier findings verified", &heads).rows(rows);
    let some = !table.rows.is_empty();
    out.table(table, "No earlier finding was taken into this audit's checklist to be verified.");
    if some {
        out.blocks.push(Block::Text(
            "These verdicts are the audit's and close nothing: the check of the effect is a step of the register."
                .to_owned(),
        ));
    }
    let mut named: Vec<&String> = matter.found.iter().filter(|one| !is_withdrawn(one)).flat_map(repeats).collect();
    named.retain(|reference| audit.checklist.item(reference).is_none());
    named.sort();
    named.dedup();
    let told = named.iter().map(|reference| {
        format!("{reference} is repeated by {}: it was not put right for good.", repeating(reference).join(", "))
    });
    let told: Vec<String> = told.collect();
    if !told.is_empty() {
        out.blocks.push(Block::List(told));
    }
}

/// Findings that the auditee disputed, each with what is recorded of it.
pub(super) fn disputed(matter: &Matter<'_>) -> Vec<String> {
    let audit = &matter.audit;
    let closing = audit.of(Kind::Meeting).filter(|meeting| meeting.text("which") == "closing");
    let mut views: Vec<(ObjectId, String)> = Vec::new();
    for view in closing.flat_map(|meeting| meeting.list("views")) {
        let parts: Vec<&str> = view.split('|').map(str::trim).collect();
        let says = |at: usize| parts.get(at).copied().unwrap_or_default();
        if says(1).eq_ignore_ascii_case("disputed")
            && let Some(object) = audit.find(says(0))
        {
            views.push((object.id.clone(), says(3).to_owned()));
        }
    }
    let mut told = Vec::new();
    for one in &matter.found {
        let name = matter.name(one);
        let view = one.object().text("auditee_view");
        let meeting = views.iter().filter(|(id, _)| one.finding.is_some_and(|finding| finding.id == *id));
        if view.trim().to_lowercase().starts_with("disputed") {
            told.push(format!("{name}: {}", lines(view).join(" ")));
        } else {
            told.extend(meeting.map(|(_, words)| format!("{name}, disputed in the closing meeting: {words}")));
        }
        let after = one.case.as_ref().and_then(|case| latest(&case.rounds, "dispute"));
        told.extend(after.map(|step| {
            let by = if step.lacks("by") { String::new() } else { format!(" by {}", step.text("by")) };
            let on = dates::day_words(happened(step));
            format!("{name}, disputed in the register on {on}{by}: {}", step.text("text"))
        }));
    }
    told
}
