//! Every rule of the review: what it finds, what it says it is about, where it leads, and what it lets pass.
//!
//! Must not know: how remarks are shown. Each case breaks one thing in an audit that is in order.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod play;

use play::{at, checklist, list, texts};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use tempfile::TempDir;
use workpaper::domain::entry::{Act, Change, Fields, Value};
use workpaper::domain::fields::{Kind, spec};
use workpaper::domain::finding;
use workpaper::domain::ident::{EntryRef, ObjectId};
use workpaper::domain::review::{Jump, RULES, Remark, review};
use workpaper::domain::sample::cell;
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
        review(&self.audit.view())
    }
}

fn homes(folder: &TempDir, account: &str) -> Homes {
    let home = |name: &str| folder.path().join(account).join(name);
    Homes { state: home("state"), config: home("config"), data: home("data") }
}

/// One thing out of order, what the rule calls it, where it leads; and something like it that is in order.
struct Case {
    rule: &'static str,
    breaks: fn(&mut Office),
    /// Of each remark: its subject, a piece of its words, and the page it leads to, as [`page`] names it.
    says: &'static [(&'static str, &'static str, &'static str)],
    beside: fn(&mut Office),
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

const CASES: &[Case] = &[
    Case {
        rule: "finding-grade",
        breaks: |office| drop(office.set("LA-1", "grade", "")),
        says: &[("LA-1", "no grade", "LA-1")],
        beside: |office| drop(office.set("LA-1", "grade", "observation")),
    },
    Case {
        rule: "finding-grade",
        breaks: |office| drop(office.set("LA-1", "grade", "catastrophic")),
        says: &[("LA-1", "no grade", "LA-1")],
        // What is not carried on needs no grade.
        beside: |office| {
            office.set("LA-1", "grade", "");
            office.set("LA-1", "dropped", "seen twice");
        },
    },
    Case {
        rule: "reference",
        breaks: |office| {
            office.set("LA-1", "ref", "IA-1-F01");
            office.make(Kind::Finding, texts(&[("grade", "observation"), ("nature", "twice"), ("ref", "IA-1-F01")]));
        },
        says: &[("IA-1-F01", "LA-2 and LA-1 bear one reference", "IA-1-F01")],
        beside: |office| {
            office.set("LA-1", "ref", "IA-1-F01");
            office.make(Kind::Finding, texts(&[("grade", "observation"), ("nature", "twice"), ("ref", "IA-1-F02")]));
        },
    },
    Case {
        rule: "finding-parts",
        breaks: |office| {
            office.set("LA-1", "requirement", "");
            office.set("LA-1", "nature", "  \n");
        },
        says: &[("LA-1", "lacks requirement, nature", "LA-1")],
        beside: |office| drop(office.set("LA-1", "process", "")),
    },
    Case {
        rule: "finding-parts",
        breaks: |office| {
            office.set("LA-1", "evidence", "");
            office.set("LA-1", "criteria", list(&[]));
        },
        says: &[("LA-1", "lacks criterion, evidence", "LA-1")],
        beside: |office| {
            office.set("LA-1", "grade", "observation");
            office.set("LA-1", "evidence", "");
            office.set("LA-1", "requirement", "");
        },
    },
    Case {
        rule: "finding-evidence",
        breaks: |office| {
            office.set("LA-1", "evidence_items", list(&[]));
            office.set("LA-1", "samples", list(&[]));
        },
        says: &[("LA-1", "no evidence item, sample or line", "LA-1")],
        beside: |office| drop(office.set("LA-1", "evidence_items", list(&[]))),
    },
    Case {
        rule: "conflict",
        breaks: |office| {
            let change = || Change::on(ObjectId::item("7.5.1"));
            office.at_the_same_time(change().set("verdict", "open"), change().set("verdict", "nonconforming"));
        },
        says: &[("7.5.1", "verdict: nonconforming (RB) / open (LA)", "item 7.5.1")],
        beside: |office| {
            let change = || Change::on(ObjectId::item("7.5.1"));
            office.at_the_same_time(change().set("verdict", "open"), change().set("verdict", "open"));
        },
    },
    Case {
        rule: "conflict",
        breaks: |office| {
            let id = office.id("LA-1");
            let change = || Change::on(id.clone());
            office.at_the_same_time(change().set("grade", "major"), change().set("grade", "observation"));
        },
        says: &[("LA-1", "grade: observation (RB) / major (LA)", "LA-1")],
        // Lists merge, and two fields are no disagreement.
        beside: |office| {
            let id = office.id("LA-1");
            let change = || Change::on(id.clone());
            office.at_the_same_time(change().add("items", "6.1.2"), change().add("items", "7.5.1"));
            office.at_the_same_time(change().set("grade", "major"), change().set("title", "Leavers"));
        },
    },
    Case {
        rule: "conflict",
        breaks: |office| {
            let change = || Change::on(ObjectId::plan());
            office.at_the_same_time(change().set("scope", "all"), change().set("scope", "some"));
        },
        says: &[("plan", "scope: some (RB) / all (LA)", "plan scope")],
        beside: |office| {
            let change = || Change::on(ObjectId::plan());
            office.at_the_same_time(change().set("scope", "all"), change().set("scope", "some"));
            office.set("plan", "scope", "all, settled");
        },
    },
    Case {
        rule: "own-rule",
        breaks: |office| drop(office.set("LA-1", "criteria", list(&["A.5.18"]))),
        says: &[("LA-1", "control alone", "LA-1")],
        beside: |office| {
            office.set("LA-1", "criteria", list(&["A.5.18"]));
            office.set("LA-1", "requirement", "SoA v7: accounts are closed on the last day.");
        },
    },
    Case {
        rule: "own-rule",
        breaks: |office| drop(office.set("LA-1", "criteria", list(&["A.5.18", "6.1.2 c) 2)"]))),
        says: &[("LA-1", "own rule", "LA-1")],
        // Of a clause the clause itself is the requirement.
        beside: |office| drop(office.set("LA-1", "criteria", list(&["6.1.2 c) 2)"]))),
    },
    Case {
        rule: "vague",
        breaks: |office| drop(office.set("LA-1", "nature", "Access reviews were insufficient.")),
        says: &[("LA-1", "nature says \"insufficient\"", "LA-1")],
        beside: |office| drop(office.set("LA-1", "nature", "Access reviews were insufficient for 9 of 22 systems.")),
    },
    Case {
        rule: "numbers",
        breaks: |office| drop(office.set("LA-1", "evidence", "3 of 3 sampled from 61 leavers.")),
        says: &[("LA-1", "3 of 3, but S-01 counts 1 / 2 / 0", "LA-1")],
        beside: |office| drop(office.set("LA-1", "evidence", "2 of 3 were closed, 1 of 3 was not; 4 of 9 elsewhere.")),
    },
    Case {
        rule: "numbers",
        breaks: |office| drop(office.set("LA-1", "evidence", "1 of 3 sampled from 16 leavers.")),
        says: &[("LA-1", "from 16, but the population counts 61", "LA-1")],
        beside: |office| drop(office.set("LA-1", "evidence", "1 of 3, as seen from 16 June on.")),
    },
    Case {
        rule: "read-back",
        breaks: |office| {
            office.line(">", "and one more thing", "A.5.18");
            office.line("=", "a ticket", "A.5.18");
        },
        says: &[("INT-01", "2 facts not read back", "INT-01")],
        beside: |office| {
            let question = office.line("?", "who else", "A.5.18");
            office.record(Act::change(Change::on(question).set("done", "nobody")));
            office.line("~", "nervous", "A.5.18");
        },
    },
    Case {
        rule: "no-reason",
        breaks: |office| drop(office.verdict("A.5.1", "not-audited", "")),
        says: &[("A.5.1", "not audited without a reason", "item A.5.1")],
        beside: |office| drop(office.verdict("A.5.1", "not-audited", "no occurrence in the period")),
    },
    Case {
        rule: "no-reason",
        breaks: |office| drop(office.verdict("A.8.13", "not-applicable", " ")),
        says: &[("A.8.13", "not applicable without a reason", "item A.8.13")],
        // A nonconformity outranks the exclusion: then no reason is wanted.
        beside: |office| {
            office.verdict("A.8.13", "not-applicable", "");
            office.set("LA-1", "criteria", list(&["A.5.18", "ACP 4.3", "A.8.13"]));
        },
    },
    Case {
        rule: "no-line",
        breaks: |office| drop(office.verdict("A.5.1", "conforms", "")),
        says: &[("A.5.1", "no line", "item A.5.1")],
        beside: |office| {
            office.verdict("A.5.1", "conforms", "");
            office.line("@", "policy v4", "A.5.1");
            office.line("==", "", "");
        },
    },
    Case {
        rule: "no-finding",
        breaks: |office| drop(office.verdict("A.5.1", "nonconforming", "")),
        says: &[("A.5.1", "no finding cites it", "item A.5.1")],
        beside: |office| {
            office.verdict("A.5.1", "nonconforming", "");
            office.set("LA-1", "criteria", list(&["A.5.18", "ACP 4.3", "A.5.1"]));
        },
    },
    Case {
        rule: "untouched",
        breaks: |office| drop(office.verdict("A.5.1", "open", "")),
        says: &[("A.5.1", "neither looked at nor excused", "item A.5.1")],
        beside: |office| {
            office.verdict("A.5.1", "open", "");
            office.line("@", "policy v4", "A.5.1");
            office.line("==", "", "");
        },
    },
    Case {
        rule: "untouched",
        breaks: |office| {
            office.verdict("A.5.1", "open", "");
            // To ask is not to have looked.
            let question = office.line("?", "who approves it", "A.5.1");
            office.record(Act::change(Change::on(question).set("done", "the board")));
            office.line("~", "later", "A.5.1");
        },
        says: &[("A.5.1", "neither looked at nor excused", "item A.5.1")],
        beside: |office| drop(office.verdict("A.5.1", "not-audited", "audited in IA-2026-01")),
    },
    Case {
        rule: "independence",
        breaks: |office| drop(office.set("plan", "team", list(&["LA | Lead auditor | 7"]))),
        says: &[("7.5.1", "LA audited an area they run", "item 7.5.1")],
        // A.8.1 covers neither A.8.13 nor the other way round, and RB has audited nothing.
        beside: |office| drop(office.set("plan", "team", list(&["LA | Lead auditor | A.8.1", "RB | Auditor | 7"]))),
    },
    Case {
        rule: "population",
        breaks: |office| {
            office.set("S-01", "source", "");
            office.set("S-01", "size", "");
            office.set("LA-1", "evidence", "1 of 3 leavers.");
        },
        says: &[("S-01", "no source, no size", "S-01")],
        beside: |office| drop(office.set("S-01", "method", "")),
    },
    Case {
        rule: "exceptions",
        breaks: |office| drop(office.set("LA-1", "samples", list(&[]))),
        says: &[("S-01", "1 exception and no finding", "S-01")],
        beside: |office| {
            office.set("LA-1", "samples", list(&[]));
            office.set("S-01", &cell("L-03", "disabled?"), ".");
        },
    },
    Case {
        rule: "exceptions",
        // A finding that is not carried on covers nothing.
        breaks: |office| {
            office.set("S-01", &cell("L-11", "disabled?"), "x");
            office.set("LA-1", "dropped", "to be looked at next year");
            office.verdict("A.5.18", "conforms", "");
        },
        says: &[("S-01", "2 exceptions and no finding", "S-01")],
        beside: |office| drop(office.set("LA-1", "grade", "observation")),
    },
    Case {
        rule: "evidence-date",
        breaks: |office| drop(office.set("EV-001", "dated", " ")),
        says: &[("EV-001", "has no date", "EV-001")],
        beside: |office| {
            office.set("EV-001", "dated", "");
            office.set("EV-001", "period_to", "2026-05-31");
        },
    },
    Case {
        rule: "evidence-date",
        breaks: |office| drop(office.set("EV-001", "dated", "last line 31 May 2025")),
        says: &[("EV-001", "31 May 2025, before the period", "EV-001")],
        // The first day of the period counts, and a document may be as old as it is.
        beside: |office| {
            office.set("EV-001", "dated", "2025-06-01");
            let policy = texts(&[("title", "Policy"), ("type", "document"), ("dated", "2 Feb 2021")]);
            office.make(Kind::Evidence, policy);
        },
    },
    Case {
        rule: "evidence-copy",
        breaks: |office| drop(office.set("EV-001", "check", "changed since 2026-06-16")),
        says: &[("EV-001", "its copy is changed", "EV-001")],
        beside: |office| drop(office.set("EV-001", "check", "as taken, 2026-06-18")),
    },
    Case {
        rule: "open-lines",
        breaks: |office| {
            office.line("?", "who approves exceptions", "A.5.18");
            office.line("&", "leavers list of June", "A.5.18");
        },
        says: &[
            ("16 Jun 09:13 ?", "open question: who approves exceptions A.5.18", "who approves exceptions"),
            ("16 Jun 09:14 &", "asked for, not received: leavers list of June A.5.18", "leavers list of June"),
        ],
        beside: |office| {
            let asked = office.line("&", "leavers list of June", "A.5.18");
            office.record(Act::change(Change::on(asked).set("done", "EV-001")));
        },
    },
    Case {
        rule: "orphans",
        breaks: |office| {
            let line = office.line("?", "who else", "A.5.18");
            office.record(Act::change(Change::on(line.clone()).set("done", "nobody")));
            let entry = line.as_str().parse().expect("an entry");
            office.record(Act::Strike(entry));
        },
        says: &[("LA-", "which is struck out", "plan title")],
        beside: |office| {
            let line = office.line("?", "who else", "A.5.18");
            let change = office.record(Act::change(Change::on(line.clone()).set("done", "nobody")));
            office.record(Act::Strike(change));
            let entry = line.as_str().parse().expect("an entry");
            office.record(Act::Strike(entry));
        },
    },
    Case {
        rule: "soa-reason",
        breaks: |office| office.soa("A.5.1,no,,,\nA.5.18,yes,,yes,\nA.8.13,yes,contracts,,\n"),
        says: &[
            ("A.5.1", "excluded without a justification", "item A.5.1"),
            ("A.5.18", "included without a justification", "item A.5.18"),
            ("A.8.13", "not said whether it is implemented", "item A.8.13"),
        ],
        // Of what is not in the audit, it speaks only where the audit covers 6.1.3.
        beside: |office| office.soa("A.5.18,yes,contracts,no,\nA.8.30,yes,,yes,\n"),
    },
    Case {
        rule: "soa-missing",
        breaks: |office| office.soa("A.5.1,yes,law,yes,\nA.8.13,no,nothing is kept,,\n"),
        says: &[("A.5.18", "does not list it", "item A.5.18")],
        beside: |office| office.soa("A.5.1,yes,law,yes,\nA.5.18,yes,law,yes,\nA.8.13,no,nothing is kept,,\n"),
    },
    Case {
        rule: "soa-verdict",
        breaks: |office| {
            office.verdict("A.5.1", "conforms", "");
            office.soa("A.5.1,yes,law,planned,\nA.5.18,yes,law,yes,\nA.8.13,yes,law,yes,\n");
        },
        says: &[
            ("A.5.1", "only planned; the verdict is conforms", "item A.5.1"),
            ("A.5.18", "states it is implemented; the verdict is nonconforming", "item A.5.18"),
            ("A.8.13", "includes it; the verdict is not applicable", "item A.8.13"),
        ],
        beside: |office| {
            office.verdict("A.5.1", "conforms", "");
            office.soa("A.5.1,yes,law,yes,\nA.5.18,yes,law,partly,\nA.8.13,no,nothing is kept,,\n");
        },
    },
    Case {
        rule: "conclusion",
        breaks: |office| {
            office.set("plan", "conforms_own", "");
            office.set("plan", "conforms_standard", " ");
            office.set("plan", "effective", "\n");
        },
        says: &[
            ("conclusion", "9.2.1 a) 1)", "plan conforms_own"),
            ("conclusion", "9.2.1 a) 2)", "plan conforms_standard"),
            ("conclusion", "9.2.1 b)", "plan effective"),
        ],
        beside: |office| drop(office.set("plan", "conclusion", "")),
    },
];

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
