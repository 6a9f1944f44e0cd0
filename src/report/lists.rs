//! The lists that leave the program: findings, register, checklist results, evidence, samples and their results,
//! interviews, meetings. Defined once, for every format.
//!
//! Must not know: any format. Columns bear the names that `--json` gives the same things. Private lines are in none of
//! them; who recorded something goes out as the dossier has it.

use super::object;
use super::table::{Cell, Draft, List, Shape};
use crate::domain::audit::Audit;
use crate::domain::criterion;
use crate::domain::dossier::{Dossier, Reported};
use crate::domain::fields::{self, Kind, spec};
use crate::domain::finding;
use crate::domain::fold::{Object, State};
use crate::domain::followup::case::Book;
use crate::domain::ident::ObjectId;
use crate::domain::programme::Programme;
use crate::domain::sample;
use crate::domain::summary::{self, Row};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The lists of a dossier: without an audit the register alone.
#[must_use]
pub fn lists(dossier: &Dossier<'_>) -> Vec<List> {
    if dossier.audit.is_none() {
        return vec![register(dossier)];
    }
    all(dossier)
}

/// All lists without a row: what there is to be told of their form.
#[must_use]
pub fn forms() -> Vec<List> {
    let (state, programme) = (State::default(), Programme::default());
    all(&Dossier::new(None, Book::new(&state, &programme), "", NaiveDate::default()))
}

fn all(dossier: &Dossier<'_>) -> Vec<List> {
    vec![
        findings(dossier),
        register(dossier),
        checklist(dossier),
        evidence(dossier),
        samples(dossier),
        sample_results(dossier),
        interviews(dossier),
        meetings(dossier),
    ]
}

/// A finding, and where it stands once it is issued.
struct Found<'a> {
    reported: Reported<'a>,
    standing: Option<Row>,
}

impl<'a> Found<'a> {
    fn new(reported: Reported<'a>) -> Self {
        let standing = reported.case.as_ref().map(summary::row);
        Self { reported, standing }
    }

    fn text(&self, field: &str) -> String {
        self.reported.object().text(field).to_owned()
    }

    fn list(&self, field: &str) -> Vec<String> {
        self.reported.object().list(field).to_vec()
    }

    /// Of the finding in the audit: the statement does not hold it, or holds it in words.
    fn own(&self, field: &str) -> &[String] {
        self.reported.finding.map_or(&[], |finding| finding.list(field))
    }

    /// Of what was issued.
    fn issued(&self, field: &str) -> &str {
        self.reported.case.as_ref().map_or("", |case| case.statement.text(field))
    }

    fn reference(&self) -> String {
        let draft = || self.reported.finding.map_or("", |finding| finding.text("ref")).to_owned();
        self.standing.as_ref().map_or_else(draft, |row| row.reference.clone())
    }

    fn stage(&self) -> String {
        let draft = || if self.reference().is_empty() { "draft" } else { "presented" }.to_owned();
        self.standing.as_ref().map_or_else(draft, |row| row.stage.clone())
    }
}

