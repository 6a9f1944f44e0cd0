//! The rows of every list, from the model: one function a list.
//!
//! Must not know: cursors, filters, or what opening a row does.

use super::shown::Rows;
use super::{books, themes};
use crate::app::action::{ACTIONS, Action, On, WRITE_KEYS};
use crate::app::keymap::Keymap;
use crate::app::model::Model;
use crate::app::role::{Role, Span, span};
use crate::app::step::{Row, Target};
use crate::domain::audit::{Audit, items_of, when};
use crate::domain::command::COMMANDS;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::fold::Object;
use crate::domain::followup::case::Book;
use crate::domain::ident::ObjectId;
use crate::domain::mark::{MARKS, Mark};
use crate::domain::programme::Grade;
use crate::domain::{dates, issue, review, sample, summary};

/// What a menu is about: a screen, and its actions that do not apply as it stands.
pub type Below = (On, &'static [&'static str]);

/// The rows of a list that has no file of its own, before any filter. `below` is the screen whose menu it is.
#[must_use]
pub fn of<'a>(on: On, model: &Model<'a>, keymap: &'a Keymap, veiled: bool, below: Option<Below>) -> Rows<'a> {
    match on {
        On::HomeList => home(model, veiled),
        On::HelpPage => menu(model, keymap, veiled, below),
        On::ThemeList => themes::rows(model).into(),
        on => model.audit.map_or_else(Rows::none, |audit| of_audit(on, model, audit, veiled)),
    }
}

fn home<'a>(model: &Model<'a>, veiled: bool) -> Rows<'a> {
    let programme = model.programme;
    let seen = move |words: String| if veiled { String::new() } else { words };
    let row = move |audit: &&summary::AuditSummary| {
        let days = days(&audit.from, &audit.to);
        let letters: Vec<String> = audit
            .findings
            .iter()
            .map(|(grade, count)| format!("{count}{}", programme.grade(grade).map_or('?', |grade| grade.key)))
            .collect();
        Row {
            target: Target::Audit(audit.id.clone()),
            search: format!("{} {} {}", audit.id, audit.title, audit.stage),
            cells: vec![
                span(Role::Reference, &audit.id),
                span(Role::Plain, &audit.title),
                span(Role::Muted, days),
                span(Role::Plain, seen(looked_at(audit))),
                span(Role::Plain, seen(letters.join(" "))),
            ],
        }
    };
    Rows::of(model.home.audits.iter().rev().collect(), row)
}

/// `60/61 1x 4n`: looked at, of all; then what was set aside, by its letter in the tree.
fn looked_at(audit: &summary::AuditSummary) -> String {
    let of = audit.progress();
    let aside = |count: usize, letter: char| if count > 0 { format!(" {count}{letter}") } else { String::new() };
    let (x, n) = (aside(of.not_audited, 'x'), aside(of.not_applicable, 'n'));
    format!("{:>3}/{}{x}{n}", of.looked_at, of.items)
}

/// The days of an audit, as short as they can be said: `15-18 Jun 2026`.
fn days(from: &str, to: &str) -> String {
    let (Some(first), Some(last)) = (dates::parse_day(from, None), dates::parse_day(to, None)) else {
        return dates::words_of(if from.is_empty() { to } else { from });
    };
    if first == last {
        dates::day_words(first)
    } else if first.format("%Y-%m").to_string() == last.format("%Y-%m").to_string() {
        format!("{}-{}", first.format("%-d"), dates::day_words(last))
    } else {
        format!("{} - {}", first.format("%-d %b"), dates::day_words(last))
    }
}

fn of_audit<'a>(on: On, model: &Model<'a>, audit: Audit<'a>, veiled: bool) -> Rows<'a> {
    // Under the veil nothing is shown of other people's interviews.
    let current = model.interview().filter(|_| veiled);
    let shown = move |object: &&Object| {
        current.is_none_or(|current| object.id == *current || object.text("interview") == current.as_str())
    };
    match on {
        On::NotebookList => notebook(model, audit, veiled),
        On::FindingList if veiled => Rows::none(),
        On::FindingList => findings(model, audit),
        On::Evidences => {
            Rows::of(audit.of(Kind::Evidence).filter(shown).collect(), |object| row_of(object, evidence(object)))
        }
        // A sample is worked on in any interview: it stays, without what it says.
        On::SampleList => {
            Rows::of(audit.of(Kind::Sample).collect(), move |object| row_of(object, sampled(object, veiled)))
        }
        On::TalkList => {
            let mut rows: Vec<Row> = talks(&audit, shown);
            rows.extend(agenda(&audit).into_iter().filter(|_| !veiled));
            rows.into()
        }
        _ if veiled => Rows::none(),
        _ => Rows::of(review::review(&audit, model.register), |remark| Row {
            target: Target::from(&remark.jump),
            search: format!("{} {} {}", remark.rule, remark.subject, remark.text),
            cells: vec![
                span(if remark.gate { Role::Wrong } else { Role::Muted }, if remark.gate { "gate" } else { "" }),
                span(Role::Reference, &remark.subject),
                span(Role::Plain, &remark.text),
            ],
        }),
    }
}

