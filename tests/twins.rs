//! A linear way for every action: whatever records or shows something has a command, and it is one that the program
//! understands. What only moves about on a screen is listed here by name, so that a new action must choose.
//!
//! Must not know: what the actions do.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod screen;

use clap::Parser;
use clap::error::ErrorKind;
use screen::{AUDIT, Office};
use workpaper::app::action::ACTIONS;
use workpaper::cli::Cli;

/// Actions that record nothing and show nothing that is not there already: they move the cursor, fold, filter, mark or
/// draw anew. The list is closed: an action that is not in it needs a twin.
const MOVING: &[&str] = &[
    "fold",
    "unfold",
    "fold-ask",
    "fold-see",
    "fold-test",
    "fold-pitfalls",
    "scroll",
    "zoom",
    "next-item",
    "previous-item",
    "find-item",
    "mark",
    "left",
    "right",
    "filter",
    "veil",
    "down",
    "up",
    "page-down",
    "page-up",
    "top",
    "bottom",
    "refresh",
    "repaint",
    "suspend",
    "choose",
    "back",
];

/// What stands in a twin for what a person fills in, and something of the kind.
const STANDS_FOR: &[(&str, &str)] = &[
    ("AUDIT", AUDIT),
    ("THEME", "light"),
    ("ITEM", "A.5.18"),
    ("REF", "IA-2026-02-F05"),
    ("ENTRY", "LA-7f3k2m9q/12"),
    ("OBJECT", "LA-1"),
    ("SAMPLE", "S-01"),
    ("ID", "L-03"),
    ("FIELD", "due"),
    ("FIELD=TEXT", "title=words"),
    ("done=TEXT", "done=words"),
    ("items+=ITEM", "items+=A.5.18"),
    ("TEXT", "words"),
    ("KEY", "open"),
    ("STEP", "correct"),
    ("RESULT", "effective"),
    ("DATE", "2026-12-24"),
];

/// The words of a twin as somebody would type them: ` (…)` behind it says what to look for in its input.
fn typed(twin: &str) -> Vec<String> {
    let line = twin.split_once(" (").map_or(twin, |(line, _)| line);
    let filled = |word: &str| {
        let known = STANDS_FOR.iter().find(|(name, _)| *name == word);
        known.map_or(word, |(_, value)| value).to_owned()
    };
    line.split(' ').map(filled).collect()
}

#[test]
fn every_action_that_records_or_shows_something_has_a_command_that_is_understood() {
    let mut faults = Vec::new();
    for action in ACTIONS.iter().filter(|action| !action.twin.is_empty()) {
        let words = typed(action.twin);
        let left: Vec<&String> = words.iter().filter(|word| word.len() > 1 && is_name(word)).collect();
        assert!(left.is_empty(), "{}: say in STANDS_FOR what {left:?} stands for", action.id);
        match Cli::try_parse_from(&words) {
            Ok(cli) if cli.command.is_some() => {}
            Ok(_) => faults.push(format!("{}: `{}` names no command", action.id, action.twin)),
            // The twin of the menu of all keys is the list of all commands.
            Err(why) if why.kind() == ErrorKind::DisplayHelp && action.id == "help" => {}
            Err(why) => faults.push(format!("{}: `{}`: {why}", action.id, action.twin)),
        }
    }
    assert!(faults.is_empty(), "twins that cannot be typed as they stand there:\n{}", faults.join("\n"));
}

/// All capitals: a name that nothing stands for.
fn is_name(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_uppercase()) && word != AUDIT
}

#[test]
fn an_action_without_a_command_only_moves_about() {
    let without: Vec<&str> = ACTIONS.iter().filter(|action| action.twin.is_empty()).map(|action| action.id).collect();
    for id in &without {
        assert!(MOVING.contains(id), "`{id}` has no command: give it one, or say in MOVING that it only moves");
    }
    for id in MOVING {
        assert!(without.contains(id), "`{id}` is no action without a command: take it out of MOVING");
    }
}

