//! What is typed and not recorded, for keeping on disk; and how it is put back where it was being typed.
//!
//! Must not know: where drafts lie. A place is a few words: `write`, `amend ENTRY`, `form OBJECT FIELD`, `base KIND FIELD`
//! (what a new object begins with), `tell STATEMENT WHAT FIELD` (filled in), `telling …` (being typed), `ask WHAT OBJECTS`.

use super::editor::Editor;
use super::effect::{Offer, Typed};
use super::model::Model;
use super::screens::{Screen, form::Form};
use super::step::Ask;
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
        if let Some(Overlay::Ask(ask, editor)) = self.overlay.as_ref().filter(|_| self.stack.len() > 1)
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
        let words = match offer.texts.len() {
            1 => "the line".to_owned(),
            count => counted(count, "text", "texts"),
        };
        let text = match self.strays.first() {
            Some(stray) => format!("left on {}, and its place is gone, so copy it: {}", offer.tty, stray.text),
            None => {
                format!("{words} left on {} at {} is back", offer.tty, offer.since).replace("texts left", "texts, left")
            }
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
                    self.stack.push(Screen::Form(Form::tell(tell, on)));
                }
                let Some(Screen::Form(form)) = self.stack.last_mut() else { return false };
                form.put_back(model, field, &left.text, words[0] == "telling");
                true
            }
            ["ask", name, objects @ ..] => {
                let objects = objects.iter().map(|id| ObjectId::from_text(id)).collect();
                let Some(ask) = Ask::of_place(name, objects) else { return false };
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

    fn form_on_top(&self, is: impl Fn(&Form) -> bool) -> bool {
        matches!(self.stack.last(), Some(Screen::Form(form)) if is(form))
    }
}
