//! What can be told about a nonconformity, as one kind of thing: which fields it has, what they hold beforehand, and what
//! it comes to. The follow-up page, its forms and its keys are made from this.
//!
//! Must not know: screens. What is refused and why stands in `record`.

use super::case::{Book, Case, Stage};
use super::record::{self, Desk, Given, Said, step_spec};
use super::round::{day, happened, latest, number};
use crate::domain::fields::{EXTENSION, FieldSpec, Kind, Shape, spec};
use crate::domain::fold::Object;
use chrono::NaiveDate;

/// Something that can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tell {
    /// A step, by its name in `record::STEPS`.
    Step(&'static str),
    /// A new action.
    Plan,
    /// The action of this number is done.
    Done(String),
    /// A later due date, for the action of this number; for the whole where it is empty.
    Extend(String),
    /// Closed although something is missing, with the reason.
    Override,
    /// A nonconformity from another source than an audit of this workspace.
    Add,
}

/// What `nc add` needs and takes, in the order of its form.
const ADDED: &[&str] = &[
    "source",
    "source_ref",
    "grade",
    "title",
    "criteria",
    "requirement",
    "evidence",
    "nature",
    "process",
    "owner",
    "raised",
    "due",
];

impl Tell {
    /// What it is, in words: `cause`, `action 2 is done`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Step(name) => step_spec(name).map_or(*name, |step| step.words).to_owned(),
            Self::Plan => "action".to_owned(),
            Self::Done(number) => format!("action {number} is done"),
            Self::Extend(number) if number.is_empty() => "later due date".to_owned(),
            Self::Extend(number) => format!("later due date of action {number}"),
            Self::Override => "closed, over the gate".to_owned(),
            Self::Add => "nonconformity from elsewhere".to_owned(),
        }
    }

    /// How a draft names it: `cause`, `done:2`, `add`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Step(name) => (*name).to_owned(),
            Self::Plan => "plan".to_owned(),
            Self::Done(number) => format!("done:{number}"),
            Self::Extend(number) => format!("extend:{number}"),
            Self::Override => "override".to_owned(),
            Self::Add => "add".to_owned(),
        }
    }

    /// What is named so.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name.split_once(':') {
            Some(("done", number)) => Self::Done(number.to_owned()),
            Some(("extend", number)) => Self::Extend(number.to_owned()),
            Some(_) => return None,
            None => match name {
                "plan" => Self::Plan,
                "override" => Self::Override,
                "add" => Self::Add,
                name => Self::Step(step_spec(name)?.name),
            },
        })
    }

    /// What kind of object its fields are of.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Step(_) | Self::Override => Kind::Step,
            Self::Plan | Self::Done(_) | Self::Extend(_) => Kind::Action,
            Self::Add => Kind::Statement,
        }
    }

    /// Its fields, in the order of its form.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static FieldSpec> {
        let named = |names: &[&str]| names.iter().filter_map(|name| spec(self.kind()).field(name)).collect();
        match self {
            Self::Step(name) => {
                let Some(step) = step_spec(name) else { return Vec::new() };
                named(&[step.needs, step.takes].concat())
            }
            Self::Plan => named(&["text", "owner", "due", "done", "evidence"]),
            Self::Done(_) => named(&["done", "evidence"]),
            Self::Extend(_) => EXTENSION.iter().collect(),
            Self::Override => named(&["overridden", "by", "when", "text"]),
            Self::Add => named(ADDED),
        }
    }

    /// Whether it says nothing without this field.
    #[must_use]
    pub fn needs(&self, field: &str) -> bool {
        match self {
            Self::Step(name) => step_spec(name).is_some_and(|step| step.needs.contains(&field)),
            Self::Plan => matches!(field, "text" | "owner" | "due"),
            Self::Done(_) => false,
            Self::Extend(_) => true,
            Self::Override => field == "overridden",
            Self::Add => matches!(field, "source" | "grade" | "title" | "nature"),
        }
    }

    /// What stands in its fields beforehand: the words said last, to be bettered. Never a result or a day: those are
    /// said each time anew.
    #[must_use]
    pub fn begun(&self, case: &Case<'_>) -> Vec<(&'static str, String)> {
        let Self::Step(name) = self else { return Vec::new() };
        let said = match *name {
            "cause" => case.round().last(name),
            "correction" | "consequences" | "review" | "similar" | "criterion" => latest(&case.rounds, name),
            _ => None,
        };
        let Some(said) = said else { return Vec::new() };
        let words = self.fields().into_iter().filter(|field| field.shape != Shape::Date && field.name != "by");
        let held = words.map(|field| (field.name, said.list(field.name).join("\n")));
        held.filter(|(_, text)| !text.is_empty()).collect()
    }

    /// A typed field in the form in which it will be kept, as people read it.
    ///
    /// # Errors
    /// Says what would do.
    pub fn read(&self, field: &FieldSpec, text: &str, today: NaiveDate) -> Result<String, String> {
        record::read(field, text, today).map(|value| value.list().join("\n"))
    }

    /// What is to be recorded for it.
    ///
    /// # Errors
    /// Names what is missing or stands in the way; nothing is to be recorded then.
    pub fn said(
        &self,
        book: &Book<'_>,
        case: Option<&Case<'_>>,
        given: &Given<'_>,
        desk: Desk<'_>,
    ) -> Result<Said, String> {
        let case = || case.ok_or_else(|| "it is not in the register".to_owned());
        let text = |name: &str| given.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text.as_str());
        match self {
            Self::Add => record::add(book, given, desk),
            Self::Step(name) => record::take(book, case()?, name, given, desk),
            Self::Override => record::take(book, case()?, "close", given, desk),
            Self::Plan => record::plan(book.state(), case()?, given, desk),
            Self::Done(number) => record::done(case()?, number, given, desk),
            Self::Extend(number) => {
                let action = Some(number.as_str()).filter(|number| !number.is_empty());
                record::extend(case()?, action, text("to"), (text("by"), text("reason")), desk)
            }
        }
    }
}

