//! The terminal's cursor stands on the active row or field, on every screen and in both modes: magnifiers and screen
//! readers follow it. Read from the real program on a real pseudo-terminal.
//!
//! Must not know: how the place is found.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod screen;

use screen::{Office, Seat};

/// The row that the cursor stands in; none while it is hidden.
fn row(seat: &Seat) -> Option<String> {
    let screen = seat.parser.screen();
    let (at, _) = screen.cursor_position();
    screen.rows(0, screen.size().1).nth(usize::from(at)).filter(|_| !screen.hide_cursor())
}

/// Waits until the screen shows these words and the cursor stands in a row with those.
fn stands(seat: &mut Seat, place: &str, shown: &str, wanted: &str) {
    seat.wait_until(&format!("{place}: the cursor in the row of `{wanted}`"), |seat| {
        seat.contents().contains(shown) && row(seat).is_some_and(|row| row.contains(wanted))
    });
}

/// What is pressed, the screen that comes, words on it, and words of the row that the cursor then stands in.
type Way = (&'static str, &'static str, &'static str, &'static str);

fn walk(seat: &mut Seat, ways: &[Way]) {
    for (keys, place, shown, wanted) in ways {
        seat.type_in(keys);
        stands(seat, place, shown, wanted);
    }
}

const MARK: &str = "\u{258c}";

#[test]
fn on_every_screen_of_an_audit_the_cursor_stands_where_keys_act() {
    let office = Office::demo();
    let mut seat = office.sit_with(&["--today", "2026-11-21"]);
    stands(&mut seat, "home", "Audits", "IA-2026-02");
    walk(
        &mut seat,
        &[
            ("\r", "fieldwork", "IA-2026-02", MARK),
            ("/A.5.18\r", "fieldwork at an item", "A.5.18  Access rights", "\u{258c}A.5.18"),
            ("j", "fieldwork, a row down", "A.5.19  Information", "\u{258c}A.5.19"),
            ("z", "the wide item pane", "A.5.19  Information", "A.5.19  Information"),
            ("zh", "a section", "items", "\u{258c}"),
            ("l", "a section unfolded", "items", "\u{258c}"),
            ("/leavers", "find", "find > leavers", " ASK  find > leavers"),
            ("\x1b", "out of the find", " LIST ", MARK),
            ("/A.5.18\r\r? half a line", "WRITE", " WRITE ", "> ? half a line"),
            ("\x14back", "find an item", "find item > ", "find item > back"),
            ("\x1b", "WRITE again", " WRITE ", "> ? half a line"),
            ("\x15\x1b", "out of WRITE", " LIST ", "\u{258c}A.5.18"),
            ("?", "the menu", "Menu: fieldwork", "\u{258c} Enter"),
            ("j", "the menu, a row down", "Menu: fieldwork", "conforms"),
            ("q", "out of the menu", "A.5.18  Access rights", "\u{258c}A.5.18"),
            ("b", "notebook", "Notebook", MARK),
            ("/kind:?", "filter", "filter", "> kind:?"),
            ("\r", "filtered", "filter: kind:?", MARK),
            ("/ zzz\r", "nothing to list", "Nothing matches", "Nothing matches"),
            ("qq", "out of the notebook", "A.5.18  Access rights", MARK),
            ("f", "findings", "Findings", MARK),
            ("\r", "a form", "Criteria", MARK),
            ("jj", "a form, two fields down", "LIST", MARK),
            ("qq", "out of the findings", "A.5.18  Access rights", MARK),
            ("a", "the plan", "Plan", MARK),
            ("\rxyz", "a field being edited", " EDIT ", "xyz"),
            ("\x07qq", "out of the plan", "A.5.18  Access rights", MARK),
            ("E", "evidence", "Evidence register", "\u{258c} EV-001"),
            ("q", "out of the evidence", "A.5.18  Access rights", MARK),
            ("S", "samples", "Samples", "\u{258c} S-01"),
            ("\r", "a grid", " of ", MARK),
            ("jl", "a cell of the grid", " of ", MARK),
            ("qq", "out of the samples", "A.5.18  Access rights", MARK),
            ("T", "talks", "Interviews and meetings", MARK),
            ("q", "out of the talks", "A.5.18  Access rights", MARK),
            ("w", "review", "Review: what is missing", MARK),
            ("p", "a page", "Report, as it stands", "ISMS audit"),
            ("qq", "out of the review", "A.5.18  Access rights", MARK),
            ("q", "home again", "Audits", "IA-2026-02"),
            ("n", "a question", " ASK ", " ASK "),
        ],
    );
}

#[test]
fn in_the_register_too_and_a_follow_up_page_begins_at_what_is_to_be_done() {
    let office = Office::demo();
    let mut seat = office.sit_with(&["--today", "2026-11-21"]);
    stands(&mut seat, "home", "Audits", "IA-2026-02");
    walk(
        &mut seat,
        &[
            ("r", "register", "Register: open", "\u{258c} IA-2026-02-F05"),
            ("\r", "follow-up, at the action that is due first", "follow-up, 10.2", "late 30 Oct"),
            ("b", "what is to be told", " EDIT ", ""),
            ("\x07q", "out of it", "follow-up, 10.2", "late 30 Oct"),
            ("z", "a statement with its follow-up", "Space", "IA-2026-02-F05"),
            ("qq", "register again", "Register: open", "\u{258c} IA-2026-02-F05"),
            ("m", "figures", "Figures", MARK),
        ],
    );
    let mut small = office.sit_with(&["--today", "2026-11-21"]);
    stands(&mut small, "home", "Audits", "IA-2026-02");
    small.resize(40, 10);
    stands(&mut small, "a window too small", "needs a window", "workpaper needs a window");
}

#[test]
fn where_nothing_is_picked_or_listed_the_cursor_stands_at_the_words_that_say_so() {
    let office = Office::new();
    office.ok(&["sample", "add", screen::AUDIT, "--title", "leavers", "--size", "5"]);
    let mut seat = office.sit();
    walk(
        &mut seat,
        &[
            ("S\r", "an empty grid", "Nothing picked yet", "Nothing picked yet"),
            ("qqE", "an empty list", "Nothing here yet", "Nothing here yet"),
            ("q", "fieldwork", "4.1", MARK),
        ],
    );
}

#[test]
fn what_the_find_has_chosen_is_reversed_up_to_its_first_word() {
    let office = Office::demo();
    let mut seat = office.sit();
    seat.press("/leavers", "> leavers");
    seat.type_in("\x0e\x0e\x0e");
    seat.settle();
    let screen = seat.parser.screen();
    let rows: Vec<String> = screen.rows(0, screen.size().1).collect();
    let at = rows.iter().position(|row| row.starts_with(MARK)).expect("a row is chosen");
    let name = rows[at].split(' ').nth(1).expect("its first word").chars().count();
    let row = u16::try_from(at).expect("a row of the screen");
    let reversed =
        |row: u16| (0..screen.size().1).filter(move |x| screen.cell(row, *x).is_some_and(vt100::Cell::inverse));
    assert_eq!(reversed(row).collect::<Vec<_>>(), (2..).take(name).collect::<Vec<u16>>(), "`{}`", rows[at]);
    assert_eq!(reversed(row + 1).count(), 0, "and no other row");
    seat.leave_with("\x07qq");
}
