//! What other hands bring in and take out: the user's own editor in all its ways to end, pastes of ten thousand lines and
//! hostile ones, the clipboard; and windows that change their size a thousand times.
//!
//! Must not know: how a text is kept, drawn or recorded.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{AUDIT, Dice, Office, Seat, is_given_back};
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

/// A session on the audit's plan, with these words as the editor.
fn at_plan(office: &Office, visual: Option<&str>, editor: &str) -> Seat {
    let mut command = office.builder(&[], &["open", AUDIT]);
    command.env("EDITOR", editor);
    if let Some(visual) = visual {
        command.env("VISUAL", visual);
    }
    let mut seat = Seat::start(command, 80, 24);
    seat.wait_for("LIST");
    seat.press("a", "Objectives");
    seat
}

/// An editor that does what the file `mode` beside it says, and leaves word of how it was called.
fn script(office: &Office, path: &str) -> String {
    let path = office.folder().join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    let text = r#"#!/bin/sh
here=$HOME
for file; do :; done
printf '%s|' "$@" > "$here/called"
cp "$file" "$here/offered"
mode=$(cat "$here/mode")
case $mode in
same) ;;
fail) sed -i 's/^title = .*/title = "kept though it failed"/' "$file"; exit 1 ;;
killed) kill -9 $$ ;;
broken) echo 'title = "no end' >> "$file" ;;
mend) sed -i '/no end/d' "$file" ;;
waits) trap '' HUP; echo > "$here/waiting"; while [ ! -e "$here/go" ]; do sleep 0.05; done ;;
sleeps) trap 'echo new size' WINCH; echo > "$here/sleeping"; while :; do sleep 0.05; done ;;
*) sed -i "s/^title = .*/title = \"$mode\"/" "$file" ;;
esac
"#;
    fs::write(&path, text).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("runnable");
    path.display().to_string()
}

fn mode(office: &Office, mode: &str) {
    fs::write(office.folder().join("mode"), mode).expect("written");
}

fn left(office: &Office, file: &str) -> String {
    fs::read_to_string(office.folder().join(file)).unwrap_or_default()
}

#[test]
fn the_editor_in_all_its_ways_to_end() {
    let office = Office::new();
    let path = script(&office, "my editors/the \"ed\"");
    let line = format!("'{path}' --wait 'two words'");
    let mut seat = at_plan(&office, Some(&line), "false");
    for (how, told) in [
        ("a title from outside", "1 fields recorded"),
        ("same", "nothing changed, nothing recorded"),
        ("fail", "ended with a failure"),
        ("after the failure", "1 fields recorded"),
        ("killed", "ended with a failure"),
        ("same", "nothing changed"),
        ("broken", "E opens it again"),
        ("mend", "nothing changed"),
    ] {
        mode(&office, how);
        seat.type_in("E");
        seat.wait_until(told, |seat| seat.contents().contains(told) && seat.contents().contains("Objectives"));
        if how == "after the failure" {
            let offered = left(&office, "offered");
            assert!(offered.contains("kept though it failed"), "what was typed is offered again: {offered}");
        }
        // So that the words of the next time are not those of this one.
        seat.press("j", "LIST");
        seat.wait_while(told);
    }
    let called = left(&office, "called");
    assert!(called.starts_with("--wait|two words|/"), "VISUAL, with its arguments, and the file last: {called}");
    let journals = office.journals();
    assert!(journals.contains("a title from outside") && journals.contains("after the failure"), "both are recorded");
    assert!(!journals.contains("kept though it failed"), "what the editor failed with is not");
    seat.leave_with("qqq");
    office.assert_verifies("after the editor");

    let mut seat = at_plan(&office, Some(" "), "/nowhere/ed -x");
    seat.type_in("E");
    seat.wait_for("/nowhere/ed");
    let said = seat.contents().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("does not start") && said.contains("VISUAL or EDITOR"),
        "what is missing, and the remedy: {said}"
    );
    seat.leave_with("qqq");
}

