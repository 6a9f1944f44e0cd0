//! Completing a command line that is being typed: what a shell asks, and what it is told.
//!
//! Must not know: what stands behind a value's name (`values`), or how a shell shows it (`clap_complete`). It answers in the
//! middle of somebody's line: it prints nothing on standard error, changes nothing, and never fails.

mod values;

use crate::context::now;
use crate::domain::checklist::Checklist;
use crate::domain::fold::State;
use crate::report::clean;
use crate::store::glance;
use crate::store::library::Library;
use crate::store::snapshot::{self, Home};
use crate::store::workspace::{Homes, Workspace};
use chrono::NaiveDate;
use clap::{Arg, Command, ValueHint};
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};
use clap_complete::env::Shells;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
pub use values::VALUES;

/// The variable in which a shell says that it asks, and which one it is.
pub const VARIABLE: &str = "COMPLETE";

/// Answers a shell that asks; false where none does, and the program runs as usual.
#[must_use]
pub fn answered(program: fn() -> Command) -> bool {
    let Some(shell) = std::env::var_os(VARIABLE) else { return false };
    let name = Path::new(&shell).file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Somebody else's variable of that name must not stop the program.
    if Shells::builtins().completer(&name).is_none() {
        return false;
    }
    let line = Arc::new(Line::of(std::env::args_os().map(|word| word.to_string_lossy().into_owned())));
    let here = std::env::current_dir().ok();
    let asked =
        CompleteEnv::with_factory(|| completing(program, &line)).var(VARIABLE).completer("workpaper").bin("workpaper");
    // A question that makes no sense is answered with nothing.
    drop(asked.try_complete(std::env::args_os(), here.as_deref()));
    true
}

/// All commands, every value that can be looked up with the one who looks it up. Which, the name of the value says.
#[must_use]
pub fn completing(program: fn() -> Command, line: &Arc<Line>) -> Command {
    attach(program(), "", program, line)
}

fn attach(command: Command, path: &str, program: fn() -> Command, line: &Arc<Line>) -> Command {
    command.mut_args(|argument| with_values(argument, path, program, line)).mut_subcommands(|inner| {
        let path = format!("{path} {}", inner.get_name());
        attach(inner, path.trim(), program, line)
    })
}

/// The name that an argument's value goes by on its help page.
#[must_use]
pub fn value_name(argument: &Arg) -> Option<String> {
    if !argument.get_action().takes_values() {
        return None;
    }
    let named = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    Some(named.unwrap_or_else(|| argument.get_id().as_str().to_uppercase().replace('_', "-")))
}

fn with_values(argument: Arg, path: &str, program: fn() -> Command, line: &Arc<Line>) -> Arg {
    let Some(name) = value_name(&argument) else { return argument };
    if name == "DIR" {
        return argument.value_hint(ValueHint::DirPath);
    }
    let Some((_, look)) = VALUES.iter().find(|(known, _)| *known == name) else { return argument };
    if !argument.get_possible_values().is_empty() {
        return argument;
    }
    let (line, path) = (Arc::clone(line), path.to_owned());
    let files = name.starts_with("FILE");
    argument.add(ArgValueCompleter::new(move |word: &OsStr| {
        let Some(text) = word.to_str() else { return Vec::new() };
        let (before, typed) = match text.rfind([',', ' ']).filter(|_| name.ends_with('S')) {
            Some(at) => text.split_at(at + 1),
            None => ("", text),
        };
        let found = look(&Look { line: &line, program, path: &path, typed });
        let mut told: Vec<CompletionCandidate> = fitting(found, typed).map(|found| told(before, &found)).collect();
        if files {
            told.extend(PathCompleter::file().complete(word));
        }
        told
    }))
}

/// A value, and what it is in a few words.
pub type Found = (String, String);

