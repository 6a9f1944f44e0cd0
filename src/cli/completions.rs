//! `workpaper completions`: what a shell needs to complete commands and options.
//!
//! Must not know: the commands; it is handed what clap knows of them.

use crate::context::Context;
use crate::error::{Error, Result};
use clap::{Args, Command};
use clap_complete::Shell;

/// Print the completions for a shell.
#[derive(Debug, Args)]
#[command(after_help = "Example: workpaper completions bash > ~/.local/share/bash-completion/completions/workpaper")]
pub struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    /// Runs it.
    pub(super) fn run(&self, context: &Context, mut whole: Command) -> Result<()> {
        let mut bytes = Vec::new();
        clap_complete::generate(self.shell, &mut whole, "workpaper", &mut bytes);
        let text = String::from_utf8(bytes).map_err(|why| Error::Failed(format!("cannot print: {why}")))?;
        context.say_raw(&text)
    }
}
