//! Input for the management review (9.3.2 d) 1): what the register comes to in numbers. Every figure bears a key, its
//! definition in plain words, and the rows behind it.
//!
//! Must not know: how it is shown. What is counted is what is recorded by now; the day shifts ages and due dates, it
//! does not take the register back. Neither grades nor due dates nor any of these figures are the standard's: it wants
//! trends in nonconformities and corrective actions, and leaves open which.

use super::dates;
use super::programme::Programme;
use super::summary::Row;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Figures that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'r> {
    /// What they are about.
    pub words: &'static str,
    /// The figures; never empty.
    pub figures: Vec<Figure<'r>>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure<'r> {
    /// By what it is asked for: `open.minor.31-60`. No two are alike.
    pub key: String,
    /// What it counts, in a few words.
    pub words: String,
    /// What it comes to.
    pub value: Value,
    /// What is counted, and what is not. The same text on figures that differ only in a grade or a time.
    pub definition: &'static str,
    /// The rows counted: as many as a count says, and for a share its part.
    pub rows: Vec<&'r Row>,
    /// For a share: the rows of the whole that are not in its part.
    pub rest: Vec<&'r Row>,
}

/// What a figure comes to. All whole numbers, so that two ways of counting agree to the last digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// So many rows.
    Count(usize),
    /// So many times, over all its rows.
    Times(usize),
    /// So many rows of so many; the whole is never 0.
    Share {
        /// Those that count.
        part: usize,
        /// All.
        whole: usize,
    },
    /// Days.
    Days(i64),
    /// A mean, in tenths of a day.
    Mean(i64),
    /// A median, in halves of a day.
    Median(i64),
    /// There is nothing to count from: why.
    Nothing(&'static str),
}

impl Value {
    fn share(part: usize, rest: usize, nothing: &'static str) -> Self {
        let whole = part + rest;
        if whole == 0 { Self::Nothing(nothing) } else { Self::Share { part, whole } }
    }

    /// Per cent of a share, rounded; 100 only for all, 0 only for none.
    #[must_use]
    pub fn percent(self) -> Option<usize> {
        let Self::Share { part, whole } = self else { return None };
        let rounded = (part * 100 + whole / 2).checked_div(whole)?;
        Some(if part == 0 || part >= whole { rounded } else { rounded.clamp(1, 99) })
    }

    /// Its number in digits, for other tools: of a share the per cent; none where there is nothing to count from.
    #[must_use]
    pub fn digits(self) -> Option<String> {
        match self {
            Self::Count(n) | Self::Times(n) => Some(n.to_string()),
            Self::Share { .. } => self.percent().map(|percent| percent.to_string()),
            Self::Days(days) => Some(days.to_string()),
            Self::Mean(tenths) => Some(format!("{}.{}", tenths / 10, tenths % 10)),
            Self::Median(halves) => Some(format!("{}.{}", halves / 2, halves % 2 * 5)),
            Self::Nothing(_) => None,
        }
    }

    /// What its number counts: `count`, `times`, `percent` or `days`.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Count(_) => "count",
            Self::Times(_) => "times",
            Self::Share { .. } => "percent",
            Self::Days(_) | Self::Mean(_) | Self::Median(_) => "days",
            Self::Nothing(_) => "",
        }
    }

    /// For people: `5 of 6 (83 %)`, `106.0 days`; where there is nothing to count from, that.
    #[must_use]
    pub fn words(self) -> String {
        let counted = |n: i64, one: &str, more: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {more}") };
        match self {
            Self::Count(n) => n.to_string(),
            Self::Times(1) => "once".to_owned(),
            Self::Times(n) => format!("{n} times"),
            Self::Share { part, whole } => format!("{part} of {whole} ({} %)", self.percent().unwrap_or_default()),
            Self::Days(days) => counted(days, "day", "days"),
            Self::Mean(tenths) => format!("{}.{} days", tenths / 10, tenths % 10),
            Self::Median(halves) if halves % 2 == 0 => counted(halves / 2, "day", "days"),
            Self::Median(halves) => format!("{}.5 days", halves / 2),
            Self::Nothing(why) => why.to_owned(),
        }
    }
}

