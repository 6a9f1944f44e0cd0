//! `workpaper report` and `workpaper export`: an audit or the register in any format, to a file, a folder or standard
//! output. A format is one line in [`FORMATS`].
//!
//! Must not know: any format.

mod lists;
mod made;
mod oscal;
mod out;
mod report;

use crate::context::{Context, warn};
use crate::domain::dossier::Dossier;
use crate::domain::followup::case::Book;
use crate::error::{Error, Result};
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
    Format { name: "markdown", words: "with tables", report: true, register: false, make: report::markdown },
    Format { name: "html", words: "one file, prints to PDF", report: true, register: false, make: report::html },
    Format { name: "text", words: "plain, for a mail", report: true, register: false, make: report::text },
    Format { name: "csv", words: "lists, one file each", report: false, register: true, make: lists::csv },
    Format { name: "xlsx", words: "lists, one workbook", report: false, register: true, make: lists::xlsx },
    Format { name: "json", words: "lists, one document", report: false, register: true, make: lists::json },
    Format { name: "json-schema", words: "what json holds", report: false, register: true, make: lists::schema },
    Format { name: "ciso-assistant", words: "its audit import", report: false, register: false, make: lists::ciso },
    Format { name: "oscal", words: "four models, a folder", report: false, register: false, make: oscal::documents },
];

fn named(name: &str, report: bool) -> Result<&'static Format> {
    let mut known = FORMATS.iter().filter(|format| format.report == report);
    known.find(|format| format.name == name).ok_or_else(|| {
        let told = |format: &Format| format!("{} ({})", format.name, format.words);
        let names: Vec<String> = FORMATS.iter().filter(|f| f.report == report).map(told).collect();
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
    let target = Target::of(to.output.as_deref(), to.force);
    let workspace = context.workspace()?;
    let register = context.register(&workspace)?;
    let book = Book::new(register.state(), &workspace.programme);
    let opened = audit.map(|id| context.audit(&workspace, id)).transpose()?;
    let view = opened.as_ref().map(crate::store::audits::OpenAudit::view);
    let mut dossier = Dossier::new(view, book, &workspace.programme.organisation, context.today());
    dossier.roles_only = to.roles;
    let made = (format.make)(&dossier, choices).map_err(Error::Refused)?;
    for remark in &made.remarks {
        warn(remark);
    }
    target.write(context, &workspace, made.files)
}
