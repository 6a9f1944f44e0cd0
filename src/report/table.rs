//! A list that leaves the program: named columns, each of one shape, and rows of typed cells. What a column is called and
//! what it holds is said once; CSV, XLSX, JSON and its schema are written from it.
//!
//! Must not know: any format, or which lists there are.

use super::clean;
use crate::domain::dates;
use chrono::{NaiveDate, NaiveDateTime};
use std::borrow::Cow;

/// What the cells of a column hold, besides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Words, of one line or several.
    Text,
    /// The id of a grade of the programme's scale.
    Grade,
    /// A day.
    Date,
    /// A minute, by the clock of the place audited.
    Moment,
    /// A whole number.
    Number,
    /// Yes or no.
    YesNo,
    /// Several texts.
    List,
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name for programs: `waiting_on`. The same in every format, and as `--json` has it.
    pub name: &'static str,
    /// Its heading for people.
    pub words: &'static str,
    /// What it holds.
    pub shape: Shape,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing was recorded.
    Empty,
    /// Words, as they were recorded: a format makes them harmless in its own way.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A minute.
    Moment(NaiveDateTime),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    YesNo(bool),
    /// Several texts, at least one.
    List(Vec<String>),
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its name for programs and files: `sample_results`.
    pub name: &'static str,
    /// Its heading for people; short enough for the tab of a sheet.
    pub words: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

impl List {
    /// The cells of one column, from above.
    pub fn cells(&self, name: &str) -> impl Iterator<Item = &Cell> {
        let at = self.columns.iter().position(|column| column.name == name);
        self.rows.iter().filter_map(move |row| row.get(at?))
    }
}

/// Cells in which something will not be shown as it was recorded: see [`legible`].
#[must_use]
pub fn altered(lists: &[List]) -> usize {
    let odd = |cell: &&Cell| match cell {
        Cell::Text(text) => matches!(legible(text), Cow::Owned(_)),
        Cell::List(members) => members.iter().any(|text| matches!(legible(text), Cow::Owned(_))),
        _ => false,
    };
    lists.iter().flat_map(|list| list.rows.iter().flatten()).filter(odd).count()
}

impl Cell {
    /// Words; nothing where there are none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A stored day. What is no day stays the text it is: nothing recorded is lost on the way out.
    #[must_use]
    pub fn date(text: &str) -> Self {
        dates::parse_day(text, None).map_or_else(|| Self::text(text), Self::Date)
    }

    /// A stored minute, likewise.
    #[must_use]
    pub fn moment(text: &str) -> Self {
        dates::parse_moment(text).map_or_else(|| Self::text(text), Self::Moment)
    }

    /// A stored number, likewise.
    #[must_use]
    pub fn number(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::text(text), Self::Number)
    }

    /// A count.
    #[must_use]
    pub fn count(n: usize) -> Self {
        Self::Number(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// Several texts; nothing where there are none.
    #[must_use]
    pub fn list(members: Vec<String>) -> Self {
        if members.is_empty() { Self::Empty } else { Self::List(members) }
    }

    /// In words, for formats that know nothing but text: days and minutes as ISO 8601 writes them, a list with `; `
    /// between its members.
    #[must_use]
    pub fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Date(day) => day.format("%Y-%m-%d").to_string().into(),
            Self::Moment(at) => dates::moment_text(*at).into(),
            Self::Number(n) => n.to_string().into(),
            Self::YesNo(yes) => Cow::Borrowed(if *yes { "yes" } else { "no" }),
            Self::List(members) => members.join("; ").into(),
        }
    }
}

/// A text as it may stand in a cell: what would act or hide, and what no XML can hold, is `�`; line feeds stay, tabs
/// become spaces. Borrowed where nothing had to change.
#[must_use]
pub fn legible(text: &str) -> Cow<'_, str> {
    let odd = |c: char| c != '\n' && (clean::is_unsafe(c) || matches!(c, '\u{fffe}' | '\u{ffff}'));
    if !text.chars().any(odd) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(clean::lines(&text.replace("\r\n", "\n")).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
}

type Fill<'f, S> = Box<dyn Fn(&S) -> Cell + 'f>;

/// A list as it is described: each column with the function that fills it from a source `S`.
pub(super) struct Draft<'f, S> {
    list: List,
    fill: Vec<Fill<'f, S>>,
}

impl<'f, S> Draft<'f, S> {
    pub(super) fn new(name: &'static str, words: &'static str) -> Self {
        Self { list: List { name, words, columns: Vec::new(), rows: Vec::new() }, fill: Vec::new() }
    }

    pub(super) fn column(
        mut self,
        shape: Shape,
        name: &'static str,
        words: &'static str,
        fill: impl Fn(&S) -> Cell + 'f,
    ) -> Self {
        self.list.columns.push(Column { name, words, shape });
        self.fill.push(Box::new(fill));
        self
    }

    pub(super) fn text(self, name: &'static str, words: &'static str, fill: impl Fn(&S) -> String + 'f) -> Self {
        self.column(Shape::Text, name, words, move |source| Cell::text(fill(source)))
    }

    pub(super) fn day(self, name: &'static str, words: &'static str, fill: impl Fn(&S) -> String + 'f) -> Self {
        self.column(Shape::Date, name, words, move |source| Cell::date(&fill(source)))
    }

    pub(super) fn count(self, name: &'static str, words: &'static str, fill: impl Fn(&S) -> usize + 'f) -> Self {
        self.column(Shape::Number, name, words, move |source| Cell::count(fill(source)))
    }

    pub(super) fn yes_no(self, name: &'static str, words: &'static str, fill: impl Fn(&S) -> bool + 'f) -> Self {
        self.column(Shape::YesNo, name, words, move |source| Cell::YesNo(fill(source)))
    }

    pub(super) fn many(self, name: &'static str, words: &'static str, fill: impl Fn(&S) -> Vec<String> + 'f) -> Self {
        self.column(Shape::List, name, words, move |source| Cell::list(fill(source)))
    }

    pub(super) fn filled(mut self, sources: impl Iterator<Item = S>) -> List {
        self.list.rows = sources.map(|source| self.fill.iter().map(|fill| fill(&source)).collect()).collect();
        self.list
    }
}
