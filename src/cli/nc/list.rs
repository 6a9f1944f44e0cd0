//! `workpaper nc`: what is open, whose it is and how late, in one look.
//!
//! Must not know: how lateness is counted (`domain::summary`).

use super::entry::{Shown, shown};
use crate::context::{Context, warn};
use crate::domain::dates;
use crate::domain::ident::covers;
use crate::domain::order::{self, SORTS};
use crate::domain::programme::Programme;
use crate::domain::summary::{Row, SOON, count};
use crate::error::{Error, Result};
use chrono::NaiveDate;
use clap::Args;

/// Which rows.
#[derive(Debug, Args)]
pub(super) struct Filter {
    /// Closed and withdrawn ones too
    #[arg(long)]
    all: bool,
    /// Only what is past its due date
    #[arg(long)]
    overdue: bool,
    /// Only what is due today or within thirty days
    #[arg(long)]
    soon: bool,
    /// Whose it is, or who must move next; part of the name will do
    #[arg(long, value_name = "WHO")]
    owner: Option<String>,
    /// Of this grade
    #[arg(long)]
    grade: Option<String>,
    /// At this stage, as in "to check" or to-check
    #[arg(long)]
    stage: Option<String>,
    /// From this source, as in incident
    #[arg(long)]
    source: Option<String>,
    /// Citing this requirement or one below it, as in A.5 or 9.3.2
    #[arg(long, value_name = "CRITERION")]
    criteria: Option<String>,
    /// Whose title, cause, similar cases, process or reference there hold these words
    #[arg(long, value_name = "WORDS")]
    find: Option<String>,
    /// Raised on this day or later
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    #[command(flatten)]
    order: Order,
}

/// In which order.
#[derive(Debug, Args)]
struct Order {
    /// Sort by a column: late, ref, grade, requirement, waiting-on, next-step or due
    #[arg(long, value_name = "COLUMN")]
    sort: Option<String>,
    /// The other way round
    #[arg(long)]
    reverse: bool,
}

impl Order {
    /// Puts the rows in the order asked for; else the earliest due first, which is the latest one first, and what is
    /// settled or has no date behind.
    fn arrange(&self, rows: &mut [&Row], programme: &Programme, today: NaiveDate) -> Result<()> {
        let Some(wanted) = &self.sort else {
            rows.sort_by_key(|row| (!row.is_open(today), row.due.is_empty(), &row.due, &row.reference));
            if self.reverse {
                rows.reverse();
            }
            return Ok(());
        };
        let plain = |text: &str| text.trim().to_lowercase().replace('-', " ");
        let by = SORTS.iter().find(|sort| sort.name == plain(wanted)).ok_or_else(|| {
            let names: Vec<String> = SORTS.iter().map(|sort| sort.name.replace(' ', "-")).collect();
            Error::Usage(format!("--sort {wanted} is no column: {}", names.join(", ")))
        })?;
        order::sort(rows, |row| row, by, self.reverse, programme, today);
        Ok(())
    }
}

fn holds(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.trim().to_lowercase())
}

