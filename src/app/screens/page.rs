//! Texts to read: the read-back, what an interview leaves open when it closes, an issued statement.
//!
//! Must not know: how they are drawn large.

use crate::app::action::Do;
use crate::app::effect::Effect;
use crate::app::keymap::Keymap;
use crate::app::model::Model;
use crate::app::role::{Role, Text, labelled, line, plain};
use crate::app::step::{Ask, Goto, Nav, Step, Which, moved};
use crate::domain::audit::{counted, when};
use crate::domain::closing::closing;
use crate::domain::dossier::Dossier;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::fold::Object;
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
            (Do::Open, Which::ReadBack(id)) if nothing_noted(model, id) => {
                return Step::refuse("no fact is noted yet, so there is nothing to agree to");
            }
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
    if nothing_noted(model, id) {
        let signs = [(">", "said"), (">>", "exact words"), ("=", "a record seen"), ("@", "a document read")];
        let mut text = vec![
            plain("No fact of this interview is noted yet, so there is nothing to read back."),
            plain(""),
            line(Role::Muted, "In WRITE a line without a sign notes one, and so does a line that begins with:"),
        ];
        text.extend(signs.map(|(sign, words)| labelled(&format!("{sign:<4}"), 4, Role::Plain, words)));
        return text;
    }
    let facts = audit.facts_not_read_back(id);
    if facts.is_empty() {
        return vec![plain("Everything of this interview is read back.")];
    }
    let mut text = vec![line(Role::Muted, "I noted the following. Is it right?"), plain("")];
    for fact in facts {
        let words = match fact.kind {
            Kind::Evidence => fact.text("title").to_owned(),
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
    let loose = closing(&audit, id);
    let mut text = Vec::new();
    let shown = |object: &&Object| {
        let words = if object.lacks("text") { finding::title(object) } else { object.text("text") };
        labelled(&when(object).format("%H:%M").to_string(), 7, Role::Plain, words)
    };
    for (one, several, tail, objects) in [
        ("question", "questions", "to follow up", &loose.questions),
        ("thing", "things", "asked for and not received", &loose.asked_for),
        ("line", "lines", "linked to no item (notebook: l links)", &loose.unlinked),
    ] {
        if !objects.is_empty() {
            text.push(line(Role::Title, format!("{} {tail}", counted(objects.len(), one, several))));
            text.extend(objects.iter().map(shown));
            text.push(plain(""));
        }
    }
    let facts = loose.not_read_back.len();
    if facts > 0 {
        text.push(line(Role::Wrong, format!("{} not read back to the people asked.", counted(facts, "fact", "facts"))));
    }
    if text.is_empty() {
        let noted = if nothing_noted(model, id) { "No fact was noted, and nothing" } else { "Nothing" };
        text.push(plain(format!("{noted} is left open.")));
    }
    text
}

/// Whether an interview has no fact that anybody could agree to.
fn nothing_noted(model: &Model<'_>, id: &ObjectId) -> bool {
    model.audit.is_none_or(|audit| audit.facts(id).next().is_none())
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
