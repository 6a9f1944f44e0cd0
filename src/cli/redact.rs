//! `workpaper redact`: blanks the text of one entry for good, and says where else the text may still be.
//!
//! Must not know: how a line is blanked (`store::redact`). Only the text goes: that there was an entry, when and by whom,
//! stays, and so do the chain and the record of who asked.

use crate::context::{Context, in_zone_of, now, warn};
use crate::domain::entry::{Act, Entry, Value};
use crate::domain::fields::{Kind, Shape, spec};
use crate::domain::fold::Object;
use crate::domain::followup::case::Book;
use crate::domain::ident::EntryRef;
use crate::error::{Error, Result};
use crate::exchange::finding_toml::Found;
use crate::store::area::Area;
use crate::store::beside;
use crate::store::files;
use crate::store::findings::{self, Outcome};
use crate::store::snapshot;
use crate::store::workspace::Workspace;
use clap::Args;
use std::path::PathBuf;

/// Blank the text of one entry for good, as when personal data has to go. Who asked and why is recorded.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper redact LA-7f3k2m9q/12 --audit IA-2026-02 --reason \"asked for by the person, erasure\"
  workpaper redact LA-7f3k2m9q/31 --register --reason \"a name where a role was meant\"
It reaches this folder. The history of git, clones, backups and reports that were sent keep the text.")]
pub struct Redact {
    /// The entry, as in LA-7f3k2m9q/12 (`workpaper why` names it)
    #[arg(value_name = "ENTRY")]
    entry: String,
    /// The audit it stands in
    #[arg(long, value_name = "AUDIT", required_unless_present = "register", conflicts_with = "register")]
    audit: Option<String>,
    /// It stands in the register
    #[arg(long)]
    register: bool,
    /// Who asked, and on what ground
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Do it although issued findings leave the register with it
    #[arg(long)]
    force: bool,
}

impl Redact {
    /// Runs it.
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        if self.reason.trim().is_empty() {
            return Err(Error::Usage("--reason is needed: who asked, and on what ground".to_owned()));
        }
        let entry: EntryRef =
            self.entry.parse().map_err(|why: crate::domain::ident::NotAnEntry| Error::Usage(why.to_string()))?;
        let workspace = context.workspace()?;
        let (mut area, at) = match &self.audit {
            Some(id) => {
                let audit = context.audit(&workspace, id)?;
                let at = in_zone_of(&audit, now());
                (audit.area, at)
            }
            None => (context.register(&workspace)?, now()),
        };
        let known = area.entries()?.into_iter().find(|e| e.place() == entry || e.name() == entry);
        let Some(known) = known else {
            return Err(Error::NotFound(format!("there is no entry {entry} in {}", area.place().name)));
        };
        let issued: Vec<Object> =
            made(&area, &known).into_iter().filter(|object| object.kind == Kind::Statement).cloned().collect();
        if !issued.is_empty() && !self.force {
            let names: Vec<&str> = issued.iter().map(|statement| statement.label.as_str()).collect();
            return Err(Error::Refused(format!(
                "{entry} issues {}: all of them would leave the register. Correct the words in the audit first, repeat \
                 with --force, then issue again",
                names.join(", ")
            )));
        }
        let mut derived = Vec::new();
        let book = Book::new(area.state(), &workspace.programme);
        for statement in &issued {
            let found = findings::examine(&workspace, &area, &book.case(statement))?;
            derived.push((findings::path(&workspace, statement)?, found));
        }
        let elsewhere = elsewhere(context, &workspace, &area, &known)?;
        let copies = copies(&workspace, &area, &known);
        area.redact(&entry, self.reason.trim(), at)?;
        context.say(format!("{entry} in {} is blank; that it was, and why, is recorded.", area.place().name))?;
        let mut left = refresh_derived(context, &workspace, derived)?;
        left.extend(torn(&area)?);
        left.extend(copies);
        left.extend(elsewhere);
        say_what_is_left(context, &workspace, &left)
    }
}

/// The objects that an entry made.
fn made<'a>(area: &'a Area, entry: &Entry) -> Vec<&'a Object> {
    let Act::Record { make, .. } = &entry.act else { return Vec::new() };
    let ids = (0..make.len()).map(|nth| crate::domain::ident::ObjectId::made(&entry.name(), nth));
    ids.filter_map(|id| area.state().get(&id)).collect()
}

/// Findings files and snapshot anew. Returns the files that still hold what a hand wrote.
fn refresh_derived(
    context: &Context,
    workspace: &Workspace,
    gone: Vec<(PathBuf, Option<Found>)>,
) -> Result<Vec<String>> {
    let mut left = Vec::new();
    for (path, found) in gone {
        match found {
            Some(Found::Untouched) => {
                std::fs::remove_file(&path).map_err(|why| crate::store::Fault::new("cannot remove", &path, why))?;
                context.say(format!("{} is removed: its finding is out of the register.", path.display()))?;
            }
            Some(_) => left.push(format!("{}: edited by hand; its finding is out of the register", path.display())),
            None => {}
        }
    }
    let mut register = context.register(workspace)?;
    for (name, outcome) in findings::write(workspace, &mut register, None, false)? {
        if let Outcome::Kept(_) = outcome {
            left.push(format!("the findings file of {name}: edited by hand, so it was not made anew"));
        }
    }
    left.extend(findings::set_aside(workspace)?.iter().map(|path| format!("{}: set aside earlier", path.display())));
    snapshot::forget(workspace)?;
    for notice in snapshot::home(workspace, &context.author())?.notices {
        warn(&notice);
    }
    Ok(left)
}

