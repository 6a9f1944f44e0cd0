//! `workpaper nc`: every step by command, what is refused, what other tools get. With the real binary.
//!
//! Must not know: how anything is derived; tests/followup.rs knows that.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A workspace of its own, with homes of its own.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        desk.ok(&["init"]);
        desk
    }

    /// With one nonconformity from an incident, `NC-2026-001`, raised 18 June 2026.
    fn with_incident() -> Self {
        let desk = Self::new();
        desk.ok(&desk.add("A.7.2"));
        desk
    }

    #[expect(clippy::unused_self, reason = "it reads as what the desk does")]
    fn add<'a>(&self, criterion: &'a str) -> Vec<&'a str> {
        let mut words = vec!["nc", "add", "--source", "incident", "--source-ref", "INC-77", "--grade", "minor"];
        words.extend(["--title", "badge lent", "--requirement", "badges are personal", "--evidence", "door log"]);
        words.extend(["--nature", "two people used one badge", "--raised", "2026-06-18", "--criteria", criterion]);
        words
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("ws")
    }

    fn command(&self, words: &[&str], today: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
        command.env_remove("WORKPAPER_DIR").env("USER", "tester").current_dir(self.folder.path());
        for (name, folder) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
            command.env(name, self.folder.path().join(folder));
        }
        command.arg("--dir").arg(self.root()).args(["--as", "LA, Lead auditor", "--today", today]).args(words);
        command
    }

    fn on(&self, today: &str, words: &[&str]) -> String {
        let done = self.command(words, today).assert().success();
        String::from_utf8_lossy(&done.get_output().stdout).into_owned()
    }

    fn ok(&self, words: &[&str]) -> String {
        self.on("2026-07-01", words)
    }

    fn json(&self, today: &str, words: &[&str]) -> Value {
        serde_json::from_str(&self.on(today, &[words, &["--json"]].concat())).expect("JSON")
    }

    /// Refused with this code; what it said on standard error. Nothing was recorded.
    fn refused(&self, code: i32, words: &[&str]) -> String {
        let before = self.entries();
        let done = self.command(words, "2026-07-01").assert().code(code);
        assert_eq!(self.entries(), before, "{words:?} records nothing");
        String::from_utf8_lossy(&done.get_output().stderr).into_owned()
    }

    /// Lines of the register's journals.
    fn entries(&self) -> usize {
        let files = fs::read_dir(self.root().join("register/journal")).into_iter().flatten().flatten();
        let journals = files.filter(|file| file.path().extension().is_some_and(|end| end == "jsonl"));
        journals.map(|file| fs::read_to_string(file.path()).expect("read").lines().count()).sum()
    }
}

