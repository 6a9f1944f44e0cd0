//! Telling how far long work is, to whoever waits for it.
//!
//! Must not know: who waits, clocks or terminals.

/// Is told: so much is done, of so much, and at what the work is just now. It may be told very often.
pub type Watch<'w> = dyn FnMut(u64, u64, &str) + 'w;

/// Nobody waits.
pub const fn nobody(_: u64, _: u64, _: &str) {}

/// A count as it is told.
#[must_use]
pub const fn count(count: usize) -> u64 {
    count as u64
}
