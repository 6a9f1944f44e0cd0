//! The second half of an audit report, but for the findings themselves: what it came to, and who answers for it.
//!
//! Must not know: how a finding is told in full.

use super::findings::disputed;
use super::matter::{Matter, is_withdrawn, or_not_stated, title};
use crate::domain::audit::counted;
use crate::domain::criterion::item_of;
use crate::domain::dossier::Reported;
use crate::domain::fields::{Kind, spec};
use crate::domain::fold::Object;
use crate::domain::sample;
use crate::report::document::{Bar, Block, Chart, Document, Table, Tone};

/// What grades and due dates are.
const CONVENTION: &str = "Grades and due dates are this programme's own convention: ISO/IEC 27001 defines neither. Days \
    are calendar days from the closing meeting. Nonconformities are followed up by clause 10.2.";

/// How many findings of which grade, and where.
pub(super) fn summary(matter: &Matter<'_>, out: &mut Document) {
    let audit = &matter.audit;
    let all = audit.progress();
    let (carried, withdrawn) = (matter.found.len(), matter.found.iter().filter(|one| is_withdrawn(one)).count());
    let standing: Vec<&Reported<'_>> = matter.found.iter().filter(|one| !is_withdrawn(one)).collect();
    let nonconformities =
        standing.iter().filter(|one| audit.programme.is_nonconformity(one.object().text("grade"))).count();
    let gone = if withdrawn > 0 { format!(" {withdrawn} of {carried} issued were withdrawn.") } else { String::new() };
    out.blocks.push(Block::Text(format!(
        "{}, {nonconformities} of them {}.{gone} Looked at: {} of {}{}.",
        counted(standing.len(), "finding", "findings"),
        if nonconformities == 1 { "a nonconformity" } else { "nonconformities" },
        all.looked_at,
        counted(all.items, "item", "items"),
        all.aside()
    )));
    let dropped = audit.of(Kind::Finding).filter(|finding| !finding.lacks("dropped")).count();
    if dropped > 0 {
        let words = counted(dropped, "finding that was noted is", "findings that were noted are");
        out.blocks.push(Block::Text(format!("{words} not carried on; the reasons stand in the working papers.")));
    }
    let grades = grades(matter, &standing);
    by_grade(matter, &grades, &standing, withdrawn, out);
    if !standing.is_empty() {
        by_section(matter, &grades, &standing, out);
        listing(matter, out);
    }
}

/// The grades of the scale that the report counts by, worst first, then those of findings that the scale does not know.
fn grades(matter: &Matter<'_>, standing: &[&Reported<'_>]) -> Vec<(String, Tone)> {
    let scale = &matter.audit.programme.grades;
    let mut grades: Vec<(String, Tone)> =
        scale.iter().enumerate().map(|(nth, grade)| (grade.id.clone(), Tone(nth))).collect();
    for one in standing {
        let grade = one.object().text("grade");
        if !grades.iter().any(|(known, _)| known == grade) {
            grades.push((grade.to_owned(), Tone(scale.len())));
        }
    }
    grades
}

fn count(standing: &[&Reported<'_>], grade: &str) -> usize {
    standing.iter().filter(|one| one.object().text("grade") == grade).count()
}

fn by_grade(
    matter: &Matter<'_>,
    grades: &[(String, Tone)],
    standing: &[&Reported<'_>],
    withdrawn: usize,
    out: &mut Document,
) {
    let programme = matter.audit.programme;
    let bars =
        grades.iter().map(|(id, tone)| Bar { label: matter.grade(id), parts: vec![(*tone, count(standing, id))] });
    let bars: Vec<Bar> = bars.collect();
    let mut table = Table::new("Findings by grade", &["Grade", "Findings", "Nonconformity", "Due after"]).numbers(&[1]);
    for ((id, _), bar) in grades.iter().zip(&bars) {
        let nonconformity = if programme.is_nonconformity(id) { "yes, 10.2 applies" } else { "no" };
        let days = programme.grade(id).and_then(|grade| grade.days);
        let days = days.map_or_else(|| "no date by itself".to_owned(), |days| counted(days as usize, "day", "days"));
        table.rows.push(vec![bar.label.clone(), bar.total().to_string(), nonconformity.to_owned(), days]);
    }
    table.rows.push(vec!["All".to_owned(), standing.len().to_string(), String::new(), String::new()]);
    if withdrawn > 0 {
        table.rows.push(vec!["Withdrawn, not counted".to_owned(), withdrawn.to_string(), String::new(), String::new()]);
    }
    out.blocks.push(Block::Table(table));
    out.blocks.push(Block::Text(CONVENTION.to_owned()));
    if !standing.is_empty() {
        let told: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.total(), bar.label)).collect();
        let chart = Chart {
            title: "Findings by grade".to_owned(),
            told: format!("{}.", told.join(", ")),
            legend: Vec::new(),
            bars,
        };
        out.blocks.push(Block::Chart(chart));
    }
}

