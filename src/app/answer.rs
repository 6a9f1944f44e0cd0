//! What an answer typed into the line below asks for, and what must stand before it is asked.
//!
//! Must not know: the stack of screens or the runtime.

use super::keymap::Keymap;
use super::model::Model;
use super::screens::list;
use super::step::Ask;
use crate::domain::audit::Audit;
use crate::domain::entry::{Act, Change};
use crate::domain::finding;
use crate::domain::ident::ObjectId;
use crate::domain::issue;

/// Why there is nothing to issue, before anybody is asked for a reason.
pub(super) fn nothing_to_issue(model: &Model<'_>, keymap: &Keymap) -> Option<String> {
    let audit = model.audit?;
    let findings = audit.findings();
    let mut presented = findings.iter().filter(|found| !found.lacks("ref")).peekable();
    if presented.peek().is_none() {
        let (present, issue) = (keymap.key("present"), keymap.key("issue"));
        return Some(format!("no finding has its reference yet: {present} first, then {issue}"));
    }
    let issued = |id: &ObjectId| issue::statement_of(model.register, audit.id, id).is_some();
    presented
        .all(|found| issued(&found.id))
        .then(|| "every finding that has its reference is issued already".to_owned())
}

/// The act that an answer asks for, and what to say once it is recorded.
pub(super) fn asked(
    model: &Model<'_>,
    audit: &Audit<'_>,
    ask: &Ask,
    text: &str,
) -> Result<(Act, &'static str), String> {
    let desk = model.desk(None);
    Ok(match ask {
        Ask::Settle(id) => (Act::change(Change::on(id.clone()).set("done", text)), "settled"),
        Ask::Link(lines) => (list::link_act(audit, lines, text)?, "links recorded"),
        Ask::Present => (issue::present(audit, &[], model.register)?, "references given; nothing is frozen yet"),
        Ask::Agree(interview) => {
            let agreed = crate::domain::capture::read_back(interview, text);
            (agreed, "agreement recorded")
        }
        Ask::MakeFinding(lines) => (
            finding::from_words(audit, &desk, lines, text)?,
            "finding made; f lists it: criteria, requirement and evidence are yours to check",
        ),
        Ask::MakeEvidence(lines) => {
            finding::check_public(audit, lines)?;
            (finding::evidence_from_lines(audit, &desk, lines, text), "evidence registered")
        }
        _ => return Err("nothing to record".to_owned()),
    })
}
