//! Every screen of the worked sample at 80x24, as it was when somebody last looked at it and found it good.
//!
//! Must not know: how a screen is drawn. Journal names, folders and the clock are masked: they differ each time.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{AUDIT, Office};
use std::sync::OnceLock;

/// The sample that screens are looked at in. Whatever records works on one of its own.
fn sample() -> &'static Office {
    static SAMPLE: OnceLock<Office> = OnceLock::new();
    SAMPLE.get_or_init(Office::demo)
}

/// What stands on the screen after these keys, by an account that has left nothing behind: not even a draft.
fn looked_at(office: &Office, keys: &str, options: &[&str]) -> String {
    let memory = tempfile::tempdir().expect("a folder");
    let root = office.root().display().to_string();
    let fixed = ["--dir", &root, "--as", screen::LEAD, "--today", "2026-11-21", "--print", "--keys", keys];
    let arguments = [options, &fixed, &["open", AUDIT]].concat();
    let output = office.command(&arguments).env("XDG_STATE_HOME", memory.path()).output().expect("the binary starts");
    assert!(output.status.success(), "{keys}: {}", String::from_utf8_lossy(&output.stderr));
    masked(office, &String::from_utf8_lossy(&output.stdout))
}

/// The same by the account that goes on working there; the clock of what it records is masked.
fn done(office: &Office, keys: &str) -> String {
    let ran = office.run(&["--today", "2026-11-21", "--print", "--keys", keys, "open", AUDIT]);
    assert_eq!(ran.code, 0, "{keys}: {}", ran.err);
    without_times(&masked(office, &ran.out))
}

/// Without what differs each time: the folder and the letters of journal names.
fn masked(office: &Office, text: &str) -> String {
    let text = text.replace(&office.folder().display().to_string(), "[folder]");
    let mut masked = String::new();
    for word in text.split_inclusive(|c: char| c.is_whitespace() || "/:".contains(c)) {
        let bare = word.trim_end_matches(|c: char| c.is_whitespace() || "/:".contains(c));
        let random = |rest: &str| rest.len() == 8 && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        match ["LA-", "FA-"].iter().find(|stem| bare.strip_prefix(*stem).is_some_and(random)) {
            Some(stem) => masked.push_str(&word.replace(bare, &format!("{stem}xxxxxxxx"))),
            None => masked.push_str(word),
        }
    }
    masked
}

/// Every `9 Nov 09:41` and `09:41` alike, at the width of the longest.
fn without_times(text: &str) -> String {
    const MONTHS: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    let chars: Vec<char> = text.chars().collect();
    let digits = |at: usize, count: usize| {
        let found = chars.get(at..at + count).is_some_and(|run| run.iter().all(char::is_ascii_digit));
        found && !chars.get(at + count).is_some_and(char::is_ascii_digit)
    };
    let time = |at: usize| digits(at, 2) && chars.get(at + 2) == Some(&':') && digits(at + 3, 2);
    let day = |at: usize, count: usize| {
        let month: String = chars.iter().skip(at + count + 1).take(3).collect();
        digits(at, count) && chars.get(at + count) == Some(&' ') && month.len() == 3 && MONTHS.contains(&month)
    };
    let mut shown = String::new();
    let mut at = 0;
    while at < chars.len() {
        let begins = at == 0 || !chars[at - 1].is_ascii_digit();
        let dated = [1, 2].into_iter().find(|count| begins && day(at, *count) && time(at + count + 5));
        if let Some(count) = dated {
            shown.push_str("DD Mon HH:MM");
            at += count + 10;
            at += usize::from(count == 1 && chars.get(at) == Some(&' '));
        } else if begins && time(at) {
            shown.push_str("HH:MM");
            at += 5;
        } else {
            shown.push(chars[at]);
            at += 1;
        }
    }
    shown
}

macro_rules! screens {
    ($($name:ident: $keys:expr;)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(stringify!($name), looked_at(sample(), $keys, &[]));
        }
    )*};
}

screens! {
    home: "q";
    fieldwork: "";
    fieldwork_zoomed: "z";
    section_selected: "g";
    section_folded: "gh";
    write_with_half_a_line: "<enter>>1 the owner is asked once a y";
    write_with_a_line_longer_than_the_row: "<enter>= the list of leavers of the period from June 2025 to May 2026 as drawn from the HR system on 16 June #A.5.18";
    notebook: "b";
    notebook_filtered: "b/kind:? done<enter>";
    notebook_marked: "b j ";
    find: "/leavers";
    find_items: "<enter><c-t>backup";
    findings: "f";
    finding_form: "f<enter>";
    form_editing: "fj<enter>jjj<enter>";
    evidence: "E";
    evidence_form: "E<enter>";
    samples: "S";
    grid: "S<enter>";
    talks: "T";
    interview_form: "T<enter>";
    review: "w";
    help: "?";
    plan_form: "a";
    plan_editing: "ajj<enter>";
    ask_for_a_new_audit: "qn";
    ask_for_a_link: "b l";
    register: "qr";
    statement: "qr<enter>";
}

