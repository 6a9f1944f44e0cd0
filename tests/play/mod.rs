//! An audit acted out in memory: writers with journals of their own, a clock, the folded state and a small checklist.
//!
//! Must not know: files, or what any one test is after.

#![allow(dead_code, reason = "each test uses its part of it")]

use chrono::{DateTime, FixedOffset};
use std::collections::BTreeMap;
use workpaper::domain::audit::{Audit, Index};
use workpaper::domain::checklist::{Checklist, Item, Section};
use workpaper::domain::entry::{Act, Change, Entry, Fields, Head, Seen, Value};
use workpaper::domain::fields::Kind;
use workpaper::domain::fold::{Object, State};
use workpaper::domain::ident::{EntryRef, JournalName, ObjectId};
use workpaper::domain::programme::Programme;

/// The audit's id.
pub const ID: &str = "IA-2026-02";

/// Entries of several writers, and what they come to.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    pub state: State,
    pub minutes: i64,
}

/// The morning of the audit, this many minutes on.
pub fn at(minutes: i64) -> DateTime<FixedOffset> {
    let start = DateTime::parse_from_rfc3339("2026-06-16T09:00:00+02:00").expect("a moment");
    start + chrono::TimeDelta::minutes(minutes)
}

impl Ledger {
    /// An entry of somebody who has seen all there is.
    pub fn record(&mut self, by: &str, act: Act) -> EntryRef {
        self.write(by, act, true)
    }

    /// An entry of somebody who has seen nothing but their own.
    pub fn apart(&mut self, by: &str, act: Act) -> EntryRef {
        self.write(by, act, false)
    }

    fn write(&mut self, by: &str, act: Act, all: bool) -> EntryRef {
        self.minutes += 1;
        let journal = JournalName::new(&format!("{by}-7f3k2m9q"));
        let n = self.entries.iter().filter(|entry| entry.journal == journal).count();
        let n = u32::try_from(n).expect("few entries") + 1;
        let mut seen: BTreeMap<JournalName, Seen> = BTreeMap::new();
        for other in self.entries.iter().filter(|entry| all && entry.journal != journal) {
            seen.insert(other.journal.clone(), Seen(other.head.n, other.h.clone()));
        }
        let (prev, body, by) = (String::new(), String::new(), by.to_owned());
        let head = Head { n, prev, at: at(self.minutes), key: None, by, seen, was: None, body };
        let entry = Entry { h: format!("{journal}:{n}"), journal: journal.clone(), head, act };
        let pushed = self.state.push(&entry);
        self.entries.push(entry);
        if !pushed {
            self.state = State::fold(&self.entries);
        }
        EntryRef { journal, n }
    }

    /// The object that an entry made first.
    pub fn made(&self, entry: &EntryRef) -> &Object {
        self.state.get(&ObjectId::made(entry, 0)).unwrap_or_else(|| panic!("{entry} made something that stands"))
    }
}

/// An audit with its checklist and programme.
#[derive(Debug, Clone)]
pub struct Play {
    pub ledger: Ledger,
    pub checklist: Checklist,
    pub programme: Programme,
    index: Index,
}

/// Two clauses with and without letters, three controls.
pub fn checklist() -> Checklist {
    let section = |id: &str, controls| Section { id: id.into(), title: format!("Section {id}"), controls };
    let item = |id: &str, section: &str| Item {
        id: id.into(),
        section: section.into(),
        title: format!("Title of {id}"),
        ..Item::default()
    };
    let letters = ["a)", "a) 1)", "a) 2)", "b)", "c)", "c) 1)", "c) 2)"];
    let letters = letters.into_iter().map(|letter| (letter.to_owned(), "gist".to_owned())).collect();
    Checklist {
        id: "small".into(),
        title: "A small checklist".into(),
        sections: vec![section("6", false), section("7", false), section("A.5", true), section("A.8", true)],
        items: vec![
            Item { letters, ..item("6.1.2", "6") },
            item("7.5.1", "7"),
            item("A.5.1", "A.5"),
            item("A.5.18", "A.5"),
            item("A.8.13", "A.8"),
        ],
        ..Checklist::default()
    }
}

impl Play {
    /// A planned audit: two criteria documents with codes, the organisation's default grades.
    pub fn new() -> Self {
        let ledger = Ledger::default();
        let index = Index::new(&ledger.state);
        let mut play = Self { ledger, checklist: checklist(), programme: Programme::default(), index };
        let criteria = ["ACP | Access Control Procedure | v3.1", "SoA | Statement of Applicability | v7"];
        let criteria: Vec<String> = criteria.map(str::to_owned).into();
        play.record("LA", Act::change(Change::on(ObjectId::plan()).set("criteria", criteria)));
        play
    }

    pub fn view(&self) -> Audit<'_> {
        Audit {
            id: ID,
            state: &self.ledger.state,
            checklist: &self.checklist,
            index: &self.index,
            programme: &self.programme,
        }
    }

    pub fn record(&mut self, by: &str, act: Act) -> EntryRef {
        let entry = self.ledger.record(by, act);
        self.index = Index::new(&self.ledger.state);
        entry
    }

    pub fn apart(&mut self, by: &str, act: Act) -> EntryRef {
        let entry = self.ledger.apart(by, act);
        self.index = Index::new(&self.ledger.state);
        entry
    }

    /// Makes an object with its next label, as LA; returns its identity.
    pub fn make(&mut self, kind: Kind, fields: Fields) -> ObjectId {
        let label = self.ledger.state.label_for(kind, "LA", "");
        ObjectId::made(&self.record("LA", Act::make(kind, label, fields)), 0)
    }

    pub fn set(&mut self, on: &ObjectId, field: &str, value: impl Into<Value>) -> EntryRef {
        self.record("LA", Act::change(Change::on(on.clone()).set(field, value)))
    }

    pub fn object(&self, id: &ObjectId) -> &Object {
        self.ledger.state.get(id).unwrap_or_else(|| panic!("{id} stands"))
    }
}

/// Texts by field name.
pub fn texts(fields: &[(&str, &str)]) -> Fields {
    fields.iter().map(|(name, text)| ((*name).to_owned(), Value::from(*text))).collect()
}

/// A list's value.
pub fn list(members: &[&str]) -> Value {
    Value::List(members.iter().map(|member| (*member).to_owned()).collect())
}
