//! The checklists on the shelf: every shipped file can be read, borrows what it has no words for, and lints clean; and
//! what `checklist lint`, `new` and `schema` say of one's own.

#[path = "lists/desk.rs"]
mod desk;

use desk::Desk;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use workpaper::domain::checklist::{Checklist, Depth, Item, Part, Section};
use workpaper::domain::lint::{Remark, Shelf, lint};
use workpaper::exchange::checklist_schema::schema;
use workpaper::exchange::checklist_toml::{line_of, read};
use workpaper::store::library::{Library, SHIPPED, parse};

fn shelf_without<'l>(library: &'l Library, id: &str) -> Vec<&'l Checklist> {
    library.all().map(|(_, list)| list).filter(|list| list.id != id).collect()
}

#[test]
fn every_shipped_file_is_on_the_shelf_under_its_own_id() {
    let library = Library::shipped();
    for (id, text) in SHIPPED {
        let list = parse(text).unwrap_or_else(|why| panic!("{id} can be read: {why}"));
        assert_eq!(&list.id, id, "the id in the file is the one it is registered under");
        assert!(library.get(id).is_some(), "{id} can be had by its name");
    }
    assert_eq!(library.all().count(), SHIPPED.len(), "a listing shows each once");
}

#[test]
fn every_shipped_file_lints_clean() {
    let library = Library::shipped();
    for (id, text) in SHIPPED {
        let list = read(text).unwrap_or_else(|why| panic!("{id} can be read: {why}"));
        let found = lint(&list, Shelf(&shelf_without(&library, id)));
        let say = |remark: &Remark| {
            let Remark { at, subject, text: words, .. } = remark;
            format!("checklists/{id}.toml:{}: {subject}: {words}", line_of(text, at))
        };
        assert!(found.is_empty(), "nothing to mend:\n{}", found.iter().map(say).collect::<Vec<_>>().join("\n"));
    }
}

#[test]
fn the_standard_s_checklists_are_in_full_depth() {
    let library = Library::shipped();
    for (id, depth) in [("iso27001-2022", Depth::Full), ("iso27017-2015-cloud", Depth::Full)] {
        assert_eq!(library.get(id).map(|list| list.depth), Some(depth), "{id}: lint asks all of it");
    }
}

#[test]
fn legacy_controls_show_the_words_of_the_control_they_went_into() {
    let library = Library::shipped();
    let (Some(legacy), Some(new)) = (library.get("iso27001-2013-annex-a"), library.get("iso27001-2022")) else {
        panic!("both are shipped");
    };
    for item in &legacy.items {
        assert!(!item.maps_to.is_empty(), "{} went somewhere", item.id);
        for target in &item.maps_to {
            let lender = new.item(target).unwrap_or_else(|| panic!("{} maps to {target}, which is there", item.id));
            for ask in &lender.ask {
                assert!(item.ask.contains(ask), "{} asks what {target} asks: {ask}", item.id);
            }
        }
    }
}

#[test]
fn two_lists_may_call_different_sections_alike() {
    let library = Library::shipped();
    let (Some(legacy), Some(new)) = (library.get("iso27001-2013-annex-a"), library.get("iso27001-2022")) else {
        panic!("both are shipped");
    };
    let mut both = new.clone();
    both.join(legacy);
    let section = both.item("A.5.1.1").and_then(|old| both.section(&old.section)).map(|s| s.title.as_str());
    assert_eq!(section, Some("Information security policies"), "the 2013 control is not put under A.5 of 2022");
    let title = both.section("A.5").map(|section| section.title.as_str());
    assert_eq!(title, Some("Organizational controls"), "which keeps its own title");
}

/// A way to spoil a good list.
type Breaks = fn(&mut Checklist);

