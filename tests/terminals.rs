//! The real program on every kind of terminal: it writes only what that terminal executes or is documented to ignore,
//! understands its keys, keeps to ASCII and to no colour where it has to, refuses where there is no screen to be had; and
//! it stands in its rows where terminals have other ideas of how wide a character is. In a real tmux and a real screen too.
//!
//! Must not know: what the screens look like, beyond the words it waits for.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod glass;
mod kinds;
mod screen;
mod ways;

use glass::{Glass, Piece, pieces};
use kinds::{ATTRIBUTES, KINDS, Kind, REFUSED, keys};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use screen::{AUDIT, Dice, Office, Seat, is_given_back};
use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output};
use std::rc::Rc;
use std::time::Instant;
use unicode_width::UnicodeWidthChar;
use ways::WAYS;
use workpaper::term::backend::{Screen, tidy};
use workpaper::term::caps::ColourMode;

fn sit_at(office: &Office, environment: &[(&str, &str)], options: &[&str]) -> Seat {
    let mut command = office.builder(&[], &[options, &["open", AUDIT]].concat());
    for (name, value) in environment {
        command.env(name, value);
    }
    Seat::start(command, 80, 24)
}

/// The row the cursor mark stands in.
fn marked(seat: &Seat) -> Option<String> {
    seat.contents().lines().find(|row| row.starts_with(['\u{258c}', '>'])).map(str::to_owned)
}

/// Opens, moves, writes, finds, looks into the register, changes the size, quits; everything with this terminal's keys.
fn a_round(office: &Office, kind: &Kind) -> Vec<u8> {
    let term = kind.term;
    let key_of = keys(kind);
    let mut seat = sit_at(office, &[("TERM", term)], &[]);
    seat.wait_for("LIST");
    let modes = seat.before.clone();
    for (there, back) in [("down", "up"), ("page down", "page up"), ("end", "home")] {
        let before = marked(&seat);
        seat.type_in(key_of(there));
        seat.wait_until(&format!("{term}: {there} moves"), |seat| marked(seat) != before);
        seat.type_in(key_of(back));
        seat.type_in(key_of("home"));
        seat.settle();
    }
    seat.type_in(key_of("F1"));
    seat.settle();
    assert!(seat.contents().contains("LIST"), "{term}: F1 does nothing of its own: {}", seat.contents());
    seat.type_in(key_of("down"));
    seat.type_in(key_of("enter"));
    seat.type_in("abcd");
    for (key, before) in [
        ("left", "abc"),
        ("home", ""),
        ("right", "a"),
        ("delete", "a"),
        ("end", "acd"),
        ("backspace", "ac"),
        ("F1", "ac"),
        ("page down", "ac"),
    ] {
        seat.type_in(key_of(key));
        seat.settle();
        assert_eq!(seat.typed().as_deref(), Some(before), "{term}: {key} in the line");
    }
    // Alt with letters, and keys nobody knows: no text, no verdict, and the line is kept.
    let entries = office.entries().len();
    for odd in ["\x1b[25~", "\x1b[1;5S", "\x1bOi", "\x1b[27;5;99~", "\x1b[<0;1;1M", "\x1b[?1;2c"] {
        seat.type_in(odd);
        seat.settle();
        assert_eq!(seat.typed().as_deref(), Some("ac"), "{term}: {odd:?} is no text");
    }
    for odd in ["\x1bc", "\x1bm", "\x1bu", "\x1b\u{e9}"] {
        seat.type_in(odd);
        seat.settle();
        if seat.typed().is_none() {
            seat.type_in(key_of("enter"));
            seat.settle();
        }
        assert_eq!(seat.typed().as_deref(), Some("ac"), "{term}: {odd:?} leaves the line as it is");
    }
    assert_eq!(office.entries().len(), entries, "{term}: and nothing is recorded by them");
    seat.type_in(key_of("enter"));
    seat.wait_for("recorded");
    seat.press("\x07/", "find >");
    seat.press("A.6.5", "Responsibilities after termination");
    seat.type_in(key_of("enter"));
    seat.wait_while("find >");
    seat.resize(100, 30);
    seat.settle();
    seat.press("q", "register");
    seat.press("r", "Register");
    seat.press("q", "quit");
    seat.type_in("q");
    let ended = seat.reap(Instant::now());
    assert_eq!(ended.code, 0, "{term}: it leaves in good order");
    assert!(is_given_back(&ended.raw), "{term}: everything that was switched on is switched off");
    assert_eq!(seat.modes(), modes, "{term}: the line is as before");
    ended.raw
}

