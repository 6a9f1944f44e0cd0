//! State and update of the terminal program: a key becomes an action, an action a step, a step effects as data.
//!
//! Must not know: ratatui, crossterm, the file system or the clock.
//!
//! Two modes, named first in the footer. LIST: keys act. WRITE: every printable key is text. Between them the line that
//! is being typed is kept, and after every batch of keys the runtime keeps it on disk too.

pub mod action;
mod answer;
mod drafts;
pub mod editor;
pub mod effect;
pub mod key;
pub mod keymap;
pub mod model;
mod overlay;
pub mod role;
pub mod screens;
pub mod step;
pub mod write;

use crate::domain::entry::Fields;
use crate::domain::fields::Kind;
use crate::domain::ident::ObjectId;
use action::{Do, On};
use answer::nothing_to_issue;
use editor::Editor;
use effect::{Effect, Offer, Outcome, Typed};
use key::{Input, Key};
use keymap::Keymap;
use model::Model;
use screens::list::List;
use screens::{Screen, find, form};
use step::{Ask, Goto, Nav, Step, Which};
use write::Write;

/// What the person is asked on top of a screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// A line of words.
    Ask(Ask, Editor),
    /// The find.
    Find(find::Find),
    /// The filter of the list below.
    Filter(Editor),
}

/// A message to the person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notice {
    /// Its words.
    pub text: String,
    /// Something was refused or failed.
    pub bad: bool,
}

/// What happens when the effect just asked for succeeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Pending {
    #[default]
    Nothing,
    /// The write line is recorded: clear it, go to this item, say this.
    Line(Option<String>, Vec<String>),
    /// A form's field is recorded.
    Field,
    /// Something with words of its own.
    Words(String),
    /// What was asked for in a line, and its words: back on the screen where it fails.
    Asked(Ask, Editor, &'static str),
}

/// The whole state of the program's surface.
#[derive(Debug)]
pub struct App {
    /// The screens, home first.
    pub stack: Vec<Screen>,
    /// The write line and whether it has the keys.
    pub write: Write,
    /// What lies on top.
    pub overlay: Option<Overlay>,
    /// The last message.
    pub notice: Notice,
    /// Keys to actions.
    pub keymap: Keymap,
    /// The window: columns, rows.
    pub size: (u16, u16),
    /// Lines that other sessions left.
    pub offers: Vec<Offer>,
    /// Left texts whose place is gone: kept on disk and shown, until the audit is left.
    strays: Vec<Typed>,
    /// The veil raised or lowered by hand; otherwise it follows the interview.
    veil: Option<bool>,
    /// Whether the veil follows the interview.
    pub veil_follows: bool,
    /// Go to the next item after a verdict.
    pub advance: bool,
    pending: Pending,
}

impl App {
    /// The program at home.
    #[must_use]
    pub fn new(keymap: Keymap, size: (u16, u16)) -> Self {
        Self {
            stack: vec![Screen::List(List::new(On::HomeList))],
            write: Write::default(),
            overlay: None,
            notice: Notice::default(),
            keymap,
            size,
            offers: Vec::new(),
            strays: Vec::new(),
            veil: None,
            veil_follows: true,
            advance: false,
            pending: Pending::Nothing,
        }
    }

    /// The screen on top.
    #[must_use]
    pub fn screen(&self) -> &Screen {
        // The bottom of the stack is home and is never taken away.
        self.stack.last().unwrap_or_else(|| unreachable!("home stays"))
    }

    /// Whether grades, counts, earlier verdicts, private lines and pitfalls are hidden from whoever looks on.
    #[must_use]
    pub fn veiled(&self, model: &Model<'_>) -> bool {
        self.veil.unwrap_or_else(|| self.veil_follows && model.interview().is_some())
    }

    /// The item that a line written now belongs to.
    #[must_use]
    pub fn current_item(&self, model: &Model<'_>) -> Option<String> {
        let field = self.stack.iter().rev().find_map(|screen| match screen {
            Screen::Field(field) => Some(field),
            _ => None,
        })?;
        field.item(&model.audit?).map(|item| item.id.clone())
    }

