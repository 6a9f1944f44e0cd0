//! `workpaper nc add`: a nonconformity from another source, or from another workspace's findings file.
//!
//! Must not know: what a complete one needs.

use super::entry::{given, keep, words};
use crate::context::Context;
use crate::domain::entry::Value;
use crate::domain::followup::case::Book;
use crate::domain::followup::record::{Desk, add};
use crate::error::{Error, Result};
use crate::exchange::finding_toml;
use crate::store::files;
use clap::Args;
use std::path::PathBuf;

/// Enter a nonconformity from an external audit, incident, management review, complaint or monitoring. It gets a
/// reference of its own, which is never used again.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper nc add --source incident --source-ref INC-77 --grade minor --title \"badge lent\" --criteria A.7.2 \\
    --requirement \"badges are personal (Site Rules 3)\" --evidence \"door log, 30 June\" --nature \"two people, one badge\"
  workpaper nc add --file ../group/findings/IA-2026-02-F01.toml --source internal-audit")]
pub(super) struct Add {
    /// internal-audit, external-audit, incident, management-review, complaint, monitoring or other
    #[arg(long)]
    source: Option<String>,
    /// Its reference there
    #[arg(long, value_name = "NUMBER")]
    source_ref: Option<String>,
    /// As the programme's scale names it
    #[arg(long)]
    grade: Option<String>,
    /// A few words for lists
    #[arg(long)]
    title: Option<String>,
    /// The requirement, as in A.5.18; repeat it for more
    #[arg(long, value_name = "CRITERION")]
    criteria: Vec<String>,
    /// What is demanded
    #[arg(long)]
    requirement: Option<String>,
    /// What was seen
    #[arg(long)]
    evidence: Option<String>,
    /// In what way the requirement is not met; `-` reads standard input
    #[arg(long)]
    nature: Option<String>,
    /// Where it was found
    #[arg(long)]
    process: Option<String>,
    /// The role responsible
    #[arg(long)]
    owner: Option<String>,
    /// The day it was raised (else today)
    #[arg(long, value_name = "DATE")]
    raised: Option<String>,
    /// By when it is due (else the grade's days)
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// Take it from a findings file of another workspace; other options stand before what the file says
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// What is taken of a findings file.
const TAKEN: &[&str] =
    &["grade", "title", "criteria", "requirement", "evidence", "nature", "process", "auditee_view", "raised", "due"];

impl Add {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let criteria = Some(self.criteria.join("\n")).filter(|text| !text.is_empty());
        let mut fields = given(vec![
            ("source", self.source),
            ("source_ref", self.source_ref),
            ("grade", self.grade),
            ("title", self.title),
            ("criteria", criteria),
            ("requirement", self.requirement),
            ("evidence", self.evidence),
            ("nature", self.nature.map(words).transpose()?),
            ("process", self.process),
            ("owner", self.owner),
            ("raised", self.raised),
            ("due", self.due),
        ]);
        if let Some(path) = self.file {
            let text = files::read_text(&path)?
                .ok_or_else(|| Error::NotFound(format!("{}: there is no such file", path.display())))?;
            let read = finding_toml::read(&text).map_err(|why| Error::Refused(format!("{}: {why}", path.display())))?;
            let mut take = |name: &'static str, from: &str| {
                let found = read.get(from).map(|value: &Value| value.list().join("\n")).filter(|text| !text.is_empty());
                if let Some(text) = found.filter(|_| !fields.iter().any(|(known, _)| *known == name)) {
                    fields.push((name, text));
                }
            };
            for name in TAKEN {
                take(name, name);
            }
            take("source", "source");
            take("source_ref", "ref");
            // What an audit issued says which audit, and no source.
            if !fields.iter().any(|(name, _)| *name == "source") {
                fields.push(("source", "internal-audit".to_owned()));
            }
        }
        let workspace = context.workspace()?;
        let mut register = context.register(&workspace)?;
        let desk = Desk { today: context.today(), name: &register.author().name };
        let book = Book::new(register.state(), &workspace.programme);
        let said = add(&book, &fields, desk).map_err(Error::Refused)?;
        let label = said.act.labels().next().unwrap_or_default().to_owned();
        keep(context, &workspace, &mut register, said, &label)
    }
}
