//! What all four documents share: the audit with its findings, its zone and clock, the roles that take part, the heads of
//! the documents and what stands behind them.
//!
//! Must not know: what a document is about.

use super::ids::{Ids, token};
use super::text::{held, href, line_or, local, moment, prop, props, prose, title, title_or};
use crate::domain::audit::Audit;
use crate::domain::dates;
use crate::domain::dossier::{Dossier, Reported};
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::domain::followup::case::Stage;
use chrono::{FixedOffset, NaiveDateTime};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The version of OSCAL that the documents are written in.
const OSCAL: &str = "1.1.3";

/// An audit on its way out.
#[derive(Debug)]
pub(super) struct Frame<'d> {
    /// All there is.
    pub dossier: &'d Dossier<'d>,
    /// The audit.
    pub audit: Audit<'d>,
    /// Its findings, and what the register holds of it besides.
    pub findings: Vec<Reported<'d>>,
    /// The zone of the place audited.
    pub offset: FixedOffset,
    /// When something was recorded last: what the documents bear as their date.
    pub last: String,
    ids: Ids,
    by_role: Dossier<'d>,
    roles: BTreeSet<String>,
}

impl<'d> Frame<'d> {
    /// Gathers it.
    ///
    /// # Errors
    /// Where there is no audit, or nothing is recorded in it.
    pub(super) fn new(dossier: &'d Dossier<'d>) -> Result<Self, String> {
        let audit = dossier.audit.ok_or("OSCAL is written for an audit: name one (workpaper audits lists them)")?;
        let last =
            dossier.last().ok_or_else(|| format!("nothing is recorded in {}: there is nothing to write", audit.id))?;
        let offset = dates::parse_offset(audit.plan_text("offset")).unwrap_or(*last.offset());
        let last = moment(last)
            .ok_or_else(|| format!("the last entry of {} is dated {last}: OSCAL knows no such day", audit.id))?;
        let mut findings = dossier.findings();
        let known = |id: &str| {
            findings.iter().any(|one| one.case.as_ref().is_some_and(|case| case.statement.id.as_str() == id))
        };
        let more: Vec<Reported<'d>> = dossier
            .book
            .statements()
            .filter(|statement| statement.text("audit") == audit.id && !known(statement.id.as_str()))
            .map(|statement| Reported::registered(dossier.book.case(statement)))
            .collect();
        findings.extend(more);
        let mut by_role = dossier.clone();
        by_role.roles_only = true;
        let ids = Ids::new(dossier.organisation, audit.id);
        let roles = roles(&audit, &findings);
        Ok(Self { dossier, audit, findings, offset, last, ids, by_role, roles })
    }

    /// The UUID of a thing of this kind with this id.
    pub(super) fn uuid(&self, kind: &str, id: &str) -> String {
        self.ids.of(kind, id)
    }

    /// The UUID of a finding, from its first draft on.
    pub(super) fn finding_id(&self, of: &str, one: &Reported<'_>) -> String {
        // Journals of the register are numbered for themselves.
        let stated = || format!("register/{}", one.object().id);
        self.uuid(of, &one.finding.map_or_else(stated, |finding| finding.id.to_string()))
    }

    /// What a finding is called: drafts bear the initials of whoever noted them, which are left out where roles stand for
    /// people.
    pub(super) fn name(&self, one: &Reported<'_>) -> String {
        let name = one.name();
        match name.split_once(['-', '/']) {
            Some((_, number)) if self.dossier.roles_only && !one.is_issued() && one.object().lacks("ref") => {
                format!("draft {number}")
            }
            _ => self.bare(name).to_owned(),
        }
    }