fn count<'r>(
    key: impl Into<String>,
    words: impl Into<String>,
    definition: &'static str,
    rows: Vec<&'r Row>,
) -> Figure<'r> {
    let value = Value::Count(rows.len());
    Figure { key: key.into(), words: words.into(), value, definition, rows, rest: Vec::new() }
}

fn share<'r>(
    (key, words): (&str, &str),
    definition: &'static str,
    nothing: &'static str,
    of: impl Iterator<Item = &'r Row>,
    counts: impl Fn(&Row) -> bool,
) -> Figure<'r> {
    let (rows, rest): (Vec<&Row>, Vec<&Row>) = of.partition(|row| counts(row));
    let value = Value::share(rows.len(), rest.len(), nothing);
    Figure { key: key.to_owned(), words: words.to_owned(), value, definition, rows, rest }
}

/// The bands of age: key, words, first and last day.
const BANDS: [(&str, &str, i64, i64); 4] = [
    ("0-30", "0 to 30 days", 0, 30),
    ("31-60", "31 to 60 days", 31, 60),
    ("61-90", "61 to 90 days", 61, 90),
    ("over-90", "over 90 days", 91, i64::MAX),
];

const FINDINGS: &str = "Everything in the register that was not withdrawn: nonconformities, observations, improvements \
                        and good practice.";
const NONCONFORMITIES: &str = "Findings whose grade is a nonconformity (workpaper.toml says which), not withdrawn.";
const CLOSED: &str = "Closed, and not opened again since.";
const ACCEPTED: &str = "The risk is accepted until a day to come, and the correction is made.";
const NOTED: &str = "Of a grade for which workpaper.toml asks no step.";
const WITHDRAWN: &str = "Nonconformities withdrawn, with a reason. They are in no other figure.";
const OPEN: &str = "Nonconformities not closed, not withdrawn, and with no accepted risk in force. Age: days since they \
                    were raised; for an audit's finding that is the closing meeting.";
const OVERDUE: &str = "Open, and the day by which the next step was due is past. Extensions count. The longest: days past \
                       that day.";
const DUE_SOON: &str = "Open, and the next step is due today or within 30 days.";
const TO_CHECK: &str = "Open, all actions done; what is missing is a check of the effect that finds it effective.";
const STALE: &str = "Open, and nothing was recorded about them for longer than workpaper.toml allows (stale_days).";
const QUARTERS: &str = "Nonconformities by the calendar quarter of the day they were raised, and of the day they were \
                        closed. What was opened again counts as closed only when it is closed again.";
const DAYS: &str = "Closed nonconformities: days from the day raised (for an audit's finding, the closing meeting) to the \
                    day closed.";
const IN_TIME: &str = "Of the closed nonconformities that had actions: those whose every action was done by its due date, \
                       approved extensions counted. What is open is not in it: see overdue.";
const AS_PLANNED: &str = "The same by the due date planned first, before any extension.";
const FIRST_TIME: &str = "Of the nonconformities whose effect was checked with a result (too early is none), open or \
                          closed: those whose first check found it effective.";
const RECURRING: &str = "Of all nonconformities: those that repeat an earlier one, as the finding says or as was \
                         confirmed since.";
const OVERRIDDEN: &str = "Closed although something was missing, with a reason that stays visible.";
const EXTENDED: &str = "Nonconformities with a due date moved, of the whole or of an action; and how often in all. Each \
                        extension bears who approved it and why.";
const CRITERION: &str = "Nonconformities by the requirement cited first, without its letters.";
const PROCESS: &str = "Nonconformities by the process or place they were found in.";
const SOURCE: &str = "Nonconformities by where they come from.";
const OTHERS: &str = "Observations, improvements and good practice are no nonconformities and are in none of the figures \
                      above but the first.";

