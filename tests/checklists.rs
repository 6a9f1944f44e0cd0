//! The shipped checklists have the shape of the standards they are about, and enough in every item to audit by.
//!
//! Must not know: how a checklist is read from anywhere else. The numbers here are counted in the standards, not in the
//! files.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

use std::collections::{BTreeMap, BTreeSet};
use workpaper::domain::checklist::{Checklist, Item};
use workpaper::domain::criterion;
use workpaper::store::library::Library;

/// The auditable sub-clauses of clauses 4 to 10, each with its letters and numbers as it numbers them:
/// `a-c` are the letters, `a2` says that a) has the numbers 1) and 2).
const CLAUSES: [(&str, &str); 30] = [
    ("4.1", ""),
    ("4.2", "a-c"),
    ("4.3", "a-c"),
    ("4.4", ""),
    ("5.1", "a-h"),
    ("5.2", "a-g"),
    ("5.3", "a-b"),
    ("6.1.1", "a-e e2"),
    ("6.1.2", "a-e a2 c2 d3 e2"),
    ("6.1.3", "a-f"),
    ("6.2", "a-l"),
    ("6.3", ""),
    ("7.1", ""),
    ("7.2", "a-d"),
    ("7.3", "a-c"),
    ("7.4", "a-d"),
    ("7.5.1", "a-b"),
    ("7.5.2", "a-c"),
    ("7.5.3", "a-f"),
    ("8.1", ""),
    ("8.2", ""),
    ("8.3", ""),
    ("9.1", "a-f"),
    ("9.2.1", "a-b a2"),
    ("9.2.2", "a-c"),
    ("9.3.1", ""),
    ("9.3.2", "a-g d4"),
    ("9.3.3", ""),
    ("10.1", ""),
    ("10.2", "a-g a2 b3"),
];

/// The themes of Annex A with how many controls each has.
const THEMES: [(&str, u32); 4] = [("A.5", 37), ("A.6", 8), ("A.7", 14), ("A.8", 34)];

/// The controls that the 2022 edition added.
const NEW: [&str; 11] =
    ["A.5.7", "A.5.23", "A.5.30", "A.7.4", "A.8.9", "A.8.10", "A.8.11", "A.8.12", "A.8.16", "A.8.23", "A.8.28"];

/// The controls that ISO/IEC 27017:2015 added for cloud services.
const CLOUD: [&str; 7] = ["CLD.6.3.1", "CLD.8.1.5", "CLD.9.5.1", "CLD.9.5.2", "CLD.12.1.5", "CLD.12.4.5", "CLD.13.1.4"];

/// Everybody who is ever asked; a closed list, so that an interview can be planned from it.
const ROLES: [&str; 11] = [
    "top management",
    "ISMS manager",
    "HR",
    "IT operations",
    "service desk",
    "development",
    "facilities",
    "supplier management",
    "legal/privacy",
    "risk owner",
    "any employee",
];

fn library() -> Library {
    let library = Library::shipped();
    assert!(library.broken.is_empty(), "every shipped checklist can be read: {:?}", library.broken);
    library
}

fn main_list(library: &Library) -> &Checklist {
    library.get("iso27001-2022").expect("the checklist of ISO/IEC 27001:2022 is shipped")
}

/// The lists of clauses and controls that are written in full; the others borrow from them or are short.
fn full(library: &Library) -> impl Iterator<Item = &Checklist> {
    ["iso27001-2022", "iso27017-2015-cloud"].into_iter().map(|id| library.get(id).expect("it is shipped"))
}

fn all(library: &Library) -> impl Iterator<Item = (&Checklist, &Item)> {
    full(library).flat_map(|list| list.items.iter().map(move |item| (list, item)))
}

/// `a-c a2` as written: `a)`, `a) 1)`, `a) 2)`, `b)`, `c)`.
fn letters(short: &str) -> BTreeSet<String> {
    let mut letters = BTreeSet::new();
    for word in short.split_whitespace() {
        let mut chars = word.chars();
        let first = chars.next().expect("a letter");
        match (chars.next(), chars.next()) {
            (Some('-'), Some(last)) => letters.extend((first..=last).map(|letter| format!("{letter})"))),
            (Some(count), None) => {
                letters.extend((1..=count.to_digit(10).expect("a count")).map(|n| format!("{first}) {n})")));
            }
            _ => panic!("`{word}` in the table of this test means nothing"),
        }
    }
    letters
}

fn controls() -> Vec<String> {
    THEMES.iter().flat_map(|(theme, count)| (1..=*count).map(move |n| format!("{theme}.{n}"))).collect()
}

#[test]
fn the_table_of_this_test_counts_as_the_standard_does() {
    let all: Vec<String> = CLAUSES.iter().flat_map(|(_, short)| letters(short)).collect();
    let numbered = all.iter().filter(|letter| letter.contains(' ')).count();
    assert_eq!((all.len() - numbered, numbered), (98, 22), "98 letters, and 22 numbers below some of them");
    assert_eq!((controls().len(), NEW.len()), (93, 11), "93 controls, 11 of them new");
}

