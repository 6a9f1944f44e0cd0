//! Texts for people, made from an audit: one file each, pure functions.
//!
//! Must not know: files, terminals or the command line.

pub mod audit_report;
pub mod checklist_text;
pub mod clean;
pub mod document;
pub mod followup;
pub mod html;
pub mod lists;
pub mod markdown;
pub mod metrics;
pub mod object;
pub mod outline;
pub mod overview;
pub mod sheet;
pub mod table;
pub mod text;
pub mod wrap;
