//! workpaper: internal audits of an information security management system, in the terminal.
//!
//! Must not know: anything. It names the modules; who may use whom, `tests/architecture.rs` says.
//!
//! The screen, and what the code calls its regions (fieldwork; the other screens have a header, a body and a footer too):
//!
//! ```text
//!  header (ui::header)      audit, interview or title                     who, progress, veil
//! ┌──────────────────────────────┬─────────────────────────────────────────────────────────┐
//! │ tree (Field::tree)           │ item text (field::item_text)                            │
//! │  section row   looked at     │  ask    questions, by letter                            │
//! │  item row      letter        │  see    records to be shown                             │
//! │ ▌ current row                │  test   how to verify                                   │
//! │                              │  pit    pitfalls, and the last audit    (not veiled)    │
//! │                              ├─────────────────────────────────────────────────────────┤
//! │                              │ notes (field::notes)                                    │
//! │                              │  time  mark  words  label                               │
//! └──────────────────────────────┴─────────────────────────────────────────────────────────┘
//!  notice (App::notice)     what happened, or why not
//!  footer (ui::footer)      LIST and its keys · WRITE, label and write line · ASK and its line
//! ```
//!
//! How a key becomes an entry: `term` reads it → `app` turns it into a step, and the step into effects → `runtime` has
//! `store` append the act to this writer's journal → once it is durable, `domain` folds it and `ui` draws it.

pub mod app;
pub mod cli;
pub mod config;
pub mod context;
pub mod domain;
pub mod error;
pub mod exchange;
pub mod report;
pub mod runtime;
pub mod store;
pub mod term;
pub mod ui;
