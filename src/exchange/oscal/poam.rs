//! The audit's part of the register as a plan of action and milestones: what is to be done about each issued finding, by
//! whom, until when; what is closed stays in it, with its state.
//!
//! Must not know: what day it is.

use super::found::{heading, is_followed, judged, observation, sampled};
use super::frame::{Crew, Frame, behind};
use super::risk::{risk, standing};
use super::text::{held, prop, prose, prose_or};
use crate::domain::fields::Kind;
use serde_json::{Value, json};

/// The plan of action; none where no finding is issued that needs any: OSCAL wants an item in it.
pub(super) fn poam(frame: &Frame<'_>) -> Option<Value> {
    let mut crew = Crew::default();
    let (mut observations, mut findings, mut risks, mut items) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for one in frame.findings.iter().filter(|one| is_followed(frame, one)) {
        let Some(case) = &one.case else { continue };
        let statement = case.statement;
        observations.push(observation(frame, &mut crew, one));
        findings.push(judged(frame, &mut crew, one));
        risks.push(risk(frame, &mut crew, one, case));
        let mut properties = vec![prop("finding-id", &frame.name(one))];
        properties.extend(standing(frame, case));
        properties.extend([prop("raised", &case.raised().to_string()), prop("issued", statement.text("issued"))]);
        crew.responsible(&case.owner);
        let missing: Vec<&str> = case.missing.iter().map(|missing| missing.words.as_str()).collect();
        let missing =
            if missing.is_empty() { String::new() } else { format!("Before it is closed: {}.", missing.join("; ")) };
        items.push(json!({
            "uuid": frame.finding_id("item", one),
            "title": heading(frame, one),
            "description": prose_or(statement.text("nature"), statement.text("title")),
            "props": properties,
            "origins": crew.origins(frame, one.finding.unwrap_or(statement)),
            "related-findings": [{ "finding-uuid": frame.finding_id("finding", one) }],
            "related-observations": [{ "observation-uuid": frame.finding_id("observation", one) }],
            "related-risks": [{ "risk-uuid": frame.finding_id("risk", one) }],
            "remarks": prose(&missing),
        }));
    }
    if items.is_empty() {
        return None;
    }
    let judgements = Value::from(findings.clone());
    let named = held(&judgements, "observation-uuid");
    let rested_on = |uuid: &str| named.contains(uuid);
    for one in frame.audit.of(Kind::Sample).filter(|one| rested_on(&frame.uuid("sample", one.id.as_str()))) {
        observations.push(sampled(frame, &mut crew, one));
    }
    let mut body = json!({
        "uuid": frame.uuid("document", "plan-of-action-and-milestones"),
        "system-id": { "identifier-type": "http://ietf.org/rfc/rfc4122", "id": frame.uuid("component", "") },
        "local-definitions": { "components": frame.components() },
        "observations": observations,
        "findings": findings,
        "risks": risks,
        "poam-items": items,
    });
    body["back-matter"] = behind(frame, &body);
    let links = [json!({ "href": "./assessment-results.json", "rel": "reference" })];
    body["metadata"] = frame.metadata("plan of action and milestones", &crew, &links);
    Some(json!({ "plan-of-action-and-milestones": body }))
}
