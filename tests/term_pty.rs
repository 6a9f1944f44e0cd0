//! The terminal module on a real pseudo-terminal: what arrives, what is written, and how it ends.
//!
//! The program under test is this very file: each test starts its own executable again in a pseudo-terminal, where
//! only [`the_program`] runs, a small loop over `Term` that ends with the exit codes of the real one.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use ratatui::widgets::Widget;
use rustix::process::{Pid, Signal, kill_process};
use workpaper::app::key::{Input, Key};
use workpaper::term::Term;
use workpaper::term::caps::ColourMode;

const INSIDE: &str = "TERM_PTY_TEST_INSIDE";
const LONG: Duration = Duration::from_secs(20);
/// Silence of this length means that nothing more comes.
const QUIET: Duration = Duration::from_millis(300);

/// Shows what it last received and ends when told to. Does nothing when run as a test like the others.
#[test]
fn the_program() {
    if std::env::var_os(INSIDE).is_none() {
        return;
    }
    let mut term = Term::open(ColourMode::Ansi16).expect("a pseudo-terminal is a terminal");
    let mut last = "ready".to_owned();
    let mut inputs = Vec::new().into_iter();
    let code = loop {
        let _ = term.draw(|buffer| {
            let area = buffer.area;
            format!("{}x{}", area.width, area.height).render(area, buffer);
            last.as_str().render(ratatui::layout::Rect { y: 1, height: 1, ..area }, buffer);
            None
        });
        let next = inputs.next().unwrap_or_else(|| {
            inputs = term.wait().into_iter();
            inputs.next().expect("it waits until something has come")
        });
        match next {
            Input::Hangup => {
                term.abandon();
                break 129;
            }
            Input::Terminate => break 143,
            Input::Key(Key::Char('p')) => panic!("on purpose"),
            Input::Key(Key::Ctrl('l')) => term.repaint(),
            Input::Key(Key::Char('=')) => {}
            Input::Resize(..) => "resized".clone_into(&mut last),
            other => last = format!("{other:?}"),
        }
    };
    drop(term);
    std::process::exit(code)
}

/// The other side of the line.
struct Line {
    master: Box<dyn MasterPty + Send>,
    typist: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    arriving: Receiver<Vec<u8>>,
    reader: JoinHandle<()>,
    unplug: Arc<AtomicBool>,
    screen: vt100::Parser,
}

impl Line {
    fn dial() -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(std::env::current_exe().expect("this file"));
        command.args(["the_program", "--exact", "--nocapture", "--test-threads=1"]);
        command.env(INSIDE, "1");
        command.env("RUST_BACKTRACE", "0");
        let child = pair.slave.spawn_command(command).expect("this file starts");
        let mut incoming = pair.master.try_clone_reader().expect("a reader");
        let (deliver, arriving) = channel();
        let unplug = Arc::new(AtomicBool::new(false));
        let unplugged = Arc::clone(&unplug);
        let reader = thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = incoming.read(&mut buffer) {
                let _ = deliver.send(buffer[..n].to_vec());
                if unplugged.load(SeqCst) {
                    break;
                }
            }
        });
        let typist = pair.master.take_writer().expect("a writer");
        let screen = vt100::Parser::new(24, 80, 0);
        let mut line = Self { master: pair.master, typist, child, arriving, reader, unplug, screen };
        line.wait_for("ready");
        line.quiet();
        line
    }

    fn type_in(&mut self, bytes: &str) {
        self.typist.write_all(bytes.as_bytes()).and_then(|()| self.typist.flush()).expect("the line is up");
    }

    /// Reads until nothing more comes, and returns what came.
    fn quiet(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while let Ok(piece) = self.arriving.recv_timeout(QUIET) {
            self.screen.process(&piece);
            bytes.extend(piece);
        }
        bytes
    }

    fn wait_for(&mut self, text: &str) {
        let start = Instant::now();
        while !self.screen.screen().contents().contains(text) {
            match self.arriving.recv_timeout(LONG.saturating_sub(start.elapsed())) {
                Ok(piece) => self.screen.process(&piece),
                Err(why) => panic!("{text:?} never came ({why}), but:\n{}", self.screen.screen().contents()),
            }
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = self.child.process_id().and_then(|pid| Pid::from_raw(pid.cast_signed())).expect("it has an id");
        kill_process(pid, signal).expect("it runs");
    }

    /// Waits for the end: the exit code, and everything written until then.
    fn end(mut self) -> (u32, Vec<u8>, Duration) {
        let start = Instant::now();
        let code = self.child.wait().expect("it was started").exit_code();
        let took = start.elapsed();
        let mut bytes = Vec::new();
        while let Ok(piece) = self.arriving.recv_timeout(QUIET) {
            bytes.extend(piece);
        }
        (code, bytes, took)
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(text)
}

#[test]
fn keys_pastes_and_a_lone_escape_arrive() {
    let mut line = Line::dial();
    for (bytes, want) in [
        ("j", "Key(Char('j'))"),
        ("\x1b[A", "Key(Up)"),
        ("\x1b", "Key(Esc)"),
        ("\x03", "Key(Ctrl('c'))"),
        ("\x1b[200~two\rlines\x1b[201~", "Paste(\"two\\nlines\")"),
    ] {
        line.type_in(bytes);
        line.wait_for(want);
    }
}

#[test]
fn nothing_is_written_when_nothing_changed() {
    let mut line = Line::dial();
    line.type_in("===");
    assert!(line.quiet().is_empty(), "three frames drawn, all the same");
    line.type_in("\x0c");
    assert!(contains(&line.quiet(), "ready"), "a repaint sends all of it");
}

#[test]
fn a_new_size_is_drawn() {
    let mut line = Line::dial();
    line.master.resize(PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 }).expect("resizable");
    line.screen.screen_mut().set_size(30, 100);
    line.wait_for("100x30");
    line.wait_for("resized");
}

