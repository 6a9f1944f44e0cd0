//! A finding's follow-up (10.2) as a risk with its remediations, milestones and log.
//!
//! Must not know: what day it is. Nothing here says that something is late.

use super::found::heading;
use super::frame::{Crew, Frame};
use super::text::{begin_of, end_of, moment, prop, props, prose, prose_or, title_or};
use crate::domain::dates;
use crate::domain::dossier::Reported;
use crate::domain::fields::{Kind, spec};
use crate::domain::fold::Object;
use crate::domain::followup::case::{AUDITOR, Case, Stage};
use crate::domain::followup::record::step_spec;
use crate::domain::followup::round::{Round, day, happened, is_done, latest, number};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// OSCAL's word for where a risk stands; ISO's stage is in a property.
const fn status(stage: Stage) -> &'static str {
    match stage {
        Stage::Raised | Stage::Reopened => "open",
        Stage::Disputed | Stage::Contained | Stage::CauseKnown => "investigating",
        Stage::ActionPlanned | Stage::InProgress | Stage::Implemented | Stage::ToCheck => "remediating",
        Stage::RiskAccepted => "deviation-approved",
        Stage::Closed | Stage::Withdrawn | Stage::Noted => "closed",
    }
}

/// What is known of a case beside its words, as properties.
pub(super) fn standing(frame: &Frame<'_>, case: &Case<'_>) -> Vec<Value> {
    let iso = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let closing = |field: &str| case.closing.map_or("", |closing| closing.text(field));
    let mut all = vec![
        prop("stage", case.stage.words()),
        prop("grade", case.statement.text("grade")),
        prop("owner", &case.owner),
        prop("due", &iso(case.due())),
        prop("next-step", &case.next.words),
        prop("waiting-on", &case.next.who),
        prop("next-due", &iso(case.next.due)),
        prop("closed", &iso(case.closed())),
        prop("closed-by", &frame.doer(closing("by"))),
        prop("closed-over-the-gate", closing("overridden")),
        prop("withdrawn", case.statement.text("withdrawn")),
    ];
    all.extend(props("repeats", case.recurring_of.iter().map(String::as_str)));
    all
}

/// The risk of an issued finding.
pub(super) fn risk(frame: &Frame<'_>, crew: &mut Crew, one: &Reported<'_>, case: &Case<'_>) -> Value {
    let statement = case.statement;
    let root = latest(&case.rounds, "cause").map_or("", |step| step.text("text"));
    let consequences = latest(&case.rounds, "consequences").map_or("", |step| step.text("text"));
    let mut properties = standing(frame, case);
    properties.push(prop("cause", root));
    let mut remediations: Vec<Value> = Vec::new();
    for (nth, round) in case.rounds.iter().enumerate() {
        let steps = round.steps.iter().filter_map(|step| response(frame, crew, step));
        remediations.extend(steps);
        remediations.extend(actions(frame, crew, case, nth, round));
    }
    json!({
        "uuid": frame.finding_id("risk", one),
        "title": heading(frame, one),
        "description": prose_or(statement.text("nature"), statement.text("title")),
        "statement": prose_or(consequences, statement.text("nature")),
        "props": properties,
        "status": status(case.stage),
        "origins": crew.origins(frame, one.finding.unwrap_or(statement)),
        "deadline": case.due().and_then(|due| end_of(due, frame.offset)),
        "remediations": remediations,
        "risk-log": { "entries": log(frame, crew, case) },
        "related-observations": [{ "observation-uuid": frame.finding_id("observation", one) }],
    })
}

/// What was done at once, and what is accepted: a step that answers the risk by itself.
fn response(frame: &Frame<'_>, crew: &mut Crew, step: &Object) -> Option<Value> {
    let kind = match step.text("step") {
        "correction" => "mitigate",
        "accept-risk" => "accept",
        _ => return None,
    };
    let until = day(step, "until").and_then(|until| end_of(until, frame.offset)).map(|until| {
        let responsible = crew.responsible(step.text("risk_owner"));
        json!([{
            "uuid": frame.uuid("until", step.id.as_str()),
            "type": "milestone",
            "title": "Renew the acceptance or act",
            "timing": { "on-date": { "date": until } },
            "responsible-roles": responsible,
        }])
    });
    Some(json!({
        "uuid": frame.uuid("response", step.id.as_str()),
        "lifecycle": "completed",
        "title": title_or(words(step), "a step"),
        "description": prose_or(step.text("text"), words(step)),
        "props": [
            { "name": "type", "value": kind },
            prop("action-kind", step.text("step")),
            prop("done", &happened(step).to_string()),
            prop("done-by", &frame.doer(step.text("by"))),
            prop("risk-id", step.text("risk")),
            prop("risk-owner", step.text("risk_owner")),
        ],
        "tasks": until,
        "origins": crew.origins(frame, step),
    }))
}

