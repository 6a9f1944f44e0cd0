//! How a session ends in every screen and every dialog: the line is closed, the process is asked to end, keys come at
//! random, a fault in the program. The terminal is as it was before, and what was typed is back.
//!
//! Must not know: how drafts are kept, or what the keys at random do.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;
mod ways;

use rustix::process::Signal;
use screen::{AUDIT, Dice, Ended, Office, Seat, is_given_back};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;
use ways::{WAYS, Way};

/// Letters that no text of the sample holds.
const HALF: &str = "\u{2603}K\u{2603}E\u{2603}P";
const SECONDS: Duration = Duration::from_secs(8);

/// Every way once, on two copies of the sample at a time.
fn in_every_place(visit: impl Fn(&Office, &Way) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let office = Office::demo();
                while let Some(way) = WAYS.get(next.fetch_add(1, SeqCst)) {
                    visit(&office, way);
                    office.forget_drafts();
                }
                office.assert_verifies("after all these ends");
            });
        }
    });
}

/// A session at the end of a way, with half a text typed there if it takes one.
fn at(office: &Office, way: &Way) -> (Seat, String) {
    let mut seat = office.sit();
    let modes = seat.before.clone();
    seat.press_keys(way.keys);
    if way.kept {
        seat.type_in(HALF);
    }
    seat.settle();
    assert_eq!(way.kept, seat.contents().contains(HALF), "{}: as it should be:\n{}", way.name, seat.contents());
    (seat, modes)
}

/// The next session has the text, where it was typed.
fn assert_it_is_back(office: &Office, way: &Way) -> Seat {
    let mut next = office.sit();
    let place = ["qr", "q"].into_iter().find(|place| way.keys.starts_with(place));
    next.press_keys(place.unwrap_or_default());
    if way.kept {
        next.wait_for(HALF);
    }
    next
}

fn assert_ended(ended: &Ended, code: u32, what: &str) {
    assert_eq!(ended.code, code, "{what}: its exit code");
    assert!(ended.took < SECONDS, "{what}: it does not hang: {:?}", ended.took);
}

#[test]
fn a_closed_line_and_a_request_to_end_in_every_screen_and_dialog() {
    in_every_place(|office, way| {
        let (seat, _) = at(office, way);
        assert_ended(&seat.hang_up(), 129, &format!("a line closed at {}", way.name));
        assert_eq!(office.still_running(), Vec::<String>::new(), "{}: nothing is left running", way.name);
        let mut next = assert_it_is_back(office, way);
        next.signal(Signal::TERM);
        let ended = next.reap(std::time::Instant::now());
        assert_ended(&ended, 143, &format!("asked to end at {}", way.name));
        assert!(is_given_back(&ended.raw), "{}: the terminal is given back", way.name);
        if way.kept {
            assert!(office.drafts().contains(HALF), "{}: the text that was back is kept once more", way.name);
        }
    });
}

/// Keys at random, but none that takes a letter away, so that what was typed before has to be somewhere.
fn keys_at_random(dice: &mut Dice, count: usize) -> String {
    const KEYS: &[&str] = &[
        "\r",
        "\t",
        "\x07",
        "\x1b[A",
        "\x1b[B",
        "\x1b[5~",
        "\x1b[6~",
        "\x1b[Z",
        "\x0e",
        "\x10",
        "\x14",
        "\x12",
        "\x18",
        "\x0c",
        "\x1bOP",
        "\x1b[24~",
        "\x06",
        "\x19",
        "\u{e4}",
        "\u{6f22}",
        "\u{301}",
        "\x1b[200~a\rb\x1b[201~",
    ];
    let mut text = String::new();
    for _ in 0..count {
        match dice.below(10) {
            0..=6 => text.push(char::from(u8::try_from(0x20 + dice.below(95)).unwrap_or(b' '))),
            _ => text.push_str(KEYS[dice.below(KEYS.len())]),
        }
    }
    text
}

