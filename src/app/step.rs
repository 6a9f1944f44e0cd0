//! What a screen answers to an action: where to go, what to ask the runtime for, what to say.
//!
//! Must not know: any screen. Screens name each other only through [`Goto`].

use super::action::{ACTIONS, Do, On};
use super::effect::Effect;
use super::model::Model;
use super::role::Span;
use crate::domain::entry::{Act, Fields};
use crate::domain::fields::Kind;
use crate::domain::followup::tell::Tell;
use crate::domain::ident::ObjectId;
use crate::domain::review::Jump;

/// A screen to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goto {
    /// A list.
    List(On),
    /// The menu of the screen it is called from, and the actions that do not apply there just now.
    Menu(On, &'static [&'static str]),
    /// A sample's grid.
    Grid(ObjectId),
    /// A form.
    Form {
        /// Of what kind of object.
        kind: Kind,
        /// Which one; none = a new one.
        target: Option<ObjectId>,
        /// First fields of a new one.
        base: Fields,
        /// The field to begin at; empty = the first.
        field: String,
    },
    /// Something to be told about a nonconformity; none of them yet for a new one.
    Tell(Tell, Option<ObjectId>),
    /// The follow-up page of a statement.
    Case(ObjectId),
    /// The register's rows behind a figure: its words, the statements.
    Behind(String, Vec<String>),
    /// A text to read.
    Page(Which),
}

/// Which text to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The facts of an interview, for the people asked.
    ReadBack(ObjectId),
    /// What an interview leaves open.
    Closing(ObjectId),
    /// The report of the open audit, as it stands.
    Report,
    /// A statement with its whole follow-up.
    Statement(ObjectId),
}

impl Goto {
    /// The form of an object there is.
    #[must_use]
    pub const fn form(kind: Kind, target: ObjectId) -> Self {
        Self::Form { kind, target: Some(target), base: Fields::new(), field: String::new() }
    }

    /// The plan, at a field.
    #[must_use]
    pub fn plan(field: &str) -> Self {
        Self::Form { kind: Kind::Plan, target: Some(ObjectId::plan()), base: Fields::new(), field: field.to_owned() }
    }

    /// The form of a new object: nothing is recorded until its first field is saved.
    #[must_use]
    pub const fn new(kind: Kind, base: Fields) -> Self {
        Self::Form { kind, target: None, base, field: String::new() }
    }
}

/// What a row of a list stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An audit.
    Audit(String),
    /// An object of the open audit.
    Object(ObjectId),
    /// An item.
    Item(String),
    /// A field of the plan.
    Plan(String),
    /// A line of the agenda: an interview not begun yet.
    Agenda(String),
    /// An issued finding.
    Statement(ObjectId),
    /// A row of a follow-up page.
    Part(usize),
    /// A figure, by its key.
    Figure(String),
    /// An action of the screen below the menu, by its name.
    Action(&'static str),
    /// A grade, by its letter: what opens WRITE with it.
    Grade(char),
    /// Nothing to open.
    #[default]
    Nothing,
}

impl From<&Jump> for Target {
    fn from(jump: &Jump) -> Self {
        match jump {
            Jump::Item(item) => Self::Item(item.clone()),
            Jump::Object(id) => Self::Object(id.clone()),
            Jump::Plan(field) => Self::Plan((*field).to_owned()),
        }
    }
}

/// A row of a list: its cells, and the words that a filter searches.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// What it stands for.
    pub target: Target,
    /// One piece per column.
    pub cells: Vec<Span>,
    /// What a filter searches, with `kind:`, `item:`, `int:`, `role:` words.
    pub search: String,
}

/// Words asked for in one line, before something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Who records: `LA, Lead auditor`.
    Identify,
    /// A new audit.
    PlanAudit,
    /// A role whose items to show.
    Track,
    /// `issue`, to issue.
    Issue,
    /// Why the gate is overridden.
    Override,
    /// How a question was settled, or a thing received.
    Settle(ObjectId),
    /// Links to add, with a minus to take away.
    Link(Vec<ObjectId>),
    /// `present`, to give final references.
    Present,
    /// Who agrees to the facts read back in this interview.
    Agree(ObjectId),
    /// The nature of a finding made of these lines; `!m ` before it grades it.
    MakeFinding(Vec<ObjectId>),
    /// The title of an evidence item made of these lines.
    MakeEvidence(Vec<ObjectId>),
    /// Why an issued statement is revised, and how.
    Revise(ObjectId, Fields),
    /// Why an issued finding is withdrawn.
    Withdraw(ObjectId),
}