    /// A label; behind a slash stands the journal of a second writer, whose initials are left out where roles stand for
    /// people.
    pub(super) fn bare<'t>(&self, label: &'t str) -> &'t str {
        label.split('/').next().filter(|_| self.dossier.roles_only).unwrap_or(label)
    }

    /// A moment as stated, in the zone of the place audited; else when it was recorded; else the documents' own date.
    pub(super) fn when(&self, stated: Option<NaiveDateTime>, object: &Object) -> String {
        let stated = stated.and_then(|at| local(at, self.offset));
        stated.or_else(|| moment(object.made.at)).unwrap_or_else(|| self.last.clone())
    }

    /// Who did something, as somebody typed it. Where roles stand for people, only what is known to be a role is let out.
    pub(super) fn doer(&self, typed: &str) -> String {
        if !self.dossier.roles_only || typed.trim().is_empty() || self.roles.contains(&typed.trim().to_lowercase()) {
            return typed.to_owned();
        }
        let role = self.by_role.who(typed.trim());
        if self.roles.contains(&role.to_lowercase()) { role } else { "a person (roles only)".to_owned() }
    }

    /// The head of a document, for whoever takes part in it.
    pub(super) fn metadata(&self, what: &str, crew: &Crew, links: &[Value]) -> Value {
        let planned = self.audit.plan_text("title");
        let named = if planned.is_empty() { String::new() } else { format!(" {planned}") };
        json!({
            "title": title(&format!("{}{named}: {what}", self.audit.id)),
            "last-modified": self.last,
            "version": self.last,
            "oscal-version": OSCAL,
            "props": [prop("audit-id", self.audit.id), prop("state", if self.dossier.is_final() { "final" } else { "draft" })],
            "links": links,
            "roles": crew.roles.iter().map(|(id, words)| json!({ "id": id, "title": title_or(words, id) })).collect::<Vec<_>>(),
            "parties": self.parties(crew),
            "responsible-parties": crew.members.keys().map(|role| json!({
                "role-id": token(role),
                "party-uuids": [self.uuid("party", role)],
            })).collect::<Vec<_>>(),
        })
    }

    fn parties(&self, crew: &Crew) -> Vec<Value> {
        let member = |(role, initials): (&String, &BTreeSet<String>)| {
            let initials = initials.iter().map(String::as_str).filter(|_| !self.dossier.roles_only);
            json!({
                "uuid": self.uuid("party", role),
                "type": "person",
                "name": line_or(role, "a role"),
                "props": props("initials", initials),
                "remarks": "A role stands for whoever holds it.",
            })
        };
        let organisation = (!self.dossier.organisation.trim().is_empty()).then(|| {
            json!({
                "uuid": self.uuid("organisation", ""),
                "type": "organization",
                "name": line_or(self.dossier.organisation, "the organisation audited"),
            })
        });
        organisation.into_iter().chain(crew.members.iter().map(member)).collect()
    }

    /// The system and the processes that things were found in, which OSCAL calls components.
    pub(super) fn components(&self) -> Vec<Value> {
        let component = |uuid: String, kind: &str, words: &str, description: &str| json!({ "uuid": uuid, "type": kind, "title": title_or(words, "a place"), "description": description, "status": { "state": "operational" } });
        let of = title(self.dossier.organisation);
        let of = if of.is_empty() { String::new() } else { format!(" of {of}") };
        let system = component(
            self.uuid("component", ""),
            "system",
            "Information security management system",
            &format!("The management system{of}, which the audit is about."),
        );
        let mut places: BTreeMap<String, &str> = BTreeMap::new();
        for one in &self.findings {
            let place = one.object().text("process");
            if !place.trim().is_empty() {
                places.entry(self.place(place)).or_insert(place);
            }
        }
        let places = places.into_iter().map(|(uuid, place)| {
            component(uuid, "process-procedure", place, "A process or place that a finding was made in.")
        });
        std::iter::once(system).chain(places).collect()
    }

    fn place(&self, place: &str) -> String {
        self.uuid("component", &place.trim().to_lowercase())
    }

    /// What something is about: the process or place named, else the whole system.
    pub(super) fn subject(&self, place: &str) -> Value {
        json!({ "subject-uuid": self.place(place), "type": "component" })
    }
}

