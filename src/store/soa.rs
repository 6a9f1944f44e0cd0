//! The Statement of Applicability of a workspace: `soa.toml` or `soa.csv` beside `workpaper.toml`.
//!
//! Must not know: what a good Statement is.

use super::Result;
use super::files;
use super::workspace::Workspace;
use crate::domain::soa::Soa;
use crate::exchange::soa_file::{from_csv, from_toml};
use std::path::PathBuf;

/// A Statement that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its file.
    pub path: PathBuf,
    /// What could be read of it.
    pub soa: Soa,
    /// What could not: line, field, remedy.
    pub mistakes: Vec<String>,
}

/// Reads the Statement; none where the workspace holds none.
///
/// # Errors
/// The system's answer, with the path.
pub fn load(workspace: &Workspace) -> Result<Option<Found>> {
    let toml = files::inside(&workspace.root, "soa.toml")?;
    let csv = files::inside(&workspace.root, "soa.csv")?;
    let (path, mut parsed) = match (files::read_text(&toml)?, files::read_text(&csv)?) {
        (None, None) => return Ok(None),
        (Some(text), None) => (toml, from_toml(&text)),
        (None, Some(text)) => (csv, from_csv(&text)),
        (Some(text), Some(_)) => {
            let mut parsed = from_toml(&text);
            parsed.mistakes.push(format!("{} is passed over: keep one of the two", csv.display()));
            (toml, parsed)
        }
    };
    parsed.mistakes.dedup();
    Ok(Some(Found { path, soa: parsed.soa, mistakes: parsed.mistakes }))
}
