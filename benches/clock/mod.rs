//! How the benchmarks measure: the middle of many.
//!
//! Must not know: what is measured.

use std::time::{Duration, Instant};

/// How long the work takes in the middle of so many rounds.
pub fn median(rounds: usize, mut work: impl FnMut()) -> Duration {
    let times = (0..rounds).map(|_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    });
    middle(times.collect())
}

/// The one in the middle.
pub fn middle<T: Ord + Copy>(mut all: Vec<T>) -> T {
    all.sort_unstable();
    all[all.len() / 2]
}
