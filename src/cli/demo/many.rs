//! Writes an invented workspace of any size: audits, register and findings files, in the form that recording gives them.
//!
//! Must not know: what the story says (`years`). Nothing is made durable on the way: the seed makes all of it again.

use super::life::Deed;
use super::years::{Held, Size, Story, Told, Topic, WRITERS, What, tell};
use crate::cli::new::assemble;
use crate::domain::checklist::Checklist;
use crate::domain::digest::sha256_hex;
use crate::domain::entry::{Act, Change, Fields, Made, Value};
use crate::domain::fields::Kind;
use crate::domain::ident::ObjectId;
use crate::domain::issue;
use crate::domain::tailor::Tailoring;
use crate::error::Result;
use crate::store::bulk::Bulk;
use crate::store::library::{self, Library};
use crate::store::watch::{Watch, count};
use crate::store::workspace::Workspace;
use crate::store::writer::Author;
use crate::store::{Fault, files, findings};
use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta};
use std::io::Write;
use std::path::Path;

const LIST: &str = "iso27001-2022";

/// What the audits look at in turn; the first is everything that can be cited.
const SCOPES: &[&str] = &[
    "4 5 6 7 8 9 10 A.5 A.6 A.7 A.8",
    "4 5 6 9 10 A.5.1-12",
    "7 8 9.2 A.5.13-24 A.6",
    "6.1 A.5.25-37 A.8.1-8",
    "9 10 A.7",
    "8 A.8.9-20",
    "6 A.5.19-23 A.8.21-34",
];

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub statements: usize,
    pub nonconformities: usize,
    /// Entries of the register that follow a statement up.
    pub followed: usize,
}

/// A scope with the text of its frozen checklist.
struct Scope {
    topics: Vec<Topic>,
    text: String,
}

/// Writes it into a workspace that holds nothing yet.
pub(super) fn write(workspace: &Workspace, size: Size, watch: &mut Watch<'_>) -> Result<Written> {
    let scopes = scopes()?;
    let topics: Vec<Vec<Topic>> = scopes.iter().map(|scope| scope.topics.clone()).collect();
    let story = tell(size, &topics);
    let authors: Vec<Author> = WRITERS.iter().map(author).collect();
    let begun = story.events.first().map_or_else(|| story.audits.first().map(first_minute), |event| Some(event.0));
    let begun = moment(begun.unwrap_or_default() - TimeDelta::days(1));
    let mut register = Bulk::begin(&workspace.place("register")?, &authors, size.seed, begun)?;
    let mut scribe = Scribe { workspace, scopes: &scopes, story: &story, seed: size.seed };
    let mut known: Vec<Known> = story.statements.iter().map(|_| Known::default()).collect();
    let mut followed = 0;
    let of = count(story.events.len());
    for (nth, (at, writer, what)) in story.events.iter().enumerate() {
        watch(count(nth), of, &at.format("%B %Y").to_string());
        let at = moment(*at);
        match what {
            What::Issue(nth) => {
                let held = &story.audits[*nth];
                let (found, heads) = scribe.audit(held)?;
                let statement = |(told, finding): (&usize, &ObjectId)| {
                    let mut fields = story.statements[*told].fields.clone();
                    fields.insert("finding".to_owned(), finding.as_str().into());
                    fields.insert("heads".to_owned(), Value::List(heads.clone()));
                    made(&story.statements[*told], fields)
                };
                let make = held.found.iter().zip(&found).map(statement).collect();
                let entry = register.append(*writer, Act::Record { make, set: Vec::new() }, at)?;
                for (nth, told) in held.found.iter().enumerate() {
                    known[*told].id = Some(ObjectId::made(&entry, nth));
                }
            }
            What::Enter(told) => {
                let statement = &story.statements[*told];
                let make = vec![made(statement, statement.fields.clone())];
                let entry = register.append(*writer, Act::Record { make, set: Vec::new() }, at)?;
                known[*told].id = Some(ObjectId::made(&entry, 0));
            }
            What::Follow(told, deed) => {
                followed += 1;
                let act = followed_up(&story.statements[*told], &known[*told], deed);
                let entry = register.append(*writer, act, at)?;
                if matches!(deed, Deed::Plan(_)) {
                    known[*told].actions.push(ObjectId::made(&entry, 0));
                }
            }
        }
    }
    for held in story.audits.iter().filter(|held| held.found.is_empty()) {
        scribe.audit(held)?;
    }
    register.finish()?;
    let register = workspace.register(authors[0].clone())?;
    findings::write_first(workspace, &register)?;
    let grade = |told: &&Told| told.fields.get("grade").is_some_and(|g| workspace.programme.is_nonconformity(g.text()));
    let nonconformities = story.statements.iter().filter(grade).count();
    Ok(Written { statements: story.statements.len(), nonconformities, followed })
}