#[test]
fn it_holds_the_auditable_sub_clauses_and_the_controls_in_order() {
    let library = library();
    let ids: Vec<&str> = main_list(&library).items.iter().map(|item| item.id.as_str()).collect();
    let controls = controls();
    let wanted: Vec<&str> = CLAUSES.iter().map(|(id, _)| *id).chain(controls.iter().map(String::as_str)).collect();
    assert_eq!(ids, wanted, "30 sub-clauses, then the controls 5.1 to 8.34, each once and in order");
    let sections: Vec<&str> = main_list(&library).sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(sections, ["4", "5", "6", "7", "8", "9", "10", "A.5", "A.6", "A.7", "A.8"], "its sections");
    let cloud = library.get("iso27017-2015-cloud").expect("the cloud controls are shipped");
    let ids: Vec<&str> = cloud.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, CLOUD, "the seven additional controls, each once and in order");
}

#[test]
fn every_item_stands_in_the_section_its_id_names() {
    let library = library();
    for (list, item) in all(&library) {
        let section = list.section(&item.section);
        let section = section.unwrap_or_else(|| panic!("{} names a section that is there", item.id));
        assert!(item.id.starts_with(&format!("{}.", section.id)), "{} stands in section {}", item.id, section.id);
        let annex = item.id.starts_with(['A', 'C']);
        assert_eq!(section.controls, annex, "{}: controls can be excluded, clauses 4 to 10 cannot", item.id);
    }
}

#[test]
fn ids_are_unique_over_all_checklists() {
    let library = library();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (list, item) in all(&library) {
        let before = seen.insert(item.id.to_lowercase(), &list.id);
        assert_eq!(before, None, "{} stands once, whichever checklists an audit joins", item.id);
    }
}

#[test]
fn letters_are_those_of_the_standard_and_each_is_reached() {
    let library = library();
    for (id, short) in CLAUSES {
        let item = main_list(&library).item(id).expect("all are there");
        let known: BTreeSet<String> = item.letters.keys().cloned().collect();
        assert_eq!(known, letters(short), "{id} has the letters of the standard, no more and no fewer");
        let reached: BTreeSet<String> = item.parts.iter().flat_map(|part| part.letters.iter().cloned()).collect();
        assert_eq!(reached, known, "{id}: every letter is asked or tested by some part, and no part names another");
        for part in &item.parts {
            assert!(!part.letters.is_empty(), "{id}: a part is about some letter");
            assert!(!part.ask.is_empty() || !part.test.is_empty(), "{id} {:?}: a part asks or tests", part.letters);
        }
    }
    for (_, item) in all(&library).filter(|(_, item)| item.id.starts_with(['A', 'C'])) {
        assert!(item.letters.is_empty() && item.parts.is_empty(), "{}: controls have no letters", item.id);
    }
}

#[test]
fn what_has_no_letter_has_its_gist_where_it_is_the_whole_requirement() {
    let library = library();
    for (id, short) in CLAUSES.iter().filter(|(_, short)| short.is_empty()) {
        let item = main_list(&library).item(id).expect("all are there");
        assert!(!item.unlettered.is_empty(), "{id} has no letters{short}: what it demands is said without them");
    }
    let climate = main_list(&library).item("4.1").expect("4.1").unlettered.join(" ");
    assert!(climate.contains("climate"), "Amendment 1:2024 is in 4.1: whether climate change matters is determined");
    let note = main_list(&library).item("4.2").expect("4.2").unlettered.join(" ");
    assert!(note.contains("never") && note.contains("nonconformity"), "the note of 4.2 demands nothing: {note}");
}

#[test]
fn controls_say_where_they_come_from_and_eleven_are_new() {
    let library = library();
    let list = main_list(&library);
    let new: Vec<&str> = list.items.iter().filter(|item| item.new_in_2022).map(|item| item.id.as_str()).collect();
    assert_eq!(new, NEW, "the eleven controls that 2022 added");
    let mut sources: BTreeSet<&str> = BTreeSet::new();
    for item in &list.items {
        let control = item.id.starts_with('A');
        assert_eq!(
            item.from_2013.is_empty(),
            !control || item.new_in_2022,
            "{}: old controls name their source",
            item.id
        );
        for from in &item.from_2013 {
            assert!(
                from.starts_with("A.") && from.split('.').count() == 4,
                "{}: `{from}` is a control of 2013",
                item.id
            );
            sources.insert(from);
        }
    }
    assert_eq!(sources.len(), 114, "all 114 controls of 2013 went somewhere");
    for item in &library.get("iso27017-2015-cloud").expect("shipped").items {
        assert!(item.successor.contains("2026"), "{} says where its subject went in 2026", item.id);
    }
}

