//! Lines: marks, speakers, links, times, the backslash, and the label beside the cursor.
//!
//! Must not know: findings, evidence, samples or commands.

use super::{Room, members, remarks, text};
use chrono::TimeDelta;
use workpaper::domain::capture::{Captured, preview};
use workpaper::domain::entry::Act;
use workpaper::domain::fields::Kind;

#[test]
fn every_mark_says_what_the_rest_is() {
    let room = Room::new();
    for (line, mark, words) in [
        ("method, register, owner field", "", "method, register, owner field"),
        ("> it lets you leave the owner empty", ">", "it lets you leave the owner empty"),
        (">> we never deleted one", ">>", "we never deleted one"),
        ("? who approves exceptions", "?", "who approves exceptions"),
        ("& leavers list of June", "&", "leavers list of June"),
        ("= register v31, 58 lines", "=", "register v31, 58 lines"),
        ("@ Access Control Procedure, 4.3", "@", "Access Control Procedure, 4.3"),
        ("~ nervous about this one", "~", "nervous about this one"),
        // Without the space it is a plain note.
        (">it", "", ">it"),
        ("?what", "", "?what"),
        ("=5", "", "=5"),
        ("@home", "", "@home"),
        ("~half", "", "~half"),
        ("&c", "", "&c"),
        ("==5", "", "==5"),
        ("!important", "", "!important"),
        (">>> deeper", "", ">>> deeper"),
        ("!! really", "", "!! really"),
        ("!mM two letters", "", "!mM two letters"),
        (":-) they laughed", "", ":-) they laughed"),
        ("-", "", "-"),
    ] {
        let made = room.made(line);
        assert_eq!((made.object, text(&made, "mark"), text(&made, "text")), (Kind::Line, mark, words), "`{line}`");
        assert_eq!(members(&made, "items"), ["6.1.2"], "`{line}` belongs to the current item");
    }
}

#[test]
fn speakers_are_numbered_and_exact_words_are_marked() {
    let room = Room::interviewing();
    for (line, mark, said_by, words) in [
        ("> by somebody", ">", "", "by somebody"),
        (">1 by the first", ">", "1", "by the first"),
        (">2 by the second", ">", "2", "by the second"),
        (">1,2 both nod", ">", "1 2", "both nod"),
        (">>2 never tested", ">>", "2", "never tested"),
        (">>1,2 never tested", ">>", "1 2", "never tested"),
        ("\"we never tested it\"", ">>", "", "we never tested it"),
        ("09:20 \"we never tested it\"", ">>", "", "we never tested it"),
        ("\"one\" and \"two\"", "", "", "\"one\" and \"two\""),
        ("\"open", "", "", "\"open"),
        ("\"\"", "", "", "\"\""),
        (">0 nobody has number 0", "", "", ">0 nobody has number 0"),
        (">1, 2 apart", "", "", ">1, 2 apart"),
        (">a letters", "", "", ">a letters"),
        (">+1 signs", "", "", ">+1 signs"),
    ] {
        let made = room.made(line);
        let found = (text(&made, "mark"), members(&made, "said_by").join(" "), text(&made, "text"));
        assert_eq!(found, (mark, said_by.to_owned(), words), "`{line}`: mark, speakers, words");
        let interview = room.desk.interview.as_ref().expect("it is open").as_str();
        assert_eq!(text(&made, "interview"), interview, "`{line}` was noted in the interview");
    }
}

