//! `workpaper nc show`: one of the register, with all that was recorded about it.
//!
//! Must not know: how the page is set.

use super::entry::{Shown, case, shown};
use crate::context::Context;
use crate::domain::followup::case::Book;
use crate::domain::followup::history::history;
use crate::domain::followup::likeness::likenesses;
use crate::domain::summary;
use crate::error::Result;
use crate::report::followup;
use clap::Args;
use serde::Serialize;
use std::mem::ManuallyDrop;

/// Show one of the register.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
}

/// All of one. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    row: Shown<'a>,
    requirement: &'a str,
    evidence: &'a str,
    nature: &'a str,
    auditee_view: &'a str,
    rounds: usize,
    history: Vec<Told>,
    may_repeat: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Told {
    on: String,
    recorded: String,
    by: String,
    part: char,
    round: usize,
    what: String,
    words: Vec<String>,
}

impl Show {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        // The process ends right after: giving ten years back piece by piece takes a good part of what reading them took.
        let register = ManuallyDrop::new(context.register(&workspace)?);
        let book = Book::new(register.state(), &workspace.programme);
        let case = case(&book, &self.reference)?;
        if !context.globals.json {
            return context.say(followup::page(&book, &case, context.today()).join("\n"));
        }
        let row = summary::row(&case);
        let told = history(&case).into_iter().map(|event| Told {
            on: event.on.to_string(),
            recorded: event.recorded.to_string(),
            by: event.by,
            part: event.part,
            round: event.round,
            what: event.what,
            words: event.words,
        });
        context.say_json(&Whole {
            row: shown(context, &workspace, &row),
            requirement: case.statement.text("requirement"),
            evidence: case.statement.text("evidence"),
            nature: case.statement.text("nature"),
            auditee_view: case.statement.text("auditee_view"),
            rounds: case.rounds.len(),
            history: told.collect(),
            may_repeat: likenesses(&book, &case).into_iter().map(|like| like.earlier).collect(),
        })
    }
}