#[test]
fn links_lead_somewhere() {
    let library = library();
    let mut known: BTreeSet<String> = all(&library).map(|(_, item)| item.id.clone()).collect();
    known.extend((1..=35).map(|n| format!("MD-{n:02}")));
    for (_, item) in all(&library) {
        let unique: BTreeSet<&String> = item.links.iter().collect();
        assert_eq!(unique.len(), item.links.len(), "{} links to nothing twice", item.id);
        for link in &item.links {
            assert!(known.contains(link), "{} links to `{link}`, which is no clause, control or document", item.id);
            assert_ne!(*link, item.id, "{} does not link to itself", item.id);
        }
    }
}

#[test]
fn roles_are_from_the_one_list() {
    let library = library();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (_, item) in all(&library) {
        assert!(!item.roles.is_empty(), "{} says whom to ask", item.id);
        for role in &item.roles {
            let known = ROLES.iter().find(|known| *known == role);
            used.insert(known.unwrap_or_else(|| panic!("{}: `{role}` is none of {ROLES:?}", item.id)));
        }
        let unique: BTreeSet<&String> = item.roles.iter().collect();
        assert_eq!(unique.len(), item.roles.len(), "{} names no role twice", item.id);
    }
    assert_eq!(used.len(), ROLES.len(), "every role of the list is asked somewhere: {used:?}");
}

#[test]
fn every_item_has_enough_to_audit_by() {
    let library = library();
    for (_, item) in all(&library) {
        let id = &item.id;
        assert!(!item.title.is_empty() && !item.purpose.is_empty(), "{id} has a title and says why it exists");
        assert!(item.questions().count() >= 3, "{id} has three questions or more");
        assert!(!item.ask.is_empty(), "{id} has an opener");
        assert!(item.see.len() >= 3, "{id} names three things to be shown or more");
        assert!(item.tests().count() >= 2, "{id} has two tests or more");
        assert!(item.pitfalls.len() >= 2, "{id} has two pitfalls or more");
    }
}

#[test]
fn pitfalls_say_what_they_break() {
    let library = library();
    let mut joined = Checklist::default();
    full(&library).for_each(|list| joined.join(list));
    for item in &joined.items {
        let mut own = 0;
        for pitfall in &item.pitfalls {
            let broken = pitfall.split_once(": ").map(|(broken, _)| broken);
            let broken = broken.unwrap_or_else(|| panic!("{}: `{pitfall}` begins with what it breaks", item.id));
            let cited = criterion::cite(&joined, &[], broken).map(|cited| cited.text);
            assert_eq!(cited.as_deref(), Some(broken), "{}: `{pitfall}` cites a requirement as it is written", item.id);
            own += usize::from(criterion::item_of(broken) == item.id);
        }
        // What is seen here may break another requirement, but then it is an aside.
        assert!(own * 2 > item.pitfalls.len(), "{}: most of its pitfalls are nonconformities with it", item.id);
    }
}

fn strings(item: &Item) -> Vec<&str> {
    let parts = item.parts.iter().flat_map(|part| part.ask.iter().chain(&part.test));
    let lists = [&item.unlettered, &item.ask, &item.see, &item.test, &item.pitfalls].into_iter().flatten();
    let texts = [&item.title, &item.basis, &item.purpose, &item.successor, &item.relation].into_iter();
    texts.chain(lists).chain(parts).chain(item.letters.values()).map(String::as_str).collect()
}

#[test]
fn nothing_is_asked_twice_anywhere() {
    let library = library();
    let mut asked: BTreeMap<String, &str> = BTreeMap::new();
    for (_, item) in all(&library) {
        let questions = item.questions().map(|(_, ask)| ask).chain(item.tests().map(|(_, test)| test));
        for text in questions.chain(item.see.iter().chain(&item.pitfalls).map(String::as_str)) {
            let bare = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
            if let Some(other) = asked.insert(bare, &item.id) {
                panic!("`{text}` stands in {other} and in {}: each item asks its own", item.id);
            }
        }
    }
}

#[test]
fn texts_are_short_whole_and_plain() {
    let library = library();
    for (_, item) in all(&library) {
        for text in strings(item) {
            assert!(text.chars().count() <= 260, "{}: over 260 characters: `{text}`", item.id);
            assert!(text.trim() == text && !text.contains("  "), "{}: stray blanks in `{text}`", item.id);
            assert!(!text.chars().any(|c| c.is_control() || c == '—' || c == '–'), "{}: `{text}`", item.id);
        }
        for (_, ask) in item.questions() {
            assert!(ask.ends_with(['?', '.']), "{}: a question is a whole sentence: `{ask}`", item.id);
        }
        let said = |list: &[String]| list.iter().any(|text| text.trim().is_empty());
        assert!(!said(&item.ask) && !said(&item.see) && !said(&item.test), "{} holds no empty text", item.id);
    }
}
