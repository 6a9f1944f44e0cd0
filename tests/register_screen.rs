//! The register on screen: each view holds what its counter counts, each column sorts, each word filters, an empty answer
//! names the nearest due; at every usual size, without colour and without any letter beyond ASCII.
//!
//! Must not know: how stage, next step and lateness are derived. It compares the screen with `nc --json`.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{Office, Seat};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::sync::OnceLock;
use workpaper::app::action::{ACTIONS, On};

const TODAY: &str = "2026-11-21";
const SIZES: [&str; 3] = ["60x15", "80x24", "140x40"];

/// The worked sample, and some more from other sources: due tomorrow, late, without an owner, on the same requirement.
fn sample() -> &'static Office {
    static SAMPLE: OnceLock<Office> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let office = Office::demo();
        for (source, grade, criterion, owner, due) in [
            ("incident", "major", "A.5.9", "Site manager", "2026-11-01"),
            ("incident", "minor", "A.5.18", "Site manager", "2026-11-22"),
            ("complaint", "minor", "10.1", "", "2026-12-21"),
            ("external-audit", "minor", "9.1", "Quality manager", "2026-12-22"),
            ("monitoring", "observation", "A.8.9", "", "2026-11-02"),
            ("management-review", "improvement", "6.2", "Quality manager", "2027-01-31"),
        ] {
            let add = ["nc", "add", "--source", source, "--grade", grade, "--title", "from elsewhere"];
            let more = ["--criteria", criterion, "--requirement", "r", "--evidence", "e", "--nature", "n"];
            let days = ["--raised", "2026-10-01", "--due", due, "--owner", owner, "--today", TODAY];
            office.ok(&[add.as_slice(), &more, &days].concat());
        }
        office
    })
}

fn printed(office: &Office, size: &str, keys: &str) -> String {
    let said = print(office, size, keys, &[]);
    String::from_utf8(said).expect("UTF-8")
}

/// The screen after these keys, for an account that has left nothing behind: not even a draft.
fn print(office: &Office, size: &str, keys: &str, environment: &[(&str, &str)]) -> Vec<u8> {
    let memory = tempfile::tempdir().expect("a folder");
    let root = office.root().display().to_string();
    let who = ["--dir", &root, "--as", screen::LEAD, "--today", TODAY];
    let mut command = office.command(&[who.as_slice(), &["--print", "--size", size, "--keys", keys]].concat());
    command.env("XDG_STATE_HOME", memory.path()).envs(environment.iter().copied());
    let said = command.output().expect("the binary starts");
    assert!(said.status.success(), "{keys} at {size}: {}", String::from_utf8_lossy(&said.stderr));
    said.stdout
}

/// All rows as other tools get them.
fn rows() -> Vec<Json> {
    let out = sample().ok(&["--today", TODAY, "nc", "--all", "--json"]);
    serde_json::from_str(&out).expect("JSON")
}

fn text<'r>(row: &'r Json, field: &str) -> &'r str {
    row[field].as_str().unwrap_or_default()
}

/// The references listed, from the top; the window is large enough for all.
fn listed(screen: &str) -> Vec<String> {
    let rows = screen.lines().skip_while(|line| !line.starts_with("  ref ")).skip(1);
    let rows = rows.take_while(|line| !line.starts_with(['\u{2500}', '-']));
    let cells = rows.map(|line| line.trim_start_matches(['\u{258c}', '>', ' ']).split(' ').next().unwrap_or_default());
    cells.filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

fn refs<'r>(rows: impl IntoIterator<Item = &'r Json>) -> BTreeSet<String> {
    rows.into_iter().map(|row| text(row, "ref").to_owned()).collect()
}

/// Days until a row is due.
fn days_left(row: &Json) -> Option<i64> {
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    Some((day(text(row, "due"))? - day(TODAY)?).num_days())
}

