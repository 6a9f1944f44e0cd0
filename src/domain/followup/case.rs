//! One nonconformity as it stands: rounds, stage, next step, who must move, by when. Derived, never set.
//!
//! Must not know: how it is shown. What depends on the day is a function of the day; nothing else is.

use super::round::{Missing, Order, Round, day, gate, happened, latest, number, order};
use crate::domain::fields::Kind;
use crate::domain::fold::{Object, State};
use crate::domain::programme::Programme;
use chrono::{DateTime, Days, FixedOffset, NaiveDate};

/// Where a nonconformity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was done yet.
    Raised,
    /// The auditee disputes it, and nobody has answered.
    Disputed,
    /// Corrected, or decided that no correction is needed.
    Contained,
    /// The cause is known.
    CauseKnown,
    /// Actions are planned, or for what is no nonconformity: it is accepted.
    ActionPlanned,
    /// Some actions are done.
    InProgress,
    /// All actions are done; something else that closing needs is missing.
    Implemented,
    /// All that is missing is an effective check, or the closing itself.
    ToCheck,
    /// Closed through the gate, or over it with a reason.
    Closed,
    /// A check or somebody's reason opened it again, and nothing has followed yet.
    Reopened,
    /// The risk is accepted until a day.
    RiskAccepted,
    /// The statement does not stand.
    Withdrawn,
    /// Its grade needs nothing.
    Noted,
}

impl Stage {
    /// All of them, in the order in which most come.
    pub const ALL: [Self; 13] = [
        Self::Raised,
        Self::Disputed,
        Self::Contained,
        Self::CauseKnown,
        Self::ActionPlanned,
        Self::InProgress,
        Self::Implemented,
        Self::ToCheck,
        Self::Closed,
        Self::Reopened,
        Self::RiskAccepted,
        Self::Withdrawn,
        Self::Noted,
    ];

    /// In words, as lists, files and other tools have it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Disputed => "disputed",
            Self::Contained => "contained",
            Self::CauseKnown => "cause known",
            Self::ActionPlanned => "action planned",
            Self::InProgress => "in progress",
            Self::Implemented => "implemented",
            Self::ToCheck => "to check",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::RiskAccepted => "risk accepted",
            Self::Withdrawn => "withdrawn",
            Self::Noted => "noted",
        }
    }
}

/// What must happen next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Next {
    /// In words: `finish action 1`; empty where nothing must.
    pub words: String,
    /// Who must move: a role.
    pub who: String,
    /// By when.
    pub due: Option<NaiveDate>,
}

/// Whom a step waits on that is the audit team's.
pub const AUDITOR: &str = "auditor";

/// One nonconformity, or another finding, as it stands.
#[derive(Debug, Clone)]
pub struct Case<'r> {
    /// The statement.
    pub statement: &'r Object,
    /// What was recorded, round by round; there is always one.
    pub rounds: Vec<Round<'r>>,
    /// Where it stands.
    pub stage: Stage,
    /// What must happen next.
    pub next: Next,
    /// The role responsible.
    pub owner: String,
    /// What closing still needs; nothing for what is closed or withdrawn.
    pub missing: Vec<Missing>,
    /// The step that closed it, if it is closed.
    pub closing: Option<&'r Object>,
    /// Earlier references that it repeats, as the statement says and as was confirmed since.
    pub recurring_of: Vec<String>,
    /// Whether its grade makes it a nonconformity.
    pub nonconformity: bool,
    /// The clock of the latest entry about it.
    pub last: DateTime<FixedOffset>,
}

/// The register with the conventions it counts by, ready to be asked about any of its statements.
#[derive(Debug, Clone, Copy)]
pub struct Book<'r> {
    state: &'r State,
    programme: &'r Programme,
}

impl<'r> Book<'r> {
    /// A folded register under a programme's conventions.
    #[must_use]
    pub const fn new(state: &'r State, programme: &'r Programme) -> Self {
        Self { state, programme }
    }

