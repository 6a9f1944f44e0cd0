//! The texts beside the tree of fieldwork: an item's questions, what was noted about it, how a section is going.
//!
//! Must not know: the tree, or keys.

use super::books;
use crate::app::model::Model;
use crate::app::role::{Role, Text, labelled, line, plain, span, spans};
use crate::domain::audit::{Audit, Verdict, counted, items_of};
use crate::domain::checklist::Item;
use crate::domain::fold::Object;
use crate::domain::soa::Entry;
use crate::report::checklist_text;

/// The parts of the item pane that fold, in order: label, one, several. The key of each is its number.
pub const PARTS: [(&str, &str, &str); 4] = [
    ("ask", "question", "questions"),
    ("see", "thing to see", "things to see"),
    ("test", "test", "tests"),
    ("pit", "pitfall", "pitfalls"),
];

/// Which parts are folded away, in the order of [`PARTS`].
pub type Shut = [bool; PARTS.len()];

/// What the item pane says above the line: questions, records, tests, pitfalls, the last audit.
#[must_use]
pub fn item_text(model: &Model<'_>, shut: Shut, item: &Item, veiled: bool) -> Vec<Text> {
    let stated = model.audit.and_then(|audit| audit.soa).and_then(|soa| soa.of(&item.id));
    let (excluded, applied): (Option<&Entry>, Option<&Entry>) = match stated {
        Some(entry) if entry.applicable => (None, Some(entry)),
        other => (other, None),
    };
    let mut text = Vec::new();
    if let Some(entry) = excluded {
        text.push(labelled("SoA", 5, Role::Excused, entry.words()));
    }
    if !item.maps_to.is_empty() {
        text.push(labelled("from", 5, Role::Muted, checklist_text::mapped(item)));
    }
    let then = |(nth, words): (usize, &String)| Text {
        indent: 7,
        ..labelled(if nth == 0 { "then" } else { "" }, 5, Role::Plain, words.as_str())
    };
    text.extend(item.earlier.iter().filter(|_| !veiled).enumerate().map(then));
    let mut group = |nth: usize, lines: Vec<(String, String)>| {
        let (label, one, several) = PARTS[nth];
        if shut[nth] && !lines.is_empty() {
            let words = format!("{}, folded ({})", counted(lines.len(), one, several), nth + 1);
            return text.push(labelled(label, 5, Role::Muted, words));
        }
        for (nth, (letters, words)) in lines.into_iter().enumerate() {
            let label = if nth == 0 { label } else { "" };
            let mut spans = vec![span(Role::Label, format!("{label:<5}"))];
            if !letters.is_empty() {
                spans.push(span(Role::Reference, format!("{letters} ")));
            }
            spans.push(span(Role::Plain, words));
            // What wraps stands in two more, so that each question's beginning is seen at a glance.
            text.push(Text { spans, indent: 7 });
        }
    };
    let lettered = |(letters, words): (&[String], &str)| (letters.join(" "), words.to_owned());
    group(0, item.questions().map(lettered).collect());
    group(1, item.see.iter().map(|see| (String::new(), see.clone())).collect());
    group(2, item.tests().map(lettered).collect());
    if !veiled {
        group(3, item.pitfalls.iter().map(|pitfall| (String::new(), pitfall.clone())).collect());
        if let Some(last) = model.last.get(&item.id) {
            let finding = if last.finding.is_empty() { String::new() } else { format!(", {}", last.finding) };
            text.push(labelled("last", 5, Role::Muted, format!("{} {}{finding}", last.audit, last.verdict.words())));
            text.extend(last.notes.iter().map(|note| labelled("", 5, Role::Muted, note.as_str())));
        }
    }
    if let Some(entry) = applied {
        text.push(labelled("SoA", 5, Role::Muted, entry.words()));
    }
    let (who, also) = (item.roles.join(", "), item.links.join(", "));
    for (label, words) in [("why", &item.purpose), ("who", &who), ("also", &also), ("now", &item.successor)] {
        if !words.is_empty() {
            text.push(labelled(label, 5, Role::Muted, words.as_str()));
        }
    }
    if text.is_empty() {
        text.push(line(Role::Muted, "This item has no questions of its own."));
    }
    text
}

/// Whether a note may be seen: under the veil only those of the interview that is going on.
fn seen<'a>(model: &Model<'a>, veiled: bool) -> impl Fn(&&Object) -> bool + use<'a> {
    let current = model.interview().filter(|_| veiled);
    move |object| current.is_none_or(|id| object.text("interview") == id.as_str())
}

/// What was noted about an item, the latest last. Under the veil: only this interview's, nothing private.
#[must_use]
pub fn notes(model: &Model<'_>, item: &str, veiled: bool) -> Vec<Text> {
    let Some(audit) = model.audit else { return Vec::new() };
    let seen = audit.lines_of(item).filter(seen(model, veiled));
    let mut lines: Vec<Text> = seen.filter_map(|object| books::pane_line(&audit, object, veiled)).collect();
    let reason = audit.reason(item);
    if !reason.is_empty() && !veiled {
        let verdict = audit.standing(item).recorded.words();
        lines.push(spans(vec![span(Role::Excused, format!("{verdict}: ")), span(Role::Plain, reason)]));
    }
    if lines.is_empty() {
        lines.push(line(Role::Muted, "Nothing noted yet."));
    }
    lines
}

/// The notebook, whatever the item, the latest line first: each with its item behind the time.
#[must_use = "it only looks"]
pub fn latest<'a>(model: &Model<'a>, veiled: bool) -> impl Iterator<Item = Text> + use<'a> {
    let line = move |audit: Audit<'a>, object: &Object| {
        let mut line = books::pane_line(&audit, object, veiled)?;
        let item = items_of(object).into_iter().next().unwrap_or_default();
        line.spans.insert(1, span(Role::Reference, format!("{item:<6} ")));
        Some(line)
    };
    let seen = seen(model, veiled);
    let lines = |audit: Audit<'a>| audit.timeline().rev().filter(seen).filter_map(move |object| line(audit, object));
    model.audit.map(lines).into_iter().flatten()
}

/// What stands beside a heading: how its items are going.
#[must_use]
pub fn section_text(audit: &Audit<'_>, items: &[&Item], veiled: bool) -> Vec<Text> {
    let (done, all) = audit.looked_at(items.iter().copied());
    let mut text = vec![plain(format!("{all} items"))];
    if !veiled {
        text.push(plain(format!("{done} looked at, {} to go", all - done)));
        for verdict in Verdict::ALL {
            let count = items.iter().filter(|item| audit.standing(&item.id).verdict == verdict).count();
            if count > 0 {
                text.push(labelled(&format!("{count:>4} "), 5, Role::Muted, verdict.words()));
            }
        }
    }
    text
}