    /// Rows that fit on a list at this size, for paging.
    fn page(&self) -> usize {
        usize::from(self.size.1.saturating_sub(6)).max(1)
    }

    /// Takes one input in.
    pub fn update(&mut self, model: &Model<'_>, input: Input) -> Vec<Effect> {
        match input {
            Input::Resize(columns, rows) => {
                self.size = (columns, rows);
                Vec::new()
            }
            Input::Paste(text) => {
                self.notice = Notice::default();
                self.paste(model, &text)
            }
            Input::Key(key) => {
                self.notice = Notice::default();
                self.press(model, key)
            }
            Input::Hangup | Input::Terminate => vec![Effect::Quit],
        }
    }

    /// A paste never acts: it is text, and opens WRITE where nothing is being typed.
    fn paste(&mut self, model: &Model<'_>, text: &str) -> Vec<Effect> {
        match (&mut self.overlay, self.stack.last_mut()) {
            (Some(Overlay::Ask(_, editor)), _) => editor.insert(&text.replace('\n', " ")),
            // What is looked for is short. All of a page would be looked for in everything, with every key.
            (Some(Overlay::Filter(editor) | Overlay::Find(find::Find { editor, .. })), _) => {
                let words: String = text.chars().take(200).collect();
                editor.insert(&words.replace('\n', " "));
            }
            (None, Some(Screen::Form(form::Form { editing: Some(editor), .. }))) => {
                let text = if editor.many_lines { text.to_owned() } else { text.replace('\n', " ") };
                editor.insert(&text);
            }
            (None, Some(Screen::Field(_))) => {
                if !self.write.on && !self.write.is_free() {
                    self.notice = Notice { text: "put into the line that waited here".into(), bad: true };
                }
                self.write.on = model.audit.is_some();
                self.write.editor.insert(text.trim_end_matches('\n'));
            }
            _ => {
                let key = self.keymap.key("write");
                self.notice =
                    Notice { text: format!("nothing here takes text: open an audit and press {key}"), bad: true }
            }
        }
        Vec::new()
    }

    fn press(&mut self, model: &Model<'_>, key: Key) -> Vec<Effect> {
        let on = self.screen().on();
        let bound = self.keymap.while_typing(on, key);
        match bound {
            Some(Do::Suspend) => return vec![Effect::Suspend],
            Some(Do::Repaint) => return vec![Effect::Repaint],
            _ => {}
        }
        if let Some(overlay) = self.overlay.take() {
            let step = self.press_overlay(model, overlay, key);
            return self.take(model, step);
        }
        if self.write.on {
            let item = self.current_item(model);
            let veiled = self.veiled(model);
            let step = self.write.press(model, item.as_deref(), (key, bound), veiled);
            return self.take_write(model, step);
        }
        if let Some(Screen::Form(form)) = self.stack.last_mut()
            && form.editing.is_some()
        {
            let step = form.press(model, &self.keymap, key, bound);
            if matches!(step.effects.first(), Some(Effect::Record(_))) {
                self.pending = Pending::Field;
            }
            return self.take(model, step);
        }
        let Some(action) = self.keymap.find(on, key) else {
            return self.grade_key(model, on, key);
        };
        self.act(model, action.does)
    }

    /// The letters of the programme's grades open WRITE in fieldwork.
    fn grade_key(&mut self, model: &Model<'_>, on: On, key: Key) -> Vec<Effect> {
        if let (On::Field, Key::Char(c)) = (on, key)
            && let Some(grade) = model.programme.grade(&c.to_string())
        {
            let step = Step::go(Nav::Write(format!("!{} ", grade.key)));
            return self.take(model, step);
        }
        Vec::new()
    }

