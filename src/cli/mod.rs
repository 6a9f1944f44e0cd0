//! The command line: one file a subcommand.
//!
//! Must not know: how a screen is drawn. Commands say what they did on standard output, what is odd on standard error,
//! and end with a documented exit code.

pub mod context;

mod capture;
mod demo;
mod findings;
mod init;
mod new;

use crate::error::Result;
use clap::{Args, Parser, Subcommand};
use context::Context;
use std::path::PathBuf;

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

/// Options of every command.
#[derive(Debug, Clone, Default, Args)]
pub struct Globals {
    /// The workspace's folder (else `$WORKPAPER_DIR`, the nearest parent with workpaper.toml, the user's own)
    #[arg(long, global = true, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Who records: initials, or `LA, Lead auditor`
    #[arg(long = "as", global = true, value_name = "WHO")]
    pub who: Option<String>,
    /// The day that lists and reports count from (never the time an entry bears)
    #[arg(long, global = true, value_name = "DATE")]
    pub today: Option<String>,
    /// auto, always or never
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub color: String,
    /// Draw with plain characters only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// A theme by name
    #[arg(long, global = true, value_name = "NAME")]
    pub theme: Option<String>,
    /// Print JSON where a command lists something
    #[arg(long, global = true)]
    pub json: bool,
}

/// The commands, in the order of an audit's life.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the worked sample audit, to look around in
    Demo(demo::Demo),
    /// Make this folder a workspace
    Init(init::Init),
    /// Plan an audit
    New(new::New),
    /// Record lines in the interview language from standard input
    Capture(capture::Capture),
    /// List the findings of an audit, or of all
    Findings(findings::Findings),
}

/// Runs what the command line asks for.
///
/// # Errors
/// With the exit code that the README documents.
pub fn run(cli: Cli) -> Result<()> {
    let context = Context::new(cli.globals)?;
    match cli.command {
        None => context.say("workpaper"),
        Some(Command::Demo(command)) => command.run(&context),
        Some(Command::Init(command)) => command.run(&context),
        Some(Command::New(command)) => command.run(&context),
        Some(Command::Capture(command)) => command.run(&context),
        Some(Command::Findings(command)) => command.run(&context),
    }
}
