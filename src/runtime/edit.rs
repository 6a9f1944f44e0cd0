//! An object in the person's editor: render, edit, parse, record the differences as one entry.
//!
//! Must not know: which kinds there are. A text that cannot be read back is kept and offered again: nothing typed is lost.

use super::desk::Desk;
use crate::app::effect::Outcome;
use crate::domain::assign::Terms;
use crate::domain::entry::Act;
use crate::domain::fields::spec;
use crate::domain::ident::ObjectId;
use crate::exchange::record_toml;
use crate::store::files::{self, Access};
use crate::term::Term;
use crate::term::caps;
use crate::term::editor::Editor;
use std::fs;

/// Edits one object outside.
pub(super) fn edit(desk: &mut Desk, term: &mut Term, object: &ObjectId) -> Outcome {
    match try_edit(desk, term, object) {
        Ok(outcome) => outcome,
        Err(why) => Outcome::Failed(why),
    }
}

fn try_edit(desk: &mut Desk, term: &mut Term, id: &ObjectId) -> Result<Outcome, String> {
    let audit = desk.audit.as_ref().ok_or("no audit is open")?;
    let view = audit.view();
    let object = view.state.get(id).cloned().ok_or("it is struck out or not there")?;
    let folder = desk.edit_folder();
    files::make_folder(&folder, Access::default()).map_err(|why| why.to_string())?;
    let name: String =
        id.as_str().chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    let path = folder.join(format!("{}-{name}.toml", audit.id));
    let title = format!("{} {} {}", audit.id, spec(object.kind).name, object.label);
    let fresh = record_toml::render(&Terms::of(view), object.kind, Some(&object), &title);
    // Beside the text lies what was offered: only what the person changed counts, however the object changed meanwhile.
    let beside = path.with_extension("offered");
    // A text kept because it could not be read back comes first.
    let kept = files::read_text(&path).map_err(|why| why.to_string())?;
    let offered = if kept.is_some() {
        files::read_text(&beside).map_err(|why| why.to_string())?.unwrap_or(fresh)
    } else {
        for place in [&beside, &path] {
            files::write_whole(place, fresh.as_bytes(), Access::default()).map_err(|why| why.to_string())?;
        }
        fresh
    };
    let done = || [&path, &beside].into_iter().for_each(|place| drop(fs::remove_file(place)));
    term.edit(&Editor::from_env(caps::environment), &path)
        .map_err(|why| format!("{why}. The text is kept in {}", path.display()))?;
    let text = files::read_text(&path).map_err(|why| why.to_string())?.unwrap_or_default();
    let change = match record_toml::change(&Terms::of(view), &object, &offered, &text) {
        Ok(change) => change,
        Err(mistakes) => return Ok(Outcome::Failed(format!("{}: E opens it again", mistakes.join("; ")))),
    };
    if change.is_empty() {
        done();
        return Ok(Outcome::Done("nothing changed, nothing recorded".into()));
    }
    let fields = change.set.len() + change.add.len().max(change.remove.len());
    desk.record(Act::change(change)).map_err(|why| format!("{why}. The text is kept: E opens it again"))?;
    done();
    Ok(Outcome::Done(format!("{fields} fields recorded")))
}
