//! Plays the scripts of the worked sample into a workspace, through the functions that record what a person does.
//!
//! Must not know: what the sample says. The clock of each entry is the script's.

use super::script::{self, Deed, Form};
use crate::cli::new::assemble;
use crate::domain::audit::{Audit, checked_value, when};
use crate::domain::capture::{Captured, Desk, understand};
use crate::domain::dates;
use crate::domain::entry::{Act, Change, Fields, Value};
use crate::domain::fields::{Kind, Shape, spec};
use crate::domain::fold::{self, Object, State};
use crate::domain::followup::case::Book;
use crate::domain::followup::record as follow;
use crate::domain::ident::ObjectId;
use crate::domain::issue::{self, Issue};
use crate::domain::tailor::Tailoring;
use crate::error::{Error, Result};
use crate::store::audits::{self, NewAudit, OpenAudit};
use crate::store::findings;
use crate::store::library::Library;
use crate::store::workspace::Workspace;
use crate::store::writer::Author;
use chrono::{DateTime, Duration, FixedOffset, NaiveDateTime};

/// What the plan is made of, besides its form.
#[derive(Debug)]
pub(super) struct Planned {
    /// The audit's id.
    pub id: &'static str,
    /// Checklists, parted by commas.
    pub checklists: &'static str,
    /// Items in scope.
    pub items: &'static str,
    /// When it was planned.
    pub at: NaiveDateTime,
    /// Whoever records: initials and name; the first one plans and issues.
    pub writers: &'static [(&'static str, &'static str)],
}

/// A play under way: one open audit a writer, and the clock.
pub(super) struct Play<'w> {
    workspace: &'w Workspace,
    zone: FixedOffset,
    desks: Vec<(OpenAudit, Option<String>)>,
    now: usize,
    clock: NaiveDateTime,
}

type Told<T> = std::result::Result<T, String>;

impl<'w> Play<'w> {
    /// Plans the audit. `form` is a script of one `/make plan`.
    pub(super) fn begin(workspace: &'w Workspace, planned: &Planned, form: &str) -> Result<Self> {
        let bad = |why: String| Error::Failed(format!("the demo's plan: {why}"));
        let steps = script::read(form).map_err(bad)?;
        let Some(Deed::Make(Kind::Plan, form)) = steps.first().map(|step| &step.deed) else {
            return Err(bad("it does not begin with /make plan".to_owned()));
        };
        let filled = fields(None, Kind::Plan, form).map_err(bad)?;
        let zone = filled.get("offset").map(Value::text).and_then(dates::parse_offset);
        let zone = zone.ok_or_else(|| bad("it has no time zone".to_owned()))?;
        let scope = Tailoring { items: Some(planned.items.to_owned()), ..Tailoring::default() };
        let (checklist, from) = assemble(&Library::shipped(), planned.checklists, &scope, None)?;
        let mut authors = planned.writers.iter().map(author);
        let first = authors.next().unwrap_or_default();
        let new = NewAudit { id: planned.id.to_owned(), checklist, from, plan: filled };
        let mut play = Self { workspace, zone, desks: Vec::new(), now: 0, clock: planned.at };
        play.desks.push((audits::plan(workspace, first, new, play.at())?, None));
        for author in authors {
            play.desks.push((OpenAudit::open(workspace, planned.id, author)?, None));
        }
        Ok(play)
    }

    /// Plays one script; `name` is what an error calls it.
    pub(super) fn perform(&mut self, name: &str, text: &str) -> Result<()> {
        for step in script::read(text).map_err(|why| Error::Failed(format!("the demo's {name}: {why}")))? {
            let told = |why: String| Error::Failed(format!("the demo's {name}, line {}: {why}", step.number));
            if let Deed::Day(day, who) = step.deed {
                self.turn_to(day.and_time(step.time.unwrap_or_default()), who).map_err(told)?;
                continue;
            }
            if let Some(time) = step.time {
                let stated = self.clock.date().and_time(time);
                if stated < self.clock - Duration::seconds(59) {
                    return Err(told(format!("{time} is before {}", self.clock)));
                }
                self.clock = stated.max(self.clock);
            }
            match step.deed {
                Deed::Day(..) => {}
                Deed::Capture(line) => self.capture(line, step.time.is_some()).map_err(told)?,
                Deed::Make(kind, form) => {
                    let act = self.made(kind, &form).map_err(told)?;
                    self.record(act).map_err(told)?;
                }
                Deed::Set(label, form) => {
                    let act = changed(&self.view(), label, &form).map_err(told)?;
                    self.record(act).map_err(told)?;
                }
                Deed::Settle(words, how) => {
                    let act = settled(&self.view(), words, how).map_err(told)?;
                    self.record(act).map_err(told)?;
                }
                Deed::Present(order) => {
                    let act = issue::present(&self.view(), &order, &State::default()).map_err(told)?;
                    self.record(act).map_err(told)?;
                }
                Deed::Issue => self.issue().map_err(told)?,
                Deed::Follow(reference, what, form) => self.follow(reference, what, &form).map_err(told)?,
            }
        }
        Ok(())
    }