fn author((initials, name): &(&str, &str)) -> Author {
    let own = |text: &str| text.to_owned();
    Author { initials: own(initials), name: own(name), os_user: "demo".to_owned(), host: "demo".to_owned() }
}

/// The clock of the organisation, which keeps no summer time.
fn moment(at: NaiveDateTime) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(3600).unwrap_or_else(|| unreachable!("an hour is an offset"));
    at.and_local_timezone(zone).single().unwrap_or_default()
}

fn first_minute(held: &Held) -> NaiveDateTime {
    held.days.0.and_time(NaiveTime::MIN)
}

fn scopes() -> Result<Vec<Scope>> {
    let library = Library::shipped();
    let scope = |items: &&str| {
        let scope = Tailoring { items: Some((*items).to_owned()), ..Tailoring::default() };
        let (list, _) = assemble(&library, LIST, &scope, None)?;
        Ok(Scope { topics: topics(&list), text: library::frozen_text(&list, Path::new(LIST))? })
    };
    SCOPES.iter().map(scope).collect()
}

fn topics(list: &Checklist) -> Vec<Topic> {
    let topic = |item| Topic { control: list.is_control(item), id: item.id.clone(), title: item.title.clone() };
    list.items.iter().map(topic).collect()
}

/// What of a statement is known once it is written.
#[derive(Debug, Clone, Default)]
struct Known {
    id: Option<ObjectId>,
    actions: Vec<ObjectId>,
}

fn made(told: &Told, fields: Fields) -> Made {
    Made { object: Kind::Statement, label: told.reference.clone(), fields }
}

fn followed_up(told: &Told, known: &Known, deed: &Deed) -> Act {
    let none = || ObjectId::from_text("");
    let of = known.id.clone().unwrap_or_else(none);
    let action = |nth: usize| known.actions.get(nth).cloned().unwrap_or_else(none);
    let belonging = |fields: &Fields| {
        let mut fields = fields.clone();
        fields.insert("of".to_owned(), of.as_str().into());
        fields
    };
    match deed {
        Deed::Step(fields) => Act::make(Kind::Step, "", belonging(fields)),
        Deed::Plan(fields) => {
            let label = format!("{}-A{}", told.reference, known.actions.len() + 1);
            Act::make(Kind::Action, label, belonging(fields))
        }
        Deed::Done(nth, day, evidence) => {
            let change = Change::on(action(*nth)).set("done", day.to_string()).set("evidence", evidence.as_str());
            Act::change(change)
        }
        Deed::Extend(nth, to, member) => {
            Act::change(Change::on(action(*nth)).set("due", to.to_string()).add("extensions", member.as_str()))
        }
        Deed::Withdraw(reason) => Act::change(Change::on(of).set("withdrawn", *reason)),
    }
}

/// Writes the audits.
struct Scribe<'w> {
    workspace: &'w Workspace,
    scopes: &'w [Scope],
    story: &'w Story,
    seed: u64,
}

