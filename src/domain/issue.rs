//! Presenting and issuing: final references for the closing meeting, then the frozen statements.
//!
//! Must not know: files. Presenting is an entry of the audit; issuing is **one** entry of the register with every
//! statement in it, so it cannot be half done.

use super::audit::{Audit, when};
use super::dates;
use super::digest;
use super::entry::{Act, Change, Fields, Made, Value};
use super::fields::{Kind, spec};
use super::finding;
use super::fold::{Object, State};
use super::ident::ObjectId;
use super::review::{self, Remark};
use super::sample;
use chrono::{Days, NaiveDate, NaiveDateTime};
use std::collections::{BTreeMap, HashMap};

/// Fields that a statement freezes and its digest covers.
pub const FROZEN: &[&str] = &[
    "ref",
    "audit",
    "grade",
    "title",
    "criteria",
    "requirement",
    "evidence",
    "nature",
    "process",
    "auditee_view",
    "recurrence_of",
    "evidence_items",
    "samples",
    "quotes",
    "source",
    "source_ref",
];

/// Gives final references to the findings that have none: in the order asked for, else worst first and then as noted.
/// Numbers go on from the highest ever given, gaps and all, in the audit or in the register.
///
/// # Errors
/// Says what stands in the way.
pub fn present(audit: &Audit<'_>, order: &[String], register: &State) -> Result<Act, String> {
    let mut findings = audit.findings();
    for name in order {
        if audit.find(name).is_none_or(|object| object.kind != Kind::Finding) {
            return Err(format!("`{name}` is no finding of {}", audit.id));
        }
    }
    let wanted = |f: &&Object| order.iter().position(|name| audit.find(name).is_some_and(|o| o.id == f.id));
    findings.sort_by_key(|finding| wanted(finding).unwrap_or(usize::MAX));
    findings.retain(|finding| finding.lacks("ref"));
    if findings.is_empty() {
        return Err("every finding that is carried on has its reference already".to_owned());
    }
    let stem = format!("{}-F", audit.id);
    let last = [audit.state, register].into_iter().filter_map(|state| state.numbers.get(&stem)).max();
    let first = last.map_or(1, |last| u64::from(*last) + 1);
    let set = (first..)
        .zip(findings)
        .map(|(n, finding)| Change::on(finding.id.clone()).set("ref", format!("{stem}{n:02}")))
        .collect();
    Ok(Act::Record { make: Vec::new(), set })
}

/// What else the issue needs to know.
#[derive(Debug, Clone)]
pub struct Issue<'a> {
    /// The clock of the place audited.
    pub now: NaiveDateTime,
    /// Who issues.
    pub initials: &'a str,
    /// The audit's journals as they stand: `LA-7f3k2m9q 41 ab12…`.
    pub heads: Vec<String>,
    /// Why the gate is overridden; empty = it is not.
    pub override_reason: &'a str,
    /// The register, which may hold statements of this audit already.
    pub register: &'a State,
}

/// What stops the issue: the gate's remarks, in words.
#[must_use]
pub fn gate(audit: &Audit<'_>, initials: &str) -> Vec<String> {
    let remark = |remark: Remark| format!("{}: {}", remark.subject, remark.text);
    let mut missing: Vec<String> = review::gates(audit).into_iter().map(remark).collect();
    if audit.findings().iter().any(|finding| finding.lacks("ref")) {
        missing.push("findings without a reference: present them first".to_owned());
    }
    missing.extend(given_twice(audit));
    if closing_day(audit).is_none() {
        missing.push("no closing meeting is recorded: due dates are counted from it".to_owned());
    }
    let issuer = audit.plan_text("issuer");
    if !issuer.is_empty() && issuer != initials {
        missing.push(format!("the plan names {issuer} as issuer, and you are {initials}"));
    }
    missing
}

/// References that two auditors gave to different findings without knowing of each other.
fn given_twice(audit: &Audit<'_>) -> Vec<String> {
    let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for finding in audit.of(Kind::Finding).filter(|finding| !finding.lacks("ref")) {
        holders.entry(finding.text("ref")).or_default().push(&finding.label);
    }
    let twice = holders.into_iter().filter(|(_, labels)| labels.len() > 1);
    let words = |(reference, labels): (&str, Vec<&str>)| {
        format!("{reference} was given to {}: undo one of the presentings, then present again", labels.join(" and "))
    };
    twice.map(words).collect()
}