fn findings(dossier: &Dossier<'_>) -> List {
    let (audit, today) = (dossier.audit, dossier.today);
    let id = audit.map_or("", |audit| audit.id);
    Draft::new("findings", "Findings")
        .text("ref", "Reference", Found::reference)
        .text("label", "Draft", |found: &Found<'_>| {
            found.reported.finding.map_or("", |finding| finding.label.as_str()).to_owned()
        })
        .text("audit", "Audit", move |_| id.to_owned())
        .column(Shape::Grade, "grade", "Grade", |found| Cell::text(found.text("grade")))
        .text("stage", "Stage", Found::stage)
        .text("title", "Title", |found| finding::title(found.reported.object()).to_owned())
        .many("criteria", "Criteria", |found| found.list("criteria"))
        .text("requirement", "Requirement", |found| found.text("requirement"))
        .text("evidence", "Evidence", |found| found.text("evidence"))
        .text("nature", "Nature", |found| found.text("nature"))
        .text("process", "Process or place", |found| found.text("process"))
        .text("auditee_view", "Auditee's view", |found| found.text("auditee_view"))
        .many("recurrence_of", "Repeats", |found| found.list("recurrence_of"))
        .many("items", "Related items", |found| found.own("items").to_vec())
        .many("evidence_items", "Evidence items", move |found| names(audit, found.own("evidence_items")))
        .many("samples", "Samples", move |found| names(audit, found.own("samples")))
        .column(Shape::Moment, "observed", "Noted at", |found| {
            Cell::moment(found.reported.finding.map_or("", |finding| finding.text("observed")))
        })
        .day("issued", "Issued", |found| found.issued("issued").to_owned())
        .day("due", "Due", |found| found.standing.as_ref().map(|row| row.due.clone()).unwrap_or_default())
        .yes_no("open", "Open", move |found| found.standing.as_ref().is_some_and(|row| row.is_open(today)))
        .column(Shape::Number, "overdue_days", "Days overdue", move |found| {
            let late = found.standing.as_ref().and_then(|row| row.late(today));
            late.map_or(Cell::Empty, Cell::Number)
        })
        .count("revision", "Revision", |found| found.issued("revision").parse().unwrap_or(0))
        .yes_no("addendum", "Addendum", |found| found.issued("addendum") == "yes")
        .text("withdrawn", "Withdrawn", |found| found.issued("withdrawn").to_owned())
        .text("overridden", "Gate overridden", |found| found.issued("overridden").to_owned())
        .text("digest", "Digest", |found| found.issued("digest").to_owned())
        .filled(audit.into_iter().flat_map(|_| dossier.findings()).map(Found::new))
}

/// A statement, and where it stands.
struct Stands<'a> {
    row: Row,
    statement: &'a Object,
}

impl Stands<'_> {
    fn text(&self, field: &str) -> String {
        self.statement.text(field).to_owned()
    }
}

