//! `workpaper adopt`: findings files that a hand changed: shown, taken into the register, or put back.
//!
//! Must not know: how a file is compared (`exchange::finding_toml`) or revised (`domain::issue`).

use crate::context::{Context, now};
use crate::domain::entry::{Act, Fields, Value};
use crate::domain::fields::{Kind, spec};
use crate::domain::fold::Object;
use crate::domain::followup::case::{Book, Case};
use crate::domain::followup::record::{self as followup, Desk};
use crate::domain::followup::round::latest;
use crate::domain::issue;
use crate::error::{Error, Result};
use crate::exchange::finding_toml::{self, Difference, Found};
use crate::store::area::Area;
use crate::store::findings::{self, Outcome};
use crate::store::workspace::Workspace;
use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

/// Show findings files edited by hand, take an edit into the register, or put the file back.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper adopt                            what was edited, field by field
  workpaper adopt IA-2026-02-F01 --for \"HR lead\" --reason \"cause found on 3 July\"
  workpaper adopt IA-2026-02-F01 --put-back")]
pub struct Adopt {
    /// The finding, as in IA-2026-02-F01; all that were edited are listed where left out
    #[arg(value_name = "REF")]
    reference: Option<String>,
    /// On whose behalf, by role
    #[arg(long = "for", value_name = "WHO")]
    whose: Option<String>,
    /// Why the issued words change
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Write the file as the register has it; the edited text is kept beside it
    #[arg(long, conflicts_with_all = ["whose", "reason"])]
    put_back: bool,
}

/// One edited file. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Edit {
    #[serde(rename = "ref")]
    reference: String,
    file: String,
    /// `edited`, `unreadable` or `conflict`.
    state: &'static str,
    /// What is wrong with one that cannot be read, or that would be refused as a whole.
    why: String,
    changes: Vec<Shown>,
}

#[derive(Debug, Serialize)]
struct Shown {
    field: String,
    from: Value,
    to: Value,
    /// Why this one would be refused; empty if it would be taken in.
    refused: String,
}

impl Adopt {
    /// Runs it.
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut register = context.register(&workspace)?;
        let Some(reference) = &self.reference else {
            if self.put_back || self.whose.is_some() || self.reason.is_some() {
                return Err(Error::Usage("name the finding: workpaper adopt REF --for WHO --reason TEXT".to_owned()));
            }
            return list(context, &workspace, &register);
        };
        let found = register.state().of(Kind::Statement).find(|s| s.label.eq_ignore_ascii_case(reference));
        let Some(statement) = found.cloned() else {
            return Err(Error::NotFound(format!(
                "`{reference}` is no issued finding: `workpaper findings` lists all, with their references"
            )));
        };
        let name = &statement.label;
        let path = findings::path(&workspace, &statement)?;
        let found = {
            let book = Book::new(register.state(), &workspace.programme);
            findings::examine(&workspace, &register, &book.case(&statement))?
        };
        match found {
            None => {
                Err(Error::NotFound(format!("{}: there is no such file; `workpaper rebuild` makes it", path.display())))
            }
            Some(Found::Untouched) => context.say(format!("{}: nobody edited it. Nothing to do.", path.display())),
            Some(Found::Conflicted) => self.put_back(context, &workspace, &mut register, name),
            Some(_) if self.put_back => self.put_back(context, &workspace, &mut register, name),
            Some(Found::Unreadable(why)) => Err(Error::Refused(format!(
                "{}: {why}. Nothing is changed: mend the line, or `workpaper adopt {name} --put-back`",
                path.display()
            ))),
            Some(Found::Edited(differences)) => self.take(context, &workspace, &mut register, &statement, &differences),
        }
    }

    fn take(
        &self,
        context: &Context,
        workspace: &Workspace,
        register: &mut Area,
        statement: &Object,
        differences: &[Difference],
    ) -> Result<()> {
        let name = &statement.label;
        let given = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
        let (Some(whose), Some(reason)) = (given(&self.whose), given(&self.reason)) else {
            return Err(Error::Usage(format!(
                "say on whose behalf and why: workpaper adopt {name} --for ROLE --reason TEXT. Without a reference, \
                 `workpaper adopt` shows what differs"
            )));
        };
        let book = Book::new(register.state(), &workspace.programme);
        let case = book.case(statement);
        let wanted = finding_toml::adoptable(&case, differences, &workspace.programme).map_err(|refused| {
            Error::Refused(format!(
                "{name}: not taken in; the file and the register are as they were:\n  {}\nMend the file, or \
                 `workpaper adopt {name} --put-back`",
                refused.join("\n  ")
            ))
        })?;
        let reason = format!("on behalf of {whose}: {reason}");
        let desk = Desk { today: context.today(), name: &whose };
        let act = together(&book, &case, wanted.clone(), &reason, desk)
            .map_err(|why| Error::Refused(format!("{name}: not taken in: {why}")))?;
        register.record(act, now())?;
        let fields: Vec<&str> = wanted.keys().map(String::as_str).collect();
        let words = fields.iter().any(|field| spec(Kind::Statement).field(field).is_some());
        let number = statement.text("revision").parse::<u32>().unwrap_or(1) + 1;
        let what = if words { format!("revision {number}") } else { "taken in".to_owned() };
        context.say(format!("{name}: {what}, {reason} ({}).", fields.join(", ")))?;
        // What is left of the edit now are comments at most; they are kept beside the file.
        let outcomes = findings::write(workspace, register, Some(std::slice::from_ref(name)), true)?;
        tell(context, &outcomes)
    }

    fn put_back(&self, context: &Context, workspace: &Workspace, register: &mut Area, name: &str) -> Result<()> {
        let outcomes = findings::write(workspace, register, Some(&[name.to_owned()]), true)?;
        if !self.put_back {
            context
                .say(format!("{name}: a merge had left its marks in the file; it is made anew from the register."))?;
        }
        tell(context, &outcomes)
    }
}

