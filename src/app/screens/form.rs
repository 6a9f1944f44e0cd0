//! A form: the fields of one object, edited one at a time; each saved field is one entry.
//!
//! Must not know: which kinds there are beyond the field table.

use crate::app::action::Do;
use crate::app::editor::Editor;
use crate::app::effect::Effect;
use crate::app::key::Key;
use crate::app::keymap::Keymap;
use crate::app::model::Model;
use crate::app::step::{Ask, Goto, Nav, Step, moved};
use crate::domain::assign::Wrong;
use crate::domain::checklist::Item;
use crate::domain::dates;
use crate::domain::entry::{Act, Change, Fields, Value};
use crate::domain::fields::{FieldSpec, Kind, Shape, spec};
use crate::domain::fold::{Object, difference};
use crate::domain::followup::case::Book;
use crate::domain::followup::record::Desk;
use crate::domain::followup::tell::Tell;
use crate::domain::ident::ObjectId;
use crate::domain::sample;
use chrono::NaiveDate;

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
    /// What was typed into fields (their numbers) that were left without recording.
    left: Vec<(usize, Editor)>,
    /// What the field held when editing began: only what the person changed since is recorded.
    begun: Fields,
    /// Tab goes on into the next field.
    onward: bool,
    /// What to say once the field is recorded.
    pub said: String,
    /// Where the fields are one thing to be told and recorded together: what, and of which statement.
    pub tell: Option<(Tell, Option<ObjectId>)>,
    /// What was filled in for it.
    given: Vec<(&'static str, String)>,
    /// What stood in it beforehand is filled in only once.
    looked: bool,
    /// It was said that leaving loses what is filled in.
    warned: bool,
}

impl Form {
    /// A form at a field; at the first one where there is none of that name.
    #[must_use]
    pub fn new(kind: Kind, target: Option<ObjectId>, base: Fields, field: &str) -> Self {
        let cursor = spec(kind).edited().position(|known| known.name == field).unwrap_or(0);
        let (begun, said) = (Fields::new(), String::new());
        let (tell, given) = (None, Vec::new());
        let (editing, left) = (None, Vec::new());
        let (onward, looked, warned) = (false, false, false);
        Self { kind, target, base, cursor, editing, left, begun, onward, said, tell, given, looked, warned }
    }

    /// A form whose fields are recorded together, once all of them are filled in.
    #[must_use]
    pub fn tell(tell: Tell, on: Option<ObjectId>) -> Self {
        let kind = tell.kind();
        Self { tell: Some((tell, on)), ..Self::new(kind, None, Fields::new(), "") }
    }

    /// Its heading.
    #[must_use]
    pub fn title(&self, model: &Model<'_>) -> String {
        if let Some((tell, on)) = &self.tell {
            let label =
                on.as_ref().and_then(|on| model.register.get(on)).map_or("", |statement| statement.label.as_str());
            return if label.is_empty() { capital(&tell.words()) } else { format!("{label}  {}", tell.words()) };
        }
        let name = spec(self.kind).name;
        match self.object(model) {
            Some(object) => format!("{} {}", capital(name), object.label).trim_end().to_owned(),
            None if self.kind == Kind::Plan => capital(name),
            None => format!("New {name}"),
        }
    }

    /// The form that a draft was typed into, by the names in its [`Form::drafts`]; nothing where that is gone.
    #[must_use]
    pub fn of_draft(model: &Model<'_>, target: &str, field: &str) -> Option<Self> {
        if let Some(kind) = target.strip_prefix("new-") {
            let kind =
                [Kind::Sample, Kind::Meeting, Kind::Evidence].into_iter().find(|known| spec(*known).name == kind)?;
            return Some(Self::new(kind, None, Fields::new(), field));
        }
        let id = ObjectId::from_text(target);
        let found = model.audit.and_then(|audit| audit.state.get(&id)).or_else(|| model.register.get(&id));
        let kind = found.map(|object| object.kind).or((id == ObjectId::plan()).then_some(Kind::Plan))?;
        Some(Self::new(kind, Some(id), Fields::new(), field))
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
        match &self.tell {
            Some((tell, _)) => tell.fields(),
            None => spec(self.kind).edited().collect(),
        }
    }

    /// Whether what is told says nothing without this field.
    #[must_use]
    pub fn needs(&self, field: &FieldSpec) -> bool {
        self.tell.as_ref().is_some_and(|(tell, _)| tell.needs(field.name))
    }

