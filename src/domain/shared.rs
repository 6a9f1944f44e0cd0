//! Values that are kept once however often they are given: a register says the same roles, days, grades and references
//! over and over.
//!
//! Must not know: what a value means.

use super::entry::Value;
use foldhash::HashSet;
use std::sync::Arc;

/// The values of a state, each once. Which they are is no part of what the state says.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared(HashSet<Arc<Value>>);

impl PartialEq for Shared {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Shared {}

impl Shared {
    /// The one that is kept of equal values.
    pub fn once(&mut self, value: Value) -> Arc<Value> {
        if let Some(known) = self.0.get(&value) {
            return Arc::clone(known);
        }
        let value = Arc::new(value);
        self.0.insert(Arc::clone(&value));
        value
    }
}
