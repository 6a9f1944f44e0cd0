//! Clause 10.2 as the register derives it: stages, the closing gate, rounds, refusals.
//!
//! Must not know: files. Entries are made here by hand, also such as no command would record.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use workpaper::domain::entry::{Act, Change, Entry, Fields, Head, Seen, Value};
use workpaper::domain::fields::Kind;
use workpaper::domain::fold::State;
use workpaper::domain::followup::case::{Book, Stage};
use workpaper::domain::followup::record::{self, Desk, Said};
use workpaper::domain::followup::{history, likeness};
use workpaper::domain::ident::{EntryRef, JournalName, ObjectId};
use workpaper::domain::programme::Programme;
use workpaper::domain::summary;

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("test dates are ISO")
}

/// A register written by two people who read each other before each entry.
#[derive(Debug, Default, Clone)]
struct Register {
    entries: Vec<Entry>,
}

impl Register {
    fn write(&mut self, writer: usize, act: Act) -> EntryRef {
        let journal = JournalName::new(["LA-mmmm", "FA-aaaa"][writer]);
        let n = self.entries.iter().filter(|entry| entry.journal == journal).count();
        let n = u32::try_from(n).expect("few");
        let mut seen: BTreeMap<JournalName, Seen> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.journal != journal) {
            seen.insert(entry.journal.clone(), Seen(entry.head.n, entry.h.clone()));
        }
        let minute = i64::try_from(self.entries.len()).expect("few") * 60_000;
        let at = chrono::DateTime::from_timestamp_millis(1_782_000_000_000 + minute).expect("a moment").fixed_offset();
        let (by, body) = (journal.to_string(), String::new());
        let head = Head { n, prev: String::new(), at, key: None, by, seen, was: None, body };
        self.entries.push(Entry { journal: journal.clone(), h: format!("{journal}:{n}"), head, act });
        EntryRef { journal, n }
    }

    fn state(&self) -> State {
        State::fold(&self.entries)
    }

    fn statement(&mut self) -> ObjectId {
        let fields = fields(&[("grade", "minor"), ("raised", "2026-06-18"), ("due", "2026-09-16")]);
        ObjectId::made(&self.write(0, Act::make(Kind::Statement, "IA-1-F01", fields)), 0)
    }
}

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), Value::from(*text))).collect()
}

