//! `workpaper nc brief`: what somebody has open, as a text for a mail.
//!
//! Must not know: how the text is set.

use crate::context::Context;
use crate::domain::followup::case::Book;
use crate::error::{Error, Result};
use crate::report::followup;
use clap::Args;

/// What an owner has open and what is wanted by when.
#[derive(Debug, Args)]
pub(super) struct Brief {
    /// The role or person; part of the name will do
    #[arg(long, value_name = "WHO")]
    owner: String,
}

impl Brief {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        if self.owner.trim().is_empty() {
            return Err(Error::Usage("--owner needs a name".to_owned()));
        }
        let workspace = context.workspace()?;
        let register = context.register(&workspace)?;
        let book = Book::new(register.state(), &workspace.programme);
        context.say(followup::brief(&book, &self.owner, context.today()).join("\n"))
    }
}