#[test]
fn keys_at_random_on_the_real_line_lose_nothing_and_leave_the_terminal_as_it_was() {
    in_every_place(|office, way| {
        let (mut seat, modes) = at(office, way);
        let mut dice = Dice::new(way.name.bytes().map(u64::from).sum());
        let keys = keys_at_random(&mut dice, 200);
        // Two halves, for a `q` at home may end it in the first.
        let there = keys.split_at(keys.char_indices().nth(120).map_or(0, |(at, _)| at));
        let told = seat.try_type(there.0) && seat.try_type(there.1);
        assert!(told || !seat.is_alive(), "{}: it takes keys", way.name);
        let quits = Duration::from_millis(30);
        while seat.take_in(quits) {}
        seat.signal(Signal::TERM);
        let ended = seat.reap(std::time::Instant::now());
        let said = String::from_utf8_lossy(&ended.raw).into_owned();
        let after = said.rsplit_once("\x1b[?25h").map_or("", |(_, after)| after);
        assert!(!after.contains("fault"), "{}: no fault: {after} after {keys:?}", way.name);
        // 1: it was leaving by itself, and the request came when its screen was closed already.
        assert!(matches!(ended.code, 143 | 0 | 1), "{}: it ended well: {} {after}", way.name, ended.code);
        assert!(is_given_back(&ended.raw), "{}: the terminal is given back, after {keys:?}", way.name);
        assert_eq!(seat.modes(), modes, "{}: its modes are those from before", way.name);
        // A question that is left is gone, and so is a form: both were asked for and say so. A line of WRITE is never.
        if way.name.starts_with("WRITE") {
            let everything = office.drafts() + &office.journals() + &office.register_journals();
            let mut rest = everything.chars();
            let whole = HALF.chars().all(|wanted| rest.any(|c| c == wanted));
            assert!(whole, "{}: what was typed is in a draft or recorded, after {keys:?}", way.name);
        }
    });
}

/// A session with this key as a fault.
fn faulty(office: &Office, key: &str) -> Seat {
    let mut command = office.builder(&[], &["open", AUDIT]);
    command.env("WORKPAPER_FAULT_KEY", key);
    command.env("RUST_BACKTRACE", "0");
    let mut seat = Seat::start(command, 80, 24);
    seat.wait_for(AUDIT);
    seat
}

#[test]
#[cfg(debug_assertions)]
fn a_fault_gives_the_terminal_back_says_where_and_keeps_the_text() {
    let office = Office::new();
    for (name, keys, fault, bytes) in [
        ("WRITE", "<enter>", "<f12>", "\x1b[24~"),
        ("a field", "ajj<enter>", "<f12>", "\x1b[24~"),
        ("a question at its answer", "r", "<enter>", "\r"),
    ] {
        let mut seat = faulty(&office, fault);
        let modes = seat.before.clone();
        seat.press_keys(keys);
        seat.settle();
        // All at once: what comes in one batch with the fault is kept as well.
        seat.type_in(format!("{HALF}{bytes}"));
        let ended = seat.reap(std::time::Instant::now());
        assert_ended(&ended, 1, name);
        let said = String::from_utf8_lossy(&ended.raw).into_owned();
        let after = said.rsplit_once("\x1b[?25h").map_or("", |(_, after)| after);
        for words in ["a fault on purpose", "src/runtime/", "fault in workpaper", "what was typed is back"] {
            assert!(after.contains(words), "{name}: {words:?} stands on the terminal, behind the screen: {after:?}");
        }
        assert!(is_given_back(&ended.raw), "{name}: the terminal is given back");
        assert_eq!(seat.modes(), modes, "{name}: with the modes from before");
        assert!(office.drafts().contains(HALF), "{name}: the text is kept: {}", office.drafts());
        let mut next = office.sit();
        next.wait_for(HALF);
        next.kill();
        office.forget_drafts();
    }
    office.assert_verifies("after the faults");
}

