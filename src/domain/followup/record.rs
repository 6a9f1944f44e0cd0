//! What a person says about a nonconformity, turned into one entry, or refused with what is missing.
//!
//! Must not know: where it was typed. The same functions stand behind the commands, the screens and the sample.

use super::case::{Book, Case, Stage};
use super::round::{day, gate, latest, number, owns};
use crate::domain::dates;
use crate::domain::entry::{Act, Change, Fields, Made, Value};
use crate::domain::fields::{FieldSpec, Kind, Shape, spec};
use crate::domain::fold::{Object, State};
use crate::domain::programme::Programme;
use crate::domain::{digest, issue};
use chrono::{Datelike, Days, NaiveDate};

/// One kind of step.
#[derive(Debug)]
pub struct StepSpec {
    /// Its name in journals and on the command line.
    pub name: &'static str,
    /// What it is, in words.
    pub words: &'static str,
    /// The part of 10.2 it belongs to; a space for what 10.2 does not know.
    pub part: char,
    /// Fields without which it says nothing.
    pub needs: &'static [&'static str],
    /// Further fields.
    pub takes: &'static [&'static str],
}

const fn step(
    name: &'static str,
    words: &'static str,
    part: char,
    needs: &'static [&'static str],
    takes: &'static [&'static str],
) -> StepSpec {
    StepSpec { name, words, part, needs, takes }
}

/// All steps, in the order of 10.2. Actions are objects of their own.
pub static STEPS: &[StepSpec] = &[
    step("correction", "correction", 'a', &["text"], &["by", "when", "evidence"]),
    step("no-correction", "no correction needed", 'a', &["text"], &["by", "when"]),
    step("consequences", "consequences dealt with", 'a', &["text"], &["by", "when", "evidence"]),
    step("review", "review", 'b', &["text"], &["by", "when", "evidence"]),
    step("cause", "cause", 'b', &["text", "method"], &["chain", "contributing", "by", "when", "evidence"]),
    step("similar", "similar cases", 'b', &["looked", "text"], &["by", "when", "evidence"]),
    step("no-action", "no corrective action needed", 'c', &["text"], &["by", "when"]),
    step("criterion", "criterion of effectiveness", 'd', &["text"], &["check", "by", "when"]),
    step(
        "effect",
        "check of the effect",
        'd',
        &["result", "checker", "text"],
        &["sample", "evidence", "check", "when"],
    ),
    step("isms", "change of the management system", 'e', &["touches", "text"], &["by", "when", "evidence"]),
    step("accept", "accepted", ' ', &["by"], &["text", "when"]),
    step("dispute", "disputed", ' ', &["text"], &["by", "when"]),
    step("accept-risk", "risk accepted", ' ', &["risk", "risk_owner", "until", "text"], &["when"]),
    step("close", "closed", ' ', &[], &["text", "overridden", "by", "when"]),
    step("reopen", "reopened", ' ', &["text"], &["check", "by", "when"]),
    step("recurs", "recurrence confirmed", ' ', &["earlier"], &["text"]),
    step("not-recurs", "recurrence rejected", ' ', &["earlier"], &["text"]),
];

/// The step of a name.
#[must_use]
pub fn step_spec(name: &str) -> Option<&'static StepSpec> {
    STEPS.iter().find(|step| step.name == name)
}

/// Fields as typed, by name.
pub type Given<'a> = [(&'a str, String)];

/// What will be recorded, and what is odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The one entry.
    pub act: Act,
    /// Warnings.
    pub remarks: Vec<String>,
}

impl Said {
    fn plain(act: Act) -> Self {
        Self { act, remarks: Vec::new() }
    }
}

/// Who records, and the day it is there.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// What relative days count from, and what a day not stated is.
    pub today: NaiveDate,
    /// The name of whoever records: who did it, where nobody else is named.
    pub name: &'a str,
}

