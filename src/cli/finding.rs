//! `workpaper finding add`: a finding from lines already noted, or from nothing.
//!
//! Must not know: how lines become a finding (`domain::finding`).

use super::named::{self, Named};
use crate::context::Context;
use crate::domain::assign::Terms;
use crate::domain::dates;
use crate::domain::entry::{Act, Fields};
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::error::{Error, Result};
use crate::store::audits::OpenAudit;
use clap::{Args, Subcommand};

/// Add a finding.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  workpaper finding add IA-2026-02 --set criteria=6.1.2c2 --set \"nature=Seven risks have no owner.\"
`workpaper findings` lists them, `workpaper set` and `workpaper edit` change one.")]
pub struct Finding {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draft a finding; lines bring their quotes, evidence and samples with them
    Add(Add),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper finding add IA-2026-02 --line LA-7f3k2m9q/12 --line LA-7f3k2m9q/14 --set grade=minor
  workpaper finding add IA-2026-02 --set criteria=6.1.2c2 --set \"nature=Seven risks have no owner.\" --set evidence_items=EV-003
The fields are those of `workpaper edit`. A list field given twice grows: the requirement first, then the own rule.")]
struct Add {
    /// The audit
    audit: String,
    /// A field of the finding
    #[arg(long, value_name = "FIELD=TEXT")]
    set: Vec<String>,
    /// A line or evidence item it is made of (`workpaper show ITEM` names them)
    #[arg(long, value_name = "ENTRY")]
    line: Vec<String>,
}

impl Finding {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let Command::Add(add) = self.command;
        add.run(context)
    }
}

impl Add {
    fn run(self, context: &Context) -> Result<()> {
        if self.set.is_empty() && self.line.is_empty() {
            return Err(Error::Usage("say what was found: --set nature=\"what fails\", or --line ENTRY".to_owned()));
        }
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let desk = context.desk(&audit);
        let lines = self.line.iter().map(|name| noted(&audit, name)).collect::<Result<Vec<_>>>()?;
        let own = Terms::of(audit.view()).fields(Kind::Finding, None, &self.set).map_err(named::wrong)?;
        let mut act = if lines.is_empty() {
            let mut fields = Fields::new();
            fields.insert("observed".into(), dates::moment_text(desk.now).into());
            let label = audit.view().state.label_for(Kind::Finding, &desk.initials, &desk.letter);
            Act::make(Kind::Finding, label, fields)
        } else {
            finding::from_lines(&audit.view(), &desk, &lines, "")
        };
        let mut label = String::new();
        if let Act::Record { make, .. } = &mut act
            && let Some(made) = make.first_mut()
        {
            made.fields.extend(own);
            label.clone_from(&made.label);
        }
        let at = context.at(&audit);
        let entry = audit.record(act, at)?;
        let title = audit.view().find(&label).map_or("", finding::title);
        context.say(format!("{label} {title} [{entry}]"))
    }
}

/// A line or evidence item that is not private.
fn noted(audit: &OpenAudit, name: &str) -> Result<crate::domain::ident::ObjectId> {
    let Named::Object(id) = named::within(audit, name)? else {
        return Err(Error::NotFound(format!("`{name}` is no line of {}: give its entry", audit.id)));
    };
    match audit.area.state().get(&id) {
        Some(object) if object.text("mark") == "~" => {
            Err(Error::Refused(format!("{name} is a private line: it is never reported, so no finding rests on it")))
        }
        Some(object) if matches!(object.kind, Kind::Line | Kind::Evidence) => Ok(id),
        _ => Err(Error::NotFound(format!("`{name}` is no line and no evidence of {}", audit.id))),
    }
}
