//! State from entries: the same whatever order the files are read in.
//!
//! Must not know: files, or what any particular field means.
//!
//! Entries are ordered by (key, journal, number), the latter two those of the first name. Strikes and redactions are
//! collected first: a struck strike strikes nothing, and a redacted entry counts for nothing whether its text is blanked
//! yet or not. Then each entry is applied. A field holds its latest value; where two writers set it and neither had seen
//! the other, the earlier value stays beside it as a **rival** until somebody who has seen both sets it again. Lists
//! merge: members are added and removed one by one. An entry that had to be appended again has one name and several
//! places: it counts once, and who has seen one of the places has seen it.

use super::entry::{Act, Change, Entry, Fields, Members, Seen, Value};
use super::fields::{Kind, KindSpec, spec};
use super::held::Held;
use super::ident::{EntryRef, JournalName, ObjectId};
use super::shared::Shared;
use chrono::{DateTime, FixedOffset};
use foldhash::{HashMap, HashSet};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

/// When, where and by whom something was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Where it stands on disk.
    pub entry: EntryRef,
    /// The clock when it was recorded.
    pub at: DateTime<FixedOffset>,
    /// Initials.
    pub by: String,
    /// The ordering key.
    pub key: i64,
}

/// A value that another writer gave the same field without having seen the one that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rival {
    /// The other value.
    pub value: Arc<Value>,
    /// Who gave it, and when.
    pub stamp: Arc<Stamp>,
}

/// A field with its latest value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The value that stands.
    pub value: Arc<Value>,
    /// Who gave it, and when.
    pub stamp: Arc<Stamp>,
    /// Values it competes with, until settled.
    pub rivals: Rivals,
}

/// The rivals of a value: next to always none, and then they take no room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::box_collection, reason = "eight bytes for none; there are a million fields")]
pub struct Rivals(Option<Box<Vec<Rival>>>);

impl Deref for Rivals {
    type Target = [Rival];

    fn deref(&self) -> &[Rival] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl Rivals {
    fn retain(&mut self, stays: impl Fn(&Rival) -> bool) {
        if let Some(rivals) = &mut self.0 {
            rivals.retain(stays);
        }
        self.0.take_if(|rivals| rivals.is_empty());
    }

    fn push(&mut self, rival: Rival) {
        self.0.get_or_insert_default().push(rival);
    }
}

/// An object: something with an identity and fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its identity, which links use.
    pub id: ObjectId,
    /// What it is.
    pub kind: Kind,
    /// Its label for people; may be empty.
    pub label: String,
    /// The entry that made it (for `plan` and items: that first changed it).
    pub made: Arc<Stamp>,
    /// Its fields by name.
    pub fields: Held<Field>,
}

impl Object {
    /// A field's text; empty where it was never set.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", |f| f.value.text())
    }

    /// A field's list; empty where it was never set.
    #[must_use]
    pub fn list(&self, field: &str) -> &[String] {
        self.fields.get(field).map_or(&[], |f| f.value.list())
    }

    /// Whether a field holds nothing but white space.
    #[must_use]
    pub fn lacks(&self, field: &str) -> bool {
        self.fields.get(field).is_none_or(|f| f.value.list().iter().all(|text| text.trim().is_empty()))
    }

    /// Objects that a reference field points to.
    pub fn refs(&self, field: &str) -> impl Iterator<Item = ObjectId> + '_ {
        self.list(field).iter().map(|id| ObjectId::from_text(id))
    }

    /// Applies a change outside a fold: for previews, before anything is recorded.
    pub fn apply_unrecorded(&mut self, change: &Change) {
        let stamp = Arc::clone(&self.made);
        values(self, change.set.clone(), &stamp, &|_| true, &mut Arc::new);
        members(self, &change.add, &change.remove, &stamp);
    }
}

/// One field on which two writers disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict<'a> {
    /// The object.
    pub object: &'a Object,
    /// The field's name.
    pub name: &'a str,
    /// The field, with the value that stands and its rivals.
    pub field: &'a Field,
}

