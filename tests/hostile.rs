//! Text that would act on a terminal: escape sequences, controls, bidirectional overrides, very long lines, characters of
//! every plane; pasted, captured, written by a colleague, hidden in a checklist. None of it reaches the terminal, nothing
//! panics, and what was typed is what is kept.
//!
//! Must not know: where text is made safe.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{AUDIT, Dice, Office};
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;
use workpaper::domain::entry::{Act, Change, Fields};
use workpaper::domain::fields::Kind;
use workpaper::domain::ident::ObjectId;
use workpaper::store::audits::OpenAudit;
use workpaper::store::writer::Author;

/// Sequences that this program never sends itself, each told from its own by a number.
const EVIL: &[&str] = &[
    "\x1b]0;31337\x07",
    "\x1b]52;c;MzEzMzc=\x07",
    "\x1b[31337m",
    "\x1b[6n",
    "\x1bP31337\x1b\\",
    "\x1bc",
    "\u{9b}31337m",
    "\u{9d}0;31337\u{9c}",
    "\u{90}31337\u{9c}",
    "nul\0nul",
    "bell\x07 back\x08\x08 tab\t form\x0c vt\x0b shift\x0e\x0f del\x7f",
    "\u{202e}override\u{202c} \u{202d}left\u{202c}",
    "\u{2066}isolate\u{2069} \u{2067}\u{2068} \u{200f}\u{200e}\u{061c}",
    "\u{85}\u{2028}\u{2029}\u{feff}\u{fff9}",
];

/// Evil of every kind in one line, with letters around it so that nothing of it stands at an end.
fn evil() -> String {
    format!("begin {} end", EVIL.join("."))
}

/// One line of all planes, ten thousand characters long, the same every time.
fn of_every_plane() -> String {
    let mut dice = Dice::new(17);
    let mut text = String::from("begin ");
    for plane in 0..=16_u32 {
        for at in [0, 0x41, 0x300, 0x600, 0xfe0f, 0xe9, 0x1f600 & 0xffff, 0xfffd, 0xfffe, 0xffff] {
            text.extend(char::from_u32(plane << 16 | at));
        }
    }
    while text.chars().count() < 9_996 {
        let wanted = u32::try_from(dice.below(0x11_0000)).unwrap_or(0);
        text.extend(char::from_u32(wanted).filter(|c| !matches!(c, '\n' | '\r')));
    }
    text + " end"
}

/// The end of an escape sequence of the program's own: colours and weights, the cursor, what is cleared, the modes it
/// switches. `None` for anything else.
fn own_sequence(text: &str) -> Option<usize> {
    let body = text.strip_prefix("\x1b[")?;
    let end = body.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == '?'))?;
    let (parameters, last) = (&body[..end], body[end..].chars().next()?);
    let small = parameters.split(';').all(|number| number.is_empty() || number.parse::<u16>().is_ok_and(|n| n < 1_000));
    let own = match (parameters, last) {
        ("?1049" | "?2004" | "?25" | "?7", 'h' | 'l') => true,
        (_, 'm' | 'H' | 'G' | 'd' | 'A' | 'B' | 'C' | 'D' | 'J' | 'K' | 'X') => small,
        _ => false,
    };
    own.then_some(2 + end + 1)
}

/// Fails with the first character that must not be among what a terminal gets.
fn assert_harmless(raw: &[u8], own_sequences: bool, what: &str) {
    let text = std::str::from_utf8(raw).unwrap_or_else(|why| panic!("{what}: not even UTF-8: {why}"));
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if own_sequences && let Some(end) = own_sequence(rest) {
            rest = &rest[end..];
            continue;
        }
        let turns =
            matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let acts = c.is_control() && !matches!(c, '\r' | '\n');
        let around: String = rest.chars().take(20).collect();
        assert!(!acts && !turns, "{what}: {c:?} reaches the terminal, in {around:?}");
        rest = &rest[c.len_utf8()..];
    }
}

