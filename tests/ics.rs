//! Due dates as iCalendar, read back by a parser that is not ours; folding and escaping of any text.
//!
//! Must not know: what is due when; tests/followup.rs knows that.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

use assert_cmd::Command;
use icalendar::parser::{Component, read_calendar, unfold};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::OnceLock;
use tempfile::TempDir;
use workpaper::exchange::ics::{Due, Form, escaped, fold, write};
use workpaper::report::clean::is_unsafe;

/// A workspace of its own, with homes of its own.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn begun(how: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        desk.run(&[how]);
        desk
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("ws")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
        command.env_remove("WORKPAPER_DIR").env("USER", "tester").current_dir(self.folder.path());
        for (name, folder) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
            command.env(name, self.folder.path().join(folder));
        }
        command.arg("--dir").arg(self.root()).args(["--as", "LA, Lead auditor", "--today", "2026-11-21"]).args(words);
        command
    }

    /// Standard output and standard error.
    fn run(&self, words: &[&str]) -> (String, String) {
        let done = self.command(words).assert().success();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        (text(&done.get_output().stdout), text(&done.get_output().stderr))
    }

    fn ics(&self, more: &[&str]) -> String {
        self.run(&[&["nc", "ics"], more].concat()).0
    }
}

fn sample() -> &'static Desk {
    static SAMPLE: OnceLock<Desk> = OnceLock::new();
    SAMPLE.get_or_init(|| Desk::begun("demo"))
}

/// Every line ends with CRLF, is 75 octets long at most, and none is empty.
fn check_lines(text: &str) {
    assert!(text.ends_with("\r\n"), "the last line is ended: {text:?}");
    for line in text.trim_end_matches("\r\n").split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line:?}", line.len());
        assert!(!line.is_empty() && !line.contains(['\r', '\n']), "one line: {line:?}");
    }
    assert!(!text.chars().any(|c| !matches!(c, '\r' | '\n') && is_unsafe(c)), "nothing acts on a terminal: {text:?}");
}

/// The components, as the other parser finds them: each with its properties, texts unescaped by it.
fn read(text: &str) -> Vec<Component<'static>> {
    check_lines(text);
    let unfolded: &'static str = Box::leak(unfold(text).into_boxed_str());
    let calendar = read_calendar(unfolded).expect("the other parser reads it");
    let property = |name: &str| {
        calendar
            .properties
            .iter()
            .find(|property| property.name == name)
            .map(|property| property.val.as_str().to_owned())
    };
    assert_eq!(property("VERSION").as_deref(), Some("2.0"), "RFC 5545, 3.7.4");
    assert!(property("PRODID").is_some(), "RFC 5545, 3.7.3");
    calendar.components
}

/// A property, which stands exactly once.
fn the<'a>(component: &'a Component<'_>, name: &str) -> &'a str {
    let mut found = component.properties.iter().filter(|property| property.name == name);
    let value = found.next().unwrap_or_else(|| panic!("{name} stands in {component:?}")).val.as_str();
    assert!(found.next().is_none(), "{name} stands once");
    value
}

/// The parameters of a property: `VALUE=DATE`.
fn parameters(component: &Component<'_>, name: &str) -> String {
    let property = component.find_prop(name).expect("the property is there");
    let text = |value: &icalendar::parser::Parameter<'_>| {
        format!("{}={}", value.key.as_str(), value.val.as_ref().map_or("", |val| val.as_str()))
    };
    property.params.iter().map(text).collect::<Vec<_>>().join(";")
}

#[test]
fn the_sample_as_events() {
    let events = read(&sample().ics(&[]));
    let found: Vec<(&str, &str, &str)> =
        events.iter().map(|event| (the(event, "DTSTART"), the(event, "DTEND"), the(event, "SUMMARY"))).collect();
    let wanted = [
        ("20261030", "20261031", "IA-2026-02-F05: finish action 1 (IT operations manager)"),
        ("20261215", "20261216", "IA-2026-02-F01: check the effect (auditor)"),
        ("20261218", "20261219", "IA-2026-02-F08: finish action 2 (Supplier manager)"),
        ("20270131", "20270201", "IA-2026-02-F11: finish action 1 (Information security manager)"),
    ];
    assert_eq!(found, wanted, "open actions, and next steps that are none");
    for event in &events {
        assert_eq!(event.name.as_str(), "VEVENT", "events only");
        assert_eq!(
            (parameters(event, "DTSTART"), parameters(event, "DTEND")),
            ("VALUE=DATE".into(), "VALUE=DATE".into())
        );
        assert_eq!(the(event, "TRANSP"), "TRANSPARENT", "nobody is busy all day");
        assert!(event.find_prop("DUE").is_none() && event.find_prop("STATUS").is_none(), "no task");
    }
    assert_eq!(
        the(&events[0], "DTSTAMP"),
        "20260909T130000Z",
        "the extension of 9 September, in UTC: our data, no clock"
    );
    let words = the(&events[0], "DESCRIPTION");
    for part in
        ["Critical vulnerabilities past the limit (minor nonconformity, A.8.8, VS 4)\n", "Waiting on: IT operations"]
    {
        assert!(words.contains(part), "{part:?} stands in {words:?}");
    }
}

