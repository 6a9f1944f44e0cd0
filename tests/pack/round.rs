//! Out and in again: equal bytes, equal state but for what stays behind, over invented audits.

use crate::desk::{
    Desk, ID, add, assert_sound, at, audit, bytes, follow, holds, line, made, pack, record, register, set, statement,
    step, texts, unpacked, verified,
};
use proptest::collection::vec;
use proptest::prelude::*;
use workpaper::domain::entry::{Act, Entry};
use workpaper::domain::fields::Kind;
use workpaper::domain::fold::State;
use workpaper::domain::ident::{EntryRef, ObjectId};
use workpaper::store::evidence;
use workpaper::store::workspace::Workspace;

/// What somebody does. Numbers choose among what there is.
#[derive(Debug, Clone)]
enum Deed {
    Note(bool),
    Amend(usize),
    Hide(usize),
    Open(usize),
    Settle(usize),
    Verdict(bool),
    Finding(usize),
    Evidence,
    Strike(usize),
    Redact(usize),
    Issue(usize),
    Step(usize),
    StrikeStep(usize),
    RedactStep(usize),
}

fn deeds() -> impl Strategy<Value = Vec<(bool, Deed)>> {
    let n = || 0_usize..64;
    let deed = prop_oneof![
        8 => any::<bool>().prop_map(Deed::Note),
        2 => n().prop_map(Deed::Amend),
        2 => n().prop_map(Deed::Hide),
        3 => n().prop_map(Deed::Open),
        1 => n().prop_map(Deed::Settle),
        1 => any::<bool>().prop_map(Deed::Verdict),
        1 => n().prop_map(Deed::Finding),
        1 => Just(Deed::Evidence),
        2 => n().prop_map(Deed::Strike),
        1 => n().prop_map(Deed::Redact),
        3 => n().prop_map(Deed::Issue),
        3 => n().prop_map(Deed::Step),
        1 => n().prop_map(Deed::StrikeStep),
        1 => n().prop_map(Deed::RedactStep),
    ];
    vec((any::<bool>(), deed), 1..32)
}

/// One of these, if there are any.
fn pick<T>(from: &[T], n: usize) -> Option<&T> {
    from.get(n.checked_rem(from.len())?)
}

