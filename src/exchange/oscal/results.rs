//! What was found, as assessment results: findings, the verdicts of the items, samples, interviews and meetings, the
//! conclusion.
//!
//! Must not know: the plan, beyond what was reviewed of it.

use super::catalog::UNCITED;
use super::found::{control_of, is_followed, is_nonconformity, judged, observation, sampled};
use super::frame::{Crew, Frame, behind};
use super::ids::{NS, control, objective};
use super::plan::reviewed;
use super::risk::risk;
use super::text::{begin_of, local, prop, prop_why, props, prose, title, title_or};
use crate::domain::audit::{Verdict, counted};
use crate::domain::checklist::Item;
use crate::domain::criterion::item_of;
use crate::domain::dates;
use crate::domain::dossier::Reported;
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::domain::followup::round::day;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The conclusion's parts, as attestations.
const CONCLUSIONS: &[(&str, &str, &str)] = &[
    ("conclusion", "conclusion", "Conclusion"),
    ("conforms_own", "conforms-to-own-requirements", "Conformity to the organisation's own requirements (9.2.1 a) 1))"),
    ("conforms_standard", "conforms-to-the-standard", "Conformity to ISO/IEC 27001 (9.2.1 a) 2))"),
    ("effective", "effective", "Effective implementation and maintenance (9.2.1 b))"),
    ("diverging", "diverging-opinions", "Diverging opinions"),
];

/// The assessment results. `pointed` gathers the controls that they point to.
pub(super) fn results(frame: &Frame<'_>, pointed: &mut BTreeSet<String>, remarks: &mut Vec<String>) -> Value {
    let mut crew = Crew::default();
    let audit = &frame.audit;
    let (mut observations, mut findings, mut risks) = (Vec::new(), Vec::new(), Vec::new());
    let mut against: BTreeSet<String> = BTreeSet::new();
    for one in &frame.findings {
        observations.push(observation(frame, &mut crew, one));
        findings.push(judged(frame, &mut crew, one));
        if let Some(case) = one.case.as_ref().filter(|_| is_followed(frame, one)) {
            risks.push(risk(frame, &mut crew, one, case));
        }
        let (id, _) = control_of(frame, one);
        if is_nonconformity(frame, one) {
            against.insert(id.clone());
        }
        pointed.insert(id);
    }
    observations.extend(audit.of(Kind::Sample).map(|one| sampled(frame, &mut crew, one)));
    let mut about =
        vec![prop("audit-id", audit.id), prop("state", if frame.dossier.is_final() { "final" } else { "draft" })];
    let mut looked: BTreeSet<String> = pointed.clone();
    let (mut aside, mut seen) = (0, BTreeSet::new());
    for item in audit.checklist.items.iter().filter(|item| seen.insert(control(&item.id))) {
        let verdict = verdict(frame, item);
        let id = control(&item.id);
        match verdict {
            Verdict::Conforms => findings.push(of_item(frame, item, true)),
            Verdict::Nonconforming if !against.contains(&id) => findings.push(of_item(frame, item, false)),
            Verdict::Nonconforming => {}
            Verdict::Open | Verdict::NotAudited | Verdict::NotApplicable => {
                aside += 1;
                about.push(prop_why(&verdict.words().replace(' ', "-"), &item.id, audit.reason(&item.id)));
            }
        }
        let set_aside = matches!(verdict, Verdict::NotAudited | Verdict::NotApplicable);
        if audit.standing(&item.id).looked_at && !set_aside {
            looked.insert(id);
        }
    }
    if aside > 0 {
        let items = counted(aside, "item is", "items are");
        remarks.push(format!(
            "{items} open, not audited or not applicable: OSCAL has no finding for that, so they stand as properties"
        ));
    }
    looked.remove(UNCITED);
    let heads = frame.dossier.heads();
    let heads = heads.iter().map(|head| {
        // The journal's name bears initials.
        head.rsplit(' ').next().filter(|_| frame.dossier.roles_only).unwrap_or(head)
    });
    about.extend(props("journal-head", heads));
    let (start, end) = span(frame);
    let result = json!({
        "uuid": frame.uuid("result", ""),
        "title": title_or(&format!("{} {}", audit.id, audit.plan_text("title")), ""),
        "description": "Internal audit of an information security management system (ISO/IEC 27001, 9.2).",
        "start": start,
        "end": end,
        "props": about,
        "local-definitions": { "components": frame.components() },
        "reviewed-controls": reviewed(frame, &looked, "Nothing was looked at yet."),
        "attestations": attestations(frame),
        "assessment-log": { "entries": log(frame, &mut crew) },
        "observations": observations,
        "risks": risks,
        "findings": findings,
        "remarks": "An audit is a sample: what was not looked at may not conform.",
    });
    let mut body = json!({
        "uuid": frame.uuid("document", "assessment-results"),
        "import-ap": { "href": "./assessment-plan.json" },
        "results": [result],
    });
    let evidence: Vec<Value> = audit.of(Kind::Evidence).map(|one| evidence_link(frame, one)).collect();
    body["results"][0]["links"] = evidence.into();
    body["back-matter"] = behind(frame, &body);
    body["metadata"] = frame.metadata("assessment results", &crew, &[]);
    json!({ "assessment-results": body })
}

fn evidence_link(frame: &Frame<'_>, one: &Object) -> Value {
    json!({ "href": format!("#{}", frame.uuid("evidence", one.id.as_str())), "rel": "evidence", "text": title(&one.label) })
}

