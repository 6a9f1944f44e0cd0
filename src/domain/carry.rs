//! Carrying earlier findings into a new audit: which ones it has to verify, and what stands beside each.
//!
//! Must not know: files, or which audits looked at what since.
//!
//! A verdict on one belongs to the audit that gives it. It closes nothing: that stays with the register's own steps.

use super::audit::Audit;
use super::checklist::{Checklist, EARLIER, Item};
use super::criterion::{covers, item_of};
use super::dates;
use super::entry::{Act, Fields, Made, Value};
use super::fields::Kind;
use super::finding;
use super::fold::Object;
use super::followup::case::{Book, Case, Stage};
use super::followup::round::{day, happened, latest, number};
use chrono::{Months, NaiveDate};

/// The earlier findings in an audit's scope that it does not hold yet.
#[derive(Debug, Default)]
pub struct Candidates<'r> {
    /// Still to be done, whatever their grade, and risks accepted.
    pub open: Vec<Case<'r>>,
    /// Nonconformities closed within the cycle. To be verified unless an audit has looked at the requirement since.
    pub closed: Vec<Case<'r>>,
}

/// What a closed one is judged by: whether an audit looked at it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Its reference.
    pub reference: String,
    /// The items it cites.
    pub items: Vec<String>,
    /// When it was closed.
    pub closed: NaiveDate,
    /// When the round began that closed it: an audit that verified it since then need not come back to it.
    pub begun: NaiveDate,
}

/// What of the register falls in the scope of an audit. An open one does with any requirement of the audit's items, an
/// own rule among its criteria, or a process that its scope or its auditees name; a closed one with a requirement only.
#[must_use]
pub fn candidates<'r>(audit: &Audit<'_>, book: &Book<'r>, today: NaiveDate) -> Candidates<'r> {
    let since = today
        .checked_sub_months(Months::new(book.programme().cycle_years.saturating_mul(12)))
        .unwrap_or(NaiveDate::MIN);
    let mut found = Candidates::default();
    for statement in book.statements() {
        let known = statement.text("audit") == audit.id || audit.checklist.item(&statement.label).is_some();
        let cites = !cited(audit.checklist, statement).is_empty();
        if known || !statement.lacks("withdrawn") || !(cites || named(audit, statement)) {
            continue;
        }
        let case = book.case(statement);
        match case.stage {
            Stage::Withdrawn | Stage::Noted => {}
            Stage::Closed => {
                if cites && case.nonconformity && case.closed().is_some_and(|closed| closed >= since) {
                    found.closed.push(case);
                }
            }
            _ => found.open.push(case),
        }
    }
    found
}

/// The items of a checklist that a statement cites.
fn cited(checklist: &Checklist, statement: &Object) -> Vec<String> {
    let cites = |item: &&Item| {
        statement
            .list("criteria")
            .iter()
            .map(|text| item_of(text))
            .any(|id| covers(id, &item.id) || covers(&item.id, id))
    };
    checklist.requirements().filter(cites).map(|item| item.id.clone()).collect()
}

/// Whether the plan names an own rule that the statement cites, or the process it was found in.
fn named(audit: &Audit<'_>, statement: &Object) -> bool {
    let codes = audit.codes();
    let own = statement.list("criteria").iter().any(|text| codes.iter().any(|code| code == item_of(text)));
    let process = statement.text("process").trim().to_lowercase();
    let within = |text: &str| !process.is_empty() && text.to_lowercase().contains(&process);
    own || within(audit.plan_text("scope")) || audit.plan_list("auditees").iter().any(|role| within(role))
}

/// What a closed case is judged by.
#[must_use]
pub fn closed(audit: &Audit<'_>, case: &Case<'_>) -> Option<Closed> {
    Some(Closed {
        reference: case.statement.label.clone(),
        items: cited(audit.checklist, case.statement),
        closed: case.closed()?,
        begun: case.round().begun_by.map_or_else(|| case.raised(), happened),
    })
}

