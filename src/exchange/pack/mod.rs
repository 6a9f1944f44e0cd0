//! The evidence pack: an audit in one zip file. What may stand in it and where, its manifest, its sums.
//!
//! Must not know: folders, or how journals are read. Its files lie as in a workspace, so that it can also be looked at
//! unpacked; beside them the report and the lists, a manifest, and sums as `sha256sum -c` reads them.

pub mod archive;
pub mod chains;

use crate::domain::digest::sha256_hex;
use crate::domain::ident::checked_id;
use archive::{Files, Wrong};
use serde::{Deserialize, Serialize};

/// The file that says what is in it.
pub const MANIFEST: &str = "MANIFEST.toml";

/// The file with the sum of every other one.
pub const SUMS: &str = "SHA256SUMS";

const FORMAT: u32 = 1;

/// What is in a pack, and what is not. Counts are what people check; whether each file is right, the sums say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this form.
    pub format: u32,
    /// The program that made it.
    pub program: String,
    /// The audit.
    pub audit: String,
    /// The organisation audited.
    #[serde(default)]
    pub organisation: String,
    /// The clock of the latest entry in it: nothing in the pack is later.
    #[serde(default)]
    pub latest: String,
    /// What the audit refers to and what is not in it, with the reason.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Files by what they are.
    #[serde(default)]
    pub files: Count,
    /// Journal lines whose body stays behind.
    #[serde(default)]
    pub withheld: Withheld,
}

/// Files by what they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Journals of the audit.
    pub audit_journals: usize,
    /// Journals of the register.
    pub register_journals: usize,
    /// Copies of evidence.
    pub evidence: usize,
    /// Findings files.
    pub findings: usize,
    /// Reports.
    pub report: usize,
    /// Lists.
    pub lists: usize,
}

/// Journal lines whose body stays behind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// Of the audit: private lines.
    pub private: usize,
    /// Of the register: what is about other audits, or about none.
    pub register: usize,
}

const HEAD: &str = "\
# An evidence pack: one audit with its part of the register. `sha256sum -c SHA256SUMS` checks every file in it;
# `workpaper import pack FILE --into DIR` makes a workspace of it.
#
# The journals are the truth, everything else was made from them. Of some of their lines the text stays behind: of
# private lines (marked ~), which never leave, and in the register of what belongs to other audits or to none. Those
# lines keep their hash and head, so that the chain can still be checked; `workpaper verify` counts and names them.
# Report, lists and findings files are made from what is in this pack alone, as of the day of its latest entry.

";

impl Manifest {
    /// One of this program's, with nothing in it yet.
    #[must_use]
    pub fn new(audit: &str, organisation: &str) -> Self {
        let program = format!("workpaper {}", env!("CARGO_PKG_VERSION"));
        let (audit, organisation) = (audit.to_owned(), organisation.to_owned());
        Self { format: FORMAT, program, audit, organisation, ..Self::default() }
    }

    /// As it stands in the pack.
    ///
    /// # Errors
    /// Only what TOML cannot write, which these fields do not hold.
    pub fn render(&self) -> Result<String, String> {
        toml::to_string(self).map(|text| format!("{HEAD}{text}")).map_err(|why| why.to_string())
    }
}

/// Completes a pack: counts the files into the manifest, and adds it and the sums.
///
/// # Errors
/// Where a name is none that a pack may hold.
pub fn seal(mut files: Files, mut manifest: Manifest) -> Result<Files, Wrong> {
    for name in files.keys() {
        let count = &mut manifest.files;
        match place(name, &manifest.audit)? {
            Place::AuditJournal => count.audit_journals += 1,
            Place::RegisterJournal => count.register_journals += 1,
            Place::Evidence => count.evidence += 1,
            Place::Finding => count.findings += 1,
            Place::Report => count.report += 1,
            Place::List => count.lists += 1,
            Place::Single => {}
        }
    }
    let text = manifest.render().map_err(Wrong::Refused)?;
    files.insert(MANIFEST.to_owned(), text.into_bytes());
    let sums = files.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256_hex(bytes)));
    let sums: String = sums.collect();
    files.insert(SUMS.to_owned(), sums.into_bytes());
    Ok(files)
}