    /// All statements, in the order issued.
    pub fn statements(&self) -> impl Iterator<Item = &'r Object> + use<'r> {
        self.state.of(Kind::Statement)
    }

    /// All of them as they stand.
    pub fn cases(&self) -> impl Iterator<Item = Case<'r>> + '_ {
        self.statements().map(|statement| self.case(statement))
    }

    /// A statement by its reference; the end of one will do where only one ends so: `F05`.
    #[must_use]
    pub fn find(&self, reference: &str) -> Option<&'r Object> {
        let wanted = reference.trim().to_uppercase();
        let mut whole = self.statements().filter(|statement| statement.label.to_uppercase() == wanted);
        let tail = format!("-{wanted}");
        let mut ends = self.statements().filter(|statement| statement.label.to_uppercase().ends_with(&tail));
        whole.next().or_else(|| ends.next().filter(|_| !wanted.is_empty() && ends.next().is_none()))
    }

    /// The conventions it counts by.
    #[must_use]
    pub const fn programme(&self) -> &'r Programme {
        self.programme
    }

    /// The folded register.
    #[must_use]
    pub const fn state(&self) -> &'r State {
        self.state
    }

    /// One statement as it stands.
    #[must_use]
    pub fn case(&self, statement: &'r Object) -> Case<'r> {
        let mut own: Vec<&Object> = self.state.parts(&statement.id).collect();
        own.sort_by_key(|object| order(&object.made));
        let needs = self.programme.steps(statement.text("grade"));
        let (rounds, closing) = replay(&own, &needs);
        let stamps = statement.fields.values().chain(own.iter().flat_map(|object| object.fields.values()));
        let last = stamps.map(|field| field.stamp.at).max().unwrap_or(statement.made.at);
        let mut case = Case {
            statement,
            missing: gate(&rounds, &needs, None),
            stage: Stage::Raised,
            next: Next::default(),
            owner: owner(statement, &rounds),
            closing,
            recurring_of: recurring(statement, &rounds),
            nonconformity: self.programme.is_nonconformity(statement.text("grade")),
            last,
            rounds,
        };
        case.stage = case.found_stage(&needs);
        if matches!(case.stage, Stage::Closed | Stage::Withdrawn | Stage::Noted) {
            case.missing.clear();
        } else {
            case.next = case.found_next(self.programme);
        }
        case
    }
}

/// Goes through what was recorded, in order: a check that was not effective, or a reopening, begins a new round; a
/// closing counts only where nothing was missing when it was recorded, or where it says why that was overridden.
fn replay<'r>(own: &[&'r Object], needs: &[&str]) -> (Vec<Round<'r>>, Option<&'r Object>) {
    let mut rounds = vec![Round::default()];
    let mut closing: Option<&Object> = None;
    for object in own {
        let Some(round) = rounds.last_mut() else { break };
        if object.kind == Kind::Action {
            round.actions.push(object);
            continue;
        }
        round.steps.push(object);
        let settled = closing.is_some() || round.last("accept-risk").is_some();
        let anew = match object.text("step") {
            "effect" => matches!(object.text("result"), "partly" | "not-effective"),
            "reopen" => settled,
            "close" => {
                let at = Some(order(&object.made));
                if closing.is_none() && (!object.lacks("overridden") || gate(&rounds, needs, at).is_empty()) {
                    closing = Some(object);
                }
                false
            }
            _ => false,
        };
        if anew {
            closing = None;
            rounds.push(Round { begun_by: Some(object), ..Round::default() });
        }
    }
    (rounds, closing)
}

