//! Which entries leave with an audit: all of its own but for private lines, and of the register those about it.
//!
//! Must not know: how a line is written without its body, or what is made of the rest.
//!
//! A line that bears `~` counts as private with every word it ever had, also where it was struck. One whose `~` was taken
//! away is public, unless its words were changed too: then what it said in private would be read in its first entry.

use super::entry::{Act, Change, Entry, Fields, Value};
use super::fields::{Kind, Shape, spec};
use super::fold::{Object, State};
use super::ident::{EntryRef, JournalName, ObjectId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What of an area's journals leaves. Entries are named by their places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Entries whose body stays behind.
    pub withheld: HashSet<EntryRef>,
    /// The last number of each journal that leaves; one that is not named stays behind altogether.
    pub reach: BTreeMap<JournalName, u32>,
}

/// What of an audit's area leaves: everything but the words of private lines.
#[must_use]
pub fn of_audit(entries: &[Entry], state: &State) -> Part {
    let private = private_lines(entries, state);
    let mut part = Part::default();
    for entry in entries {
        let furthest = part.reach.entry(entry.journal.clone()).or_default();
        *furthest = entry.head.n.max(*furthest);
        if reveals(entry, &private) {
            part.withheld.insert(entry.place());
        }
    }
    part
}

fn private_lines(entries: &[Entry], state: &State) -> HashSet<ObjectId> {
    let mut said: HashMap<ObjectId, Vec<&Fields>> = HashMap::new();
    let mut marked: HashSet<ObjectId> = HashSet::new();
    for entry in entries {
        let Act::Record { make, set } = &entry.act else { continue };
        let made = make.iter().enumerate().filter(|(_, made)| made.object == Kind::Line);
        let made = made.map(|(nth, made)| (ObjectId::made(&entry.name(), nth), &made.fields));
        for (id, fields) in made.chain(set.iter().map(|change| (change.on.clone(), &change.set))) {
            if fields.get("mark").is_some_and(|mark| mark.text() == "~") {
                marked.insert(id.clone());
            }
            said.entry(id).or_default().push(fields);
        }
    }
    marked.retain(|id| !state.get(id).is_some_and(|line| is_public_now(line, &said[id])));
    marked
}

/// Whether a line that was private is so no longer, and said then what it says now.
fn is_public_now(line: &Object, said: &[&Fields]) -> bool {
    let mark = line.fields.get("mark");
    let open =
        mark.is_some_and(|mark| mark.value.text() != "~" && mark.rivals.iter().all(|rival| rival.value.text() != "~"));
    let in_words = |name: &str| {
        let shape = spec(Kind::Line).field(name).map(|field| field.shape);
        name != "mark" && matches!(shape, Some(Shape::Line | Shape::Text) | None)
    };
    let kept = |name: &str, value: &Value| line.fields.get(name).is_some_and(|field| *field.value == *value);
    let mut words = said.iter().flat_map(|fields| fields.iter()).filter(|(name, _)| in_words(name));
    open && words.all(|(name, value)| value.is_empty() || kept(name, value))
}

/// Whether an entry holds words of a private line, or is about nothing else.
fn reveals(entry: &Entry, private: &HashSet<ObjectId>) -> bool {
    let Act::Record { make, set } = &entry.act else { return false };
    let makes = (0..make.len()).any(|nth| private.contains(&ObjectId::made(&entry.name(), nth)));
    let about = |change: &&Change| private.contains(&change.on);
    makes
        || set.iter().filter(about).any(says_words)
        || (make.is_empty() && !set.is_empty() && set.iter().all(|change| about(&change)))
}

/// Whether a change of a line sets more than links.
fn says_words(change: &Change) -> bool {
    let names = change.set.keys().chain(change.add.keys()).chain(change.remove.keys());
    let is_link = |name: &String| {
        let shape = spec(Kind::Line).field(name).map(|field| field.shape);
        matches!(shape, Some(Shape::Ref(_) | Shape::Refs(_)))
    };
    !names.into_iter().all(is_link)
}

/// What of the register leaves with an audit: the entries about its statements alone, and as much of the journals as
/// they stand in or had seen; the rest of those goes without bodies, so that every chain and memory still holds.
#[must_use]
pub fn of_register(entries: &[Entry], audit: &str) -> Part {
    let own = own_entries(entries, audit);
    let mut part = Part::default();
    let mut journals: HashMap<&JournalName, Vec<&Entry>> = HashMap::new();
    let mut wanted: Vec<(JournalName, u32)> = Vec::new();
    for entry in entries {
        journals.entry(&entry.journal).or_default().push(entry);
        if own.contains(&entry.name()) {
            wanted.push((entry.journal.clone(), entry.head.n));
        }
    }
    // What was seen by those who were seen must be there too.
    while let Some((journal, n)) = wanted.pop() {
        let before = part.reach.get(&journal).copied();
        if before.is_some_and(|before| before >= n) {
            continue;
        }
        part.reach.insert(journal.clone(), n);
        let newly = |entry: &&&Entry| entry.head.n <= n && before.is_none_or(|before| entry.head.n > before);
        for entry in journals.get(&journal).into_iter().flatten().filter(newly) {
            wanted.extend(entry.head.seen.iter().map(|(other, seen)| (other.clone(), seen.0)));
        }
    }
    let stays = |entry: &&Entry| !matches!(entry.act, Act::Header(_)) && !own.contains(&entry.name());
    part.withheld = entries.iter().filter(stays).map(Entry::place).collect();
    part
}

/// The entries about an audit's statements alone, by name: issuing, follow-up, and what strikes or redacts those.
fn own_entries(entries: &[Entry], audit: &str) -> HashSet<EntryRef> {
    let mut order: Vec<&Entry> = entries.iter().collect();
    order.sort_by_key(|entry| (entry.head.order_key(), entry.name()));
    let mut objects: HashSet<ObjectId> = HashSet::new();
    let mut own: HashSet<EntryRef> = HashSet::new();
    let stem = format!("{audit}-F");
    let is_its = |label: &String| {
        label.strip_prefix(&stem).is_some_and(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()))
    };
    loop {
        let before = (own.len(), objects.len());
        for entry in &order {
            let name = entry.name();
            let is_own = match &entry.act {
                Act::Record { make, set } => {
                    let of = |made: &Fields| made.get("of").map(|of| ObjectId::from_text(of.text()));
                    let made = make.iter().all(|made| match made.object {
                        Kind::Statement => made.fields.get("audit").is_some_and(|of| of.text() == audit),
                        _ => of(&made.fields).is_some_and(|of| objects.contains(&of)),
                    });
                    let changed = set.iter().all(|change| objects.contains(&change.on));
                    made && changed && !(make.is_empty() && set.is_empty())
                }
                Act::Strike(target) => own.contains(target),
                // Of what is blank, only the labels it gave out still tell whose it was.
                Act::Redact { entry, labels, .. } => {
                    let is_own = own.contains(entry) || labels.iter().any(is_its);
                    if is_own {
                        own.insert(entry.clone());
                    }
                    is_own
                }
                Act::Header(_) | Act::Blank | Act::Withheld | Act::Unknown(_) => false,
            };
            if !is_own {
                continue;
            }
            if let Act::Record { make, .. } = &entry.act {
                objects.extend((0..make.len()).map(|nth| ObjectId::made(&name, nth)));
            }
            own.insert(name);
        }
        if (own.len(), objects.len()) == before {
            return own;
        }
    }
}
