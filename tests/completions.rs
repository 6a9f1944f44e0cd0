//! Completing a line: what the shells ask is asked of the real binary, and of a real bash where there is one.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod desk;

use clap::{ArgAction, Command, CommandFactory};
use clap_complete::engine::ArgValueCompleter;
use desk::{Desk, issued};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use workpaper::cli::Cli;
use workpaper::cli::complete::{Line, VALUES, completing, value_name};

/// Names of values that nothing is looked up for: words of one's own, numbers, days, and paths, which the shell knows.
const OWN_WORDS: &[&str] = &[
    "-",
    "COLSxROWS",
    "DATE",
    "DIR",
    "ENTRY",
    "EVIDENCE",
    "FILE",
    "FOLDER",
    "HEADER",
    "ID",
    "KEYS",
    "LIST",
    "M",
    "METHOD",
    "N",
    "NAME",
    "NATURE",
    "NUMBER",
    "ORGANISATION",
    "OWNER",
    "PATH",
    "PICK",
    "PLACE",
    "PROCESS",
    "QUESTION",
    "QUESTION | ITEM",
    "REASON",
    "REQUIREMENT",
    "SHELL",
    "TEXT",
    "TIME",
    "TITLE",
    "VIEW",
    "WHERE",
    "WHICH",
    "WHO",
    "WORDS",
];

/// What the binary answers to a line, whose last word is being typed. Values with their help, as fish has them.
fn asked(desk: &Desk, shell: &str, words: &[&str]) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_workpaper"));
    command.arg("--").arg("workpaper").args(words).env("COMPLETE", shell);
    command.env("_CLAP_COMPLETE_INDEX", words.len().to_string()).env("_CLAP_IFS", "\n");
    let output = at_home(&mut command, desk).output().expect("it runs");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && err.is_empty(),
        "{words:?}: never a failure, never a word on standard error: {err}"
    );
    String::from_utf8(output.stdout).expect("text")
}

fn at_home<'c>(command: &'c mut std::process::Command, desk: &Desk) -> &'c mut std::process::Command {
    command
        .env("HOME", desk.beside(""))
        .env("XDG_STATE_HOME", desk.state())
        .env("XDG_CONFIG_HOME", desk.beside("config"));
    command.env("XDG_DATA_HOME", desk.beside("data")).env_remove("WORKPAPER_DIR").current_dir(desk.root())
}

/// The values alone.
fn values(desk: &Desk, words: &[&str]) -> Vec<String> {
    let lines = asked(desk, "fish", words);
    let values = lines.lines().map(|line| line.split('\t').next().unwrap_or_default().to_owned());
    values.filter(|value| !value.starts_with('-')).collect()
}

fn files(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("listed") {
            let path = entry.expect("named").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.push((path.clone(), std::fs::read(&path).expect("read")));
            }
        }
    }
    all.sort();
    all
}

