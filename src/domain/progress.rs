//! How far some items are, as every count of them says it.
//!
//! Must not know: how an item stands (`domain::audit` counts).

/// How far some items are. What was set aside with a reason is not looked at, and never counted as if it were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// All of them.
    pub items: usize,
    /// Something was said, seen or read about them, or they have a verdict that says so.
    pub looked_at: usize,
    /// Not audited, with the reason.
    pub not_audited: usize,
    /// Excluded in the Statement of Applicability.
    pub not_applicable: usize,
}

impl Progress {
    /// What was set aside, to stand behind the count: `, 1 not audited, 4 not applicable`.
    #[must_use]
    pub fn aside(&self) -> String {
        let part = |count: usize, words: &str| if count > 0 { format!(", {count} {words}") } else { String::new() };
        part(self.not_audited, "not audited") + &part(self.not_applicable, "not applicable")
    }
}
