//! What the README and the printed `keys.toml` say is what the program does: their tables are made from the tables in
//! the code, the picture is what the binary prints today, and the first audit is done as it stands there.
//!
//! A failing test shows the text that belongs there. `UPDATE_README=1 cargo test --test readme` writes it.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod kinds;

use assert_cmd::Command;
use clap::CommandFactory;
use clap::error::ErrorKind;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use workpaper::app::action::{ACTIONS, Action, On, WRITE_KEYS};
use workpaper::cli::Cli;
use workpaper::config::{Settings, keys};
use workpaper::domain::command::COMMANDS;
use workpaper::domain::mark::MARKS;
use workpaper::domain::programme::Programme;
use workpaper::domain::review::RULES;
use workpaper::error::EXIT_CODES;
use workpaper::store::library;
use workpaper::ui::theme::Theme;

/// What is typed for the picture. The last line stays half typed.
const PICTURE_KEYS: &str = "/A.5.18<enter><enter>? who tells the desk about contractors";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("the README")
}

fn updating() -> bool {
    std::env::var_os("UPDATE_README").is_some()
}

/// A command in homes of its own, so that no test sees or touches the real ones.
fn at_home(mut command: Command, home: &Path) -> Command {
    command
        .current_dir(home)
        .env("HOME", home)
        .env("XDG_STATE_HOME", home.join("state"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("LANG", "C.UTF-8")
        .env("USER", "tester")
        .env("TERM", "xterm")
        .env_remove("LC_ALL")
        .env_remove("LC_CTYPE")
        .env_remove("WORKPAPER_DIR");
    command
}

fn workpaper(home: &Path) -> Command {
    at_home(Command::new(env!("CARGO_BIN_EXE_workpaper")), home)
}

fn printed(home: &Path, arguments: &[&str]) -> String {
    let run = workpaper(home).args(arguments).assert().success();
    String::from_utf8(run.get_output().stdout.clone()).expect("text")
}

/// A table; what would end a cell is escaped.
fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

fn keys_of(action: &Action) -> String {
    action.keys.iter().map(|key| code(&key.words())).collect::<Vec<_>>().join(" ")
}

fn places_of(action: &Action) -> String {
    let names: Vec<&str> = action.on.iter().map(|on| on.name()).collect();
    if names.is_empty() { "everywhere".to_owned() } else { names.join(", ") }
}

/// Every part of the README that is made from the code: its name between the markers, and its text.
fn parts() -> Vec<(&'static str, String)> {
    let keys = ACTIONS.iter().map(|action| {
        let name = code(action.id);
        vec![keys_of(action), action.words.to_owned(), places_of(action), name, code(action.twin)]
    });
    let write = WRITE_KEYS.iter().map(|(keys, words)| vec![(*keys).to_owned(), (*words).to_owned()]);
    let marks = MARKS.iter().map(|mark| {
        let sign = if mark.sign.is_empty() { "(none)".to_owned() } else { code(mark.sign) };
        vec![sign, mark.name.to_owned(), mark.words.to_owned()]
    });
    let commands = COMMANDS.iter().map(|(form, words)| vec![code(form), (*words).to_owned()]);
    let grades = Programme::default().grades.into_iter().map(|grade| {
        let kind = if grade.nonconformity { "nonconformity" } else { "" };
        let days = grade.days.map_or_else(|| "no date".to_owned(), |days| format!("{days} days"));
        vec![code(&grade.key.to_string()), grade.id, grade.words, kind.to_owned(), days]
    });
    let program = Cli::command();
    let line = program.get_subcommands().map(|command| {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        vec![code(&format!("workpaper {}", command.get_name())), about]
    });
    let options = program.get_arguments().filter(|option| !option.is_hide_set()).filter_map(|option| {
        let help = option.get_help()?.to_string();
        Some(vec![code(&format!("--{}", option.get_long()?)), help])
    });
    let gates = RULES.iter().filter(|rule| rule.gate).map(|rule| format!("- {}\n", rule.words));
    let codes = EXIT_CODES.iter().map(|(code, words)| vec![code.to_string(), (*words).to_owned()]);
    vec![
        ("picture", picture(PICTURE_KEYS, "open IA-2026-02", "80x24")),
        ("register-picture", picture("r", "--today 2026-11-21", "80x15")),
        ("gates", gates.collect()),
        ("marks", table(&["mark", "name", "what it records"], marks)),
        ("commands", table(&["command", "what it does"], commands)),
        ("write", table(&["key in WRITE mode", "what it does"], write)),
        ("grades", table(&["key", "grade", "in full", "", "due after the closing meeting"], grades)),
        ("keys", table(&["key", "what it does", "screen", "name in `keys.toml`", "on the command line"], keys)),
        ("command-line", table(&["command", "what it does"], line)),
        ("options", table(&["option", "what it says"], options)),
        ("terminals", table(&["`TERM`", "support", "what is different there"], kinds::rows())),
        ("exit-codes", table(&["code", "meaning"], codes)),
    ]
}

/// The command and what it prints.
fn picture(keys: &str, rest: &str, size: &str) -> String {
    let home = tempfile::tempdir().expect("a folder");
    let sample = "workpaper demo sample";
    let options = format!("--dir sample --as LA --print --size {size} --keys \"{keys}\"");
    printed(home.path(), &["demo", "sample"]);
    let words = split(&format!("workpaper {options} {rest}"));
    let screen = printed(home.path(), &words.iter().skip(1).map(String::as_str).collect::<Vec<_>>());
    format!("```text\n{}\n```\n\n```sh\n{sample}\nworkpaper {options} {rest}\n```\n", screen.trim_end())
}

fn begin(name: &str) -> String {
    format!("<!-- begin {name} -->\n")
}

fn end(name: &str) -> String {
    format!("<!-- end {name} -->")
}

/// What stands between the markers of a part.
fn between<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&begin(name))?;
    Some(rest.split_once(&end(name))?.0)
}