#[test]
fn each_view_holds_what_its_counter_counts() {
    type Takes = fn(&Json) -> bool;
    let views: &[(&str, &str, Takes)] = &[
        ("1", "late majors", |row| open(row) && late(row) && row["grade"] == "major"),
        ("2", "overdue", |row| open(row) && late(row)),
        ("3", "to check", |row| open(row) && row["stage"] == "to check"),
        ("4", "due soon", |row| open(row) && days_left(row).is_some_and(|days| (0..=30).contains(&days))),
        ("5", "open", open),
        ("0", "all", |_| true),
    ];
    let (all, office) = (rows(), sample());
    let screens = views.iter().map(|(key, words, _)| (*words, printed(office, "140x60", &format!("r{key}"))));
    let screens: Vec<(&str, String)> = screens.collect();
    for ((key, words, takes), (_, screen)) in views.iter().zip(&screens) {
        let wanted = refs(all.iter().filter(|row| takes(row)));
        let found = listed(screen);
        assert!(!wanted.is_empty(), "{words}: the sample has some");
        assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), wanted, "{key} {words}:\n{screen}");
        assert_eq!(found.len(), wanted.len(), "{words}: each once");
        let counter = format!("{key} {words}:{}", wanted.len());
        for (of, screen) in &screens {
            assert!(
                screen.lines().nth(1).is_some_and(|line| format!("{line} ").contains(&format!(" {counter} "))),
                "`{counter}` stands above `{of}`:\n{screen}"
            );
        }
        assert!(screen.contains(&format!("Register: {words}")), "the heading names it:\n{screen}");
        assert!(screen.contains(&format!("\u{2500} {} \u{2500}", wanted.len())), "the list counts itself:\n{screen}");
    }
    let home = printed(office, "140x60", "");
    let counted = |nth: usize| listed(&screens[nth].1).len();
    let words = format!(
        "open {}   overdue {}   to check {}   due in 30 days {}",
        counted(4),
        counted(1),
        counted(2),
        counted(3)
    );
    assert!(home.contains(&words), "home counts the same, {words}:\n{home}");
}

#[test]
fn what_is_closed_says_when_and_no_word_of_a_grade_is_cut() {
    let screen = printed(sample(), "80x40", "r0");
    let row = |reference: &str| {
        let found = screen.lines().find(|line| line.contains(reference));
        found.unwrap_or_else(|| panic!("{reference} is listed:\n{screen}")).trim_end().to_owned()
    };
    assert!(row("IA-2026-02-F03").ends_with(" closed 6 Nov"), "the day it was closed is no due date: {screen}");
    assert!(row("IA-2026-02-F01").contains(" A.5.18 again "), "a repeated one says so: {screen}");
    for (reference, grade) in [("F10", " obs "), ("F11", " impr "), ("F12", " good "), ("F01", " MAJOR ")] {
        assert!(row(&format!("IA-2026-02-{reference}")).contains(grade), "{reference}, {grade}:\n{screen}");
    }
    let wide = printed(sample(), "140x60", "r0");
    assert!(wide.contains(" improvement ") && wide.contains(" observation "), "whole where there is room:\n{wide}");
}

fn open(row: &Json) -> bool {
    row["nonconformity"] == true && row["open"] == true
}

fn late(row: &Json) -> bool {
    row["overdue_days"].as_i64().is_some_and(|days| days > 0)
}

#[test]
fn the_rows_sort_by_each_column_and_the_other_way_round() {
    type Order = (bool, String, Vec<(u32, String)>);
    let plain = |text: &str| -> Order { (text.is_empty(), text.to_owned(), Vec::new()) };
    let natural = |text: &str| -> Order {
        let part = |part: &str| (part.parse().unwrap_or(u32::MAX), part.to_owned());
        (false, String::new(), text.split(['.', ' ', ')']).map(part).collect())
    };
    let grades = ["major", "minor", "observation", "improvement"];
    let all = rows();
    for (presses, name) in ["late", "ref", "grade", "requirement", "waiting on", "next step", "due"].iter().enumerate()
    {
        let of = |reference: &String| -> Order {
            let row = all.iter().find(|row| text(row, "ref") == reference).expect("listed, so in the register");
            match *name {
                "late" | "due" => plain(text(row, "due")),
                "ref" => plain(reference),
                "grade" => plain(&grades.iter().position(|grade| row["grade"] == *grade).expect("known").to_string()),
                "requirement" => natural(row["criteria"][0].as_str().unwrap_or_default()),
                "waiting on" => plain(text(row, "waiting_on")),
                _ => plain(text(row, "next_step")),
            }
        };
        for reversed in [false, true] {
            let keys = format!("r{}{}", "s".repeat(presses), if reversed { "S" } else { "" });
            // Beginning and end are the same after one time through.
            let screen = printed(sample(), "140x60", &keys);
            let mut order: Vec<Order> = listed(&screen).iter().map(of).collect();
            assert_eq!(order.len(), refs(all.iter().filter(|row| open(row))).len(), "no row is lost:\n{screen}");
            if reversed {
                order.reverse();
            }
            assert!(order.is_sorted(), "{keys} sorts by {name}: {order:?}\n{screen}");
            let said = format!("sorted by {name}{}", if reversed { ", backwards" } else { "" });
            assert!(keys == "r" || screen.contains(&said), "it says so, {said}:\n{screen}");
        }
    }
    let (first, again) = (printed(sample(), "140x60", "rS"), printed(sample(), "140x60", "rSsssssss"));
    assert_eq!(listed(&first), listed(&again), "after the last column comes the first again");
}

