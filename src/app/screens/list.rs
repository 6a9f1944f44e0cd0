//! Every list of the program: one state, one way to move and filter; what its rows are, each kind says in a function.
//!
//! Must not know: how columns are drawn. Adding a list is one `On`, one arm in `rows::of` and one in `columns`.

use super::shown::Rows;
use super::{case, figures, form, page, register, rows, themes};
use crate::app::action::{Do, On};
use crate::app::effect::Effect;
use crate::app::keymap::Keymap;
use crate::app::model::Model;
use crate::app::role::{Role, Text, labelled, line, plain};
use crate::app::step::{Ask, Goto, Nav, Row, Step, Target, Which, moved, open};
use crate::domain::audit::Audit;
use crate::domain::audit::counted;
use crate::domain::entry::Act;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::followup::tell::Tell;
use crate::domain::ident::ObjectId;
use crate::domain::{dates, issue, sample, search};

/// A list's own state.
#[derive(Debug, Clone)]
pub struct List {
    /// Which list.
    pub on: On,
    /// The row's number among those shown.
    pub cursor: usize,
    /// Words that every shown row holds.
    pub filter: String,
    /// Objects marked.
    pub marked: Vec<ObjectId>,
    /// Whom it is about: the statement of a follow-up page.
    pub of: Option<ObjectId>,
    /// Which rows of the register, in which order.
    pub order: register::Order,
    /// The screen below the menu, and its actions that do not apply.
    pub below: Option<rows::Below>,
    /// Figures as they were counted when the list was opened.
    counted: Vec<Row>,
    /// The cursor was put where it is wanted first.
    begun: bool,
}