/// All figures, in the order in which a report has them.
#[must_use]
pub fn metrics<'r>(rows: &'r [Row], programme: &Programme, today: NaiveDate) -> Vec<Section<'r>> {
    let mut all: Vec<&Row> = rows.iter().collect();
    all.sort_by_key(|row| (&row.reference, &row.id));
    let (withdrawn, standing): (Vec<&Row>, Vec<&Row>) = all.into_iter().partition(|row| row.stage == "withdrawn");
    let (own, others): (Vec<&Row>, Vec<&Row>) = standing.iter().partition(|row| row.nonconformity);
    let withdrawn = withdrawn.into_iter().filter(|row| row.nonconformity).collect();
    let open: Vec<&Row> = own.iter().copied().filter(|row| row.is_open(today)).collect();
    let closed: Vec<&Row> = at(&own, "closed");
    let grades = grades(programme, &own, true);
    let mut totals = vec![
        count("findings", "findings", FINDINGS, standing),
        count("nonconformities", "nonconformities", NONCONFORMITIES, own.clone()),
    ];
    totals.extend(
        grades.iter().map(|grade| {
            count(format!("nonconformities.{}", grade.key), &grade.words, NONCONFORMITIES, grade.of(&own))
        }),
    );
    totals.push(count("closed", "closed", CLOSED, closed.clone()));
    let accepted = at(&own, "risk accepted").into_iter().filter(|row| !row.is_open(today)).collect();
    totals.push(count("risk-accepted", "risk accepted", ACCEPTED, accepted));
    totals.push(count("noted", "noted", NOTED, at(&own, "noted")));
    totals.push(count("withdrawn", "withdrawn", WITHDRAWN, withdrawn));
    let mut sections = vec![
        Section { words: "Nonconformities", figures: totals },
        Section { words: "Open, by grade and age", figures: by_age(&open, &grades, today) },
        Section { words: "Due", figures: due(&open, programme, today) },
        Section { words: "Raised and closed, by quarter", figures: by_quarter(&own, &closed) },
        Section { words: "Days to close", figures: days_to_close(&closed, &grades) },
        Section { words: "How well", figures: how_well(&own, &closed) },
        Section { words: "By requirement", figures: by(&own, "criterion", CRITERION, |row| requirement(row)) },
        Section { words: "By process", figures: by(&own, "process", PROCESS, |row| &row.process) },
        Section { words: "By source", figures: by(&own, "source", SOURCE, |row| &row.source) },
        Section { words: "Apart from nonconformities", figures: apart(&others, programme, today) },
    ];
    sections.retain(|section| !section.figures.is_empty());
    sections
}

/// The figure of a key, in any case.
#[must_use]
pub fn find<'a, 'r>(sections: &'a [Section<'r>], key: &str) -> Option<&'a Figure<'r>> {
    let wanted = key.trim().to_lowercase();
    figures(sections).find(|figure| figure.key.to_lowercase() == wanted)
}

/// All figures in order.
pub fn figures<'a, 'r>(sections: &'a [Section<'r>]) -> impl Iterator<Item = &'a Figure<'r>> {
    sections.iter().flat_map(|section| &section.figures)
}

fn at<'r>(rows: &[&'r Row], stage: &str) -> Vec<&'r Row> {
    rows.iter().copied().filter(|row| row.stage == stage).collect()
}

/// A text as part of a key: no space in it, nothing that acts on a terminal.
fn slug(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let joined = plain.split_whitespace().collect::<Vec<_>>().join("-");
    if joined.is_empty() { "-".to_owned() } else { joined }
}

/// A grade that occurs, or that the programme knows.
struct Graded {
    key: String,
    words: String,
}

impl Graded {
    fn of<'r>(&self, rows: &[&'r Row]) -> Vec<&'r Row> {
        let key = self.key.to_lowercase();
        rows.iter().copied().filter(|row| grade_key(&row.grade).to_lowercase() == key).collect()
    }
}

/// A grade as part of a key, in which dots part what it is made of.
fn grade_key(grade: &str) -> String {
    if grade.trim().is_empty() { "ungraded".to_owned() } else { slug(grade).replace('.', "-") }
}

/// The grades of one side of the scale in its order, then such as stand only on rows.
fn grades(programme: &Programme, rows: &[&Row], nonconformity: bool) -> Vec<Graded> {
    let known = programme.grades.iter().filter(|grade| grade.nonconformity == nonconformity);
    let mut found: Vec<Graded> =
        known.map(|grade| Graded { key: grade_key(&grade.id), words: grade.words.clone() }).collect();
    let strange: BTreeSet<String> = rows.iter().map(|row| grade_key(&row.grade)).collect();
    found.extend(strange.into_iter().map(|key| Graded { words: key.clone(), key }));
    let mut seen = BTreeSet::new();
    found.retain(|grade| seen.insert(grade.key.to_lowercase()));
    found
}