#[test]
fn words_of_the_filter_mean_their_column() {
    let all = rows();
    let tagged = |row: &Json, field: &str, wanted: &str| {
        text(row, field).to_lowercase().replace(' ', "-").starts_with(&wanted.to_lowercase())
    };
    for (filter, conditions) in [
        ("grade:minor", vec![("grade", "minor")]),
        ("grade:MAJOR", vec![("grade", "major")]),
        ("stage:to-check", vec![("stage", "to-check")]),
        ("stage:closed", vec![("stage", "closed")]),
        ("source:incident", vec![("source", "incident")]),
        ("source:internal-audit", vec![("source", "internal-audit")]),
        ("owner:site-manager", vec![("owner", "site-manager")]),
        ("owner:quality", vec![("owner", "quality")]),
        ("source:incident<space>grade:minor", vec![("source", "incident"), ("grade", "minor")]),
    ] {
        let screen = printed(sample(), "140x60", &format!("r0/{filter}<enter>"));
        let matches = |row: &&Json| conditions.iter().all(|(field, wanted)| tagged(row, field, wanted));
        let wanted = refs(all.iter().filter(matches));
        assert!(!wanted.is_empty(), "{filter}: the sample has some");
        assert_eq!(listed(&screen).into_iter().collect::<BTreeSet<_>>(), wanted, "{filter}:\n{screen}");
        assert!(screen.contains("filter: "), "{filter}: that it is filtered stays on the screen");
    }
    let found = printed(sample(), "140x60", "r0/leavers<enter>");
    assert_eq!(listed(&found), ["IA-2026-02-F01"], "other words are looked for in all of the row:\n{found}");
    let none = printed(sample(), "80x24", "r/grade:huge<enter>");
    assert!(none.contains("Nothing matches the filter; q clears it."), "an empty answer says why:\n{none}");
    let cleared = printed(sample(), "140x60", "r0/leavers<enter>q");
    assert_eq!(listed(&cleared).len(), all.len(), "and q brings all rows back:\n{cleared}");
}

/// A workspace with one nonconformity, due in forty days.
fn lonely() -> Office {
    let office = Office::bare();
    office.ok(&["init"]);
    let add = ["nc", "add", "--source", "incident", "--grade", "minor", "--title", "badge lent", "--criteria", "A.7.2"];
    let more = ["--requirement", "r", "--evidence", "e", "--nature", "n", "--due", "2026-12-31", "--today", TODAY];
    office.ok(&[add.as_slice(), &more].concat());
    office
}

#[test]
fn an_empty_view_names_the_nearest_due() {
    let office = lonely();
    for size in SIZES {
        for (key, says) in [
            ("1", "No major nonconformity is overdue"),
            ("2", "Nothing is overdue"),
            ("3", "Nothing waits for a check of its effect"),
            ("4", "Nothing is due within thirty days"),
        ] {
            let screen = printed(&office, size, &format!("r{key}"));
            let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
            // It is a minor one.
            let nearest = match key {
                "1" => format!("{says}; and no major is due later."),
                _ => format!("{says}; nearest: NC-2026-001, correct it by 31 Dec 2026 (in 40 days)."),
            };
            assert!(words.contains(&nearest), "{key} at {size} says {nearest}:\n{screen}");
        }
    }
    office.ok(&["--today", TODAY, "nc", "withdraw", "001", "--reason", "it was an exercise"]);
    let screen = printed(&office, "80x24", "r");
    assert!(screen.contains("No nonconformity is open; and nothing else is due."), "nothing at all:\n{screen}");
    let bare = Office::bare();
    bare.ok(&["init"]);
    let screen = printed(&bare, "80x24", "r2");
    assert!(screen.contains("Nothing is in the register yet"), "it says how it is filled:\n{screen}");
}

#[test]
fn the_help_lists_every_key_of_the_register_and_the_page() {
    for (keys, on, name) in [("r?", On::RegisterList, "register"), ("r<enter>?", On::CaseList, "follow-up")] {
        let help = printed(sample(), "140x60", keys);
        let mine: Vec<&str> = help.lines().skip(2).take_while(|line| !line.contains(" everywhere ")).collect();
        for action in ACTIONS.iter().filter(|action| action.on.contains(&on)) {
            let key = action.keys[0].words();
            let twin = action.twin.trim_start_matches("workpaper ");
            let begins = |row: &str| {
                let shown = row.trim_start_matches(['\u{258c}', ' ', '<']).to_lowercase();
                shown.starts_with(&key.to_lowercase())
            };
            let found = mine.iter().find(|row| row.contains(&format!(" {} ", action.words)) && begins(row));
            let row = found.unwrap_or_else(|| panic!("{name}: {key} `{}` is in the help:\n{help}", action.words));
            assert!(row.contains(name) && row.contains(twin), "{key} {} {twin}: {row}", action.words);
        }
        for size in SIZES {
            let help = printed(sample(), size, keys);
            assert!(help.lines().nth(2).is_some_and(|line| line.contains(name)), "{size}: its own keys first:\n{help}");
        }
    }
}

