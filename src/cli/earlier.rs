//! `workpaper earlier`: the findings of earlier audits that an audit has to verify, and where each stands.
//!
//! Must not know: which of the register fall in its scope (`domain::carry`).

use crate::context::{Context, in_zone_of, now};
use crate::domain::audit::{Audit, Verdict, counted};
use crate::domain::carry;
use crate::domain::followup::case::Book;
use crate::error::Result;
use crate::store::audits::OpenAudit;
use crate::store::coverage;
use crate::store::workspace::Workspace;
use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

/// List the earlier findings that an audit has to verify: its verdict on each, and where the register has it now.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper earlier IA-2027-01
  workpaper earlier IA-2027-01 --take    what fell due since it was planned
  workpaper grade IA-2027-01 IA-2026-02-F05 conforms
Taken are: what is open and cites a requirement or own rule of the audit, or was found in a process that its scope or
auditees name; and nonconformities closed within the cycle, where no audit has looked at their requirement since.
The verdict is the audit's: it closes nothing. The check of the effect goes into the register with `workpaper nc effect`.")]
pub struct Earlier {
    /// The audit
    audit: String,
    /// Take in those that it does not hold yet
    #[arg(long)]
    take: bool,
}

/// One to verify. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Row<'a> {
    #[serde(rename = "ref")]
    reference: &'a str,
    title: &'a str,
    criteria: &'a [String],
    verdict: &'static str,
    reason: &'a str,
    /// As the register has it today; empty where it does not know the reference any more.
    stage: String,
    next_step: String,
    waiting_on: String,
}

impl Earlier {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let taken = if self.take { take(&workspace, &mut audit, context.today())? } else { 0 };
        let register = context.register(&workspace)?;
        let book = Book::new(register.state(), &workspace.programme);
        let view = audit.view();
        let rows: Vec<Row<'_>> = view
            .checklist
            .earlier()
            .map(|item| {
                let statement = book.statements().find(|statement| statement.label == item.id);
                let case = statement.map(|statement| book.case(statement));
                let told = |text: Option<&str>| text.unwrap_or_default().to_owned();
                Row {
                    reference: &item.id,
                    title: &item.title,
                    criteria: &item.links,
                    verdict: view.standing(&item.id).verdict.word(),
                    reason: view.reason(&item.id),
                    stage: told(case.as_ref().map(|case| case.stage.words())),
                    next_step: told(case.as_ref().map(|case| case.next.words.as_str())),
                    waiting_on: told(case.as_ref().map(|case| case.next.who.as_str())),
                }
            })
            .collect();
        if context.globals.json {
            return context.say_json(&rows);
        }
        for row in &rows {
            let next = if row.next_step.is_empty() { String::new() } else { format!(", next: {}", row.next_step) };
            let verdict = if row.verdict == "open" { "not verified" } else { row.verdict };
            context.say(format!("{:<18} {verdict:<13} {}{next}  {}", row.reference, row.stage, row.title))?;
        }
        let open = rows.iter().filter(|row| row.verdict == "open").count();
        let news = if self.take { format!("; {taken} of them taken in now") } else { String::new() };
        context.say(match rows.len() {
            0 => format!("{} has no earlier findings to verify.", audit.id),
            count => format!("{}, {open} not verified{news}", counted(count, "earlier finding", "earlier findings")),
        })
    }
}

/// Takes the earlier findings in an audit's scope into it that it does not hold yet, in one entry. Returns how many.
///
/// # Errors
/// The system's answer.
pub fn take(workspace: &Workspace, audit: &mut OpenAudit, today: NaiveDate) -> Result<usize> {
    let author = audit.area.author().clone();
    let register = workspace.register(author.clone())?;
    let book = Book::new(register.state(), &workspace.programme);
    let view = audit.view();
    let mut found = carry::candidates(&view, &book, today);
    let closed = found.closed.iter().filter_map(|case| carry::closed(&view, case)).collect();
    let unseen = coverage::unseen(workspace, &author, closed)?;
    found.closed.retain(|case| unseen.iter().any(|one| one.reference == case.statement.label));
    let mut cases = found.open;
    cases.extend(found.closed);
    let Some(act) = carry::take(&cases, today) else { return Ok(0) };
    let at = in_zone_of(audit, now());
    audit.record(act, at)?;
    Ok(cases.len())
}

/// How many an audit holds, to stand behind the count of its items: ` and 3 earlier findings to verify`.
#[must_use]
pub fn in_words(audit: &Audit<'_>) -> String {
    let count = audit.checklist.earlier().filter(|item| audit.standing(&item.id).verdict == Verdict::Open).count();
    match count {
        0 => String::new(),
        count => format!(" and {} to verify", counted(count, "earlier finding", "earlier findings")),
    }
}