    fn act(&mut self, model: &Model<'_>, does: Do) -> Vec<Effect> {
        let (veiled, page, in_audit) = (self.veiled(model), self.page(), model.audit.is_some());
        let step = match does {
            Do::Help if self.screen().on() != On::HelpPage => {
                Step::push(Goto::Menu(self.screen().on(), self.screen().without()))
            }
            Do::Refresh => Step::effect(Effect::Refresh),
            Do::Repaint => Step::effect(Effect::Repaint),
            Do::Suspend => Step::effect(Effect::Suspend),
            Do::Undo | Do::Redo if self.on_statement() => {
                Step::refuse("what is issued is not undone: revise it again, or withdraw it")
            }
            Do::Undo if in_audit => Step::effect(Effect::Undo),
            Do::Redo if in_audit => Step::effect(Effect::Redo),
            Do::Veil => Step::go(Nav::Veil),
            Do::TakeOver => match self.offers.first() {
                Some(_) if !self.write.is_free() => Step::refuse(self.waiting(veiled)),
                Some(offer) => Step::effect(Effect::TakeOver(offer.clone())),
                None => Step::refuse("no other session left a line here"),
            },
            Do::Issue if let Some(why) = nothing_to_issue(model, &self.keymap) => Step::refuse(why),
            does => match self.stack.last_mut() {
                Some(Screen::List(list)) => list.act(model, &self.keymap, does, veiled, page),
                Some(Screen::Field(field)) => field.act(model, &self.keymap, does, veiled, page),
                Some(Screen::Grid(grid)) => grid.act(model, does, veiled, page),
                Some(Screen::Form(form)) => form.act(model, &self.keymap, does, page),
                Some(Screen::Page(shown)) => shown.act(model, does, page, self.size.0),
                None => Step::none(),
            },
        };
        let verdict = does == Do::Conform && matches!(step.effects.first(), Some(Effect::Record(_)));
        if verdict
            && self.advance
            && let (Some(Screen::Field(field)), Some(audit)) = (self.stack.last_mut(), model.audit)
        {
            field.step(&audit, true);
        }
        self.take(model, step)
    }

    /// Whether the screen needs the register itself. The list of it does not: home's rows say all that it shows. Nor
    /// does fieldwork: an interview begins at once, however much was ever issued.
    #[must_use]
    pub fn shows_register(&self) -> bool {
        match self.screen() {
            Screen::Form(form) => form.tell.is_some() || matches!(form.kind, Kind::Statement | Kind::Finding),
            Screen::Page(page) => matches!(page.which, Which::Report | Which::Statement(_)),
            screen => matches!(screen.on(), On::CaseList | On::NotebookList | On::FindingList | On::ReviewList),
        }
    }

    /// Whether the screen lists the register, which home's rows are enough for.
    #[must_use]
    pub fn lists_register(&self) -> bool {
        self.screen().on() == On::RegisterList
    }

    /// Whether home has the screen, and nothing is asked on top of it.
    #[must_use]
    pub fn is_idle_at_home(&self) -> bool {
        self.stack.len() == 1 && self.overlay.is_none()
    }

    /// Whether the screen needs home's rows of the register, which home itself does not.
    #[must_use]
    pub fn shows_rows(&self) -> bool {
        self.lists_register() || self.shows_register() || self.screen().on() == On::FigureList
    }

    fn on_statement(&self) -> bool {
        matches!(self.screen(), Screen::Form(form) if form.kind == Kind::Statement)
    }