/// Screens of an interview that goes on, in a sample of its own, for the interview is recorded.
#[test]
fn an_interview_from_veil_to_closing() {
    let office = Office::demo();
    let begin = "I remote: video call | Service desk lead | A.5.18 A.6.5<enter>>1 leavers come by mail<enter>";
    insta::assert_snapshot!("interview_under_the_veil", done(&office, begin));
    let lines = "<enter>? who checks the list<enter>!M nobody checks it #A.5.18<enter>~ he looked away<enter><esc>";
    insta::assert_snapshot!("interview_with_a_grade_hidden", done(&office, lines));
    insta::assert_snapshot!("interview_veil_lifted", done(&office, "v"));
    insta::assert_snapshot!("notebook_under_the_veil", done(&office, "b"));
    insta::assert_snapshot!("findings_under_the_veil", done(&office, "f"));
    insta::assert_snapshot!("read_back", done(&office, "R"));
    insta::assert_snapshot!("read_back_ask", done(&office, "R<enter>"));
    insta::assert_snapshot!("closing_page", done(&office, "<enter>:end<enter>"));
}

#[test]
fn a_sample_under_the_veil_shows_only_what_this_interview_brought() {
    let office = Office::demo();
    let before = looked_at(&office, "S<enter>", &[]);
    assert!(before.contains("x exception") && before.contains(" ok"), "results of earlier interviews:\n{before}");
    let talk = "I room 2 | HR lead | A.5.18<enter><esc>S<enter>";
    let veiled = done(&office, talk);
    assert!(!veiled.contains("exception\n") && !veiled.contains(" ok\n"), "none of them is seen:\n{veiled}");
    assert!(veiled.contains("R-01              *") && veiled.contains("R-09              *"), "only that:\n{veiled}");
    let marked = done(&office, "S<enter>xy");
    assert!(marked.contains("R-01              x exception"), "what is recorded now is seen:\n{marked}");
    assert!(marked.contains("R-02              ok"), "the same as before, too:\n{marked}");
    assert!(marked.contains("R-03              *"), "and the rest is as it was:\n{marked}");
    let lifted = done(&office, "S<enter>v");
    assert!(lifted.contains("R-09              x exception"), "without the veil all of it:\n{lifted}");
}

#[test]
fn an_interview_without_a_fact_has_nothing_to_read_back() {
    let office = Office::new();
    let read = done(&office, "I room 2 | HR lead | A.5.18<enter><esc>R");
    assert!(read.contains("No fact of this interview is noted yet") && read.contains(">>  exact words"), "{read}");
    let agreed = done(&office, "R<enter>");
    assert!(agreed.contains("nothing to agree to") && !agreed.contains(" ASK "), "nobody can agree to it:\n{agreed}");
    let noted = done(&office, "<enter>=+ Leavers list #.<enter><esc>R");
    assert!(noted.contains("Is it right?") && noted.contains("Leavers list"), "evidence is a fact:\n{noted}");
    let all = done(&office, "R<enter>both<enter>R");
    assert!(all.contains("Everything of this interview is read back."), "and only then is all of it:\n{all}");
    let closed = done(&office, "<enter>:end<enter>");
    assert!(closed.contains("Nothing is left open."), "so nothing is left:\n{closed}");
}

#[test]
fn closing_an_interview_names_all_that_is_loose_and_says_where_nothing_was_noted() {
    let office = Office::new();
    let empty = done(&office, "<enter>:int room 2 | HR lead<enter>:end<enter>");
    assert!(empty.contains("No fact was noted, and nothing is left open."), "{empty}");
    let said = office.feed(&["capture", AUDIT], b":int room 2 | HR lead\n=+ Leavers list\n!m nine are left\n==\n");
    assert_eq!(said.code, 0, "it is taken down: {}", said.err);
    let closed = done(&office, "<enter>:end<enter>");
    assert!(closed.contains("2 lines linked to no item"), "evidence and findings too:\n{closed}");
    assert!(closed.contains("Leavers list") && closed.contains("nine are left"), "by their words:\n{closed}");
}

