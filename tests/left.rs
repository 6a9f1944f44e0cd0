//! Texts that were being typed when the session was killed or the line dropped: every one comes back in the next session,
//! where it was, and what was recorded does not.
//!
//! Must not know: how drafts are kept.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{Office, Seat};
use serde_json::Value as Json;
use std::fs;

const TODAY: &str = "2026-10-18";
/// How a session ends without a word.
const ENDS: [&str; 2] = ["kill -9", "a hang-up"];

fn end(mut seat: Seat, how: &str) {
    if how == "kill -9" { seat.kill() } else { drop(seat.hang_up()) }
}

/// An audit, and a nonconformity from an incident.
fn office() -> Office {
    let office = Office::new();
    let add = ["nc", "add", "--source", "incident", "--grade", "minor", "--title", "badge lent", "--criteria", "A.7.2"];
    let more = ["--requirement", "badges are personal", "--evidence", "log", "--nature", "two people, one badge"];
    office.ok(&[add.as_slice(), &more, &["--today", "2026-10-01"]].concat());
    office
}

/// Sits down at home.
fn home(office: &Office) -> Seat {
    let mut seat = office.sit_with(&["--today", TODAY]);
    seat.wait_for("Audits");
    seat
}

/// Sits down before the register.
fn register(office: &Office) -> Seat {
    let mut seat = home(office);
    seat.type_in("r");
    seat
}

/// Sits down at the audit.
fn fieldwork(office: &Office) -> Seat {
    let mut seat = office.sit();
    seat.wait_until("fieldwork", |seat| seat.contents().contains(" LIST ") || seat.notice().contains("left on"));
    seat
}

/// The acts in the register's journals, without what is in `nc add`.
fn told(office: &Office) -> Vec<Json> {
    let files = fs::read_dir(office.root().join("register/journal")).expect("listed").flatten();
    let texts = files.filter(|file| file.path().extension().is_some_and(|end| end == "jsonl"));
    let texts: String = texts.map(|file| fs::read_to_string(file.path()).expect("read")).collect();
    let bodies = texts.lines().map(|line| serde_json::from_str::<Json>(line).expect("JSON")["body"].take());
    bodies.filter(|body| body["kind"] == "record").skip(1).collect()
}

/// The row of the screen that holds these words.
fn row(seat: &Seat, words: &str) -> String {
    let contents = seat.contents();
    contents.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("`{words}`:\n{contents}")).to_owned()
}

#[test]
fn all_fields_of_a_form_in_the_register_come_back() {
    for how in ENDS {
        let office = office();
        let mut seat = register(&office);
        seat.press("\r", "follow-up, 10.2");
        seat.press("b", "NC-2026-001  cause");
        seat.type_in("no spare badges\t5 whys\tbadge lent\rnone spare\tthe desk");
        seat.wait_for("the desk");
        end(seat, how);
        assert_eq!(told(&office), Vec::<Json>::new(), "{how}: nothing is recorded");

        let mut next = register(&office);
        next.wait_for("NC-2026-001  cause");
        next.wait_for("4 texts left on");
        for words in ["no spare badges", "5 whys", "badge lent", "(+1)", "the desk"] {
            next.wait_for(words);
        }
        next.type_in(" is shut\x18");
        next.wait_for("NC-2026-001: ");
        next.wait_for("follow-up, 10.2");
        let fields = &told(&office)[0]["make"][0]["fields"];
        assert_eq!(fields["text"], "no spare badges", "{how}: {fields}");
        assert_eq!(fields["method"], "5 whys", "{how}: {fields}");
        assert_eq!(fields["chain"], serde_json::json!(["badge lent", "none spare"]), "{how}: {fields}");
        assert_eq!(fields["contributing"], serde_json::json!(["the desk is shut"]), "{how}: {fields}");
        end(next, how);

        let mut last = register(&office);
        last.wait_for("Register: open");
        last.press("\r", "follow-up, 10.2");
        assert!(!last.contents().contains("left on"), "{how}: what is recorded does not come back");
        last.leave_with("qqq");
        assert_eq!(told(&office).len(), 1, "{how}: and is recorded once");
    }
}