    /// Carries out a step: its notice, where it goes, and what it asks the runtime for.
    fn take(&mut self, model: &Model<'_>, step: Step) -> Vec<Effect> {
        if let Some((bad, text)) = step.notice {
            let records = step.effects.iter().any(|effect| matches!(effect, Effect::Record(_)));
            if records && self.pending == Pending::Nothing {
                // Said only once it is on disk.
                self.pending = Pending::Words(text);
            } else if !records {
                self.notice = Notice { text, bad };
            }
        }
        match step.nav {
            Some(Nav::Push(goto)) => {
                self.stack.push(goto.into());
                match self.stack.last_mut() {
                    // What is to be told begins with its first field.
                    Some(Screen::Form(form)) if form.tell.is_some() => form.begin(model, None),
                    Some(Screen::List(list)) => list.begin(model),
                    _ => {}
                }
            }
            Some(Nav::Back) => drop(if self.stack.len() > 1 { self.stack.pop() } else { None }),
            Some(Nav::Write(prefix)) => {
                self.back_to_field();
                if !self.write.open(&prefix) {
                    self.notice = Notice { text: self.waiting(self.veiled(model)), bad: true };
                }
            }
            Some(Nav::Ask(ask, text)) => self.overlay = Some(Overlay::Ask(ask, Editor::with(text))),
            Some(Nav::Find { items }) => {
                self.overlay = Some(Overlay::Find(find::Find { items, ..find::Find::default() }));
            }
            Some(Nav::Item(item)) => self.go_item(model, &item),
            Some(Nav::Filter) => {
                let filter = match self.stack.last() {
                    Some(Screen::List(list)) => list.filter.clone(),
                    _ => String::new(),
                };
                self.overlay = Some(Overlay::Filter(Editor::with(filter)));
            }
            Some(Nav::Veil) => self.veil = Some(!self.veiled(model)),
            Some(Nav::Act(does)) => {
                self.stack.pop();
                return self.act(model, does);
            }
            None => {}
        }
        step.effects
    }

    /// The register may have been read since the screen came up: only now does its cursor find its place, and a finding
    /// turns out to be issued.
    pub fn begin(&mut self, model: &Model<'_>) {
        match self.stack.last_mut() {
            Some(Screen::List(list)) => list.begin(model),
            Some(Screen::Form(form)) if form.kind == Kind::Finding && form.drafts().is_empty() => {
                if let Some(statement) = form.target.as_ref().and_then(|finding| model.issued_as(finding)) {
                    *form = form::Form::new(Kind::Statement, Some(statement), Fields::new(), "");
                }
            }
            _ => {}
        }
    }

    fn back_to_field(&mut self) {
        while self.stack.len() > 1 && !matches!(self.stack.last(), Some(Screen::Field(_))) {
            self.stack.pop();
        }
    }

    /// Why no other line comes into the write line: which one is in it, and how to go on with it. Under the veil it is
    /// not read out, for it may hold a grade.
    fn waiting(&self, veiled: bool) -> String {
        const SHOWN: usize = 40;
        let line = self.write.editor.text().trim();
        let head: String = line.chars().take(SHOWN).collect();
        let what = match head.len() < line.len() {
            _ if veiled => "a line".to_owned(),
            true => format!("\"{}...\"", head.trim_end()),
            false => format!("\"{head}\""),
        };
        let key = self.keymap.key("write");
        format!("{what} waits and is not recorded: {key} on an item goes on with it, Ctrl-U there clears it")
    }

    fn go_item(&mut self, model: &Model<'_>, item: &str) {
        let Some(audit) = model.audit else { return };
        self.back_to_field();
        if let Some(Screen::Field(field)) = self.stack.last_mut() {
            field.go(&audit, item);
        }
    }

    fn take_write(&mut self, model: &Model<'_>, step: write::WriteStep) -> Vec<Effect> {
        match step {
            write::WriteStep::Nothing => Vec::new(),
            write::WriteStep::Say(bad, text) => {
                self.notice = Notice { text, bad };
                Vec::new()
            }
            write::WriteStep::Record { act, go, remarks } => {
                self.pending = Pending::Line(go, remarks);
                vec![Effect::Record(act)]
            }
            write::WriteStep::Go(item) => {
                self.go_item(model, &item);
                Vec::new()
            }
            write::WriteStep::Next(forward) => {
                if let (Some(Screen::Field(field)), Some(audit)) = (self.stack.last_mut(), model.audit) {
                    field.step(&audit, forward);
                }
                Vec::new()
            }
            write::WriteStep::FindItem => {
                self.overlay = Some(Overlay::Find(find::Find { items: true, ..find::Find::default() }));
                Vec::new()
            }
        }
    }

