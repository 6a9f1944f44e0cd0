//! The rows of a list as a list looks at them: how many there are, and each made when somebody looks at it.
//!
//! Must not know: what any row stands for. A notebook has hundreds of rows and a register thousands, a window shows twenty,
//! and each key asks for them twice.

use crate::app::step::Row;
use crate::domain::search;

/// The rows of one list, for one look.
pub struct Rows<'a> {
    count: usize,
    make: Box<dyn Fn(usize) -> Row + 'a>,
}

impl<'a> Rows<'a> {
    /// A row for each of these.
    pub fn of<T: 'a>(all: Vec<T>, make: impl Fn(&T) -> Row + 'a) -> Self {
        Self::numbered(all.len(), move |nth| make(&all[nth]))
    }

    /// So many rows, made by their numbers.
    pub fn numbered(count: usize, make: impl Fn(usize) -> Row + 'a) -> Self {
        Self { count, make: Box::new(make) }
    }

    /// No row.
    #[must_use]
    pub fn none() -> Self {
        Self::from(Vec::new())
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// One of them, by its number from the top.
    #[must_use]
    pub fn get(&self, nth: usize) -> Option<Row> {
        (nth < self.count).then(|| (self.make)(nth))
    }

    /// All of them, made one after the other.
    pub fn iter(&self) -> impl Iterator<Item = Row> {
        (0..self.count).map(|nth| (self.make)(nth))
    }

    /// Those that hold all of these words. The words are plain already, as `domain::search` has it.
    #[must_use]
    pub fn holding(self, words: &[String]) -> Self {
        if words.is_empty() {
            return self;
        }
        let holds = |row: &Row| {
            let text = search::plain(&row.search);
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let kept: Vec<usize> = (0..).zip(self.iter()).filter(|(_, row)| holds(row)).map(|(nth, _)| nth).collect();
        let make = self.make;
        Self::of(kept, move |nth| make(*nth))
    }
}

/// Rows that belong together are made together: of a short list, all of them.
impl From<Vec<Row>> for Rows<'_> {
    fn from(rows: Vec<Row>) -> Self {
        Self::of(rows, Row::clone)
    }
}