/// What is written that this terminal neither executes nor is documented to ignore.
fn not_for(kind: &Kind, raw: &[u8]) -> Vec<Piece> {
    let text = std::str::from_utf8(raw).expect("UTF-8");
    let known = |piece: &Piece| match piece {
        Piece::Text(_) | Piece::Control('\r' | '\n') => true,
        // Unknown private modes are ignored by all of them: DEC's rule for its terminals, and everybody's since.
        Piece::Csi(Some('?'), numbers, 'h' | 'l') => numbers.len() == 1 && [7, 25, 1049, 2004].contains(&numbers[0]),
        Piece::Csi(None, numbers, 'm') => numbers.iter().all(|code| match code {
            30..=37 | 39 | 40..=47 | 49 | 90..=97 | 100..=107 => kind.colours,
            code => ATTRIBUTES.contains(code),
        }),
        Piece::Csi(None, numbers, 'A' | 'B' | 'C' | 'D') => numbers.len() <= 1 && numbers.iter().all(|n| *n < 1_000),
        Piece::Csi(None, numbers, 'H') => numbers.len() <= 2 && numbers.iter().all(|n| *n < 1_000),
        Piece::Csi(None, numbers, 'J') => numbers == &[2],
        Piece::Csi(None, numbers, 'K') => numbers.is_empty(),
        _ => false,
    };
    pieces(text).into_iter().filter(|piece| !known(piece)).collect()
}

#[test]
fn each_terminal_gets_what_it_understands_and_its_keys_are_understood() {
    std::thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || {
                let office = Office::new();
                for kind in KINDS.iter().skip(half).step_by(2) {
                    let raw = a_round(&office, kind);
                    let odd = not_for(kind, &raw);
                    assert!(odd.is_empty(), "{} gets what is not for it: {odd:?}", kind.term);
                    assert!(kind.modes.contains(&7), "{}: its rows end where it says", kind.term);
                }
                office.assert_verifies("after all these terminals");
            });
        }
    });
}

#[test]
fn where_there_is_no_screen_the_commands_are_named_and_work() {
    let office = Office::new();
    for (term, _) in REFUSED.iter().chain(&[("", ""), ("network", "")]) {
        let mut seat = sit_at(&office, &[("TERM", term)], &[]);
        let ended = seat.reap(Instant::now());
        let said = String::from_utf8_lossy(&ended.raw).into_owned();
        assert_eq!(ended.code, 1, "{term:?}: it fails, and says so: {said}");
        assert!(said.contains("command line") && said.contains("--help"), "{term:?}: with the other way: {said}");
        assert!(!said.contains('\x1b'), "{term:?}: in plain words: {said:?}");
        let mut command = office.command(&["--dir", &office.root().display().to_string(), "--as", "LA"]);
        let shown = command.env("TERM", term).args(["show", AUDIT]).output().expect("it starts");
        assert!(shown.status.success() && !shown.stdout.contains(&0x1b), "{term:?}: the commands work there");
    }
}