/// One typed field in its stored form. Days may be `30oct` or `+14d`.
///
/// # Errors
/// Names the field and says what would do.
pub fn read(field: &FieldSpec, text: &str, today: NaiveDate) -> Result<Value, String> {
    Ok(match field.shape {
        _ if text.trim().is_empty() => Value::Text(String::new()),
        Shape::Date => {
            let day = dates::parse_day(text, Some(today));
            let day = day.ok_or_else(|| format!("{}: {}", field.words, no_day(text)))?;
            Value::Text(iso(day))
        }
        shape if shape.is_list() => {
            Value::List(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
        }
        shape => Value::Text(shape.check(text.trim()).map_err(|why| format!("{}: {why}", field.words))?),
    })
}

/// Typed fields in their stored form. Days may be `30oct` or `+14d`.
fn checked(kind: Kind, given: &Given<'_>, today: NaiveDate) -> Result<Fields, String> {
    let mut fields = Fields::new();
    for (name, text) in given.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let found = spec(kind).field(name).ok_or_else(|| format!("there is no field `{name}`"))?;
        fields.insert((*name).to_owned(), read(found, text, today)?);
    }
    Ok(fields)
}

fn no_day(text: &str) -> String {
    format!("`{text}` is no day from 1990 to 2199: write 2026-10-30, 30oct or +14d")
}

/// Names every field that is needed and empty.
fn complete(kind: Kind, fields: &Fields, needs: &[&str]) -> Result<(), String> {
    let lacking = |name: &&&str| fields.get(**name).is_none_or(Value::is_empty);
    let table = spec(kind);
    let words = |name: &&str| table.field(name).map(|field| format!("{} ({})", field.words.to_lowercase(), field.hint));
    let missing: Vec<String> = needs.iter().filter(lacking).filter_map(words).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("still missing: {}", missing.join("; "))) }
}

