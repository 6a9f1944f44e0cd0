//! An audit as its people see it: items with verdicts, a timeline of lines, interviews, findings, evidence, samples.
//!
//! Must not know: how it was recorded. It is a view: the folded state, the frozen checklist and an index over both.

use super::checklist::{Checklist, Item};
use super::criterion;
use super::dates;
use super::entry::{Act, Value};
use super::fields::Kind;
use super::fold::{Object, State};
use super::ident::{EntryRef, ObjectId};
use super::mark;
use super::programme::Programme;
use super::progress::Progress;
use super::soa::Soa;
use chrono::NaiveDateTime;
use foldhash::HashMap;
use std::cell::OnceCell;

/// What was decided about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing yet. Never the same as conforming.
    Open,
    /// The requirement is met as far as was seen.
    Conforms,
    /// A nonconformity cites it, or somebody said so.
    Nonconforming,
    /// Excluded in the Statement of Applicability: controls only.
    NotApplicable,
    /// Not audited, with the reason; also "no occurrence in the period".
    NotAudited,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Open, Self::Conforms, Self::Nonconforming, Self::NotApplicable, Self::NotAudited];

    /// As stored and as typed on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Conforms => "conforms",
            Self::Nonconforming => "nonconforming",
            Self::NotApplicable => "not-applicable",
            Self::NotAudited => "not-audited",
        }
    }

    /// For people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotApplicable => "not applicable",
            Self::NotAudited => "not audited",
            other => other.word(),
        }
    }

    /// Reads a stored or typed word; short forms `c`, `na`, `skip` as in the capture language.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // As it is stored: asked for every item of every frame.
        if let Some(verdict) = Self::ALL.into_iter().find(|verdict| verdict.word() == text) {
            return Some(verdict);
        }
        Some(match text.to_lowercase().replace(' ', "-").as_str() {
            "open" | "" => Self::Open,
            "conforms" | "c" => Self::Conforms,
            "nonconforming" => Self::Nonconforming,
            "not-applicable" | "na" | "n" => Self::NotApplicable,
            "not-audited" | "skip" | "x" => Self::NotAudited,
            _ => return None,
        })
    }
}

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What counts: a nonconformity that cites the item outranks "conforms".
    pub verdict: Verdict,
    /// What was recorded by hand.
    pub recorded: Verdict,
    /// The worst grade of a finding that cites it, ungraded ones included as an empty text.
    pub badge: Option<String>,
    /// Something was said, seen or read about it, or it has a verdict.
    pub looked_at: bool,
}

/// What is known per item, and all lines in time order. It follows each entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    items: HashMap<String, PerItem>,
    timeline: Vec<ObjectId>,
    /// The place in time of the last of them.
    last: Option<Moment>,
    progress: Counted,
}

/// A count, once it was made. Whether it was is no difference between two indexes.
#[derive(Debug, Clone, Default)]
struct Counted(OnceCell<Progress>);

impl PartialEq for Counted {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Counted {}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct PerItem {
    lines: Vec<ObjectId>,
    looked: bool,
    findings: Vec<ObjectId>,
}

/// What stands in the timeline.
const TIMED: [Kind; 3] = [Kind::Line, Kind::Finding, Kind::Evidence];

/// A place in the timeline. Times are stated by the minute: within one, what was recorded first comes first.
type Moment = (i64, i64);

fn moment(object: &Object) -> Moment {
    (when(object).and_utc().timestamp().div_euclid(60), object.made.key)
}

impl Index {
    /// Goes through the state once.
    #[must_use]
    pub fn new(state: &State) -> Self {
        let mut index = Self::default();
        let mut timeline: Vec<(Moment, &Object)> =
            TIMED.iter().flat_map(|kind| state.of(*kind)).map(|object| (moment(object), object)).collect();
        timeline.sort_by_key(|(at, _)| *at);
        for (at, object) in timeline {
            index.note(at, object);
        }
        index
    }

