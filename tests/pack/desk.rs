//! Workspaces that go away with the test, with people who record in them, and packs made of them.
//!
//! Must not know: what any one test is after.

use chrono::{DateTime, FixedOffset};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use workpaper::domain::checklist::{Checklist, Item, Section};
use workpaper::domain::entry::{Act, Change, Fields, Made};
use workpaper::domain::fields::Kind;
use workpaper::domain::ident::{EntryRef, ObjectId};
use workpaper::exchange::pack::{archive, seal};
use workpaper::store::area::Area;
use workpaper::store::audits::{NewAudit, OpenAudit, plan};
use workpaper::store::pack::{self, Incoming, Taken, Trouble};
use workpaper::store::verify::{self, Verified};
use workpaper::store::watch;
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;

pub const ID: &str = "IA-2026-02";

/// A folder for a test, in memory where the system offers that: many fsyncs are made here.
pub struct Desk {
    pub folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(&base).or_else(|_| tempfile::tempdir()).expect("a folder for the test");
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn homes(&self) -> Homes {
        let home = self.path("home");
        Homes { state: home.clone(), config: home.clone(), data: home }
    }

    /// An empty workspace.
    pub fn workspace(&self, name: &str) -> Workspace {
        Workspace::init(&self.path(name), "Quillhaven", false, self.homes()).expect("a workspace")
    }

    /// A workspace with an audit planned in it.
    pub fn planned(&self, name: &str) -> Workspace {
        let workspace = self.workspace(name);
        plan_audit(&workspace, ID);
        workspace
    }

    /// Takes a pack into a new folder.
    pub fn begin(&self, name: &str, bytes: &[u8]) -> Workspace {
        let incoming = Incoming::read(bytes).expect("a sound pack");
        pack::begin(&self.path(name), &incoming, self.homes(), author("LA"), &mut watch::nobody)
            .expect("a new workspace")
            .0
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
pub fn at(seconds: usize) -> DateTime<FixedOffset> {
    let start = DateTime::parse_from_rfc3339("2026-06-16T09:00:00+02:00").expect("a moment");
    start + chrono::TimeDelta::seconds(i64::try_from(seconds).expect("a short day"))
}

pub fn plan_audit(workspace: &Workspace, id: &str) {
    let item =
        |id: &str| Item { id: id.into(), section: "A.5".into(), title: format!("Title of {id}"), ..Item::default() };
    let checklist = Checklist {
        id: "small".into(),
        title: "Small".into(),
        sections: vec![Section { id: "A.5".into(), title: "Controls".into(), controls: true }],
        items: vec![item("A.5.1"), item("A.5.18")],
        ..Checklist::default()
    };
    let new = NewAudit { id: id.to_owned(), checklist, from: vec!["small".into()], plan: texts(&[("title", "ISMS")]) };
    plan(workspace, author("LA"), new, at(0)).expect("planned");
}

pub fn texts(fields: &[(&str, &str)]) -> Fields {
    fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())).collect()
}

pub fn line(mark: &str, text: &str) -> Act {
    Act::make(Kind::Line, "", texts(&[("mark", mark), ("text", text)]))
}

pub fn set(on: &ObjectId, fields: &[(&str, &str)]) -> Act {
    let change = Change { set: texts(fields), ..Change::on(on.clone()) };
    Act::change(change)
}

/// Issues one statement of an audit; of none, where the id is empty.
pub fn statement(audit: &str, label: &str) -> Act {
    let fields = texts(&[("audit", audit), ("ref", label), ("title", "Access kept too long"), ("grade", "minor")]);
    Act::Record { make: vec![Made { object: Kind::Statement, label: label.to_owned(), fields }], set: Vec::new() }
}

/// A step of a statement's follow-up.
pub fn step(of: &ObjectId, text: &str) -> Act {
    Act::make(Kind::Step, "", texts(&[("of", of.as_str()), ("step", "cause"), ("text", text)]))
}

pub fn audit(workspace: &Workspace, who: &str) -> OpenAudit {
    OpenAudit::open(workspace, ID, author(who)).expect("the audit opens")
}

pub fn register(workspace: &Workspace, who: &str) -> Area {
    workspace.register(author(who)).expect("the register opens")
}

/// Records in the audit, as who has just come to the desk.
pub fn record(workspace: &Workspace, who: &str, act: Act, seconds: usize) -> EntryRef {
    audit(workspace, who).record(act, at(seconds)).expect("recorded")
}

/// The same in the register.
pub fn follow(workspace: &Workspace, who: &str, act: Act, seconds: usize) -> EntryRef {
    register(workspace, who).record(act, at(seconds)).expect("recorded")
}

/// The object that an entry made first.
pub fn made(entry: &EntryRef) -> ObjectId {
    ObjectId::made(entry, 0)
}

/// The pack of the audit, without report and lists.
pub fn pack(workspace: &Workspace) -> Vec<u8> {
    let packed = pack::gather(workspace, &audit(workspace, "LA"), &register(workspace, "LA")).expect("packed");
    let files = seal(packed.files, packed.manifest).expect("sealed");
    archive::write(&files, packed.latest.to_utc()).expect("a zip")
}

/// The files of a pack.
pub fn unpacked(bytes: &[u8]) -> archive::Files {
    archive::read(bytes, archive::LIMITS).expect("a readable pack")
}

/// Takes a pack into a workspace.
pub fn add(workspace: &Workspace, bytes: &[u8]) -> Result<Taken, Trouble> {
    pack::add(workspace, &Incoming::read(bytes)?, author("LA"), &mut watch::nobody)
}

/// What verify says of an area.
pub fn verified(workspace: &Workspace, area: &str) -> Verified {
    verify::check(&workspace.place(area).expect("a place")).expect("readable")
}

/// Fails with what verify found in either area, if anything.
pub fn assert_sound(workspace: &Workspace, when: &str) {
    for area in [format!("audits/{ID}"), "register".to_owned()] {
        let found = verified(workspace, &area).doubts;
        let words: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{when}: verify must find nothing, but says {words:#?}");
    }
}

/// Every file below a folder with its bytes, without the disposable ones.
pub fn bytes(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(folder: &Path, root: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("a name in it").path();
            if path.is_dir() && !path.ends_with(".workpaper") {
                walk(&path, root, all);
            } else if path.is_file() {
                all.insert(path.strip_prefix(root).expect("inside").to_owned(), fs::read(&path).expect("a file"));
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(root, root, &mut all);
    all
}

/// Whether some file of a pack holds this text.
pub fn holds(files: &archive::Files, text: &str) -> bool {
    files.values().any(|bytes| bytes.windows(text.len()).any(|part| part == text.as_bytes()))
}
