//! The real binary on a real pseudo-terminal: a workspace with homes of its own, a seat before its screen, and somebody
//! who reads the screen, types, hangs up and kills.
//!
//! Must not know: what any one test is after. Nothing here sleeps: it waits for what shall be on the screen.

#![allow(dead_code, reason = "every test file uses a part of it")]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
use serde_json::Value as Json;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use workpaper::app::key::{Key, parse_keys};
use workpaper::store::audits::OpenAudit;
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;

pub const AUDIT: &str = "IA-2026-02";
pub const LEAD: &str = "LA, Lead auditor";
/// How long something may take to appear, on a busy machine.
pub const LONG: Duration = Duration::from_secs(30);
const BINARY: &str = env!("CARGO_BIN_EXE_workpaper");

/// What a command came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// An account's folders and a workspace in them. All of it goes away with the test.
#[derive(Debug)]
pub struct Office {
    folder: TempDir,
}

impl Office {
    /// Folders, and nothing in them. In memory where the system offers that: thousands of fsyncs are made here.
    pub fn bare() -> Self {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(&base).or_else(|_| tempfile::tempdir()).expect("a folder for the test");
        Self { folder }
    }

    /// A workspace with one audit of a few items.
    pub fn new() -> Self {
        let office = Self::bare();
        office.ok(&["init"]);
        office.ok(&["new", AUDIT, "--items", "4.1 4.2 A.5.18 A.6.5 A.8.13", "--title", "Test audit"]);
        office
    }

