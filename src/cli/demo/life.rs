//! What becomes of one invented finding: its steps after 10.2 with their days, as far as the story goes.
//!
//! Must not know: other findings, journals, who holds the pen. The order recorded is what counts: a criterion comes
//! before the first action that is called done, a check after the last.

use super::words;
use crate::domain::dice::Dice;
use crate::domain::entry::{Fields, Value};
use chrono::{Days, NaiveDate};

/// One thing that is recorded about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// A step, without the finding it belongs to.
    Step(Fields),
    /// An action is planned, likewise.
    Plan(Fields),
    /// The action of this number is done.
    Done(usize, NaiveDate, String),
    /// The due date of the action of this number is moved.
    Extend(usize, NaiveDate, String),
    /// The statement does not stand, for this reason.
    Withdraw(&'static str),
}

/// What its life depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Born<'a> {
    /// Whether all of 10.2 applies; else decision and action do.
    pub nonconformity: bool,
    /// Whether it rests on a control, whose risk can be accepted.
    pub control: bool,
    /// Process and the role that answers for it.
    pub place: (&'a str, &'a str),
    /// When it was issued.
    pub issued: NaiveDate,
    /// An earlier reference on the same requirement.
    pub earlier: Option<&'a str>,
}

struct Life<'a, 'd> {
    dice: &'d mut Dice,
    born: Born<'a>,
    day: NaiveDate,
    told: Vec<(NaiveDate, Deed)>,
    actions: usize,
}

/// All that is recorded after the issue, in order of time, to its end.
pub(super) fn life(dice: &mut Dice, born: Born<'_>) -> Vec<(NaiveDate, Deed)> {
    let mut life = Life { dice, day: born.issued, born, told: Vec::new(), actions: 0 };
    if born.nonconformity {
        life.corrective();
    } else {
        life.short();
    }
    life.told.sort_by_key(|(day, _)| *day);
    life.told
}

impl Life<'_, '_> {
    fn later(&mut self, least: u64, most: u64) {
        self.day = self.after(least, most);
    }

    fn after(&mut self, least: u64, most: u64) -> NaiveDate {
        self.day.checked_add_days(Days::new(self.dice.between(least, most))).unwrap_or(self.day)
    }

    fn fill(&mut self, of: &[&str]) -> String {
        let words = *self.dice.one(of);
        words::filled(self.dice, words, self.born.place.0, &self.day.to_string())
    }

    fn step(&mut self, name: &str, fields: &[(&str, &str)]) {
        let mut all =
            Fields::from([("step".to_owned(), name.into()), ("when".to_owned(), self.day.to_string().into())]);
        if !["effect", "accept-risk", "recurs", "not-recurs"].contains(&name) {
            all.insert("by".to_owned(), self.born.place.1.into());
        }
        for (field, text) in fields {
            let list = matches!(*field, "chain" | "contributing" | "missing");
            let value = if list { Value::List(text.lines().map(str::to_owned).collect()) } else { (*text).into() };
            all.insert((*field).to_owned(), value);
        }
        self.told.push((self.day, Deed::Step(all)));
    }

    fn short(&mut self) {
        self.later(3, 20);
        self.step("accept", &[]);
        if self.dice.percent(15) {
            self.step("no-action", &[("text", "The effort does not pay for what it would change.")]);
        } else {
            let done = self.action();
            self.day = done;
        }
        self.later(2, 15);
        self.step("close", &[]);
    }

    fn corrective(&mut self) {
        self.later(1, 6);
        if self.dice.percent(1) {
            self.told.push((self.day, Deed::Withdraw("It rested on a record that had been read wrongly.")));
            return;
        }
        if self.dice.percent(4) {
            self.step("dispute", &[("text", "Holds it to be an observation.")]);
            self.later(4, 12);
        }
        self.step("accept", &[]);
        let correction = self.fill(words::CORRECTIONS);
        self.later(1, 9);
        if self.dice.percent(4) {
            self.step("no-correction", &[("text", "What was found cannot be undone; it is past.")]);
        } else {
            let evidence = self.fill(words::EVIDENCE);
            self.step("correction", &[("text", &correction), ("evidence", &evidence)]);
        }
        if self.dice.percent(55) {
            let text = self.fill(words::CONSEQUENCES);
            self.step("consequences", &[("text", &text)]);
        }
        if self.born.control && self.dice.percent(2) {
            let until = self.after(300, 700);
            let risk = format!("R-{}", self.dice.between(10, 99));
            let text = "The measure costs more than the damage it prevents.";
            let owner = self.born.place.1;
            let named = [("risk", &*risk), ("risk_owner", owner), ("until", &until.to_string()), ("text", text)];
            self.step("accept-risk", &named);
            // Before it runs out somebody looks at it again, and this time acts.
            self.day = until.checked_sub_days(Days::new(self.dice.between(1, 20))).unwrap_or(until);
            self.step("reopen", &[("text", "The acceptance runs out, and the measure costs less by now.")]);
        }
        self.later(2, 8);
        if self.dice.percent(70) {
            let text = self.fill(words::REVIEWS);
            self.step("review", &[("text", &text)]);
        }
        if let Some(earlier) = self.born.earlier {
            let verdict = if self.dice.percent(50) { "recurs" } else { "not-recurs" };
            self.step(verdict, &[("earlier", earlier)]);
        }
        let mut round = 1;
        while !self.round(round) && round < 3 {
            round += 1;
        }
        if self.dice.percent(30) {
            let (touches, text) = *self.dice.one(words::TOUCHES);
            self.step("isms", &[("touches", touches), ("text", text)]);
        }
        self.later(1, 6);
        self.step("close", &[]);
        if self.dice.percent(1) {
            self.later(60, 300);
            let text = "The same fault was seen again in passing.";
            self.step("reopen", &[("text", text)]);
            self.round(3);
            self.later(0, 6);
            self.step("close", &[]);
        }
    }