/// By the section of the requirement cited first: a clause, a theme of Annex A.
fn by_section(matter: &Matter<'_>, grades: &[(String, Tone)], standing: &[&Reported<'_>], out: &mut Document) {
    let checklist = matter.audit.checklist;
    let section_of = |one: &&&Reported<'_>| -> String {
        let cited = one.object().list("criteria").iter().map(|text| item_of(text));
        let item = cited.filter_map(|id| checklist.item(id)).find(|item| !item.is_earlier());
        item.map_or_else(String::new, |item| item.section.clone())
    };
    let used: Vec<&(String, Tone)> = grades.iter().filter(|(id, _)| count(standing, id) > 0).collect();
    let sections =
        checklist.sections.iter().map(|section| (section.id.as_str(), format!("{} {}", section.id, section.title)));
    let mut bars = Vec::new();
    for (id, label) in sections.chain([("", "Own rules and others".to_owned())]) {
        let here: Vec<&Reported<'_>> = standing.iter().filter(|one| section_of(one) == id).copied().collect();
        let parts: Vec<(Tone, usize)> = used.iter().map(|(grade, tone)| (*tone, count(&here, grade))).collect();
        if !here.is_empty() {
            bars.push(Bar { label, parts });
        }
    }
    let names: Vec<String> = used.iter().map(|(id, _)| matter.grade(id)).collect();
    let short = used.iter().map(|(id, _)| if id.is_empty() { "not graded" } else { id.as_str() });
    let heads: Vec<&str> = std::iter::once("Clause or theme").chain(short).chain(["All"]).collect();
    let mut table =
        Table::new("Findings by the requirement cited first", &heads).numbers(&(1..heads.len()).collect::<Vec<_>>());
    table.rows = bars
        .iter()
        .map(|bar| {
            let numbers = bar.parts.iter().map(|(_, count)| *count).chain([bar.total()]);
            std::iter::once(bar.label.clone()).chain(numbers.map(|number| number.to_string())).collect()
        })
        .collect();
    let told: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.total())).collect();
    let chart = Chart {
        title: "Findings by clause and theme".to_owned(),
        told: format!("{}.", told.join(", ")),
        legend: used.iter().zip(names).map(|((_, tone), name)| (*tone, name)).collect(),
        bars,
    };
    out.blocks.push(Block::Table(table));
    out.blocks.push(Block::Chart(chart));
}

/// Every finding in a line.
fn listing(matter: &Matter<'_>, out: &mut Document) {
    let row = |one: &Reported<'_>| {
        let object = one.object();
        let gone = if is_withdrawn(one) { " (withdrawn)" } else { "" };
        vec![
            matter.name(one),
            format!("{}{gone}", matter.grade(object.text("grade"))),
            object.list("criteria").join(", "),
            title(object),
        ]
    };
    let heads = ["Reference", "Grade", "Criteria", "Title"];
    out.blocks.push(Block::Table(Table::new("All findings", &heads).rows(matter.found.iter().map(row))));
}

