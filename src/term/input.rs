//! Everything that arrives: keys from the line, and what other threads tell.
//!
//! Must not know: what keys do. It reads bytes, has them decoded (see `decode`) and hands over what they mean.
//!
//! The loop itself sleeps here, in `poll` and with no timeout, so that an idle program is never woken and a key is in the
//! right thread at once; only behind a lone Escape, which may be the Escape key or the beginning of an arrow, it waits a
//! moment. The end of input and a dead line are told by `poll` too: a signal handler that sets a flag cannot do that
//! without somebody asking for it. While the loop is at work nothing is read, and the system keeps what is typed.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::mem;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::decode::Decoder;
use crate::app::key::Input;

/// How long a lone Escape may be the beginning of a sequence. A terminal sends the whole of one at once, and 50 ms are
/// too short to be felt.
const ESCAPE_WAIT: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// Large enough that a pasted page is a few reads.
const READ_SIZE: usize = 16 * 1024;

/// So many reads at most for what is left at the end: a line that never falls silent must not keep the program.
const LAST_READS: usize = 64;

const GONE: PollFlags = PollFlags::HUP.union(PollFlags::ERR).union(PollFlags::NVAL);

/// The keyboard and the messages, as the loop holds them.
#[derive(Debug)]
pub struct Arrivals<F> {
    source: F,
    decoder: Decoder,
    told: Receiver<Input>,
    bell: PipeReader,
    rung: Arc<AtomicBool>,
    /// What has come and was not handed over yet.
    come: Vec<Input>,
    /// The line is dead: nothing more is read from it.
    dead: bool,
    buffer: Vec<u8>,
}

/// How another thread tells the loop something.
#[derive(Debug)]
pub struct Teller {
    inbox: Sender<Input>,
    bell: PipeWriter,
    /// The bell is not rung twice before it is heard: a pipe that is full would stop whoever rings.
    rung: Arc<AtomicBool>,
}

impl Teller {
    /// Wakes the loop with a message; `false` if nobody is there to hear it.
    pub fn tell(&self, input: Input) -> bool {
        self.inbox.send(input).is_ok() && (self.rung.swap(true, SeqCst) || (&self.bell).write_all(b"!").is_ok())
    }
}

impl<F: AsFd> Arrivals<F> {
    /// From `source`, which is standard input but in tests, and from whoever holds the teller.
    ///
    /// # Errors
    /// No pipe to be had.
    pub fn from(source: F) -> io::Result<(Self, Teller)> {
        let (bell, rope) = io::pipe()?;
        let (inbox, told) = channel();
        let rung = Arc::new(AtomicBool::new(false));
        let teller = Teller { inbox, bell: rope, rung: Arc::clone(&rung) };
        let (decoder, come, buffer) = (Decoder::default(), Vec::new(), vec![0; READ_SIZE]);
        Ok((Self { source, decoder, told, bell, rung, come, dead: false, buffer }, teller))
    }

    /// Sleeps until something has come: all that is there then, the keys first. A dead line is a hang-up, each time anew.
    /// Where the keyboard is somebody else's (`ours` is false), only messages and the end of the line wake it: a process
    /// that reads in the background is stopped by the system.
    pub fn wait(&mut self, ours: bool) -> Vec<Input> {
        while self.come.is_empty() {
            if self.dead {
                self.come.push(Input::Hangup);
                break;
            }
            self.look(self.decoder.is_ambiguous().then_some(ESCAPE_WAIT), ours);
        }
        mem::take(&mut self.come)
    }

    /// At the end: what is there by now, and half a paste, which is text that somebody wants. `ours` as for `wait`.
    pub fn rest(&mut self, ours: bool) -> Vec<Input> {
        for _ in 0..LAST_READS {
            if self.dead || !self.look(Some(Timespec::default()), ours) {
                break;
            }
        }
        self.stand_aside();
        mem::take(&mut self.come)
    }

    /// Somebody else reads the keyboard from here on: what was begun and not completed is given out with the next wait.
    pub fn stand_aside(&mut self) {
        self.decoder.finish(&mut self.come);
    }

    /// Waits for the line or the bell, and takes what it is. Whether it was anything.
    fn look(&mut self, timeout: Option<Timespec>, ours: bool) -> bool {
        // That the line is gone is told unasked.
        let keys = if ours { PollFlags::IN } else { PollFlags::empty() };
        let mut wanted = [PollFd::new(&self.source, keys), PollFd::new(&self.bell, PollFlags::IN)];
        let ready = match poll(&mut wanted, timeout.as_ref()) {
            Ok(ready) => ready,
            Err(Errno::INTR) => return true,
            Err(_) => return self.hang_up(),
        };
        let [source, bell] = [wanted[0].revents(), wanted[1].revents()];
        if ready == 0 {
            self.decoder.settle(&mut self.come);
        }
        if source.contains(PollFlags::IN) {
            match rustix::io::read(&self.source, &mut self.buffer) {
                Ok(0) => return self.hang_up(),
                Ok(n) => self.decoder.feed(&self.buffer[..n], &mut self.come),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => return self.hang_up(),
            }
        } else if source.intersects(GONE) {
            return self.hang_up();
        }
        if !bell.is_empty() {
            // All that was rung so far is heard with it.
            let _ = self.bell.read(&mut [0; 8]);
            self.rung.store(false, SeqCst);
            self.come.extend(self.told.try_iter());
        }
        ready > 0
    }

