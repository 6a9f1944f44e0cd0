//! Due dates as iCalendar (RFC 5545): all-day events or tasks, never both in one file.
//!
//! Must not know: what is due; it writes what it is handed (`dues` gathers it from the register).

use crate::domain::followup::case::{Book, Case};
use crate::domain::followup::round::{day, number};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::fmt::Write as _;

/// What a file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `VEVENT`: a day of the calendar.
    Event,
    /// `VTODO`: a task with a due date.
    Todo,
}

/// One thing due on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The same in every file about the same thing, and never another's.
    pub id: String,
    /// The day; none where nobody named one: then it cannot stand in a calendar.
    pub day: Option<NaiveDate>,
    /// Who must act.
    pub who: String,
    /// In a few words.
    pub summary: String,
    /// In several lines.
    pub description: String,
    /// What it can be sorted by.
    pub categories: Vec<String>,
    /// When something about it was recorded last.
    pub stamp: DateTime<Utc>,
    /// How much was recorded about it: grows, so that a later file stands before an earlier one.
    pub sequence: usize,
}

/// What is due of everything open: the open actions of the round under way, each with its owner and day, and the next
/// step where that is no action.
#[must_use]
pub fn dues(book: &Book<'_>, today: NaiveDate) -> Vec<Due> {
    let open = book.cases().filter(|case| case.is_open(today));
    let mut all: Vec<Due> = open.flat_map(|case| of_case(book, &case)).collect();
    all.sort_by(|a, b| (a.day.is_none(), a.day, &a.summary).cmp(&(b.day.is_none(), b.day, &b.summary)));
    all
}

fn of_case(book: &Book<'_>, case: &Case<'_>) -> Vec<Due> {
    let statement = case.statement;
    let label = &statement.label;
    let grade = book.programme().grade(statement.text("grade"));
    let grade = grade.map_or_else(|| statement.text("grade"), |grade| grade.words.as_str());
    let steps = case.rounds.iter().map(|round| round.steps.len() + 2 * round.actions.len() - round.open().count());
    let moved = case.rounds.iter().flat_map(|round| &round.actions).chain([&statement]);
    let sequence = steps.sum::<usize>() + moved.map(|object| object.list("extensions").len()).sum::<usize>();
    let due = |id: String, day: Option<NaiveDate>, who: &str, what: &str, more: &str| Due {
        id,
        day,
        who: who.to_owned(),
        summary: format!("{label}: {what}"),
        description: format!(
            "{} ({grade}, {})\n{more}Waiting on: {who}\nStage: {}",
            statement.text("title"),
            statement.list("criteria").join(", "),
            case.stage.words()
        ),
        categories: [grade, statement.text("audit")]
            .into_iter()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect(),
        stamp: case.last.to_utc(),
        sequence,
    };
    let step = |number: &str| format!("finish action {number}");
    let mut all = Vec::new();
    if !case.next.words.is_empty() && !case.round().open().any(|action| step(number(action)) == case.next.words) {
        let (who, what) = (&case.next.who, &case.next.words);
        all.push(due(format!("{}/next", statement.id), case.next.due, who, what, ""));
    }
    all.extend(case.round().open().map(|action| {
        let more = format!("Action {}: {}\n", number(action), action.text("text"));
        due(action.id.to_string(), day(action, "due"), action.text("owner"), &step(number(action)), &more)
    }));
    all
}

/// The whole file. What has no day is left out.
#[must_use]
pub fn write(dues: &[Due], form: Form) -> String {
    let mut out = String::new();
    let mut put = |name: &str, value: &str| fold(&mut out, &format!("{name}:{value}"));
    put("BEGIN", "VCALENDAR");
    put("VERSION", "2.0");
    put("PRODID", "-//workpaper//register//EN");
    put("CALSCALE", "GREGORIAN");
    for (due, day) in dues.iter().filter_map(|due| Some((due, due.day?))) {
        let kind = if form == Form::Event { "VEVENT" } else { "VTODO" };
        let of_day = |day: NaiveDate| day.format("%Y%m%d").to_string();
        put("BEGIN", kind);
        let tail = if form == Form::Event { "event" } else { "todo" };
        put("UID", &escaped(&format!("{}-{tail}@workpaper", due.id.replace('/', "-"))));
        put("DTSTAMP", &due.stamp.format("%Y%m%dT%H%M%SZ").to_string());
        put("SEQUENCE", &due.sequence.to_string());
        match form {
            Form::Event => {
                put("DTSTART;VALUE=DATE", &of_day(day));
                // The end is not part of it (RFC 5545, 3.6.1).
                put("DTEND;VALUE=DATE", &of_day(day.checked_add_days(Days::new(1)).unwrap_or(day)));
                put("TRANSP", "TRANSPARENT");
            }
            Form::Todo => {
                put("DUE;VALUE=DATE", &of_day(day));
                put("STATUS", "NEEDS-ACTION");
            }
        }
        put("SUMMARY", &escaped(&format!("{} ({})", due.summary, due.who)));
        put("DESCRIPTION", &escaped(&due.description));
        put("CATEGORIES", &due.categories.iter().map(|text| escaped(text)).collect::<Vec<_>>().join(","));
        put("END", kind);
    }
    put("END", "VCALENDAR");
    out
}

/// A text as a value (RFC 5545, 3.3.11): backslash, semicolon and comma behind a backslash, line feeds as `\n`, no other
/// control character.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            '\\' | ';' | ',' => {
                let _ = write!(out, "\\{c}");
            }
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Octets in a line at most, the line's end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// Appends a content line, folded: each further line begins with a space, and no character is cut.
pub fn fold(out: &mut String, line: &str) {
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}
