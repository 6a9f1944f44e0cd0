//! Every rule of the review: what it finds, what it says it is about, where it leads, and what it lets pass.
//!
//! Must not know: how remarks are shown. Each case breaks one thing in an audit that is in order.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod cases;
#[path = "../play/mod.rs"]
mod play;

use cases::CASES;
use play::{at, checklist, list, texts};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use tempfile::TempDir;
use workpaper::domain::carry;
use workpaper::domain::entry::{Act, Change, Fields, Value};
use workpaper::domain::fields::{Kind, spec};
use workpaper::domain::finding;
use workpaper::domain::followup::case::Book;
use workpaper::domain::ident::{EntryRef, ObjectId};
use workpaper::domain::programme::Programme;
use workpaper::domain::review::{Jump, RULES, Remark, review};
use workpaper::domain::sample::cell;
use workpaper::store::area::Area;
use workpaper::store::audits::{self, NewAudit, OpenAudit};
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;

/// An audit in a workspace of its own, and the clock.
struct Office {
    folder: TempDir,
    audit: OpenAudit,
    minutes: i64,
}

fn author(initials: &str) -> Author {
    Author { initials: initials.into(), name: initials.into(), os_user: initials.into(), host: "here".into() }
}

impl Office {
    /// An audit that the review has nothing to say about: two items conform, one has a nonconformity with sample and
    /// evidence, one is excused; the interview is read back, the conclusion written.
    fn in_order() -> Self {
        let memory = std::path::Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(base).expect("a folder");
        let workspace = Workspace::init(&folder.path().join("ws"), "Example Ltd", false, homes(&folder, "LA"));
        workspace.expect("a workspace");
        let mut plan = texts(&[
            ("period_from", "2025-06-01"),
            ("conforms_own", "It does, but for F01."),
            ("conforms_standard", "It does, but for F01."),
            ("effective", "It is."),
        ]);
        plan.insert("team".into(), list(&["LA | Lead auditor | 9", "RB | Auditor | A.7 A.8.1"]));
        plan.insert("criteria".into(), list(&["ACP | Access Control Procedure | v3.1"]));
        let workspace = Workspace::open(&folder.path().join("ws"), homes(&folder, "LA")).expect("opens");
        let new = NewAudit { id: play::ID.into(), checklist: checklist(), from: vec!["small".into()], plan };
        let audit = audits::plan(&workspace, author("LA"), new, at(0)).expect("planned");
        let mut office = Self { folder, audit, minutes: 0 };
        let mut interview =
            texts(&[("place", "Room 2"), ("started", "2026-06-16 09:00"), ("ended", "2026-06-16 10:20")]);
        interview.insert("roles".into(), list(&["Service desk lead"]));
        office.make(Kind::Interview, interview);
        office.line("=", "register v31, 58 lines", "6.1.2");
        office.line("@", "list of documents", "7.5.1");
        office.line(">", "accounts are closed on the last day", "A.5.18");
        office.line("==", "facts agreed", "");
        for item in ["6.1.2", "7.5.1"] {
            office.verdict(item, "conforms", "");
        }
        office.verdict("A.5.1", "not-audited", "audited in IA-2026-01");
        office.verdict("A.8.13", "not-applicable", "nothing is kept on own systems");
        let mut evidence = texts(&[("title", "Leavers export"), ("type", "record"), ("dated", "16 Jun 2026")]);
        evidence.insert("items".into(), list(&["A.5.18"]));
        let evidence = office.make(Kind::Evidence, evidence);
        let mut sample =
            texts(&[("title", "leavers"), ("source", "HR system"), ("dated", "16 Jun 2026"), ("size", "61")]);
        sample.insert("items".into(), list(&["A.5.18"]));
        sample.insert("attributes".into(), list(&["disabled? | A.5.18"]));
        sample.insert("picks".into(), list(&["L-03", "L-11", "L-15"]));
        for (pick, result) in [("L-03", "x"), ("L-11", "ok"), ("L-15", "ok")] {
            sample.insert(cell(pick, "disabled?"), result.into());
        }
        let sample = office.make(Kind::Sample, sample);
        let mut finding = texts(&[
            ("grade", "minor"),
            ("title", "Leavers keep accounts"),
            ("requirement", "Accounts are closed on the last day (ACP 4.3)."),
            ("evidence", "1 of 3 sampled from 61 leavers was still enabled."),
            ("nature", "1 of 3 accounts was not closed on the last day."),
        ]);
        finding.insert("criteria".into(), list(&["A.5.18", "ACP 4.3"]));
        finding.insert("evidence_items".into(), list(&[evidence.as_str()]));
        finding.insert("samples".into(), list(&[sample.as_str()]));
        office.make(Kind::Finding, finding);
        office
    }