/// A column: its heading, and how many cells it wants (0 = what is left).
pub type Column = (&'static str, u16);

impl List {
    /// A list from its top.
    #[must_use]
    pub fn new(on: On) -> Self {
        let (filter, marked, counted) = (String::new(), Vec::new(), Vec::new());
        let order = register::Order::opening();
        Self { on, cursor: 0, filter, marked, of: None, order, below: None, counted, begun: false }
    }

    /// The menu of a screen.
    #[must_use]
    pub fn menu(below: On, without: &'static [&'static str]) -> Self {
        Self { below: Some((below, without)), ..Self::new(On::HelpPage) }
    }

    /// The follow-up page of a statement.
    #[must_use]
    pub fn of_case(statement: ObjectId) -> Self {
        Self { of: Some(statement), ..Self::new(On::CaseList) }
    }

    /// The register's rows behind a figure.
    #[must_use]
    pub fn behind(words: String, rows: Vec<String>) -> Self {
        Self { order: register::Order::behind(words, rows), ..Self::new(On::RegisterList) }
    }

    /// Puts the cursor where it is wanted first, and counts what is counted once: as soon as the register is there.
    pub fn begin(&mut self, model: &Model<'_>) {
        match self.on {
            _ if self.begun => {}
            On::CaseList => {
                if let Some(first) = case::first(model, self.of.as_ref()) {
                    (self.cursor, self.begun) = (first, true);
                }
            }
            On::FigureList if model.home.whole => (self.counted, self.begun) = (figures::rows(model), true),
            On::ThemeList => {
                if let Some(worn) = themes::first(model) {
                    (self.cursor, self.begun) = (worn, true);
                }
            }
            _ => {}
        }
    }

    /// Its heading.
    #[must_use]
    pub fn title(&self, model: &Model<'_>) -> String {
        let words = match self.on {
            On::HomeList => "Audits",
            On::NotebookList => "Notebook",
            On::FindingList => "Findings",
            On::Evidences => "Evidence register",
            On::SampleList => "Samples",
            On::TalkList => "Interviews and meetings",
            On::ReviewList => "Review: what is missing",
            On::RegisterList => {
                return format!("Register: {}", self.order.view_words());
            }
            On::FigureList => "Figures for the management review (9.3.2 d)",
            On::CaseList => return case::title(model, self.of.as_ref()),
            On::ThemeList => return themes::title(model),
            _ => return self.below.map_or_else(|| "Menu".to_owned(), |(on, _)| format!("Menu: {}", on.name())),
        };
        words.to_owned()
    }

    /// What the filter asks for: its own words only where they lead somewhere.
    #[must_use]
    pub const fn filter_words(&self) -> &'static str {
        match self.on {
            On::NotebookList => "filter (kind: item: int: role: by:)",
            On::RegisterList => "filter (grade: stage: source: owner:)",
            On::Evidences | On::SampleList | On::FindingList | On::TalkList => "filter (item:)",
            _ => "filter",
        }
    }

    /// Its columns.
    #[must_use]
    pub const fn columns(&self) -> &'static [Column] {
        match self.on {
            On::HomeList => &[("audit", 14), ("title", 0), ("dates", 15), ("looked at", 13), ("findings", 14)],
            On::NotebookList => &[("", 1), ("time", 12), ("", 3), ("item", 8), ("what", 0), ("label", 8)],
            On::FindingList => &[("ref", 8), ("grade", 11), ("criterion", 12), ("title", 0), ("stage", 14)],
            On::Evidences => &[("id", 8), ("title", 0), ("date", 16), ("seen", 12), ("held", 18)],
            On::SampleList => &[("id", 6), ("sample", 0), ("of", 8), ("exceptions", 10), ("items", 16)],
            On::TalkList => &[("id", 8), ("when", 20), ("place", 16), ("roles", 0)],
            On::ReviewList => &[("", 4), ("about", 15), ("what is missing", 0)],
            On::RegisterList => &[
                ("ref", 14),
                ("grade", 5),
                ("requirement", 12),
                ("waiting on", 0),
                ("next step", register::NEXT_STEP),
                ("due", 9),
                ("late", 5),
            ],
            On::FigureList => &[("figure", 0), ("value", 16), ("key", 22)],
            On::ThemeList => &[("theme", 20), ("background", 10), ("from", 0)],
            On::CaseList => &[("", 1), ("", 31), ("", 12), ("", 0)],
            _ => &[("key", 12), ("does", 28), ("screen", 10), ("workpaper ...", 0)],
        }
    }

    /// The rows that pass the filter.
    #[must_use]
    pub fn rows<'a>(&'a self, model: &Model<'a>, keymap: &'a Keymap, veiled: bool) -> Rows<'a> {
        let words: Vec<String> = self.filter.split_whitespace().map(search::plain).collect();
        let rows = match self.on {
            On::RegisterList | On::CaseList | On::FigureList if veiled => Rows::none(),
            // It has a search of its own, for it is the one with thousands of rows.
            On::RegisterList => return register::rows(model, &self.order, &words),
            On::FigureList => Rows::of(self.counted.iter().collect(), |row| (*row).clone()),
            On::CaseList => case::rows(model, self.of.as_ref()).into(),
            on => rows::of(on, model, keymap, veiled, self.below),
        };
        rows.holding(&words)
    }

    /// What an action does here.
    pub fn act(&mut self, model: &Model<'_>, keymap: &Keymap, does: Do, veiled: bool, page: usize) -> Step {
        let rows = self.rows(model, keymap, veiled);
        let (count, cursor) = (rows.len(), self.cursor.min(rows.len().saturating_sub(1)));
        if let Some(to) = moved(cursor, count, page, does) {
            drop(rows);
            self.cursor = to;
            return if self.on == On::ThemeList { themes::show(model, to) } else { Step::none() };
        }
        let row = rows.get(cursor);
        drop(rows);
        self.cursor = cursor;
        let target = row.as_ref().map_or(Target::Nothing, |row| row.target.clone());
        match does {
            Do::View(key) => {
                self.order.choose(key);
                self.cursor = 0;
                Step::none()
            }
            Do::Sort | Do::Reverse => {
                if does == Do::Sort {
                    self.order.next();
                } else {
                    self.order.reverse();
                }
                Step::say(self.order.words())
            }
            Do::Zoom => match &self.of {
                Some(id) => Step::push(Goto::Page(Which::Statement(id.clone()))),
                None => Step::none(),
            },
            Do::Open if self.on == On::ThemeList => themes::take(model, self.cursor),
            Do::Back if self.on == On::ThemeList => themes::leave(),
            Do::Themes => Step::push(Goto::List(On::ThemeList)),
            Do::Open if self.on == On::CaseList => case::act(model, self.of.as_ref(), does, &target),
            Do::Part(_) | Do::Extend | Do::CloseCase => case::act(model, self.of.as_ref(), does, &target),
            Do::Preview if veiled => Step::refuse(hidden(keymap)),
            Do::Preview => Step::push(Goto::Page(Which::Report)),
            Do::Metrics => Step::push(Goto::List(On::FigureList)),
            Do::Open if let Target::Figure(key) = &target => figures::behind(model, key),
            Do::Open if self.on == On::HelpPage && target == Target::Nothing => {
                Step::refuse("this belongs to another screen, or to a text being typed: here it is only named")
            }
            Do::Open => open(model, &target),
            Do::Back if !self.filter.is_empty() => {
                self.filter.clear();
                Step::none()
            }
            Do::Back if self.on == On::HomeList => Step::effect(Effect::Quit),
            Do::Back | Do::Help => Step::go(Nav::Back),
            Do::Find => Step::go(Nav::Filter),
            Do::Register => Step::push(Goto::List(On::RegisterList)),
            Do::New => self.new_one(model),
            Do::Plan => match target {
                Target::Object(id) => Step::push(Goto::form(Kind::Sample, id)),
                _ => Step::none(),
            },
            Do::Meeting => Step::push(form::new_meeting(model)),
            Do::CloseInterview => page::close_interview(model, keymap),
            Do::Present => present(model),
            Do::Withdraw => withdraw(model, self.of.as_ref(), &target),
            Do::Issue => issue_step(model),
            Do::MarkLine => self.mark(&target, count),
            Do::MakeFinding | Do::MakeEvidence => self.make(model, keymap, &target, does),
            Do::Settle => settle(model, &target),
            Do::Link => match self.chosen(&target) {
                lines if lines.is_empty() => Step::refuse("there is no line to link"),
                lines => Step::go(Nav::Ask(Ask::Link(lines), String::new())),
            },
            Do::Clip => match row {
                Some(row) => Step::effect(Effect::Copy(
                    row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("  ").trim().to_owned(),
                )),
                None => Step::none(),
            },
            _ => Step::none(),
        }
    }

    fn new_one(&self, model: &Model<'_>) -> Step {
        match self.on {
            On::HomeList => Step::go(Nav::Ask(Ask::PlanAudit, String::new())),
            On::SampleList => Step::push(form::new_sample(model, None)),
            On::RegisterList => Step::push(Goto::Tell(Tell::Add, None)),
            On::Evidences => {
                let mut base = crate::domain::entry::Fields::new();
                base.insert("seen".into(), dates::moment_text(model.now).into());
                base.insert("seen_by".into(), model.who.initials.clone().into());
                Step::push(Goto::new(Kind::Evidence, base))
            }
            _ => Step::none(),
        }
    }

    /// Marks or unmarks a row and goes on to the next.
    fn mark(&mut self, target: &Target, count: usize) -> Step {
        if let Target::Object(id) = target {
            match self.marked.iter().position(|marked| marked == id) {
                Some(at) => drop(self.marked.remove(at)),
                None => self.marked.push(id.clone()),
            }
            self.cursor = (self.cursor + 1).min(count.saturating_sub(1));
        }
        Step::none()
    }

    /// The marked objects, else the one under the cursor.
    fn chosen(&self, target: &Target) -> Vec<ObjectId> {
        match target {
            Target::Object(id) if self.marked.is_empty() => vec![id.clone()],
            _ => self.marked.clone(),
        }
    }

    /// Asks for the words of a finding or an evidence item made of the marked lines; the first line's are offered.
    fn make(&self, model: &Model<'_>, keymap: &Keymap, target: &Target, does: Do) -> Step {
        let lines = self.chosen(target);
        let first = lines.first().and_then(|id| model.audit?.state.get(id));
        let Some(first) = first else {
            return Step::refuse(format!("mark lines with {} first", keymap.key("mark")));
        };
        let words = if first.lacks("text") { finding::title(first) } else { first.text("text") }.to_owned();
        let ask = if does == Do::MakeFinding { Ask::MakeFinding(lines) } else { Ask::MakeEvidence(lines) };
        Step::go(Nav::Ask(ask, words))
    }
}

