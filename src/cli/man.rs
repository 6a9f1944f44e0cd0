//! `workpaper man`: the manual, made of the same words as `--help`, with what a page of help has no room for.
//!
//! Must not know: the commands; it is handed what clap knows of them.

use super::complete::VARIABLE;
use super::help::{self, GROUPS};
use crate::context::Context;
use crate::error::{EXIT_CODES, Error, Result};
use clap::{Args, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io;

/// Print the manual page, of the program or of one command.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper man | man -l -
  workpaper man > ~/.local/share/man/man1/workpaper.1
  workpaper man nc close")]
pub struct Manual {
    /// A command, as in nc close: its own page
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

/// Where things lie, as `workpaper doctor` finds them on a machine.
const FILES: &[(&str, &str)] = &[
    ("workpaper.toml", "makes a folder a workspace: organisation, grades and their days, periods"),
    ("audits/ID/journal/*.jsonl", "what was recorded in an audit, line by line: the truth"),
    ("audits/ID/checklist.toml", "the checklist as it was when the audit was planned"),
    ("audits/ID/evidence/", "copies of what was asked to be copied"),
    ("register/journal/*.jsonl", "what was issued, and what became of it: the truth"),
    ("findings/REF.toml", "one file for each issued finding, made from the register"),
    ("checklists/*.toml, soa.toml, soa.csv", "your own checklists and Statement of Applicability"),
    (".workpaper/", "a cache: delete it when you like"),
    ("~/.config/workpaper/", "config.toml, keys.toml, themes/NAME.toml and checklists/*.toml of yours"),
    ("~/.local/state/workpaper/", "what was typed and not recorded yet, and the heads this account has seen"),
    ("~/.local/share/workpaper/", "the workspace where no other is found"),
];

const ENVIRONMENT: &[(&str, &str)] = &[
    ("WORKPAPER_DIR", "the workspace, where --dir does not name one"),
    ("VISUAL, EDITOR", "the editor for whole records"),
    ("NO_COLOR", "where set: no colours"),
    ("LC_ALL, LC_CTYPE, LANG", "where they name no UTF-8: plain characters only"),
    ("TERM", "what the terminal can do"),
    ("XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_DATA_HOME", "in place of ~/.config, ~/.local/state and ~/.local/share"),
    (VARIABLE, "set by a shell that completes a line; see `workpaper completions`"),
];

impl Manual {
    /// Runs it, on all commands with their pages in order.
    pub(super) fn run(&self, context: &Context, mut whole: Command) -> Result<()> {
        whole.build();
        let mut found = &whole;
        for name in &self.command {
            let next = found.get_subcommands().find(|command| command.get_name() == name);
            found = next.ok_or_else(|| {
                let known: Vec<&str> = found.get_subcommands().map(Command::get_name).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                Error::NotFound(format!("no command `{}`; there are: {known}", self.command.join(" ")))
            })?;
        }
        let bytes = page(found, self.command.is_empty());
        let bytes = bytes.map_err(|why| Error::Failed(format!("cannot print: {why}")))?;
        context.say_raw(&String::from_utf8_lossy(&bytes))
    }
}

/// The page of a command; of the program it says also what holds for all.
fn page(command: &Command, whole: bool) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let man =
        Man::new(command.clone()).manual("Internal audits").source(concat!("workpaper ", env!("CARGO_PKG_VERSION")));
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    synopsis(command).to_writer(&mut out)?;
    let text = |help: Option<&clap::builder::StyledStr>| help.map(ToString::to_string).unwrap_or_default();
    let examples = text(command.get_before_help());
    let examples = examples.split_once('\n').map_or("", |(_, lines)| lines);
    if !examples.is_empty() {
        verbatim("EXAMPLES", examples).to_writer(&mut out)?;
    }
    commands(command, whole).to_writer(&mut out)?;
    man.render_options_section(&mut out)?;
    let notes = text(command.get_after_help());
    if !whole && !notes.is_empty() {
        prose("NOTES", &notes).to_writer(&mut out)?;
    }
    if whole {
        table("FILES", FILES.iter().map(|(name, words)| ((*name).to_owned(), *words))).to_writer(&mut out)?;
        table("ENVIRONMENT", ENVIRONMENT.iter().map(|(name, words)| ((*name).to_owned(), *words)))
            .to_writer(&mut out)?;
    }
    let codes = EXIT_CODES.iter().map(|(code, words)| (code.to_string(), *words));
    table("EXIT STATUS", codes).to_writer(&mut out)?;
    let mut last = Roff::new();
    if whole {
        last.control("SH", ["KEYS"]);
        last.text([roman(
            "In the terminal program `?` shows the keys of the screen one is on, and the footer the most used. ",
        )]);
        last.text([bold("workpaper keys"), roman(" prints all of them, to be changed in keys.toml.")]);
    }
    last.control("SH", ["SEE ALSO"]);
    let more = if whole { "workpaper man COMMAND" } else { "workpaper man" };
    let words = if whole {
        " prints the page of a command, as in workpaper man nc close."
    } else {
        " has files, environment and keys."
    };
    last.text([bold(more), roman(words)]);
    last.to_writer(&mut out)?;
    Ok(out)
}

fn synopsis(command: &Command) -> Roff {
    let usage = command.clone().render_usage().to_string();
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]);
    for (at, form) in usage.trim_start_matches("Usage:").lines().map(str::trim).enumerate() {
        if at > 0 {
            roff.control("br", []);
        }
        roff.text([roman(form)]);
    }
    roff
}

