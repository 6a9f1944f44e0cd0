//! The lists in each of their formats: what the dossier holds, what the file says of itself, what it cannot hold.
//!
//! Must not know: how a format is written, or which lists there are.

#![expect(clippy::unnecessary_wraps, reason = "all formats have one shape, and some can fail")]

use super::made::{Choices, Exported, Made};
use crate::domain::audit::counted;
use crate::domain::dossier::Dossier;
use crate::exchange::{ciso_assistant, csv as csv_file, lists_json, xlsx as workbook};
use crate::report::lists;
use crate::report::table::{List, altered};

type Result = std::result::Result<Exported, String>;

/// A CSV file for each list.
pub(super) fn csv(dossier: &Dossier<'_>, choices: Choices) -> Result {
    let file = |list: &List| Made {
        name: format!("{}.csv", list.name),
        bytes: csv_file::write(list, choices.bom).into_bytes(),
    };
    let lists = lists::lists(dossier);
    let files = lists.iter().map(file).collect();
    Ok(Exported { files, remarks: [said(dossier), hidden(&lists)].concat() })
}

/// One workbook with a sheet for each list.
pub(super) fn xlsx(dossier: &Dossier<'_>, _: Choices) -> Result {
    book(dossier, &lists::lists(dossier), &format!("{}.xlsx", stem(dossier)), said(dossier))
}

/// One document with all lists.
pub(super) fn json(dossier: &Dossier<'_>, _: Choices) -> Result {
    let about = lists_json::About {
        organisation: dossier.organisation.to_owned(),
        audit: dossier.audit.map(|audit| audit.id.to_owned()),
        today: dossier.today.to_string(),
        recorded: dossier.last().map(|at| at.to_rfc3339()),
        is_final: dossier.audit.map(|_| dossier.is_final()),
    };
    let text = lists_json::write(&lists::lists(dossier), &about);
    Ok(one(&format!("{}.json", stem(dossier)), text, said(dossier)))
}

/// The schema of that document, whatever the dossier.
pub(super) fn schema(_: &Dossier<'_>, _: Choices) -> Result {
    Ok(one("lists.schema.json", lists_json::schema(&lists::forms()), Vec::new()))
}

/// The audit for CISO Assistant.
pub(super) fn ciso(dossier: &Dossier<'_>, _: Choices) -> Result {
    let (list, mut remarks) = ciso_assistant::sheet(dossier)?;
    remarks.extend(said(dossier));
    book(dossier, &[list], &format!("{}-ciso-assistant.xlsx", stem(dossier)), remarks)
}

fn book(dossier: &Dossier<'_>, lists: &[List], name: &str, mut remarks: Vec<String>) -> Result {
    let comment = match dossier.audit {
        Some(_) if dossier.is_final() => "Final: all findings are issued.",
        Some(_) => "Draft: not all findings are issued.",
        None => "The register of clause 10.2.",
    };
    let about = workbook::About {
        title: dossier.audit.map_or("Register", |audit| audit.id).to_owned(),
        organisation: dossier.organisation.to_owned(),
        comment: format!("{comment} Days overdue and ages are those of {}.", dossier.today),
        recorded: dossier.last(),
    };
    let written = workbook::write(lists, &about, dossier.book.programme())?;
    remarks.extend(hidden(lists));
    if written.cut > 0 {
        remarks.push(format!(
            "{} cut: a spreadsheet's cell holds {} characters (export json has all)",
            counted(written.cut, "cell", "cells"),
            workbook::LONGEST
        ));
    }
    Ok(Exported { files: vec![Made { name: name.to_owned(), bytes: written.bytes }], remarks })
}

fn stem<'a>(dossier: &Dossier<'a>) -> &'a str {
    dossier.audit.map_or("register", |audit| audit.id)
}

fn one(name: &str, text: String, remarks: Vec<String>) -> Exported {
    Exported { files: vec![Made { name: name.to_owned(), bytes: text.into_bytes() }], remarks }
}

/// What a table does not show as it was recorded.
fn hidden(lists: &[List]) -> Vec<String> {
    let cells = match altered(lists) {
        0 => return Vec::new(),
        n => counted(n, "cell", "cells"),
    };
    vec![format!("{cells} with characters that act or hide: shown as \u{fffd} (export json has them)")]
}

/// What replacing names does not reach.
fn said(dossier: &Dossier<'_>) -> Vec<String> {
    let words =
        "--roles replaces the team's initials; names that people wrote into texts and owners stay: read it through";
    if dossier.roles_only { vec![words.to_owned()] } else { Vec::new() }
}
