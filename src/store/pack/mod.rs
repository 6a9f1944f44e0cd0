//! An evidence pack as it goes out: what of the workspace is in it.
//!
//! Must not know: how report and lists are made. What goes out is read again and folded before anything is made from it:
//! so nothing that stays behind can show up in what is made.

mod take;

pub use take::{Incoming, Taken, Trouble, add, begin};

use super::area::Area;
use super::audits::{OpenAudit, with_added};
use super::beside;
use super::evidence::{self, Checked};
use super::findings;
use super::journal;
use super::soa;
use super::verify;
use super::workspace::{MARKER, Workspace};
use super::{Fault, Result, files, line};
use crate::domain::audit::{Audit, Index};
use crate::domain::checklist::Checklist;
use crate::domain::entry::{Act, Entry};
use crate::domain::fields::Kind;
use crate::domain::fold::State;
use crate::domain::followup::case::Book;
use crate::domain::programme::Programme;
use crate::domain::soa::Soa;
use crate::domain::withhold::{self, Part};
use crate::exchange::finding_toml::{self, Found};
use crate::exchange::pack::Manifest;
use crate::exchange::pack::archive::Files;
use chrono::{DateTime, FixedOffset};

/// What goes out, before report and lists are made from it.
#[derive(Debug)]
pub struct Packed {
    /// The files.
    pub files: Files,
    /// What is in it, and what is not.
    pub manifest: Manifest,
    /// The clock of the latest entry.
    pub latest: DateTime<FixedOffset>,
    /// What is worth knowing, for the person.
    pub remarks: Vec<String>,
    id: String,
    state: State,
    register: State,
    checklist: Checklist,
    index: Index,
    programme: Programme,
    soa: Option<Soa>,
}

impl Packed {
    /// The audit as whoever gets the pack will see it.
    #[must_use]
    pub fn view(&self) -> Audit<'_> {
        Audit {
            id: &self.id,
            state: &self.state,
            checklist: &self.checklist,
            index: &self.index,
            programme: &self.programme,
            soa: self.soa.as_ref(),
        }
    }

    /// The register as they will see it.
    #[must_use]
    pub const fn book(&self) -> Book<'_> {
        Book::new(&self.register, &self.programme)
    }
}

/// Gathers what of an audit and of the register goes out.
///
/// # Errors
/// Where the journals are not as they were written, or hold what only a later version can judge: a pack would carry that
/// on. The system's answer, with the path.
pub fn gather(workspace: &Workspace, audit: &OpenAudit, register: &Area) -> Result<Packed> {
    for area in [&audit.area, register] {
        check_sound(area)?;
    }
    let id = &audit.id;
    let mut out = Files::new();
    let mut manifest = Manifest::new(id, &workspace.programme.organisation);
    let entries = audit.area.entries()?;
    let part = withhold::of_audit(&entries, audit.area.state());
    let own = journals(&audit.area, &entries, &part, &mut out)?;
    let entries = register.entries()?;
    let part = withhold::of_register(&entries, id);
    let followed = journals(register, &entries, &part, &mut out)?;
    let latest = own.iter().chain(&followed).map(|entry| entry.head.at).max();
    let Some(latest) = latest else {
        return Err(Fault::found("cannot pack", &audit.area.place().folder, "nothing is recorded in this audit"));
    };
    let withheld = |entries: &[Entry]| entries.iter().filter(|entry| entry.act == Act::Withheld).count();
    (manifest.withheld.private, manifest.withheld.register) = (withheld(&own), withheld(&followed));
    manifest.latest = latest.to_rfc3339();
    let (state, book) = (State::fold(&own), State::fold(&followed));
    let checklist = with_added(audit.frozen(), &state);
    let mut packed = Packed {
        files: out,
        manifest,
        latest,
        remarks: Vec::new(),
        id: id.clone(),
        index: Index::new(&state),
        state,
        register: book,
        checklist,
        programme: workspace.programme.clone(),
        soa: soa::load(workspace)?.map(|found| found.soa),
    };
    packed.single_files(workspace)?;
    packed.evidence(workspace)?;
    packed.findings(workspace, register)?;
    Ok(packed)
}

