//! Texts for people, made from an audit: one file each, pure functions.
//!
//! Must not know: files, terminals or the command line.

pub mod checklist_text;
pub mod clean;
pub mod followup;
pub mod lists;
pub mod metrics;
pub mod object;
pub mod outline;
pub mod overview;
pub mod sheet;
pub mod table;
pub mod wrap;
