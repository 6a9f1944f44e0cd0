//! One sitting: the app's state beside the open workspace, and how an effect of the one happens in the other.
//!
//! Must not know: the terminal. What needs it is handed outward.

use super::desk::Desk;
use crate::app::App;
use crate::app::effect::{Effect, Outcome};
use crate::app::key::Input;
use crate::domain::ident::ObjectId;
use crate::ui;
use crate::ui::look::Look;
use ratatui::Frame;

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
}

impl Session {
    /// Takes one input in and carries out what it asks for; what needs the terminal is returned.
    pub fn take(&mut self, input: Input) -> Vec<Outward> {
        self.desk.tick();
        let effects = self.app.update(&self.desk.model(), input);
        let mut outward = Vec::new();
        for effect in effects {
            match effect {
                Effect::Edit(object) => outward.push(Outward::Edit(object)),
                Effect::Copy(text) => outward.push(Outward::Copy(text)),
                Effect::Repaint => outward.push(Outward::Repaint),
                Effect::Suspend => outward.push(Outward::Suspend),
                Effect::Quit => outward.push(Outward::Quit),
                effect => {
                    self.perform(effect);
                }
            }
        }
        let whole = self.app.shows_register();
        if whole || self.app.lists_register() {
            let outcomes = self.desk.enter_register(whole).unwrap_or_else(|why| vec![Outcome::Failed(why)]);
            for outcome in outcomes {
                self.outcome(outcome);
            }
            self.app.begin(&self.desk.model());
        }
        outward
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

    /// Reads what others recorded; a fault is said once there is nothing else to say.
    pub fn refresh_quietly(&mut self) {
        if let Err(why) = self.desk.refresh()
            && self.app.notice.text.is_empty()
        {
            self.outcome(Outcome::Failed(why));
        }
    }

    /// Draws one frame.
    pub fn draw(&self, frame: &mut Frame<'_>, look: &Look) {
        ui::draw(frame, &self.app, &self.desk.model(), look);
    }
}
