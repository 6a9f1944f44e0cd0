//! Texts to read: the read-back, what an interview leaves open when it closes, an issued statement.
//!
//! Must not know: how they are drawn large.

use crate::app::action::Do;
use crate::app::effect::Effect;
use crate::app::keymap::Keymap;
use crate::app::model::Model;
use crate::app::role::{Role, Text, labelled, line, plain};
use crate::app::step::{Ask, Goto, Nav, Step, Which, moved};
use crate::domain::audit::{counted, items_of, when};
use crate::domain::dossier::Dossier;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::followup::case::Book;
use crate::domain::ident::ObjectId;
use crate::report::{audit_report, followup, text};

/// The screen's own state.
#[derive(Debug, Clone)]
pub struct Page {
    /// Which text.
    pub which: Which,
    /// Lines scrolled by.
    pub scroll: usize,
}

/// Opens the read-back of the interview that is going on.
#[must_use]
pub fn read_back(model: &Model<'_>, keymap: &Keymap) -> Step {
    match model.interview() {
        Some(id) => Step::push(Goto::Page(Which::ReadBack(id.clone()))),
        None => Step::refuse(format!("there is no interview to read back: {} opens one", keymap.key("interview"))),
    }
}

/// Opens WRITE with what closes the interview that is going on.
#[must_use]
pub fn close_interview(model: &Model<'_>, keymap: &Keymap) -> Step {
    match model.interview() {
        Some(_) => Step::go(Nav::Write(":end ".to_owned())),
        None => Step::refuse(format!("there is no interview open: {} opens one", keymap.key("interview"))),
    }
}

/// The cells that a line of text has in a window: air on both sides, and no line too long to be read.
#[must_use]
pub fn width(columns: u16) -> u16 {
    columns.saturating_sub(6).min(100)
}

impl Page {
    /// Its heading.
    #[must_use]
    pub fn title(&self, model: &Model<'_>) -> String {
        let label = |id: &ObjectId| model.audit.and_then(|a| a.state.get(id)).map_or("", |object| &object.label);
        match &self.which {
            Which::ReadBack(id) => format!("Read back: {}", label(id)),
            Which::Closing(id) => format!("{} closed", label(id)),
            Which::Report => "Report, as it stands".to_owned(),
            Which::Statement(id) => model.register.get(id).map_or_else(String::new, |object| object.label.clone()),
        }
    }

    /// What Enter does on it.
    #[must_use]
    pub const fn enter_words(&self) -> &'static str {
        match self.which {
            Which::ReadBack(_) => "agreed",
            _ => "close",
        }
    }

    /// Its text. What is set in columns is set to `width` cells; all else is broken where it is drawn.
    #[must_use]
    pub fn text(&self, model: &Model<'_>, width: usize) -> Vec<Text> {
        match &self.which {
            Which::ReadBack(id) => facts(model, id),
            Which::Closing(id) => left_open(model, id),
            Which::Statement(id) => statement(model, id),
            Which::Report => report(model, width),
        }
    }

    /// What an action does here.
    pub fn act(&mut self, model: &Model<'_>, does: Do, rows: usize, columns: u16) -> Step {
        let width = usize::from(width(columns));
        let count = self.text(model, width).len();
        match (does, &self.which) {
            (Do::Scroll, _) => self.scroll += rows.saturating_sub(2).max(1),
            (Do::Open, Which::ReadBack(id)) => return Step::go(Nav::Ask(Ask::Agree(id.clone()), String::new())),
            (Do::Open | Do::Back, _) => return Step::go(Nav::Back),
            (Do::Clip, _) => {
                let text: Vec<String> = self.text(model, width).iter().map(Text::words).collect();
                return Step::effect(Effect::Copy(text.join("\n")));
            }
            (does, _) => {
                if let Some(to) = moved(self.scroll, count, rows, does) {
                    self.scroll = to;
                }
            }
        }
        self.scroll = self.scroll.min(count.saturating_sub(1));
        Step::none()
    }
}

fn facts(model: &Model<'_>, id: &ObjectId) -> Vec<Text> {
    let Some(audit) = model.audit else { return Vec::new() };
    let facts = audit.facts_not_read_back(id);
    if facts.is_empty() {
        return vec![plain("Everything of this interview is read back.")];
    }
    let mut text = vec![line(Role::Muted, "I noted the following. Is it right?"), plain("")];
    for fact in facts {
        let words = match fact.kind {
            Kind::Evidence => fact.text("title").to_owned(),
            Kind::Finding => fact.text("text").to_owned(),
            _ if fact.text("mark") == ">>" => format!("\"{}\"", fact.text("text")),
            _ => fact.text("text").to_owned(),
        };
        let who = finding::speakers(&audit, fact);
        let words = if who.is_empty() { words } else { format!("{who}: {words}") };
        text.push(labelled(&when(fact).format("%H:%M").to_string(), 7, Role::Plain, words));
        text.push(plain(""));
    }
    text.push(line(Role::Muted, "Enter, and who agrees, records it."));
    text
}

fn left_open(model: &Model<'_>, id: &ObjectId) -> Vec<Text> {
    let Some(audit) = model.audit else { return Vec::new() };
    let mut text = Vec::new();
    let of_this = || audit.timeline().filter(|o| o.kind == Kind::Line && o.text("interview") == id.as_str());
    let mut group = |one: &str, several: &str, tail: &str, lines: Vec<Text>| {
        if !lines.is_empty() {
            text.push(line(Role::Title, format!("{} {tail}", counted(lines.len(), one, several))));
            text.extend(lines);
            text.push(plain(""));
        }
    };
    let shown = |object: &crate::domain::fold::Object| {
        let at = when(object).format("%H:%M").to_string();
        labelled(&at, 7, Role::Plain, object.text("text"))
    };
    let marked = |mark: &str| of_this().filter(|o| o.text("mark") == mark && o.lacks("done")).map(shown).collect();
    group("question", "questions", "to follow up", marked("?"));
    group("thing", "things", "asked for and not received", marked("&"));
    let loose = of_this().filter(|o| !matches!(o.text("mark"), "==" | "~") && items_of(o).is_empty());
    group("line", "lines", "linked to no item (notebook: l links)", loose.map(shown).collect());
    let facts = audit.facts_not_read_back(id).len();
    if facts > 0 {
        text.push(line(Role::Wrong, format!("{} not read back to the people asked.", counted(facts, "fact", "facts"))));
    }
    if text.is_empty() {
        text.push(plain("Nothing is left open."));
    }
    text
}

fn report(model: &Model<'_>, width: usize) -> Vec<Text> {
    let book = Book::new(model.register, model.programme);
    let dossier = Dossier::new(model.audit, book, &model.home.organisation, model.today);
    match audit_report::document(&dossier) {
        Ok(document) => text::lines(&document, width).into_iter().map(plain).collect(),
        Err(why) => vec![line(Role::Wrong, why)],
    }
}

fn statement(model: &Model<'_>, id: &ObjectId) -> Vec<Text> {
    let Some(object) = model.register.get(id) else { return Vec::new() };
    let book = Book::new(model.register, model.programme);
    let page = followup::page(&book, &book.case(object), model.today);
    // What wraps stands under its own words, not under their heading.
    let shown =
        |line: String| Text { indent: if line.starts_with("  ") { followup::HANGING } else { 0 }, ..plain(line) };
    page.into_iter().map(shown).collect()
}
