//! `workpaper metrics`: the worked sample's figures through the command, and what holds of any register: counts add up,
//! every figure leads to its rows, and nothing is divided by nothing.
//!
//! Must not know: how the figures are laid out beyond their keys.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

use assert_cmd::Command;
use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;
use tempfile::TempDir;
use workpaper::domain::metrics::{Figure, Section, Value, figures, find, metrics};
use workpaper::domain::programme::Programme;
use workpaper::domain::summary::Row;
use workpaper::report::metrics::{behind, lines};

/// A workspace of its own, with homes of its own.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn begun(how: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        desk.command("2026-07-01", &[how]).assert().success();
        desk
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("ws")
    }

    fn command(&self, today: &str, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
        command.env_remove("WORKPAPER_DIR").env("USER", "tester").current_dir(self.folder.path());
        for (name, folder) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
            command.env(name, self.folder.path().join(folder));
        }
        command.arg("--dir").arg(self.root()).args(["--as", "LA, Lead auditor", "--today", today]).args(words);
        command
    }

    fn said(&self, today: &str, words: &[&str]) -> String {
        let done = self.command(today, words).assert().success();
        String::from_utf8_lossy(&done.get_output().stdout).into_owned()
    }

    fn json(&self, today: &str, words: &[&str]) -> Json {
        serde_json::from_str(&self.said(today, &[words, &["--json"]].concat())).expect("JSON")
    }
}

const TODAY: &str = "2026-11-21";

fn sample() -> &'static Desk {
    static SAMPLE: OnceLock<Desk> = OnceLock::new();
    SAMPLE.get_or_init(|| Desk::begun("demo"))
}

/// A figure of the sample as other tools get it.
fn figure<'a>(page: &'a Json, key: &str) -> &'a Json {
    let sections = page["sections"].as_array().expect("sections").iter();
    let mut all = sections.flat_map(|section| section["figures"].as_array().expect("figures"));
    all.find(|figure| figure["key"] == key).unwrap_or_else(|| panic!("{key} is a figure of {page}"))
}

fn refs(figure: &Json, list: &str) -> Vec<String> {
    let rows = figure[list].as_array().expect("a list").iter();
    rows.map(|row| row.as_str().expect("a reference").trim_start_matches("IA-2026-02-").to_owned()).collect()
}

#[test]
fn the_sample_comes_out_exactly() {
    let page = sample().json(TODAY, &["metrics"]);
    for (key, text) in [
        ("findings", "12"),
        ("nonconformities", "8"),
        ("nonconformities.major", "1"),
        ("nonconformities.minor", "7"),
        ("closed", "5"),
        ("open", "3"),
        ("open.major.over-90", "1"),
        ("open.minor.over-90", "2"),
        ("open.minor.31-60", "0"),
        ("overdue", "1"),
        ("overdue.longest", "22 days"),
        ("to-check", "1"),
        ("due-soon", "2"),
        ("raised.2026-Q2", "8"),
        ("closed.2026-Q3", "3"),
        ("closed.2026-Q4", "2"),
        ("days.mean", "106.0 days"),
        ("days.median", "99 days"),
        ("days.minor.mean", "106.0 days"),
        ("days.major.median", "none is closed"),
        ("on-time", "5 of 5 (100 %)"),
        ("on-time.as-planned", "5 of 5 (100 %)"),
        ("effective.first-time", "5 of 6 (83 %)"),
        ("recurring", "1 of 8 (13 %)"),
        ("extended", "1"),
        ("extensions", "once"),
        ("overridden", "0"),
        ("criterion.A.8.8", "1"),
        ("source.internal-audit", "8"),
        ("others.observation", "2"),
        ("others.improvement.open", "1"),
    ] {
        assert_eq!(figure(&page, key)["text"], text, "{key}");
    }
    for (key, rows, rest) in [
        ("overdue", &["F05"][..], &[][..]),
        ("effective.first-time", &["F02", "F03", "F04", "F06", "F07"], &["F01"]),
        ("days.mean", &["F02", "F03", "F04", "F06", "F07"], &[]),
        ("extensions", &["F05"], &[]),
        ("open", &["F01", "F05", "F08"], &[]),
    ] {
        let found = figure(&page, key);
        assert_eq!((refs(found, "rows"), refs(found, "rest")), (to_owned(rows), to_owned(rest)), "behind {key}");
    }
    assert_eq!(refs(figure(&page, "recurring"), "rows"), ["F01"], "the repetition");
    let mean = figure(&page, "days.mean");
    assert_eq!((mean["value"].as_f64(), mean["unit"].as_str()), (Some(106.0), Some("days")), "{mean}");
    assert_eq!(figure(&page, "days.major.mean")["value"], Json::Null, "no figure is no number");
}

