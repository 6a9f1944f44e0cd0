//! workpaper: internal audits of an information security management system, in the terminal.
//!
//! Must not know: anything. It names the modules; who may use whom, `tests/architecture.rs` says.

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod error;
pub mod exchange;
pub mod report;
pub mod runtime;
pub mod store;
pub mod term;
pub mod ui;