#[test]
fn the_plan_of_an_audit_comes_back_at_home_until_it_is_planned() {
    const PLAN: &str = "IA-2027-09 | half a pl";
    let office = office();
    for how in ENDS {
        let mut seat = home(&office);
        seat.type_in("n");
        seat.wait_for("New audit");
        seat.type_in(PLAN);
        seat.wait_for(PLAN);
        end(seat, how);
        assert!(office.ok(&["drafts"]).contains(PLAN), "{how}: it is listed, too");
        let mut next = home(&office);
        next.wait_for(PLAN);
        assert!(next.contents().contains("left on"), "{how}: it says where from: {}", next.contents());
        // Emptied and left, so that the next end begins anew.
        next.type_in("\x15");
        next.wait_while(PLAN);
        next.leave_with("\x07q");
    }
    let mut seat = home(&office);
    seat.type_in(format!("n{PLAN}"));
    seat.wait_for(PLAN);
    // What is typed in the register or in an audit meanwhile is kept there.
    end(seat, ENDS[0]);
    let mut next = home(&office);
    next.wait_for(PLAN);
    next.type_in("an | 6\r");
    next.wait_for("planned");
    next.type_in("q");
    next.wait_for("IA-2027-09");
    next.settle();
    assert!(!next.contents().contains("New audit"), "what is planned is asked no more: {}", next.contents());
    next.type_in("rnx");
    next.settle();
    next.kill();
    let mut last = home(&office);
    last.settle();
    assert!(!last.contents().contains("New audit"), "nor in the next session: {}", last.contents());
    assert_eq!(office.drafts().matches("half a pl").count(), 0, "no draft holds it: {}", office.drafts());
    last.type_in("r");
    last.wait_for("left on");
}

#[test]
fn a_new_one_from_elsewhere_comes_back_and_so_does_a_day_that_is_none() {
    for how in ENDS {
        let office = office();
        let mut seat = register(&office);
        seat.press("n", "Nonconformity from elsewhere");
        seat.type_in("complaint\tC-9\tminor\tdoor left open");
        // To the last field but one, and out of it: what is typed there is no day yet.
        seat.type_in("\x07G\r2026-1\x07");
        seat.wait_for("left without recording");
        seat.type_in("k\r1");
        seat.wait_for("Raised: no day yet");
        end(seat, how);
        let mut next = register(&office);
        next.wait_for("Nonconformity from elsewhere");
        next.wait_for("6 texts left on");
        // Ctrl-X leaves nothing out in silence.
        next.type_in("8oct\x18");
        next.wait_for("Due: `2026-1` is no day");
        next.type_in("2-24\x18");
        next.wait_for("still missing: criteria");
        for words in ["complaint", "C-9", "door left open"] {
            assert!(next.contents().contains(words), "{how}: {words} is back:\n{}", next.contents());
        }
        next.press("\x07G", "2026-12-24");
        assert!(row(&next, "Raised").contains("2026-10-18"), "{how}: both days are completed:\n{}", next.contents());
        next.press("q", "q once more");
        next.press("q", "Register: open");
        next.leave_with("qq");
        assert_eq!(told(&office), Vec::<Json>::new(), "{how}: nothing is recorded");
        let mut last = register(&office);
        last.wait_for("Register: open");
        assert!(!last.contents().contains("left on"), "{how}: what was left on purpose does not come back");
    }
}

#[test]
fn the_answer_to_a_question_comes_back_with_what_it_is_about() {
    for how in ENDS {
        let office = office();
        let mut seat = register(&office);
        seat.press("W", "Withdraw NC-2026-001 because > ");
        seat.type_in("it was an exer");
        seat.wait_until("the answer", |seat| seat.typed().as_deref() == Some("it was an exer"));
        end(seat, how);
        let mut next = register(&office);
        next.wait_until(how, |seat| seat.typed().as_deref() == Some("it was an exer"));
        next.wait_for("NC-2026-001  follow-up, 10.2");
        next.press("cise\r", "withdrawn; the statement and the reason stay");
        assert_eq!(told(&office)[0]["set"][0]["set"]["withdrawn"], "it was an exercise", "{how}: to the last letter");
        end(next, how);
        let mut last = register(&office);
        last.wait_for("Register: open");
        assert_eq!(last.typed(), None, "{how}: it is not asked again");
    }
}