/// Why a reference cannot be issued: the register has it for another finding, as where an audit of the same name was
/// there before.
fn taken(audit: &Audit<'_>, finding: &Object, register: &State) -> Option<String> {
    let (reference, label) = (finding.text("ref"), &finding.label);
    let other = register.labelled(reference).filter(|object| object.kind == Kind::Statement)?;
    Some(format!(
        "{reference}, given to {label}, stands in the register for \"{}\": undo the presenting and present again, which \
         gives a number of {} that was never used",
        other.text("title"),
        audit.id
    ))
}

/// The day of the closing meeting.
#[must_use]
pub fn closing_day(audit: &Audit<'_>) -> Option<NaiveDate> {
    let closing = audit.of(Kind::Meeting).rev().find(|meeting| meeting.text("which") == "closing")?;
    dates::parse_moment(closing.text("held")).map(|at| at.date()).or_else(|| Some(closing.made.at.date_naive()))
}

/// The one register entry that issues an audit's findings: those presented and not issued yet.
///
/// # Errors
/// Lists what the gate still wants; with a reason for overriding it, only an audit without anything to issue is refused,
/// and one with a reference that stands for two findings.
pub fn issue(audit: &Audit<'_>, with: &Issue<'_>) -> Result<Act, Vec<String>> {
    let missing = gate(audit, with.initials);
    let overridden = !with.override_reason.trim().is_empty();
    if !missing.is_empty() && !overridden {
        return Err(missing);
    }
    let earlier: Vec<&Object> =
        with.register.of(Kind::Statement).filter(|statement| statement.text("audit") == audit.id).collect();
    let open = |f: &&Object| !f.lacks("ref") && !earlier.iter().any(|s| s.text("finding") == f.id.as_str());
    let findings: Vec<&Object> = audit.findings().into_iter().filter(open).collect();
    if findings.is_empty() {
        return Err(vec!["there is no presented finding that is not issued already".to_owned()]);
    }
    let mut twice = given_twice(audit);
    twice.extend(findings.iter().filter_map(|finding| taken(audit, finding, with.register)));
    if !twice.is_empty() {
        return Err(twice);
    }
    let day = closing_day(audit).unwrap_or_else(|| with.now.date());
    let make = findings
        .into_iter()
        .map(|finding| {
            let mut fields = statement(audit, finding);
            let digest = digest::of_fields(&fields);
            fields.insert("digest".into(), digest.into());
            fields.insert("finding".into(), finding.id.as_str().into());
            fields.insert("raised".into(), iso(day).into());
            fields.insert("issued".into(), iso(with.now.date()).into());
            fields.insert("due".into(), due(audit, finding, day).into());
            fields.insert("heads".into(), Value::List(with.heads.clone()));
            fields.insert("revision".into(), "1".into());
            if !earlier.is_empty() {
                fields.insert("addendum".into(), "yes".into());
            }
            if overridden && !missing.is_empty() {
                let what = format!("{} (missing: {})", with.override_reason.trim(), missing.join("; "));
                fields.insert("overridden".into(), what.into());
            }
            Made { object: Kind::Statement, label: finding.text("ref").to_owned(), fields }
        })
        .collect();
    Ok(Act::Record { make, set: Vec::new() })
}