/// Checks a pack as it came: every file has its sum and every sum its file, each stands where such a file may, and the
/// manifest can be read. Answers with the manifest.
///
/// # Errors
/// Names the file.
pub fn open(files: &Files) -> Result<Manifest, Wrong> {
    check_sums(files)?;
    let text = text(files, MANIFEST)?;
    let manifest: Manifest =
        toml::from_str(text).map_err(|why| Wrong::Refused(format!("{MANIFEST} is not readable: {}", why.message())))?;
    if manifest.format > FORMAT {
        return Err(Wrong::Refused(format!(
            "it is in format {}, made by {}; this version knows up to {FORMAT}: use a newer workpaper",
            manifest.format, manifest.program
        )));
    }
    if checked_id(&manifest.audit).as_ref() != Ok(&manifest.audit) {
        return Err(Wrong::Refused(format!("{MANIFEST} names no audit: `{}`", manifest.audit)));
    }
    for name in files.keys() {
        place(name, &manifest.audit)?;
    }
    Ok(manifest)
}

fn text<'f>(files: &'f Files, name: &str) -> Result<&'f str, Wrong> {
    let bytes =
        files.get(name).ok_or_else(|| Wrong::Refused(format!("it holds no {name}: this is no evidence pack")))?;
    std::str::from_utf8(bytes).map_err(|_| Wrong::Refused(format!("{name} is no text")))
}

fn check_sums(files: &Files) -> Result<(), Wrong> {
    let mut summed = 0;
    for line in text(files, SUMS)?.lines() {
        let parts = line.split_once("  ").filter(|(sum, _)| sum.len() == 64);
        let (sum, name) = parts.ok_or_else(|| Wrong::Refused(format!("{SUMS}: no sum and name: `{line}`")))?;
        let bytes = files.get(name).filter(|_| name != SUMS);
        let bytes = bytes.ok_or_else(|| Wrong::Damaged(format!("{name} is missing: {SUMS} names it")))?;
        if sha256_hex(bytes) != sum {
            return Err(Wrong::Damaged(format!("{name} is not what was packed: its sum is another")));
        }
        summed += 1;
    }
    if summed + 1 == files.len() {
        return Ok(());
    }
    let sums = text(files, SUMS)?;
    let stray = files.keys().find(|name| *name != SUMS && !sums.lines().any(|line| line.get(66..) == Some(name)));
    let stray = stray.map_or("a file", String::as_str);
    Err(Wrong::Damaged(format!("{stray} was added, or is summed twice: {SUMS} does not name each file once")))
}

/// What a file of a pack is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// One of a kind: manifest, sums, conventions, checklist, Statement of Applicability.
    Single,
    /// A journal of the audit.
    AuditJournal,
    /// A journal of the register.
    RegisterJournal,
    /// A copy of evidence.
    Evidence,
    /// A findings file.
    Finding,
    /// A report.
    Report,
    /// A list.
    List,
}

/// What a file is, by its name.
///
/// # Errors
/// For a name that stands in no pack.
pub fn place(name: &str, audit: &str) -> Result<Place, Wrong> {
    let parts: Vec<&str> = name.split('/').collect();
    let ends = |file: &str, end: &str| file.len() > end.len() && file.ends_with(end);
    Ok(match parts[..] {
        [MANIFEST | SUMS | "workpaper.toml" | "soa.toml" | "soa.csv"] => Place::Single,
        ["audits", id, "checklist.toml"] if id == audit => Place::Single,
        ["audits", id, "journal", file] if id == audit && ends(file, ".jsonl") => Place::AuditJournal,
        ["audits", id, "evidence", _] if id == audit => Place::Evidence,
        ["register", "journal", file] if ends(file, ".jsonl") => Place::RegisterJournal,
        ["findings", file] if ends(file, ".toml") => Place::Finding,
        ["report", _] => Place::Report,
        ["lists", _] => Place::List,
        _ => return Err(Wrong::Refused(format!("`{name}` belongs in no evidence pack of {audit}"))),
    })
}
