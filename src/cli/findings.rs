//! `workpaper findings`: the findings of an audit or of all, drafts and issued.
//!
//! Must not know: how a finding is written.

use super::context::Context;
use crate::domain::audit::Audit;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::fold::Object;
use crate::domain::followup::case::Book;
use crate::domain::issue;
use crate::error::Result;
use clap::Args;
use serde::Serialize;

/// List findings: drafts, presented and issued.
#[derive(Debug, Args)]
pub struct Findings {
    /// The audit; all where left out
    audit: Option<String>,
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
    revision: u32,
    addendum: bool,
    withdrawn: String,
    overridden: String,
    digest: String,
}

fn row(audit: &Audit<'_>, object: &Object, book: &Book<'_>) -> Row {
    let statement = issue::statement_of(book.state(), audit.id, &object.id);
    let source = statement.unwrap_or(object);
    let text = |field: &str| source.text(field).to_owned();
    let issued = |field: &str| statement.map_or("", |statement| statement.text(field)).to_owned();
    let stage = match statement {
        Some(statement) => book.case(statement).stage.words(),
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
        due: issued("due"),
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
            rows.extend(findings.into_iter().map(|finding| row(&view, finding, &book)));
        }
        if context.globals.json {
            return context.say_json(&rows);
        }
        if rows.is_empty() {
            return context.say("No findings yet.");
        }
        for row in &rows {
            let name =
                if row.reference.is_empty() { format!("{} {}", row.audit, row.label) } else { row.reference.clone() };
            let grade = if row.grade.is_empty() { "ungraded" } else { &row.grade };
            let criterion = row.criteria.first().map_or("", String::as_str);
            let overridden = if row.overridden.is_empty() { "" } else { "  (gate overridden)" };
            context
                .say(format!("{name:<18} {grade:<12} {:<10} {criterion:<12} {}{overridden}", row.stage, row.title))?;
        }
        context.say(format!("{} findings", rows.len()))
    }
}
