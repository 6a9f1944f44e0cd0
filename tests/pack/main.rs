//! The evidence pack: what goes out, what stays behind, what comes in again, and what is never let in.
//!
//! Must not know: how report and lists are made.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod command;
mod desk;
mod hostile;
mod hostile_zip;
mod round;
mod union;
