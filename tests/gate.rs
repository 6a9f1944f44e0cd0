//! The gate before issuing, and what stays true of what is issued, whatever was recorded before and after.
//!
//! Must not know: files or screens. What is missing is judged here by its own words, not by the review's.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod play;

use chrono::{Days, NaiveDate};
use play::{ID, Ledger, Play, list, texts};
use proptest::prelude::*;
use proptest::sample::Index as Pick;
use std::collections::{BTreeMap, BTreeSet};
use workpaper::domain::assign::Terms;
use workpaper::domain::entry::{Act, Change, Entry, Fields, Value};
use workpaper::domain::fields::Kind;
use workpaper::domain::fold::{Object, State};
use workpaper::domain::followup::case::{Book, Stage};
use workpaper::domain::ident::{EntryRef, ObjectId};
use workpaper::domain::issue::{self, FROZEN, Issue};
use workpaper::domain::programme::Programme;
use workpaper::domain::{digest, undo};

/// Something somebody does. What they pick from is what there is by then.
#[derive(Debug, Clone)]
enum Deed {
    Note {
        grade: usize,
        parts: u8,
    },
    Edit {
        finding: Pick,
        field: usize,
        value: usize,
    },
    /// RB edits without having seen what LA recorded.
    EditApart {
        finding: Pick,
        value: usize,
    },
    Strike(Pick),
    Redo(Pick),
    Present(Vec<Pick>),
    Close(u8),
    Agree(Pick, u8),
    Issuer(usize),
    Issue {
        reason: usize,
        by: usize,
    },
    Revise {
        statement: Pick,
        field: usize,
        value: usize,
        reason: usize,
    },
    Withdraw(Pick, usize),
}

const GRADES: [&str; 7] = ["", "minor", "minor", "major", "observation", "improvement", "unheard-of"];
const VALUES: [&str; 5] = ["", "  ", "9 of 22 accounts", "Ein anderer Satz: \"ja\"\nund é", "e\u{301}"];
const PARTS: [&str; 6] = ["criteria", "requirement", "evidence", "nature", "evidence_items", "dropped"];
const EDITED: [&str; 9] =
    ["grade", "requirement", "evidence", "nature", "criteria", "evidence_items", "dropped", "due", "title"];
const REVISED: [&str; 9] =
    ["grade", "title", "criteria", "requirement", "evidence", "nature", "process", "auditee_view", "recurrence_of"];
const REASONS: [&str; 4] = ["", " \t", "the client asked for them now", "R-57 had an owner"];
const PEOPLE: [&str; 3] = ["LA", "RB", ""];

fn deed() -> impl Strategy<Value = Deed> {
    let pick = any::<Pick>;
    prop_oneof![
        6 => (0..GRADES.len(), any::<u8>()).prop_map(|(grade, parts)| Deed::Note { grade, parts: parts | parts >> 4 }),
        5 => (pick(), 0..EDITED.len(), 0..VALUES.len())
            .prop_map(|(finding, field, value)| Deed::Edit { finding, field, value }),
        1 => (pick(), 0..VALUES.len()).prop_map(|(finding, value)| Deed::EditApart { finding, value }),
        4 => pick().prop_map(Deed::Strike),
        3 => pick().prop_map(Deed::Redo),
        6 => prop::collection::vec(pick(), 0..3).prop_map(Deed::Present),
        3 => (0..28_u8).prop_map(Deed::Close),
        1 => (pick(), 0..28_u8).prop_map(|(finding, day)| Deed::Agree(finding, day)),
        1 => (0..PEOPLE.len()).prop_map(Deed::Issuer),
        7 => (0..REASONS.len(), 0..2_usize).prop_map(|(reason, by)| Deed::Issue { reason, by }),
        3 => (pick(), 0..REVISED.len(), 0..VALUES.len(), 0..REASONS.len())
            .prop_map(|(statement, field, value, reason)| Deed::Revise { statement, field, value, reason }),
        2 => (pick(), 0..REASONS.len()).prop_map(|(statement, reason)| Deed::Withdraw(statement, reason)),
    ]
}