/// Walks through every screen with the keys of a curious person, and checks all that was ever written.
fn look_everywhere(office: &Office, audit: &str) {
    let walks = ["b", "f", "E", "S", "T", "w", "a", "?", "/b", "jjkkGgzz v v", "q"];
    let mut written = Vec::new();
    for walk in walks {
        let mut seat = office.sit_with(&["open", audit]);
        seat.wait_until("a screen", |seat| seat.typed().is_some() || seat.contents().contains(" LIST "));
        if seat.typed().is_some() {
            // What the walk before typed somewhere is back.
            seat.type_in("\x15\x07");
            seat.wait_for(" LIST ");
        }
        // A page down and up, into the row and out of it, to the end: and a mark to see that all of it was done. What
        // comes together is drawn together, so each key is given the time for a frame.
        let beyond = ["j", "j", "k", "G", "g", "\x1b[6~", "\x1b[5~", "\r", "j", "k", "\x07", "\x1b[6~"];
        for key in walk.split("").chain(beyond).filter(|key| !key.is_empty()) {
            seat.type_in(key);
            seat.take_in(Duration::from_millis(15));
        }
        seat.type_in("?/zzz\r");
        seat.wait_for("filter: zzz");
        seat.resize(131, 40);
        seat.wait_until("the wide screen", |seat| seat.parser.screen().cursor_position().0 < 39);
        let ended = seat.leave_with("\x07qqqqqqq");
        assert_eq!(ended.code, 0, "{walk:?}: it lives to the end");
        assert_harmless(&ended.raw, true, &format!("the screens behind {walk:?}"));
        written.extend(ended.raw);
    }
    let shown = String::from_utf8_lossy(&written).matches('\u{fffd}').count();
    assert!(shown > 20, "the hostile text was on the screens, made safe: {shown} times");
}

/// What every listing prints.
fn list_everything(office: &Office, audit: &str) {
    for args in [
        &["show", audit][..],
        &["findings", audit],
        &["findings", audit, "--json"],
        &["review", audit],
        &["sheet", audit],
        &["evidence", audit],
        &["sample", audit],
        &["interview", audit],
        &["meeting", audit],
        &["audits"],
        &["audits", "--json"],
        &["verify"],
        &["doctor"],
        &["checklist", "list"],
    ] {
        let ran = office.run(args);
        assert_ne!(ran.code, 101, "{args:?} does not panic: {}", ran.err);
        assert_harmless(ran.out.as_bytes(), false, &format!("{args:?}"));
        assert_harmless(ran.err.as_bytes(), false, &format!("{args:?}, errors"));
    }
}

/// The texts of all lines, as the journal holds them.
fn texts(office: &Office) -> Vec<String> {
    let audit = office.audit();
    audit.view().of(Kind::Line).map(|line| line.text("text").to_owned()).collect()
}

#[test]
fn pasted() {
    let office = Office::new();
    let mut seat = office.sit();
    seat.press("\r", "WRITE");
    for (nth, text) in [evil(), of_every_plane()].iter().enumerate() {
        seat.paste(text);
        seat.wait_until("the end of the paste", |seat| seat.typed().is_some_and(|typed| typed.ends_with(" end")));
        seat.type_in("\x1b[H\x1b[C\x1b[C\x1b[F");
        seat.type_in("\r");
        seat.wait_until("recorded", |seat| seat.notice().starts_with("recorded"));
        assert_eq!(texts(&office).get(nth), Some(text), "the journal holds what was pasted, to the last character");
    }
    seat.type_in("\x1b[A");
    seat.wait_until("the last line, to amend", |seat| seat.typed().is_some_and(|typed| typed.ends_with(" end")));
    let ended = seat.leave_with("\x07qq");
    assert_harmless(&ended.raw, true, "what was pasted");
    look_everywhere(&office, AUDIT);
    list_everything(&office, AUDIT);
    office.assert_verifies("after hostile pastes");
}