/// The commands under it: of the program in their groups.
fn commands(command: &Command, whole: bool) -> Roff {
    let mut roff = Roff::new();
    if command.get_subcommands().next().is_none() {
        return roff;
    }
    roff.control("SH", ["COMMANDS"]);
    let mut tell = |inner: &Command| {
        let about = inner.get_about().map(ToString::to_string).unwrap_or_default();
        roff.control("TP", []).text([bold(inner.get_name())]).text([roman(about)]);
    };
    if !whole {
        command.get_subcommands().for_each(tell);
        return roff;
    }
    let groups = GROUPS.iter().flat_map(|(_, names)| names.iter().copied());
    groups.filter_map(|name| command.find_subcommand(name)).for_each(&mut tell);
    command.get_subcommands().filter(|inner| !help::grouped(inner.get_name())).for_each(tell);
    roff
}

/// Lines as they stand.
fn verbatim(heading: &str, text: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [heading]).control("nf", []);
    for line in text.lines() {
        roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
    }
    roff.control("fi", []);
    roff
}

/// Paragraphs; lines that are set in stay as they are.
fn prose(heading: &str, text: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    for line in text.lines() {
        match line.strip_prefix("  ") {
            Some(line) => roff.control("nf", []).text([roman(line)]).control("fi", []),
            None => roff.control("PP", []).text([roman(line)]),
        };
    }
    roff
}

fn table<'w>(heading: &str, rows: impl Iterator<Item = (String, &'w str)>) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    for (name, words) in rows {
        roff.control("TP", []).text([bold(name)]).text([roman(words)]);
    }
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUESTS: &[&str] = &[".ie", ".el", ".TH", ".SH", ".TP", ".nf", ".fi", ".br", ".RS", ".RE", ".PP", ".IP"];

    #[test]
    fn no_word_of_a_page_is_taken_for_a_request() {
        let hostile = ".so /etc/passwd\n'so x\n\\fBbold\\fP \\n(.x \u{1b}";
        let example = format!("Example:\n  {hostile}");
        let mut command =
            Command::new("workpaper").about(hostile).before_help(example).after_help(hostile).version("1");
        command = command.subcommand(Command::new("inner").about(hostile));
        command = command.arg(clap::Arg::new("option").long("option").help(hostile));
        command.build();
        let text = String::from_utf8(page(&command, false).expect("a page")).expect("text");
        for line in text.lines().filter(|line| line.starts_with(['.', '\''])) {
            assert!(REQUESTS.iter().any(|request| line.starts_with(request)), "a word became a request: {line}");
        }
        assert!(!text.contains("\n\\fBbold\\fP \\n"), "backslashes are escaped: {text}");
    }
}