/// Everything the journals of one area say, folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    objects: Vec<Object>,
    shared: Shared,
    index: HashMap<ObjectId, usize>,
    /// Objects by label, without the zeros before its number.
    labels: HashMap<String, Vec<usize>>,
    /// The places of the objects of each kind, in the order made: who asks for a few need not pass by all.
    kinds: HashMap<Kind, Vec<usize>>,
    /// What belongs to an object, by its field `of`: a statement's steps and actions.
    parts: HashMap<ObjectId, Vec<usize>>,
    /// Last number and hash folded of each journal: what an entry recorded now has seen.
    pub heads: BTreeMap<JournalName, Seen>,
    views: HashMap<JournalName, HashMap<JournalName, u32>>,
    /// The greatest ordering key folded.
    pub last_key: i64,
    /// Entries struck out, by name, with the strike that does it.
    pub struck: BTreeMap<EntryRef, EntryRef>,
    /// The names of what was folded, by journal.
    names: HashMap<JournalName, HashSet<u32>>,
    /// The first name of what was appended again, by the place where it stands now.
    first_names: HashMap<EntryRef, EntryRef>,
    /// The same the other way round.
    copies: HashMap<EntryRef, Vec<EntryRef>>,
    /// Entries whose body was blanked: name, reason.
    pub redacted: BTreeMap<EntryRef, String>,
    /// What this version does not understand, with its place: such an area is read only.
    pub unknown: Vec<(EntryRef, String)>,
    /// The greatest number ever given to labels with this beginning, struck ones included: none is used twice.
    pub numbers: BTreeMap<String, u32>,
    /// Changes to objects that are struck out or missing: listed, not cascaded.
    pub orphans: Vec<(ObjectId, EntryRef)>,
}

