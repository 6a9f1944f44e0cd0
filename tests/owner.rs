//! A findings file that an action owner edits by hand: shown, taken in on their behalf, or refused with the reason and
//! never lost. With the real binary.
//!
//! Must not know: how a file is compared with the register.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod desk;

use desk::Desk;
use serde_json::Value as Json;
use std::fs;

const NC: &str = "NC-2026-001";
const FILE: &str = "findings/NC-2026-001.toml";
const TODAY: [&str; 2] = ["--today", "2026-07-20"];

/// One nonconformity with an action and a criterion, as its owner gets it.
fn office() -> Desk {
    let desk = Desk::new();
    let nc = |words: &[&str]| desk.ok(&[&["nc"], words, &TODAY].concat());
    nc(&[
        "add",
        "--source",
        "incident",
        "--source-ref",
        "INC-77",
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
        "--raised",
        "2026-06-18",
    ]);
    nc(&["criterion", NC, "none lent in a month"]);
    nc(&["action", NC, "buy spare badges", "--owner", "Reception", "--due", "2026-08-01"]);
    desk
}

/// Writes the file with these places changed.
fn edit(desk: &Desk, changes: &[(&str, &str)]) -> String {
    let mut text = desk.text(FILE);
    for (from, to) in changes {
        assert!(text.contains(from), "{from} stands in the file: {text}");
        text = text.replacen(from, to, 1);
    }
    fs::write(desk.root().join(FILE), &text).expect("written");
    text
}

/// The answer of `adopt` to the file as it stands: refused, with the file and the register as they were.
fn refused(desk: &Desk, edited: &str, why: &str) {
    let adopt = ["adopt", NC, "--for", "Reception", "--reason", "mail of 20 July"];
    desk.refused(&[&adopt[..], &TODAY].concat(), 4, why);
    assert_eq!(desk.text(FILE), edited, "the edit is not lost");
    desk.ok(&["rebuild"]);
    assert_eq!(desk.text(FILE), edited, "nor by a rebuild, nor by what is recorded meanwhile");
}

const CAUSE: (&str, &str) = ("cause = \"\"", "cause = \"no spare badges\"");
const METHOD: (&str, &str) = ("cause_method = \"\"", "cause_method = \"5 whys\"");
const DONE: (&str, &str) = ("done = \"\"", "done = \"2026-07-10\"");
/// The second `evidence` of the file is the action's.
const PROOF: (&str, &str) = ("done = \"\"\nevidence = \"\"", "done = \"2026-07-10\"\nevidence = \"invoice 77\"");

#[test]
fn cause_and_action_done_are_shown_and_taken_in_for_their_owner() {
    let desk = office();
    edit(&desk, &[CAUSE, METHOD, PROOF]);
    let shown = desk.json(&[&["adopt"], &TODAY[..]].concat());
    let changes = shown[0]["changes"].as_array().expect("a list");
    let field = |change: &Json| change["field"].as_str().unwrap_or_default().to_owned();
    let fields: Vec<String> = changes.iter().map(field).collect();
    assert_eq!(fields, ["action.1.done", "action.1.evidence", "cause", "cause_method"], "each is shown: {shown}");
    assert!(changes.iter().all(|change| change["refused"] == ""), "none would be refused: {shown}");
    let adopt = ["adopt", NC, "--for", "Reception", "--reason", "mail of 20 July"];
    let before = desk.entries();
    let said = desk.ok(&[&adopt[..], &TODAY].concat());
    assert!(said.contains("on behalf of Reception: mail of 20 July"), "for whom, and why: {said}");
    assert_eq!(desk.entries(), before + 1, "in one entry");
    let whole = desk.json(&[&["nc", "show", NC], &TODAY[..]].concat());
    let told = whole["history"].as_array().expect("a list");
    let of = |what: &str| told.iter().find(|event| event["what"] == what).unwrap_or_else(|| panic!("{what}: {whole}"));
    for (what, words) in [("cause", ["no spare badges", "Reception"]), ("action 1 done", ["invoice 77", "Reception"])] {
        let event = of(what);
        assert_eq!(event["by"], "LA", "{what} is recorded as by whoever adopts: {event}");
        let all = event["words"].to_string();
        assert!(words.iter().all(|word| all.contains(word)), "{what} says on whose behalf: {event}");
    }
    assert_eq!(of("action 1 done")["on"], "2026-07-10", "on the day it was done: {whole}");
    assert!(desk.ok(&["adopt"]).contains("No findings file was edited"), "the file is the register's again");
}

#[test]
fn what_cannot_be_is_refused_with_the_reason_and_kept() {
    for (changes, why) in [
        (vec![("done = \"\"", "done = \"2027-07-10\"")], "lies in the future"),
        (vec![("done = \"\"", "done = \"2026-06-01\"")], "before it was raised"),
        (vec![("done = \"\"", "done = \"2026-02-31\"")], "is no day"),
        (vec![CAUSE], "method"),
        (vec![("source = \"incident\"", "source = \"complaint\"")], "is frozen as it was issued"),
        (vec![("digest = \"", "digest = \"0")], "is derived"),
        (vec![("\nref = \"NC-2026-001\"", "\nref = \"NC-2026-009\"")], "is frozen as it was issued"),
        (vec![("cause = \"\"", "root_cause = \"none\"")], "is no field of a finding"),
        (vec![("owner = \"Reception\"", "owner = \"Nobody\"")], "has a command of its own"),
        (vec![("cause = \"\"", "cause = \"no spare badges")], "line"),
        (vec![DONE, ("source_ref = \"INC-77\"", "source_ref = \"INC-7\"")], "is frozen as it was issued"),
    ] {
        let desk = office();
        let edited = edit(&desk, &changes);
        refused(&desk, &edited, why);
        let said = desk.ok(&[&["adopt"], &TODAY[..]].concat());
        assert!(said.contains(NC) && said.contains(why), "{why:?} is seen before anything is tried: {said}");
        let kept = desk.ok(&["adopt", NC, "--put-back"]);
        let aside = desk.text("findings/NC-2026-001.toml.edited-1");
        assert_eq!(aside, edited, "put back, the edit is kept beside it: {kept}");
    }
}

#[test]
fn evidence_alone_what_was_recorded_meanwhile_and_what_is_closed() {
    let desk = office();
    let edited = edit(&desk, &[("done = \"\"\nevidence = \"\"", "done = \"\"\nevidence = \"invoice 77\"")]);
    refused(&desk, &edited, "its evidence comes with the day it was done");
    desk.ok(&["adopt", NC, "--put-back"]);

    let edited = edit(&desk, &[CAUSE, METHOD]);
    desk.ok(&[&["nc", "cause", NC, "badges break", "--method", "Ishikawa"], &TODAY[..]].concat());
    assert_eq!(desk.text(FILE), edited, "what is recorded meanwhile writes over no edit");
    refused(&desk, &edited, "the register was changed since this file was written, and says now: badges break");
    desk.ok(&["adopt", NC, "--put-back"]);

    desk.ok(&[&["nc", "close", NC, "--override", "site was sold"], &TODAY[..]].concat());
    let edited = edit(&desk, &[("cause = \"badges break\"", "cause = \"no spare badges\"")]);
    refused(&desk, &edited, "was closed on 20 Jul 2026");
}