fn by_age<'r>(open: &[&'r Row], grades: &[Graded], today: NaiveDate) -> Vec<Figure<'r>> {
    let mut all = vec![count("open", "open", OPEN, open.to_vec())];
    for grade in grades {
        let (Graded { key, words }, own) = (grade, grade.of(open));
        all.push(count(format!("open.{key}"), words, OPEN, own.clone()));
        all.extend(BANDS.iter().map(|(band, days, first, last)| {
            let of_age = own.iter().copied().filter(|row| (*first..=*last).contains(&row.age(today).max(0)));
            count(format!("open.{key}.{band}"), format!("{words}, {days}"), OPEN, of_age.collect())
        }));
    }
    all
}

fn due<'r>(open: &[&'r Row], programme: &Programme, today: NaiveDate) -> Vec<Figure<'r>> {
    let taken = |keep: &dyn Fn(&Row) -> bool| open.iter().copied().filter(|row| keep(row)).collect::<Vec<&Row>>();
    let late = taken(&|row| row.late(today).is_some());
    let longest = late.iter().filter_map(|row| row.late(today)).max();
    let latest = late.iter().copied().filter(|row| row.late(today) == longest).collect();
    let soon =
        |row: &Row| dates::parse_day(&row.due, None).is_some_and(|due| (0..=30).contains(&(due - today).num_days()));
    vec![
        count("overdue", "overdue", OVERDUE, late),
        Figure {
            value: longest.map_or(Value::Nothing("none is overdue"), Value::Days),
            ..count("overdue.longest", "overdue, the longest", OVERDUE, latest)
        },
        count("due-soon", "due within 30 days", DUE_SOON, taken(&soon)),
        count("to-check", "waiting for a check", TO_CHECK, at(open, "to check")),
        count("stale", "stale", STALE, taken(&|row| row.stale(today, programme))),
    ]
}

fn quarter(day: &str) -> String {
    let quarter = |day: NaiveDate| format!("{}-Q{}", day.year(), day.month0() / 3 + 1);
    dates::parse_day(day, None).map_or_else(|| "undated".to_owned(), quarter)
}

fn by_quarter<'r>(own: &[&'r Row], closed: &[&'r Row]) -> Vec<Figure<'r>> {
    let mut quarters: BTreeMap<String, [Vec<&Row>; 2]> = BTreeMap::new();
    for row in own {
        quarters.entry(quarter(&row.raised)).or_default()[0].push(row);
    }
    for row in closed {
        quarters.entry(quarter(&row.closed)).or_default()[1].push(row);
    }
    let figures = quarters.into_iter().flat_map(|(quarter, [raised, closed])| {
        let words = quarter.replace('-', " ");
        [
            count(format!("raised.{quarter}"), format!("{words}, raised"), QUARTERS, raised),
            count(format!("closed.{quarter}"), format!("{words}, closed"), QUARTERS, closed),
        ]
    });
    figures.collect()
}

/// Days it took; none where the two days make no sense.
fn took(row: &Row) -> Option<i64> {
    let (raised, closed) = (dates::parse_day(&row.raised, None)?, dates::parse_day(&row.closed, None)?);
    Some((closed - raised).num_days()).filter(|days| *days >= 0)
}

fn days_to_close<'r>(closed: &[&'r Row], grades: &[Graded]) -> Vec<Figure<'r>> {
    let (sound, odd): (Vec<&Row>, Vec<&Row>) = closed.iter().partition(|row| took(row).is_some());
    let mut all = Vec::from(mean_and_median("days", "all", &sound));
    all.extend(
        grades
            .iter()
            .flat_map(|grade| mean_and_median(&format!("days.{}", grade.key), &grade.words, &grade.of(&sound))),
    );
    if !odd.is_empty() {
        all.push(count("days.left-out", "left out: closed before raised, or undated", DAYS, odd));
    }
    all
}