    /// The field under the cursor.
    #[must_use]
    pub fn field(&self) -> Option<&'static FieldSpec> {
        self.fields().get(self.cursor).copied()
    }

    /// A field's text as it is edited: lists one member a line.
    #[must_use]
    pub fn value(&self, model: &Model<'_>, field: &FieldSpec) -> String {
        match self.object(model) {
            _ if self.tell.is_some() => self.filled_in(field.name).to_owned(),
            Some(object) => model.terms().shown(object, field.name),
            None => self.base.get(field.name).map(|value| value.list().join("\n")).unwrap_or_default(),
        }
    }

    fn filled_in(&self, field: &str) -> &str {
        self.given.iter().find(|(name, _)| *name == field).map_or("", |(_, text)| text.as_str())
    }

    /// What the text being typed is taken as, where that is not what it looks like: a day in full.
    #[must_use]
    pub fn echo(&self, model: &Model<'_>) -> Option<String> {
        let (field, editor) = (self.field()?, self.editing.as_ref()?);
        let text = editor.text().trim();
        if field.shape != Shape::Date || text.is_empty() {
            return None;
        }
        let day = dates::parse_day(text, Some(model.today));
        Some(day.map_or_else(|| "no day yet".to_owned(), |day| day_echo(day, model.today)))
    }

    /// What is typed and not recorded: each text with its place, as a draft names it.
    #[must_use]
    pub fn drafts(&self) -> Vec<(String, String)> {
        let left = self.left.iter().map(|(at, editor)| (*at, editor));
        let field = |at: usize| self.fields().get(at).map_or("", |field| field.name);
        let open = left.chain(self.editing.as_ref().map(|editor| (self.cursor, editor)));
        let typing: Vec<_> = open.map(|(at, editor)| (field(at), editor.text().to_owned())).collect();
        if let Some((tell, on)) = &self.tell {
            let place = |what: &str, field: &str| {
                format!("{what} {} {} {field}", on.as_ref().map_or("-", ObjectId::as_str), tell.name())
            };
            let filled = self.given.iter().map(|(field, text)| (place("tell", field), text.clone()));
            return filled.chain(typing.into_iter().map(|(field, text)| (place("telling", field), text))).collect();
        }
        let new = format!("new-{}", spec(self.kind).name);
        let target = self.target.as_ref().map_or(new.as_str(), ObjectId::as_str);
        let base = self
            .base
            .iter()
            .filter(|_| self.target.is_none() && typing.iter().any(|(_, text)| !text.trim().is_empty()));
        let begun = base.map(|(field, value)| (format!("base {target} {field}"), value.list().join("\n")));
        begun.chain(typing.iter().map(|(field, text)| (format!("form {target} {field}"), text.clone()))).collect()
    }

    /// Whether a draft means this form by that name.
    #[must_use]
    pub fn names(&self, target: &str) -> bool {
        match &self.target {
            _ if self.tell.is_some() => false,
            Some(id) => id.as_str() == target,
            None => target.strip_prefix("new-") == Some(spec(self.kind).name),
        }
    }

    /// Goes to a field.
    pub fn go(&mut self, field: &str) {
        self.cursor = self.fields().iter().position(|known| known.name == field).unwrap_or(self.cursor);
    }

    /// What a new object begins with.
    pub fn begin_with(&mut self, field: &str, text: &str) {
        let Some(found) = spec(self.kind).field(field) else { return };
        let list = || text.lines().map(str::to_owned).collect::<Vec<_>>();
        self.base.insert(field.to_owned(), if found.shape.is_list() { list().into() } else { text.into() });
    }

    /// What had been filled in, or (the last) was being typed, before the session broke off.
    pub fn put_back(&mut self, model: &Model<'_>, field: &str, text: &str, typing: bool) {
        self.looked = true;
        self.leave();
        self.go(field);
        let Some(field) = self.field() else { return };
        if typing {
            self.begin(model, Some(text.to_owned()));
        } else {
            self.given.retain(|(name, _)| *name != field.name);
            self.given.push((field.name, text.to_owned()));
        }
    }

    /// Leaves the field being edited; its text stays at hand.
    pub fn leave(&mut self) {
        self.left.extend(self.editing.take().map(|editor| (self.cursor, editor)));
    }

    /// Fills in what was told last, to be bettered: once, when the form is first used.
    pub fn look_up(&mut self, model: &Model<'_>) {
        let Some((tell, Some(on))) = self.tell.as_ref().filter(|_| !self.looked) else { return };
        if let Some(statement) = model.register.get(on) {
            self.given = tell.begun(&Book::new(model.register, model.programme).case(statement));
        }
        self.looked = true;
    }

    /// Begins to edit the field under the cursor, with this text or its own.
    pub fn begin(&mut self, model: &Model<'_>, text: Option<String>) {
        self.look_up(model);
        self.warned = false;
        if let Some(field) = self.field() {
            let left = self.left.iter().position(|(at, _)| *at == self.cursor);
            let left = left.map(|at| self.left.remove(at).1.text().to_owned());
            let mut editor = Editor::with(text.or(left).unwrap_or_else(|| self.value(model, field)));
            editor.many_lines = field.shape == Shape::Text || field.shape.is_list();
            self.editing = Some(editor);
            self.onward = false;
            self.begun.clear();
            if let Some(value) = self.object(model).and_then(|object| object.fields.get(field.name)) {
                self.begun.insert(field.name.to_owned(), Value::clone(&value.value));
            }
        }
    }

    /// A key while a field is edited, with what it is bound to while a text is typed.
    pub fn press(&mut self, model: &Model<'_>, keymap: &Keymap, key: Key, bound: Option<Do>) -> Step {
        let Some(editor) = &mut self.editing else { return Step::none() };
        let record = bound == Some(Do::RecordAll);
        if self.tell.is_some() && record {
            return match self.fill_in(model) {
                Ok(()) => self.tell_all(model),
                Err(why) => Step::refuse(why),
            };
        }
        let save = record || key == Key::Tab || (key == Key::Enter && !editor.many_lines);
        if save {
            self.onward = key == Key::Tab || self.tell.is_some();
            return self.save(model, keymap);
        }
        match key {
            Key::Esc | Key::Ctrl('g') => self.leave_field(model, keymap),
            key => {
                editor.press(key);
                Step::none()
            }
        }
    }

    /// Leaves the field with what was typed into it: what is recorded together is filled in, if it reads well.
    fn leave_field(&mut self, model: &Model<'_>, keymap: &Keymap) -> Step {
        let typed = editor_text(self.editing.as_ref());
        let changed = self.field().is_some_and(|field| self.value(model, field) != typed);
        if !changed {
            self.editing = None;
            return Step::none();
        }
        if self.tell.is_some() && self.fill_in(model).is_ok() {
            self.editing = None;
            return Step::say(format!("filled in, not recorded: {} records it all", keymap.key("record-all")));
        }
        self.leave();
        let key = keymap.key("edit-field");
        Step::say(format!("left without recording; {key} goes on with the text while the form is open"))
    }

    fn save(&mut self, model: &Model<'_>, keymap: &Keymap) -> Step {
        let Some(field) = self.field() else { return Step::none() };
        if self.tell.is_some() {
            return match self.fill_in(model) {
                Ok(()) => {
                    let last = self.cursor + 1 == self.fields().len();
                    self.go_on(model);
                    if last { Step::say(format!("{} records it", keymap.key("record-all"))) } else { Step::none() }
                }
                Err(why) => Step::refuse(why),
            };
        }
        let value = match model.terms().value(self.kind, field.name, editor_text(self.editing.as_ref())) {
            Ok(value) => value,
            Err(Wrong::Text(why) | Wrong::Missing(why)) => return Step::refuse(why),
        };
        "recorded".clone_into(&mut self.said);
        let mut wanted = Fields::new();
        wanted.insert(field.name.to_owned(), value.clone());
        let act = match self.object(model) {
            Some(object) => {
                // What the person saw when the field was opened, so that what others wrote meanwhile is left alone.
                let mut seen = object.clone();
                seen.fields.remove(field.name);
                if let Some(begun) = self.begun.get(field.name) {
                    let as_it_was = Change::on(object.id.clone()).set(field.name, begun.clone());
                    seen.apply_unrecorded(&as_it_was);
                }
                let change = difference(&seen, &wanted);
                if change.is_empty() {
                    self.go_on(model);
                    return Step::none();
                }
                if !field.shape.is_list() && object.text(field.name) != seen.text(field.name) {
                    self.said = format!(
                        "recorded over what somebody else put into {} meanwhile: {}",
                        field.words,
                        object.text(field.name)
                    );
                }
                let mut merged = object.clone();
                merged.apply_unrecorded(&change);
                wanted
                    .extend(merged.fields.get(field.name).map(|now| (field.name.to_owned(), Value::clone(&now.value))));
                if self.kind == Kind::Statement {
                    return Step::go(Nav::Ask(Ask::Revise(object.id.clone(), wanted), String::new()));
                }
                Act::change(change)
            }
            None if self.kind == Kind::Plan => {
                let mut change = Change::on(ObjectId::plan());
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

    /// Takes the text being typed for its field, in the form in which it will be kept.
    fn fill_in(&mut self, model: &Model<'_>) -> Result<(), String> {
        let (Some(field), Some((tell, _))) = (self.field(), &self.tell) else { return Ok(()) };
        let Some(editor) = &self.editing else { return Ok(()) };
        let text = tell.read(field, editor.text(), model.today)?;
        self.given.retain(|(name, _)| *name != field.name);
        if !text.is_empty() {
            self.given.push((field.name, text));
        }
        Ok(())
    }

    /// Records what was filled in; where that will not do yet, says why and goes to the first field that is needed.
    fn tell_all(&mut self, model: &Model<'_>) -> Step {
        let Some((tell, on)) = self.tell.clone() else { return Step::none() };
        while let Some((at, _)) = self.left.first() {
            // What does not read well was left as it was typed: it is not left out in silence.
            (self.cursor, self.editing) = (*at, None);
            self.begin(model, None);
            if let Err(why) = self.fill_in(model) {
                return Step::refuse(why);
            }
            self.editing = None;
        }
        if !self.given.is_empty() && !self.is_changed(model) {
            return Step::refuse("nothing was changed: this is recorded already");
        }
        let book = Book::new(model.register, model.programme);
        let case = on.as_ref().and_then(|on| model.register.get(on)).map(|statement| book.case(statement));
        let desk = Desk { today: model.today, name: &model.who.name };
        match tell.said(&book, case.as_ref(), &self.given, desk) {
            Ok(_) => Step::effect(Effect::Tell(tell, on, self.given.clone())),
            Err(why) => {
                let empty = |field: &FieldSpec| tell.needs(field.name) && self.filled_in(field.name).is_empty();
                if let Some(at) = self.fields().iter().position(|field| empty(field)) {
                    self.editing = None;
                    self.cursor = at;
                    self.begin(model, None);
                }
                Step::refuse(why)
            }
        }
    }

    /// Whether something else stands in it than what stood there beforehand.
    fn is_changed(&self, model: &Model<'_>) -> bool {
        let Some((tell, on)) = &self.tell else { return false };
        let statement = on.as_ref().and_then(|on| model.register.get(on));
        let before = statement.map(|found| tell.begun(&Book::new(model.register, model.programme).case(found)));
        let before = before.unwrap_or_default();
        self.given.len() != before.len() || before.iter().any(|(name, text)| self.filled_in(name) != text)
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

    /// Leaves the field; where Tab saved it, the next one is open for editing.
    pub fn go_on(&mut self, model: &Model<'_>) {
        let before = self.cursor;
        self.next();
        if std::mem::take(&mut self.onward) && self.cursor != before {
            self.begin(model, None);
        }
    }

    /// What an action does here.
    pub fn act(&mut self, model: &Model<'_>, keymap: &Keymap, does: Do, rows: usize) -> Step {
        if let Some(to) = moved(self.cursor, self.fields().len(), rows, does) {
            self.cursor = to;
            return Step::none();
        }
        if self.tell.is_some() && matches!(does, Do::RecordAll | Do::Withdraw | Do::EditOutside) {
            return match does {
                Do::RecordAll => self.tell_all(model),
                _ => Step::none(),
            };
        }
        let unrecorded = !self.left.is_empty() || (self.tell.is_some() && self.is_changed(model));
        if does == Do::Back && unrecorded && !std::mem::replace(&mut self.warned, true) {
            let how = if self.tell.is_some() {
                format!("{} records it", keymap.key("record-all"))
            } else {
                format!("{} on its field goes on with it", keymap.key("edit-field"))
            };
            let back = keymap.key("back");
            return Step::refuse(format!("not recorded yet: {how}, {back} once more leaves it unrecorded"));
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
                let key = keymap.key("edit-field");
                Step::refuse(format!("an issued statement is revised field by field, with the reason: {key}"))
            }
            (Do::EditOutside, Some(target)) => Step::effect(Effect::Edit(target.clone())),
            (Do::EditOutside, None) => Step::refuse("record one field first, then edit the rest outside"),
            (Do::Back, _) => Step::go(Nav::Back),
            _ => Step::none(),
        }
    }
}

/// `= Fri 30 Oct 2026, in 12 days`
fn day_echo(day: NaiveDate, today: NaiveDate) -> String {
    let away = match (day - today).num_days() {
        0 => "today".to_owned(),
        days @ 1.. => format!("in {days} d"),
        days => format!("{} d ago", -days),
    };
    format!("= {} {}, {away}", day.format("%a"), dates::day_words(day))
}

/// With the capital letter of a title.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn editor_text(editor: Option<&Editor>) -> &str {
    editor.map_or("", Editor::text)
}
