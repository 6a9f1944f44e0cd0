//! The checklists on the shelf: every shipped file can be read, borrows what it has no words for, and lints clean.

use workpaper::domain::checklist::Checklist;
use workpaper::store::library::{Library, SHIPPED, parse};

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
fn legacy_controls_show_the_words_of_the_control_they_went_into() {
    let library = Library::shipped();
    let legacy = library.get("iso27001-2013-annex-a").expect("it is shipped");
    let new = library.get("iso27001-2022").expect("it is shipped");
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
    let mut both: Checklist = library.get("iso27001-2022").expect("it is shipped").clone();
    both.join(library.get("iso27001-2013-annex-a").expect("it is shipped"));
    let old = both.item("A.5.1.1").expect("the 2013 control came along");
    let section = both.section(&old.section).expect("its section came along too");
    assert_eq!(section.title, "Information security policies", "and is not taken for A.5 of 2022");
    assert_eq!(both.section("A.5").expect("2022's").title, "Organizational controls", "which keeps its own title");
}
