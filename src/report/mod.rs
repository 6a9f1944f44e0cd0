//! Texts for people, made from an audit: one file each, pure functions.
//!
//! Must not know: files, terminals or the command line.

pub mod clean;
pub mod object;
pub mod outline;
pub mod sheet;