/// Acts the deeds out. Words said in private bear `hush`.
fn act_out(desk: &Desk, workspace: &Workspace, deeds: &[(bool, Deed)]) {
    let (mut lines, mut entries): (Vec<ObjectId>, Vec<EntryRef>) = (Vec::new(), Vec::new());
    let (mut statements, mut steps): (Vec<ObjectId>, Vec<EntryRef>) = (Vec::new(), Vec::new());
    for (n, (lead, deed)) in deeds.iter().enumerate() {
        let who = if *lead { "LA" } else { "RB" };
        let seconds = (n + 1) * 10;
        let here = |act: Act| record(workspace, who, act, seconds);
        match deed {
            Deed::Note(private) => {
                let act = if *private { line("~", &format!("hush {n}.")) } else { line("=", &format!("seen {n}.")) };
                entries.push(here(act));
                lines.extend(entries.last().map(made));
            }
            Deed::Amend(k) => {
                let Some(id) = pick(&lines, *k) else { continue };
                let private = audit(workspace, who).view().state.get(id).is_some_and(|line| line.text("mark") == "~");
                let words = if private { format!("hush again {n}.") } else { format!("seen again {n}.") };
                entries.push(here(set(id, &[("text", &words)])));
            }
            Deed::Hide(k) => entries.extend(pick(&lines, *k).map(|id| here(set(id, &[("mark", "~")])))),
            Deed::Open(k) => entries.extend(pick(&lines, *k).map(|id| here(set(id, &[("mark", "")])))),
            Deed::Settle(k) => entries.extend(pick(&lines, *k).map(|id| here(set(id, &[("finding", "LA-1")])))),
            Deed::Verdict(well) => {
                let word = if *well { "conforms" } else { "nonconforming" };
                entries.push(here(set(&ObjectId::item("A.5.18"), &[("verdict", word)])));
            }
            Deed::Finding(k) => {
                let mut fields = texts(&[("text", "kept too long"), ("grade", "minor")]);
                fields.insert("lines".into(), pick(&lines, *k).map_or("", ObjectId::as_str).into());
                let label = audit(workspace, who).view().state.label_for(Kind::Finding, who, "");
                entries.push(here(Act::make(Kind::Finding, label, fields)));
            }
            Deed::Evidence => {
                let source = desk.path("leavers.csv");
                std::fs::write(&source, format!("name;day\n{n};1\n")).expect("a source");
                let kept = evidence::keep(workspace, ID, &source).expect("copied");
                let label = audit(workspace, who).view().state.label_for(Kind::Evidence, who, "");
                let fields = texts(&[("title", "Leavers"), ("file", &kept.file), ("sha256", &kept.sha256)]);
                entries.push(here(Act::make(Kind::Evidence, label, fields)));
            }
            Deed::Strike(k) => {
                let target = pick(&entries, *k).cloned();
                entries.extend(target.map(|target| here(Act::Strike(target))));
            }
            Deed::Redact(k) => {
                let Some(target) = pick(&entries, *k) else { continue };
                // What cannot be blanked is refused, which is not what is looked at here.
                drop(audit(workspace, who).area.redact(target, "asked for", at(seconds)));
            }
            Deed::Issue(k) => {
                let of = [ID, "IA-2025-01", ""][k % 3];
                let label = format!("{}-F{:02}", if of.is_empty() { "EXT" } else { of }, n + 1);
                let entry = follow(workspace, who, statement(of, &label), seconds);
                statements.push(made(&entry));
                steps.push(entry);
            }
            Deed::Step(k) => {
                let act = pick(&statements, *k).map(|of| step(of, &format!("because {n}")));
                steps.extend(act.map(|act| follow(workspace, who, act, seconds)));
            }
            Deed::StrikeStep(k) => {
                let act = pick(&steps, *k).cloned().map(Act::Strike);
                steps.extend(act.map(|act| follow(workspace, who, act, seconds)));
            }
            Deed::RedactStep(k) => {
                let Some(target) = pick(&steps, *k) else { continue };
                drop(register(workspace, who).redact(target, "asked for", at(seconds)));
            }
        }
    }
}

const KINDS: [Kind; 11] = [
    Kind::Plan,
    Kind::Item,
    Kind::Line,
    Kind::Interview,
    Kind::Finding,
    Kind::Evidence,
    Kind::Sample,
    Kind::Meeting,
    Kind::Statement,
    Kind::Step,
    Kind::Action,
];

/// Lines that bore `~` in any entry, struck or not.
fn ever_private(entries: &[Entry]) -> Vec<ObjectId> {
    let mut found = Vec::new();
    for entry in entries {
        let Act::Record { make, set } = &entry.act else { continue };
        let made = make.iter().enumerate().map(|(nth, made)| (ObjectId::made(&entry.name(), nth), &made.fields));
        for (id, fields) in made.chain(set.iter().map(|change| (change.on.clone(), &change.set))) {
            found.extend((fields.get("mark").is_some_and(|mark| mark.text() == "~")).then_some(id));
        }
    }
    found
}

/// Every text that a line ever had.
fn ever_said<'e>(entries: &'e [Entry], id: &ObjectId) -> Vec<&'e str> {
    let mut found = Vec::new();
    for entry in entries {
        let Act::Record { make, set } = &entry.act else { continue };
        let made = make.iter().enumerate().map(|(nth, made)| (ObjectId::made(&entry.name(), nth), &made.fields));
        let all = made.chain(set.iter().map(|change| (change.on.clone(), &change.set)));
        found.extend(all.filter(|(of, _)| of == id).filter_map(|(_, fields)| Some(fields.get("text")?.text())));
    }
    found
}

