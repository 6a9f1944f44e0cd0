//! `workpaper rebuild`: makes everything anew that is derived from the journals.
//!
//! Must not know: what stands in the derived files.

use crate::context::progress::Bar;
use crate::context::{Context, warn};
use crate::error::Result;
use crate::store::findings::{self, Outcome};
use crate::store::snapshot;
use clap::Args;
use serde::Serialize;

/// Make the derived files anew: findings files and snapshot. Files edited by hand are kept and named.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper rebuild
  workpaper rebuild --force
Interrupted, it leaves every file either as it was or as it shall be: run it again.")]
pub struct Rebuild {
    /// Rewrite files edited by hand too; what stood there is kept beside them
    #[arg(long)]
    force: bool,
}

/// What happened to one findings file. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Done {
    #[serde(rename = "ref")]
    reference: String,
    /// `current`, `kept` or `put back`.
    outcome: &'static str,
    /// Where the edited text is kept, where the file was put back.
    aside: Option<String>,
}

impl Rebuild {
    /// Runs it.
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut register = context.register(&workspace)?;
        let mut bar = Bar::begin();
        let mut watch = |done, of, what: &str| bar.step(done, of, what);
        let outcomes = findings::write_watched(&workspace, &mut register, (None, self.force), &mut watch)?;
        snapshot::forget(&workspace)?;
        let home = snapshot::home_watched(&workspace, &context.author(), Some(&register), &mut watch)?;
        drop(bar);
        for notice in &home.notices {
            warn(notice);
        }
        for stray in findings::strays(&workspace, &register)? {
            warn(&format!("{}: belongs to no issued finding; left as it is", stray.display()));
        }
        let done: Vec<Done> = outcomes.into_iter().map(|(reference, outcome)| told(reference, outcome)).collect();
        if context.globals.json {
            return context.say_json(&done);
        }
        for one in done.iter().filter(|one| one.outcome == "kept") {
            let name = &one.reference;
            context.say(format!(
                "{name}: edited by hand, kept. `workpaper adopt` shows what differs; --force rewrites it"
            ))?;
        }
        for one in &done {
            if let Some(aside) = &one.aside {
                context.say(format!("{}: made anew; what stood there is kept in {aside}", one.reference))?;
            }
        }
        let kept = done.iter().filter(|one| one.outcome == "kept").count();
        context.say(format!("Findings files made anew: {}; kept: {kept}. The snapshot is new.", done.len() - kept))
    }
}

fn told(reference: String, outcome: Outcome) -> Done {
    match outcome {
        Outcome::Current => Done { reference, outcome: "current", aside: None },
        Outcome::Kept(_) => Done { reference, outcome: "kept", aside: None },
        Outcome::PutBack(aside) => Done { reference, outcome: "put back", aside: Some(aside.display().to_string()) },
    }
}
