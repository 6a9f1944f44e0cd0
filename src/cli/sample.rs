//! `workpaper sample`: a population, what was picked from it, and what each pick showed.
//!
//! Must not know: how picks are drawn or counted (`domain::sample`), or how a list is read (`exchange::list_csv`).

use super::listing;
use super::named::{self, Named};
use super::sample_about::{About, record};
use super::sample_draw::Draw;
use crate::context::{Context, warn};
use crate::domain::entry::Act;
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::domain::sample;
use crate::error::{Error, Result};
use crate::report::object;
use crate::store::audits::OpenAudit;
use clap::{Args, Subcommand};
use std::io::{self, IsTerminal, Read};

/// List the samples of an audit, add or draw one, record results, show the grid.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:
  workpaper sample add IA-2026-02 --title leavers --size 61 --attribute \"disabled? | A.5.18\" --pick L-03 --pick L-11
  workpaper sample draw leavers.csv --size 22 --seed 7
  workpaper sample mark S-01 x L-03 L-11 --attribute \"disabled?\"
  workpaper sample show S-01"
)]
pub struct Sample {
    /// The audit
    #[arg(required = true)]
    audit: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Record a sample with its picks
    Add(Add),
    /// Draw a sample from a list, so that anybody can draw it again
    Draw(Draw),
    /// Record what picks showed
    Mark(Mark),
    /// Show the grid and the sentence it makes
    Show(Show),
}

#[derive(Debug, Args)]
#[command(after_help = "Example:
  workpaper sample add IA-2026-02 --title leavers --population \"leavers, 1 Jun 2025 to 31 May 2026\" --source \"HR system\" \\
    --dated 2026-06-16 --size 61 --method \"3 privileged, every third of the rest\" --items A.5.18 \\
    --attribute \"disabled? | A.5.18\" < picks.txt")]
struct Add {
    /// The audit
    audit: String,
    #[command(flatten)]
    about: About,
    /// How many there are in all
    #[arg(long, value_name = "N")]
    size: Option<u32>,
    /// One picked; without any, standard input is read where it is no terminal
    #[arg(long, value_name = "PICK")]
    pick: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper sample mark S-01 x L-03 L-11 L-12 --attribute \"disabled?\"
  workpaper sample mark S-01 ok '*'
ok as required, x exception, . not available; '*' is every pick that has no result yet")]
struct Mark {
    /// The sample's label
    sample: String,
    /// ok, x or .
    #[arg(value_parser = ["ok", "x", "."])]
    result: String,
    /// The picks
    #[arg(required = true, value_name = "PICK")]
    picks: Vec<String>,
    /// The attribute; needed where there are several
    #[arg(long, value_name = "QUESTION")]
    attribute: Option<String>,
    /// The audit it belongs to
    #[arg(long, value_name = "AUDIT")]
    audit: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  workpaper sample show S-01 --audit IA-2026-02")]
struct Show {
    /// The sample's label
    sample: String,
    /// The audit it belongs to
    #[arg(long, value_name = "AUDIT")]
    audit: Option<String>,
}

impl Sample {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        match self.command {
            Some(Command::Add(add)) => add.run(context),
            Some(Command::Draw(draw)) => draw.run(context),
            Some(Command::Mark(mark)) => mark.run(context),
            Some(Command::Show(show)) => show.run(context),
            None => {
                let workspace = context.workspace()?;
                let audit = context.audit(&workspace, &self.audit.unwrap_or_default())?;
                let row = |found: &Object| format!("{:<6} {}", found.label, sample::sentence(found));
                listing::objects(context, &audit.view(), Kind::Sample, "No samples yet.", row)
            }
        }
    }
}

impl Add {
    fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let given = if self.pick.is_empty() && !io::stdin().is_terminal() { read_picks()? } else { self.pick };
        let mut picks: Vec<String> = Vec::new();
        for pick in given.iter().map(|pick| pick.trim()).filter(|pick| !pick.is_empty()) {
            if picks.iter().any(|known| known == pick) {
                warn(&format!("{pick} stands twice among the picks: it counts once"));
            } else {
                picks.push(pick.to_owned());
            }
        }
        if self.size.is_some_and(|size| picks.len() > size as usize) {
            warn(&format!("{} picks from a population of {}", picks.len(), self.size.unwrap_or_default()));
        }
        let fields = self.about.fields(&audit, &picks, self.size)?;
        record(context, &mut audit, fields)
    }
}

