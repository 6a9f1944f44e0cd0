//! A half-typed line that waits is never written on under another beginning, by whatever key; and never lost.
//!
//! Must not know: how the line is kept.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{AUDIT, Office};

/// The screen behind these keys, by an account that was never here before.
fn shown(office: &Office, keys: &str) -> String {
    let memory = tempfile::tempdir().expect("a folder");
    let root = office.root().display().to_string();
    let arguments = ["--dir", &root, "--as", screen::LEAD, "--print", "--keys", keys, "open", AUDIT];
    let output = office.command(&arguments).env("XDG_STATE_HOME", memory.path()).output().expect("the binary starts");
    assert!(output.status.success(), "{keys}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn last(screen: &str) -> &str {
    screen.trim_end().lines().last().unwrap_or_default()
}

fn read(screen: &str) -> String {
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn no_key_that_begins_a_line_writes_on_the_one_that_waits() {
    let office = Office::new();
    for key in ["I", "x", "e", "A", "m", "M", "o", "<c-t>A.5.18<enter>n"] {
        let screen = shown(&office, &format!("<enter>half a note<esc>{key}"));
        assert!(last(&screen).starts_with(" LIST "), "{key}: nothing opens, so nothing can be typed on:\n{screen}");
        assert!(last(&screen).contains(" a line waits "), "{key}: the list says so while it does:\n{screen}");
        let words =
            "\"half a note\" waits and is not recorded: Enter on an item goes on with it, Ctrl-U there clears it";
        assert!(read(&screen).contains(words), "{key}: it says what waits, and both ways on:\n{screen}");
        assert!(last(&shown(&office, key)).starts_with(" WRITE "), "{key}: with nothing waiting it opens the line");
    }
    let screen = shown(&office, &format!("<enter>{}<esc>I", "a long note ".repeat(90)));
    assert!(read(&screen).contains("a long note a lo..."), "a long one is named by its head:\n{screen}");
    assert_eq!(office.entries().len(), Office::new().entries().len(), "nothing of all this was recorded");
}

#[test]
fn what_waits_goes_on_or_is_cleared_as_it_was_said() {
    let office = Office::new();
    let on = shown(&office, "<enter>half a note<esc>I<enter> and its end");
    assert!(last(&on).contains("half a note and its end"), "Enter goes on with it:\n{on}");
    let cleared = shown(&office, "<enter>half a note<esc>I<enter><c-u><esc>I");
    assert!(last(&cleared).ends_with("> :int"), "cleared, the key opens its line:\n{cleared}");
    let heading = shown(&office, "<enter>half a note<esc>gI");
    assert!(read(&heading).contains("Enter on an item"), "on a heading Enter does something else:\n{heading}");
}

#[test]
fn a_beginning_behind_which_nothing_was_typed_gives_way() {
    let office = Office::new();
    assert!(!shown(&office, "I<esc>").contains("a line waits"), "nobody typed anything");
    let other = shown(&office, "I<esc>x");
    assert!(last(&other).ends_with("> :skip"), "nobody typed `:int`:\n{other}");
    let same = shown(&office, "I<esc><enter>");
    assert!(last(&same).ends_with("> :int"), "but Enter finds the line as it was left:\n{same}");
    let typed = shown(&office, "Iroom 2<esc>x");
    assert!(read(&typed).contains("\":int room 2\" waits"), "what was typed behind one stays:\n{typed}");
}

#[test]
fn under_the_veil_the_line_that_waits_is_not_read_out() {
    let office = Office::new();
    let screen = shown(&office, "v<enter>!M nobody checks it<esc>I");
    assert!(read(&screen).contains("a line waits and is not recorded"), "it is told:\n{screen}");
    assert!(!screen.contains("!M") && !screen.contains("nobody checks"), "but not its words:\n{screen}");
}
