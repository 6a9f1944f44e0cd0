//! The terminal: opening and closing the screen, sending frames, and everything that arrives.
//!
//! Must not know: what is drawn and what keys mean. The rest of the program sees [`Term`], the messages of
//! `app::key::Input`, and what `caps` makes of the environment. This is the only place where crossterm is used.
//!
//! Nothing here asks the terminal a question, and nothing writes when nothing changed.
//!
//! ```text
//! stdin ──────────────────────► input: poll, decode ──► the loop ──► Term::draw
//! system ─► signals (thread) ──► ▲                                     │ backend: one buffer, tidied
//!               └── Notes: repaint, re-enter ────────────────────────► │ paint: what differs, in few bytes
//!                                                                      ▼ one write(2) to stdout
//! ```

pub mod backend;
pub mod caps;
pub mod clipboard;
mod decode;
pub mod editor;
mod input;
pub mod paint;
mod signals;

use std::io::{self, IsTerminal, Stdin, Write};
use std::panic;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Once};
use std::thread;
use std::time::Duration;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpgrp, kill_current_process_group};
use rustix::stdio::{stdin, stdout};
use rustix::termios::{OptionalActions, QueueSelector, tcflush, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr};

use self::backend::Screen;
use self::caps::ColourMode;
use self::editor::{Editor, EditorError};
use self::input::Arrivals;
use self::signals::Notes;
use crate::app::key::Input;

/// Whether the screen is ours right now. The one global: a panic hook has nothing else to go by, and whoever finds it
/// set and clears it is the one who restores, so that it happens once.
static ON_SCREEN: AtomicBool = AtomicBool::new(false);

/// How long the signal thread is given to tell that the process goes on.
const A_MOMENT: Duration = Duration::from_millis(20);

/// The size when the terminal does not say, as on a serial line.
const USUAL: Size = Size { width: 80, height: 24 };

/// The terminal while the program runs on it. Dropping it gives back exactly what was taken.
#[derive(Debug)]
pub struct Term {
    screen: Screen<Tty>,
    arrivals: Arrivals<Stdin>,
    notes: Arc<Notes>,
    /// Given away for an editor or a stop: drawing waits.
    away: bool,
    /// The line is dead: not a byte more.
    gone: bool,
}

impl Term {
    /// Opens the screen and starts the thread that tells what the system says. There is one terminal, so there may be one
    /// of these at a time.
    ///
    /// Whether this kind of terminal can show a screen at all is `caps::refusal`'s to say, before this.
    ///
    /// # Errors
    /// Standard input or output is no terminal, or the system refuses.
    pub fn open(colour: ColourMode) -> io::Result<Self> {
        for (name, is_terminal) in [("input", io::stdin().is_terminal()), ("output", io::stdout().is_terminal())] {
            if !is_terminal {
                return Err(io::Error::other(format!(
                    "standard {name} is not a terminal: use the command line, see `workpaper --help`"
                )));
            }
        }
        let notes = Arc::new(Notes::default());
        // Before the screen is touched, so that no signal finds it open and nobody responsible.
        let (arrivals, teller) = Arrivals::from(io::stdin())?;
        signals::watch(teller, Arc::clone(&notes), window_size)?;
        restore_before_panics();
        let taken = take_screen(&notes).inspect_err(|_| {
            let _ = give_screen_back();
        })?;
        let mut screen = Screen::new(window_size, colour, Tty);
        if caps::is_cjk(caps::environment) {
            screen.distrust();
        }
        Ok(Self { screen, arrivals, notes, away: !taken, gone: false })
    }

    /// Draws a frame and sends what changed, in one write; nothing is sent if nothing changed, and nothing is drawn
    /// while the screen is given away or the line is dead.
    ///
    /// # Errors
    /// The terminal does not take the bytes. That a line is dead is told as a message as well, so this need not be
    /// shown to anybody.
    pub fn draw(&mut self, render: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        if self.away || self.gone {
            return Ok(());
        }
        // After a stop from outside the line is as the shell wants it, and a panic in another thread has left the
        // screen to print. Either way it is taken again.
        let continued = self.notes.continued.swap(false, SeqCst);
        if continued || !ON_SCREEN.load(SeqCst) {
            if !take_screen(&self.notes)? {
                return Ok(());
            }
            self.screen.forget();
        }
        if self.notes.stale.swap(false, SeqCst) {
            self.screen.forget();
        }
        self.screen.draw(render)
    }

