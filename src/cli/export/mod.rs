//! `workpaper report` and `workpaper export`: an audit or the register in any format, to a file, a folder or standard
//! output. A format is one line in [`FORMATS`].
//!
//! Must not know: any format.

mod out;
mod pack;

use crate::context::{Context, warn};
use crate::domain::dossier::Dossier;
use crate::domain::followup::case::Book;
use crate::error::{Error, Result};
use clap::Args;
use out::Target;
use std::path::PathBuf;

/// One file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its name, where the export goes into a folder.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What became of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// The files, at least one.
    pub files: Vec<Made>,
    /// What the format cannot hold, for the person, counted.
    pub remarks: Vec<String>,
}

/// What the person may choose beside the format.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choices {
    /// A byte order mark before CSV.
    pub bom: bool,
}

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
pub static FORMATS: &[Format] = &[];

fn named(name: &str, report: bool) -> Result<&'static Format> {
    let mut known = FORMATS.iter().filter(|format| format.report == report);
    known.find(|format| format.name == name).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().filter(|f| f.report == report).map(|f| f.name).collect();
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
  workpaper export oscal IA-2026-02 -o oscal/
  workpaper export pack IA-2026-02 -o IA-2026-02.zip
A pack is all of an audit in one file, with its journals and copied evidence; `workpaper import pack` brings it back.")]
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
