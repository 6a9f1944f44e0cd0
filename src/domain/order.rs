//! In what order the rows of the register stand: by each of its columns.
//!
//! Must not know: which rows are shown, or where.

use super::dates;
use super::programme::Programme;
use super::summary::Row;
use chrono::{Datelike, NaiveDate};

/// By what a row is sorted: what stands behind everything else, then a number, then a text.
pub type Key = (bool, i64, String);

/// A column that rows can be sorted by.
#[derive(Debug)]
pub struct Sort {
    /// Its heading.
    pub name: &'static str,
    /// A row's key, made once a row.
    pub key: fn(&Row, &Programme, NaiveDate) -> Key,
}

/// All of them, in the order of the columns but for the first.
pub static SORTS: &[Sort] = &[
    Sort { name: "late", key: by_lateness },
    Sort { name: "ref", key: |row, _, _| text_key(&row.reference) },
    Sort { name: "grade", key: by_grade },
    Sort { name: "requirement", key: |row, _, _| text_key(&natural(row.criterion())) },
    Sort { name: "waiting on", key: |row, _, _| text_key(&row.waiting_on) },
    Sort { name: "next step", key: |row, _, _| text_key(&row.next_step) },
    Sort { name: "due", key: |row, _, _| text_key(&row.due) },
];

/// Puts rows in order, or what `row` leads to rows; what is equal stays as it was.
pub fn sort<T>(
    all: &mut [T],
    row: impl Fn(&T) -> &Row,
    by: &Sort,
    reverse: bool,
    programme: &Programme,
    today: NaiveDate,
) {
    let key = |one: &T| (by.key)(row(one), programme, today);
    if reverse {
        all.sort_by_cached_key(|one| std::cmp::Reverse(key(one)));
    } else {
        all.sort_by_cached_key(key);
    }
}

fn text_key(text: &str) -> Key {
    (text.is_empty(), 0, text.to_owned())
}

fn by_grade(row: &Row, programme: &Programme, _: NaiveDate) -> Key {
    (false, i64::try_from(programme.rank(&row.grade)).unwrap_or(i64::MAX), String::new())
}

/// What is open first, the most overdue before the next due; then what is done, the latest first.
fn by_lateness(row: &Row, _: &Programme, today: NaiveDate) -> Key {
    let day = |text: &str| dates::parse_day(text, None).map(|day| i64::from(day.num_days_from_ce()));
    if row.is_open(today) {
        (false, day(&row.due).unwrap_or(i64::MAX), String::new())
    } else {
        (true, -day(&row.closed).unwrap_or(i64::MAX), String::new())
    }
}

/// `A.5.9` before `A.5.18`.
fn natural(text: &str) -> String {
    let part = |part: &str| part.parse().map_or_else(|_| part.to_owned(), |number: u32| format!("{number:05}"));
    text.split(['.', ' ', ')']).map(part).collect::<Vec<_>>().join(".")
}