fn evidence(object: &Object) -> Vec<Span> {
    let dated: Vec<&str> =
        [object.text("version"), object.text("dated")].into_iter().filter(|text| !text.is_empty()).collect();
    vec![
        span(Role::Reference, &object.label),
        span(Role::Plain, object.text("title")),
        span(Role::Plain, dated.join(", ")),
        span(Role::Muted, when(object).format("%-d %b %H:%M").to_string()),
        span(Role::Muted, object.text("held")),
    ]
}

fn sampled(object: &Object, veiled: bool) -> Vec<Span> {
    let exceptions = sample::exceptions(object);
    let shown = match sample::looked_at(object) {
        _ if veiled => String::new(),
        0 => "-".to_owned(),
        _ => exceptions.to_string(),
    };
    let role = if exceptions > 0 && !veiled { Role::Nonconforming } else { Role::Muted };
    vec![
        span(Role::Reference, &object.label),
        span(Role::Plain, if object.lacks("title") { object.text("population") } else { object.text("title") }),
        span(Role::Plain, format!("{}/{}", object.list("picks").len(), object.text("size"))),
        span(role, shown),
        span(Role::Muted, object.list("items").join(" ")),
    ]
}

fn row_of(object: &Object, cells: Vec<Span>) -> Row {
    let words: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
    let items: Vec<String> = object.list("items").iter().map(|item| format!("item:{item}")).collect();
    Row {
        target: Target::Object(object.id.clone()),
        search: format!("{} {} {}", words.join(" "), items.join(" "), object.list("roles").join(" ")),
        cells,
    }
}

fn notebook<'a>(model: &Model<'a>, audit: Audit<'a>, veiled: bool) -> Rows<'a> {
    let current = model.interview().filter(|_| veiled);
    let theirs = |object: &Object| current.is_none_or(|current| object.text("interview") == current.as_str());
    let seen = |object: &Object| theirs(object) && !books::hides(object, veiled);
    let shown = audit.moments().iter().filter(|id| !veiled || audit.state.get(id).is_some_and(seen));
    let issue = model.first_issue();
    let row = move |object: &Object| {
        let (mark, words, label) = books::entry(&audit, object, veiled);
        let items = items_of(object);
        let interview = audit.state.get(&ObjectId::from_text(object.text("interview")));
        let tags: Vec<String> = items.iter().map(|item| format!("item:{item}")).collect();
        Row {
            target: Target::Object(object.id.clone()),
            search: format!(
                "{words} {label} kind:{} {} int:{} role:{} by:{}",
                mark.text,
                tags.join(" "),
                interview.map_or("", |interview| &interview.label),
                finding::speakers(&audit, object),
                object.made.by
            ),
            cells: vec![
                span(Role::Late, if issue.as_ref().is_some_and(|issue| issue.is_addendum(object)) { "+" } else { "" }),
                span(Role::Muted, when(object).format("%-d %b %H:%M").to_string()),
                mark,
                span(Role::Reference, items.first().cloned().unwrap_or_default()),
                span(Role::Plain, words),
                span(Role::Reference, label),
            ],
        }
    };
    Rows::of(shown.collect(), move |id| audit.state.get(id).map(&row).unwrap_or_default())
}

fn findings<'a>(model: &Model<'a>, audit: Audit<'a>) -> Rows<'a> {
    let mut found: Vec<&Object> = audit.of(Kind::Finding).collect();
    found.sort_by_key(|f| {
        (!f.lacks("dropped"), f.lacks("ref"), f.text("ref").to_owned(), audit.programme.rank(f.text("grade")))
    });
    let book = Book::new(model.register, model.programme);
    let issued = issue::statements_of(model.register, audit.id);
    let row = move |object: &&Object| {
        let stage = match issued.get(object.id.as_str()) {
            Some(statement) => book.case(statement).stage.words(),
            None if !object.lacks("dropped") => "dropped",
            None if !object.lacks("ref") => "presented",
            None => "draft",
        };
        let grade = object.text("grade");
        row_of(
            object,
            vec![
                span(Role::Reference, finding::short_name(audit.id, object)),
                span(books::grade_role(audit.programme, grade), books::grade_word(&audit, grade)),
                span(Role::Plain, object.list("criteria").first().cloned().unwrap_or_default()),
                span(Role::Plain, finding::title(object)),
                span(Role::Muted, stage),
            ],
        )
    };
    Rows::of(found, row)
}

