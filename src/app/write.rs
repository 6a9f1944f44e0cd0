//! The write line: one line of the capture language, kept until it is recorded.
//!
//! Must not know: the capture language itself (`domain::capture`), or where the line is drawn.

use super::action::Do;
use super::editor::Editor;
use super::key::Key;
use super::model::Model;
use super::screens::books;
use crate::domain::audit::when;
use crate::domain::capture::{self, Captured};
use crate::domain::entry::{Act, Change};
use crate::domain::fields::Kind;
use crate::domain::ident::ObjectId;

/// What begins a line of another kind, or a command.
const MARKS: [char; 9] = [':', '!', '?', '&', '=', '>', '@', '~', '%'];

/// The line and what it amends.
#[derive(Debug, Clone, Default)]
pub struct Write {
    /// WRITE mode: every printable key is text.
    pub on: bool,
    /// The line.
    pub editor: Editor,
    /// The recorded line that is being amended.
    pub amends: Option<ObjectId>,
    /// The beginning that a key put into the line.
    begun: String,
    /// The amended words about which a warning was given: the same again are meant.
    warned: String,
}

/// What a key in WRITE comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteStep {
    /// Nothing beyond the line itself.
    Nothing,
    /// Say this; true = refused.
    Say(bool, String),
    /// Record this, then go to the item.
    Record {
        /// The one entry.
        act: Act,
        /// The item to go to.
        go: Option<String>,
        /// What to say once it is recorded.
        remarks: Vec<String>,
    },
    /// Go to an item.
    Go(String),
    /// The next item (true) or the one before.
    Next(bool),
    /// Find an item.
    FindItem,
}

impl Write {
    /// Whether another line may begin: nothing was typed, or nothing behind the beginning that a key had put there.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.editor.is_blank() || self.editor.text() == self.begun
    }

    /// Opens the line with a beginning; without one, with what is in it. What was typed and waits is never written on
    /// under another beginning: then it stays as it is, nothing opens, and the answer is no.
    pub fn open(&mut self, beginning: &str) -> bool {
        if !beginning.is_empty() {
            if !self.is_free() {
                return false;
            }
            beginning.clone_into(&mut self.begun);
            self.editor = Editor::with(beginning);
        }
        self.on = true;
        true
    }

    /// The label beside the cursor: kind, item, links.
    #[must_use]
    pub fn label(&self, model: &Model<'_>, item: Option<&str>, veiled: bool) -> String {
        let Some(audit) = model.audit else { return String::new() };
        if self.amends.is_some() {
            return "amend".to_owned();
        }
        capture::preview(&audit, &model.desk(item), self.editor.text(), veiled)
    }

    /// Takes a key in, with what it is bound to while a text is typed.
    pub fn press(
        &mut self,
        model: &Model<'_>,
        item: Option<&str>,
        (key, bound): (Key, Option<Do>),
        veiled: bool,
    ) -> WriteStep {
        match bound {
            Some(Do::NextItem) => return WriteStep::Next(true),
            Some(Do::PreviousItem) => return WriteStep::Next(false),
            Some(Do::FindItem) => return WriteStep::FindItem,
            _ => {}
        }
        match key {
            Key::Esc | Key::Ctrl('g') => {
                self.on = false;
                if self.amends.take().is_some() {
                    self.editor.clear();
                }
                WriteStep::Nothing
            }
            Key::Up if self.editor.is_blank() => self.amend(model),
            Key::Enter => self.enter(model, item, veiled),
            key => {
                self.editor.press(key);
                // Emptied, it is a line of its own again: what is typed next must not replace a record.
                if self.editor.text().is_empty() && self.amends.take().is_some() {
                    return WriteStep::Say(false, "a new line; the recorded one stays as it is".into());
                }
                WriteStep::Nothing
            }
        }
    }

    fn amend(&mut self, model: &Model<'_>) -> WriteStep {
        let own = |audit: &crate::domain::audit::Audit<'_>| {
            let mine =
                audit.of(Kind::Line).rev().find(|line| line.made.by == model.who.initials && line.text("mark") != "==");
            mine.map(|line| (line.id.clone(), line.text("text").to_owned()))
        };
        match model.audit.as_ref().and_then(own) {
            Some((id, text)) => {
                (self.amends, self.editor) = (Some(id), Editor::with(text));
                WriteStep::Nothing
            }
            None => WriteStep::Say(true, "there is no line of yours to amend yet".into()),
        }
    }

    fn enter(&mut self, model: &Model<'_>, item: Option<&str>, veiled: bool) -> WriteStep {
        let Some(audit) = model.audit else { return WriteStep::Nothing };
        if self.editor.is_blank() {
            return WriteStep::Nothing;
        }
        if let Some(id) = &self.amends {
            let (text, before) = (self.editor.text().trim(), audit.state.get(id).map_or("", |line| line.text("text")));
            let marked = |text: &str| text.starts_with(MARKS);
            if marked(text) && !marked(before) && self.warned != text {
                text.clone_into(&mut self.warned);
                let sign: String = text.split(' ').take(1).collect();
                let why = "would become words of the recorded line. Enter again: so be it; Ctrl-U: a new line";
                return WriteStep::Say(true, format!("this amends a line: `{sign}` {why}"));
            }
            let change = Change::on(id.clone()).set("text", self.editor.text().trim());
            return WriteStep::Record { act: Act::change(change), go: None, remarks: Vec::new() };
        }
        match capture::understand(&audit, &model.desk(item), self.editor.text()) {
            Captured::Nothing => WriteStep::Say(false, "there are no words yet".into()),
            Captured::Go(item) => {
                self.editor.clear();
                WriteStep::Go(item)
            }
            Captured::Record { act, go, mut remarks } => {
                remarks.retain(|remark| !veiled || !remark.contains("nonconformity"));
                WriteStep::Record { act, go, remarks }
            }
            Captured::Refused { why, .. } if veiled && why.contains("grade") => {
                WriteStep::Say(true, "no such mark".into())
            }
            Captured::Refused { why, .. } => WriteStep::Say(true, why),
        }
    }

    /// Where the line goes, as a draft names it.
    #[must_use]
    pub fn place(&self) -> String {
        self.amends.as_ref().map_or_else(|| "write".to_owned(), |id| format!("amend {id}"))
    }

    /// The line is on disk: clears it, and says what was recorded.
    pub fn recorded(&mut self, model: &Model<'_>, object: &ObjectId, veiled: bool) -> String {
        self.editor.clear();
        if self.amends.take().is_some() {
            return "amended".to_owned();
        }
        let Some(audit) = model.audit else { return String::new() };
        let Some(object) = audit.state.get(object) else { return "recorded".to_owned() };
        if object.kind == Kind::Interview {
            let state = if object.lacks("ended") { "is open" } else { "is closed" };
            return format!("{} {state}", object.label);
        }
        let shown = matches!(object.kind, Kind::Line | Kind::Finding | Kind::Evidence) && !books::hides(object, veiled);
        if !shown {
            return "recorded".to_owned();
        }
        let (mark, _, label) = books::entry(&audit, object, veiled);
        format!("recorded {} {} {label}", when(object).format("%H:%M"), mark.text).trim_end().to_owned()
    }
}
