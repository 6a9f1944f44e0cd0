//! What is asked on top of a screen: a line of words, a filter, the find; and what its answer asks for.
//!
//! Must not know: how an answer is carried out (`runtime`), nor what it records (`answer`).

use super::answer::asked;
use super::editor::Editor;
use super::effect::Effect;
use super::key::Key;
use super::model::Model;
use super::screens::Screen;
use super::step::{self, Ask, Step};
use super::{App, Overlay, Pending};
use crate::domain::issue;

impl App {
    pub(super) fn press_overlay(&mut self, model: &Model<'_>, overlay: Overlay, key: Key) -> Step {
        match overlay {
            Overlay::Ask(ask, mut editor) => match key {
                Key::Esc | Key::Ctrl('g') => Step::none(),
                Key::Enter => self.answer(model, ask, editor),
                key => {
                    editor.press(key);
                    self.overlay = Some(Overlay::Ask(ask, editor));
                    Step::none()
                }
            },
            Overlay::Filter(mut editor) => {
                let leave = matches!(key, Key::Enter | Key::Esc | Key::Ctrl('g'));
                if !leave {
                    editor.press(key);
                }
                if let Some(Screen::List(list)) = self.stack.last_mut() {
                    editor.text().clone_into(&mut list.filter);
                    list.cursor = 0;
                }
                if !leave {
                    self.overlay = Some(Overlay::Filter(editor));
                }
                Step::none()
            }
            Overlay::Find(mut find) => {
                let (results, count) = find.results(model, self.veiled(model), self.page());
                match key {
                    Key::Esc | Key::Ctrl('g') => return Step::none(),
                    Key::Enter => {
                        let Some(found) = results.get(find.cursor) else { return Step::refuse("nothing matches") };
                        return step::open(model, &found.target);
                    }
                    Key::Down | Key::Ctrl('n') => {
                        find.cursor = (find.cursor + 1).min(count.min(results.len()).saturating_sub(1));
                    }
                    Key::Up | Key::Ctrl('p') => find.cursor = find.cursor.saturating_sub(1),
                    key => {
                        if find.editor.press(key) {
                            find.cursor = 0;
                        }
                    }
                }
                self.overlay = Some(Overlay::Find(find));
                Step::none()
            }
        }
    }

    fn answer(&mut self, model: &Model<'_>, ask: Ask, editor: Editor) -> Step {
        let text = editor.text().trim().to_owned();
        if text.is_empty() {
            return Step::none();
        }
        let refuse = |app: &mut Self, why: String| {
            app.overlay = Some(Overlay::Ask(ask.clone(), editor.clone()));
            Step::refuse(why)
        };
        let (effect, said) = match (&ask, model.audit) {
            (Ask::Identify, _) => (Effect::Identify(text), ""),
            (Ask::PlanAudit, _) => (Effect::Plan(text), ""),
            (Ask::Track, Some(audit)) => {
                let taken = match self.stack.last_mut() {
                    Some(Screen::Field(field)) => field.take_track(&audit, &self.keymap, &text),
                    _ => return Step::none(),
                };
                return match taken {
                    Ok(said) => Step::say(said),
                    Err(why) => refuse(self, why),
                };
            }
            (Ask::Issue, _) if text.eq_ignore_ascii_case("issue") => (Effect::Issue(String::new()), ""),
            (Ask::Issue, _) => return Step::refuse("nothing is issued: the word is `issue`"),
            (Ask::Override, audit) if text.split_whitespace().count() < 2 => {
                let missing = audit.map(|audit| issue::gate(&audit, &model.who.initials)).unwrap_or_default();
                let why = "an override needs its reason, in more than one word; nothing is issued";
                return refuse(self, format!("{why}. {} missing: {}", missing.len(), missing.join("; ")));
            }
            (Ask::Override, _) => (Effect::Issue(text), ""),
            (Ask::Revise(id, fields), _) => (Effect::Revise(id.clone(), fields.clone(), text), ""),
            (Ask::Withdraw(id), _) => (Effect::Withdraw(id.clone(), text), ""),
            (Ask::Present, _) if !text.eq_ignore_ascii_case("present") => {
                return Step::refuse("no reference is given: the word is `present`");
            }
            (_, Some(audit)) => match asked(model, &audit, &ask, &text) {
                Ok((act, said)) => (Effect::Record(act), said),
                Err(why) => return refuse(self, why),
            },
            (_, None) => return Step::none(),
        };
        self.pending = Pending::Asked(ask, editor, said);
        Step::effect(effect)
    }

    /// What was asked for came about: only now its page closes and its marks go.
    pub(super) fn answered(&mut self, model: &Model<'_>, ask: &Ask) {
        match ask {
            Ask::Agree(_) if matches!(self.screen(), Screen::Page(_)) => drop(self.stack.pop()),
            Ask::Revise(..) => {
                if let Some(Screen::Form(form)) = self.stack.last_mut() {
                    form.go_on(model);
                }
            }
            _ => {}
        }
        if let Some(Screen::List(list)) = self.stack.last_mut() {
            list.marked.clear();
        }
    }
}