/// A list with one good item of full depth, for a test to break.
fn good() -> Checklist {
    let texts = |words: &[&str]| words.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let item = Item {
        id: "HR.1".into(),
        section: "HR".into(),
        title: "Keys".into(),
        purpose: "Who left can still come in.".into(),
        roles: texts(&["HR"]),
        links: texts(&["A.5.18", "6.1.2 c) 2)", "MD-30"]),
        ask: texts(&["Who has the keys?", "What happens to a key when its holder leaves?"]),
        see: texts(&["key book", "leavers list with dates", "the key cabinet"]),
        test: texts(&["Compare key book and leavers list."]),
        pitfalls: texts(&["A.5.18: a key was out for a year.", "KEY 2.1: the book ends in May."]),
        letters: BTreeMap::from([("a)".to_owned(), "Keys come back".to_owned())]),
        parts: vec![Part {
            letters: texts(&["a)"]),
            ask: texts(&["Show me a returned key."]),
            test: texts(&["Count."]),
        }],
        ..Item::default()
    };
    Checklist {
        id: "house".into(),
        title: "House rules".into(),
        depth: Depth::Full,
        sections: vec![Section { id: "HR".into(), title: "House".into(), controls: false }],
        items: vec![item],
        ..Checklist::default()
    }
}

#[test]
fn each_mistake_is_found_by_its_rule() {
    let library = Library::shipped();
    let shelf = shelf_without(&library, "");
    let rules = |list: &Checklist| -> BTreeSet<&'static str> {
        lint(list, Shelf(&shelf)).iter().map(|remark| remark.rule).collect()
    };
    assert_eq!(lint(&good(), Shelf(&shelf)), [], "nothing to mend in a good list");
    let broken: &[(&str, Breaks)] = &[
        ("header", |list| list.title.clear()),
        ("header", |list| list.reviewed = "yesterday".into()),
        ("id", |list| list.items[0].id = "HR 1".into()),
        ("id", |list| list.items[0].title.clear()),
        ("id", |list| list.items.push(Item { id: "hr.1".into(), ..good().items[0].clone() })),
        ("section", |list| list.items[0].section = "XX".into()),
        ("section", |list| list.sections.push(Section { id: "Z".into(), title: "Empty".into(), controls: false })),
        ("empty", |list| list.items[0].see.push(" ".into())),
        ("long", |list| list.items[0].purpose = "x".repeat(300)),
        ("role", |list| list.items[0].roles.push("hr".into())),
        ("link", |list| list.items[0].links.push("A.5.99".into())),
        ("link", |list| list.items[0].links.push("6.1.2 z)".into())),
        ("link", |list| list.items[0].from_2013.push("A.99.1.1".into())),
        ("letters", |list| drop(list.items[0].letters.insert("b)".into(), "B".into()))),
        ("letters", |list| list.items[0].parts[0].letters.push("c)".into())),
        ("depth", |list| list.items[0].ask.truncate(1)),
        ("depth", |list| list.items[0].roles.clear()),
        ("depth", |list| list.items[0].pitfalls.truncate(1)),
        ("open", |list| list.items[0].ask[0] = "Do you have keys?".into()),
        ("pitfall", |list| list.items[0].pitfalls[0] = "A key was out for a year.".into()),
        ("pitfall", |list| list.items[0].pitfalls[0] = "7.2 x): a key was out for a year.".into()),
        ("twice", |list| list.items[0].ask[1] = "who has the KEYS".into()),
    ];
    for (rule, breaks) in broken {
        let mut list = good();
        breaks(&mut list);
        let found = rules(&list);
        assert!(found.contains(rule), "{rule} finds it: {found:?}");
    }
    let taken = shelf.iter().find_map(|list| list.items.first()).and_then(|item| item.ask.first()).cloned();
    let mut list = good();
    list.items[0].ask[0] = taken.unwrap_or_default();
    assert!(rules(&list).contains("twice"), "a question of a shipped checklist is taken");
}

#[test]
fn a_new_checklist_wants_only_what_its_author_knows() {
    let desk = Desk::new();
    desk.run(&["checklist", "new", "House-Rules"], 0);
    let path = desk.path("checklists/house-rules.toml");
    let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("it is written: {why}"));
    let list = parse(&text).unwrap_or_else(|why| panic!("it can be read as it is: {why}"));
    assert_eq!(list.id, "house-rules", "under the id that was asked for");
    let found = desk.run(&["checklist", "lint", "house-rules"], 3);
    for wanted in ["house-rules.toml:5", "no title", "an empty text in ask", "an empty text in see", "Remedy:"] {
        assert!(found.contains(wanted), "it names {wanted}: {found}");
    }
    let filled = text
        .replace("title = \"\"", "title = \"Keys\"")
        .replace("ask = [\n  \"\",", "ask = [\n  \"Who holds the keys of the plant?\",")
        .replace("see = [\n  \"\",", "see = [\n  \"key book\",");
    let path = desk.write("checklists/house-rules.toml", &filled).display().to_string();
    assert!(desk.run(&["checklist", "lint", &path], 0).contains("nothing to mend"), "filled in, it is clean");
    assert!(desk.run(&["checklist", "show", "house-rules"], 0).contains("Keys"), "and can be used");
    desk.run(&["checklist", "new", "house-rules"], 2);
    desk.run(&["checklist", "new", "../escape"], 2);
    desk.run(&["checklist", "new", "readiness"], 2);
    desk.run(&["checklist", "new", "readiness", "--from", "readiness"], 0);
    let list = desk.run(&["checklist", "list"], 0);
    assert!(list.contains("readiness.toml"), "a copy under the same id stands in the shipped one's place: {list}");
}