/// What may be recorded, also out of any sensible order.
#[derive(Debug, Clone)]
enum Deed {
    Step(&'static str),
    Cause { method: bool },
    Criterion,
    Effect { result: usize, own: bool },
    Plan { owner: usize },
    Done(prop::sample::Index),
    Undone(prop::sample::Index),
    Close { reason: bool },
    Strike(prop::sample::Index),
}

const RESULTS: [&str; 4] = ["effective", "partly", "not-effective", "too-early"];

fn deed() -> impl Strategy<Value = Deed> {
    let step = prop::sample::select(vec![
        "correction",
        "no-correction",
        "consequences",
        "similar",
        "similar",
        "isms",
        "accept",
        "dispute",
        "no-action",
        "reopen",
        "accept-risk",
        "recurs",
    ]);
    prop_oneof![
        6 => step.prop_map(Deed::Step),
        4 => prop::bool::weighted(0.8).prop_map(|method| Deed::Cause { method }),
        3 => Just(Deed::Criterion),
        5 => (prop_oneof![4 => Just(0_usize), 3 => 1..4_usize], prop::bool::weighted(0.2))
            .prop_map(|(result, own)| Deed::Effect { result, own }),
        4 => (0..2_usize).prop_map(|owner| Deed::Plan { owner }),
        5 => any::<prop::sample::Index>().prop_map(Deed::Done),
        1 => any::<prop::sample::Index>().prop_map(Deed::Undone),
        6 => prop::bool::weighted(0.1).prop_map(|reason| Deed::Close { reason }),
        2 => any::<prop::sample::Index>().prop_map(Deed::Strike),
    ]
}

/// Likely ones in a sensible order, with others thrown in, so that some really close.
fn deeds() -> impl Strategy<Value = Vec<(usize, Deed)>> {
    let index = || any::<prop::sample::Index>();
    let life = (index(), index()).prop_map(|(one, two)| {
        vec![
            Deed::Step("correction"),
            Deed::Cause { method: true },
            Deed::Step("similar"),
            Deed::Plan { owner: 0 },
            Deed::Criterion,
            Deed::Done(one),
            Deed::Done(two),
            Deed::Effect { result: 0, own: false },
            Deed::Close { reason: false },
        ]
    });
    let thrown_in = prop::collection::vec((index(), deed()), 0..8);
    let mixed = (life, thrown_in, prop::option::of(index())).prop_map(|(mut deeds, more, left_out)| {
        if let Some(at) = left_out {
            deeds.remove(at.index(deeds.len()));
        }
        for (at, deed) in more {
            deeds.insert(at.index(deeds.len() + 1), deed);
        }
        deeds
    });
    let any = prop_oneof![2 => mixed, 1 => prop::collection::vec(deed(), 0..30)];
    any.prop_flat_map(|deeds| {
        let writers = prop::collection::vec(0..2_usize, deeds.len());
        writers.prop_map(move |writers| writers.into_iter().zip(deeds.clone()).collect())
    })
}

/// What the closing needs, kept by hand while the entries go by: the oracle, which knows nothing of the fold.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "a ledger of what is there and what is not")]
struct Ledger {
    correction: bool,
    similar: bool,
    cause: bool,
    decided_against: bool,
    risk: bool,
    /// Owner, and the number of the entry that called it done.
    actions: Vec<(EntryRef, usize, Option<usize>)>,
    criterion: Option<usize>,
    /// Number, whether effective, whether checked by an owner.
    check: Option<(usize, bool, bool)>,
    closed: bool,
    overridden: bool,
}

impl Ledger {
    fn complete(&self) -> bool {
        let basics = self.correction && self.similar && self.cause;
        if self.actions.is_empty() && self.decided_against {
            return basics;
        }
        let Some(criterion) = self.criterion else { return false };
        let Some((checked, true, false)) = self.check else { return false };
        let proper = |(_, _, done): &(EntryRef, usize, Option<usize>)| {
            done.is_some_and(|done| done > criterion && done < checked)
        };
        basics && !self.actions.is_empty() && self.actions.iter().all(proper)
    }

    fn next_round(&mut self) {
        (self.cause, self.decided_against, self.risk, self.check, self.closed, self.overridden) =
            (false, false, false, None, false, false);
        self.actions.clear();
    }

