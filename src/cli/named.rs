//! What a name on the command line means: an audit, an item, or an object by label, reference or entry.
//!
//! Must not know: any particular command.

use crate::context::Context;
use crate::domain::assign::Wrong;
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::domain::ident::ObjectId;
use crate::domain::issue;
use crate::error::{Error, Result};
use crate::report::object::name;
use crate::store::audits::OpenAudit;
use crate::store::workspace::Workspace;

/// What was named within an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// The audit itself.
    Audit,
    /// An item of its checklist, by id.
    Item(String),
    /// An object.
    Object(ObjectId),
}

/// Finds what is named: in the audit given, else in the one whose id the name begins with, else in the only one.
///
/// # Errors
/// Where nothing bears the name, or the audit has to be said.
pub fn find(context: &Context, workspace: &Workspace, wanted: &str, audit: Option<&str>) -> Result<(OpenAudit, Named)> {
    let ids = workspace.audit_ids()?;
    let begins = |id: &&String| {
        wanted.get(..id.len()).is_some_and(|start| start.eq_ignore_ascii_case(id))
            && matches!(wanted.as_bytes().get(id.len()), None | Some(b'-'))
    };
    let meant = ids.iter().filter(begins).max_by_key(|id| id.len());
    let id = match (audit, meant, ids.as_slice()) {
        (Some(id), ..) => id,
        (None, Some(id), _) => id,
        (None, None, [only]) => only,
        (None, None, []) => return Err(Error::NotFound("there is no audit yet: `workpaper new ID`".to_owned())),
        (None, None, _) => {
            let which = ids.join(", ");
            return Err(Error::Usage(format!("which audit is `{wanted}` of? Add --audit ID: {which}")));
        }
    };
    let open = context.audit(workspace, id)?;
    let named = within(&open, wanted)?;
    Ok((open, named))
}

/// Finds what is named within an audit.
///
/// # Errors
/// Where nothing bears the name.
pub fn within(audit: &OpenAudit, wanted: &str) -> Result<Named> {
    let view = audit.view();
    let wanted = wanted.trim();
    if wanted.eq_ignore_ascii_case(&audit.id) {
        return Ok(Named::Audit);
    }
    if let Some(item) = view.checklist.item(wanted) {
        return Ok(Named::Item(item.id.clone()));
    }
    let found = Some(wanted).filter(|wanted| !wanted.is_empty()).and_then(|wanted| view.find(wanted));
    found.map(|object| Named::Object(object.id.clone())).ok_or_else(|| {
        Error::NotFound(format!(
            "nothing in {} is called `{wanted}`: give an item, a label, a reference or an entry (`workpaper show {}` and \
             `workpaper findings {}` list them)",
            audit.id, audit.id, audit.id
        ))
    })
}

/// An object with fields of its own: the plan, or anything with a label, reference or entry.
///
/// # Errors
/// Where there is none, or it is an item: those have a verdict instead.
pub fn object<'a>(audit: &'a OpenAudit, wanted: &str) -> Result<&'a Object> {
    let id = match within(audit, wanted)? {
        Named::Audit => ObjectId::plan(),
        Named::Object(id) if id.as_item().is_none() => id,
        Named::Object(_) | Named::Item(_) => {
            let what = format!("{wanted} is an item: `workpaper grade {} {wanted} VERDICT` is what sets it", audit.id);
            return Err(Error::Refused(what));
        }
    };
    audit.area.state().get(&id).ok_or_else(|| Error::NotFound(format!("{} has no {wanted}", audit.id)))
}

/// An object of one kind.
///
/// # Errors
/// Where there is none of that name and kind.
pub fn of_kind<'a>(audit: &'a OpenAudit, wanted: &str, kind: Kind, lister: &str) -> Result<&'a Object> {
    let found = match within(audit, wanted) {
        Ok(Named::Object(id)) => audit.area.state().get(&id).filter(|object| object.kind == kind),
        _ => None,
    };
    found.ok_or_else(|| {
        let noun = crate::domain::fields::spec(kind).name;
        Error::NotFound(format!(
            "`{wanted}` is no {noun} of {}: `workpaper {lister} {}` lists them",
            audit.id, audit.id
        ))
    })
}

/// Refuses to change a finding that is issued: its statement is frozen in the register.
///
/// # Errors
/// Names the command that does it.
pub fn unissued(context: &Context, workspace: &Workspace, audit: &OpenAudit, object: &Object) -> Result<()> {
    if object.kind != Kind::Finding {
        return Ok(());
    }
    let register = context.register(workspace)?;
    match issue::statement_of(register.state(), &audit.id, &object.id) {
        None => Ok(()),
        Some(statement) => Err(Error::Refused(format!(
            "{} is issued: change it with `workpaper revise {} FIELD=TEXT --reason WHY`",
            name(object),
            statement.label
        ))),
    }
}

/// A wrong assignment as an error with its exit code.
#[must_use]
pub fn wrong(why: Wrong) -> Error {
    match why {
        Wrong::Text(why) => Error::Usage(why),
        Wrong::Missing(why) => Error::NotFound(why),
    }
}