fn mean_and_median<'r>(key: &str, words: &str, rows: &[&'r Row]) -> [Figure<'r>; 2] {
    const NONE: &str = "none is closed";
    let mut days: Vec<i64> = rows.iter().filter_map(|row| took(row)).collect();
    days.sort_unstable();
    let number = i64::try_from(days.len()).unwrap_or(i64::MAX);
    let tenths = (days.iter().sum::<i64>() * 10 + number / 2).checked_div(number);
    let middle = days.get(days.len() / 2).zip(days.get(days.len().saturating_sub(1) / 2));
    let figure = |name: &str, value: Option<Value>| Figure {
        value: value.unwrap_or(Value::Nothing(NONE)),
        ..count(format!("{key}.{name}"), format!("{words}, {name}"), DAYS, rows.to_vec())
    };
    [figure("mean", tenths.map(Value::Mean)), figure("median", middle.map(|(one, other)| Value::Median(one + other)))]
}

fn how_well<'r>(own: &[&'r Row], closed: &[&'r Row]) -> Vec<Figure<'r>> {
    const NO_ACTION: &str = "none is closed that had an action";
    let acted = || closed.iter().copied().filter(|row| row.actions > 0);
    let checked = own.iter().copied().filter(|row| !row.checks.is_empty());
    let extended: Vec<&Row> = own.iter().copied().filter(|row| row.extensions > 0).collect();
    let times = Value::Times(extended.iter().map(|row| row.extensions).sum());
    vec![
        share(("on-time", "closed on time"), IN_TIME, NO_ACTION, acted(), |row| row.actions_in_time == row.actions),
        share(("on-time.as-planned", "on time as first planned"), AS_PLANNED, NO_ACTION, acted(), |row| {
            row.actions_as_planned == row.actions
        }),
        share(("effective.first-time", "effective first time"), FIRST_TIME, "none is checked", checked, |row| {
            row.checks.first() == Some(&true)
        }),
        share(("recurring", "recurring"), RECURRING, "there is none", own.iter().copied(), |row| {
            !row.recurring_of.is_empty()
        }),
        count("overridden", "closed over the gate", OVERRIDDEN, {
            closed.iter().copied().filter(|row| !row.overridden.is_empty()).collect()
        }),
        count("extended", "extended", EXTENDED, extended.clone()),
        Figure { value: times, ..count("extensions", "extensions in all", EXTENDED, extended) },
    ]
}

/// The requirement cited first, without its letters: `9.3.2` of `9.3.2 c)`, `BS` of an own rule `BS 6`.
fn requirement(row: &Row) -> &str {
    row.criterion().split_whitespace().next().unwrap_or_default()
}

/// By what a text field of the rows says, the most frequent first. Case and spaces make no difference.
fn by<'r>(
    rows: &[&'r Row],
    name: &str,
    definition: &'static str,
    text: impl Fn(&'r Row) -> &'r str,
) -> Vec<Figure<'r>> {
    let mut groups: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        groups.entry(slug(text(row)).to_lowercase()).or_default().push(row);
    }
    let mut figures: Vec<Figure<'_>> = groups
        .into_values()
        .map(|own| {
            // The spelling that sorts first, so that the order of the rows does not matter.
            let spelt = own.iter().map(|row| text(row).trim()).min().unwrap_or_default();
            let words = if spelt.is_empty() { "not stated" } else { spelt };
            count(format!("{name}.{}", slug(spelt)), words, definition, own)
        })
        .collect();
    figures.sort_by_key(|figure| std::cmp::Reverse(figure.rows.len()));
    figures
}

fn apart<'r>(others: &[&'r Row], programme: &Programme, today: NaiveDate) -> Vec<Figure<'r>> {
    let figures = grades(programme, others, false).into_iter().flat_map(|grade| {
        let own = grade.of(others);
        let open: Vec<&Row> = own.iter().copied().filter(|row| row.is_open(today)).collect();
        let late = open.iter().copied().filter(|row| row.late(today).is_some()).collect();
        let (key, words) = (grade.key, grade.words);
        [
            count(format!("others.{key}"), &words, OTHERS, own),
            count(format!("others.{key}.open"), format!("{words}, open"), OTHERS, open),
            count(format!("others.{key}.overdue"), format!("{words}, overdue"), OTHERS, late),
        ]
    });
    figures.collect()
}
