//! The words of auditing, and the rules that hold between them. Everything here is a pure function of its arguments.
//!
//! Must not know: the disk, the clock, the screen or the command line.
//!
//! The one idea: an audit is a set of **objects** with **fields**. An **entry** makes objects, sets fields of objects, or
//! strikes an earlier entry out; the **fold** of all entries is the state. What fields an object has stands in one
//! table (`fields`), which feeds the fold, the forms, the TOML editing, the command line and the findings files.

pub mod assign;
pub mod audit;
pub mod capture;
pub mod carry;
pub mod checklist;
pub mod closing;
pub mod command;
pub mod criterion;
pub mod dates;
pub mod desk;
pub mod dice;
pub mod digest;
pub mod dossier;
pub mod entry;
pub mod fields;
pub mod finding;
pub mod fold;
pub mod followup;
pub mod held;
pub mod ident;
pub mod issue;
pub mod lint;
pub mod mark;
pub mod metrics;
pub mod order;
pub mod programme;
pub mod progress;
pub mod repeat;
pub mod review;
pub mod roles;
pub mod sample;
pub mod search;
mod shared;
pub mod soa;
pub mod soa_review;
pub mod summary;
pub mod tailor;
pub mod undo;
pub mod vague;
pub mod verdict;
pub mod why;
pub mod withhold;
