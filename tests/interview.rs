//! The sample's interview INT-07, typed by hand at 80x24, from the first word to the issued findings file.
//!
//! Must not know: how a line is understood. It types what an auditor types and reads what an auditor reads.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{AUDIT, Office, Seat};
use std::fs;
use workpaper::domain::audit::{items_of, when};
use workpaper::domain::fields::Kind;
use workpaper::domain::fold::Object;

/// The lines as typed: time, rest of the line, and what stands in the entry as its text or title.
const LINES: &[(&str, &str, &str)] = &[
    ("09:04", "how does IT learn that someone leaves #A.5.18 #A.6.5", "how does IT learn that someone leaves"),
    (
        "09:05",
        ">1 HR sends a form by mail to the desk, \"usually the same week\"",
        "HR sends a form by mail to the desk, \"usually the same week\"",
    ),
    (
        "09:07",
        ">>2 we do not hear about contractors unless the manager remembers",
        "we do not hear about contractors unless the manager remembers",
    ),
    (
        "09:09",
        "@ Access Control Procedure v3.1 s4.3 (2 Feb 2026): accounts off by end of last working day #ACP:4.3 #.",
        "Access Control Procedure v3.1 s4.3 (2 Feb 2026): accounts off by end of last working day",
    ),
    (
        "09:14",
        "& list of leavers 1 Jun 25 - 31 May 26, HR system export",
        "list of leavers 1 Jun 25 - 31 May 26, HR system export",
    ),
    ("09:24", "=+ Leavers export, 61 lines | 16 Jun 2026 09:20 | audit folder, restricted", "Leavers export, 61 lines"),
    (
        "09:41",
        "=+ Directory account view, 22 sampled, nine enabled | 16 Jun 2026 09:38 | reference only",
        "Directory account view, 22 sampled, nine enabled",
    ),
    (
        "09:41",
        "% L-03 L-11 L-12 L-19 L-22 L-30 L-38 L-44 L-57 x account still enabled (13 others ok)",
        "L-03 L-11 L-12 L-19 L-22 L-30 L-38 L-44 L-57 x account still enabled (13 others ok)",
    ),
    ("09:42", "% * ok", "* ok"),
    (
        "09:50",
        "=+ Admin group membership: three of the nine enabled (L-11 L-30 L-57) | 16 Jun 2026 09:48 | reference only",
        "Admin group membership: three of the nine enabled (L-11 L-30 L-57)",
    ),
    (
        "09:55",
        "? is there any periodic check of leavers against accounts",
        "is there any periodic check of leavers against accounts",
    ),
    ("09:56", ">2 quarterly review exists, last one November 2025", "quarterly review exists, last one November 2025"),
    ("10:00", "=+ Access review record | 20 Nov 2025 | document system", "Access review record"),
    ("10:02", "!M repeat of IA-2025-01-F04", "repeat of IA-2025-01-F04"),
    ("10:20", "== facts agreed by both roles", "facts agreed by both roles"),
];

const PICKS: [u32; 22] = [1, 3, 6, 9, 11, 12, 15, 17, 19, 22, 25, 28, 30, 33, 38, 40, 42, 44, 49, 52, 57, 60];
const REQUIREMENT: &str = "A.5.18: access rights are removed as the topic-specific policy says.\nAccess Control Procedure \
                           v3.1 section 4.3: accounts off by the end of the last working day.";
const EVIDENCE: &str = "9 of 22 leavers sampled had an enabled account on 16 June 2026 (EV-001, EV-002); three of the nine \
                        in the admin group (EV-003).";
const NATURE: &str = "Accounts of leavers are not disabled by the end of the last working day: 9 of 22.";

fn prepared() -> Office {
    let office = Office::bare();
    office.ok(&["init"]);
    office.ok(&[
        "new",
        AUDIT,
        "--title",
        "Internal ISMS audit",
        "--items",
        "4 5 6 7 8 9 10 A.5.18 A.6.5 A.8.8 A.8.13",
        "--set",
        "criteria=ACP | Access Control Procedure | v3.1",
        "--set",
        "offset=+02:00",
        "--set",
        "issuer=LA",
    ]);
    let picks = PICKS.map(|n| format!("L-{n:02}")).join("\n");
    let about = [
        "sample",
        "add",
        AUDIT,
        "--title",
        "leavers",
        "--population",
        "leavers, 1 Jun 2025 to 31 May 2026",
        "--source",
        "HR system",
        "--dated",
        "2026-06-16",
        "--size",
        "61",
        "--method",
        "all privileged (3) and every third of the other 58",
        "--items",
        "A.5.18",
        "--attribute",
        "disabled? | A.5.18",
    ];
    let added = office.feed(&about, picks.as_bytes());
    assert_eq!(added.code, 0, "the sample is added: {}", added.err);
    office
}

