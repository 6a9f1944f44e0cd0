//! The register's list: which rows a view holds, in which order, what stands in their columns, and the counters above.
//!
//! Must not know: how a row is drawn, or how stage, next step and lateness are derived (`domain::followup`).

use super::books;
use super::shown::Rows;
use crate::app::keymap::Keymap;
use crate::app::model::{Listed, Model};
use crate::app::role::{Role, Span, Text, span, spans};
use crate::app::step::{Row, Target};
use crate::domain::audit::counted;
use crate::domain::ident::ObjectId;
use crate::domain::order::SORTS;
use crate::domain::{dates, order, search, summary};
use chrono::{Datelike, NaiveDate};

/// The part of the register that is shown: chosen with its key, and counted above the list.
#[derive(Debug)]
pub struct View {
    /// The key that chooses it.
    pub key: char,
    /// In words.
    pub words: &'static str,
    /// What an empty one says.
    none: &'static str,
    takes: Takes,
}

type Takes = fn(&summary::Row, &Listed, &Model<'_>) -> bool;

/// Cells of the column that says the next step.
pub const NEXT_STEP: u16 = 16;

/// The view that the register opens with.
pub const OPENING: char = '5';

/// All views, in the order of the counters. Due soon is due within thirty days.
pub static VIEWS: &[View] = &[
    view('1', "late majors", "No major nonconformity is overdue", |row, stands, model| {
        row.nonconformity && stands.late() && worst(row, model)
    }),
    view('2', "overdue", "Nothing is overdue", |row, stands, _| row.nonconformity && stands.late()),
    view('3', "to check", "Nothing waits for a check of its effect", |row, stands, model| {
        open(row, stands, model) && row.stage == "to check"
    }),
    view('4', "due soon", "Nothing is due within thirty days", |row, stands, _| row.nonconformity && stands.soon()),
    view(OPENING, "open", "No nonconformity is open", open),
    view('0', "all", "Nothing is in the register", |_, _, _| true),
];

const fn view(key: char, words: &'static str, none: &'static str, takes: Takes) -> View {
    View { key, words, none, takes }
}

fn open(row: &summary::Row, stands: &Listed, _: &Model<'_>) -> bool {
    row.nonconformity && stands.open
}

fn worst(row: &summary::Row, model: &Model<'_>) -> bool {
    model.programme.rank(&row.grade) == 0
}

/// Which rows, in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The view, by its key.
    pub view: char,
    /// The column, of those it can be sorted by.
    sort: usize,
    reversed: bool,
    /// Nothing but these statements, and what they are.
    only: Option<(String, Vec<String>)>,
}

impl Order {
    /// What the register opens with: what is open, the latest first.
    #[must_use]
    pub const fn opening() -> Self {
        Self { view: OPENING, sort: 0, reversed: false, only: None }
    }

    /// The rows behind a figure, whatever view they belong to.
    #[must_use]
    pub fn behind(words: String, mut rows: Vec<String>) -> Self {
        rows.sort();
        Self { view: '0', only: Some((words, rows)), ..Self::opening() }
    }

    /// Chooses a view, of the whole register.
    pub fn choose(&mut self, view: char) {
        (self.view, self.only) = (view, None);
    }

    /// Sorts by the next column.
    pub fn next(&mut self) {
        self.sort = (self.sort + 1) % SORTS.len();
    }

    /// Sorts the other way round.
    pub fn reverse(&mut self) {
        self.reversed = !self.reversed;
    }

    /// The view in words.
    #[must_use]
    pub fn view_words(&self) -> &str {
        if let Some((words, _)) = &self.only {
            return words;
        }
        VIEWS.iter().find(|view| view.key == self.view).map_or("open", |view| view.words)
    }

    /// In what order the rows stand, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let name = SORTS[self.sort % SORTS.len()].name;
        if self.reversed { format!("sorted by {name}, backwards") } else { format!("sorted by {name}") }
    }
}

