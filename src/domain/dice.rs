//! Repeatable chance: the same seed gives the same throws on every machine and in every version.
//!
//! Must not know: what is drawn. The generator is `SplitMix64` (Steele, Lea, Flood 2014). It stands here and not in a
//! crate because draws are recorded with their seed: another version of a crate may throw otherwise.

/// A die of as many sides as asked for.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// A die that always falls the same for one seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below this one, each equally likely; 0 where there is none.
    pub fn below(&mut self, sides: usize) -> usize {
        let sides = (sides as u64).max(1);
        // Rejection keeps every side equally likely.
        let fair = u64::MAX - u64::MAX % sides;
        let roll = loop {
            let roll = self.bits();
            if roll < fair {
                break roll % sides;
            }
        };
        usize::try_from(roll).unwrap_or_default()
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(usize::try_from(most.saturating_sub(least) + 1).unwrap_or(usize::MAX)) as u64
    }

    /// Whether something that happens this often in a hundred happens now.
    pub fn percent(&mut self, often: usize) -> bool {
        self.below(100) < often
    }

    /// One of these. The list is not empty.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
