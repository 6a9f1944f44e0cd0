//! The table of formats: adding one is a file of its own and a line here.
//!
//! Must not know: what a format holds, or where it goes.

use super::made::{Choices, Exported};
use super::{lists, oscal, report};
use crate::domain::dossier::Dossier;
use crate::error::{Error, Result};

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
    Format {
        name: "oscal",
        words: "OSCAL 1.1, a folder of JSON",
        report: false,
        register: false,
        make: oscal::documents,
    },
    Format { name: "ciso-assistant", words: "its audit import", report: false, register: false, make: lists::ciso },
];

/// The names of the reports, or of the other formats, with what each is.
pub fn names(report: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    let pack = ("pack", "all of an audit, with journals and evidence");
    let own = FORMATS.iter().filter(move |format| format.report == report);
    own.map(|format| (format.name, format.words)).chain((!report).then_some(pack))
}

/// A format by its name.
///
/// # Errors
/// Names those there are.
pub(super) fn named(name: &str, report: bool) -> Result<&'static Format> {
    let mut known = FORMATS.iter().filter(|format| format.report == report);
    known.find(|format| format.name == name).ok_or_else(|| {
        let told = |format: &Format| format!("{} ({})", format.name, format.words);
        let names: Vec<String> = FORMATS.iter().filter(|f| f.report == report).map(told).collect();
        Error::Usage(format!("there is no format `{name}`: {}", names.join(", ")))
    })
}
