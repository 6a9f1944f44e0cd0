//! `workpaper interview`: the talks of an audit, and closing one.
//!
//! Must not know: what counts as loose (`domain::closing`).

use super::{listing, named};
use crate::context::Context;
use crate::domain::audit::Audit;
use crate::domain::closing::closing;
use crate::domain::dates;
use crate::domain::entry::{Act, Change};
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::domain::roles;
use crate::error::{Error, Result};
use crate::report::object;
use crate::report::wrap::wrap;
use clap::{Args, Subcommand};
use serde::Serialize;

/// List the interviews of an audit, or close one.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:
  workpaper interview IA-2026-02
  workpaper interview end IA-2026-02
  workpaper interview tracks IA-2026-02 --role hr
An interview is opened in the capture language:
  echo ':int room 2 | HR lead | A.5.18' | workpaper capture IA-2026-02"
)]
pub struct Interview {
    /// The audit
    #[arg(required = true)]
    audit: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Close an interview, and list what is loose in it
    End(End),
    /// Say how far each role's items were looked at
    Tracks(Tracks),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper interview tracks IA-2026-02
  workpaper interview tracks IA-2026-02 --role hr")]
struct Tracks {
    /// The audit
    audit: String,
    /// Only this role, with the items still to go: hr, ops, desk, "risk owner"
    #[arg(long)]
    role: Option<String>,
}

/// The track of one role. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Track<'a> {
    role: String,
    items: usize,
    looked_at: usize,
    to_go: Vec<&'a str>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper interview end IA-2026-02
  workpaper interview end IA-2026-02 INT-07 --at 10:20")]
struct End {
    /// The audit
    audit: String,
    /// The interview; where left out, the one that is open
    #[arg(value_name = "INTERVIEW")]
    label: Option<String>,
    /// When it ended, where not now: 2026-06-16 10:20
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl Interview {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        match self.command {
            Some(Command::End(end)) => return end.run(context),
            Some(Command::Tracks(tracks)) => return tracks.run(context),
            None => {}
        }
        let workspace = context.workspace()?;
        let audit = context.audit(&workspace, &self.audit.unwrap_or_default())?;
        let view = audit.view();
        listing::objects(context, &view, Kind::Interview, "No interviews yet.", |found| row(&view, found))
    }
}

fn row(audit: &Audit<'_>, interview: &Object) -> String {
    let ended = interview.text("ended");
    let until = if ended.is_empty() { "open" } else { ended.get(11..).unwrap_or(ended) };
    let loose = closing(audit, &interview.id);
    let open = loose.questions.len() + loose.asked_for.len();
    let mut notes = Vec::new();
    if open > 0 {
        notes.push(format!("{open} open"));
    }
    if !loose.not_read_back.is_empty() {
        notes.push(format!("{} not read back", loose.not_read_back.len()));
    }
    format!(
        "{:<8} {:>16}-{until:<5}  {}  {}  {}",
        interview.label,
        interview.text("started"),
        interview.list("roles").join(", "),
        interview.text("place"),
        notes.join(", ")
    )
}

impl Tracks {
    fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let audit = context.audit(&workspace, &self.audit)?;
        let view = audit.view();
        let wanted = match &self.role {
            Some(role) => vec![roles::meant(view.checklist, role).map_err(Error::NotFound)?],
            None => roles::all(view.checklist),
        };
        let track = |role: String| {
            let items = roles::track(view.checklist, &role);
            let to_go: Vec<&str> =
                items.iter().map(|item| item.id.as_str()).filter(|id| !view.standing(id).looked_at).collect();
            Track { role, items: items.len(), looked_at: items.len() - to_go.len(), to_go }
        };
        let tracks: Vec<Track<'_>> = wanted.into_iter().map(track).filter(|track| track.items > 0).collect();
        if context.globals.json {
            return context.say_json(&tracks);
        }
        for track in &tracks {
            context.say(format!("{:<20} {:>3} of {:>3} looked at", track.role, track.looked_at, track.items))?;
            if self.role.is_some() && !track.to_go.is_empty() {
                context.say(wrap(&track.to_go.join(" "), context.width(), "  to go: ", "         ").join("\n"))?;
            }
        }
        Ok(())
    }
}

impl End {
    fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let interview = match &self.label {
            Some(label) => named::of_kind(&audit, label, Kind::Interview, "interview")?.clone(),
            None => only_open(&audit.view(), &audit.area.author().initials)?.clone(),
        };
        let label = &interview.label;
        if !interview.lacks("ended") {
            return Err(Error::Refused(format!("{label} ended at {} already", interview.text("ended"))));
        }
        let started = dates::parse_moment(interview.text("started"));
        let end = match &self.at {
            None => context.at(&audit).naive_local(),
            Some(text) => dates::parse_moment(text)
                .or_else(|| Some(started?.date().and_time(dates::parse_time(text)?)))
                .ok_or_else(|| Error::Usage(format!("--at {text} is no time: write 2026-06-16 10:20 or 10:20")))?,
        };
        if started.is_some_and(|started| end < started) {
            let (end, started) = (dates::moment_text(end), interview.text("started"));
            return Err(Error::Refused(format!("{label} began at {started}: it cannot end at {end}; give --at")));
        }
        let change = Change::on(interview.id.clone()).set("ended", dates::moment_text(end));
        let at = context.at(&audit);
        let entry = audit.record(Act::change(change), at)?;
        let view = audit.view();
        let loose = closing(&view, &interview.id);
        if context.globals.json {
            let rows = |objects: &[&Object]| {
                serde_json::json!(objects.iter().map(|o| object::row(view.id, o)).collect::<Vec<_>>())
            };
            return context.say_json(&serde_json::json!({
                "interview": label, "ended": dates::moment_text(end), "entry": entry.to_string(),
                "questions": rows(&loose.questions), "asked_for": rows(&loose.asked_for),
                "unlinked": rows(&loose.unlinked), "not_read_back": rows(&loose.not_read_back),
            }));
        }
        context.say(format!("{label} ended at {} [{entry}]", dates::moment_text(end)))?;
        if loose.is_empty() {
            return context.say("  Nothing is loose.");
        }
        context.say(object::loose(&view, &loose).trim_matches('\n'))
    }
}

/// The interview that is open: the author's own first, else the only one.
fn only_open<'a>(audit: &Audit<'a>, initials: &str) -> Result<&'a Object> {
    let open: Vec<&Object> = audit.of(Kind::Interview).filter(|interview| interview.lacks("ended")).collect();
    let own = open.iter().rev().find(|interview| interview.made.by == initials);
    match (own, open.as_slice()) {
        (Some(own), _) => Ok(own),
        (None, [only]) => Ok(only),
        (None, []) => Err(Error::NotFound(format!("no interview of {} is open", audit.id))),
        (None, several) => {
            let labels: Vec<&str> = several.iter().map(|interview| interview.label.as_str()).collect();
            Err(Error::Usage(format!("which one? Open are {}", labels.join(", "))))
        }
    }
}
