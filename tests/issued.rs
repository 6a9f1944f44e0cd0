//! What is issued is not undone: neither by a key in the session that issued it, nor by redoing the strike of a strike.
//!
//! Must not know: the gate's rules; everything here is issued by override.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod desk;

use desk::Desk;

const ID: &str = "IA-2026-02";
const HURRY: &str = "in a hurry";

/// The last entry of the audit's journal, as `undo` and `redo` name it.
fn last_entry(desk: &Desk) -> String {
    let folder = desk.root().join("audits").join(ID).join("journal");
    let file = std::fs::read_dir(folder).expect("a journal folder").flatten().next().expect("one journal").path();
    let lines = std::fs::read_to_string(&file).expect("a journal").lines().count();
    format!("{}/{}", file.file_stem().expect("a name").to_string_lossy(), lines - 1)
}

#[test]
fn undo_in_the_session_that_issued_is_refused() {
    let desk = Desk::new();
    desk.ok(&["new", ID, "--items", "6.1.2 A.5.18"]);
    let keys = "o3<space>of<space>4<enter><esc>fPpresent<enter>Xin<space>a<space>hurry<enter>q";
    let after = |more: &str| desk.ok(&["--keys", &format!("{keys}{more}"), "--size", "100x24", "--print", "open", ID]);
    let screen = after("u");
    assert!(screen.contains("which is issued: `workpaper withdraw IA-2026-02-F01`"), "u says what would do: {screen}");
    let show = desk.ok(&["findings", ID]);
    assert!(show.contains("IA-2026-02-F01"), "and the finding keeps its reference: {show}");
}

#[test]
fn a_strike_that_was_taken_back_does_not_strike_again() {
    let desk = Desk::new();
    desk.ok(&["new", ID, "--items", "6.1.2 A.5.18"]);
    desk.ok_fed(&["capture", ID, "--item", "A.5.18"], "!o 3 of 4\n");
    desk.ok(&["present", ID]);
    let presented = last_entry(&desk);
    desk.ok(&["undo", ID, &presented]);
    let strike = last_entry(&desk);
    desk.ok(&["redo", ID, &presented]);
    desk.ok(&["issue", ID, "--override", HURRY]);
    let said = desk.fed(&["redo", ID, &strike], "");
    assert_ne!(said.code, 0, "redo of a strike would undo the presenting behind an issued finding: {}", said.out);
    assert!(said.err.contains("is a strike"), "and says so: {}", said.err);
    assert!(desk.fed(&["undo", ID, &presented], "").code != 0, "nor can the presenting be undone any more");
    assert!(desk.ok(&["findings", ID]).contains("IA-2026-02-F01"), "the finding keeps its reference");
    desk.ok(&["verify"]);
}