#[test]
fn the_sample_as_tasks() {
    let tasks = read(&sample().ics(&["--todo"]));
    let found: Vec<&str> = tasks.iter().map(|task| the(task, "DUE")).collect();
    assert_eq!(found, ["20261030", "20261215", "20261218", "20270131"], "the same days");
    for task in &tasks {
        assert_eq!((task.name.as_str(), the(task, "STATUS")), ("VTODO", "NEEDS-ACTION"), "tasks only");
        assert_eq!(parameters(task, "DUE"), "VALUE=DATE", "a day");
        assert!(task.find_prop("DTSTART").is_none() && task.find_prop("DTEND").is_none(), "no event");
    }
    let own = read(&sample().ics(&["--todo", "--owner", " SUPPLIER"]));
    assert_eq!(own.iter().map(|task| the(task, "DUE")).collect::<Vec<_>>(), ["20261218"], "what one role must do");
    sample().command(&["nc", "ics", "--owner", " "]).assert().code(2);
}

#[test]
fn two_runs_are_the_same_and_no_two_entries_are() {
    let runs = [sample().ics(&[]), sample().ics(&[])];
    assert_eq!(runs[0], runs[1], "the same bytes");
    let mut seen = BTreeSet::new();
    for component in read(&runs[0]).iter().chain(&read(&sample().ics(&["--todo"]))) {
        assert!(seen.insert(the(component, "UID").to_owned()), "{} is one thing", the(component, "UID"));
    }
    assert_eq!(seen.len(), 8, "four events, four tasks");
}

#[test]
fn a_file_is_written_whole_and_for_its_owner_alone() {
    let desk = sample();
    let path = desk.folder.path().join("due.ics");
    let (said, _) = desk.run(&["nc", "ics", "--out", "due.ics"]);
    assert_eq!(said, "due.ics: 4 events\n", "it says what it wrote");
    assert_eq!(fs::read_to_string(&path).expect("written"), desk.ics(&[]), "the same as on standard output");
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600, "for its owner alone");
    fs::write(&path, "before").expect("written");
    desk.run(&["nc", "ics", "--out", "due.ics"]);
    assert!(
        fs::read_to_string(&path).expect("written").starts_with("BEGIN:VCALENDAR\r\n"),
        "it replaces what was there"
    );
    let failed = desk.command(&["nc", "ics", "--out", "no/such/folder/due.ics"]).assert().code(1);
    let told = String::from_utf8_lossy(&failed.get_output().stderr).into_owned();
    assert!(told.contains("no/such/folder/due.ics"), "the place is named: {told}");
}

