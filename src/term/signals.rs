//! The signal thread: what the system says, turned into [`Input`].
//!
//! Must not know: the screen. It leaves word in [`Notes`] when the picture is no longer to be trusted, and sends a
//! message so that the loop wakes up and draws.

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::layout::Size;
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::input::Teller;
use crate::app::key::Input;

/// If the program has not ended so long after it was asked to, it hangs (a write to a line that takes nothing, say),
/// and the next request is granted by the system. Not at once: a closed window sends two hang-ups within milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the signal thread and the screen tell each other.
#[derive(Debug, Default)]
pub struct Notes {
    /// The window changed or the process was stopped: paint everything.
    pub stale: AtomicBool,
    /// The process was stopped and goes on: raw mode and the screen are somebody else's now.
    pub continued: AtomicBool,
    /// The process was asked to end: it must not stop or wait for anything any more.
    pub ending: AtomicBool,
    /// Another program has the keyboard: Ctrl-C and Ctrl-\ there are meant for it, and reach this process too.
    pub lent: AtomicBool,
    /// The process id of that program, else 0: a request to end is meant for it too. A hang-up reaches it by itself only
    /// where a shell passes it on.
    pub borrower: AtomicI32,
    /// The screen is closed for good: signals do again what they do to any program.
    pub over: AtomicBool,
}

impl Notes {
    /// Tells the program that has the keyboard to end, too.
    fn pass_on(&self, signal: Signal) {
        if let Some(borrower) = Pid::from_raw(self.borrower.load(SeqCst)) {
            // It may have ended by itself a moment ago.
            let _ = kill_process(borrower, signal);
        }
    }

    /// The program that has the keyboard runs now. One that was started after the request to end is told at once.
    pub fn lend_to(&self, id: u32) {
        self.borrower.store(id.cast_signed(), SeqCst);
        if self.ending.load(SeqCst) {
            self.pass_on(Signal::HUP);
        }
    }
}

/// Starts the thread. It lives as long as the process.
///
/// Hang-up and interrupt are left alone if the process was started with them ignored (`nohup`, a background job):
/// that was somebody's wish, and a terminal that really goes away is noticed where keys are read.
///
/// # Errors
/// No thread to be had, or the system refuses a handler.
pub fn watch(teller: Teller, notes: Arc<Notes>, measure: fn() -> Size) -> io::Result<()> {
    let ignored = ignored_signals();
    let wanted = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH, SIGCONT];
    let mut signals =
        Signals::new(wanted.into_iter().filter(|s| ![SIGHUP, SIGINT, SIGQUIT].contains(s) || !is_in(ignored, *s)))?;
    let mut watch = Watch { teller, notes, measure, asked: None };
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            watch.on(signal, Instant::now());
        }
    })?;
    Ok(())
}

struct Watch {
    teller: Teller,
    notes: Arc<Notes>,
    measure: fn() -> Size,
    /// When the process was first asked to end.
    asked: Option<Instant>,
}

impl Watch {
    fn on(&mut self, signal: i32, now: Instant) {
        let Some(input) = self.meaning(signal) else { return };
        let ends = matches!(input, Input::Hangup | Input::Terminate);
        // One that is ending already (the line was seen to go first) is left to end in its own way:
        // the system's would take its exit code away.
        let ending = if ends { self.notes.ending.swap(true, SeqCst) } else { false };
        if ends {
            self.notes.pass_on(if signal == SIGHUP { Signal::HUP } else { Signal::TERM });
        }
        let hangs = ends && now.duration_since(*self.asked.get_or_insert(now)) > PATIENCE;
        let heard = !self.notes.over.load(SeqCst) && self.teller.tell(input);
        if hangs || !(heard || ending) {
            let _ = emulate_default_handler(signal);
        }
    }

