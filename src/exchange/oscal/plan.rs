//! The audit's plan as an assessment plan: what is audited against what, how, when and by which roles.
//!
//! Must not know: what was found.

use super::frame::{Crew, Frame, behind, criteria_links};
use super::ids::{control, objective};
use super::text::{begin_of, local, prop, props, prose, title, title_or};
use crate::domain::dates;
use chrono::NaiveTime;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The parts of the plan that have a place among OSCAL's terms and conditions, and those with a name of this namespace.
const TERMS: &[(&str, &str, &str, bool)] = &[
    ("objectives", "objectives", "Objectives", true),
    ("scope", "assessment-inclusions", "Scope", false),
    ("not_in_scope", "assessment-exclusions", "Not in scope", false),
    ("limitations", "limitations", "Limitations", true),
    ("method", "methodology", "Methods", false),
];

/// The assessment plan.
pub(super) fn plan(frame: &Frame<'_>) -> Value {
    let mut crew = Crew::default();
    let audit = &frame.audit;
    let tasks: Vec<Value> =
        audit.plan_list("agenda").iter().enumerate().map(|(at, line)| task(frame, &mut crew, at, line)).collect();
    for role in audit.plan_list("auditees").iter().chain(audit.plan_list("distribution")) {
        crew.role(role);
    }
    for line in audit.plan_list("team") {
        let mut parts = line.split('|').map(str::trim);
        if let (Some(initials), Some(_)) = (parts.next(), parts.next().filter(|role| !role.is_empty())) {
            crew.join(frame, initials);
        }
    }
    let mut terms: Vec<Value> =
        TERMS.iter().map(|(field, name, words, own)| part(name, words, audit.plan_text(field), *own)).collect();
    terms.push(part("results-delivery", "Distribution", &audit.plan_list("distribution").join("\n"), false));
    terms.retain(|part| !part.is_null());
    let period =
        [("period-from", "period_from"), ("period-to", "period_to"), ("first-day", "from"), ("last-day", "to")];
    let mut about: Vec<Value> = period.iter().map(|(name, field)| prop(name, audit.plan_text(field))).collect();
    if !audit.plan_text("client").trim().is_empty() {
        about.push(prop("client", audit.plan_text("client")));
        crew.role(audit.plan_text("client"));
    }
    let controls: BTreeSet<String> = audit.checklist.items.iter().map(|item| control(&item.id)).collect();
    let mut reviewed = reviewed(frame, &controls, "No item is planned yet.");
    reviewed["props"] = about.into();
    let mut body = json!({
        "uuid": frame.uuid("document", "assessment-plan"),
        "import-ssp": { "href": format!("#{}", frame.uuid("soa", "")), "remarks": "An ISMS has a Statement of Applicability in place of a system security plan." },
        "local-definitions": { "components": frame.components() },
        "terms-and-conditions": { "parts": terms },
        "reviewed-controls": reviewed,
        "tasks": tasks,
    });
    body["back-matter"] = behind(frame, &body);
    body["metadata"] = frame.metadata("assessment plan", &crew, &[]);
    json!({ "assessment-plan": body })
}

/// The items of an audit as the controls that were reviewed, with the checklist and the documents audited against.
pub(super) fn reviewed(frame: &Frame<'_>, controls: &BTreeSet<String>, none: &str) -> Value {
    let mut links = vec![json!({ "href": format!("#{}", frame.uuid("checklist", "")), "rel": "reference" })];
    links.extend(criteria_links(frame));
    let included: Vec<Value> = controls.iter().map(|id| json!({ "control-id": id })).collect();
    let objectives: Vec<Value> = controls.iter().map(|id| json!({ "objective-id": objective(id) })).collect();
    if controls.is_empty() {
        // OSCAL has no word for none: all, without any.
        let items: BTreeSet<String> = frame.audit.checklist.items.iter().map(|item| control(&item.id)).collect();
        let without: Vec<Value> = items.iter().map(|id| json!({ "control-id": id })).collect();
        let selection = json!({ "description": none, "include-all": {}, "exclude-controls": without });
        return json!({ "links": links, "control-selections": [selection] });
    }
    json!({
        "links": links,
        "control-selections": [{ "include-controls": included }],
        "control-objective-selections": [{ "include-objectives": objectives }],
    })
}

fn part(name: &str, words: &str, text: &str, own: bool) -> Value {
    let text = prose(text);
    if text.is_empty() {
        return Value::Null;
    }
    let ns = own.then_some(super::ids::NS);
    json!({ "name": name, "ns": ns, "title": words, "prose": text })
}

/// A line of the agenda: `2026-06-16 09:00-12:00 | what | items | roles`.
fn task(frame: &Frame<'_>, crew: &mut Crew, at: usize, text: &str) -> Value {
    let parts: Vec<&str> = text.split('|').map(str::trim).collect();
    let part = |nth: usize| parts.get(nth).copied().unwrap_or_default();
    let timing = timing(frame, part(0));
    let items = part(2).split([' ', ',']).filter(|item| !item.is_empty());
    json!({
        "uuid": frame.uuid("agenda", &format!("{at} {text}")),
        "type": "action",
        "title": title_or(part(1), text),
        // Where the time was not understood it is not lost.
        "description": if timing.is_null() { title(part(0)) } else { String::new() },
        "props": props("item", items),
        "timing": timing,
        "responsible-roles": crew.responsible(part(3)),
    })
}

fn timing(frame: &Frame<'_>, text: &str) -> Value {
    let (day, times) = text.split_once(' ').unwrap_or((text, ""));
    let Some(day) = dates::parse_day(day, None) else { return Value::Null };
    let at = |time: NaiveTime| local(day.and_time(time), frame.offset);
    let (from, to) = times.split_once('-').unwrap_or((times, ""));
    match (dates::parse_time(from.trim()), dates::parse_time(to.trim())) {
        (Some(from), Some(to)) if from <= to => json!({ "within-date-range": { "start": at(from), "end": at(to) } }),
        (Some(from), _) if to.is_empty() => json!({ "on-date": { "date": at(from) } }),
        _ if times.is_empty() => json!({ "on-date": { "date": begin_of(day, frame.offset) } }),
        _ => Value::Null,
    }
}