/// Types a line as a person does: sees it, enters it, sees it recorded. At that moment it is in the journal.
fn enter(office: &Office, seat: &mut Seat, line: &str, said: &str, stored: &str) {
    seat.type_in(line);
    let tail: String = line.chars().skip(line.chars().count().saturating_sub(24)).collect();
    seat.wait_until(line, |seat| seat.typed().is_some_and(|typed| typed.ends_with(&tail)));
    let before = office.entries().len();
    assert!(!seat.notice().contains("recorded"), "{line}: nothing is said to be recorded before Enter");
    seat.type_in("\r");
    seat.wait_until(&format!("{line}: {said}"), |seat| seat.notice().starts_with(said));
    let entries = office.entries();
    assert_eq!(entries.len(), before + 1, "{line}: one line is one entry, and on disk when the screen says so");
    let made = &entries[before]["body"]["make"][0]["fields"];
    let text = if made["text"].is_null() { &made["title"] } else { &made["text"] };
    assert_eq!(text.as_str().unwrap_or_default(), stored, "{line}: the words as typed");
    assert_eq!(seat.typed().as_deref(), Some(""), "{line}: the line is free for the next one");
}

/// Goes to a field of the form on the screen by its number, writes over what stands there, and saves.
fn fill(seat: &mut Seat, words: &str, down: usize, lines: &str, office: &Office) {
    let before = office.entries().len();
    seat.type_in("j".repeat(down));
    seat.type_in("\r");
    seat.wait_for("Tab saves and goes on");
    seat.wait_for(&format!(" {words}: "));
    // Upwards to the first line, with each line taken away; then the new ones.
    seat.type_in("\x05\x15".to_owned() + &"\x1b[A\x05\x15\x1b[3~".repeat(6));
    seat.type_in(lines.replace('\n', "\r") + "\x18");
    seat.wait_until(&format!("{words} is recorded"), |seat| seat.notice() == "recorded");
    assert_eq!(office.entries().len(), before + 1, "{words}: a field is an entry, and on disk when the screen says so");
}

fn at(object: &Object) -> String {
    when(object).format("%Y-%m-%d %H:%M").to_string()
}

#[test]
fn the_interview_of_the_sample_from_the_first_word_to_the_issued_file() {
    let office = prepared();
    let mut seat = office.sit();
    seat.wait_for("LIST");
    seat.press("I", "command > :int");
    seat.type_in("Site A room 2 | HR operations lead, Service desk lead | A.5.18 A.6.5 | 2026-06-16 09:00\r");
    seat.wait_until("the interview is open", |seat| seat.notice() == "INT-01 is open");
    assert!(office.journals().contains("Service desk lead"), "the interview is on disk when the screen says so");
    seat.wait_for("veil");
    seat.wait_for("INT-01 HR operations lead + Service desk lead");
    for (time, rest, stored) in LINES {
        enter(&office, &mut seat, &format!("{time} {rest}"), &format!("recorded {time}"), stored);
    }
    let seen = seat.contents();
    assert!(!seen.contains("!M") && !seen.to_lowercase().contains("major"), "no grade while people look on:\n{seen}");
    seat.type_in(":end 10:20\r");
    seat.wait_for("INT-01 is closed");
    assert!(office.journals().contains("2026-06-16 10:20"), "the end is on disk when the screen says closed");
    for open in ["to follow up", "09:55", "is there any periodic check", "asked for and not", "09:14"] {
        seat.wait_for(open);
    }
    seat.press("q", "Internal ISMS audit");
    seat.wait_for("LIST");

    let audit = office.audit();
    let view = audit.view();
    let interview = view.find("INT-01").expect("the interview");
    assert_eq!(
        (interview.text("started"), interview.text("ended")),
        ("2026-06-16 09:00", "2026-06-16 10:20"),
        "the interview has its times"
    );
    let timeline: Vec<&Object> = view.timeline().filter(|o| o.text("interview") == interview.id.as_str()).collect();
    assert_eq!(timeline.len(), LINES.len(), "every line is of this interview");
    for (object, (time, _, words)) in timeline.iter().zip(LINES) {
        assert_eq!(at(object), format!("2026-06-16 {time}"), "{words}: the minute as typed, on the interview's day");
    }
    assert_eq!(items_of(timeline[0]), ["A.5.18", "A.6.5"], "both items of the first line");
    assert_eq!(timeline[1].list("said_by"), ["1"], "who said it");
    assert_eq!(timeline[2].text("mark"), ">>", "exact words");
    assert_eq!(timeline[3].list("criteria"), ["ACP 4.3"], "the section of the own document");
    let sample = view.find("S-01").expect("the sample");
    assert_eq!(
        workpaper::domain::sample::sentence(sample),
        "9 of 22 sampled from 61 leavers (HR system, 2026-06-16): exception on `disabled?`",
        "the counts of the grid"
    );
    let said = view.of(Kind::Line).find(|line| line.text("text").starts_with("HR sends")).expect("that line");
    let said = said.made.entry.to_string();
    drop(audit);

    write_issue_and_read(&office, seat, &said);
}