    /// One round from the cause to the check; whether the check found it effective.
    fn round(&mut self, nth: usize) -> bool {
        self.later(2, 12);
        let method = *self.dice.one(words::METHODS);
        let cause = format!("{} {}", self.fill(words::CAUSES), self.fill(words::SINCE));
        let chain = if method == "5 whys" { words::WHYS.join("\n") } else { String::new() };
        let fields: &[(&str, &str)] = &[("text", &cause), ("method", method), ("chain", &chain)];
        self.step("cause", if chain.is_empty() { &fields[..2] } else { fields });
        if nth == 1 || self.dice.percent(40) {
            let (looked, text) = (self.fill(words::LOOKED), self.fill(words::SIMILAR));
            self.step("similar", &[("looked", &looked), ("text", &text)]);
        }
        self.later(0, 4);
        if nth == 1 || self.dice.percent(40) {
            let (text, check) = (self.fill(words::CRITERIA), self.after(80, 130).to_string());
            self.step("criterion", &[("text", &text), ("check", &check)]);
        }
        let count = [1, 1, 2, 2, 2, 3][self.dice.below(6)];
        let done = (0..count).map(|_| self.action()).max();
        self.day = done.unwrap_or(self.day);
        if self.dice.percent(5) {
            self.later(10, 30);
            let check = self.after(30, 45).to_string();
            self.check("too-early", &[("check", &check)]);
        }
        self.later(40, 75);
        let effective = self.dice.percent([86, 94, 100][nth.min(3) - 1]);
        let result = if effective { "effective" } else { *self.dice.one(&["partly", "partly", "not-effective"]) };
        self.check(result, &[]);
        effective
    }

    fn check(&mut self, result: &str, more: &[(&str, &str)]) {
        let text = self.fill(if result == "effective" { words::HELD } else { words::NOT_HELD });
        let sample = self.fill(&["{m} records drawn at random", "all {m} of the period"]);
        let mut fields = vec![("result", result), ("checker", "Auditor"), ("text", &text), ("sample", &sample)];
        fields.extend(more);
        self.step("effect", &fields);
    }

    /// An action planned now; the day it is done.
    fn action(&mut self) -> NaiveDate {
        let due = self.after(20, 55);
        let nth = self.actions;
        self.actions += 1;
        let text = self.fill(words::ACTIONS);
        let helper = words::PLACES[self.dice.below(words::PLACES.len())].1;
        let owner = if self.dice.percent(70) { self.born.place.1 } else { helper };
        let fields = [("text", text), ("owner", owner.to_owned()), ("due", due.to_string())];
        let fields = fields.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect();
        self.told.push((self.day, Deed::Plan(fields)));
        let before = |days| due.checked_sub_days(Days::new(days)).unwrap_or(due).max(self.day);
        let done = if self.dice.percent(30) {
            let asked = before(3);
            let to = due.checked_add_days(Days::new(self.dice.between(14, 45))).unwrap_or(due);
            let reason = *self.dice.one(words::DELAYS);
            let member = format!("{to} | Information security manager | {reason} | was {due} | {asked}");
            self.told.push((asked, Deed::Extend(nth, to, member)));
            to.checked_sub_days(Days::new(self.dice.between(0, 9))).unwrap_or(to)
        } else if self.dice.percent(12) {
            due.checked_add_days(Days::new(self.dice.between(1, 25))).unwrap_or(due)
        } else {
            before(self.dice.between(0, 15))
        };
        let evidence = self.fill(words::EVIDENCE);
        self.told.push((done, Deed::Done(nth, done, evidence)));
        done
    }
}
