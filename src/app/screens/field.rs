//! Fieldwork: the tree of items, the item's questions, and what was noted about it.
//!
//! Must not know: the write line (`app::write`), or the other screens.

use super::{books, form, page};
use crate::app::action::{Do, On};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::role::{Role, Span, Text, labelled, line, plain, span, spans};
use crate::app::step::{Goto, Nav, Step, moved};
use crate::domain::audit::{Audit, Verdict};
use crate::domain::capture::verdict_act;
use crate::domain::checklist::Item;
use crate::domain::fields::Kind;
use crate::report::checklist_text;
use std::collections::BTreeSet;

/// The screen's own state.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// The row of the tree: an item's or a section's id.
    pub current: String,
    /// Sections folded away.
    pub folded: BTreeSet<String>,
    /// Lines the item pane is scrolled by.
    pub scroll: usize,
    /// The item pane takes the whole width.
    pub zoom: bool,
}

/// A row of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeRow {
    /// The item's or section's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// A section, and whether it is folded.
    pub section: Option<bool>,
    /// To be covered with the people of the interview that is going on.
    pub on_track: bool,
    /// What stands at the right: a letter, or how many were looked at.
    pub state: Span,
}

impl Field {
    /// The screen at an item; the first one where there is none of that id.
    #[must_use]
    pub fn at(audit: &Audit<'_>, item: &str) -> Self {
        let first = || audit.checklist.items.first().map(|item| item.id.clone()).unwrap_or_default();
        let current = audit.checklist.item(item).map_or_else(first, |item| item.id.clone());
        Self { current, ..Self::default() }
    }

    /// The item last worked on: of the latest line, finding, evidence or verdict.
    #[must_use]
    pub fn last_worked_on(audit: &Audit<'_>) -> String {
        let noted =
            [Kind::Line, Kind::Finding, Kind::Evidence].into_iter().flat_map(|kind| audit.of(kind)).map(|object| {
                let item = crate::domain::audit::items_of(object).into_iter().next().unwrap_or_default();
                (object.made.key, item)
            });
        let judged = audit
            .of(Kind::Item)
            .filter_map(|object| Some((object.fields.get("verdict")?.stamp.key, object.id.as_item()?.to_owned())));
        noted.chain(judged).filter(|(_, item)| !item.is_empty()).max().map(|(_, item)| item).unwrap_or_default()
    }

