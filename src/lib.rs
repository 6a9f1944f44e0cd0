//! workpaper: internal audits of an information security management system, in the terminal.

pub mod app;
pub mod term;