/// The rows of the view chosen that hold all words, sorted: their numbers.
fn chosen(model: &Model<'_>, wanted: &Order, words: &[String]) -> Vec<usize> {
    let takes = VIEWS.iter().find(|view| view.key == wanted.view).map_or(open as Takes, |view| view.takes);
    let only = wanted.only.as_ref().map(|(_, only)| only);
    let holds = |row: &summary::Row, stands: &Listed| {
        let text = || stands.searched.get_or_init(|| search::plain(&searched(row)));
        words.iter().all(|word| text().contains(word.as_str()))
    };
    let passes = |(_, (row, stands)): &(usize, (&summary::Row, &Listed))| {
        let named = only.is_none_or(|only| only.binary_search(&row.id).is_ok());
        named && takes(row, stands, model) && holds(row, stands)
    };
    let all = model.home.listed(model.today).enumerate();
    let mut rows: Vec<(usize, &summary::Row)> = all.filter(passes).map(|(nth, (row, _))| (nth, row)).collect();
    let by = &SORTS[wanted.sort % SORTS.len()];
    order::sort(&mut rows, |(_, row)| row, by, wanted.reversed, model.programme, model.today);
    rows.into_iter().map(|(nth, _)| nth).collect()
}

/// The rows of the list that hold all words.
#[must_use]
pub fn rows<'a>(model: &Model<'a>, order: &Order, words: &[String]) -> Rows<'a> {
    let model = *model;
    let chosen = model.home.answer(format!("{order:?} {words:?}"), || chosen(&model, order, words));
    Rows::numbered(chosen.len(), move |nth| {
        let row = &model.home.rows[chosen[nth]];
        Row {
            target: Target::Statement(ObjectId::from_text(&row.id)),
            search: String::new(),
            cells: cells(&model, row),
        }
    })
}

/// What a filter searches.
fn searched(row: &summary::Row) -> String {
    let tags = [("grade", &row.grade), ("stage", &row.stage), ("source", &row.source), ("owner", &row.owner)];
    let tags = tags.map(|(name, text)| format!("{name}:{}", text.replace(' ', "-")));
    let texts = [
        row.reference.as_str(),
        &row.criteria.join(" "),
        &row.title,
        &row.waiting_on,
        &row.next_step,
        &row.process,
        &row.source_ref,
        &row.cause,
        &row.similar,
        &tags.join(" "),
        again(row),
    ];
    texts.join(" ")
}

/// Whether it repeats an earlier one, behind its requirement.
fn again(row: &summary::Row) -> &'static str {
    if row.recurring_of.is_empty() { "" } else { " again" }
}

fn cells(model: &Model<'_>, row: &summary::Row) -> Vec<Span> {
    let late = row.late(model.today);
    let live = row.is_open(model.today);
    // Of less weight than the open ones, which are what is looked for.
    let grade_role = if live { books::grade_role(model.programme, &row.grade) } else { Role::Muted };
    let grade = if worst(row, model) { row.grade.to_uppercase() } else { row.grade.clone() };
    let next = match live {
        true if row.next_step.is_empty() => row.stage.clone(),
        true => row.next_step.clone(),
        false => settled(row, model.today),
    };
    let due = if live { short_day(&row.due, model.today) } else { String::new() };
    vec![
        span(Role::Reference, &row.reference),
        span(grade_role, grade),
        span(Role::Plain, format!("{}{}", row.criterion(), again(row))),
        span(Role::Plain, if live { row.waiting_on.clone() } else { String::new() }),
        span(if live { Role::Plain } else { Role::Muted }, next),
        span(Role::Muted, due),
        span(Role::Late, late.map(|days| format!("{days} d")).unwrap_or_default()),
    ]
}

/// `closed 6 Nov`: how it ended, and when where the column has room for both; below the list it stands in full.
fn settled(row: &summary::Row, today: NaiveDate) -> String {
    let words = format!("{} {}", row.stage, short_day(&row.closed, today));
    if words.len() > usize::from(NEXT_STEP) { row.stage.clone() } else { words.trim_end().to_owned() }
}

/// `30 Oct`; another year than this one is said: `31 Jan 27`.
fn short_day(text: &str, today: NaiveDate) -> String {
    let shown = |day: NaiveDate| {
        if day.year() == today.year() { day.format("%-d %b").to_string() } else { day.format("%-d %b %y").to_string() }
    };
    dates::parse_day(text, None).map(shown).unwrap_or_default()
}