    /// The next frame is sent in full, for a picture that somebody else has written into. Asks the terminal nothing.
    pub fn repaint(&mut self) {
        self.screen.forget();
    }

    /// The window's size now: columns, rows.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        let size = window_size();
        (size.width, size.height)
    }

    /// Sleeps until something comes.
    pub fn wait(&mut self) -> Vec<Input> {
        self.arrivals.wait(!self.away && in_foreground())
    }

    /// At the end: what was typed by now, and half a paste.
    pub fn rest(&mut self) -> Vec<Input> {
        self.arrivals.rest(!self.away && in_foreground())
    }

    /// Gives keyboard and screen away. After this nothing is read or drawn until [`Term::enter`].
    ///
    /// # Errors
    /// The terminal cannot be restored. It counts as given away all the same.
    pub fn leave(&mut self) -> io::Result<()> {
        self.arrivals.stand_aside();
        self.away = true;
        if self.gone { Ok(()) } else { give_screen_back() }
    }

    /// Takes both back; the next frame is sent in full.
    ///
    /// # Errors
    /// The terminal cannot be taken. Whether the line is dead, the next wait tells.
    pub fn enter(&mut self) -> io::Result<()> {
        self.screen.forget();
        let taken = if self.gone { Ok(true) } else { take_screen(&self.notes) };
        if let Ok(false) = taken {
            // Asked to end while in the background: the terminal stays with the shell, and reading there would stop
            // the process.
            return Ok(());
        }
        self.away = false;
        self.notes.continued.store(false, SeqCst);
        taken.map(drop)
    }

    /// Ctrl-Z: gives the terminal back and stops, together with whatever else runs in the foreground, as the terminal
    /// driver would do it. Returns when the shell lets it go on, with the terminal taken again.
    ///
    /// Where there is no shell to go back to, the system does not stop the process, and this only repaints. To be
    /// called on the main thread, which is the one that a signal to the process stops at once.
    ///
    /// # Errors
    /// The terminal cannot be given back or taken again, or the system refuses the stop.
    pub fn suspend(&mut self) -> io::Result<()> {
        let left = self.leave();
        let stopped = stop(&self.notes).map(drop);
        left.and(self.enter()).and(stopped)
    }

    /// Runs the user's editor on a file, with the terminal as it was before this program. What was typed ahead and
    /// the terminal's late answers to the editor's questions are thrown away.
    ///
    /// # Errors
    /// Names what failed: handing over the terminal, starting the editor, or the editor itself.
    pub fn edit(&mut self, editor: &Editor, path: &Path) -> Result<(), EditorError> {
        self.notes.lent.store(true, SeqCst);
        let left = self.leave();
        // An editor that is killed leaves the line as it had it, and that would be taken for the shell's own way later.
        let modes = tcgetattr(stdin());
        let edited = match left {
            Ok(()) => editor.run(path, |id| self.notes.lend_to(id)),
            Err(error) => Err(error.into()),
        };
        if let Ok(modes) = modes.as_ref()
            && in_foreground()
        {
            let _ = tcsetattr(stdin(), OptionalActions::Now, modes);
        }
        self.notes.borrower.store(0, SeqCst);
        let _ = tcflush(stdin(), QueueSelector::IFlush);
        let entered = self.enter();
        self.notes.lent.store(false, SeqCst);
        edited.and(entered.map_err(EditorError::from))
    }

    /// Sends a text to the terminal for its clipboard. Whether it took it, nobody knows.
    ///
    /// # Errors
    /// The text is too long (see [`clipboard::LIMIT`]), or the terminal does not take the bytes.
    pub fn send_to_clipboard(&mut self, text: &str) -> io::Result<()> {
        if self.away || self.gone {
            return Ok(());
        }
        let sequence = clipboard::sequence(text).map_err(io::Error::other)?;
        self.screen.send(sequence.as_bytes())
    }

    /// After a hang-up: from here on nothing is written to the line.
    ///
    /// Somebody may have sent the signal by hand, to a process whose terminal is alive and would be left unusable. So
    /// it is looked at, and given back if there is still anybody to see it.
    pub fn abandon(&mut self) {
        if !self.gone && is_alive() {
            let _ = give_screen_back();
        }
        self.gone = true;
        self.notes.ending.store(true, SeqCst);
        ON_SCREEN.store(false, SeqCst);
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        if !self.gone {
            let _ = give_screen_back();
        }
        // The signals are the shell's again.
        self.notes.over.store(true, SeqCst);
    }
}

