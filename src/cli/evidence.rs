//! `workpaper evidence`: what was seen that proves facts: listed, added, checked.
//!
//! Must not know: where copies lie (`store::evidence`).

use super::{listing, named};
use crate::context::{Context, warn};
use crate::domain::assign::Terms;
use crate::domain::dates;
use crate::domain::entry::{Act, Change, Fields};
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::error::{Error, Result};
use crate::store::audits::OpenAudit;
use crate::store::evidence::{self, Checked};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// List the evidence of an audit, add some, or compare copies with their hash.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:
  workpaper evidence IA-2026-02
  workpaper evidence add IA-2026-02 --title \"Risk register v31\" --set dated=2026-05-29 --set items=6.1.2
  workpaper evidence add IA-2026-02 --title \"Leavers export\" --copy leavers.csv
  workpaper evidence check IA-2026-02"
)]
pub struct Evidence {
    /// The audit
    #[arg(required = true)]
    audit: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Register something seen; a reference is enough
    Add(Add),
    /// Compare the copies with the hashes recorded, and record what changed
    #[command(after_help = "Example:
  workpaper evidence check IA-2026-02")]
    Check {
        /// The audit
        audit: String,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "Example:
  workpaper evidence add IA-2026-02 --title \"Access review record\" --set dated=2025-11-20 --set \"held=document system\"")]
struct Add {
    /// The audit
    audit: String,
    /// What it is, so that somebody else finds it again
    #[arg(long)]
    title: String,
    /// Any other field, as in dated, version, held, items (`workpaper edit` shows them all)
    #[arg(long, value_name = "FIELD=TEXT")]
    set: Vec<String>,
    /// Copy this file into the audit's folder and record its SHA-256
    #[arg(long, value_name = "FILE")]
    copy: Option<PathBuf>,
}

impl Evidence {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        match self.command {
            Some(Command::Add(add)) => add.run(context),
            Some(Command::Check { audit }) => check(context, &audit),
            None => {
                let workspace = context.workspace()?;
                let audit = context.audit(&workspace, &self.audit.unwrap_or_default())?;
                listing::objects(context, &audit.view(), Kind::Evidence, "No evidence yet.", row)
            }
        }
    }
}

fn row(evidence: &Object) -> String {
    let text = |field: &str| evidence.text(field);
    let dated: Vec<&str> = [text("version"), text("dated")].into_iter().filter(|text| !text.is_empty()).collect();
    let copy = if evidence.lacks("file") { "" } else { "  copy " };
    format!(
        "{:<8} {:<44} {:<12} {:<18} seen {:<16} {}{copy}{}",
        evidence.label,
        text("title"),
        text("type"),
        dated.join(", "),
        text("seen"),
        text("held"),
        text("check")
    )
}

impl Add {
    fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let desk = context.desk(&audit);
        let mut fields = Fields::new();
        fields.insert("type".into(), "record".into());
        fields.insert("seen".into(), dates::moment_text(desk.now).into());
        fields.insert("seen_by".into(), desk.initials.clone().into());
        let mut given = vec![format!("title={}", self.title)];
        given.extend(self.set);
        fields.extend(Terms::of(audit.view()).fields(Kind::Evidence, None, &given).map_err(named::wrong)?);
        if fields["title"].is_empty() {
            return Err(Error::Usage("--title: say what it is, so that somebody else finds it again".to_owned()));
        }
        if let Some(source) = &self.copy {
            if !source.exists() {
                return Err(Error::NotFound(format!("there is no file {}", source.display())));
            }
            let kept = evidence::keep(&workspace, &audit.id, source)?;
            fields.insert("file".into(), kept.file.into());
            fields.insert("sha256".into(), kept.sha256.into());
        }
        let label = audit.view().state.label_for(Kind::Evidence, &desk.initials, &desk.letter);
        let at = context.at(&audit);
        let entry = audit.record(Act::make(Kind::Evidence, label.clone(), fields), at)?;
        context.say(format!("{label} {} [{entry}]", self.title))
    }
}

/// Compares every copy; one entry records all that changed since the last check.
fn check(context: &Context, id: &str) -> Result<()> {
    let workspace = context.workspace()?;
    let mut audit: OpenAudit = context.audit(&workspace, id)?;
    let day = context.at(&audit).format("%Y-%m-%d").to_string();
    let mut changes = Vec::new();
    let (mut copies, mut bad, mut unread) = (0_usize, Vec::new(), 0_usize);
    for found in audit.view().of(Kind::Evidence).filter(|found| !found.lacks("file")) {
        copies += 1;
        let checked = match evidence::check(&workspace, &audit.id, found.text("file"), found.text("sha256")) {
            Ok(checked) => checked,
            Err(why) => {
                unread += 1;
                warn(&format!("{}: {why}", found.label));
                continue;
            }
        };
        let word = checked.word();
        if checked != Checked::Unchanged {
            bad.push(format!("{} {word}", found.label));
        }
        if found.text("check").split(' ').next() != Some(word) {
            changes.push(Change::on(found.id.clone()).set("check", format!("{word} {day}")));
        }
        context.say(format!("{:<8} {word:<10} {}", found.label, found.text("file")))?;
    }
    if !changes.is_empty() {
        let at = context.at(&audit);
        audit.record(Act::Record { make: Vec::new(), set: changes }, at)?;
    }
    if !bad.is_empty() {
        return Err(Error::Tampered(format!("{}: put the copies back, or record why they changed", bad.join(", "))));
    }
    if unread > 0 {
        return Err(Error::Failed(format!("{unread} of {copies} copies could not be checked")));
    }
    context.say(format!("{copies} copies, all unchanged."))
}