    fn take(&mut self, n: usize, name: &EntryRef, deed: &Deed, target: Option<&EntryRef>) {
        let owners: BTreeSet<usize> = self.actions.iter().map(|(_, owner, _)| *owner).collect();
        match deed {
            Deed::Step("correction" | "no-correction") => self.correction = true,
            Deed::Step("similar") => self.similar = true,
            Deed::Step("no-action") => self.decided_against = true,
            Deed::Step("accept-risk") => self.risk = true,
            Deed::Step("reopen") if self.closed || self.risk => self.next_round(),
            Deed::Cause { method } => self.cause = *method,
            Deed::Criterion => self.criterion = Some(n),
            Deed::Effect { result: 1 | 2, .. } => self.next_round(),
            Deed::Effect { result, own } => self.check = Some((n, *result == 0, *own && owners.contains(&0))),
            Deed::Plan { owner } => self.actions.push((name.clone(), *owner, None)),
            Deed::Done(_) | Deed::Undone(_) => {
                let done = matches!(deed, Deed::Done(_)).then_some(n);
                for action in self.actions.iter_mut().filter(|action| Some(&action.0) == target) {
                    action.2 = done;
                }
            }
            Deed::Close { reason } if !self.closed && (*reason || self.complete()) => {
                (self.closed, self.overridden) = (true, *reason);
            }
            Deed::Step(_) | Deed::Strike(_) | Deed::Close { .. } => {}
        }
    }
}

/// Records the deeds; returns what the ledger says of them.
fn act_out(deeds: &[(usize, Deed)]) -> (Register, ObjectId, Ledger) {
    let mut register = Register::default();
    let statement = register.statement();
    let mut plans: Vec<EntryRef> = Vec::new();
    let mut told: Vec<(EntryRef, Deed, Option<EntryRef>)> = Vec::new();
    let mut struck: BTreeSet<EntryRef> = BTreeSet::new();
    for (writer, deed) in deeds {
        let step = |name: &str, more: &[(&str, &str)]| {
            let common = [("of", statement.as_str()), ("step", name), ("text", "words"), ("when", "2026-07-01")];
            Act::make(Kind::Step, "", fields(&[&common, more].concat()))
        };
        let mut target = None;
        let act = match deed {
            Deed::Step("similar") => step("similar", &[("looked", "everywhere")]),
            Deed::Step(name) => step(name, &[("earlier", "IA-0-F01")]),
            Deed::Cause { method } => step("cause", &[("method", if *method { "5 whys" } else { "" })]),
            Deed::Criterion => step("criterion", &[]),
            Deed::Effect { result, own } => {
                let checker = if *own { "owner 0" } else { "somebody else" };
                step("effect", &[("result", RESULTS[*result]), ("checker", checker)])
            }
            Deed::Plan { owner } => {
                let owner = format!("owner {owner}");
                let pairs = [("of", statement.as_str()), ("text", "act"), ("owner", &owner), ("due", "2026-08-01")];
                Act::make(Kind::Action, format!("IA-1-F01-A{}", plans.len() + 1), fields(&pairs))
            }
            Deed::Done(at) | Deed::Undone(at) => {
                if plans.is_empty() {
                    continue;
                }
                let plan = at.get(&plans).clone();
                let day = if matches!(deed, Deed::Done(_)) { "2026-07-01" } else { "" };
                let change = Change::on(ObjectId::made(&plan, 0)).set("done", day);
                target = Some(plan);
                Act::change(change)
            }
            Deed::Close { reason } => step("close", &[("overridden", if *reason { "the client insists" } else { "" })]),
            Deed::Strike(at) => {
                if told.is_empty() {
                    continue;
                }
                let entry = told[at.index(told.len())].0.clone();
                struck.insert(entry.clone());
                Act::Strike(entry)
            }
        };
        let name = register.write(*writer, act);
        match deed {
            Deed::Plan { .. } => plans.push(name.clone()),
            Deed::Strike(_) => continue,
            _ => {}
        }
        told.push((name, deed.clone(), target));
    }
    let mut ledger = Ledger::default();
    for (n, (name, deed, target)) in told.iter().enumerate() {
        if !struck.contains(name) {
            ledger.take(n, name, deed, target.as_ref());
        }
    }
    (register, statement, ledger)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_closes_with_something_missing_but_over_a_reason(deeds in deeds()) {
        let (register, statement, ledger) = act_out(&deeds);
        let (state, programme) = (register.state(), Programme::default());
        let case = Book::new(&state, &programme).case(state.get(&statement).expect("made"));
        let repeated = deeds.iter().filter(|(_, deed)| matches!(deed, Deed::Close { .. })).count() > 1;
        if case.stage == Stage::Closed {
            prop_assert!(ledger.closed, "closed although the ledger is not: {:?}", ledger);
            let reason = case.closing.map_or("", |closing| closing.text("overridden"));
            prop_assert!(!ledger.overridden || !reason.is_empty(), "an override shows its reason");
            // Where an action was touched after a closing, that closing is not passed over, and a later one may stand
            // over its reason instead.
            prop_assert!(repeated || ledger.overridden || reason.is_empty(), "and what was complete shows none");
        }
        // The other way round, unless somebody touched an action after the closing: that is not passed over.
        let touched = deeds.iter().rev().take_while(|(_, deed)| !matches!(deed, Deed::Close { .. }))
            .any(|(_, deed)| matches!(deed, Deed::Done(_) | Deed::Undone(_)));
        if ledger.closed && !touched {
            prop_assert!(repeated || case.stage == Stage::Closed || ledger.overridden, "complete, so it closes: {:?}", case.missing);
        }
    }

    #[test]
    fn the_stage_is_the_same_in_any_file_order(
        (entries, shuffled) in deeds().prop_map(|deeds| act_out(&deeds).0.entries)
            .prop_flat_map(|entries| (Just(entries.clone()), Just(entries).prop_shuffle()))
    ) {
        let programme = Programme::default();
        let rows = |entries: &[Entry]| summary::of_register(&State::fold(entries), &programme);
        prop_assert_eq!(rows(&shuffled), rows(&entries), "the order of reading must not matter");
    }

    #[test]
    fn references_are_never_given_twice(struck in prop::collection::vec(any::<bool>(), 1..12)) {
        let programme = Programme::default();
        let mut register = Register::default();
        let mut given = BTreeSet::new();
        for strike in struck {
            let state = register.state();
            let said = record::add(&Book::new(&state, &programme), &incident(), desk("2026-07-01")).expect("complete");
            let label = said.act.labels().next().expect("a reference").to_owned();
            prop_assert!(given.insert(label.clone()), "{} a second time", label);
            let name = register.write(0, said.act);
            if strike {
                register.write(1, Act::Strike(name));
            }
        }
    }
}

fn desk(today: &str) -> Desk<'static> {
    Desk { today: day(today), name: "Lead auditor" }
}

