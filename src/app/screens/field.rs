//! Fieldwork: the tree of items, whole or as the track of one role, and what its keys do.
//!
//! Must not know: the write line (`app::write`), the texts beside the tree (`pane`), or the other screens.

use super::{books, form, page, pane};
use crate::app::action::{Do, On};
use crate::app::effect::Effect;
use crate::app::keymap::Keymap;
use crate::app::model::Model;
use crate::app::role::{Role, Span, span};
use crate::app::step::{Ask, Goto, Nav, Step, moved};
use crate::domain::audit::{Audit, Verdict};
use crate::domain::capture::verdict_act;
use crate::domain::checklist::Item;
use crate::domain::fields::Kind;
use crate::domain::{roles, verdict};
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
    /// Only the items that this role can answer, its own matters first.
    pub role: Option<String>,
    /// Parts of the item pane folded away, in the order of `pane::PARTS`.
    pub shut: pane::Shut,
}

/// Items that stand together in the tree: a section, or those of a role.
#[derive(Debug)]
pub struct Group<'a> {
    /// Its name; empty for items without a section, which stand without a heading.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its items.
    pub items: Vec<&'a Item>,
}

/// Stands before the name of a heading where the cursor is on one, for a section may be called like an item.
const HEADING: char = '\u{1}';

