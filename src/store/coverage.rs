//! What earlier audits of the workspace looked at.
//!
//! Must not know: why it is asked.

use super::Result;
use super::area::Area;
use super::snapshot;
use super::workspace::Workspace;
use super::writer::Author;
use crate::domain::audit::{Audit, Index, Verdict};
use crate::domain::carry::Closed;
use crate::domain::checklist::Checklist;
use crate::domain::dates;
use crate::domain::fields::Kind;
use crate::domain::fold::State;
use crate::domain::ident::ObjectId;
use std::collections::BTreeSet;

/// The items that the latest audits looked at, and which audits those were, the latest first.
#[derive(Debug, Default)]
pub struct Covered {
    /// The audits.
    pub audits: Vec<String>,
    /// Items that one of them looked at. "Not audited" is not looked at, whatever the reason.
    pub items: BTreeSet<String>,
}

/// Goes through the last `count` audits, by their first day and id.
///
/// # Errors
/// The system's answer, with the path.
pub fn since(workspace: &Workspace, author: &Author, count: usize) -> Result<Covered> {
    let mut audits = Vec::new();
    for id in workspace.audit_ids()? {
        let area = Area::open(workspace.place(&format!("audits/{id}"))?, author.clone())?;
        let begins = area.state().get(&ObjectId::plan()).map(|plan| plan.text("from").to_owned()).unwrap_or_default();
        audits.push((begins, id, area));
    }
    audits.sort_by(|a, b| (&b.0, &b.1).cmp(&(&a.0, &a.1)));
    let mut covered = Covered::default();
    for (_, id, area) in audits.into_iter().take(count) {
        covered.items.extend(looked_at(workspace, &id, area.state()));
        covered.audits.push(id);
    }
    Ok(covered)
}

/// Of nonconformities that were closed, those whose requirement no audit has looked at since, nor verified themselves.
/// Only audits that began after the closing prove anything; those that name no day prove nothing.
///
/// # Errors
/// The system's answer, with the path.
pub fn unseen(workspace: &Workspace, author: &Author, mut closed: Vec<Closed>) -> Result<Vec<Closed>> {
    if closed.is_empty() {
        return Ok(closed);
    }
    let audits = snapshot::home(workspace, author)?.audits;
    let mut audits: Vec<_> =
        audits.into_iter().filter_map(|audit| Some((dates::parse_day(&audit.from, None)?, audit.id))).collect();
    audits.sort();
    // The latest first: what they have looked at needs no older one to be read.
    for (began, id) in audits.into_iter().rev() {
        if closed.iter().all(|one| began <= one.begun) {
            break;
        }
        let area = Area::open(workspace.place(&format!("audits/{id}"))?, author.clone())?;
        let seen = looked_at(workspace, &id, area.state());
        let has = |id: &String| seen.binary_search(id).is_ok();
        closed.retain(|one| {
            let again = began > one.closed && one.items.iter().any(has);
            let verified = began > one.begun && has(&one.reference);
            !(again || verified)
        });
    }
    Ok(closed)
}

fn looked_at(workspace: &Workspace, id: &str, state: &State) -> Vec<String> {
    let index = Index::new(state);
    let (checklist, programme) = (&Checklist::default(), &workspace.programme);
    let view = Audit { id, state, checklist, index: &index, programme, soa: None };
    let judged = state.of(Kind::Item).map(|object| object.label.clone());
    let mut items: Vec<String> = judged.chain(index.items().map(str::to_owned)).collect();
    items.sort();
    items.dedup();
    items.retain(|item| {
        let standing = view.standing(item);
        standing.looked_at && standing.verdict != Verdict::NotAudited
    });
    items
}