/// An audit and the register, with what the test remembers of both.
#[derive(Debug)]
struct Office {
    play: Play,
    register: Ledger,
    evidence: ObjectId,
    /// Every reference ever given, and to which finding.
    given: BTreeMap<String, BTreeSet<ObjectId>>,
    /// What each statement said of its gate when it was issued.
    overridden: BTreeMap<String, String>,
    /// Digest and number of each statement after its last revision, and the reason it was withdrawn for.
    last: BTreeMap<String, (String, String, String)>,
}

impl Office {
    fn new() -> Self {
        let mut play = Play::new();
        let evidence = play.make(Kind::Evidence, texts(&[("title", "Leavers export"), ("dated", "2026-06-16")]));
        let (given, overridden, last) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { play, register: Ledger::default(), evidence, given, overridden, last }
    }

    /// A nonconformity with all its parts, in an audit with its closing meeting.
    fn ready() -> Self {
        let mut office = Self::new();
        office.perform(&Deed::Note { grade: 1, parts: 0b1111_1111 });
        office.perform(&Deed::Present(Vec::new()));
        office.perform(&Deed::Close(17));
        office
    }

    fn findings(&self) -> Vec<ObjectId> {
        self.play.view().of(Kind::Finding).map(|finding| finding.id.clone()).collect()
    }

    fn statements(&self) -> Vec<&Object> {
        self.register.state.of(Kind::Statement).collect()
    }

    fn pick(&self, finding: Pick) -> Option<ObjectId> {
        let all = self.findings();
        (!all.is_empty()).then(|| finding.get(&all).clone())
    }

    fn value(&self, field: &str, value: usize) -> Value {
        match field {
            "grade" => GRADES[value].into(),
            "criteria" => list([&[][..], &["A.5.18"], &["A.5.18", "ACP 4.3"]][value % 3]),
            "recurrence_of" => list([&[][..], &["IA-2025-01-F04"]][value % 2]),
            "evidence_items" => {
                Value::List(if value.is_multiple_of(2) { vec![] } else { vec![self.evidence.to_string()] })
            }
            "due" => ["", "2026-12-24", "", "2027-01-01", ""][value].into(),
            "dropped" => ["", "", "", "seen twice", ""][value].into(),
            _ => VALUES[value].into(),
        }
    }

    fn perform(&mut self, deed: &Deed) {
        match deed {
            Deed::Note { grade, parts } => {
                let mut fields = texts(&[("grade", GRADES[*grade]), ("text", "9 of 22 accounts")]);
                for (nth, field) in PARTS.iter().enumerate().take(5) {
                    let there = if parts >> nth & 1 == 1 { 3 } else { 0 };
                    fields.insert(
                        (*field).to_owned(),
                        self.value(field, if *field == "criteria" { there / 3 * 2 } else { there }),
                    );
                }
                self.play.make(Kind::Finding, fields);
            }
            Deed::Edit { finding, field, value } => {
                if let Some(id) = self.pick(*finding) {
                    let value = self.value(EDITED[*field], *value);
                    self.play.set(&id, EDITED[*field], value);
                }
            }
            Deed::EditApart { finding, value } => {
                if let Some(id) = self.pick(*finding) {
                    self.play.apart("RB", Act::change(Change::on(id).set("nature", VALUES[*value])));
                }
            }
            Deed::Strike(pick) => self.strike(*pick),
            Deed::Redo(pick) => {
                let struck: Vec<(EntryRef, EntryRef)> = self.play.ledger.state.struck.clone().into_iter().collect();
                if !struck.is_empty() {
                    let (name, strike) = pick.get(&struck).clone();
                    let entry = self.play.ledger.entries.iter().find(|entry| entry.name() == name).expect("there");
                    if undo::check_redo(entry, &self.play.ledger.state).is_ok() {
                        self.play.record("LA", Act::Strike(strike));
                    }
                }
            }
            Deed::Present(order) => {
                let order: Vec<String> =
                    order.iter().filter_map(|pick| self.pick(*pick)).map(|id| id.to_string()).collect();
                if let Ok(act) = issue::present(&self.play.view(), &order, &State::default()) {
                    self.play.record("LA", act);
                }
            }
            Deed::Close(day) => {
                let held = format!("2026-06-{:02} 15:30", day + 1);
                self.play.make(Kind::Meeting, texts(&[("which", "closing"), ("held", &held)]));
            }
            Deed::Agree(finding, day) => {
                let meeting = self.play.view().of(Kind::Meeting).next_back().map(|meeting| meeting.id.clone());
                let name =
                    self.pick(*finding).map(|id| workpaper::domain::finding::name(self.play.object(&id)).to_owned());
                if let (Some(meeting), Some(name)) = (meeting, name) {
                    self.play.set(&meeting, "views", list(&[&format!("{name} | agreed | 2026-09-{:02}", day + 1)]));
                }
            }
            Deed::Issuer(who) => drop(self.play.set(&ObjectId::plan(), "issuer", PEOPLE[*who])),
            Deed::Issue { reason, by } => self.issue(REASONS[*reason], PEOPLE[*by]),
            Deed::Revise { statement, field, value, reason } => {
                self.revise(*statement, REVISED[*field], *value, REASONS[*reason]);
            }
            Deed::Withdraw(statement, reason) => self.withdraw(*statement, REASONS[*reason]),
        }
        self.remember();
    }

