//! `kill -9` at two hundred random moments, in mid-word too: what the screen showed as recorded is in the journal, the
//! half-typed line comes back, the journal opens and verifies.
//!
//! Must not know: when the program writes what. It only compares what was on the screen with what is on disk.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{AUDIT, Dice, Office, Seat};
use std::time::{Duration, Instant};
use workpaper::store::verify;

const CYCLES: usize = 100;
const WORDS: &[&str] =
    &["access", "log", "b\u{e4}ck-up", "who", "since May", "\u{2192}", "42", "\u{6f22}\u{5b57}", "x"];

/// What was seen over all cycles of one chain.
#[derive(Debug, Default)]
struct Tally {
    before_the_first_frame: usize,
    in_mid_line: usize,
    shown: usize,
    back: usize,
    back_though_recorded: usize,
}

/// The line as it stood after each key of one session, and how far the screen had come.
struct Session {
    states: Vec<String>,
    echoed: usize,
    /// Lines entered, each with the number of the key that entered it.
    entered: Vec<String>,
    shown: Vec<String>,
}

impl Session {
    fn key(&mut self, key: char) {
        let mut text = self.states.last().cloned().unwrap_or_default();
        match key {
            '\r' => self.entered.push(std::mem::take(&mut text)),
            '\x15' => text.clear(),
            key => text.push(key),
        }
        self.states.push(text);
    }

    /// Looks at the screen: how far the line is echoed, and which lines stand above it as recorded.
    fn look(&mut self, seat: &Seat) {
        if let Some(typed) = seat.typed()
            && let Some(at) = self.states[self.echoed..].iter().position(|state| *state == typed)
        {
            self.echoed += at;
        }
        let above: Vec<String> = seat.parser.screen().rows(0, 80).take(22).collect();
        for line in &self.entered {
            if !self.shown.contains(line) && above.iter().any(|row| row.contains(line.trim())) {
                self.shown.push(line.clone());
            }
        }
    }
}

/// A line that is told from all others by its first letters, and short enough for one row of the pane.
fn line(dice: &mut Dice, chain: usize, cycle: usize, nth: usize) -> String {
    let first = char::from(b"abcdefghijklmnopqrstuvwxyz"[nth % 26]);
    let mut text = format!("{first}{chain}-{cycle}");
    while text.chars().count() < 18 {
        text.push(' ');
        text.push_str(WORDS[dice.below(WORDS.len())]);
    }
    text
}

/// One session from its start to its violent end. `owed` holds what may come back: all that the line may have been when
/// the session before was killed.
fn cycle(office: &Office, dice: &mut Dice, (chain, number): (usize, usize), owed: &mut Vec<String>, tally: &mut Tally) {
    let mut seat = office.sit_with(&["open", AUDIT]);
    if dice.below(10) == 0 {
        let end = Instant::now() + Duration::from_micros(dice.next() % 120_000);
        while seat.typed().is_none() && seat.take_in(end.saturating_duration_since(Instant::now())) {}
        if seat.typed().is_none() {
            tally.before_the_first_frame += 1;
            seat.kill();
            return;
        }
    }
    let mut back = None;
    seat.wait_until(&format!("chain {chain}, cycle {number}: one of {owed:?} is back"), |seat| {
        let last = seat.parser.screen().rows(0, 80).last().unwrap_or_default();
        back = if last.contains(" LIST ") { Some(String::new()) } else { seat.typed() };
        back.as_ref().is_some_and(|back| owed.contains(back))
    });
    let back = back.unwrap_or_default();
    tally.back += usize::from(!back.is_empty());
    let mut session = Session { states: vec![back.clone()], echoed: 0, entered: Vec::new(), shown: Vec::new() };
    if back.is_empty() {
        seat.type_in("\r");
        seat.wait_until("WRITE", |seat| seat.typed().is_some());
    } else {
        let whole = |entry: &serde_json::Value| {
            let text = entry["body"]["make"][0]["fields"]["text"].as_str().unwrap_or_default();
            back.chars().count() > 6 && text.starts_with(back.trim())
        };
        tally.back_though_recorded += usize::from(office.entries().iter().any(whole));
    }
    let mut keys: Vec<char> = Vec::new();
    if back.chars().count() > 8 || dice.below(2) == 0 {
        keys.push('\x15');
    }
    for nth in 0..20 {
        keys.extend(line(dice, chain, number, nth).chars());
        keys.push('\r');
    }
    let end = Instant::now() + Duration::from_micros(dice.next() % 60_000);
    let mut keys = keys.into_iter().peekable();
    while Instant::now() < end && keys.peek().is_some() {
        let some: String = keys.by_ref().take(1 + dice.below(9)).collect();
        // First it is on its way, then it may be seen.
        some.chars().for_each(|key| session.key(key));
        seat.type_in(&some);
        seat.take_in(Duration::from_micros(dice.next() % 3_000).min(end.saturating_duration_since(Instant::now())));
        session.look(&seat);
    }
    seat.signal(rustix::process::Signal::KILL);
    while seat.take_in(screen::LONG) {
        session.look(&seat);
    }
    session.look(&seat);
    let journals = office.journals();
    for line in &session.shown {
        let text = serde_json::to_string(line.trim()).expect("a string");
        let count = journals.matches(&text).count();
        assert_eq!(count, 1, "chain {chain}, cycle {number}: {line:?} was shown as recorded, so it is on disk, once");
    }
    tally.shown += session.shown.len();
    tally.in_mid_line += usize::from(!session.states[session.echoed].is_empty());
    *owed = session.states.split_off(session.echoed);
    let place = office.workspace().place(&format!("audits/{AUDIT}")).expect("a place");
    // A kill in the middle of a write leaves an entry that was never shown without its end; the next session cuts it.
    let mut doubts = verify::check(&place).expect("readable").doubts;
    doubts.retain(|doubt| !doubt.what.contains("cut off in the middle of a write"));
    assert!(doubts.is_empty(), "chain {chain}, cycle {number}: verify finds nothing else: {doubts:?}");
}

fn chain(number: usize) -> Tally {
    let office = Office::new();
    let mut dice = Dice::new(20_260_616 + number as u64);
    let (mut owed, mut tally) = (vec![String::new()], Tally::default());
    for nth in 0..CYCLES {
        cycle(&office, &mut dice, (number, nth), &mut owed, &mut tally);
    }
    office.assert_verifies("after a hundred kills");
    let mut last = office.sit();
    last.wait_until("the last line is back", |seat| {
        let row = seat.parser.screen().rows(0, 80).last().unwrap_or_default();
        let back = if row.contains(" LIST ") { Some(String::new()) } else { seat.typed() };
        back.is_some_and(|back| owed.contains(&back))
    });
    tally
}

#[test]
fn two_hundred_kills_lose_nothing_that_was_on_the_screen() {
    let chains: Vec<Tally> = std::thread::scope(|scope| {
        let chains: Vec<_> = (0..2).map(|number| scope.spawn(move || chain(number))).collect();
        chains.into_iter().map(|chain| chain.join().expect("its words are above")).collect()
    });
    for tally in &chains {
        println!("{CYCLES} kills: {tally:?}");
        assert!(tally.shown > CYCLES / 5, "enough lines were shown for this to mean anything: {tally:?}");
        assert!(tally.in_mid_line > CYCLES / 5, "enough kills fell into a line: {tally:?}");
        assert!(tally.back > CYCLES / 5, "enough lines came back: {tally:?}");
    }
}
