//! What `workpaper` prints where there is no screen: the home page as text.
//!
//! Must not know: the screens that say the same.

use crate::context::{Context, warn};
use crate::domain::summary::{AuditSummary, Counters, count};
use crate::error::Result;
use crate::report::overview;
use chrono::NaiveDate;
use serde::Serialize;

/// The page for other tools. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Page<'a> {
    organisation: &'a str,
    workspace: String,
    today: NaiveDate,
    audits: &'a [AuditSummary],
    register: Counters,
    notices: &'a [String],
}

/// Prints the page.
pub(super) fn print(context: &Context) -> Result<()> {
    let workspace = context.workspace()?;
    let home = context.home(&workspace)?;
    let today = context.today();
    for notice in &home.notices {
        warn(notice);
    }
    let organisation = &workspace.programme.organisation;
    if context.globals.json {
        return context.say_json(&Page {
            organisation,
            workspace: workspace.root.display().to_string(),
            today,
            audits: &home.audits,
            register: count(&home.rows, today),
            notices: &home.notices,
        });
    }
    context.say(overview::lines(organisation, &home.audits, &home.rows, today).join("\n"))
}
