//! The follow-up in a findings file: where it stands, cause, actions, history. Derived but for what an action owner
//! writes: the cause and the actions done.
//!
//! Must not know: folders, or how the statement's own fields are written.

use super::record_toml::{multi_line, quoted};
use crate::domain::dates;
use crate::domain::entry::{Fields, Value};
use crate::domain::fields::Shape;
use crate::domain::fold::Object;
use crate::domain::followup::case::Case;
use crate::domain::followup::history::history;
use crate::domain::followup::round::{latest, number};
use crate::domain::summary;

/// What a hand may write besides the statement's words. Of an action: `done` and `evidence`.
const OPEN: &[&str] = &["cause", "cause_method"];

pub(super) const HEAD: &str =
    "# The follow-up (10.2). Open to a hand: cause and cause_method, and of an action done and evidence.";

/// Single values in the order of the file, then those of the actions and of the history, as `action.1.done`.
fn flat(case: &Case<'_>) -> Vec<(&'static str, Value)> {
    let row = summary::row(case);
    let found = latest(&case.rounds, "cause");
    let said = |field: &str| Value::from(found.map_or("", |step| step.text(field)));
    let next_due = if row.next_step.is_empty() { String::new() } else { row.due };
    vec![
        ("waiting_on", row.waiting_on.into()),
        ("next_step", row.next_step.into()),
        ("next_due", next_due.into()),
        ("missing", Value::List(row.missing)),
        ("closed", row.closed.into()),
        ("closed_over_the_gate", row.overridden.into()),
        ("cause", said("text")),
        ("cause_method", said("method")),
    ]
}

fn actions<'r>(case: &Case<'r>) -> Vec<(&'r str, Vec<(&'static str, Value)>)> {
    let rows = case.rounds.iter().zip(1..).flat_map(|(round, n)| round.actions.iter().map(move |action| (*action, n)));
    let fields = |action: &Object, round: i32| {
        let text = |name: &str| Value::from(action.text(name));
        let extensions = Value::List(action.list("extensions").to_vec());
        let round = Value::from(round.to_string());
        vec![
            ("round", round),
            ("text", text("text")),
            ("owner", text("owner")),
            ("due", text("due")),
            ("extensions", extensions),
            ("done", text("done")),
            ("evidence", text("evidence")),
        ]
    };
    rows.map(|(action, round)| (number(action), fields(action, round))).collect()
}

fn told(case: &Case<'_>) -> Vec<Vec<(&'static str, Value)>> {
    let events = history(case).into_iter().map(|event| {
        vec![
            ("on", Value::from(event.on.to_string())),
            ("recorded", event.recorded.to_string().into()),
            ("by", event.by.into()),
            ("round", event.round.to_string().into()),
            ("what", event.what.into()),
            ("words", event.words.join("\n").into()),
        ]
    });
    events.collect()
}

/// The lines of the file behind the statement's own.
pub(super) fn render(case: &Case<'_>) -> String {
    let mut out = format!("\n{HEAD}\n");
    for (name, value) in flat(case) {
        out += &line(name, &value);
    }
    for (number, fields) in actions(case) {
        out += "\n[[action]]\n";
        out += &line("number", &number.into());
        out.extend(fields.iter().map(|(name, value)| line(name, value)));
    }
    for fields in told(case) {
        out += "\n[[history]]\n";
        out.extend(fields.iter().map(|(name, value)| line(name, value)));
    }
    out
}

fn line(name: &str, value: &Value) -> String {
    let text = match value {
        Value::List(members) => {
            format!("[{}]", members.iter().map(|member| quoted(member)).collect::<Vec<_>>().join(", "))
        }
        Value::Text(text) if text.contains('\n') || matches!(name, "cause" | "evidence") => multi_line(text),
        Value::Text(text) => quoted(text),
    };
    format!("{name} = {text}\n")
}

/// All of it by name: `cause`, `action.1.done`, `history.3.words`.
#[must_use]
pub(super) fn fields(case: &Case<'_>) -> Fields {
    let mut all: Fields = flat(case).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    for (number, fields) in actions(case) {
        all.insert(format!("action.{number}.number"), number.into());
        all.extend(fields.into_iter().map(|(name, value)| (format!("action.{number}.{name}"), value)));
    }
    for (nth, fields) in (1..).zip(told(case)) {
        all.extend(fields.into_iter().map(|(name, value)| (format!("history.{nth}.{name}"), value)));
    }
    all
}

/// The names that tables of a file give its values: actions by their number, events by their place.
pub(super) fn table_name(table: &str, nth: usize, number: Option<&str>) -> String {
    match (table, number) {
        ("action", Some(number)) => format!("action.{number}"),
        ("action", None) => format!("action.new{nth}"),
        _ => format!("{table}.{nth}"),
    }
}

/// What a hand's value of the record is taken as, or why not; none for what is no part of the record.
pub(super) fn taken(case: &Case<'_>, name: &str, value: &Value) -> Option<Result<Value, String>> {
    let known = fields(case).contains_key(name);
    let part = name.split('.').next().unwrap_or_default();
    if !known && !matches!(part, "action" | "history") {
        return None;
    }
    let label = &case.statement.label;
    let refused = |why: String| Some(Err(why));
    if part == "history" {
        return refused("is what was recorded: it is added to, never changed".to_owned());
    }
    if part == "action" && !known {
        return refused(format!("no such action is recorded: plan it with `workpaper nc action {label}`"));
    }
    let last = name.rsplit('.').next().unwrap_or_default();
    let open = OPEN.contains(&name) || (part == "action" && matches!(last, "done" | "evidence"));
    if !open {
        return refused("is derived, or has a command of its own (`workpaper nc --help`)".to_owned());
    }
    if value.is_empty() {
        return refused("was recorded, and is not emptied by hand".to_owned());
    }
    if last == "done" {
        let day = Shape::Date.check(value.text()).map(Value::Text);
        let early = dates::parse_day(value.text(), None).is_some_and(|day| day < case.raised());
        return Some(if early { Err("lies before it was raised".to_owned()) } else { day });
    }
    Some(Ok(value.clone()))
}
