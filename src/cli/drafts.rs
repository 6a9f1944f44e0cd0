//! `workpaper drafts`: what was typed and not recorded, in every session of this account; printed, or dropped.
//!
//! Must not know: where drafts lie (`store::local`), or how the screens put them back.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::report::wrap::wrap;
use crate::store::local::LeftDraft;
use crate::store::workspace::Workspace;
use clap::{Args, Subcommand};
use serde::Serialize;

/// List what was typed and not recorded: lines that other sessions of yours left behind, or are typing now.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper drafts
  workpaper drafts show 1 | workpaper capture IA-2026-02 --item A.5.18 && workpaper drafts drop 1
The numbers are those of the list as it is now. A line that nobody drops comes back on the screen where it was typed.")]
pub struct Drafts {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the text of one, and nothing else
    #[command(after_help = "Example: workpaper drafts show 1")]
    Show(Numbered),
    /// Take one away, unrecorded; it is printed once more
    #[command(after_help = "Example: workpaper drafts drop 1")]
    Drop(Numbered),
}

#[derive(Debug, Args)]
struct Numbered {
    /// Its number in the list
    #[arg(value_name = "N")]
    number: usize,
}

/// A text that is not recorded. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Row {
    number: usize,
    /// `audits/IA-2026-02`, `register` or `home`.
    area: String,
    item: String,
    /// Where it was being typed: the write line, a field of a form, an answer.
    place: String,
    text: String,
    /// Whether somebody is typing it now.
    alive: bool,
    tty: String,
    host: String,
    pid: i32,
    since: String,
    #[serde(skip)]
    at: (LeftDraft, usize),
}

fn rows(workspace: &Workspace) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for area in workspace.local.drafted()? {
        for left in workspace.local.left_drafts(&area)? {
            let texts = left.draft.texts.iter().enumerate().filter(|(_, typed)| !typed.text.trim().is_empty());
            for (nth, typed) in texts {
                rows.push(Row {
                    number: rows.len() + 1,
                    area: area.clone(),
                    item: typed.item.clone(),
                    place: typed.place.clone(),
                    text: typed.text.clone(),
                    alive: left.alive,
                    tty: left.draft.tty.clone(),
                    host: left.draft.host.clone(),
                    pid: left.draft.pid,
                    since: left.draft.at.format("%Y-%m-%d %H:%M").to_string(),
                    at: (left.clone(), nth),
                });
            }
        }
    }
    Ok(rows)
}

impl Drafts {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let mut rows = rows(&context.workspace()?)?;
        let mut numbered = |wanted: &Numbered| {
            let found = rows.iter().position(|row| row.number == wanted.number);
            let why = || format!("there is no draft {}: `workpaper drafts` lists them", wanted.number);
            found.map(|at| rows.swap_remove(at)).ok_or_else(|| Error::NotFound(why()))
        };
        match &self.command {
            None => list(context, &rows),
            Some(Command::Show(wanted)) => context.say(numbered(wanted)?.text),
            Some(Command::Drop(wanted)) => drop_one(context, &numbered(wanted)?),
        }
    }
}

fn list(context: &Context, rows: &[Row]) -> Result<()> {
    if context.globals.json {
        return context.say_json(&rows);
    }
    for row in rows {
        let whose = if row.alive { "being typed now on" } else { "left on" };
        let about = [row.area.as_str(), &row.item].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>();
        let from = format!("{whose} {} of {}, process {}, {}", row.tty, row.host, row.pid, row.since);
        context.say(format!("{:>3}  {}  ({})  {from}", row.number, about.join(" "), row.place))?;
        context.say(wrap(&row.text, context.width(), "     ", "     ").join("\n"))?;
    }
    if rows.is_empty() {
        context.say("Nothing typed is left unrecorded.")?;
    }
    Ok(())
}

fn drop_one(context: &Context, row: &Row) -> Result<()> {
    let (left, nth) = &row.at;
    if row.alive || !left.draft.is_of_this_host() {
        return Err(Error::Refused(format!(
            "draft {} is typed in a session that may still run (process {} on {}): end it first",
            row.number, row.pid, row.host
        )));
    }
    left.take_out(*nth)?;
    context.say(format!("dropped: {}", row.text))
}