fn iso(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// When a finding is due: its own date, a date agreed in the closing meeting (the latest that agreed one), else the
/// grade's days after it.
#[must_use]
pub fn due(audit: &Audit<'_>, finding: &Object, closing: NaiveDate) -> String {
    if !finding.lacks("due") {
        return finding.text("due").to_owned();
    }
    let agreed = closing_views(audit, finding).find_map(|view| dates::parse_day(view.get(2)?, Some(closing)));
    let days = audit.programme.grade(finding.text("grade")).and_then(|grade| grade.days);
    let counted = days.and_then(|days| closing.checked_add_days(Days::new(u64::from(days))));
    agreed.or(counted).map(iso).unwrap_or_default()
}

/// What closing meetings noted of a finding, in its parts: reference, agreed or disputed, agreed date, remark.
fn closing_views<'a>(audit: &Audit<'a>, finding: &Object) -> impl Iterator<Item = Vec<&'a str>> {
    let (audit, id, reference) = (*audit, finding.id.clone(), finding.text("ref").to_owned());
    // As `Audit::find` resolves it, without going through all findings for each view of each finding.
    let called = move |name: &str| {
        if let Some(object) = audit.state.labelled(name) {
            return object.id == id;
        }
        let short = reference.strip_prefix(audit.id).and_then(|tail| tail.strip_prefix('-'));
        let named = |known: &str| !known.is_empty() && known.eq_ignore_ascii_case(name);
        named(&reference) || short.is_some_and(named) || id.as_str() == name
    };
    // The latest meeting has the last word.
    let closing = audit.of(Kind::Meeting).rev().filter(|meeting| meeting.text("which") == "closing");
    let views = closing.flat_map(|meeting| meeting.list("views"));
    let views = views.map(|view| view.split('|').map(str::trim).collect::<Vec<_>>());
    views.filter(move |view| view.first().is_some_and(|name| called(name)))
}

/// How the auditee took a finding in the closing meeting: `disputed: the list was an old one`. The latest word counts.
fn closing_view(audit: &Audit<'_>, finding: &Object) -> String {
    let last = closing_views(audit, finding).last().unwrap_or_default();
    let words: Vec<&str> =
        [1, 3].into_iter().filter_map(|at| last.get(at).copied()).filter(|w| !w.is_empty()).collect();
    words.join(": ")
}

/// The fields that are frozen: the finding's own words, and what they rest on, written out so that the statement can be
/// read without the audit's folder.
#[must_use]
pub fn statement(audit: &Audit<'_>, finding: &Object) -> Fields {
    let mut fields = Fields::new();
    fields.insert("audit".into(), audit.id.into());
    let titled = if finding.lacks("title") { finding::title(finding) } else { finding.text("title") };
    fields.insert("title".into(), titled.into());
    for name in ["ref", "grade", "requirement", "evidence", "nature", "process", "auditee_view"] {
        fields.insert(name.into(), finding.text(name).into());
    }
    if finding.lacks("auditee_view") {
        fields.insert("auditee_view".into(), closing_view(audit, finding).into());
    }
    for name in ["criteria", "recurrence_of"] {
        fields.insert(name.into(), Value::List(finding.list(name).to_vec()));
    }
    let linked = |field: &str| finding.refs(field).filter_map(|id| audit.state.get(&id)).collect::<Vec<_>>();
    let evidence = linked("evidence_items").into_iter().map(evidence_line).collect::<Vec<_>>();
    fields.insert("evidence_items".into(), Value::List(evidence));
    let samples =
        linked("samples").into_iter().map(|s| format!("{} | {}", s.label, sample::sentence(s))).collect::<Vec<_>>();
    fields.insert("samples".into(), Value::List(samples));
    let public = linked("lines").into_iter().filter(|line| line.text("mark") != "~");
    let quotes =
        public.map(|line| format!("{} | {}", line.made.entry, finding::quote(audit, line))).collect::<Vec<_>>();
    fields.insert("quotes".into(), Value::List(quotes));
    fields
}

/// An evidence item in one line: `EV-014 | Leavers export, 61 lines | 16 Jun 2026 09:20 | seen 2026-06-16 09:24 | held …`.
#[must_use]
pub fn evidence_line(evidence: &Object) -> String {
    let mut parts = vec![evidence.label.clone(), evidence.text("title").to_owned()];
    let version: Vec<&str> =
        [evidence.text("version"), evidence.text("dated")].into_iter().filter(|t| !t.is_empty()).collect();
    parts.push(version.join(", "));
    parts.push(format!("seen {}", when(evidence).format("%Y-%m-%d %H:%M")));
    parts.push(evidence.text("held").to_owned());
    let hash = evidence.text("sha256");
    if !hash.is_empty() {
        parts.push(format!("SHA-256 {hash}"));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" | ")
}

