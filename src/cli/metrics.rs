//! `workpaper metrics`: what management wants to know of the register, and the rows behind each figure.
//!
//! Must not know: how anything is counted (`domain::metrics`).

use super::nc::entry::{Shown, shown};
use crate::context::{Context, warn};
use crate::domain::metrics::{Figure, Section, figures, find, metrics};
use crate::domain::summary::Row;
use crate::error::{Error, Result};
use crate::report::metrics::{behind, lines};
use crate::store::workspace::Workspace;
use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;
use serde_json::Number;

/// Input for the management review (9.3.2 d): nonconformities and corrective actions in figures, each with its definition
/// and its key.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper metrics                              all figures, with their keys
  workpaper metrics --rows effective.first-time  the rows behind one
  workpaper metrics --today 2026-11-21 --json    for other tools
Behind a share stand also the rows that are not in it. An unknown key ends with 5 and lists the known ones.")]
pub struct Metrics {
    /// List the rows behind the figure of this key, as in open.minor.31-60
    #[arg(long, value_name = "KEY")]
    rows: Option<String>,
}

/// All of it. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Page<'a> {
    today: NaiveDate,
    sections: Vec<Part<'a>>,
}

#[derive(Debug, Serialize)]
struct Part<'a> {
    words: &'a str,
    figures: Vec<Told<'a, Vec<&'a str>>>,
}

/// A figure; `rows` are references in the page, whole rows where one figure is asked for.
#[derive(Debug, Serialize)]
struct Told<'a, R> {
    key: &'a str,
    words: &'a str,
    /// Null where there is nothing to count from; of a share the per cent.
    value: Option<Number>,
    unit: &'a str,
    text: String,
    definition: &'a str,
    rows: R,
    /// Of a share: what is in the whole and not in the part.
    rest: R,
}

impl<'a, R> Told<'a, R> {
    fn new(figure: &'a Figure<'_>, rows: R, rest: R) -> Self {
        Self {
            key: &figure.key,
            words: &figure.words,
            value: figure.value.digits().and_then(|digits| digits.parse().ok()),
            unit: figure.value.unit(),
            text: figure.value.words(),
            definition: figure.definition,
            rows,
            rest,
        }
    }
}

fn part<'a>(section: &'a Section<'a>) -> Part<'a> {
    let told = |figure: &'a Figure<'a>| {
        let refs = |rows: &[&'a Row]| rows.iter().map(|row| row.reference.as_str()).collect();
        Told::new(figure, refs(&figure.rows), refs(&figure.rest))
    };
    Part { words: section.words, figures: section.figures.iter().map(told).collect() }
}

fn whole<'r>(context: &Context, workspace: &Workspace, rows: &[&'r Row]) -> Vec<Shown<'r>> {
    rows.iter().map(|row| shown(context, workspace, row)).collect()
}

impl Metrics {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let home = context.rows(&workspace);
        for notice in &home.notices {
            warn(notice);
        }
        let today = context.today();
        let sections = metrics(&home.rows, &workspace.programme, today);
        let Some(key) = self.rows else {
            if context.globals.json {
                return context.say_json(&Page { today, sections: sections.iter().map(part).collect() });
            }
            let lines = lines(&sections, today, context.width());
            return context.say(lines.into_iter().map(|line| line.text).collect::<Vec<_>>().join("\n"));
        };
        let figure = find(&sections, &key).ok_or_else(|| {
            let known: Vec<&str> = figures(&sections).map(|figure| figure.key.as_str()).collect();
            Error::NotFound(format!("there is no figure `{key}`; figures: {}", known.join(", ")))
        })?;
        if context.globals.json {
            return context.say_json(&Told::new(
                figure,
                whole(context, &workspace, &figure.rows),
                whole(context, &workspace, &figure.rest),
            ));
        }
        context.say(behind(figure, today, context.width()).join("\n"))
    }
}
