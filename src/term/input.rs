//! The input thread: sleeps until a key arrives or the terminal goes away, and can be parked.
//!
//! Must not know: what keys do. It reads bytes, has them decoded (see `decode`) and sends what they mean.
//!
//! It blocks in `poll` with no timeout, so that an idle program is never woken; only behind a lone Escape, which may be
//! the Escape key or the beginning of an arrow, it waits a moment. The end of input and a dead line are told by `poll`
//! itself and end the thread: a signal handler that sets a flag cannot do that without somebody asking for it.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsFd;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::decode::Decoder;
use crate::app::key::Input;

/// How long a lone Escape may be the beginning of a sequence. A terminal sends the whole of one at once, and 50 ms are
/// too short to be felt.
const ESCAPE_WAIT: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// Large enough that a pasted page is a few reads.
const READ_SIZE: usize = 16 * 1024;

const GONE: PollFlags = PollFlags::HUP.union(PollFlags::ERR).union(PollFlags::NVAL);

/// The keyboard as the rest of the program holds it. Dropping it ends the thread.
#[derive(Debug)]
pub struct Keyboard {
    gate: Arc<Gate>,
    bell: PipeWriter,
}

#[derive(Debug, Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    wish: Wish,
    parked: bool,
    ended: bool,
}

/// What the rest of the program wants of the thread.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Wish {
    #[default]
    Listen,
    Park,
    Close,
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, State> {
        // They are as good after a panic as before it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn wait_while(&self, condition: impl FnMut(&mut State) -> bool) {
        drop(self.changed.wait_while(self.lock(), condition).unwrap_or_else(PoisonError::into_inner));
    }
}

impl Keyboard {
    /// Starts the thread on `source`, which is standard input but in tests.
    ///
    /// # Errors
    /// No pipe or no thread to be had.
    pub fn listen<F>(source: F, inbox: Sender<Input>) -> io::Result<Self>
    where
        F: AsFd + Send + 'static,
    {
        let (bell_rope, bell) = io::pipe()?;
        let gate = Arc::new(Gate::default());
        let reader = Reader { source, bell_rope, inbox, decoder: Decoder::default(), gate: Arc::clone(&gate) };
        thread::Builder::new().name("keyboard".to_owned()).spawn(move || reader.run())?;
        Ok(Self { gate, bell })
    }

    /// Leaves the keyboard to another program. When this returns, not a byte more is read.
    pub fn park(&self) {
        self.gate.change(|state| state.wish = Wish::Park);
        // A pipe that cannot be written to has lost its reader: the thread has ended, which is parked as well.
        if (&self.bell).write_all(b"!").is_ok() {
            self.gate.wait_while(|state| !state.parked && !state.ended);
        }
    }

    /// Reads again.
    pub fn unpark(&self) {
        self.gate.change(|state| state.wish = Wish::Listen);
    }
}

impl Drop for Keyboard {
    /// A thread that polls is woken by the closing of the pipe, a parked one by this.
    fn drop(&mut self) {
        self.gate.change(|state| state.wish = Wish::Close);
    }
}

struct Reader<F> {
    source: F,
    bell_rope: PipeReader,
    inbox: Sender<Input>,
    decoder: Decoder,
    gate: Arc<Gate>,
}

impl<F> Drop for Reader<F> {
    /// However the thread ends, nobody may wait for it in vain: a program that has gone deaf ends with all it has.
    fn drop(&mut self) {
        self.gate.change(|state| state.ended = true);
        if thread::panicking() {
            let _ = self.inbox.send(Input::Terminate);
        }
    }
}

/// Why the thread stops reading.
enum End {
    /// The terminal is gone, which has to be told.
    Hangup,
    /// Nobody listens any more.
    Unheard,
}

impl<F: AsFd> Reader<F> {
    fn run(mut self) {
        if let End::Hangup = self.read_on() {
            let mut last = Vec::new();
            self.decoder.finish(&mut last);
            last.push(Input::Hangup);
            let _ = self.pass_on(last);
        }
    }

    fn read_on(&mut self) -> End {
        let mut buffer = vec![0; READ_SIZE];
        loop {
            if self.gate.lock().wish == Wish::Close {
                return End::Unheard;
            }
            let timeout = self.decoder.is_ambiguous().then_some(&ESCAPE_WAIT);
            let mut wanted = [PollFd::new(&self.source, PollFlags::IN), PollFd::new(&self.bell_rope, PollFlags::IN)];
            let ready = match poll(&mut wanted, timeout) {
                Ok(ready) => ready,
                Err(Errno::INTR) => continue,
                Err(_) => return End::Hangup,
            };
            let [source, bell] = [wanted[0].revents(), wanted[1].revents()];
            let mut inputs = Vec::new();
            if ready == 0 {
                self.decoder.settle(&mut inputs);
            } else if !bell.is_empty() {
                match self.bell_rope.read(&mut buffer) {
                    Ok(0) | Err(_) => return End::Unheard,
                    Ok(_) => self.stand_aside(),
                }
            } else if source.contains(PollFlags::IN) {
                match rustix::io::read(&self.source, &mut buffer) {
                    Ok(0) => return End::Hangup,
                    Ok(n) => self.decoder.feed(&buffer[..n], &mut inputs),
                    Err(Errno::INTR | Errno::AGAIN) => {}
                    Err(_) => return End::Hangup,
                }
            } else if source.intersects(GONE) {
                return End::Hangup;
            }
            if let Err(end) = self.pass_on(inputs) {
                return end;
            }
        }
    }

