//! The audit report in its formats.
//!
//! Must not know: what stands in a report, or where it goes.

use super::made::{Choices, Exported, Made};
use crate::domain::dossier::Dossier;
use crate::report::document::Document;
use crate::report::{audit_report, html, markdown, text};

type Answer = Result<Exported, String>;

fn one(dossier: &Dossier<'_>, ending: &str, render: fn(&Document) -> String) -> Answer {
    let document = audit_report::document(dossier)?;
    let name = format!("{}-report.{ending}", document.running);
    Ok(Exported { files: vec![Made { name, bytes: render(&document).into_bytes() }], remarks: Vec::new() })
}

/// Markdown, for version control and for other tools.
pub(super) fn markdown(dossier: &Dossier<'_>, _: Choices) -> Answer {
    one(dossier, "md", markdown::render)
}

/// One HTML file, for reading and for printing.
pub(super) fn html(dossier: &Dossier<'_>, _: Choices) -> Answer {
    one(dossier, "html", html::render)
}

/// Plain text, for a mail.
pub(super) fn text(dossier: &Dossier<'_>, _: Choices) -> Answer {
    one(dossier, "txt", text::render)
}