    /// As every way of undoing does: what is issued stays.
    fn strike(&mut self, pick: Pick) {
        let entries: Vec<&Entry> = self.play.ledger.entries.iter().collect();
        let entry = (*pick.get(&entries)).clone();
        if undo::check(ID, &entry, &self.play.ledger.state, &self.register.state).is_ok() {
            let issued: Vec<String> =
                self.statements().iter().map(|statement| statement.text("finding").to_owned()).collect();
            self.play.record("LA", Act::Strike(entry.name()));
            for finding in issued {
                let finding = ObjectId::from_text(&finding);
                let stands = self.play.ledger.state.get(&finding);
                assert!(
                    stands.is_some_and(|finding| !finding.lacks("ref")),
                    "{finding} is issued, and keeps its reference"
                );
            }
        }
    }

    /// What is missing, by the promise's own words.
    fn missing(&self, by: &str) -> bool {
        let view = self.play.view();
        let carried: Vec<&Object> = view.of(Kind::Finding).filter(|finding| finding.lacks("dropped")).collect();
        let incomplete = |finding: &&Object| {
            let grade = view.programme.grades.iter().find(|grade| grade.id == finding.text("grade"));
            let demands = grade.is_none_or(|grade| grade.nonconformity);
            let parts = ["criteria", "requirement", "evidence", "nature", "evidence_items"];
            grade.is_none() || finding.lacks("ref") || (demands && parts.iter().any(|part| finding.lacks(part)))
        };
        let disagree = !self.play.ledger.state.conflicts().is_empty();
        let issuer = view.plan_text("issuer");
        let closed = view.of(Kind::Meeting).any(|meeting| meeting.text("which") == "closing");
        carried.iter().any(incomplete) || disagree || !closed || (!issuer.is_empty() && issuer != by)
    }

    fn issue(&mut self, reason: &str, by: &str) {
        let missing = self.missing(by);
        let now = play::at(self.play.ledger.minutes).naive_local();
        let heads = vec!["LA-7f3k2m9q 4 ab12".to_owned()];
        let with = Issue { now, initials: by, heads, override_reason: reason, register: &self.register.state };
        let view = self.play.view();
        let earlier: BTreeSet<String> = self.statements().iter().map(|s| s.text("finding").to_owned()).collect();
        let Ok(act) = issue::issue(&view, &with) else {
            let open = view.findings().into_iter().any(|f| !f.lacks("ref") && !earlier.contains(f.id.as_str()));
            assert!(missing || !open, "nothing is missing and something is presented: it is issued");
            return;
        };
        assert!(!missing || !reason.trim().is_empty(), "with something missing nothing is issued but for a reason");
        let entry = self.register.record(by, act);
        let issued: Vec<&Object> =
            self.statements().into_iter().filter(|statement| statement.made.entry == entry).collect();
        assert!(!issued.is_empty(), "an entry that issues nothing is none");
        for statement in issued {
            let finding = self.play.object(&ObjectId::from_text(statement.text("finding")));
            let name = &statement.label;
            assert!(finding.lacks("dropped"), "{name}: what is not carried on is not issued");
            assert_eq!(finding.text("ref"), name, "{name} bears its finding's reference");
            assert!(!earlier.contains(finding.id.as_str()), "{name}: nothing is issued twice");
            let says = statement.text("overridden");
            assert_eq!(
                !says.is_empty(),
                missing,
                "{name} says that its gate was overridden where it was, and only there"
            );
            assert!(!missing || says.contains(reason.trim()), "{name} says why: {says:?}");
            let addendum = statement.text("addendum") == "yes";
            assert_eq!(
                addendum,
                !earlier.is_empty(),
                "{name}: what is issued later is an addendum, and nothing else is"
            );
            assert_eq!(statement.text("revision"), "1", "{name} is the first of its kind");
            assert_eq!(
                statement.text("due"),
                self.due(finding),
                "{name}: due as agreed, else counted from the closing meeting"
            );
            // What comes from an audit names that, and no other source.
            for field in FROZEN.iter().filter(|field| !field.starts_with("source")) {
                assert!(statement.fields.contains_key(field), "{name} freezes {field}");
            }
        }
    }

