//! `workpaper sheet`: the closing meeting on one page.
//!
//! Must not know: what stands on it (`report::sheet`).

use crate::context::Context;
use crate::error::Result;
use crate::report::sheet;
use clap::Args;

/// Print the closing meeting on one page: findings, due dates, and that an audit is a sample.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  workpaper sheet IA-2026-02 > closing.txt")]
pub struct Sheet {
    /// The audit
    audit: String,
}

impl Sheet {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let audit = context.audit(&workspace, &self.audit)?;
        let register = context.register(&workspace)?;
        context.say(sheet::sheet(&audit.view(), register.state()))
    }
}
