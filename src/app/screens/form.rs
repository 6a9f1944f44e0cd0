//! A form: the fields of one object, edited one at a time; each saved field is one entry.
//!
//! Must not know: which kinds there are beyond the field table.

use crate::app::action::Do;
use crate::app::editor::Editor;
use crate::app::effect::Effect;
use crate::app::key::Key;
use crate::app::model::Model;
use crate::app::step::{Ask, Goto, Nav, Step, moved};
use crate::domain::assign::Wrong;
use crate::domain::checklist::Item;
use crate::domain::dates;
use crate::domain::entry::{Act, Fields};
use crate::domain::fields::{FieldSpec, Kind, Shape, spec};
use crate::domain::fold::{Object, difference};
use crate::domain::ident::ObjectId;
use crate::domain::sample;

/// A new sample for the current item, begun from a test of it: the first one no sample of the item was begun from.
#[must_use]
pub fn new_sample(model: &Model<'_>, item: Option<&Item>) -> Goto {
    let mut base = Fields::new();
    if let Some(item) = item {
        base.insert("items".into(), vec![item.id.clone()].into());
        let tests: Vec<&str> = item.tests().map(|(_, test)| test).collect();
        let samples = model.audit.iter().flat_map(|audit| audit.of(Kind::Sample));
        let drawn = samples.filter(|sample| sample.list("items").contains(&item.id)).count();
        if let Some(test) = tests.get(drawn % tests.len().max(1)) {
            let begun = sample::begun_from(test);
            base.insert("title".into(), begun.title.into());
            base.insert("population".into(), begun.population.into());
        }
    }
    Goto::new(Kind::Sample, base)
}

/// A new meeting, now, with the plan's auditees.
#[must_use]
pub fn new_meeting(model: &Model<'_>) -> Goto {
    let mut base = Fields::new();
    base.insert("which".into(), "closing".into());
    base.insert("held".into(), dates::moment_text(model.now).into());
    if let Some(audit) = model.audit {
        base.insert("roles".into(), audit.plan_list("auditees").to_vec().into());
    }
    Goto::new(Kind::Meeting, base)
}

/// The screen's own state.
#[derive(Debug, Clone)]
pub struct Form {
    /// What kind of object.
    pub kind: Kind,
    /// Which one; none while a new one has nothing recorded yet.
    pub target: Option<ObjectId>,
    /// First fields of a new one.
    pub base: Fields,
    /// The field's number.
    pub cursor: usize,
    /// The field being edited.
    pub editing: Option<Editor>,
    /// What was typed into a field (its number) that was left without recording.
    pub left: Option<(usize, Editor)>,
}

impl Form {
    /// A form at a field; at the first one where there is none of that name.
    #[must_use]
    pub fn new(kind: Kind, target: Option<ObjectId>, base: Fields, field: &str) -> Self {
        let cursor = spec(kind).edited().position(|known| known.name == field).unwrap_or(0);
        Self { kind, target, base, cursor, editing: None, left: None }
    }

