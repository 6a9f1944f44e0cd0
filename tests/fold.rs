//! The fold: the same state whatever order entries are read in, and what becomes of disagreements.
//!
//! Must not know: files. Writers are acted out here, with clocks of their own that may be wrong.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use workpaper::domain::entry::{Act, Change, Entry, Fields, Head, Seen};
use workpaper::domain::fields::Kind;
use workpaper::domain::fold::State;
use workpaper::domain::ident::{EntryRef, JournalName, ObjectId};

/// One writer's doing, as random numbers; what they pick from is what the writer has seen by then.
#[derive(Debug, Clone)]
struct Step {
    writer: usize,
    /// Milliseconds since the step before; the clock may go backwards.
    clock: i64,
    /// Whether the writer reads the others' journals first.
    reads: bool,
    what: What,
    pick: prop::sample::Index,
    value: u8,
}

#[derive(Debug, Clone)]
enum What {
    Make,
    Set,
    SetItem,
    Add,
    Remove,
    Strike,
    StrikeStrike,
    Redact,
}

fn step() -> impl Strategy<Value = Step> {
    let what = prop_oneof![
        3 => Just(What::Make), 4 => Just(What::Set), 4 => Just(What::SetItem), 2 => Just(What::Add),
        2 => Just(What::Remove), 2 => Just(What::Strike), 2 => Just(What::StrikeStrike), 1 => Just(What::Redact),
    ];
    (0..3_usize, -3..6_i64, any::<bool>(), what, any::<prop::sample::Index>(), 0..4_u8)
        .prop_map(|(writer, clock, reads, what, pick, value)| Step { writer, clock, reads, what, pick, value })
}

/// Writers acted out: each with a journal, and with what it has read of the others'.
#[derive(Debug, Default)]
struct Stage {
    entries: Vec<Entry>,
    clock: i64,
    /// By writer: how many of `entries` are known, which journals' heads that means, and what was told already.
    known: BTreeMap<usize, Known>,
}

#[derive(Debug, Default)]
struct Known {
    entries: Vec<Entry>,
    told: BTreeMap<JournalName, Seen>,
}

fn journal(writer: usize) -> JournalName {
    JournalName::new(["LA-mmmm", "RB-aaaa", "TC-zzzz"][writer])
}

fn heads(entries: &[Entry]) -> BTreeMap<JournalName, Seen> {
    let mut heads: BTreeMap<JournalName, Seen> = BTreeMap::new();
    for entry in entries {
        heads.insert(entry.journal.clone(), Seen(entry.head.n, entry.h.clone()));
    }
    heads
}

impl Stage {
    fn reads(&mut self, writer: usize) {
        self.known.entry(writer).or_default().entries.clone_from(&self.entries);
    }

    fn writes(&mut self, writer: usize, act: Act) -> EntryRef {
        let own = journal(writer);
        let known = self.known.entry(writer).or_default();
        let last = known.entries.iter().map(|entry| entry.head.order_key()).max();
        let key = self.clock.max(last.map_or(0, |last| last + 1));
        let n = self.entries.iter().filter(|entry| entry.journal == own).count();
        let seen: BTreeMap<_, _> = heads(&known.entries)
            .into_iter()
            .filter(|(name, head)| *name != own && known.told.get(name) != Some(head))
            .collect();
        known.told.extend(seen.clone());
        let n = u32::try_from(n).expect("few");
        let at = chrono::DateTime::from_timestamp_millis(self.clock).expect("a moment").fixed_offset();
        let head = Head {
            n,
            prev: String::new(),
            at,
            key: Some(key),
            by: format!("{own}"),
            seen,
            was: None,
            body: String::new(),
        };
        let entry = Entry { journal: own.clone(), h: format!("{own}:{n}"), head, act };
        known.entries.push(entry.clone());
        self.entries.push(entry);
        EntryRef { journal: own, n }
    }

    fn step(&mut self, step: &Step) {
        self.clock = (self.clock + step.clock).max(1);
        if step.reads {
            self.reads(step.writer);
        }
        let known = self.known.entry(step.writer).or_default();
        let pick = |wanted: &dyn Fn(&Act) -> bool| {
            let names: Vec<EntryRef> =
                known.entries.iter().filter(|entry| wanted(&entry.act)).map(Entry::name).collect();
            (!names.is_empty()).then(|| step.pick.get(&names).clone())
        };
        let record = |act: &Act| matches!(act, Act::Record { .. });
        let made = |act: &Act| matches!(act, Act::Record { make, .. } if !make.is_empty());
        let strike = |act: &Act| matches!(act, Act::Strike(_));
        let value = format!("v{}", step.value);
        let item = ObjectId::item("A.5.1");
        let act = match step.what {
            What::Make => None,
            What::Set => pick(&made).map(|on| Act::change(Change::on(ObjectId::made(&on, 0)).set("title", value))),
            What::SetItem => Some(Act::change(Change::on(item).set("verdict", value))),
            What::Add => Some(Act::change(Change::on(item).add("ask", value))),
            What::Remove => Some(Act::change(Change::on(item).remove("ask", value))),
            What::Strike => pick(&record).map(Act::Strike),
            What::StrikeStrike => pick(&strike).map(Act::Strike),
            What::Redact => pick(&record).map(|entry| Act::Redact {
                entry,
                reason: value,
                labels: vec![format!("EV-{:03}", step.value)],
            }),
        };
        let fresh = || {
            // Two offline writers may give out the same label.
            let label = format!("EV-{:03}", step.value);
            Act::make(Kind::Evidence, label, Fields::from([("title".to_owned(), "made".into())]))
        };
        self.writes(step.writer, act.unwrap_or_else(fresh));
    }
}