#[test]
fn hostile_text_stays_text() {
    let desk = Desk::begun("init");
    let title = "x\\n;,:\"END:VEVENT\u{1b}[31m\u{202e}\u{7} \u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}";
    let nature = "first\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:mine";
    let add = [
        "nc",
        "add",
        "--source",
        "incident",
        "--grade",
        "minor",
        "--title",
        title,
        "--criteria",
        "A.7.2",
        "--requirement",
        "r",
        "--evidence",
        "e",
        "--nature",
        nature,
        "--raised",
        "2026-11-01",
    ];
    desk.run(&add);
    let nc = "NC-2026-001";
    desk.run(&["nc", "action", nc, nature, "--owner", "Reception; Site, A\\B", "--due", "2026-12-01"]);
    desk.run(&["nc", "action", nc, "BEGIN:VEVENT", "--owner", "Reception", "--due", "2026-12-02"]);
    for more in [&[][..], &["--todo"]] {
        let all = read(&desk.ics(more));
        assert_eq!(all.len(), 3, "the next step and two actions, and nothing else: {all:?}");
        let action = all.iter().find(|one| the(one, "SUMMARY").contains("finish action 1")).expect("the first action");
        assert!(the(action, "SUMMARY").ends_with("(Reception; Site, A\\B)"), "as typed: {}", the(action, "SUMMARY"));
        let words = the(action, "DESCRIPTION");
        assert!(words.contains("Action 1: first\nEND:VEVENT\nBEGIN:VEVENT\nUID:mine"), "text, line by line: {words:?}");
        let typed: String = title.chars().filter(|c| !is_unsafe(*c)).collect();
        assert!(words.starts_with(&typed), "all of it but what acts: {words:?}");
    }
    let uid = |text: &str| read(text).iter().map(|one| the(one, "UID").to_owned()).collect::<BTreeSet<_>>();
    let (before, stamp) = (uid(&desk.ics(&[])), |text: &str| the(&read(text)[0], "DTSTAMP").to_owned());
    let earlier = stamp(&desk.ics(&[]));
    desk.run(&["nc", "extend", nc, "--action", "1", "--to", "2027-01-15", "--by", "COO", "--reason", "late"]);
    assert_eq!(uid(&desk.ics(&[])), before, "a moved day is the same entry");
    assert!(stamp(&desk.ics(&[])) >= earlier, "with a later stamp");
}

#[test]
fn nothing_due_is_said() {
    let (text, told) = Desk::begun("init").run(&["nc", "ics"]);
    assert!(read(&text).is_empty(), "an empty calendar");
    assert!(told.contains("nothing open has a due date"), "and it is said: {told}");
    let desk = Desk::begun("init");
    desk.run(&["nc", "add", "--source", "complaint", "--grade", "improvement", "--title", "later", "--nature", "n"]);
    let (text, told) = desk.run(&["nc", "ics"]);
    assert!(read(&text).is_empty(), "what has no day is in no calendar");
    assert!(told.contains("NC-2026-001: decide has no due date and is not in it"), "and is named: {told}");
}

/// Undoes the folding as RFC 5545, 3.1 describes it.
fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "")
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<char>().prop_map(|c| c.to_string()),
        3 => "[a-z ;,:\\\\\"]{0,30}",
        2 => prop::sample::select(vec!["\r\n", "\n", "\\n", "\r", "BEGIN:VEVENT", "\u{1f600}\u{1f600}", "\u{2028}", "é", "\t"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_loses_nothing_and_cuts_no_character(text in "[^\r\n]{0,400}") {
        let mut out = String::new();
        fold(&mut out, &text);
        prop_assert!(out.split("\r\n").all(|line| line.len() <= 75), "75 octets at most: {:?}", out);
        prop_assert_eq!(unfolded(&out), format!("{text}\r\n"), "the same again");
    }

    #[test]
    fn any_text_is_read_back_by_the_other_parser(texts in (hostile(), hostile(), hostile())) {
        let (who, summary, description) = texts;
        let due = Due {
            id: "LA-x/1".to_owned(),
            day: chrono::NaiveDate::from_ymd_opt(2026, 12, 31),
            categories: vec![who.clone(), summary.clone()],
            stamp: chrono::DateTime::UNIX_EPOCH,
            sequence: 1,
            who,
            summary,
            description,
        };
        for form in [Form::Event, Form::Todo] {
            let text = write(&[due.clone(), Due { id: "LA-x/2".to_owned(), day: None, ..due.clone() }], form);
            prop_assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{:?}", text);
            prop_assert!(!text.chars().any(|c| c.is_control() && !matches!(c, '\r' | '\n')), "no control character");
            let read = unfold(&text);
            let calendar = read_calendar(&read).map_err(TestCaseError::fail)?;
            prop_assert_eq!(calendar.components.len(), 1, "one entry, whatever the text says: {:?}", text);
            let plain = |text: &str| -> String {
                let lines = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
                lines.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
            };
            let summary = plain(&format!("{} ({})", due.summary, due.who));
            prop_assert_eq!(the(&calendar.components[0], "SUMMARY"), summary, "as typed");
            prop_assert_eq!(the(&calendar.components[0], "DESCRIPTION"), plain(&due.description), "line by line");
        }
    }
}

#[test]
fn what_has_a_meaning_is_escaped() {
    assert_eq!(escaped("a;b,c\\d\r\ne\nf\tg\u{7}h:\"i"), "a\\;b\\,c\\\\d\\ne\\nf gh:\"i", "RFC 5545, 3.3.11");
}