fn settle(model: &Model<'_>, target: &Target) -> Step {
    let object = match target {
        Target::Object(id) => model.audit.and_then(|audit| audit.state.get(id)),
        _ => None,
    };
    match object {
        Some(line) if matches!(line.text("mark"), "?" | "&") => {
            Step::go(Nav::Ask(Ask::Settle(line.id.clone()), String::new()))
        }
        _ => Step::refuse("only a question (?) or something asked for (&) is settled"),
    }
}

fn withdraw(model: &Model<'_>, of: Option<&ObjectId>, target: &Target) -> Step {
    let statement = match target {
        _ if of.is_some() => of.cloned(),
        Target::Statement(id) => Some(id.clone()),
        Target::Object(id) => model.issued_as(id),
        _ => None,
    };
    match statement {
        Some(id) => Step::go(Nav::Ask(Ask::Withdraw(id), String::new())),
        None => Step::refuse("only an issued finding is withdrawn; before that, `Not carried on` drops it"),
    }
}

fn present(model: &Model<'_>) -> Step {
    match model.audit.map(|audit| issue::present(&audit, &[], model.register)) {
        Some(Ok(_)) => Step::go(Nav::Ask(Ask::Present, String::new())),
        Some(Err(why)) => Step::refuse(why),
        None => Step::none(),
    }
}

