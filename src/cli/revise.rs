//! `workpaper revise`: new words for an issued finding, with the reason.
//!
//! Must not know: how a revision is numbered and sealed (`domain::issue`).

use super::issue::write_files;
use super::named;
use crate::context::{Context, now};
use crate::domain::assign::Terms;
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::domain::issue;
use crate::error::{Error, Result};
use crate::store::area::Area;
use crate::store::audits::OpenAudit;
use crate::store::workspace::Workspace;
use clap::Args;

/// Revise an issued finding: a new revision, a new digest, and the reason.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  workpaper revise IA-2026-02-F04 \"nature=Risk owners are not identified for six risks.\" --reason \"R-57 had an owner\"
Fields: grade, title, criteria, requirement, evidence, nature, process, auditee_view, recurrence_of")]
pub struct Revise {
    /// The finding's reference
    #[arg(value_name = "REF")]
    reference: String,
    /// What to set; all of it is one entry
    #[arg(required = true, value_name = "FIELD=TEXT")]
    fields: Vec<String>,
    /// Why
    #[arg(long)]
    reason: String,
}

/// An issued finding by its reference.
pub(super) fn statement<'a>(register: &'a Area, reference: &str) -> Result<&'a Object> {
    let mut all = register.state().of(Kind::Statement);
    all.find(|statement| statement.label.eq_ignore_ascii_case(reference.trim()))
        .ok_or_else(|| Error::NotFound(format!("`{reference}` is not issued: `workpaper findings` lists what is")))
}

/// The audit of a statement, where its folder is still here.
fn audit_of(workspace: &Workspace, context: &Context, statement: &Object) -> Option<OpenAudit> {
    OpenAudit::open(workspace, statement.text("audit"), context.author()).ok()
}

impl Revise {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut register = context.register(&workspace)?;
        let statement = statement(&register, &self.reference)?;
        let audit = audit_of(&workspace, context, statement);
        let terms = Terms { programme: &workspace.programme, audit: audit.as_ref().map(OpenAudit::view) };
        let wanted = terms.fields(Kind::Statement, Some(statement), &self.fields).map_err(named::wrong)?;
        let act = issue::revise(statement, &wanted, &self.reason).map_err(Error::Refused)?;
        let (label, id) = (statement.label.clone(), statement.id.clone());
        let at = audit.as_ref().map_or_else(now, |audit| context.at(audit));
        let entry = register.record(act, at)?;
        let revised = register.state().get(&id).map(|found| (found.text("revision"), found.text("digest")));
        let (number, digest) = revised.unwrap_or_default();
        context.say(format!("{label} is revision {number} now, digest {digest} [{entry}]"))?;
        write_files(&workspace, &mut register, &[label])
    }
}
