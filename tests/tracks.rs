//! The screen of fieldwork with the keys that belong to checklists: the track of a role, folding, what the Statement of
//! Applicability says of a control, and a sample begun from a test.

#[path = "lists/desk.rs"]
mod desk;

use desk::Desk;

const AUDIT: &str = "IA-2027-01";

/// What stands on the screen after these keys.
fn screen(desk: &Desk, keys: &str) -> String {
    desk.run(&["--size", "80x24", "--keys", keys, "--print", "open", AUDIT], 0)
}

fn planned() -> Desk {
    let desk = Desk::new();
    desk.run(&["new", AUDIT, "--items", "6.1.2 7.2 A.5.18 A.6.1 A.7.4 A.8.8", "--title", "Autumn"], 0);
    desk
}

#[test]
fn the_tree_becomes_the_track_of_a_role_and_back() {
    let desk = planned();
    desk.piped(&["capture", AUDIT], ":A.6.1 = screening record of the newest person\n", 0);
    let all = screen(&desk, "g");
    assert!(all.contains("A.8.8") && all.contains("6.1.2"), "all items at first: {all}");
    let hr = screen(&desk, "rhr<enter>");
    assert!(hr.contains("asked first") && hr.contains("A.6.1"), "what HR is asked first: {hr}");
    assert!(!hr.contains("A.8.8") && !hr.contains("6.1.2"), "and nothing that HR cannot answer: {hr}");
    let first = hr.lines().next().unwrap_or_default();
    assert!(first.contains("HR 1/"), "the header says whose track it is, and how far: {first}");
    let again = screen(&desk, "rhr<enter>r");
    assert!(again.contains("A.8.8") && !again.contains("asked first"), "the same key shows all again: {again}");
    let none = screen(&desk, "rastronaut<enter>");
    assert!(none.contains("no role") && none.contains("ASK"), "what is no role is refused, and can be mended: {none}");
    let found = screen(&desk, "rhr<enter>/A.8.8<enter>");
    assert!(found.contains("A.8.8") && !found.contains("asked first"), "going elsewhere ends the track: {found}");
}

#[test]
fn the_track_of_whom_one_talks_to_is_offered_and_shows_no_numbers_under_the_veil() {
    let desk = planned();
    desk.piped(&["capture", AUDIT], ":int room 2 | HR lead | @hr\n", 0);
    let asked = screen(&desk, "r");
    assert!(asked.lines().last().is_some_and(|line| line.contains("> HR")), "the interview's role is offered: {asked}");
    let track = screen(&desk, "r<enter>");
    let first = track.lines().next().unwrap_or_default();
    assert!(first.contains("HR") && first.contains("veil") && !first.contains('/'), "no counts: {first}");
    let json = desk.json(&["interview", "tracks", AUDIT, "--role", "hr"], 0);
    assert!(json[0]["items"].as_u64().is_some_and(|count| count > 0), "the same on the command line: {json}");
}

#[test]
fn parts_of_an_item_fold_and_the_veil_hides_pitfalls() {
    let desk = planned();
    let at = |keys: &str| screen(&desk, &format!("/6.1.2<enter>z{keys}"));
    let open = at("");
    assert!(open.contains("ask ") && !open.contains("folded"), "open at first: {open}");
    let folded = at("123");
    for words in ["questions, folded (1)", "things to see, folded (2)", "tests, folded (3)", "pit "] {
        assert!(folded.contains(words), "{words:?} once 1, 2 and 3 are pressed: {folded}");
    }
    let order: Vec<usize> =
        ["ask ", "see ", "test ", "pit "].iter().map(|label| folded.find(label).unwrap_or(usize::MAX)).collect();
    assert!(order.is_sorted(), "ask, see, test, pitfalls in that order: {folded}");
    assert!(at("1234").contains("pitfalls, folded (4)"), "pitfalls fold too");
    assert!(!at("123v").contains("pit "), "and are not there at all under the veil: {}", at("123v"));
    assert!(!at("11").contains("folded"), "the same key unfolds");
    let wide = at("");
    assert!(wide.lines().all(|line| line.chars().count() <= 80), "nothing stands past the edge: {wide}");
}

#[test]
fn what_the_statement_excludes_is_shown_with_its_reason() {
    let desk = planned();
    desk.write(
        "soa.csv",
        "control,applicable,justification,implemented,reference\nA.7.4,no,the landlord watches the building,,\nA.8.8,yes,\
         risk 12,partly,VUL 2\n",
    );
    let excluded = screen(&desk, "/A.7.4<enter>z");
    assert!(excluded.contains("SoA  excluded: the landlord watches the building"), "above the questions: {excluded}");
    let applied = screen(&desk, "/A.8.8<enter>z1234");
    assert!(applied.contains("SoA  applicable, partly implemented (VUL 2): risk 12"), "below the parts: {applied}");
    let clause = screen(&desk, "/6.1.2<enter>z1234");
    assert!(!clause.contains("SoA "), "a clause has no place in it: {clause}");
}

#[test]
fn a_sample_begins_with_the_words_of_a_test() {
    let desk = planned();
    let tests = desk.json(&["checklist", "show", "iso27001-2022", "--item", "A.6.1"], 0);
    let words = |nth: usize| -> String {
        let test = tests["item"][0]["test"][nth].as_str().unwrap_or_default();
        test.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
    };
    let begun = screen(&desk, "/A.6.1<enter>s");
    assert!(begun.contains(&format!("Population            {}", words(0))), "the first test: {begun}");
    assert!(begun.contains("Items                 A.6.1"), "for this item: {begun}");
    let second = screen(&desk, "/A.6.1<enter>s<enter><enter>qs");
    assert!(second.contains(&format!("Population            {}", words(1))), "then the next one: {second}");
    assert_eq!(desk.json(&["sample", "show", "S-01", "--audit", AUDIT], 0)["label"], "S-01", "recorded once saved");
}