    /// Takes in what an entry has just done to the state, where that only adds behind all that is there, as nearly every
    /// entry does. `false` where the whole has to be gone through again.
    #[must_use]
    pub fn follow(&mut self, state: &State, act: &Act, entry: &EntryRef) -> bool {
        self.progress = Counted::default();
        let Act::Record { make, set } = act else { return false };
        let of_timed = |id: &ObjectId| state.get(id).is_none_or(|object| TIMED.contains(&object.kind));
        if set.iter().any(|change| of_timed(&change.on)) {
            return false;
        }
        for (nth, _) in make.iter().enumerate().filter(|(_, made)| TIMED.contains(&made.object)) {
            let Some(object) = state.get(&ObjectId::made(entry, nth)) else { return false };
            let at = moment(object);
            if self.last.is_some_and(|last| at < last) {
                return false;
            }
            self.note(at, object);
        }
        true
    }

    fn note(&mut self, at: Moment, object: &Object) {
        let looked = object.kind != Kind::Line || mark::find(object.text("mark")).is_some_and(|mark| mark.looked);
        for item in items_of(object) {
            let per = self.items.entry(item).or_default();
            per.lines.push(object.id.clone());
            per.looked |= looked;
        }
        if object.kind == Kind::Finding && object.lacks("dropped") {
            // An earlier finding that is repeated was not put right, whatever else the new one cites.
            let repeated = object.list("recurrence_of").iter().map(String::as_str);
            for item in object.list("criteria").iter().map(|text| criterion::item_of(text)).chain(repeated) {
                let per = self.items.entry(item.to_owned()).or_default();
                if !per.findings.contains(&object.id) {
                    per.findings.push(object.id.clone());
                }
                if !per.lines.contains(&object.id) {
                    per.lines.push(object.id.clone());
                }
            }
        }
        self.timeline.push(object.id.clone());
        self.last = Some(at);
    }
}

impl Index {
    /// The items that something was noted about or that a finding cites.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.items.keys().map(String::as_str)
    }
}

/// The items a line, finding or evidence belongs to: links and cited criteria.
#[must_use]
pub fn items_of(object: &Object) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let cited = object.list("criteria").iter().map(|text| criterion::item_of(text));
    for item in object.list("items").iter().map(String::as_str).chain(cited) {
        if !items.iter().any(|known| known == item) {
            items.push(item.to_owned());
        }
    }
    items
}

/// A number with its noun: `1 fact`, `3 facts`.
#[must_use]
pub fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// When it happened: as stated, else when it was recorded.
#[must_use]
pub fn when(object: &Object) -> NaiveDateTime {
    let stated = ["observed", "seen"].iter().find_map(|field| dates::parse_moment(object.text(field)));
    stated.unwrap_or_else(|| object.made.at.naive_local())
}

/// One audit, ready to be looked at.
#[derive(Debug, Clone, Copy)]
pub struct Audit<'a> {
    /// Its id: `IA-2026-02`.
    pub id: &'a str,
    /// The folded entries.
    pub state: &'a State,
    /// The checklist frozen into it, with the items added later.
    pub checklist: &'a Checklist,
    /// The index over both.
    pub index: &'a Index,
    /// The organisation's conventions.
    pub programme: &'a Programme,
    /// The organisation's Statement of Applicability, where the workspace holds one.
    pub soa: Option<&'a Soa>,
}

