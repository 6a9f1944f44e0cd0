//! `workpaper present`: final references, for the closing meeting.
//!
//! Must not know: how numbers are given (`domain::issue`).

use crate::context::{Context, finding};
use crate::domain::finding;
use crate::domain::issue;
use crate::domain::review;
use crate::error::{Error, Result};
use clap::Args;

/// Give the findings their final references: worst first, or in the order named. Numbers are never used twice.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper present IA-2026-02
  workpaper present IA-2026-02 LA-4 LA-2      these two first, then the others")]
pub struct Present {
    /// The audit
    audit: String,
    /// Findings that come first, in this order
    #[arg(value_name = "FINDING")]
    label: Vec<String>,
}

impl Present {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        for label in &self.label {
            finding(&audit, label)?;
        }
        let had: Vec<String> =
            audit.view().findings().iter().filter(|f| !f.lacks("ref")).map(|f| f.text("ref").to_owned()).collect();
        let register = context.register(&workspace)?;
        let act = issue::present(&audit.view(), &self.label, register.state()).map_err(Error::Refused)?;
        let at = context.at(&audit);
        let entry = audit.record(act, at)?;
        let view = audit.view();
        let mut given: Vec<_> = view
            .findings()
            .into_iter()
            .filter(|f| !f.lacks("ref") && !had.iter().any(|known| known == f.text("ref")))
            .collect();
        given.sort_by_key(|finding| finding.text("ref").to_owned());
        for found in &given {
            let grade = if found.lacks("grade") { "ungraded" } else { found.text("grade") };
            let title = finding::title(found);
            context.say(format!("{:<18} {grade:<12} {:<8} {title}", found.text("ref"), found.label))?;
        }
        context.say(format!("Presented: {} [{entry}]", given.len()))?;
        for remark in review::review(&view, register.state()).into_iter().filter(|remark| remark.rule == "repeats") {
            context.say(format!("  {}: {}", remark.subject, remark.text))?;
        }
        Ok(())
    }
}