/// Everything a session writes on its way through the screens.
fn a_walk(office: &Office, environment: &[(&str, &str)], options: &[&str]) -> Vec<u8> {
    let mut seat = sit_at(office, environment, options);
    seat.wait_for("LIST");
    for keys in ["z", "z", "<enter>line<c-g>", "b", "q", "f", "q", "E", "q", "w", "q", "a", "<enter>", "<c-g>q", "?"] {
        seat.press_keys(keys);
        seat.settle();
    }
    seat.signal(rustix::process::Signal::TERM);
    let ended = seat.reap(Instant::now());
    assert_eq!(ended.code, 143, "it ends when told to: {environment:?} {options:?}");
    ended.raw
}

#[test]
fn plain_characters_and_no_colours_where_it_has_to_be() {
    let office = Office::new();
    let coloured = |raw: &[u8]| {
        let colour = |code: &u16| matches!(code, 30..=49 | 90..=107);
        let set = |piece: &Piece| matches!(piece, Piece::Csi(None, numbers, 'm') if numbers.iter().any(colour));
        pieces(&String::from_utf8_lossy(raw)).iter().any(set)
    };
    for (environment, options, ascii, colours) in [
        (&[][..], &[][..], false, true),
        (&[("LANG", "C")][..], &[][..], true, true),
        (&[("LC_ALL", "POSIX")][..], &["--color", "never"][..], true, false),
        (&[("LC_CTYPE", "ja_JP.UTF-8")][..], &[][..], true, true),
        (&[("NO_COLOR", "1")][..], &["--ascii"][..], true, false),
        (&[("NO_COLOR", "1")][..], &["--color", "always"][..], false, true),
        (&[("TERM", "vt100")][..], &["--theme", "light"][..], false, false),
        (&[("TERM", "linux")][..], &["--theme", "mono"][..], false, false),
    ] {
        let raw = a_walk(&office, environment, options);
        office.forget_drafts();
        assert_eq!(raw.is_ascii(), ascii, "only bytes below 0x80: {environment:?} {options:?}");
        assert_eq!(coloured(&raw), colours, "colours: {environment:?} {options:?}");
    }
    // Nobody typed anything else into the sample, so that every screen of it is plain to the last byte.
    let sample = Office::demo();
    for way in WAYS.iter().filter(|way| way.keys.is_ascii()) {
        let shown = sample.ok(&["--ascii", "--print", "--keys", way.keys, "open", AUDIT]);
        assert!(shown.is_ascii(), "{}: only bytes below 0x80:\n{shown}", way.name);
        sample.forget_drafts();
    }
}

#[test]
fn the_console_gets_what_its_fonts_hold() {
    /// What is not ASCII in code page 437, as far as lines, blocks and arrows go, and the letters of Latin 1 in it.
    const CODE_PAGE: &str = "\u{263a}\u{263b}\u{2665}\u{2666}\u{2663}\u{2660}\u{2022}\u{25d8}\u{25cb}\u{25d9}\u{2642}\
        \u{2640}\u{266a}\u{266b}\u{263c}\u{25ba}\u{25c4}\u{2195}\u{203c}\u{b6}\u{a7}\u{25ac}\u{21a8}\u{2191}\u{2193}\
        \u{2192}\u{2190}\u{221f}\u{2194}\u{25b2}\u{25bc}\u{2591}\u{2592}\u{2593}\u{2502}\u{2524}\u{2510}\u{2514}\u{2534}\
        \u{252c}\u{251c}\u{2500}\u{253c}\u{2518}\u{250c}\u{2588}\u{2584}\u{258c}\u{2590}\u{2580}\u{ab}\u{bb}\u{b0}\u{b7}";
    let office = Office::new();
    let raw = a_walk(&office, &[("TERM", "linux")], &[]);
    let text = String::from_utf8(raw).expect("UTF-8");
    let strange: Vec<char> = text.chars().filter(|c| !c.is_ascii() && !CODE_PAGE.contains(*c)).collect();
    assert!(strange.is_empty(), "not in the fonts of a console: {strange:?}");
    assert!(text.contains('\u{25bc}'), "but lines and arrows are");
}

