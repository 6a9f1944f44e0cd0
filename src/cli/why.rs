//! `workpaper why`: what each number of a finding rests on, down to the line of the journal.
//!
//! Must not know: how grounds are found (`domain::why`).

use super::named::{self, Named};
use crate::context::Context;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::fold::Stamp;
use crate::domain::issue;
use crate::domain::why::{self, Ground};
use crate::error::{Error, Result};
use crate::store::audits::OpenAudit;
use crate::store::workspace::Workspace;
use clap::Args;
use serde::Serialize;

/// Lead every number of a finding back to what was recorded, with file and line.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper why IA-2026-02-F01
  workpaper why LA-4 --audit IA-2026-02 --json")]
pub struct Why {
    /// The finding: reference or label
    #[arg(value_name = "FINDING")]
    reference: String,
    /// The audit it belongs to
    #[arg(long, value_name = "AUDIT")]
    audit: Option<String>,
}

/// Where something was recorded.
#[derive(Debug, Serialize)]
struct Source {
    what: String,
    linked: bool,
    by: String,
    at: String,
    entry: String,
    file: String,
    line: u32,
}

/// A number and its sources. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Row {
    field: &'static str,
    number: String,
    rests_on: Vec<Source>,
}

fn source(workspace: &Workspace, audit: &OpenAudit, what: &str, linked: bool, stamp: &Stamp) -> Source {
    let (path, line) = audit.area.line_of(&stamp.entry).unwrap_or_default();
    let file = path.strip_prefix(&workspace.root).unwrap_or(&path).display().to_string();
    let (by, entry) = (stamp.by.clone(), stamp.entry.to_string());
    Source { what: what.to_owned(), linked, by, at: stamp.at.to_rfc3339(), entry, file, line }
}

impl Source {
    fn words(&self) -> String {
        let at = self.at.get(..16).unwrap_or(&self.at).replace('T', " ");
        let noted = if self.linked { "" } else { " (not linked)" };
        format!("    {}{noted}\n      {} {at}  {}:{}", self.what, self.by, self.file, self.line)
    }
}

impl Why {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let (audit, named) = named::find(context, &workspace, &self.reference, self.audit.as_deref())?;
        let view = audit.view();
        let found = match &named {
            Named::Object(id) => view.state.get(id).filter(|object| object.kind == Kind::Finding),
            _ => None,
        };
        let finding = found.ok_or_else(|| {
            Error::NotFound(format!("`{}` is no finding: `workpaper findings` lists them", self.reference))
        })?;
        let register = context.register(&workspace)?;
        // Once issued, the statement's words count, and they may have been revised.
        let stated = issue::statement_of(register.state(), &audit.id, &finding.id).unwrap_or(finding);
        let texts = ["evidence", "nature"].map(|field| (field, stated.text(field)));
        let sourced = |ground: &Ground| source(&workspace, &audit, &ground.words, ground.linked, &ground.stamp);
        let rows: Vec<Row> = why::claims(&view, finding, &texts)
            .into_iter()
            .map(|claim| Row {
                field: claim.field,
                rests_on: claim.grounds.iter().map(sourced).collect(),
                number: claim.words,
            })
            .collect();
        let links: Vec<Source> = why::links(&view, finding)
            .iter()
            .map(|link| source(&workspace, &audit, &link.words, true, &link.stamp))
            .collect();
        let name = finding::name(finding);
        if context.globals.json {
            let all = serde_json::json!({ "ref": name, "audit": audit.id, "numbers": rows, "links": links });
            return context.say_json(&all);
        }
        context.say(format!("{name}  {}", finding::title(stated)))?;
        if rows.is_empty() {
            context.say("  No number stands in its evidence or nature.")?;
        }
        for row in &rows {
            if row.rests_on.is_empty() {
                context.say(format!("  {} says {}: rests on nothing recorded here", row.field, row.number))?;
                continue;
            }
            context.say(format!("  {} says {}", row.field, row.number))?;
            for source in &row.rests_on {
                context.say(source.words())?;
            }
        }
        context.say("  Links")?;
        for link in &links {
            context.say(link.words())?;
        }
        Ok(())
    }
}
