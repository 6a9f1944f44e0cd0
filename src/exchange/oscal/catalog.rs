//! The audit's checklist as a catalog: ids, short titles and own questions; never the text of a standard.
//!
//! Must not know: what was found. Every requirement that a finding may point to has its control here. Ids made here
//! hold an underscore, which those of items never do.

use super::frame::{Crew, Frame};
use super::ids::{control, objective, token};
use super::text::{line_or, prop, prose, prose_or, title, title_or};
use crate::domain::checklist::Item;
use crate::domain::criterion::item_of;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The namespace in which OSCAL's own catalogs name methods.
const METHODS: &str = "http://csrc.nist.gov/ns/rmf";

/// The control of what cites no requirement that is known here: a draft, or a gate overridden.
pub(super) const UNCITED: &str = "no_requirement";

/// The control that something cites first, and what it is called: an item of the checklist, else a document audited
/// against, else an earlier finding repeated, else none that is known.
pub(super) fn cited(frame: &Frame<'_>, criteria: &[String], repeats: &[String]) -> (String, String) {
    let item = |id: &str| frame.audit.checklist.item(id).map(|item| (control(&item.id), item.id.clone()));
    let codes = frame.audit.codes();
    let document = |text: &str| {
        let code = codes.iter().find(|code| code.eq_ignore_ascii_case(item_of(text)))?;
        Some((of_document(code), code.clone()))
    };
    let mut words = criteria.iter().map(String::as_str);
    let named = words.clone().find_map(|text| item(text).or_else(|| item(item_of(text))));
    named
        .or_else(|| words.find_map(document))
        .or_else(|| repeats.iter().find_map(|earlier| item(earlier)))
        .unwrap_or_else(|| (UNCITED.to_owned(), "no requirement".to_owned()))
}

fn of_document(code: &str) -> String {
    format!("document_{}", token(code))
}

/// The catalog; `cited` are the controls that the other documents point to.
pub(super) fn catalog(frame: &Frame<'_>, cited: &BTreeSet<String>, remarks: &mut Vec<String>) -> Value {
    let list = frame.audit.checklist;
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut twice = 0;
    let mut of_section = |section: Option<&str>| -> Vec<Value> {
        let fits = |item: &&Item| match section {
            Some(id) => item.section == id,
            None => list.section(&item.section).is_none(),
        };
        let mut made = Vec::new();
        for item in list.items.iter().filter(fits) {
            if taken.insert(control(&item.id)) {
                made.push(of_item(frame, item));
            } else {
                twice += 1;
            }
        }
        made
    };
    let mut groups: Vec<Value> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for section in list.sections.iter().filter(|section| seen.insert(&section.id)) {
        let controls = of_section(Some(&section.id));
        let words = if section.title.trim().is_empty() { &section.id } else { &section.title };
        let mut id = format!("{}_group", control(&section.id));
        while groups.iter().any(|group| group["id"] == id.as_str()) {
            id.push('_');
        }
        groups.push(json!({ "id": id, "class": "section", "title": title_or(words, &id), "controls": controls }));
    }
    groups.retain(|group| group["controls"].as_array().is_some_and(|controls| !controls.is_empty()));
    let mut loose = of_section(None);
    if cited.contains(UNCITED) {
        loose.push(plain(UNCITED, "no requirement", "criterion", "A finding that cites no requirement of this audit"));
    }
    let documents = documents(frame);
    if !documents.is_empty() {
        groups.push(json!({ "id": "documents_group", "class": "documents", "title": "Documents audited against", "controls": documents }));
    }
    if twice > 0 {
        remarks.push(format!("{twice} items bear an id that another item has: they are left out of the catalog"));
    }
    let mut metadata = frame.metadata("checklist", &Crew::default(), &[]);
    metadata["remarks"] = "Ids, short titles and own questions. The text of the standards is not in it.".into();
    json!({
        "catalog": {
            "uuid": frame.uuid("document", "catalog"),
            "metadata": metadata,
            "controls": loose,
            "groups": groups,
        }
    })
}

/// The controls of all documents with a code.
fn documents(frame: &Frame<'_>) -> Vec<Value> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut made = Vec::new();
    for line in frame.audit.plan_list("criteria") {
        let mut parts = line.split('|').map(str::trim);
        let (Some(code), Some(words)) = (parts.next().filter(|code| !code.is_empty()), parts.next()) else { continue };
        if taken.insert(of_document(code)) {
            made.push(plain(&of_document(code), code, "document", if words.is_empty() { code } else { words }));
        }
    }
    made
}

fn plain(id: &str, label: &str, class: &str, words: &str) -> Value {
    json!({
        "id": id,
        "class": class,
        "title": title_or(words, label),
        "props": [{ "name": "label", "value": line_or(label, id) }],
        "parts": [objective_part(id, label)],
    })
}

fn objective_part(id: &str, label: &str) -> Value {
    let prose = format!("Determine whether what {} demands is met.", title(label));
    json!({ "id": objective(id), "name": "assessment-objective", "prose": prose })
}

fn of_item(frame: &Frame<'_>, item: &Item) -> Value {
    let id = control(&item.id);
    let class = match item {
        item if item.is_earlier() => "earlier-finding",
        item if frame.audit.checklist.is_control(item) => "control",
        _ => "clause",
    };
    let with_letters = |(letters, words): (&[String], &str)| {
        if letters.is_empty() { words.to_owned() } else { format!("{}: {words}", letters.join(", ")) }
    };
    let ask: Vec<String> = item.questions().map(with_letters).collect();
    let test: Vec<String> = item.tests().map(with_letters).collect();
    let mut parts = vec![
        json!({ "id": format!("{id}_smt"), "name": "statement", "prose": prose_or(&item.purpose, &item.title) }),
        objective_part(&id, &item.id),
    ];
    parts.extend(
        [("interview", &ask), ("examine", &item.see), ("test", &test)]
            .into_iter()
            .filter(|(_, words)| words.iter().any(|line| !line.trim().is_empty()))
            .map(|(method, words)| method_part(&id, method, words)),
    );
    json!({
        "id": id,
        "class": class,
        "title": title_or(&item.title, &item.id),
        "props": [
            { "name": "label", "value": line_or(&item.id, &id) },
            { "name": "sort-id", "value": sort_id(&id) },
            prop("basis", &item.basis),
        ],
        "parts": parts,
    })
}

fn method_part(id: &str, method: &str, words: &[String]) -> Value {
    json!({
        "id": format!("{id}_{method}"),
        "name": "assessment-method",
        "props": [{ "name": "method", "ns": METHODS, "value": method.to_uppercase() }],
        "parts": [{ "name": "assessment-objects", "prose": prose(&words.join("\n")) }],
    })
}

/// Numbers of two digits at least, so that sorting by letters sorts them: `a.05.18`.
fn sort_id(id: &str) -> String {
    let part = |part: &str| part.parse::<u32>().map_or_else(|_| part.to_owned(), |n| format!("{n:02}"));
    id.split('.').map(part).collect::<Vec<_>>().join(".")
}
