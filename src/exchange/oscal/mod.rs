//! An audit as OSCAL (NIST's Open Security Controls Assessment Language, 1.1 series), in JSON: the checklist as a catalog,
//! the assessment plan, the assessment results, the plan of action and milestones.
//!
//! Must not know: where the files go. ISO's grades, stages and verdicts stand in properties of a namespace of their own.
//! Private lines are not looked at here. Nothing depends on the day or the clock: the same record gives the same bytes.

mod catalog;
mod check;
mod found;
mod frame;
mod ids;
mod plan;
mod poam;
mod results;
mod risk;
mod text;

use crate::domain::audit::counted;
use crate::domain::dossier::Dossier;
use crate::domain::fields::Kind;
use frame::Frame;
use serde_json::Value;
use std::collections::BTreeSet;

pub use check::faults;

/// The files of an audit, and what they cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documents {
    /// Name and bytes of each.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// What is not in them, counted, for the person.
    pub remarks: Vec<String>,
}

/// Writes all documents of an audit.
///
/// # Errors
/// Where there is no audit, or nothing in it; and, naming the place, where a document would be wrong: nothing is written
/// then.
pub fn write(dossier: &Dossier<'_>) -> Result<Documents, String> {
    let frame = Frame::new(dossier)?;
    let mut remarks = Vec::new();
    let mut pointed = BTreeSet::new();
    let plan = plan::plan(&frame);
    let results = results::results(&frame, &mut pointed, &mut remarks);
    let poam = poam::poam(&frame);
    if poam.is_none() {
        remarks.push(
            "plan-of-action-and-milestones.json is not written: OSCAL wants an item in it, and no finding that needs \
             anything is issued"
                .to_owned(),
        );
    }
    let catalog = catalog::catalog(&frame, &pointed, &mut remarks);
    remarks.extend(left_out(&frame));
    let documents = [
        ("catalog.json", Some(catalog)),
        ("assessment-plan.json", Some(plan)),
        ("assessment-results.json", Some(results)),
        ("plan-of-action-and-milestones.json", poam),
    ];
    let documents: Vec<(&str, Value)> =
        documents.into_iter().filter_map(|(name, document)| Some((name, text::pruned(document?)?))).collect();
    let found = faults(&documents);
    if !found.is_empty() {
        return Err(format!(
            "the OSCAL of {} would be wrong, so nothing is written:\n  {}",
            frame.audit.id,
            found.join("\n  ")
        ));
    }
    let files = documents
        .into_iter()
        .map(|(name, document)| {
            let text = serde_json::to_string_pretty(&document).map_err(|why| format!("{name}: {why}"))?;
            Ok((name, (text + "\n").into_bytes()))
        })
        .collect::<Result<_, String>>()?;
    Ok(Documents { files, remarks })
}

/// What has no place in OSCAL, counted.
fn left_out(frame: &Frame<'_>) -> Vec<String> {
    let lines = frame.dossier.lines().filter(|object| object.kind == Kind::Line).count();
    let picks: usize = frame.audit.of(Kind::Sample).map(|sample| sample.list("picks").len()).sum();
    let other = frame.findings.iter().filter(|one| !found::is_nonconformity(frame, one)).count();
    let mut said = Vec::new();
    let mut say = |count: usize, words: String| {
        if count > 0 {
            said.push(words);
        }
    };
    say(
        other,
        format!(
            "{} no nonconformity: OSCAL knows but satisfied and not satisfied, so they stand as satisfied, reason `other`, \
             with the grade as a property",
            counted(other, "finding is", "findings are")
        ),
    );
    say(lines, format!("{} of the notebook: left out, but for what findings quote", counted(lines, "line", "lines")));
    say(picks, format!("{} in samples: left out one by one, the counts are in", counted(picks, "pick", "picks")));
    said
}
