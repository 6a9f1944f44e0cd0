//! `workpaper set`: fields of anything, from the command line.
//!
//! Must not know: which fields there are (`domain::fields`).

use super::named;
use crate::context::Context;
use crate::domain::assign::Terms;
use crate::domain::entry::Act;
use crate::error::Result;
use crate::report::object::name;
use clap::Args;

/// Set fields of the plan, a finding, evidence, a sample, an interview, a meeting or a line.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper set IA-2026-02 plan issuer=LA \"team+=LA | Lead auditor | 7.5\"
  workpaper set IA-2026-02 LA-4 grade=minor \"nature=Risk owners are not identified for seven risks.\"
  workpaper set IA-2026-02 LA-4 evidence_items+=EV-003 samples+=S-02
FIELD=TEXT sets, FIELD= clears; FIELD+=MEMBER and FIELD-=MEMBER change a list. `workpaper edit` shows the fields.")]
pub struct Set {
    /// The audit
    audit: String,
    /// plan, a label, a reference or an entry
    object: String,
    /// What to set; all of it is one entry
    #[arg(required = true, value_name = "FIELD=TEXT")]
    fields: Vec<String>,
}

impl Set {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let object = named::object(&audit, &self.object)?;
        let called = name(object).to_owned();
        let change = Terms::of(audit.view()).change(object, &self.fields).map_err(named::wrong)?;
        if change.is_empty() {
            return context.say(format!("{called} says so already: nothing recorded."));
        }
        named::unissued(context, &workspace, &audit, object)?;
        let at = context.at(&audit);
        let entry = audit.record(Act::change(change), at)?;
        context.say(format!("{called} changed [{entry}]"))
    }
}