#[test]
fn a_life_by_commands() {
    let desk = Desk::with_incident();
    let nc = "NC-2026-001";
    let before = desk.entries();
    for (today, words) in [
        ("2026-06-19", vec!["accept", nc, "--by", "Site manager"]),
        (
            "2026-06-19",
            vec!["correct", "001", "badge blocked", "--by", "Reception", "--on", "17jun", "--evidence", "log"],
        ),
        ("2026-06-19", vec!["consequences", nc, "no door was misused"]),
        ("2026-06-20", vec!["review", nc, "one badge, two days"]),
        (
            "2026-06-20",
            vec!["cause", nc, "no spare badges", "--method", "5 whys", "--why", "lent", "--why", "none spare"],
        ),
        ("2026-06-20", vec!["similar", nc, "none", "--looked", "Site A"]),
        ("2026-06-21", vec!["action", nc, "buy spare badges", "--owner", "Reception", "--due", "+30d"]),
        ("2026-06-21", vec!["criterion", nc, "no badge lent in a month", "--check", "30sep"]),
        (
            "2026-07-10",
            vec!["extend", nc, "--action", "1", "--to", "15aug", "--by", "COO", "--reason", "maker is late"],
        ),
        ("2026-08-12", vec!["action", nc, "--done", "1", "--on", "2026-08-11", "--evidence", "invoice"]),
        ("2026-08-12", vec!["isms", nc, "procedure", "Site Rules v3 name the spare badges"]),
        ("2026-09-30", vec!["effect", nc, "effective", "0 lent", "--checker", "FA", "--sample", "42 days"]),
        ("2026-09-30", vec!["close", nc]),
    ] {
        let said = desk.on(today, &[vec!["nc"], words.clone()].concat());
        assert!(said.starts_with(nc), "{words:?} says where it stands: {said}");
    }
    assert_eq!(desk.entries(), before + 13, "one action of a person is one entry");
    let shown = desk.json("2026-11-21", &["nc", "show", nc]);
    for (field, wanted) in [
        ("ref", "NC-2026-001"),
        ("source", "incident"),
        ("source_ref", "INC-77"),
        ("stage", "closed"),
        ("closed", "2026-09-30"),
        ("owner", "Site manager"),
    ] {
        assert_eq!(shown[field], wanted, "{field} of {shown}");
    }
    assert_eq!(shown["extensions"], 1, "the extension stays");
    assert_eq!(shown["missing"], serde_json::json!([]), "nothing is missing");
    let page = desk.on("2026-11-21", &["nc", "show", nc]);
    for words in
        ["a) react", "badge blocked", "17 Jun 2026", "was 2026-07-21", "Site Rules v3", "closed on 30 Sep 2026"]
    {
        assert!(page.contains(words), "{words:?} stands on the page: {page}");
    }
    assert!(desk.refused(4, &["nc", "close", nc]).contains("closed already"), "closing twice");
    desk.ok(&["nc", "reopen", nc, "--reason", "lent again", "--due", "2026-12-31"]);
    let open = desk.json("2026-11-21", &["nc"]);
    assert_eq!((open[0]["stage"].as_str(), open[0]["due"].as_str()), (Some("reopened"), Some("2026-12-31")), "{open}");
    desk.ok(&["nc", "withdraw", nc, "--reason", "it was an exercise"]);
    assert!(desk.ok(&["nc"]).starts_with("0 listed"), "withdrawn, it is not open");
    assert!(desk.ok(&["nc", "--all"]).contains("withdrawn"), "and is still there");
}

#[test]
fn bad_input_is_refused_and_nothing_recorded() {
    let desk = Desk::with_incident();
    desk.ok(&["nc", "action", "001", "buy badges", "--owner", "Reception", "--due", "2026-08-01"]);
    let nc = "NC-2026-001";
    for (code, words, says) in [
        (4, vec!["nc", "action", nc, "--done", "1", "--on", "2026-06-01"], "before it was raised"),
        (4, vec!["nc", "action", nc, "--done", "1", "--on", "9999-99-99"], "is no day"),
        (4, vec!["nc", "action", nc, "--done", "9"], "no action 9"),
        (4, vec!["nc", "action", nc, "again", "--owner", "X", "--due", "9999-99-99"], "is no day"),
        (4, vec!["nc", "action", nc, "again"], "owner"),
        (5, vec!["nc", "close", "NC-2026-007"], "workpaper nc --all"),
        (4, vec!["nc", "close", nc], "no correction"),
        (4, vec!["nc", "close", nc, "--override", " "], "needs a reason"),
        (4, vec!["nc", "withdraw", nc, "--reason", ""], "needs a reason"),
        (4, vec!["nc", "correct", nc, "  "], "still missing"),
        (4, vec!["nc", "cause", nc, "none spare"], "method"),
        (4, vec!["nc", "extend", nc, "--to", "2026-12-01"], "who approved it"),
        (4, vec!["nc", "extend", nc, "--to", "2026-07-01", "--by", "COO", "--reason", "x"], "later day"),
        (4, vec!["nc", "effect", nc, "effective", "x", "--checker", "FA"], "no criterion"),
        (4, vec!["nc", "add", "--grade", "minor"], "source"),
        (4, vec!["nc", "add", "--grade", "huge"], "is no grade"),
        (2, vec!["nc", "--since", "soon"], "no day"),
    ] {
        let told = desk.refused(code, &words);
        assert!(told.contains(says), "{words:?} says {says:?}: {told}");
    }
    let warned = desk.command(&["nc", "action", nc, "early", "--owner", "X", "--due", "2026-06-20"], "2026-07-01");
    let warned = { warned }.assert().success();
    let told = String::from_utf8_lossy(&warned.get_output().stderr).into_owned();
    assert!(told.contains("past already"), "due before today is recorded with a warning: {told}");
    let over = desk.ok(&["nc", "close", nc, "--override", "site was sold"]);
    assert!(over.contains("closed"), "an override closes: {over}");
    let page = desk.ok(&["nc", "show", nc]);
    assert!(page.contains("Closed over the gate: site was sold (missing: no correction"), "for ever visible: {page}");
}

