//! `workpaper withdraw`: an issued finding that does not stand. It keeps its number and stays visible.
//!
//! Must not know: what a withdrawn finding counts for.

use super::issue::write_files;
use super::revise::statement;
use crate::context::{Context, now};
use crate::domain::followup::case::Book;
use crate::domain::followup::record;
use crate::error::{Error, Result};
use clap::Args;

/// Withdraw an issued finding. Its reference is never used again.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  workpaper withdraw IA-2026-02-F09 --reason \"the record was found on 22 June\"")]
pub struct Withdraw {
    /// The finding's reference
    #[arg(value_name = "REF")]
    reference: String,
    /// Why
    #[arg(long)]
    reason: String,
}

impl Withdraw {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut register = context.register(&workspace)?;
        let found = statement(&register, &self.reference)?;
        let book = Book::new(register.state(), &workspace.programme);
        let said = record::withdraw(&book.case(found), &self.reason).map_err(Error::Refused)?;
        let label = found.label.clone();
        let entry = register.record(said.act, now())?;
        context.say(format!("{label} is withdrawn: {} [{entry}]", self.reason.trim()))?;
        write_files(&workspace, &mut register, &[label])
    }
}