impl Filter {
    fn takes(&self, row: &Row, today: NaiveDate, since: Option<NaiveDate>) -> bool {
        let plain = |text: &str| text.trim().to_lowercase().replace('-', " ");
        let cited = |wanted: &String| {
            let item = |text: &str| text.split(' ').next().unwrap_or_default().to_uppercase();
            let under = |text: &String| covers(&wanted.trim().to_uppercase(), &item(text));
            row.criteria.iter().any(|text| text.eq_ignore_ascii_case(wanted.trim()) || under(text))
        };
        (self.all || self.stage.is_some() || row.is_open(today))
            && (!self.overdue || row.late(today).is_some())
            && (!self.soon || row.days_left(today).is_some_and(|days| (0..=SOON).contains(&days)))
            && self.owner.as_ref().is_none_or(|who| holds(&row.owner, who) || holds(&row.waiting_on, who))
            && self.grade.as_ref().is_none_or(|grade| row.grade.eq_ignore_ascii_case(grade))
            && self.stage.as_ref().is_none_or(|stage| plain(&row.stage) == plain(stage))
            && self.source.as_ref().is_none_or(|source| row.source.eq_ignore_ascii_case(source))
            && self.criteria.as_ref().is_none_or(cited)
            && self.find.as_ref().is_none_or(|words| {
                let text = [&row.title, &row.cause, &row.similar, &row.process, &row.source_ref].map(String::as_str);
                words.split_whitespace().all(|word| holds(&text.join("\n"), word))
            })
            && since.is_none_or(|since| dates::parse_day(&row.raised, None).is_some_and(|raised| raised >= since))
    }

    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let today = context.today();
        let since = match &self.since {
            None => None,
            Some(text) => Some(
                dates::parse_day(text, Some(today))
                    .ok_or_else(|| Error::Usage(format!("--since {text} is no day: write 2026-06-18")))?,
            ),
        };
        let workspace = context.workspace()?;
        let home = context.rows(&workspace);
        for notice in &home.notices {
            warn(notice);
        }
        let mut rows: Vec<&Row> = home.rows.iter().filter(|row| self.takes(row, today, since)).collect();
        self.order.arrange(&mut rows, &workspace.programme, today)?;
        if context.globals.json {
            let all: Vec<Shown<'_>> = rows.iter().map(|row| shown(context, &workspace, row)).collect();
            return context.say_json(&all);
        }
        let heads = ["ref", "grade", "requirement", "waiting on", "next step", "due", "late", "stage", "title"];
        let table: Vec<[String; 9]> = rows.iter().map(|row| cells(row, today)).collect();
        if table.is_empty() {
            return context.say(empty(&home.rows, today));
        }
        let width =
            |n: usize| table.iter().map(|cells| cells[n].chars().count()).chain([heads[n].len()]).max().unwrap_or(0);
        let widths: Vec<usize> = (0..heads.len()).map(width).collect();
        let line = |cells: &[String]| {
            let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        context.say(line(&heads.map(str::to_owned)))?;
        for cells in &table {
            context.say(line(cells))?;
        }
        let nonconformities = rows.iter().filter(|row| row.nonconformity).count();
        let shown: Vec<Row> = rows.iter().map(|row| (*row).clone()).collect();
        let counters = count(&shown, today);
        context.say(format!(
            "{} listed: {nonconformities} nonconformities ({} open, {} overdue, {} to check, {} due within 30 days), {} others",
            rows.len(),
            counters.open,
            counters.overdue,
            counters.to_check,
            counters.due_soon,
            rows.len() - nonconformities
        ))
    }
}

fn cells(row: &Row, today: NaiveDate) -> [String; 9] {
    let again = if row.recurring_of.is_empty() { "" } else { " (again)" };
    let closed = if row.closed.is_empty() { String::new() } else { format!(" {}", dates::words_of(&row.closed)) };
    let over = if row.overridden.is_empty() { "" } else { ", gate overridden" };
    [
        row.reference.clone(),
        row.grade.clone(),
        format!("{}{again}", row.criterion()),
        row.waiting_on.clone(),
        row.next_step.clone(),
        dates::words_of(&row.due),
        row.late(today).map(|days| format!("{days} d")).unwrap_or_default(),
        format!("{}{closed}{over}", row.stage),
        row.title.clone(),
    ]
}

/// Nothing to list; it says what comes next all the same.
fn empty(rows: &[Row], today: NaiveDate) -> String {
    let open = rows.iter().filter(|row| row.is_open(today) && !row.due.is_empty());
    match open.min_by_key(|row| &row.due) {
        Some(row) => {
            format!(
                "0 listed. The nearest due is {}: {} on {}",
                row.reference,
                row.next_step,
                dates::words_of(&row.due)
            )
        }
        None => "0 listed. Nothing is open.".to_owned(),
    }
}
