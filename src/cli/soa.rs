//! `workpaper soa`: the Statement of Applicability as the workspace holds it, and what it lacks.
//!
//! Must not know: the file's format (`exchange`), or the rules (`domain`).

use crate::context::{Context, warn};
use crate::domain::audit::Verdict;
use crate::domain::checklist::Checklist;
use crate::domain::soa::{self as rules, Entry, Implemented};
use crate::domain::soa_review::contradictions;
use crate::error::{Error, Result};
use crate::report::wrap::wrap;
use crate::store::audits::OpenAudit;
use crate::store::library::Library;
use crate::store::soa::{self, Found};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::collections::BTreeMap;

/// The checklist that holds the controls of the edition in force.
const ANNEX: &str = "iso27001-2022";

/// List the Statement of Applicability, or check it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper soa
  workpaper soa --audit IA-2026-02    with its verdict beside each control
  workpaper soa check                 what it lacks of 6.1.3 d)
The Statement is soa.toml or soa.csv in the workspace. The fields, as columns or in [[entry]] tables:
  control        A.5.18
  applicable     yes or no
  justification  why it is included, or excluded
  implemented    yes, partly, planned or no
  reference      where your own rule stands")]
pub struct Soa {
    #[command(subcommand)]
    what: Option<What>,
    /// Show this audit's verdicts beside it
    #[arg(long, value_name = "AUDIT")]
    audit: Option<String>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Name what cannot be read, lacks a reason or is not listed (exit code 3)
    #[command(after_help = "Example:
  workpaper soa check && echo \"the Statement is whole\"")]
    Check,
}

/// The listing. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Listing<'a> {
    file: String,
    version: &'a str,
    counts: BTreeMap<&'static str, usize>,
    entries: Vec<Row<'a>>,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    entry: &'a Entry,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contradiction: Option<String>,
}

impl Soa {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let Some(found) = soa::load(&workspace)? else {
            return Err(Error::NotFound(format!(
                "no Statement of Applicability here: put soa.toml or soa.csv into {} (`workpaper soa --help`)",
                workspace.root.display()
            )));
        };
        let library = Library::load(Some(&workspace), &context.homes.config);
        let annex = library.find(ANNEX).map_err(Error::NotFound)?;
        if matches!(self.what, Some(What::Check)) {
            return check(context, &found, annex, &library);
        }
        for mistake in &found.mistakes {
            warn(&format!("{}: {mistake}", found.path.display()));
        }
        let audit = self.audit.as_ref().map(|id| context.audit(&workspace, id)).transpose()?;
        list(context, &found, annex, audit.as_ref())
    }
}

fn list(context: &Context, found: &Found, annex: &Checklist, audit: Option<&OpenAudit>) -> Result<()> {
    let view = audit.map(OpenAudit::view);
    let against = view.map(|view| contradictions(&view, &found.soa)).unwrap_or_default();
    let row = |entry| -> Row<'_> {
        let entry: &Entry = entry;
        let there = view.filter(|view| view.checklist.item(&entry.control).is_some());
        let text = against.iter().find(|(control, _)| control.eq_ignore_ascii_case(&entry.control));
        Row {
            entry,
            title: annex.item(&entry.control).map_or("", |item| &item.title),
            verdict: there.map(|view| view.standing(&entry.control).verdict.word()),
            contradiction: text.map(|(_, text)| text.clone()),
        }
    };
    let entries = &found.soa.entries;
    let count = |is: fn(&Entry) -> bool| entries.iter().filter(|entry| is(entry)).count();
    let listing = Listing {
        file: found.path.display().to_string(),
        version: &found.soa.version,
        counts: BTreeMap::from([
            ("listed", entries.len()),
            ("applicable", count(|entry| entry.applicable)),
            ("excluded", count(|entry| !entry.applicable)),
            ("implemented", count(|entry| entry.applicable && entry.implemented == Implemented::Yes)),
            ("partly", count(|entry| entry.applicable && entry.implemented == Implemented::Partly)),
            ("planned", count(|entry| entry.applicable && entry.implemented == Implemented::Planned)),
            ("not_implemented", count(|entry| entry.applicable && entry.implemented == Implemented::No)),
            ("unsaid", count(|entry| entry.applicable && entry.implemented == Implemented::Unsaid)),
        ]),
        entries: entries.iter().map(row).collect(),
    };
    if context.globals.json {
        return context.say_json(&listing);
    }
    let width = context.width();
    for row in &listing.entries {
        let verdict = row.verdict.filter(|word| *word != Verdict::Open.word());
        let verdict = verdict.map(|word| format!(" [{word}]")).unwrap_or_default();
        let text = format!("{}{verdict}  {}", row.title, row.entry.words());
        context.say(wrap(&text, width, &format!("{:<9}", row.entry.control), "         ").join("\n"))?;
        if let Some(text) = &row.contradiction {
            context.say(wrap(text, width, "         ! ", "           ").join("\n"))?;
        }
    }
    let of = |name: &str| listing.counts.get(name).copied().unwrap_or(0);
    let counts = format!(
        "{} listed: {} applicable ({} implemented, {} partly, {} planned, {} not, {} unsaid), {} excluded",
        of("listed"),
        of("applicable"),
        of("implemented"),
        of("partly"),
        of("planned"),
        of("not_implemented"),
        of("unsaid"),
        of("excluded")
    );
    context.say(wrap(&counts, width, "", "").join("\n"))
}

fn check(context: &Context, found: &Found, annex: &Checklist, library: &Library) -> Result<()> {
    let others: Vec<&Checklist> = library.all().map(|(_, list)| list).filter(|list| list.id != annex.id).collect();
    let gaps = rules::check(&found.soa, annex, &others);
    let file = found.path.display().to_string();
    if context.globals.json {
        context.say_json(&serde_json::json!({ "file": file, "mistakes": found.mistakes, "gaps": gaps }))?;
    } else {
        for mistake in &found.mistakes {
            context.say(wrap(&format!("{file}: {mistake}"), context.width(), "", "  ").join("\n"))?;
        }
        for gap in &gaps {
            context.say(wrap(&gap.text, context.width(), &format!("{:<9}", gap.control), "         ").join("\n"))?;
        }
    }
    match found.mistakes.len() + gaps.len() {
        0 if context.globals.json => Ok(()),
        0 => context.say(format!("{} controls, nothing to mend", found.soa.entries.len())),
        1 => Err(Error::Found("1 thing to mend".to_owned())),
        count => Err(Error::Found(format!("{count} things to mend"))),
    }
}