/// Object by object: equal, or a private line, or about another audit.
fn assert_equal_but_for_private(
    original: &Workspace,
    copy: &Workspace,
    files: &workpaper::exchange::pack::archive::Files,
) {
    let (before, after) = (audit(original, "LA"), audit(copy, "LA"));
    let entries: Vec<Entry> = before.area.entries().expect("readable");
    let private = ever_private(&entries);
    let (old, new) = (before.area.state(), after.area.state());
    for object in KINDS.into_iter().flat_map(|kind| old.of(kind)) {
        let copied = new.get(&object.id);
        if private.contains(&object.id) {
            assert!(copied.is_none_or(|copied| copied == object), "{} arrives whole or not at all", object.id);
            let hidden = copied.is_none() || object.text("mark") == "~";
            assert!(!hidden || copied.is_none(), "{} is private and must not arrive: {copied:?}", object.id);
            for words in ever_said(&entries, &object.id).into_iter().filter(|_| hidden) {
                assert!(!holds(files, words), "{words:?} was said in private and stands in the pack");
            }
        } else {
            assert_eq!(copied, Some(object), "{} must arrive as it is", object.id);
        }
    }
    for id in private.iter().filter(|id| old.get(id).is_none()) {
        for words in ever_said(&entries, id) {
            assert!(!holds(files, words), "{words:?} was said in private, then struck, and stands in the pack");
        }
    }
    let extra = KINDS.into_iter().flat_map(|kind| new.of(kind)).find(|object| old.get(&object.id).is_none());
    assert_eq!(extra, None, "nothing arrives that was not there");
    assert_eq!(old.numbers, new.numbers, "labels are counted on from the same numbers");
    let (old, new) = (register(original, "LA"), register(copy, "LA"));
    assert_same_part(old.state(), new.state());
}