/// A shell with job control on the terminal.
fn shell(office: &Office) -> Option<Seat> {
    let bash = ["/bin/bash", "/usr/bin/bash"].into_iter().find(|path| std::path::Path::new(path).exists());
    let Some(bash) = bash else {
        println!("skipped: no bash here");
        return None;
    };
    let mut command = portable_pty::CommandBuilder::new(bash);
    command.args(["--norc", "--noprofile", "-i"]);
    command.env_clear();
    for (name, value) in office.environment() {
        command.env(name, value);
    }
    command.env("PS1", "ready> ");
    command.cwd(office.folder());
    let mut seat = Seat::start(command, 80, 24);
    seat.wait_for("ready> ");
    Some(seat)
}

fn start_line(office: &Office) -> String {
    let words =
        [env!("CARGO_BIN_EXE_workpaper"), "--dir", &office.root().display().to_string(), "--as", "LA"].join(" ");
    format!("clear; {words} open {AUDIT}\r")
}

#[test]
fn a_stop_and_back_in_a_shell() {
    let office = Office::new();
    let Some(mut seat) = shell(&office) else { return };
    seat.type_in("stty -a > before; echo o''ne\r");
    seat.wait_for("one");
    seat.type_in(start_line(&office));
    seat.wait_for("LIST");
    for (name, keys) in [("WRITE", "<enter>"), ("a find", "<c-g>/"), ("a form", "<c-g>ajj<enter>")] {
        seat.press_keys(keys);
        seat.type_in(HALF);
        seat.settle();
        let contents = seat.contents();
        assert!(contents.contains(HALF), "{name}: half a text is typed: {contents}");
        seat.type_in("\x1a");
        seat.wait_for("Stopped");
        seat.type_in("clear; stty -a > after; echo t''wo\r");
        seat.wait_for("two");
        let stty = |file: &str| std::fs::read_to_string(office.folder().join(file)).expect("written");
        assert_eq!(stty("after"), stty("before"), "{name}: the line is as the shell had it");
        seat.type_in("clear; fg\r");
        seat.wait_for(HALF);
        seat.settle();
        assert_eq!(seat.contents(), contents, "{name}: the whole screen is back");
    }
    // A hang-up while it is stopped is heard once it goes on; the shell lets it go on so that it hears.
    seat.type_in("\x1a");
    seat.wait_for("Stopped");
    seat.type_in(
        "clear; p=$(jobs -p %1); kill -HUP %1; while kill -0 $p; do :; done 2>/dev/null; wait $p; echo co''de $?\r",
    );
    seat.wait_for("code 129");
    assert!(office.drafts().contains(HALF), "what was typed is kept: {}", office.drafts());
    seat.type_in("stty -a > after; exit\r");
    seat.reap(std::time::Instant::now());
    let stty = |file: &str| std::fs::read_to_string(office.folder().join(file)).expect("written");
    assert_eq!(stty("after"), stty("before"), "and the line is the shell's");
    office.assert_verifies("after stops and a hang-up");
}

#[test]
fn an_end_in_the_middle_of_a_paste() {
    for (how, code) in [("a closed line", 129), ("a request to end", 143)] {
        let office = Office::new();
        let mut seat = office.sit();
        seat.wait_for("LIST");
        seat.type_in(format!("\x1b[200~{HALF}\rand half of the rest \x1b[20"));
        // It is in the decoder, and on no screen yet: a key behind it would only be a part of it.
        thread::sleep(Duration::from_millis(200));
        let ended = if code == 129 { seat.hang_up() } else { seat.end_by(Signal::TERM) };
        assert_ended(&ended, code, how);
        assert!(office.drafts().contains("and half of the rest"), "{how}: it is kept: {}", office.drafts());
        let mut next = office.sit();
        next.wait_for("half of the rest");
        next.kill();
        office.assert_verifies("after half a paste");
    }
}
