//! `workpaper new`: plans an audit.
//!
//! Must not know: what is found in it.

use super::context::{Context, now, warn};
use crate::domain::audit::checked_value;
use crate::domain::checklist::Checklist;
use crate::domain::dates;
use crate::domain::entry::{Fields, Value};
use crate::domain::fields::{Kind, spec};
use crate::domain::ident::{ObjectId, checked_id};
use crate::error::{Error, Result};
use crate::store::audits::{self, NewAudit, OpenAudit};
use crate::store::library::Library;
use clap::Args;

/// Plan an audit. Only the id is needed; the rest can come later (`workpaper plan ID`).
#[derive(Debug, Args)]
pub struct New {
    /// Its id, as in IA-2027-01: A-Z, 0-9, dot and dash
    id: String,
    /// Checklists it is made of, parted by commas
    #[arg(long, default_value = "iso27001-2022", value_name = "NAMES")]
    checklist: String,
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

impl New {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let id = checked_id(&self.id).map_err(|why| Error::Usage(why.to_string()))?;
        let mut plan = Fields::new();
        let mut names = self.checklist.clone();
        let mut items = self.items.clone();
        let mut source = None;
        if let Some(from) = &self.from {
            let earlier = context.audit(&workspace, from)?;
            plan = copied_plan(&earlier);
            if self.items.is_none() {
                items = Some(
                    earlier.view().checklist.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>().join(" "),
                );
            }
            names = earlier.view().plan_list("checklists").join(",");
            source = Some(earlier);
        }
        let own = [("title", &self.title), ("from", &self.starts), ("to", &self.ends)];
        for (field, text) in own {
            if let Some(text) = text {
                plan.insert(field.to_owned(), checked_value(Kind::Plan, field, text).map_err(Error::Usage)?);
            }
        }
        set_fields(&mut plan, Kind::Plan, &self.set)?;
        let offset = now().offset().to_string();
        plan.entry("offset".to_owned()).or_insert_with(|| offset.clone().into());
        let library = Library::load(Some(&workspace), &context.homes.config);
        for broken in &library.broken {
            warn(broken);
        }
        let (checklist, from) = assemble(&library, &names, items.as_deref(), source.as_ref())?;
        let count = checklist.items.len();
        let audit = audits::plan(&workspace, context.author(), NewAudit { id, checklist, from, plan }, now())?;
        let zone = audit.view().plan_text("offset").to_owned();
        let clock = dates::parse_offset(&zone).map_or_else(now, |zone| now().with_timezone(&zone));
        context.say(format!(
            "{}: {count} items. Times are recorded as {} ({zone}; `--set offset=+02:00` where the place audited differs).",
            audit.id,
            clock.format("%H:%M")
        ))
    }
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
        let Some(list) = library.get(name) else {
            let known: Vec<&str> = library.checklists.iter().map(|(_, list)| list.id.as_str()).collect();
            return Err(Error::NotFound(format!("no checklist `{name}`; there are: {}", known.join(", "))));
        };
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