impl Ask {
    /// How a draft names it: what is asked, and of which objects.
    #[must_use]
    pub fn place(&self) -> String {
        let of = |name: &str, ids: &[ObjectId]| {
            let ids = ids.iter().map(ObjectId::as_str);
            std::iter::once(name).chain(ids).collect::<Vec<_>>().join(" ")
        };
        match self {
            Self::Identify => "identify".to_owned(),
            Self::PlanAudit => "plan".to_owned(),
            Self::Track => "track".to_owned(),
            Self::Issue => "issue".to_owned(),
            Self::Override => "override".to_owned(),
            Self::Present => "present".to_owned(),
            Self::Settle(id) => of("settle", std::slice::from_ref(id)),
            Self::Agree(id) => of("agree", std::slice::from_ref(id)),
            Self::Withdraw(id) => of("withdraw", std::slice::from_ref(id)),
            Self::Revise(id, _) => of("revise", std::slice::from_ref(id)),
            Self::Link(lines) => of("link", lines),
            Self::MakeFinding(lines) => of("finding", lines),
            Self::MakeEvidence(lines) => of("evidence", lines),
        }
    }

    /// What a draft names so. A revision's fields are in its form, and not here: its reason is given again.
    #[must_use]
    pub fn of_place(name: &str, mut objects: Vec<ObjectId>) -> Option<Self> {
        Some(match (name, objects.len()) {
            ("plan", _) => Self::PlanAudit,
            ("track", _) => Self::Track,
            ("override", _) => Self::Override,
            ("settle", 1) => Self::Settle(objects.remove(0)),
            ("agree", 1) => Self::Agree(objects.remove(0)),
            ("withdraw", 1) => Self::Withdraw(objects.remove(0)),
            ("link", 1..) => Self::Link(objects),
            ("finding", 1..) => Self::MakeFinding(objects),
            ("evidence", 1..) => Self::MakeEvidence(objects),
            _ => return None,
        })
    }

    /// The whole question. What cannot be taken back is named.
    #[must_use]
    pub fn words(&self, model: &Model<'_>) -> String {
        match self {
            Self::Withdraw(id) => {
                // The list of the register shows home's rows; the register itself may not have been read yet.
                let row = model.home.rows.iter().find(|row| row.id == id.as_str()).map(|row| row.reference.as_str());
                let label = model.register.get(id).map(|statement| statement.label.as_str());
                let label = label.or(row).unwrap_or("this finding");
                format!("Withdraw {label} because")
            }
            ask => ask.plain_words().1.to_owned(),
        }
    }

    /// What stands before the cursor where the whole question has no room there.
    #[must_use]
    pub const fn short_words(&self) -> &'static str {
        self.plain_words().0
    }

    /// In short, and in full.
    const fn plain_words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Identify => ("Initials, role", "Who records? initials, role: LA, Lead auditor"),
            Self::PlanAudit => ("New audit", "New audit: id | title | items | earlier audit"),
            Self::Track => ("Role", "Show the items of a role: hr, ops, desk, top, ..."),
            Self::Issue => ("Type \"issue\"", "Type \"issue\" to freeze the statements"),
            Self::Override => ("Override because", "Something is missing. Override because"),
            Self::Settle(_) => ("Settled how", "Settled how"),
            Self::Present => ("Type \"present\"", "Type \"present\" to number them for good"),
            Self::Agree(_) => ("Who agrees", "Who agrees to these facts"),
            Self::MakeFinding(_) => ("Finding", "Finding (!m before it grades it)"),
            Self::MakeEvidence(_) => ("Evidence", "Evidence: title | version or date | where held"),
            Self::Revise(..) => ("Revise because", "Revise the issued statement because"),
            Self::Withdraw(_) => ("Withdraw because", "Withdraw this finding because"),
            Self::Link(_) => ("Link", "Link #A.6.5 +EV-003, unlink -A.6.5"),
        }
    }
}