fn assert_same_part(old: &State, new: &State) {
    for statement in old.of(Kind::Statement) {
        let own = statement.text("audit") == ID;
        assert_eq!(new.get(&statement.id), own.then_some(statement), "{} goes with its audit alone", statement.label);
        for part in old.parts(&statement.id) {
            assert_eq!(new.get(&part.id), own.then_some(part), "{} goes with its statement", part.id);
        }
    }
    // A step of a statement that was struck goes along; it is nobody else's.
    for object in KINDS.into_iter().flat_map(|kind| new.of(kind)) {
        assert_eq!(old.get(&object.id), Some(object), "nothing arrives that was not there");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn out_in_and_out_again_gives_the_same_bytes_and_the_same_state(deeds in deeds()) {
        let desk = Desk::new();
        let original = desk.planned("original");
        act_out(&desk, &original, &deeds);
        assert_sound(&original, "before");
        let first = pack(&original);
        prop_assert!(first == pack(&original), "the same state gives the same bytes");
        let files = unpacked(&first);
        let copy = desk.begin("copy", &first);
        assert_sound(&copy, "after the import");
        prop_assert!(first == pack(&copy), "and so does the state that was taken in");
        assert_equal_but_for_private(&original, &copy, &files);
        let before = bytes(&original.root);
        let taken = add(&original, &first).expect("the same audit");
        prop_assert_eq!((taken.journals, taken.evidence), (0, 0), "there is nothing new for the workspace it came from");
        let after = bytes(&original.root);
        let truth = |path: &&std::path::PathBuf| !path.starts_with("findings");
        prop_assert!(before.keys().filter(truth).all(|path| after.get(path) == before.get(path)), "which stays as it is");
    }
}

#[test]
fn the_copy_can_be_read_and_written_and_says_what_is_missing() {
    let desk = Desk::new();
    let original = desk.planned("original");
    record(&original, "LA", line("=", "seen"), 1);
    let hush = record(&original, "LA", line("~", "hush, he will resign"), 2);
    record(&original, "LA", set(&made(&hush), &[("text", "hush, he has resigned")]), 3);
    record(&original, "LA", Act::Strike(hush.clone()), 4);
    let own = follow(&original, "LA", statement(ID, "IA-2026-02-F01"), 5);
    follow(&original, "LA", statement("IA-2025-01", "IA-2025-01-F01"), 6);
    follow(&original, "LA", step(&made(&own), "nobody told the service desk"), 7);
    follow(&original, "LA", statement("", "EXT-F01"), 8);
    let first = pack(&original);
    let files = unpacked(&first);
    assert!(!holds(&files, "hush"), "private words are in no file, struck or not");
    assert!(!holds(&files, "EXT-F01") && !holds(&files, "IA-2025-01-F01"), "nor is what is about others");
    let manifest = String::from_utf8(files["MANIFEST.toml"].clone()).expect("text");
    assert!(manifest.contains("private = 2") && manifest.contains("register = 1"), "counted: {manifest}");
    let copy = desk.begin("copy", &first);
    let found = verified(&copy, &format!("audits/{ID}"));
    assert_eq!((found.doubts, found.withheld), (Vec::new(), 2), "withheld is counted apart from damage");
    assert!(found.notes.iter().any(|note| note.contains("2 lines (4-5)")), "and named: {:?}", found.notes);
    assert_eq!(audit(&copy, "LA").complaints(), Vec::<String>::new(), "it opens without a word");
    let entry = record(&copy, "LA", line("=", "later"), 20);
    assert_ne!(entry.journal, hush.journal, "in a journal of its own, for the one that came belongs elsewhere");
    assert_sound(&copy, "after going on");
    add(&original, &pack(&copy)).expect("and that comes back");
    let home = audit(&original, "LA");
    assert!(home.area.state().get(&made(&entry)).is_some(), "what was recorded away is at home");
    assert!(
        home.area.entries().expect("readable").iter().any(|e| e.place() == hush && matches!(e.act, Act::Record { .. })),
        "what was withheld on the way is not lost at home"
    );
    assert_sound(&original, "after all that");
    let why = audit(&copy, "LA").area.redact(&hush, "asked", at(30)).expect_err("there is nothing to blank");
    assert!(why.to_string().contains("withheld from this copy"), "it says where to go: {why}");
}

#[test]
fn copies_of_evidence_go_along_and_one_that_changed_is_left_out_and_named() {
    let desk = Desk::new();
    let original = desk.planned("original");
    let mut kept = Vec::new();
    for (n, text) in ["one", "two"].into_iter().enumerate() {
        std::fs::write(desk.path("list.csv"), text).expect("a source");
        let one = evidence::keep(&original, ID, &desk.path("list.csv")).expect("copied");
        let fields = texts(&[("title", "List"), ("file", &one.file), ("sha256", &one.sha256)]);
        record(&original, "LA", Act::make(Kind::Evidence, format!("EV-00{}", n + 1), fields), n + 1);
        kept.push(original.root.join("audits").join(ID).join(one.file));
    }
    let whole = pack(&original);
    let copy = desk.begin("copy", &whole);
    assert_sound(&copy, "with its evidence");
    let copied = copy.root.join(kept[0].strip_prefix(&original.root).expect("inside"));
    assert_eq!(std::fs::read(copied).expect("the copy"), b"one", "as it was");
    std::fs::write(&kept[1], "tampered").expect("changed");
    let files = unpacked(&pack(&original));
    assert!(!holds(&files, "tampered"), "what is not what was copied does not go out as evidence");
    let manifest = String::from_utf8(files["MANIFEST.toml"].clone()).expect("text");
    assert!(manifest.contains("the copy of EV-002"), "and the manifest says so: {manifest}");
    let poorer = desk.begin("poorer", &pack(&original));
    assert!(pack(&poorer) == pack(&original), "out, in and out again all the same");
    let why = add(&original, &whole).expect_err("the good copy does not overwrite what somebody must look at");
    assert!(why.to_string().contains("was changed since"), "it says what: {why}");
}

#[test]
fn what_is_not_sound_is_not_packed() {
    let desk = Desk::new();
    let original = desk.planned("original");
    record(&original, "LA", line("=", "seen with two eyes"), 1);
    let journal = original.root.join("audits").join(ID).join("journal");
    let path = std::fs::read_dir(journal).expect("listed").next().expect("a journal").expect("its name").path();
    let text = std::fs::read_to_string(&path).expect("text").replace("two eyes", "one eyes");
    std::fs::write(&path, text).expect("tampered with");
    let (open, book) = (audit(&original, "LA"), register(&original, "LA"));
    let why = workpaper::store::pack::gather(&original, &open, &book).expect_err("a pack would carry it on");
    assert!(why.to_string().contains("its body was changed"), "it names what: {why}");
}