fn issue_step(model: &Model<'_>) -> Step {
    let Some(audit) = model.audit else { return Step::none() };
    let missing = issue::gate(&audit, &model.who.initials);
    if missing.is_empty() {
        return Step::go(Nav::Ask(Ask::Issue, String::new()));
    }
    Step {
        notice: Some((true, format!("{} missing: {}", missing.len(), missing.join("; ")))),
        ..Step::go(Nav::Ask(Ask::Override, String::new()))
    }
}

/// What stands below a list about its row.
#[must_use]
pub fn preview(list: &List, model: &Model<'_>, keymap: &Keymap, row: Option<&Row>, veiled: bool) -> Vec<Text> {
    let Some(row) = row else {
        return vec![line(Role::Muted, empty_words(model, keymap, list, veiled))];
    };
    let object = match &row.target {
        Target::Object(id) => model.audit.and_then(|audit| audit.state.get(id)),
        _ => None,
    };
    match (list.on, object) {
        (On::HomeList, _) => home_preview(model, keymap, veiled),
        (On::FigureList, _) => figures::preview(row, keymap),
        (On::ThemeList, _) => themes::preview(model, list.cursor),
        (On::CaseList, _) => case::preview(model, list.of.as_ref(), &row.target),
        (On::RegisterList, _) => match &row.target {
            Target::Statement(id) => register::preview(model, id),
            _ => Vec::new(),
        },
        (On::FindingList, Some(found)) => ["requirement", "evidence", "nature", "auditee_view"]
            .iter()
            .map(|field| labelled(&field.replace('_', " "), 13, Role::Plain, found.text(field).replace('\n', " / ")))
            .collect(),
        (On::SampleList, Some(_)) if veiled => vec![line(Role::Muted, hidden(keymap))],
        (On::SampleList, Some(found)) => vec![plain(sample::sentence(found))],
        (On::NotebookList, Some(found)) => {
            let audit = model.audit;
            let who = audit.map(|audit| finding::speakers(&audit, found)).unwrap_or_default();
            let interview = audit.and_then(|a| a.state.get(&ObjectId::from_text(found.text("interview"))));
            let addendum = model.first_issue().is_some_and(|issue| issue.is_addendum(found));
            let place = interview.map_or_else(String::new, |i| format!("{}, {}", i.label, i.text("place")));
            vec![
                plain(if found.lacks("text") { finding::title(found) } else { found.text("text") }),
                line(Role::Muted, [who, place, crate::domain::audit::items_of(found).join(" ")].join("  ")),
                line(
                    Role::Muted,
                    format!(
                        "{} {}{}",
                        found.made.by,
                        found.made.entry,
                        if addendum { "  addendum: recorded after the issue" } else { "" }
                    ),
                ),
            ]
        }
        (On::HelpPage | On::ReviewList, _) => {
            vec![plain(row.cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("  "))]
        }
        _ => vec![plain(row.cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("  "))],
    }
}