impl State {
    /// Folds entries, given in any order.
    #[must_use]
    pub fn fold<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        let mut order: Vec<&Entry> = entries.into_iter().collect();
        order.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        let mut state = Self::begun(&order);
        for entry in order {
            state.apply(entry, entry.act.clone());
        }
        state
    }

    /// A fold to begin with, for entries that then come one by one, in their order: of all of them, it has to know those
    /// that reach back.
    #[must_use]
    pub fn begun(reaching_back: &[&Entry]) -> Self {
        Self { struck: strikes(reaching_back), redacted: redactions(reaching_back), ..Self::default() }
    }

    /// Folds the next entry of all, in their order, and keeps what it says.
    pub fn take(&mut self, mut entry: Entry) {
        let act = std::mem::replace(&mut entry.act, Act::Blank);
        self.apply(&entry, act);
    }

    /// Whether an entry of this name was folded.
    #[must_use]
    pub fn holds(&self, name: &EntryRef) -> bool {
        self.names.get(&name.journal).is_some_and(|numbers| numbers.contains(&name.n))
    }

    /// Nothing was folded yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Adds one entry without folding the rest again. Returns false, and changes nothing, where that would give another
    /// state than a full fold (a strike, a redaction, or an entry that belongs further back): then fold anew.
    #[must_use]
    pub fn push(&mut self, entry: &Entry) -> bool {
        let fits = entry.head.order_key() > self.last_key && !entry.act.reaches_back();
        if fits {
            self.apply(entry, entry.act.clone());
        }
        fits
    }

    fn apply(&mut self, entry: &Entry, act: Act) {
        let place = entry.place();
        self.last_key = self.last_key.max(entry.head.order_key());
        let head = self.heads.entry(entry.journal.clone()).or_insert_with(|| Seen(0, String::new()));
        if entry.head.n >= head.0 {
            head.0 = entry.head.n;
            head.1.clone_from(&entry.h);
        }
        if !entry.head.seen.is_empty() {
            let view = self.views.entry(entry.journal.clone()).or_default();
            for (journal, seen) in &entry.head.seen {
                let known = view.entry(journal.clone()).or_default();
                *known = seen.0.max(*known);
            }
        }
        if let Some(first) = &entry.head.was {
            let view = self.views.entry(entry.journal.clone()).or_default();
            // Whoever appends an entry of a journal again has seen that journal so far.
            let known = view.entry(first.journal.clone()).or_default();
            *known = first.n.max(*known);
            self.first_names.insert(place.clone(), first.clone());
            self.copies.entry(first.clone()).or_default().push(place.clone());
        }
        let name = entry.name();
        // The same entry twice: appended again when its file went away, and now the file is back.
        if !self.names.entry(name.journal.clone()).or_default().insert(name.n) {
            return;
        }
        match &act {
            Act::Record { .. } => self.count_labels(act.labels()),
            Act::Redact { labels, .. } => self.count_labels(labels.iter().map(String::as_str)),
            _ => {}
        }
        match act {
            Act::Record { make, set } if !self.struck.contains_key(&name) && !self.redacted.contains_key(&name) => {
                let stamp = Arc::new(Stamp {
                    entry: place,
                    at: entry.head.at,
                    by: entry.head.by.clone(),
                    key: entry.head.order_key(),
                });
                for (nth, made) in make.into_iter().enumerate() {
                    let id = if made.object == Kind::Item {
                        ObjectId::item(&made.label)
                    } else {
                        ObjectId::made(&name, nth)
                    };
                    let at = self.insert(id, made.object, &made.label, &stamp);
                    if let Some(whole) = made.fields.get("of") {
                        self.parts.entry(ObjectId::from_text(whole.text())).or_default().push(at);
                    }
                    self.set(at, made.fields, &stamp);
                }
                for change in set {
                    let (on, reference) =
                        (change.on.clone(), change.set.get("ref").map(|value| value.text().to_owned()));
                    self.change(change, &stamp);
                    self.renumber(&on, &reference.unwrap_or_default());
                }
            }
            Act::Unknown(what) => self.unknown.push((place, what)),
            Act::Record { .. } | Act::Header(_) | Act::Strike(_) | Act::Redact { .. } | Act::Blank | Act::Withheld => {}
        }
    }

    fn count_labels<'a>(&mut self, labels: impl Iterator<Item = &'a str>) {
        for label in labels {
            let stem = label.trim_end_matches(|c: char| c.is_ascii_digit());
            if let Ok(n) = label[stem.len()..].parse::<u32>() {
                let last = self.numbers.entry(stem.to_owned()).or_default();
                *last = n.max(*last);
            }
        }
    }

    /// The next free label of a kind: `EV-014`, `INT-B02`; findings bear the initials of whoever notes them, `LA-4`.
    /// `letter` is the writer's.
    #[must_use]
    pub fn label_for(&self, kind: Kind, initials: &str, letter: &str) -> String {
        let table = spec(kind);
        let stem = if kind == Kind::Finding { initials } else { table.prefix };
        self.next_label(&format!("{stem}-{letter}"), table.digits)
    }

    /// The next free label that begins with `stem`, padded to `width` digits.
    #[must_use]
    pub fn next_label(&self, stem: &str, width: usize) -> String {
        let n = self.numbers.get(stem).map_or(1, |last| last.saturating_add(1));
        format!("{stem}{n:0width$}")
    }

    fn insert(&mut self, id: ObjectId, kind: Kind, label: &str, stamp: &Arc<Stamp>) -> usize {
        if let Some(at) = self.index.get(&id) {
            return *at;
        }
        let label = if label.is_empty() { String::new() } else { self.free_label(kind, label, &id) };
        if kind != Kind::Item && !label.is_empty() {
            self.labels.entry(label_key(&label)).or_default().push(self.objects.len());
        }
        self.index.insert(id.clone(), self.objects.len());
        self.kinds.entry(kind).or_default().push(self.objects.len());
        self.objects.push(Object { id, kind, label, made: Arc::clone(stamp), fields: Held::default() });
        self.objects.len() - 1
    }

    fn change(&mut self, change: Change, stamp: &Arc<Stamp>) {
        let at = match self.index.get(&change.on) {
            Some(at) => *at,
            None if change.on == ObjectId::plan() => self.insert(ObjectId::plan(), Kind::Plan, "", stamp),
            None => {
                let Some(item) = change.on.as_item() else {
                    self.orphans.push((change.on.clone(), stamp.entry.clone()));
                    return;
                };
                self.insert(change.on.clone(), Kind::Item, item, stamp)
            }
        };
        let Change { set, add, remove, .. } = change;
        self.set(at, set, stamp);
        members(&mut self.objects[at], &add, &remove, stamp);
    }

    /// Gives one object's fields new values.
    fn set(&mut self, at: usize, fields: Fields, stamp: &Arc<Stamp>) {
        let view = self.views.get(&stamp.entry.journal);
        let (first_names, copies) = (&self.first_names, &self.copies);
        let covers = |place: &EntryRef| {
            place.journal == stamp.entry.journal
                || view.and_then(|v| v.get(&place.journal)).is_some_and(|seen| *seen >= place.n)
        };
        let had_seen = |other: &EntryRef| {
            let name = first_names.get(other).unwrap_or(other);
            covers(other) || covers(name) || copies.get(name).is_some_and(|places| places.iter().any(covers))
        };
        values(&mut self.objects[at], fields, stamp, &had_seen, &mut |value| self.shared.once(value));
    }

    /// A statement that is given another reference is called by it from there on, and still found by the one before.
    fn renumber(&mut self, on: &ObjectId, reference: &str) {
        let at = self.index.get(on).copied().filter(|at| self.objects[*at].kind == Kind::Statement);
        let Some(at) = at.filter(|_| !reference.is_empty()) else { return };
        self.objects[at].label = self.free_label(Kind::Statement, reference, on);
        let key = label_key(&self.objects[at].label);
        self.labels.entry(key).or_default().push(at);
    }

    /// A label, with its writer's journal behind it where another object bears it already.
    fn free_label(&self, kind: Kind, label: &str, id: &ObjectId) -> String {
        let known = self.labels.get(&label_key(label)).map_or(&[] as &[usize], Vec::as_slice);
        let mut others = known.iter().map(|at| &self.objects[*at]).filter(|other| other.id != *id);
        if !others.any(|other| other.kind == kind && other.label == label) {
            return label.to_owned();
        }
        format!("{label}/{}", id.as_str().split('/').next().unwrap_or_default())
    }

    /// One object.
    #[must_use]
    pub fn get(&self, id: &ObjectId) -> Option<&Object> {
        self.index.get(id).map(|at| &self.objects[*at])
    }

    /// The object of a checklist item. All items are asked for with each frame, so no identity is made for it.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&Object> {
        let name = ["item:", id].concat();
        self.index.get(name.as_str()).map(|at| &self.objects[*at])
    }

    /// All objects of one kind, in the order they were made.
    #[must_use = "it only looks"]
    pub fn of(&self, kind: Kind) -> impl DoubleEndedIterator<Item = &Object> {
        self.kinds.get(&kind).into_iter().flatten().map(|at| &self.objects[*at])
    }

    /// What belongs to an object, in the order made: the steps and actions of a statement.
    #[must_use = "it only looks"]
    pub fn parts(&self, whole: &ObjectId) -> impl Iterator<Item = &Object> {
        self.parts.get(whole).into_iter().flatten().map(|at| &self.objects[*at])
    }

    /// The object with this label; zeros before its number may be left out, so that `EV-3` is `EV-003`.
    #[must_use]
    pub fn labelled(&self, label: &str) -> Option<&Object> {
        self.labels.get(&label_key(label))?.first().map(|at| &self.objects[*at])
    }

    /// The fields on which writers disagree.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict<'_>> {
        let fields = self
            .objects
            .iter()
            .flat_map(|object| object.fields.iter().map(move |(name, field)| Conflict { object, name, field }));
        fields.filter(|conflict| !conflict.field.rivals.is_empty()).collect()
    }
}