fn iso(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

fn stated(fields: &Fields, name: &str) -> Option<NaiveDate> {
    dates::parse_day(fields.get(name)?.text(), None)
}

/// A case that still takes steps.
fn alive(case: &Case<'_>) -> Result<(), String> {
    let label = &case.statement.label;
    match (case.stage, case.closed()) {
        (Stage::Withdrawn, _) => Err(format!("{label} is withdrawn: nothing follows it any more")),
        (Stage::Closed, Some(day)) => {
            Err(format!("{label} was closed on {}: `workpaper nc reopen {label}` opens it", dates::day_words(day)))
        }
        _ => Ok(()),
    }
}

fn not_future(what: &str, day: Option<NaiveDate>, today: NaiveDate) -> Result<(), String> {
    match day {
        Some(day) if day > today => {
            let (day, today) = (dates::day_words(day), dates::day_words(today));
            Err(format!("{what} on {day} lies in the future: give {today} or a day before it"))
        }
        _ => Ok(()),
    }
}

fn not_before(what: &str, day: Option<NaiveDate>, since: NaiveDate, event: &str) -> Result<(), String> {
    match day {
        Some(day) if day < since => {
            let (day, since) = (dates::day_words(day), dates::day_words(since));
            Err(format!("{what} on {day} lies before it was {event}, on {since}"))
        }
        _ => Ok(()),
    }
}

/// Records a step: checks it against the case, fills in who and when.
///
/// # Errors
/// Names what is missing or what stands in the way; nothing is to be recorded then.
pub fn take(book: &Book<'_>, case: &Case<'_>, name: &str, given: &Given<'_>, desk: Desk<'_>) -> Result<Said, String> {
    let table = step_spec(name).ok_or_else(|| format!("`{name}` is no step"))?;
    let label = &case.statement.label;
    match name {
        "recurs" | "not-recurs" if case.stage != Stage::Withdrawn => {}
        "reopen" if matches!(case.stage, Stage::Closed | Stage::RiskAccepted) => {}
        "reopen" => return Err(format!("{label} is not closed: it is {}", case.stage.words())),
        "close" if case.stage == Stage::Closed => {
            let day = case.closed().map(dates::day_words).unwrap_or_default();
            return Err(format!("{label} is closed already, since {day}"));
        }
        _ => alive(case)?,
    }
    let mut fields = checked(Kind::Step, given, desk.today)?;
    if let Some(stranger) = fields.keys().find(|key| !table.needs.iter().chain(table.takes).any(|known| known == key)) {
        return Err(format!("{} has no `{stranger}`", table.words));
    }
    complete(Kind::Step, &fields, table.needs)?;
    let when = stated(&fields, "when");
    not_future(table.words, when, desk.today)?;
    // What contains the damage often comes before the closing meeting from which a finding counts as raised.
    if !matches!(name, "correction" | "consequences" | "review") {
        not_before(table.words, when, case.raised(), "raised")?;
    }
    let mut remarks = Vec::new();
    match name {
        "effect" => check(case, &fields, desk.today, &mut remarks)?,
        "accept-risk" => risk(case, &fields, desk.today)?,
        "no-action" if !case.round().actions.is_empty() => {
            return Err(format!("{label} has actions in this round: finish them instead"));
        }
        "close" => closing(book.programme(), case, &mut fields)?,
        "recurs" | "not-recurs" => earlier(book, case, name, &mut fields)?,
        _ => {}
    }
    if let Some(next) = stated(&fields, "check").filter(|day| *day < desk.today) {
        remarks.push(format!("the next check, {}, is in the past", dates::day_words(next)));
    }
    fields.entry("when".to_owned()).or_insert_with(|| iso(desk.today).into());
    if table.takes.contains(&"by") || table.needs.contains(&"by") {
        fields.entry("by".to_owned()).or_insert_with(|| desk.name.into());
    }
    fields.insert("of".to_owned(), case.statement.id.as_str().into());
    fields.insert("step".to_owned(), name.into());
    Ok(Said { act: Act::make(Kind::Step, "", fields), remarks })
}

fn check(case: &Case<'_>, fields: &Fields, today: NaiveDate, remarks: &mut Vec<String>) -> Result<(), String> {
    let round = case.round();
    let text = |name: &str| fields.get(name).map_or("", Value::text);
    if latest(&case.rounds, "criterion").is_none() {
        return Err("there is no criterion to check against: record it first (nc criterion)".to_owned());
    }
    if round.actions.is_empty() {
        return Err("there is no action in this round whose effect could be checked (nc action)".to_owned());
    }
    if let Some(open) = round.open().next() {
        return Err(format!("action {} is not done: {}", number(open), open.text("text")));
    }
    let done = round.actions.iter().filter_map(|action| day(action, "done")).max().unwrap_or_else(|| case.raised());
    not_before("the check", Some(stated(fields, "when").unwrap_or(today)), done, "all done")?;
    if text("result") == "too-early" && text("check").is_empty() {
        return Err("too early to say: name the day of the next check".to_owned());
    }
    if let Some(own) = owns(round, text("checker")) {
        let number = number(own);
        remarks.push(format!(
            "{} owns action {number}: it is recorded, and closing then needs an override",
            text("checker")
        ));
    }
    Ok(())
}

fn risk(case: &Case<'_>, fields: &Fields, today: NaiveDate) -> Result<(), String> {
    let clause = case.statement.list("criteria").iter().find(|text| text.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(clause) = clause {
        return Err(format!(
            "{} cites clause {clause}: a clause's requirement cannot be settled by accepting a risk, only a control or an \
             own rule can",
            case.statement.label
        ));
    }
    match stated(fields, "until") {
        Some(until) if until < today => Err(format!("until {} is past already", dates::day_words(until))),
        _ => Ok(()),
    }
}

fn closing(programme: &Programme, case: &Case<'_>, fields: &mut Fields) -> Result<(), String> {
    let missing = gate(&case.rounds, &programme.steps(case.statement.text("grade")), None);
    let words: Vec<String> = missing.into_iter().map(|missing| missing.words).collect();
    let overridden = fields.get("overridden").is_some_and(|reason| !reason.is_empty());
    match (words.is_empty(), overridden) {
        (true, _) => drop(fields.remove("overridden")),
        (false, true) => drop(fields.insert("missing".to_owned(), Value::List(words))),
        (false, false) => {
            return Err(format!("{} is not closed:\n  {}", case.statement.label, words.join("\n  ")));
        }
    }
    Ok(())
}

fn earlier(book: &Book<'_>, case: &Case<'_>, name: &str, fields: &mut Fields) -> Result<(), String> {
    let typed = fields.get("earlier").map_or("", Value::text);
    // A reference from before this register is taken as written.
    let known = book.find(typed).map_or_else(|| typed.to_uppercase(), |statement| statement.label.clone());
    if known == case.statement.label {
        return Err(format!("{known} cannot repeat itself"));
    }
    if name == "recurs" && case.recurring_of.contains(&known) {
        return Err(format!("{} is recorded as a repetition of {known} already", case.statement.label));
    }
    fields.insert("earlier".to_owned(), known.into());
    Ok(())
}

/// Plans an action.
///
/// # Errors
/// Names what is missing.
pub fn plan(state: &State, case: &Case<'_>, given: &Given<'_>, desk: Desk<'_>) -> Result<Said, String> {
    alive(case)?;
    let mut fields = checked(Kind::Action, given, desk.today)?;
    complete(Kind::Action, &fields, &["text", "owner", "due"])?;
    let due = stated(&fields, "due");
    not_before("an action due", due, case.raised(), "raised")?;
    let done = stated(&fields, "done");
    finished(case, done, desk.today)?;
    let late = due.filter(|due| *due < desk.today && done.is_none());
    let remarks = late.map(|due| format!("due {} is past already", dates::day_words(due))).into_iter().collect();
    fields.insert("of".to_owned(), case.statement.id.as_str().into());
    let label = state.next_label(&format!("{}-A", case.statement.label), 1);
    Ok(Said { act: Act::make(Kind::Action, label, fields), remarks })
}

fn finished(case: &Case<'_>, done: Option<NaiveDate>, today: NaiveDate) -> Result<(), String> {
    not_future("done", done, today)?;
    not_before("done", done, case.raised(), "raised")
}

/// An action of a case by its number.
///
/// # Errors
/// Names those there are.
pub fn action<'r>(case: &Case<'r>, wanted: &str) -> Result<&'r Object, String> {
    let mut all = case.rounds.iter().flat_map(|round| &round.actions);
    all.find(|action| number(action) == wanted.trim()).copied().ok_or_else(|| {
        let known: Vec<&str> = case.rounds.iter().flat_map(|round| &round.actions).map(|a| number(a)).collect();
        let known = if known.is_empty() { "there is none yet".to_owned() } else { known.join(", ") };
        format!("{} has no action {wanted}; actions: {known}", case.statement.label)
    })
}