/// Texts whose width terminals disagree about.
const ODD: &[&str] = &[
    "\u{6f22}\u{5b57} wide letters",
    "e\u{301}e\u{301} composed, \u{e9}\u{e9} not",
    "flags \u{1f1e9}\u{1f1ea}\u{1f1eb}\u{1f1f7} end",
    "joined \u{1f469}\u{200d}\u{1f680} end",
    "soft\u{ad}hyphen\u{ad} end",
    "phone \u{260e}\u{fe0f} heart \u{2764}\u{fe0e} end",
    "\u{301}lone mark \u{301} end",
    "dots\u{2026} dash\u{2014} times\u{d7} one\u{2460} alpha\u{3b1} \u{2192} end",
    "\u{ac00}\u{1100}\u{1161} hangul end",
    "\u{1f44d}\u{1f3fd} tone end",
];

/// By parts: no marks are joined to letters, and pictures are one cell.
fn apart(c: char) -> usize {
    match c {
        '\u{1f000}'..='\u{1faff}' => 1,
        c => c.width().unwrap_or(1).max(1),
    }
}

/// Pictures and their joints over many cells.
fn broad(c: char) -> usize {
    match c {
        '\u{1f1e6}'..='\u{1f1ff}'
        | '\u{2600}'..='\u{27bf}'
        | '\u{301}'
        | '\u{fe0e}'
        | '\u{fe0f}'
        | '\u{1f3fb}'..='\u{1f3ff}' => 2,
        c => c.width().unwrap_or(1),
    }
}

fn ambiguous_wide(c: char) -> usize {
    c.width_cjk().unwrap_or(1)
}

#[test]
fn rows_do_not_shift_whatever_a_terminal_takes_a_character_to_be() {
    let office = Office::bare();
    office.ok(&["init"]);
    let title = ODD.concat();
    office.ok(&["new", AUDIT, "--items", "4.1 A.5.18", "--title", &title]);
    let mut lines = format!(":int room | {} | A.5.18\n", ODD[..3].join(", "));
    for odd in ODD {
        lines = [&lines, "> ", odd, "\n!m ", odd, " #A.5.18\n"].concat();
    }
    office.feed(&["capture", AUDIT, "--item", "A.5.18"], lines.as_bytes());
    for (locale, widths) in [
        ("en_GB.UTF-8", &[("parts", apart as fn(char) -> usize), ("broad", broad)][..]),
        ("ja_JP.UTF-8", &[("ambiguous", ambiguous_wide as fn(char) -> usize), ("parts", apart)][..]),
    ] {
        let mut seat = sit_at(&office, &[("LANG", locale)], &[]);
        seat.wait_for("LIST");
        let mut glasses: Vec<_> = widths.iter().map(|(name, width)| (*name, Glass::new(80, 24, *width))).collect();
        let mut seen = 0;
        for keys in
            ["", "v", "jk", "zz", "<enter>", "f", "j", "<enter>", "jj", "<c-g>", "b", "jjj", "/", "q", "T", "<enter>"]
        {
            match keys {
                "<enter>" if seat.contents().contains("WRITE") => {}
                keys => seat.press_keys(keys),
            }
            if seat.typed().is_some() && keys == "<enter>" {
                for odd in ODD {
                    seat.type_in(odd);
                    seat.type_in(" ");
                }
                seat.type_in("\x15\x07");
            }
            // Without a whole frame in between: what is checked is the change from one to the next.
            seat.type_in("jk");
            seat.settle_softly();
            let text = String::from_utf8(seat.raw[seen..].to_vec()).expect("UTF-8, whole frames");
            seen = seat.raw.len();
            for (name, glass) in &mut glasses {
                glass.process(&text);
                assert_eq!(glass.wrapped, 0, "{locale}, {name}, at {keys:?}: nothing goes on in the next row");
                assert_in_place(&seat, glass, &format!("{locale}, {name}, at {keys:?}"));
            }
        }
        seat.kill();
    }
}

