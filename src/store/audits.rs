//! An audit on disk: planned, opened, recorded in.
//!
//! Must not know: screens or flags. What may be recorded, `domain` says; this file keeps the checklist and the index
//! beside the folded journals.

use super::area::Area;
use super::files;
use super::library;
use super::soa;
use super::understood;
use super::workspace::Workspace;
use super::writer::Author;
use super::{Fault, Result};
use crate::domain::audit::{Audit, Index};
use crate::domain::checklist::{Checklist, EARLIER, Item, Section};
use crate::domain::digest::sha256_hex;
use crate::domain::entry::{Act, Change, Fields, Value};
use crate::domain::fields::Kind;
use crate::domain::fold::{Object, State};
use crate::domain::ident::{EntryRef, JournalName, ObjectId};
use crate::domain::programme::Programme;
use crate::domain::soa::Soa;
use crate::exchange::toml_error::toml_words;
use chrono::{DateTime, FixedOffset};
use std::path::Path;
use std::sync::Arc;

/// An open audit.
#[derive(Debug)]
pub struct OpenAudit {
    /// `IA-2026-02`.
    pub id: String,
    /// Its journals.
    pub area: Area,
    programme: Programme,
    soa: Option<Soa>,
    frozen: Arc<Checklist>,
    checklist: Arc<Checklist>,
    index: Index,
    notices: Vec<String>,
}

/// What a new audit needs.
#[derive(Debug, Clone)]
pub struct NewAudit {
    /// Its id, checked.
    pub id: String,
    /// The checklist, already cut down to the items in scope.
    pub checklist: Checklist,
    /// The names of the checklists it was made of.
    pub from: Vec<String>,
    /// What of the plan is known.
    pub plan: Fields,
}

/// Plans an audit: its folder, the frozen checklist, and the first entry, which bears the checklist's hash.
///
/// # Errors
/// Where the audit is there already, or the system refuses.
pub fn plan(workspace: &Workspace, author: Author, new: NewAudit, at: DateTime<FixedOffset>) -> Result<OpenAudit> {
    let folder = files::inside(&workspace.root, Path::new("audits").join(&new.id))?;
    let path = folder.join("checklist.toml");
    if path.exists() {
        return Err(Fault::found("cannot plan", &folder, "there is an audit of this id already"));
    }
    let place = workspace.place(&format!("audits/{}", new.id))?;
    files::make_folder(&place.folder, workspace.access)?;
    let text = library::frozen_text(&new.checklist, &path)?;
    files::write_whole(&path, text.as_bytes(), workspace.access)?;
    let mut fields = new.plan;
    fields.insert("checklists".into(), Value::List(new.from));
    fields.insert("checklist_sha256".into(), sha256_hex(text.as_bytes()).into());
    let mut change = Change::on(ObjectId::plan());
    change.set = fields;
    let planned = Area::open(place, author.clone()).and_then(|mut area| area.record(Act::change(change), at));
    if let Err(fault) = planned {
        // Nothing rests on the checklist yet; left behind, it would stand in the way of trying again.
        drop(std::fs::remove_file(&path));
        return Err(fault);
    }
    OpenAudit::open(workspace, &new.id, author)
}

impl OpenAudit {
    /// Opens an audit for reading and recording.
    ///
    /// # Errors
    /// Where it is not there or its checklist cannot be read.
    pub fn open(workspace: &Workspace, id: &str, author: Author) -> Result<Self> {
        Self::open_with(workspace, id, author, |text, _| toml::from_str(text))
    }

    /// The same for somebody who works in it and opens it again tomorrow: its checklist is understood once.
    ///
    /// # Errors
    /// As for [`OpenAudit::open`].
    pub fn open_to_work(workspace: &Workspace, id: &str, author: Author) -> Result<Self> {
        Self::open_with(workspace, id, author, |text, hash| {
            if let Some(list) = understood::recall(&workspace.local, hash) {
                return Ok(list);
            }
            let list = toml::from_str(text)?;
            understood::keep(&workspace.local, hash, &list);
            Ok(list)
        })
    }

    fn open_with(
        workspace: &Workspace,
        id: &str,
        author: Author,
        understand: impl FnOnce(&str, &str) -> std::result::Result<Checklist, toml::de::Error>,
    ) -> Result<Self> {
        let path = files::inside(&workspace.root, Path::new("audits").join(id).join("checklist.toml"))?;
        let Some(text) = files::read_text(&path)? else {
            return Err(Fault::new("cannot open", &path, std::io::ErrorKind::NotFound.into()));
        };
        let own_hash = sha256_hex(text.as_bytes());
        let frozen = understand(&text, &own_hash)
            .map_err(|why| Fault::found("cannot understand", &path, toml_words(&text, &why)))?;
        let (frozen, area) = (Arc::new(frozen), Area::open(workspace.place(&format!("audits/{id}"))?, author)?);
        let hash = area.state().get(&ObjectId::plan()).map(|plan| plan.text("checklist_sha256").to_owned());
        let mut notices = Vec::new();
        if hash.is_some_and(|hash| !hash.is_empty() && hash != own_hash) {
            notices.push(format!(
                "{}: changed since it was frozen: its hash is not the one in the journal",
                path.display()
            ));
        }
        let found = soa::load(workspace)?;
        if let Some(found) = found.as_ref().filter(|found| !found.mistakes.is_empty()) {
            let count = found.mistakes.len();
            notices.push(format!("{}: {count} not understood: `workpaper soa check` names each", found.path.display()));
        }
        let mut audit = Self {
            id: id.to_owned(),
            soa: found.map(|found| found.soa),
            area,
            programme: workspace.programme.clone(),
            checklist: Arc::clone(&frozen),
            frozen,
            index: Index::default(),
            notices,
        };
        audit.reindex();
        Ok(audit)
    }

