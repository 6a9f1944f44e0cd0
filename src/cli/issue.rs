//! `workpaper issue`: freezes the presented findings in the register and writes their files.
//!
//! Must not know: what the gate wants (`domain::issue`).

use crate::context::{Context, warn};
use crate::domain::fields::Kind;
use crate::domain::followup::case::{Book, Case};
use crate::domain::followup::likeness;
use crate::domain::issue::{self, Issue as With};
use crate::domain::{dates, finding};
use crate::error::{Error, Result};
use crate::store::area::Area;
use crate::store::findings::{self, Outcome};
use crate::store::snapshot;
use crate::store::workspace::Workspace;
use clap::Args;
use serde::Serialize;

/// Issue the presented findings: one entry in the register, then a file each in findings/.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper issue IA-2026-02
  workpaper issue IA-2026-02 --override \"client asked for the findings before the read-back\"
Before it is issued, the gate wants what `workpaper review IA-2026-02 --gate` lists. An override is recorded and stays visible.")]
pub struct Issue {
    /// The audit
    audit: String,
    /// Issue although the gate refuses, for this reason
    #[arg(long = "override", value_name = "REASON")]
    overridden: Option<String>,
}

/// One finding just issued. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Row {
    #[serde(rename = "ref")]
    reference: String,
    grade: String,
    due: String,
    digest: String,
    title: String,
    overridden: String,
}

impl Issue {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let reason = self.overridden.as_deref();
        if reason.is_some_and(|reason| reason.trim().is_empty()) {
            return Err(Error::Usage("--override needs a reason: it is recorded and stays visible".to_owned()));
        }
        let workspace = context.workspace()?;
        let audit = context.audit(&workspace, &self.audit)?;
        let mut register = context.register(&workspace)?;
        let at = context.at(&audit);
        let with = With {
            now: at.naive_local(),
            initials: &audit.area.author().initials,
            heads: audit.heads(),
            override_reason: reason.unwrap_or_default(),
            register: register.state(),
        };
        let act = issue::issue(&audit.view(), &with)
            .map_err(|missing| Error::Refused(format!("{} is not issued:\n  {}", audit.id, missing.join("\n  "))))?;
        let entry = register.record(act, at)?;
        let issued = register.state().of(Kind::Statement).filter(|statement| statement.made.entry == entry);
        let rows: Vec<Row> = issued
            .map(|statement| Row {
                reference: statement.label.clone(),
                grade: statement.text("grade").to_owned(),
                due: statement.text("due").to_owned(),
                digest: statement.text("digest").to_owned(),
                title: finding::title(statement).to_owned(),
                overridden: statement.text("overridden").to_owned(),
            })
            .collect();
        let references: Vec<String> = rows.iter().map(|row| row.reference.clone()).collect();
        if context.globals.json {
            context.say_json(&rows)?;
        } else {
            for row in &rows {
                let due = if row.due.is_empty() {
                    "no due date".into()
                } else {
                    format!("due {}", dates::words_of(&row.due))
                };
                context
                    .say(format!("{:<18} {:<12} {due:<16} {}  {}", row.reference, row.grade, row.digest, row.title))?;
            }
            if let Some(row) = rows.iter().find(|row| !row.overridden.is_empty()) {
                context.say(format!("Gate overridden: {}", row.overridden))?;
            }
            context.say(format!("Issued: {} of {} [{entry}]", rows.len(), audit.id))?;
            let book = Book::new(register.state(), &workspace.programme);
            for statement in register.state().of(Kind::Statement).filter(|statement| statement.made.entry == entry) {
                point_out(context, &book, &book.case(statement))?;
            }
        }
        write_files(&workspace, &mut register, &references)
    }
}

/// Says which earlier nonconformities one may repeat, and how to confirm or reject it. The latest of them stand here.
pub(super) fn point_out(context: &Context, book: &Book<'_>, case: &Case<'_>) -> Result<()> {
    const SHOWN: usize = 3;
    let label = &case.statement.label;
    let all = likeness::likenesses(book, case);
    for like in all.iter().take(SHOWN) {
        context.say(format!(
            "  {label}: {}. Confirm or reject: workpaper nc recurs {label} {} [--reject]",
            like.words(),
            like.earlier
        ))?;
    }
    if all.len() > SHOWN {
        context.say(format!("  and {} before these: `workpaper nc show {label}` lists them", all.len() - SHOWN))?;
    }
    Ok(())
}

/// Brings the files of these findings up to date, and what lists are made of. The register stands whatever comes of it.
pub(super) fn write_files(workspace: &Workspace, register: &mut Area, references: &[String]) -> Result<()> {
    let written = findings::write(workspace, register, Some(references), false);
    // The register is folded here and now: the next list need not fold it again.
    snapshot::renew(workspace, register);
    let outcomes = written.map_err(|why| {
        Error::Failed(format!("recorded, but the findings file is not written: {why}. Then: workpaper rebuild"))
    })?;
    for (reference, outcome) in outcomes {
        if let Outcome::Kept(_) = outcome {
            warn(&format!(
                "findings/{reference}.toml was edited by hand and is left alone: `workpaper adopt` shows it"
            ));
        }
    }
    Ok(())
}
