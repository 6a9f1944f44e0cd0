//! What becomes more than a line: findings, evidence, sample results, the read-back.
//!
//! Must not know: commands.

use super::play::Play;
use super::{Room, members, text};
use std::collections::BTreeMap;
use workpaper::domain::capture::Captured;
use workpaper::domain::entry::{Act, Value};
use workpaper::domain::fields::Kind;
use workpaper::domain::sample;
use workpaper::domain::{finding, issue, review};

#[test]
fn findings_are_graded_by_letter_and_cite_the_first_link() {
    let room = Room::interviewing();
    for (line, grade) in [
        ("! 7 of 58 have no owner", ""),
        ("!M 7 of 58 have no owner", "major"),
        ("!m 7 of 58 have no owner", "minor"),
        ("!o 7 of 58 have no owner", "observation"),
        ("!i 7 of 58 have no owner", "improvement"),
        ("!p 7 of 58 have no owner", "positive"),
    ] {
        let made = room.made(line);
        assert_eq!(
            (made.object, made.label.as_str(), text(&made, "grade")),
            (Kind::Finding, "LA-1", grade),
            "`{line}`"
        );
        assert_eq!(text(&made, "text"), "7 of 58 have no owner", "`{line}`: as first noted");
        assert_eq!(text(&made, "nature"), "7 of 58 have no owner", "`{line}`: and as its nature so far");
        assert_eq!(members(&made, "criteria"), ["6.1.2"], "`{line}` cites the current item");
        assert_eq!(text(&made, "observed"), "2026-06-16 10:30", "`{line}` bears its minute");
    }
    let why = room.why_not("!z 7 of 58 have no owner");
    assert!(
        why.contains("!z") && why.contains("!M major"),
        "an unknown letter is refused, with those there are: {why}"
    );
    for (line, criteria, related) in [
        ("!m x #A.5.18", "A.5.18", ""),
        ("!m x #6.1.2c2", "6.1.2 c) 2)", ""),
        ("!m x #A.5.18 #A.8.13", "A.5.18", "A.8.13"),
        ("!m x #A.5.18 #ACP:4.3", "A.5.18; ACP 4.3", ""),
        ("!m x #ACP:4.3 #A.5.18", "ACP 4.3", "A.5.18"),
        ("!m x #A.5.18 #.", "A.5.18", "6.1.2"),
        ("!m x #.", "6.1.2", ""),
    ] {
        let made = room.made(line);
        let found = (members(&made, "criteria").join("; "), members(&made, "items").join("; "));
        assert_eq!(found, (criteria.to_owned(), related.to_owned()), "`{line}`: the first is the criterion");
    }
    let made = room.made("!m x #A.5.18 #6.1.2c2");
    assert_eq!(members(&made, "items"), ["6.1.2"], "a further letter is related by its item only");
    assert!(text(&made, "text").contains("6.1.2c2"), "and the letter typed stays in the words: {made:?}");
    let evidence = room.play.view().find("EV-001").expect("registered").id.clone();
    assert_eq!(members(&room.made("!m x +EV-001"), "evidence_items"), [evidence.as_str()], "evidence is linked");
    assert_eq!(text(&room.made("09:41 !m x"), "observed"), "2026-06-16 09:41", "a time is when it was seen");
}

#[test]
fn evidence_is_registered_in_segments() {
    let room = Room::interviewing();
    for (line, kind, title, version, dated, held) in [
        ("=+ Leavers export", "record", "Leavers export", "", "", ""),
        ("@+ Access procedure | v3.1", "document", "Access procedure", "v3.1", "", ""),
        ("=+ Leavers export | 2026-06-01", "record", "Leavers export", "", "2026-06-01", ""),
        ("=+ Register | V31 | ISMS share", "record", "Register", "V31", "", "ISMS share"),
        ("@+ Plan | v3, 2025-11-20 | shelf", "document", "Plan", "v3", "2025-11-20", "shelf"),
        ("@+ Plan | v3 draft", "document", "Plan", "v3 draft", "", ""),
        (
            "=+ Log | last line 12 Aug 2025 | host a | host b",
            "record",
            "Log",
            "",
            "last line 12 Aug 2025",
            "host a | host b",
        ),
        ("=+ Key list | | safe", "record", "Key list", "", "", "safe"),
        ("=+ Visitors | various", "record", "Visitors", "", "various", ""),
    ] {
        let made = room.made(line);
        assert_eq!((made.object, made.label.as_str()), (Kind::Evidence, "EV-002"), "`{line}` has the next label");
        let found = ["type", "title", "version", "dated", "held"].map(|field| text(&made, field));
        assert_eq!(found, [kind, title, version, dated, held], "`{line}`: title | version or date | where held");
        assert_eq!(
            (text(&made, "seen"), text(&made, "seen_by")),
            ("2026-06-16 10:30", "LA"),
            "`{line}`: seen now, by LA"
        );
        assert_eq!(members(&made, "items"), ["6.1.2"], "`{line}` belongs to the current item");
    }
    assert_eq!(text(&room.made("09:05 =+ Log"), "seen"), "2026-06-16 09:05", "a time is when it was seen");
    assert_eq!(members(&room.made("=+ Tape list #A.8.13"), "items"), ["A.8.13"], "a link names another item");
    for (line, kept) in
        [("=+ Tape list +EV-001", "+EV-001"), ("=+ Roles #ACP:4.3", "#ACP:4.3"), ("=+ Owners #6.1.2c2", "#6.1.2c2")]
    {
        let made = room.made(line);
        assert!(text(&made, "title").contains(kept), "`{line}`: what evidence has no field for stays text: {made:?}");
    }
}