    fn record(&mut self, act: Act) -> EntryRef {
        self.minutes += 1;
        self.audit.record(act, at(self.minutes)).expect("recorded")
    }

    fn make(&mut self, kind: Kind, fields: Fields) -> ObjectId {
        let label = self.audit.view().state.label_for(kind, "LA", "");
        ObjectId::made(&self.record(Act::make(kind, label, fields)), 0)
    }

    /// A line of the interview.
    fn line(&mut self, mark: &str, words: &str, item: &str) -> ObjectId {
        let interview = self.id("INT-01");
        let mut fields = texts(&[("mark", mark), ("text", words), ("interview", interview.as_str())]);
        if !item.is_empty() {
            fields.insert("items".into(), list(&[item]));
        }
        ObjectId::made(&self.record(Act::make(Kind::Line, "", fields)), 0)
    }

    fn verdict(&mut self, item: &str, verdict: &str, reason: &str) -> EntryRef {
        let change = Change::on(ObjectId::item(item)).set("verdict", verdict).set("reason", reason);
        self.record(Act::change(change))
    }

    fn set(&mut self, name: &str, field: &str, value: impl Into<Value>) -> EntryRef {
        let on = if name == "plan" { ObjectId::plan() } else { self.id(name) };
        self.record(Act::change(Change::on(on).set(field, value)))
    }

    /// Puts a Statement of Applicability into the workspace, and opens the audit anew: lines of control, applicable,
    /// justification, implemented.
    fn soa(&mut self, lines: &str) {
        let text = format!("control,applicable,justification,implemented,reference\n{lines}");
        fs::write(self.folder.path().join("ws/soa.csv"), text).expect("written");
        let workspace = Workspace::open(&self.folder.path().join("ws"), homes(&self.folder, "LA")).expect("opens");
        self.audit = OpenAudit::open(&workspace, play::ID, author("LA")).expect("opens");
    }

    fn register(&self) -> Area {
        let workspace = Workspace::open(&self.folder.path().join("ws"), homes(&self.folder, "LA")).expect("opens");
        workspace.register(author("LA")).expect("opens")
    }

    /// A nonconformity of an earlier audit in the register: reference, and the first criterion.
    fn earlier(&self, reference: &str, criterion: &str) {
        let mut fields =
            texts(&[("ref", reference), ("audit", "IA-2025-01"), ("grade", "minor"), ("title", "as before")]);
        fields.insert("criteria".into(), list(&[criterion, "ACP 4.1"]));
        fields.insert("raised".into(), "2025-06-20".into());
        self.register().record(Act::make(Kind::Statement, reference, fields), at(0)).expect("recorded");
    }

    /// The same taken into the audit as an item to verify.
    fn carried(&mut self, reference: &str, criterion: &str) {
        self.earlier(reference, criterion);
        let (register, programme) = (self.register(), Programme::default());
        let book = Book::new(register.state(), &programme);
        let found = carry::candidates(&self.audit.view(), &book, at(0).date_naive());
        let act = carry::take(&found.open, at(0).date_naive()).expect("one falls in the scope");
        self.record(act);
    }

    fn id(&self, name: &str) -> ObjectId {
        self.audit.view().find(name).unwrap_or_else(|| panic!("{name} is there")).id.clone()
    }

