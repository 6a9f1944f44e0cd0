//! Findings, with what they rest on as observations. A finding of ISO's kind is both: the facts are the observation, the
//! judgement the finding.
//!
//! Must not know: the follow-up, but for where a finding stands.

use super::catalog::cited;
use super::frame::{Crew, Frame, withdrawn};
use super::ids::{NS, objective};
use super::text::{line, prop, prop_why, props, prose, prose_or, title_or};
use crate::domain::audit::when;
use crate::domain::dossier::Reported;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::fold::Object;
use crate::domain::sample;
use serde_json::{Value, json};

/// Whether a finding says that a requirement is not met: a nonconformity by its grade, ungraded ones included, that
/// stands.
pub(super) fn is_nonconformity(frame: &Frame<'_>, one: &Reported<'_>) -> bool {
    frame.audit.programme.is_nonconformity(one.object().text("grade")) && !withdrawn(one)
}

/// Whether it has a risk in the plan of action: it is issued and its grade needs something.
pub(super) fn is_followed(frame: &Frame<'_>, one: &Reported<'_>) -> bool {
    one.is_issued() && !frame.audit.programme.steps(one.object().text("grade")).is_empty()
}

/// The control that a finding points to, and what it is called.
pub(super) fn control_of(frame: &Frame<'_>, one: &Reported<'_>) -> (String, String) {
    let object = one.object();
    cited(frame, object.list("criteria"), object.list("recurrence_of"))
}

/// What a finding is called in a list: `IA-2026-02-F01 leavers keep access`.
pub(super) fn heading(frame: &Frame<'_>, one: &Reported<'_>) -> String {
    let words = if one.is_issued() { one.object().text("title") } else { finding::title(one.object()) };
    title_or(&format!("{} {words}", frame.name(one)), "")
}

/// The facts of a finding.
pub(super) fn observation(frame: &Frame<'_>, crew: &mut Crew, one: &Reported<'_>) -> Value {
    let object = one.object();
    let (evidence, quotes) = (relevant(frame, one), quotes(frame, one));
    let samples = !samples(frame, one).is_empty();
    let mut methods = Vec::new();
    if samples || !evidence.is_empty() {
        methods.push("EXAMINE");
    }
    if !quotes.is_empty() || one.finding.is_some_and(|finding| !finding.lacks("interview")) {
        methods.push("INTERVIEW");
    }
    if methods.is_empty() {
        methods.push("UNKNOWN");
    }
    let collected =
        one.finding.map_or_else(|| frame.when(None, object), |finding| frame.when(Some(when(finding)), finding));
    let rested_on = [evidence, quotes].concat();
    json!({
        "uuid": frame.finding_id("observation", one),
        "title": heading(frame, one),
        "description": prose_or(object.text("evidence"), "No evidence is written down yet."),
        "props": [prop("finding-id", &frame.name(one)), prop("process", object.text("process"))],
        "methods": methods,
        "types": ["finding"],
        "origins": crew.origins(frame, one.finding.unwrap_or(object)),
        "subjects": [frame.subject(object.text("process"))],
        "relevant-evidence": rested_on,
        "collected": collected,
    })
}

/// The evidence that a finding rests on: as it was written out when it was issued, else as it is linked.
fn relevant(frame: &Frame<'_>, one: &Reported<'_>) -> Vec<Value> {
    let entry = |evidence: Option<&Object>, words: &str| {
        let href = evidence.map(|evidence| format!("#{}", frame.uuid("evidence", evidence.id.as_str())));
        json!({ "href": href, "description": prose_or(words, "(no words yet)") })
    };
    if let (None, Some(finding)) = (&one.case, one.finding) {
        let linked = finding.refs("evidence_items").filter_map(|id| frame.audit.state.get(&id));
        return linked.map(|evidence| entry(Some(evidence), &crate::domain::issue::evidence_line(evidence))).collect();
    }
    let written = one.object().list("evidence_items").iter();
    written.map(|words| entry(labelled(frame, Kind::Evidence, words), words)).collect()
}

/// The object that a line of a statement begins with the label of.
fn labelled<'d>(frame: &Frame<'d>, kind: Kind, words: &str) -> Option<&'d Object> {
    let label = words.split('|').next().unwrap_or_default().trim();
    frame.audit.of(kind).find(|object| object.label == label)
}

/// Lines quoted in an issued finding; the entry that each stands in is no one else's business.
fn quotes(frame: &Frame<'_>, one: &Reported<'_>) -> Vec<Value> {
    let entry = |words: &str| json!({ "description": prose_or(words, ""), "props": [prop("evidence-kind", "line-of-the-notebook")] });
    if let (None, Some(finding)) = (&one.case, one.finding) {
        let lines = finding.refs("lines").filter_map(|id| frame.audit.state.get(&id));
        let public = lines.filter(|line| line.kind == Kind::Line && line.text("mark") != "~");
        return public.map(|line| entry(&finding::quote(&frame.audit, line))).collect();
    }
    let quoted = one.object().list("quotes").iter();
    quoted.map(|quote| entry(quote.split_once('|').map_or(quote.as_str(), |(_, words)| words))).collect()
}

