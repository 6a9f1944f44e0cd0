//! `workpaper demo`: the worked sample audit, to look around in; or an invented workspace of any size.
//!
//! Must not know: how its scripts are read or played, or how the large one is invented. The sample is fiction; its texts
//! stand in `src/demo`.

mod life;
mod many;
mod play;
mod script;
mod words;
mod years;

use super::open;
use crate::context::progress::Bar;
use crate::context::{Context, Globals};
use crate::error::{Error, Result};
use crate::store::Fault;
use crate::store::workspace::Workspace;
use chrono::{NaiveDate, NaiveDateTime};
use clap::Args;
use play::{Planned, Play};
use std::io;
use std::path::{Path, PathBuf};
use years::{END, Size};

/// Write the worked sample audit and open it. Organisation, systems, records and numbers in it are invented.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper demo                              in a folder of its own
  workpaper demo sample                       in the folder sample
  workpaper demo big --audits 500 --findings 10000 --seed 1
With --audits and --findings it is a workspace of any size, for trying things out and for measuring: ten invented years
that end on 20 November 2026, with four writers in the register. Look at it with --today 2026-11-21. The same numbers and seed give the same bytes. One finding in twenty is an observation, an improvement or good practice.")]
pub struct Demo {
    /// A new or empty folder; a fresh temporary one where left out
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Not the sample, but an invented workspace with this many audits
    #[arg(long, value_name = "N", requires = "findings", value_parser = clap::value_parser!(u32).range(..=5_000))]
    audits: Option<u32>,
    /// How many findings are in its register, with what became of them
    #[arg(long, value_name = "M", requires = "audits", value_parser = clap::value_parser!(u32).range(..=200_000))]
    findings: Option<u32>,
    /// Any whole number: the same one gives the same workspace
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "audits")]
    seed: u64,
}

const ORGANISATION: &str = "Quillhaven Records Services (fictional)";
const AUDIT: &str = "IA-2026-02";
/// Who looks around in it, unless they say otherwise: the sample's own lead auditor.
const WHO: &str = "LA, Lead auditor (Quality manager)";
const PLAN: &str = include_str!("../demo/plan.txt");

/// The scripts in the order they are played.
static SCRIPTS: &[(&str, &str)] = &[
    ("Monday", include_str!("../demo/monday.txt")),
    ("Tuesday morning", include_str!("../demo/tuesday-morning.txt")),
    ("Tuesday afternoon", include_str!("../demo/tuesday-afternoon.txt")),
    ("Wednesday", include_str!("../demo/wednesday.txt")),
    ("Thursday", include_str!("../demo/thursday.txt")),
    ("findings", include_str!("../demo/findings.txt")),
    ("closing", include_str!("../demo/closing.txt")),
    ("follow-up", include_str!("../demo/register.txt")),
];

impl Demo {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let root = match self.folder.as_ref().or(context.globals.dir.as_ref()) {
            Some(folder) => checked(folder)?,
            None => fresh()?,
        };
        let workspace = Workspace::init(&root, ORGANISATION, false, context.homes.clone())?;
        let at = quoted(&root);
        if let (Some(audits), Some(findings)) = (self.audits, self.findings) {
            let size = Size { audits: audits as usize, findings: findings as usize, seed: self.seed };
            let mut bar = Bar::begin();
            let written = many::write(&workspace, size, &mut |done, of, what| bar.step(done, of, what))?;
            drop(bar);
            return context.say(format!(
                "{audits} audits, {} findings ({} nonconformities) and {} follow-up entries are in {}. All of it is \
                 invented. Try:\n\
                 \x20 workpaper --dir {at} --today {END} nc --overdue",
                written.statements,
                written.nonconformities,
                written.followed,
                root.display()
            ));
        }
        write(&workspace)?;
        context.say(format!(
            "The worked sample is in {}. Everything in it is invented. Try:\n\
             \x20 workpaper --dir {at}\n\
             \x20 workpaper --dir {at} findings {AUDIT}\n\
             \x20 echo '> the engineer is back on Monday' | workpaper --dir {at} capture {AUDIT} --item A.8.22",
            root.display()
        ))?;
        // Where somebody looks, the sample opens; the lines above are there again after it.
        if !context.is_terminal() {
            return Ok(());
        }
        let who = context.globals.who.clone().unwrap_or_else(|| WHO.to_owned());
        let globals = Globals { dir: Some(root), who: Some(who), ..context.globals.clone() };
        open::bare(&Context::new(globals)?)
    }
}

/// Writes the sample into a workspace that holds no audit yet.
fn write(workspace: &Workspace) -> Result<()> {
    let planned = Planned {
        id: AUDIT,
        checklists: "iso27001-2022,iso27017-2015-cloud",
        items: "4 5 6 7 8 9 10 A.5.7 A.5.9 A.5.18-27 A.5.30 A.6.3 A.6.5 A.7.1 A.7.2 A.7.4 A.8.2 A.8.5 A.8.8 A.8.9 \
                A.8.13 A.8.15 A.8.16 A.8.20 A.8.22 A.8.32 CLD.6.3.1 CLD.8.1.5 CLD.12.1.5",
        at: planned_at(),
        writers: &[("LA", "Lead auditor (Quality manager)"), ("FA", "Auditor (Finance systems lead)")],
    };
    let mut play = Play::begin(workspace, &planned, PLAN)?;
    SCRIPTS.iter().try_for_each(|(name, text)| play.perform(name, text))?;
    play.file()
}

fn planned_at() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 5, 28).and_then(|day| day.and_hms_opt(10, 15, 0)).unwrap_or_default()
}

/// The folder asked for, if nothing is in it.
fn checked(folder: &Path) -> Result<PathBuf> {
    match folder.read_dir().map(|mut names| names.next().is_none()) {
        Ok(true) => Ok(folder.to_owned()),
        Ok(false) => Err(Error::Failed(format!(
            "{} is not empty: the demo goes only into a new or empty folder. Name another, or none for a temporary one",
            folder.display()
        ))),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(folder.to_owned()),
        Err(why) => Err(Fault::new("cannot write the demo into", folder, why).into()),
    }
}

/// A temporary folder that stays.
fn fresh() -> Result<PathBuf> {
    let made = tempfile::Builder::new().prefix("workpaper-demo-").tempdir();
    made.map(tempfile::TempDir::keep)
        .map_err(|why| Fault::new("cannot make a folder in", &std::env::temp_dir(), why).into())
}

/// The path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
