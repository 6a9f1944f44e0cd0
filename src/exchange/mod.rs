//! Formats that other programs read or write: one file each.
//!
//! Must not know: where files lie; these are functions from state to text and back.

pub mod checklist_schema;
pub mod checklist_toml;
pub mod ciso_assistant;
pub mod csv;
mod finding_record;
pub mod finding_toml;
pub mod ics;
pub mod list_csv;
pub mod lists_json;
pub mod oscal;
pub mod record_toml;
pub mod soa_file;
pub mod toml_error;
pub mod xlsx;
