//! `workpaper report` and `workpaper export`: an audit or the register in any format, to a file, a folder or standard
//! output. A format is one line in [`FORMATS`].
//!
//! Must not know: any format.

mod lists;
mod made;
mod out;

use crate::context::{Context, warn};
use crate::domain::dossier::Dossier;
use crate::domain::fold::State;
use crate::domain::followup::case::Book;
use crate::error::{Error, Result};
use crate::store::snapshot;
use crate::store::workspace::Workspace;
use clap::Args;
pub use made::{Choices, Exported};
use out::Target;
use std::path::PathBuf;

/// One way out.
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// In a few words.
    pub words: &'static str,
    /// Whether it is a report for people to read, or data.
    pub report: bool,
    /// Whether it goes out without an audit: the register alone.
    pub register: bool,
    /// Makes it.
    pub make: fn(&Dossier<'_>, Choices) -> std::result::Result<Exported, String>,
}

/// All formats. What is read off the disk besides the journals' words (copied evidence, the journals themselves) has a
/// command of its own: the pack.
pub static FORMATS: &[Format] = &[
    Format { name: "csv", words: "lists, one file each", report: false, register: true, make: lists::csv },
    Format { name: "xlsx", words: "lists, one workbook", report: false, register: true, make: lists::xlsx },
    Format { name: "json", words: "lists, one document", report: false, register: true, make: lists::json },
    Format { name: "json-schema", words: "what json holds", report: false, register: true, make: lists::schema },
    Format { name: "ciso-assistant", words: "its audit import", report: false, register: false, make: lists::ciso },
];

fn named(name: &str, report: bool) -> Result<&'static Format> {
    let mut known = FORMATS.iter().filter(|format| format.report == report);
    known.find(|format| format.name == name).ok_or_else(|| {
        let there = FORMATS.iter().filter(|format| format.report == report);
        let names: Vec<String> = there.map(|format| format!("{} ({})", format.name, format.words)).collect();
        Error::Usage(format!("there is no format `{name}`: {}", names.join(", ")))
    })
}

/// Where it goes, and what it may replace.
#[derive(Debug, Args)]
struct Where {
    /// The file or folder; `-` is standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
    /// Roles in place of initials and names
    #[arg(long)]
    roles: bool,
}

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
  workpaper export oscal IA-2026-02 -o oscal/")]
pub struct Export {
    /// The format
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
        let home = snapshot::register(&workspace, &context.author());
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