#[test]
fn the_tables_and_the_picture_are_those_of_the_program() {
    let before = readme();
    let mut after = before.clone();
    let mut wrong = String::new();
    for (name, want) in parts() {
        let Some(have) = between(&before, name) else {
            let _ = write!(wrong, "\nREADME.md has no part between {} and {}", begin(name).trim_end(), end(name));
            continue;
        };
        if have != want {
            let _ = write!(wrong, "\nREADME.md, between {} and {}:\n{want}", begin(name).trim_end(), end(name));
            let whole = |text: &str| format!("{}{text}{}", begin(name), end(name));
            after = after.replace(&whole(have), &whole(&want));
        }
    }
    if updating() {
        fs::write(root().join("README.md"), after).expect("written");
        return;
    }
    assert!(wrong.is_empty(), "UPDATE_README=1 cargo test --test readme writes it:{wrong}");
}

#[test]
fn a_copy_of_the_keys_file_changes_nothing_and_each_line_of_it_can_be_uncommented() {
    for set in keys::SETS {
        let home = tempfile::tempdir().expect("a folder");
        let printed = printed(home.path(), &["keys", "--set", set.name]);
        fs::write(home.path().join("keys.toml"), &printed).expect("written");
        let loaded = keys::load(home.path(), set.name);
        assert!(!loaded.own && loaded.mistakes.is_empty(), "a copy of {} says nothing: {loaded:?}", set.name);

        let bare = |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).map(str::to_owned);
        let all: Vec<String> = printed.lines().map(|line| bare(line).unwrap_or_else(|| line.to_owned())).collect();
        assert_eq!(all.iter().filter(|line| line.contains(" = ")).count(), ACTIONS.len(), "every action has its line");
        fs::write(home.path().join("keys.toml"), all.join("\n")).expect("written");
        // Over the other set too: a whole file takes the place of any.
        for below in keys::SETS {
            let loaded = keys::load(home.path(), below.name);
            assert!(loaded.mistakes.is_empty(), "{} over {}: {:?}", set.name, below.name, loaded.mistakes);
            let (wanted, mistakes) = keys::shipped(set);
            assert!(mistakes.is_empty(), "the set {} has no mistake: {mistakes:?}", set.name);
            for action in ACTIONS {
                assert_eq!(loaded.map.keys(action), wanted.keys(action), "{} of {}", action.id, set.name);
                for on in On::ALL.into_iter().filter(|on| action.is_on(*on)) {
                    for key in wanted.keys(action) {
                        let found = loaded.map.find(on, *key).map(|found| found.id);
                        assert_eq!(found, Some(action.id), "{} on {} keeps its key {key}", action.id, on.name());
                    }
                }
            }
        }
    }
}

#[test]
fn names_in_the_keys_file_are_unique() {
    for (at, action) in ACTIONS.iter().enumerate() {
        let twice = ACTIONS[..at].iter().any(|other| other.id == action.id);
        assert!(!twice, "`{}` names two actions: keys.toml could not tell them apart", action.id);
    }
}

/// The code blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}");
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line == fence {
            let inner: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push(inner.join("\n"));
        } else if line.starts_with("```") {
            lines.by_ref().take_while(|line| *line != "```").for_each(drop);
        }
    }
    found
}

