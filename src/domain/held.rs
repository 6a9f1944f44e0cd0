//! The fields that an object holds, by name: a short sorted list, because a register of ten years holds a million fields,
//! about six an object, and a tree for each would be mostly empty.
//!
//! Must not know: what a field means.

use std::borrow::Cow;

/// A value for each of some names, in the order of the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held<T>(Vec<(Cow<'static, str>, T)>);

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Held<T> {
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(name))
    }

    /// What stands under this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.place(name).ok().map(|at| &self.0[at].1)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.place(name).ok().map(|at| &mut self.0[at].1)
    }

    /// Whether something stands under this name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// What stands under this name, put there first where nothing does. `own` is the name as it is kept.
    pub fn or_insert(
        &mut self,
        name: &str,
        own: impl FnOnce() -> Cow<'static, str>,
        make: impl FnOnce() -> T,
    ) -> &mut T {
        let at = self.place(name).unwrap_or_else(|at| {
            self.0.insert(at, (own(), make()));
            at
        });
        &mut self.0[at].1
    }

    /// Takes away what stands under this name.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        self.place(name).ok().map(|at| self.0.remove(at).1)
    }

    /// Makes room for so many more, and no more.
    pub fn reserve(&mut self, more: usize) {
        self.0.reserve_exact(more);
    }

    /// All of them by name.
    #[must_use = "it only looks"]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// All of them without their names.
    #[must_use = "it only looks"]
    pub fn values(&self) -> impl ExactSizeIterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }
}
