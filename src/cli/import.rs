//! `workpaper import`: takes in what an export wrote.
//!
//! Must not know: how a pack is checked or united with what is there (`store::pack`).

use crate::context::progress::Bar;
use crate::context::{Context, warn};
use crate::error::{Error, Result};
use crate::exchange::pack::archive::{LIMITS, Wrong};
use crate::store::Fault;
use crate::store::pack::{self, Incoming, Trouble};
use crate::store::workspace::{MARKER, Workspace};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// Take in what an export wrote.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  workpaper import pack IA-2026-02.zip --into IA-2026-02")]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take in an evidence pack, as `export pack` writes it
    Pack(Pack),
}

/// Take in an evidence pack: every sum, hash and chain is checked before anything is written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper import pack IA-2026-02.zip --into IA-2026-02
  workpaper --dir audits import pack IA-2026-02.zip
A folder that is not there or empty becomes a workspace. Into a workspace that has the audit already its journals are
united line by line; where the two are not one chain, nothing is taken in. Interrupted, it does the rest when repeated.")]
struct Pack {
    /// The zip file
    file: PathBuf,
    /// The folder; the workspace one is in where left out
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

impl Import {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let What::Pack(command) = self.what;
        command.run(context)
    }
}

impl Pack {
    fn run(self, context: &Context) -> Result<()> {
        let unreadable = |why| Fault::new("cannot read", &self.file, why);
        let size = std::fs::metadata(&self.file).map_err(unreadable)?.len();
        if size > LIMITS.all {
            let file = self.file.display();
            return Err(Error::Refused(format!("{file}: larger than {} MiB: no pack is", LIMITS.all >> 20)));
        }
        let bytes = std::fs::read(&self.file).map_err(unreadable)?;
        let incoming = Incoming::read(&bytes).map_err(|why| told(&self.file, why.into()))?;
        let there = match &self.into {
            None => Some(context.workspace()?),
            Some(into) if into.join(MARKER).is_file() => Some(Workspace::open(into, context.homes.clone())?),
            Some(_) => None,
        };
        let author = context.author();
        let mut bar = Bar::begin();
        let watch = &mut |done, of, what: &str| bar.step(done, of, what);
        let (workspace, taken) = match (there, &self.into) {
            (Some(workspace), _) => {
                let taken = pack::add(&workspace, &incoming, author, watch).map_err(|why| told(&self.file, why))?;
                (workspace, taken)
            }
            (None, into) => {
                let root = into.as_deref().unwrap_or(Path::new("."));
                let homes = context.homes.clone();
                pack::begin(root, &incoming, homes, author, watch).map_err(|why| told(&self.file, why))?
            }
        };
        drop(bar);
        for remark in incoming.manifest.missing.iter().map(|what| format!("not in the pack: {what}")) {
            warn(&remark);
        }
        for remark in &taken.remarks {
            warn(remark);
        }
        let audit = &incoming.manifest.audit;
        context.say(format!(
            "{audit} is in {}. Journals new or longer: {}; copies of evidence: {}.",
            workspace.root.display(),
            taken.journals,
            taken.evidence
        ))?;
        let withheld = incoming.manifest.withheld;
        if withheld.private + withheld.register > 0 {
            context.say(format!(
                "Withheld in the pack: private lines {}, entries of the register about other audits or none {}. \
                 `workpaper verify` names them.",
                withheld.private, withheld.register
            ))?;
        }
        Ok(())
    }
}

fn told(file: &Path, why: Trouble) -> Error {
    let file = file.display();
    match why {
        Trouble::Pack(Wrong::Damaged(why)) => Error::Tampered(format!("{file}: {why}. Nothing was taken in")),
        Trouble::Pack(Wrong::Refused(why)) => Error::Refused(format!("{file}: {why}")),
        Trouble::Store(fault) => Error::Store(fault),
    }
}
