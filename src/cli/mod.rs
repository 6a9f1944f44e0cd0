//! The command line: one file a subcommand.
//!
//! Must not know: how a screen is drawn. Commands say what they did on standard output, what is odd on standard error,
//! and end with a documented exit code.

pub mod context;

mod adopt;
mod capture;
mod checklist;
mod completions;
mod demo;
mod doctor;
mod findings;
mod init;
mod man;
pub mod new;
mod open;
mod rebuild;
mod redact;
mod summary;
mod verify;

use crate::error::Result;
use crate::store::files;
use clap::{CommandFactory, Parser, Subcommand};
use context::Context;

pub use context::Globals;

/// Run internal audits of an ISMS (ISO/IEC 27001, clause 9.2) in the terminal, and follow findings through 10.2.
#[derive(Debug, Parser)]
#[command(name = "workpaper", version, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub globals: Globals,
    /// The command; none opens the terminal program.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const AFTER_HELP: &str = "Examples:
  workpaper demo                          a worked audit to look around in
  workpaper init && workpaper new IA-2027-01 --title \"ISMS internal audit\"
  workpaper open IA-2027-01               the interview screen
  workpaper capture IA-2027-01 < notes    the same, from a text
  workpaper findings IA-2027-01 --json    for other tools";

/// The commands, in the order of an audit's life.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the worked sample audit, to look around in
    Demo(demo::Demo),
    /// Make this folder a workspace
    Init(init::Init),
    /// Plan an audit
    New(new::New),
    /// Open the terminal program, at an audit
    Open(open::Open),
    /// Record lines in the interview language from standard input
    Capture(capture::Capture),
    /// List the findings of an audit, or of all
    Findings(findings::Findings),
    /// Show checklists
    Checklist(checklist::Checklist),
    /// Check that everything stands as it was written
    Verify(verify::Verify),
    /// Make the derived files anew
    Rebuild(rebuild::Rebuild),
    /// Take in or put back findings files edited by hand
    Adopt(adopt::Adopt),
    /// Blank the text of one entry for good
    Redact(redact::Redact),
    /// Say what is amiss around the workspace
    Doctor(doctor::Doctor),
    /// Print the completions for a shell
    Completions(completions::Completions),
    /// Print the manual page
    Man(man::Manual),
}

/// Runs what the command line asks for.
///
/// # Errors
/// With the exit code that the README documents.
pub fn run(cli: Cli) -> Result<()> {
    // Without it a file-size limit kills; with it the write that meets it says so.
    drop(files::survive_size_limit());
    let context = Context::new(cli.globals)?;
    match cli.command {
        None => open::bare(&context),
        Some(Command::Demo(command)) => command.run(&context),
        Some(Command::Init(command)) => command.run(&context),
        Some(Command::New(command)) => command.run(&context),
        Some(Command::Open(command)) => command.run(&context),
        Some(Command::Capture(command)) => command.run(&context),
        Some(Command::Findings(command)) => command.run(&context),
        Some(Command::Checklist(command)) => command.run(&context),
        Some(Command::Verify(command)) => command.run(&context),
        Some(Command::Redact(command)) => command.run(&context),
        Some(Command::Doctor(command)) => command.run(&context),
        Some(Command::Rebuild(command)) => command.run(&context),
        Some(Command::Adopt(command)) => command.run(&context),
        Some(Command::Completions(command)) => command.run(&context, Cli::command()),
        Some(Command::Man(command)) => command.run(&context, Cli::command()),
    }
}