/// Every plain character of the screen stands in the same column on both.
fn assert_in_place(seat: &Seat, glass: &Glass, what: &str) {
    let screen = seat.parser.screen();
    for y in 0..24 {
        for x in 0..80 {
            let cell = screen.cell(y, x).expect("inside");
            let Some(c) = cell.contents().chars().next().filter(|c| c.is_ascii() && *c != ' ') else { continue };
            if cell.contents().chars().count() > 1 {
                continue;
            }
            let shown = glass.row(usize::from(y))[usize::from(x)];
            assert_eq!(shown, c, "{what}: row {y}, column {x}:\n{}\nbut\n{}", screen.contents(), glass.contents());
        }
    }
}

/// Takes what is written, for somebody else to look at.
#[derive(Clone, Default)]
struct Wire(Rc<RefCell<Vec<u8>>>);

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// From any frame to any other: a character that comes or goes takes none of its neighbours with it, whether they have
/// changed or not.
#[test]
fn no_frame_shifts_a_row_of_the_next() {
    const AREA: Rect = Rect { x: 0, y: 0, width: 30, height: 3 };
    const COLUMNS: [u16; 12] = [0, 1, 2, 5, 9, 14, 20, 25, 26, 27, 28, 29];
    const PLAIN: &[&str] = &["a", "ab  cd", "   ", "word and word", "            ", "x"];
    for (name, width, wary) in [
        ("parts", apart as fn(char) -> usize, false),
        ("broad", broad, false),
        ("ambiguous", ambiguous_wide, true),
        ("parts, wary", apart, true),
    ] {
        let mut dice = Dice::new(11);
        for round in 0..400 {
            let wire = Wire::default();
            let mut screen = Screen::new(|| AREA.as_size(), ColourMode::Mono, wire.clone());
            if wary {
                screen.distrust();
            }
            let mut glass = Glass::new(30, 3, width);
            glass.process("\x1b[?7l");
            let mut frame = Buffer::empty(AREA);
            for _ in 0..5 {
                for _ in 0..3 {
                    let (x, y) = (*dice.one(&COLUMNS), *dice.one(&[0, 1, 2]));
                    let text =
                        if dice.below(3) == 0 { ODD[dice.below(ODD.len())] } else { PLAIN[dice.below(PLAIN.len())] };
                    frame.set_string(x, y, text, Style::default());
                }
                screen
                    .draw(|shown| {
                        shown.clone_from(&frame);
                        None
                    })
                    .expect("a vector takes everything");
                tidy(&mut frame, ColourMode::Mono);
                let written = String::from_utf8(wire.0.take()).expect("UTF-8");
                glass.process(&written);
                for at in AREA.positions() {
                    let mut symbol = frame[at].symbol().chars();
                    if let (Some(c @ '!'..='~'), None) = (symbol.next(), symbol.next()) {
                        let shown = glass.row(usize::from(at.y))[usize::from(at.x)];
                        assert_eq!(
                            shown,
                            c,
                            "{name}, round {round}, at {at}, after {written:?}:\n{}",
                            glass.contents()
                        );
                    }
                }
            }
        }
    }
}

fn is_there(program: &str) -> bool {
    let path = std::env::var("PATH").unwrap_or_default();
    let there = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if !there {
        println!("skipped: no {program} here");
    }
    there
}

/// Runs a command in the office's environment.
fn outside(office: &Office, program: &str, args: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.env_clear().envs(office.environment()).env("SCREENDIR", office.folder().join("sockets"));
    command.env("TMUX_TMPDIR", office.folder()).current_dir(office.folder()).args(args).output().expect("it starts")
}