fn incident() -> Vec<(&'static str, String)> {
    let pairs = [
        ("source", "incident"),
        ("source_ref", "INC-77"),
        ("grade", "minor"),
        ("title", "badge lent"),
        ("criteria", "A.7.2"),
        ("requirement", "badges are personal"),
        ("evidence", "door log of 30 June"),
        ("nature", "a badge was used by two people"),
        ("raised", "2026-06-18"),
    ];
    pairs.iter().map(|(name, text)| (*name, (*text).to_owned())).collect()
}

/// A register used through the front door, one statement in it.
struct Desked {
    register: Register,
    programme: Programme,
}

impl Desked {
    fn new() -> Self {
        let mut desked = Self { register: Register::default(), programme: Programme::default() };
        let state = desked.register.state();
        let said = record::add(&Book::new(&state, &desked.programme), &incident(), desk("2026-06-18"));
        desked.register.write(0, said.expect("complete").act);
        desked
    }

    fn with<T>(&self, act: impl FnOnce(&Book<'_>, &workpaper::domain::followup::case::Case<'_>) -> T) -> T {
        let state = self.register.state();
        let book = Book::new(&state, &self.programme);
        let case = book.case(book.find("NC-2026-001").expect("it has its reference"));
        act(&book, &case)
    }

    fn keep(&mut self, said: Result<Said, String>) -> Result<Vec<String>, String> {
        let said = said?;
        self.register.write(0, said.act);
        Ok(said.remarks)
    }

    fn step(&mut self, today: &str, name: &str, given: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let given: Vec<(&str, String)> = given.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        let said = self.with(|book, case| record::take(book, case, name, &given, desk(today)));
        self.keep(said)
    }

    fn plan(&mut self, today: &str, owner: &str, due: &str) -> Result<Vec<String>, String> {
        let given = [("text", "act".to_owned()), ("owner", owner.to_owned()), ("due", due.to_owned())];
        let said = self.with(|book, case| record::plan(book.state(), case, &given, desk(today)));
        self.keep(said)
    }

    fn done(&mut self, today: &str, number: &str, on: &str) -> Result<Vec<String>, String> {
        let said = self.with(|_, case| record::done(case, number, &[("done", on.to_owned())], desk(today)));
        self.keep(said)
    }

    fn row(&self) -> summary::Row {
        self.with(|_, case| summary::row(case))
    }

