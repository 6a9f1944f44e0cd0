//! Actions and due dates as commands.
//!
//! Must not know: which day would be late.

use super::entry::{given, record, words};
use crate::context::Context;
use crate::domain::followup::record::{done, extend, plan};
use crate::error::{Error, Result};
use clap::Args;

/// c) Plan an action, or call one done.
#[derive(Debug, Args)]
pub(super) struct Action {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
    /// What will be done; `-` reads standard input
    #[arg(required_unless_present = "done")]
    text: Option<String>,
    /// The role or person who does it
    #[arg(long, value_name = "WHO", conflicts_with = "done")]
    owner: Option<String>,
    /// By when
    #[arg(long, value_name = "DATE", conflicts_with = "done")]
    due: Option<String>,
    /// The number of the action that is done
    #[arg(long, value_name = "N", conflicts_with = "text")]
    done: Option<String>,
    /// The day it was done (else today); with a new action: it is done already
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// What shows it
    #[arg(long)]
    evidence: Option<String>,
}

impl Action {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        if let Some(number) = self.done {
            let fields = given(vec![("done", self.on), ("evidence", self.evidence)]);
            return record(context, &self.reference, |_, case, desk| done(case, &number, &fields, desk));
        }
        let fields = given(vec![
            ("text", self.text.map(words).transpose()?),
            ("owner", self.owner),
            ("due", self.due),
            ("done", self.on),
            ("evidence", self.evidence),
        ]);
        record(context, &self.reference, |book, case, desk| plan(book.state(), case, &fields, desk))
    }
}

/// Move a due date: of one action, or of the whole.
#[derive(Debug, Args)]
pub(super) struct Extend {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
    /// The new day
    #[arg(long, value_name = "DATE")]
    to: String,
    /// The number of the action; the whole where left out
    #[arg(long, value_name = "N")]
    action: Option<String>,
    /// Who approved it
    #[arg(long, value_name = "WHO", default_value = "")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl Extend {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        if self.to.trim().is_empty() {
            return Err(Error::Usage("--to needs a day, as in 2026-10-30".to_owned()));
        }
        let told = (self.by.as_str(), self.reason.as_str());
        record(context, &self.reference, |_, case, desk| extend(case, self.action.as_deref(), &self.to, told, desk))
    }
}
