//! The bar by which a person at a terminal sees how far long work is.
//!
//! Must not know: what the work is. Nothing is drawn for scripts, nor for work that is over before anybody wonders: one
//! write a step on standard error, ten a second at most, and none is left behind.

use crate::report::clean;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Work that is over by then shows no bar.
const PATIENCE: Duration = Duration::from_millis(300);
/// From one step that is drawn to the next.
const PACE: Duration = Duration::from_millis(100);
/// Places between the brackets.
const PLACES: u64 = 20;

/// The bar. It goes away when it is dropped.
pub struct Bar<'b> {
    out: Box<dyn Write + 'b>,
    /// How long it is since the work began.
    clock: Box<dyn Fn() -> Duration + 'b>,
    /// How wide the terminal is; 0 where there is none.
    columns: Box<dyn Fn() -> usize + 'b>,
    next: Duration,
    /// Columns of what stands there.
    drawn: usize,
}

impl fmt::Debug for Bar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bar").field("next", &self.next).field("drawn", &self.drawn).finish_non_exhaustive()
    }
}

impl Bar<'static> {
    /// A bar on standard error, for work that begins now.
    #[must_use]
    pub fn begin() -> Self {
        let begun = Instant::now();
        let somebody = io::stderr().is_terminal();
        let columns = move || {
            let size = if somebody { rustix::termios::tcgetwinsize(io::stderr()).ok() } else { None };
            size.map_or(0, |size| if size.ws_col == 0 { 80 } else { usize::from(size.ws_col) })
        };
        Bar::new(io::stderr(), move || begun.elapsed(), columns)
    }
}

impl<'b> Bar<'b> {
    /// A bar on anything, with any clock.
    pub fn new(out: impl Write + 'b, clock: impl Fn() -> Duration + 'b, columns: impl Fn() -> usize + 'b) -> Self {
        Self { out: Box::new(out), clock: Box::new(clock), columns: Box::new(columns), next: PATIENCE, drawn: 0 }
    }

    /// So much is done, of so much, and at what the work is.
    pub fn step(&mut self, done: u64, of: u64, what: &str) {
        let now = (self.clock)();
        if now < self.next {
            return;
        }
        self.next = now + PACE;
        let columns = (self.columns)();
        // The last column stays free: some terminals go to the next line with it.
        let line = line(done, of, what, columns.saturating_sub(1));
        if line.is_empty() {
            return;
        }
        let width = line.width();
        let rest = " ".repeat(self.drawn.saturating_sub(width).min(columns.saturating_sub(1 + width)));
        self.drawn = width;
        self.write(&format!("\r{line}{rest}"));
    }

    /// One write, and nobody to complain to where it fails.
    fn write(&mut self, text: &str) {
        drop(self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()));
    }
}

impl Drop for Bar<'_> {
    fn drop(&mut self) {
        if self.drawn > 0 {
            self.write(&format!("\r{}\r", " ".repeat(self.drawn)));
        }
    }
}

/// `[#########...........]  45 %  IA-2026-02`, as far as there is room.
fn line(done: u64, of: u64, what: &str, room: usize) -> String {
    let done = done.min(of);
    let part = |whole: u64| u128::from(done) * u128::from(whole) / u128::from(of.max(1));
    let full = usize::try_from(part(PLACES)).unwrap_or_default();
    let places = usize::try_from(PLACES).unwrap_or_default();
    let percent = format!("{:>3} %", part(100));
    let whole = format!("[{}{}] {percent}  {}", "#".repeat(full), ".".repeat(places - full), clean::line(what));
    let wanted = if room < places + percent.len() + 3 { percent } else { whole };
    let mut used = 0;
    let fits = wanted.chars().take_while(|c| {
        used += c.width().unwrap_or_default();
        used <= room
    });
    fits.collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};

    /// Keeps every write apart.
    struct Writes<'w>(&'w RefCell<Vec<String>>);

    impl Write for Writes<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Work of so many steps of so many milliseconds, and what was written on a terminal so wide.
    fn written(steps: u64, each: u64, columns: usize) -> Vec<String> {
        let (writes, clock) = (RefCell::new(Vec::new()), Cell::new(0));
        let mut bar = Bar::new(Writes(&writes), || Duration::from_millis(clock.get()), || columns);
        for step in 0..steps {
            clock.set(step * each);
            bar.step(step, steps, "IA-2026-02");
        }
        drop(bar);
        writes.into_inner()
    }

    #[test]
    fn it_draws_ten_times_a_second_at_most_in_one_write_each_and_goes_away() {
        let all = written(5_000, 1, 80);
        assert!((40..=50).contains(&all.len()), "4.7 seconds after the first 0.3: {} writes", all.len());
        let (last, drawn) = all.split_last().expect("something is drawn");
        assert!(drawn.iter().all(|text| text.starts_with("\r[#") && !text.contains('\n')), "one line, drawn over");
        assert!(drawn[10].contains("IA-2026-02") && drawn[10].contains(" %"), "how far, and at what: {drawn:?}");
        assert_eq!(last.trim(), "", "the last write wipes it");
        assert!(last.ends_with('\r') && last.len() > 20, "over its whole length");
    }

    #[test]
    fn short_work_and_scripts_see_nothing() {
        assert_eq!(written(299, 1, 80), Vec::<String>::new(), "it is over before anybody wonders");
        assert_eq!(written(5_000, 1, 0), Vec::<String>::new(), "no terminal, no bar");
    }

    #[test]
    fn it_stays_within_the_terminal_and_in_ascii() {
        for columns in 1..90 {
            for text in written(20, 100, columns) {
                let line = text.trim_matches('\r');
                assert!(line.is_ascii() && line.len() < columns.max(1), "{columns} columns: {line:?}");
            }
        }
        assert_eq!(line(9, 20, "IA-2026-02", 79), "[#########...........]  45 %  IA-2026-02", "the whole of it");
        assert!(!line(5, 0, "\u{1b}[2J", 79).contains('\u{1b}'), "nothing in it acts on the terminal");
        assert_eq!(line(u64::MAX, u64::MAX, "x", 79), "[####################] 100 %  x", "the greatest count there is");
    }
}
