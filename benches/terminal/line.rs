//! A program on a pseudo-terminal of 80 by 24, and what somebody at the other end of the line can measure.
//!
//! Must not know: which program it is.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::fs;
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A program that says nothing for so long has failed.
const PATIENCE: Duration = Duration::from_secs(10);

/// What came after something was done, until nothing more came.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// Until the last byte.
    pub took: Duration,
    /// How many bytes.
    pub bytes: usize,
}

/// One program on one line.
pub struct Line {
    _master: Box<dyn MasterPty + Send>,
    typist: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    arriving: Receiver<(Instant, Vec<u8>)>,
    dialled: Instant,
}

impl Line {
    /// Starts a program.
    pub fn dial(mut command: CommandBuilder) -> Self {
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut incoming = pair.master.try_clone_reader().expect("a reader");
        let typist = pair.master.take_writer().expect("a writer");
        let (deliver, arriving) = channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(n @ 1..) = incoming.read(&mut buffer) {
                if deliver.send((Instant::now(), buffer[..n].to_vec())).is_err() {
                    return;
                }
            }
        });
        let dialled = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program starts");
        Self { _master: pair.master, typist, child, arriving, dialled }
    }

    /// The first picture, from the start of the process on; then the keys that lead to a screen, until that stands.
    pub fn first(&mut self, keys: &[&str]) -> Answer {
        let mut answer = self.settle(self.dialled, Duration::from_millis(80));
        for key in keys {
            let next = self.press_slowly(key);
            answer = Answer { took: answer.took + next.took, bytes: answer.bytes + next.bytes };
        }
        answer
    }

    /// Presses a key and waits for the picture to settle.
    pub fn press(&mut self, key: &str) -> Answer {
        let pressed = Instant::now();
        self.typist.write_all(key.as_bytes()).expect("the line takes a key");
        self.settle(pressed, Duration::from_millis(12))
    }

    /// The same where the program may take its time.
    fn press_slowly(&mut self, key: &str) -> Answer {
        let pressed = Instant::now();
        self.typist.write_all(key.as_bytes()).expect("the line takes a key");
        self.settle(pressed, Duration::from_millis(150))
    }

    /// What arrives until it is quiet. A line that stays silent counts as settled at once after a second.
    fn settle(&mut self, since: Instant, quiet: Duration) -> Answer {
        let mut answer = Answer { took: Duration::ZERO, bytes: 0 };
        loop {
            let wait = if answer.bytes > 0 { quiet } else { PATIENCE.min(Duration::from_secs(1)).max(quiet) };
            match self.arriving.recv_timeout(wait) {
                Ok((at, bytes)) => {
                    answer.took = at.duration_since(since);
                    answer.bytes += bytes.len();
                    self.reply(&bytes);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return answer,
            }
        }
    }

    /// What a terminal answers to those who ask it.
    fn reply(&mut self, bytes: &[u8]) {
        for (question, reply) in [(&b"\x1b[6n"[..], "\x1b[1;1R"), (b"\x1b[c", "\x1b[?62;22c")] {
            if bytes.windows(question.len()).any(|window| window == question) {
                let _ = self.typist.write_all(reply.as_bytes());
            }
        }
    }

    /// Bytes that came while nobody pressed anything.
    pub fn uncalled_for(&self) -> usize {
        self.arriving.try_iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// Resident memory in KiB: all of it, and the part that is no file's.
    pub fn memory(&self) -> (u64, u64) {
        let status = self.proc("status");
        (number_after(&status, "VmRSS:"), number_after(&status, "RssAnon:"))
    }

    /// How often the process has called the system to write something, anywhere.
    pub fn writes(&self) -> u64 {
        number_after(&self.proc("io"), "syscw:")
    }

    /// How often one of its threads has waited for something and was woken.
    pub fn wakes(&self) -> u64 {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.pid())).into_iter().flatten().flatten();
        tasks
            .map(|task| fs::read_to_string(task.path().join("status")).unwrap_or_default())
            .map(|status| number_after(&status, "voluntary_ctxt_switches:"))
            .sum()
    }

    fn proc(&self, file: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{file}", self.pid())).unwrap_or_default()
    }

    fn pid(&self) -> u32 {
        self.child.process_id().expect("it was started")
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn number_after(text: &str, word: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(word));
    line.and_then(|rest| rest.split_whitespace().next()).and_then(|n| n.parse().ok()).unwrap_or(0)
}