/// Ways to every screen of the register.
const WAYS: &[&str] = &[
    "r",
    "r0",
    "r1",
    "r3",
    "rs",
    "r0G",
    "r/grade:minor",
    "r/nothing<enter>",
    "r?",
    "r<enter>",
    "r<enter>G",
    "r<enter>z",
    "r<enter>a",
    "r<enter>b",
    "r<enter>c",
    "r<enter>x",
    "r<enter>C",
    "r<enter>e",
    "rn",
    "rnx<tab>y<c-x>",
    "rW",
    "rm",
];

#[test]
fn every_screen_fits_its_window_and_needs_no_letter_beyond_ascii() {
    for size in SIZES {
        let (columns, rows) = size.split_once('x').expect("a size");
        let (columns, rows): (usize, usize) = (columns.parse().expect("wide"), rows.parse().expect("high"));
        for keys in WAYS {
            let said = print(sample(), size, keys, &[("LANG", "C"), ("NO_COLOR", "1")]);
            assert!(said.is_ascii(), "{keys} at {size}: {}", String::from_utf8_lossy(&said));
            let screen = String::from_utf8_lossy(&said);
            assert!(screen.lines().all(|line| line.len() <= columns), "{keys} fits {size}:\n{screen}");
            assert!(screen.trim_end().lines().count() <= rows, "{keys} fits {size}:\n{screen}");
            assert!(
                screen.contains("q back") || screen.contains('>') || screen.contains("Tab"),
                "{keys}: the keys below"
            );
        }
    }
}

#[test]
fn the_register_says_everything_without_colour_on_a_plain_terminal() {
    let office = lonely();
    office.ok(&["nc", "action", "001", "late one", "--owner", "COO", "--due", "2026-11-22", "--today", TODAY]);
    let mut command = office.builder(&[], &["--today", "2026-11-30"]);
    command.env("LANG", "C");
    command.env("NO_COLOR", "1");
    let mut seat = Seat::start(command, 80, 24);
    seat.wait_for("Audits");
    seat.press("r", "Register: open");
    seat.wait_for("waits on COO");
    seat.press("\r", "follow-up, 10.2");
    seat.press("c", "action 1 is done");
    let raw = seat.leave_with("\x07qqqq").raw;
    assert!(raw.is_ascii(), "only bytes below 0x80");
    let text = String::from_utf8_lossy(&raw);
    let coloured = text.split("\x1b[").skip(1).filter_map(|rest| rest.split_once('m')).any(|(codes, _)| {
        codes.split(';').any(|code| matches!(code.parse::<u32>(), Ok(30..=38 | 40..=48 | 90..=97 | 100..=107)))
    });
    assert!(!coloured, "NO_COLOR is honoured");
}

#[test]
fn the_history_of_a_follow_up_page_stands_under_a_heading_and_each_row_tells_its_own() {
    let page = |keys: &str| printed(sample(), "100x70", &format!("r/F05<enter><enter>{keys}"));
    let rows: Vec<String> = page("").lines().map(str::to_owned).collect();
    let row = |wanted: &str| rows.iter().position(|row| row.contains(wanted)).expect(wanted);
    let (chosen, heading) = (row("\u{258c} c action 1"), row("history, the latest first"));
    assert!(rows[heading - 1].contains("recurrence rejected"), "the last step ends above it: {}", rows[heading - 1]);
    for past in [1, 2, 3] {
        let words: Vec<&str> = rows[heading + past].trim().split("  ").filter(|cell| !cell.is_empty()).collect();
        let shown = page(&"j".repeat(heading + past - chosen));
        let told = format!("{} {}, recorded ", words[1].trim(), words[0].trim());
        assert!(shown.contains(&told), "the row below the heading by {past} is the one told below: {told}:\n{shown}");
    }
    let refused = page(&format!("{}<enter>", "j".repeat(heading - chosen)));
    assert!(refused.contains("this is recorded and stays"), "and the heading is nothing to record at:\n{refused}");
}