    fn stands(&self, stage: &str, next: &str, who: &str, due: &str) {
        let row = self.row();
        let found = [row.stage.as_str(), &row.next_step, &row.waiting_on, &row.due];
        assert_eq!(found, [stage, next, who, due], "stage, next step, who and when");
    }
}

#[test]
fn a_life_goes_through_its_stages_and_a_second_round() {
    let mut nc = Desked::new();
    nc.stands("raised", "correct it", "auditee", "2026-09-16");
    nc.step("2026-06-19", "accept", &[("by", "Site manager")]).expect("accepted");
    nc.step("2026-06-20", "correction", &[("text", "badge blocked"), ("when", "2026-06-17")])
        .expect("a correction may come before it was raised");
    nc.stands("contained", "find the cause", "Site manager", "2026-09-16");
    let refused = nc.step("2026-06-25", "cause", &[("text", "no spare badges")]).expect_err("a cause has a method");
    assert!(refused.contains("method"), "it says what is missing: {refused}");
    nc.step("2026-06-25", "cause", &[("text", "no spare badges"), ("method", "5 whys"), ("chain", "a\nb")])
        .expect("complete");
    nc.stands("cause known", "look for similar cases", "Site manager", "2026-09-16");
    nc.step("2026-06-25", "similar", &[("looked", "other sites"), ("text", "none")]).expect("complete");
    nc.stands("cause known", "plan the action", "Site manager", "2026-09-16");
    let remarks = nc.plan("2026-08-02", "Reception", "1aug").expect("a day past is allowed");
    assert!(remarks.iter().any(|remark| remark.contains("past")), "and warned about: {remarks:?}");
    nc.stands("action planned", "set the criterion", "auditor", "2026-09-16");
    nc.step("2026-08-02", "criterion", &[("text", "no badge lent in a month"), ("check", "30sep")]).expect("set");
    nc.stands("action planned", "finish action 1", "Reception", "2026-08-01");
    nc.plan("2026-08-02", "Facilities", "2026-08-20").expect("a second action");
    nc.done("2026-08-05", "1", "2026-08-04").expect("done");
    nc.stands("in progress", "finish action 2", "Facilities", "2026-08-20");
    let to = |nc: &Desked, to: &str| {
        nc.with(|_, case| {
            record::extend(case, Some("2"), to, ("Chief operating officer", "late badges"), desk("2026-08-06"))
        })
    };
    assert!(to(&nc, "2026-08-01").is_err(), "an extension goes forward");
    let said = to(&nc, "2026-08-31");
    nc.keep(said).expect("extended");
    nc.stands("in progress", "finish action 2", "Facilities", "2026-08-31");
    assert_eq!(nc.row().extensions, 1, "the extension is counted");
    let early = nc.step("2026-08-07", "effect", &[("result", "effective"), ("checker", "FA"), ("text", "x")]);
    assert!(early.expect_err("not all is done").contains("action 2"), "it names the open action");
    nc.done("2026-08-30", "2", "").expect("done today where no day is said");
    nc.stands("to check", "check the effect", "auditor", "2026-09-30");
    let missing = nc.step("2026-09-01", "close", &[]).expect_err("no check yet");
    assert!(missing.contains("10.2 d"), "what is missing is listed: {missing}");
    nc.step(
        "2026-09-30",
        "effect",
        &[("result", "partly"), ("checker", "FA"), ("text", "1 of 14"), ("check", "2026-12-15")],
    )
    .expect("recorded");
    nc.stands("reopened", "find the cause", "Site manager", "2026-12-15");
    nc.step("2026-10-01", "cause", &[("text", "dates move"), ("method", "5 whys")]).expect("its own cause");
    nc.plan("2026-10-01", "Reception", "2026-10-20").expect("its own action");
    nc.done("2026-10-20", "3", "2026-10-20").expect("numbers go on");
    nc.stands("to check", "check the effect", "auditor", "2026-12-15");
    let remarks =
        nc.step("2026-12-14", "effect", &[("result", "effective"), ("checker", "reception"), ("text", "0 of 9")]);
    assert!(remarks.expect("recorded").iter().any(|r| r.contains("owns action 3")), "an owner who checks is told");
    let refused = nc.step("2026-12-14", "close", &[]).expect_err("the checker owns an action");
    assert!(refused.contains("reception"), "and closing refuses: {refused}");
    nc.step("2026-12-15", "close", &[("overridden", "nobody else was on site")]).expect("over a reason");
    let row = nc.row();
    assert_eq!((row.stage.as_str(), row.closed.as_str()), ("closed", "2026-12-15"), "closed");
    assert_eq!(row.overridden, "nobody else was on site", "the reason stays");
    assert_eq!(row.checks, [false, true], "not effective the first time");
    let again = nc.step("2026-12-15", "close", &[]).expect_err("closed already");
    assert!(again.contains("already"), "closing twice is refused: {again}");
    nc.step("2026-12-16", "reopen", &[("text", "lent again")]).expect("reopened");
    assert_eq!(nc.row().stage, "reopened", "a new round");
    assert_eq!(nc.with(|_, case| case.rounds.len()), 3, "earlier rounds stay");
    let told = nc.with(|_, case| history::history(case));
    assert_eq!(
        told.len(),
        nc.with(|_, case| case.rounds.iter().map(|r| r.steps.len() + 2 * r.actions.len()).sum::<usize>()),
        "all is told"
    );
}