/// The words of a simple command line, up to a pipe, a redirection, a comment or another command.
fn split(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut word, mut any, mut quote) = (String::new(), false, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => (quote, any) = (Some(c), true),
            (None, '|' | '<' | '>' | ';' | '&' | '#') if !any => break,
            (None, c) if c.is_whitespace() => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            (_, c) => {
                word.push(c);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

/// What is wrong with a command line, if it is one of ours. Names such as AUDIT may stand for what is left out.
fn fault(line: &str, whole: bool) -> Option<String> {
    let line = line.replace("cargo run --release --", "workpaper").replace(" STEP ", " correct ");
    let at = line.find("workpaper ").filter(|at| *at == 0 || line[..*at].ends_with("| "))?;
    let words = split(&line[at..]);
    let error = Cli::command().try_get_matches_from(&words).err()?;
    let fine = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => true,
        ErrorKind::MissingRequiredArgument | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => !whole,
        _ => false,
    };
    (!fine).then(|| format!("`{line}`: {}", error.to_string().lines().next().unwrap_or_default()))
}

#[test]
fn every_command_it_names_is_understood() {
    let text = readme();
    let mut faults = Vec::new();
    let mut seen = 0;
    for block in blocks(&text, "sh") {
        for line in block.replace("\\\n", " ").lines() {
            seen += usize::from(line.contains("workpaper "));
            faults.extend(fault(line.trim(), true));
        }
    }
    // In a sentence a command may be named without its arguments; ` (…)` behind one says what to look for in it.
    for quoted in text.split('`').skip(1).step_by(2).filter(|quoted| !quoted.contains('\n')) {
        let line = quoted.split_once(" (").map_or(quoted, |(line, _)| line);
        seen += usize::from(line.starts_with("workpaper "));
        faults.extend(fault(&line.replace("\\|", "|"), false));
    }
    assert!(seen > 60, "the README's commands are found: {seen}");
    assert!(faults.is_empty(), "commands in README.md that the program does not understand:\n{}", faults.join("\n"));
}

#[test]
fn its_examples_of_files_can_be_read() {
    let text = readme();
    let part = |name| between(&text, name).unwrap_or_else(|| panic!("README.md has no part `{name}`"));
    let toml = |name| blocks(part(name), "toml").concat();
    let list = library::parse(&toml("checklist")).unwrap_or_else(|why| panic!("the checklist example: {why}"));
    assert!(!list.items.is_empty() && !list.sections.is_empty(), "it shows sections and items");
    let settings: Settings = toml::from_str(&toml("config")).expect("the settings example");
    assert_ne!(settings, Settings::default(), "it sets something");
    let fields = serde_json::to_value(Settings { veil: Some(true), ..Settings::default() }).expect("fields");
    for field in fields.as_object().expect("a table").keys() {
        assert!(part("config").contains(field.as_str()), "the settings example shows `{field}`");
    }
    Theme::parse(&toml("theme")).unwrap_or_else(|why| panic!("the theme example: {why:?}"));
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("keys.toml"), toml("keys-example")).expect("written");
    let loaded = keys::load(folder.path(), "");
    assert!(loaded.own && loaded.mistakes.is_empty(), "the keys example: {:?}", loaded.mistakes);
}

#[test]
fn the_first_audit_goes_as_it_stands_there() {
    let text = readme();
    let part = |name: &str| blocks(between(&text, name).expect("README.md has this part"), "sh").join("\n");
    let script = [part("first-audit"), part("first-follow-up")].join("\n");
    let home = tempfile::tempdir().expect("a folder");
    let binary = Path::new(env!("CARGO_BIN_EXE_workpaper"));
    let path =
        format!("{}:{}", binary.parent().expect("its folder").display(), std::env::var("PATH").unwrap_or_default());
    // `open` needs a terminal; what it would show is printed instead.
    let script = script.replace("workpaper open ", "workpaper --print open ");
    at_home(Command::new("sh"), home.path()).env("PATH", path).args(["-euc", &script]).assert().success();
    let findings = home.path().join("internal-audits/findings/IA-2027-01-F01.toml");
    let text = fs::read_to_string(findings).expect("the findings file");
    assert!(text.contains("stage = \"closed\""), "the follow-up ends with a closed finding: {text}");
    let issued = fs::read_dir(home.path().join("internal-audits/findings")).expect("the findings folder").count();
    assert_eq!(issued, 1, "the first audit ends with a findings file");
}