/// One entry of all that is taken in: a revision of the statement's words, the cause, the actions done.
fn together(
    book: &Book<'_>,
    case: &Case<'_>,
    wanted: Fields,
    reason: &str,
    desk: Desk<'_>,
) -> std::result::Result<Act, String> {
    let (own, record): (Fields, Fields) =
        wanted.into_iter().partition(|(name, _)| spec(Kind::Statement).field(name).is_some());
    let mut acts = Vec::new();
    if !own.is_empty() {
        acts.push(issue::revise(case.statement, &own, reason)?);
    }
    let text = |name: &str| record.get(name).map(|value| value.text().to_owned());
    if text("cause").or_else(|| text("cause_method")).is_some() {
        let held = |field: &str| latest(&case.rounds, "cause").map_or("", |step| step.text(field)).to_owned();
        let method = text("cause_method").unwrap_or_else(|| held("method"));
        let words = text("cause").unwrap_or_else(|| held("text"));
        let given =
            [("text", words), ("method", method), ("by", desk.name.to_owned()), ("evidence", reason.to_owned())];
        acts.push(followup::take(book, case, "cause", &given, desk)?.act);
    }
    let mut numbers: Vec<&str> =
        record.keys().filter_map(|name| name.strip_prefix("action.")?.split('.').next()).collect();
    numbers.dedup();
    for number in numbers {
        let Some(done) = text(&format!("action.{number}.done")) else {
            return Err(format!("action {number}: its evidence comes with the day it was done"));
        };
        let evidence = text(&format!("action.{number}.evidence")).unwrap_or_default();
        let evidence = format!("{evidence}\n{reason}").trim_start().to_owned();
        acts.push(followup::done(case, number, &[("done", done), ("evidence", evidence)], desk)?.act);
    }
    Ok(followup::together(acts))
}

fn tell(context: &Context, outcomes: &[(String, Outcome)]) -> Result<()> {
    for (name, outcome) in outcomes {
        if let Outcome::PutBack(aside) = outcome {
            let aside = aside.display();
            context.say(format!("{name}: written as the register has it; what stood there is kept in {aside}"))?;
        }
    }
    Ok(())
}

fn list(context: &Context, workspace: &Workspace, register: &Area) -> Result<()> {
    let mut edits = Vec::new();
    let book = Book::new(register.state(), &workspace.programme);
    for case in book.cases() {
        if let Some(found) = findings::examine(workspace, register, &case)? {
            let file = findings::path(workspace, case.statement)?.display().to_string();
            edits.extend(edit(&book, &case, file, found, context.today()));
        }
    }
    if context.globals.json {
        return context.say_json(&edits);
    }
    if edits.is_empty() {
        return context.say("No findings file was edited by hand.");
    }
    for edit in &edits {
        let state = if edit.why.is_empty() { edit.state.to_owned() } else { format!("{}: {}", edit.state, edit.why) };
        context.say(format!("{}  {state}  {}", edit.reference, edit.file))?;
        for change in &edit.changes {
            context.say(format!("  {}", change.field))?;
            context.say(format!("    register  {}", words(&change.from)))?;
            context.say(format!("    file      {}", words(&change.to)))?;
            if !change.refused.is_empty() {
                context.say(format!("    would be refused: {}", change.refused))?;
            }
        }
    }
    context
        .say("Take one in: workpaper adopt REF --for ROLE --reason TEXT. Put it back: workpaper adopt REF --put-back")
}

/// Why an edit would be refused as a whole, though each field by itself would do: as a day still to come.
fn in_the_way(book: &Book<'_>, case: &Case<'_>, found: &[Difference], today: NaiveDate) -> String {
    let wanted = finding_toml::adoptable(case, found, book.programme());
    let desk = Desk { today, name: "the owner" };
    let why = wanted.ok().and_then(|wanted| together(book, case, wanted, "as the file says", desk).err());
    why.map(|why| format!("would be refused: {why}")).unwrap_or_default()
}

fn edit(book: &Book<'_>, case: &Case<'_>, file: String, found: Found, today: NaiveDate) -> Option<Edit> {
    let programme = book.programme();
    let shown = |difference: Difference| Shown {
        refused: finding_toml::taken(case, &difference, programme).err().unwrap_or_default(),
        field: difference.field,
        from: difference.register,
        to: difference.file,
    };
    let (state, why, changes) = match found {
        Found::Untouched => return None,
        Found::Conflicted => ("conflict", "a merge left its marks; it is made anew".to_owned(), Vec::new()),
        Found::Unreadable(why) => ("unreadable", why, Vec::new()),
        Found::Edited(found) if found.is_empty() => {
            ("edited", "only comments, which no register keeps".to_owned(), Vec::new())
        }
        Found::Edited(found) => {
            ("edited", in_the_way(book, case, &found, today), found.into_iter().map(shown).collect())
        }
    };
    Some(Edit { reference: case.statement.label.clone(), file, state, why, changes })
}

/// A value in one line.
fn words(value: &Value) -> String {
    let text = value.list().join(" | ").replace('\n', " / ");
    if text.is_empty() { "(empty)".to_owned() } else { text }
}