fn act_out(steps: &[Step]) -> Vec<Entry> {
    let mut play = Stage::default();
    for one in steps {
        play.step(one);
    }
    play.entries
}

/// What people see of a state, without where entries stand on disk.
fn seen_by_people(state: &State) -> String {
    let mut words = Vec::new();
    for kind in [Kind::Item, Kind::Evidence, Kind::Plan] {
        for object in state.of(kind) {
            words.push(format!("{} {}", object.id, object.label));
            for (name, field) in object.fields.iter() {
                let rivals: Vec<_> = field.rivals.iter().map(|rival| &rival.value).collect();
                words.push(format!("  {name} = {:?} by {} against {rivals:?}", field.value, field.stamp.by));
            }
        }
    }
    let struck: BTreeSet<_> = state.struck.keys().map(ToString::to_string).collect();
    format!("{words:#?} struck {struck:?} redacted {:?} numbers {:?}", state.redacted, state.numbers)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_files_and_entries_gives_the_same_state(
        (entries, shuffled) in prop::collection::vec(step(), 1..40).prop_map(|steps| act_out(&steps))
            .prop_flat_map(|entries| (Just(entries.clone()), Just(entries).prop_shuffle()))
    ) {
        prop_assert_eq!(State::fold(&shuffled), State::fold(&entries), "the order of reading must not matter");
    }

    #[test]
    fn adding_one_by_one_gives_what_folding_all_gives(
        (entries, shuffled) in prop::collection::vec(step(), 1..40).prop_map(|steps| act_out(&steps))
            .prop_flat_map(|entries| (Just(entries.clone()), Just(entries).prop_shuffle()))
    ) {
        for order in [entries, shuffled] {
            let mut state = State::default();
            for (n, entry) in order.iter().enumerate() {
                let before = state.clone();
                if !state.push(entry) {
                    prop_assert_eq!(&state, &before, "a refused entry changes nothing");
                    state = State::fold(&order[..=n]);
                }
                prop_assert_eq!(&state, &State::fold(&order[..=n]), "after entry {}", entry.place());
            }
        }
    }

    #[test]
    fn what_is_appended_again_counts_once_and_where_it_counted(
        (steps, from) in (prop::collection::vec(step(), 1..40), 0..20_u32)
    ) {
        let entries = act_out(&steps);
        // LA's journal is cut from some entry on, and these are appended to a new one.
        let lost = |entry: &&Entry| entry.journal == journal(0) && entry.head.n >= from;
        let mut told = BTreeMap::new();
        let mut copies = Vec::new();
        for entry in entries.iter().filter(|entry| entry.journal == journal(0)) {
            told.extend(entry.head.seen.clone());
            if lost(&entry) {
                let mut copy = entry.clone();
                (copy.journal, copy.head.was) = (JournalName::new("SS-copy"), Some(entry.place()));
                copy.head.n = u32::try_from(copies.len()).expect("few") + 1;
                copy.h = format!("{}:{}", copy.journal, copy.head.n);
                copy.head.seen = told.clone();
                copies.push(copy);
            }
        }
        let expected = seen_by_people(&State::fold(&entries));
        let kept: Vec<Entry> = entries.iter().filter(|entry| !lost(entry)).chain(&copies).cloned().collect();
        prop_assert_eq!(seen_by_people(&State::fold(&kept)), expected.clone(), "while the old file is gone");
        let both: Vec<Entry> = entries.iter().chain(&copies).cloned().collect();
        prop_assert_eq!(seen_by_people(&State::fold(&both)), expected, "with both files there");
    }

    #[test]
    fn strikes_hold_whatever_order_they_were_written_in(keys in prop::collection::vec(0..1000_i64, 0..100)) {
        let depth = keys.len();
        let mut play = Stage { clock: 1, ..Stage::default() };
        let mut last = play.writes(0, Act::make(Kind::Evidence, "EV-001", Fields::new()));
        for _ in 0..depth {
            last = play.writes(0, Act::Strike(last));
        }
        for (entry, key) in play.entries[1..].iter_mut().zip(keys) {
            entry.head.key = Some(key);
        }
        let state = State::fold(&play.entries);
        let there = state.of(Kind::Evidence).count() == 1;
        prop_assert_eq!(there, depth % 2 == 0, "an even number of strikes, each of the one before, leaves it standing");
        prop_assert_eq!(state.next_label("EV-", 3), "EV-002", "and its number stays used");
    }
}

fn verdict(value: &str) -> Act {
    Act::change(Change::on(ObjectId::item("A.5.1")).set("verdict", value))
}