    /// The worked sample.
    pub fn demo() -> Self {
        let office = Self::bare();
        let root = office.root();
        let demo = office.command(&["demo"]).arg(&root).output().expect("the binary starts");
        assert!(demo.status.success(), "the sample is written: {}", String::from_utf8_lossy(&demo.stderr));
        office
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn root(&self) -> PathBuf {
        self.folder().join("ws")
    }

    pub fn homes(&self) -> Homes {
        let home = |name: &str| self.folder().join(name).join("workpaper");
        Homes { state: home("state"), config: home("config"), data: home("data") }
    }

    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let home = |name: &str| self.folder().join(name).display().to_string();
        vec![
            ("PATH", std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".to_owned())),
            ("HOME", self.folder().display().to_string()),
            ("USER", "tester".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("XDG_STATE_HOME", home("state")),
            ("XDG_CONFIG_HOME", home("config")),
            ("XDG_DATA_HOME", home("data")),
        ]
    }

    /// The binary with nothing but arguments.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command.env_clear().envs(self.environment()).current_dir(self.folder()).args(args);
        command
    }

    fn full_args(&self, args: &[&str]) -> Vec<String> {
        let root = self.root().display().to_string();
        ["--dir", &root, "--as", LEAD].iter().chain(args).map(|arg| (*arg).to_owned()).collect()
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        self.feed(args, b"")
    }

    /// Runs a command with this on its standard input.
    pub fn feed(&self, args: &[&str], input: &[u8]) -> Ran {
        let args = self.full_args(args);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let mut command = self.command(&args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut stdin = child.stdin.take().expect("piped");
        let input = input.to_vec();
        // From beside: what is written may be more than a pipe holds.
        let feeder = thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("it was started");
        feeder.join().expect("the feeder");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    pub fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "workpaper {args:?} does what it should: {}{}", ran.out, ran.err);
        ran.out
    }

    pub fn json(&self, args: &[&str]) -> Json {
        let out = self.ok(&[args, &["--json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|why| panic!("{args:?} prints JSON: {why}: {out}"))
    }

    /// Fails with what `verify` found, if anything.
    pub fn assert_verifies(&self, when: &str) {
        let ran = self.run(&["verify"]);
        assert!(ran.code == 0 && !ran.out.contains("fault"), "{when}, verify is clean: {}{}", ran.out, ran.err);
    }

    pub fn workspace(&self) -> Workspace {
        Workspace::open(&self.root(), self.homes()).expect("a workspace")
    }

    /// The audit, as somebody without a memory of it reads it from disk.
    pub fn audit(&self) -> OpenAudit {
        OpenAudit::open(&self.workspace(), AUDIT, Author::default()).expect("the audit opens")
    }

    /// The texts of all drafts, as they are on disk now.
    pub fn drafts(&self) -> String {
        fn all(folder: &Path, texts: &mut String) {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => all(&entry.path(), texts),
                    _ => texts.push_str(&fs::read_to_string(entry.path()).unwrap_or_default()),
                }
            }
        }
        let mut texts = String::new();
        all(&self.workspace().local.folder().join("drafts"), &mut texts);
        texts
    }

    /// Throws all drafts away, so that the next session begins without a text.
    pub fn forget_drafts(&self) {
        drop(fs::remove_dir_all(self.workspace().local.folder().join("drafts")));
    }

    pub fn journal_folder(&self) -> PathBuf {
        self.root().join("audits").join(AUDIT).join("journal")
    }

    /// The bytes of all journals of the audit, as they are on disk now.
    pub fn journals(&self) -> String {
        let Ok(found) = workpaper::store::files::journals(&self.journal_folder()) else { return String::new() };
        found.iter().filter_map(|(_, path)| fs::read_to_string(path).ok()).collect()
    }

    /// The same of the register.
    pub fn register_journals(&self) -> String {
        let Ok(found) = workpaper::store::files::journals(&self.root().join("register/journal")) else {
            return String::new();
        };
        found.iter().filter_map(|(_, path)| fs::read_to_string(path).ok()).collect()
    }

    /// The same, line by line.
    pub fn entries(&self) -> Vec<Json> {
        self.journals().lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// A program of this office that still runs, found by its environment.
    pub fn still_running(&self) -> Vec<String> {
        let own = self.folder().display().to_string();
        let processes = fs::read_dir("/proc").expect("a system with /proc").flatten();
        let ours = processes.filter(|entry| {
            let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
            String::from_utf8_lossy(&environment).contains(&own)
        });
        ours.map(|entry| {
            let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
            format!("{}: {}", entry.file_name().display(), status.lines().take(3).collect::<Vec<_>>().join(" "))
        })
        .collect()
    }

    /// Opens the terminal program at the audit, and waits until it is there.
    pub fn sit(&self) -> Seat {
        let mut seat = self.sit_with(&["open", AUDIT]);
        seat.wait_for(AUDIT);
        seat
    }

    /// Starts the terminal program at 80x24.
    pub fn sit_with(&self, args: &[&str]) -> Seat {
        Seat::start(self.builder(&[], args), 80, 24)
    }

    /// The same through a shell, which does something before it becomes the program.
    pub fn sit_behind(&self, shell: &str, args: &[&str]) -> Seat {
        Seat::start(self.builder(&["sh", "-c", &format!("{shell}; exec \"$0\" \"$@\"")], args), 80, 24)
    }

    /// The command for a seat; `before` stands before the binary.
    pub fn builder(&self, before: &[&str], args: &[&str]) -> CommandBuilder {
        let mut words: Vec<String> = before.iter().map(|word| (*word).to_owned()).collect();
        words.push(BINARY.to_owned());
        words.extend(self.full_args(args));
        let mut command = CommandBuilder::new(&words[0]);
        command.args(&words[1..]);
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.cwd(self.folder());
        command
    }
}

/// How a session ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; 1 for a session that a signal killed.
    pub code: u32,
    /// How long it took from the blow.
    pub took: Duration,
    /// Everything it ever wrote.
    pub raw: Vec<u8>,
}

/// Somebody before a screen.
pub struct Seat {
    master: Option<Box<dyn MasterPty + Send>>,
    typist: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    arriving: Receiver<Vec<u8>>,
    reader: Option<JoinHandle<()>>,
    unplug: Arc<AtomicBool>,
    pub parser: vt100::Parser,
    /// Everything it wrote so far.
    pub raw: Vec<u8>,
    /// The modes of the line before the program had it.
    pub before: String,
    /// What arrives is kept, and not shown.
    pub blind: bool,
    size: (u16, u16),
}

impl Seat {
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let slave = pair.master.tty_name().and_then(|name| fs::File::open(name).ok()).expect("its other side");
        let mut modes = tcgetattr(&slave).expect("its modes");
        // Else the writer types a line feed when it is dropped: an Enter that nobody pressed.
        modes.special_codes[SpecialCodeIndex::VEOF] = 0;
        tcsetattr(&slave, OptionalActions::Now, &modes).expect("its modes can be set");
        let before = format!("{:?}", tcgetattr(&slave).expect("its modes"));
        drop(slave);
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut incoming = pair.master.try_clone_reader().expect("a reader");
        let (deliver, arriving) = channel();
        let unplug = Arc::new(AtomicBool::new(false));
        let unplugged = Arc::clone(&unplug);
        let reader = thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = incoming.read(&mut buffer) {
                if deliver.send(buffer[..n].to_vec()).is_err() || unplugged.load(SeqCst) {
                    break;
                }
            }
        });
        let typist = Some(pair.master.take_writer().expect("a writer"));
        Self {
            master: Some(pair.master),
            typist,
            child,
            arriving,
            reader: Some(reader),
            unplug,
            parser: vt100::Parser::new(rows, columns, 0),
            raw: Vec::new(),
            before,
            blind: false,
            size: (columns, rows),
        }
    }

    pub fn type_in(&mut self, keys: impl AsRef<[u8]>) {
        let typist = self.typist.as_mut().expect("the line is up");
        typist.write_all(keys.as_ref()).and_then(|()| typist.flush()).expect("the line takes keys");
    }

    /// Types as long as the line takes it: the other end may die in the middle.
    pub fn try_type(&mut self, keys: &str) -> bool {
        let Some(typist) = self.typist.as_mut() else { return false };
        typist.write_all(keys.as_bytes()).and_then(|()| typist.flush()).is_ok()
    }

    /// Types keys as the keymap writes them; Escape as its other key, which needs no moment to be told from an arrow.
    pub fn press_keys(&mut self, keys: &str) {
        for key in parse_keys(keys).expect("keys") {
            match key {
                Key::Char(c) => self.type_in(c.to_string()),
                Key::Enter => self.type_in("\r"),
                Key::Esc => self.type_in("\x07"),
                Key::Ctrl(letter) => self.type_in([letter as u8 & 0x1f]),
                other => panic!("{other} is not typed here"),
            }
        }
    }

    /// Waits until everything typed so far has been taken in and drawn, by asking for a whole frame behind it.
    pub fn settle(&mut self) {
        let whole = |seat: &Self| seat.raw.windows(4).filter(|bytes| bytes == b"\x1b[2J").count();
        let before = whole(self);
        self.type_in("\x0c");
        self.wait_until("a whole frame", |seat| whole(seat) > before);
        // It ends by showing the cursor; where that stays hidden, nothing tells the end but silence.
        while !self.raw.ends_with(b"\x1b[?25h") && self.take_in(Duration::from_millis(150)) {}
    }

    /// Waits until nothing more comes for a while: for where a whole frame would hide what is looked at.
    pub fn settle_softly(&mut self) {
        while self.take_in(Duration::from_millis(120)) {}
    }

    /// The modes of the line, as the shell would find them.
    pub fn modes(&self) -> String {
        let name = self.master.as_ref().and_then(|master| master.tty_name()).expect("the line is up");
        let slave = fs::File::open(name).expect("its other side");
        format!("{:?}", tcgetattr(&slave).expect("its modes"))
    }

    pub fn paste(&mut self, text: &str) {
        self.type_in(format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Takes in what arrives next, within this time. `false`: nothing came; the line may be dead.
    pub fn take_in(&mut self, within: Duration) -> bool {
        match self.arriving.recv_timeout(within) {
            Ok(piece) => {
                if !self.blind {
                    self.parser.process(&piece);
                }
                self.raw.extend(piece);
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }

    /// Takes in what has arrived already.
    pub fn take_in_all(&mut self) {
        while self.take_in(Duration::ZERO) {}
    }

    pub fn contents(&self) -> String {
        self.parser.screen().contents()
    }

    /// Reads the screen until it is as wanted.
    pub fn wait_until(&mut self, what: &str, mut wanted: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !wanted(self) {
            let left = LONG.saturating_sub(start.elapsed());
            assert!(self.take_in(left), "{what}: it never came, but:\n{}", self.contents());
        }
    }

    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |seat| seat.contents().contains(text));
    }

    pub fn wait_while(&mut self, text: &str) {
        self.wait_until(&format!("{text:?} goes away"), |seat| !seat.contents().contains(text));
    }

    /// Types, and waits until this is on the screen.
    pub fn press(&mut self, keys: &str, then: &str) {
        self.type_in(keys);
        self.wait_for(then);
    }

    /// What is typed into the line below so far: all before the cursor. `None` where no line is being typed.
    pub fn typed(&self) -> Option<String> {
        let screen = self.parser.screen();
        let (row, column) = screen.cursor_position();
        if row + 1 != self.size.1 {
            return None;
        }
        let cells = (0..column).filter_map(|at| screen.cell(row, at)).filter(|cell| !cell.is_wide_continuation());
        let line: String = cells.map(|cell| if cell.has_contents() { cell.contents() } else { " " }).collect();
        let typed = [" WRITE ", " ASK "].iter().any(|mode| line.starts_with(mode));
        line.split_once(" > ").filter(|_| typed).map(|(_, text)| text.to_owned())
    }

    /// The row above the last: what happened.
    pub fn notice(&self) -> String {
        let rows: Vec<String> = self.parser.screen().rows(0, self.size.0).collect();
        rows[usize::from(self.size.1) - 2].trim().to_owned()
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("it has an id")
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.pid().cast_signed()).expect("a process id");
        // It may have ended by itself a moment ago.
        let _ = kill_process(pid, signal);
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.as_ref().expect("the line is up").resize(size).expect("resizable");
        if !self.blind {
            self.parser.screen_mut().set_size(rows, columns);
        }
    }

    /// From now on nobody reads what arrives; the line stays up, as behind a link that dropped in silence.
    pub fn stop_reading(&mut self) {
        self.unplug.store(true, SeqCst);
        // A new size makes it write once more, and the reader stops behind that.
        self.resize(self.size.0 + 1, self.size.1);
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader");
        }
        self.take_in_all();
    }

    /// Whether its main thread stands still in a write to its screen.
    pub fn is_stuck(&self) -> bool {
        let call = fs::read_to_string(format!("/proc/{}/syscall", self.pid())).unwrap_or_default();
        let mut words = call.split_whitespace();
        matches!(words.next(), Some("1" | "64")) && words.next() == Some("0x1")
    }

    /// Whether the process is there and no corpse.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Closes the line, as a dropped connection does it, and waits for the end.
    pub fn hang_up(mut self) -> Ended {
        self.stop_reading();
        let start = Instant::now();
        drop((self.typist.take(), self.master.take()));
        self.reap(start)
    }

    /// Sends a signal and waits for the end.
    pub fn end_by(mut self, signal: Signal) -> Ended {
        let start = Instant::now();
        self.signal(signal);
        self.reap(start)
    }

    /// Types the last keys and waits for the end.
    pub fn leave_with(mut self, keys: &str) -> Ended {
        let start = Instant::now();
        self.type_in(keys);
        self.reap(start)
    }

    /// `kill -9`; then what it had written until then, to the last byte.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        drop(self.child.wait());
        while self.take_in(LONG) {}
    }

    /// Waits for the end that somebody else brings about.
    pub fn reap(&mut self, start: Instant) -> Ended {
        let status = loop {
            match self.child.try_wait().expect("it was started") {
                Some(status) => break status,
                None if start.elapsed() > LONG => panic!("it does not end:\n{}", self.contents()),
                // Takes what it writes at the end, so that it need not wait for a reader.
                None if self.master.is_some() && self.reader.is_some() => drop(self.take_in(Duration::from_millis(5))),
                None => thread::sleep(Duration::from_millis(2)),
            }
        };
        let took = start.elapsed();
        while self.reader.is_some() && self.take_in(LONG) {}
        Ended { code: status.exit_code(), took, raw: std::mem::take(&mut self.raw) }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}

/// Whether the last that was written gives the screen, the cursor, the line's end and the paste back.
pub fn is_given_back(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw);
    let last = |on: &str, off: &str| text.rfind(off).is_some_and(|at| text.rfind(on).is_none_or(|before| before < at));
    last("\x1b[?1049h", "\x1b[?1049l")
        && last("\x1b[?2004h", "\x1b[?2004l")
        && last("\x1b[?7l", "\x1b[?7h")
        && last("\x1b[?25l", "\x1b[?25h")
}

/// Random numbers that are the same every time (xorshift64*, Marsaglia and Vigna).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    pub const fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// One of `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap_or(0)
    }

    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
