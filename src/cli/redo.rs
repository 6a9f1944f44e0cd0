//! `workpaper redo`: takes a strike back.
//!
//! Must not know: what the entry does.

use super::undo::entry;
use crate::context::Context;
use crate::domain::entry::Act;
use crate::domain::undo;
use crate::error::{Error, Result};
use clap::Args;

/// Take back what was struck out.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  workpaper redo IA-2026-02 LA-7f3k2m9q/12")]
pub struct Redo {
    /// The audit
    audit: String,
    /// The entry that is struck out
    entry: String,
}

impl Redo {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let struck = entry(&audit, &self.entry)?;
        let name = struck.name();
        undo::check_redo(&struck, audit.area.state()).map_err(Error::Refused)?;
        // Two sessions may both have struck it: all their strikes have to go.
        while let Some(strike) = audit.area.state().struck.get(&name).cloned() {
            let at = context.at(&audit);
            audit.record(Act::Strike(strike), at)?;
        }
        context.say(format!("{name} counts again: {}", undo::describe(&struck, audit.area.state())))
    }
}