/// All words known to be a role, in small letters.
fn roles(audit: &Audit<'_>, findings: &[Reported<'_>]) -> BTreeSet<String> {
    let team = audit.plan_list("team").iter().filter_map(|line| line.split('|').nth(1));
    let planned = ["auditees", "distribution"].into_iter().flat_map(|list| audit.plan_list(list)).map(String::as_str);
    let met = [Kind::Interview, Kind::Meeting].into_iter().flat_map(|kind| audit.of(kind));
    let met = met.flat_map(|object| object.list("roles")).map(String::as_str);
    let owners = findings.iter().flat_map(|one| {
        let case = one.case.as_ref();
        let actions = case.into_iter().flat_map(|case| &case.rounds).flat_map(|round| &round.actions);
        actions.map(|action| action.text("owner")).chain(case.map(|case| case.statement.text("owner")))
    });
    let all = team.chain(planned).chain(met).chain(owners).chain([audit.plan_text("client")]);
    all.map(|role| role.trim().to_lowercase()).filter(|role| !role.is_empty()).collect()
}

/// Who takes part in a document, gathered while it is written.
#[derive(Debug, Default)]
pub(super) struct Crew {
    roles: BTreeMap<String, String>,
    /// Roles of those who recorded something, with their initials.
    members: BTreeMap<String, BTreeSet<String>>,
}

impl Crew {
    /// A role by its words; the id that it bears.
    pub(super) fn role(&mut self, words: &str) -> String {
        let id = token(words);
        self.roles.entry(id.clone()).or_insert_with(|| words.trim().to_owned());
        id
    }