#[test]
fn links_resolve_or_stay_text() {
    let room = Room::new();
    for (line, words, items, criteria) in [
        ("backups #A.8.13", "backups", "A.8.13", ""),
        ("#A.8.13 backups", "backups", "A.8.13", ""),
        ("back #a.8.13 ups", "back ups", "A.8.13", ""),
        ("owners #6.1.2c2", "owners", "6.1.2", "6.1.2 c) 2)"),
        ("owners #6.1.2c)2)", "owners", "6.1.2", "6.1.2 c) 2)"),
        ("roles #ACP:4.3", "roles", "6.1.2", "ACP 4.3"),
        ("roles #acp", "roles", "6.1.2", "ACP"),
        ("both #A.5.18 #A.8.13", "both", "A.5.18 A.8.13", ""),
        ("keep #A.5.18 #.", "keep", "A.5.18 6.1.2", ""),
        ("a #A.5.18, b", "a b", "A.5.18", ""),
        ("a #A.5.18; b", "a b", "A.5.18", ""),
        // No link: nothing here has that name, or it does not stand behind a space.
        ("point #1 of three", "point #1 of three", "6.1.2", ""),
        ("TLS 1.2+ only", "TLS 1.2+ only", "6.1.2", ""),
        ("C# 7 is used", "C# 7 is used", "6.1.2", ""),
        ("C#A.5.18 glued", "C#A.5.18 glued", "6.1.2", ""),
        ("letter #6.1.2z", "letter #6.1.2z", "6.1.2", ""),
        ("number #6.1.2c9", "number #6.1.2c9", "6.1.2", ""),
        ("control #A.5.180", "control #A.5.180", "6.1.2", ""),
        ("section #A.5", "section #A.5", "6.1.2", ""),
        ("document #XYZ:4.3", "document #XYZ:4.3", "6.1.2", ""),
        ("hash # alone", "hash # alone", "6.1.2", ""),
        ("+3 accounts since", "+3 accounts since", "6.1.2", ""),
        ("seen in +EV-002", "seen in +EV-002", "6.1.2", ""),
        ("seen in +S-01", "seen in +S-01", "6.1.2", ""),
        ("seen in EV-001", "seen in EV-001", "6.1.2", ""),
        ("a+EV-001 glued", "a+EV-001 glued", "6.1.2", ""),
    ] {
        let made = room.made(line);
        let found = (text(&made, "text"), members(&made, "items").join(" "), members(&made, "criteria").join("; "));
        assert_eq!(found, (words, items.to_owned(), criteria.to_owned()), "`{line}`: words, items, criteria");
        assert!(members(&made, "evidence_items").is_empty(), "`{line}` links no evidence");
    }
    let evidence = room.play.view().find("EV-001").expect("registered").id.clone();
    for line in ["58 lines +EV-001", "+EV-001 58 lines", "58 lines +ev-001,", "= 58 lines +EV-001"] {
        let made = room.made(line);
        assert_eq!(members(&made, "evidence_items"), [evidence.as_str()], "`{line}` links evidence that is there");
        assert_eq!(text(&made, "text"), "58 lines", "`{line}`: and the label is no text");
    }
}

#[test]
fn a_line_that_is_only_a_link_goes_there() {
    let room = Room::new();
    for (line, to) in [("#A.8.13", "A.8.13"), ("#6.1.2c2", "6.1.2"), (":A.8.13", "A.8.13"), (":a.5.18", "A.5.18")] {
        assert_eq!(room.hear(line), Captured::Go(to.to_owned()), "`{line}` goes to {to} and records nothing");
    }
    for line in ["", "   ", "\t", "\\", "#.", " \u{a0} "] {
        assert_eq!(room.hear(line), Captured::Nothing, "{line:?} says nothing");
    }
    assert!(room.why_not(":A.9.99").contains("A.9.99"), "an item that is not there is named");
    assert!(room.why_not(":nonsense at all").contains(":nonsense"), "so is a command that is none");
    let Captured::Record { act, go, .. } = room.hear(":A.8.13 = tapes in the safe") else { panic!("recorded") };
    let Act::Record { make, .. } = act else { panic!("a record") };
    assert_eq!(go.as_deref(), Some("A.8.13"), "an item with text behind it goes there");
    assert_eq!(
        (text(&make[0], "mark"), members(&make[0], "items").join(" ")),
        ("=", "A.8.13".into()),
        "and writes there"
    );
}

#[test]
fn a_mark_without_words_records_nothing() {
    let room = Room::interviewing();
    for line in ["!", "!m", "!M ", "?", "> ", ">1", ">>2", "=+ ", "@+", "%", "~", "&", "=", "@", "09:10 !m "] {
        assert_eq!(room.hear(line), Captured::Nothing, "`{line}` is a mark, and words are what is recorded");
    }
    assert!(matches!(room.hear("=="), Captured::Record { .. }), "but a read-back is one without a word");
}