fn owner(statement: &Object, rounds: &[Round<'_>]) -> String {
    let accepted = latest(rounds, "accept").map_or("", |step| step.text("by"));
    let action = rounds.iter().rev().find_map(|round| round.actions.first()).map_or("", |action| action.text("owner"));
    let named = [statement.text("owner"), accepted, action, statement.text("process")];
    named.into_iter().find(|name| !name.is_empty()).unwrap_or("auditee").to_owned()
}

fn recurring(statement: &Object, rounds: &[Round<'_>]) -> Vec<String> {
    let mut earlier: Vec<String> = statement.list("recurrence_of").to_vec();
    for step in rounds.iter().flat_map(|round| &round.steps) {
        let named = step.text("earlier");
        match step.text("step") {
            "recurs" if !earlier.iter().any(|known| known == named) => earlier.push(named.to_owned()),
            "not-recurs" => earlier.retain(|known| known != named),
            _ => {}
        }
    }
    earlier
}

impl<'r> Case<'r> {
    /// The round under way.
    #[must_use]
    pub fn round(&self) -> &Round<'r> {
        // `replay` never returns an empty list.
        self.rounds.last().unwrap_or(const { &Round { begun_by: None, steps: Vec::new(), actions: Vec::new() } })
    }

    /// Still to be worked on: not closed, withdrawn or merely noted; an accepted risk again from the day after its last,
    /// and as long as the correction is missing.
    #[must_use]
    pub fn is_open(&self, today: NaiveDate) -> bool {
        is_open(self.stage.words(), self.next.due, &self.next.words, today)
    }

    /// When it was raised.
    #[must_use]
    pub fn raised(&self) -> NaiveDate {
        let stated = ["raised", "issued"].iter().find_map(|field| day(self.statement, field));
        stated.unwrap_or_else(|| self.statement.made.at.date_naive())
    }

    /// When it was closed.
    #[must_use]
    pub fn closed(&self) -> Option<NaiveDate> {
        self.closing.map(happened)
    }

    /// Checks that came to a result, in order: whether they were effective.
    #[must_use]
    pub fn checks(&self) -> Vec<bool> {
        let steps = self.rounds.iter().flat_map(|round| &round.steps).filter(|step| step.text("step") == "effect");
        steps.map(|step| step.text("result")).filter(|r| *r != "too-early").map(|r| r == "effective").collect()
    }

    /// The statement's own due date.
    #[must_use]
    pub fn due(&self) -> Option<NaiveDate> {
        day(self.statement, "due")
    }

    fn disputed(&self) -> bool {
        let at = |name: &str| latest(&self.rounds, name).map(|step| order(&step.made));
        let revised = self.statement.fields.get("revision_reason").map(|field| order(&field.stamp));
        let answered: Option<Order<'_>> = at("accept").max(revised);
        at("dispute").is_some_and(|dispute| answered.is_none_or(|answer| answer < dispute))
    }

    fn found_stage(&self, needs: &[&str]) -> Stage {
        let round = self.round();
        let done = round.actions.len() - round.open().count();
        if !self.statement.lacks("withdrawn") {
            Stage::Withdrawn
        } else if self.closing.is_some() {
            Stage::Closed
        } else if needs.is_empty() {
            Stage::Noted
        } else if self.disputed() {
            Stage::Disputed
        } else if round.last("accept-risk").is_some() {
            Stage::RiskAccepted
        } else if !round.actions.is_empty() || round.last("no-action").is_some() {
            match (done, round.actions.len()) {
                (done, all) if done == all => {
                    let rest = self.missing.iter().all(|missing| missing.step == "effect");
                    if rest && all > 0 && needs.contains(&"effect") { Stage::ToCheck } else { Stage::Implemented }
                }
                (0, _) => Stage::ActionPlanned,
                _ => Stage::InProgress,
            }
        } else if round.last("cause").is_some() {
            Stage::CauseKnown
        } else if round.begun_by.is_some() {
            Stage::Reopened
        } else if needs.contains(&"decision") && latest(&self.rounds, "accept").is_some() {
            Stage::ActionPlanned
        } else if latest(&self.rounds, "correction").or_else(|| latest(&self.rounds, "no-correction")).is_some() {
            Stage::Contained
        } else {
            Stage::Raised
        }
    }

    /// By when this round's planning is due: the statement's date, for later rounds the day named when it began, else the
    /// grade's days after that.
    fn round_due(&self, programme: &Programme) -> Option<NaiveDate> {
        let Some(begun) = self.round().begun_by else { return self.due() };
        let days = programme.grade(self.statement.text("grade")).and_then(|grade| grade.days);
        let counted = || happened(begun).checked_add_days(Days::new(u64::from(days?)));
        day(begun, "check").or_else(counted)
    }

    /// By when the effect is to be checked: as named in this round, with the criterion, or when the round began; else the
    /// programme's days after the last action was done.
    fn check_due(&self, programme: &Programme) -> Option<NaiveDate> {
        let round = self.round();
        let named = [round.last("effect"), round.last("criterion"), round.begun_by].into_iter().flatten();
        let inherited = latest(&self.rounds, "criterion").filter(|_| round.begun_by.is_none());
        let last = round.actions.iter().filter_map(|action| day(action, "done")).max();
        let counted = last.and_then(|last| last.checked_add_days(Days::new(u64::from(programme.check_days))));
        named.chain(inherited).find_map(|step| day(step, "check")).or(counted).or_else(|| self.round_due(programme))
    }

    fn found_next(&self, programme: &Programme) -> Next {
        let round = self.round();
        let planning = || self.round_due(programme);
        let next = |words: &str, who: &str, due| Next { words: words.to_owned(), who: who.to_owned(), due };
        if self.stage == Stage::Disputed {
            return next("answer the dispute", AUDITOR, planning());
        }
        let first = self.missing.first().map(|missing| missing.step);
        if let Some(risk) = round.last("accept-risk").filter(|_| self.stage == Stage::RiskAccepted) {
            return match first {
                Some("correction") => next(CORRECT, &self.owner, planning()),
                _ => next("renew the acceptance or act", risk.text("risk_owner"), day(risk, "until")),
            };
        }
        match first {
            None if programme.steps(self.statement.text("grade")).contains(&"effect") => {
                next("close", AUDITOR, self.check_due(programme))
            }
            None => next("close", AUDITOR, planning()),
            Some("decision") => next("decide", &self.owner, planning()),
            Some("correction") => next(CORRECT, &self.owner, planning()),
            Some("cause") => next("find the cause", &self.owner, planning()),
            Some("similar") => next("look for similar cases", &self.owner, planning()),
            Some("action") if round.actions.is_empty() => next("plan the action", &self.owner, planning()),
            _ => self.after_planning(programme),
        }
    }

    /// Of what is planned: the criterion first, while it can still be set beforehand, then the action due first, then the
    /// check.
    fn after_planning(&self, programme: &Programme) -> Next {
        let next = |words: String, who: &str, due| Next { words, who: who.to_owned(), due };
        let wanted = self.missing.iter().any(|missing| missing.step == "criterion");
        if wanted && latest(&self.rounds, "criterion").is_none() {
            return next("set the criterion".to_owned(), AUDITOR, self.round_due(programme));
        }
        let due = |action: &Object| day(action, "due").or_else(|| self.round_due(programme));
        if let Some(action) = self.round().open().min_by_key(|action| (due(action), order(&action.made))) {
            return next(format!("finish action {}", number(action)), action.text("owner"), due(action));
        }
        let checked = self.round().last("effect").is_some_and(|check| check.text("result") == "effective");
        let words = if checked { "check again, or close with a reason" } else { "check the effect" };
        next(words.to_owned(), AUDITOR, self.check_due(programme))
    }
}

const CORRECT: &str = "correct it";

/// Whether what stands at this stage is still to be worked on; the same for a cached row.
#[must_use]
pub fn is_open(stage: &str, due: Option<NaiveDate>, next_step: &str, today: NaiveDate) -> bool {
    match stage {
        "closed" | "withdrawn" | "noted" => false,
        "risk accepted" => next_step == CORRECT || due.is_some_and(|until| until < today),
        _ => true,
    }
}
