//! `workpaper new`: plans an audit.
//!
//! Must not know: what is found in it.

use super::earlier;
use crate::context::{Context, in_zone_of, now, warn};
use crate::domain::audit::{Verdict, checked_value};
use crate::domain::checklist::{Checklist, EARLIER};
use crate::domain::dates;
use crate::domain::entry::{Fields, Value};
use crate::domain::fields::{Kind, spec};
use crate::domain::ident::{ObjectId, checked_id};
use crate::domain::tailor::{Tailoring, tailor};
use crate::domain::verdict;
use crate::error::{Error, Result};
use crate::store::audits::{self, NewAudit, OpenAudit};
use crate::store::coverage;
use crate::store::library::Library;
use crate::store::workspace::Workspace;
use crate::store::writer::Author;
use chrono::NaiveDate;
use clap::Args;
use std::path::Path;

/// The checklist of an audit that names none.
const STANDARD: &str = "iso27001-2022";

/// Plan an audit. Only the id is needed; the rest can come later (`workpaper set ID plan FIELD=TEXT`).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper new IA-2027-01 --title \"ISMS internal audit\" --items \"4-10 A.5.15-18\"
  workpaper new IA-2027-02 --from IA-2027-01 --starts 2027-06-14 --ends 2027-06-18
  workpaper new IA-2027-03 --roles \"hr, service desk\" --set issuer=LA
Earlier findings in its scope come along as items to verify, without a verdict: what is open, and what was
closed within the cycle while no audit has looked at its requirement since. `workpaper earlier ID` lists them.")]
pub struct New {
    /// Its id, as in IA-2027-01: A-Z, 0-9, dot and dash
    id: String,
    #[arg(
        long,
        value_name = "CHECKLISTS",
        help = "Checklists it is made of, parted by commas [default: iso27001-2022]"
    )]
    checklist: Option<String>,
    /// Items in scope: ids, sections, ranges, as in "4 5 A.5.19-27"; all where left out
    #[arg(long, value_name = "ITEMS")]
    items: Option<String>,
    /// Only these sections, as in "6 A.5"
    #[arg(long, value_name = "SECTIONS")]
    sections: Option<String>,
    /// Only what these roles can answer, as in "hr, service desk"
    #[arg(long, value_name = "ROLES")]
    roles: Option<String>,
    /// Only what the last N audits of the workspace did not look at
    #[arg(long, value_name = "N")]
    not_covered_since: Option<usize>,
    /// Items left out: ids, sections, ranges
    #[arg(long, value_name = "ITEMS")]
    exclude: Option<String>,
    /// An item of your own, as in --add "BADGE.1 | Visitor badges | Who counts them?"; may be repeated
    #[arg(long, value_name = "TEXT")]
    add: Vec<String>,
    /// Take no earlier findings into it to verify
    #[arg(long)]
    without_earlier: bool,
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
    /// What of them is in scope; all where left out.
    pub tailoring: Tailoring,
    /// Leave out what this many earlier audits looked at.
    pub not_covered_since: Option<usize>,
    /// An earlier audit to copy plan and scope from.
    pub from: Option<String>,
    /// First and last day.
    pub days: (Option<String>, Option<String>),
    /// Other fields, `FIELD=TEXT`.
    pub set: Vec<String>,
    /// Take no earlier findings into it.
    pub without_earlier: bool,
    /// The day on which the earlier ones are judged; none = the clock's.
    pub today: Option<NaiveDate>,
}