/// How one part of a follow-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The closing gate wants it.
    Missing,
    /// Planned and not done, with its day.
    Due(Option<NaiveDate>),
    /// Done on this day.
    Done(NaiveDate),
    /// It can be told; nothing waits for it.
    Free,
}

/// One line of the follow-up page.
#[derive(Debug, Clone)]
pub struct Line<'r> {
    /// The part of 10.2, or a space.
    pub part: char,
    /// What it is.
    pub what: String,
    /// What can be told here; none where nothing can.
    pub tell: Option<Tell>,
    /// How it stands.
    pub standing: Standing,
    /// What was recorded.
    pub object: Option<&'r Object>,
}

/// The lines of the page: what there is and what can be told, in the order of 10.2. The history is not among them.
#[must_use]
pub fn lines<'r>(case: &Case<'r>) -> Vec<Line<'r>> {
    let (round, ever) = (case.round(), |name: &str| latest(&case.rounds, name));
    let mut page = Lines { case, finished: matches!(case.stage, Stage::Closed | Stage::Withdrawn), found: Vec::new() };
    page.step("correction", ever("correction"), ever("no-correction").is_none());
    page.either("no-correction", ever("no-correction"), ever("correction").is_some());
    page.step("consequences", ever("consequences"), true);
    page.step("review", ever("review"), true);
    page.step("cause", round.last("cause"), true);
    page.step("similar", ever("similar"), true);
    page.actions();
    page.either("no-action", round.last("no-action"), !round.actions.is_empty());
    page.step("criterion", ever("criterion"), true);
    page.step("effect", round.last("effect"), true);
    page.changes();
    page.step("isms", None, true);
    page.decisions();
    page.found
}

struct Lines<'c, 'r> {
    case: &'c Case<'r>,
    finished: bool,
    found: Vec<Line<'r>>,
}

impl<'r> Lines<'_, 'r> {
    /// A step that stands on the page whether it was said or not; `counts` is false where another stands for it.
    fn step(&mut self, name: &'static str, said: Option<&'r Object>, counts: bool) {
        let Some(table) = step_spec(name) else { return };
        let again = matches!(name, "reopen" | "recurs" | "not-recurs");
        let over = name == "close" && !self.case.missing.is_empty();
        let tell = (!self.finished || again).then_some(if over { Tell::Override } else { Tell::Step(name) });
        let gate = &self.case.missing;
        let wanted = match name {
            "accept" => gate.iter().any(|missing| missing.step == "decision"),
            "close" => !self.finished && gate.is_empty(),
            name => gate.iter().any(|missing| missing.step == name),
        };
        let standing = match said {
            _ if counts && wanted => Standing::Missing,
            Some(said) => Standing::Done(happened(said)),
            None => Standing::Free,
        };
        if said.is_some() || tell.is_some() {
            self.found.push(Line { part: table.part, what: table.words.to_owned(), tell, standing, object: said });
        }
    }

    /// A decision that something is not needed: offered only while that something is not there.
    fn either(&mut self, name: &'static str, said: Option<&'r Object>, settled: bool) {
        if said.is_some() || !settled {
            self.step(name, said, false);
        }
    }

    fn actions(&mut self) {
        let round = self.case.round();
        for action in &round.actions {
            let done = day(action, "done");
            self.found.push(Line {
                part: 'c',
                what: format!("action {}", number(action)),
                tell: (done.is_none() && !self.finished).then(|| Tell::Done(number(action).to_owned())),
                standing: done.map_or_else(|| Standing::Due(day(action, "due")), Standing::Done),
                object: Some(action),
            });
        }
        if !self.finished {
            let none = round.actions.is_empty();
            let missing = none && self.case.missing.iter().any(|missing| missing.step == "action");
            self.found.push(Line {
                part: 'c',
                what: if none { "action" } else { "another action" }.to_owned(),
                tell: Some(Tell::Plan),
                standing: if missing { Standing::Missing } else { Standing::Free },
                object: None,
            });
        }
    }

    fn changes(&mut self) {
        for said in self.case.rounds.iter().flat_map(|round| &round.steps).filter(|step| step.text("step") == "isms") {
            let what = format!("changed: {}", said.text("touches"));
            let standing = Standing::Done(happened(said));
            self.found.push(Line { part: 'e', what, tell: None, standing, object: Some(said) });
        }
    }

    /// What 10.2 does not name: acceptance, dispute, accepted risk, closing, recurrence.
    fn decisions(&mut self) {
        let ever = |name: &str| latest(&self.case.rounds, name);
        let (accepted, disputed, risk) = (ever("accept"), ever("dispute"), self.case.round().last("accept-risk"));
        self.step("accept", accepted, true);
        self.step("dispute", disputed, true);
        self.step("accept-risk", risk, true);
        if self.finished || risk.is_some() {
            self.step("reopen", None, true);
        }
        if self.case.stage != Stage::Withdrawn {
            self.step("close", self.case.closing, true);
            self.step("recurs", None, true);
            self.step("not-recurs", None, true);
        }
    }
}