#[test]
fn sample_results_fill_cells_and_keep_the_words() {
    let mut room = Room::new();
    room.desk.item = Some("A.5.18".into());
    let sample = room.play.view().find("S-01").expect("made").id.clone();
    for (line, picks, result) in [
        ("% L-03 L-11 x account still enabled", "L-03 L-11", "x"),
        ("% l-03 ok", "L-03", "ok"),
        ("% L-15 . no ticket", "L-15", "."),
        ("% * ok", "L-03 L-11 L-15", "ok"),
        ("23:59 % L-03 x late", "L-03", "x"),
    ] {
        let Captured::Record { act: Act::Record { make, set }, .. } = room.hear(line) else { panic!("`{line}`") };
        let cells: BTreeMap<String, Value> =
            picks.split(' ').map(|pick| (sample::cell(pick, "disabled?"), result.into())).collect();
        assert_eq!(
            (set.len(), &set[0].on, &set[0].set),
            (1, &sample, &cells),
            "`{line}` fills the item's own attribute"
        );
        let words = line.trim_start_matches("23:59 ").trim_start_matches("% ");
        assert!(text(&make[0], "text").ends_with(words), "`{line}`: its words are a line, too");
        assert_eq!(text(&make[0], "sample"), sample.as_str(), "`{line}`: which says the sample");
        assert_eq!(make.len(), 1, "`{line}` is one entry");
    }
    let Captured::Record { act, .. } = room.hear("% L-03 x gone") else { panic!("recorded") };
    room.play.record("LA", act);
    let Captured::Record { act: Act::Record { set, .. }, .. } = room.hear("% * ok") else { panic!("recorded") };
    let left: Vec<&str> = set[0].set.keys().map(String::as_str).collect();
    assert_eq!(left, ["cell/L-11/disabled?", "cell/L-15/disabled?"], "`*` means the others, and overwrites nothing");
    for (line, what) in
        [("% L-03 L-99 x unknown pick", "L-99"), ("% L-03 says nothing", "ok"), ("% x no pick", "name the picks")]
    {
        assert!(room.why_not(line).contains(what), "`{line}` is refused, and says what it wants");
    }
    room.desk.item = Some("7.5.1".into());
    assert!(room.why_not("% * ok").contains("item"), "`*` names no pick, so it needs a sample of this very item");
    let Captured::Record { act: Act::Record { set, .. }, .. } = room.hear("% L-11 ok") else { panic!("recorded") };
    assert_eq!(
        set[0].set.keys().next().map(String::as_str),
        Some("cell/L-11/told?"),
        "another item, another attribute"
    );
    room.play = Play::new();
    assert!(room.why_not("% L-03 x").contains("sample"), "without a sample it says how to add one");
}

#[test]
fn read_back_needs_an_interview() {
    let room = Room::interviewing();
    for line in ["==", "== agreed but for one", "10:00 =="] {
        let made = room.made(line);
        assert_eq!((made.object, text(&made, "mark")), (Kind::Line, "=="), "`{line}` is a read-back");
    }
    assert!(Room::new().why_not("== agreed").contains(":int"), "without an interview there is nobody to agree");
}

#[test]
fn a_private_line_reaches_no_finding_and_no_evidence() {
    let mut room = Room::interviewing();
    let mut line = |mark, words| room.play.make(Kind::Line, super::play::texts(&[("mark", mark), ("text", words)]));
    let lines = [line("~", "he seems afraid of his manager"), line("-", "the list was not complete")];
    let view = room.play.view();
    let why = finding::from_words(&view, &room.desk, &lines, "!m not removed").expect_err("refused");
    assert!(why.contains("private line"), "it says why: {why}");
    for act in [
        finding::from_lines(&view, &room.desk, &lines, "minor"),
        finding::evidence_from_lines(&view, &room.desk, &lines, ""),
    ] {
        let Act::Record { make, .. } = act else { panic!("something is made") };
        assert_eq!(members(&make[0], "lines"), [lines[1].as_str()], "only the open line is linked");
        assert!(!format!("{make:?}").contains("afraid"), "and no private word is in it: {make:?}");
    }
}

#[test]
fn a_statement_takes_the_view_of_the_closing_meeting_and_one_reference_twice_stops_the_issue() {
    let mut room = Room::interviewing();
    let mut finding = |text| {
        let fields = super::play::texts(&[("nature", text), ("grade", "minor"), ("ref", "IA-2026-02-F01")]);
        room.play.make(Kind::Finding, fields)
    };
    let ids = [finding("one"), finding("two")];
    let gate = || review::gates(&room.play.view()).into_iter().find(|remark| remark.rule == "reference");
    assert!(
        gate().is_some_and(|remark| remark.gate && remark.text.contains("LA-1")),
        "it is named, and stops the issue"
    );
    room.play.set(&ids[1], "ref", "IA-2026-02-F02");
    let mut meeting = super::play::texts(&[("which", "closing"), ("held", "2026-06-18 15:30")]);
    meeting.insert("views".into(), super::play::list(&["LA-2 | disputed | | the list was an old one"]));
    room.play.make(Kind::Meeting, meeting);
    let view = |room: &Room, id| issue::statement(&room.play.view(), room.play.object(id))["auditee_view"].clone();
    assert_eq!(view(&room, &ids[1]), "disputed: the list was an old one".into(), "the meeting's view is frozen");
    assert_eq!(view(&room, &ids[0]), "".into(), "only that finding's");
    room.play.set(&ids[1], "auditee_view", "agreed after all");
    assert_eq!(view(&room, &ids[1]), "agreed after all".into(), "the finding's own word comes first");
}