#[test]
fn a_dropped_line_ends_it_at_once() {
    let mut line = Line::dial();
    // The reader holds the line open until it has read once more.
    line.unplug.store(true, SeqCst);
    line.type_in("j");
    let Line { master, typist, mut child, reader, .. } = line;
    reader.join().expect("the reader saw the key's frame");
    drop((master, typist));
    let start = Instant::now();
    let code = child.wait().expect("it was started").exit_code();
    assert_eq!(code, 129, "a hang-up has its own exit code");
    assert!(start.elapsed() < Duration::from_secs(1), "it took {:?}", start.elapsed());
}

#[test]
fn a_request_to_end_gives_the_terminal_back() {
    let line = Line::dial();
    line.signal(Signal::TERM);
    let (code, bytes, took) = line.end();
    assert_eq!(code, 143, "the exit code of a terminated program");
    assert!(took < Duration::from_secs(1), "it took {took:?}");
    for (undone, what) in
        [("\x1b[?1049l", "the screen"), ("\x1b[?2004l", "bracketed paste"), ("\x1b[?25h", "the cursor")]
    {
        assert!(contains(&bytes, undone), "{what} is given back in {:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_hangup_sent_by_hand_leaves_a_usable_terminal() {
    let line = Line::dial();
    line.signal(Signal::HUP);
    let (code, bytes, _) = line.end();
    assert_eq!(code, 129, "it is a hang-up");
    assert!(contains(&bytes, "\x1b[?1049l"), "but somebody still looks at the screen");
}

#[test]
fn a_panic_is_printed_after_the_screen_is_closed() {
    let mut line = Line::dial();
    line.type_in("p");
    let (_, bytes, _) = line.end();
    let text = String::from_utf8_lossy(&bytes);
    let closed = text.find("\x1b[?1049l").expect("the screen is closed");
    assert!(text.find("on purpose").is_some_and(|said| said > closed), "and then it is told why: {text:?}");
}

#[test]
fn the_terminal_is_never_asked_anything() {
    let mut line = Line::dial();
    line.type_in("\x0cj\x1b");
    line.signal(Signal::CONT);
    let mut bytes = line.quiet();
    line.signal(Signal::TERM);
    bytes.extend(line.end().1);
    for question in ["\x1b[6n", "\x1b[5n", "\x1b[c", "\x1b[0c", "\x1b[>c", "\x1b[?u", "$p", "\x1b]10;?", "\x1b]11;?"] {
        assert!(!contains(&bytes, question), "{question:?} is a question");
    }
}
