//! The follow-up page of one nonconformity: the statement on top, the steps of 10.2 with what is there and what is
//! missing, the history below.
//!
//! Must not know: how stages and missing parts are derived (`domain::followup`), or how the page is drawn.

use super::books;
use crate::app::action::Do;
use crate::app::model::Model;
use crate::app::role::{Role, Text, labelled, line, plain, span, spans};
use crate::app::step::{Goto, Nav, Row, Step, Target};
use crate::domain::dates;
use crate::domain::fields::{Kind, spec};
use crate::domain::followup::case::{Book, Case};
use crate::domain::followup::history::{Event, history};
use crate::domain::followup::round::number;
use crate::domain::followup::tell::{Line, Standing, Tell, lines};
use crate::domain::ident::ObjectId;
use crate::domain::summary;
use crate::report::followup::{standing, statement_fields};

/// What one row of the page is about.
enum Part<'r> {
    Statement,
    Line(Line<'r>),
    /// The heading of what was recorded so far.
    History,
    Event(Event),
}

fn case<'a>(model: &Model<'a>, id: Option<&ObjectId>) -> Option<Case<'a>> {
    let statement = model.register.get(id?)?;
    Some(Book::new(model.register, model.programme).case(statement))
}

fn parts<'r>(case: &Case<'r>) -> Vec<Part<'r>> {
    let told: Vec<Part<'_>> = history(case).into_iter().rev().map(Part::Event).collect();
    let heading = (!told.is_empty()).then_some(Part::History);
    let steps = lines(case).into_iter().map(Part::Line);
    std::iter::once(Part::Statement).chain(steps).chain(heading).chain(told).collect()
}

/// Its heading.
#[must_use]
pub fn title(model: &Model<'_>, id: Option<&ObjectId>) -> String {
    let label = id.and_then(|id| model.register.get(id)).map_or("", |statement| statement.label.as_str());
    format!("{label}  follow-up, 10.2")
}

/// What stands above the steps: what it is, how it stands, what closing wants.
#[must_use]
pub fn above(model: &Model<'_>, id: Option<&ObjectId>) -> Vec<Text> {
    let Some(case) = case(model, id) else { return Vec::new() };
    let row = summary::row(&case);
    let recurring =
        if row.recurring_of.is_empty() { String::new() } else { format!("  repeats {}", row.recurring_of.join(", ")) };
    let role = books::grade_role(model.programme, &row.grade);
    let late = row.late(model.today).is_some();
    let mut text = vec![
        spans(vec![
            span(
                role,
                if model.programme.rank(&row.grade) == 0 { row.grade.to_uppercase() } else { row.grade.clone() },
            ),
            span(Role::Title, format!("  {}", row.title)),
            span(Role::Muted, recurring),
        ]),
        labelled(&format!("{} ", row.criteria.join(", ")), 0, Role::Muted, case.statement.text("nature")),
        line(if late { Role::Late } else { Role::Plain }, standing(&row, model.today)),
    ];
    if !row.missing.is_empty() {
        text.push(line(Role::Muted, format!("closing wants: {}", row.missing.join("; "))));
    }
    if !row.overridden.is_empty() {
        text.push(line(Role::Wrong, format!("closed over the gate: {}", row.overridden)));
    }
    text
}

/// The row to begin with: the action due first, else what is missing, else the first step; none before the register is
/// read.
#[must_use]
pub fn first(model: &Model<'_>, id: Option<&ObjectId>) -> Option<usize> {
    let case = case(model, id)?;
    let at = |wanted: fn(Standing) -> bool| {
        parts(&case).iter().position(|part| matches!(part, Part::Line(line) if wanted(line.standing)))
    };
    let due = at(|standing| matches!(standing, Standing::Due(_)));
    due.or_else(|| at(|standing| standing == Standing::Missing)).or(Some(1))
}

/// The rows.
#[must_use]
pub fn rows(model: &Model<'_>, id: Option<&ObjectId>) -> Vec<Row> {
    let Some(case) = case(model, id) else { return Vec::new() };
    let rounds = case.rounds.len() > 1;
    let row = |(at, part): (usize, Part<'_>)| {
        let target = if matches!(part, Part::History) { Target::Nothing } else { Target::Part(at) };
        let cells = match part {
            Part::Statement => vec![
                span(Role::Key, ""),
                span(Role::Label, "statement"),
                span(Role::Muted, dates::words_of(case.statement.text("issued"))),
                span(Role::Plain, case.statement.text("requirement")),
            ],
            Part::Line(line) => {
                let (role, words) = state_words(&line, model);
                vec![
                    span(Role::Key, line.part.to_string().trim()),
                    span(Role::Label, line.what.clone()),
                    span(role, words),
                    span(Role::Plain, said(&line)),
                ]
            }
            Part::History => vec![span(Role::Title, ""), span(Role::Title, "history, the latest first")],
            Part::Event(event) => {
                let round = if rounds { format!("{}: ", event.round) } else { String::new() };
                vec![
                    span(Role::Muted, ""),
                    span(Role::Muted, format!("{round}{}", event.what)),
                    span(Role::Muted, dates::day_words(event.on)),
                    span(Role::Muted, format!("{}  {}", event.by, event.words.join("; "))),
                ]
            }
        };
        let search = cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" ");
        Row { target, cells, search }
    };
    parts(&case).into_iter().enumerate().map(row).collect()
}