/// Where to go.
#[derive(Debug, Clone)]
pub enum Nav {
    /// Another screen on top.
    Push(Goto),
    /// Back one level.
    Back,
    /// WRITE with this text before the cursor.
    Write(String),
    /// Ask for a line.
    Ask(Ask, String),
    /// The find over everything, or over items only.
    Find {
        /// Items only.
        items: bool,
    },
    /// Fieldwork, at this item.
    Item(String),
    /// Filter the list on top.
    Filter,
    /// Raise or lower the veil.
    Veil,
    /// Out of the menu, and do this on the screen below.
    Act(Do),
}

/// What an action comes to.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// For the runtime.
    pub effects: Vec<Effect>,
    /// Where to go.
    pub nav: Option<Nav>,
    /// What to tell the person, and whether it is a refusal.
    pub notice: Option<(bool, String)>,
}

impl Step {
    /// Nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Another screen on top.
    #[must_use]
    pub fn push(goto: Goto) -> Self {
        Self::go(Nav::Push(goto))
    }

    /// Go there.
    #[must_use]
    pub fn go(nav: Nav) -> Self {
        Self { nav: Some(nav), ..Self::default() }
    }

    /// Ask the runtime for one thing.
    #[must_use]
    pub fn effect(effect: Effect) -> Self {
        Self { effects: vec![effect], ..Self::default() }
    }

    /// Record this.
    #[must_use]
    pub fn record(act: Act) -> Self {
        Self::effect(Effect::Record(act))
    }

    /// Say this.
    #[must_use]
    pub fn say(text: impl Into<String>) -> Self {
        Self { notice: Some((false, text.into())), ..Self::default() }
    }

    /// Refuse with this reason.
    #[must_use]
    pub fn refuse(text: impl Into<String>) -> Self {
        Self { notice: Some((true, text.into())), ..Self::default() }
    }
}

/// Opens whatever a target stands for.
#[must_use]
pub fn open(model: &Model<'_>, target: &Target) -> Step {
    match target {
        Target::Audit(id) => Step::effect(Effect::Open(id.clone())),
        Target::Item(item) => Step::go(Nav::Item(item.clone())),
        Target::Plan(field) => Step::push(Goto::plan(field)),
        Target::Object(id) => open_object(model, id),
        Target::Agenda(line) => Step::go(Nav::Write(agenda_line(line))),
        Target::Statement(id) => Step::push(Goto::Case(id.clone())),
        Target::Action(id) => {
            let action = ACTIONS.iter().find(|action| action.id == *id);
            action.map_or_else(Step::none, |action| Step::go(Nav::Act(action.does)))
        }
        Target::Grade(key) => Step::go(Nav::Write(format!("!{key} "))),
        Target::Part(_) | Target::Figure(_) | Target::Nothing => Step::none(),
    }
}

fn open_object(model: &Model<'_>, id: &ObjectId) -> Step {
    let Some(object) = model.audit.and_then(|audit| audit.state.get(id)) else {
        return Step::refuse("it is struck out or not there");
    };
    let goto = match (object.kind, model.issued_as(id)) {
        // What is issued is changed as a revision, with its reason.
        (Kind::Finding, Some(statement)) => Goto::form(Kind::Statement, statement),
        (Kind::Sample, _) => Goto::Grid(id.clone()),
        (Kind::Item, _) => return Step::go(Nav::Item(object.label.clone())),
        (kind, _) => Goto::form(kind, id.clone()),
    };
    Step::push(goto)
}

/// The line that opens an interview from a line of the agenda: `2026-06-16 09:00-12:00 | what | items | roles`.
#[must_use]
pub fn agenda_line(line: &str) -> String {
    let mut parts = line.split('|').map(str::trim).skip(1);
    let (_, items, roles) = (parts.next(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!(":int | {roles} | {items}").trim_end_matches([' ', '|']).to_owned() + " "
}

/// Moves a cursor among `count` rows; nothing for actions that do not move.
#[must_use]
pub fn moved(cursor: usize, count: usize, page: usize, does: Do) -> Option<usize> {
    let last = count.saturating_sub(1);
    Some(match does {
        Do::Down => (cursor + 1).min(last),
        Do::Up => cursor.saturating_sub(1),
        Do::PageDown => (cursor + page.max(1)).min(last),
        Do::PageUp => cursor.saturating_sub(page.max(1)),
        Do::Top => 0,
        Do::Bottom => last,
        _ => return None,
    })
}
