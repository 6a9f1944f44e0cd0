//! `workpaper report` and `workpaper export`: an audit or the register in any format, to a file, a folder or standard
//! output.
//!
//! Must not know: any format.

mod formats;
mod lists;
mod made;
mod oscal;
mod out;
mod pack;
mod report;

use crate::context::{Context, warn};
use crate::domain::dossier::Dossier;
use crate::domain::fold::State;
use crate::domain::followup::case::Book;
use crate::error::{Error, Result};
use crate::store::workspace::Workspace;
use clap::Args;
pub(super) use formats::names;
use formats::{Format, named};
use made::Choices;
use out::{Target, Where};

/// Write the audit's report.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper report IA-2026-02
  workpaper report IA-2026-02 --format html -o report.html
For a PDF, print the HTML from a browser: it has page numbers and keeps findings together.")]
pub struct Report {
    /// The audit
    audit: String,
    /// markdown, html or text
    #[arg(long, default_value = "markdown")]
    format: String,
    #[command(flatten)]
    to: Where,
}

impl Report {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        export(context, named(&self.format, true)?, Some(&self.audit), &self.to, Choices::default())
    }
}

/// Write an audit's data, or the register's, for other programs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper export xlsx IA-2026-02 -o lists.xlsx
  workpaper export csv -o register/
  workpaper export oscal IA-2026-02 -o oscal/
  workpaper export pack IA-2026-02 -o IA-2026-02.zip
A pack is all of an audit in one file, with its journals and copied evidence; `workpaper import pack` brings it back.")]
pub struct Export {
    /// csv, xlsx, json, json-schema, oscal, ciso-assistant or pack
    format: String,
    /// The audit; the register where left out
    audit: Option<String>,
    #[command(flatten)]
    to: Where,
    /// Begin CSV files with a byte order mark, for spreadsheets that want one
    #[arg(long)]
    bom: bool,
}

impl Export {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        if self.format == "pack" {
            return pack::run(context, self.audit.as_deref(), &self.to);
        }
        let format = named(&self.format, false)?;
        if self.audit.is_none() && !format.register {
            return Err(Error::Usage(format!("export {} takes an audit: workpaper audits lists them", format.name)));
        }
        export(context, format, self.audit.as_deref(), &self.to, Choices { bom: self.bom })
    }
}

fn export(context: &Context, format: &Format, audit: Option<&str>, to: &Where, choices: Choices) -> Result<()> {
    let workspace = context.workspace()?;
    let (organisation, today) = (workspace.programme.organisation.as_str(), context.today());
    let Some(id) = audit else {
        let home = context.rows(&workspace);
        for notice in &home.notices {
            warn(notice);
        }
        let none = State::default();
        let book = Book::new(&none, &workspace.programme);
        let dossier = Dossier::of_rows(&home.rows, book, organisation, today);
        return make(context, &workspace, dossier, format, to, choices);
    };
    let register = context.register(&workspace)?;
    let book = Book::new(register.state(), &workspace.programme);
    let audit = context.audit(&workspace, id)?;
    let dossier = Dossier::new(Some(audit.view()), book, organisation, today);
    make(context, &workspace, dossier, format, to, choices)
}

fn make(
    context: &Context,
    workspace: &Workspace,
    mut dossier: Dossier<'_>,
    format: &Format,
    to: &Where,
    choices: Choices,
) -> Result<()> {
    dossier.roles_only = to.roles;
    let made = (format.make)(&dossier, choices).map_err(Error::Refused)?;
    for remark in &made.remarks {
        warn(remark);
    }
    Target::of(to.output.as_deref(), to.force).write(context, workspace, made.files)
}