#[test]
fn half_pasted_and_kept_as_a_draft() {
    let office = Office::new();
    let mut seat = office.sit();
    seat.press("\r", "WRITE");
    seat.paste(&evil());
    seat.wait_until("the paste", |seat| seat.typed().is_some_and(|typed| typed.ends_with(" end")));
    seat.kill();
    let mut next = office.sit();
    next.wait_until("the line is back", |seat| seat.typed().is_some_and(|typed| typed.ends_with(" end")));
    next.press("\r", "recorded");
    assert_eq!(texts(&office), [evil()], "the line came back to the last character, controls and all");
    let ended = next.leave_with("\x07qq");
    assert_harmless(&ended.raw, true, "the draft");
}

#[test]
fn captured() {
    let office = Office::new();
    let mut lines = vec![evil(), of_every_plane()];
    lines.extend(EVIL.iter().map(|evil| format!("!m finding {evil} end #A.5.18")));
    lines.extend(EVIL.iter().map(|evil| format!("=+ title {evil} end | v1 {evil} | held {evil} end")));
    lines.push(format!(":int room {0} | role {0}, role two | A.5.18", "\x1b]0;31337\x07"));
    let ran = office.feed(&["capture", AUDIT, "--item", "4.1"], lines.join("\n").as_bytes());
    assert_eq!(ran.code, 0, "all of it is taken: {}", ran.err);
    assert_harmless(ran.err.as_bytes(), false, "the remarks of capture");
    assert_eq!(texts(&office), lines[..2], "the journal holds what was typed, to the last character");
    let json = office.json(&["findings", AUDIT]);
    let natures: Vec<&str> = json.as_array().expect("a list").iter().filter_map(|row| row["nature"].as_str()).collect();
    for evil in EVIL {
        let wanted = format!("finding {evil} end");
        assert!(natures.contains(&wanted.as_str()), "findings --json holds {wanted:?} as typed, among {natures:?}");
    }
    look_everywhere(&office, AUDIT);
    list_everything(&office, AUDIT);
    office.assert_verifies("after hostile lines");
}

#[test]
fn bytes_that_are_no_text() {
    let office = Office::new();
    let every_byte: Vec<u8> = (0..=255).filter(|byte| *byte != b'\n').collect();
    let line = [b"begin ".as_slice(), &every_byte, b" end"].concat();
    let ran = office.feed(&["capture", AUDIT, "--item", "4.1"], &line);
    assert_eq!(ran.code, 0, "it is taken as far as it can be: {}", ran.err);
    assert!(ran.err.contains("not UTF-8"), "and said: {}", ran.err);
    assert_harmless(ran.err.as_bytes(), false, "what capture says of it");
    let kept = texts(&office);
    assert!(kept[0].starts_with("begin \0\u{1}") && kept[0].ends_with(" end"), "what is text is kept: {kept:?}");
    let mut seat = office.sit();
    seat.press("\r", "WRITE");
    seat.type_in(every_byte.iter().copied().filter(|byte| *byte >= 0x80).collect::<Vec<u8>>());
    seat.type_in(" end");
    seat.wait_until("the bytes", |seat| seat.typed().is_some_and(|typed| typed.ends_with(" end")));
    let ended = seat.leave_with("\x07qq");
    assert_harmless(&ended.raw, true, "typed bytes");
}