#[test]
fn the_line_closes_while_the_editor_has_it() {
    let office = Office::new();
    let path = script(&office, "ed");
    mode(&office, "sleeps");
    let mut seat = at_plan(&office, None, &format!("sh {path}"));
    seat.type_in("E");
    wait_for_file(&office, "sleeping");
    let ended = seat.hang_up();
    assert_eq!(ended.code, 129, "as anywhere");
    assert_eq!(office.still_running(), Vec::<String>::new(), "nor does the editor stay");

    // An editor that is deaf to hang-ups has a window of its own, say: what was saved in it is not lost.
    mode(&office, "waits");
    let mut seat = at_plan(&office, None, &format!("sh {path}"));
    seat.type_in("E");
    wait_for_file(&office, "waiting");
    fs::write(office.folder().join("go"), "").expect("written");
    let ended = seat.hang_up();
    assert_eq!(ended.code, 129, "once the editor has ended");
    assert_eq!(office.still_running(), Vec::<String>::new(), "nothing is left running");
    office.assert_verifies("after two hang-ups in the editor");
}

fn wait_for_file(office: &Office, name: &str) {
    let start = Instant::now();
    while !office.folder().join(name).exists() {
        assert!(start.elapsed() < screen::LONG, "the editor leaves {name}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Ten thousand lines, a megabyte.
fn ten_thousand_lines() -> String {
    let mut text = String::new();
    for n in 0..10_000 {
        writeln!(text, "{n:05} {}", "words and words and q:c\tx ".repeat(4)).expect("a string takes everything");
    }
    text
}

#[test]
fn ten_thousand_lines_pasted_into_a_note_a_field_and_a_question() {
    let office = Office::new();
    let text = ten_thousand_lines();
    let mut seat = office.sit();
    seat.wait_for("LIST");
    let drawn = seat.raw.len();
    let start = Instant::now();
    seat.paste(&text);
    seat.wait_for("WRITE");
    seat.settle();
    println!("{} bytes pasted into the line: {:?}", text.len(), start.elapsed());
    let drawn = seat.raw.len() - drawn;
    assert!(drawn < 20_000, "it is drawn once or a few times, not with every line: {drawn} bytes");
    let start = Instant::now();
    for key in "typed behind it".chars() {
        seat.type_in(key.to_string());
    }
    seat.wait_for("typed behind it");
    println!("15 keys behind it: {:?}", start.elapsed());
    assert_eq!(office.journals().matches("09999").count(), 0, "no key in it acts: nothing is recorded yet");
    assert!(office.drafts().contains("09999"), "but it is kept, to its last line");
    let start = Instant::now();
    seat.press("\r", "recorded");
    println!("Enter: {:?}", start.elapsed());
    let wanted = text.trim_end_matches('\n').to_owned() + "typed behind it";
    let lines: Vec<String> = recorded_texts(&office);
    assert_eq!(lines.len(), 1, "one entry");
    assert!(lines[0] == wanted, "and the whole text in it: {} of {} bytes", lines[0].len(), wanted.len());
    let start = Instant::now();
    seat.type_in("short\r");
    seat.settle();
    println!("a note below it: {:?}", start.elapsed());

    // A field of several lines, and a question of one.
    seat.press("\x07a", "Objectives");
    seat.press("\r", "Tab saves");
    let start = Instant::now();
    seat.type_in("\x15\x0b");
    seat.paste(&text);
    seat.settle();
    println!("pasted into a field: {:?}", start.elapsed());
    let start = Instant::now();
    seat.press("\x18", "recorded");
    println!("saved: {:?}", start.elapsed());
    assert!(office.journals().matches("09999").count() >= 2, "the field has it to its last line");
    seat.press("\x07/", "find >");
    let start = Instant::now();
    seat.paste(&text);
    seat.settle();
    println!("pasted into the find: {:?}", start.elapsed());
    seat.press("\x07", "LIST");
    seat.leave_with("qqq");
    office.assert_verifies("after a megabyte");
}

fn recorded_texts(office: &Office) -> Vec<String> {
    let text = |entry: &serde_json::Value| Some(entry["body"]["make"][0]["fields"]["text"].as_str()?.to_owned());
    office.entries().iter().filter_map(text).collect()
}

#[test]
fn hostile_pastes_do_nothing() {
    let office = Office::new();
    let mut seat = office.sit();
    seat.wait_for("LIST");
    let before = office.entries().len();
    let hostile = "one\x1b[201~\x07c:c\rq\x1bc\x00\x1b]52;c;AAAA\x07\u{9b}2J\x18\x1a\x03 two";
    seat.paste(hostile);
    seat.wait_for("WRITE");
    seat.settle();
    assert_eq!(office.entries().len(), before, "nothing is recorded, left, stopped or ended by it");
    assert!(seat.typed().is_some_and(|typed| typed.ends_with("two")), "all of it is text: {:?}", seat.typed());
    seat.press("\r", "recorded");
    let texts = recorded_texts(&office);
    assert!(texts.len() == 1 && texts[0].starts_with("one") && texts[0].ends_with("two"), "one entry: {texts:?}");
    seat.settle();
    let said = String::from_utf8_lossy(&seat.raw).into_owned();
    for acts in ["\x1bc", "\x1b]52", "\u{9b}", "\0"] {
        assert!(!said.contains(acts), "{acts:?} never reaches the terminal");
    }
    seat.leave_with("\x07qq");
    office.assert_verifies("after hostile pastes");
}

#[test]
fn what_is_copied_goes_to_the_terminal_and_is_called_so() {
    let office = Office::new();
    office.feed(&["capture", AUDIT, "--item", "A.5.18"], b"!m 9 of 22 leavers still have an account\n");
    let mut seat = office.sit();
    seat.press("f", "9 of 22");
    seat.press("y", "sent to the terminal");
    let said = String::from_utf8_lossy(&seat.raw).into_owned();
    let coded = said.split_once("\x1b]52;c;").and_then(|(_, rest)| rest.split_once('\x07')).expect("OSC 52").0;
    assert!(coded.len() > 20 && coded.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)), "{coded}");
    assert!(!seat.contents().contains("copied"), "nobody knows whether it was: {}", seat.contents());
    let ended = seat.leave_with("qqq");
    assert!(is_given_back(&ended.raw), "the terminal is given back");
}

/// What a terminal shows that has seen only the end of it.
fn seen_from(seat: &Seat, from: usize, (columns, rows): (u16, u16)) -> String {
    let mut parser = vt100::Parser::new(rows, columns, 0);
    parser.process(&seat.raw[from..]);
    parser.screen().contents()
}

#[test]
fn a_thousand_sizes_in_a_row() {
    let office = Office::new();
    let mut seat = office.sit();
    seat.press("\r", "WRITE");
    let mut dice = Dice::new(7);
    let mut typed = String::new();
    // The emulator does not survive a window of one column.
    seat.blind = true;
    let start = Instant::now();
    for nth in 0..1_000 {
        let (columns, rows) = match dice.below(8) {
            0 => (1, 1),
            1 => (300, 100),
            2 => (1, 100),
            3 => (300, 1),
            _ => (1 + dice.below(300), 1 + dice.below(100)),
        };
        seat.resize(u16::try_from(columns).expect("small"), u16::try_from(rows).expect("small"));
        if nth % 20 == 0 {
            let letter = char::from(b'a' + u8::try_from(dice.below(26)).expect("a letter"));
            typed.push(letter);
            // The next item, and a letter.
            seat.type_in(format!("\x0e{letter}"));
        }
        // Now and then it is given the time to draw.
        seat.take_in(Duration::from_millis(if nth % 5 == 0 { 30 } else { 0 }));
    }
    seat.blind = false;
    seat.resize(100, 30);
    seat.parser = vt100::Parser::new(30, 100, 0);
    seat.type_in("\x0c");
    seat.wait_until("the line is whole", |seat| seat.typed().as_deref() == Some(&typed));
    println!("1,000 sizes: {:?}, {} bytes", start.elapsed(), seat.raw.len());
    let from = seat.raw.len();
    seat.settle();
    assert_eq!(seen_from(&seat, from, (100, 30)), seat.contents(), "nothing is left of other sizes");
    let contents = seat.contents();
    let ended = seat.hang_up();
    assert_eq!(ended.code, 129, "it lives, and ends as always");
    let mut fresh = Seat::start(office.builder(&[], &["open", AUDIT]), 100, 30);
    fresh.wait_until("the line is back", |seat| seat.typed().as_deref() == Some(&typed));
    let (old, new): (Vec<&str>, String) = (contents.lines().collect(), fresh.contents());
    let new: Vec<&str> = new.lines().collect();
    // All but the row that says where the line came from.
    assert_eq!(old[..28], new[..28], "the screen is that of a session that never knew another size");
    assert_eq!(old[29], new[29], "with the line being typed");
}