/// The nonconformities that stand and cite an item, or repeat it where it is an earlier finding.
fn citing<'f, 'd>(frame: &'f Frame<'d>, item: &'f Item) -> impl Iterator<Item = &'f Reported<'d>> {
    let cites = |one: &Reported<'_>| {
        let object = one.object();
        let cited = object.list("criteria").iter().map(|text| item_of(text));
        let repeated = object.list("recurrence_of").iter().map(String::as_str);
        cited.chain(repeated).any(|id| id.eq_ignore_ascii_case(&item.id))
    };
    frame.findings.iter().filter(move |one| is_nonconformity(frame, one) && cites(one))
}

/// What was decided about an item. What was withdrawn since does not stand against it.
fn verdict(frame: &Frame<'_>, item: &Item) -> Verdict {
    if citing(frame, item).next().is_some() { Verdict::Nonconforming } else { frame.audit.standing(&item.id).recorded }
}

/// The verdict of an item that no finding points to.
fn of_item(frame: &Frame<'_>, item: &Item, conforms: bool) -> Value {
    let word = if conforms { Verdict::Conforms } else { Verdict::Nonconforming }.words();
    let related = citing(frame, item).map(|one| json!({ "observation-uuid": frame.finding_id("observation", one) }));
    let related: Vec<Value> = related.collect();
    let seen = frame
        .audit
        .of(Kind::Evidence)
        .filter(|one| one.list("items").iter().any(|id| id.eq_ignore_ascii_case(&item.id)));
    let says = match (conforms, related.is_empty()) {
        (true, _) => "As far as was seen, the requirement is met.",
        (false, true) => "The requirement is not met; no finding is written about it.",
        (false, false) => "The requirement is not met: see the findings that cite it too.",
    };
    json!({
        "uuid": frame.uuid("verdict", &item.id),
        "title": title_or(&format!("{} {}: {word}", item.id, item.title), ""),
        "description": says,
        "props": [prop("finding-type", "verdict"), prop("verdict", word)],
        "links": seen.map(|one| evidence_link(frame, one)).collect::<Vec<_>>(),
        "target": {
            "type": "objective-id",
            "target-id": objective(&control(&item.id)),
            "title": title_or(&item.id, ""),
            "status": {
                "state": if conforms { "satisfied" } else { "not-satisfied" },
                "reason": if conforms { "pass" } else { "fail" },
                "remarks": prose(frame.audit.reason(&item.id)),
            },
        },
        "related-observations": related,
    })
}

/// When it began, as planned or as it began; when it ended: with the closing meeting.
fn span(frame: &Frame<'_>) -> (String, Option<String>) {
    let audit = &frame.audit;
    let meeting = |which: &str, fields: [&str; 2]| {
        let held = audit.of(Kind::Meeting).rev().find(|meeting| meeting.text("which") == which)?;
        fields.into_iter().find_map(|field| dates::parse_moment(held.text(field)))
    };
    let planned = audit.plan().and_then(|plan| day(plan, "from")).and_then(|from| begin_of(from, frame.offset));
    let opened = meeting("opening", ["held", "held"]);
    let closed = meeting("closing", ["ended", "held"]);
    let start = opened.and_then(|at| local(at, frame.offset)).or(planned).unwrap_or_else(|| frame.last.clone());
    (start, closed.and_then(|at| local(at, frame.offset)))
}

fn attestations(frame: &Frame<'_>) -> Vec<Value> {
    let part = |(field, name, words): &(&str, &str, &str)| {
        let text = prose(frame.audit.plan_text(field));
        (!text.is_empty()).then(|| json!({ "name": name, "ns": NS, "title": words, "prose": text }))
    };
    let parts: Vec<Value> = CONCLUSIONS.iter().filter_map(part).collect();
    if parts.is_empty() { Vec::new() } else { vec![json!({ "parts": parts })] }
}

/// Interviews and meetings, in order of time.
fn log(frame: &Frame<'_>, crew: &mut Crew) -> Vec<Value> {
    let mut entries: Vec<(Option<chrono::NaiveDateTime>, Value)> = Vec::new();
    for one in [Kind::Interview, Kind::Meeting].into_iter().flat_map(|kind| frame.audit.of(kind)) {
        let (begun, kind) = match one.kind {
            Kind::Interview => ("started", "interview".to_owned()),
            _ => ("held", format!("{} meeting", one.text("which"))),
        };
        let start = dates::parse_moment(one.text(begun));
        let end = dates::parse_moment(one.text("ended")).filter(|end| start.is_some_and(|start| start <= *end));
        let roles = one.list("roles");
        for role in roles {
            crew.role(role);
        }
        let described = [
            ("Place", one.text("place").to_owned()),
            ("Items", one.list("items").join(", ")),
            ("Notes", one.text("notes").to_owned()),
        ];
        let described: Vec<String> = described
            .iter()
            .filter(|(_, said)| !said.trim().is_empty())
            .map(|(name, said)| format!("{name}: {said}"))
            .collect();
        entries.push((
            start,
            json!({
                "uuid": frame.uuid("log", one.id.as_str()),
                "title": title_or(&format!("{} {kind}", one.label), ""),
                "description": prose(&described.join("\n")),
                "start": frame.when(start, one),
                "end": end.and_then(|end| local(end, frame.offset)),
                "props": props("role", roles.iter().map(String::as_str)),
                "logged-by": crew.logged_by(frame, &one.made.by),
            }),
        ));
    }
    entries.sort_by_key(|(start, _)| *start);
    entries.into_iter().map(|(_, entry)| entry).collect()
}
