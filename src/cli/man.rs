//! `workpaper man`: the manual page, made of the same words as `--help`.
//!
//! Must not know: the commands; it is handed what clap knows of them.

use crate::context::Context;
use crate::error::{EXIT_CODES, Error, Result};
use clap::{Args, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

/// Print the manual page, of the program or of one command.
#[derive(Debug, Args)]
#[command(after_help = "Example: workpaper man > ~/.local/share/man/man1/workpaper.1")]
pub struct Manual {
    /// One command's own page
    command: Option<String>,
}

impl Manual {
    /// Runs it.
    pub(super) fn run(&self, context: &Context, mut whole: Command) -> Result<()> {
        whole.build();
        let page = match &self.command {
            None => whole,
            Some(name) => {
                let found = whole.get_subcommands().find(|command| command.get_name() == name);
                let found = found.ok_or_else(|| {
                    let known: Vec<&str> = whole.get_subcommands().map(Command::get_name).collect();
                    Error::NotFound(format!("no command `{name}`; there are: {}", known.join(", ")))
                })?;
                found.clone()
            }
        };
        let failed = |why: std::io::Error| Error::Failed(format!("cannot print: {why}"));
        let mut bytes = Vec::new();
        Man::new(page).render(&mut bytes).map_err(failed)?;
        let mut roff = Roff::new();
        roff.control("SH", ["EXIT STATUS"]);
        for (code, words) in EXIT_CODES {
            roff.control("TP", []).text([bold(code.to_string())]).text([roman(*words)]);
        }
        roff.to_writer(&mut bytes).map_err(failed)?;
        let text = String::from_utf8(bytes).map_err(|why| Error::Failed(format!("cannot print: {why}")))?;
        context.say_raw(&text)
    }
}
