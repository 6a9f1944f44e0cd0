//! What every command of the register does: find the case, record one entry, say where it stands, write its file.
//!
//! Must not know: any particular step.

use crate::cli::issue::{point_out, write_files};
use crate::context::{Context, now, warn};
use crate::domain::dates;
use crate::domain::followup::case::{Book, Case};
use crate::domain::followup::record::{Desk, Said};
use crate::domain::summary::{self, Row};
use crate::error::{Error, Result};
use crate::store::area::Area;
use crate::store::workspace::Workspace;
use serde::Serialize;
use std::io::{self, Read};
use std::mem::ManuallyDrop;

/// One statement as other tools get it. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
pub(crate) struct Shown<'a> {
    #[serde(flatten)]
    row: &'a Row,
    open: bool,
    overdue_days: i64,
    age_days: i64,
    stale: bool,
}

pub(crate) fn shown<'a>(context: &Context, workspace: &Workspace, row: &'a Row) -> Shown<'a> {
    let today = context.today();
    Shown {
        row,
        open: row.is_open(today),
        overdue_days: row.late(today).unwrap_or(0),
        age_days: row.age(today),
        stale: row.stale(today, &workspace.programme),
    }
}

/// Long text: as given, or from standard input where a `-` stands for it.
pub(super) fn words(text: String) -> Result<String> {
    if text != "-" {
        return Ok(text);
    }
    let mut read = String::new();
    io::stdin().read_to_string(&mut read).map_err(|why| Error::Failed(format!("cannot read standard input: {why}")))?;
    Ok(read.trim_end().to_owned())
}

/// Fields that were given.
pub(super) fn given(pairs: Vec<(&str, Option<String>)>) -> Vec<(&str, String)> {
    pairs.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
}

/// The case of a reference.
pub(super) fn case<'r>(book: &Book<'r>, reference: &str) -> Result<Case<'r>> {
    let found = book.find(reference).map(|statement| book.case(statement));
    found.ok_or_else(|| {
        Error::NotFound(format!("`{reference}` is not in the register, or not unique: `workpaper nc --all` lists it"))
    })
}

/// Records one entry about a statement, says where it stands now, and brings its file up to date.
pub(super) fn record(
    context: &Context,
    reference: &str,
    say: impl FnOnce(&Book<'_>, &Case<'_>, Desk<'_>) -> std::result::Result<Said, String>,
) -> Result<()> {
    let workspace = context.workspace()?;
    // The process ends right after: giving ten years back piece by piece takes a good part of what reading them took.
    let mut register = ManuallyDrop::new(context.register(&workspace)?);
    let author = register.author().clone();
    let name = if author.name.is_empty() { author.initials } else { author.name };
    let desk = Desk { today: context.today(), name: &name };
    let book = Book::new(register.state(), &workspace.programme);
    let case = case(&book, reference)?;
    let said = say(&book, &case, desk).map_err(Error::Refused)?;
    let label = case.statement.label.clone();
    keep(context, &workspace, &mut register, said, &label)
}

/// The second half of recording: also for what is new.
pub(super) fn keep(
    context: &Context,
    workspace: &Workspace,
    register: &mut Area,
    said: Said,
    label: &str,
) -> Result<()> {
    for remark in &said.remarks {
        warn(remark);
    }
    let entry = register.record(said.act, now())?;
    let book = Book::new(register.state(), &workspace.programme);
    let case = case(&book, label)?;
    let row = summary::row(&case);
    if context.globals.json {
        context.say_json(&shown(context, workspace, &row))?;
    } else {
        context.say(format!("{label}: {} [{entry}]", standing(&row)))?;
        point_out(context, &book, &case)?;
    }
    write_files(workspace, register, &[label.to_owned()])
}

/// `in progress; next: finish action 1, IT operations manager, by 30 Oct 2026`.
fn standing(row: &Row) -> String {
    if row.next_step.is_empty() {
        return row.stage.clone();
    }
    let due = if row.due.is_empty() { String::new() } else { format!(", by {}", dates::words_of(&row.due)) };
    format!("{}; next: {}, {}{due}", row.stage, row.next_step, row.waiting_on)
}
