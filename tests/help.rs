//! The help pages: examples come first, every one of them is understood, and no page is wider than 80 columns.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

use clap::error::ErrorKind;
use clap::{Command, CommandFactory, Parser};
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;
use workpaper::cli::Cli;
use workpaper::cli::help::{self, EVERY, GROUPS, Page, WIDTH};

/// Every command with its page: `nc close`, and what `workpaper nc close --help` prints.
fn pages(page: Page) -> Vec<(String, Command, String)> {
    fn look(command: &mut Command, name: &str, found: &mut Vec<(String, Command, String)>) {
        let text = command.render_help().to_string();
        found.push((name.to_owned(), command.clone(), text));
        for inner in command.get_subcommands_mut() {
            let name = format!("{name} {}", inner.get_name());
            look(inner, name.trim(), found);
        }
    }
    let mut program = help::dressed(Cli::command(), page);
    program.build();
    let mut found = Vec::new();
    look(&mut program, "", &mut found);
    found
}

/// The examples as a page shows them, broken lines joined.
fn examples(command: &Command) -> Vec<String> {
    let text = command.get_before_help().map(ToString::to_string).unwrap_or_default();
    help::split(&text).0
}

/// The words of each of our commands in an example: what pipes, redirections and remarks stand beside goes.
fn ours(line: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let (mut word, mut any, mut quote, mut blanks, mut skip) = (String::new(), false, None, 0, false);
    for c in line.chars().chain([' ']) {
        blanks = if c == ' ' && quote.is_none() { blanks + 1 } else { 0 };
        if blanks == 2 {
            break;
        }
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => (quote, any) = (Some(c), true),
            (None, ' ') if any => {
                let whole = std::mem::take(&mut word);
                any = false;
                if !std::mem::take(&mut skip) {
                    commands.last_mut().expect("one at least").push(whole);
                }
            }
            (None, ' ') => {}
            (None, '|' | '&' | ';') if !any => commands.push(Vec::new()),
            (None, '<' | '>') if !any => skip = true,
            (_, c) => {
                word.push(c);
                any = true;
            }
        }
    }
    commands.retain(|words: &Vec<String>| words.first().is_some_and(|word| word == "workpaper"));
    commands
}

#[test]
fn every_page_begins_with_an_example_and_fits() {
    for page in [Page::Whole, Page::Short] {
        for (name, _, text) in pages(page) {
            let usage = text.find("\nUsage:").unwrap_or_else(|| panic!("`{name}`: the usage is there:\n{text}"));
            let example = text.find("\nExample");
            assert!(example.is_some_and(|at| at < usage), "`{name}`: an example stands before the usage:\n{text}");
            assert!(!text.trim_end().contains("\n\n\n"), "`{name}`: one blank line is enough:\n{text}");
            for line in text.lines() {
                assert!(line.width() <= WIDTH, "`{name}`: {} columns: {line}", line.width());
                assert!(!line.ends_with(' ') || line.trim().is_empty(), "`{name}`: blanks at the end: {line:?}");
            }
        }
    }
}

#[test]
fn every_example_is_understood() {
    let mut seen = 0;
    for (name, command, text) in pages(Page::Whole) {
        let lines = examples(&command);
        let mut own = 0;
        for line in &lines {
            for words in ours(line) {
                seen += 1;
                own += usize::from(words[1..].join(" ").contains(&name));
                let error = Cli::try_parse_from(&words).err();
                let fine = error.as_ref().is_none_or(|why| why.kind() == ErrorKind::DisplayVersion);
                assert!(
                    fine,
                    "`{name}`: `{line}` is not understood: {}",
                    error.map_or_else(String::new, |e| e.to_string())
                );
            }
        }
        assert!(own > 0, "`{name}`: an example is of the command itself:\n{text}");
    }
    assert!(seen > 100, "the examples are found: {seen}");
}

/// Whether a line begins the entry of an option.
fn listed(line: &str, option: &str) -> bool {
    line.starts_with("  ") && line.split([' ', ',']).find(|word| word.len() > 2) == Some(&format!("--{option}"))
}

#[test]
fn what_holds_for_every_command_stands_behind_the_commands_own() {
    for (name, command, text) in pages(Page::Whole) {
        let own: Vec<&str> = command
            .get_arguments()
            .filter(|argument| argument.get_help_heading() != Some(EVERY) && !argument.is_hide_set())
            .filter_map(clap::Arg::get_long)
            .collect();
        let at = text.find(EVERY).unwrap_or_else(|| panic!("`{name}`: the group is named:\n{text}"));
        for option in own {
            let stands = text.lines().position(|line| listed(line, option));
            let before = text[..at].lines().count();
            assert!(stands.is_some_and(|line| line < before), "`{name}`: --{option} stands before `{EVERY}`:\n{text}");
        }
    }
    for (name, _, text) in pages(Page::Short) {
        assert!(!text.contains("\n      --dir"), "`{name} -h` names the others in one line only:\n{text}");
        assert!(text.contains("--dir --as"), "`{name} -h` names them:\n{text}");
    }
}

#[test]
fn the_first_page_lists_every_command_once_in_its_group() {
    let (_, program, text) = pages(Page::Whole).swap_remove(0);
    let there: BTreeSet<&str> = program.get_subcommands().map(Command::get_name).collect();
    let listed: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    let grouped: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(grouped, there, "every command is in a group of `cli::help::GROUPS`, and nothing else is");
    assert_eq!(grouped.len(), listed.len(), "and in one of them");
    for command in program.get_subcommands() {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let line = format!("\n  {:<12} {about}\n", command.get_name());
        assert!(text.contains(&line), "`{}` is listed with what it does, on one line:\n{text}", command.get_name());
    }
}

#[test]
fn the_binary_prints_them_whichever_way_it_is_asked() {
    let run = |args: &[&str]| {
        let output =
            assert_cmd::Command::cargo_bin("workpaper").expect("the binary").args(args).output().expect("runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), output.stderr)
    };
    let (code, whole, err) = run(&["nc", "close", "--help"]);
    assert!(code == Some(0) && err.is_empty(), "help is no failure");
    assert_eq!(run(&["help", "nc", "close"]).1, whole, "`help nc close` is the same page");
    assert_eq!(run(&["nc", "help", "close"]).1, whole, "and so is `nc help close`");
    let short = run(&["nc", "close", "-h"]).1;
    assert!(short.lines().count() < whole.lines().count(), "-h is shorter:\n{short}");
    let (code, out, err) = run(&["import"]);
    assert!(code == Some(2) && out.is_empty() && !err.is_empty(), "a command without what it needs is a mistake");
}