/// Of an audit its own part; without one all of it.
fn register(dossier: &Dossier<'_>) -> List {
    let (book, today) = (dossier.book, dossier.today);
    let wanted = dossier.audit.map(|audit| audit.id);
    let statements = book.statements().filter(|one| wanted.is_none_or(|audit| one.text("audit") == audit));
    Draft::new("register", "Register")
        .text("ref", "Reference", |s: &Stands<'_>| s.row.reference.clone())
        .column(Shape::Grade, "grade", "Grade", |s| Cell::text(s.row.grade.as_str()))
        .text("stage", "Stage", |s| s.row.stage.clone())
        .yes_no("open", "Open", move |s| s.row.is_open(today))
        .many("criteria", "Criteria", |s| s.row.criteria.clone())
        .text("title", "Title", |s| s.row.title.clone())
        .text("process", "Process or place", |s| s.row.process.clone())
        .text("owner", "Owner", |s| s.row.owner.clone())
        .text("waiting_on", "Waiting on", |s| s.row.waiting_on.clone())
        .text("next_step", "Next step", |s| s.row.next_step.clone())
        .day("due", "Due", |s| s.row.due.clone())
        .column(Shape::Number, "overdue_days", "Days overdue", move |s| Cell::Number(s.row.late(today).unwrap_or(0)))
        .many("missing", "Missing for closing", |s| s.row.missing.clone())
        .many("recurring_of", "Repeats", |s| s.row.recurring_of.clone())
        .day("raised", "Raised", |s| s.row.raised.clone())
        .day("issued", "Issued", |s| s.row.issued.clone())
        .day("closed", "Closed", |s| s.row.closed.clone())
        .column(Shape::Number, "age_days", "Age in days", move |s| Cell::Number(s.row.age(today)))
        .yes_no("stale", "Stale", move |s| s.row.stale(today, book.programme()))
        .count("actions", "Actions", |s| s.row.actions)
        .count("actions_open", "Actions open", |s| s.row.actions_open)
        .count("actions_in_time", "Actions in time", |s| s.row.actions_in_time)
        .count("actions_as_planned", "Actions as first planned", |s| s.row.actions_as_planned)
        .count("extensions", "Due dates moved", |s| s.row.extensions)
        .many("check_results", "Checks of effect", |s| {
            let words = |effective: &bool| if *effective { "effective" } else { "not effective" }.to_owned();
            s.row.checks.iter().map(words).collect()
        })
        .text("overridden", "Gate overridden", |s| s.row.overridden.clone())
        .text("withdrawn", "Withdrawn", |s| s.text("withdrawn"))
        .yes_no("nonconformity", "Nonconformity", |s| s.row.nonconformity)
        .text("source", "Source", |s| s.row.source.clone())
        .text("source_ref", "Reference there", |s| s.row.source_ref.clone())
        .text("audit", "Audit", |s| s.row.audit.clone())
        .day("last", "Latest entry", |s| s.row.last.clone())
        .text("requirement", "Requirement", |s| s.text("requirement"))
        .text("evidence", "Evidence", |s| s.text("evidence"))
        .text("nature", "Nature", |s| s.text("nature"))
        .text("id", "Entry", |s| s.row.id.clone())
        .filled(statements.map(|statement| Stands { row: summary::row(&book.case(statement)), statement }))
}

fn checklist(dossier: &Dossier<'_>) -> List {
    let audit = dossier.audit;
    let mut cited: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut shown: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    if let Some(audit) = audit {
        for found in audit.findings() {
            for item in cited_items(found) {
                cited.entry(item).or_default().push(finding::name(found).to_owned());
            }
        }
        for seen in audit.of(Kind::Evidence) {
            for item in seen.list("items") {
                shown.entry(item).or_default().push(seen.label.clone());
            }
        }
    }
    let items = audit.into_iter().flat_map(|audit| audit.checklist.items.iter().map(move |item| (audit, item)));
    Draft::new("checklist", "Checklist")
        .text("item", "Item", |(_, item): &(Audit<'_>, &crate::domain::checklist::Item)| item.id.clone())
        .text("section", "Section", |(_, item)| item.section.clone())
        .text("title", "Title", |(_, item)| item.title.clone())
        .yes_no("earlier", "Earlier finding", |(_, item)| item.is_earlier())
        .text("verdict", "Verdict", |(audit, item)| audit.standing(&item.id).verdict.word().to_owned())
        .text("reason", "Reason", |(audit, item)| audit.reason(&item.id).to_owned())
        .column(Shape::Grade, "grade", "Worst grade", |(audit, item)| {
            Cell::text(audit.standing(&item.id).badge.unwrap_or_default())
        })
        .yes_no("looked_at", "Looked at", |(audit, item)| audit.standing(&item.id).looked_at)
        .many("findings", "Findings", move |(_, item)| cited.get(&item.id).cloned().unwrap_or_default())
        .many("evidence_items", "Evidence items", move |(_, item)| {
            shown.get(item.id.as_str()).cloned().unwrap_or_default()
        })
        .filled(items)
}

/// The items whose verdict a finding bears on: those it cites, and the earlier finding it repeats.
#[must_use]
pub fn cited_items(finding: &Object) -> Vec<String> {
    let cited = finding.list("criteria").iter().map(|text| criterion::item_of(text));
    let mut items: Vec<String> = Vec::new();
    for item in cited.chain(finding.list("recurrence_of").iter().map(String::as_str)) {
        if !items.iter().any(|known| known == item) {
            items.push(item.to_owned());
        }
    }
    items
}

fn evidence(dossier: &Dossier<'_>) -> List {
    let audit = dossier.audit;
    let mut cited: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for found in audit.into_iter().flat_map(|audit| audit.findings()) {
        for id in found.list("evidence_items") {
            cited.entry(id).or_default().push(finding::name(found).to_owned());
        }
    }
    objects(dossier, Kind::Evidence, "evidence", "Evidence")
        .many("findings", "Findings", move |seen| cited.get(seen.id.as_str()).cloned().unwrap_or_default())
        .filled(of(audit, Kind::Evidence))
}

fn samples(dossier: &Dossier<'_>) -> List {
    type Part = fn(sample::Count) -> usize;
    let sum = |part: Part| {
        move |drawn: &&Object| {
            sample::attributes(drawn).iter().map(|one| part(sample::count(drawn, &one.name))).sum::<usize>()
        }
    };
    objects(dossier, Kind::Sample, "samples", "Samples")
        .count("ok", "As required", sum(|count| count.ok))
        .count("exceptions", "Exceptions", sum(|count| count.exceptions))
        .count("not_available", "Not available", sum(|count| count.missing))
        .count("not_looked_at", "Not looked at", sum(|count| count.open))
        .text("sentence", "In words", |drawn| sample::sentence(drawn))
        .filled(of(dossier.audit, Kind::Sample))
}

/// One cell of a sample's grid.
struct Tried<'a> {
    sample: &'a Object,
    pick: &'a str,
    attribute: sample::Attribute,
}

fn sample_results(dossier: &Dossier<'_>) -> List {
    let grid = |sample| {
        let picks = Object::list(sample, "picks").iter();
        picks.flat_map(move |pick| {
            sample::attributes(sample).into_iter().map(move |attribute| Tried { sample, pick, attribute })
        })
    };
    Draft::new("sample_results", "Sample results")
        .text("sample", "Sample", |tried: &Tried<'_>| tried.sample.label.clone())
        .text("pick", "Pick", |tried| tried.pick.to_owned())
        .text("attribute", "Attribute", |tried| tried.attribute.name.clone())
        .text("item", "Item", |tried| tried.attribute.item.clone())
        .text("result", "Result", |tried| {
            let result = sample::result(tried.sample, tried.pick, &tried.attribute.name);
            let words = sample::RESULTS.iter().find(|(known, _)| *known == result);
            words.map_or("not looked at", |(_, words)| words).to_owned()
        })
        .filled(of(dossier.audit, Kind::Sample).flat_map(grid))
}

fn interviews(dossier: &Dossier<'_>) -> List {
    objects(dossier, Kind::Interview, "interviews", "Interviews")
        .text("by", "Held by", |held| who(dossier, &held.made.by))
        .filled(of(dossier.audit, Kind::Interview))
}

fn meetings(dossier: &Dossier<'_>) -> List {
    objects(dossier, Kind::Meeting, "meetings", "Meetings").filled(of(dossier.audit, Kind::Meeting))
}

fn of(audit: Option<Audit<'_>>, kind: Kind) -> impl Iterator<Item = &Object> {
    audit.into_iter().flat_map(move |audit| audit.state.of(kind))
}

/// A column for the label and for every field in the table of the kind. Links to lines are left out: lines are no list
/// that leaves, and some are private.
fn objects<'f, 'a: 'f>(
    dossier: &'f Dossier<'a>,
    kind: Kind,
    name: &'static str,
    words: &'static str,
) -> Draft<'f, &'a Object> {
    let audit = dossier.audit;
    let draft = Draft::new(name, words).text("label", "Label", |object: &&Object| object.label.clone());
    spec(kind).fields.iter().fold(draft, |draft, field| {
        let (name, words) = (field.name, field.words);
        match field.shape {
            fields::Shape::Refs(Kind::Line) | fields::Shape::Ref(Kind::Line) => draft,
            fields::Shape::Refs(_) => draft.many(name, words, move |object| names(audit, object.list(name))),
            fields::Shape::Ref(_) => draft.text(name, words, move |object| names(audit, object.list(name)).concat()),
            fields::Shape::List => draft.many(name, words, move |object| object.list(name).to_vec()),
            fields::Shape::Date => draft.day(name, words, move |object| object.text(name).to_owned()),
            fields::Shape::Moment => {
                draft.column(Shape::Moment, name, words, move |object| Cell::moment(object.text(name)))
            }
            fields::Shape::Number => {
                draft.column(Shape::Number, name, words, move |object| Cell::number(object.text(name)))
            }
            fields::Shape::YesNo => draft.yes_no(name, words, move |object| object.text(name) == "yes"),
            _ if name == "seen_by" => draft.text(name, words, move |object| who(dossier, object.text(name))),
            _ => draft.text(name, words, move |object| object.text(name).to_owned()),
        }
    })
}

fn who(dossier: &Dossier<'_>, initials: &str) -> String {
    if initials.is_empty() { String::new() } else { dossier.who(initials) }
}

/// What people call the objects behind these links; what was struck out keeps its entry.
fn names(audit: Option<Audit<'_>>, links: &[String]) -> Vec<String> {
    let name = |id: &String| {
        let found = audit.and_then(|audit| audit.state.get(&ObjectId::from_text(id)));
        found.map_or_else(|| id.clone(), |object| object::name(object).to_owned())
    };
    links.iter().filter(|id| !id.is_empty()).map(name).collect()
}
