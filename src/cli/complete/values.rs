//! What each value can be: one line for every name that stands for a value on a help page.
//!
//! Must not know: shells, or how a candidate is chosen. Nothing here folds more than one audit: a list of the register
//! comes from the snapshot as it lies there.

use super::super::export;
use super::{Found, Look};
use crate::config::keys;
use crate::domain::audit::Verdict;
use crate::domain::checklist::Checklist;
use crate::domain::fields::{Kind, RESULTS, SOURCES, SPECS, TOUCHES, spec};
use crate::domain::finding;
use crate::domain::fold::Object;
use crate::domain::followup::case::Stage;
use crate::domain::metrics;
use crate::domain::order;
use crate::domain::roles::ROLES;
use crate::domain::summary::Row;
use crate::store::{files, glance};
use crate::ui::theme;
use clap::Command;
use std::collections::BTreeSet;

/// What a value's name stands for.
pub type Lookup = fn(&Look<'_>) -> Vec<Found>;

/// Every value that can be looked up, by its name. The others are texts, numbers, days and paths.
pub static VALUES: &[(&str, Lookup)] = &[
    ("AUDIT", audits),
    ("AUDIT|register", areas),
    ("REF", references),
    ("EARLIER", references),
    ("OBJECT", objects),
    ("FINDING", findings),
    ("INTERVIEW", |look| labelled(look, &[Kind::Interview])),
    ("SAMPLE", |look| labelled(look, &[Kind::Sample])),
    ("ITEM", items),
    ("ITEMS", items),
    ("CRITERION", items),
    ("SECTION", sections),
    ("SECTIONS", sections),
    ("ROLE", |_| roles()),
    ("ROLES", |_| roles()),
    ("CHECKLIST", checklists),
    ("CHECKLISTS", checklists),
    ("FILE|CHECKLIST", checklists),
    ("FIELD=TEXT", fields),
    ("VERDICT", |_| Verdict::ALL.iter().map(|verdict| found(verdict.word(), "")).collect()),
    ("GRADE", grades),
    ("STAGE", |_| stages()),
    ("SOURCE", |_| SOURCES.iter().map(|source| found(source, "")).collect()),
    ("RESULT", |_| RESULTS.iter().map(|result| found(result, "")).collect()),
    ("WHAT", |_| TOUCHES.iter().map(|what| found(what, "")).collect()),
    ("KEY", figures),
    ("FORMAT", formats),
    ("THEME", |_| themes()),
    ("SET", |_| keys::SETS.iter().map(|set| found(set.name, "")).collect()),
    ("COLUMN", |_| order::SORTS.iter().map(|sort| found(&sort.name.replace(' ', "-"), "")).collect()),
    ("WHEN", |_| ["auto", "always", "never"].map(|when| found(when, "")).to_vec()),
    ("COMMAND", commands),
];

fn found(value: &str, words: &str) -> Found {
    (value.to_owned(), words.to_owned())
}

fn audits(look: &Look<'_>) -> Vec<Found> {
    let Some(workspace) = look.workspace() else { return Vec::new() };
    let known = look.home().audits;
    let title = |id: &str| known.iter().find(|audit| audit.id == id).map_or("", |audit| audit.title.as_str());
    workspace.audit_ids().unwrap_or_default().iter().map(|id| found(id, title(id))).collect()
}

fn areas(look: &Look<'_>) -> Vec<Found> {
    audits(look).into_iter().chain([found("register", "what was issued, and what became of it")]).collect()
}

fn of_row(row: &Row) -> Found {
    found(&row.reference, &format!("{} · {} · {}", row.grade, row.stage, row.title))
}

/// What is issued: without a word typed only what is open, for that is what something is recorded on.
fn references(look: &Look<'_>) -> Vec<Found> {
    let Some(workspace) = look.workspace() else { return Vec::new() };
    let rows = look.home().rows;
    let open = |row: &&Row| !look.typed.is_empty() || row.is_open(Look::today());
    let mut all: Vec<Found> = rows.iter().filter(open).map(of_row).collect();
    let known: BTreeSet<&str> = rows.iter().map(|row| row.reference.as_str()).collect();
    let files = glance::references(&workspace);
    all.extend(files.iter().filter(|name| !known.contains(name.as_str())).map(|name| found(name, "")));
    all
}

fn of_object(object: &Object) -> Found {
    let named = ["title", "roles", "text", "nature"].iter().map(|field| match object.list(field) {
        [] => object.text(field).to_owned(),
        list => list.join(", "),
    });
    let words = named.filter(|words| !words.is_empty()).map(|words| words.chars().take(60).collect::<String>()).next();
    found(&object.label, &words.unwrap_or_default())
}

fn labelled(look: &Look<'_>, kinds: &[Kind]) -> Vec<Found> {
    let Some((_, state)) = look.audit() else { return Vec::new() };
    let all = kinds.iter().flat_map(|kind| state.of(*kind));
    all.filter(|object| !object.label.is_empty()).map(of_object).collect()
}

fn findings(look: &Look<'_>) -> Vec<Found> {
    let drafts = labelled(look, &[Kind::Finding]);
    if look.path == "why" { drafts.into_iter().chain(references(look)).collect() } else { drafts }
}

/// Whatever has a name. The items come when something of one is typed: there are many.
fn objects(look: &Look<'_>) -> Vec<Found> {
    let own = labelled(look, &[Kind::Finding, Kind::Evidence, Kind::Sample, Kind::Interview, Kind::Meeting]);
    let mut all = if look.path == "show" { audits(look) } else { vec![found("plan", "the audit's plan")] };
    all.extend(own);
    if look.path == "show" {
        all.extend(references(look));
        all.extend(Some(items(look)).filter(|_| !look.typed.is_empty()).unwrap_or_default());
    }
    all
}

/// The checklist of the audit on the line, else the first of the shelf.
fn checklist(look: &Look<'_>) -> Option<Checklist> {
    if look.path.starts_with("checklist") {
        let library = look.library()?;
        let named = look.line.words.iter().find_map(|word| library.get(word));
        return named.or_else(|| library.get(library.ids().next()?)).cloned();
    }
    let of_audit = if look.path == "new" { None } else { look.audit() };
    of_audit.map(|(list, _)| list).or_else(|| look.library()?.all().next().map(|(_, list)| list.clone()))
}

fn items(look: &Look<'_>) -> Vec<Found> {
    checklist(look).map(|list| list.items.iter().map(|item| found(&item.id, &item.title)).collect()).unwrap_or_default()
}

fn sections(look: &Look<'_>) -> Vec<Found> {
    let of = |list: Checklist| list.sections.iter().map(|section| found(&section.id, &section.title)).collect();
    checklist(look).map(of).unwrap_or_default()
}

fn roles() -> Vec<Found> {
    ROLES.iter().filter_map(|role| Some(found(role.short.first()?, role.name))).collect()
}

fn checklists(look: &Look<'_>) -> Vec<Found> {
    let all = |library: super::Library| library.all().map(|(_, list)| found(&list.id, &list.title)).collect();
    look.library().map(all).unwrap_or_default()
}

/// The fields of what is named: an equals sign stands behind each, for a value comes next.
fn fields(look: &Look<'_>) -> Vec<Found> {
    let named = || {
        let (_, state) = look.audit()?;
        let words = || look.line.words.iter().map(String::as_str);
        let plan = words().any(|word| word == "plan").then_some(Kind::Plan);
        let labelled = |object: &&Object| {
            let name = finding::name(object);
            let tail = |word: &str| name.to_ascii_uppercase().ends_with(&format!("-{}", word.to_ascii_uppercase()));
            words().any(|word| [name, &object.label].iter().any(|of| word.eq_ignore_ascii_case(of)) || tail(word))
        };
        let kinds = [Kind::Finding, Kind::Evidence, Kind::Sample, Kind::Interview, Kind::Meeting];
        plan.or_else(|| kinds.iter().flat_map(|kind| state.of(*kind)).find(labelled).map(|object| object.kind))
    };
    let kind = match look.path {
        "new" => Some(Kind::Plan),
        "evidence add" => Some(Kind::Evidence),
        "finding add" | "revise" => Some(Kind::Finding),
        _ => named(),
    };
    let kinds = kind.map_or_else(|| SPECS.iter().collect(), |kind| vec![spec(kind)]);
    let mut seen = BTreeSet::new();
    let all = kinds.iter().flat_map(|spec| spec.edited()).filter(|field| seen.insert(field.name));
    all.map(|field| found(&format!("{}=", field.name), field.hint)).collect()
}

fn grades(look: &Look<'_>) -> Vec<Found> {
    let programme = look.workspace().map(|workspace| workspace.programme).unwrap_or_default();
    programme.grades.iter().map(|grade| found(&grade.id, &grade.words)).collect()
}

fn stages() -> Vec<Found> {
    Stage::ALL.iter().map(|stage| found(&stage.words().replace(' ', "-"), "")).collect()
}

fn figures(look: &Look<'_>) -> Vec<Found> {
    let Some(workspace) = look.workspace() else { return Vec::new() };
    let rows = look.home().rows;
    let sections = metrics::metrics(&rows, &workspace.programme, Look::today());
    metrics::figures(&sections).map(|figure| found(&figure.key, &figure.words)).collect()
}

fn formats(look: &Look<'_>) -> Vec<Found> {
    let own = export::names(look.path == "report");
    own.map(|(name, words)| found(name, words)).collect()
}

fn themes() -> Vec<Found> {
    let own = Look::homes().and_then(|homes| files::names(&homes.config.join("themes")).ok()).unwrap_or_default();
    let own = own.iter().filter_map(|name| name.strip_suffix(".toml")).map(|name| found(name, "your own"));
    theme::SHIPPED.iter().map(|(name, _)| found(name, "")).chain(own).collect()
}

/// The commands that have a page, behind those that are named already.
fn commands(look: &Look<'_>) -> Vec<Found> {
    let program = (look.program)();
    let behind = look.line.words.iter().skip_while(|word| *word != "man").skip(1);
    let at = behind.fold(&program, |at: &Command, word| at.find_subcommand(word).unwrap_or(at));
    let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    at.get_subcommands().map(|command| found(command.get_name(), &about(command))).collect()
}