fn write_issue_and_read(office: &Office, mut seat: Seat, said: &str) {
    seat.press("f", "MAJOR");
    seat.press("\r", "Finding LA-1");
    fill(&mut seat, "Title", 1, "Accounts of leavers stay enabled", office);
    fill(&mut seat, "Criteria", 0, "A.5.18\nACP 4.3", office);
    fill(&mut seat, "Requirement", 0, REQUIREMENT, office);
    fill(&mut seat, "Evidence", 0, EVIDENCE, office);
    fill(&mut seat, "Nature", 0, NATURE, office);
    fill(&mut seat, "Auditee's view", 1, "agreed", office);
    fill(&mut seat, "Repeats", 0, "IA-2025-01-F04", office);
    fill(&mut seat, "Evidence items", 2, "EV-001\nEV-002\nEV-003", office);
    fill(&mut seat, "Samples", 0, "S-01", office);
    fill(&mut seat, "Lines", 0, said, office);
    seat.press("q", "Findings");
    seat.press("P", "Type \"present\" to number them for good >");
    seat.press("present\r", "references given; nothing is frozen yet");
    seat.wait_for("presented");
    seat.press("X", "no closing meeting is recorded");
    assert!(fs::read_dir(office.root().join("findings")).expect("listed").next().is_none(), "nothing is issued yet");
    seat.type_in("\x07");
    seat.press("K", "New meeting");
    fill(&mut seat, "When", 1, "2026-06-18 15:30", office);
    fill(&mut seat, "Place", 1, "Site A room 1", office);
    seat.press("q", "Findings");
    seat.press("X", "Type \"issue\" to freeze the statements >");
    seat.press("yes\r", "nothing is issued: the word is `issue`");
    assert!(
        fs::read_dir(office.root().join("findings")).expect("listed").next().is_none(),
        "another word issues nothing"
    );
    seat.press("X", "Type \"issue\" to freeze the statements >");
    seat.press("issue\r", "1 findings issued");
    let path = office.root().join("findings/IA-2026-02-F01.toml");
    let text = fs::read_to_string(&path).expect("the findings file is there when the screen says issued");
    let ended = seat.leave_with("qqq");
    assert_eq!(ended.code, 0, "it ends in good order");

    let found: toml::Table = toml::from_str(&text).expect("the findings file is TOML");
    let line = |name: &str| found.get(name).and_then(toml::Value::as_str).unwrap_or_default().trim_end();
    let list = |name: &str| -> Vec<&str> {
        found[name].as_array().expect("a list").iter().filter_map(toml::Value::as_str).collect()
    };
    for (name, words) in [
        ("ref", "IA-2026-02-F01"),
        ("grade", "major"),
        ("title", "Accounts of leavers stay enabled"),
        ("requirement", REQUIREMENT),
        ("evidence", EVIDENCE),
        ("nature", NATURE),
        ("auditee_view", "agreed"),
    ] {
        assert_eq!(line(name), words, "{name} as typed into the form");
    }
    assert_eq!(found["raised"].to_string(), "2026-06-18", "raised on the day of the closing meeting");
    assert_eq!(list("criteria"), ["A.5.18", "ACP 4.3"], "both criteria");
    assert_eq!(list("recurrence_of"), ["IA-2025-01-F04"], "what it repeats");
    let evidence = list("evidence_items");
    assert_eq!(evidence.len(), 3, "three evidence items: {evidence:?}");
    for (item, (label, minute)) in evidence.iter().zip([("EV-001", "09:24"), ("EV-002", "09:41"), ("EV-003", "09:50")])
    {
        assert!(
            item.starts_with(label) && item.contains(&format!("seen 2026-06-16 {minute}")),
            "{label} was seen at {minute}: {item}"
        );
    }
    assert!(
        list("samples")[0].starts_with("S-01 | 9 of 22 sampled from 61 leavers"),
        "the counts of the grid: {:?}",
        list("samples")
    );
    let quotes = list("quotes");
    assert!(
        quotes.len() == 1 && quotes[0].contains("09:05") && quotes[0].contains("HR sends a form by mail"),
        "who said it and when: {quotes:?}"
    );
    assert!(quotes[0].contains("HR operations lead"), "the role, by its number in the interview: {quotes:?}");
    office.assert_verifies("after the issue");
    let json = office.json(&["findings", AUDIT]);
    assert_eq!(json[0]["stage"], "raised", "the command line says the same: {json}");
    assert_eq!(json[0]["due"], found["due"].to_string(), "and the same due day");
}