/// Calls an action done.
///
/// # Errors
/// Says what stands in the way.
pub fn done(case: &Case<'_>, wanted: &str, given: &Given<'_>, desk: Desk<'_>) -> Result<Said, String> {
    alive(case)?;
    let action = action(case, wanted)?;
    if !action.lacks("done") {
        let (number, day) = (number(action), dates::words_of(action.text("done")));
        return Err(format!("action {number} of {} is done already, since {day}", case.statement.label));
    }
    let fields = checked(Kind::Action, given, desk.today)?;
    let day = stated(&fields, "done").unwrap_or(desk.today);
    finished(case, Some(day), desk.today)?;
    let mut change = Change::on(action.id.clone()).set("done", iso(day));
    if let Some(evidence) = fields.get("evidence") {
        change = change.set("evidence", evidence.clone());
    }
    let needs_criterion = latest(&case.rounds, "criterion").is_none() && case.nonconformity;
    let remark = "no criterion of effectiveness is recorded yet: set after this, it does not count as set beforehand";
    let remarks = if needs_criterion { vec![remark.to_owned()] } else { Vec::new() };
    Ok(Said { act: Act::change(change), remarks })
}

/// Moves a due date, of one action or of the whole: never silently. The old one, who approved and why stay with it.
///
/// # Errors
/// Names what is missing, or why the day will not do.
pub fn extend(
    case: &Case<'_>,
    wanted: Option<&str>,
    to: &str,
    (approver, reason): (&str, &str),
    desk: Desk<'_>,
) -> Result<Said, String> {
    alive(case)?;
    let object = match wanted {
        Some(wanted) => action(case, wanted)?,
        None => case.statement,
    };
    if object.kind == Kind::Action && !object.lacks("done") {
        return Err(format!("action {} is done: there is nothing to extend", number(object)));
    }
    let needed = [("the new day", to), ("who approved it (--by)", approver), ("why (--reason)", reason)];
    let missing: Vec<&str> = needed.iter().filter(|(_, text)| text.trim().is_empty()).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        return Err(format!("still missing: {}", missing.join("; ")));
    }
    let due = dates::parse_day(to, Some(desk.today)).ok_or_else(|| no_day(to))?;
    let before = day(object, "due");
    if before.is_some_and(|before| due <= before) {
        let before = dates::words_of(object.text("due"));
        return Err(format!("it is due {before}: an extension names a later day than that"));
    }
    let remark = (due < desk.today).then(|| format!("due {} is past already", dates::day_words(due)));
    let was = before.map_or_else(|| "no date".to_owned(), iso);
    let part = |text: &str| text.split(['|', '\n']).map(str::trim).collect::<Vec<_>>().join(", ");
    let member = format!("{} | {} | {} | was {was} | {}", iso(due), part(approver), part(reason), iso(desk.today));
    let change = Change::on(object.id.clone()).set("due", iso(due)).add("extensions", member);
    Ok(Said { act: Act::change(change), remarks: remark.into_iter().collect() })
}

