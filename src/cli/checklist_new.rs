//! `workpaper checklist new`: a checklist of one's own, begun as a file that explains itself.
//!
//! Must not know: how a checklist is read.

use crate::context::Context;
use crate::domain::ident::checked_id;
use crate::domain::roles::ROLES;
use crate::error::{Error, Result};
use crate::report::wrap::wrap;
use crate::store::files;
use crate::store::library::Library;
use clap::Args;
use std::path::Path;

/// Begin a checklist of your own in the workspace.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper checklist new site-rounds --title \"Site rounds\"
  workpaper checklist new our-readiness --from readiness")]
pub(super) struct NewList {
    /// Its id, as in house-rules; the file is checklists/ID.toml
    id: String,
    /// Its title
    #[arg(long, default_value = "")]
    title: String,
    /// Copy this checklist instead of an empty form; under the same id yours then stands in its place
    #[arg(long, value_name = "CHECKLIST")]
    from: Option<String>,
}

impl NewList {
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let id = checked_id(&self.id).map_err(|why| Error::Usage(why.to_string()))?.to_ascii_lowercase();
        let library = Library::load(Some(&workspace), &context.homes.config);
        let text = match &self.from {
            Some(from) => copied(&library, from, &id)?,
            None if library.get(&id).is_some() => {
                return Err(Error::Usage(format!(
                    "there is a checklist {id} already: choose another id, or take a copy with --from {id}"
                )));
            }
            None => skeleton(&id, &self.title),
        };
        let folder = files::inside(&workspace.root, Path::new("checklists"))?;
        let path = folder.join(format!("{id}.toml"));
        if path.exists() {
            return Err(Error::Usage(format!("{} is there already; edit it, or choose another id", path.display())));
        }
        files::make_folder(&folder, workspace.access)?;
        files::write_whole(&path, text.as_bytes(), workspace.access)?;
        context.say(format!(
            "{}\nEdit it, then: workpaper checklist lint {id}, workpaper new AUDIT --checklist iso27001-2022,{id}",
            path.display()
        ))
    }
}

fn copied(library: &Library, from: &str, id: &str) -> Result<String> {
    let list = library.find(from).map_err(Error::NotFound)?;
    let (_, text) = library.source(&list.id).unwrap_or_else(|| unreachable!("a list that is found has its text"));
    Ok(text.replacen(&format!("id = \"{}\"", list.id), &format!("id = \"{id}\""), 1))
}

/// A form that explains itself. It lints clean but for the empty texts that its author fills in.
fn skeleton(id: &str, title: &str) -> String {
    let roles: Vec<String> = ROLES.iter().map(|role| format!("\"{}\"", role.name)).collect();
    let roles = wrap(&roles.join(", "), 110, "#   ", "#   ").join("\n");
    let title = toml::Value::from(title);
    format!(
        r#"# A checklist of your own. `workpaper checklist lint {id}` names what is still missing, with line and remedy;
# `workpaper checklist schema > checklist.schema.json` gives editors the format; `workpaper checklist show {id}` prints it.
# Used by name: workpaper new AUDIT --checklist iso27001-2022,{id}
id = "{id}"
title = {title}
# What the reader should know, as in "House rules of the plant, edition 4".
note = ""
# The day you last went through it:
# reviewed = 2026-11-21
# How much each item holds, and what lint asks for:
#   "short"   a question, and something to see or to test
#   "full"    also purpose, roles, links; 3 to 6 questions, 3 things to see, 2 tests, 2 pitfalls
#   "titles"  titles alone
depth = "short"

# Sections group items in the tree. `controls = true` where your Statement of Applicability may exclude them.
[[section]]
id = "HR"
title = "House rules"

# One item is what you give one verdict. Its id is what you cite: #HR.1 on a line of the notebook.
[[item]]
id = "HR.1"
section = "HR"
title = ""
# Why the rule exists, in a sentence: what goes wrong without it.
purpose = ""
# Who can answer, the one to ask first in front. From this list, so that interview tracks find the item:
{roles}
roles = []
# Related items: clauses, controls, documents, as in ["A.5.18", "MD-30"].
links = []
# Open questions to a person. Nothing that yes would answer: "Show me the last time ...", "What happens when ...".
ask = [
  "",
]
# Records, documents, configurations, places. Concrete: "leavers list of the HR system with dates".
see = [
  "",
]
# How to verify: which list, what to pick, what to compare with what, what is an exception.
test = []
# Nonconformities as you found them. Each begins with what it breaks: "ACP 4.3: ...", "A.5.18: ...".
pitfalls = []

# Where a rule has letters that you want to cite (HR.2 b), list them and say which questions belong to which:
# [item.letters]
# "a)" = "The gist of a)"
# "b)" = "The gist of b)"
#
# [[item.part]]
# letters = ["a)", "b)"]
# ask = ["..."]
# test = ["..."]
"#
    )
}