fn words(step: &Object) -> &str {
    step_spec(step.text("step")).map_or_else(|| step.text("step"), |known| known.words)
}

fn round_id(frame: &Frame<'_>, case: &Case<'_>, nth: usize) -> String {
    frame.uuid("round", &format!("{}/{nth}", case.statement.id))
}

/// The actions of a round and the check of their effect, as one remediation with milestones.
fn actions(frame: &Frame<'_>, crew: &mut Crew, case: &Case<'_>, nth: usize, round: &Round<'_>) -> Option<Value> {
    let first = round.actions.first()?;
    let mut tasks: Vec<Value> = round.actions.iter().map(|action| task(frame, crew, action)).collect();
    tasks.extend(check(frame, crew, case, nth, round));
    let done = round.open().next().is_none();
    let name = if nth == 0 { "Corrective action".to_owned() } else { format!("Corrective action, round {}", nth + 1) };
    let name = if case.nonconformity { name } else { "Action".to_owned() };
    Some(json!({
        "uuid": round_id(frame, case, nth),
        "lifecycle": if done { "completed" } else { "planned" },
        "title": name,
        "description": prose_or(&round.actions.iter().map(|a| a.text("text")).collect::<Vec<_>>().join("\n"), ""),
        "props": [{ "name": "type", "value": "avoid" }, prop("action-kind", "corrective-action")],
        "tasks": tasks,
        "origins": crew.origins(frame, first),
    }))
}

fn task(frame: &Frame<'_>, crew: &mut Crew, action: &Object) -> Value {
    let done = is_done(action, None);
    let mut properties = vec![
        prop("action-id", frame.bare(&action.label)),
        prop("task-status", if done { "done" } else { "open" }),
        prop("owner", action.text("owner")),
        prop("due", action.text("due")),
        prop("done", action.text("done")),
    ];
    properties.extend(props("extended", action.list("extensions").iter().map(String::as_str)));
    let due = day(action, "due").and_then(|due| end_of(due, frame.offset));
    json!({
        "uuid": frame.uuid("action", action.id.as_str()),
        "type": "milestone",
        "title": title_or(&format!("Action {}", number(action).split('/').next().unwrap_or_default()), ""),
        "description": prose(action.text("text")),
        "props": properties,
        "timing": due.map(|due| json!({ "on-date": { "date": due } })),
        "responsible-roles": crew.responsible(action.text("owner")),
        "remarks": prose(&if action.lacks("evidence") { String::new() } else { format!("Evidence: {}", action.text("evidence")) }),
    })
}

/// The check of the effect (10.2 d): when it is due, or what it came to.
fn check(frame: &Frame<'_>, crew: &mut Crew, case: &Case<'_>, nth: usize, round: &Round<'_>) -> Option<Value> {
    let criterion = latest(&case.rounds[..=nth], "criterion");
    let made = round.last("effect");
    if criterion.is_none() && made.is_none() {
        return None;
    }
    let under_way = nth + 1 == case.rounds.len();
    let next = case.next.due.filter(|_| under_way && case.next.words.starts_with("check"));
    let named = [made, criterion].into_iter().flatten().find_map(|step| day(step, "check"));
    let due = next.or(named).or_else(|| made.map(happened)).and_then(|due| end_of(due, frame.offset));
    let result = made.map_or("", |step| step.text("result"));
    let dependencies =
        round.actions.iter().map(|action| json!({ "task-uuid": frame.uuid("action", action.id.as_str()) }));
    let mut properties =
        vec![prop("task-status", if made.is_some() { "done" } else { "open" }), prop("result", result)];
    let responsible = match made {
        Some(step) => {
            let checker = frame.doer(step.text("checker"));
            properties.extend([prop("done", &happened(step).to_string()), prop("checker", &checker)]);
            crew.responsible(&checker)
        }
        None => crew.responsible(AUDITOR),
    };
    Some(json!({
        "uuid": frame.uuid("check", &format!("{}/{nth}", case.statement.id)),
        "type": "milestone",
        "title": "Check the effect (10.2 d)",
        "description": prose(criterion.map_or("", |step| step.text("text"))),
        "props": properties,
        "timing": due.map(|due| json!({ "on-date": { "date": due } })),
        "dependencies": dependencies.collect::<Vec<_>>(),
        "responsible-roles": responsible,
        "remarks": prose(made.map_or("", |step| step.text("text"))),
    }))
}

