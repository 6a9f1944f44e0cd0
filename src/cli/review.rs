//! `workpaper review`: what is missing or odd, before the closing meeting and before the issue.
//!
//! Must not know: the rules (`domain::review`).

use crate::context::Context;
use crate::domain::issue;
use crate::domain::review::{self, RULES, Remark};
use crate::error::{Error, Result};
use clap::Args;
use serde::Serialize;

/// Review an audit: what is missing or odd, the things that stop the issue first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper review IA-2026-02
  workpaper review IA-2026-02 --gate || echo \"not ready to issue\"")]
pub struct Review {
    /// The audit
    audit: String,
    /// End with exit code 4 where the issue would be refused
    #[arg(long)]
    gate: bool,
}

/// One remark as other tools get it. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Row<'a> {
    rule: &'a str,
    gate: bool,
    subject: &'a str,
    text: &'a str,
}

impl<'a> Row<'a> {
    fn new(remark: &'a Remark) -> Self {
        Self { rule: remark.rule, gate: remark.gate, subject: &remark.subject, text: &remark.text }
    }
}

impl Review {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let audit = context.audit(&workspace, &self.audit)?;
        let view = audit.view();
        let register = context.register(&workspace)?;
        let remarks = review::review(&view, register.state());
        if context.globals.json {
            context.say_json(&remarks.iter().map(Row::new).collect::<Vec<_>>())?;
        } else {
            for rule in RULES {
                let own: Vec<&Remark> = remarks.iter().filter(|remark| remark.rule == rule.name).collect();
                if own.is_empty() {
                    continue;
                }
                let gate = if rule.gate { " (stops the issue)" } else { "" };
                context.say(format!("{}{gate}: {}", rule.words, own.len()))?;
                for remark in own {
                    context.say(format!("  {:<16} {}", remark.subject, remark.text))?;
                }
            }
            context.say(if remarks.is_empty() {
                "Nothing to remark.".to_owned()
            } else {
                format!("{} remarks", remarks.len())
            })?;
        }
        let missing = issue::gate(&view, &audit.area.author().initials);
        if self.gate && !missing.is_empty() {
            return Err(Error::Refused(format!("{} cannot be issued yet:\n  {}", audit.id, missing.join("\n  "))));
        }
        Ok(())
    }
}