/// The one entry that takes earlier findings into an audit, in the order of their references and without a verdict.
#[must_use]
pub fn take(cases: &[Case<'_>], today: NaiveDate) -> Option<Act> {
    let mut cases: Vec<&Case<'_>> = cases.iter().collect();
    cases.sort_by_key(|case| &case.statement.label);
    let make: Vec<Made> = cases
        .into_iter()
        .map(|case| Made { object: Kind::Item, label: case.statement.label.clone(), fields: fields(case, today) })
        .collect();
    (!make.is_empty()).then_some(Act::Record { make, set: Vec::new() })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An item to verify: the statement as it was issued, what was done, how its effect was to be told.
fn fields(case: &Case<'_>, today: NaiveDate) -> Fields {
    let statement = case.statement;
    let mut fields = Fields::new();
    fields.insert("title".into(), one_line(finding::title(statement)).into());
    fields.insert("section".into(), EARLIER.0.into());
    fields.insert("links".into(), Value::List(statement.list("criteria").to_vec()));
    fields.insert("earlier".into(), Value::List(story(case, today)));
    fields.insert("ask".into(), vec!["What was done about it, and how do you know that it works?".to_owned()].into());
    fields.insert("see".into(), Value::List(done(case)));
    fields.insert("test".into(), Value::List(tests(case)));
    fields
}

fn story(case: &Case<'_>, today: NaiveDate) -> Vec<String> {
    let statement = case.statement;
    let next = if case.next.words.is_empty() { String::new() } else { format!(", next: {}", case.next.words) };
    let closed = case.closed().map(|on| format!(" on {}", dates::day_words(on))).unwrap_or_default();
    let over = case.closing.map_or("", |closing| closing.text("overridden"));
    let over = if over.is_empty() { String::new() } else { format!(", over the gate: {}", one_line(over)) };
    let mut lines = vec![format!(
        "{}, raised {}; on {}: {}{closed}{over}{next}",
        statement.text("grade"),
        dates::day_words(case.raised()),
        dates::day_words(today),
        case.stage.words(),
    )];
    for name in ["requirement", "evidence", "nature"] {
        if !statement.lacks(name) {
            lines.push(format!("{name}: {}", one_line(statement.text(name))));
        }
    }
    for name in ["correction", "cause", "similar", "effect"] {
        let Some(step) = latest(&case.rounds, name) else { continue };
        let result = if name == "effect" { format!("{}, ", step.text("result")) } else { String::new() };
        let on = dates::day_words(happened(step));
        lines.push(format!("{name}, {on}: {result}{}", one_line(step.text("text"))));
    }
    if case.rounds.len() > 1 {
        lines.push(format!("in its round {}: it was opened again", case.rounds.len()));
    }
    let label = &statement.label;
    lines.push(match case.stage {
        Stage::Closed => {
            format!("This verdict is the audit's. Where it did not last: workpaper nc reopen {label} --reason TEXT")
        }
        _ => format!(
            "This verdict is the audit's and closes nothing. The check itself: workpaper nc effect {label} RESULT TEXT \
             --checker WHO"
        ),
    });
    lines
}

fn done(case: &Case<'_>) -> Vec<String> {
    let actions = case.rounds.iter().flat_map(|round| &round.actions);
    let mut lines: Vec<String> = actions
        .map(|action| {
            let state = match (day(action, "done"), day(action, "due")) {
                (Some(done), _) => format!("done {}", dates::day_words(done)),
                (None, Some(due)) => format!("not done, due {}", dates::day_words(due)),
                (None, None) => "not done".to_owned(),
            };
            let proof = one_line(action.text("evidence"));
            let proof = if proof.is_empty() { proof } else { format!(" ({proof})") };
            format!("action {}, {state}: {}{proof}", number(action), one_line(action.text("text")))
        })
        .collect();
    if lines.is_empty() {
        lines.push("no action is recorded: what was done instead, and what shows it?".to_owned());
    }
    lines
}

fn tests(case: &Case<'_>) -> Vec<String> {
    let criterion = latest(&case.rounds, "criterion").map(|step| one_line(step.text("text")));
    let criterion = criterion.map_or_else(
        || "No criterion of effectiveness is recorded: say what would show that it does not come back.".to_owned(),
        |text| format!("Criterion set beforehand: {text}"),
    );
    let last = case.rounds.iter().flat_map(|round| &round.actions).filter_map(|action| day(action, "done")).max();
    let fresh = last.map(|last| format!("Draw a fresh sample from after {}, the last action.", dates::day_words(last)));
    std::iter::once(criterion).chain(fresh).collect()
}