fn state_words(line: &Line<'_>, model: &Model<'_>) -> (Role, String) {
    match line.standing {
        Standing::Missing => (Role::Wrong, "missing".to_owned()),
        Standing::Due(None) => (Role::Plain, "no date".to_owned()),
        Standing::Due(Some(due)) => {
            let (role, word) = if due < model.today { (Role::Late, "late") } else { (Role::Plain, "due") };
            (role, format!("{word} {}", due.format("%-d %b")))
        }
        Standing::Done(day) => (Role::Conforms, dates::day_words(day)),
        Standing::Free => (Role::Muted, "-".to_owned()),
    }
}

/// What was recorded of a line, in one.
fn said(line: &Line<'_>) -> String {
    let Some(object) = line.object else { return String::new() };
    let first = match object.text("step") {
        "effect" => format!("{}: ", object.text("result")),
        "accept" => format!("{} ", object.text("by")),
        _ if object.kind == Kind::Action => format!("{}: ", object.text("owner")),
        _ => String::new(),
    };
    first + &object.text("text").replace('\n', " ")
}

/// What stands below the steps about the chosen one: all that was recorded, or what it would record.
#[must_use]
pub fn preview(model: &Model<'_>, id: Option<&ObjectId>, target: &Target) -> Vec<Text> {
    let (Some(case), Target::Part(at)) = (case(model, id), target) else { return Vec::new() };
    match parts(&case).into_iter().nth(*at) {
        Some(Part::Statement) => statement_fields(case.statement)
            .into_iter()
            .map(|(words, text)| labelled(words, 14, Role::Plain, text.replace('\n', " / ")))
            .collect(),
        Some(Part::Line(found)) => {
            let Some(object) = found.object else {
                let wants = found.tell.map(|tell| tell.fields().iter().map(|f| f.words).collect::<Vec<_>>().join(", "));
                return vec![line(Role::Muted, format!("Enter records it: {}", wants.unwrap_or_default()))];
            };
            let fields = spec(object.kind).fields.iter();
            let held = fields.filter(|field| !matches!(field.name, "of" | "step") && !object.lacks(field.name));
            held.map(|field| {
                let words = object.list(field.name).iter().map(|text| dates::words_of(text)).collect::<Vec<_>>();
                labelled(field.words, 14, Role::Plain, words.join(" / ").replace('\n', " / "))
            })
            .collect()
        }
        Some(Part::Event(event)) => {
            let when = format!(
                "{} {}, recorded {} by {}",
                dates::day_words(event.on),
                event.what,
                dates::day_words(event.recorded),
                event.by
            );
            std::iter::once(line(Role::Muted, when)).chain(event.words.iter().map(plain)).collect()
        }
        Some(Part::History) | None => Vec::new(),
    }
}

/// What an action does on the page.
#[must_use]
pub fn act(model: &Model<'_>, id: Option<&ObjectId>, does: Do, target: &Target) -> Step {
    let (Some(case), Some(id)) = (case(model, id), id) else { return Step::refuse("it is not in the register") };
    let chosen = match target {
        Target::Part(at) => parts(&case).into_iter().nth(*at),
        _ => None,
    };
    let tell = |tell: Tell| Step::push(Goto::Tell(tell, Some(id.clone())));
    match (does, chosen) {
        (Do::Part(part), _) => part_step(&case, part).map_or_else(Step::refuse, tell),
        (Do::Open, Some(Part::Statement)) => Step::push(Goto::form(Kind::Statement, id.clone())),
        (Do::Open, Some(Part::Line(Line { tell: Some(found), .. }))) => tell(found),
        (Do::Open, _) => Step::refuse("this is recorded and stays; what can be told stands in the rows above"),
        (Do::Extend, chosen) => {
            let here = match chosen {
                Some(Part::Line(Line { tell: Some(Tell::Done(number)), .. })) => Some(number),
                _ => None,
            };
            let next =
                || case.round().open().min_by_key(|action| action.text("due").to_owned()).map(|a| number(a).to_owned());
            tell(Tell::Extend(here.or_else(next).unwrap_or_default()))
        }
        (Do::CloseCase, _) if case.missing.is_empty() => tell(Tell::Step("close")),
        (Do::CloseCase, _) => {
            let missing: Vec<&str> = case.missing.iter().map(|missing| missing.words.as_str()).collect();
            let words = format!("{} missing: {}. To close it all the same, say why", missing.len(), missing.join("; "));
            Step {
                notice: Some((true, words)),
                nav: Some(Nav::Push(Goto::Tell(Tell::Override, Some(id.clone())))),
                ..Step::none()
            }
        }
        _ => Step::none(),
    }
}

/// What the key of a part of 10.2 begins: what is missing there, else the action due first, else what was not told yet,
/// else the first that can be bettered.
fn part_step(case: &Case<'_>, part: char) -> Result<Tell, String> {
    let of_part = || lines(case).into_iter().filter(move |line| line.part == part && line.tell.is_some());
    let missing = of_part().find(|line| line.standing == Standing::Missing);
    let due = || of_part().find(|line| matches!(line.standing, Standing::Due(_)));
    let untold = || of_part().find(|line| line.standing == Standing::Free && line.object.is_none());
    let first = || of_part().next();
    let found = missing.or_else(due).or_else(untold).or_else(first).and_then(|line| line.tell);
    found.ok_or_else(|| format!("{} is {}: nothing more is told here", case.statement.label, case.stage.words()))
}