    /// Takes in what came of an effect.
    pub fn outcome(&mut self, model: &Model<'_>, outcome: Outcome) {
        let pending = std::mem::take(&mut self.pending);
        if let Pending::Asked(ask, editor, _) = &pending {
            if matches!(outcome, Outcome::Failed(_)) {
                self.overlay = Some(Overlay::Ask(ask.clone(), editor.clone()));
            } else {
                self.answered(model, ask);
            }
        }
        match outcome {
            Outcome::Gone(offer) => {
                self.offers.retain(|other| *other != offer);
                let text = format!("the session on {} has left, and left nothing to take over", offer.tty);
                self.notice = Notice { text, bad: true };
            }
            Outcome::Recorded(object) => self.recorded(model, pending, &object),
            Outcome::Told(text) => {
                if matches!(self.screen(), Screen::Form(form) if form.tell.is_some()) {
                    self.stack.pop();
                }
                self.notice = Notice { text, bad: false };
            }
            Outcome::Done(text) => self.notice = Notice { text, bad: false },
            Outcome::Failed(text) => self.notice = Notice { text, bad: true },
            Outcome::Opened(offers) => self.opened(model, offers),
            Outcome::Offered(offers) => self.offered(offers),
            Outcome::TakenOver(offer) => {
                self.restore(model, &offer);
                self.offers.retain(|other| *other != offer);
            }
        }
    }

    fn recorded(&mut self, model: &Model<'_>, pending: Pending, object: &ObjectId) {
        let interview_before = self.veil.is_some();
        match pending {
            Pending::Line(go, remarks) => {
                let said = self.write.recorded(model, object, self.veiled(model));
                self.notice = Notice { text: [vec![said], remarks].concat().join(": "), bad: false };
                if let Some(item) = go {
                    self.go_item(model, &item);
                }
                let found = model.audit.and_then(|audit| audit.state.get(object));
                if found.is_some_and(|found| found.kind == Kind::Interview && !found.lacks("ended")) {
                    self.write.on = false;
                    self.stack.push(Goto::Page(Which::Closing(object.clone())).into());
                }
            }
            Pending::Field => {
                if let Some(Screen::Form(form)) = self.stack.last_mut() {
                    if form.target.is_none() {
                        form.target = Some(object.clone());
                    }
                    form.go_on(model);
                    self.notice = Notice { text: form.said.clone(), bad: false };
                }
            }
            Pending::Asked(_, _, said) => {
                let text = if said.is_empty() { "recorded" } else { said }.to_owned();
                self.notice = Notice { text, bad: false };
            }
            Pending::Words(text) => self.notice = Notice { text, bad: false },
            Pending::Nothing => {}
        }
        // A veil raised or lowered by hand holds until the interview changes.
        if interview_before && model.audit.and_then(|a| a.state.get(object)).is_some_and(|o| o.kind == Kind::Interview)
        {
            self.veil = None;
        }
    }

    /// What was left in another place stays on disk there.
    fn offered(&mut self, offers: Vec<Offer>) {
        self.strays.clear();
        self.offers = offers;
        if let Some(offer) = self.offers.first() {
            let text = format!(
                "yours on {}, idle since {}: {} takes its line over",
                offer.tty,
                offer.since,
                self.keymap.key("take-over")
            );
            self.notice = Notice { text, bad: false };
        }
    }

    fn opened(&mut self, model: &Model<'_>, offers: Vec<Offer>) {
        let Some(audit) = model.audit else { return };
        let last = screens::field::Field::last_worked_on(&audit);
        self.stack.truncate(1);
        self.stack.push(Screen::Field(screens::field::Field::at(&audit, &last)));
        self.veil = None;
        self.write = Write::default();
        self.offered(offers);
        if let Some(complaint) = model.complaints.first() {
            self.notice = Notice { text: complaint.clone(), bad: true };
        }
    }
}