/// Bytes of interrupted writes beside the area's journals.
fn torn(area: &Area) -> Result<Vec<String>> {
    let folder = &area.place().folder;
    let names = files::names(folder)?.into_iter().filter(|name| name.contains(".torn"));
    Ok(names.map(|name| format!("{}: bytes of an interrupted write", folder.join(name).display())).collect())
}

/// Copies of evidence whose record goes: the file itself stays until somebody deletes it.
fn copies(workspace: &Workspace, area: &Area, entry: &Entry) -> Vec<String> {
    let Some(id) = area.place().name.strip_prefix("audits/") else { return Vec::new() };
    let evidence = made(area, entry).into_iter().filter(|object| object.kind == Kind::Evidence);
    let paths = evidence.filter_map(|object| beside::copy(workspace, id, object).ok().flatten());
    paths.map(|path| format!("{}: the copy of the evidence", path.display())).collect()
}

/// Other entries that hold the same words: quoted in a finding, issued with it.
fn elsewhere(context: &Context, workspace: &Workspace, area: &Area, entry: &Entry) -> Result<Vec<String>> {
    let words = free_words(area, entry);
    let mut names = vec!["register".to_owned()];
    names.extend(workspace.audit_ids()?.into_iter().map(|id| format!("audits/{id}")));
    let mut found = Vec::new();
    for name in names {
        let other = Area::open(workspace.place(&name)?, context.author())?;
        for candidate in &other.entries()? {
            let same = name == area.place().name && candidate.name() == entry.name();
            let texts = values(candidate);
            let holds = |word: &String| texts.iter().any(|(_, _, text)| text.contains(word.as_str()));
            if !same && words.iter().any(holds) {
                let labels: Vec<&str> = candidate.act.labels().collect();
                let labels = if labels.is_empty() { String::new() } else { format!(" ({})", labels.join(", ")) };
                found.push(format!("{name}: entry {}{labels} holds the same words: redact it too", candidate.place()));
            }
        }
    }
    Ok(found)
}

/// Every text of an entry: kind of object where it is known, field, text.
fn values(entry: &Entry) -> Vec<(Option<Kind>, &str, &str)> {
    let Act::Record { make, set } = &entry.act else { return Vec::new() };
    let mut all = Vec::new();
    for made in make {
        all.extend(texts(&made.fields).map(|(field, text)| (Some(made.object), field, text)));
    }
    for change in set {
        all.extend(texts(&change.set).map(|(field, text)| (None, field, text)));
        let added = change.add.iter().flat_map(|(field, list)| list.iter().map(move |text| (field.as_str(), text)));
        all.extend(added.map(|(field, text)| (None, field, text.as_str())));
    }
    all
}

fn texts(fields: &crate::domain::entry::Fields) -> impl Iterator<Item = (&str, &str)> {
    fields
        .iter()
        .flat_map(|(field, value): (&String, &Value)| value.list().iter().map(move |t| (field.as_str(), t.as_str())))
}

/// What people wrote in an entry, long enough to be recognised elsewhere.
fn free_words(area: &Area, entry: &Entry) -> Vec<String> {
    let kind_of = |field: &str| {
        let Act::Record { set, .. } = &entry.act else { return None };
        let on = set.iter().find(|change| change.set.contains_key(field) || change.add.contains_key(field))?;
        area.state().get(&on.on).map(|object| object.kind)
    };
    let is_free = |kind: Option<Kind>, field: &str| {
        let spec = kind.or_else(|| kind_of(field)).and_then(|kind| spec(kind).field(field));
        spec.is_some_and(|spec| matches!(spec.shape, Shape::Line | Shape::Text | Shape::List))
    };
    let lines = values(entry).into_iter().filter(|(kind, field, _)| is_free(*kind, field));
    let lines = lines.flat_map(|(_, _, text)| text.lines()).map(str::trim);
    lines.filter(|line| line.chars().count() >= 12 && line.contains(' ')).map(str::to_owned).collect()
}

fn say_what_is_left(context: &Context, workspace: &Workspace, left: &[String]) -> Result<()> {
    if !left.is_empty() {
        context.say("The text may still stand in:")?;
        for place in left {
            context.say(format!("  {place}"))?;
        }
    }
    context.say(
        "Out of this program's reach: reports and exports made before, other clones and copies of this folder, backups, \
         drafts on other accounts, and what was sent to somebody.",
    )?;
    if let Some(git) = workspace.root.ancestors().map(|folder| folder.join(".git")).find(|path| path.exists()) {
        context.say(format!(
            "{}: the history of git keeps the old text of every file that was committed; only rewriting it, there and in \
             every clone, takes it away.",
            git.display()
        ))?;
    }
    Ok(())
}
