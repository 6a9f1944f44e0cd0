//! `workpaper` and `workpaper open`: the terminal program; without a terminal, the summary.
//!
//! Must not know: what the terminal program does.

use super::summary;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::runtime::{self, Scripted};
use clap::Args;

/// Open the terminal program at an audit, on the item last worked on.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  workpaper open IA-2026-02
`q` goes back one level and ends the program at home, `?` shows the keys. What was typed and not recorded is there again.")]
pub struct Open {
    /// The audit
    audit: String,
}

impl Open {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        terminal(context, Some(&self.audit))
    }
}

/// No command at all: home on a terminal, else the summary.
pub(super) fn bare(context: &Context) -> Result<()> {
    if context.globals.print || (context.is_terminal() && !context.globals.json) {
        return terminal(context, None);
    }
    summary::print(context)
}

/// Opens the terminal program, or feeds it the keys of `--keys` and prints the screen.
pub(super) fn terminal(context: &Context, audit: Option<&str>) -> Result<()> {
    let script =
        Scripted { keys: context.globals.keys.clone().unwrap_or_default(), size: size(&context.globals.size)? };
    if context.globals.print {
        return context.say(runtime::print(context, audit, &script)?);
    }
    if !context.is_terminal() {
        return Err(Error::Usage("this needs a terminal; `workpaper --help` lists what works without one".to_owned()));
    }
    runtime::run(context, audit)
}

fn size(text: &str) -> Result<(u16, u16)> {
    let parsed = text.split_once('x').and_then(|(columns, rows)| Some((columns.parse().ok()?, rows.parse().ok()?)));
    parsed
        .filter(|(columns, rows)| *columns > 0 && *rows > 0)
        .ok_or_else(|| Error::Usage(format!("--size {text}: write 80x24")))
}
