//! Every command that lists something, in a pipe: a reader that goes away is no failure, `--json` is JSON and nothing else,
//! and what is no part of the list stands on standard error.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod desk;

use desk::{Desk, issued};
use std::process::{Command, Stdio};

/// The commands that list or show something.
const LISTINGS: &[&[&str]] = &[
    &[],
    &["audits"],
    &["show", "IA-2026-02"],
    &["show", "A.5.18"],
    &["show", "IA-2026-02-F01"],
    &["interview", "IA-2026-02"],
    &["interview", "tracks", "IA-2026-02"],
    &["earlier", "IA-2026-02"],
    &["evidence", "IA-2026-02"],
    &["sample", "IA-2026-02"],
    &["sample", "show", "S-01"],
    &["findings"],
    &["findings", "IA-2026-02"],
    &["why", "IA-2026-02-F01"],
    &["meeting", "IA-2026-02"],
    &["review", "IA-2026-02"],
    &["nc"],
    &["nc", "--all"],
    &["nc", "show", "F01"],
    &["metrics"],
    &["metrics", "--rows", "open"],
    &["checklist", "list"],
    &["checklist", "show", "iso27001-2022"],
    &["checklist", "schema"],
    &["soa"],
    &["soa", "check"],
    &["verify"],
    &["rebuild"],
    &["adopt"],
    &["doctor"],
];

/// Those that print a text or a file and have no other form.
const TEXTS: &[&[&str]] = &[
    &["sheet", "IA-2026-02"],
    &["report", "IA-2026-02", "-o", "-"],
    &["export", "json", "IA-2026-02", "-o", "-"],
    &["nc", "ics"],
    &["nc", "brief", "--owner", "HR"],
    &["edit", "IA-2026-02", "plan", "--print"],
    &["keys"],
    &["completions", "bash"],
    &["man"],
    &["--help"],
    &["nc", "--help"],
];

fn desk() -> Desk {
    let desk = issued();
    let soa = "[[entry]]\ncontrol = \"A.5.18\"\napplicable = true\njustification = \"x\"\nimplemented = \"yes\"\nreference = \"y\"\n";
    std::fs::write(desk.root().join("soa.toml"), soa).expect("written");
    desk
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let desk = desk();
    for args in LISTINGS.iter().chain(TEXTS) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
        command.current_dir(desk.root()).env("HOME", desk.beside("")).env_remove("WORKPAPER_DIR");
        command.env("XDG_STATE_HOME", desk.state()).env("XDG_CONFIG_HOME", desk.beside("config"));
        command.env("XDG_DATA_HOME", desk.beside("data")).env("USER", "tester").args(["--as", "LA, Lead auditor"]);
        command.args(*args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        // As `head` does when it has seen enough, only sooner.
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        let quiet =
            !err.contains("panic") && !err.to_lowercase().contains("broken pipe") && !err.contains("cannot print");
        assert!(quiet, "{args:?}: nobody is told of a reader that went away: {err}");
        assert!(matches!(output.status.code(), Some(0 | 3)), "{args:?}: it is no failure: {:?} {err}", output.status);
    }
}

#[test]
fn json_is_json_and_nothing_else() {
    let desk = desk();
    for args in LISTINGS {
        let said = desk.fed(&[args, &["--json"][..]].concat(), "");
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(&said.out);
        assert!(parsed.is_ok(), "{args:?} --json prints one document: {:?}: {}", parsed.err(), said.out);
        assert!(!said.out.contains('\u{1b}') && !said.err.contains('\r'), "{args:?}: nothing for a terminal in it");
    }
}

#[test]
fn what_is_no_part_of_a_list_stands_on_standard_error() {
    let desk = desk();
    let config = desk.beside("config").join("workpaper");
    std::fs::create_dir_all(&config).expect("made");
    std::fs::write(config.join("config.toml"), "colour = \"red\"\n").expect("written");
    for args in LISTINGS.iter().filter(|args| **args != ["doctor"]) {
        let said = desk.fed(args, "");
        assert!(said.err.contains("config.toml"), "{args:?}: the mistake in the settings is told: {}", said.err);
        assert!(!said.out.contains("config.toml"), "{args:?}: and not in the list: {}", said.out);
        assert!(!said.out.contains('\u{1b}'), "{args:?}: no colours in a pipe: {}", said.out);
    }
}