    /// Brings the findings files up to date with all that was played.
    pub(super) fn file(&mut self) -> Result<()> {
        let author = self.desks[self.now].0.area.author().clone();
        let mut register = self.workspace.register(author)?;
        findings::write(self.workspace, &mut register, None, false)?;
        Ok(())
    }

    /// One step of the follow-up, as the commands record it.
    fn follow(&mut self, reference: &str, what: &str, form: &Form<'_>) -> Told<()> {
        let author = self.desks[self.now].0.area.author().clone();
        let mut register = self.workspace.register(author.clone()).map_err(|why| why.to_string())?;
        let book = Book::new(register.state(), &self.workspace.programme);
        let case = book.find(reference).map(|statement| book.case(statement));
        let case = case.ok_or_else(|| format!("`{reference}` is not issued"))?;
        let desk = follow::Desk { today: self.clock.date(), name: &author.name };
        let text = |name: &str| form.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
        let said = match what.split_once(' ').unwrap_or((what, "")) {
            ("action", _) => follow::plan(register.state(), &case, form, desk),
            ("done", number) => follow::done(&case, number, form, desk),
            ("extend", number) => follow::extend(&case, Some(number), text("to"), (text("by"), text("reason")), desk),
            (step, _) => follow::take(&book, &case, step, form, desk),
        }?;
        if !said.remarks.is_empty() {
            return Err(said.remarks.join("; "));
        }
        register.record(said.act, self.at()).map_err(|why| why.to_string())?;
        self.clock += Duration::seconds(1);
        Ok(())
    }

    fn turn_to(&mut self, clock: NaiveDateTime, who: &str) -> Told<()> {
        let known = self.desks.iter().position(|(audit, _)| audit.area.author().initials == who);
        self.now = known.ok_or_else(|| format!("there is no writer {who}"))?;
        self.desks[self.now].0.refresh().map_err(|why| why.to_string())?;
        if clock < self.clock {
            return Err(format!("{clock} is before {}", self.clock));
        }
        self.clock = clock;
        Ok(())
    }

    fn view(&self) -> Audit<'_> {
        self.desks[self.now].0.view()
    }

    /// The clock as the entry bears it.
    fn at(&self) -> DateTime<FixedOffset> {
        self.clock.and_local_timezone(self.zone).single().unwrap_or_default()
    }

    /// Records, and lets a second pass, so that the order of the entries is the order of their clocks.
    fn record(&mut self, act: Act) -> Told<()> {
        let at = self.at();
        self.desks[self.now].0.record(act, at).map_err(|why| why.to_string())?;
        self.clock += Duration::seconds(1);
        Ok(())
    }

    fn capture(&mut self, line: &str, timed: bool) -> Told<()> {
        let before = self.clock;
        if !timed {
            self.clock += Duration::minutes(1);
        }
        let (audit, item) = &self.desks[self.now];
        let view = audit.view();
        let desk = Desk {
            item: item.clone(),
            interview: view
                .open_interview(&self.desks[self.now].0.area.author().initials)
                .map(|interview| interview.id.clone()),
            now: self.clock,
            initials: audit.area.author().initials.clone(),
            letter: audit.area.own_letter(),
        };
        // A command bears the clock, which the time before it has moved already.
        let line = line.get(6..).filter(|rest| timed && rest.starts_with(':')).unwrap_or(line);
        match understand(&view, &desk, line) {
            Captured::Nothing => Err("nothing to record".to_owned()),
            Captured::Refused { why, .. } => Err(why),
            Captured::Go(to) => {
                self.clock = before;
                self.desks[self.now].1 = Some(to);
                Ok(())
            }
            Captured::Record { remarks, .. } if !remarks.is_empty() => Err(remarks.join("; ")),
            Captured::Record { act, go, .. } => {
                self.record(act)?;
                if go.is_some() {
                    self.desks[self.now].1 = go;
                }
                Ok(())
            }
        }
    }

    fn made(&self, kind: Kind, form: &Form<'_>) -> Told<Act> {
        let view = self.view();
        let mut fields = fields(Some(&view), kind, form)?;
        let table = spec(kind);
        if let Some(open) = view
            .open_interview(&self.desks[self.now].0.area.author().initials)
            .filter(|_| table.field("interview").is_some())
        {
            fields.insert("interview".to_owned(), open.id.as_str().into());
        }
        let area = &self.desks[self.now].0.area;
        let label = view.state.label_for(kind, &area.author().initials, &area.own_letter());
        Ok(Act::make(kind, label, fields))
    }

    fn issue(&mut self) -> Told<()> {
        let audit = &self.desks[self.now].0;
        let author = audit.area.author().clone();
        let mut register = self.workspace.register(author.clone()).map_err(|why| why.to_string())?;
        let with = Issue {
            now: self.clock,
            initials: &author.initials,
            heads: audit.heads(),
            override_reason: "",
            register: register.state(),
        };
        let act = issue::issue(&audit.view(), &with).map_err(|missing| missing.join("; "))?;
        register.record(act, self.at()).map_err(|why| why.to_string())?;
        findings::write(self.workspace, &mut register, None, false).map_err(|why| why.to_string())?;
        Ok(())
    }
}