fn to_owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn every_figure_stands_with_key_and_definition_and_leads_to_its_rows() {
    let page = sample().json(TODAY, &["metrics"]);
    let text = sample().said(TODAY, &["metrics"]);
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for section in page["sections"].as_array().expect("sections") {
        for figure in section["figures"].as_array().expect("figures") {
            let key = figure["key"].as_str().expect("a key");
            assert!(
                text.lines().any(|line| line.ends_with(&format!(" {key}"))),
                "{key} stands beside its figure: {text}"
            );
            let definition = figure["definition"].as_str().expect("a definition");
            assert!(definition.len() > 20 && flat.contains(definition), "{key} is defined: {definition}");
        }
    }
    let days = sample().said(TODAY, &["metrics", "--rows", "Days.Minor.Median"]);
    for words in ["99 days", "Counted: 5", "F07", "closed after 71 days", "closed after 141 days"] {
        assert!(days.contains(words), "{words:?} stands behind the median, any case of the key: {days}");
    }
    let share = sample().said(TODAY, &["metrics", "--rows", "effective.first-time"]);
    assert!(share.contains("Not counted: 1") && share.contains("IA-2026-02-F01"), "and who is not in it: {share}");
    let whole = sample().json(TODAY, &["metrics", "--rows", "overdue"]);
    assert_eq!(whole["rows"][0]["ref"], "IA-2026-02-F05", "whole rows: {whole}");
    assert_eq!(whole["rows"][0]["overdue_days"], 22, "as nc has them: {whole}");
    let refused = sample().command(TODAY, &["metrics", "--rows", "open.huge"]).assert().code(5);
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(told.contains("no figure `open.huge`") && told.contains("open.minor.31-60"), "the known ones: {told}");
}

#[test]
fn the_day_moves_ages_and_lateness() {
    let page = sample().json("2027-01-10", &["metrics"]);
    assert_eq!(figure(&page, "overdue")["text"], "3", "all three are late by then");
    assert_eq!(figure(&page, "overdue.longest")["text"], "72 days", "F-05");
    let early = sample().json("2026-07-10", &["metrics"]);
    assert_eq!(figure(&early, "open.minor.0-30")["text"], "2", "22 days after the closing meeting");
    assert_eq!(figure(&early, "overdue.longest")["text"], "none is overdue", "and no number is made up");
}

#[test]
fn an_empty_register_says_so_and_divides_by_nothing() {
    let desk = Desk::begun("init");
    let text = desk.said(TODAY, &["metrics"]);
    assert!(!text.contains('%') && !text.contains("NaN"), "no share of nothing: {text}");
    for words in ["none is closed", "none is checked", "none is overdue", "there is none"] {
        assert!(text.contains(words), "{words:?}: {text}");
    }
    let page = desk.json(TODAY, &["metrics"]);
    assert_eq!(figure(&page, "open")["value"], 0, "a count of none is 0");
    assert_eq!(figure(&page, "effective.first-time")["value"], Json::Null, "a share of none is no number");
}

#[test]
fn on_time_counts_extensions_and_says_so() {
    let desk = Desk::begun("init");
    let nc = "NC-2026-001";
    let mut add = vec!["nc", "add", "--source", "incident", "--grade", "minor", "--title", "t", "--criteria", "A.7.2"];
    add.extend(["--requirement", "r", "--evidence", "e", "--nature", "n", "--raised", "2026-06-18"]);
    let action = ["nc", "action", nc, "buy badges", "--owner", "Reception", "--due", "2026-07-20"];
    let extend =
        |to: &'static str| ["nc", "extend", nc, "--action", "1", "--to", to, "--by", "COO", "--reason", "was|late"];
    let steps: [(&str, &[&str]); 6] = [
        ("2026-06-18", &add),
        ("2026-06-20", &action),
        ("2026-07-10", &extend("2026-08-01")),
        ("2026-07-30", &extend("2026-08-15")),
        ("2026-08-10", &["nc", "action", nc, "--done", "1"]),
        ("2026-08-20", &["nc", "close", nc, "--override", "the site was sold"]),
    ];
    for (today, words) in steps {
        desk.said(today, words);
    }
    let page = desk.json(TODAY, &["metrics"]);
    for (key, text) in [
        ("on-time", "1 of 1 (100 %)"),
        ("on-time.as-planned", "0 of 1 (0 %)"),
        ("extended", "1"),
        ("extensions", "2 times"),
        ("overridden", "1"),
        ("days.mean", "63.0 days"),
        ("effective.first-time", "none is checked"),
    ] {
        assert_eq!(figure(&page, key)["text"], text, "{key}");
    }
}

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("test dates are ISO")
}