/// A label in capitals and without the zeros before its number: `EV-3` and `ev-003` are one.
fn label_key(label: &str) -> String {
    let stem = label.trim_end_matches(|c: char| c.is_ascii_digit());
    format!("{}{}", stem.to_ascii_uppercase(), label[stem.len()..].trim_start_matches('0'))
}

/// What orders entries: the key, then the first name, so that one appended again goes exactly where it went before.
#[must_use]
pub fn sort_key(entry: &Entry) -> (i64, &JournalName, u32, &JournalName, u32) {
    let (journal, n) = (&entry.journal, entry.head.n);
    let first = entry.head.was.as_ref().map_or((journal, n), |first| (&first.journal, first.n));
    (entry.head.order_key(), first.0, first.1, journal, n)
}

/// Which entries are struck, by name, each with the earliest strike that stands. What strikes a strike is settled before
/// the strike itself. Their order in time does not tell: a strike that was appended again may come after its own undoing.
fn strikes(order: &[&Entry]) -> BTreeMap<EntryRef, EntryRef> {
    let mut by_name: HashMap<EntryRef, usize> = HashMap::default();
    let mut all: Vec<(EntryRef, &EntryRef)> = Vec::new();
    for entry in order {
        if let Act::Strike(target) = &entry.act {
            by_name.entry(entry.name()).or_insert_with_key(|name| {
                all.push((name.clone(), target));
                all.len() - 1
            });
        }
    }
    let mut waits: Vec<usize> = vec![0; all.len()];
    for (_, target) in &all {
        if let Some(at) = by_name.get(target) {
            waits[*at] += 1;
        }
    }
    let mut struck: BTreeMap<&EntryRef, usize> = BTreeMap::new();
    let mut settled = vec![false; all.len()];
    let mut ready: Vec<usize> = (0..all.len()).filter(|at| waits[*at] == 0).collect();
    // Strikes in a circle are nobody's honest work; they are taken latest first, so that the answer is still one.
    let mut rest = (0..all.len()).rev();
    while let Some(at) = ready.pop().or_else(|| rest.find(|at| !settled[*at])) {
        if std::mem::replace(&mut settled[at], true) {
            continue;
        }
        let (name, target) = &all[at];
        if !struck.contains_key(name) {
            let by = struck.entry(target).or_insert(at);
            *by = at.min(*by);
        }
        if let Some(next) = by_name.get(target) {
            waits[*next] = waits[*next].saturating_sub(1);
            if waits[*next] == 0 {
                ready.push(*next);
            }
        }
    }
    struck.into_iter().map(|(target, by)| (target.clone(), all[by].0.clone())).collect()
}

