//! The snapshot says what a full fold says, after every kind of change to what it was made from.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

use chrono::{DateTime, FixedOffset};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use workpaper::domain::checklist::{Checklist, Item};
use workpaper::domain::entry::{Act, Fields};
use workpaper::domain::fields::Kind;
use workpaper::store::audits::{self, NewAudit, OpenAudit};
use workpaper::store::snapshot::{self, Home};
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;

struct Desk {
    folder: TempDir,
}

fn author(initials: &str) -> Author {
    Author { initials: initials.into(), name: initials.into(), os_user: "tester".into(), host: "here".into() }
}

fn at(minute: i64) -> DateTime<FixedOffset> {
    let start = DateTime::parse_from_rfc3339("2026-06-16T09:00:00+02:00").expect("a time");
    start + chrono::Duration::minutes(minute)
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        Workspace::init(&desk.root(), "Example Ltd", false, desk.homes("one")).expect("made");
        desk
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("ws")
    }

    fn homes(&self, account: &str) -> Homes {
        let home = |name: &str| self.folder.path().join(account).join(name);
        Homes { state: home("state"), config: home("config"), data: home("data") }
    }

    fn workspace(&self) -> Workspace {
        Workspace::open(&self.root(), self.homes("one")).expect("opens")
    }

    fn plan(&self, id: &str) -> OpenAudit {
        let items = ["6.1.2", "A.5.18"].map(|id| Item { id: id.into(), title: id.into(), ..Item::default() });
        let checklist = Checklist { id: "x".into(), title: "x".into(), items: items.into(), ..Checklist::default() };
        let new = NewAudit { id: id.into(), checklist, from: vec!["x".into()], plan: Fields::new() };
        audits::plan(&self.workspace(), author("LA"), new, at(0)).expect("planned")
    }

    fn finding(audit: &mut OpenAudit, minute: i64) {
        let mut fields = Fields::new();
        fields.insert("grade".into(), "minor".into());
        fields.insert("criteria".into(), vec!["A.5.18".to_owned()].into());
        audit.record(Act::make(Kind::Finding, format!("LA-{minute}"), fields), at(minute)).expect("recorded");
    }

    fn statement(&self, name: &str, minute: i64) {
        let mut register = self.workspace().register(author("LA")).expect("opens");
        let mut fields = Fields::new();
        fields.insert("grade".into(), "minor".into());
        fields.insert("audit".into(), "IA-1".into());
        register.record(Act::make(Kind::Statement, name, fields), at(minute)).expect("recorded");
    }

    fn home(&self) -> Home {
        snapshot::home(&self.workspace(), &author("LA")).expect("readable")
    }

    /// Asks with the snapshot there is, and without any, and once more with the one just written.
    fn same(&self, after: &str) -> Home {
        let kept = self.home();
        let snapshot = self.snapshot();
        let bytes = fs::read(&snapshot).expect("a snapshot was written");
        snapshot::forget(&self.workspace()).expect("taken away");
        let folded = self.home();
        assert_eq!(kept, folded, "the snapshot says what a full fold says, after {after}");
        fs::write(&snapshot, bytes).expect("put back");
        assert_eq!(self.home(), folded, "and again from what it wrote, after {after}");
        folded
    }

    fn rows(&self) -> PathBuf {
        self.root().join(".workpaper/rows")
    }

    fn snapshot(&self) -> PathBuf {
        self.root().join(".workpaper/snapshot")
    }

    fn journal(&self, area: &str) -> PathBuf {
        let folder = self.root().join(area).join("journal");
        fs::read_dir(folder).expect("listed").next().expect("a journal").expect("named").path()
    }
}

/// Shows whether the snapshot was used: it is made to say something else, which a fold would not.
fn is_used(desk: &Desk, path: &Path) -> bool {
    let text = fs::read_to_string(path).expect("a snapshot");
    fs::write(path, text.replace("\"title\":\"\"", "\"title\":\"from the snapshot\"")).expect("written");
    let used = desk.home().audits.iter().any(|audit| audit.title == "from the snapshot");
    snapshot::forget(&desk.workspace()).expect("taken away");
    desk.home();
    used
}

