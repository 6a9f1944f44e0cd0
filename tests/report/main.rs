//! The audit report in its formats: complete for the worked sample, the same for the same record, without a private word,
//! and harmless whatever people wrote.
//!
//! Must not know: how a format is set; what it must hold is looked for in what comes out.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod hostile;
#[path = "../play/mod.rs"]
mod play;
mod private;
mod sample;
mod stage;
