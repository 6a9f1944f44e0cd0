//! The audit report: its sections in their order, made from everything that is recorded of an audit and may leave.
//!
//! Must not know: any format, or what day it is. The same record makes the same report.

mod annex;
mod findings;
mod matter;
mod plan;
mod result;

use crate::domain::audit::counted;
use crate::domain::dossier::{Dossier, Reported};
use crate::report::document::{Block, Document};
use matter::Matter;

/// What writes a section.
type Section = fn(&Matter<'_>, &mut Document);

/// The sections, numbered in this order.
static SECTIONS: &[(&str, Section)] = &[
    ("Identification", plan::identification),
    ("Objectives", plan::objectives),
    ("Scope", plan::scope),
    ("Criteria", plan::criteria),
    ("Limitations, and what was not covered", plan::limits),
    ("Team and independence", plan::team),
    ("Methods", plan::methods),
    ("Agenda held", plan::agenda),
    ("Summary", result::summary),
    ("Findings", findings::findings),
    ("Good practice", findings::good_practice),
    ("Status of earlier findings", findings::earlier),
    ("Sampling", result::sampling),
    ("Diverging opinions", result::diverging),
    ("Conclusion", result::conclusion),
    ("Distribution and confidentiality", result::distribution),
    ("Sign-off", result::sign_off),
];

/// The annexes, lettered in this order.
static ANNEXES: &[(char, &str, Section)] = &[
    ('A', "Results of the checklist", annex::checklist),
    ('B', "Evidence register", annex::evidence),
    ('C', "People by role", annex::people),
    ('D', "What the record answers for", annex::integrity),
];

/// The report on an audit.
///
/// # Errors
/// Without an audit there is nothing to report on.
pub fn document(dossier: &Dossier<'_>) -> Result<Document, String> {
    let matter = Matter::new(dossier).ok_or("a report is made of an audit, not of the register")?;
    let audit = &matter.audit;
    let title = audit.plan_text("title");
    let mut out = Document {
        title: format!("Audit report {}  {title}", audit.id).trim().to_owned(),
        running: audit.id.to_owned(),
        draft: draft(&matter.found),
        blocks: Vec::new(),
    };
    for (nth, (words, section)) in (1..).zip(SECTIONS) {
        out.blocks.push(Block::Section(format!("{nth} {words}")));
        section(&matter, &mut out);
    }
    for (letter, words, section) in ANNEXES {
        out.blocks.push(Block::Section(format!("Annex {letter} {words}")));
        section(&matter, &mut out);
    }
    Ok(out)
}

/// Why it is a draft, by the same rule as [`Dossier::is_final`]; none where everything that is carried on is issued.
fn draft(found: &[Reported<'_>]) -> Option<String> {
    if found.is_empty() {
        return Some("no finding is issued".to_owned());
    }
    let open = found.iter().filter(|one| !one.is_issued()).count();
    (open > 0).then(|| format!("{open} of {} not issued yet", counted(found.len(), "finding", "findings")))
}