#[test]
fn a_message_longer_than_the_row() {
    let office = Office::new();
    office.feed(&["capture", AUDIT, "--item", "4.1"], b"!m one\n!M two #A.5.18\n");
    insta::assert_snapshot!("message_of_several_rows", looked_at(&office, "fX", &[]));
}

#[test]
fn a_window_too_small() {
    insta::assert_snapshot!("too_small", looked_at(sample(), "", &["--size", "59x14"]));
}

#[test]
fn the_wide_screen() {
    insta::assert_snapshot!("fieldwork_wide", looked_at(sample(), "", &["--size", "140x30"]));
}

#[test]
fn a_wide_screen_cuts_no_date_and_no_place() {
    for size in ["120x30", "160x45"] {
        let evidence = looked_at(sample(), "E", &["--size", size]);
        assert!(evidence.contains(" v3.2, 14 Jan 2026 "), "{size}: a version with its date is whole:\n{evidence}");
        assert!(evidence.contains(" Directory account view, 22 sampled"), "{size}: for no title's loss:\n{evidence}");
        let talks = looked_at(sample(), "T", &["--size", size]);
        assert!(talks.contains(" Site A, room 1, and video call"), "{size}: a place is whole:\n{talks}");
    }
}

#[test]
fn a_wide_screen_shows_the_end_of_the_notebook_and_under_the_veil_only_this_interviews() {
    let office = Office::demo();
    let column = |keys: &str| {
        let screen = office.ok(&["--print", "--size", "140x30", "--keys", keys, "open", AUDIT]);
        let rows: Vec<&str> = screen.lines().filter_map(|row| Some(row.rsplit_once(['│', '├'])?.1)).collect();
        let shown = rows.join("\n");
        shown.split_once("notebook, the latest").expect("the end of the notebook").1.to_owned()
    };
    let talk = "<enter>:int room 2 | HR lead | A.5.18<enter>> said here<enter>? who tells #A.6.3<enter>~ mine<enter>";
    let veiled = column(talk);
    assert!(veiled.contains("A.5.18 >  said here") && veiled.contains("A.6.3  ?  who tells"), "with items:\n{veiled}");
    assert!(!veiled.contains("mine") && !veiled.contains("facts agreed"), "nothing private or of others:\n{veiled}");
    let lifted = column("v");
    assert!(lifted.contains("~  mine") && lifted.contains("facts agreed"), "without the veil everything:\n{lifted}");
}

/// Every way to every screen, drawn with plain characters: only what people typed may hold others, and in the sample
/// nobody typed any.
#[test]
fn plain_characters_only() {
    let ways = [
        "",
        "q",
        "g",
        "gh",
        "z",
        "b",
        "b ",
        "/a",
        "f",
        "f<enter>",
        "f<enter>jjj<enter>",
        "E",
        "E<enter>",
        "S",
        "S<enter>",
        "T",
        "T<enter>",
        "w",
        "?",
        "?G",
        "a",
        "qr",
        "qr<enter>",
        "qn",
        "<enter>words",
        "v",
        "bb",
        "<enter><c-t>a",
        "f/zzz<enter>",
        "fX",
        "fP",
    ];
    let assert_plain = |keys: &str, how: &str, out: &str| {
        let odd: Vec<&str> = out.lines().filter(|line| !line.is_ascii()).collect();
        assert!(odd.is_empty(), "{how}, {keys:?}: only bytes below 0x80, but {odd:#?}");
    };
    for keys in ways {
        let out = looked_at(sample(), keys, &["--ascii"]);
        assert_plain(keys, "--ascii", &out);
    }
    for keys in ["", "q", "f"] {
        let root = sample().root().display().to_string();
        let arguments = ["--dir", &root, "--as", "LA", "--print", "--keys", keys, "open", AUDIT];
        let output = sample().command(&arguments).env("LANG", "C").output().expect("the binary starts");
        assert!(output.status.success(), "LANG=C, {keys:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert_plain(keys, "LANG=C", &String::from_utf8_lossy(&output.stdout));
    }
    let office = Office::new();
    let typed = "<enter>caf\u{e9} \u{2192} \u{6f22}\u{5b57}<enter>";
    let out = looked_at(&office, typed, &["--ascii"]);
    let others: String = out.chars().filter(|c| !c.is_ascii()).collect();
    assert_eq!(others, "\u{e9}\u{2192}\u{6f22}\u{5b57}", "but what people typed is shown as they typed it");
}