    /// What RB records in another session without having seen what LA records meanwhile.
    fn at_the_same_time(&mut self, ours: Change, theirs: Change) {
        let workspace = Workspace::open(&self.folder.path().join("ws"), homes(&self.folder, "RB")).expect("opens");
        let mut other = OpenAudit::open(&workspace, play::ID, author("RB")).expect("opens");
        self.record(Act::change(ours));
        other.record(Act::change(theirs), at(self.minutes + 1)).expect("recorded");
        self.minutes += 1;
        assert!(self.audit.refresh().expect("readable"), "RB's entry is news");
    }

    fn remarks(&self) -> Vec<Remark> {
        review(&self.audit.view(), self.register().state())
    }
}

fn homes(folder: &TempDir, account: &str) -> Homes {
    let home = |name: &str| folder.path().join(account).join(name);
    Homes { state: home("state"), config: home("config"), data: home("data") }
}

/// Where a jump leads, by the name people have for it. Fails where there is nothing.
fn page(office: &Office, jump: &Jump) -> String {
    let view = office.audit.view();
    match jump {
        Jump::Item(item) => view.checklist.item(item).map(|item| format!("item {}", item.id)).expect("such an item"),
        Jump::Plan(field) => {
            assert!(
                spec(Kind::Plan).field(field).is_some_and(|field| field.edited),
                "{field} of the plan can be filled in"
            );
            format!("plan {field}")
        }
        Jump::Object(id) => {
            let object = view.state.get(id).expect("such an object");
            match object.kind {
                Kind::Finding => finding::name(object).to_owned(),
                Kind::Line => object.text("text").to_owned(),
                _ => object.label.clone(),
            }
        }
    }
}

#[test]
fn every_rule_has_a_case() {
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    let cases: BTreeSet<&str> = CASES.iter().map(|case| case.rule).collect();
    assert_eq!(rules, cases, "a rule without a case here is a rule that nobody has seen work");
    assert_eq!(rules.len(), RULES.len(), "names are unique");
    let gates: Vec<&str> = RULES.iter().filter(|rule| rule.gate).map(|rule| rule.name).collect();
    assert_eq!(
        gates,
        ["finding-grade", "finding-parts", "finding-evidence", "reference", "conflict"],
        "these stop the issue, first"
    );
}

#[test]
fn an_audit_in_order_gets_no_remark() {
    let remarks = Office::in_order().remarks();
    assert_eq!(remarks, [], "nothing is missing, so nothing is said");
}

#[test]
fn each_rule_finds_what_it_is_for_and_leads_there() {
    let gates: BTreeMap<&str, bool> = RULES.iter().map(|rule| (rule.name, rule.gate)).collect();
    for (nth, case) in CASES.iter().enumerate() {
        let mut office = Office::in_order();
        (case.breaks)(&mut office);
        let found: Vec<Remark> = office.remarks().into_iter().filter(|remark| remark.rule == case.rule).collect();
        let name = format!("{} (case {nth})", case.rule);
        assert_eq!(found.len(), case.says.len(), "{name}: as many remarks as faults: {found:#?}");
        for (remark, (subject, words, leads)) in found.iter().zip(case.says) {
            let about = remark.subject == *subject || (subject.ends_with('-') && remark.subject.starts_with(subject));
            assert!(about, "{name} is about {subject}, not {}", remark.subject);
            assert!(remark.text.contains(words), "{name} says {words:?}: {}", remark.text);
            assert_eq!(page(&office, &remark.jump), *leads, "{name}: Enter leads to where it is mended");
            assert_eq!(Some(&remark.gate), gates.get(case.rule), "{name}: it gates as its rule does");
        }
    }
}

#[test]
fn each_rule_lets_pass_what_stands_just_beside() {
    for (nth, case) in CASES.iter().enumerate() {
        let mut office = Office::in_order();
        (case.beside)(&mut office);
        let found: Vec<Remark> = office.remarks().into_iter().filter(|remark| remark.rule == case.rule).collect();
        assert_eq!(found, [], "{} (case {nth}) has nothing to say about what is in order", case.rule);
    }
}
