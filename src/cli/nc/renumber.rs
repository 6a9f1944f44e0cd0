//! `workpaper nc renumber`: a reference of its own for a statement that bears another's.
//!
//! Must not know: how two came to bear one.

use super::entry::case;
use crate::cli::issue::write_files;
use crate::context::{Context, now, warn};
use crate::domain::followup::case::Book;
use crate::domain::issue;
use crate::error::{Error, Result};
use crate::store::findings;
use clap::Args;

/// Two who wrote apart can give one reference at once. The earlier keeps it, the later shows as REF/WRITER until this
/// gives it the next one that was never used. It is recorded, and counts as a revision.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  workpaper nc renumber NC-2026-004/RB-7f3k2m9q")]
pub(super) struct Renumber {
    /// The reference with its writer, as `workpaper nc --all` shows it
    #[arg(value_name = "REF")]
    reference: String,
}

impl Renumber {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut register = context.register(&workspace)?;
        let book = Book::new(register.state(), &workspace.programme);
        let before = case(&book, &self.reference)?.statement.clone();
        // The audit may have given out numbers that are not issued yet.
        let audit = Some(before.text("audit").to_owned()).filter(|id| !id.is_empty());
        let audit = audit.filter(|id| workspace.audit_ids().is_ok_and(|ids| ids.contains(id)));
        let audit = audit.map(|id| context.audit(&workspace, &id)).transpose()?;
        let states = std::iter::once(register.state()).chain(audit.as_ref().map(|audit| audit.area.state()));
        let reference = issue::next_reference(&before, &states.collect::<Vec<_>>()).map_err(Error::Refused)?;
        let entry = register.record(issue::renumber(&before, &reference), now())?;
        context.say(format!("{} is {reference} from now on [{entry}]", before.label))?;
        if let Some(left) = findings::retire(&workspace, &before)? {
            warn(&format!("{} was edited by hand and is left where it is: write it into {reference}", left.display()));
        }
        write_files(&workspace, &mut register, &[reference])
    }
}
