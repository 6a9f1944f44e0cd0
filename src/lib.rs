//! workpaper: internal audits of an information security management system, in the terminal.

pub mod app;
pub mod domain;
pub mod error;
pub mod store;