fn item(state: &State) -> (String, Vec<String>) {
    let field = state.get(&ObjectId::item("A.5.1")).and_then(|item| item.fields.get("verdict")).expect("a verdict");
    (field.value.text().to_owned(), field.rivals.iter().map(|rival| rival.value.text().to_owned()).collect())
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_conflict_shows_until_somebody_who_has_seen_both_settles_it() {
    let mut play = Stage { clock: 1, ..Stage::default() };
    play.writes(0, verdict("conforms"));
    let state = State::fold(&play.entries);
    assert!(state.conflicts().is_empty(), "one writer cannot disagree");
    play.writes(1, verdict("nonconforming"));
    let state = State::fold(&play.entries);
    assert_eq!(state.conflicts().len(), 1, "two that have not seen each other can");
    assert_eq!(item(&state), (text("nonconforming"), vec![text("conforms")]), "the later stands, the other beside it");
    play.writes(1, verdict("open"));
    let state = State::fold(&play.entries);
    assert_eq!(item(&state), (text("open"), vec![text("conforms")]), "who has seen only its own settles nothing");
    play.reads(2);
    let settled = play.writes(2, verdict("conforms"));
    let state = State::fold(&play.entries);
    assert_eq!(item(&state), (text("conforms"), vec![]), "who has seen both settles it");
    play.writes(2, Act::Strike(settled));
    let state = State::fold(&play.entries);
    assert_eq!(state.conflicts().len(), 1, "and undoing that brings the disagreement back");
}

#[test]
fn whoever_has_seen_one_copy_of_an_entry_has_seen_it() {
    for copied_to in ["AA-copy", "SS-copy"] {
        let mut play = Stage { clock: 1, ..Stage::default() };
        play.writes(0, verdict("conforms"));
        let mut copy = play.entries[0].clone();
        (copy.journal, copy.head.was) = (JournalName::new(copied_to), Some(copy.place()));
        (copy.head.n, copy.h) = (1, format!("{copied_to}:1"));
        let original = std::mem::replace(&mut play.entries, vec![copy]).remove(0);
        play.reads(1);
        play.writes(1, verdict("nonconforming"));
        play.entries.push(original);
        let state = State::fold(&play.entries);
        assert_eq!(item(&state), (text("nonconforming"), vec![]), "RB had seen the copy in {copied_to}: no conflict");
    }
}

#[test]
fn the_same_value_from_two_writers_is_no_conflict() {
    let mut play = Stage { clock: 1, ..Stage::default() };
    play.writes(0, verdict("conforms"));
    play.writes(1, verdict("conforms"));
    assert!(State::fold(&play.entries).conflicts().is_empty(), "they agree");
}

#[test]
fn lists_merge_member_by_member() {
    let mut play = Stage { clock: 1, ..Stage::default() };
    let change = || Change::on(ObjectId::item("A.5.1"));
    play.writes(0, Act::change(change().add("ask", "a").add("ask", "b")));
    play.reads(1);
    play.writes(0, Act::change(change().add("ask", "c")));
    play.writes(1, Act::change(change().remove("ask", "a").add("ask", "d")));
    let state = State::fold(&play.entries);
    let item = state.get(&ObjectId::item("A.5.1")).expect("the item");
    assert_eq!(item.list("ask"), ["b", "c", "d"], "what each added is there, what one took away is gone");
    assert!(state.conflicts().is_empty(), "and nobody has to settle anything");
}

#[test]
fn a_strike_of_a_strike_redoes() {
    let mut play = Stage { clock: 1, ..Stage::default() };
    play.writes(0, verdict("open"));
    let second = play.writes(0, verdict("conforms"));
    let undo = play.writes(0, Act::Strike(second.clone()));
    assert_eq!(item(&State::fold(&play.entries)).0, "open", "undone, the value before shows");
    play.reads(1);
    play.writes(1, Act::Strike(undo));
    let state = State::fold(&play.entries);
    assert_eq!((item(&state).0.as_str(), state.struck.contains_key(&second)), ("conforms", false), "redone");
}

#[test]
fn strikes_in_a_circle_and_keys_at_the_end_of_time_do_no_harm() {
    let mut play = Stage { clock: 1, ..Stage::default() };
    let (one, two) = (EntryRef { journal: journal(0), n: 0 }, EntryRef { journal: journal(1), n: 0 });
    play.writes(0, Act::Strike(two));
    play.writes(1, Act::Strike(one));
    let mut entries = play.entries;
    let forwards = State::fold(&entries);
    entries.reverse();
    assert_eq!(State::fold(&entries), forwards, "nonsense has one meaning, too");
    entries[0].head.key = Some(i64::MAX);
    entries[1].head.key = Some(i64::MIN);
    assert_eq!(State::fold(&entries).last_key, i64::MAX, "and the greatest key is only a number");
    let huge = Act::make(Kind::Evidence, "EV-4294967295", Fields::new());
    let mut play = Stage { clock: 1, ..Stage::default() };
    play.writes(0, huge);
    assert_eq!(State::fold(&play.entries).next_label("EV-", 3), "EV-4294967295", "numbers stop at the greatest");
}