#[test]
fn what_stands_in_the_workspace_completes() {
    let desk = issued();
    desk.ok(&["new", "EX-2027-01", "--title", "External", "--items", "A.5.1"]);
    desk.ok(&["audits"]);
    let before = files(desk.beside("").as_path());
    for (words, wanted) in [
        (&["open", ""][..], "EX-2027-01"),
        (&["open", "IA"], "IA-2026-02"),
        (&["open", "ia-20"], "IA-2026-02"),
        (&["new", "X", "--from", "E"], "EX-2027-01"),
        (&["verify", "r"], "register"),
        (&["nc", "close", ""], "IA-2026-02-F01"),
        (&["nc", "close", "f0"], "IA-2026-02-F01"),
        (&["nc", "effect", "F01", "p"], "partly"),
        (&["nc", "isms", "F01", "pol"], "policy"),
        (&["nc", "--stage", "to"], "to-check"),
        (&["nc", "--grade=ma"], "--grade=major"),
        (&["grade", "IA-2026-02", "a.5"], "A.5.18"),
        (&["grade", "IA-2026-02", "A.5.18", "not-a"], "not-applicable"),
        (&["capture", "IA-2026-02", "--item", "6"], "6.1.2"),
        (&["show", "--audit", "IA-2026-02", "EV"], "EV-002"),
        (&["show", "IA-2026-02-"], "IA-2026-02-F01"),
        (&["sample", "mark", "--audit", "IA-2026-02", "S"], "S-01"),
        (&["interview", "end", "IA-2026-02", "INT"], "INT-01"),
        (&["edit", "IA-2026-02", "pl"], "plan"),
        (&["set", "IA-2026-02", "EV-001", "hel"], "held="),
        (&["set", "IA-2026-02", "plan", "iss"], "issuer="),
        (&["set", "IA-2026-02", "F01", "nat"], "nature="),
        (&["finding", "add", "IA-2026-02", "--set", "nat"], "nature="),
        (&["checklist", "show", "iso27001-2"], "iso27001-2022"),
        (&["checklist", "show", "iso27001-2022", "--item", "A.8.1"], "A.8.13"),
        (&["checklist", "show", "iso27001-2022", "--item", "6.1.2,A.8.1"], "6.1.2,A.8.13"),
        (&["new", "X", "--roles", "hr,de"], "hr,desk"),
        (&["metrics", "--rows", "open"], "open.major"),
        (&["report", "IA-2026-02", "--format", ""], "html"),
        (&["export", ""], "pack"),
        (&["--theme", "m"], "mono"),
        (&["--color", "n"], "never"),
        (&["man", "nc", "clo"], "close"),
        (&["n"], "nc"),
    ] {
        let given = values(&desk, words);
        let all = asked(&desk, "fish", words);
        assert!(
            given.iter().any(|value| value == wanted)
                || all.lines().any(|l| l == wanted || l.starts_with(&format!("{wanted}\t"))),
            "{words:?} completes to {wanted}: {given:?}"
        );
    }
    assert!(!values(&desk, &["grade", "IA-2026-02", "A"]).contains(&"A.8.13".to_owned()), "only what is in that audit");
    assert!(!values(&desk, &["report", "IA-2026-02", "--format", ""]).contains(&"csv".to_owned()), "only reports");
    let fields = values(&desk, &["set", "IA-2026-02", "f01", ""]);
    assert!(!fields.contains(&"objectives=".to_owned()), "the fields of a finding, not of all: {fields:?}");
    assert_eq!(files(desk.beside("").as_path()), before, "asking changes no file anywhere");
}

#[test]
fn values_bear_a_few_words_where_the_shell_shows_them() {
    let desk = issued();
    desk.ok(&["audits"]);
    desk.ok(&["nc"]);
    let fish = asked(&desk, "fish", &["open", "IA"]);
    assert!(fish.contains("IA-2026-02\tISMS internal audit"), "the title stands beside the id: {fish}");
    let zsh = asked(&desk, "zsh", &["nc", "show", "IA"]);
    assert!(zsh.contains("IA-2026-02-F01:") && zsh.contains("leavers keep access"), "in zsh too: {zsh}");
    let bash = asked(&desk, "bash", &["open", "IA"]);
    assert_eq!(bash, "IA-2026-02", "bash has the value alone");
}

#[test]
fn the_workspace_is_the_one_that_the_command_would_take() {
    let desk = issued();
    let root = desk.root().display().to_string();
    let elsewhere = |words: &[&str], dir: Option<&str>| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_workpaper"));
        command.arg("--").arg("workpaper").args(words).env("COMPLETE", "fish");
        at_home(&mut command, &desk).current_dir("/");
        if let Some(dir) = dir {
            command.env("WORKPAPER_DIR", dir);
        }
        String::from_utf8(command.output().expect("it runs").stdout).expect("text")
    };
    assert!(!elsewhere(&["open", "IA"], None).contains("IA-2026"), "no workspace, nothing to complete");
    assert!(elsewhere(&["open", "IA"], Some(&root)).contains("IA-2026"), "$WORKPAPER_DIR is looked at");
    assert!(elsewhere(&["--dir", &root, "open", "IA"], None).contains("IA-2026"), "--dir is looked at");
    assert!(elsewhere(&[&format!("--dir={root}"), "open", "IA"], None).contains("IA-2026"), "--dir= too");
    assert!(elsewhere(&["--dir", "~/ws", "open", "IA"], None).contains("IA-2026"), "and the sign of the home folder");
    let below = desk.root().join("audits/IA-2026-02");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_workpaper"));
    command.args(["--", "workpaper", "open", "IA"]).env("COMPLETE", "fish");
    let output = at_home(&mut command, &desk).current_dir(below).output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("IA-2026"), "the nearest workspace above is found");
}

