//! Where an area lies, for all who read or write it.
//!
//! Must not know: what is done there.

use super::files::Access;
use super::local::Local;
use std::path::PathBuf;

/// Where an area lies and who works on it.
#[derive(Debug, Clone)]
pub struct Place {
    /// `audits/IA-2026-02` or `register`: its folder in the workspace, and its name in the local memory.
    pub name: String,
    /// The folder of its journals.
    pub folder: PathBuf,
    /// Who may read what is written.
    pub access: Access,
    /// This account's memory of the workspace.
    pub local: Local,
}
