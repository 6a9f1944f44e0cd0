//! `workpaper sample draw`: picks from a list by a stated seed.
//!
//! Must not know: the generator (`domain::sample`).

use super::sample_about::{About, record};
use crate::context::{Context, warn};
use crate::domain::digest::sha256_hex;
use crate::domain::sample;
use crate::error::{Error, Result};
use crate::exchange::list_csv::{self, Header};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Draw a sample from a list.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper sample draw leavers.csv --size 22 --seed 7
  workpaper sample draw leavers.csv --size 22 --seed 7 --column id --audit IA-2026-02 --title leavers \\
    --source \"HR system\" --dated 2026-06-16 --items A.5.18 --attribute \"disabled? | A.5.18\"
With --audit the picks are recorded with the list's SHA-256, its length and the seed, so that anybody can draw them again.")]
pub struct Draw {
    /// The list: one a line, or CSV
    list: PathBuf,
    /// How many to pick
    #[arg(long, value_name = "N")]
    size: usize,
    /// Any whole number: it makes the draw repeatable
    #[arg(long, value_name = "NUMBER")]
    seed: u64,
    /// The column that holds the ids, by name or number; the first where left out
    #[arg(long, value_name = "NAME")]
    column: Option<String>,
    /// Whether the first line is a header
    #[arg(long, value_enum, default_value = "guess")]
    header: Headed,
    /// Record the sample in this audit
    #[arg(long, value_name = "AUDIT", requires = "title")]
    audit: Option<String>,
    #[command(flatten)]
    about: About,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Headed {
    Guess,
    Yes,
    No,
}

impl Draw {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let shown = self.list.display();
        let bytes = match std::fs::read(&self.list) {
            Ok(bytes) => bytes,
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::NotFound(format!("there is no list {shown}")));
            }
            Err(why) => return Err(Error::Failed(format!("cannot read {shown}: {why}"))),
        };
        let sha256 = sha256_hex(&bytes);
        let text = String::from_utf8(bytes)
            .map_err(|why| Error::Failed(format!("{shown}: it is not UTF-8 text ({why}): export it as UTF-8")))?;
        let header = match self.header {
            Headed::Guess => Header::Guess,
            Headed::Yes => Header::Yes,
            Headed::No => Header::No,
        };
        let list = list_csv::column(&text, self.column.as_deref(), header)
            .map_err(|why| Error::Failed(format!("{shown}: {why}")))?;
        refuse_doubles(&list.members, &shown.to_string())?;
        if self.size == 0 {
            return Err(Error::Usage("--size 0 picks nothing".to_owned()));
        }
        if self.size > list.members.len() {
            warn(&format!("the list holds {}, fewer than {}: all are picked", list.members.len(), self.size));
        }
        if header == Header::Guess && self.column.is_none() {
            warn(&match &list.header {
                Some(header) => format!("the first line is taken as the header (`{header}`); else: --header no"),
                None => "the first line is taken as a member of the list; else: --header yes".to_owned(),
            });
        }
        if list.empty > 0 {
            warn(&format!("{} lines hold nothing in this column and are left out", list.empty));
        }
        let picks = sample::draw(&list.members, self.size, self.seed);
        let whole = list.members.len();
        let Some(id) = &self.audit else {
            return self.print(context, &picks, whole, &sha256);
        };
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, id)?;
        let mut fields = self.about.fields(&audit, &picks, u32::try_from(whole).ok())?;
        if self.about.method.is_none() {
            let method = format!("random: {} of {whole} by seed {} (workpaper sample draw)", picks.len(), self.seed);
            fields.insert("method".into(), method.into());
        }
        fields.insert("list_sha256".into(), sha256.into());
        fields.insert("seed".into(), self.seed.to_string().into());
        record(context, &mut audit, fields)?;
        context.say(picks.join("\n"))
    }

    fn print(&self, context: &Context, picks: &[String], whole: usize, sha256: &str) -> Result<()> {
        if context.globals.json {
            return context.say_json(&serde_json::json!({
                "picks": picks, "size": whole, "seed": self.seed, "list_sha256": sha256
            }));
        }
        warn(&format!("{} of {whole}, seed {}, list SHA-256 {sha256}", picks.len(), self.seed));
        context.say(picks.join("\n"))
    }
}

/// A member that stands twice would be drawn twice, and its results could not be told apart.
fn refuse_doubles(members: &[String], shown: &str) -> Result<()> {
    let mut seen = std::collections::HashSet::new();
    let mut doubles: Vec<&str> = members.iter().filter(|m| !seen.insert(m.as_str())).map(String::as_str).collect();
    doubles.dedup();
    if doubles.is_empty() {
        return Ok(());
    }
    let some: Vec<&str> = doubles.iter().copied().take(3).collect();
    Err(Error::Refused(format!(
        "{shown}: {} members stand more than once ({}): choose a --column in which each stands once",
        doubles.len(),
        some.join(", ")
    )))
}