    /// Its own date, else the one agreed in the last closing meeting that agreed any, else the grade's days after the
    /// last closing meeting, else after the day of issue.
    fn due(&self, finding: &Object) -> String {
        if !finding.lacks("due") {
            return finding.text("due").to_owned();
        }
        let view = self.play.view();
        let closing: Vec<&Object> =
            view.of(Kind::Meeting).filter(|meeting| meeting.text("which") == "closing").collect();
        let names = [finding.label.as_str(), finding.text("ref")];
        for meeting in closing.iter().rev() {
            for view in meeting.list("views") {
                let parts: Vec<&str> = view.split(" | ").collect();
                if names.contains(&parts[0]) {
                    return parts[2].to_owned();
                }
            }
        }
        let days = match finding.text("grade") {
            "major" => 60,
            "minor" => 90,
            "observation" => 120,
            _ => return String::new(),
        };
        let held = closing.last().map_or("2026-06-16", |meeting| &meeting.text("held")[..10]);
        let day: NaiveDate = held.parse().expect("a day");
        (day + Days::new(days)).to_string()
    }

    fn revise(&mut self, statement: Pick, field: &str, value: usize, reason: &str) {
        let statements = self.statements();
        if statements.is_empty() {
            return;
        }
        let statement = (*statement.get(&statements)).clone();
        let wanted = Fields::from([(field.to_owned(), self.value(field, value))]);
        let same = match &wanted[field] {
            Value::List(list) => statement.list(field) == list,
            Value::Text(text) => statement.text(field) == text,
        };
        let (name, before) = (&statement.label, self.last[&statement.label].clone());
        match issue::revise(&statement, &wanted, reason) {
            Err(_) => {
                let refused = same || reason.trim().is_empty() || !statement.lacks("withdrawn");
                assert!(refused, "{name}: a change with a reason is a revision");
            }
            Ok(act) => {
                assert!(!reason.trim().is_empty(), "{name}: without a reason nothing is revised");
                assert!(statement.lacks("withdrawn"), "{name}: what is withdrawn is not revised");
                assert!(!same, "{name}: no change is no revision");
                self.register.record("LA", act);
                let revised = self.register.state.get(&statement.id).expect("it stands");
                assert_ne!(revised.text("digest"), before.0, "{name}: a revision has a digest of its own");
                let number: u32 = before.1.parse().expect("a number");
                assert_eq!(revised.text("revision"), (number + 1).to_string(), "{name}: and the next number");
                assert_eq!(revised.text("revision_reason"), reason.trim(), "{name}: and its reason");
                for other in FROZEN.iter().filter(|other| **other != field) {
                    assert_eq!(revised.text(other), statement.text(other), "{name}: {other} was not to be changed");
                    assert_eq!(revised.list(other), statement.list(other), "{name}: {other} was not to be changed");
                }
                let now = (revised.text("digest").to_owned(), revised.text("revision").to_owned(), before.2);
                self.last.insert(statement.label.clone(), now);
            }
        }
    }