/// Everything that was recorded about it, in order.
fn log(frame: &Frame<'_>, crew: &mut Crew, case: &Case<'_>) -> Vec<Value> {
    let statement = case.statement;
    let start = |day: NaiveDate| begin_of(day, frame.offset).unwrap_or_else(|| frame.last.clone());
    let mut entries = vec![json!({
        "uuid": frame.uuid("raised", statement.id.as_str()),
        "title": "Raised",
        "start": start(case.raised()),
        "logged-by": crew.logged_by(frame, &statement.made.by),
        "status-change": "open",
    })];
    for (nth, round) in case.rounds.iter().enumerate() {
        for step in &round.steps {
            let counted = case.closing.is_some_and(|closing| closing.id == step.id);
            let answer = match step.text("step") {
                "correction" | "accept-risk" => Some(frame.uuid("response", step.id.as_str())),
                "effect" if !round.actions.is_empty() => Some(round_id(frame, case, nth)),
                _ => None,
            };
            let change = match step.text("step") {
                "close" if counted => "closed",
                "accept-risk" => "deviation-approved",
                "reopen" => "open",
                "effect" if matches!(step.text("result"), "partly" | "not-effective") => "open",
                _ => "",
            };
            entries.push(json!({
                "uuid": frame.uuid("step", step.id.as_str()),
                "title": title_or(words(step), "a step"),
                "description": told(frame, step),
                "start": start(happened(step)),
                "props": [prop("step", step.text("step")), prop("part", part(step)), prop("by", &frame.doer(step.text("by")))],
                "logged-by": crew.logged_by(frame, &step.made.by),
                "status-change": change,
                "related-responses": answer.map(|uuid| json!([{ "response-uuid": uuid }])),
            }));
        }
    }
    for (at, moved) in statement.list("extensions").iter().enumerate() {
        let recorded = moved.rsplit('|').next().and_then(|text| dates::parse_day(text.trim(), None));
        entries.push(json!({
            "uuid": frame.uuid("extension", &format!("{}/{at}", statement.id)),
            "title": "Due date moved",
            "description": prose(moved),
            "start": start(recorded.unwrap_or_else(|| case.raised())),
        }));
    }
    for (name, words, change) in [("revision_reason", "Revised", ""), ("withdrawn", "Withdrawn", "closed")] {
        let Some(field) = statement.fields.get(name).filter(|field| !field.value.is_empty()) else { continue };
        entries.push(json!({
            "uuid": frame.uuid(name, statement.id.as_str()),
            "title": words,
            "description": prose(statement.text(name)),
            "start": moment(field.stamp.at).unwrap_or_else(|| frame.last.clone()),
            "logged-by": crew.logged_by(frame, &field.stamp.by),
            "status-change": change,
        }));
    }
    entries
}

/// The part of 10.2 that a step belongs to.
fn part(step: &Object) -> &'static str {
    match step_spec(step.text("step")).map_or(' ', |known| known.part) {
        'a' => "10.2 a)",
        'b' => "10.2 b)",
        'c' => "10.2 c)",
        'd' => "10.2 d)",
        'e' => "10.2 e)",
        _ => "",
    }
}

/// A step's words, then every other field that says something, named.
fn told(frame: &Frame<'_>, step: &Object) -> String {
    let others = spec(Kind::Step)
        .edited()
        .filter(|field| !matches!(field.name, "text" | "by" | "when") && !step.lacks(field.name));
    let named = others.map(|field| {
        let said =
            if field.shape.is_list() { step.list(field.name).join("; ") } else { step.text(field.name).to_owned() };
        let said = if field.name == "checker" { frame.doer(&said) } else { said };
        format!("{}: {said}", field.words)
    });
    let lines: Vec<String> = std::iter::once(step.text("text").to_owned()).chain(named).collect();
    prose(&lines.join("\n"))
}