#[test]
fn times_are_the_interviews_and_never_to_come() {
    let mut room = Room::interviewing();
    let made = room.made("09:41 = register v31");
    assert_eq!(text(&made, "observed"), "2026-06-16 09:41", "on the interview's day");
    assert_eq!((text(&made, "mark"), text(&made, "text")), ("=", "register v31"), "and the rest is read as ever");
    assert_eq!(remarks(room.hear("09:41 = register v31")), [] as [String; 0], "there is nothing to say about it");
    for (line, words) in [
        ("10:31 = register", "10:31 register"),
        ("23:59 they close", "23:59 they close"),
        ("23:59 \\#A.8.13", "23:59 #A.8.13"),
    ] {
        let made = room.made(line);
        assert_eq!((text(&made, "observed"), text(&made, "text")), ("", words), "`{line}`: a time to come stays text");
        let said = remarks(room.hear(line));
        assert!(said.len() == 1 && said[0].contains(&line[..5]), "`{line}`: and is flagged: {said:?}");
    }
    for line in
        ["9:41 short", "24:00 no time", "09:60 no time", "0941 no colon", "09:41: colon", "09:41h glued", "09:41"]
    {
        let made = room.made(line);
        assert_eq!((text(&made, "text"), text(&made, "observed")), (line, ""), "`{line}` begins with no time");
    }
    // The day after, the interview that is still open is yesterday's.
    room.desk.now += TimeDelta::days(1);
    assert_eq!(text(&room.made("09:41 x y"), "observed"), "2026-06-16 09:41", "HH:MM takes the interview's date");
    room.desk.interview = None;
    assert_eq!(text(&room.made("09:41 x y"), "observed"), "2026-06-17 09:41", "without one, the day it is typed");
}

#[test]
fn a_backslash_makes_the_rest_literal() {
    let room = Room::new();
    for (line, words) in [
        ("\\> no mark", "> no mark"),
        ("\\#A.8.13 no link", "#A.8.13 no link"),
        ("\\:c", ":c"),
        ("\\09:41 no time", "09:41 no time"),
        ("\\!m no finding", "!m no finding"),
        ("\\\\server\\share", "\\server\\share"),
        ("\\ indented", " indented"),
        ("\\\"quoted\"", "\"quoted\""),
        ("\\+EV-001", "+EV-001"),
    ] {
        let made = room.made(line);
        assert_eq!((made.object, text(&made, "mark"), text(&made, "text")), (Kind::Line, "", words), "`{line}`");
        assert_eq!(members(&made, "items"), ["6.1.2"], "`{line}` belongs to the current item");
    }
    let made = room.made("09:41 \\> said");
    assert_eq!(
        (text(&made, "observed"), text(&made, "text")),
        ("2026-06-16 09:41", "> said"),
        "a time may stand before"
    );
}

#[test]
fn the_label_beside_the_cursor_says_what_will_be_recorded() {
    let room = Room::new();
    let say = |line: &str, veiled| preview(&room.play.view(), &room.desk, line, veiled);
    for (line, open, veiled) in [
        ("", "note 6.1.2", "note 6.1.2"),
        ("> it lets", "said 6.1.2", "said 6.1.2"),
        ("= tapes #A.8.13", "record A.8.13", "record A.8.13"),
        ("= tapes #A.8.13 #.", "record 6.1.2 A.8.13", "record 6.1.2 A.8.13"),
        ("!m x #6.1.2c2 +EV-001", "minor 6.1.2 c) 2) EV-001", "finding 6.1.2 c) 2) EV-001"),
        ("!z x", "finding? 6.1.2", "finding 6.1.2"),
        ("\\!m x #A.8.13", "note 6.1.2", "note 6.1.2"),
        (":c", "command", "command"),
    ] {
        let open = open.replace("6.1.2 6.1.2", "6.1.2");
        assert!(say(line, false).ends_with(&open), "`{line}`: {} for {open}", say(line, false));
        assert!(say(line, true).ends_with(veiled), "`{line}` under the veil: {} for {veiled}", say(line, true));
        assert!(!say(line, true).contains("minor"), "`{line}`: no grade under the veil");
    }
}
