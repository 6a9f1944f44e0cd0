//! Several journals folded side by side, line by line: a state needs what the entries say, and no entry twice.
//!
//! Must not know: which files belong to an area.
//!
//! In a journal each entry's key is greater than the one's before it (`Progress::head`), so the next entry of all is the
//! next one of some journal. What strikes or redacts earlier entries has to be known before them; it is rare in what is
//! long, so the fold begins without, and begins again where there was any.

use super::Result;
use super::journal::Lines;
use crate::domain::entry::Entry;
use crate::domain::fold::{State, sort_key};

/// A journal, and its next entry, which is read already.
#[derive(Debug)]
pub(super) struct Source {
    /// The journal.
    pub lines: Lines,
    next: Option<Entry>,
}

impl Source {
    /// Reads the first entry: of whom the journal is, is known from there on.
    pub fn begin(mut lines: Lines, told: &mut dyn FnMut(usize)) -> Result<Self> {
        Ok(Self { next: lines.next(told)?, lines })
    }
}

/// Folds the entries of these journals, and leaves each of them read to its end.
pub(super) fn fold(sources: &mut [Source], told: &mut dyn FnMut(usize)) -> Result<State> {
    let mut reaching_back = Vec::new();
    let state = take_all(State::default(), sources, told, &mut |entry| {
        if entry.act.reaches_back() {
            reaching_back.push(entry.clone());
        }
    })?;
    if reaching_back.is_empty() {
        return Ok(state);
    }
    drop(state);
    for source in &mut *sources {
        source.lines.again()?;
        source.next = source.lines.next(&mut |_| {})?;
    }
    let known: Vec<&Entry> = reaching_back.iter().collect();
    take_all(State::begun(&known), sources, &mut |_| {}, &mut |_| {})
}

fn take_all(
    mut state: State,
    sources: &mut [Source],
    told: &mut dyn FnMut(usize),
    look: &mut dyn FnMut(&Entry),
) -> Result<State> {
    loop {
        let with_next = sources.iter_mut().filter(|source| source.next.is_some());
        let first = with_next.min_by(|a, b| a.next.as_ref().map(sort_key).cmp(&b.next.as_ref().map(sort_key)));
        let Some(source) = first else { return Ok(state) };
        let next = source.lines.next(told)?;
        if let Some(entry) = std::mem::replace(&mut source.next, next) {
            look(&entry);
            state.take(entry);
        }
    }
}