    /// The object as it stands.
    #[must_use]
    pub fn object<'a>(&self, model: &Model<'a>) -> Option<&'a Object> {
        let target = self.target.as_ref()?;
        if self.kind == Kind::Statement { model.register.get(target) } else { model.audit?.state.get(target) }
    }

    /// The fields in order.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static FieldSpec> {
        spec(self.kind).edited().collect()
    }

    /// The field under the cursor.
    #[must_use]
    pub fn field(&self) -> Option<&'static FieldSpec> {
        spec(self.kind).edited().nth(self.cursor)
    }

    /// A field's text as it is edited: lists one member a line.
    #[must_use]
    pub fn value(&self, model: &Model<'_>, field: &FieldSpec) -> String {
        match self.object(model) {
            Some(object) => model.terms().shown(object, field.name),
            None => self.base.get(field.name).map(|value| value.list().join("\n")).unwrap_or_default(),
        }
    }

    /// What is typed into a field and not recorded: where it is, as a draft names it, and the text.
    #[must_use]
    pub fn draft(&self) -> Option<(String, &str)> {
        let left = self.left.as_ref().map(|(at, editor)| (*at, editor));
        let (at, editor) = self.editing.as_ref().map(|editor| (self.cursor, editor)).or(left)?;
        let target = self.target.as_ref().map_or("new", ObjectId::as_str);
        let field = spec(self.kind).edited().nth(at).map_or("", |field| field.name);
        Some((format!("form {target} {field}"), editor.text()))
    }

    /// Begins to edit the field under the cursor, with this text or its own.
    pub fn begin(&mut self, model: &Model<'_>, text: Option<String>) {
        if let Some(field) = self.field() {
            let left =
                self.left.take().filter(|(at, _)| *at == self.cursor).map(|(_, editor)| editor.text().to_owned());
            let mut editor = Editor::with(text.or(left).unwrap_or_else(|| self.value(model, field)));
            editor.many_lines = field.shape == Shape::Text || field.shape.is_list();
            self.editing = Some(editor);
        }
    }

    /// A key while a field is edited.
    pub fn press(&mut self, model: &Model<'_>, key: Key) -> Step {
        let Some(editor) = &mut self.editing else { return Step::none() };
        let save = matches!(key, Key::Tab | Key::Ctrl('x')) || (key == Key::Enter && !editor.many_lines);
        if save {
            return self.save(model);
        }
        match key {
            Key::Esc | Key::Ctrl('g') => {
                let changed =
                    self.field().is_some_and(|field| self.value(model, field) != editor_text(self.editing.as_ref()));
                let editor = self.editing.take();
                if changed {
                    self.left = editor.map(|editor| (self.cursor, editor));
                    Step::say("left without recording; Enter goes on with the text while the form is open")
                } else {
                    Step::none()
                }
            }
            key => {
                editor.press(key);
                Step::none()
            }
        }
    }

    fn save(&mut self, model: &Model<'_>) -> Step {
        let Some(field) = self.field() else { return Step::none() };
        let value = match model.terms().value(self.kind, field.name, editor_text(self.editing.as_ref())) {
            Ok(value) => value,
            Err(Wrong::Text(why) | Wrong::Missing(why)) => return Step::refuse(why),
        };
        let mut wanted = Fields::new();
        wanted.insert(field.name.to_owned(), value.clone());
        let act = match self.object(model) {
            Some(object) => {
                let change = difference(object, &wanted);
                if change.is_empty() {
                    self.next();
                    return Step::none();
                }
                if self.kind == Kind::Statement {
                    return Step::go(Nav::Ask(Ask::Revise(object.id.clone(), wanted), String::new()));
                }
                Act::change(change)
            }
            None if self.kind == Kind::Plan => {
                let mut change = crate::domain::entry::Change::on(ObjectId::plan());
                change.set = wanted;
                Act::change(change)
            }
            None => {
                let mut fields = self.base.clone();
                fields.extend(wanted);
                Act::make(self.kind, self.label(model), fields)
            }
        };
        Step { notice: Some((false, format!("{} recorded", field.words))), ..Step::record(act) }
    }

    fn label(&self, model: &Model<'_>) -> String {
        let who = model.who;
        model.audit.map(|audit| audit.state.label_for(self.kind, &who.initials, &who.letter)).unwrap_or_default()
    }

    /// Leaves the field and goes to the next.
    pub fn next(&mut self) {
        self.editing = None;
        self.cursor = (self.cursor + 1).min(self.fields().len().saturating_sub(1));
    }

    /// What an action does here.
    pub fn act(&mut self, model: &Model<'_>, does: Do, rows: usize) -> Step {
        if let Some(to) = moved(self.cursor, self.fields().len(), rows, does) {
            self.cursor = to;
            return Step::none();
        }
        match (does, &self.target) {
            (Do::Open, _) => {
                self.begin(model, None);
                Step::none()
            }
            (Do::Withdraw, Some(target)) if self.kind == Kind::Statement => {
                Step::go(Nav::Ask(Ask::Withdraw(target.clone()), String::new()))
            }
            (Do::Withdraw, _) => Step::refuse("only an issued finding is withdrawn; `Not carried on` drops one before"),
            (Do::EditOutside, _) if self.kind == Kind::Statement => {
                Step::refuse("an issued statement is revised field by field, with the reason: Enter")
            }
            (Do::EditOutside, Some(target)) => Step::effect(Effect::Edit(target.clone())),
            (Do::EditOutside, None) => Step::refuse("record one field first, then edit the rest outside"),
            (Do::Back, _) => Step::go(Nav::Back),
            _ => Step::none(),
        }
    }
}

fn editor_text(editor: Option<&Editor>) -> &str {
    editor.map_or("", Editor::text)
}