    /// The current item, where the cursor is on one.
    #[must_use]
    pub fn item<'a>(&self, audit: &Audit<'a>) -> Option<&'a Item> {
        audit.checklist.items.iter().find(|item| item.id == self.current)
    }

    /// The tree as it stands.
    #[must_use]
    pub fn tree(&self, model: &Model<'_>, veiled: bool) -> Vec<TreeRow> {
        let Some(audit) = &model.audit else { return Vec::new() };
        let track = audit.open_interview(&model.who.initials).map_or(&[] as &[String], |open| open.list("items"));
        let mut rows = Vec::new();
        let row = |item: &Item| TreeRow {
            id: item.id.clone(),
            title: item.title.clone(),
            section: None,
            on_track: track.contains(&item.id),
            state: books::letter(audit, &audit.standing(&item.id), veiled),
        };
        let orphans = audit.checklist.items.iter().filter(|item| audit.checklist.section(&item.section).is_none());
        rows.extend(orphans.map(row));
        for section in &audit.checklist.sections {
            let items = || audit.checklist.items.iter().filter(|item| item.section == section.id);
            let folded = self.folded.contains(&section.id);
            let (done, all) = audit.looked_at(items());
            let state = if veiled { span(Role::Muted, "") } else { span(Role::Muted, format!("{done}/{all}")) };
            rows.push(TreeRow {
                id: section_key(&section.id),
                title: section.title.clone(),
                section: Some(folded),
                on_track: false,
                state,
            });
            if !folded {
                rows.extend(items().map(row));
            }
        }
        rows
    }

    /// Goes to an item, unfolding its section.
    pub fn go(&mut self, audit: &Audit<'_>, item: &str) {
        if let Some(item) = audit.checklist.item(item) {
            self.folded.remove(&item.section);
            self.current.clone_from(&item.id);
            self.scroll = 0;
        }
    }

    /// The next or previous item, past sections.
    pub fn step(&mut self, audit: &Audit<'_>, forward: bool) {
        let items = &audit.checklist.items;
        let at = items.iter().position(|item| item.id == self.current);
        let to = match at {
            None => 0,
            Some(at) if forward => (at + 1).min(items.len().saturating_sub(1)),
            Some(at) => at.saturating_sub(1),
        };
        if let Some(item) = items.get(to) {
            let id = item.id.clone();
            self.go(audit, &id);
        }
    }

    /// What an action does here.
    pub fn act(&mut self, model: &Model<'_>, does: Do, veiled: bool, rows: usize) -> Step {
        let Some(audit) = model.audit else { return Step::go(Nav::Back) };
        let tree = self.tree(model, veiled);
        let cursor = tree.iter().position(|row| row.id == self.current).unwrap_or(0);
        if let Some(to) = moved(cursor, tree.len(), rows, does) {
            if let Some(row) = tree.get(to) {
                self.current.clone_from(&row.id);
                self.scroll = 0;
            }
            return Step::none();
        }
        let section = tree
            .get(cursor)
            .filter(|row| row.section.is_some())
            .map(|row| row.id.trim_start_matches('\u{1}').to_owned());
        let own_section = section.clone().or_else(|| self.item(&audit).map(|item| item.section.clone()));
        match (does, self.item(&audit)) {
            (Do::Open, None) => self.toggle(section),
            (Do::Open, Some(_)) => return Step::go(Nav::Write(String::new())),
            (Do::Fold, _) => {
                if let Some(section) = own_section {
                    self.current = section_key(&section);
                    self.folded.insert(section);
                }
            }
            (Do::Unfold, _) => {
                if let Some(section) = own_section {
                    self.folded.remove(&section);
                }
            }
            (Do::Scroll, _) => self.scroll += rows.saturating_sub(8).max(3),
            (Do::Zoom, _) => self.zoom = !self.zoom,
            (Do::NextItem, _) => self.step(&audit, true),
            (Do::PreviousItem, _) => self.step(&audit, false),
            (Do::NotApplicable, Some(item)) if !audit.checklist.is_control(item) => {
                return Step::refuse(format!(
                    "{} is a clause, which knows no exclusion; not looked at: x, with the reason",
                    item.id
                ));
            }
            (Do::Conform, Some(item)) => return conform(&audit, &item.id, veiled),
            (Do::NotApplicable, Some(_)) => return Step::go(Nav::Write(":na ".to_owned())),
            (Do::NotAudited, Some(_)) => return Step::go(Nav::Write(":skip ".to_owned())),
            (Do::NoteEvidence, _) => return Step::go(Nav::Write("=+ ".to_owned())),
            (Do::Interview, _) => return Step::go(Nav::Write(":int ".to_owned())),
            (Do::AddItem, _) => return Step::go(Nav::Write(":add ".to_owned())),
            (Do::CloseInterview, _) => return page::close_interview(model),
            (Do::ReadBack, _) => return page::read_back(model),
            (Do::SampleNew, item) => return Step::push(form::new_sample(item)),
            (Do::Find, _) => return Step::go(Nav::Find { items: false }),
            (Do::Notebook, _) => return Step::push(Goto::List(On::NotebookList)),
            (Do::Findings, _) => return Step::push(Goto::List(On::FindingList)),
            (Do::Evidence, _) => return Step::push(Goto::List(On::Evidences)),
            (Do::Samples, _) => return Step::push(Goto::List(On::SampleList)),
            (Do::Talks, _) => return Step::push(Goto::List(On::TalkList)),
            (Do::Review, _) => return Step::push(Goto::List(On::ReviewList)),
            (Do::Plan, _) => return Step::push(Goto::plan("title")),
            (Do::Back, _) => return Step { effects: vec![Effect::Close], nav: Some(Nav::Back), notice: None },
            (Do::Conform | Do::NotApplicable | Do::NotAudited, None) => {
                return Step::refuse("this is a section: go to an item");
            }
            _ => {}
        }
        Step::none()
    }

    fn toggle(&mut self, section: Option<String>) {
        if let Some(section) = section
            && !self.folded.remove(&section)
        {
            self.folded.insert(section);
        }
    }
}

/// A section's row must not be taken for an item of the same id (`4.4` may be both).
fn section_key(id: &str) -> String {
    format!("\u{1}{id}")
}