#[test]
fn what_was_left_behind_is_listed_recorded_and_dropped_on_the_command_line() {
    let office = Office::new();
    assert!(office.ok(&["drafts"]).contains("Nothing typed is left"), "nothing yet");
    let mut seat = office.sit();
    seat.type_in("/4.2\r\r? who owns the list of interested parties");
    seat.wait_until("the line", |seat| seat.typed().is_some_and(|typed| typed.ends_with("interested parties")));
    let typing = office.json(&["drafts"]);
    assert_eq!(typing[0]["alive"], true, "a living session is typing it: {typing}");
    let refused = office.run(&["drafts", "drop", "1"]);
    assert_eq!(refused.code, 4, "and its line is not taken from it: {}", refused.err);
    seat.kill();

    let rows = office.json(&["drafts"]);
    let row = &rows[0];
    assert_eq!(rows.as_array().map(Vec::len), Some(1), "one text is left: {rows}");
    for (field, value) in [("area", "audits/IA-2026-02"), ("item", "4.2"), ("place", "write")] {
        assert_eq!(row[field], value, "{field}: {row}");
    }
    assert_eq!(row["alive"], false, "its session is gone: {row}");
    let listed = office.ok(&["drafts"]);
    for words in ["  1  audits/IA-2026-02 4.2  (write)  left on ", "? who owns the list of interested parties"] {
        assert!(listed.contains(words), "`{words}`: {listed}");
    }
    let text = office.ok(&["drafts", "show", "1"]);
    assert_eq!(text, "? who owns the list of interested parties\n", "the text and nothing else, for a pipe");
    let recorded = office.feed(&["capture", AUDIT, "--item", "4.2"], text.as_bytes());
    assert_eq!(recorded.code, 0, "and the pipe records it: {}", recorded.err);
    assert!(office.journals().contains("who owns the list"), "it is in the journal");
    let dropped = office.ok(&["drafts", "drop", "1"]);
    assert!(dropped.contains("who owns the list"), "what is dropped is said once more: {dropped}");
    assert!(office.ok(&["drafts"]).contains("Nothing typed is left"), "and it is gone");
    let gone = office.run(&["drafts", "show", "1"]);
    assert_eq!(gone.code, 5, "a number that is not there is an error of its own: {}", gone.err);
}

#[test]
fn of_several_texts_left_in_one_session_each_is_dropped_by_itself() {
    let office = Office::new();
    let mut seat = office.sit();
    seat.press("a", "Plan");
    seat.type_in("\rone\x07j\rtwo");
    seat.wait_for("two");
    seat.kill();
    let texts = |rows: &serde_json::Value| -> Vec<String> {
        let rows = rows.as_array().expect("rows").iter();
        rows.map(|row| row["text"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let before = texts(&office.json(&["drafts"]));
    assert_eq!(before.len(), 2, "two fields of the plan: {before:?}");
    office.ok(&["drafts", "drop", "1"]);
    assert_eq!(texts(&office.json(&["drafts"])), before[1..], "the other one stays, and has the next number");
    let mut next = office.sit();
    next.wait_for("left on");
    next.wait_for(&before[1]);
}

#[test]
fn the_register_is_sorted_on_the_command_line_as_on_the_screen() {
    let office = Office::demo();
    let refs = |args: &[&str]| -> Vec<String> {
        let rows = office.json(&[&["--today", "2026-11-21", "nc", "--all"], args].concat());
        let rows = rows.as_array().expect("rows").iter();
        rows.map(|row| row["ref"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let up = refs(&["--sort", "ref"]);
    assert!(up.len() > 2 && up.is_sorted(), "by reference: {up:?}");
    let down: Vec<String> = up.iter().rev().cloned().collect();
    assert_eq!(refs(&["--sort", "ref", "--reverse"]), down, "the other way round");
    let due = office.json(&["--today", "2026-11-21", "nc", "--sort", "due"]);
    let due: Vec<&str> = due.as_array().expect("rows").iter().filter_map(|row| row["due"].as_str()).collect();
    assert!(due.is_sorted(), "by the day it is due: {due:?}");
    let wrong = office.run(&["nc", "--sort", "colour"]);
    assert!(wrong.code == 2 && wrong.err.contains("waiting-on"), "a wrong column names those there are: {}", wrong.err);
}