    /// The checklist as it was frozen, without the items added later.
    #[must_use]
    pub fn frozen(&self) -> &Checklist {
        &self.frozen
    }

    /// The audit as its people see it.
    #[must_use]
    pub fn view(&self) -> Audit<'_> {
        Audit {
            id: &self.id,
            state: self.area.state(),
            checklist: &self.checklist,
            index: &self.index,
            programme: &self.programme,
            soa: self.soa.as_ref(),
        }
    }

    /// Records one act: durable when this returns.
    ///
    /// # Errors
    /// See [`Area::record`].
    pub fn record(&mut self, act: Act, at: DateTime<FixedOffset>) -> Result<EntryRef> {
        let made_item = matches!(&act, Act::Record { make, .. } if make.iter().any(|made| made.object == Kind::Item));
        // What others recorded meanwhile may come in with it.
        let (before, told) = (self.area.state().heads.clone(), act.clone());
        let name = self.area.record(act, at)?;
        if made_item {
            self.merge_items();
        }
        let state = self.area.state();
        let ours = |journal: &JournalName| {
            *journal == name.journal && before.get(journal).is_some_and(|seen| seen.0 + 1 == name.n)
        };
        let alone = state.heads.iter().all(|(journal, seen)| ours(journal) || before.get(journal) == Some(seen));
        if !(alone && self.index.follow(state, &told, &name)) {
            self.index = Index::new(state);
        }
        debug_assert_eq!(self.index, Index::new(state), "what follows an entry is what is made anew");
        Ok(name)
    }

    /// Reads what other sessions recorded. Returns whether anything was new.
    ///
    /// # Errors
    /// See [`Area::refresh`].
    pub fn refresh(&mut self) -> Result<bool> {
        let news = self.area.refresh()?;
        if news {
            self.reindex();
        }
        Ok(news)
    }

    fn reindex(&mut self) {
        self.merge_items();
        self.index = Index::new(self.area.state());
    }

    fn merge_items(&mut self) {
        let is_added = |item: &Object| !item.lacks("title");
        if self.checklist.items.len() != self.frozen.items.len() || self.area.state().of(Kind::Item).any(is_added) {
            self.checklist = Arc::new(with_added(&self.frozen, self.area.state()));
        }
    }

    /// What is wrong with its files, for people.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let mut all = self.area.complaints();
        all.extend(self.notices.iter().cloned());
        all
    }

    /// The journals' heads, as an issue records them: name, number, hash.
    #[must_use]
    pub fn heads(&self) -> Vec<String> {
        self.area.state().heads.iter().map(|(name, seen)| format!("{name} {} {}", seen.0, seen.1)).collect()
    }
}

/// A frozen checklist with the items added later: they stand behind the frozen ones of their section.
#[must_use]
pub fn with_added(frozen: &Checklist, state: &State) -> Checklist {
    let added: Vec<Item> = state.of(Kind::Item).filter(|o| !o.lacks("title")).map(item_of).collect();
    let mut checklist = frozen.clone();
    if added.iter().any(Item::is_earlier) {
        let (id, title) = (EARLIER.0.to_owned(), EARLIER.1.to_owned());
        checklist.sections.push(Section { id, title, controls: false });
    }
    for item in added {
        if checklist.item(&item.id).is_none() {
            let behind = checklist.items.iter().rposition(|known| known.section == item.section);
            let at = behind.map_or(checklist.items.len(), |at| at + 1);
            checklist.items.insert(at, item);
        }
    }
    checklist
}

fn item_of(object: &Object) -> Item {
    Item {
        id: object.label.clone(),
        section: object.text("section").to_owned(),
        title: object.text("title").to_owned(),
        ask: object.list("ask").to_vec(),
        see: object.list("see").to_vec(),
        test: object.list("test").to_vec(),
        pitfalls: object.list("pitfalls").to_vec(),
        links: object.list("links").to_vec(),
        earlier: object.list("earlier").to_vec(),
        ..Item::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::workspace::Homes;

    #[test]
    fn a_plan_that_could_not_be_recorded_can_be_made_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let home = || dir.path().join("home");
        let homes = Homes { state: home(), config: home(), data: home() };
        let workspace = Workspace::init(&dir.path().join("ws"), "Quillhaven", false, homes).expect("a workspace");
        let author = Author { initials: "LA".to_owned(), ..Author::default() };
        let make = || {
            let checklist = Checklist { id: "small".to_owned(), title: "Small".to_owned(), ..Checklist::default() };
            let new = NewAudit { id: "IA-2026-02".to_owned(), checklist, from: Vec::new(), plan: Fields::new() };
            plan(&workspace, author.clone(), new, chrono::Local::now().fixed_offset())
        };
        files::failing::SYNCS.with(|left| left.set(1));
        make().expect_err("the disk answers with an error");
        assert!(!workspace.root.join("audits/IA-2026-02/checklist.toml").exists(), "nothing is left in the way");
        make().expect("the same again");
    }
}
