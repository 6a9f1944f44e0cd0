//! The help pages: `--help` with everything, `-h` short. Both stand in one order: what it does, examples, usage, its own
//! arguments, what holds for every command.
//!
//! Must not know: any particular command. A command says its examples in `after_help`, lines under `Example:` or
//! `Examples:` indented by two blanks; what else stands there are its notes. This file puts both in their places, for all
//! commands alike, and only when a page is asked for.

use clap::builder::Resettable;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};
use std::ffi::OsString;
use unicode_width::UnicodeWidthStr;

/// How much a page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// `--help`, and the manual: all of it.
    Whole,
    /// `-h`: one example, and the options of its own.
    Short,
}

/// No page is wider.
pub const WIDTH: usize = 80;

/// What stands behind the options of every command.
pub const EVERY: &str = "For every command";

/// The commands as the first page lists them: in the order of an audit's life. A test holds it against all there are.
pub static GROUPS: &[(&str, &[&str])] = &[
    ("Begin", &["demo", "init", "new", "audits"]),
    ("In the interview", &["open", "capture", "interview", "earlier", "grade", "evidence", "sample", "show"]),
    ("Put it right", &["set", "edit", "undo", "redo", "drafts"]),
    ("Findings", &["finding", "findings", "why", "review"]),
    ("The closing meeting", &["present", "meeting", "sheet", "issue", "revise", "withdraw"]),
    ("Afterwards (10.2)", &["nc", "metrics", "report", "adopt"]),
    ("To and from others", &["export", "import"]),
    ("What is audited", &["checklist", "soa"]),
    ("Look after it", &["verify", "rebuild", "redact", "doctor"]),
    ("The program itself", &["theme", "keys", "completions", "man"]),
];

/// Whether a command stands in a group.
pub(super) fn grouped(name: &str) -> bool {
    GROUPS.iter().any(|(_, names)| names.contains(&name))
}

const TEMPLATE: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The page that these words ask for, `help` as a word or as an option, in place of the one that clap has made.
#[must_use]
pub fn page_for(program: Command, mut words: Vec<OsString>, plain: clap::Error) -> clap::Error {
    let asked = |word: &str| words.iter().any(|other| other == word);
    let page = if asked("-h") { Page::Short } else { Page::Whole };
    if plain.kind() == ErrorKind::DisplayHelp
        && !asked("-h")
        && !asked("--help")
        && let Some(at) = words.iter().position(|word| word == "help")
    {
        words.remove(at);
        words.push("--help".into());
    }
    match dressed(program, page).try_get_matches_from(words) {
        Err(error) if error.kind() == plain.kind() => error,
        _ => plain,
    }
}

/// All commands with their pages in order. It is made to be shown: a command line is read without it.
#[must_use]
pub fn dressed(program: Command, page: Page) -> Command {
    let mut program = program.disable_help_flag(true).disable_version_flag(true).disable_help_subcommand(true);
    let names: Vec<String> = program.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    let every = names.iter().filter(|_| page == Page::Short);
    program = every.fold(program, |program, name| program.mut_arg(name, |argument| argument.hide(true)));
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).global(true);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    program = program
        .arg(help.help("Print this page; -h prints a short one").help_heading(EVERY).hide(page == Page::Short))
        .arg(version.help("Print the version").help_heading(EVERY).hide(page == Page::Short));
    let mut groups = listed(&program, page);
    if page == Page::Whole {
        groups.push_str("\n{all-args}");
    }
    dress(program, page)
        .override_usage("workpaper [OPTIONS] [COMMAND]")
        .help_template(TEMPLATE.replace("{all-args}", &groups))
        .mut_subcommands(|command| command.hide(true))
}

fn dress(command: Command, page: Page) -> Command {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (mut examples, mut notes) = split(&text);
    if page == Page::Short {
        examples.truncate(1);
        notes = format!("{EVERY} also: --dir --as --today --color --ascii --theme --json; --help says more.");
    }
    let head = if examples.len() == 1 { "Example:" } else { "Examples:" };
    let lines: Vec<String> = examples.iter().map(|line| folded(line)).collect();
    let examples = if lines.is_empty() { String::new() } else { format!("{head}\n{}", lines.join("\n")) };
    // Where a command has nothing of its own, the short page is its usage alone.
    let bare = page == Page::Short && command.get_arguments().next().is_none() && !command.has_subcommands();
    let template = if bare { TEMPLATE.replace("\n\n{all-args}", "") } else { TEMPLATE.to_owned() };
    let text = |text: String| if text.is_empty() { Resettable::Reset } else { Resettable::Value(text.into()) };
    command
        .mut_args(plainly)
        .before_help(text(examples))
        .after_help(text(notes))
        .help_template(template)
        .mut_subcommands(|command| dress(command, page))
}