#[test]
fn what_makes_no_sense_is_refused_and_says_why() {
    let mut nc = Desked::new();
    nc.plan("2026-07-01", "Reception", "2026-08-01").expect("planned");
    for (refused, words) in [
        (nc.done("2026-07-01", "1", "2026-06-01"), "before it was raised"),
        (nc.done("2026-07-01", "1", "2026-07-02"), "future"),
        (nc.done("2026-07-01", "1", "9999-99-99"), "is no day"),
        (nc.done("2026-07-01", "7", ""), "no action 7; actions: 1"),
        (nc.plan("2026-07-01", "Reception", "9999-01-01"), "is no day"),
        (nc.plan("2026-07-01", "", "2026-08-01"), "owner"),
        (nc.step("2026-07-01", "dispute", &[("text", "  ")]), "text"),
        (nc.step("2026-07-01", "reopen", &[("text", "why")]), "not closed"),
        (nc.step("2026-07-01", "no-action", &[("text", "why")]), "has actions"),
        (nc.step("2026-07-01", "recurs", &[("earlier", "nc-2026-001")]), "itself"),
        (
            nc.step(
                "2026-07-01",
                "accept-risk",
                &[("risk", "R-1"), ("risk_owner", "COO"), ("until", "1jun"), ("text", "x")],
            ),
            "past already",
        ),
        (nc.step("2026-07-01", "nonsense", &[]), "no step"),
        (nc.step("2026-07-01", "review", &[("text", "x"), ("risk", "R-1")]), "has no `risk`"),
    ] {
        let why = refused.expect_err(words);
        assert!(why.contains(words), "{why:?} says {words:?}");
    }
    assert_eq!(nc.register.entries.len(), 2, "nothing of it was recorded");
}

