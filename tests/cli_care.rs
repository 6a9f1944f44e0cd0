//! Looking after a workspace with the real binary: verify, rebuild, adopt, redact, doctor, checklists, the summary.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

use assert_cmd::Command;
use chrono::{DateTime, FixedOffset};
use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use workpaper::domain::entry::Change;
use workpaper::domain::entry::{Act, Fields};
use workpaper::domain::fields::Kind;
use workpaper::domain::fold::State;
use workpaper::domain::issue::{self, Issue};
use workpaper::store::audits::OpenAudit;
use workpaper::store::findings;
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;

const AUDIT: &str = "IA-2026-02";
const F01: &str = "IA-2026-02-F01";

/// A workspace with one audit, in a folder of its own, under homes of its own.
struct Desk {
    folder: TempDir,
}

/// What a run of the binary came to.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        desk.ok(&["init", "--organisation", "Example Ltd"]);
        desk.ok(&["new", AUDIT, "--title", "ISMS internal audit", "--items", "6.1.2 A.5.18"]);
        desk.capture("!m #A.5.18 7 of 61 leavers keep an account\n#6.1.2 = register v31, 58 lines\n");
        desk
    }

    /// The same with two findings issued, and their files written.
    fn issued() -> Self {
        let desk = Self::new();
        desk.capture("!o #6.1.2 the method has no date\n");
        let workspace = desk.workspace();
        let mut audit = OpenAudit::open(&workspace, AUDIT, author()).expect("opens");
        for finding in audit.view().of(Kind::Finding).cloned().collect::<Vec<_>>() {
            let change = Change::on(finding.id)
                .set("requirement", "Access rights are removed when people leave")
                .set("evidence", "Leavers export, 61 lines\nseven accounts enabled");
            audit.record(Act::change(change), at(10)).expect("recorded");
        }
        let act = issue::present(&audit.view(), &[], &State::default()).expect("presented");
        audit.record(act, at(11)).expect("recorded");
        let mut register = workspace.register(author()).expect("opens");
        let with = Issue {
            now: at(12).naive_local(),
            initials: "LA",
            heads: audit.heads(),
            override_reason: "a test has no closing meeting",
            register: &register.state().clone(),
        };
        let act = issue::issue(&audit.view(), &with).expect("issued");
        register.record(act, at(12)).expect("recorded");
        findings::write(&workspace, &mut register, None, false).expect("written");
        desk
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("ws")
    }

    fn workspace(&self) -> Workspace {
        let home = |name: &str| self.folder.path().join(name).join("workpaper");
        let homes = Homes { state: home("state"), config: home("config"), data: home("data") };
        Workspace::open(&self.root(), homes).expect("a workspace")
    }

    fn command(&self) -> Command {
        let mut command = Command::cargo_bin("workpaper").expect("the binary");
        let home = |name: &str| self.folder.path().join(name);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", self.folder.path()).env("USER", "tester");
        command.env("XDG_STATE_HOME", home("state")).env("XDG_CONFIG_HOME", home("config"));
        command.env("XDG_DATA_HOME", home("data")).env("TERM", "xterm").env("LANG", "en_GB.UTF-8");
        command.current_dir(self.folder.path()).arg("--dir").arg(self.root()).args(["--as", "LA, Lead auditor"]);
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        let output = self.command().args(args).output().expect("it starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "workpaper {args:?} does what it should: {}{}", ran.out, ran.err);
        ran.out
    }

    fn json(&self, args: &[&str]) -> Json {
        let out = self.ok(&[args, &["--json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|why| panic!("{args:?} prints JSON: {why}: {out}"))
    }

    fn capture(&self, lines: &str) {
        self.command().args(["capture", AUDIT]).write_stdin(lines).assert().success();
    }

    fn finding(&self) -> PathBuf {
        self.root().join("findings").join(format!("{F01}.toml"))
    }

    /// Changes a findings file as a person with an editor would.
    fn edit(&self, from: &str, to: &str) -> String {
        let before = fs::read_to_string(self.finding()).expect("the findings file");
        assert!(before.contains(from), "{from:?} is there to be edited: {before}");
        let after = before.replace(from, to);
        fs::write(self.finding(), &after).expect("saved");
        after
    }

    fn journal(&self, area: &str) -> PathBuf {
        let folder = self.root().join(area).join("journal");
        let mut found: Vec<PathBuf> =
            fs::read_dir(&folder).expect("listed").map(|e| e.expect("named").path()).collect();
        found.sort();
        found.into_iter().find(|path| path.extension().is_some_and(|e| e == "jsonl")).expect("a journal")
    }
}

fn author() -> Author {
    // The account is the system's word, in this process as in the binary: both go on with one journal.
    workpaper::context::author(Some("LA, Lead auditor"), &workpaper::config::Settings::default())
}

/// Minutes after everything the binary recorded, which bears the clock of this machine.
fn at(minutes: i64) -> DateTime<FixedOffset> {
    chrono::Local::now().fixed_offset() + chrono::Duration::minutes(minutes)
}

fn beside(path: &Path) -> PathBuf {
    path.with_file_name(format!("{F01}.toml.edited-1"))
}

#[test]
fn what_nobody_touched_verifies() {
    let desk = Desk::issued();
    let out = desk.ok(&["verify"]);
    assert!(out.contains("audits/IA-2026-02") && out.contains("register"), "both areas are named: {out}");
    assert!(!out.contains("NOT") && !out.contains("fault"), "and nothing is wrong: {out}");
    let json = desk.json(&["verify", "register"]);
    assert_eq!(json["areas"].as_array().map(Vec::len), Some(1), "one area where one is asked for: {json}");
    assert_eq!(json["areas"][0]["sound"], true, "sound: {json}");
    assert_eq!(desk.run(&["verify", "IA-1999-01"]).code, 5, "no such audit is its own exit code");
}

#[test]
fn a_flipped_byte_ends_with_3_and_names_file_and_line() {
    let desk = Desk::issued();
    let path = desk.journal("audits/IA-2026-02");
    let text = fs::read_to_string(&path).expect("the journal");
    fs::write(&path, text.replace("7 of 61 leavers", "1 of 61 leavers")).expect("tampered with");
    let line = 1 + text.lines().position(|line| line.contains("7 of 61")).expect("that line");
    let ran = desk.run(&["verify"]);
    assert_eq!(ran.code, 3, "verify has its own exit code for a change: {}", ran.out);
    let place = format!("{}: line {line}", path.display());
    assert!(ran.out.contains(&place) && ran.err.contains(&place), "file and line are named: {}{}", ran.out, ran.err);
    let json = desk.run(&["verify", "--json"]);
    let found: Json = serde_json::from_str(&json.out).expect("JSON all the same");
    assert_eq!((json.code, &found["faults"][0]["line"]), (3, &Json::from(line)), "for other tools too: {found}");
    assert_eq!(desk.run(&["verify", "register"]).code, 0, "the register is as it was");
}

#[test]
fn checklist_evidence_and_whole_audits_that_go_are_missed() {
    let desk = Desk::issued();
    let folder = desk.root().join("audits").join(AUDIT);
    fs::create_dir_all(folder.join("evidence")).expect("made");
    fs::write(folder.join("evidence/ab12-leavers.csv"), "id\n1\n").expect("copied");
    let mut audit = OpenAudit::open(&desk.workspace(), AUDIT, author()).expect("opens");
    let mut fields = Fields::new();
    fields.insert("title".into(), "Leavers export".into());
    fields.insert("file".into(), "evidence/ab12-leavers.csv".into());
    fields.insert("sha256".into(), workpaper::domain::digest::sha256_hex(b"id\n1\n").into());
    audit.record(Act::make(Kind::Evidence, "EV-001", fields), at(20)).expect("recorded");
    drop(audit);
    desk.ok(&["verify"]);
    fs::write(folder.join("evidence/ab12-leavers.csv"), "id\n2\n").expect("exchanged");
    let ran = desk.run(&["verify"]);
    assert!(ran.code == 3 && ran.out.contains("copied for EV-001"), "an exchanged copy is named: {}", ran.out);
    fs::remove_file(folder.join("evidence/ab12-leavers.csv")).expect("removed");
    assert!(desk.run(&["verify"]).out.contains("the copy of EV-001 is gone"), "and one that is gone");
    fs::write(folder.join("evidence/ab12-leavers.csv"), "id\n1\n").expect("back");
    let checklist = folder.join("checklist.toml");
    let text = fs::read_to_string(&checklist).expect("the checklist");
    fs::write(&checklist, format!("{text}\n# looked at\n")).expect("touched");
    let ran = desk.run(&["verify", AUDIT]);
    assert!(ran.code == 3 && ran.out.contains("changed since it was frozen"), "the checklist is frozen: {}", ran.out);
    fs::remove_dir_all(&folder).expect("gone");
    let ran = desk.run(&["verify"]);
    assert!(ran.code == 3 && ran.out.contains("IA-2026-02"), "an audit that is gone is not passed over: {}", ran.out);
}

#[test]
fn an_edit_is_shown_taken_in_on_behalf_of_somebody_and_recorded() {
    let desk = Desk::issued();
    assert!(desk.ok(&["adopt"]).contains("No findings file was edited"), "nothing to show at first");
    desk.edit("Access rights are removed when people leave", "Access rights are removed on the last working day");
    assert!(desk.ok(&["verify"]).contains("edited by hand"), "verify tells of it and does not call it a fault");
    let shown = desk.json(&["adopt"]);
    assert_eq!(shown[0]["ref"], F01, "it is listed: {shown}");
    assert_eq!(shown[0]["changes"][0]["field"], "requirement", "field by field: {shown}");
    assert_eq!(shown[0]["changes"][0]["from"], "Access rights are removed when people leave", "old: {shown}");
    assert_eq!(shown[0]["changes"][0]["to"], "Access rights are removed on the last working day", "new: {shown}");
    assert_eq!(desk.run(&["adopt", F01]).code, 2, "who and why are needed");
    let out = desk.ok(&["adopt", F01, "--for", "HR lead", "--reason", "the procedure says so"]);
    assert!(out.contains("revision 2"), "it is a revision: {out}");
    let text = fs::read_to_string(desk.finding()).expect("the findings file");
    assert!(text.contains("revision_reason = \"on behalf of HR lead: the procedure says so\""), "recorded: {text}");
    assert!(text.contains("last working day") && text.contains("revision = 2"), "and in the file: {text}");
    assert!(desk.ok(&["adopt"]).contains("No findings file was edited"), "nothing is left over");
    assert!(!beside(&desk.finding()).exists(), "no copy where nothing would be lost");
    desk.ok(&["verify"]);
}

#[test]
fn what_no_hand_may_change_is_refused_field_by_field_and_nothing_is_lost() {
    let desk = Desk::issued();
    let edited = desk
        .edit("stage = \"raised\"", "stage = \"closed\"\ncolour = \"red\"")
        .replace("issued = 2", "issued = \"31 Feb 2026\" # 2")
        .replace("audit = \"IA-2026-02\"", "audit = \"IA-2026-03\"");
    fs::write(desk.finding(), &edited).expect("saved");
    let ran = desk.run(&["adopt", F01, "--for", "HR lead", "--reason", "x"]);
    assert_eq!(ran.code, 4, "a refusal has its own exit code: {}{}", ran.out, ran.err);
    for (field, why) in [("stage", "derived"), ("colour", "is no field"), ("issued", "is no day"), ("audit", "frozen")]
    {
        let line = ran.err.lines().find(|line| line.trim_start().starts_with(&format!("{field}:")));
        assert!(line.is_some_and(|line| line.contains(why)), "{field} is refused because {why}: {}", ran.err);
    }
    assert_eq!(fs::read_to_string(desk.finding()).expect("there"), edited, "the edit is as it was");
    let text = edited.replace("evidence = \"\"\"", "evidence = \"");
    fs::write(desk.finding(), &text).expect("saved");
    let ran = desk.run(&["adopt", F01, "--for", "HR lead", "--reason", "x"]);
    assert!(ran.code == 4 && ran.err.contains("line "), "what cannot be read is named by line: {}", ran.err);
    let out = desk.ok(&["adopt", F01, "--put-back"]);
    assert!(out.contains("edited-1"), "it says where the edit went: {out}");
    assert_eq!(fs::read_to_string(beside(&desk.finding())).expect("beside"), text, "nothing is lost");
    assert!(!fs::read_to_string(desk.finding()).expect("there").contains("colour"), "the register's words are back");
}

#[test]
fn an_edit_of_an_older_file_does_not_undo_what_the_register_changed_since() {
    let desk = Desk::issued();
    let old = fs::read_to_string(desk.finding()).expect("there");
    desk.edit("seven accounts enabled", "8 accounts enabled");
    desk.ok(&["adopt", F01, "--for", "HR lead", "--reason", "counted again"]);
    // Somebody edits the older copy, as after a mail or a checkout, in another field.
    fs::write(desk.finding(), old.replace("Access rights are removed", "All access rights are removed"))
        .expect("saved");
    let shown = desk.json(&["adopt"]);
    assert_eq!(shown[0]["changes"].as_array().map(Vec::len), Some(1), "only what the hand changed: {shown}");
    desk.ok(&["adopt", F01, "--for", "HR lead", "--reason", "all of them"]);
    let text = fs::read_to_string(desk.finding()).expect("there");
    assert!(text.contains("8 accounts") && text.contains("All access"), "both changes stand: {text}");
    // The same field on both sides: told, not overruled.
    fs::write(desk.finding(), old.replace("seven accounts enabled", "9 accounts enabled")).expect("saved");
    let ran = desk.run(&["adopt", F01, "--for", "HR lead", "--reason", "x"]);
    assert!(ran.code == 4 && ran.err.contains("changed since this file was written"), "refused: {}", ran.err);
}

#[test]
fn rebuild_keeps_what_a_hand_wrote_unless_forced_and_mends_the_rest() {
    let desk = Desk::issued();
    let good = fs::read_to_string(desk.finding()).expect("there");
    fs::remove_file(desk.finding()).expect("removed");
    assert!(desk.ok(&["verify"]).contains("missing"), "a missing file is told and is no fault");
    desk.ok(&["rebuild"]);
    assert_eq!(fs::read_to_string(desk.finding()).expect("made anew"), good, "the same file again");
    fs::write(desk.finding(), format!("<<<<<<< ours\n{good}=======\n>>>>>>> theirs\n")).expect("a merge");
    desk.ok(&["rebuild"]);
    assert_eq!(fs::read_to_string(desk.finding()).expect("made anew"), good, "conflict markers go");
    assert!(beside(&desk.finding()).exists(), "and what the merge left is kept beside");
    let edited = desk.edit("title =", "# a remark of mine\ntitle =");
    let out = desk.ok(&["rebuild"]);
    assert!(out.contains(F01) && out.contains("kept"), "kept and named: {out}");
    assert_eq!(fs::read_to_string(desk.finding()).expect("there"), edited, "not touched");
    desk.ok(&["rebuild", "--force"]);
    assert_eq!(fs::read_to_string(desk.finding()).expect("there"), good, "forced, it is made anew");
    let aside = desk.finding().with_file_name(format!("{F01}.toml.edited-2"));
    assert_eq!(fs::read_to_string(aside).expect("beside"), edited, "and even then nothing is lost");
    fs::write(desk.finding(), good.replace('\n', "\r\n")).expect("saved on another system");
    assert!(desk.ok(&["adopt"]).contains("No findings file"), "other line ends are no edit");
}

#[test]
fn redacted_text_is_gone_and_verify_passes() {
    let desk = Desk::issued();
    desk.capture("> #A.5.18 The night-shift lead said she never got the mail\n!m #A.5.18 The night-shift lead said she never got the mail\n");
    let path = desk.journal("audits/IA-2026-02");
    let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
    let text = fs::read_to_string(&path).expect("the journal");
    let n = text.lines().position(|line| line.contains("night-shift lead")).expect("that line");
    let entry = format!("{name}/{n}");
    assert_eq!(desk.run(&["redact", &entry, "--reason", "x"]).code, 2, "the area is needed");
    assert_eq!(
        desk.run(&["redact", &format!("{name}/999"), "--audit", AUDIT, "--reason", "x"]).code,
        5,
        "no such entry"
    );
    let plan = desk.run(&["redact", &format!("{name}/1"), "--audit", AUDIT, "--reason", "x"]);
    assert!(plan.code != 0 && plan.err.contains("plans the audit"), "the checklist's hash stays: {}", plan.err);
    let out = desk.ok(&["redact", &entry, "--audit", AUDIT, "--reason", "asked for by the person, Art. 17"]);
    assert!(out.contains(&format!("{name}/{}", n + 1)), "the finding that holds the same words is named: {out}");
    assert!(out.contains("backups"), "and what is out of reach: {out}");
    let text = fs::read_to_string(&path).expect("the journal");
    let holding: Vec<usize> =
        (0..).zip(text.lines()).filter(|(_, l)| l.contains("night-shift lead")).map(|(n, _)| n).collect();
    assert_eq!(holding, [n + 1], "only the finding still says it");
    desk.ok(&["redact", &format!("{name}/{}", n + 1), "--audit", AUDIT, "--reason", "the same"]);
    assert!(
        !fs::read_to_string(&path).expect("the journal").contains("night-shift lead"),
        "now it is gone from the journal"
    );
    desk.ok(&["verify"]);
}

#[test]
fn redacting_an_issue_needs_force_and_takes_the_files_along() {
    let desk = Desk::issued();
    let path = desk.journal("register");
    let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
    let entry = format!("{name}/1");
    let ran = desk.run(&["redact", &entry, "--register", "--reason", "x"]);
    assert!(ran.code == 4 && ran.err.contains(F01), "what would leave the register is named first: {}", ran.err);
    desk.ok(&["redact", &entry, "--register", "--reason", "x", "--force"]);
    assert!(!desk.finding().exists(), "the findings file went along");
    desk.ok(&["verify"]);
    let summary = desk.json(&[]);
    assert_eq!(summary["register"]["open"], 0, "and the home page knows: {summary}");
}

#[test]
fn the_doctor_says_who_else_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::issued();
    let lines = desk.json(&["doctor"]);
    let all = lines.as_array().expect("a list");
    let has = |about: &str, level: &str, words: &str| {
        all.iter().any(|line| {
            line["about"] == about && line["level"] == level && line["text"].as_str().is_some_and(|t| t.contains(words))
        })
    };
    assert!(has("readers", "note", "root, the administrator"), "root is never left out: {lines}");
    assert!(has("readers", "ok", "no other account"), "0700 keeps others out: {lines}");
    assert!(has("locks", "ok", "keeps another one out"), "locks are tried: {lines}");
    assert!(has("git", "note", "not in a git work tree"), "git is looked for: {lines}");
    assert!(has("terminal", "ok", "TERM is xterm"), "the terminal is guessed from the environment: {lines}");
    // Opened to everybody, all the way up.
    for folder in [desk.folder.path().to_owned(), desk.root(), desk.root().join("findings")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("opened");
    }
    fs::set_permissions(desk.finding(), fs::Permissions::from_mode(0o644)).expect("opened");
    let config = desk.folder.path().join("config/workpaper");
    fs::create_dir_all(&config).expect("made");
    fs::write(config.join("config.toml"), "initials = \"LA\"\nadvnce = true\n").expect("written");
    fs::create_dir_all(desk.root().join(".git")).expect("made");
    let lines = desk.json(&["doctor"]);
    let warns = |about: &str, words: &[&str]| {
        let all = lines.as_array().expect("a list").iter().filter(|line| line["about"] == about);
        let texts: Vec<&str> = all.filter(|l| l["level"] != "ok").filter_map(|line| line["text"].as_str()).collect();
        assert!(texts.iter().any(|t| words.iter().all(|word| t.contains(word))), "{about}: {words:?} is told: {lines}");
    };
    warns("readers", &["every account", "can READ", &format!("{F01}.toml"), "chmod"]);
    warns("readers", &["members of group", "can READ"]);
    warns("settings", &["config.toml", "line 2", "advnce"]);
    warns("git", &["keeps every committed text"]);
    let ran = desk.run(&["doctor"]);
    assert!(
        ran.out.lines().all(|line| line.chars().count() <= 80 || !line.trim().contains(' ')),
        "80 wide: {}",
        ran.out
    );
    assert_eq!(ran.code, 0, "a doctor who finds something has not failed");
}

#[test]
fn checklists_are_listed_and_shown_and_a_broken_one_does_not_hide_the_others() {
    let desk = Desk::new();
    let folder = desk.root().join("checklists");
    fs::write(
        folder.join("own.toml"),
        "id = \"own\"\ntitle = \"Own\"\n\n[[item]]\nid = \"O.1\"\ntitle = \"First\"\nask = [\"Why?\"]\n",
    )
    .expect("written");
    fs::write(folder.join("typo.toml"), "id = \"typo\"\ntitle = \"T\"\n\n[[item]]\nid = \"T.1\"\ntitel = \"x\"\n")
        .expect("written");
    fs::write(
        folder.join("twice.toml"),
        "id = \"twice\"\ntitle = \"T\"\n[[item]]\nid = \"T.1\"\ntitle = \"x\"\n[[item]]\nid = \"T.1\"\ntitle = \"y\"\n",
    )
    .expect("written");
    let out = desk.ok(&["checklist", "list"]);
    for words in ["iso27001-2022", "123 items", "own.toml", "typo.toml: line 6", "titel", "twice.toml: line 6"] {
        assert!(out.contains(words), "{words:?} is told: {out}");
    }
    let out = desk.ok(&["checklist", "show", "iso27001-2022", "--item", "6.1.2"]);
    for words in ["6.1.2", "purpose", "ask", "[", "see", "test", "pitfalls"] {
        assert!(out.contains(words), "{words:?} is shown: {out}");
    }
    assert!(out.lines().all(|line| line.chars().count() <= 80), "80 columns where there is no terminal: {out}");
    let section = desk.json(&["checklist", "show", "iso27001-2022", "--section", "A.7"]);
    let ids: Vec<&str> = section["item"].as_array().expect("items").iter().filter_map(|i| i["id"].as_str()).collect();
    assert!(ids.len() == 14 && ids.iter().all(|id| id.starts_with("A.7.")), "one section: {ids:?}");
    let role = desk.json(&["checklist", "show", "iso27001-2022", "--role", "top management"]);
    assert!(role["item"].as_array().is_some_and(|items| (1..123).contains(&items.len())), "one role: {role}");
    assert_eq!(desk.run(&["checklist", "show", "nope"]).code, 5, "no such checklist");
    let ran = desk.run(&["checklist", "show", "iso27001-2022", "--role", "astronaut"]);
    assert!(ran.code == 5 && ran.err.contains("roles:"), "no such role, and which there are: {}", ran.err);
}

#[test]
fn completions_and_manual_are_printed() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(desk.ok(&["completions", shell]).contains("workpaper"), "{shell} learns whom to ask");
    }
    let page = desk.ok(&["man"]);
    assert!(page.contains(".TH workpaper 1") && page.contains("EXIT STATUS"), "a manual page: {page}");
    assert!(desk.ok(&["man", "adopt"]).contains("put\\-back"), "each command has its own");
    assert_eq!(desk.run(&["man", "nope"]).code, 5, "no such command");
}

#[test]
fn without_a_screen_the_home_page_is_printed() {
    let desk = Desk::issued();
    let out = desk.ok(&["--today", "2031-01-01"]);
    for words in ["Example Ltd", AUDIT, "2/2 items", "1 minor, 1 observation", "1 open, 1 overdue"] {
        assert!(out.contains(words), "{words:?} is told: {out}");
    }
    let json = desk.json(&["--today", "2031-01-01"]);
    assert_eq!(
        json["register"],
        serde_json::json!({"open": 1, "overdue": 1, "to_check": 0, "due_soon": 0}),
        "counters: {json}"
    );
    assert_eq!(json["audits"][0]["id"], AUDIT, "the audits: {json}");
    assert!(desk.root().join(".workpaper/snapshot").exists(), "the next look is quicker");
}
