//! Any object as a page of text, as a line, and as a row for other tools.
//!
//! Must not know: which command or screen shows it.

use crate::domain::audit::{Audit, when};
use crate::domain::closing::{Closing, closing};
use crate::domain::dates;
use crate::domain::entry::Value;
use crate::domain::fields::{FieldSpec, Kind, Shape, spec};
use crate::domain::finding;
use crate::domain::fold::{Object, State};
use crate::domain::followup::case::Book;
use crate::domain::ident::ObjectId;
use crate::domain::{issue, sample};
use serde::Serialize;
use std::collections::BTreeMap;

/// An object as other tools get it: every field as stored; links are entries. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    audit: &'a str,
    kind: &'static str,
    label: &'a str,
    id: &'a str,
    by: &'a str,
    at: String,
    fields: BTreeMap<&'a str, &'a Value>,
}

/// The row of an object.
#[must_use]
pub fn row<'a>(audit: &'a str, object: &'a Object) -> Row<'a> {
    Row {
        audit,
        kind: spec(object.kind).name,
        label: &object.label,
        id: object.id.as_str(),
        by: &object.made.by,
        at: object.made.at.to_rfc3339(),
        fields: object.fields.iter().map(|(name, field)| (name, &*field.value)).collect(),
    }
}

/// What people call an object: reference, label, item, else its entry.
#[must_use]
pub fn name(object: &Object) -> &str {
    match object.kind {
        Kind::Finding => finding::name(object),
        Kind::Plan => "plan",
        _ if object.label.is_empty() => object.id.as_str(),
        _ => &object.label,
    }
}

/// A line, finding or evidence item in one line: `16 Jun 09:05 >  HR operations lead: a form by mail  [LA-7f3k2m9q/12]`.
#[must_use]
pub fn line(audit: &Audit<'_>, object: &Object) -> String {
    let at = when(object).format("%-d %b %H:%M");
    let (mark, words) = match object.kind {
        Kind::Finding => ("!", format!("{} {}", object.text("grade"), finding::title(object)).trim().to_owned()),
        Kind::Evidence => ("=+", object.text("title").to_owned()),
        _ => {
            let who = finding::speakers(audit, object);
            let text = object.text("text");
            (object.text("mark"), if who.is_empty() { text.to_owned() } else { format!("{who}: {text}") })
        }
    };
    let settled = if object.lacks("done") { String::new() } else { format!("  (settled: {})", object.text("done")) };
    format!("{at:>12}  {mark:<2} {words}{settled}  [{}]", name(object))
}

/// A whole object: every field that holds something, in the order of its form, with links by label. An issued finding
/// shows the issued words first, and of the audit's own only what differs.
#[must_use]
pub fn page(audit: &Audit<'_>, register: &State, object: &Object) -> String {
    let mut out = format!("{}  {} of {}\n", name(object), spec(object.kind).name, audit.id);
    let table = spec(object.kind);
    let issued = match object.kind {
        Kind::Finding => issue::statement_of(register, audit.id, &object.id),
        _ => None,
    };
    if let Some(statement) = issued {
        out.push_str(&self::statement(register, audit, statement));
        out.push_str("\n  As written in the audit, where that differs\n");
    }
    // What the issued words say as well is said once.
    let repeated = |field: &FieldSpec| {
        issued.is_some_and(|issued| !field.shape.is_list() && issued.text(field.name) == object.text(field.name))
            || issued
                .is_some_and(|issued| field.name == "criteria" && issued.list("criteria") == object.list("criteria"))
    };
    for field in table.fields.iter().filter(|field| !object.lacks(field.name) && !repeated(field)) {
        out.push_str(&entry(field.words, &values(audit, object, field.name, field.shape)));
    }
    for conflict in audit.state.conflicts().iter().filter(|conflict| conflict.object.id == object.id) {
        let rivals: Vec<String> =
            conflict.field.rivals.iter().map(|r| format!("{} ({})", r.value.list().join(", "), r.stamp.by)).collect();
        out.push_str(&entry("Two values", &[format!("{}: also {}", conflict.name, rivals.join(" / "))]));
    }
    match object.kind {
        Kind::Sample => {
            out.push('\n');
            out.push_str(&grid(object));
        }
        Kind::Interview => out.push_str(&interview(audit, object)),
        _ => {}
    }
    let stamp = &object.made;
    out.push_str(&entry(
        "Recorded",
        &[format!("{} by {}, {}", stamp.at.format("%-d %b %Y %H:%M"), stamp.by, stamp.entry)],
    ));
    out
}

/// `Words` in a column of its own, the values under each other beside it.
fn entry(words: &str, values: &[String]) -> String {
    let mut out = String::new();
    for (nth, value) in values.iter().flat_map(|value| value.lines()).enumerate() {
        let head = if nth == 0 { words } else { "" };
        out.push_str(format!("  {head:<20} {value}").trim_end());
        out.push('\n');
    }
    out
}