/// What stands in the place of that which nobody but the auditor should read, where no keys are at hand.
pub const VEILED: &str = "Hidden by the veil: v lifts it.";

/// The same, with the key that lifts the veil in the keys in force.
fn hidden(keymap: &Keymap) -> String {
    format!("Hidden by the veil: {} lifts it.", keymap.key("veil"))
}

fn empty_words(model: &Model<'_>, keymap: &Keymap, list: &List, veiled: bool) -> String {
    match (list.filter.is_empty(), list.on) {
        (false, _) => format!("Nothing matches the filter; {} clears it.", keymap.key("back")),
        (_, On::RegisterList) if veiled => {
            format!("Hidden by the veil: {} in the audit lifts it.", keymap.key("veil"))
        }
        (_, on) if veiled && on != On::HomeList => hidden(keymap),
        (_, On::HomeList) => format!("No audit yet: {} plans one.", keymap.key("plan-audit")),
        (_, On::ReviewList) => "Nothing is missing.".to_owned(),
        (_, On::RegisterList) => register::empty_words(model, keymap, &list.order),
        _ => "Nothing here yet.".to_owned(),
    }
}

/// What stands above a list, if anything does.
#[must_use]
pub fn above(list: &List, model: &Model<'_>, veiled: bool) -> Vec<Text> {
    match list.on {
        On::RegisterList if !veiled => register::above(model, &list.order),
        On::CaseList if !veiled => case::above(model, list.of.as_ref()),
        _ => Vec::new(),
    }
}

fn home_preview(model: &Model<'_>, keymap: &Keymap, veiled: bool) -> Vec<Text> {
    let counters = model.home.brief.counters(model.today);
    let words = if veiled {
        "hidden by the veil".to_owned()
    } else {
        format!(
            "open {}   overdue {}   to check {}   due in 30 days {}",
            counters.open, counters.overdue, counters.to_check, counters.due_soon
        )
    };
    let mut text = vec![labelled("Register", 10, Role::Plain, words)];
    text.push(labelled("Folder", 10, Role::Muted, &model.home.root));
    let conflicts = model.home.audits.iter().filter(|audit| audit.conflicts > 0);
    let key = keymap.key("review");
    text.extend(conflicts.map(|audit| {
        let count = counted(audit.conflicts, "conflict", "conflicts");
        line(Role::Wrong, format!("{}: {count} to settle ({key} in the audit lists them)", audit.id))
    }));
    text.extend(model.home.notices.iter().map(|notice| line(Role::Wrong, notice)));
    text
}

/// The change that links and unlinks lines, from what was typed: `#A.6.5 +EV-003 -A.8.13`.
///
/// # Errors
/// Names the first word that leads nowhere.
pub fn link_act(audit: &Audit<'_>, lines: &[ObjectId], words: &str) -> Result<Act, String> {
    let mut set = Vec::new();
    for id in lines {
        let mut change = crate::domain::entry::Change::on(id.clone());
        for word in words.split_whitespace() {
            let away = word.starts_with('-');
            let name = word.trim_start_matches(['-', '+', '#']);
            let evidence = audit.state.labelled(name).filter(|object| object.kind == Kind::Evidence);
            let cited = crate::domain::criterion::cite(audit.checklist, &audit.codes(), name);
            let (field, member) = match (evidence, cited) {
                (Some(evidence), _) => ("evidence_items", evidence.id.as_str().to_owned()),
                (None, Some(cited)) => match cited.item {
                    Some(item) if item == cited.text => ("items", item),
                    _ => ("criteria", cited.text),
                },
                (None, None) => return Err(format!("`{word}` is no item, criterion or evidence of this audit")),
            };
            change = if away { change.remove(field, member) } else { change.add(field, member) };
        }
        set.push(change);
    }
    Ok(Act::Record { make: Vec::new(), set })
}