/// How many rows each view holds.
fn counts(model: &Model<'_>) -> Vec<usize> {
    let mut counts = vec![0; VIEWS.len()];
    for (row, stands) in model.home.listed(model.today) {
        for (count, view) in counts.iter_mut().zip(VIEWS) {
            *count += usize::from((view.takes)(row, stands, model));
        }
    }
    counts
}

/// The counters, each with its key; the one chosen is marked. Counts that are too long for one row stand in two.
#[must_use]
pub fn above(model: &Model<'_>, order: &Order) -> Vec<Text> {
    const ROW: usize = 78;
    let mut tabs: Vec<[Span; 3]> = Vec::new();
    let counts = model.home.answer("counts".to_owned(), || counts(model));
    for (view, count) in VIEWS.iter().zip(counts.iter().copied()) {
        let here = order.view == view.key && order.only.is_none();
        let role = match (here, view.words) {
            (true, _) => Role::Match,
            (false, "overdue" | "late majors") if count > 0 => Role::Late,
            _ => Role::Muted,
        };
        // The colon parts a count from the key behind it where there is no colour to do so.
        let words = format!(" {}:{count}", view.words);
        let gap = if view.key == '0' { "" } else { "  " };
        tabs.push([span(Role::Key, view.key.to_string()), span(role, words), span(Role::Plain, gap)]);
    }
    let wide: usize = tabs.iter().flatten().map(|piece| piece.text.len()).sum();
    let in_a_row = if wide > ROW { tabs.len().div_ceil(2) } else { tabs.len() };
    tabs.chunks(in_a_row).map(|row| spans(row.concat())).collect()
}

/// Why the list is empty, and what is the nearest due instead.
#[must_use]
pub fn empty_words(model: &Model<'_>, keymap: &Keymap, order: &Order) -> String {
    if model.home.rows.is_empty() {
        let key = keymap.key("add-nonconformity");
        return format!("Nothing is in the register yet: issuing findings fills it, {key} enters one from elsewhere.");
    }
    // What is late already is no answer to when something will be; of late majors, the next major is.
    let due = |(row, stands): &(&summary::Row, &Listed)| {
        let asked = order.view != '1' || worst(row, model);
        open(row, stands, model) && asked && stands.days_left.is_some_and(|days| days >= 0)
    };
    let first = model.home.listed(model.today).filter(due).min_by(|(a, _), (b, _)| a.due.cmp(&b.due));
    let nearest = first.map_or_else(
        || if order.view == '1' { "and no major is due later" } else { "and nothing else is due" }.to_owned(),
        |(row, _)| {
            let away = match row.days_left(model.today).unwrap_or(0) {
                0 => "today".to_owned(),
                days => format!("in {}", counted(usize::try_from(days).unwrap_or(0), "day", "days")),
            };
            format!("nearest: {}, {} by {} ({away})", row.reference, row.next_step, dates::words_of(&row.due))
        },
    );
    let none = VIEWS.iter().find(|view| view.key == order.view).map_or("Nothing is open", |view| view.none);
    format!("{none}; {nearest}.")
}

/// What stands below the list about a row: title, owner, how it stands and what closing wants.
#[must_use]
pub fn preview(model: &Model<'_>, id: &ObjectId) -> Vec<Text> {
    let Some(row) = model.home.rows.iter().find(|row| row.id == id.as_str()) else { return Vec::new() };
    let stale = if row.stale(model.today, model.programme) { ", stale: nothing was recorded for long" } else { "" };
    let again =
        if row.recurring_of.is_empty() { String::new() } else { format!(", repeats {}", row.recurring_of.join(", ")) };
    let title = vec![span(Role::Title, &row.title), span(Role::Muted, format!("  {}{again}", row.process))];
    let standing = crate::report::followup::standing(row, model.today);
    let mut text = vec![spans(title), spans(vec![span(Role::Plain, format!("{standing}{stale}"))])];
    if row.is_open(model.today) && !row.missing.is_empty() {
        let words = format!("{} missing: {}", row.missing.len(), row.missing.join("; "));
        text.push(spans(vec![span(Role::Muted, words)]));
    }
    text
}