impl Scribe<'_> {
    /// Writes one audit: plan, meetings, an interview, what conforms, and its findings with the lines they rest on. The
    /// answer is the findings' identities, and how far its journal went.
    fn audit(&mut self, held: &Held) -> Result<(Vec<ObjectId>, Vec<String>)> {
        let scope = &self.scopes[held.scope];
        let place = self.workspace.place(&format!("audits/{}", held.id))?;
        files::make_folder(&place.folder, place.access)?;
        let path = files::inside(&self.workspace.root, Path::new("audits").join(&held.id).join("checklist.toml"))?;
        let mut file = files::begin_plain(&path, place.access)?;
        let fault = |why| Fault::new("cannot write", &path, why);
        file.write_all(scope.text.as_bytes()).and_then(|()| file.flush()).map_err(fault)?;
        let lead = author(&WRITERS[held.lead]);
        let clock = held.days.0.and_time(NaiveTime::MIN) + TimeDelta::hours(9);
        let planned = moment(clock - TimeDelta::days(14));
        let mut entries = Entries {
            bulk: Bulk::begin(&place, std::slice::from_ref(&lead), self.seed, planned)?,
            clock: clock - TimeDelta::days(14) + TimeDelta::minutes(5),
        };
        entries.push(Act::change(plan(held, scope, &lead)))?;
        entries.clock = clock;
        entries.push(meeting("opening", clock))?;
        let found: Vec<&Told> = held.found.iter().map(|at| &self.story.statements[*at]).collect();
        for told in &found {
            let cited = told.fields.get("criteria").map_or(&[] as &[String], Value::list);
            for (mark, field) in [("=", "evidence"), ("", "nature")] {
                let mut line = Fields::from([("items".to_owned(), Value::List(cited.to_vec()))]);
                line.insert("text".to_owned(), told.fields.get(field).cloned().unwrap_or_else(|| "".into()));
                line.insert("mark".to_owned(), mark.into());
                entries.push(Act::make(Kind::Line, "", line))?;
            }
        }
        let cited: Vec<&str> =
            found.iter().filter_map(|told| told.fields.get("criteria")?.list().first()).map(String::as_str).collect();
        let calm = scope.topics.iter().filter(|topic| !cited.contains(&topic.id.as_str()));
        for topic in calm.take(24) {
            entries.push(Act::change(
                Change::on(ObjectId::item(&topic.id)).set("verdict", "conforms").set("reason", ""),
            ))?;
        }
        let mut ids = Vec::new();
        for (nth, told) in found.iter().enumerate() {
            let noted =
                |name: &str| issue::FROZEN.contains(&name) && !["ref", "audit", "source", "source_ref"].contains(&name);
            let fields =
                told.fields.iter().filter(|(name, _)| noted(name)).map(|(name, value)| (name.clone(), value.clone()));
            let label = format!("{}-{}", lead.initials, nth + 1);
            let entry = entries.push(Act::make(Kind::Finding, label, fields.collect()))?;
            ids.push(entry);
        }
        if !ids.is_empty() {
            let named =
                ids.iter().zip(&found).map(|(id, told)| Change::on(id.clone()).set("ref", told.reference.as_str()));
            entries.push(Act::Record { make: Vec::new(), set: named.collect() })?;
            let last = held.days.1.and_time(NaiveTime::MIN) + TimeDelta::hours(15);
            entries.clock = last.max(entries.clock);
            entries.push(meeting("closing", last))?;
        }
        let heads = entries.bulk.heads().iter().map(|(name, seen)| format!("{name} {} {}", seen.0, seen.1)).collect();
        entries.bulk.finish()?;
        Ok((ids, heads))
    }
}

/// The entries of one audit, a minute apart.
struct Entries {
    bulk: Bulk,
    clock: NaiveDateTime,
}

impl Entries {
    fn push(&mut self, act: Act) -> Result<ObjectId> {
        let entry = self.bulk.append(0, act, moment(self.clock))?;
        self.clock += TimeDelta::minutes(1);
        Ok(ObjectId::made(&entry, 0))
    }
}

fn plan(held: &Held, scope: &Scope, lead: &Author) -> Change {
    let list = |lines: &[String]| Value::List(lines.to_vec());
    Change::on(ObjectId::plan())
        .set("title", format!("Internal ISMS audit {} (invented)", held.id))
        .set("scope", list(&[SCOPES[held.scope].to_owned()]))
        .set("criteria", list(&["ISO27001 | ISO/IEC 27001 | 2022".to_owned()]))
        .set("from", held.days.0.to_string())
        .set("to", held.days.1.to_string())
        .set("team", list(&[format!("{} | {} |", lead.initials, lead.name)]))
        .set("issuer", lead.initials.as_str())
        .set("offset", "+01:00")
        .set("checklists", list(&[LIST.to_owned()]))
        .set("checklist_sha256", sha256_hex(scope.text.as_bytes()))
}

fn meeting(which: &str, at: NaiveDateTime) -> Act {
    let fields = [("which", which.to_owned()), ("held", at.format("%Y-%m-%d %H:%M").to_string())];
    let label = if which == "opening" { "MT-01" } else { "MT-02" };
    Act::make(Kind::Meeting, label, fields.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect())
}