#[test]
fn the_list_is_filtered_and_counts_itself() {
    let desk = Desk::with_incident();
    desk.ok(&desk.add("9.3.2 c)"));
    let again = desk.ok(&desk.add("A.7.2"));
    assert!(again.contains("same requirement A.7.2 as NC-2026-001"), "a repetition is pointed out: {again}");
    desk.ok(&["nc", "recurs", "003", "001"]);
    desk.ok(&["nc", "accept", "002", "--by", "Quality manager"]);
    desk.ok(&["nc", "similar", "003", "two more in the visitor book", "--looked", "the archive's door"]);
    let refs = |words: &[&str]| {
        let all = desk.json("2026-10-01", words);
        let rows = all.as_array().expect("a list").iter();
        rows.map(|row| row["ref"].as_str().expect("a reference").to_owned()).collect::<Vec<_>>().join(" ")
    };
    let all = "NC-2026-001 NC-2026-002 NC-2026-003";
    for (words, wanted) in [
        (vec!["nc"], all),
        (vec!["nc", "--overdue"], all),
        (vec!["nc", "--owner", "quality"], "NC-2026-002"),
        (vec!["nc", "--criteria", "9.3"], "NC-2026-002"),
        (vec!["nc", "--criteria", "A.7.2"], "NC-2026-001 NC-2026-003"),
        (vec!["nc", "--stage", "raised"], all),
        (vec!["nc", "--grade", "major"], ""),
        (vec!["nc", "--source", "incident", "--since", "2026-06-18"], all),
        (vec!["nc", "--since", "2026-06-19"], ""),
        (vec!["nc", "--find", "archive visitor book"], "NC-2026-003"),
        (vec!["nc", "--find", "archive attic"], ""),
    ] {
        assert_eq!(refs(&words), wanted, "{words:?}");
    }
    let row = &desk.json("2026-10-01", &["nc", "--criteria", "A.7.2"])[1];
    let keys = "ref source audit grade stage criteria title owner waiting_on next_step raised due overdue_days \
                recurring_of actions_open missing";
    for key in keys.split_whitespace() {
        assert!(row.get(key).is_some(), "{key} is part of the contract: {row}");
    }
    assert_eq!(row["overdue_days"], 15, "due 16 September, the grade's 90 days: {row}");
    assert_eq!(row["recurring_of"], serde_json::json!(["NC-2026-001"]), "confirmed: {row}");
    let list = desk.on("2026-10-01", &["nc"]);
    assert!(list.contains("3 listed: 3 nonconformities (3 open, 3 overdue"), "it says how many: {list}");
    let none = desk.on("2026-07-01", &["nc", "--overdue"]);
    assert!(none.contains("The nearest due is NC-2026-001"), "an empty answer names the nearest due: {none}");
    let brief = desk.on("2026-10-01", &["nc", "brief", "--owner", "Quality manager"]);
    assert!(brief.contains("NC-2026-002") && brief.contains("overdue by 15 days"), "a text for a mail: {brief}");
}

#[test]
fn long_text_comes_from_standard_input_and_files_from_elsewhere() {
    let desk = Desk::with_incident();
    let mut command = desk.command(&["nc", "cause", "001", "-", "--method", "Ishikawa"], "2026-07-01");
    command.write_stdin("people: none\nprocess: no spare badges\n").assert().success();
    let page = desk.ok(&["nc", "show", "001"]);
    assert!(page.contains("process: no spare badges"), "both lines are there: {page}");
    let file = desk.root().join("findings/NC-2026-001.toml");
    let file = file.to_str().expect("a plain path");
    let other = Desk::new();
    other.ok(&["nc", "add", "--file", file]);
    let row = &other.json("2026-07-01", &["nc"])[0];
    let found =
        ["ref", "source", "source_ref", "grade", "title", "due"].map(|key| row[key].as_str().unwrap_or_default());
    assert_eq!(found, ["NC-2026-001", "incident", "NC-2026-001", "minor", "badge lent", "2026-09-16"], "{row}");
}

