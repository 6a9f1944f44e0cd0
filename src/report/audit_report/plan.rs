//! The first half of an audit report: what was to be audited, and how that was done.
//!
//! Must not know: any finding.

use super::matter::{Matter, or_not_stated};
use crate::domain::audit::{Audit, Verdict, counted, when};
use crate::domain::checklist::Item;
use crate::domain::dates;
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::domain::progress::Progress;
use crate::domain::{finding, issue, review};
use crate::report::document::{Block, Document, Table};
use chrono::NaiveDateTime;
use std::collections::BTreeMap;

/// What stands where the plan says nothing.
const NOT_STATED: &str = "Not stated in the plan.";

/// The parts of a line of the plan: `LA | Lead auditor | 7.5`.
fn parts<const N: usize>(line: &str) -> [String; N] {
    let mut parts = line.splitn(N, '|').map(|part| part.trim().to_owned());
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// From one day to another, in words; empty where neither is known.
fn span(audit: &Audit<'_>, from: &str, to: &str) -> String {
    let [from, to] = [from, to].map(|field| dates::words_of(audit.plan_text(field)));
    match (from.is_empty(), to.is_empty()) {
        (false, false) => format!("{from} to {to}"),
        (false, true) => format!("from {from}"),
        (true, false) => format!("until {to}"),
        (true, true) => String::new(),
    }
}

/// Title and identification.
pub(super) fn identification(matter: &Matter<'_>, out: &mut Document) {
    let (dossier, audit) = (matter.dossier, &matter.audit);
    let text = |field: &str| vec![or_not_stated(audit.plan_text(field))];
    let issuer = audit.plan_text("issuer");
    let issuer = if issuer.is_empty() { or_not_stated("") } else { dossier.who(issuer) };
    let closing = issue::closing_day(audit).map(dates::day_words);
    let last = dossier.last().map(|at| format!("{} {}", dates::day_words(at.date_naive()), at.format("%H:%M %:z")));
    let checklists: Vec<String> = audit.plan_list("checklists").to_vec();
    let checklists = if checklists.is_empty() { audit.checklist.title.clone() } else { checklists.join(", ") };
    let state = match &out.draft {
        Some(why) => format!("draft: {why}"),
        None => "final: every finding that is carried on is issued".to_owned(),
    };
    let mut pairs = vec![
        ("Audit".to_owned(), vec![audit.id.to_owned()]),
        ("Title".to_owned(), text("title")),
        ("Organisation".to_owned(), vec![or_not_stated(dossier.organisation)]),
        ("Audit client".to_owned(), text("client")),
        ("Held".to_owned(), vec![or_not_stated(&span(audit, "from", "to"))]),
        ("Period audited".to_owned(), vec![or_not_stated(&span(audit, "period_from", "period_to"))]),
        ("Closing meeting".to_owned(), vec![closing.unwrap_or_else(|| "not recorded".to_owned())]),
        ("Report date".to_owned(), vec![or_not_stated(&dates::words_of(audit.plan_text("report_date")))]),
        ("Issued by".to_owned(), vec![issuer]),
        ("Checklists".to_owned(), vec![or_not_stated(&checklists)]),
        ("State".to_owned(), vec![state]),
        ("Latest entry".to_owned(), vec![last.unwrap_or_else(|| "none".to_owned())]),
    ];
    let copied = audit.plan_text("copied_from");
    if !copied.is_empty() {
        pairs.push(("Planned from".to_owned(), vec![copied.to_owned()]));
    }
    out.blocks.push(Block::Pairs(pairs));
}

/// What the audit was to find out.
pub(super) fn objectives(matter: &Matter<'_>, out: &mut Document) {
    let audit = &matter.audit;
    out.texts(audit.plan_text("objectives"), NOT_STATED);
}

/// What it covers, and what was left out on purpose.
pub(super) fn scope(matter: &Matter<'_>, out: &mut Document) {
    let audit = &matter.audit;
    out.texts(audit.plan_text("scope"), NOT_STATED);
    let period = span(audit, "period_from", "period_to");
    out.blocks.push(Block::Text(match period.as_str() {
        "" => "Period audited: not stated.".to_owned(),
        period => format!("Period audited: {period}."),
    }));
    out.blocks.push(Block::Heading("Not in scope".to_owned()));
    out.texts(audit.plan_text("not_in_scope"), NOT_STATED);
    out.blocks.push(Block::Heading("Items in scope".to_owned()));
    out.table(coverage(audit), "The checklist of this audit holds no item.");
}

/// The items of each section, and how far they were looked at.
fn coverage(audit: &Audit<'_>) -> Table {
    let heads = ["Section", "Title", "Items", "Looked at", "Not audited", "Not applicable", "Open"];
    let mut table = Table::new("Items by section", &heads).numbers(&[2, 3, 4, 5, 6]);
    let row = |id: &str, title: &str, of: Progress| {
        let open = of.items - of.looked_at - of.not_audited - of.not_applicable;
        let numbers = [of.items, of.looked_at, of.not_audited, of.not_applicable, open];
        [id, title].into_iter().map(str::to_owned).chain(numbers.iter().map(ToString::to_string)).collect()
    };
    let headed = audit.checklist.sections.iter().map(|section| (section.id.as_str(), section.title.as_str()));
    for (id, title) in headed.chain([("", "Without a section")]) {
        let of = audit.progress_of(audit.checklist.requirements().filter(|item| item.section == id));
        if of.items > 0 {
            table.rows.push(row(id, title, of));
        }
    }
    if table.rows.len() > 1 {
        table.rows.push(row("All", "", audit.progress()));
    }
    table
}

/// What it was audited against.
pub(super) fn criteria(matter: &Matter<'_>, out: &mut Document) {
    let audit = &matter.audit;
    let row = |line: &String| {
        if line.contains('|') {
            parts::<3>(line).to_vec()
        } else {
            vec![String::new(), line.trim().to_owned(), String::new()]
        }
    };
    let rows = audit.plan_list("criteria").iter().map(row);
    out.table(Table::new("Criteria", &["Code", "Document", "Version"]).rows(rows), NOT_STATED);
}

/// What limits it, and every item that was not covered, with its reason.
pub(super) fn limits(matter: &Matter<'_>, out: &mut Document) {
    let audit = &matter.audit;
    out.texts(audit.plan_text("limitations"), "No limitation is stated in the plan.");
    let all = audit.progress();
    out.blocks.push(Block::Text(format!(
        "Looked at: {} of {}{}.",
        all.looked_at,
        counted(all.items, "item", "items"),
        all.aside()
    )));
    let of = |verdict: Verdict| {
        let mut items: Vec<&Item> = audit.checklist.requirements().collect();
        items.retain(|item| audit.standing(&item.id).verdict == verdict);
        items
    };
    let reason = |item: &Item| or_not_stated(audit.reason(&item.id));
    out.blocks.push(Block::Heading("Not audited".to_owned()));
    let rows = of(Verdict::NotAudited).into_iter().map(|item| vec![item.id.clone(), item.title.clone(), reason(item)]);
    out.table(Table::new("Items not audited", &["Item", "Title", "Why"]).rows(rows), "None.");
    out.blocks.push(Block::Heading("Not applicable".to_owned()));
    let rows = of(Verdict::NotApplicable).into_iter().map(|item| {
        let soa = audit.soa.and_then(|soa| soa.exclusion(&item.id));
        let soa = soa.unwrap_or_else(|| "no exclusion on file".to_owned());
        vec![item.id.clone(), item.title.clone(), reason(item), soa]
    });
    let heads = ["Item", "Title", "Why", "Statement of Applicability"];
    out.table(Table::new("Controls not applicable", &heads).rows(rows), "None.");
    out.blocks.push(Block::Heading("Open".to_owned()));
    let rows = of(Verdict::Open).into_iter().map(|item| {
        let looked = audit.standing(&item.id).looked_at;
        let state = if looked { "noted, but without a verdict" } else { "not looked at" };
        vec![item.id.clone(), item.title.clone(), state.to_owned()]
    });
    let none = "None: every item has a verdict.";
    out.table(Table::new("Items without a verdict", &["Item", "Title", "State"]).rows(rows), none);
    unsettled(audit, out);
}

/// Things asked for that never came, questions left, and fields on which the team's records disagree.
fn unsettled(audit: &Audit<'_>, out: &mut Document) {
    let open: Vec<&Object> = audit.open_lines().collect();
    let asked: Vec<String> =
        open.iter().filter(|line| line.text("mark") == "&").map(|line| finding::quote(audit, line)).collect();
    if !asked.is_empty() {
        out.blocks.push(Block::Heading("Asked for, not received".to_owned()));
        out.blocks.push(Block::List(asked));
    }
    let questions = open.iter().filter(|line| line.text("mark") == "?").count();
    if questions > 0 {
        let words = counted(questions, "question is", "questions are");
        out.blocks.push(Block::Text(format!("{words} recorded as not settled.")));
    }
    let conflicts: Vec<String> = audit
        .state
        .conflicts()
        .iter()
        .filter(|conflict| conflict.object.text("mark") != "~")
        .map(|conflict| {
            let object = conflict.object;
            let name = if object.label.is_empty() { object.id.as_str() } else { &object.label };
            let field = crate::domain::fields::spec(object.kind).field(conflict.name);
            format!("{name}: {}", field.map_or(conflict.name, |field| field.words))
        })
        .collect();
    if !conflicts.is_empty() {
        out.blocks.push(Block::Notice(
            "Two members of the team recorded different values, and nobody has settled which stands. The later one is \
             shown here:"
                .to_owned(),
        ));
        out.blocks.push(Block::List(conflicts));
    }
}

/// Who audited, and what they run themselves.
pub(super) fn team(matter: &Matter<'_>, out: &mut Document) {
    let (dossier, audit) = (matter.dossier, &matter.audit);
    let rows = audit.plan_list("team").iter().map(|line| {
        let [initials, role, areas] = parts::<3>(line);
        let areas = if areas.is_empty() { "none stated".to_owned() } else { areas };
        if dossier.roles_only { vec![role, areas] } else { vec![initials, role, areas] }
    });
    let heads: &[&str] = if dossier.roles_only { &["Role", "Runs"] } else { &["Initials", "Role", "Runs"] };
    out.table(Table::new("Audit team", heads).rows(rows), NOT_STATED);
    let months = audit.programme.independence_months;
    out.blocks.push(Block::Text(format!(
        "Independence: nobody should audit an area that they run or ran within {months} months, the programme's own period."
    )));
    let mut own: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for remark in review::by_rule(audit, "independence") {
        let initials = remark.text.split(' ').next().unwrap_or_default().to_owned();
        own.entry(initials).or_default().push(remark.subject);
    }
    if own.is_empty() && !audit.plan_list("team").is_empty() {
        out.blocks.push(Block::Text(
            "By the record, no member audited an item of an area that the plan says they run.".to_owned(),
        ));
    }
    for (initials, items) in own {
        let who = dossier.who(&initials);
        out.blocks.push(Block::Notice(format!(
            "{who} recorded something on an area that the plan says they run: {}.",
            items.join(", ")
        )));
    }
}

fn is_remote(interview: &Object) -> bool {
    interview.text("place").trim_start().to_lowercase().starts_with("remote")
}

/// How it was audited; what was done from afar is named.
pub(super) fn methods(matter: &Matter<'_>, out: &mut Document) {
    let (dossier, audit) = (matter.dossier, &matter.audit);
    out.texts(audit.plan_text("method"), NOT_STATED);
    let interviews: Vec<&Object> = audit.of(Kind::Interview).collect();
    let remote: Vec<&&Object> = interviews.iter().filter(|interview| is_remote(interview)).collect();
    out.blocks.push(Block::Text(format!(
        "Recorded: {}, {} of them remote; {} of what was said, seen and read; {}; {}.",
        counted(interviews.len(), "interview", "interviews"),
        remote.len(),
        counted(dossier.lines().filter(|line| line.kind == Kind::Line).count(), "line", "lines"),
        counted(audit.of(Kind::Evidence).count(), "evidence item", "evidence items"),
        counted(audit.of(Kind::Sample).count(), "sample", "samples"),
    )));
    if !remote.is_empty() {
        out.blocks.push(Block::Heading("Remote interviews".to_owned()));
        let told = |interview: &&&Object| {
            format!("{}, {}: {}", interview.label, interview.text("place"), interview.list("roles").join("; "))
        };
        out.blocks.push(Block::List(remote.iter().map(told).collect()));
    }
    let recorded = interviews.iter().filter(|interview| !interview.lacks("recording"));
    let recorded: Vec<String> = recorded.map(|one| format!("{}: {}", one.label, one.text("recording"))).collect();
    if !recorded.is_empty() {
        out.blocks.push(Block::Heading("Recordings".to_owned()));
        out.blocks.push(Block::List(recorded));
    }
}

/// `16 Jun 2026 09:00 to 10:20`; the end alone as the record has it.
fn times(object: &Object, from: &str) -> (NaiveDateTime, String) {
    let begun = dates::parse_moment(object.text(from)).unwrap_or_else(|| when(object));
    let until = match dates::parse_moment(object.text("ended")) {
        Some(end) if end.date() == begun.date() => format!(" to {}", end.format("%H:%M")),
        Some(end) => format!(" to {} {}", dates::day_words(end.date()), end.format("%H:%M")),
        None => " (end not recorded)".to_owned(),
    };
    (begun, format!("{} {}{until}", dates::day_words(begun.date()), begun.format("%H:%M")))
}

/// Interviews and meetings as they happened, then what was planned.
pub(super) fn agenda(matter: &Matter<'_>, out: &mut Document) {
    let audit = &matter.audit;
    let mut held: Vec<(NaiveDateTime, Vec<String>)> = Vec::new();
    for meeting in audit.of(Kind::Meeting) {
        let (at, told) = times(meeting, "held");
        let what = format!("{} meeting", meeting.text("which")).trim().to_owned();
        let row = [&*told, &meeting.label, &what, meeting.text("place"), &meeting.list("roles").join("; ")];
        held.push((at, row.map(str::to_owned).to_vec()));
    }
    for interview in audit.of(Kind::Interview) {
        let (at, told) = times(interview, "started");
        let items = interview.list("items");
        let items = if items.is_empty() { String::new() } else { format!(" on {}", items.join(", ")) };
        let what = format!("interview{items}, by {}", matter.by(&interview.made.by));
        let row = [&*told, &interview.label, &what, interview.text("place"), &interview.list("roles").join("; ")];
        held.push((at, row.map(str::to_owned).to_vec()));
    }
    held.sort_by_key(|(at, _)| *at);
    let heads = ["When", "No.", "What", "Place", "Present"];
    let table = Table::new("Agenda as held", &heads).rows(held.into_iter().map(|(_, row)| row));
    out.table(table, "No interview and no meeting is recorded.");
    let planned = audit.plan_list("agenda");
    if !planned.is_empty() {
        out.blocks.push(Block::Heading("As planned".to_owned()));
        let rows = planned.iter().map(|line| {
            let [when, what, items, roles] = parts::<4>(line);
            // `2026-06-16 09:00-12:00`: the day for people, the rest as it stands.
            let (day, rest) = when.split_once(' ').unwrap_or((&when, ""));
            vec![format!("{} {rest}", dates::words_of(day)).trim().to_owned(), what, items, roles]
        });
        out.blocks.push(Block::Table(Table::new("Agenda as planned", &["When", "What", "Items", "Roles"]).rows(rows)));
    }
}