#[test]
fn a_dispute_waits_for_an_answer_and_a_risk_for_its_day() {
    let mut nc = Desked::new();
    nc.step("2026-07-01", "dispute", &[("text", "it was an exercise")]).expect("disputed");
    nc.stands("disputed", "answer the dispute", "auditor", "2026-09-16");
    nc.step("2026-07-02", "accept", &[("by", "Site manager")]).expect("settled");
    nc.stands("raised", "correct it", "Site manager", "2026-09-16");
    let risk = [("risk", "R-22"), ("risk_owner", "COO"), ("until", "2026-12-31"), ("text", "gates come in spring")];
    nc.step("2026-07-03", "accept-risk", &risk).expect("against a control");
    nc.stands("risk accepted", "correct it", "Site manager", "2026-09-16");
    assert!(nc.row().is_open(day("2026-07-03")), "the correction is still due");
    nc.step("2026-07-03", "correction", &[("text", "badge blocked")]).expect("corrected");
    nc.stands("risk accepted", "renew the acceptance or act", "COO", "2026-12-31");
    let row = nc.row();
    assert!(!row.is_open(day("2026-12-31")) && row.is_open(day("2027-01-01")), "open again after the last day");
    assert_eq!(row.late(day("2027-01-03")), Some(3), "and late from there");
    let mut clause = Register::default();
    let mut given = incident();
    given[4].1 = "9.3.2 c)".to_owned();
    let (state, programme) = (clause.state(), Programme::default());
    let said = record::add(&Book::new(&state, &programme), &given, desk("2026-07-01")).expect("complete");
    clause.write(0, said.act);
    let state = clause.state();
    let book = Book::new(&state, &programme);
    let given: Vec<(&str, String)> = risk.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    let case = book.case(book.find("NC-2026-001").expect("made"));
    let refused = record::take(&book, &case, "accept-risk", &given, desk("2026-07-01")).expect_err("a clause");
    assert!(refused.contains("clause 9.3.2"), "a clause cannot be settled by accepting a risk: {refused}");
}

#[test]
fn the_same_requirement_or_cause_as_an_earlier_one_is_pointed_out() {
    let mut nc = Desked::new();
    nc.step("2026-07-01", "cause", &[("text", "No spare badges."), ("method", "5 whys")]).expect("recorded");
    let state = nc.register.state();
    let book = Book::new(&state, &nc.programme);
    let mut second = incident();
    let mut third = incident();
    third[4].1 = "A.7.4".to_owned();
    second[3].1 = "badge lent again".to_owned();
    let said = record::add(&book, &second, desk("2026-07-02")).expect("complete");
    nc.register.write(0, said.act);
    let state = nc.register.state();
    let said = record::add(&Book::new(&state, &nc.programme), &third, desk("2026-07-02")).expect("complete");
    nc.register.write(0, said.act);
    let found = |nc: &Desked, reference: &str| {
        let state = nc.register.state();
        let book = Book::new(&state, &nc.programme);
        let case = book.case(book.find(reference).expect("there"));
        let why: Vec<(String, String)> =
            likeness::likenesses(&book, &case).into_iter().map(|like| (like.earlier, like.why)).collect();
        (why, case.recurring_of)
    };
    let alike = |why: &str| vec![("NC-2026-001".to_owned(), why.to_owned())];
    assert_eq!(found(&nc, "NC-2026-002").0, alike("same requirement A.7.2"), "the same requirement");
    assert_eq!(found(&nc, "NC-2026-003").0, [], "nothing in common yet");
    let take = |nc: &mut Desked, reference: &str, name: &str, pairs: &[(&str, &str)]| {
        let state = nc.register.state();
        let book = Book::new(&state, &nc.programme);
        let given: Vec<(&str, String)> = pairs.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        let case = book.case(book.find(reference).expect("there"));
        let said = record::take(&book, &case, name, &given, desk("2026-07-03")).expect("recorded");
        nc.register.write(0, said.act);
    };
    take(&mut nc, "NC-2026-003", "cause", &[("text", "no spare  badges"), ("method", "other")]);
    assert_eq!(found(&nc, "NC-2026-003").0, alike("same cause"), "the same cause in other spelling");
    take(&mut nc, "NC-2026-003", "not-recurs", &[("earlier", "NC-2026-001")]);
    assert_eq!(found(&nc, "NC-2026-003"), (vec![], vec![]), "rejected, it is not pointed out again");
    take(&mut nc, "NC-2026-002", "recurs", &[("earlier", "001")]);
    assert_eq!(found(&nc, "NC-2026-002"), (vec![], vec!["NC-2026-001".to_owned()]), "confirmed, it counts");
}
