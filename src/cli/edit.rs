//! `workpaper edit`: anything as TOML in the user's own editor.
//!
//! Must not know: fields. Nothing typed is lost: whatever cannot be recorded stays in a private file that is named.

use super::named;
use crate::context::Context;
use crate::domain::assign::Terms;
use crate::domain::entry::{Act, Change};
use crate::domain::fold::Object;
use crate::error::{Error, Result};
use crate::exchange::record_toml;
use crate::report::object::name;
use crate::store::audits::OpenAudit;
use crate::store::files::{self, Access};
use crate::term::editor::Editor;
use clap::Args;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use tempfile::TempPath;

/// Edit anything as TOML in $VISUAL or $EDITOR; only what you change is recorded, as one entry.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper edit IA-2026-02 plan
  workpaper edit IA-2026-02 IA-2026-02-F01
  workpaper edit IA-2026-02 LA-4 --print > f.toml
  workpaper edit IA-2026-02 LA-4 --toml - < f.toml")]
pub struct Edit {
    /// The audit
    audit: String,
    /// plan, a label, a reference or an entry
    object: String,
    /// Take the edited TOML from standard input instead of an editor
    #[arg(long, value_name = "-", conflicts_with = "print")]
    toml: Option<String>,
    /// Print the TOML that would be edited
    #[arg(long)]
    print: bool,
}

/// The mark of lines that this program puts on top of a text with mistakes.
const REMARK: &str = "#! ";

impl Edit {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        if self.toml.as_deref().is_some_and(|from| from != "-") {
            return Err(Error::Usage("--toml takes `-`: the text comes on standard input".to_owned()));
        }
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let object = named::object(&audit, &self.object)?.clone();
        let called = name(&object).to_owned();
        let offered = record_toml::render(
            &Terms::of(audit.view()),
            object.kind,
            Some(&object),
            &format!("{called} of {}", audit.id),
        );
        if self.print {
            return context.say(offered.trim_end());
        }
        named::unissued(context, &workspace, &audit, &object)?;
        let (change, kept) = if self.toml.is_some() {
            let mut text = String::new();
            io::stdin()
                .read_to_string(&mut text)
                .map_err(|why| Error::Failed(format!("cannot read the TOML on standard input: {why}")))?;
            let change = understood(&audit, &object, &offered, &text);
            (change.map_err(|mistakes| Error::Failed(format!("nothing recorded: {}", mistakes.join("; "))))?, None)
        } else {
            let (change, path) = edited(context, &audit, &object, &offered)?;
            (change, Some(path))
        };
        if change.is_empty() {
            return context.say(format!("{called}: nothing changed, nothing recorded."));
        }
        let at = context.at(&audit);
        match (audit.record(Act::change(change), at), kept) {
            (Ok(entry), _) => context.say(format!("{called} changed [{entry}]")),
            (Err(why), None) => Err(why.into()),
            (Err(why), Some(path)) => Err(Error::Failed(format!("{why}. {}", keep(path)))),
        }
    }
}

/// What an edited text changes, or every mistake in it.
fn understood(
    audit: &OpenAudit,
    object: &Object,
    offered: &str,
    text: &str,
) -> std::result::Result<Change, Vec<String>> {
    record_toml::change(&Terms::of(audit.view()), object, offered, text)
}

/// Runs the editor until the text is understood, given up or there is nobody to mend it. The file is still there when
/// this returns, so that its text outlives a failure to record it.
fn edited(context: &Context, audit: &OpenAudit, object: &Object, offered: &str) -> Result<(Change, TempPath)> {
    let folder = context.homes.state.join("edit");
    files::make_folder(&folder, Access::default())?;
    let stem: String = name(object).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let failed = |why: io::Error| Error::Failed(format!("cannot write in {}: {why}", folder.display()));
    let made = tempfile::Builder::new().prefix(&format!("{stem}-")).suffix(".toml").tempfile_in(&folder);
    let path = made.map_err(failed)?.into_temp_path();
    let editor = Editor::from_env(|name| std::env::var(name).ok());
    let mut shown = offered.to_owned();
    let mut mistakes: Vec<String> = Vec::new();
    loop {
        std::fs::write(&path, &shown).map_err(failed)?;
        if let Err(why) = editor.run(&path, |_| {}) {
            let touched = text_of(&path).is_ok_and(|text| text != shown) || !mistakes.is_empty();
            let tail = if touched { format!(". {}", keep(path)) } else { String::new() };
            return Err(Error::Failed(format!("{why}{tail}")));
        }
        let text = match text_of(&path) {
            Ok(text) => text,
            Err(why) => return Err(Error::Failed(format!("{why}. {}", keep(path)))),
        };
        if text == shown && !mistakes.is_empty() {
            return Err(given_up(&mistakes, path));
        }
        let own: String = text.split_inclusive('\n').filter(|line| !line.starts_with(REMARK.trim_end())).collect();
        mistakes = match understood(audit, object, offered, &own) {
            Ok(change) => return Ok((change, path)),
            Err(mistakes) => mistakes,
        };
        if !io::stdin().is_terminal() {
            return Err(given_up(&mistakes, path));
        }
        // The remarks on top move every line down: say the numbers that the editor will show.
        let moved = format!("{}{own}", "\n".repeat(mistakes.len() + 1));
        mistakes = understood(audit, object, offered, &moved).err().unwrap_or(mistakes);
        shown = with_remarks(&mistakes, &own);
    }
}

fn with_remarks(mistakes: &[String], own: &str) -> String {
    let mut text = format!("{REMARK}Not recorded yet. Mend this, or leave without saving to give up:\n");
    for mistake in mistakes {
        let _ = writeln!(text, "{REMARK}{}", mistake.replace('\n', " "));
    }
    text + own
}

fn text_of(path: &Path) -> std::result::Result<String, String> {
    match files::read_text(path) {
        Ok(Some(text)) => Ok(text),
        Ok(None) => Err(format!("the editor left no file at {}", path.display())),
        Err(why) => Err(why.to_string()),
    }
}

fn given_up(mistakes: &[String], path: TempPath) -> Error {
    Error::Failed(format!("nothing recorded: {}. {}", mistakes.join("; "), keep(path)))
}

/// Leaves the file where it is, and says where.
fn keep(path: TempPath) -> String {
    match path.keep() {
        Ok(path) => format!("Your text is kept in {}", path.display()),
        Err(why) => format!("Your text could not be kept: {why}"),
    }
}
