//! An audit at a glance (plan, items with their verdicts, progress), and one of its items with all that was noted.
//!
//! Must not know: who reads it.

use super::{checklist_text, object};
use crate::domain::audit::{Audit, Verdict};
use crate::domain::checklist::Item;
use crate::domain::dates;
use crate::domain::fields::{Kind, Shape, spec};
use crate::domain::fold::Object;
use crate::domain::soa::Entry;
use serde::Serialize;

/// An item as other tools get it. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
pub struct ItemRow<'a> {
    id: &'a str,
    section: &'a str,
    title: &'a str,
    verdict: &'static str,
    grade: Option<String>,
    reason: &'a str,
    looked_at: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    soa: Option<&'a Entry>,
    /// Of an earlier finding to verify: its statement, and what was done since.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    earlier: &'a [String],
    lines: Vec<object::Row<'a>>,
}

/// The row of an item. Private lines never leave.
#[must_use]
pub fn item_row<'a>(audit: &Audit<'a>, item: &'a Item) -> ItemRow<'a> {
    let standing = audit.standing(&item.id);
    ItemRow {
        id: &item.id,
        section: &item.section,
        title: &item.title,
        verdict: standing.verdict.word(),
        grade: standing.badge,
        reason: audit.reason(&item.id),
        looked_at: standing.looked_at,
        soa: audit.soa.and_then(|soa| soa.of(&item.id)),
        earlier: &item.earlier,
        lines: public(audit, item).into_iter().map(|line| object::row(audit.id, line)).collect(),
    }
}

fn public<'a>(audit: &Audit<'a>, item: &Item) -> Vec<&'a Object> {
    audit.lines_of(&item.id).filter(|line| line.text("mark") != "~").collect()
}

/// What stands before an item in a list: the verdict's letter, then the worst grade's.
fn letters(audit: &Audit<'_>, item: &Item) -> String {
    let standing = audit.standing(&item.id);
    let grade = standing.badge.as_deref().map(|badge| audit.programme.grade(badge).map_or('!', |grade| grade.key));
    let verdict = match standing.verdict {
        Verdict::Conforms => "c",
        Verdict::Nonconforming => "N",
        Verdict::NotApplicable => "n",
        Verdict::NotAudited => "x",
        Verdict::Open if standing.looked_at => "-",
        Verdict::Open => ".",
    };
    format!("{verdict} {}", grade.unwrap_or(' '))
}

/// Plan, then the items of each section with their verdicts.
#[must_use]
pub fn audit(audit: &Audit<'_>) -> String {
    let mut out = format!("{}  {}\n", audit.id, audit.plan_text("title"));
    for field in spec(Kind::Plan).fields.iter().filter(|field| field.name != "title") {
        let Some(plan) = audit.plan().filter(|plan| !plan.lacks(field.name)) else { continue };
        let values = match field.shape {
            Shape::List => plan.list(field.name).to_vec(),
            Shape::Date => vec![dates::words_of(plan.text(field.name))],
            _ => plan.text(field.name).lines().map(str::to_owned).collect(),
        };
        for (nth, value) in values.iter().enumerate() {
            let head = if nth == 0 { field.words } else { "" };
            out.push_str(format!("  {head:<22} {value}").trim_end());
            out.push('\n');
        }
    }
    let all = audit.progress();
    let (done, count, aside) = (all.looked_at, all.items, all.aside());
    out.push_str(&format_line(&format!("\nItems looked at: {done} of {count}{aside}")));
    let headed = audit.checklist.sections.iter().map(|section| (section.id.as_str(), section.title.as_str()));
    for (id, title) in headed.chain([("", "Without a section")]) {
        let items: Vec<&Item> = audit.checklist.items.iter().filter(|item| item.section == id).collect();
        if items.is_empty() {
            continue;
        }
        let of = audit.progress_of(items.iter().copied());
        let (done, count, aside) = (of.looked_at, of.items, of.aside());
        out.push_str(&format_line(&format!("{id:<6} {title}  {done}/{count}{aside}")));
        for item in items {
            let reason = audit.reason(&item.id);
            let reason = if reason.is_empty() { String::new() } else { format!("  ({reason})") };
            out.push_str(&format_line(&format!("  {}  {:<10} {}{reason}", letters(audit, item), item.id, item.title)));
        }
    }
    out.push_str(
        "c conforms, N nonconforming, n not applicable, x not audited, - noted but no verdict, . nothing yet\n",
    );
    out
}

fn format_line(text: &str) -> String {
    format!("{text}\n")
}

/// One item: where it stands, what to ask, see and test, and what was noted about it.
#[must_use]
pub fn item(audit: &Audit<'_>, item: &Item) -> String {
    let standing = audit.standing(&item.id);
    let grade = standing.badge.as_deref().map(|badge| if badge.is_empty() { "ungraded" } else { badge });
    let grade = grade.map(|grade| format!(" ({grade})")).unwrap_or_default();
    let looked = if standing.looked_at { "" } else { ", not looked at" };
    let mut out = format!("{}  {}: {}{grade}{looked}\n", item.id, item.title, standing.verdict.words());
    let reason = audit.reason(&item.id);
    let letters: Vec<String> = item.letters.iter().map(|(letter, gist)| format!("{letter} {gist}")).collect();
    let lettered = |(letters, text): (&[String], &str)| {
        if letters.is_empty() { text.to_owned() } else { format!("{}: {text}", letters.join(", ")) }
    };
    for (words, values) in [
        ("reason", vec![reason.to_owned()]),
        ("SoA", audit.soa.and_then(|soa| soa.of(&item.id)).map(Entry::words).into_iter().collect()),
        ("2022", vec![checklist_text::mapped(item)]),
        ("now", vec![item.successor.clone()]),
        ("earlier", item.earlier.clone()),
        ("purpose", vec![item.purpose.clone()]),
        ("letters", letters),
        ("ask", item.questions().map(lettered).collect()),
        ("see", item.see.clone()),
        ("test", item.tests().map(lettered).collect()),
        ("pitfalls", item.pitfalls.clone()),
    ] {
        for (nth, value) in values.iter().filter(|value| !value.is_empty()).enumerate() {
            out.push_str(&format_line(&format!("  {:<8} {value}", if nth == 0 { words } else { "" })));
        }
    }
    let lines: Vec<&Object> = audit.lines_of(&item.id).collect();
    if lines.is_empty() {
        out.push_str("  Nothing noted yet.\n");
    }
    for line in lines {
        out.push_str(&format_line(&object::line(audit, line)));
    }
    out
}
