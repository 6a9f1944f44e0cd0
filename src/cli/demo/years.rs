//! Ten invented years of a register: which audits were held, what was found, what became of it, day by day. A pure
//! function of its size and seed.
//!
//! Must not know: the disk. It ends on [`END`] whatever day it is, so that the same seed always tells the same.

use super::life::{Born, Deed, life};
use super::words;
use crate::domain::dice::Dice;
use crate::domain::digest;
use crate::domain::entry::{Fields, Value};
use crate::domain::fields::SOURCES;
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use std::collections::HashMap;

/// How much there shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    /// Audits held.
    pub audits: usize,
    /// Statements in the register.
    pub findings: usize,
    /// Whatever is thrown comes from it.
    pub seed: u64,
}

/// A requirement that can be cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Topic {
    /// `A.5.18`.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Whether it is a control.
    pub control: bool,
}

/// An audit of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    /// `IA-2019-07`.
    pub id: String,
    /// Which of the scopes it has.
    pub scope: usize,
    /// First and last day; the closing meeting is on the last.
    pub days: (NaiveDate, NaiveDate),
    /// When its findings were issued.
    pub issued: NaiveDate,
    /// Who leads it.
    pub lead: usize,
    /// Its findings, as places in [`Story::statements`].
    pub found: Vec<usize>,
}

/// A statement of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// Its reference.
    pub reference: String,
    /// Its fields, without what only the writing knows.
    pub fields: Fields,
}

/// What is recorded in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// This audit's findings are issued.
    Issue(usize),
    /// This statement from another source is entered.
    Enter(usize),
    /// Something about this statement.
    Follow(usize, Deed),
}

/// The whole story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Story {
    /// The audits by date.
    pub audits: Vec<Held>,
    /// The statements.
    pub statements: Vec<Told>,
    /// What is recorded, by whom and when, in order of time.
    pub events: Vec<(NaiveDateTime, usize, What)>,
}

/// Who writes in the register: initials, name and role.
pub(super) static WRITERS: &[(&str, &str)] = &[
    ("LA", "Lead auditor (Quality manager)"),
    ("FA", "Auditor (Finance systems lead)"),
    ("SM", "Information security manager"),
    ("RK", "Register keeper (Internal audit office)"),
];

/// The last day of the story.
pub(super) const END: NaiveDate = match NaiveDate::from_ymd_opt(2026, 11, 20) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// How long it goes on.
const DAYS: u64 = 3652;

/// Tells it. `scopes` are the topics of each scope an audit can have; the first holds all.
pub(super) fn tell(size: Size, scopes: &[Vec<Topic>]) -> Story {
    let mut dice = Dice::new(size.seed);
    let mut audits = audits(&mut dice, size.audits, scopes.len());
    // The last audit is under way: it has found nothing yet.
    let closed = audits.len().saturating_sub(1);
    let mut others = 0;
    for _ in 0..size.findings {
        if closed > 0 && dice.percent(78) {
            audits[dice.below(closed)].found.push(0);
        } else {
            others += 1;
        }
    }
    let mut teller = Teller { dice, scopes, statements: Vec::new(), diary: Vec::new(), earlier: HashMap::new() };
    for (at, audit) in audits.iter_mut().enumerate() {
        teller.audit(at, audit);
    }
    let mut days: Vec<NaiveDate> = (0..others).map(|_| ago(teller.dice.between(0, DAYS - 30))).collect();
    days.sort_unstable();
    let mut numbers: HashMap<i32, usize> = HashMap::new();
    for day in days {
        let number = numbers.entry(day.year()).or_default();
        *number += 1;
        teller.other(day, *number);
    }
    let events = timed(teller.diary);
    Story { audits, statements: teller.statements, events }
}

fn ago(days: u64) -> NaiveDate {
    END.checked_sub_days(Days::new(days)).unwrap_or(END)
}

fn on(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

fn audits(dice: &mut Dice, count: usize, scopes: usize) -> Vec<Held> {
    let mut numbers: HashMap<i32, usize> = HashMap::new();
    let begin = |nth: usize| ago(DAYS - DAYS * nth as u64 / count.max(1) as u64);
    let held = (0..count).map(|nth| {
        // The last one is going on when the story ends.
        let first = if nth + 1 == count { ago(2) } else { begin(nth).min(ago(20)) };
        let number = numbers.entry(first.year()).or_default();
        *number += 1;
        let last = on(first, 2);
        Held {
            id: format!("IA-{}-{number:02}", first.year()),
            scope: nth % scopes.max(1),
            days: (first, last),
            issued: on(last, dice.between(2, 8)),
            lead: dice.below(2),
            found: Vec::new(),
        }
    });
    held.collect()
}

struct Teller<'s> {
    dice: Dice,
    scopes: &'s [Vec<Topic>],
    statements: Vec<Told>,
    /// Day, writer, what: not in order yet.
    diary: Vec<(NaiveDate, usize, What)>,
    /// The latest reference on a requirement.
    earlier: HashMap<String, String>,
}