impl<'a> Audit<'a> {
    /// The plan; none while nothing but id and checklist is known.
    #[must_use]
    pub fn plan(&self) -> Option<&'a Object> {
        self.state.get(&ObjectId::plan())
    }

    /// A text of the plan.
    #[must_use]
    pub fn plan_text(&self, field: &str) -> &'a str {
        self.plan().map_or("", |plan| plan.text(field))
    }

    /// A list of the plan.
    #[must_use]
    pub fn plan_list(&self, field: &str) -> &'a [String] {
        self.plan().map_or(&[], |plan| plan.list(field))
    }

    /// The codes of the criteria documents: `ACP` of `ACP | Access Control Procedure | v3.1`.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        let codes = self.plan_list("criteria").iter().filter_map(|line| line.split_once('|'));
        codes.map(|(code, _)| code.trim().to_owned()).filter(|code| !code.is_empty()).collect()
    }

    /// All objects of a kind, in the order they were made.
    #[must_use = "it only looks"]
    pub fn of(&self, kind: Kind) -> impl DoubleEndedIterator<Item = &'a Object> + use<'a> {
        self.state.of(kind)
    }

    /// Findings that are carried on, worst first, then in the order they were noted.
    #[must_use]
    pub fn findings(&self) -> Vec<&'a Object> {
        let mut findings: Vec<&Object> = self.of(Kind::Finding).filter(|finding| finding.lacks("dropped")).collect();
        findings.sort_by_key(|finding| self.programme.rank(finding.text("grade")));
        findings
    }

    /// Whether a finding is a nonconformity by its grade.
    #[must_use]
    pub fn is_nonconformity(&self, finding: &Object) -> bool {
        self.programme.is_nonconformity(finding.text("grade"))
    }

    /// The identities of lines, findings and evidence in time order.
    #[must_use]
    pub fn moments(&self) -> &'a [ObjectId] {
        &self.index.timeline
    }

    /// Lines, findings and evidence in time order.
    #[must_use = "it only looks"]
    pub fn timeline(&self) -> impl DoubleEndedIterator<Item = &'a Object> + use<'a> {
        let state = self.state;
        self.index.timeline.iter().filter_map(move |id| state.get(id))
    }

    /// What was noted about an item, in time order.
    #[must_use = "it only looks"]
    pub fn lines_of(&self, item: &str) -> impl DoubleEndedIterator<Item = &'a Object> + use<'a> {
        let state = self.state;
        let lines = self.index.items.get(item).map_or(&[] as &[ObjectId], |per| &per.lines);
        lines.iter().filter_map(move |id| state.get(id))
    }

    /// Where an item stands.
    #[must_use]
    pub fn standing(&self, item: &str) -> Standing {
        let object = self.state.item(item);
        let recorded = object.and_then(|o| Verdict::parse(o.text("verdict"))).unwrap_or(Verdict::Open);
        let per = self.index.items.get(item);
        let findings = per.map_or(&[] as &[ObjectId], |per| &per.findings);
        let grades = findings.iter().filter_map(|id| self.state.get(id)).map(|finding| finding.text("grade"));
        let badge = grades.min_by_key(|grade| self.programme.rank(grade)).map(str::to_owned);
        let outranked = badge.as_deref().is_some_and(|grade| self.programme.is_nonconformity(grade));
        let verdict = if outranked { Verdict::Nonconforming } else { recorded };
        let looked_at = verdict != Verdict::Open || per.is_some_and(|per| per.looked);
        Standing { verdict, recorded, badge, looked_at }
    }

    /// The recorded reason of a verdict.
    #[must_use]
    pub fn reason(&self, item: &str) -> &'a str {
        self.state.item(item).map_or("", |o| o.text("reason"))
    }

    /// How far these items are.
    pub fn progress_of<'i>(&self, items: impl Iterator<Item = &'i Item>) -> Progress {
        items.fold(Progress::default(), |mut sum, item| {
            let standing = self.standing(&item.id);
            sum.items += 1;
            match standing.verdict {
                Verdict::NotAudited => sum.not_audited += 1,
                Verdict::NotApplicable => sum.not_applicable += 1,
                _ => sum.looked_at += usize::from(standing.looked_at),
            }
            sum
        })
    }

    /// How far all its requirements are. Each frame says so, so it is counted once after each entry.
    #[must_use]
    pub fn progress(&self) -> Progress {
        *self.index.progress.0.get_or_init(|| self.progress_of(self.checklist.requirements()))
    }

    /// How many of these items were looked at.
    pub fn looked_at<'i>(&self, items: impl Iterator<Item = &'i Item>) -> (usize, usize) {
        items.fold((0, 0), |(done, all), item| (done + usize::from(self.standing(&item.id).looked_at), all + 1))
    }

    /// The interview that this person has open, the latest begun first. Another auditor's does not count: two can be in
    /// two rooms at once.
    #[must_use]
    pub fn open_interview(&self, initials: &str) -> Option<&'a Object> {
        self.of(Kind::Interview).rev().find(|interview| interview.lacks("ended") && interview.made.by == initials)
    }

    /// An object by label or reference, of any kind that has one: `EV-014`, `LA-4`, `IA-2026-02-F01`, `F01`, `S-02`.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&'a Object> {
        let by_ref = || {
            self.of(Kind::Finding).find(|finding| {
                let reference = finding.text("ref");
                !reference.is_empty()
                    && (reference.eq_ignore_ascii_case(text)
                        || reference
                            .strip_prefix(self.id)
                            .and_then(|tail| tail.strip_prefix('-'))
                            .is_some_and(|short| short.eq_ignore_ascii_case(text)))
            })
        };
        self.state.labelled(text).or_else(by_ref).or_else(|| self.state.get(&ObjectId::from_text(text)))
    }

    /// Questions not settled and things not received, in time order.
    pub fn open_lines(&self) -> impl Iterator<Item = &'a Object> + use<'a> {
        self.timeline().filter(|line| matches!(line.text("mark"), "?" | "&") && line.lacks("done"))
    }

    /// What was recorded in an interview, in time order.
    #[must_use = "it only looks"]
    pub fn lines_in<'i>(&self, interview: &'i ObjectId) -> impl Iterator<Item = &'a Object> + use<'a, 'i> {
        self.timeline().filter(|line| line.text("interview") == interview.as_str())
    }

    /// The facts of an interview: what was said, seen or read. Findings are the auditor's own judgement, and what the
    /// people audited think of one has a field of its own; a command that was not understood is no fact.
    #[must_use = "it only looks"]
    pub fn facts<'i>(&self, interview: &'i ObjectId) -> impl Iterator<Item = &'a Object> + use<'a, 'i> {
        self.lines_in(interview).filter(|object| match object.kind {
            Kind::Line => {
                !matches!(object.text("mark"), "==" | "?" | "&" | "~") && !object.text("text").starts_with(':')
            }
            Kind::Evidence => true,
            _ => false,
        })
    }

    /// Facts of an interview that nobody has agreed to yet: recorded or reworded after the last agreement. Recorded order
    /// counts, not the time a line states.
    #[must_use]
    pub fn facts_not_read_back(&self, interview: &ObjectId) -> Vec<&'a Object> {
        let agreed = self.lines_in(interview).filter(|line| line.text("mark") == "==").map(|line| line.made.key).max();
        let words = ["text", "title", "said_by"];
        let last = |object: &Object| {
            let stamps = words.iter().filter_map(|name| object.fields.get(name)).map(|field| field.stamp.key);
            stamps.max().unwrap_or(object.made.key)
        };
        self.facts(interview).filter(|object| agreed.is_none_or(|agreed| last(object) > agreed)).collect()
    }
}

/// Turns fields written as text into stored values, by the kind's table.
///
/// # Errors
/// Names the field and what would be accepted.
pub fn checked_value(kind: Kind, field: &str, text: &str) -> Result<Value, String> {
    let Some(spec) = super::fields::spec(kind).field(field).filter(|field| field.edited) else {
        let known: Vec<&str> = super::fields::spec(kind).edited().map(|f| f.name).collect();
        return Err(format!("there is no field `{field}`; there are: {}", known.join(", ")));
    };
    if spec.shape.is_list() {
        let members = text.lines().map(str::trim).filter(|line| !line.is_empty());
        return Ok(Value::List(members.map(str::to_owned).collect()));
    }
    spec.shape.check(text).map(Value::Text).map_err(|why| format!("{}: {why}", spec.words))
}