/// Under the veil nobody is told of a nonconformity.
fn conform(audit: &Audit<'_>, item: &str, veiled: bool) -> Step {
    let standing = audit.standing(item);
    let outranked = !veiled && standing.verdict == Verdict::Nonconforming && standing.badge.is_some();
    if standing.recorded == Verdict::Conforms {
        return if outranked {
            Step::say(format!("{item}: a nonconformity cites it and outranks \"conforms\""))
        } else {
            Step::none()
        };
    }
    match verdict_act(audit, item, Verdict::Conforms, "") {
        Ok(act) => Step {
            notice: Some((
                false,
                if outranked {
                    format!("{item} conforms, but a nonconformity cites it and outranks that")
                } else {
                    format!("{item} conforms")
                },
            )),
            ..Step::record(act)
        },
        Err(why) => Step::refuse(why),
    }
}

/// What the item pane says above the line: questions, records, tests, pitfalls, the last audit.
#[must_use]
pub fn item_text(model: &Model<'_>, item: &Item, veiled: bool) -> Vec<Text> {
    let mut text = Vec::new();
    if !item.maps_to.is_empty() {
        text.push(labelled("from", 5, Role::Muted, checklist_text::mapped(item)));
    }
    let mut group = |label: &str, lines: Vec<(String, String)>| {
        for (nth, (letters, words)) in lines.into_iter().enumerate() {
            let label = if nth == 0 { label } else { "" };
            let mut spans = vec![span(Role::Label, format!("{label:<5}"))];
            if !letters.is_empty() {
                spans.push(span(Role::Reference, format!("{letters} ")));
            }
            spans.push(span(Role::Plain, words));
            // What wraps stands in two more, so that each question's beginning is seen at a glance.
            text.push(Text { spans, indent: 7 });
        }
    };
    let lettered = |(letters, words): (&[String], &str)| (letters.join(" "), words.to_owned());
    group("ask", item.questions().map(lettered).collect());
    group("see", item.see.iter().map(|see| (String::new(), see.clone())).collect());
    group("test", item.tests().map(lettered).collect());
    if !veiled {
        group("pit", item.pitfalls.iter().map(|pitfall| (String::new(), pitfall.clone())).collect());
        if let Some(last) = model.last.get(&item.id) {
            let finding = if last.finding.is_empty() { String::new() } else { format!(", {}", last.finding) };
            text.push(labelled("last", 5, Role::Muted, format!("{} {}{finding}", last.audit, last.verdict.words())));
            text.extend(last.notes.iter().map(|note| labelled("", 5, Role::Muted, note.as_str())));
        }
    }
    if text.is_empty() {
        text.push(line(Role::Muted, "This item has no questions of its own."));
    }
    text
}

/// What was noted about an item, the latest last. Under the veil: only this interview's, nothing private.
#[must_use]
pub fn notes(model: &Model<'_>, item: &str, veiled: bool) -> Vec<Text> {
    let Some(audit) = model.audit else { return Vec::new() };
    let current = model.interview().map(|id| id.as_str().to_owned());
    let mut lines: Vec<Text> = audit
        .lines_of(item)
        .filter(|object| !veiled || current.as_deref().is_none_or(|id| object.text("interview") == id))
        .filter_map(|object| books::pane_line(&audit, object, veiled))
        .collect();
    let reason = audit.reason(item);
    if !reason.is_empty() && !veiled {
        let verdict = audit.standing(item).recorded.words();
        lines.push(spans(vec![span(Role::Excused, format!("{verdict}: ")), span(Role::Plain, reason)]));
    }
    if lines.is_empty() {
        lines.push(line(Role::Muted, "Nothing noted yet."));
    }
    lines
}

/// What stands beside a section: how it is going.
#[must_use]
pub fn section_text(audit: &Audit<'_>, key: &str, veiled: bool) -> Vec<Text> {
    let id = key.trim_start_matches('\u{1}');
    let items: Vec<&Item> = audit.checklist.items.iter().filter(|item| item.section == id).collect();
    let (done, all) = audit.looked_at(items.iter().copied());
    let mut text = vec![plain(format!("{all} items"))];
    if !veiled {
        text.push(plain(format!("{done} looked at, {} to go", all - done)));
        for verdict in Verdict::ALL {
            let count = items.iter().filter(|item| audit.standing(&item.id).verdict == verdict).count();
            if count > 0 {
                text.push(labelled(&format!("{count:>4} "), 5, Role::Muted, verdict.words()));
            }
        }
    }
    text
}