#[test]
fn the_findings_file_carries_the_record_and_an_owner_may_write_in_it() {
    let desk = Desk::with_incident();
    let nc = "NC-2026-001";
    let path = desk.root().join("findings/NC-2026-001.toml");
    let file = || fs::read_to_string(&path).expect("the file is there");
    desk.ok(&["nc", "correct", nc, "badge blocked"]);
    desk.ok(&["nc", "criterion", nc, "none lent in a month"]);
    desk.ok(&["nc", "action", nc, "buy spare badges", "--owner", "Reception", "--due", "2026-08-01"]);
    let read: toml::Table = toml::from_str(&file()).expect("TOML");
    assert_eq!(read["stage"].as_str(), Some("action planned"), "rewritten after each change");
    assert_eq!(read["next_step"].as_str(), Some("find the cause"), "it says what comes next");
    assert_eq!(read["action"][0]["owner"].as_str(), Some("Reception"), "actions stand in it");
    assert_eq!(read["history"].as_array().map(Vec::len), Some(3), "and what was recorded");
    assert!(desk.ok(&["adopt"]).contains("No findings file was edited"), "untouched, it is no difference");
    desk.ok(&["rebuild"]);
    let before = file();
    desk.ok(&["rebuild"]);
    assert_eq!(file(), before, "and stays the same when it is made anew");

    let edited = before
        .replace("cause = \"\"", "cause = \"no spare badges\"")
        .replace("cause_method = \"\"", "cause_method = \"5 whys\"")
        .replace("done = \"\"", "done = \"2026-06-30\"");
    assert_eq!(edited.matches("2026-06-30").count(), 1, "the action is called done: {edited}");
    fs::write(&path, &edited).expect("written");
    let shown = desk.json("2026-07-01", &["adopt"]);
    let fields: Vec<&str> =
        shown[0]["changes"].as_array().expect("a list").iter().map(|c| c["field"].as_str().unwrap_or("")).collect();
    assert_eq!(fields, ["action.1.done", "cause", "cause_method"], "shown as a difference: {shown}");
    let entries = desk.entries();
    let said = desk.ok(&["adopt", nc, "--for", "Reception", "--reason", "mail of 30 June"]);
    assert!(said.contains("on behalf of Reception"), "taken in for the owner: {said}");
    assert_eq!(desk.entries(), entries + 1, "as one entry");
    let row = desk.json("2026-07-01", &["nc", "show", nc]);
    assert_eq!((row["stage"].as_str(), row["actions_open"].as_u64()), (Some("implemented"), Some(0)), "{row}");

    for (from, to, why) in [
        ("done = \"2026-06-30\"", "done = \"2026-01-01\"", "before it was raised"),
        ("done = \"2026-06-30\"", "done = \"9999-99-99\"", "is no day"),
        ("due = \"2026-08-01\"", "due = \"2026-12-01\"", "command of its own"),
        ("stage = \"implemented\"", "stage = \"closed\"", "derived"),
        ("waiting_on = ", "waiting = ", "no field of a finding"),
        ("what = \"correction\"", "what = \"nothing\"", "never changed"),
    ] {
        let before = file();
        let edited = before.replacen(from, to, 1);
        assert_ne!(before, edited, "{from} stands in it: {before}");
        fs::write(&path, &edited).expect("written");
        let told = desk.refused(4, &["adopt", nc, "--for", "Reception", "--reason", "x"]);
        assert!(told.contains(why), "{to} is refused because {why:?}: {told}");
        assert_eq!(file(), edited, "the edit is not lost");
        desk.ok(&["adopt", nc, "--put-back"]);
        assert_eq!(file(), before, "and can be put back");
    }
}