/// Which entries were blanked, or are to be, by name, with the first reason given.
fn redactions(order: &[&Entry]) -> BTreeMap<EntryRef, String> {
    let mut redacted = BTreeMap::new();
    for entry in order {
        if let Act::Redact { entry, reason, .. } = &entry.act {
            redacted.entry(entry.clone()).or_insert_with(|| reason.clone());
        }
    }
    redacted
}

/// A field's latest value stands; one that its writer had not seen stays beside it.
fn values(
    object: &mut Object,
    fields: Fields,
    stamp: &Arc<Stamp>,
    had_seen: &dyn Fn(&EntryRef) -> bool,
    kept: &mut dyn FnMut(Value) -> Arc<Value>,
) {
    object.fields.reserve(fields.len());
    let table = spec(object.kind);
    for (name, value) in fields {
        let value = kept(value);
        let Some(field) = object.fields.get_mut(&name) else {
            let field = || Field { value, stamp: Arc::clone(stamp), rivals: Rivals::default() };
            object.fields.or_insert(&name, || own_name(table, &name), field);
            continue;
        };
        field.rivals.retain(|rival| !had_seen(&rival.stamp.entry) && rival.value != value);
        let before = std::mem::replace(&mut field.value, value);
        let by = std::mem::replace(&mut field.stamp, Arc::clone(stamp));
        if !had_seen(&by.entry) && before != field.value {
            field.rivals.push(Rival { value: before, stamp: by });
        }
    }
}

/// The name as the field table has it, so that it is not kept once more for every object.
fn own_name(table: &'static KindSpec, name: &str) -> Cow<'static, str> {
    table.field(name).map_or_else(|| Cow::Owned(name.to_owned()), |field| Cow::Borrowed(field.name))
}

/// Members are added to lists and taken from them.
fn members(object: &mut Object, add: &Members, remove: &Members, stamp: &Arc<Stamp>) {
    let table = spec(object.kind);
    let touched: Vec<&String> = add.keys().chain(remove.keys()).collect();
    for name in touched {
        let empty =
            || Field { value: Value::List(Vec::new()).into(), stamp: Arc::clone(stamp), rivals: Rivals::default() };
        let field = object.fields.or_insert(name, || own_name(table, name), empty);
        let mut list = field.value.list().to_vec();
        if let Some(gone) = remove.get(name) {
            list.retain(|member| !gone.contains(member));
        }
        for member in add.get(name).into_iter().flatten() {
            if !list.contains(member) {
                list.push(member.clone());
            }
        }
        field.value = Value::List(list).into();
        field.stamp = Arc::clone(stamp);
    }
}

/// The change that turns one object's fields into another's: whole values for texts, members for lists (so that two
/// writers' members merge), unless the order changed.
#[must_use]
pub fn difference(object: &Object, wanted: &BTreeMap<String, Value>) -> Change {
    let mut change = Change::on(object.id.clone());
    let table = spec(object.kind);
    for (name, value) in wanted {
        let list = table.field(name).is_some_and(|field| field.shape.is_list());
        if list {
            let (before, after) = (object.list(name), value.list());
            let added: Vec<&String> = after.iter().filter(|member| !before.contains(member)).collect();
            let merged = before.iter().filter(|member| after.contains(member)).chain(added.iter().copied());
            // Members are added behind the others: any other order is a list of its own, and the first criterion counts.
            if merged.eq(after.iter()) {
                change = added.iter().fold(change, |change, member| change.add(name, member.as_str()));
                let gone = before.iter().filter(|member| !after.contains(member));
                change = gone.fold(change, |change, member| change.remove(name, member.as_str()));
            } else {
                change = change.set(name, value.clone());
            }
        } else if object.text(name) != value.text() || object.fields.get(name).is_some_and(|f| !f.rivals.is_empty()) {
            // A value that stands beside another writer's is said again to settle it.
            change = change.set(name, value.clone());
        }
    }
    change
}