/// Takes the terminal, again if need be: what crossterm remembers of raw mode is from before a stop. `false` if the
/// process was asked to end while it waited in the background for its turn.
fn take_screen(notes: &Notes) -> io::Result<bool> {
    if !wait_for_foreground(notes) {
        return Ok(false);
    }
    let mut bytes = Vec::new();
    if ON_SCREEN.swap(false, SeqCst) {
        let _ = disable_raw_mode();
        // Entering twice would save the wrong cursor for the way back.
        crossterm::queue!(bytes, LeaveAlternateScreen)?;
    }
    enable_raw_mode()?;
    ON_SCREEN.store(true, SeqCst);
    // Without wrapping, a character that a terminal draws wider than it should be stays in its row at the right edge.
    crossterm::queue!(bytes, EnterAlternateScreen, EnableBracketedPaste, DisableLineWrap, Hide)?;
    Tty.write_all(&bytes)?;
    Ok(true)
}

/// Does nothing if the screen is not ours.
fn give_screen_back() -> io::Result<()> {
    if !ON_SCREEN.swap(false, SeqCst) {
        return Ok(());
    }
    let mut bytes = Vec::new();
    // Clearing is for terminals without an alternate screen; on the others that screen is empty the next time anyway.
    crossterm::queue!(bytes, Clear(ClearType::All), MoveTo(0, 0), DisableBracketedPaste, EnableLineWrap)?;
    crossterm::queue!(bytes, LeaveAlternateScreen, Show)?;
    let written = Tty.write_all(&bytes);
    // In the background the modes are the shell's already, and setting them would stop the process.
    if in_foreground() {
        disable_raw_mode()?;
    }
    written
}

/// A process that takes the terminal in the background is stopped by the system inside the call, where a request to
/// end does not reach it: `kill %1` would do nothing. So it stops by itself, and looks up whenever it goes on.
/// `false` if it is to end.
fn wait_for_foreground(notes: &Notes) -> bool {
    while !in_foreground() {
        // The signal thread went on at the same moment as this one: let it have its say.
        thread::sleep(A_MOMENT);
        if notes.ending.load(SeqCst) {
            return false;
        }
        if !stop(notes).unwrap_or(false) {
            // Nobody stops a process without a shell; then let the system say that the terminal is not to be had.
            break;
        }
    }
    true
}

/// Stops this process and whatever else runs in the foreground with it, as the terminal driver does it for Ctrl-Z.
/// Returns after it was let go on; `false` if the system did not stop it, because there is no shell to go back to.
fn stop(notes: &Notes) -> io::Result<bool> {
    notes.continued.store(false, SeqCst);
    // SIGTSTP and not SIGSTOP: without a shell the latter would stop it for good.
    kill_current_process_group(Signal::TSTP)?;
    for _ in 0..A_MOMENT.as_millis() {
        if notes.continued.swap(false, SeqCst) {
            return Ok(true);
        }
        thread::sleep(Duration::from_millis(1));
    }
    Ok(false)
}

/// Whether the terminal is this process's to change; so it is if there is no telling.
fn in_foreground() -> bool {
    tcgetpgrp(stdin()).map_or(true, |group| group == getpgrp())
}

fn is_alive() -> bool {
    let stdin = stdin();
    let mut line = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut line, Some(&Timespec::default())).is_ok()
        && !line[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
}

/// A panic prints its message before anything is dropped, so without this it would be written on the screen that then
/// vanishes.
fn restore_before_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let _ = give_screen_back();
            print(info);
        }));
    });
}

fn window_size() -> Size {
    match tcgetwinsize(stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size::new(size.ws_col, size.ws_row),
        _ => USUAL,
    }
}

/// Standard output without the line buffer the standard library puts before it, which would cut a frame at its line
/// feeds: what is handed over goes out in one `write(2)`.
#[derive(Debug)]
struct Tty;

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(stdout(), bytes) {
                // Somebody left the line non-blocking: wait until it takes more.
                Err(Errno::AGAIN) => {
                    let stdout = stdout();
                    let _ = poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], None);
                }
                other => return other.map_err(io::Error::from),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
