//! The loop, and the only place where the terminal program's effects happen.
//!
//! Must not know: what a key means (`app`) or how a screen looks (`ui`).
//!
//! Sleep until an input comes, drain what else has come, update, keep the half-typed line, draw once; then read what
//! others recorded, and draw again where there is anything. No ticks: an idle program does nothing.

mod desk;
mod drafts;
mod edit;
mod last;
mod session;
pub mod themes;

use crate::app::effect::{Effect, Outcome};
use crate::app::key::{Input, parse_keys};
use crate::app::step::Ask;
use crate::app::{App, Notice};
use crate::config;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::term::Term;
use crate::term::caps::{self, Drawing};
use crate::ui::glyphs::{ASCII, CONSOLE, Glyphs, UNICODE};
use crate::ui::look::Look;
use desk::Desk;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use session::{Outward, Session};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is said below the words of a fault in the program itself.
const FAULT: &str = "that was a fault in workpaper, and it had to end: please report the lines above. What was recorded is \
                     on disk, and what was typed is back when you open the same place again";

/// Keys to feed instead of a terminal, for tests and pictures.
#[derive(Debug, Clone)]
pub struct Scripted {
    /// `jj<enter>m`
    pub keys: String,
    /// Columns and rows.
    pub size: (u16, u16),
}

/// Opens the terminal program, at an audit if one is named.
///
/// # Errors
/// Where the terminal cannot be used, or with the exit code of the signal that ended it.
pub fn run(context: &Context, audit: Option<&str>) -> Result<()> {
    if let Some(refusal) = caps::refusal(caps::environment) {
        return Err(Error::Failed(refusal));
    }
    let mut session = open(context, audit)?;
    let colour = themes::colour(context)?;
    let mut term = Term::open(colour).map_err(|why| Error::Failed(format!("cannot use the terminal: {why}")))?;
    session.app.size = term.size();
    let served = catch_unwind(AssertUnwindSafe(|| serve(&mut session, &mut term)));
    let ended = served.unwrap_or_else(|_| {
        // The terminal is given back already, and the fault is told on it.
        session.rescue();
        Err(Error::Failed(FAULT.to_owned()))
    });
    session.desk.finish();
    ended
}

fn serve(session: &mut Session, term: &mut Term) -> Result<()> {
    loop {
        // A dead line is told by Hangup, not by this error.
        drop(term.draw(|buffer| Some(session.draw(buffer))));
        // What others recorded may come a moment later than the answer to one's own key.
        if session.refresh_quietly() {
            drop(term.draw(|buffer| Some(session.draw(buffer))));
        }
        let mut batch = term.wait().into_iter();
        while let Some(input) = batch.next() {
            match input {
                Input::Hangup | Input::Terminate => {
                    take_what_is_left(session, batch.chain(term.rest()));
                    session.keep();
                    if input == Input::Terminate {
                        return Err(Error::Ended(143));
                    }
                    term.abandon();
                    return Err(Error::Ended(129));
                }
                input => {
                    for outward in session.take(input) {
                        if outward == Outward::Quit {
                            return Ok(());
                        }
                        session.keep();
                        perform(session, term, outward);
                    }
                }
            }
        }
        session.keep();
    }
}

/// What the keyboard hands over at the end: keys that were typed, and half a paste.
fn take_what_is_left(session: &mut Session, left: impl Iterator<Item = Input>) {
    for input in left {
        if matches!(input, Input::Key(_) | Input::Paste(_)) {
            drop(session.take(input));
        }
    }
}

fn perform(session: &mut Session, term: &mut Term, outward: Outward) {
    match outward {
        Outward::Repaint => term.repaint(),
        Outward::Suspend => drop(term.suspend()),
        Outward::Copy(text) => {
            let outcome = match term.send_to_clipboard(&text) {
                Ok(()) => Outcome::Done("sent to the terminal".into()),
                Err(why) => Outcome::Failed(format!("cannot send to the terminal: {why}")),
            };
            session.outcome(outcome);
        }
        Outward::Edit(object) => {
            let outcome = edit::edit(&mut session.desk, term, &object);
            session.outcome(outcome);
            session.app.size = term.size();
        }
        Outward::Quit => {}
    }
}

/// Feeds keys without a terminal and returns the screen as text.
///
/// # Errors
/// Where a key is no key, or the audit cannot be opened.
pub fn print(context: &Context, audit: Option<&str>, script: &Scripted) -> Result<String> {
    let keys = parse_keys(&script.keys).map_err(|why| Error::Usage(why.to_string()))?;
    let mut session = open(context, audit)?;
    session.app.size = script.size;
    for key in keys {
        if session.take(Input::Key(key)).contains(&Outward::Quit) {
            break;
        }
        session.keep();
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, script.size.0, script.size.1));
    session.draw(&mut buffer);
    session.desk.finish();
    let rows = (0..buffer.area.height).map(|y| {
        let cells: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        cells.trim_end().to_owned()
    });
    Ok(rows.collect::<Vec<_>>().join("\n"))
}

fn open(context: &Context, audit: Option<&str>) -> Result<Session> {
    let workspace = context.workspace()?;
    let keys = config::keys::load(&context.homes.config, &context.settings.keys);
    // On standard error the settings' mistakes were told as well, but there the screen hides them.
    let mut wrong = context.mistakes.clone();
    wrong.extend(keys.mistakes);
    wrong.extend(keys.map.hidden_grades(&workspace.programme));
    let chosen = themes::chosen(context)?;
    wrong.extend(chosen.notice);
    let look = Look::new(chosen.theme, glyphs(context));
    let mut app = App::new(keys.map, (80, 24));
    app.advance = context.settings.advance;
    app.veil_follows = context.settings.veil.unwrap_or(true);
    let author = context.author();
    let known = context.globals.who.is_some() || !context.settings.initials.is_empty();
    let desk = Desk::new(workspace, author.clone(), context.homes.clone(), context.today(), wrong.clone())?;
    let mut session = Session::new(app, desk, look);
    session.desk.wears(chosen.name, chosen.colourless.unwrap_or_default().to_owned());
    if !known {
        let offered = format!("{}, {}", author.initials, author.name);
        session.app.overlay = Some(crate::app::Overlay::Ask(Ask::Identify, crate::app::editor::Editor::with(offered)));
    }
    if let Some(id) = audit {
        let outcome = session.perform(Effect::Open(id.to_owned()));
        if let Some(Outcome::Failed(why)) = outcome {
            return Err(Error::NotFound(why));
        }
    }
    session.enter();
    if let Some(first) = wrong.first().filter(|_| session.app.notice.text.is_empty()) {
        let more = match wrong.len() {
            1 => String::new(),
            count => format!(" (and {} more: `workpaper doctor` lists them)", count - 1),
        };
        session.app.notice = Notice { text: format!("{first}{more}"), bad: true };
    }
    Ok(session)
}

/// What lines, cursors and arrows are drawn with here.
fn glyphs(context: &Context) -> Glyphs {
    match caps::drawing(context.globals.ascii, caps::environment) {
        Drawing::Ascii => ASCII,
        Drawing::Console => CONSOLE,
        Drawing::Unicode => UNICODE,
    }
}
