//! What an audit and the Statement of Applicability say against each other. Rules of the review.
//!
//! Must not know: how a remark is shown.

use super::audit::{Audit, Verdict};
use super::soa::{Implemented, Soa, lacks};

/// The item of the clause that demands the Statement.
pub(super) const CLAUSE: &str = "6.1.3";

fn controls<'a>(audit: &Audit<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let list = audit.checklist;
    list.items.iter().filter(|item| list.is_control(item)).map(|item| item.id.as_str())
}

/// A justification missing on either side, or the state of implementation: of the controls in the audit, and of all
/// where the audit covers 6.1.3 itself. The control, and what is missing.
#[must_use]
pub fn unjustified(audit: &Audit<'_>, soa: &Soa) -> Vec<(String, String)> {
    let whole = audit.checklist.item(CLAUSE).is_some();
    let entries = soa.entries.iter().filter(|entry| whole || audit.checklist.item(&entry.control).is_some());
    entries.filter_map(|entry| Some((entry.control.clone(), format!("in the SoA: {}", lacks(entry)?)))).collect()
}

/// Controls of Annex A in the audit that the Statement does not list.
#[must_use]
pub fn unlisted(audit: &Audit<'_>, soa: &Soa) -> Vec<(String, String)> {
    let missing = controls(audit).filter(|id| id.starts_with("A.") && soa.of(id).is_none());
    missing
        .map(|id| (id.to_owned(), "the SoA does not list it: neither included nor excluded (6.1.3 d)".into()))
        .collect()
}

/// Controls whose stated applicability or implementation contradicts the verdict.
#[must_use]
pub fn contradictions(audit: &Audit<'_>, soa: &Soa) -> Vec<(String, String)> {
    let against = |id: &str| {
        let entry = soa.of(id)?;
        let verdict = audit.standing(id).verdict;
        let words = match (entry.applicable, entry.implemented, verdict) {
            (false, _, Verdict::Conforms | Verdict::Nonconforming) => "the SoA excludes it",
            (true, _, Verdict::NotApplicable) => "the SoA includes it",
            (true, Implemented::Yes, Verdict::Nonconforming) => "the SoA states it is implemented",
            (true, Implemented::No, Verdict::Conforms) => "the SoA states it is not implemented",
            (true, Implemented::Planned, Verdict::Conforms) => "the SoA states it is only planned",
            _ => return None,
        };
        Some((id.to_owned(), format!("{words}; the verdict is {}", verdict.words())))
    };
    controls(audit).filter_map(against).collect()
}
