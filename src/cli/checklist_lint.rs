//! `workpaper checklist lint`: what is wrong in a checklist, each with file, line and remedy.
//!
//! Must not know: what a good checklist is (`domain::lint`), or how a line is found (`exchange::checklist_toml`).

use crate::context::Context;
use crate::domain::checklist::Checklist;
use crate::domain::lint::{Remark, Shelf, lint};
use crate::error::{Error, Result};
use crate::exchange::checklist_toml::{line_of, read};
use crate::report::wrap::wrap;
use crate::store::files;
use crate::store::library::{Library, Origin};
use clap::Args;
use serde::Serialize;
use std::path::Path;

/// Name what is wrong in a checklist, with file, line and remedy.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper checklist lint
  workpaper checklist lint site-rounds
  workpaper checklist lint checklists/site-rounds.toml")]
pub(super) struct Lint {
    /// A file, or a checklist by id; all where left out
    #[arg(value_name = "FILE|CHECKLIST")]
    what: Option<String>,
}

/// The answer. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Answer {
    /// Checklists gone through.
    checked: Vec<String>,
    found: Vec<Found>,
}

#[derive(Debug, Serialize)]
struct Found {
    file: String,
    line: Option<usize>,
    subject: String,
    rule: &'static str,
    text: String,
    remedy: String,
}

impl Lint {
    pub(super) fn run(&self, context: &Context, library: &Library) -> Result<()> {
        let mut answer = Answer { checked: Vec::new(), found: Vec::new() };
        match &self.what {
            None => {
                for id in library.ids() {
                    answer.of_id(library, id);
                }
                answer.found.extend(library.broken.iter().map(|why| unreadable(String::new(), why)));
            }
            Some(what) if library.source(what).is_some() => answer.of_id(library, what),
            Some(what) => {
                let Some(text) = files::read_text(Path::new(what))? else {
                    let known: Vec<&str> = library.ids().collect();
                    return Err(Error::NotFound(format!(
                        "`{what}` is no file here and no checklist; there are: {}",
                        known.join(", ")
                    )));
                };
                answer.of_text(library, what.clone(), &text);
            }
        }
        answer.say(context)
    }
}

fn unreadable(file: String, why: &str) -> Found {
    let numbered = why.strip_prefix("line ").and_then(|rest| rest.split_once(": "));
    let (line, text) = match numbered.and_then(|(line, text)| Some((line.parse().ok()?, text))) {
        Some((line, text)) => (Some(line), text),
        None => (None, why),
    };
    let remedy = "mend the line; `workpaper checklist schema` says what may stand where".to_owned();
    Found { file, line, subject: "the file".to_owned(), rule: "form", text: text.to_owned(), remedy }
}

impl Answer {
    fn of_id(&mut self, library: &Library, id: &str) {
        if let Some((from, text)) = library.source(id) {
            let file = match from {
                Origin::Shipped => format!("{id} (shipped)"),
                Origin::File(path) => path.display().to_string(),
            };
            self.of_text(library, file, text);
        }
    }

    fn of_text(&mut self, library: &Library, file: String, text: &str) {
        self.checked.push(file.clone());
        let list = match read(text) {
            Ok(list) => list,
            Err(why) => return self.found.push(unreadable(file, &why)),
        };
        let others: Vec<&Checklist> =
            library.all().map(|(_, other)| other).filter(|other| !other.id.eq_ignore_ascii_case(&list.id)).collect();
        let lines = lint(&list, Shelf(&others)).into_iter().map(|remark| {
            let Remark { rule, at, subject, text: words, remedy } = remark;
            Found { file: file.clone(), line: Some(line_of(text, &at)), subject, rule, text: words, remedy }
        });
        self.found.extend(lines);
    }

    fn say(mut self, context: &Context) -> Result<()> {
        self.found.sort_by_key(|found| (self.checked.iter().position(|file| *file == found.file), found.line));
        if context.globals.json {
            context.say_json(&self)?;
        } else {
            for found in &self.found {
                let number = found.line.map(|line| format!(":{line}")).unwrap_or_default();
                let place = format!("{}{number}", found.file);
                let words = format!("{}: {}. Remedy: {} [{}]", found.subject, found.text, found.remedy, found.rule);
                context.say(place.trim())?;
                context.say(wrap(&words, context.width(), "  ", "  ").join("\n"))?;
            }
            let counts = format!("{} checked", self.checked.len());
            context.say(if self.found.is_empty() { format!("{counts}, nothing to mend") } else { counts })?;
        }
        match self.found.len() {
            0 => Ok(()),
            1 => Err(Error::Found("1 thing to mend".to_owned())),
            count => Err(Error::Found(format!("{count} things to mend"))),
        }
    }
}