#[test]
fn lint_answers_in_json_with_file_line_and_remedy() {
    let desk = Desk::new();
    let text = "id = \"bad\"\ntitle = \"Bad\"\n\n[[item]]\nid = \"X.1\"\ntitle = \"X\"\nask = [\"Who?\", \"who\"]\nsee = \
                [\"x\"]\nlinks = [\"A.5.180\"]\n";
    desk.write("checklists/bad.toml", text);
    let json = desk.json(&["checklist", "lint", "bad"], 3);
    let found: Vec<(&str, u64)> = json["found"]
        .as_array()
        .map(|list| list.iter().map(|f| (f["rule"].as_str().unwrap_or(""), f["line"].as_u64().unwrap_or(0))).collect())
        .unwrap_or_default();
    assert_eq!(found, [("twice", 7), ("link", 9)], "each with its line: {json}");
    let path = desk.write("checklists/bad.toml", "id = \"bad\"\ntitle = \"Bad\"\nasks = 3\n").display().to_string();
    let out = desk.run(&["checklist", "lint", &path], 3);
    assert!(out.contains(":3") && out.contains("asks"), "what is no checklist at all is named with its line: {out}");
    desk.run(&["checklist", "lint", "nowhere"], 5);
    assert!(desk.run(&["checklist", "lint"], 3).contains("bad.toml"), "without a name, all are gone through");
}

/// The keys of an object.
fn keys(value: &Json) -> BTreeSet<String> {
    value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn the_schema_has_the_fields_of_the_structures() {
    let text = || "x".to_owned();
    // Every field is named here, so that a new one does not compile until this test knows it.
    let part = Part { letters: vec![text()], ask: vec![text()], test: vec![text()] };
    let item = Item {
        id: text(),
        section: text(),
        title: text(),
        basis: text(),
        purpose: text(),
        roles: vec![text()],
        links: vec![text()],
        successor: text(),
        maps_to: vec![text()],
        relation: text(),
        from_2013: vec![text()],
        new_in_2022: true,
        unlettered: vec![text()],
        ask: vec![text()],
        see: vec![text()],
        test: vec![text()],
        pitfalls: vec![text()],
        letters: BTreeMap::from([(text(), text())]),
        parts: vec![part],
        // Of no file: an audit takes it from the register.
        earlier: Vec::new(),
    };
    let list = Checklist {
        id: text(),
        title: text(),
        note: text(),
        reviewed: text(),
        depth: Depth::Full,
        maps_into: text(),
        sections: vec![Section { id: text(), title: text(), controls: true }],
        items: vec![item],
    };
    let written = serde_json::to_value(&list).unwrap_or_else(|why| panic!("it can be written: {why}"));
    let schema = schema();
    let fields = |pointer: &str| keys(schema.pointer(pointer).unwrap_or(&Json::Null));
    let item = "/properties/item/items/properties";
    assert_eq!(fields("/properties"), keys(&written), "the checklist's own keys");
    assert_eq!(fields("/properties/section/items/properties"), keys(&written["section"][0]), "a section's");
    assert_eq!(fields(item), keys(&written["item"][0]), "an item's");
    assert_eq!(fields(&format!("{item}/part/items/properties")), keys(&written["item"][0]["part"][0]), "a part's");
    let depths = schema.pointer("/properties/depth/enum").cloned().unwrap_or_default();
    let known = Depth::ALL.map(|depth| serde_json::to_value(depth).unwrap_or_default());
    assert_eq!(depths, Json::from(known.to_vec()), "and the words for depth");
}
