//! `workpaper completions`: the few lines by which a shell asks the program itself how a line goes on.
//!
//! Must not know: what is answered (`cli::complete`).

use super::complete::VARIABLE;
use crate::context::Context;
use crate::error::{Error, Result};
use clap::Args;
use clap_complete::Shell;
use clap_complete::env::Shells;

/// Print the completions for a shell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper completions bash > ~/.local/share/bash-completion/completions/workpaper
  workpaper completions zsh > ~/.zfunc/_workpaper
  workpaper completions fish > ~/.config/fish/completions/workpaper.fish
The shell then completes commands, options and what stands in the workspace: audits, references, items, labels, fields.
The lines call `workpaper` by its name, so it has to be on the path. Write them anew after an update. For zsh the folder
has to be in fpath before compinit: fpath=(~/.zfunc $fpath).")]
pub struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    /// Runs it.
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let name = self.shell.to_string();
        let shells = Shells::builtins();
        let shell = shells.completer(&name);
        let shell = shell.ok_or_else(|| Error::Usage(format!("no completions for {name}")))?;
        let mut bytes = Vec::new();
        shell
            .write_registration(VARIABLE, "workpaper", "workpaper", "workpaper", &mut bytes)
            .map_err(|why| Error::Failed(format!("cannot print: {why}")))?;
        context.say_raw(&String::from_utf8_lossy(&bytes))
    }
}