fn values(audit: &Audit<'_>, object: &Object, field: &str, shape: Shape) -> Vec<String> {
    match shape {
        Shape::Ref(_) | Shape::Refs(_) => object.refs(field).map(|id| linked(audit, &id)).collect(),
        Shape::Date => vec![dates::words_of(object.text(field))],
        Shape::List => object.list(field).to_vec(),
        _ => vec![object.text(field).to_owned()],
    }
}

/// A link in words: label and title, or the line itself.
fn linked(audit: &Audit<'_>, id: &ObjectId) -> String {
    match audit.state.get(id) {
        None => format!("{id} (struck out)"),
        Some(object) if object.kind == Kind::Line && object.text("mark") == "~" => format!("{id} (private)"),
        Some(object) if object.kind == Kind::Line => line(audit, object).trim_start().to_owned(),
        Some(object) if object.kind == Kind::Sample => format!("{} {}", object.label, sample::sentence(object)),
        Some(object) => format!("{} {}", name(object), object.text("title")).trim_end().to_owned(),
    }
}

/// What the register holds of a finding: the words that count.
fn statement<'r>(register: &'r State, audit: &'r Audit<'_>, statement: &'r Object) -> String {
    let stage = Book::new(register, audit.programme).case(statement).stage;
    let mut out = format!("\n  In the register as {}: {}\n", statement.label, stage.words());
    let inner = ["audit", "finding", "heads", "quotes"];
    let fields = spec(Kind::Statement).fields.iter();
    for field in fields.filter(|field| !inner.contains(&field.name) && !statement.lacks(field.name)) {
        let values = match field.shape {
            Shape::List => statement.list(field.name).to_vec(),
            Shape::Date => vec![dates::words_of(statement.text(field.name))],
            _ => vec![statement.text(field.name).to_owned()],
        };
        out.push_str(&entry(field.words, &values));
    }
    out
}

/// The grid of a sample, picks down and attributes across, with the sentence it makes.
#[must_use]
pub fn grid(sample: &Object) -> String {
    let attributes = sample::attributes(sample);
    let width = sample.list("picks").iter().map(|pick| pick.chars().count()).max().unwrap_or(4).max(4);
    let heads: Vec<String> = attributes
        .iter()
        .map(|a| if a.item.is_empty() { a.name.clone() } else { format!("{} {}", a.name, a.item) })
        .collect();
    let mut out = format!("  {:<width$}  {}", "pick", heads.join("  ")).trim_end().to_owned();
    out.push('\n');
    for pick in sample.list("picks") {
        let cells: Vec<String> = attributes
            .iter()
            .zip(&heads)
            .map(|(attribute, head)| {
                let result = sample::result(sample, pick, &attribute.name);
                format!("{:<1$}", if result.is_empty() { "-" } else { result }, head.chars().count())
            })
            .collect();
        out.push_str(format!("  {pick:<width$}  {}", cells.join("  ")).trim_end());
        out.push('\n');
    }
    out.push_str("  ok as required, x exception, . not available, - not looked at yet\n");
    let sentence = sample::sentence(sample);
    if !sentence.is_empty() {
        out.push_str("  ");
        out.push_str(&sentence);
        out.push_str(".\n");
    }
    out
}

fn interview(audit: &Audit<'_>, interview: &Object) -> String {
    let mut out = String::new();
    let track: Vec<String> = interview
        .list("items")
        .iter()
        .map(|item| {
            let title = audit.checklist.item(item).map_or("", |found| found.title.as_str());
            let looked = if audit.standing(item).looked_at { "looked at" } else { "not yet" };
            format!("{item}  {title}: {looked}")
        })
        .collect();
    out.push_str(&entry("Track", &track));
    let lines: Vec<String> = audit
        .timeline()
        .filter(|object| object.text("interview") == interview.id.as_str() && object.text("mark") != "~")
        .map(|object| line(audit, object))
        .collect();
    if !lines.is_empty() {
        out.push_str("\n  Lines\n");
        out.push_str(&indented(&lines));
    }
    out.push_str(&loose(audit, &closing(audit, &interview.id)));
    out
}

/// What an interview leaves loose, in words; nothing where nothing is.
#[must_use]
pub fn loose(audit: &Audit<'_>, closing: &Closing<'_>) -> String {
    let mut out = String::new();
    for (words, objects) in [
        ("Open questions", &closing.questions),
        ("Asked for, not received", &closing.asked_for),
        ("Linked to no item", &closing.unlinked),
        ("Facts not read back", &closing.not_read_back),
    ] {
        if !objects.is_empty() {
            out.push_str(&format_head(words, objects.len()));
            out.push_str(&indented(&objects.iter().map(|object| line(audit, object)).collect::<Vec<_>>()));
        }
    }
    out
}

fn format_head(words: &str, count: usize) -> String {
    format!("\n  {words}: {count}\n")
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("  {line}\n")).collect::<Vec<_>>().concat()
}