    fn pass_on(&self, inputs: Vec<Input>) -> Result<(), End> {
        inputs.into_iter().try_for_each(|input| self.inbox.send(input).map_err(|_| End::Unheard))
    }

    /// What was begun and not completed is given out: half a paste is text that somebody wants.
    fn stand_aside(&mut self) {
        let mut last = Vec::new();
        self.decoder.finish(&mut last);
        // Where nobody listens any more, the next reading finds that out.
        let _ = self.pass_on(last);
        self.gate.change(|state| state.parked = true);
        self.gate.wait_while(|state| state.wish == Wish::Park);
        self.gate.change(|state| state.parked = false);
        self.decoder = Decoder::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::Key;
    use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
    use std::time::{Duration, Instant};

    const LONG: Duration = Duration::from_secs(5);
    const SHORT: Duration = Duration::from_millis(150);

    fn keyboard() -> (PipeWriter, Keyboard, Receiver<Input>) {
        let (source, typist) = io::pipe().expect("a pipe");
        let (inbox, inputs) = channel();
        (typist, Keyboard::listen(source, inbox).expect("a thread"), inputs)
    }

    #[test]
    fn keys_arrive_and_the_end_of_input_is_a_hangup() {
        let (mut typist, _keyboard, inputs) = keyboard();
        typist.write_all(b"j\x1b[A").expect("the pipe is open");
        assert_eq!(inputs.recv_timeout(LONG), Ok(Input::Key(Key::Char('j'))), "the first key");
        assert_eq!(inputs.recv_timeout(LONG), Ok(Input::Key(Key::Up)), "the second");
        drop(typist);
        assert_eq!(inputs.recv_timeout(LONG), Ok(Input::Hangup), "the end is told once");
        assert!(inputs.recv_timeout(LONG).is_err(), "and then the thread is gone");
    }

    #[test]
    fn a_lone_escape_arrives_after_a_moment() {
        let (mut typist, _keyboard, inputs) = keyboard();
        let typed = Instant::now();
        typist.write_all(b"\x1b").expect("the pipe is open");
        assert_eq!(inputs.recv_timeout(LONG), Ok(Input::Key(Key::Esc)), "with no other key behind it");
        assert!(typed.elapsed() >= Duration::from_millis(45), "an arrow would have had its time");
    }

    #[test]
    fn a_parked_keyboard_reads_nothing() {
        let (mut typist, keyboard, inputs) = keyboard();
        for _ in 0..3 {
            keyboard.park();
            typist.write_all(b"k").expect("the pipe is open");
            assert!(inputs.recv_timeout(SHORT).is_err(), "the key belongs to somebody else now");
            keyboard.unpark();
            assert_eq!(inputs.recv_timeout(LONG), Ok(Input::Key(Key::Char('k'))), "what nobody took is read after");
        }
    }

    #[test]
    fn parking_a_dead_keyboard_returns() {
        let (typist, keyboard, inputs) = keyboard();
        drop(typist);
        assert_eq!(inputs.recv_timeout(LONG), Ok(Input::Hangup), "the line is dead");
        keyboard.park();
        keyboard.unpark();
    }

    #[test]
    fn half_a_paste_comes_before_the_hangup() {
        let (mut typist, _keyboard, inputs) = keyboard();
        typist.write_all(b"\x1b[200~half").expect("the pipe is open");
        drop(typist);
        assert_eq!(inputs.recv_timeout(LONG), Ok(Input::Paste("half".into())), "what arrived is kept");
        assert_eq!(inputs.recv_timeout(LONG), Ok(Input::Hangup), "before the end");
    }

    #[test]
    fn half_a_paste_comes_before_it_is_parked() {
        let (mut typist, keyboard, inputs) = keyboard();
        typist.write_all(b"j\x1b[200~half").expect("the pipe is open");
        assert_eq!(inputs.recv_timeout(LONG), Ok(Input::Key(Key::Char('j'))), "what came with it is read");
        keyboard.park();
        assert_eq!(inputs.try_recv(), Ok(Input::Paste("half".into())), "it is there when parking returns");
    }

    #[test]
    fn a_keyboard_that_fails_ends_the_program() {
        struct Broken;
        impl AsFd for Broken {
            fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
                panic!("on purpose")
            }
        }
        let (inbox, inputs) = channel();
        let _keyboard = Keyboard::listen(Broken, inbox).expect("a thread");
        assert_eq!(inputs.recv_timeout(LONG), Ok(Input::Terminate), "nobody types into a program that is deaf");
    }

    #[test]
    fn dropping_it_ends_the_thread() {
        for parked in [false, true] {
            let (_typist, keyboard, inputs) = keyboard();
            if parked {
                keyboard.park();
            }
            drop(keyboard);
            assert_eq!(
                inputs.recv_timeout(LONG),
                Err(RecvTimeoutError::Disconnected),
                "its sender is gone, and no hangup was told (parked: {parked})"
            );
        }
    }
}
