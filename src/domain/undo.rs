//! Striking out and taking back: which entry is meant, and what stays as it is.
//!
//! Must not know: journals or keys. A session that has its journal open undoes by that (`Area::last_own`).

use super::entry::{Act, Change, Entry};
use super::fields::{Kind, spec};
use super::fold::State;
use super::ident::ObjectId;
use super::issue;

/// The latest entry that these initials recorded and that stands, the audit's first one left out.
#[must_use]
pub fn latest_of<'e>(entries: impl Iterator<Item = &'e Entry>, state: &State, initials: &str) -> Option<&'e Entry> {
    let own = entries.filter(|entry| entry.head.by == initials && !state.struck.contains_key(&entry.name()));
    own.filter(|entry| matches!(entry.act, Act::Record { .. }) && !plans(entry))
        .max_by_key(|entry| entry.head.order_key())
}

/// The entry that plans the audit bears the hash of its checklist: without it nothing could be trusted.
fn plans(entry: &Entry) -> bool {
    matches!(&entry.act, Act::Record { set, .. } if set.iter().any(|change| change.set.contains_key("checklist_sha256")))
}

/// Whether what an entry records can have been issued, so that the register has a say in striking it out: findings and
/// their references are, nothing else.
#[must_use]
pub fn may_be_issued(entry: &Entry) -> bool {
    let Act::Record { make, set } = &entry.act else { return false };
    make.iter().any(|made| made.object == Kind::Finding) || set.iter().any(|change| change.set.contains_key("ref"))
}

/// Whether an entry may be struck out.
///
/// # Errors
/// Says why not, and the way out.
pub fn check(audit: &str, entry: &Entry, state: &State, register: &State) -> Result<(), String> {
    let name = entry.name();
    if let Some(strike) = state.struck.get(&name) {
        return Err(format!("{name} is struck out already, by {strike}: `redo` takes it back"));
    }
    let Act::Record { make, set } = &entry.act else {
        return Err(format!("{name} records nothing that could be undone; a strike is taken back with `redo`"));
    };
    if plans(entry) {
        return Err(format!(
            "{name} plans the audit and bears its checklist's hash: it stays. Change the plan instead"
        ));
    }
    let made = (0..make.len()).map(|nth| ObjectId::made(&name, nth));
    let named = set.iter().filter(|change| change.set.contains_key("ref")).map(|change| change.on.clone());
    let issued = made.chain(named).find_map(|id| issue::statement_of(register, audit, &id));
    match issued {
        Some(statement) => Err(format!(
            "{name} belongs to {}, which is issued: `workpaper withdraw {}` with the reason",
            statement.label, statement.label
        )),
        None => Ok(()),
    }
}

/// Whether a strike may be taken back: what is brought back is a record. A strike brought back would strike again, past
/// what [`check`] says.
///
/// # Errors
/// Says why not, and the way out.
pub fn check_redo(entry: &Entry, state: &State) -> Result<(), String> {
    let name = entry.name();
    match &entry.act {
        Act::Strike(target) => {
            Err(format!("{name} is a strike: `redo` takes the entry that is struck, `undo` {target}"))
        }
        _ if !state.struck.contains_key(&name) => Err(format!("{name} is not struck out")),
        _ => Ok(()),
    }
}

/// What an entry did, in a line: `makes evidence EV-014 Leavers export`, `sets grade of LA-4`.
#[must_use]
pub fn describe(entry: &Entry, state: &State) -> String {
    let Act::Record { make, set } = &entry.act else { return "nothing".to_owned() };
    let name = entry.name();
    let mut parts: Vec<String> = Vec::new();
    for (nth, made) in make.iter().enumerate() {
        let id = ObjectId::made(&name, nth);
        let text = ["title", "text", "place", "which"].into_iter().filter_map(|field| made.fields.get(field));
        let text = text.map(super::entry::Value::text).find(|text| !text.is_empty()).unwrap_or_default();
        let label = if made.label.is_empty() { id.to_string() } else { made.label.clone() };
        parts.push(format!("makes {} {label} {text}", spec(made.object).name).trim_end().to_owned());
    }
    parts.extend(set.iter().map(|change| format!("sets {} of {}", fields_of(change), label(state, &change.on))));
    parts.join("; ")
}

fn fields_of(change: &Change) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in change.set.keys().chain(change.add.keys()).chain(change.remove.keys()) {
        let short = if name.starts_with("cell/") { "results" } else { name };
        if !names.contains(&short) {
            names.push(short);
        }
    }
    names.join(", ")
}

fn label(state: &State, id: &ObjectId) -> String {
    let object = state.get(id);
    match (object, id.as_item()) {
        (_, Some(item)) => item.to_owned(),
        (Some(object), _) if object.kind == Kind::Finding => super::finding::name(object).to_owned(),
        (Some(object), _) if !object.label.is_empty() => object.label.clone(),
        _ => id.to_string(),
    }
}