    fn hang_up(&mut self) -> bool {
        self.dead = true;
        self.stand_aside();
        self.come.push(Input::Hangup);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::Key;
    use std::thread;
    use std::time::{Duration, Instant};

    fn keyboard() -> (PipeWriter, Arrivals<PipeReader>, Teller) {
        let (source, typist) = io::pipe().expect("a pipe");
        let (arrivals, teller) = Arrivals::from(source).expect("a pipe");
        (typist, arrivals, teller)
    }

    const J: Input = Input::Key(Key::Char('j'));

    #[test]
    fn keys_arrive_and_the_end_of_input_is_a_hangup() {
        let (mut typist, mut arrivals, _teller) = keyboard();
        typist.write_all(b"j\x1b[A").expect("the pipe is open");
        assert_eq!(arrivals.wait(true), [J, Input::Key(Key::Up)], "what was typed together comes together");
        drop(typist);
        assert_eq!(arrivals.wait(true), [Input::Hangup], "the end is told");
        assert_eq!(arrivals.wait(true), [Input::Hangup], "and whoever waits on is not left waiting");
    }

    #[test]
    fn a_lone_escape_arrives_after_a_moment() {
        let (mut typist, mut arrivals, _teller) = keyboard();
        let typed = Instant::now();
        typist.write_all(b"\x1b").expect("the pipe is open");
        assert_eq!(arrivals.wait(true), [Input::Key(Key::Esc)], "with no other key behind it");
        assert!(typed.elapsed() >= Duration::from_millis(45), "an arrow would have had its time");
    }

    #[test]
    fn a_message_wakes_a_loop_that_sleeps_and_keys_come_before_it() {
        let (mut typist, mut arrivals, teller) = keyboard();
        let telling = thread::spawn(move || {
            thread::sleep(Duration::from_millis(30));
            for _ in 0..100_000 {
                assert!(teller.tell(Input::Resize(80, 24)), "nobody is stopped by a loop that does not listen");
            }
            teller
        });
        assert_eq!(arrivals.wait(true).first(), Some(&Input::Resize(80, 24)), "it was not the keyboard");
        let teller = telling.join().expect("it ends");
        typist.write_all(b"j").expect("the pipe is open");
        assert!(teller.tell(Input::Terminate), "somebody is there");
        let rest = arrivals.rest(true);
        assert_eq!(rest.last(), Some(&Input::Terminate), "all messages have come");
        assert!(rest.contains(&J), "and what was typed before the last");
        drop(arrivals);
        assert!(!teller.tell(Input::Terminate), "and now nobody is");
    }

    #[test]
    fn a_keyboard_that_is_somebody_elses_is_not_read() {
        let (mut typist, mut arrivals, teller) = keyboard();
        typist.write_all(b"j").expect("the pipe is open");
        assert!(teller.tell(Input::Terminate), "somebody is there");
        assert_eq!(arrivals.wait(false), [Input::Terminate], "the message comes, without the key");
        assert_eq!(arrivals.rest(false), [], "nor is it read at the end");
        assert_eq!(arrivals.wait(true), [J], "it is there still");
        drop(typist);
        assert_eq!(arrivals.wait(false), [Input::Hangup], "that the line is gone is heard all the same");
    }

    #[test]
    fn half_a_paste_comes_before_the_hangup() {
        let (mut typist, mut arrivals, _teller) = keyboard();
        typist.write_all(b"\x1b[200~half").expect("the pipe is open");
        drop(typist);
        assert_eq!(
            arrivals.wait(true),
            [Input::Paste("half".into()), Input::Hangup],
            "what arrived is kept, before the end"
        );
    }

    #[test]
    fn half_a_paste_comes_when_the_keyboard_is_given_away() {
        let (mut typist, mut arrivals, _teller) = keyboard();
        typist.write_all(b"j\x1b[200~half").expect("the pipe is open");
        assert_eq!(arrivals.wait(true), [J], "what came with it is read");
        arrivals.stand_aside();
        assert_eq!(arrivals.wait(true), [Input::Paste("half".into())], "it is not lost");
    }

    #[test]
    fn a_line_that_never_falls_silent_does_not_keep_the_program() {
        let (mut typist, mut arrivals, _teller) = keyboard();
        let flood = thread::spawn(move || while typist.write_all(&[b'j'; 4096]).is_ok() {});
        assert!(arrivals.wait(true).contains(&J), "it flows");
        assert!(arrivals.rest(true).len() <= LAST_READS * READ_SIZE, "some of it is taken, and then it ends");
        drop(arrivals);
        flood.join().expect("and so does the flood");
    }
}