    fn meaning(&self, signal: i32) -> Option<Input> {
        match signal {
            SIGHUP => Some(Input::Hangup),
            SIGINT | SIGQUIT if self.notes.lent.load(SeqCst) => None,
            // In raw mode Ctrl-C is a key, so this one came from outside.
            SIGINT | SIGQUIT | SIGTERM => Some(Input::Terminate),
            SIGWINCH | SIGCONT => {
                // Even at the size it had: what a window cut off while it was smaller is not there any more.
                self.notes.stale.store(true, SeqCst);
                if signal == SIGCONT {
                    self.notes.continued.store(true, SeqCst);
                }
                let size = (self.measure)();
                Some(Input::Resize(size.width, size.height))
            }
            _ => None,
        }
    }
}

/// The signals this process was started with ignored, as a bit set. Asking the system takes code this crate forbids
/// itself, so it is read where Linux writes it; elsewhere none counts as ignored.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    parse_ignored(&status)
}

fn parse_ignored(status: &str) -> u64 {
    status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}

fn is_in(set: u64, signal: i32) -> bool {
    set >> (signal - 1) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::input::Arrivals;
    use std::io::{PipeReader, PipeWriter, pipe};

    /// The end of a keyboard that nobody types on stays open.
    fn watched() -> (Watch, Arrivals<PipeReader>, PipeWriter) {
        let (source, typist) = pipe().expect("a pipe");
        let (arrivals, teller) = Arrivals::from(source).expect("a pipe");
        (Watch { teller, notes: Arc::default(), measure: || Size::new(100, 30), asked: None }, arrivals, typist)
    }

    #[test]
    fn every_signal_has_its_message() {
        let (mut watch, mut inputs, _typist) = watched();
        for (signal, want) in [
            (SIGHUP, Input::Hangup),
            (SIGTERM, Input::Terminate),
            (SIGINT, Input::Terminate),
            (SIGWINCH, Input::Resize(100, 30)),
            (SIGCONT, Input::Resize(100, 30)),
        ] {
            watch.on(signal, Instant::now());
            assert_eq!(inputs.rest(true), [want], "signal {signal}");
        }
    }

    #[test]
    fn only_going_on_after_a_stop_takes_the_screen_back() {
        let (mut watch, _inputs, _typist) = watched();
        watch.on(SIGWINCH, Instant::now());
        assert!(watch.notes.stale.load(SeqCst), "a new size paints everything");
        assert!(!watch.notes.continued.load(SeqCst), "but the screen is still ours");
        watch.on(SIGCONT, Instant::now());
        assert!(watch.notes.continued.load(SeqCst), "after a stop it may not be");
    }

    #[test]
    fn an_interrupt_in_the_editor_is_the_editors() {
        let (mut watch, mut inputs, _typist) = watched();
        watch.notes.lent.store(true, SeqCst);
        watch.on(SIGINT, Instant::now());
        watch.on(SIGQUIT, Instant::now());
        assert!(inputs.rest(true).is_empty(), "Ctrl-C there must not end this program");
        watch.on(SIGTERM, Instant::now());
        assert_eq!(inputs.rest(true), [Input::Terminate], "but somebody who means this process is heard");
    }

    #[test]
    fn two_requests_at_once_are_one() {
        let (mut watch, mut inputs, _typist) = watched();
        let start = Instant::now();
        watch.on(SIGHUP, start);
        watch.on(SIGHUP, start + PATIENCE);
        assert_eq!(inputs.rest(true).len(), 2, "both are passed on and the process still stands");
    }

    #[test]
    fn the_ignored_signals_are_read_from_the_status() {
        let status = "Name:\tx\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\nSigCgt:\t0000000000004002\n";
        let ignored = parse_ignored(status);
        assert!(is_in(ignored, SIGHUP), "bit 0 is the hang-up, as under nohup");
        assert!(!is_in(ignored, SIGINT), "which is only caught, not ignored");
        assert_eq!(parse_ignored(""), 0, "nothing known, nothing ignored");
    }
}