fn check_sound(area: &Area) -> Result<()> {
    let folder = &area.place().folder;
    if let Some(why) = area.read_only() {
        return Err(Fault::found("cannot pack", folder, why));
    }
    let found = verify::check(area.place())?;
    let Some(first) = found.first() else { return Ok(()) };
    let why = format!("it is not as it was written: {first}. `workpaper verify` names all of it: mend it first");
    Err(Fault::found("cannot pack", folder, why))
}

/// The journals of an area as they go out. Answers with their entries, read again from what goes out.
fn journals(area: &Area, all: &[Entry], part: &Part, out: &mut Files) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for journal in area.journals() {
        let Some(last) = part.reach.get(&journal.name) else { continue };
        let fault = |why: String| Fault::found("cannot pack", &journal.path, why);
        let bytes = files::read(&journal.path)?.unwrap_or_default();
        let mut packed = Vec::new();
        let going = all.iter().filter(|entry| entry.journal == journal.name && entry.head.n <= *last);
        for (entry, line) in going.zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
            let content = line.strip_suffix(b"\n").unwrap_or(line);
            let redacted = area.state().redacted.contains_key(&entry.name());
            let content = match &entry.act {
                _ if part.withheld.contains(&entry.place()) => line::withheld(content).map_err(fault)?,
                // Recorded as redacted, and not blanked yet: the text must not get out for that.
                Act::Record { .. } if redacted => line::blanked(content).map_err(fault)?,
                _ => content.to_vec(),
            };
            packed.extend(content);
            packed.push(b'\n');
        }
        let (again, read) = journal::parse(journal.name.clone(), &journal.path, &packed);
        if again.problem.is_some() || again.head().map(|head| head.0) != Some(*last) {
            return Err(fault("it was changed while it was read: repeat".to_owned()));
        }
        entries.extend(read);
        out.insert(format!("{}/journal/{}.jsonl", area.place().name, journal.name), packed);
    }
    Ok(entries)
}

impl Packed {
    /// Conventions, checklist and Statement of Applicability, as they stand.
    fn single_files(&mut self, workspace: &Workspace) -> Result<()> {
        let checklist = format!("audits/{}/checklist.toml", self.id);
        for name in [MARKER, &checklist, "soa.toml", "soa.csv"] {
            if let Some(bytes) = files::read(&files::inside(&workspace.root, name)?)? {
                self.files.insert(name.to_owned(), bytes);
            }
        }
        if let Some(doubt) = beside::check_checklist(workspace, &self.id, &self.state) {
            return Err(Fault::found("cannot pack", &doubt.file, doubt.what));
        }
        Ok(())
    }

    /// Copies of evidence, those that are what was copied.
    fn evidence(&mut self, workspace: &Workspace) -> Result<()> {
        for item in self.state.of(Kind::Evidence) {
            let Some(path) = beside::copy(workspace, &self.id, item)? else { continue };
            let (file, sha256) = (item.text("file"), item.text("sha256"));
            let name = format!("audits/{}/{file}", self.id);
            let bytes = match evidence::check(workspace, &self.id, file, sha256)? {
                Checked::Unchanged if file.starts_with("evidence/") => files::read(&path)?,
                _ => None,
            };
            match bytes {
                Some(bytes) => drop(self.files.insert(name, bytes)),
                None => {
                    self.manifest.missing.push(format!("the copy of {}: there is none as it was recorded", item.label));
                }
            }
        }
        self.remarks.extend(self.manifest.missing.iter().map(|what| format!("not in the pack: {what}")));
        Ok(())
    }

    /// The findings files, made anew.
    fn findings(&mut self, workspace: &Workspace, register: &Area) -> Result<()> {
        let heads = findings::heads_of(&self.register);
        let there = Book::new(register.state(), &workspace.programme);
        let (mut made, mut remarks) = (Files::new(), Vec::new());
        for case in self.book().cases() {
            let name = format!("findings/{}", findings::file_name(case.statement));
            let text = finding_toml::render(&case, &heads);
            let original = register.state().get(&case.statement.id).map(|statement| there.case(statement));
            let found = original.map(|case| findings::examine(workspace, register, &case)).transpose()?.flatten();
            if matches!(found, Some(Found::Edited(_) | Found::Unreadable(_))) {
                remarks.push(format!(
                    "{name} was edited by hand: the pack holds it as the register has it; `workpaper adopt` takes it in"
                ));
            }
            made.insert(name, text.into_bytes());
        }
        self.files.append(&mut made);
        self.remarks.append(&mut remarks);
        Ok(())
    }
}
