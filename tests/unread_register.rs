//! An audit opens without the register, which is read when a screen first needs it: what was issued meanwhile, by
//! somebody else, is nevertheless shown and treated as issued.
//!
//! Must not know: when the register is read.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{AUDIT, Office, Seat};

/// A session in an audit, opened before its finding was issued elsewhere.
fn issued_meanwhile(office: &Office) -> Seat {
    office.feed(&["capture", AUDIT, "--item", "A.5.18"], b"!o zebra crossing\n");
    let mut seat = office.sit();
    seat.wait_for("zebra crossing");
    office.ok(&["present", AUDIT]);
    office.ok(&["issue", AUDIT, "--override", "in a hurry"]);
    seat
}

#[test]
fn a_finding_issued_elsewhere_opens_as_its_statement() {
    let office = Office::new();
    let mut seat = issued_meanwhile(&office);
    seat.press_keys("/zebra<enter>");
    seat.wait_for(&format!("Statement {AUDIT}-F01"));
    seat.press_keys("j<enter>a title<enter>");
    seat.wait_for("Revise the issued statement because");
    seat.press_keys("it had none<enter>");
    seat.wait_while("because");
    seat.leave_with("qqq");
    assert!(office.ok(&["nc", "show", "F01"]).contains("a title"), "revised, with the reason");
    office.assert_verifies("after a revision");
}

#[test]
fn what_is_issued_elsewhere_is_not_undone_and_later_lines_bear_the_mark() {
    let office = Office::new();
    let mut seat = office.sit();
    seat.wait_for("LIST");
    seat.press_keys("oof mine<enter>");
    seat.wait_for("LA-1");
    seat.press("\x07", "LIST");
    office.ok(&["present", AUDIT]);
    office.ok(&["issue", AUDIT, "--override", "in a hurry"]);
    seat.press("u", "which is issued");
    seat.leave_with("qq");
    let mut seat = office.sit();
    seat.wait_for("LIST");
    seat.press_keys("<enter>a line behind the issue<enter>");
    seat.wait_for("recorded");
    seat.press_keys("<esc>b");
    seat.wait_for("Notebook");
    let marked = |words: &str| seat.contents().lines().any(|row| row.contains(words) && row.contains("  + "));
    assert!(marked("a line behind"), "it came after the issue:\n{}", seat.contents());
    assert!(!marked("of mine"), "this did not:\n{}", seat.contents());
    seat.press_keys("qfWhalf a reason");
    seat.wait_for("half a reason");
    seat.kill();
    let mut next = office.sit();
    next.wait_for("half a reason");
    assert!(next.contents().contains(&format!("Withdraw {AUDIT}-F01 because")), "about it:\n{}", next.contents());
}