    fn withdraw(&mut self, statement: Pick, reason: &str) {
        let statements = self.statements();
        if statements.is_empty() {
            return;
        }
        let statement = (*statement.get(&statements)).clone();
        match issue::withdraw(&statement, reason) {
            Err(_) => assert!(reason.trim().is_empty() || !statement.lacks("withdrawn"), "it can be withdrawn, once"),
            Ok(act) => {
                assert!(!reason.trim().is_empty() && statement.lacks("withdrawn"), "with a reason, and once");
                self.register.record("LA", act);
                let memory = self.last.get_mut(&statement.label).expect("it was issued");
                reason.trim().clone_into(&mut memory.2);
            }
        }
    }

    /// What must hold after everything that is done.
    fn remember(&mut self) {
        for finding in self.play.view().of(Kind::Finding).filter(|finding| !finding.lacks("ref")) {
            let holders = self.given.entry(finding.text("ref").to_owned()).or_default();
            holders.insert(finding.id.clone());
            assert_eq!(holders.len(), 1, "{} was given to another finding before", finding.text("ref"));
        }
        let mut labels = BTreeSet::new();
        let mut issued = BTreeSet::new();
        let programme = Programme::default();
        let book = Book::new(&self.register.state, &programme);
        for statement in book.statements() {
            let name = &statement.label;
            assert!(labels.insert(name.clone()), "{name} stands for one statement");
            assert!(issued.insert(statement.text("finding").to_owned()), "{name}: its finding is issued once");
            let digest = digest::of_fields(&issue::frozen(statement));
            assert_eq!(statement.text("digest"), digest, "{name}: its digest is that of its words");
            let said = self.overridden.entry(name.clone()).or_insert_with(|| statement.text("overridden").to_owned());
            assert_eq!(statement.text("overridden"), said, "{name}: how its gate was passed stands for good");
            let now = (digest, statement.text("revision").to_owned(), statement.text("withdrawn").to_owned());
            let last = self.last.entry(name.clone()).or_insert_with(|| now.clone());
            assert_eq!(*last, now, "{name}: nothing but a revision or a withdrawal changes a statement");
            let withdrawn = book.case(statement).stage == Stage::Withdrawn;
            assert_eq!(withdrawn, !statement.lacks("withdrawn"), "{name}: its stage is derived");
        }
        assert_eq!(labels.len(), self.overridden.len(), "no statement ever goes away");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_way_leads_around_the_gate(deeds in prop::collection::vec(deed(), 1..60)) {
        let mut office = Office::new();
        for deed in &deeds {
            office.perform(deed);
        }
    }

    #[test]
    fn what_is_issued_stays_whatever_follows(deeds in prop::collection::vec(deed(), 1..40)) {
        let mut office = Office::ready();
        office.perform(&Deed::Issue { reason: 0, by: 0 });
        prop_assert_eq!(office.statements().len(), 1, "complete and presented, it is issued without a word");
        for deed in &deeds {
            office.perform(deed);
        }
    }
}

fn gate(office: &Office) -> String {
    issue::gate(&office.play.view(), "LA").join("\n")
}

#[test]
fn the_gate_names_each_thing_that_is_missing() {
    let ready = || {
        let office = Office::ready();
        assert_eq!(gate(&office), "", "nothing is missing");
        let finding = office.findings()[0].clone();
        (office, finding)
    };
    for (field, value, says) in [
        ("grade", Value::from(""), "F01: has no grade"),
        ("grade", "unheard-of".into(), "F01: has no grade"),
        ("requirement", "".into(), "F01: lacks requirement"),
        ("evidence", " \n".into(), "F01: lacks evidence"),
        ("nature", "".into(), "F01: lacks nature"),
        ("criteria", list(&[]), "F01: lacks criterion"),
        ("evidence_items", list(&[]), "F01: links to no evidence"),
        ("ref", "".into(), "present them first"),
    ] {
        let (mut office, finding) = ready();
        office.play.set(&finding, field, value);
        assert!(gate(&office).contains(says), "without {field} the gate says {says:?}: {}", gate(&office));
    }
    let (mut office, _) = ready();
    office.play.set(&ObjectId::plan(), "issuer", "RB");
    assert!(gate(&office).contains("RB as issuer, and you are LA"), "the issuer is named: {}", gate(&office));
    let (mut office, finding) = ready();
    office.play.apart("RB", Act::change(Change::on(finding).set("nature", "otherwise")));
    assert!(gate(&office).contains("two values for nature"), "a disagreement is named: {}", gate(&office));
    let mut office = Office::new();
    office.perform(&Deed::Note { grade: 1, parts: 0xff });
    office.perform(&Deed::Present(Vec::new()));
    assert!(
        gate(&office).contains("closing meeting"),
        "so is the meeting that due dates count from: {}",
        gate(&office)
    );
}

#[test]
fn one_reference_for_two_findings_is_never_issued() {
    let mut office = Office::new();
    office.perform(&Deed::Note { grade: 1, parts: 0xff });
    let act = issue::present(&office.play.view(), &[], &State::default()).expect("presented");
    office.play.record("LA", act);
    // RB, offline, has one finding too, and gives it the first number.
    let noted = office.play.object(&office.findings()[0]).fields.clone();
    let kept = noted.iter().filter(|(name, _)| *name != "ref");
    let fields = kept.map(|(name, field)| (name.to_owned(), Value::clone(&field.value))).collect();
    let entry = office.play.apart("RB", Act::make(Kind::Finding, "RB-1", fields));
    let second = ObjectId::made(&entry, 0);
    let present = office.play.apart("RB", Act::change(Change::on(second.clone()).set("ref", format!("{ID}-F01"))));
    office.play.make(Kind::Meeting, texts(&[("which", "closing"), ("held", "2026-06-18 15:30")]));
    assert!(gate(&office).contains("IA-2026-02-F01"), "the gate names the reference given twice: {}", gate(&office));
    for reason in ["", "in a hurry"] {
        let now = play::at(60).naive_local();
        let register = Ledger::default();
        let with = Issue { now, initials: "LA", heads: vec![], override_reason: reason, register: &register.state };
        let refused = issue::issue(&office.play.view(), &with).expect_err("one number cannot stand for two findings");
        assert!(refused.join("\n").contains("IA-2026-02-F01"), "with or without a reason: {refused:?}");
    }
    // The way out: undo one, and present again.
    office.play.record("RB", Act::Strike(present));
    let act = issue::present(&office.play.view(), &[], &State::default()).expect("presented");
    office.play.record("LA", act);
    assert_eq!(office.play.object(&second).text("ref"), "IA-2026-02-F02", "the next number is free");
    assert_eq!(gate(&office), "", "and nothing is missing any more");
}

#[test]
fn references_go_on_from_the_highest_ever_given() {
    let mut office = Office::ready();
    office.perform(&Deed::Note { grade: 3, parts: 0xff });
    office.perform(&Deed::Present(Vec::new()));
    let refs = |office: &Office| -> Vec<String> {
        office.play.view().of(Kind::Finding).map(|finding| finding.text("ref").to_owned()).collect()
    };
    assert_eq!(refs(&office), ["IA-2026-02-F01", "IA-2026-02-F02"], "a later one follows, though it is worse");
    let last = office.play.ledger.entries.last().expect("entries").name();
    office.play.record("LA", Act::Strike(last));
    assert_eq!(refs(&office), ["IA-2026-02-F01", ""], "undone");
    office.perform(&Deed::Present(Vec::new()));
    assert_eq!(refs(&office), ["IA-2026-02-F01", "IA-2026-02-F03"], "and its number stays used");
    office.perform(&Deed::Issue { reason: 0, by: 0 });
    while office.statements().iter().any(|statement| statement.lacks("withdrawn")) {
        let open = office.statements().iter().position(|statement| statement.lacks("withdrawn")).expect("one");
        let act = issue::withdraw(office.statements()[open], "the record was found").expect("withdrawn");
        office.register.record("LA", act);
    }
    office.last.clear();
    office.perform(&Deed::Note { grade: 1, parts: 0xff });
    office.play.record("LA", issue::present(&office.play.view(), &[], &State::default()).expect("presented"));
    assert_eq!(refs(&office)[2], "IA-2026-02-F04", "nor does a withdrawal give one back");
    let many = Act::change(Change::on(office.findings()[0].clone()).set("ref", "IA-2026-02-F4294967295"));
    office.play.record("LA", many);
    office.perform(&Deed::Note { grade: 1, parts: 0xff });
    drop(issue::present(&office.play.view(), &[], &State::default()));
    office.play.set(&office.findings()[0], "ref", ID);
    assert!(office.play.view().find("F01").is_none(), "a reference that is none is found by nobody, and harms nobody");
}

#[test]
fn worst_comes_first_unless_an_order_is_asked_for() {
    let mut office = Office::new();
    for grade in [4, 1, 3] {
        office.perform(&Deed::Note { grade, parts: 0xff });
    }
    let given = |act: Act| -> Vec<String> {
        let Act::Record { set, .. } = act else { panic!("a record") };
        set.iter().map(|change| office.play.object(&change.on).label.clone()).collect()
    };
    let view = office.play.view();
    assert_eq!(
        given(issue::present(&view, &[], &State::default()).expect("presented")),
        ["LA-3", "LA-2", "LA-1"],
        "major, minor, observation"
    );
    let order = ["LA-1".to_owned()];
    let first = given(issue::present(&view, &order, &State::default()).expect("presented"));
    assert_eq!(first, ["LA-1", "LA-3", "LA-2"], "what is named first comes first, the others as ever");
    let wrong = issue::present(&view, &["EV-001".to_owned()], &State::default()).expect_err("no finding");
    assert!(wrong.contains("EV-001"), "what is no finding is named: {wrong}");
}

#[test]
fn due_dates_are_agreed_or_counted() {
    let day = |office: &Office| {
        let view = office.play.view();
        let finding = view.of(Kind::Finding).next().expect("one");
        issue::due(&view, finding, issue::closing_day(&view).expect("closed"))
    };
    let mut office = Office::ready();
    assert_eq!(day(&office), "2026-09-16", "a minor one ninety days after the closing meeting of 18 June");
    office.play.set(&office.findings()[0], "grade", "major");
    assert_eq!(day(&office), "2026-08-17", "a major one sixty");
    office.play.set(&office.findings()[0], "grade", "improvement");
    assert_eq!(day(&office), "", "an improvement has no date by itself");
    office.play.set(&office.findings()[0], "grade", "major");
    office.perform(&Deed::Close(18));
    assert_eq!(day(&office), "2026-08-18", "a closing meeting held again counts anew");
    let meetings: Vec<ObjectId> = office.play.view().of(Kind::Meeting).map(|meeting| meeting.id.clone()).collect();
    office.play.set(&meetings[0], "views", list(&["F01 | agreed | 2026-08-01"]));
    assert_eq!(day(&office), "2026-08-01", "a date agreed in the meeting stands before one that is counted");
    office.play.set(&meetings[1], "views", list(&["f01 | disputed | 2026-08-05 | wants more time"]));
    assert_eq!(day(&office), "2026-08-05", "and the later meeting before the earlier");
    office.play.set(&office.findings()[0], "due", "2026-07-31");
    assert_eq!(day(&office), "2026-07-31", "its own date before all of them");
}

#[test]
fn what_only_actions_set_is_not_open_to_a_revision() {
    let mut office = Office::ready();
    office.perform(&Deed::Issue { reason: 2, by: 1 });
    office.perform(&Deed::Issuer(1));
    let statement = office.statements()[0].clone();
    let programme = office.play.programme.clone();
    let terms = Terms { programme: &programme, audit: None };
    for field in
        ["overridden", "digest", "ref", "due", "addendum", "withdrawn", "revision", "issued", "quotes", "heads"]
    {
        let typed = [format!("{field}=")];
        let refused = terms.fields(Kind::Statement, Some(&statement), &typed);
        assert!(refused.is_err(), "{field} of a statement cannot be typed away");
        let wanted = Fields::from([(field.to_owned(), "x".into())]);
        let refused = issue::revise(&statement, &wanted, "a good reason").expect_err("not by a revision either");
        assert!(refused.contains(field), "{field} is named: {refused}");
    }
}
