//! The life of a nonconformity after clause 10.2: steps and actions are recorded, everything else is derived from them.
//!
//! Must not know: files, or which key or command records a step.
//!
//! `round` is what was recorded, round by round, and what the closing gate still wants; `case` derives stage, next step,
//! who must move and by when; `record` turns what a person says into an entry, or says why not; `tell` is what a page can
//! offer; `history` tells it all; `likeness` finds the earlier ones that it may repeat.

pub mod case;
pub mod history;
pub mod likeness;
pub mod record;
pub mod round;
pub mod tell;