/// What a row of the tree stands for.
#[derive(Debug)]
pub enum Place<'a> {
    /// A heading.
    Section(Group<'a>),
    /// An item.
    Item(&'a Item),
}

impl Place<'_> {
    /// What the tree's cursor calls it.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Section(group) => section_key(&group.key),
            Self::Item(item) => item.id.clone(),
        }
    }

    /// Whether the tree's cursor calls it so.
    #[must_use]
    pub fn is(&self, id: &str) -> bool {
        match self {
            Self::Section(group) => id.strip_prefix(HEADING) == Some(group.key.as_str()),
            Self::Item(item) => item.id == id,
        }
    }
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

    /// The items in the groups in which the tree shows them.
    #[must_use]
    pub fn groups<'a>(&self, audit: &Audit<'a>) -> Vec<Group<'a>> {
        let list = audit.checklist;
        if let Some(role) = &self.role {
            let (own, also) =
                roles::track(list, role).into_iter().partition(|item| roles::nearness(item, role) == Some(0));
            let own = Group { key: role.clone(), title: "asked first".to_owned(), items: own };
            let also = Group { key: format!("{role}, also"), title: "can answer too".to_owned(), items: also };
            return [own, also].into_iter().filter(|group| !group.items.is_empty()).collect();
        }
        let orphans = list.items.iter().filter(|item| list.section(&item.section).is_none()).collect();
        let mut groups = vec![Group { key: String::new(), title: String::new(), items: orphans }];
        groups.extend(list.sections.iter().map(|section| Group {
            key: section.id.clone(),
            title: section.title.clone(),
            items: list.items.iter().filter(|item| item.section == section.id).collect(),
        }));
        groups
    }

    /// The heading under the cursor, where it is on none of the items.
    #[must_use]
    pub fn group<'a>(&self, audit: &Audit<'a>) -> Option<Group<'a>> {
        self.groups(audit).into_iter().find(|group| section_key(&group.key) == self.current)
    }

    /// The name of the group that an item stands in.
    fn group_of(&self, audit: &Audit<'_>, item: &str) -> Option<String> {
        let mut groups = self.groups(audit).into_iter();
        groups.find(|group| group.items.iter().any(|known| known.id == item)).map(|group| group.key)
    }

    /// The rows of the tree as it stands, of which most are out of sight: what one shows, [`Field::row`] says.
    #[must_use]
    pub fn places<'a>(&self, audit: &Audit<'a>) -> Vec<Place<'a>> {
        let mut places = Vec::new();
        for group in self.groups(audit) {
            let items = if self.folded.contains(&group.key) { Vec::new() } else { group.items.clone() };
            if !group.key.is_empty() {
                places.push(Place::Section(group));
            }
            places.extend(items.into_iter().map(Place::Item));
        }
        places
    }

    /// What a row of the tree shows; `track` are the items that the open interview is about.
    #[must_use]
    pub fn row(&self, audit: &Audit<'_>, place: &Place<'_>, track: &[String], veiled: bool) -> TreeRow {
        match place {
            Place::Section(group) => {
                let (done, all) = audit.looked_at(group.items.iter().copied());
                let state = if veiled { String::new() } else { format!("{done}/{all}") };
                let folded = Some(self.folded.contains(&group.key));
                let (id, title) = (group.key.clone(), group.title.clone());
                TreeRow { id, title, section: folded, on_track: false, state: span(Role::Muted, state) }
            }
            Place::Item(item) => {
                let on_track = track.contains(&item.id);
                let state = books::letter(audit, &audit.standing(&item.id), veiled);
                TreeRow { id: item.id.clone(), title: item.title.clone(), section: None, on_track, state }
            }
        }
    }

    /// How far the track of the role is, for the header: `HR 3/12`; without numbers under the veil.
    #[must_use]
    pub fn track_words(&self, audit: &Audit<'_>, veiled: bool) -> Option<String> {
        let role = self.role.as_ref()?;
        let (done, all) = audit.looked_at(roles::track(audit.checklist, role).into_iter());
        Some(if veiled { role.clone() } else { format!("{role} {done}/{all}") })
    }

    /// Takes up the track of a role, from its first item on.
    ///
    /// # Errors
    /// Where the text is no role, or no item of the audit is for it.
    pub fn take_track(&mut self, audit: &Audit<'_>, keymap: &Keymap, text: &str) -> Result<String, String> {
        let role = roles::meant(audit.checklist, text)?;
        let track = roles::track(audit.checklist, &role);
        let first = track.first().ok_or_else(|| format!("no item of this audit is for {role}"))?;
        if !track.iter().any(|item| item.id == self.current) {
            self.current.clone_from(&first.id);
            self.scroll = 0;
        }
        let said = format!("{} items for {role}; {} shows all again", track.len(), keymap.key("role-track"));
        self.role = Some(role);
        Ok(said)
    }

    /// Leaves the track, or asks for a role, with the one that the open interview names offered.
    fn track(&mut self, model: &Model<'_>) -> Step {
        if let Some(role) = self.role.take() {
            if self.current.starts_with('\u{1}') {
                let first =
                    model.audit.and_then(|audit| Some(roles::track(audit.checklist, &role).first()?.id.clone()));
                self.current = first.unwrap_or_default();
            }
            return Step::say("all items");
        }
        let offered = model.audit.and_then(|audit| {
            let open = audit.open_interview(&model.who.initials)?;
            open.list("roles").iter().find_map(|words| roles::of_words(audit.checklist, words))
        });
        Step::go(Nav::Ask(Ask::Track, offered.unwrap_or_default()))
    }

    /// Goes to an item, unfolding its section; one that is not on the track of the role ends the track.
    pub fn go(&mut self, audit: &Audit<'_>, item: &str) {
        if let Some(item) = audit.checklist.item(item) {
            if self.role.as_ref().is_some_and(|role| roles::nearness(item, role).is_none()) {
                self.role = None;
            }
            if let Some(group) = self.group_of(audit, &item.id) {
                self.folded.remove(&group);
            }
            self.current.clone_from(&item.id);
            self.scroll = 0;
        }
    }

    /// The next or previous item, past sections.
    pub fn step(&mut self, audit: &Audit<'_>, forward: bool) {
        let items: Vec<&Item> = match &self.role {
            Some(role) => roles::track(audit.checklist, role),
            None => audit.checklist.items.iter().collect(),
        };
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
    pub fn act(&mut self, model: &Model<'_>, keymap: &Keymap, does: Do, veiled: bool, rows: usize) -> Step {
        let Some(audit) = model.audit else { return Step::go(Nav::Back) };
        let places = self.places(&audit);
        let cursor = places.iter().position(|place| place.is(&self.current)).unwrap_or(0);
        if let Some(to) = moved(cursor, places.len(), rows, does) {
            if let Some(place) = places.get(to) {
                self.current = place.id();
                self.scroll = 0;
            }
            return Step::none();
        }
        let section = match places.get(cursor) {
            Some(Place::Section(group)) => Some(group.key.clone()),
            _ => None,
        };
        let own_section = section.clone().or_else(|| self.group_of(&audit, &self.current));
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
            (Do::Track, _) => return self.track(model),
            (Do::FoldAsk, _) => self.shut[0] = !self.shut[0],
            (Do::FoldSee, _) => self.shut[1] = !self.shut[1],
            (Do::FoldTest, _) => self.shut[2] = !self.shut[2],
            (Do::FoldPitfalls, _) => self.shut[3] = !self.shut[3],
            (Do::Scroll, _) => self.scroll += rows.saturating_sub(8).max(3),
            (Do::Zoom, _) => self.zoom = !self.zoom,
            (Do::NextItem, _) => self.step(&audit, true),
            (Do::PreviousItem, _) => self.step(&audit, false),
            (Do::NotApplicable, Some(item)) if item.is_earlier() => {
                return Step::refuse(
                    verdict::check(&audit, &item.id, Verdict::NotApplicable, "").err().unwrap_or_default(),
                );
            }
            (Do::NotApplicable, Some(item)) if !audit.checklist.is_control(item) => {
                return Step::refuse(format!(
                    "{} is a clause, which knows no exclusion; not looked at: {}, with the reason",
                    item.id,
                    keymap.key("not-audited")
                ));
            }
            (Do::Conform, Some(item)) => return conform(&audit, &item.id, veiled),
            (Do::NotApplicable, Some(_)) => return Step::go(Nav::Write(":na ".to_owned())),
            (Do::NotAudited, Some(_)) => return Step::go(Nav::Write(":skip ".to_owned())),
            (Do::NoteEvidence, _) => return Step::go(Nav::Write("=+ ".to_owned())),
            (Do::Interview, _) => return Step::go(Nav::Write(":int ".to_owned())),
            (Do::AddItem, _) => return Step::go(Nav::Write(":add ".to_owned())),
            (Do::CloseInterview, _) => return page::close_interview(model, keymap),
            (Do::ReadBack, _) => return page::read_back(model, keymap),
            (Do::SampleNew, item) => return Step::push(form::new_sample(model, item)),
            (Do::Find, _) => return Step::go(Nav::Find { items: false }),
            (Do::FindItem, _) => return Step::go(Nav::Find { items: true }),
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
    format!("{HEADING}{id}")
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
