//! Bad input to the register: each a clear refusal that names what is wrong and what would do, with the documented exit
//! code, and not a byte of the register changed.
//!
//! Must not know: how a step is checked.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A workspace of its own, with homes of its own.
struct Desk {
    folder: TempDir,
}

const NC: &str = "NC-2026-001";
const TODAY: &str = "2026-07-01";

impl Desk {
    /// With one nonconformity raised 18 June 2026, and one action due 1 August.
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        desk.ok(&["init"]);
        desk.ok(&[&["nc", "add", "--raised", "2026-06-18"], ADD].concat());
        desk.ok(&["nc", "action", NC, "buy spare badges", "--owner", "Reception", "--due", "2026-08-01"]);
        desk
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("ws")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
        command.env_remove("WORKPAPER_DIR").env("USER", "tester").current_dir(self.folder.path());
        for (name, folder) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
            command.env(name, self.folder.path().join(folder));
        }
        command.arg("--dir").arg(self.root()).args(["--as", "LA, Lead auditor", "--today", TODAY]).args(words);
        command
    }

    /// Done; what it said on standard error.
    fn ok(&self, words: &[&str]) -> String {
        let done = self.command(words).assert().success();
        String::from_utf8_lossy(&done.get_output().stderr).into_owned()
    }

    /// Every file of the register and of the findings, byte by byte.
    fn bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        let mut folders: Vec<PathBuf> = ["register", "findings"].map(|name| self.root().join(name)).into();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let path: PathBuf = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if !is_lock(&path) {
                    let bytes = fs::read(&path).expect("readable");
                    all.insert(path, bytes);
                }
            }
        }
        all
    }

    /// Refused with this code, saying all of this, and nothing recorded.
    fn refused(&self, code: i32, words: &[&str], says: &[&str]) {
        let before = self.bytes();
        let done = self.command(words).assert().code(code);
        let told = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        for part in says {
            assert!(told.contains(part), "{words:?} says {part:?}: {told}");
        }
        assert!(self.bytes() == before, "{words:?} leaves every byte as it was");
    }
}

fn is_lock(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "lock")
}

const ADD: &[&str] = &[
    "--source",
    "incident",
    "--grade",
    "minor",
    "--title",
    "badge lent",
    "--criteria",
    "A.7.2",
    "--requirement",
    "badges are personal",
    "--evidence",
    "door log",
    "--nature",
    "two people, one badge",
];

const ABSURD: &[&str] = &[
    "9999-99-99",
    "0000-01-01",
    "9999-12-31",
    "31feb",
    "2026-02-30",
    "+99999999d",
    "+99999999999999999999d",
    "+-1d",
    "-5d",
    "tomorrow",
    "1",
    "\u{1b}[31m",
];

#[test]
fn absurd_dates_are_no_days_wherever_one_is_asked_for() {
    let desk = Desk::new();
    for date in ABSURD {
        let says = &["is no day", "write 2026-10-30, 30oct or +14d"][..];
        // As one word, so that a leading dash stays a value.
        let option = |name: &str| format!("--{name}={date}");
        let (on, due, until, next) = (option("on"), option("due"), option("until"), option("next"));
        let (check, to, raised) = (option("check"), option("to"), option("raised"));
        for words in [
            vec!["nc", "action", NC, "--done", "1", &on],
            vec!["nc", "action", NC, "more", "--owner", "Reception", &due],
            vec!["nc", "correct", NC, "badge blocked", &on],
            vec!["nc", "cause", NC, "none spare", "--method", "5 whys", &on],
            vec!["nc", "criterion", NC, "none lent", &check],
            vec!["nc", "accept", NC, "--by", "Site manager", &on],
            vec!["nc", "accept-risk", NC, "small", "--risk", "R-1", "--owner", "COO", &until],
            vec!["nc", "effect", NC, "too-early", "x", "--checker", "FA", &next],
            vec!["nc", "extend", NC, "--action", "1", &to, "--by", "COO", "--reason", "late"],
            vec!["nc", "close", NC, "--override", "sold", &on],
        ] {
            desk.refused(4, &words, says);
        }
        desk.refused(4, &[&["nc", "add", raised.as_str()], ADD].concat(), says);
        desk.refused(4, &[&["nc", "add", due.as_str()], ADD].concat(), says);
    }
}

