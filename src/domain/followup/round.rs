//! Rounds of a follow-up: what was recorded in each, and what the closing gate still wants.
//!
//! Must not know: today. "Before" is the order in which entries were recorded, never the dates written in them.

use crate::domain::dates;
use crate::domain::fold::{Object, Stamp};
use crate::domain::ident::JournalName;
use chrono::NaiveDate;

/// Where an entry stands among all: key, journal, number.
pub type Order<'r> = (i64, &'r JournalName, u32);

/// The order of what a stamp marks.
#[must_use]
pub fn order(stamp: &Stamp) -> Order<'_> {
    (stamp.key, &stamp.entry.journal, stamp.entry.n)
}

/// A day as a field holds it.
#[must_use]
pub fn day(object: &Object, field: &str) -> Option<NaiveDate> {
    dates::parse_day(object.text(field), None)
}

/// When a step happened: as stated, else the day it was recorded.
#[must_use]
pub fn happened(step: &Object) -> NaiveDate {
    day(step, "when").unwrap_or_else(|| step.made.at.date_naive())
}

/// What the gate still wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The step that would give it, of `programme::STEPS`: where a screen jumps to.
    pub step: &'static str,
    /// In words.
    pub words: String,
}

fn missing(step: &'static str, words: impl Into<String>) -> Missing {
    Missing { step, words: words.into() }
}

/// An action by its number: `2` of `IA-2026-02-F05-A2`. Two writers may have given the same one; then it bears the
/// journal too.
#[must_use]
pub fn number(action: &Object) -> &str {
    action.label.rsplit_once("-A").map_or(action.label.as_str(), |(_, number)| number)
}

/// The due date that was planned first: before any extension.
#[must_use]
pub fn first_due(action: &Object) -> Option<NaiveDate> {
    // As `record::extend` writes them: `new day | who approved | why | was day | recorded`.
    let before = |extension: &String| dates::parse_day(extension.split('|').nth(3)?.trim().strip_prefix("was ")?, None);
    action.list("extensions").iter().filter_map(before).chain(day(action, "due")).min()
}

/// Whether an action was called done, at that point of the record or (none) by now.
#[must_use]
pub fn is_done(action: &Object, as_of: Option<Order<'_>>) -> bool {
    done_at(action).is_some_and(|at| as_of.is_none_or(|limit| at < limit))
}

fn done_at(action: &Object) -> Option<Order<'_>> {
    action.fields.get("done").filter(|field| !field.value.is_empty()).map(|field| order(&field.stamp))
}

/// One round: from the statement, or from a check that was not effective, to the next such check.
#[derive(Debug, Clone, Default)]
pub struct Round<'r> {
    /// The check or reopening that began it; none for the first.
    pub begun_by: Option<&'r Object>,
    /// Its steps in the order recorded; the check that ended it is the last.
    pub steps: Vec<&'r Object>,
    /// Its actions in the order recorded.
    pub actions: Vec<&'r Object>,
}

impl<'r> Round<'r> {
    /// The latest step of this name.
    #[must_use]
    pub fn last(&self, name: &str) -> Option<&'r Object> {
        self.steps.iter().rev().find(|step| step.text("step") == name).copied()
    }

    /// Actions not called done.
    pub fn open(&self) -> impl Iterator<Item = &'r Object> + '_ {
        self.actions.iter().filter(|action| !is_done(action, None)).copied()
    }
}

/// The latest step of this name in any round.
#[must_use]
pub fn latest<'r>(rounds: &[Round<'r>], name: &str) -> Option<&'r Object> {
    rounds.iter().rev().find_map(|round| round.last(name))
}

/// What the gate wants of these rounds, of what the grade needs; `as_of` leaves out what was recorded later.
#[must_use]
pub fn gate(rounds: &[Round<'_>], needs: &[&str], as_of: Option<Order<'_>>) -> Vec<Missing> {
    let mut found = Vec::new();
    let Some(round) = rounds.last() else { return found };
    let needed = |step: &str| needs.contains(&step);
    let decided_against = round.actions.is_empty() && round.last("no-action").is_some();
    let has = |name: &str| latest(rounds, name).is_some();
    if needed("decision") && !has("accept") && !has("no-action") && rounds.iter().all(|r| r.actions.is_empty()) {
        found.push(missing("decision", "nobody has decided about it"));
    }
    if needed("correction") && !has("correction") && !has("no-correction") {
        found.push(missing("correction", "no correction, nor why none is needed (10.2 a)"));
    }
    if needed("cause") {
        match round.last("cause") {
            None if rounds.len() > 1 => found.push(missing("cause", "no cause in this round (10.2 b)")),
            None => found.push(missing("cause", "no cause (10.2 b)")),
            Some(cause) if cause.lacks("text") || cause.lacks("method") => {
                found.push(missing("cause", "the cause lacks its words or its method (10.2 b)"));
            }
            Some(_) => {}
        }
    }
    if needed("similar") && !has("similar") {
        found.push(missing("similar", "nothing says where similar cases were looked for (10.2 b)"));
    }
    if needed("action") && round.actions.is_empty() && !decided_against {
        found.push(missing("action", "no action is planned, nor decided that none is needed (10.2 c)"));
    }
    if needed("action") {
        let open = round.actions.iter().filter(|action| !is_done(action, as_of));
        found.extend(open.map(|action| {
            missing("action", format!("action {} is not done: {}", number(action), action.text("text")))
        }));
    }
    if !decided_against {
        found.extend(needed("criterion").then(|| criterion(rounds, round, as_of)).flatten());
        found.extend(needed("effect").then(|| effect(round, as_of)).flatten());
    }
    found
}

fn criterion(rounds: &[Round<'_>], round: &Round<'_>, as_of: Option<Order<'_>>) -> Option<Missing> {
    let Some(criterion) = latest(rounds, "criterion") else {
        return Some(missing("criterion", "no criterion of effectiveness was set beforehand (10.2 d)"));
    };
    let set = order(&criterion.made);
    let before = |action: &&&Object| is_done(action, as_of) && done_at(action).is_some_and(|done| done <= set);
    let early = round.actions.iter().find(before)?;
    let words = format!("the criterion was recorded only after action {} was called done (10.2 d)", number(early));
    Some(missing("criterion", words))
}

fn effect(round: &Round<'_>, as_of: Option<Order<'_>>) -> Option<Missing> {
    let none = || Some(missing("effect", "no effective result of a check (10.2 d)"));
    let Some(check) = round.last("effect") else { return none() };
    if check.text("result") != "effective" {
        return none();
    }
    let at = order(&check.made);
    let later = |action: &&&Object| is_done(action, as_of) && done_at(action).is_some_and(|done| done >= at);
    if let Some(late) = round.actions.iter().find(later) {
        let words = format!("action {} was called done only after the check (10.2 d)", number(late));
        return Some(missing("effect", words));
    }
    let own = owns(round, check.text("checker"))?;
    let words = format!("{} checked the effect and owns action {} (10.2 d)", check.text("checker"), number(own));
    Some(missing("effect", words))
}

/// The action of this round that somebody owns.
#[must_use]
pub fn owns<'r>(round: &Round<'r>, who: &str) -> Option<&'r Object> {
    let same = |owner: &str| owner.trim().to_lowercase() == who.trim().to_lowercase();
    round.actions.iter().find(|action| same(action.text("owner"))).copied()
}
