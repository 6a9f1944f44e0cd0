//! The review: rules over a whole audit that name what is missing. They warn; only those marked as a gate stop the issue.
//!
//! Must not know: how a remark is shown, or what jumping to it means. Adding a rule is one function and one line here.

use super::audit::{Audit, Verdict, counted, items_of};
use super::criterion;
use super::dates;
use super::fields::{Kind, spec};
use super::finding;
use super::fold::{Object, State};
use super::followup::case::Book;
use super::followup::likeness;
use super::ident::ObjectId;
use super::sample;
use super::soa::Soa;
use super::soa_review;
use super::vague;

/// Where to go to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Jump {
    /// An item of the checklist.
    Item(String),
    /// An object's own page.
    Object(ObjectId),
    /// A field of the plan.
    Plan(&'static str),
}

/// One thing that is missing or odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The rule's name.
    pub rule: &'static str,
    /// Whether it stops the issue.
    pub gate: bool,
    /// What it is about: `LA-4`, `A.8.22`.
    pub subject: String,
    /// What is missing, and what would do.
    pub text: String,
    /// Where to mend it.
    pub jump: Jump,
}

/// A rule: name, whether it gates the issue, and the check.
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// Whether what it finds stops the issue (an override needs a reason).
    pub gate: bool,
    /// What it looks for, for the help.
    pub words: &'static str,
    check: Check,
}