#[test]
fn an_answer_about_lines_comes_back_in_the_notebook() {
    for (key, asks, answer, rest, said) in [
        ("d", "Settled how > ", "seen in the regis", "ter", "settled"),
        ("l", "unlink -A.6.5 > ", "#A.6.5 #A.8", ".13", "links recorded"),
    ] {
        for how in ENDS {
            let office = office();
            let mut seat = fieldwork(&office);
            seat.press("\r", "WRITE");
            seat.press("? is there a list\r", "recorded");
            seat.press("some other words\r", "recorded");
            seat.press("\x07b", "Notebook");
            seat.type_in("g");
            seat.wait_until("the line is chosen", |seat| row(seat, "is there a list").starts_with('\u{258c}'));
            seat.press(key, asks);
            seat.type_in(answer);
            seat.wait_until("the answer", |seat| seat.typed().as_deref() == Some(answer));
            end(seat, how);
            let mut next = fieldwork(&office);
            next.wait_until(&format!("{key} {how}"), |seat| seat.typed().as_deref() == Some(answer));
            next.wait_for("Notebook");
            assert!(
                row(&next, "is there a list").starts_with('\u{258c}'),
                "{key} {how}: the line it is about is chosen:\n{}",
                next.contents()
            );
            next.press(&format!("{rest}\r"), said);
            assert!(office.journals().contains(&format!("{answer}{rest}")[answer.len()..]), "{key} {how}: recorded");
            end(next, how);
            let mut last = fieldwork(&office);
            last.wait_for(" LIST ");
            assert_eq!(last.typed(), None, "{key} {how}: it is not asked again");
        }
    }
}

#[test]
fn a_waiting_line_and_a_field_of_a_form_come_back_together() {
    for how in ENDS {
        let office = office();
        let mut seat = fieldwork(&office);
        seat.press("\r", "WRITE");
        seat.type_in("half a line");
        seat.wait_until("the line", |seat| seat.typed().as_deref() == Some("half a line"));
        seat.press("\x07a", "Objectives");
        seat.press("\r", "Tab saves");
        seat.press(", first and sec", "and sec");
        end(seat, how);
        let mut next = fieldwork(&office);
        next.wait_for("2 texts left on");
        next.wait_for("Tab saves");
        next.wait_for("first and sec");
        next.press("ond\x18", "recorded");
        assert!(office.journals().contains("Test audit, first and second"), "{how}: keys go into the form first");
        next.press("q", "LIST");
        next.type_in("\r");
        next.wait_until("the line", |seat| seat.typed().as_deref() == Some("half a line"));
        next.press(", whole\r", "recorded");
        assert!(office.journals().contains("half a line, whole"), "{how}: then into the line");
        end(next, how);
        let mut last = fieldwork(&office);
        last.wait_for(" LIST ");
        assert!(!last.contents().contains("left on"), "{how}: neither comes back");
        assert_eq!(office.journals().matches("half a line, whole").count(), 1, "{how}: recorded once");
    }
}

#[test]
fn what_a_new_sample_began_with_comes_back_with_its_first_field() {
    for how in ENDS {
        let office = office();
        let mut seat = fieldwork(&office);
        seat.press("/A.5.18\r", "A.5.18");
        seat.press("s", "New sample");
        let (title, population) = (row(&seat, "Title"), row(&seat, "Population"));
        assert!(!title.ends_with('-') && !population.ends_with('-'), "it begins from a test: {title} {population}");
        // Another field than the first, so that the first ones are only what it began with.
        seat.press("jj\r", " EDIT ");
        seat.type_in("payroll sys");
        seat.wait_for("payroll sys");
        end(seat, how);
        let mut next = fieldwork(&office);
        next.wait_for("payroll sys");
        next.wait_for("New sample");
        for shown in [&title, &population] {
            let words = shown.trim_start_matches('\u{258c}').trim();
            assert!(next.contents().contains(words), "{how}: {words} is back:\n{}", next.contents());
        }
        next.press("tem\x18", "recorded");
        let entry = office.entries().pop().expect("an entry");
        let fields = &entry["body"]["make"][0]["fields"];
        for name in ["title", "population", "items", "source"] {
            assert!(!fields[name].is_null(), "{how}: {name} is recorded with it: {fields}");
        }
        assert!(
            title.contains(fields["title"].as_str().unwrap_or("?").get(..12).unwrap_or("?")),
            "{how}: the same title"
        );
        end(next, how);
        let mut last = fieldwork(&office);
        last.wait_for(" LIST ");
        assert!(!last.contents().contains("New sample"), "{how}: it does not come back");
    }
}

