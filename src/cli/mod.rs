//! The command line: one file a subcommand.
//!
//! Must not know: how a screen is drawn. Commands say what they did on standard output, what is odd on standard error,
//! and end with a documented exit code.

mod adopt;
mod audits;
mod capture;
mod checklist;
mod checklist_lint;
mod checklist_new;
pub mod complete;
mod completions;
mod demo;
mod doctor;
mod drafts;
pub mod earlier;
mod edit;
mod evidence;
mod export;
mod finding;
mod findings;
mod grade;
pub mod help;
mod import;
mod init;
mod interview;
mod issue;
mod keys;
mod listing;
mod man;
mod meeting;
mod metrics;
mod named;
mod nc;
pub mod new;
mod open;
mod present;
mod rebuild;
mod redact;
mod redo;
mod review;
mod revise;
mod sample;
mod sample_about;
mod sample_draw;
mod set;
mod sheet;
mod show;
mod soa;
mod summary;
mod theme;
mod undo;
mod verify;
mod why;
mod withdraw;

use crate::context::{Context, Globals};
use crate::error::Result;
use crate::store::files;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

/// Run internal audits of an ISMS (ISO/IEC 27001, clause 9.2) in the terminal; its findings feed corrective action (10.2).
#[derive(Debug, Parser)]
#[command(name = "workpaper", version, max_term_width = 80, after_help = AFTER_HELP)]
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
  workpaper findings IA-2027-01 --json    for other tools
Each command has a page of its own: `workpaper nc close --help`, or the same with -h, shorter. Exit codes, files and
environment are in the manual: `workpaper man | man -l -`.";

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
    /// List the audits with their progress
    Audits(audits::Audits),
    /// Show anything by its name
    Show(show::Show),
    /// Record lines in the interview language from standard input
    Capture(capture::Capture),
    /// List the interviews, or close one
    Interview(interview::Interview),
    /// List the earlier findings an audit has to verify
    Earlier(earlier::Earlier),
    /// Record the verdict of an item
    Grade(grade::Grade),
    /// List, add or check evidence
    Evidence(evidence::Evidence),
    /// List, add, draw or mark samples
    Sample(sample::Sample),
    /// Add a finding
    Finding(finding::Finding),
    /// List the findings of an audit, or of all
    Findings(findings::Findings),
    /// Lead the numbers of a finding back to what was recorded
    Why(why::Why),
    /// Set fields of anything
    Set(set::Set),
    /// Edit anything as TOML in your editor
    Edit(edit::Edit),
    /// Strike out an entry
    Undo(undo::Undo),
    /// Take back what was struck out
    Redo(redo::Redo),
    /// List or record meetings
    Meeting(meeting::Meeting),
    /// Review an audit: what is missing or odd
    Review(review::Review),
    /// Give the findings their final references
    Present(present::Present),
    /// Print the closing meeting on one page
    Sheet(sheet::Sheet),
    /// Issue the presented findings
    Issue(issue::Issue),
    /// Revise an issued finding
    Revise(revise::Revise),
    /// Withdraw an issued finding
    Withdraw(withdraw::Withdraw),
    /// List open nonconformities, or record what becomes of one (10.2)
    Nc(nc::Nc),
    /// Write an audit's report: markdown, html or text
    Report(export::Report),
    /// Write an audit's data, or the register's, for other programs
    Export(export::Export),
    /// Take in what an export wrote
    Import(import::Import),
    /// Print the figures for the management review (9.3.2 d)
    Metrics(metrics::Metrics),
    /// Show, write and check checklists
    Checklist(checklist::Checklist),
    /// List or check the Statement of Applicability
    Soa(soa::Soa),
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
    /// List what was typed and not recorded, print or drop it
    Drafts(drafts::Drafts),
    /// Print the keys as shipped, to be changed
    Keys(keys::Keys),
    /// List, show or choose themes: colours by meaning
    Theme(theme::Themes),
    /// Print the completions for a shell
    Completions(completions::Completions),
    /// Print the manual page
    Man(man::Manual),
}

/// Reads the command line. A page of help, or what is wrong with the line, is printed here and ends the program.
#[must_use]
pub fn read() -> Cli {
    Cli::try_parse().unwrap_or_else(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            help::page_for(Cli::command(), std::env::args_os().collect(), error).exit()
        }
        _ => error.exit(),
    })
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
        Some(Command::Audits(command)) => command.run(&context),
        Some(Command::Show(command)) => command.run(&context),
        Some(Command::Capture(command)) => command.run(&context),
        Some(Command::Interview(command)) => command.run(&context),
        Some(Command::Earlier(command)) => command.run(&context),
        Some(Command::Grade(command)) => command.run(&context),
        Some(Command::Evidence(command)) => command.run(&context),
        Some(Command::Sample(command)) => command.run(&context),
        Some(Command::Finding(command)) => command.run(&context),
        Some(Command::Findings(command)) => command.run(&context),
        Some(Command::Why(command)) => command.run(&context),
        Some(Command::Set(command)) => command.run(&context),
        Some(Command::Edit(command)) => command.run(&context),
        Some(Command::Undo(command)) => command.run(&context),
        Some(Command::Redo(command)) => command.run(&context),
        Some(Command::Meeting(command)) => command.run(&context),
        Some(Command::Review(command)) => command.run(&context),
        Some(Command::Present(command)) => command.run(&context),
        Some(Command::Sheet(command)) => command.run(&context),
        Some(Command::Issue(command)) => command.run(&context),
        Some(Command::Revise(command)) => command.run(&context),
        Some(Command::Withdraw(command)) => command.run(&context),
        Some(Command::Nc(command)) => command.run(&context),
        Some(Command::Report(command)) => command.run(&context),
        Some(Command::Export(command)) => command.run(&context),
        Some(Command::Import(command)) => command.run(&context),
        Some(Command::Metrics(command)) => command.run(&context),
        Some(Command::Checklist(command)) => command.run(&context),
        Some(Command::Soa(command)) => command.run(&context),
        Some(Command::Verify(command)) => command.run(&context),
        Some(Command::Redact(command)) => command.run(&context),
        Some(Command::Doctor(command)) => command.run(&context),
        Some(Command::Rebuild(command)) => command.run(&context),
        Some(Command::Adopt(command)) => command.run(&context),
        Some(Command::Drafts(command)) => command.run(&context),
        Some(Command::Keys(command)) => command.run(&context),
        Some(Command::Theme(command)) => command.run(&context),
        Some(Command::Completions(command)) => command.run(&context),
        Some(Command::Man(command)) => command.run(&context, help::dressed(Cli::command(), help::Page::Whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Such a pair is one option to the parser, which gives up where their values are of two kinds.
    #[test]
    fn no_command_has_an_option_of_the_name_of_one_that_holds_for_all_and_another_kind() {
        fn look(command: &clap::Command, all: &[&clap::Arg]) {
            for own in command.get_arguments().filter(|own| !own.is_global_set()) {
                let same = all.iter().find(|other| other.get_id() == own.get_id());
                assert!(
                    same.is_none_or(|other| other.get_value_parser().type_id() == own.get_value_parser().type_id()),
                    "`{}` of `{}` is an option of every command too: call it otherwise",
                    own.get_id(),
                    command.get_name()
                );
            }
            command.get_subcommands().for_each(|command| look(command, all));
        }
        let command = Cli::command();
        let all: Vec<&clap::Arg> = command.get_arguments().filter(|argument| argument.is_global_set()).collect();
        command.get_subcommands().for_each(|command| look(command, &all));
    }
}