#[test]
fn dates_in_the_wrong_order() {
    let desk = Desk::new();
    for (words, says) in [
        (vec!["nc", "action", NC, "--done", "1", "--on", "2026-06-17"], &["before it was raised", "18 Jun 2026"][..]),
        (vec!["nc", "action", NC, "--done", "1", "--on", "2199-12-31"], &["in the future", "1 Jul 2026"]),
        (vec!["nc", "action", NC, "--done", "1", "--on", "+1d"], &["in the future", "1 Jul 2026"]),
        (vec!["nc", "correct", NC, "badge blocked", "--on", "+1d"], &["in the future"]),
        (vec!["nc", "close", NC, "--override", "sold", "--on", "2026-06-17"], &["before it was raised"]),
        (vec!["nc", "action", NC, "x", "--owner", "X", "--due", "2026-06-17"], &["before it was raised"]),
        (vec!["nc", "action", NC, "x", "--owner", "X", "--due", "+9d", "--on", "+1d"], &["in the future"]),
    ] {
        desk.refused(4, &words, says);
    }
    let add = |more: &[&'static str]| [&["nc", "add"], more, ADD].concat();
    desk.refused(4, &add(&["--raised", "2026-07-02"]), &["raised", "in the future"]);
    desk.refused(4, &add(&["--raised", "2026-06-18", "--due", "2026-06-17"]), &["due", "before it was raised"]);
    let risk = ["nc", "accept-risk", NC, "x", "--risk", "R-1", "--owner", "COO", "--until", "2026-06-30"];
    desk.refused(4, &risk, &["30 Jun 2026", "past already"]);
}

#[test]
fn due_before_today_is_recorded_with_a_warning() {
    let desk = Desk::new();
    let before = desk.bytes();
    let told = desk.ok(&["nc", "action", NC, "early", "--owner", "X", "--due", "2026-06-20"]);
    assert!(told.contains("due 20 Jun 2026 is past already"), "it is said: {told}");
    assert!(desk.bytes() != before, "and recorded");
    let told = desk.ok(&[&["nc", "add", "--raised", "2026-01-02", "--due", "2026-02-01"], ADD].concat());
    assert!(told.contains("due 1 Feb 2026 is past already"), "of a new one as well: {told}");
    desk.refused(
        4,
        &["nc", "extend", NC, "--action", "2", "--to", "2026-06-20", "--by", "A", "--reason", "b"],
        &["later day"],
    );
    let told = desk.ok(&["nc", "extend", NC, "--action", "2", "--to", "2026-06-25", "--by", "COO", "--reason", "b"]);
    assert!(told.contains("due 25 Jun 2026 is past already"), "and of an extension: {told}");
}

#[test]
fn an_extension_names_a_later_day_an_approver_and_a_reason() {
    let desk = Desk::new();
    let extend = |more: &[&'static str]| [&["nc", "extend", NC][..], more].concat();
    for to in ["2026-08-01", "2026-07-31", "2026-06-18", "+31d"] {
        let words = [&extend(&["--action", "1", "--by", "COO", "--reason", "late"])[..], &["--to", to]].concat();
        desk.refused(4, &words, &["due 1 Aug 2026", "later day"]);
    }
    let whole = extend(&["--to", "2026-09-16", "--by", "COO", "--reason", "late"]);
    desk.refused(4, &whole, &["due 16 Sep 2026", "later day"]);
    desk.refused(4, &extend(&["--to", "2026-12-01", "--reason", "late"]), &["who approved it (--by)"]);
    desk.refused(4, &extend(&["--to", "2026-12-01", "--by", "COO"]), &["why (--reason)"]);
    desk.refused(4, &extend(&["--to", "2026-12-01", "--by", " ", "--reason", "\n"]), &["--by", "--reason"]);
    desk.refused(2, &extend(&["--to", " ", "--by", "COO", "--reason", "late"]), &["--to needs a day"]);
    desk.refused(
        4,
        &extend(&["--action", "7", "--to", "2026-12-01", "--by", "C", "--reason", "l"]),
        &["no action 7", "actions: 1"],
    );
    desk.ok(&["nc", "action", NC, "--done", "1"]);
    let done = extend(&["--action", "1", "--to", "2026-12-01", "--by", "COO", "--reason", "late"]);
    desk.refused(4, &done, &["is done", "nothing to extend"]);
}

#[test]
fn unknown_references_actions_results_and_words() {
    let desk = Desk::new();
    for reference in ["NC-2026-007", "", " ", "\u{1b}]0;x\u{7}", "../../etc", "NC-2026-001-A1"] {
        for words in [
            vec!["nc", "show", reference],
            vec!["nc", "close", reference],
            vec!["nc", "action", reference, "--done", "1"],
            vec!["nc", "withdraw", reference, "--reason", "x"],
        ] {
            desk.refused(5, &words, &["is not in the register", "workpaper nc --all"]);
        }
    }
    for number in ["9", "0", "", "-", "one", "18446744073709551616"] {
        let done = format!("--done={number}");
        desk.refused(4, &["nc", "action", NC, &done], &["no action", "actions: 1"]);
    }
    desk.ok(&["nc", "criterion", NC, "none lent in a month"]);
    desk.ok(&["nc", "action", NC, "--done", "1"]);
    let effect = ["nc", "effect", NC, "splendid", "seen", "--checker", "FA"];
    desk.refused(4, &effect, &["`splendid`", "effective, partly, not-effective, too-early"]);
    desk.refused(4, &["nc", "effect", NC, "effective", "seen"], &["still missing", "checked by"]);
    desk.refused(4, &["nc", "effect", NC, "too-early", "x", "--checker", "FA"], &["the day of the next check"]);
    desk.refused(4, &["nc", "isms", NC, "weather", "x"], &["`weather`", "procedure"]);
    desk.refused(4, &["nc", "add", "--grade", "huge"], &["`huge` is no grade", "major, minor"]);
    desk.refused(4, &["nc", "add", "--source", "rumour", "--grade", "minor"], &["`rumour`", "incident"]);
    desk.refused(4, &["nc", "action", NC, "--done", "1"], &["is done already, since 1 Jul 2026"]);
}

#[test]
fn an_empty_reason_is_none() {
    let desk = Desk::new();
    for empty in ["", "  ", "\n\t "] {
        for words in [
            vec!["nc", "withdraw", NC, "--reason", empty],
            vec!["nc", "close", NC, "--override", empty],
            vec!["nc", "correct", NC, empty],
            vec!["nc", "correct", NC, "--none", empty],
            vec!["nc", "dispute", NC, empty],
            vec!["nc", "no-action", NC, empty],
            vec!["nc", "cause", NC, empty, "--method", "5 whys"],
            vec!["nc", "accept", NC, "--by", empty],
            vec!["nc", "accept-risk", NC, empty, "--risk", "R-1", "--owner", "COO", "--until", "+9d"],
            vec!["nc", "action", NC, empty, "--owner", "X", "--due", "+9d"],
            vec!["nc", "action", NC, "x", "--owner", empty, "--due", "+9d"],
        ] {
            let done = desk.command(&words).assert().code(4);
            let told = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
            assert!(
                ["missing", "reason"].iter().any(|word| told.contains(word)),
                "{words:?} says what is missing: {told}"
            );
            desk.refused(4, &words, &[]);
        }
    }
    let words = ["nc", "cause", NC, "-", "--method", "5 whys"];
    let before = desk.bytes();
    desk.command(&words).write_stdin(" \n").assert().code(4);
    assert!(desk.bytes() == before, "an empty standard input is no text either");
}

#[test]
fn what_is_over_is_over() {
    let desk = Desk::new();
    desk.refused(4, &["nc", "close", NC], &["is not closed", "no correction", "action 1 is not done"]);
    desk.refused(4, &["nc", "reopen", NC, "--reason", "x"], &["is not closed"]);
    desk.ok(&["nc", "close", NC, "--override", "the site was sold"]);
    desk.refused(4, &["nc", "close", NC], &["closed already, since 1 Jul 2026"]);
    desk.refused(4, &["nc", "close", NC, "--override", "again"], &["closed already"]);
    for words in [
        vec!["nc", "action", NC, "--done", "1"],
        vec!["nc", "action", NC, "more", "--owner", "X", "--due", "+9d"],
        vec!["nc", "correct", NC, "x"],
        vec!["nc", "extend", NC, "--to", "2026-12-01", "--by", "COO", "--reason", "late"],
        vec!["nc", "withdraw", NC, "--reason", "x"],
    ] {
        desk.refused(4, &words, &["was closed on 1 Jul 2026", "workpaper nc reopen"]);
    }
    desk.refused(4, &["nc", "reopen", NC, "--reason", " "], &["still missing"]);
    desk.ok(&["nc", "reopen", NC, "--reason", "lent again"]);
    desk.ok(&["nc", "withdraw", NC, "--reason", "it was an exercise"]);
    for words in [
        vec!["nc", "close", NC],
        vec!["nc", "close", NC, "--override", "x"],
        vec!["nc", "correct", NC, "x"],
        vec!["nc", "withdraw", NC, "--reason", "again"],
        vec!["nc", "reopen", NC, "--reason", "x"],
    ] {
        desk.refused(4, &words, &["withdrawn"]);
    }
}