    /// Several roles, parted by commas, as responsible for something.
    pub(super) fn responsible(&mut self, words: &str) -> Vec<Value> {
        let words = words.split(',').map(str::trim).filter(|role| !role.is_empty());
        let mut ids: Vec<String> = Vec::new();
        for id in words.map(|role| self.role(role)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.into_iter().map(|id| json!({ "role-id": id })).collect()
    }

    /// A member of the team takes part.
    pub(super) fn join(&mut self, frame: &Frame<'_>, initials: &str) {
        self.member(frame, initials);
    }

    /// Whoever recorded something: the party's UUID and the role's id.
    fn member(&mut self, frame: &Frame<'_>, initials: &str) -> (String, String) {
        let role = frame.by_role.who(initials);
        self.members.entry(role.clone()).or_default().insert(initials.to_owned());
        (frame.uuid("party", &role), self.role(&role))
    }

    /// Who made an object, as where it comes from.
    pub(super) fn origins(&mut self, frame: &Frame<'_>, object: &Object) -> Value {
        let (party, role) = self.member(frame, &object.made.by);
        json!([{ "actors": [{ "type": "party", "actor-uuid": party, "role-id": role }] }])
    }

    /// Who recorded something, as whoever logged it.
    pub(super) fn logged_by(&mut self, frame: &Frame<'_>, initials: &str) -> Value {
        let (party, role) = self.member(frame, initials);
        json!([{ "party-uuid": party, "role-id": role }])
    }
}

/// The resources behind a document: of all that could stand there, those that it points to.
pub(super) fn behind(frame: &Frame<'_>, body: &Value) -> Value {
    let links = held(body, "href");
    let used =
        |resource: &Value| resource["uuid"].as_str().is_some_and(|uuid| links.contains(format!("#{uuid}").as_str()));
    let mut all: Vec<Value> = [checklist(frame), soa(frame)].into();
    all.extend(criteria(frame));
    all.extend(evidence(frame));
    json!({ "resources": all.into_iter().filter(used).collect::<Vec<_>>() })
}

/// The checklist, which stands in a file of its own beside the others.
fn checklist(frame: &Frame<'_>) -> Value {
    json!({
        "uuid": frame.uuid("checklist", ""),
        "title": "The audit's checklist",
        "description": "As frozen into the audit, with the items added since.",
        "rlinks": [{ "href": "./catalog.json", "media-type": "application/oscal.catalog+json" }],
    })
}

/// What stands where OSCAL wants a system security plan.
fn soa(frame: &Frame<'_>) -> Value {
    let named = frame.audit.plan_list("criteria").iter().find(|line| {
        line.to_lowercase().contains("statement of applicability") || line.to_lowercase().starts_with("soa ")
    });
    json!({
        "uuid": frame.uuid("soa", ""),
        "title": "Statement of Applicability",
        "description": "It stands in for a system security plan, which a management system does not have.",
        "citation": named.map(|line| json!({ "text": title(&joined(line)) })),
    })
}

/// The documents audited against: `ACP | Access Control Procedure | v3.1`.
fn criteria(frame: &Frame<'_>) -> Vec<Value> {
    let document = |line: &String| {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let (code, words) = if let [code, words, ..] = parts[..] { (code, words) } else { ("", line.as_str()) };
        let words = if words.is_empty() { code } else { words };
        json!({
            "uuid": frame.uuid("criterion", line),
            "title": title_or(words, code),
            "props": [prop("code", code), prop("version", parts.get(2).copied().unwrap_or_default())],
            "citation": { "text": title(&joined(line)) },
        })
    };
    let lines = frame.audit.plan_list("criteria");
    let says =
        |(at, line): &(usize, &String)| !line.replace('|', " ").trim().is_empty() && !lines[..*at].contains(line);
    lines.iter().enumerate().filter(says).map(|(_, line)| document(line)).collect()
}

/// A line in parts, as a sentence has them.
fn joined(line: &str) -> String {
    line.split('|').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Links to the documents audited against.
pub(super) fn criteria_links(frame: &Frame<'_>) -> Vec<Value> {
    let links = criteria(frame);
    links
        .iter()
        .map(|one| json!({ "href": format!("#{}", one["uuid"].as_str().unwrap_or_default()), "rel": "reference" }))
        .collect()
}

/// The evidence register: references, and the hash of what was copied.
fn evidence(frame: &Frame<'_>) -> Vec<Value> {
    frame.audit.of(Kind::Evidence).map(|one| resource(frame, one)).collect()
}

fn resource(frame: &Frame<'_>, one: &Object) -> Value {
    let (file, hash) = (one.text("file"), one.text("sha256").to_lowercase());
    // Only by its hash is a copy known wherever it lies.
    let hashed = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    let copy = (hashed && !file.trim().is_empty())
        .then(|| json!([{ "href": href(file), "hashes": [{ "algorithm": "SHA-256", "value": hash }] }]));
    let mut properties = vec![json!({ "name": "type", "value": "evidence" }), prop("evidence-id", &one.label)];
    for (name, field) in [
        ("evidence-kind", "type"),
        ("version", "version"),
        ("dated", "dated"),
        ("period-from", "period_from"),
        ("period-to", "period_to"),
        ("seen", "seen"),
        ("classification", "classification"),
        ("owner", "owner"),
    ] {
        properties.push(prop(name, one.text(field)));
    }
    if !one.lacks("seen_by") {
        properties.push(prop("seen-by", &frame.dossier.who(one.text("seen_by"))));
    }
    properties.extend(props("item", one.list("items").iter().map(String::as_str)));
    let words = if one.lacks("title") { &one.label } else { one.text("title") };
    json!({
        "uuid": frame.uuid("evidence", one.id.as_str()),
        "title": title_or(&format!("{} {words}", one.label), "evidence"),
        "props": properties,
        "description": if one.lacks("held") { String::new() } else { prose(&format!("Held: {}", one.text("held"))) },
        "rlinks": copy,
    })
}

/// Whether something was withdrawn: it does not stand any more.
pub(super) fn withdrawn(one: &Reported<'_>) -> bool {
    one.case.as_ref().is_some_and(|case| case.stage == Stage::Withdrawn)
}