/// Those that begin with what is typed, in any case; else those whose last part does, as in `F05`.
fn fitting(found: Vec<Found>, typed: &str) -> impl Iterator<Item = Found> {
    let begins = |value: &str| value.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    let ends = |value: &str| value.rsplit_once('-').is_some_and(|(_, last)| begins(last));
    let any = found.iter().any(|(value, _)| begins(value));
    let fits: Vec<bool> = found.iter().map(|(value, _)| if any { begins(value) } else { ends(value) }).collect();
    // A shell would take a blank for the end of the word, and a control character for worse.
    let safe = |(value, _): &Found| !value.chars().any(|c| c.is_whitespace() || c.is_control());
    found.into_iter().zip(fits).filter(|(_, fits)| *fits).map(|(found, _)| found).filter(safe)
}

fn told(before: &str, (value, words): &Found) -> CompletionCandidate {
    let words = clean::lines(words.lines().next().unwrap_or_default()).trim().to_owned();
    CompletionCandidate::new(format!("{before}{value}"))
        .help(Some(words).filter(|words| !words.is_empty()).map(Into::into))
}

/// The line that is being typed, as far as it says where to look.
#[derive(Debug, Default)]
pub struct Line {
    words: Vec<String>,
    dir: Option<PathBuf>,
}

impl Line {
    /// The words behind `--`, which stands before the line as the shells hand it on.
    pub fn of(words: impl Iterator<Item = String>) -> Self {
        let words: Vec<String> = words.skip_while(|word| word != "--").skip(1).map(|word| plain(&word)).collect();
        let parted = words.iter().find_map(|word| word.strip_prefix("--dir="));
        let next = words.iter().position(|word| word == "--dir").and_then(|at| words.get(at + 1));
        // Some shells part a word at its equals sign.
        let next = next.filter(|word| *word != "=").map(String::as_str);
        let dir = parted.or(next).filter(|dir| !dir.is_empty()).map(PathBuf::from);
        Self { words, dir }
    }
}

/// A word without its quotation marks, and with the home folder in place of its sign: the shell has not done that yet.
fn plain(word: &str) -> String {
    let word = word.trim_matches(['"', '\'']).replace("\\ ", " ");
    match (word.strip_prefix("~/"), std::env::var("HOME")) {
        (Some(rest), Ok(home)) => format!("{home}/{rest}"),
        _ => word,
    }
}

/// What is looked for: on which line, for which command, and what of the value stands there already.
#[derive(Debug)]
pub struct Look<'l> {
    line: &'l Line,
    program: fn() -> Command,
    path: &'l str,
    typed: &'l str,
}

impl Look<'_> {
    fn homes() -> Option<Homes> {
        Homes::of_user().ok()
    }

    /// The workspace that the command would work on.
    fn workspace(&self) -> Option<Workspace> {
        let homes = Self::homes()?;
        let env = std::env::var_os("WORKPAPER_DIR").map(PathBuf::from);
        let root = Workspace::search(self.line.dir.as_deref(), env.as_deref(), &std::env::current_dir().ok()?, &homes)?;
        Workspace::open(&root, homes).ok()
    }

    fn home(&self) -> Home {
        self.workspace().map(|workspace| snapshot::remembered(&workspace)).unwrap_or_default()
    }

    fn today() -> NaiveDate {
        now().date_naive()
    }

    /// The audit that the line names, else the one that what is typed begins with, else the only one.
    fn audit_id(&self, workspace: &Workspace) -> Option<String> {
        let ids = workspace.audit_ids().ok()?;
        let named = ids.iter().find(|id| self.line.words.iter().any(|word| word.eq_ignore_ascii_case(id)));
        let begun =
            || ids.iter().find(|id| self.typed.get(..id.len()).is_some_and(|start| start.eq_ignore_ascii_case(id)));
        named.or_else(begun).or(if let [only] = ids.as_slice() { Some(only) } else { None }).cloned()
    }

    fn audit(&self) -> Option<(Checklist, State)> {
        let workspace = self.workspace()?;
        glance::audit(&workspace, &self.audit_id(&workspace)?)
    }

    fn library(&self) -> Option<Library> {
        Some(Library::load(self.workspace().as_ref(), &Self::homes()?.config))
    }
}
