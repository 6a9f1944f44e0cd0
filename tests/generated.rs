//! `workpaper demo --audits N --findings M --seed S`: an invented workspace is a true one, only made at once. Small here;
//! the same code makes the large one that is measured.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;
use workpaper::domain::fields::Kind;
use workpaper::domain::fold::State;
use workpaper::domain::followup::case::Book;
use workpaper::domain::summary;
use workpaper::store::area::Area;
use workpaper::store::snapshot;
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;

const AUDITS: usize = 20;
const FINDINGS: usize = 300;
const TODAY: &str = "2026-11-21";

/// The binary with homes of its own.
fn workpaper(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
    command.env_remove("WORKPAPER_DIR").env("USER", "tester").env("TMPDIR", home);
    for (name, folder) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
        command.env(name, home.join(folder));
    }
    command.current_dir(home);
    command
}

struct Invented {
    home: TempDir,
    said: String,
}

impl Invented {
    fn new(seed: &str) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let size =
            ["--audits", &AUDITS.to_string(), "--findings", &FINDINGS.to_string(), "--seed", seed].map(str::to_owned);
        let done = workpaper(home.path()).args(["demo", "big"]).args(size).assert().success();
        let said = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
        Self { home, said }
    }

    fn root(&self) -> PathBuf {
        self.home.path().join("big")
    }

    fn workspace(&self) -> Workspace {
        let path = |name: &str| self.home.path().join(name);
        let homes = Homes { state: path("state-of-test"), config: path("config"), data: path("data") };
        Workspace::open(&self.root(), homes).expect("a workspace")
    }

    fn register(&self) -> Area {
        self.workspace().register(Author::default()).expect("the register opens")
    }

    fn print(&self, arguments: &[&str]) -> String {
        let done = workpaper(self.home.path()).args(["--dir", "big", "--today", TODAY]).args(arguments).assert();
        String::from_utf8_lossy(&done.success().get_output().stdout).into_owned()
    }
}

fn invented() -> &'static Invented {
    static INVENTED: OnceLock<Invented> = OnceLock::new();
    INVENTED.get_or_init(|| Invented::new("7"))
}

/// Every file of a workspace with its bytes, without the disposable cache.
fn bytes(folder: &Path, root: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a name in it").path();
        if path.is_dir() && !path.ends_with(".workpaper") {
            bytes(&path, root, all);
        } else if path.is_file() {
            all.insert(path.strip_prefix(root).expect("inside").to_owned(), fs::read(&path).expect("a file"));
        }
    }
}

fn written(invented: &Invented) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    bytes(&invented.root(), &invented.root(), &mut all);
    all
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (first, again, other) = (Invented::new("3"), Invented::new("3"), Invented::new("4"));
    let (first, again, other) = (written(&first), written(&again), written(&other));
    assert!(first.len() > AUDITS * 2 + FINDINGS, "audits, register and findings files are there: {}", first.len());
    assert!(first == again, "the same seed gives the same files with the same bytes");
    assert!(first != other, "another seed tells another story");
}

#[test]
fn it_is_as_sound_as_what_people_record() {
    let invented = invented();
    let said = invented.print(&["verify"]);
    assert!(!said.contains("NOT as written") && !said.contains("fault:"), "nothing is wrong: {said}");
    assert!(!said.contains("note:"), "and nothing is odd: {said}");
    assert_eq!(said.matches("as written").count(), AUDITS + 1, "every area was looked at: {said}");
    let register = invented.register();
    assert_eq!(register.complaints(), Vec::<String>::new(), "it reads without a word");
    assert_eq!(register.journals().count(), 4, "four writers take part");
    let state = register.state();
    assert!(state.conflicts().is_empty() && state.orphans.is_empty() && state.unknown.is_empty(), "all of it fits");
}

#[test]
fn the_order_of_the_files_does_not_count() {
    let register = invented().register();
    let mut entries = register.entries().expect("readable");
    entries.reverse();
    assert!(State::fold(&entries) == *register.state(), "backwards it folds to the same");
    entries.sort_by_key(|entry| (entry.head.n, entry.journal.clone()));
    assert!(State::fold(&entries) == *register.state(), "shuffled together as well");
}

