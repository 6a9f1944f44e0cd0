//! `workpaper meeting`: opening, daily and closing meetings.
//!
//! Must not know: what follows from a view or a date (`domain::issue`).

use super::{listing, named};
use crate::context::Context;
use crate::domain::assign::Terms;
use crate::domain::dates;
use crate::domain::entry::Act;
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::error::Result;
use clap::{Args, Subcommand};

/// List the meetings of an audit, or record one.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:
  workpaper meeting add IA-2026-02 closing --held \"2026-06-18 15:30\" --roles \"Chief operating officer, IT operations manager\" \\
    --view \"F01 | agreed\" --view \"F08 | agreed | 2026-12-18 | renewal date\"
  workpaper meeting IA-2026-02"
)]
pub struct Meeting {
    /// The audit
    #[arg(required = true)]
    audit: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Record a meeting; due dates are counted from the closing one
    Add(Add),
}

#[derive(Debug, Args)]
#[command(after_help = "Example:
  workpaper meeting add IA-2026-02 closing --held \"2026-06-18 15:30\" --roles \"Chief operating officer\" --view \"F01 | agreed\"")]
struct Add {
    /// The audit
    audit: String,
    /// opening, daily or closing
    #[arg(value_parser = ["opening", "daily", "closing"])]
    which: String,
    /// When it began; now where left out
    #[arg(long, value_name = "TIME")]
    held: Option<String>,
    /// Until when
    #[arg(long, value_name = "TIME")]
    ended: Option<String>,
    /// Room or call
    #[arg(long)]
    place: Option<String>,
    /// Who was there, by role, parted by commas
    #[arg(long, value_name = "TEXT", default_value = "")]
    roles: String,
    /// Per finding: reference | agreed or disputed | agreed date | remark
    #[arg(long, value_name = "VIEW")]
    view: Vec<String>,
    /// What was said and asked
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
}

impl Meeting {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        if let Some(Command::Add(add)) = self.command {
            return add.run(context);
        }
        let workspace = context.workspace()?;
        let audit = context.audit(&workspace, &self.audit.unwrap_or_default())?;
        listing::objects(context, &audit.view(), Kind::Meeting, "No meetings yet.", row)
    }
}

fn row(meeting: &Object) -> String {
    let mut row = format!(
        "{:<6} {:<8} {:<16}  {}",
        meeting.label,
        meeting.text("which"),
        meeting.text("held"),
        meeting.list("roles").join(", ")
    );
    for view in meeting.list("views") {
        row.push_str("\n         ");
        row.push_str(view);
    }
    row
}

impl Add {
    fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let desk = context.desk(&audit);
        let held = self.held.unwrap_or_else(|| dates::moment_text(desk.now));
        let mut given = vec![format!("which={}", self.which), format!("held={held}")];
        let texts = [("ended", &self.ended), ("place", &self.place), ("notes", &self.notes)];
        given.extend(texts.iter().filter_map(|(field, text)| Some(format!("{field}={}", text.as_ref()?))));
        let roles = self.roles.split([',', ';']).map(str::trim).filter(|role| !role.is_empty());
        given.extend(roles.map(|role| format!("roles={role}")));
        given.extend(self.view.iter().map(|view| format!("views={view}")));
        let fields = Terms::of(audit.view()).fields(Kind::Meeting, None, &given).map_err(named::wrong)?;
        let label = audit.view().state.label_for(Kind::Meeting, &desk.initials, &desk.letter);
        let at = context.at(&audit);
        let entry = audit.record(Act::make(Kind::Meeting, label.clone(), fields), at)?;
        context.say(format!("{label} {} meeting [{entry}]", self.which))
    }
}