fn closed(reference: &str, raised: &str, on: &str) -> Row {
    let text = str::to_owned;
    let (raised, closed) = (text(raised), text(on));
    let (grade, stage) = (text("minor"), text("closed"));
    Row { reference: text(reference), grade, stage, nonconformity: true, raised, closed, ..Row::default() }
}

fn value(rows: &[Row], key: &str) -> Value {
    find(&metrics(rows, &Programme::default(), day(TODAY)), key).map(|figure| figure.value).expect("a figure")
}

#[test]
fn only_closed_ones_and_days_that_make_no_sense() {
    let rows = [
        closed("1", "2026-01-01", "2026-01-11"),
        closed("2", "2026-01-01", "2026-01-12"),
        closed("3", "2026-01-12", "2026-01-01"),
        closed("4", "9999-99-99", "2026-01-01"),
        closed("5", "", "0000-01-01"),
    ];
    assert_eq!(value(&rows, "open"), Value::Count(0), "none is open");
    assert_eq!(value(&rows, "days.mean"), Value::Mean(105), "10 and 11 days: the odd ones are left out");
    assert_eq!(value(&rows, "days.median").words(), "10.5 days", "between the two in the middle");
    assert_eq!(value(&rows, "days.left-out"), Value::Count(3), "and said to be");
    assert_eq!(value(&rows, "closed.undated"), Value::Count(1), "in no quarter");
    assert_eq!(value(&rows, "on-time"), Value::Nothing("none is closed that had an action"), "nothing to divide by");
    let mut timely = rows.clone();
    (timely[0].actions, timely[0].actions_in_time, timely[0].actions_as_planned) = (2, 2, 1);
    (timely[1].actions, timely[1].actions_in_time) = (2, 1);
    assert_eq!(value(&timely, "on-time"), Value::Share { part: 1, whole: 2 }, "every action, extensions counted");
    assert_eq!(value(&timely, "on-time.as-planned"), Value::Share { part: 0, whole: 2 }, "one was extended");
}

#[test]
fn percents_are_never_rounded_to_all_or_none() {
    for (part, whole, percent) in [(199, 200, 99), (1, 1000, 1), (1, 1, 100), (0, 3, 0), (5, 6, 83), (1, 8, 13)] {
        assert_eq!(Value::Share { part, whole }.percent(), Some(percent), "{part} of {whole}");
    }
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    prop::sample::select(texts).prop_map(str::to_owned)
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let days = || {
        one_of(&[
            "2026-06-18",
            "2026-08-25",
            "2026-10-20",
            "2026-11-21",
            "2027-02-01",
            "1990-01-01",
            "2199-12-31",
            "",
            "9999-99-99",
        ])
    };
    let stages = one_of(&["raised", "to check", "closed", "withdrawn", "noted", "risk accepted", "in progress"]);
    let grades =
        one_of(&["major", "minor", "MINOR", "observation", "improvement", "", "0-30", "a.open", "we\u{7}ird  one"]);
    let words = one_of(&[
        "",
        "HR",
        "hr ",
        "  HR  operations",
        "HR-operations",
        "\u{1b}[31m",
        "C++",
        "9.3.2 c)",
        "9.3.2",
        "A.5.18",
    ]);
    let many = prop::collection::vec(any::<bool>(), 0..3);
    let more = (words.clone(), words, 0..3_usize, 0..3_usize, many);
    let row = (stages, grades, days(), days(), days(), more).prop_map(|(stage, grade, raised, due, closed, more)| {
        let (process, criterion, extensions, actions, checks) = more;
        let closed = if stage == "closed" { closed } else { String::new() };
        let nonconformity = Programme::default().is_nonconformity(&grade);
        let (source, criteria, actions_in_time) = (process.clone(), vec![criterion], actions.min(1));
        let recurring_of = if extensions > 1 { vec!["F".to_owned()] } else { Vec::new() };
        let row = Row { stage, grade, raised, due, closed, process, extensions, actions, checks, ..Row::default() };
        Row { nonconformity, source, criteria, actions_in_time, recurring_of, ..row }
    });
    prop::collection::vec(row, 0..25).prop_map(|mut rows| {
        for (n, row) in rows.iter_mut().enumerate() {
            (row.reference, row.id) = (format!("F{n:02}"), format!("LA-x/{n}"));
        }
        rows
    })
}

