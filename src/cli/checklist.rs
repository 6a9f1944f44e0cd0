//! `workpaper checklist`: which checklists there are, what stands in one, and how to write your own.
//!
//! Must not know: audits. A checklist that cannot be read is named with its file and line; the others are still shown.

use super::checklist_lint::Lint;
use super::checklist_new::NewList;
use crate::context::{Context, warn};
use crate::domain::checklist::Item;
use crate::domain::roles;
use crate::domain::soa::Soa;
use crate::error::{Error, Result};
use crate::exchange::checklist_schema;
use crate::report::checklist_text;
use crate::store::library::Library;
use crate::store::soa;
use crate::store::workspace::Workspace;
use clap::{Args, Subcommand};
use serde::Serialize;

/// List checklists, show one, write and check your own.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper checklist list
  workpaper checklist show iso27001-2022 --item A.5.18
  workpaper checklist new site-rounds && workpaper checklist lint site-rounds")]
pub struct Checklist {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the checklists, where they come from, and which cannot be read
    #[command(after_help = "Example:
  workpaper checklist list --json")]
    List,
    /// Show the items of a checklist: what to ask, see and test
    Show(Show),
    /// Begin a checklist of your own in the workspace
    New(NewList),
    /// Name what is wrong in a checklist, with line and remedy (exit code 3)
    Lint(Lint),
    /// Print the JSON schema of the format, for editors
    #[command(after_help = "Example:
  workpaper checklist schema > checklist.schema.json")]
    Schema,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper checklist show iso27001-2022
  workpaper checklist show iso27001-2022 --item \"6.1.2 A.5.19-27\"
  workpaper checklist show iso27001-2022 --role hr")]
struct Show {
    /// The checklist, as in iso27001-2022
    #[arg(value_name = "CHECKLIST")]
    id: String,
    /// Only these items: ids, sections, ranges, as in "6.1.2 A.5.19-27"
    #[arg(long, value_name = "ITEMS")]
    item: Option<String>,
    /// Only this section
    #[arg(long, value_name = "SECTION")]
    section: Option<String>,
    /// Only what this role can answer, its own matters first: hr, ops, desk, "risk owner"
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
    /// `full`, `short` or `titles`.
    depth: &'static str,
    /// `shipped`, or the file.
    origin: String,
    reviewed: &'a str,
}

impl Checklist {
    /// Runs it.
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let workspace = workspace(context);
        let load = || Library::load(workspace.as_ref(), &context.homes.config);
        match &self.what {
            What::List => list(context, &load()),
            What::Show(show) => {
                let found = workspace.as_ref().map(soa::load).transpose()?.flatten();
                show.run(context, &load(), found.as_ref().map(|found| &found.soa))
            }
            What::New(new) => new.run(context),
            What::Lint(lint) => lint.run(context, &load()),
            What::Schema => context.say_json(&checklist_schema::schema()),
        }
    }
}

/// The workspace, if there is one: checklists are there without; a broken one is worth a word.
fn workspace(context: &Context) -> Option<Workspace> {
    match context.workspace() {
        Ok(workspace) => Some(workspace),
        Err(Error::NoWorkspace(_)) => None,
        Err(why) => {
            warn(&why.to_string());
            None
        }
    }
}

fn list(context: &Context, library: &Library) -> Result<()> {
    let checklists = library.all().map(|found| Line {
        id: &found.1.id,
        title: &found.1.title,
        sections: found.1.sections.len(),
        items: found.1.items.len(),
        depth: found.1.depth.name(),
        origin: found.0.to_string(),
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

impl Show {
    fn run(&self, context: &Context, library: &Library, soa: Option<&Soa>) -> Result<()> {
        for broken in &library.broken {
            warn(broken);
        }
        let list = library.find(&self.id).map_err(Error::NotFound)?;
        let mut kept = list.clone();
        if let Some(items) = &self.item {
            kept.keep(&list.expand(items).map_err(Error::NotFound)?);
        }
        if let Some(section) = &self.section {
            kept.items.retain(|item| item.section.eq_ignore_ascii_case(section));
        }
        let role = self.role.as_ref().map(|role| roles::meant(list, role)).transpose().map_err(Error::NotFound)?;
        if let Some(role) = &role {
            kept.items = roles::track(&kept, role).into_iter().cloned().collect();
        }
        let ids: Vec<String> = kept.items.iter().map(|item| item.id.clone()).collect();
        kept.keep(&ids);
        if kept.items.is_empty() {
            let sections: Vec<&str> = list.sections.iter().map(|section| section.id.as_str()).collect();
            return Err(Error::NotFound(match &role {
                Some(role) => format!("nothing here is for {role}"),
                None => format!("nothing in {} fits; its sections: {}", list.id, sections.join(", ")),
            }));
        }
        if context.globals.json {
            return context.say_json(&kept);
        }
        let width = context.width();
        let Some(role) = role else {
            return context.say(checklist_text::lines(&kept, &kept.items, soa, width).join("\n"));
        };
        let (own, also): (Vec<&Item>, Vec<&Item>) =
            kept.items.iter().partition(|item| roles::nearness(item, &role) == Some(0));
        for (words, items) in [("is the one to ask", own), ("can answer too", also)] {
            if !items.is_empty() {
                context.say(format!("#### {role} {words}: {} items\n", items.len()))?;
                context.say(checklist_text::lines(&kept, items, soa, width).join("\n") + "\n")?;
            }
        }
        Ok(())
    }
}