/// An argument without what its help says already: a default that is nothing, values that the words name.
fn plainly(argument: Arg) -> Arg {
    if !argument.get_action().takes_values() {
        return argument;
    }
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let nothing = argument.get_default_values().iter().all(|value| value.is_empty());
    let told = argument.get_possible_values().iter().all(|value| help.contains(value.get_name()));
    argument.hide_default_value(nothing).hide_possible_values(told)
}

/// The first page's list: every command under its group, on the short page the names alone.
fn listed(program: &Command, page: Page) -> String {
    let words = |name: &str| {
        let found = program.get_subcommands().find(|command| command.get_name() == name);
        let about = found.and_then(Command::get_about);
        about.map(ToString::to_string).unwrap_or_default()
    };
    let others: Vec<&str> = program.get_subcommands().map(Command::get_name).filter(|name| !grouped(name)).collect();
    let groups = GROUPS.iter().map(|(group, names)| (*group, *names)).chain([("More", others.as_slice())]);
    let groups = groups.filter(|(_, names)| !names.is_empty());
    let text = |(group, names): (&str, &[&str])| match page {
        Page::Short => format!("  {group:<20} {}", names.join(" ")),
        Page::Whole => {
            let lines = names.iter().map(|name| format!("\n  {name:<12} {}", words(name)));
            format!("{group}:{}\n", lines.collect::<Vec<_>>().concat())
        }
    };
    groups.map(text).collect::<Vec<_>>().join("\n")
}

/// The examples of a command, each on one line, and its notes as paragraphs.
#[must_use]
pub fn split(text: &str) -> (Vec<String>, String) {
    let (mut examples, mut notes): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut within = false;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("Examples:").or_else(|| line.strip_prefix("Example:")) {
            within = true;
            examples.extend(Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty()));
        } else if within && line.starts_with("  ") {
            match examples.last_mut().filter(|last| last.ends_with('\\')) {
                Some(last) => {
                    last.truncate(last.trim_end_matches('\\').trim_end().len());
                    last.push(' ');
                    last.push_str(line.trim());
                }
                None => examples.push(line.trim().to_owned()),
            }
        } else {
            within = false;
            // Sources break lines where they like; a page does it again at its own width.
            match notes.last_mut().filter(|last| !line.starts_with(' ') && !last.is_empty() && !last.starts_with(' ')) {
                Some(last) if !line.is_empty() => {
                    last.push(' ');
                    last.push_str(line);
                }
                _ => notes.push(line.to_owned()),
            }
        }
    }
    (examples, notes.join("\n").trim_matches('\n').to_owned())
}

/// An example as it stands on a page: broken before a blank, as a shell takes it, where it is too long.
fn folded(line: &str) -> String {
    if line.width() + 2 <= WIDTH {
        return format!("  {line}");
    }
    let (mut out, mut column) = (String::new(), WIDTH);
    for part in parts(line) {
        // Room for the blank before it and the backslash behind it.
        if column + 1 + part.width() + 2 > WIDTH {
            out.push_str(if out.is_empty() { "  " } else { " \\\n      " });
            column = if column == WIDTH { 2 } else { 6 };
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(part);
        column += part.width();
    }
    out
}

/// The parts of a line that stay together: words in quotation marks, and an option with its value.
fn parts(line: &str) -> Vec<&str> {
    let (mut starts, mut quote, mut option) = (vec![0], None, line.starts_with('-'));
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ' ') => {
                let next = line[at + 1..].starts_with('-');
                if next || !option {
                    starts.push(at + 1);
                }
                option = next;
            }
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).map(|at| at - 1).chain([line.len()]);
    starts.iter().zip(ends).map(|(from, to)| &line[*from..to]).filter(|part| !part.is_empty()).collect()
}
