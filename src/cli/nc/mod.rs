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
    #[command(after_help = "Examples:
  workpaper nc show F05
  workpaper nc show IA-2026-02-F05 --json")]
    Show(show::Show),
    /// Enter a nonconformity from another source
    Add(add::Add),
    /// a) Record the correction, or why none is needed
    #[command(after_help = "Examples:
  workpaper nc correct F05 \"three patched, two isolated\" --by \"IT operations manager\" --on 19jun
  workpaper nc correct F05 \"the system is gone, nothing is left to correct\" --none")]
    Correct(step::Correct),
    /// a) Record how the consequences were dealt with
    #[command(after_help = "Example:
  workpaper nc consequences F05 \"no sign of abuse in the logs of June\" --evidence \"log review of 20 June\"")]
    Consequences(step::Plain),
    /// b) Record the review: facts confirmed, extent
    #[command(after_help = "Example:
  workpaper nc review F05 \"confirmed: two of five servers at site B\" --by \"Site B lead\"")]
    Review(step::Plain),
    /// b) Record the cause and the method
    #[command(after_help = "Examples:
  workpaper nc cause F05 \"nobody owns the asset class\" --method \"5 whys\" --why \"no owner\" --why \"not in the register\"
  workpaper nc cause F05 - --method \"5 whys\" < cause.txt")]
    Cause(step::Cause),
    /// b) Record where similar cases were looked for and what was found
    #[command(after_help = "Example:
  workpaper nc similar F05 \"two more servers, patched\" --looked \"all servers of sites A and C\"")]
    Similar(step::Similar),
    /// c) Plan an action, or call one done
    #[command(after_help = "Examples:
  workpaper nc action F05 \"asset class into the patch process\" --owner \"IT operations manager\" --due +60d
  workpaper nc action F05 --done 1 --evidence \"patch report of 2 Sep\"")]
    Action(act::Action),
    /// Move a due date, with approver and reason
    #[command(after_help = "Example:
  workpaper nc extend F05 --action 1 --to 2026-11-30 --by \"ISMS manager\" --reason \"the vendor delivers in November\"")]
    Extend(act::Extend),
    /// c) Decide that no corrective action is needed
    #[command(after_help = "Example:
  workpaper nc no-action F05 \"the system is switched off for good\" --by \"ISMS manager\"")]
    NoAction(step::Plain),
    /// d) Set the criterion of effectiveness, beforehand
    #[command(after_help = "Example:
  workpaper nc criterion F05 \"no critical patch older than 14 days, two months long\" --check +90d")]
    Criterion(step::Criterion),
    /// d) Record a check of the effect
    #[command(after_help = "Example:
  workpaper nc effect F05 effective \"0 of 58 servers past the limit\" --checker Auditor --sample \"all 58 servers\"")]
    Effect(step::Effect),
    /// e) Record a change of the management system
    #[command(after_help = "Example:
  workpaper nc isms F05 procedure \"patch procedure 3.2: virtual machines of suppliers\" --evidence \"version 3.2\"")]
    Isms(step::Isms),
    /// Record that the auditee accepts it, and who is responsible
    #[command(after_help = "Example:
  workpaper nc accept F05 --by \"IT operations manager\"")]
    Accept(settle::Accept),
    /// Record that the auditee disputes it
    #[command(after_help = "Example:
  workpaper nc dispute F05 \"the limit is 30 days at site B\" --by \"Site B lead\"")]
    Dispute(step::Plain),
    /// Accept the risk until a day (controls and own rules only)
    #[command(after_help = "Example:
  workpaper nc accept-risk F05 \"the device is replaced in spring\" --risk R-17 --owner \"Head of IT\" --until 2027-03-31")]
    AcceptRisk(settle::AcceptRisk),
    /// Withdraw the statement
    #[command(after_help = "Example:
  workpaper nc withdraw F05 --reason \"the record was found on 22 June\"")]
    Withdraw(settle::Withdraw),
    /// Close it; refused while something is missing
    #[command(after_help = "Examples:
  workpaper nc close F05
  workpaper nc close F05 --override \"the supplier is gone, and the contract with it\"")]
    Close(settle::Close),
    /// Open it again: a new round
    #[command(after_help = "Example:
  workpaper nc reopen F05 --reason \"three servers past the limit again\" --due +30d")]
    Reopen(settle::Reopen),
    /// Confirm or reject that it repeats an earlier one
    #[command(after_help = "Examples:
  workpaper nc recurs F05 IA-2025-01-F04
  workpaper nc recurs F05 IA-2025-01-F04 \"another asset class\" --reject")]
    Recurs(settle::Recurs),
    /// Give one that bears another's reference its own
    Renumber(renumber::Renumber),
    /// Write what an owner has open, to paste into a mail
    #[command(after_help = "Example:
  workpaper nc brief --owner \"HR lead\"")]
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
