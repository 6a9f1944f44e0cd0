//! The annexes of an audit report: results of the checklist, evidence, people by role, and what the record answers for.
//!
//! Must not know: the sections before them.

use super::matter::{Matter, is_withdrawn, or_not_stated};
use crate::domain::audit::{Verdict, counted, when};
use crate::domain::checklist::Item;
use crate::domain::criterion::item_of;
use crate::domain::dates;
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::report::document::{Block, Document, Table};
use std::collections::HashMap;

/// Every item with its verdict, in the order of the checklist.
pub(super) fn checklist(matter: &Matter<'_>, out: &mut Document) {
    let audit = &matter.audit;
    let mut citing: HashMap<&str, Vec<String>> = HashMap::new();
    for one in matter.found.iter().filter(|one| !is_withdrawn(one)) {
        let mut cited: Vec<&str> = one.object().list("criteria").iter().map(|text| item_of(text)).collect();
        cited.dedup();
        for item in cited {
            citing.entry(item).or_default().push(matter.name(one));
        }
    }
    let row = |item: &Item| {
        let standing = audit.standing(&item.id);
        let verdict = match standing.verdict {
            Verdict::Open if standing.looked_at => "open: noted, no verdict",
            Verdict::Open => "open: not looked at",
            verdict => verdict.words(),
        };
        let found = citing.get(item.id.as_str()).map(|names| names.join(", ")).unwrap_or_default();
        vec![item.id.clone(), item.title.clone(), verdict.to_owned(), found, audit.reason(&item.id).to_owned()]
    };
    let heads = ["Item", "Title", "Verdict", "Findings", "Reason"];
    let table = Table::new("Results of the checklist", &heads).rows(audit.checklist.requirements().map(row));
    out.table(table, "The checklist of this audit holds no item.");
}

/// What was seen, with where it is held.
pub(super) fn evidence(matter: &Matter<'_>, out: &mut Document) {
    let row = |evidence: &Object| {
        let version: Vec<&str> =
            [evidence.text("version"), evidence.text("dated")].into_iter().filter(|text| !text.is_empty()).collect();
        let by = if evidence.lacks("seen_by") { evidence.made.by.as_str() } else { evidence.text("seen_by") };
        let seen = when(evidence);
        let seen = format!("{} {}, {}", dates::day_words(seen.date()), seen.format("%H:%M"), matter.by(by));
        let copy = evidence.text("sha256");
        let copy = if copy.is_empty() { String::new() } else { format!("; copy, SHA-256 {copy}") };
        let label = evidence.text("classification");
        let label = if label.is_empty() { String::new() } else { format!(" ({label})") };
        vec![
            evidence.label.clone(),
            format!("{}{label}", or_not_stated(evidence.text("title"))),
            evidence.text("type").to_owned(),
            or_not_stated(&version.join(", ")),
            seen,
            format!("{}{copy}", or_not_stated(evidence.text("held"))),
            evidence.list("items").join(", "),
        ]
    };
    let heads = ["No.", "What", "Kind", "Version or date", "Seen", "Held at", "Items"];
    let table = Table::new("Evidence", &heads).rows(matter.audit.of(Kind::Evidence).map(row));
    out.table(table, "No evidence item is registered.");
}

/// Who took part, by role.
pub(super) fn people(matter: &Matter<'_>, out: &mut Document) {
    let audit = &matter.audit;
    let mut roles: Vec<(String, Vec<String>)> = Vec::new();
    let mut note = |role: &str, place: Option<&str>| {
        let role = role.trim();
        let at = roles.iter().position(|(known, _)| known.eq_ignore_ascii_case(role)).unwrap_or_else(|| {
            roles.push((role.to_owned(), Vec::new()));
            roles.len() - 1
        });
        if let Some(place) = place.filter(|place| roles[at].1.last().is_none_or(|last| last != place)) {
            roles[at].1.push(place.to_owned());
        }
    };
    for role in audit.plan_list("auditees") {
        note(role, None);
    }
    for object in audit.of(Kind::Interview).chain(audit.of(Kind::Meeting)) {
        for role in object.list("roles") {
            note(role, Some(&object.label));
        }
    }
    let rows = roles.into_iter().map(|(role, at)| {
        let at = if at.is_empty() { "named in the plan, not met on record".to_owned() } else { at.join(", ") };
        vec![role, at]
    });
    let table = Table::new("People by role", &["Role", "Interviews and meetings"]).rows(rows);
    out.table(table, "Nobody is named in the plan, and no interview or meeting is recorded.");
}

/// What the record answers for: the heads of its journals, and the digests of what was issued.
pub(super) fn integrity(matter: &Matter<'_>, out: &mut Document) {
    let (dossier, audit) = (matter.dossier, &matter.audit);
    if out.draft.is_some() {
        out.blocks.push(Block::Text("This is a draft: it answers for no state of the record.".to_owned()));
        return;
    }
    out.blocks.push(Block::Text(
        "The last entry of each journal that this report was made from. Each hash covers all entries before it: `workpaper \
         verify` counts them again. This makes tampering evident; it does not make it impossible."
            .to_owned(),
    ));
    let heads = dossier.heads();
    let rows = heads.iter().map(|head| {
        let mut parts = head.splitn(3, ' ').map(str::to_owned);
        let journal = parts.next().unwrap_or_default();
        // The name of a journal begins with the initials of its writer.
        let journal = match journal.split_once('-') {
            Some((_, tail)) if dossier.roles_only => tail.to_owned(),
            _ => journal,
        };
        vec![journal, parts.next().unwrap_or_default(), parts.next().unwrap_or_default()]
    });
    let table = Table::new("Journals of the audit", &["Journal", "Entries", "SHA-256 of the last"]);
    out.table(table.numbers(&[1]).rows(rows), "No journal is known.");
    let digests = matter.found.iter().filter_map(|one| one.case.as_ref());
    let rows = digests.map(|case| {
        let text = |field: &str| case.statement.text(field).to_owned();
        vec![case.statement.label.clone(), text("revision"), text("digest")]
    });
    let table = Table::new("Findings as issued", &["Reference", "Revision", "Digest"]).numbers(&[1]).rows(rows);
    out.table(table, "Nothing is issued.");
    let checklist = audit.plan_text("checklist_sha256");
    if !checklist.is_empty() {
        out.blocks.push(Block::Text(format!("Checklist frozen as SHA-256 {checklist}.")));
    }
    let redacted = audit.state.redacted.len();
    if redacted > 0 {
        let words = counted(redacted, "entry was", "entries were");
        out.blocks.push(Block::Text(format!("{words} redacted: the text is gone, the place in the chain is not.")));
    }
}
