//! `workpaper undo`: strikes an entry out. It stays in the journal.
//!
//! Must not know: which entries must stay (`domain::undo`).

use crate::context::{Context, warn};
use crate::domain::entry::{Act, Entry};
use crate::domain::ident::EntryRef;
use crate::domain::undo;
use crate::error::{Error, Result};
use crate::store::audits::OpenAudit;
use clap::Args;

/// Strike out an entry: yours recorded last, or the one named. Nothing is erased; `redo` takes it back.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper undo IA-2026-02
  workpaper undo IA-2026-02 LA-7f3k2m9q/12")]
pub struct Undo {
    /// The audit
    audit: String,
    /// The entry; your latest where left out
    entry: Option<String>,
}

/// An entry by its name.
pub(super) fn entry(audit: &OpenAudit, text: &str) -> Result<Entry> {
    let wanted: EntryRef = text.parse().map_err(|why| Error::Usage(format!("{why}")))?;
    let found = audit.area.entries()?.into_iter().find(|entry| entry.name() == wanted);
    found.ok_or_else(|| Error::NotFound(format!("{} holds no entry {wanted}", audit.id)))
}

impl Undo {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let initials = audit.area.author().initials.clone();
        let struck = match &self.entry {
            Some(text) => entry(&audit, text)?,
            None => undo::latest_of(audit.area.entries()?.iter(), audit.area.state(), &initials)
                .cloned()
                .ok_or_else(|| Error::NotFound(format!("{initials} has nothing in {} to undo", audit.id)))?,
        };
        let register = context.register(&workspace)?;
        let may = undo::check(&audit.id, &struck, audit.area.state(), register.state());
        may.map_err(Error::Refused)?;
        let (name, words) = (struck.name(), undo::describe(&struck, audit.area.state()));
        let before = audit.area.state().orphans.clone();
        let at = context.at(&audit);
        audit.record(Act::Strike(name.clone()), at)?;
        for (object, by) in audit.area.state().orphans.iter().filter(|orphan| !before.contains(orphan)) {
            warn(&format!("{by} changes {object}, which is struck out now: it has no effect until redo"));
        }
        let id = &audit.id;
        context.say(format!("{name} is struck out: {words}. Back again: workpaper redo {id} {name}"))
    }
}
