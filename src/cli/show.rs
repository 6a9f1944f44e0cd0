//! `workpaper show`: anything by its name.
//!
//! Must not know: how a page is laid out (`report`).

use super::named::{self, Named};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::report::{object, outline};
use clap::Args;

/// Show anything: an audit, an item, a finding, evidence, a sample, an interview, a meeting, a line.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper show IA-2026-02                  the plan, verdicts and progress
  workpaper show A.5.18 --audit IA-2026-02   what to ask, what was noted
  workpaper show IA-2026-02-F01              it finds its audit by itself
  workpaper show EV-014
A label such as EV-014 needs --audit where there is more than one audit.")]
pub struct Show {
    /// An audit's id, an item, a reference, a label or an entry
    #[arg(value_name = "OBJECT")]
    reference: String,
    /// The audit it belongs to
    #[arg(long, value_name = "AUDIT")]
    audit: Option<String>,
}

impl Show {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let (audit, named) = named::find(context, &workspace, &self.reference, self.audit.as_deref())?;
        let view = audit.view();
        let gone = || Error::NotFound(format!("{} is not in {} any more", self.reference, audit.id));
        match named {
            Named::Audit if context.globals.json => {
                let plan = view.plan().map(|plan| object::row(view.id, plan));
                let items: Vec<_> = view.checklist.items.iter().map(|item| outline::item_row(&view, item)).collect();
                context.say_json(&serde_json::json!({ "id": view.id, "plan": plan, "items": items }))
            }
            Named::Audit => context.say(outline::audit(&view).trim_end()),
            Named::Item(id) => {
                let item = view.checklist.item(&id).ok_or_else(gone)?;
                if context.globals.json {
                    return context.say_json(&outline::item_row(&view, item));
                }
                context.say(outline::item(&view, item).trim_end())
            }
            Named::Object(id) => {
                let found = view.state.get(&id).ok_or_else(gone)?;
                if context.globals.json {
                    return context.say_json(&object::row(view.id, found));
                }
                let register = context.register(&workspace)?;
                context.say(object::page(&view, register.state(), found).trim_end())
            }
        }
    }
}