/// Samples, and what may be concluded from them.
pub(super) fn sampling(matter: &Matter<'_>, out: &mut Document) {
    out.blocks.push(Block::Notice(
        "What a sample shows is true of what was picked. A judgement sample cannot be projected to its population, and no \
         rate in this report is."
            .to_owned(),
    ));
    let row = |sample: &Object| {
        let list: Vec<&str> =
            [sample.text("source"), sample.text("dated")].into_iter().filter(|text| !text.is_empty()).collect();
        let population = if sample.lacks("population") { sample.text("title") } else { sample.text("population") };
        let told = sample.lacks("seed") || sample.text("method").contains(sample.text("seed"));
        let seed = if told { String::new() } else { format!(", seed {}", sample.text("seed")) };
        vec![
            sample.label.clone(),
            format!("{} ({})", or_not_stated(population), or_not_stated(&list.join(", "))),
            or_not_stated(sample.text("size")),
            sample.list("picks").len().to_string(),
            format!("{}{seed}", or_not_stated(sample.text("method"))),
            sample::exceptions(sample).to_string(),
        ]
    };
    let heads = ["No.", "Population (source, date)", "Size", "Picked", "Chosen how", "Exceptions"];
    let table = Table::new("Samples", &heads).numbers(&[2, 3, 5]).rows(matter.audit.of(Kind::Sample).map(row));
    out.table(table, "No sample is recorded.");
    let told = matter.audit.of(Kind::Sample).filter_map(|one| {
        let sentence = sample::sentence(one);
        (!sentence.is_empty()).then(|| format!("{}: {sentence}.", one.label))
    });
    let told: Vec<String> = told.collect();
    if !told.is_empty() {
        out.blocks.push(Block::List(told));
    }
}

/// What could not be agreed.
pub(super) fn diverging(matter: &Matter<'_>, out: &mut Document) {
    let disputed = disputed(matter);
    let none =
        if disputed.is_empty() { "None is recorded." } else { "The plan states none; these findings were disputed." };
    out.texts(matter.audit.plan_text("diverging"), none);
    if !disputed.is_empty() {
        out.blocks.push(Block::Heading("Disputed findings".to_owned()));
        out.blocks.push(Block::List(disputed));
    }
}

/// The overall result, and the questions of 9.2.1.
pub(super) fn conclusion(matter: &Matter<'_>, out: &mut Document) {
    out.texts(matter.audit.plan_text("conclusion"), "No conclusion is stated yet.");
    let plan = spec(Kind::Plan);
    let asked = ["conforms_own", "conforms_standard", "effective"].iter().filter_map(|name| plan.field(name));
    for field in asked {
        let mut question = field.hint.to_owned();
        question[..1].make_ascii_uppercase();
        out.blocks.push(Block::Heading(format!("{} {question}", field.words)));
        out.texts(matter.audit.plan_text(field.name), "Not answered yet.");
    }
    out.blocks.push(Block::Notice(
        "An audit is a sample: other nonconformities may exist that it did not come upon.".to_owned(),
    ));
}

/// Who gets it, and how it is to be kept.
pub(super) fn distribution(matter: &Matter<'_>, out: &mut Document) {
    let audit = &matter.audit;
    match audit.plan_list("distribution") {
        [] => out.blocks.push(Block::Text("Distribution: not stated in the plan.".to_owned())),
        roles => out.blocks.push(Block::List(roles.to_vec())),
    }
    let client = audit.plan_text("client");
    let client = if client.is_empty() { "the audit client".to_owned() } else { format!("the audit client ({client})") };
    out.blocks.push(Block::Text(format!(
        "Confidential: meant for those named here. Whoever else is to see it, {client} decides. Auditors' private notes are \
         not part of it."
    )));
    let mut labels: Vec<&str> = audit.of(Kind::Evidence).map(|one| one.text("classification")).collect();
    labels.retain(|label| !label.trim().is_empty());
    labels.sort_unstable();
    labels.dedup();
    if !labels.is_empty() {
        let words = format!("Evidence it refers to is labelled by its owners: {}.", labels.join(", "));
        out.blocks.push(Block::Text(words));
    }
}

/// Who signs.
pub(super) fn sign_off(matter: &Matter<'_>, out: &mut Document) {
    let (dossier, audit) = (matter.dossier, &matter.audit);
    let issuer = audit.plan_text("issuer");
    let row = |what: &str, who: String| vec![what.to_owned(), who, String::new(), String::new()];
    let who = if issuer.is_empty() { or_not_stated("") } else { dossier.who(issuer) };
    let mut table = Table::new("Sign-off", &["For", "Who", "Date", "Signature"]);
    table.to_fill_in = true;
    table.rows.push(row("Issued by", who));
    let members = audit.plan_list("team").iter().filter_map(|line| line.split('|').map(str::trim).next());
    let members = members.filter(|initials| !initials.is_empty() && *initials != issuer);
    table.rows.extend(members.map(|initials| row("Audit team", dossier.who(initials))));
    table.rows.push(row("Audit client", or_not_stated(audit.plan_text("client"))));
    out.blocks.push(Block::Table(table));
}
