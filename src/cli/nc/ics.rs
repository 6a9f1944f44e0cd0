//! `workpaper nc ics`: due dates for a calendar or a list of tasks.
//!
//! Must not know: how the format is written (`exchange::ics`).

use crate::context::{Context, warn};
use crate::domain::followup::case::Book;
use crate::error::{Error, Result};
use crate::exchange::ics::{Form, dues, write};
use crate::report::clean::is_unsafe;
use crate::store::files;
use clap::Args;
use std::path::PathBuf;

/// Write the due dates of what is open as iCalendar (RFC 5545), to standard output or a file: the open actions, each with
/// its owner, and the next step where that is no action. Taken in again later, it brings the same entries up to date.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper nc ics --out due.ics
  workpaper nc ics --todo --owner \"IT operations manager\" > tasks.ics")]
pub(super) struct Ics {
    /// Tasks with a due date instead of all-day events
    #[arg(long)]
    todo: bool,
    /// Only what this role or person must do; part of the name will do
    #[arg(long, value_name = "WHO")]
    owner: Option<String>,
    /// Write this file, readable by you alone, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Ics {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let wanted = self.owner.map(|who| who.trim().to_lowercase());
        if wanted.as_ref().is_some_and(String::is_empty) {
            return Err(Error::Usage("--owner needs a name".to_owned()));
        }
        let workspace = context.workspace()?;
        let register = context.register(&workspace)?;
        let book = Book::new(register.state(), &workspace.programme);
        let mut all = dues(&book, context.today());
        all.retain(|due| wanted.as_ref().is_none_or(|who| due.who.to_lowercase().contains(who)));
        let dated = all.iter().filter(|due| due.day.is_some()).count();
        if dated == 0 {
            warn("nothing open has a due date: the calendar is empty, and some programs refuse an empty one");
        }
        for due in all.iter().filter(|due| due.day.is_none()) {
            warn(&format!("{} has no due date and is not in it", due.summary));
        }
        let form = if self.todo { Form::Todo } else { Form::Event };
        let text = write(&all, form);
        // What might act on a terminal is gone; a shorter line is still a good one.
        let text: String = text.chars().filter(|c| matches!(c, '\r' | '\n') || !is_unsafe(*c)).collect();
        match self.out {
            None => context.say_raw(&text),
            Some(path) => {
                let whole = std::path::absolute(&path)
                    .map_err(|why| Error::Failed(format!("cannot write {}: {why}", path.display())))?;
                files::write_whole(&whole, text.as_bytes(), files::Access::default())?;
                let kind = if self.todo { "tasks" } else { "events" };
                context.say(format!("{}: {dated} {kind}", path.display()))
            }
        }
    }
}
