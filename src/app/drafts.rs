//! What is typed and not recorded, for keeping on disk; and how it is put back where it was being typed.
//!
//! Must not know: where drafts lie. A place is a few words: `write`, `amend ENTRY`, `form OBJECT FIELD`, `base KIND FIELD`
//! (what a new object begins with), `tell STATEMENT WHAT FIELD` (filled in), `telling …` (being typed), `ask WHAT OBJECTS`.

use super::action::On;
use super::editor::Editor;
use super::effect::{Offer, Typed};
use super::model::Model;
use super::screens::{Screen, form::Form, list::List};
use super::step::{Ask, Target};
use super::{App, Notice, Overlay};
use crate::domain::audit::counted;
use crate::domain::followup::tell::Tell;
use crate::domain::ident::ObjectId;

fn typed(place: String, text: &str) -> Typed {
    Typed { place, item: String::new(), text: text.to_owned() }
}

impl App {
    /// Everything typed and not recorded, in the order in which it is put back.
    #[must_use]
    pub fn drafts(&self, model: &Model<'_>) -> Vec<Typed> {
        let mut all = Vec::new();
        if !self.write.editor.is_blank() {
            let item = self.current_item(model).unwrap_or_default();
            all.push(Typed { item, ..typed(self.write.place(), self.write.editor.text()) });
        }
        for screen in &self.stack {
            if let Screen::Form(form) = screen {
                all.extend(form.drafts().into_iter().map(|(place, text)| typed(place, &text)));
            }
        }
        // Who records is asked at home, until somebody says so.
        if let Some(Overlay::Ask(ask, editor)) = &self.overlay
            && *ask != Ask::Identify
            && !editor.is_blank()
        {
            all.push(typed(format!("ask {}", ask.place()), editor.text()));
        }
        all.extend(self.strays.iter().cloned());
        all
    }

    /// Puts left texts where they were being typed.
    pub(super) fn restore(&mut self, model: &Model<'_>, offer: &Offer) {
        for left in &offer.texts {
            if !self.put_back(model, left) {
                // Never into the write line: it would be recorded as a note.
                self.strays.push(left.clone());
            }
        }
        // Keys belong to what lies on top.
        self.write.on = self.write.on && self.overlay.is_none() && matches!(self.screen(), Screen::Field(_));
        let (words, are) = match offer.texts.len() {
            1 => ("the line".to_owned(), "is"),
            count => (counted(count, "text", "texts"), "are"),
        };
        let text = match self.strays.first() {
            Some(stray) => format!("left on {}, and its place is gone, so copy it: {}", offer.tty, stray.text),
            None => format!("{words} left on {} at {} {are} back", offer.tty, offer.since),
        };
        self.notice = Notice { text, bad: false };
    }

    fn put_back(&mut self, model: &Model<'_>, left: &Typed) -> bool {
        let words: Vec<&str> = left.place.split(' ').collect();
        match words.as_slice() {
            ["form" | "base", target, field] => {
                let known = self.form_on_top(|form| form.names(target));
                if !known {
                    let Some(form) = Form::of_draft(model, target, field) else { return false };
                    self.stack.push(Screen::Form(form));
                }
                let Some(Screen::Form(form)) = self.stack.last_mut() else { return false };
                if words[0] == "base" {
                    form.begin_with(field, &left.text);
                } else {
                    form.leave();
                    form.go(field);
                    form.begin(model, Some(left.text.clone()));
                }
                true
            }
            ["tell" | "telling", on, tell, field] => {
                let Some(tell) = Tell::of_name(tell) else { return false };
                let on = (*on != "-").then(|| ObjectId::from_text(on));
                if on.as_ref().is_some_and(|on| model.register.get(on).is_none()) {
                    return false;
                }
                let wanted = Some((tell, on));
                if !self.form_on_top(|form| form.tell == wanted) {
                    let Some((tell, on)) = wanted else { return false };
                    if let Some(on) = &on {
                        self.show_case(model, on);
                    }
                    self.stack.push(Screen::Form(Form::tell(tell, on)));
                }
                let Some(Screen::Form(form)) = self.stack.last_mut() else { return false };
                form.put_back(model, field, &left.text, words[0] == "telling");
                true
            }
            ["ask", name, objects @ ..] => {
                let objects = objects.iter().map(|id| ObjectId::from_text(id)).collect();
                let Some(ask) = Ask::of_place(name, objects) else { return false };
                self.show_what_is_asked(model, &ask);
                self.overlay = Some(Overlay::Ask(ask, Editor::with(left.text.as_str())));
                true
            }
            _ => {
                self.go_item(model, &left.item);
                let amended = left.place.strip_prefix("amend ").map(ObjectId::from_text);
                let found = |id: &ObjectId| model.audit.is_some_and(|audit| audit.state.get(id).is_some());
                self.write.amends = amended.filter(found);
                self.write.editor = Editor::with(left.text.as_str());
                self.write.on = true;
                model.audit.is_some()
            }
        }
    }

    /// The follow-up page of a statement, on top.
    fn show_case(&mut self, model: &Model<'_>, id: &ObjectId) {
        if !matches!(self.screen(), Screen::List(list) if list.of.as_ref() == Some(id)) {
            let mut page = List::of_case(id.clone());
            page.begin(model);
            self.stack.push(Screen::List(page));
        }
    }

    /// What a question is about, on top: the follow-up page, or the notebook with its lines marked.
    fn show_what_is_asked(&mut self, model: &Model<'_>, ask: &Ask) {
        let lines = match ask {
            Ask::Withdraw(id) if model.audit.is_none() => return self.show_case(model, id),
            Ask::Settle(line) => std::slice::from_ref(line),
            Ask::Link(lines) | Ask::MakeFinding(lines) | Ask::MakeEvidence(lines) => lines,
            _ => return,
        };
        let mut book = List::new(On::NotebookList);
        let rows = book.rows(model, &self.keymap, self.veiled(model));
        let first = lines.first().map(|line| Target::Object(line.clone()));
        let at = rows.iter().position(|row| Some(&row.target) == first.as_ref()).unwrap_or(0);
        drop(rows);
        book.cursor = at;
        book.marked = if lines.len() > 1 { lines.to_vec() } else { Vec::new() };
        self.stack.push(Screen::List(book));
    }

    fn form_on_top(&self, is: impl Fn(&Form) -> bool) -> bool {
        matches!(self.stack.last(), Some(Screen::Form(form)) if is(form))
    }
}