/// The change that revises an issued statement: new words, a new digest, a number and the reason.
///
/// # Errors
/// Without a reason, for a withdrawn statement, for fields that only actions set, or where nothing changes.
pub fn revise(statement: &Object, wanted: &Fields, reason: &str) -> Result<Act, String> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err("a change to an issued statement needs a reason".to_owned());
    }
    if !statement.lacks("withdrawn") {
        return Err(format!("{} is withdrawn: it is not revised any more", statement.label));
    }
    if let Some(name) = wanted.keys().find(|name| !spec(Kind::Statement).field(name).is_some_and(|field| field.edited))
    {
        return Err(format!("{name} of {} is not open to a revision", statement.label));
    }
    let change = super::fold::difference(statement, wanted);
    if change.is_empty() {
        return Err("nothing would change".to_owned());
    }
    let mut revised = statement.clone();
    revised.apply_unrecorded(&change);
    let number = statement.text("revision").parse::<u32>().unwrap_or(1) + 1;
    let digest = digest::of_fields(&frozen(&revised));
    let change = change.set("revision", number.to_string()).set("revision_reason", reason).set("digest", digest);
    Ok(Act::change(change))
}

/// The reference that a statement gets which bears another's: the next one of its kind that none of these gave out, in
/// the form of the one it was to have.
///
/// # Errors
/// Where its reference is its own already.
pub fn next_reference(statement: &Object, given_out: &[&State]) -> Result<String, String> {
    let label = &statement.label;
    if !label.contains('/') {
        return Err(format!("{label} is the only one of its reference: there is nothing to renumber"));
    }
    let wanted = statement.text("ref");
    let stem = wanted.trim_end_matches(|c: char| c.is_ascii_digit());
    let width = wanted.len() - stem.len();
    let last = given_out.iter().filter_map(|state| state.numbers.get(stem)).max().copied().unwrap_or(0);
    Ok(format!("{stem}{:0width$}", last.saturating_add(1)))
}

/// The change that gives a statement a reference of its own, with a new digest, for that covers the reference.
#[must_use]
pub fn renumber(statement: &Object, reference: &str) -> Act {
    let mut revised = statement.clone();
    revised.apply_unrecorded(&Change::on(statement.id.clone()).set("ref", reference));
    let number = statement.text("revision").parse::<u32>().unwrap_or(1) + 1;
    let reason = format!("renumbered: two writers had given {} at once", statement.text("ref"));
    let change = Change::on(statement.id.clone())
        .set("ref", reference)
        .set("revision", number.to_string())
        .set("revision_reason", reason)
        .set("digest", digest::of_fields(&frozen(&revised)));
    Act::change(change)
}

/// The frozen fields of a statement, as its digest covers them.
#[must_use]
pub fn frozen(statement: &Object) -> Fields {
    let value = |name: &&str| statement.fields.get(name).map(|field| ((*name).to_owned(), Value::clone(&field.value)));
    FROZEN.iter().filter_map(value).collect()
}

/// The change that withdraws an issued statement.
///
/// # Errors
/// Without a reason, or where it is withdrawn already.
pub fn withdraw(statement: &Object, reason: &str) -> Result<Act, String> {
    if reason.trim().is_empty() {
        return Err("withdrawing a finding needs a reason".to_owned());
    }
    if !statement.lacks("withdrawn") {
        return Err(format!("{} is withdrawn already", statement.label));
    }
    Ok(Act::change(Change::on(statement.id.clone()).set("withdrawn", reason.trim())))
}

/// The statements of an audit's findings, by finding: for whoever asks about all of them.
#[must_use]
pub fn statements_of<'s>(register: &'s State, audit: &str) -> HashMap<&'s str, &'s Object> {
    let of_audit = register.of(Kind::Statement).filter(|statement| statement.text("audit") == audit);
    // As it is with one: the first counts.
    of_audit.rev().map(|statement| (statement.text("finding"), statement)).collect()
}

/// The statement of one finding, where it is issued.
#[must_use]
pub fn statement_of<'s>(register: &'s State, audit: &str, finding: &ObjectId) -> Option<&'s Object> {
    register.of(Kind::Statement).find(|s| s.text("audit") == audit && s.text("finding") == finding.as_str())
}
