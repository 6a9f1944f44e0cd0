//! `workpaper verify`: whether everything stands on disk as it was written.
//!
//! Must not know: how a journal is checked (`store::verify`). A change is named with file and line; what is merely worth
//! knowing is a note and changes no exit code.

use crate::context::Context;
use crate::context::progress::Bar;
use crate::domain::followup::case::Book;
use crate::domain::ident::checked_id;
use crate::error::{Error, Result};
use crate::exchange::finding_toml::Found;
use crate::store::area::Area;
use crate::store::beside;
use crate::store::findings;
use crate::store::verify::{self, Doubt};
use crate::store::watch::{Watch, count};
use crate::store::workspace::Workspace;
use clap::Args;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Check journals, frozen checklists and evidence copies against each other. Ends with 3 where something changed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper verify
  workpaper verify IA-2026-02
  workpaper verify register --json
It reads and changes nothing. A large workspace takes a while: how far it is stands on a terminal's standard error.")]
pub struct Verify {
    /// An audit, or `register`; everything where left out
    #[arg(value_name = "AUDIT|register")]
    area: Option<String>,
}

/// What was found. Part of the stable contract of `--json`.
#[derive(Debug, Default, Serialize)]
struct Report {
    areas: Vec<Checked>,
    faults: Vec<Fault>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Checked {
    area: String,
    /// Journal files.
    journals: u32,
    /// Their lines that are sound in themselves, headers included.
    entries: u32,
    /// Those of them whose text was withheld from this copy: no damage, and not the whole.
    withheld: u32,
    sound: bool,
}

#[derive(Debug, Serialize)]
struct Fault {
    area: String,
    file: String,
    line: Option<u32>,
    what: String,
}

impl Verify {
    /// Runs it.
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut report = Report::default();
        let mut accounts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut bar = Bar::begin();
        for name in self.areas(&workspace)? {
            let mut watch = |done, of, what: &str| bar.step(done, of, what);
            check(context, &workspace, &name, (&mut report, &mut accounts), &mut watch)?;
        }
        drop(bar);
        for (initials, users) in accounts.into_iter().filter(|(_, users)| users.len() > 1) {
            let users: Vec<String> = users.into_iter().collect();
            report.notes.push(format!("{initials} was used by several accounts: {}", users.join(", ")));
        }
        report.notes.sort();
        report.notes.dedup();
        tell(context, &report)?;
        let Some(first) = report.faults.first() else { return Ok(()) };
        let place = first.line.map_or_else(|| first.file.clone(), |line| format!("{}: line {line}", first.file));
        let more = if report.faults.len() == 1 { String::new() } else { format!(" ({} in all)", report.faults.len()) };
        Err(Error::Tampered(format!(
            "not as it was written: {place}{more}. Compare with a copy: another clone, the git history, a backup"
        )))
    }

    /// The areas to look at: also those that this account remembers and that are gone.
    fn areas(&self, workspace: &Workspace) -> Result<Vec<String>> {
        let remembered = workspace.local.areas()?;
        let mut names: BTreeSet<String> = remembered.iter().cloned().collect();
        names.extend(workspace.audit_ids()?.into_iter().map(|id| format!("audits/{id}")));
        if workspace.place("register")?.folder.is_dir() {
            names.insert("register".to_owned());
        }
        let Some(wanted) = &self.area else { return Ok(names.into_iter().collect()) };
        if wanted.eq_ignore_ascii_case("register") {
            return Ok(vec!["register".to_owned()]);
        }
        let name = format!("audits/{}", checked_id(wanted).map_err(|why| Error::NotFound(why.to_string()))?);
        if names.contains(&name) {
            return Ok(vec![name]);
        }
        Err(Error::NotFound(format!("no audit {wanted} here; there are: {}", workspace.audit_ids()?.join(", "))))
    }
}

fn check(
    context: &Context,
    workspace: &Workspace,
    name: &str,
    (report, accounts): (&mut Report, &mut BTreeMap<String, BTreeSet<String>>),
    watch: &mut Watch<'_>,
) -> Result<()> {
    let place = workspace.place(name)?;
    // Git keeps no empty folders: a register in which nothing was ever recorded need not be there.
    let never = name == "register" && place.local.recall(name)?.is_empty() && !place.folder.is_dir();
    let (mut doubts, mut journals, mut entries, mut withheld) = (Vec::new(), 0, 0, 0);
    if !never {
        match verify::check_watched(&place, watch) {
            Ok(found) => {
                (doubts, journals, entries) = (found.doubts, found.journals, found.entries);
                withheld = found.withheld;
                report.notes.extend(found.notes);
            }
            Err(fault) => doubts.push(beside::of_fault(&fault)),
        }
    }
    match Area::open_watched(place, context.author(), watch) {
        Err(fault) => doubts.push(beside::of_fault(&fault)),
        Ok(area) => {
            for journal in area.journals() {
                let Some(header) = &journal.header else { continue };
                for by in &journal.hands {
                    accounts.entry(by.clone()).or_default().insert(header.os_user.clone());
                }
            }
            match name.strip_prefix("audits/") {
                Some(id) => doubts.extend(beside::check(workspace, id, &area)),
                None => report.notes.extend(files_notes(workspace, &area, watch)?),
            }
        }
    }
    report.areas.push(Checked { area: name.to_owned(), journals, entries, withheld, sound: doubts.is_empty() });
    report.faults.extend(doubts.into_iter().map(|doubt| fault(name, doubt)));
    Ok(())
}

fn fault(area: &str, doubt: Doubt) -> Fault {
    Fault { area: area.to_owned(), file: doubt.file.display().to_string(), line: doubt.line, what: doubt.what }
}

/// Findings files that are not as the register has them: worth knowing, and no fault, because they are derived.
fn files_notes(workspace: &Workspace, register: &Area, watch: &mut Watch<'_>) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    let book = Book::new(register.state(), &workspace.programme);
    let of = count(book.statements().count());
    for (nth, case) in book.cases().enumerate() {
        watch(count(nth), of, &case.statement.label);
        let what = match findings::examine(workspace, register, &case)? {
            Some(Found::Untouched) => continue,
            Some(Found::Edited(_)) => "edited by hand: `workpaper adopt` shows what differs".to_owned(),
            Some(Found::Unreadable(why)) => format!("edited by hand and not readable: {why}"),
            Some(Found::Conflicted) => "a merge left its marks in it: `workpaper rebuild` makes it anew".to_owned(),
            None => "missing: `workpaper rebuild` makes it".to_owned(),
        };
        notes.push(format!("{}: {what}", findings::path(workspace, case.statement)?.display()));
    }
    for stray in findings::strays(workspace, register)? {
        notes.push(format!("{}: belongs to no issued finding", stray.display()));
    }
    Ok(notes)
}

fn tell(context: &Context, report: &Report) -> Result<()> {
    if context.globals.json {
        return context.say_json(report);
    }
    for area in &report.areas {
        let sound = if area.sound { "as written" } else { "NOT as written" };
        let withheld = if area.withheld == 0 { String::new() } else { format!(", withheld {}", area.withheld) };
        context.say(format!(
            "{:<24} {sound:<14}  journals {}, lines {}{withheld}",
            area.area, area.journals, area.entries
        ))?;
    }
    for fault in &report.faults {
        let line = fault.line.map(|line| format!(" line {line}:")).unwrap_or_default();
        context.say(format!("fault: {}:{line} {}", fault.file, fault.what))?;
    }
    for note in &report.notes {
        context.say(format!("note:  {note}"))?;
    }
    Ok(())
}
