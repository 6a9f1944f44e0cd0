//! What was recorded about one statement, in order, one line an event.
//!
//! Must not know: how wide a line may be.

use super::case::Case;
use super::record::step_spec;
use super::round::{happened, number, order};
use crate::domain::dates;
use crate::domain::fields::spec;
use crate::domain::fold::Object;
use chrono::NaiveDate;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day it happened, as stated.
    pub on: NaiveDate,
    /// The clock's day when it was recorded.
    pub recorded: NaiveDate,
    /// Initials of whoever recorded it.
    pub by: String,
    /// The part of 10.2, or a space.
    pub part: char,
    /// The round it belongs to, from 1.
    pub round: usize,
    /// What it is: `cause`, `action 2`, `extended`.
    pub what: String,
    /// In words, one line a field.
    pub words: Vec<String>,
}

/// The events of a case, round by round, in the order recorded.
#[must_use]
pub fn history(case: &Case<'_>) -> Vec<Event> {
    let mut all = Vec::new();
    for (round, found) in (1..).zip(&case.rounds) {
        let mut events: Vec<_> = found.steps.iter().map(|s| (order(&s.made), told(s, round))).collect();
        for action in &found.actions {
            events.push((order(&action.made), planned(action, round)));
            if let Some(done) = action.fields.get("done").filter(|done| !done.value.is_empty()) {
                let on = dates::parse_day(done.value.text(), None).unwrap_or_else(|| done.stamp.at.date_naive());
                let words = [action.text("evidence")].into_iter().filter(|t| !t.is_empty()).map(str::to_owned);
                let event = Event {
                    on,
                    recorded: done.stamp.at.date_naive(),
                    by: done.stamp.by.clone(),
                    part: 'c',
                    round,
                    what: format!("action {} done", number(action)),
                    words: words.collect(),
                };
                events.push((order(&done.stamp), event));
            }
        }
        events.sort_by(|a, b| a.0.cmp(&b.0));
        all.extend(events.into_iter().map(|(_, event)| event));
    }
    all
}

fn told(step: &Object, round: usize) -> Event {
    let table = step_spec(step.text("step"));
    let named = spec(step.kind).fields.iter().filter(|field| !matches!(field.name, "of" | "step" | "when" | "text"));
    let text = step.text("text");
    let rest = named.filter(|field| !step.lacks(field.name)).map(|field| {
        let value = step.list(field.name).iter().map(|text| dates::words_of(text)).collect::<Vec<_>>().join("\n  ");
        format!("{}: {value}", field.words.to_lowercase())
    });
    Event {
        on: happened(step),
        recorded: step.made.at.date_naive(),
        by: step.made.by.clone(),
        part: table.map_or(' ', |table| table.part),
        round,
        what: table.map_or_else(|| step.text("step").to_owned(), |table| table.words.to_owned()),
        words: Some(text.to_owned()).filter(|text| !text.is_empty()).into_iter().chain(rest).collect(),
    }
}

fn planned(action: &Object, round: usize) -> Event {
    let mut words = vec![
        action.text("text").to_owned(),
        format!("{}, due {}", action.text("owner"), dates::words_of(action.text("due"))),
    ];
    words.extend(action.list("extensions").iter().map(|extension| format!("extended: {extension}")));
    Event {
        on: action.made.at.date_naive(),
        recorded: action.made.at.date_naive(),
        by: action.made.by.clone(),
        part: 'c',
        round,
        what: format!("action {}", number(action)),
        words,
    }
}
