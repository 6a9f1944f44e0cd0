//! One sitting: the app's state beside the open workspace, and how an effect of the one happens in the other.
//!
//! Must not know: the terminal. What needs it is handed outward.

use super::desk::{Desk, HOME, REGISTER};
use super::themes;
use crate::app::action::On;
use crate::app::effect::{Effect, Outcome};
use crate::app::key::Input;
use crate::app::{App, Overlay};
use crate::domain::ident::ObjectId;
use crate::ui;
use crate::ui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What only the loop can do, because it needs the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outward {
    Edit(ObjectId),
    Copy(String),
    Repaint,
    Suspend,
    Quit,
}

/// The app and what it works on.
#[derive(Debug)]
pub(super) struct Session {
    /// The surface.
    pub app: App,
    /// The workspace, the audit, the drafts.
    pub desk: Desk,
    /// How it looks.
    pub look: Look,
    /// What was being asked when the input came that is taken in now.
    asked: Option<Overlay>,
}

impl Session {
    /// A sitting.
    pub const fn new(app: App, desk: Desk, look: Look) -> Self {
        Self { app, desk, look, asked: None }
    }

    /// Takes one input in and carries out what it asks for; what needs the terminal is returned.
    pub fn take(&mut self, input: Input) -> Vec<Outward> {
        self.asked.clone_from(&self.app.overlay);
        self.desk.tick();
        #[cfg(debug_assertions)]
        let fault = fault(&input);
        let effects = self.app.update(&self.desk.model(), input);
        #[cfg(debug_assertions)]
        assert!(!fault, "a fault on purpose");
        let mut outward = Vec::new();
        for effect in effects {
            match effect {
                Effect::Edit(object) => outward.push(Outward::Edit(object)),
                Effect::Copy(text) => outward.push(Outward::Copy(text)),
                Effect::Repaint => outward.push(Outward::Repaint),
                Effect::Suspend => outward.push(Outward::Suspend),
                Effect::Quit => outward.push(Outward::Quit),
                Effect::Try(theme) => self.try_theme(theme.as_deref()),
                Effect::Wear(theme) => self.wear(&theme),
                effect => {
                    self.perform(effect);
                }
            }
        }
        if self.app.screen().on() == On::ThemeList {
            self.desk.offer_themes();
            self.app.begin(&self.desk.model());
        }
        if self.app.shows_rows() {
            self.desk.read_rows();
            self.app.begin(&self.desk.model());
        }
        self.enter();
        self.asked = None;
        outward
    }

    /// Home or the register may have come on the screen: what was left there comes back, and what is typed is kept there.
    pub fn enter(&mut self) {
        let whole = self.app.shows_register();
        let entered = if whole || self.app.lists_register() {
            self.keep_before(REGISTER);
            self.desk.enter_register(whole)
        } else if self.app.is_idle_at_home() && self.desk.is_elsewhere(HOME) {
            self.keep_before(HOME);
            self.desk.enter_home()
        } else {
            return;
        };
        for outcome in entered.unwrap_or_else(|why| vec![Outcome::Failed(why)]) {
            self.outcome(outcome);
        }
        self.app.begin(&self.desk.model());
    }

    /// What is typed where one was is kept there a last time.
    fn keep_before(&mut self, area: &str) {
        if self.desk.is_elsewhere(area) {
            self.keep();
        }
    }

    /// After a fault in the program: keeps what is typed, and the question that was open when the fault came.
    pub fn rescue(&mut self) {
        // What is broken may be what is asked here; then what was kept after the keys before stays.
        let _ = catch_unwind(AssertUnwindSafe(|| {
            if self.app.overlay.is_none() {
                self.app.overlay = self.asked.take();
            }
            self.keep();
        }));
    }

    /// Carries out an effect that needs no terminal, and tells the app what came of it.
    pub fn perform(&mut self, effect: Effect) -> Option<Outcome> {
        if effect == Effect::Close {
            // The keys that came together with this one may have emptied the line: what is left behind is what it holds
            // now.
            self.keep();
        }
        let outcomes = self.desk.perform(effect);
        let last = outcomes.last().cloned();
        for outcome in outcomes {
            self.outcome(outcome);
        }
        // A line taken over is ours from here on, before another key changes it: else it would come back once more.
        self.keep();
        last
    }

    /// Tells the app what came of an effect.
    pub fn outcome(&mut self, outcome: Outcome) {
        self.app.outcome(&self.desk.model(), outcome);
    }

    /// Keeps the half-typed text on disk.
    pub fn keep(&mut self) {
        let texts = self.app.drafts(&self.desk.model());
        if let Err(why) = self.desk.keep(texts) {
            self.outcome(Outcome::Failed(why));
        }
    }

    /// Reads what others recorded; a fault is said once there is nothing else to say. Whether there is anything to show.
    pub fn refresh_quietly(&mut self) -> bool {
        match self.desk.refresh() {
            Err(why) if self.app.notice.text.is_empty() => {
                self.outcome(Outcome::Failed(why));
                true
            }
            news => news.is_ok_and(|news| news),
        }
    }

    /// Draws one frame, and says where the cursor stands.
    pub fn draw(&self, buffer: &mut Buffer) -> Position {
        ui::draw(buffer, &self.app, &self.desk.model(), &self.look)
    }

    /// Shows what a theme looks like, from its file as it is now.
    fn try_theme(&mut self, name: Option<&str>) {
        let found = name.map(|name| themes::named(self.desk.config(), name).and_then(themes::Known::readable));
        match found.transpose() {
            Ok(theme) => self.look.tried = theme,
            Err(why) => self.outcome(Outcome::Failed(why.to_string())),
        }
    }

    /// Puts a theme on, from its file as it is now, and keeps it in the settings.
    fn wear(&mut self, name: &str) {
        self.look.tried = None;
        let outcome = match themes::named(self.desk.config(), name).and_then(themes::Known::readable) {
            Err(why) => Outcome::Failed(why.to_string()),
            Ok(theme) => {
                self.look.theme = theme;
                match self.desk.keep_theme(name) {
                    Ok(()) => Outcome::Done(format!("theme {name}, from now on")),
                    Err(why) => Outcome::Failed(format!("theme {name}, this time only: {why}")),
                }
            }
        };
        self.outcome(outcome);
    }
}

/// Whether this key is to be a fault: for the tests of what becomes of the terminal and the text then. No release has it.
#[cfg(debug_assertions)]
fn fault(input: &Input) -> bool {
    let wanted = crate::term::caps::environment("WORKPAPER_FAULT_KEY").and_then(|key| key.parse().ok());
    matches!((input, wanted), (Input::Key(key), Some(wanted)) if *key == wanted)
}
