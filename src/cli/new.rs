//! `workpaper new`: plans an audit.
//!
//! Must not know: what is found in it.

use crate::context::{Context, now, warn};
use crate::domain::audit::checked_value;
use crate::domain::checklist::Checklist;
use crate::domain::dates;
use crate::domain::entry::{Fields, Value};
use crate::domain::fields::{Kind, spec};
use crate::domain::ident::{ObjectId, checked_id};
use crate::error::{Error, Result};
use crate::store::audits::{self, NewAudit, OpenAudit};
use crate::store::library::Library;
use crate::store::workspace::Workspace;
use crate::store::writer::Author;
use clap::Args;
use std::path::Path;

/// The checklist of an audit that names none.
const STANDARD: &str = "iso27001-2022";

/// Plan an audit. Only the id is needed; the rest can come later (`workpaper plan ID`).
#[derive(Debug, Args)]
pub struct New {
    /// Its id, as in IA-2027-01: A-Z, 0-9, dot and dash
    id: String,
    #[arg(long, value_name = "NAMES", help = "Checklists it is made of, parted by commas [default: iso27001-2022]")]
    checklist: Option<String>,
    /// Items in scope: ids, sections, ranges, as in "4 5 A.5.19-27"; all where left out
    #[arg(long, value_name = "ITEMS")]
    items: Option<String>,
    /// Copy plan and scope of an earlier audit; never a verdict
    #[arg(long, value_name = "AUDIT")]
    from: Option<String>,
    /// What it is called
    #[arg(long)]
    title: Option<String>,
    /// First day
    #[arg(long, value_name = "DATE")]
    starts: Option<String>,
    /// Last day
    #[arg(long, value_name = "DATE")]
    ends: Option<String>,
    /// Any other field of the plan, as in --set "team=LA | Lead auditor | 7.5"; a list field grows with each
    #[arg(long, value_name = "FIELD=TEXT")]
    set: Vec<String>,
}

/// What a new audit shall be, from a command line or a screen.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Its id, as typed.
    pub id: String,
    /// What it is called.
    pub title: Option<String>,
    /// Checklists by name; empty = the standard's, or the earlier audit's.
    pub checklists: String,
    /// Items in scope; all where left out.
    pub items: Option<String>,
    /// An earlier audit to copy plan and scope from.
    pub from: Option<String>,
    /// First and last day.
    pub days: (Option<String>, Option<String>),
    /// Other fields, `FIELD=TEXT`.
    pub set: Vec<String>,
}

impl New {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let wish = Wish {
            id: self.id,
            title: self.title,
            checklists: self.checklist.unwrap_or_default(),
            items: self.items,
            from: self.from,
            days: (self.starts, self.ends),
            set: self.set,
        };
        let audit = plan(&workspace, &context.homes.config, &context.author(), &wish)?;
        let zone = audit.view().plan_text("offset").to_owned();
        let clock = dates::parse_offset(&zone).map_or_else(now, |zone| now().with_timezone(&zone));
        context.say(format!(
            "{}: {} items. Times are recorded as {} ({zone}; `--set offset=+02:00` where the place audited differs).",
            audit.id,
            audit.view().checklist.items.len(),
            clock.format("%H:%M")
        ))
    }
}

/// Plans an audit.
///
/// # Errors
/// What is wrong with the wish, and what would do; nothing is written then.
pub fn plan(workspace: &Workspace, config: &Path, author: &Author, wish: &Wish) -> Result<OpenAudit> {
    let id = checked_id(&wish.id).map_err(|why| Error::Usage(why.to_string()))?;
    let mut fields = Fields::new();
    let mut names = wish.checklists.clone();
    let mut items = wish.items.clone();
    let mut source = None;
    if let Some(from) = &wish.from {
        let from = checked_id(from).map_err(|why| Error::Usage(why.to_string()))?;
        if !workspace.audit_ids()?.contains(&from) {
            return Err(Error::NotFound(format!("no audit {from} here to copy from")));
        }
        let earlier = OpenAudit::open(workspace, &from, author.clone())?;
        fields = copied_plan(&earlier);
        if items.is_none() {
            let ids: Vec<&str> = earlier.view().checklist.items.iter().map(|item| item.id.as_str()).collect();
            items = Some(ids.join(" "));
        }
        if names.is_empty() {
            names = earlier.view().plan_list("checklists").join(",");
        }
        source = Some(earlier);
    }
    if names.is_empty() {
        STANDARD.clone_into(&mut names);
    }
    for (field, text) in [("title", &wish.title), ("from", &wish.days.0), ("to", &wish.days.1)] {
        if let Some(text) = text {
            fields.insert(field.to_owned(), checked_value(Kind::Plan, field, text).map_err(Error::Usage)?);
        }
    }
    set_fields(&mut fields, Kind::Plan, &wish.set)?;
    fields.entry("offset".to_owned()).or_insert_with(|| now().offset().to_string().into());
    let library = Library::load(Some(workspace), config);
    for broken in &library.broken {
        warn(broken);
    }
    let (checklist, from) = assemble(&library, &names, items.as_deref(), source.as_ref())?;
    Ok(audits::plan(workspace, author.clone(), NewAudit { id, checklist, from, plan: fields }, now())?)
}

/// The plan of an earlier audit without what was its own: dates, conclusion, hash.
fn copied_plan(earlier: &OpenAudit) -> Fields {
    let own = [
        "from",
        "to",
        "period_from",
        "period_to",
        "agenda",
        "report_date",
        "conclusion",
        "conforms_own",
        "conforms_standard",
        "effective",
        "diverging",
    ];
    let mut fields = Fields::new();
    if let Some(plan) = earlier.area.state().get(&ObjectId::plan()) {
        for field in spec(Kind::Plan).edited().filter(|field| !own.contains(&field.name)) {
            if let Some(found) = plan.fields.get(field.name) {
                fields.insert(field.name.to_owned(), found.value.clone());
            }
        }
    }
    fields.insert("copied_from".to_owned(), earlier.id.as_str().into());
    fields
}

/// Reads `FIELD=TEXT` options into fields; a list field grows with each.
pub(super) fn set_fields(fields: &mut Fields, kind: Kind, options: &[String]) -> Result<()> {
    for option in options {
        let (field, text) = option
            .split_once('=')
            .ok_or_else(|| Error::Usage(format!("--set {option}: write FIELD=TEXT, as in title=\"ISMS audit\"")))?;
        let value = checked_value(kind, field.trim(), text).map_err(Error::Usage)?;
        match (fields.get_mut(field.trim()), value) {
            (Some(Value::List(list)), Value::List(more)) => list.extend(more),
            (_, value) => drop(fields.insert(field.trim().to_owned(), value)),
        }
    }
    Ok(())
}

/// One checklist made of those named, cut down to the items in scope.
pub(super) fn assemble(
    library: &Library,
    names: &str,
    items: Option<&str>,
    source: Option<&OpenAudit>,
) -> Result<(Checklist, Vec<String>)> {
    let mut whole = Checklist::default();
    let mut from = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let list = library.find(name).map_err(Error::NotFound)?;
        if from.is_empty() {
            (whole.id, whole.title, whole.note) = (list.id.clone(), list.title.clone(), list.note.clone());
        }
        whole.join(list);
        from.push(list.id.clone());
    }
    if let Some(source) = source {
        whole.join(source.view().checklist);
    }
    if let Some(items) = items {
        let ids = whole.expand(items).map_err(Error::NotFound)?;
        whole.keep(&ids);
    }
    Ok((whole, from))
}
