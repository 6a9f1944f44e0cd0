//! State and update of the terminal program: key → action → effects as data.
//!
//! Must not know: ratatui, crossterm, the file system or the clock.

pub mod key;