/// Enters a nonconformity from another source.
///
/// # Errors
/// Names what is missing.
pub fn add(book: &Book<'_>, given: &Given<'_>, desk: Desk<'_>) -> Result<Said, String> {
    let programme = book.programme();
    let mut fields = checked(Kind::Statement, given, desk.today)?;
    let grade = fields.get("grade").map_or("", Value::text);
    let known = programme.grade(grade).ok_or_else(|| {
        let ids: Vec<&str> = programme.grades.iter().map(|grade| grade.id.as_str()).collect();
        format!("`{grade}` is no grade: write {}", ids.join(", "))
    })?;
    fields.insert("grade".to_owned(), known.id.as_str().into());
    let needs: &[&str] = if known.nonconformity {
        &["source", "title", "criteria", "requirement", "evidence", "nature"]
    } else {
        &["source", "title", "nature"]
    };
    let missing: Vec<String> = needs
        .iter()
        .filter(|name| fields.get(**name).is_none_or(Value::is_empty))
        .filter_map(|name| spec(Kind::Statement).field(name))
        .map(|field| field.words.to_lowercase())
        .collect();
    if !missing.is_empty() {
        return Err(format!("still missing: {}", missing.join(", ")));
    }
    let raised = stated(&fields, "raised").unwrap_or(desk.today);
    not_future("raised", Some(raised), desk.today)?;
    let counted = known.days.and_then(|days| raised.checked_add_days(Days::new(u64::from(days))));
    let due = stated(&fields, "due").or(counted);
    if due.is_some_and(|due| due < raised) {
        return Err("it is due before it was raised".to_owned());
    }
    let past = due.filter(|due| *due < desk.today);
    let past = past.map(|due| format!("due {} is past already", dates::day_words(due)));
    let remarks = twin(book, &fields).into_iter().chain(past).collect();
    let label = book.state().next_label(&format!("NC-{}-", raised.year()), 3);
    fields.insert("ref".to_owned(), label.as_str().into());
    let frozen = fields.iter().filter(|(name, _)| issue::FROZEN.contains(&name.as_str()));
    let digest = digest::of_fields(&frozen.map(|(name, value)| (name.clone(), value.clone())).collect());
    fields.insert("digest".to_owned(), digest.into());
    fields.insert("raised".to_owned(), iso(raised).into());
    fields.insert("issued".to_owned(), iso(desk.today).into());
    fields.insert("due".to_owned(), due.map(iso).unwrap_or_default().into());
    fields.insert("revision".to_owned(), "1".into());
    Ok(Said { act: Act::make(Kind::Statement, label, fields), remarks })
}

/// Says that something of this reference is in the register already: a file taken in twice, or one of its own.
fn twin(book: &Book<'_>, fields: &Fields) -> Option<String> {
    let text = |name: &str| fields.get(name).map_or("", Value::text);
    let there = Some(text("source_ref")).filter(|there| !there.is_empty())?;
    let same = |other: &&Object| {
        other.label == there || (other.text("source_ref") == there && other.text("source") == text("source"))
    };
    let other = book.statements().filter(|other| other.lacks("withdrawn")).find(same)?;
    Some(format!("{there} is in the register already, as {}: withdraw the one too many", other.label))
}

/// Joins what is to be one entry.
#[must_use]
pub fn together(acts: Vec<Act>) -> Act {
    let mut all: (Vec<Made>, Vec<Change>) = (Vec::new(), Vec::new());
    for act in acts {
        if let Act::Record { make, set } = act {
            all.0.extend(make);
            all.1.extend(set);
        }
    }
    Act::Record { make: all.0, set: all.1 }
}

/// Withdraws a statement, as [`issue::withdraw`] does, unless it is closed.
///
/// # Errors
/// Without a reason, or where it is withdrawn or closed already.
pub fn withdraw(case: &Case<'_>, reason: &str) -> Result<Said, String> {
    if case.stage == Stage::Closed {
        alive(case)?;
    }
    issue::withdraw(case.statement, reason).map(Said::plain)
}