/// What a rule looks at.
enum Check {
    /// The audit alone.
    Alone(fn(&Audit<'_>, &mut Vec<Found>)),
    /// The register beside it.
    Against(fn(&Audit<'_>, &State, &mut Vec<Found>)),
}

struct Found {
    subject: String,
    text: String,
    jump: Jump,
}

const fn rule(name: &'static str, gate: bool, words: &'static str, check: fn(&Audit<'_>, &mut Vec<Found>)) -> Rule {
    Rule { name, gate, words, check: Check::Alone(check) }
}

/// A rule that compares with earlier audits. It warns: what others recorded stops no issue.
const fn against(name: &'static str, words: &'static str, check: fn(&Audit<'_>, &State, &mut Vec<Found>)) -> Rule {
    Rule { name, gate: false, words, check: Check::Against(check) }
}

/// All rules, gates first.
pub static RULES: &[Rule] = &[
    rule("finding-grade", true, "findings without a grade", ungraded),
    rule("finding-parts", true, "nonconformities without requirement, evidence, nature or criterion", parts),
    rule("finding-evidence", true, "nonconformities without a link to evidence, sample or line", unproven),
    rule("reference", true, "two findings with one reference", one_reference),
    rule("conflict", true, "fields on which two writers disagree", conflicts),
    rule("own-rule", false, "Annex A nonconformities that cite no own rule or SoA entry", own_rule),
    rule("vague", false, "vague words without a number", vague_words),
    rule("numbers", false, "numbers that disagree with the sample", numbers),
    rule("read-back", false, "facts nobody acknowledged", not_read_back),
    rule("no-reason", false, "not applicable or not audited without a reason", reasonless),
    rule("no-line", false, "conforming with no line at all", conforming_unseen),
    rule("no-finding", false, "nonconforming without a finding", nonconforming_unfound),
    rule("untouched", false, "items neither looked at nor excused", untouched),
    rule("earlier", false, "earlier findings that nobody has verified", unverified),
    against("repeats", "nonconformities on the requirement of an earlier one that do not say so", repeats),
    rule("independence", false, "a member auditing an area they run", independence),
    rule("population", false, "samples whose population has no source, date or size", population),
    rule("exceptions", false, "exceptions without a finding", exceptions),
    rule("evidence-date", false, "evidence without a date, or older than the period audited", evidence_date),
    rule("evidence-copy", false, "evidence whose copy no longer matches its hash", evidence_copy),
    rule("open-lines", false, "open questions and things asked for", open_lines),
    rule("orphans", false, "entries on something that was struck out", orphans),
    rule("soa-reason", false, "SoA entries without justification or state of implementation", soa_reason),
    rule("soa-missing", false, "controls that the SoA does not list", soa_missing),
    rule("soa-verdict", false, "controls on which SoA and verdict contradict each other", soa_verdict),
    rule("conclusion", false, "a conclusion that does not answer 9.2.1 a) 1), a) 2) and b)", conclusion),
];

/// Applies every rule.
#[must_use]
pub fn review(audit: &Audit<'_>, register: &State) -> Vec<Remark> {
    apply(audit, register, RULES.iter())
}

/// Applies the rules that stop the issue.
#[must_use]
pub fn gates(audit: &Audit<'_>) -> Vec<Remark> {
    apply(audit, &State::default(), RULES.iter().filter(|rule| rule.gate))
}

/// Applies one rule that looks at the audit alone, by its name.
#[must_use]
pub fn by_rule(audit: &Audit<'_>, name: &str) -> Vec<Remark> {
    apply(audit, &State::default(), RULES.iter().filter(|rule| rule.name == name))
}

fn apply(audit: &Audit<'_>, register: &State, rules: impl Iterator<Item = &'static Rule>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for rule in rules {
        let mut found = Vec::new();
        match rule.check {
            Check::Alone(check) => check(audit, &mut found),
            Check::Against(check) => check(audit, register, &mut found),
        }
        remarks.extend(found.into_iter().map(|found| Remark {
            rule: rule.name,
            gate: rule.gate,
            subject: found.subject,
            text: found.text,
            jump: found.jump,
        }));
    }
    remarks
}

fn about(object: &Object, text: impl Into<String>) -> Found {
    let subject = match object.kind {
        Kind::Finding => finding::name(object).to_owned(),
        Kind::Line => format!("{} {}", super::audit::when(object).format("%-d %b %H:%M"), object.text("mark")),
        _ => object.label.clone(),
    };
    Found { subject, text: text.into(), jump: Jump::Object(object.id.clone()) }
}

fn on_item(item: &str, text: impl Into<String>) -> Found {
    Found { subject: item.to_owned(), text: text.into(), jump: Jump::Item(item.to_owned()) }
}

fn nonconformities<'a>(audit: &Audit<'a>) -> impl Iterator<Item = &'a Object> + use<'a> {
    let audit = *audit;
    audit.findings().into_iter().filter(move |finding| audit.is_nonconformity(finding))
}

fn ungraded(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for finding in audit.findings() {
        if audit.programme.grade(finding.text("grade")).is_none() {
            found.push(about(finding, "has no grade of the programme's scale"));
        }
    }
}

fn parts(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for finding in nonconformities(audit) {
        let missing: Vec<&str> =
            [("criteria", "criterion"), ("requirement", "requirement"), ("evidence", "evidence"), ("nature", "nature")]
                .iter()
                .filter(|(field, _)| finding.lacks(field))
                .map(|(_, words)| *words)
                .collect();
        if !missing.is_empty() {
            found.push(about(finding, format!("lacks {}", missing.join(", "))));
        }
    }
}

fn unproven(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for finding in nonconformities(audit) {
        if ["evidence_items", "samples", "lines"].iter().all(|field| finding.lacks(field)) {
            found.push(about(finding, "links to no evidence item, sample or line"));
        }
    }
}

/// Two who presented apart may have given one reference twice: issued, neither could be told from the other.
fn one_reference(audit: &Audit<'_>, found: &mut Vec<Found>) {
    let findings = audit.findings();
    for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| !finding.lacks("ref")) {
        if let Some(first) = findings[..at].iter().find(|other| other.text("ref") == finding.text("ref")) {
            let (own, other) = (&finding.label, &first.label);
            found.push(about(finding, format!("{own} and {other} bear one reference: strike one presentation out")));
        }
    }
}

fn conflicts(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for conflict in audit.state.conflicts() {
        let show = |value: &super::entry::Value, stamp: &super::fold::Stamp| {
            format!("{} ({})", value.list().join(", "), stamp.by)
        };
        let mut values = vec![show(&conflict.field.value, &conflict.field.stamp)];
        values.extend(conflict.field.rivals.iter().map(|rival| show(&rival.value, &rival.stamp)));
        let text = format!("two values for {}: {}: record the right one", conflict.name, values.join(" / "));
        found.push(match conflict.object.id.as_item() {
            Some(item) => on_item(item, text),
            None if conflict.object.kind == Kind::Plan => {
                let field = spec(Kind::Plan).field(conflict.name).filter(|field| field.edited);
                let jump = Jump::Plan(field.map_or("title", |field| field.name));
                Found { subject: "plan".to_owned(), text, jump }
            }
            None => about(conflict.object, text),
        });
    }
}

fn own_rule(audit: &Audit<'_>, found: &mut Vec<Found>) {
    let is_control = |id: &str| audit.checklist.item(id).is_some_and(|item| audit.checklist.is_control(item));
    for finding in nonconformities(audit) {
        let criteria = finding.list("criteria");
        let control = criteria.first().is_some_and(|first| is_control(criterion::item_of(first)));
        let own = criteria.iter().any(|text| audit.checklist.item(criterion::item_of(text)).is_none());
        if control && !own && !finding.text("requirement").contains("SoA") {
            found.push(about(finding, "cites a control alone: add the organisation's own rule or the SoA entry"));
        }
    }
}

fn vague_words(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for finding in nonconformities(audit) {
        for field in ["nature", "evidence"] {
            let words = vague::vague_without_number(finding.text(field));
            if !words.is_empty() {
                found.push(about(finding, format!("{field} says \"{}\" without a number", words.join("\", \""))));
            }
        }
    }
}

fn numbers(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for finding in audit.findings() {
        let samples: Vec<&Object> = finding.refs("samples").filter_map(|id| audit.state.get(&id)).collect();
        let text = format!("{} {}", finding.text("evidence"), finding.text("nature"));
        for disagreement in vague::disagreements(&text, &samples) {
            found.push(about(finding, disagreement));
        }
    }
}

fn not_read_back(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for interview in audit.of(Kind::Interview) {
        let facts = audit.facts_not_read_back(&interview.id).len();
        if facts > 0 {
            found.push(about(
                interview,
                format!("{} not read back to the people asked (R, or ==)", counted(facts, "fact", "facts")),
            ));
        }
    }
}

fn standings(audit: &Audit<'_>, verdict: Verdict) -> Vec<String> {
    let items = audit.checklist.items.iter().map(|item| item.id.clone());
    items.filter(|item| audit.standing(item).verdict == verdict).collect()
}

fn reasonless(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for verdict in [Verdict::NotApplicable, Verdict::NotAudited] {
        for item in standings(audit, verdict) {
            if audit.reason(&item).trim().is_empty() {
                found.push(on_item(&item, format!("{} without a reason", verdict.words())));
            }
        }
    }
}

fn conforming_unseen(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for item in standings(audit, Verdict::Conforms) {
        if audit.lines_of(&item).next().is_none() {
            found.push(on_item(&item, "conforms, but no line says what was looked at"));
        }
    }
}

fn nonconforming_unfound(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for item in standings(audit, Verdict::Nonconforming) {
        if audit.standing(&item).badge.is_none() {
            found.push(on_item(&item, "nonconforming, but no finding cites it"));
        }
    }
}

fn untouched(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for item in audit.checklist.requirements() {
        if !audit.standing(&item.id).looked_at {
            found.push(on_item(&item.id, "neither looked at nor excused (x with the reason)"));
        }
    }
}

fn unverified(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for item in audit.checklist.earlier() {
        if audit.standing(&item.id).verdict == Verdict::Open {
            found.push(on_item(&item.id, "not verified: c put right, m found again, x not audited, with the reason"));
        }
    }
}

fn repeats(audit: &Audit<'_>, register: &State, found: &mut Vec<Found>) {
    let near = |finding| (finding, likeness::near(register, audit.programme, audit.id, finding));
    let drafts = nonconformities(audit).map(near);
    let drafts: Vec<_> = drafts.filter(|(_, near)| !near.is_empty()).collect();
    if drafts.is_empty() {
        return;
    }
    let book = Book::new(register, audit.programme);
    for (finding, near) in &drafts {
        let likenesses = likeness::likenesses_of_draft(&book, audit.id, finding, near);
        let Some((latest, before)) = likenesses.split_first() else { continue };
        let more = if before.is_empty() { String::new() } else { format!(" (and {} before it)", before.len()) };
        let (words, earlier) = (latest.words(), &latest.earlier);
        let text = format!("{words}{more}. Does it repeat {earlier}? Then say so under Repeats (recurrence_of)");
        found.push(about(finding, text));
    }
}

fn independence(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for member in audit.plan_list("team") {
        let mut parts = member.split('|').map(str::trim);
        let (initials, _, areas) = (parts.next().unwrap_or_default(), parts.next(), parts.next().unwrap_or_default());
        let areas: Vec<&str> = areas.split([' ', ',']).filter(|area| !area.is_empty()).collect();
        for item in &audit.checklist.items {
            let runs = areas.iter().any(|area| criterion::covers(area, &item.id));
            let verdict = audit.state.item(&item.id).and_then(|object| object.fields.get("verdict"));
            let judged = verdict.is_some_and(|field| field.stamp.by == initials);
            if runs && (judged || audit.lines_of(&item.id).any(|line| line.made.by == initials)) {
                found.push(on_item(
                    &item.id,
                    format!("{initials} audited an area they run: have another member do it, or say why not"),
                ));
            }
        }
    }
}

fn population(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for sample in audit.of(Kind::Sample) {
        let missing: Vec<&str> = ["source", "dated", "size"].into_iter().filter(|field| sample.lacks(field)).collect();
        if !missing.is_empty() {
            found.push(about(sample, format!("its population has no {}", missing.join(", no "))));
        }
    }
}

fn exceptions(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for sample in audit.of(Kind::Sample) {
        let count = sample::exceptions(sample);
        let cited = audit.findings().iter().any(|finding| finding.refs("samples").any(|id| id == sample.id));
        if count > 0 && !cited {
            found.push(about(
                sample,
                format!("{} and no finding that cites them", counted(count, "exception", "exceptions")),
            ));
        }
    }
}

fn evidence_date(audit: &Audit<'_>, found: &mut Vec<Found>) {
    let begin = dates::parse_day(audit.plan_text("period_from"), None);
    for evidence in audit.of(Kind::Evidence) {
        let stated = [evidence.text("dated"), evidence.text("period_to"), evidence.text("period_from")];
        if stated.iter().all(|text| text.trim().is_empty()) {
            found.push(about(evidence, "has no date: which day does the record bear?"));
        } else if let (Some(begin), Some(last)) =
            (begin, stated.iter().filter_map(|text| dates::day_within(text)).max())
            && last < begin
            && evidence.text("type") != "document"
        {
            found.push(about(evidence, format!("is of {}, before the period audited", dates::day_words(last))));
        }
    }
}

fn evidence_copy(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for evidence in audit.of(Kind::Evidence) {
        let check = evidence.text("check");
        if check.starts_with("changed") || check.starts_with("missing") {
            found.push(about(evidence, format!("its copy is {check}")));
        }
    }
}

fn open_lines(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for line in audit.open_lines() {
        let what = if line.text("mark") == "?" { "open question" } else { "asked for, not received" };
        let items = items_of(line).join(" ");
        found.push(about(line, format!("{what}: {} {items}", line.text("text")).trim_end()));
    }
}

fn orphans(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for (object, entry) in &audit.state.orphans {
        let text = format!("entry {entry} changes {object}, which is struck out");
        found.push(Found { subject: object.to_string(), text, jump: Jump::Plan("title") });
    }
}

fn conclusion(audit: &Audit<'_>, found: &mut Vec<Found>) {
    for (field, words) in [
        ("conforms_own", "9.2.1 a) 1): does the ISMS conform to the organisation's own requirements?"),
        ("conforms_standard", "9.2.1 a) 2): does it conform to the standard?"),
        ("effective", "9.2.1 b): is it effectively implemented and maintained?"),
    ] {
        if audit.plan_text(field).trim().is_empty() {
            let text = format!("does not answer {words}");
            found.push(Found { subject: "conclusion".to_owned(), text, jump: Jump::Plan(field) });
        }
    }
}

/// A rule about the Statement of Applicability; silent where the workspace holds none. What is wrong with a control that
/// is not in the audit is mended where the Statement is demanded.
fn soa(audit: &Audit<'_>, found: &mut Vec<Found>, check: fn(&Audit<'_>, &Soa) -> Vec<(String, String)>) {
    for (control, text) in audit.soa.map(|soa| check(audit, soa)).unwrap_or_default() {
        let item = audit.checklist.item(&control).map_or(soa_review::CLAUSE, |item| &item.id);
        found.push(Found { jump: Jump::Item(item.to_owned()), ..on_item(&control, text) });
    }
}

fn soa_reason(audit: &Audit<'_>, found: &mut Vec<Found>) {
    soa(audit, found, soa_review::unjustified);
}

fn soa_missing(audit: &Audit<'_>, found: &mut Vec<Found>) {
    soa(audit, found, soa_review::unlisted);
}

fn soa_verdict(audit: &Audit<'_>, found: &mut Vec<Found>) {
    soa(audit, found, soa_review::contradictions);
}
