//! `workpaper grade`: the verdict of an item.
//!
//! Must not know: which verdicts may be given (`domain::verdict`).

use crate::context::{Context, warn};
use crate::domain::audit::Verdict;
use crate::domain::capture::verdict_act;
use crate::error::{Error, Result};
use clap::Args;

/// Record the verdict of an item.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper grade IA-2026-02 A.7.2 conforms
  workpaper grade IA-2026-02 A.8.4 na --reason \"SoA v4.2: nothing is developed\"
Verdicts: conforms (c), nonconforming, not-applicable (na; controls only), not-audited (skip), open")]
pub struct Grade {
    /// The audit
    audit: String,
    /// The item, as in A.5.18
    item: String,
    /// conforms, nonconforming, na, skip or open
    verdict: String,
    /// Why: needed for na and skip
    #[arg(long, default_value = "", value_name = "TEXT")]
    reason: String,
}

impl Grade {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let given = Some(self.verdict.as_str()).filter(|text| !text.trim().is_empty()).and_then(Verdict::parse);
        let given = given.ok_or_else(|| {
            let known = Verdict::ALL.map(Verdict::word).join(", ");
            Error::Usage(format!("`{}` is no verdict: write one of {known} (short: c, na, skip)", self.verdict))
        })?;
        let item = audit.view().checklist.item(&self.item).map(|item| item.id.clone());
        let item = item.ok_or_else(|| {
            Error::NotFound(format!("no item {} in {}: `workpaper show {}` lists them", self.item, audit.id, audit.id))
        })?;
        let before = audit.view().standing(&item).recorded;
        if before == given && audit.view().reason(&item) == self.reason.trim() {
            return context.say(format!("{item} stands as {} already: nothing recorded.", given.words()));
        }
        let reasonless = self.reason.trim().is_empty() && matches!(given, Verdict::NotApplicable | Verdict::NotAudited);
        let act = verdict_act(&audit.view(), &item, given, &self.reason).map_err(|why| {
            let clause = given == Verdict::NotApplicable
                && audit.view().checklist.item(&item).is_some_and(|item| !audit.view().checklist.is_control(item));
            Error::Refused(if reasonless && !clause { format!("{why}: --reason TEXT") } else { why })
        })?;
        let at = context.at(&audit);
        let entry = audit.record(act, at)?;
        let standing = audit.view().standing(&item);
        if standing.verdict != given {
            warn(&format!("a nonconformity cites {item} and outranks this: it stands as {}", standing.verdict.words()));
        }
        context.say(format!("{item} {} [{entry}]", given.words()))
    }
}
