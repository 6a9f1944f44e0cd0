//! `workpaper audits`: the audits of the workspace, one a line.
//!
//! Must not know: how progress is counted (`domain::summary`).

use crate::context::{Context, warn};
use crate::domain::dates;
use crate::domain::fields::Kind;
use crate::domain::fold::State;
use crate::domain::summary::{self, AuditSummary};
use crate::error::Result;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;

/// List the audits: dates, progress, findings by grade, what is open, and the stage.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  workpaper audits --json")]
pub struct Audits {}

/// One audit as other tools get it. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    title: String,
    from: String,
    to: String,
    stage: String,
    items: usize,
    looked_at: usize,
    excused: usize,
    not_audited: usize,
    findings: BTreeMap<String, usize>,
    open: usize,
    conflicts: usize,
    last: String,
}

/// How far an audit is; the register knows whether it is issued.
fn stage(summary: &AuditSummary, register: &State) -> String {
    let issued = register.of(Kind::Statement).any(|statement| statement.text("audit") == summary.id);
    if issued { "issued".to_owned() } else { summary.stage.clone() }
}

impl Audits {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let Self {} = self;
        let workspace = context.workspace()?;
        let register = context.register(&workspace)?;
        let mut summaries = Vec::new();
        for id in workspace.audit_ids()? {
            match context.audit(&workspace, &id) {
                Ok(audit) => summaries.push(summary::of_audit(&audit.view())),
                // One broken audit must not hide the others.
                Err(why) => warn(&format!("{id} is left out: {why}")),
            }
        }
        if context.globals.json {
            let row = |s: AuditSummary| Row {
                stage: stage(&s, register.state()),
                id: s.id,
                title: s.title,
                from: s.from,
                to: s.to,
                items: s.items,
                looked_at: s.looked_at,
                excused: s.excused,
                not_audited: s.not_audited,
                findings: s.findings.into_iter().collect(),
                open: s.open,
                conflicts: s.conflicts,
                last: s.last,
            };
            return context.say_json(&summaries.into_iter().map(row).collect::<Vec<_>>());
        }
        if summaries.is_empty() {
            return context.say("No audits yet: workpaper new ID");
        }
        for summary in &summaries {
            let days = [&summary.from, &summary.to].map(|day| dates::words_of(day));
            let days: Vec<&str> = days.iter().map(String::as_str).filter(|day| !day.is_empty()).collect();
            let grade =
                |(id, count): &(String, usize)| format!("{count} {}", if id.is_empty() { "ungraded" } else { id });
            let mut notes =
                vec![format!("{}/{} looked at{}", summary.looked_at, summary.items, summary.progress().aside())];
            notes.extend(summary.findings.iter().map(grade));
            if summary.open > 0 {
                notes.push(format!("{} open", summary.open));
            }
            if summary.conflicts > 0 {
                notes.push(format!("{} conflicts", summary.conflicts));
            }
            context.say(format!(
                "{:<14} {:<12} {:<26} {}  {}",
                summary.id,
                stage(summary, register.state()),
                days.join(" to "),
                notes.join(", "),
                summary.title
            ))?;
        }
        Ok(())
    }
}
