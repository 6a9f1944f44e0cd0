//! `workpaper findings`: the findings of an audit or of all, drafts and issued.
//!
//! Must not know: how a finding is written.

use crate::context::Context;
use crate::domain::audit::{Audit, counted};
use crate::domain::dates;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::fold::Object;
use crate::domain::followup::case::Book;
use crate::domain::issue;
use crate::domain::summary;
use crate::error::Result;
use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

/// List findings: drafts, presented and issued.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper findings IA-2026-02
  workpaper findings --overdue --today 2026-12-01
Due dates are this programme's own convention. Drafts and what is only presented are not due yet: they stand apart.")]
pub struct Findings {
    /// The audit; all where left out
    audit: Option<String>,
    /// Only issued ones that are still to be done
    #[arg(long)]
    open: bool,
    /// Only issued ones past their due date
    #[arg(long)]
    overdue: bool,
}

/// One finding as other tools get it. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Row {
    #[serde(rename = "ref")]
    reference: String,
    label: String,
    audit: String,
    grade: String,
    stage: String,
    title: String,
    criteria: Vec<String>,
    requirement: String,
    evidence: String,
    nature: String,
    auditee_view: String,
    process: String,
    recurrence_of: Vec<String>,
    issued: String,
    due: String,
    open: bool,
    overdue_days: Option<i64>,
    revision: u32,
    addendum: bool,
    withdrawn: String,
    overridden: String,
    digest: String,
}

impl Row {
    fn is_issued(&self) -> bool {
        !self.issued.is_empty()
    }

    fn line(&self) -> String {
        let name =
            if self.reference.is_empty() { format!("{} {}", self.audit, self.label) } else { self.reference.clone() };
        let grade = if self.grade.is_empty() { "ungraded" } else { &self.grade };
        let criterion = self.criteria.first().map_or("", String::as_str);
        let due = match self.overdue_days {
            _ if !self.open || self.due.is_empty() => String::new(),
            None => format!("due {}", dates::words_of(&self.due)),
            Some(days) => format!("due {}, {} late", dates::words_of(&self.due), counted(count(days), "day", "days")),
        };
        let overridden = if self.overridden.is_empty() { "" } else { "  (gate overridden)" };
        let line =
            format!("{name:<18} {grade:<12} {:<10} {criterion:<12} {due:<16} {}{overridden}", self.stage, self.title);
        line.trim_end().to_owned()
    }
}

fn count(days: i64) -> usize {
    usize::try_from(days).unwrap_or(0)
}

fn row<'r>(
    audit: &Audit<'_>,
    object: &'r Object,
    statement: Option<&'r Object>,
    book: &Book<'r>,
    today: NaiveDate,
) -> Row {
    let source = statement.unwrap_or(object);
    let text = |field: &str| source.text(field).to_owned();
    let issued = |field: &str| statement.map_or("", |statement| statement.text(field)).to_owned();
    let standing = statement.map(|statement| summary::row(&book.case(statement)));
    let stage = match &standing {
        Some(standing) => standing.stage.as_str(),
        None if !object.lacks("dropped") => "dropped",
        None if !object.lacks("ref") => "presented",
        None => "draft",
    };
    Row {
        reference: statement.map_or_else(|| object.text("ref").to_owned(), |statement| statement.label.clone()),
        label: object.label.clone(),
        audit: audit.id.to_owned(),
        grade: text("grade"),
        stage: stage.to_owned(),
        title: finding::title(source).to_owned(),
        criteria: source.list("criteria").to_vec(),
        requirement: text("requirement"),
        evidence: text("evidence"),
        nature: text("nature"),
        auditee_view: text("auditee_view"),
        process: text("process"),
        recurrence_of: source.list("recurrence_of").to_vec(),
        issued: issued("issued"),
        due: standing.as_ref().map_or_else(String::new, |standing| standing.due.clone()),
        open: standing.as_ref().is_some_and(|standing| standing.is_open(today)),
        overdue_days: standing.as_ref().and_then(|standing| standing.late(today)),
        revision: issued("revision").parse().unwrap_or(0),
        addendum: issued("addendum") == "yes",
        withdrawn: issued("withdrawn"),
        overridden: issued("overridden"),
        digest: issued("digest"),
    }
}

impl Findings {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let register = context.register(&workspace)?;
        let ids = match self.audit {
            Some(id) => vec![id],
            None => workspace.audit_ids()?,
        };
        let book = Book::new(register.state(), &workspace.programme);
        let mut rows = Vec::new();
        for id in ids {
            let audit = context.audit(&workspace, &id)?;
            let view = audit.view();
            let mut findings: Vec<&Object> = view.of(Kind::Finding).collect();
            findings.sort_by_key(|f| (f.lacks("ref"), f.text("ref").to_owned(), view.programme.rank(f.text("grade"))));
            let issued = issue::statements_of(register.state(), &id);
            let stated = |finding: &Object| issued.get(finding.id.as_str()).copied();
            rows.extend(findings.into_iter().map(|found| row(&view, found, stated(found), &book, context.today())));
        }
        rows.retain(|row| !self.open || row.open);
        rows.retain(|row| !self.overdue || row.overdue_days.is_some());
        if context.globals.json {
            return context.say_json(&rows);
        }
        if rows.is_empty() {
            return context.say(match (self.open, self.overdue) {
                (_, true) => "No finding is overdue.",
                (true, false) => "No issued finding is open.",
                (false, false) => "No findings yet.",
            });
        }
        let (issued, drafts): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.is_issued());
        for row in &issued {
            context.say(row.line())?;
        }
        if !issued.is_empty() && !drafts.is_empty() {
            context.say("Not issued")?;
        }
        for row in &drafts {
            context.say(row.line())?;
        }
        let late = issued.iter().filter(|row| row.overdue_days.is_some()).count();
        context.say(format!(
            "{}: {} issued, {late} of them overdue on {}; {} not issued",
            counted(rows.len(), "finding", "findings"),
            issued.len(),
            context.today(),
            drafts.len(),
        ))
    }
}