#[test]
fn it_holds_what_was_asked_for() {
    let invented = invented();
    let workspace = invented.workspace();
    assert_eq!(workspace.audit_ids().expect("listed").len(), AUDITS, "so many audits");
    let register = invented.register();
    let book = Book::new(register.state(), &workspace.programme);
    let rows: Vec<summary::Row> = book.cases().map(|case| summary::row(&case)).collect();
    assert_eq!(rows.len(), FINDINGS, "so many statements");
    let of = |kind| register.state().of(kind).count();
    let followed = of(Kind::Step) + 2 * of(Kind::Action);
    assert!(followed >= FINDINGS * 11, "about twelve entries follow each: {followed}");
    let today = TODAY.parse().expect("a day");
    let counters = summary::count(&rows, today);
    assert!((3..FINDINGS / 5).contains(&counters.open), "most are closed, some are open: {counters:?}");
    assert!(counters.overdue > 0 && counters.to_check > 0, "some are late, some are to be checked: {counters:?}");
    let count = |wanted: &dyn Fn(&summary::Row) -> bool| rows.iter().filter(|row| wanted(row)).count();
    assert!(count(&|row| row.checks.contains(&false)) > 5, "some had to begin a second round");
    assert!(count(&|row| !row.recurring_of.is_empty()) > 2, "some repeat an earlier one");
    assert!(count(&|row| row.extensions > 0) > 20, "dates were moved");
    for grade in ["major", "minor", "observation"] {
        assert!(count(&|row| row.grade == grade) > 0, "there is a {grade}");
    }
    for source in workpaper::domain::fields::SOURCES {
        assert!(count(&|row| row.source == *source) > 0, "something comes from {source}");
    }
    // The gate holds for the invented as for everybody.
    let closings = register.state().of(Kind::Step).filter(|step| step.text("step") == "close").count();
    let reopened = register.state().of(Kind::Step).filter(|step| step.text("step") == "reopen").count();
    let closed = count(&|row| row.stage == "closed");
    assert!(closings >= closed && closings <= closed + reopened, "{closings} closings, {closed} closed");
    assert!(
        invented.said.contains(&format!("{FINDINGS} findings")),
        "the command says what it made: {}",
        invented.said
    );
}

#[test]
fn the_snapshot_says_what_the_full_fold_says() {
    let invented = invented();
    let workspace = invented.workspace();
    let author = Author { initials: "LA".into(), ..Author::default() };
    let folded = snapshot::home(&workspace, &author).expect("readable");
    let kept = snapshot::home(&workspace, &author).expect("readable");
    assert_eq!(kept, folded, "home: the snapshot says what the fold says");
    let rows = snapshot::register(&workspace, &author).rows;
    assert_eq!(rows, folded.rows, "the register alone says the same");
    assert_eq!(
        rows,
        summary::of_register(invented.register().state(), &workspace.programme),
        "and that is what a full fold of the journals says"
    );
    snapshot::forget(&workspace).expect("taken away");
    assert_eq!(snapshot::home(&workspace, &author).expect("readable"), folded, "again without it");
}

#[test]
fn every_list_says_how_many_it_holds() {
    let invented = invented();
    let all = invented.print(&["nc", "--all"]);
    let last = all.lines().last().expect("a last line");
    assert!(last.starts_with(&format!("{FINDINGS} listed")), "the list says so: {last}");
    assert_eq!(all.lines().count(), FINDINGS + 2, "head, every row, and the sum: nothing is cut off");
    let json: serde_json::Value = serde_json::from_str(&invented.print(&["--json", "nc", "--all"])).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(FINDINGS), "all of them as JSON");
    let overdue = invented.print(&["nc", "--overdue"]);
    let listed = overdue.lines().last().and_then(|line| line.split_once(" listed")).map(|(count, _)| count.to_owned());
    assert_eq!(listed, Some((overdue.lines().count() - 2).to_string()), "the overdue too: {overdue}");
}

#[test]
fn a_step_by_command_line_leaves_a_snapshot_that_equals_the_fold() {
    let invented = Invented::new("11");
    let workspace = invented.workspace();
    let author = Author { initials: "LA".into(), ..Author::default() };
    let home = snapshot::home(&workspace, &author).expect("readable");
    let today = TODAY.parse().expect("a day");
    let open = home.rows.iter().find(|row| row.nonconformity && row.is_open(today)).expect("something is open");
    let files = |invented: &Invented| {
        let mut all = written(invented);
        all.retain(|path, _| path.starts_with("findings"));
        all
    };
    let before = files(&invented);
    invented.print(&["--as", "LA", "nc", "isms", &open.reference, "procedure", "reissued"]);
    let after = files(&invented);
    let changed: Vec<_> = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).collect();
    assert_eq!(changed.len(), 1, "one step rewrites one findings file");
    let kept = snapshot::home(&workspace, &author).expect("readable");
    snapshot::forget(&workspace).expect("taken away");
    assert_eq!(kept, snapshot::home(&workspace, &author).expect("readable"), "the snapshot is up to date");
}
