//! `workpaper checklist`: which checklists there are, and what stands in one.
//!
//! Must not know: audits. A checklist that cannot be read is named with its file and line; the others are still shown.

use super::context::{Context, warn};
use crate::domain::checklist::{Checklist as List, Item};
use crate::error::{Error, Result};
use crate::report::checklist_text;
use crate::store::library::{Library, Origin};
use clap::{Args, Subcommand};
use serde::Serialize;

/// List checklists, or show one.
#[derive(Debug, Args)]
pub struct Checklist {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Which checklists there are, where they come from, and which cannot be read
    List,
    /// The items of a checklist: purpose, questions, what to see and test, pitfalls
    Show(Show),
}

#[derive(Debug, Args)]
struct Show {
    /// The checklist, as in iso27001-2022
    id: String,
    /// Only these items: ids, sections, ranges, as in "6.1.2 A.5.19-27"
    #[arg(long, value_name = "ITEMS")]
    item: Option<String>,
    /// Only this section
    #[arg(long, value_name = "ID")]
    section: Option<String>,
    /// Only what this role can answer
    #[arg(long)]
    role: Option<String>,
}

/// The listing. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Listing<'a> {
    checklists: Vec<Line<'a>>,
    broken: &'a [String],
}

#[derive(Debug, Serialize)]
struct Line<'a> {
    id: &'a str,
    title: &'a str,
    sections: usize,
    items: usize,
    /// `shipped`, or the file.
    origin: String,
    reviewed: &'a str,
}

impl Checklist {
    /// Runs it.
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let workspace = match context.workspace() {
            Ok(workspace) => Some(workspace),
            // Checklists are there without a workspace; a broken one is worth a word.
            Err(Error::NoWorkspace(_)) => None,
            Err(why) => {
                warn(&why.to_string());
                None
            }
        };
        let library = Library::load(workspace.as_ref(), &context.homes.config);
        match &self.what {
            What::List => list(context, &library),
            What::Show(show) => show.run(context, &library),
        }
    }
}

fn list(context: &Context, library: &Library) -> Result<()> {
    let checklists = library.all().map(|found| Line {
        id: &found.1.id,
        title: &found.1.title,
        sections: found.1.sections.len(),
        items: found.1.items.len(),
        origin: origin(found.0),
        reviewed: &found.1.reviewed,
    });
    let listing = Listing { checklists: checklists.collect(), broken: &library.broken };
    if context.globals.json {
        return context.say_json(&listing);
    }
    for line in &listing.checklists {
        let origin = &line.origin;
        context.say(format!("{:<22} {:>3} items  {:>2} sections  {origin}", line.id, line.items, line.sections))?;
        context.say(format!("{:<22} {}", "", line.title))?;
    }
    for broken in listing.broken {
        context.say(format!("cannot be read: {broken}"))?;
    }
    Ok(())
}

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Shipped => "shipped".to_owned(),
        Origin::File(path) => path.display().to_string(),
    }
}

impl Show {
    fn run(&self, context: &Context, library: &Library) -> Result<()> {
        for broken in &library.broken {
            warn(broken);
        }
        let Some(list) = library.get(&self.id) else {
            let known: Vec<&str> = library.ids().collect();
            return Err(Error::NotFound(format!("no checklist `{}`; there are: {}", self.id, known.join(", "))));
        };
        let mut kept = list.clone();
        if let Some(items) = &self.item {
            kept.keep(&list.expand(items).map_err(Error::NotFound)?);
        }
        if let Some(section) = &self.section {
            kept.items.retain(|item| item.section.eq_ignore_ascii_case(section));
        }
        if let Some(role) = &self.role {
            kept.items.retain(|item| answers(item, role));
        }
        let ids: Vec<String> = kept.items.iter().map(|item| item.id.clone()).collect();
        kept.keep(&ids);
        if kept.items.is_empty() {
            return Err(Error::NotFound(self.nothing(list)));
        }
        if context.globals.json {
            return context.say_json(&kept);
        }
        context.say(checklist_text::lines(&kept, &kept.items, context.width()).join("\n"))
    }

    fn nothing(&self, list: &List) -> String {
        let mut known: Vec<&str> = match (&self.section, &self.role) {
            (_, Some(_)) => list.items.iter().flat_map(|item| item.roles.iter().map(String::as_str)).collect(),
            _ => list.sections.iter().map(|section| section.id.as_str()).collect(),
        };
        known.sort_unstable();
        known.dedup();
        let what = if self.role.is_some() { "roles" } else { "sections" };
        format!("nothing in {} fits; its {what}: {}", list.id, known.join(", "))
    }
}

fn answers(item: &Item, role: &str) -> bool {
    item.roles.iter().any(|known| known.to_lowercase().contains(&role.to_lowercase()))
}
