//! A workspace to work on: folders that go away with the test, accounts with memories of their own, acts to record.
//!
//! Must not know: what any one test is after.

use chrono::{DateTime, FixedOffset};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use workpaper::domain::entry::{Act, Change, Fields};
use workpaper::domain::fields::Kind;
use workpaper::domain::ident::{EntryRef, ObjectId};
use workpaper::store::area::{Area, Place};
use workpaper::store::files::Access;
use workpaper::store::local::Local;
use workpaper::store::verify::{self, Verified};
use workpaper::store::writer::Author;

/// Names the environment variables by which a second process is told what to do.
pub const TASK: &str = "WORKPAPER_TEST_TASK";
pub const DIR: &str = "WORKPAPER_TEST_DIR";

pub struct Desk {
    pub root: PathBuf,
    keep: Option<tempfile::TempDir>,
}

impl Desk {
    /// An empty area, in memory where the system offers that: thousands of fsyncs are made here.
    pub fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let keep = tempfile::tempdir_in(&base).or_else(|_| tempfile::tempdir()).expect("a folder for the test");
        let desk = Self { root: keep.path().to_owned(), keep: Some(keep) };
        fs::create_dir(desk.folder()).expect("the journal folder");
        desk
    }

    /// The same, in a folder that somebody else clears away.
    pub fn at(root: PathBuf) -> Self {
        Self { root, keep: None }
    }

    pub fn folder(&self) -> PathBuf {
        self.root.join("journal")
    }

    pub fn local(&self, account: &str) -> Local {
        Local::of(&self.root.join(format!("state-{account}")), &self.root)
    }

    pub fn place(&self, account: &str) -> Place {
        let access = Access::default();
        Place { name: "audits/IA-2026-02".to_owned(), folder: self.folder(), access, local: self.local(account) }
    }

    /// Opens the area as this account, which is also the initials.
    pub fn open(&self, account: &str) -> Area {
        Area::open(self.place(account), author(account)).expect("the area opens")
    }

    pub fn verify(&self, account: &str) -> Verified {
        verify::check(&self.place(account)).expect("the files can be read")
    }

    /// Fails with what verify found, if anything.
    pub fn assert_sound(&self, account: &str, when: &str) {
        let found = self.verify(account).doubts;
        let words: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{when}: verify must find nothing, but says {words:#?}");
    }

    /// Paths of the journal files, sorted.
    pub fn files(&self) -> Vec<PathBuf> {
        let found = workpaper::store::files::journals(&self.folder()).expect("the folder can be listed");
        found.into_iter().map(|(_, path)| path).collect()
    }

    /// Runs `child` of this test program as another process, on this desk.
    pub fn child(&self, task: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().expect("this very program"));
        command.args(["child", "--exact", "--nocapture"]).env(TASK, task).env(DIR, &self.root);
        command
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        drop(self.keep.take());
    }
}

pub fn author(initials: &str) -> Author {
    Author {
        initials: initials.to_owned(),
        name: format!("{initials}, auditor"),
        os_user: initials.to_lowercase(),
        host: "jump".to_owned(),
    }
}

/// The morning of the audit, this many seconds on.
pub fn at(seconds: i64) -> DateTime<FixedOffset> {
    let start = DateTime::parse_from_rfc3339("2026-06-16T09:00:00+02:00").expect("a moment");
    start + chrono::TimeDelta::seconds(seconds)
}

pub fn note(text: &str) -> Act {
    Act::make(Kind::Line, "", Fields::from([("text".to_owned(), text.into())]))
}

pub fn verdict(item: &str, value: &str) -> Act {
    Act::change(Change::on(ObjectId::item(item)).set("verdict", value))
}

/// Records a note, which must work.
pub fn record(area: &mut Area, text: &str, seconds: i64) -> EntryRef {
    area.record(note(text), at(seconds)).unwrap_or_else(|fault| panic!("{text:?} must be recorded: {fault}"))
}

/// The texts of all notes, in order.
pub fn notes(area: &Area) -> Vec<String> {
    area.state().of(Kind::Line).map(|line| line.text("text").to_owned()).collect()
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder for the copy");
    for entry in fs::read_dir(from).expect("the folder can be listed") {
        let entry = entry.expect("an entry of it");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}