fn talks(audit: &Audit<'_>, shown: impl Fn(&&Object) -> bool) -> Vec<Row> {
    let mut talks: Vec<&Object> = audit.of(Kind::Interview).chain(audit.of(Kind::Meeting)).filter(shown).collect();
    let start = |object: &Object| {
        if object.kind == Kind::Meeting { object.text("held").to_owned() } else { object.text("started").to_owned() }
    };
    talks.sort_by_key(|object| start(object));
    let row = |object: &&Object| {
        let begun =
            dates::parse_moment(&start(object)).map(|at| at.format("%-d %b %H:%M").to_string()).unwrap_or_default();
        let until =
            dates::parse_moment(object.text("ended")).map(|at| at.format("-%H:%M").to_string()).unwrap_or_default();
        let open = object.kind == Kind::Interview && object.lacks("ended");
        let (role, until) = if open { (Role::Late, " open".to_owned()) } else { (Role::Plain, until) };
        let what = if object.kind == Kind::Meeting {
            format!("{} meeting", object.text("which"))
        } else {
            object.list("roles").join(", ")
        };
        row_of(
            object,
            vec![
                span(Role::Reference, &object.label),
                span(role, format!("{begun}{until}")),
                span(Role::Muted, object.text("place")),
                span(Role::Plain, what),
            ],
        )
    };
    talks.iter().map(row).collect()
}

/// Lines of the agenda that no interview has been opened for: Enter opens one.
fn agenda(audit: &Audit<'_>) -> Vec<Row> {
    let held = |items: &[String]| {
        audit.of(Kind::Interview).any(|interview| items.iter().any(|item| interview.list("items").contains(item)))
    };
    let row = |line: &String| {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let items = audit.checklist.expand(parts.get(2)?).ok().filter(|items| !items.is_empty())?;
        let cells = vec![
            span(Role::Muted, "to do"),
            span(Role::Plain, *parts.first()?),
            span(Role::Muted, *parts.get(2)?),
            span(Role::Plain, format!("{}: {}", parts.get(3).unwrap_or(&""), parts.get(1)?)),
        ];
        (!held(&items)).then(|| Row { target: Target::Agenda(line.clone()), search: line.clone(), cells })
    };
    audit.plan_list("agenda").iter().filter_map(row).collect()
}

/// A line of the menu, before it is put into words.
enum Entry<'a> {
    /// An action, and the screen it is named under.
    Act(&'static Action, &'static str),
    Grade(&'a Grade, On),
    /// What is typed, what it does, and where.
    Typed(&'static str, &'static str, &'static str),
    Mark(&'static Mark),
}

/// The actions of the screen below, which Enter carries out there; behind them, to be read, the keys of the other screens
/// and what can be typed. Under the veil no grade is named.
fn menu<'a>(model: &Model<'a>, keymap: &'a Keymap, veiled: bool, below: Option<Below>) -> Rows<'a> {
    let (below, without) = below.unwrap_or((On::HelpPage, &[]));
    let programme = model.programme;
    let grades = |on: On| {
        let shown = programme.grades.iter().filter(move |_| on == On::Field && !veiled);
        shown.map(move |grade| Entry::Grade(grade, on))
    };
    let own = ACTIONS.iter().filter(|action| action.on.contains(&below) && !without.contains(&action.id));
    let mut entries: Vec<Entry<'a>> = own.map(|action| Entry::Act(action, below.name())).chain(grades(below)).collect();
    entries.extend(ACTIONS.iter().filter(|action| action.on.is_empty()).map(|action| Entry::Act(action, "everywhere")));
    for on in On::ALL.into_iter().filter(|on| *on != below) {
        let others = ACTIONS.iter().filter(|action| action.on.first() == Some(&on) && !action.on.contains(&below));
        entries.extend(others.map(|action| Entry::Act(action, on.name())).chain(grades(on)));
    }
    entries.extend(WRITE_KEYS.iter().map(|(keys, words)| Entry::Typed(keys, words, "WRITE")));
    entries.extend(MARKS.iter().map(Entry::Mark));
    entries.extend(COMMANDS.iter().map(|(form, words)| Entry::Typed(form, words, "capture")));
    Rows::of(entries, move |entry| menu_row(entry, keymap, veiled, below))
}

fn menu_row(entry: &Entry<'_>, keymap: &Keymap, veiled: bool, below: On) -> Row {
    let row = |target: Target, keys: String, words: &str, screen: &str, twin: &str| Row {
        target,
        search: format!("{keys} {words} {screen} {twin}"),
        cells: vec![
            span(Role::Key, keys),
            span(Role::Plain, words),
            span(Role::Muted, screen),
            span(Role::Muted, twin),
        ],
    };
    match entry {
        Entry::Act(action, screen) => {
            let target = if action.is_on(below) { Target::Action(action.id) } else { Target::Nothing };
            let keys: Vec<String> = keymap.keys(action).iter().map(|key| key.words()).collect();
            row(target, keys.join(" "), action.words, screen, action.twin.trim_start_matches("workpaper "))
        }
        Entry::Grade(grade, on) => {
            let target = if below == On::Field { Target::Grade(grade.key) } else { Target::Nothing };
            row(target, grade.key.to_string(), &grade.words, on.name(), "capture AUDIT (!)")
        }
        Entry::Typed(keys, words, place) => row(Target::Nothing, (*keys).to_owned(), words, place, ""),
        Entry::Mark(mark) => {
            let words = if veiled { mark.words.split("; ").next().unwrap_or_default() } else { mark.words };
            row(Target::Nothing, format!("{} text", mark.sign).trim().to_owned(), words, "capture", "")
        }
    }
}