#[test]
fn a_form_in_the_register_is_taken_over_from_a_session_that_still_lives() {
    let office = office();
    let mut first = register(&office);
    first.press("\r", "follow-up, 10.2");
    first.press("a", "NC-2026-001  correction");
    first.press("badge blo", "badge blo");
    first.stop_reading();
    let mut second = register(&office);
    second.wait_for("t takes its line over");
    second.press("\r", "follow-up, 10.2");
    second.press("t", "NC-2026-001  correction");
    second.press("cked\x18", "NC-2026-001: ");
    assert!(!first.is_alive(), "the first session has ended");
    second.leave_with("qqq");
    assert_eq!(
        told(&office)[0]["make"][0]["fields"]["text"],
        "badge blocked",
        "the field came over to the last letter"
    );
    assert_eq!(told(&office).len(), 1, "and is recorded once");
}

#[test]
fn leaving_a_form_half_filled_in_is_warned_of_first() {
    let office = office();
    let mut seat = register(&office);
    seat.press("\r", "follow-up, 10.2");
    seat.press("a", "NC-2026-001  correction");
    seat.type_in("badge blocked");
    seat.press("\x07", "filled in, not recorded");
    seat.press("q", "q once more leaves it unrecorded");
    seat.wait_for("NC-2026-001  correction");
    seat.press("q", "follow-up, 10.2");
    seat.press("a", "NC-2026-001  correction");
    // An untouched form is left without a word.
    seat.press("\x07", " LIST ");
    seat.press("q", "follow-up, 10.2");
    seat.press("q", "Register: open");
    seat.leave_with("qq");
    assert_eq!(told(&office), Vec::<Json>::new(), "nothing is recorded");

    let mut seat = fieldwork(&office);
    seat.press("a", "Objectives");
    seat.press("\r and more", "and more");
    seat.press("\x07", "left without recording");
    seat.press("j\r", " EDIT ");
    seat.press("\x07", " LIST ");
    seat.press("q", "Enter on its field goes on with it, q once more");
    seat.press("k\r", " and more");
    seat.press("\x18", "recorded");
    assert!(office.journals().contains("Test audit and more"), "the text left is not lost by editing another field");
    seat.leave_with("qqq");
}

#[test]
fn days_are_said_in_full_before_they_are_entered() {
    let office = office();
    let mut seat = register(&office);
    seat.press("\r", "follow-up, 10.2");
    for (keys, typed, echo) in [
        ("a", "\t\t17oct", "= Sat 17 Oct 2026, 1 d ago"),
        ("c", "x\tCOO\t30oct", "= Fri 30 Oct 2026, in 12 d"),
        ("c", "x\tCOO\t+14d", "= Sun 1 Nov 2026, in 14 d"),
        ("c", "x\tCOO\t2026-10-18", "= Sun 18 Oct 2026, today"),
        ("c", "x\tCOO\t9999-99-99", "no day yet"),
        ("x", "30oct", "= Fri 30 Oct 2026, in 12 d"),
        ("/criterion\r\r", "x\t31 dec", "= Thu 31 Dec 2026, in 74 d"),
        ("q/risk acc\r\r", "R-1\tCOO\t+1y", "no day yet"),
    ] {
        seat.type_in(keys);
        seat.wait_for(" EDIT ");
        seat.type_in(typed);
        seat.wait_for(echo);
        seat.press("\x07", " LIST ");
        seat.type_in("q");
        seat.wait_until(keys, |seat| ["follow-up", "q once more"].iter().any(|words| seat.contents().contains(words)));
        if !seat.contents().contains("follow-up") {
            seat.press("q", "follow-up");
        }
    }
    seat.leave_with("qqqq");
    assert_eq!(told(&office), Vec::<Json>::new(), "an echo records nothing");
}
