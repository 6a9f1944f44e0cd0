//! Which verdicts may be given, and what they need.
//!
//! Must not know: keys or screens.

use super::audit::{Audit, Verdict};
use super::entry::{Act, Change};
use super::ident::ObjectId;

/// Checks a verdict before it is recorded.
///
/// # Errors
/// Why it cannot be given, and the way out.
pub fn check(audit: &Audit<'_>, item: &str, given: Verdict, reason: &str) -> Result<(), String> {
    let Some(found) = audit.checklist.item(item) else {
        return Err(format!("there is no item {item} in this audit: `workpaper show {}` lists them", audit.id));
    };
    let reasonless = reason.trim().is_empty();
    match given {
        Verdict::NotApplicable if found.is_earlier() => Err(format!(
            "{item} is an earlier finding: c verified, or m repeated. Not looked at: `x` (or :skip) with the reason"
        )),
        Verdict::NotApplicable if !audit.checklist.is_control(found) => Err(format!(
            "{item} is a clause, and clauses 4 to 10 know no exclusion. Not looked at: `x` (or :skip) with the reason"
        )),
        Verdict::NotApplicable if reasonless => {
            Err("say why it does not apply, as the Statement of Applicability does".to_owned())
        }
        Verdict::NotAudited if reasonless => Err("say why it is not audited".to_owned()),
        _ => Ok(()),
    }
}

/// The change that records a verdict, for `:c`, `:na`, `:skip` and everything else that gives one.
///
/// # Errors
/// Why this verdict cannot be given, and the way out.
pub fn act(audit: &Audit<'_>, item: &str, given: Verdict, reason: &str) -> Result<Act, String> {
    check(audit, item, given, reason)?;
    let change = Change::on(ObjectId::item(item)).set("verdict", given.word()).set("reason", reason.trim());
    Ok(Act::change(change))
}