impl New {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let wish = Wish {
            id: self.id,
            title: self.title,
            checklists: self.checklist.unwrap_or_default(),
            tailoring: Tailoring {
                items: self.items,
                sections: self.sections,
                roles: self.roles,
                exclude: self.exclude,
                add: self.add,
                ..Tailoring::default()
            },
            not_covered_since: self.not_covered_since,
            from: self.from,
            days: (self.starts, self.ends),
            set: self.set,
            without_earlier: self.without_earlier,
            today: Some(context.today()),
        };
        let audit = plan(&workspace, &context.homes.config, &context.author(), &wish)?;
        let zone = audit.view().plan_text("offset").to_owned();
        let clock = dates::parse_offset(&zone).map_or_else(now, |zone| now().with_timezone(&zone));
        context.say(format!(
            "{}: {} items{}. Times are recorded as {} ({zone}; `--set offset=+02:00` where the place audited differs).",
            audit.id,
            audit.view().checklist.requirements().count(),
            earlier::in_words(&audit.view()),
            clock.format("%H:%M")
        ))?;
        let excluded = excluded(&audit);
        if !excluded.is_empty() {
            context.say(format!("Not applicable as the SoA says: {}", excluded.join(" ")))?;
        }
        Ok(())
    }
}

/// The controls marked not applicable.
fn excluded(audit: &OpenAudit) -> Vec<&str> {
    let view = audit.view();
    let ids = view.checklist.items.iter().map(|item| item.id.as_str());
    ids.filter(|id| view.standing(id).recorded == Verdict::NotApplicable).collect()
}

/// Plans an audit.
///
/// # Errors
/// What is wrong with the wish, and what would do; nothing is written then.
pub fn plan(workspace: &Workspace, config: &Path, author: &Author, wish: &Wish) -> Result<OpenAudit> {
    let id = checked_id(&wish.id).map_err(|why| Error::Usage(why.to_string()))?;
    let mut fields = Fields::new();
    let mut names = wish.checklists.clone();
    let mut tailoring = wish.tailoring.clone();
    let mut source = None;
    if let Some(from) = &wish.from {
        let from = checked_id(from).map_err(|why| Error::Usage(why.to_string()))?;
        if !workspace.audit_ids()?.contains(&from) {
            return Err(Error::NotFound(format!("no audit {from} here to copy from")));
        }
        let earlier = OpenAudit::open(workspace, &from, author.clone())?;
        fields = copied_plan(&earlier);
        if tailoring.items.is_none() {
            let ids: Vec<&str> = earlier.view().checklist.requirements().map(|item| item.id.as_str()).collect();
            tailoring.items = Some(ids.join(" "));
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
    if let Some(count) = wish.not_covered_since {
        tailoring.covered = coverage::since(workspace, author, count)?.items;
    }
    let (checklist, from) = assemble(&library, &names, &tailoring, source.as_ref())?;
    let mut audit = audits::plan(workspace, author.clone(), NewAudit { id, checklist, from, plan: fields }, now())?;
    exclude(&mut audit)?;
    if !wish.without_earlier {
        let today = wish.today.unwrap_or_else(|| now().date_naive());
        earlier::take(workspace, &mut audit, today).map_err(|why| {
            Error::Failed(format!(
                "{0} is planned, but not its earlier findings: {why}. Then: workpaper earlier {0} --take",
                audit.id
            ))
        })?;
    }
    Ok(audit)
}

/// Marks the controls that the Statement of Applicability excludes, one entry each, with its reason. Clauses know no
/// exclusion, whatever it says.
fn exclude(audit: &mut OpenAudit) -> Result<()> {
    let view = audit.view();
    let Some(soa) = view.soa else { return Ok(()) };
    let controls = view.checklist.items.iter().filter(|item| view.checklist.is_control(item));
    let acts: Vec<_> = controls
        .filter_map(|item| Some((&item.id, soa.exclusion(&item.id)?)))
        .map(|(item, reason)| verdict::act(&view, item, Verdict::NotApplicable, &reason))
        .collect::<std::result::Result<_, _>>()
        .map_err(Error::Refused)?;
    for act in acts {
        let at = in_zone_of(audit, now());
        audit.record(act, at)?;
    }
    Ok(())
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
                fields.insert(field.name.to_owned(), Value::clone(&found.value));
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
    tailoring: &Tailoring,
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
        // What that audit had to verify, this one finds in the register by itself.
        let mut own = source.view().checklist.clone();
        own.items.retain(|item| !item.is_earlier());
        own.sections.retain(|section| section.id != EARLIER.0);
        whole.join(&own);
    }
    tailor(&mut whole, tailoring).map_err(Error::NotFound)?;
    Ok((whole, from))
}
