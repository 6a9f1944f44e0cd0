//! `workpaper audits`: the audits of the workspace, one a line.
//!
//! Must not know: how progress is counted (`domain::summary`).

use crate::context::{Context, warn};
use crate::domain::dates;
use crate::domain::summary::AuditSummary;
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

impl Audits {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let Self {} = self;
        let workspace = context.workspace()?;
        let home = context.home(&workspace)?;
        for notice in &home.notices {
            warn(notice);
        }
        // One broken audit must not hide the others.
        let (broken, summaries): (Vec<_>, Vec<_>) = home.audits.into_iter().partition(|a| a.stage == "unreadable");
        for audit in broken {
            warn(&format!("{} is left out", audit.id));
        }
        if context.globals.json {
            let row = |s: AuditSummary| Row {
                stage: s.stage,
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
                summary.stage,
                days.join(" to "),
                notes.join(", "),
                summary.title
            ))?;
        }
        Ok(())
    }
}
