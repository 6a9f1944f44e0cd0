//! `workpaper nc`: the register of nonconformities, and a command for every step of 10.2.
//!
//! Must not know: what a step needs or what follows from it (`domain::followup`).

mod act;
mod add;
mod brief;
pub(super) mod entry;
mod ics;
mod list;
mod renumber;
mod settle;
mod show;
mod step;

use crate::context::Context;
use crate::error::Result;
use clap::{Args, Subcommand};

/// List open nonconformities, the latest due first; or record what becomes of one (clause 10.2).
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  workpaper nc                                  what is open, whose, how late
  workpaper nc --overdue --grade major --json
  workpaper nc correct F05 \"three patched, two isolated\" --by \"IT operations manager\" --on 19jun
  workpaper nc action F05 \"asset class into the patch process\" --owner \"IT operations manager\" --due +60d
  workpaper nc action F05 --done 1 --evidence \"patch report of 2 Sep\"
  workpaper nc cause F05 - --method \"5 whys\" < cause.txt
A reference may be shortened to its end where that is unique. Days: 2026-10-30, 30oct, +14d. A refusal ends with 4 and
records nothing; an unknown reference ends with 5."
)]
pub struct Nc {
    #[command(flatten)]
    filter: Box<list::Filter>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The steps, in the order of 10.2.
#[derive(Debug, Subcommand)]
enum Command {
    /// Show one: statement, steps a) to e), what is missing, history
    Show(show::Show),
    /// Enter a nonconformity from another source
    Add(add::Add),
    /// a) Record the correction, or why none is needed
    Correct(step::Correct),
    /// a) Record how the consequences were dealt with
    Consequences(step::Plain),
    /// b) Record the review: facts confirmed, extent
    Review(step::Plain),
    /// b) Record the cause and the method
    Cause(step::Cause),
    /// b) Record where similar cases were looked for and what was found
    Similar(step::Similar),
    /// c) Plan an action, or call one done
    Action(act::Action),
    /// Move a due date, with approver and reason
    Extend(act::Extend),
    /// c) Decide that no corrective action is needed
    NoAction(step::Plain),
    /// d) Set the criterion of effectiveness, beforehand
    Criterion(step::Criterion),
    /// d) Record a check of the effect
    Effect(step::Effect),
    /// e) Record a change of the management system
    Isms(step::Isms),
    /// Record that the auditee accepts it, and who is responsible
    Accept(settle::Accept),
    /// Record that the auditee disputes it
    Dispute(step::Plain),
    /// Accept the risk until a day (controls and own rules only)
    AcceptRisk(settle::AcceptRisk),
    /// Withdraw the statement
    Withdraw(settle::Withdraw),
    /// Close it; refused while something is missing
    Close(settle::Close),
    /// Open it again: a new round
    Reopen(settle::Reopen),
    /// Confirm or reject that it repeats an earlier one
    Recurs(settle::Recurs),
    /// Give one that bears another's reference its own
    Renumber(renumber::Renumber),
    /// Write what an owner has open, to paste into a mail
    Brief(brief::Brief),
    /// Write the due dates of what is open as a calendar
    Ics(ics::Ics),
}

impl Nc {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        match self.command {
            None => self.filter.run(context),
            Some(Command::Show(command)) => command.run(context),
            Some(Command::Add(command)) => command.run(context),
            Some(Command::Correct(command)) => command.run(context),
            Some(Command::Consequences(command)) => command.run(context, "consequences"),
            Some(Command::Review(command)) => command.run(context, "review"),
            Some(Command::Cause(command)) => command.run(context),
            Some(Command::Similar(command)) => command.run(context),
            Some(Command::Action(command)) => command.run(context),
            Some(Command::Extend(command)) => command.run(context),
            Some(Command::NoAction(command)) => command.run(context, "no-action"),
            Some(Command::Criterion(command)) => command.run(context),
            Some(Command::Effect(command)) => command.run(context),
            Some(Command::Isms(command)) => command.run(context),
            Some(Command::Accept(command)) => command.run(context),
            Some(Command::Dispute(command)) => command.run(context, "dispute"),
            Some(Command::AcceptRisk(command)) => command.run(context),
            Some(Command::Withdraw(command)) => command.run(context),
            Some(Command::Close(command)) => command.run(context),
            Some(Command::Reopen(command)) => command.run(context),
            Some(Command::Recurs(command)) => command.run(context),
            Some(Command::Renumber(command)) => command.run(context),
            Some(Command::Brief(command)) => command.run(context),
            Some(Command::Ics(command)) => command.run(context),
        }
    }
}