/// The samples that a finding rests on.
fn samples<'d>(frame: &Frame<'d>, one: &Reported<'d>) -> Vec<&'d Object> {
    if let (None, Some(finding)) = (&one.case, one.finding) {
        return finding.refs("samples").filter_map(|id| frame.audit.state.get(&id)).collect();
    }
    one.object().list("samples").iter().filter_map(|words| labelled(frame, Kind::Sample, words)).collect()
}

/// A sample: from how many, how chosen, how many exceptions.
pub(super) fn sampled(frame: &Frame<'_>, crew: &mut Crew, one: &Object) -> Value {
    let mut properties = vec![
        prop("sample-id", &one.label),
        prop("sample-size", &one.list("picks").len().to_string()),
        prop("sample-exceptions", &sample::exceptions(one).to_string()),
    ];
    for (name, field) in [
        ("population", "population"),
        ("population-size", "size"),
        ("population-source", "source"),
        ("population-dated", "dated"),
        ("population-sha256", "list_sha256"),
        ("sample-method", "method"),
        ("sample-seed", "seed"),
    ] {
        properties.push(prop(name, one.text(field)));
    }
    properties.extend(props("item", one.list("items").iter().map(String::as_str)));
    json!({
        "uuid": frame.uuid("sample", one.id.as_str()),
        "title": title_or(&format!("{} {}", one.label, one.text("title")), "a sample"),
        "description": prose_or(&sample::sentence(one), "Nothing is picked yet."),
        "props": properties,
        "methods": ["EXAMINE"],
        "types": ["control-objective"],
        "origins": crew.origins(frame, one),
        "subjects": [frame.subject("")],
        "collected": frame.when(crate::domain::dates::parse_moment(one.text("observed")), one),
        "remarks": "What was found in a sample is not projected to its population.",
    })
}

/// The judgement. The grade stands in a property of its own: OSCAL knows but satisfied and not satisfied, and only a
/// nonconformity that stands is the latter.
pub(super) fn judged(frame: &Frame<'_>, crew: &mut Crew, one: &Reported<'_>) -> Value {
    let object = one.object();
    let programme = frame.audit.programme;
    let grade = programme.grade(object.text("grade"));
    let against = is_nonconformity(frame, one);
    let kind = match grade {
        Some(grade) if grade.nonconformity => "nonconformity",
        Some(grade) => grade.id.as_str(),
        None => "ungraded",
    };
    let mut properties = vec![
        prop("finding-id", &frame.name(one)),
        prop("finding-type", kind),
        json!({ "name": "grade", "ns": NS, "value": line(grade.map_or("ungraded", |grade| grade.id.as_str())) }),
        prop("grade-words", grade.map_or("", |grade| grade.words.as_str())),
        prop("stage", one.case.as_ref().map_or("draft", |case| case.stage.words())),
    ];
    properties.extend(props("criterion", object.list("criteria").iter().map(String::as_str)));
    let repeats =
        one.case.as_ref().map_or_else(|| object.list("recurrence_of").to_vec(), |case| case.recurring_of.clone());
    properties.extend(props("repeats", repeats.iter().map(String::as_str)));
    for (name, field) in [("process", "process"), ("raised", "raised"), ("issued", "issued"), ("due", "due")] {
        properties.push(prop(name, object.text(field)));
    }
    if object.text("revision").parse::<u32>().is_ok_and(|revision| revision > 1) {
        properties.push(prop_why("revision", object.text("revision"), object.text("revision_reason")));
    }
    properties.push(prop("issued-over-the-gate", object.text("overridden")));
    let (control, label) = control_of(frame, one);
    let says = match (&one.case, against) {
        (Some(case), false) if withdrawn(one) => format!("Withdrawn: {}", case.statement.text("withdrawn")),
        (_, true) => grade.map_or("Not graded yet.", |grade| grade.words.as_str()).to_owned(),
        (_, false) => format!("No nonconformity: {}.", grade.map_or(kind, |grade| grade.words.as_str())),
    };
    let mut related = vec![json!({ "observation-uuid": frame.finding_id("observation", one) })];
    let from = samples(frame, one);
    related.extend(from.iter().map(|one| json!({ "observation-uuid": frame.uuid("sample", one.id.as_str()) })));
    let view = object.text("auditee_view");
    json!({
        "uuid": frame.finding_id("finding", one),
        "title": heading(frame, one),
        "description": prose_or(object.text("nature"), finding::title(object)),
        "props": properties,
        "origins": crew.origins(frame, one.finding.unwrap_or(object)),
        "target": {
            "type": "objective-id",
            "target-id": objective(&control),
            "title": title_or(&label, ""),
            "description": prose(object.text("requirement")),
            "status": {
                "state": if against { "not-satisfied" } else { "satisfied" },
                "reason": if against { "fail" } else { "other" },
                "remarks": prose(&says),
            },
        },
        "related-observations": related,
        "related-risks": is_followed(frame, one).then(|| json!([{ "risk-uuid": frame.finding_id("risk", one) }])),
        "remarks": prose(&if view.trim().is_empty() { String::new() } else { format!("The auditee's view: {view}") }),
    })
}