#[test]
fn it_equals_a_full_fold_after_every_kind_of_change() {
    let desk = Desk::new();
    assert!(desk.same("nothing").audits.is_empty(), "an empty workspace");
    let mut one = desk.plan("IA-1");
    assert_eq!(desk.same("a new audit").audits[0].items, 2, "the audit is there");
    assert!(is_used(&desk, &desk.snapshot()), "what did not change is not folded again");
    Desk::finding(&mut one, 1);
    assert_eq!(desk.same("an append").audits[0].findings, [("minor".to_owned(), 1)], "the finding counts");
    assert!(is_used(&desk, &desk.snapshot()), "and the new sum is kept");
    drop(one);

    let copy = fs::read(desk.journal("audits/IA-1")).expect("read");
    let mut one = OpenAudit::open(&desk.workspace(), "IA-1", author("LA")).expect("opens");
    Desk::finding(&mut one, 2);
    drop(one);
    desk.same("another append");
    desk.plan("IA-2");
    assert_eq!(desk.same("a second audit").audits.len(), 2, "both are there");

    fs::write(desk.journal("audits/IA-1"), &copy).expect("replaced");
    let home = desk.same("a file replaced by an older copy");
    assert!(home.notices.iter().any(|n| n.contains("had been seen here")), "what is missing is told: {home:?}");
    assert!(!desk.same("looking again").notices.is_empty(), "and stays told until it is mended");

    let path = desk.journal("audits/IA-2");
    let whole = fs::read(&path).expect("read");
    fs::write(&path, &whole[..whole.len() - 5]).expect("cut");
    let home = desk.same("a tail cut off");
    assert!(home.notices.iter().any(|n| n.contains("cut off")), "the cut is told: {home:?}");
    fs::write(&path, &whole).expect("mended");
    desk.same("the tail put back");

    let checklist = desk.root().join("audits/IA-2/checklist.toml");
    let text = fs::read_to_string(&checklist).expect("read");
    fs::write(&checklist, format!("{text}\n")).expect("touched");
    let home = desk.same("a checklist touched");
    assert!(home.notices.iter().any(|n| n.contains("changed since it was frozen")), "it is told: {home:?}");
    fs::write(&checklist, text).expect("mended");
    desk.same("the checklist put back");

    desk.statement("IA-1-F01", 10);
    assert_eq!(desk.same("the first statement").rows.len(), 1, "it is in the register");
    desk.statement("IA-1-F02", 11);
    assert_eq!(desk.same("the second statement").rows.len(), 2, "both are");

    let marker = desk.root().join("workpaper.toml");
    let text = fs::read_to_string(&marker).expect("read");
    fs::write(&marker, text.replacen("nonconformity = true", "nonconformity = false", 2)).expect("another scale");
    assert!(desk.same("another scale").rows.iter().all(|row| !row.nonconformity), "the scale counts");

    fs::remove_dir_all(desk.root().join("audits/IA-2")).expect("removed");
    assert_eq!(desk.same("an audit taken away").audits.len(), 1, "it is gone from the page");
    fs::write(desk.root().join("audits/IA-1/checklist.toml"), "no = [toml").expect("broken");
    let home = desk.same("a checklist that cannot be read");
    assert_eq!((home.audits[0].stage.as_str(), home.notices.is_empty()), ("unreadable", false), "named, not hidden");
}

#[test]
fn a_damaged_an_alien_and_an_unwritable_one_only_cost_time() {
    let desk = Desk::new();
    desk.plan("IA-1");
    let home = desk.home();
    for alien in ["", "{", "[]", "{\"format\":99}", "null", "\u{0}\u{1}"] {
        fs::write(desk.snapshot(), alien).expect("written");
        assert_eq!(desk.home(), home, "{alien:?} is ignored");
        assert!(is_used(&desk, &desk.snapshot()), "and replaced by a good one");
    }
    let text = fs::read_to_string(desk.snapshot()).expect("read");
    fs::write(desk.snapshot(), text.replace(env!("CARGO_PKG_VERSION"), "0.0.0")).expect("written");
    assert!(!is_used(&desk, &desk.snapshot()), "one of another version is not used");
    fs::remove_file(desk.snapshot()).expect("removed");
    fs::create_dir(desk.snapshot()).expect("a folder in its place");
    assert_eq!(desk.home(), home, "one that cannot be written is no error");
}

#[test]
fn an_account_that_remembers_more_looks_for_itself() {
    let desk = Desk::new();
    let mut one = desk.plan("IA-1");
    let path = desk.journal("audits/IA-1");
    let short = fs::read(&path).expect("read");
    Desk::finding(&mut one, 1);
    drop(one);
    assert!(desk.home().notices.is_empty(), "all is well");
    fs::write(&path, short).expect("cut back");
    // Another account, which never saw more, writes the snapshot.
    let other = Workspace::open(&desk.root(), desk.homes("two")).expect("opens");
    snapshot::home(&other, &author("RB")).expect("readable");
    assert!(!desk.home().notices.is_empty(), "the one who saw more is told all the same");
}

#[test]
fn what_is_recorded_is_in_it_without_another_fold() {
    let desk = Desk::new();
    desk.plan("IA-1");
    desk.statement("IA-1-F01", 1);
    assert_eq!(desk.home().rows.len(), 1, "one is known");
    let mut register = desk.workspace().register(author("LA")).expect("opens");
    let mut fields = Fields::new();
    fields.insert("grade".into(), "minor".into());
    register.record(Act::make(Kind::Statement, "IA-1-F02", fields), at(2)).expect("recorded");
    snapshot::renew(&desk.workspace(), &register);
    let text = fs::read_to_string(desk.rows()).expect("read");
    assert!(text.contains("IA-1-F02"), "the snapshot holds it before anybody looks");
    assert_eq!(desk.same("a record that was kept at once").rows.len(), 2, "and says what a full fold says");

    for alien in ["", "{", "null", "\u{0}\u{1}"] {
        fs::write(desk.rows(), alien).expect("written");
        assert_eq!(desk.home().rows.len(), 2, "rows in a file like {alien:?} are made anew");
        assert!(fs::read_to_string(desk.rows()).expect("read").contains("IA-1-F02"), "and kept");
    }
    let front = snapshot::front_watched(&desk.workspace(), &author("LA"), None, &mut |_, _, _| {}).expect("readable");
    assert!(front.rows.is_empty(), "the first screen reads no row");
    assert_eq!(Home { rows: desk.home().rows, ..front }, desk.home(), "and says the same of all else");

    // Somebody else records: an area that has not read that is no witness.
    desk.statement("IA-1-F03", 3);
    snapshot::renew(&desk.workspace(), &register);
    assert_eq!(desk.home().rows.len(), 3, "what it has not read is read anew, not left out");
    desk.same("somebody else's record");
}