#[test]
fn a_damaged_workspace_and_senseless_questions_complete_to_nothing() {
    let desk = issued();
    for (path, bytes) in
        [(".workpaper/snapshot", &b"{"[..]), ("audits/IA-2026-02/checklist.toml", b"[[["), ("soa.toml", b"\xff")]
    {
        std::fs::create_dir_all(desk.root().join(".workpaper")).expect("made");
        std::fs::write(desk.root().join(path), bytes).expect("written");
    }
    for words in
        [&["grade", "IA-2026-02", "A"][..], &["nc", "close", ""], &["show", ""], &["no-such", "--x", ""], &[""]]
    {
        asked(&desk, "bash", words);
    }
    std::fs::write(desk.root().join("workpaper.toml"), "\u{1b}[2J").expect("written");
    assert_eq!(values(&desk, &["open", "IA"]), Vec::<String>::new(), "an unreadable workspace has nothing to complete");
}

#[test]
fn another_ones_variable_of_that_name_stops_nothing() {
    let desk = Desk::new();
    for value in ["", "0", "1", "yes"] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_workpaper"));
        let output = at_home(command.env("COMPLETE", value).arg("audits"), &desk).output().expect("it runs");
        assert!(output.status.success(), "COMPLETE={value} is no shell: the command runs: {output:?}");
    }
}

#[test]
fn every_value_that_can_be_looked_up_is() {
    fn look(command: &Command, path: &str) {
        for argument in command
            .get_arguments()
            .filter(|argument| matches!(argument.get_action(), ArgAction::Set | ArgAction::Append))
        {
            let name = value_name(argument).expect("it takes a value");
            let known = VALUES.iter().any(|(value, _)| *value == name);
            let chosen = !argument.get_possible_values().is_empty();
            let looked_up = argument.get::<ArgValueCompleter>().is_some();
            assert_eq!(looked_up, known && !chosen, "`{path}`: {name} is looked up");
            assert!(
                known || chosen || OWN_WORDS.contains(&name.as_str()),
                "`workpaper {path}` has a value {name}: name it as one in `cli::complete::VALUES`, or here as one's own words"
            );
        }
        for inner in command.get_subcommands() {
            look(inner, format!("{path} {}", inner.get_name()).trim());
        }
    }
    look(&completing(Cli::command, &Arc::new(Line::default())), "");
    let used = |name: &str| {
        let mut commands = vec![Cli::command()];
        while let Some(command) = commands.pop() {
            if command.get_arguments().any(|argument| value_name(argument).as_deref() == Some(name)) {
                return true;
            }
            commands.extend(command.get_subcommands().cloned());
        }
        false
    };
    for name in VALUES.iter().map(|(name, _)| *name).chain(OWN_WORDS.iter().copied()) {
        assert!(used(name), "{name} is the name of some value still");
    }
}

#[test]
fn the_lines_for_every_shell_call_the_program_by_its_name() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = desk.ok(&["completions", shell]);
        assert!(script.contains("COMPLETE") && script.contains("workpaper"), "{shell}: it asks the program: {script}");
        assert!(!script.contains("/debug/"), "{shell}: no path of this machine stands in it: {script}");
    }
}

#[test]
fn a_real_bash_completes() {
    let desk = issued();
    if std::process::Command::new("bash").arg("-c").arg("true").stdout(Stdio::null()).status().is_err() {
        eprintln!("no bash on this machine: passed over");
        return;
    }
    std::fs::write(desk.beside("workpaper.bash"), desk.ok(&["completions", "bash"])).expect("written");
    let binary = Path::new(env!("CARGO_BIN_EXE_workpaper"));
    let path =
        format!("{}:{}", binary.parent().expect("its folder").display(), std::env::var("PATH").unwrap_or_default());
    let line = |words: &[&str]| {
        let quoted = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
        let script = format!(
            "source '{}'\nCOMP_WORDS=(workpaper {quoted})\nCOMP_CWORD={}\nCOMP_TYPE=9\n\
             f=$(complete -p workpaper | sed 's/.*-F \\([^ ]*\\) .*/\\1/')\n$f workpaper \"${{COMP_WORDS[COMP_CWORD]}}\" x\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            desk.beside("workpaper.bash").display(),
            words.len()
        );
        let mut command = std::process::Command::new("bash");
        let output =
            at_home(command.args(["--norc", "-c", &script]).env("PATH", &path), &desk).output().expect("bash runs");
        assert!(
            output.stderr.is_empty(),
            "bash has nothing to complain of: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("text")
    };
    assert_eq!(line(&["open", "IA"]), "IA-2026-02\n", "an audit");
    assert_eq!(line(&["nc", "close", "IA-2026-02-F"]), "IA-2026-02-F01\n", "a reference");
    assert_eq!(line(&["grade", "ia-2026-02", "A.5"]), "A.5.18\n", "an item");
    assert_eq!(line(&["--dir", ".", "why", "IA-2026-02-F"]), "IA-2026-02-F01\n", "behind an option");
}