fn sum(sections: &[Section<'_>], takes: impl Fn(&str) -> bool) -> usize {
    figures(sections).filter(|figure| takes(&figure.key)).map(|figure| figure.rows.len()).sum()
}

fn of<'a, 'r>(sections: &'a [Section<'r>], key: &str) -> &'a Figure<'r> {
    find(sections, key).unwrap_or_else(|| panic!("{key} is a figure"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_add_up_and_lead_to_their_rows(rows in rows(), today in 0..3000_u64) {
        let today = day("2024-01-01") + chrono::Days::new(today);
        let all = metrics(&rows, &Programme::default(), today);
        let count = |key: &str| of(&all, key).rows.len();
        let mut keys = BTreeSet::new();
        for figure in figures(&all) {
            prop_assert!(keys.insert(figure.key.to_lowercase()), "{} is one key", figure.key);
            prop_assert_eq!(of(&all, &figure.key), figure, "a key finds its figure");
            prop_assert!(!figure.key.contains(char::is_whitespace), "{:?} can be typed", figure.key);
            prop_assert!(!figure.definition.is_empty() && !figure.words.is_empty(), "{} is explained", figure.key);
            match figure.value {
                Value::Count(n) => prop_assert_eq!(n, figure.rows.len(), "{} counts its rows", figure.key),
                Value::Share { part, whole } => {
                    prop_assert_eq!((part, whole), (figure.rows.len(), figure.rows.len() + figure.rest.len()));
                    prop_assert!(whole > 0 && figure.value.percent().is_some_and(|percent| percent <= 100));
                }
                Value::Nothing(_) => prop_assert!(figure.rows.is_empty(), "{} has nothing to count", figure.key),
                Value::Times(_) | Value::Days(_) | Value::Mean(_) | Value::Median(_) => {}
            }
        }
        let nonconformities = count("nonconformities");
        let parts = count("closed") + count("risk-accepted") + count("noted") + count("open");
        prop_assert_eq!(nonconformities, parts, "each stands at one place");
        prop_assert_eq!(sum(&all, |key| key.starts_with("nonconformities.")), nonconformities, "by grade");
        prop_assert_eq!(sum(&all, |key| key.starts_with("raised.")), nonconformities, "by quarter raised");
        prop_assert_eq!(sum(&all, |key| key.starts_with("closed.")), count("closed"), "by quarter closed");
        for group in ["criterion.", "process.", "source."] {
            prop_assert_eq!(sum(&all, |key| key.starts_with(group)), nonconformities, "by {}", group);
        }
        prop_assert_eq!(sum(&all, |key| key.matches('.').count() == 1 && key.starts_with("open.")), count("open"), "by grade");
        prop_assert_eq!(sum(&all, |key| key.matches('.').count() == 2 && key.starts_with("open.")), count("open"), "by age");
        let others = sum(&all, |key| key.matches('.').count() == 1 && key.starts_with("others."));
        prop_assert_eq!(count("findings"), nonconformities + others, "observations are counted apart");
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter(
        (rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        let today = day(TODAY);
        let programme = Programme::default();
        prop_assert_eq!(metrics(&shuffled, &programme, today), metrics(&rows, &programme, today));
    }

    #[test]
    fn any_width_shows_every_key(rows in rows(), width in 1..120_usize) {
        let today = day(TODAY);
        let all = metrics(&rows, &Programme::default(), today);
        let lines = lines(&all, today, width);
        for figure in figures(&all) {
            let shown = |line: &workpaper::report::metrics::Line| {
                line.key.as_deref() == Some(&figure.key) && line.text.ends_with(&figure.key)
            };
            prop_assert!(lines.iter().any(shown), "{} is shown at {}", figure.key, width);
            prop_assert!(behind(figure, today, width).len() > figure.rows.len(), "and its rows");
        }
        let text: String = lines.into_iter().map(|line| line.text).collect();
        prop_assert!(!text.contains("NaN") && !text.contains(" of 0 "), "nothing is divided by nothing");
    }
}