/// The sample brings its own account and machine: nothing of the person who looks at it gets into it.
fn author((initials, name): &(&str, &str)) -> Author {
    let own = |text: &str| text.to_owned();
    Author { initials: own(initials), name: own(name), os_user: own("demo"), host: own("demo") }
}

/// A form's texts as stored values. Labels in fields that refer to objects become identities.
fn fields(audit: Option<&Audit<'_>>, kind: Kind, form: &Form<'_>) -> Told<Fields> {
    let mut fields = Fields::new();
    for (name, text) in form {
        let mut value = checked_value(kind, name, text)?;
        let shape = spec(kind).field(name).map_or(Shape::Line, |field| field.shape);
        if let (Shape::Ref(kind) | Shape::Refs(kind), Some(audit)) = (shape, audit) {
            let mut ids = Vec::new();
            for label in value.list().iter().flat_map(|line| line.split(", ")) {
                ids.extend(referred(audit, kind, label)?);
            }
            value = if shape.is_list() { Value::List(ids) } else { Value::Text(ids.concat()) };
        }
        fields.insert((*name).to_owned(), value);
    }
    Ok(fields)
}

/// `EV-014`, or for lines, which have no label, the interview and the minute: `INT-07 09:05`.
fn referred(audit: &Audit<'_>, kind: Kind, label: &str) -> Told<Vec<String>> {
    let nothing = || format!("`{label}` is nothing here");
    if kind != Kind::Line {
        let found = audit.find(label).filter(|object| object.kind == kind).ok_or_else(nothing)?;
        return Ok(vec![found.id.as_str().to_owned()]);
    }
    let (interview, time) = label.split_once(' ').ok_or_else(nothing)?;
    let interview = audit.find(interview).ok_or_else(nothing)?;
    let own = |line: &&Object| {
        line.text("interview") == interview.id.as_str() && when(line).format("%H:%M").to_string() == time
    };
    let lines: Vec<String> = audit.of(Kind::Line).filter(own).map(|line| line.id.as_str().to_owned()).collect();
    if lines.is_empty() { Err(nothing()) } else { Ok(lines) }
}

fn changed(audit: &Audit<'_>, label: &str, form: &Form<'_>) -> Told<Act> {
    let plan = || audit.plan().filter(|_| label == "plan");
    let object = plan().or_else(|| audit.find(label)).ok_or_else(|| format!("`{label}` is nothing here"))?;
    let change = fold::difference(object, &fields(Some(audit), object.kind, form)?);
    if change.is_empty() { Err(format!("nothing of {label} would change")) } else { Ok(Act::change(change)) }
}

fn settled(audit: &Audit<'_>, words: &str, how: &str) -> Told<Act> {
    let found = audit.open_lines().find(|line| line.text("text").contains(words));
    let id: ObjectId = found.ok_or_else(|| format!("no open line holds `{words}`"))?.id.clone();
    Ok(Act::change(Change::on(id).set("done", how)))
}
