//! `workpaper init`: makes a folder a workspace.
//!
//! Must not know: what comes after.

use crate::config;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::store::workspace::{MARKER, Workspace};
use clap::Args;

/// Make a folder a workspace: `workpaper.toml`, folders, and the lines git needs.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  workpaper init --organisation \"Example Ltd\" --as \"LA, Lead auditor\"\n\
    Where the settings do not say yet who you are, --as is remembered there.")]
pub struct Init {
    /// The organisation audited
    #[arg(long, default_value = "")]
    organisation: String,
    /// Readable and writable by the folder's group
    #[arg(long)]
    shared: bool,
}

impl Init {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let here = std::env::current_dir()
            .map_err(|why| Error::Failed(format!("the current folder is not readable: {why}")))?;
        let root = context.globals.dir.clone().unwrap_or(here);
        let before = root.join(MARKER).exists();
        let workspace = Workspace::init(&root, &self.organisation, self.shared, context.homes.clone())?;
        let done = if before { "is a workspace already" } else { "is a workspace now" };
        if context.globals.who.is_some() && context.settings.initials.is_empty() {
            let author = context.author();
            config::save_identity(&context.homes.config, &author.initials, &author.name)?;
            context.say(format!("From now on you record as {} ({}).", author.initials, author.name))?;
        }
        context.say(format!("{} {done}. Next: workpaper new ID", workspace.root.display()))
    }
}