#[test]
fn written_by_a_colleague() {
    let office = Office::new();
    let bad = evil();
    let author =
        Author { initials: format!("RB{}", EVIL[2]), name: bad.clone(), os_user: bad.clone(), host: bad.clone() };
    let mut audit = OpenAudit::open(&office.workspace(), AUDIT, author).expect("the audit opens");
    let at = chrono::Local::now().fixed_offset();
    let fields =
        |names: &[&str]| -> Fields { names.iter().map(|name| ((*name).to_owned(), bad.as_str().into())).collect() };
    let list = |names: &[&str], fields: Fields| -> Fields {
        let lists: BTreeMap<_, _> = names.iter().map(|name| ((*name).to_owned(), vec![bad.clone()].into())).collect();
        fields.into_iter().chain(lists).collect()
    };
    let made = [
        Act::make(Kind::Line, &bad, list(&["items", "criteria", "said_by"], fields(&["text", "mark", "done"]))),
        Act::make(
            Kind::Line,
            "",
            Fields::from([("text".into(), bad.as_str().into()), ("items".into(), vec!["4.1".to_owned()].into())]),
        ),
        Act::make(
            Kind::Finding,
            &bad,
            list(&["criteria"], fields(&["grade", "title", "requirement", "evidence", "nature", "text", "ref"])),
        ),
        Act::make(Kind::Evidence, &bad, fields(&["title", "type", "version", "dated", "held", "seen"])),
        Act::make(
            Kind::Sample,
            &bad,
            list(&["picks", "attributes", "items"], fields(&["title", "population", "source", "size"])),
        ),
        Act::make(Kind::Interview, &bad, list(&["roles", "items"], fields(&["place", "started", "ended"]))),
        Act::make(Kind::Meeting, &bad, list(&["roles", "views"], fields(&["which", "held", "place", "notes"]))),
        Act::make(Kind::Item, &bad, list(&["ask", "see", "test", "pitfalls"], fields(&["title", "section"]))),
    ];
    for act in made {
        audit.record(act, at).expect("recorded");
    }
    let mut plan = Change::on(ObjectId::plan());
    plan.set = list(&["criteria", "team", "agenda"], fields(&["title", "objectives", "scope", "conclusion"]));
    audit.record(Act::change(plan), at).expect("recorded");
    let item = Change::on(ObjectId::item("4.1")).set("verdict", bad.as_str()).set("reason", bad.as_str());
    audit.record(Act::change(item), at).expect("recorded");
    drop(audit);
    look_everywhere(&office, AUDIT);
    list_everything(&office, AUDIT);
    let json = office.json(&["findings", AUDIT]);
    assert_eq!(json[0]["nature"].as_str(), Some(bad.as_str()), "for other tools it is as the colleague wrote it");
}

#[test]
fn hidden_in_a_checklist_and_the_programme() {
    let office = Office::new();
    let bad = toml::Value::from(evil()).to_string();
    let text = format!(
        "id = \"evil\"\ntitle = {bad}\nnote = {bad}\n[[section]]\nid = \"X\"\ntitle = {bad}\n[[item]]\nid = \"X.1\"\n\
         section = \"X\"\ntitle = {bad}\nask = [{bad}]\nsee = [{bad}]\ntest = [{bad}]\npitfalls = [{bad}]\n"
    );
    fs::write(office.root().join("checklists/evil.toml"), text).expect("the checklist");
    let marker = office.root().join("workpaper.toml");
    let programme = fs::read_to_string(&marker).expect("the programme");
    let line = programme.lines().find(|line| line.starts_with("organisation")).expect("that line").to_owned();
    fs::write(&marker, programme.replace(&line, &format!("organisation = {bad}"))).expect("the programme");
    let ran = office.run(&["new", "EVIL-1", "--checklist", "evil"]);
    assert_eq!(ran.code, 0, "the checklist is a checklist: {}{}", ran.out, ran.err);
    look_everywhere(&office, "EVIL-1");
    list_everything(&office, "EVIL-1");
    let mut home = office.sit_with(&[]);
    home.wait_for("EVIL-1");
    home.type_in("jkr\x07?\x07");
    let ended = home.leave_with("q");
    assert_harmless(&ended.raw, true, "home");
}

#[test]
fn the_scan_sees_what_it_looks_for() {
    assert_harmless("\x1b[1;31mred\x1b[0m\x1b[2;5H\u{e9}\u{6f22}\r\n".as_bytes(), true, "the program's own");
    for evil in EVIL {
        let seen = std::panic::catch_unwind(|| assert_harmless(evil.as_bytes(), true, "evil"));
        let harmless = evil.chars().all(|c| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'));
        assert!(seen.is_err() || harmless, "{evil:?} must be seen");
    }
}
