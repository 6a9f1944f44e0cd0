//! A case for each rule of the review: what it finds, and what stands just beside and is in order.
//!
//! Must not know: how the cases are run.

use super::Office;
use super::play::{list, texts};
use workpaper::domain::entry::{Act, Change};
use workpaper::domain::fields::Kind;
use workpaper::domain::ident::ObjectId;
use workpaper::domain::sample::cell;

/// One thing out of order, what the rule calls it, where it leads; and something like it that is in order.
pub struct Case {
    pub rule: &'static str,
    pub breaks: fn(&mut Office),
    /// Of each remark: its subject, a piece of its words, and the page it leads to, as [`page`] names it.
    pub says: &'static [(&'static str, &'static str, &'static str)],
    pub beside: fn(&mut Office),
}

pub const CASES: &[Case] = &[
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
        says: &[("LA-1", "3 of 3, but S-01 on `disabled?` counts 1 exception, 2 as required, 0 not available", "LA-1")],
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
        rule: "earlier",
        breaks: |office| office.carried("IA-2025-01-F04", "A.5.18"),
        says: &[("IA-2025-01-F04", "not verified", "item IA-2025-01-F04")],
        beside: |office| {
            office.carried("IA-2025-01-F04", "A.5.18");
            office.line("=", "accounts of May: none left", "IA-2025-01-F04");
            office.verdict("IA-2025-01-F04", "conforms", "");
        },
    },
    Case {
        rule: "earlier",
        breaks: |office| office.carried("IA-2025-01-F04", "A.8.13"),
        says: &[("IA-2025-01-F04", "not verified", "item IA-2025-01-F04")],
        // A finding that repeats it says that it was not put right.
        beside: |office| {
            office.carried("IA-2025-01-F04", "A.8.13");
            office.set("LA-1", "recurrence_of", list(&["IA-2025-01-F04"]));
        },
    },
    Case {
        rule: "repeats",
        breaks: |office| {
            office.earlier("IA-2025-01-F04", "A.5.18");
            office.earlier("IA-2025-01-F09", "A.5.18");
        },
        says: &[("LA-1", "same requirement A.5.18 as IA-2025-01-F09: raised: as before (and 1 before it)", "LA-1")],
        // Another requirement, or it says so.
        beside: |office| {
            office.earlier("IA-2025-01-F03", "A.5.1");
            office.earlier("IA-2025-01-F04", "A.5.18");
            office.set("LA-1", "recurrence_of", list(&["ia-2025-01-f04"]));
        },
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