impl Teller<'_> {
    fn audit(&mut self, at: usize, audit: &mut Held) {
        for (nth, place) in audit.found.iter_mut().enumerate() {
            *place = self.statements.len();
            let reference = format!("{}-F{:02}", audit.id, nth + 1);
            let own = [("audit", audit.id.clone())];
            self.statement(&reference, audit.scope, &own, audit.days.1, audit.issued);
        }
        if !audit.found.is_empty() {
            self.diary.push((audit.issued, audit.lead, What::Issue(at)));
        }
    }

    fn other(&mut self, raised: NaiveDate, number: usize) {
        let reference = format!("NC-{}-{number:03}", raised.year());
        let source = SOURCES[1..][self.dice.below(SOURCES.len() - 1)];
        let own = [("source", source.to_owned()), ("source_ref", format!("{}-{number:03}", raised.year()))];
        let at = self.statements.len();
        let issued = on(raised, self.dice.between(0, 4)).min(END);
        self.statement(&reference, 0, &own, raised, issued);
        let writer = self.dice.below(WRITERS.len());
        self.diary.push((issued, writer, What::Enter(at)));
    }

    fn statement(
        &mut self,
        reference: &str,
        scope: usize,
        own: &[(&str, String)],
        raised: NaiveDate,
        issued: NaiveDate,
    ) {
        let scopes = self.scopes;
        let topic = self.dice.one(&scopes[scope]);
        let place = *self.dice.one(words::PLACES);
        let (title, nature, evidence) = *self.dice.one(words::FAULTS);
        let (grade, days) = match self.dice.below(100) {
            0..8 => ("major", Some(60)),
            8..95 => ("minor", Some(90)),
            95..97 => ("observation", Some(120)),
            97..99 => ("improvement", None),
            _ => ("positive", None),
        };
        let nonconformity = matches!(grade, "major" | "minor");
        let evidence = words::filled(&mut self.dice, evidence, place.0, &raised.to_string());
        let again = self.earlier.insert(topic.id.clone(), reference.to_owned());
        let repeats = again.filter(|_| nonconformity && self.dice.percent(9));
        let mut fields = Fields::new();
        let mut text = |name: &str, text: &str| drop(fields.insert(name.to_owned(), text.into()));
        text("ref", reference);
        text("grade", grade);
        text("title", &format!("{title}: {}", place.0));
        text("requirement", &format!("{} {}", topic.id, topic.title));
        text("evidence", &evidence);
        text("nature", nature);
        text("process", place.0);
        for (name, own) in own {
            text(name, own);
        }
        fields.insert("criteria".to_owned(), Value::List(vec![topic.id.clone()]));
        let digest = digest::of_fields(&fields);
        let due = days.map(|days| on(raised, days).to_string()).unwrap_or_default();
        let late = [("digest", digest), ("raised", raised.to_string()), ("issued", issued.to_string()), ("due", due)];
        fields.extend(late.into_iter().map(|(name, text)| (name.to_owned(), text.into())));
        fields.insert("owner".to_owned(), place.1.into());
        fields.insert("revision".to_owned(), "1".into());
        let at = self.statements.len();
        self.statements.push(Told { reference: reference.to_owned(), fields });
        if grade != "positive" {
            let born = Born { nonconformity, control: topic.control, place, issued, earlier: repeats.as_deref() };
            self.follow(at, born);
        }
    }

    fn follow(&mut self, at: usize, born: Born<'_>) {
        let mut told = life(&mut self.dice, born);
        told.retain(|(day, _)| *day <= END);
        // Some of the younger ones are forgotten half-way: that is what a register is for.
        if born.issued > ago(500) && self.dice.percent(5) {
            told.truncate(self.dice.below(told.len() + 1));
        }
        let keeper = self.dice.below(WRITERS.len());
        let auditor = (keeper + 1) % 2;
        for (day, deed) in told {
            let step = match &deed {
                Deed::Step(fields) => fields.get("step").map_or("", Value::text),
                _ => "",
            };
            let writer = if matches!(step, "effect" | "close") { auditor } else { keeper };
            self.diary.push((day, writer, What::Follow(at, deed)));
        }
    }
}

/// Gives every entry its minute: on each day one writer after the other sits down for two hours.
fn timed(mut diary: Vec<(NaiveDate, usize, What)>) -> Vec<(NaiveDateTime, usize, What)> {
    diary.sort_by_key(|(day, writer, _)| (*day, *writer));
    let begin = NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default();
    let mut timed = Vec::with_capacity(diary.len());
    let mut sitting: Vec<(NaiveDate, usize, What)> = Vec::new();
    let mut flush = |sitting: &mut Vec<(NaiveDate, usize, What)>| {
        let pause = 40_000_i64.min(7_200_000 / (i64::try_from(sitting.len()).unwrap_or(i64::MAX) + 1)).max(1);
        for (nth, (day, writer, what)) in (0..).zip(sitting.drain(..)) {
            let hours = i64::try_from(writer).unwrap_or_default() * 2;
            let at = day.and_time(begin) + TimeDelta::hours(hours) + TimeDelta::milliseconds(pause * nth);
            timed.push((at, writer, what));
        }
    };
    for entry in diary {
        if sitting.first().is_some_and(|first| (first.0, first.1) != (entry.0, entry.1)) {
            flush(&mut sitting);
        }
        sitting.push(entry);
    }
    flush(&mut sitting);
    timed
}