fn read_picks() -> Result<Vec<String>> {
    let mut text = String::new();
    let read = io::stdin().read_to_string(&mut text);
    read.map_err(|why| Error::Failed(format!("cannot read the picks on standard input: {why}")))?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// A sample by label, in the audit named or the only one.
fn find(context: &Context, name: &str, audit: Option<&str>) -> Result<(OpenAudit, Object)> {
    let workspace = context.workspace()?;
    let (audit, named) = named::find(context, &workspace, name, audit)?;
    let found = match &named {
        Named::Object(id) => audit.area.state().get(id).filter(|object| object.kind == Kind::Sample).cloned(),
        _ => None,
    };
    let id = &audit.id;
    let found = found
        .ok_or_else(|| Error::NotFound(format!("`{name}` is no sample of {id}: `workpaper sample {id}` lists them")))?;
    Ok((audit, found))
}

impl Mark {
    fn run(self, context: &Context) -> Result<()> {
        let (mut audit, found) = find(context, &self.sample, self.audit.as_deref())?;
        let attribute = attribute(&found, self.attribute.as_deref())?;
        let known = found.list("picks");
        let strange = |pick: &&String| *pick != "*" && !known.iter().any(|id| id.eq_ignore_ascii_case(pick));
        let strangers: Vec<&str> = self.picks.iter().filter(strange).map(String::as_str).collect();
        if !strangers.is_empty() {
            let (label, strangers) = (&found.label, strangers.join(" "));
            return Err(Error::NotFound(format!("{label} did not pick {strangers}: `workpaper sample show {label}`")));
        }
        let picks: Vec<&str> = self.picks.iter().map(String::as_str).collect();
        let mut change = sample::results_change(&found, &attribute, &picks, &self.result);
        change.set.retain(|field, value| found.text(field) != value.text());
        if change.set.is_empty() {
            return context.say(format!("{} says so already: nothing recorded.", found.label));
        }
        let count = change.set.len();
        let at = context.at(&audit);
        let entry = audit.record(Act::change(change), at)?;
        let sentence = audit.area.state().get(&found.id).map(sample::sentence).unwrap_or_default();
        context.say(format!("{count} results on `{attribute}` [{entry}]\n{sentence}."))
    }
}

/// The attribute meant: the one named, else the only one.
fn attribute(found: &Object, wanted: Option<&str>) -> Result<String> {
    let all = sample::attributes(found);
    let names: Vec<&str> = all.iter().map(|attribute| attribute.name.as_str()).collect();
    let Some(wanted) = wanted else {
        return match names.as_slice() {
            [] | [_] => Ok(sample::attribute_for(found, &[])),
            _ => Err(Error::Usage(format!("which attribute? Add --attribute: {}", names.join(", ")))),
        };
    };
    let asked = wanted.split('|').next().unwrap_or_default().trim();
    match names.iter().find(|name| name.eq_ignore_ascii_case(asked)) {
        Some(name) => Ok((*name).to_owned()),
        None if names.is_empty() => Ok(asked.to_owned()),
        None => Err(Error::NotFound(format!("{} has no attribute `{wanted}`: {}", found.label, names.join(", ")))),
    }
}

impl Show {
    fn run(self, context: &Context) -> Result<()> {
        let (audit, found) = find(context, &self.sample, self.audit.as_deref())?;
        if context.globals.json {
            return context.say_json(&object::row(&audit.id, &found));
        }
        context.say(format!("{}  {}\n{}", found.label, found.text("title"), object::grid(&found).trim_end()))
    }
}