/// Asks until it is as wanted.
fn until(what: &str, mut ask: impl FnMut() -> String, wanted: impl Fn(&str) -> bool) -> String {
    let start = Instant::now();
    loop {
        let answer = ask();
        if wanted(&answer) {
            return answer;
        }
        assert!(start.elapsed() < screen::LONG, "{what}: it never came, but:\n{answer}");
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
}

#[test]
fn inside_a_real_tmux() {
    if !is_there("tmux") {
        return;
    }
    let office = Office::new();
    let socket = format!("workpaper-{}", std::process::id());
    let tmux = |args: &[&str]| {
        let all = [&["-L", socket.as_str(), "-f", "/dev/null"][..], args].concat();
        let done = outside(&office, "tmux", &all);
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let line = program_line(&office);
    tmux(&["new-session", "-d", "-x", "80", "-y", "24", &format!("sh -c '{line}; echo left $?; exec cat'")]);
    let capture = || tmux(&["capture-pane", "-p"]);
    until("the program", capture, |shown| shown.contains("LIST"));
    tmux(&["send-keys", "Down", "Enter"]);
    tmux(&["send-keys", "-l", "a line in tmux"]);
    until("what is typed", capture, |shown| shown.contains("a line in tmux") && shown.contains("WRITE"));
    tmux(&["send-keys", "M-c"]);
    tmux(&["send-keys", "Enter"]);
    until("WRITE, after Alt", capture, |shown| shown.contains("> a line in tmux"));
    tmux(&["send-keys", "Enter"]);
    until("recorded", capture, |shown| shown.contains("recorded"));
    // Escape, with nothing behind it for longer than tmux waits.
    tmux(&["send-keys", "Escape"]);
    until("LIST again", capture, |shown| shown.contains(" LIST "));
    tmux(&["resize-window", "-x", "100", "-y", "30"]);
    let last = |shown: &str| shown.lines().last().is_some_and(|row| row.contains(" LIST "));
    until("the footer, in the last of more rows", capture, |shown| shown.lines().count() > 24 && last(shown));
    tmux(&["send-keys", "q", "q"]);
    let after = until("the end", capture, |shown| shown.contains("left 0"));
    assert!(!after.contains("A.5.18"), "nothing of the screen is left: {after}");
    tmux(&["kill-server"]);
    assert!(office.journals().contains("a line in tmux"), "the line is recorded");
    office.assert_verifies("after tmux");
}

fn program_line(office: &Office) -> String {
    format!("{} --dir {} --as LA open {AUDIT}", env!("CARGO_BIN_EXE_workpaper"), office.root().display())
}

#[test]
fn inside_a_real_screen() {
    if !is_there("screen") {
        return;
    }
    let office = Office::new();
    std::fs::create_dir(office.folder().join("sockets")).expect("made");
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(office.folder().join("sockets"), private).expect("private");
    let session = format!("workpaper-{}", std::process::id());
    let screen = |args: &[&str]| outside(&office, "screen", args);
    let line = program_line(&office);
    let started =
        screen(&["-U", "-c", "/dev/null", "-dmS", &session, "sh", "-c", &format!("{line}; echo left $?; exec cat")]);
    if !started.status.success() {
        println!("skipped: screen does not start here: {}", String::from_utf8_lossy(&started.stdout));
        return;
    }
    let copy = office.folder().join("hardcopy");
    let shown = || {
        screen(&["-S", &session, "-p", "0", "-X", "hardcopy", &copy.display().to_string()]);
        String::from_utf8_lossy(&std::fs::read(Path::new(&copy)).unwrap_or_default()).into_owned()
    };
    let stuff = |keys: &str| drop(screen(&["-S", &session, "-p", "0", "-X", "stuff", keys]));
    until("the program", shown, |shown| shown.contains("LIST"));
    stuff("\r");
    stuff("a line in screen");
    until("what is typed", shown, |shown| shown.contains("> a line in screen"));
    stuff("\r");
    until("recorded", shown, |shown| shown.contains("recorded"));
    stuff("\u{7}");
    until("LIST again", shown, |shown| shown.contains(" LIST "));
    stuff("qq");
    until("the end", shown, |shown| shown.contains("left 0"));
    screen(&["-S", &session, "-X", "quit"]);
    assert!(office.journals().contains("a line in screen"), "the line is recorded");
    office.assert_verifies("after screen");
}
