//! What two fresh readings of the terminal program found, each with the keys that showed it.
//!
//! Must not know: how any of it is done. It types keys and reads the screen and the journal.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{AUDIT, Office};
use workpaper::domain::fields::{Kind, spec};

/// Types keys into the program without a terminal and reads the screen.
fn keys(office: &Office, keys: &str) -> String {
    office.ok(&["open", AUDIT, "--keys", keys, "--print"])
}

/// Entries whose bytes hold this.
fn entries_with(office: &Office, words: &str) -> usize {
    office.journals().lines().filter(|line| line.contains(words)).count()
}

const ISSUED: &str = "<enter>!M backups are not tested<enter><esc>fPpresent<enter>Xissued early on purpose<enter>";

#[test]
fn an_override_needs_a_reason_and_an_issue_something_presented() {
    let office = Office::new();
    let shown = keys(&office, "<enter>!M backups are not tested<enter><esc>fX");
    assert!(shown.contains("P first"), "without a reference there is nothing to override:\n{shown}");
    let shown = keys(&office, "fPpresent<enter>Xissue<enter>");
    assert!(shown.contains("more than one word"), "the word issue is no reason:\n{shown}");
    assert!(shown.contains(" ASK ") && shown.contains("> issue"), "and what was typed stands there still:\n{shown}");
    let register = office.ok(&["findings"]);
    assert!(register.contains("presented"), "nothing is issued: {register}");
}

#[test]
fn what_is_issued_is_neither_undone_nor_linked() {
    let office = Office::new();
    let shown = keys(&office, &format!("{ISSUED}qu"));
    assert!(shown.contains("is issued"), "undo leaves what is issued:\n{shown}");
    assert_eq!(entries_with(&office, "strike"), 0, "no strike is recorded");
    let before = office.entries().len();
    let shown = keys(&office, "bl#A.6.5<enter>");
    assert!(shown.contains("is issued"), "a link from the notebook would change it:\n{shown}");
    assert_eq!(office.entries().len(), before, "nothing is recorded");
}

#[test]
fn words_asked_for_stay_where_they_cannot_be_recorded() {
    let office = Office::new();
    let shown = keys(&office, "qnnot an id at all | Title<enter>");
    assert!(shown.contains(" ASK ") && shown.contains("| Title"), "the words are still there:\n{shown}");
}

#[test]
fn an_amended_line_is_emptied_into_a_new_one() {
    let office = Office::new();
    keys(&office, "<enter>first note<enter><up><c-u>second note<enter><esc>");
    assert_eq!(entries_with(&office, "\"make\":[{"), 2, "both are lines of their own: {}", office.journals());
    let shown = keys(&office, "<enter><up><home>!M <enter>");
    assert!(shown.contains("amends a line"), "a mark in an amendment is warned of:\n{shown}");
}

#[test]
fn a_half_typed_amendment_comes_back_as_one() {
    let office = Office::new();
    keys(&office, "<enter>first note<enter><up>, longer");
    keys(&office, "<enter>");
    assert_eq!(entries_with(&office, "\"make\":[{"), 1, "no second line: {}", office.journals());
    assert_eq!(entries_with(&office, "first note, longer"), 1, "but the first amended");
}

#[test]
fn half_of_a_new_object_comes_back_in_its_form() {
    let office = Office::new();
    keys(&office, "Sn<enter>leavers of the ye");
    let shown = keys(&office, "");
    assert!(shown.contains("New sample") && shown.contains(" EDIT "), "the form is open again:\n{shown}");
    assert!(shown.contains("leavers of the ye"), "with its words:\n{shown}");
}

#[test]
fn tab_goes_on_into_the_next_field() {
    let office = Office::new();
    let shown = keys(&office, "a<c-u>Title of mine<tab>");
    assert!(!shown.contains(" EDIT "), "outside a field letters are no text:\n{shown}");
    let shown = keys(&office, "a<enter><c-u>Title of mine<tab>");
    assert!(shown.contains(" EDIT ") && shown.contains("recorded"), "saved, and the next is open:\n{shown}");
}

#[test]
fn what_others_wrote_meanwhile_is_left_alone_or_named() {
    let office = Office::new();
    let at = spec(Kind::Plan).edited().position(|field| field.name == "auditees").expect("a field");
    office.ok(&["set", AUDIT, "plan", "auditees+=IT lead"]);
    let mut seat = office.sit();
    seat.press("a", "Plan");
    seat.press("\r", " EDIT ");
    office.ok(&["set", AUDIT, "plan", "title=Title of another"]);
    seat.type_in("\x15Mi");
    seat.wait_while("Test audit");
    seat.type_in("ne\x18");
    seat.wait_for("meanwhile: Title of another");
    seat.type_in(format!("g{}\r", "j".repeat(at)));
    seat.wait_for(" EDIT ");
    office.ok(&["set", AUDIT, "plan", "auditees+=HR lead"]);
    seat.press("\rDesk", "Desk");
    seat.type_in(" lead\x18");
    seat.wait_until("recorded", |seat| seat.notice() == "recorded");
    let audit = office.audit();
    let list = audit.view().plan_list("auditees").to_vec();
    assert_eq!(list, ["IT lead", "HR lead", "Desk lead"], "only what was added is added");
}

#[test]
fn a_line_that_its_session_recorded_is_not_taken_over() {
    let office = Office::new();
    let mut first = office.sit();
    first.press("\r", "WRITE");
    first.type_in("a line of mine");
    first.wait_until("echoed", |seat| seat.typed().as_deref() == Some("a line of mine"));
    let mut second = office.sit();
    second.wait_for("yours on pts/");
    first.press("\r", "recorded");
    first.press("\x07", "LIST");
    first.leave_with("qq");
    second.press("t", "nothing to take over");
    assert_eq!(second.typed(), None, "no line comes twice");
}

#[test]
fn home_is_read_anew() {
    let office = Office::new();
    let mut seat = office.sit_with(&[]);
    seat.wait_for(AUDIT);
    office.ok(&["new", "IA-2026-09", "--items", "4.1", "--title", "Another"]);
    seat.press("\x12", "IA-2026-09");
}

#[test]
fn the_veil_hides_the_grade_in_the_line() {
    let office = Office::new();
    let shown = keys(&office, "<enter>:int Site A | IT lead<enter><esc>vvMno backups");
    let last = shown.lines().last().unwrap_or_default().to_owned();
    assert!(shown.contains("veil") && last.contains("! no backups"), "whoever looks on reads no grade:\n{shown}");
    keys(&office, "<enter>");
    assert_eq!(entries_with(&office, "\"grade\":\"major\""), 1, "but it is recorded");
}

#[test]
fn a_long_text_is_seen_whole_while_it_is_edited() {
    let office = Office::new();
    let words = "word ".repeat(30) + "end";
    let shown = keys(&office, &format!("a<down><enter>beginning {words}"));
    assert!(shown.contains("beginning") && shown.contains("end"), "both ends are in sight:\n{shown}");
}
