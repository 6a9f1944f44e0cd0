//! One file a kind of screen, named as in `app::screens`.
//!
//! Must not know: each other.

pub mod field;
pub mod form;
pub mod grid;
pub mod list;
pub mod page;

/// The first row to show, so that the cursor's row is in sight: the list moves only when it has to, by half a page.
#[must_use]
pub fn first_row(cursor: usize, count: usize, height: usize) -> usize {
    if count <= height {
        return 0;
    }
    let half = height / 2;
    let page = cursor.checked_div(half).map_or(cursor, |pages| (pages * half).saturating_sub(half));
    page.min(count - height)
}

#[cfg(test)]
mod tests {
    use super::first_row;

    #[test]
    fn the_cursor_is_always_in_sight() {
        for height in 1..30 {
            for count in 0..80_usize {
                for cursor in 0..count {
                    let first = first_row(cursor, count, height);
                    assert!(
                        first <= cursor && cursor < first + height,
                        "row {cursor} of {count} in {height}: from {first}"
                    );
                }
            }
        }
    }
}
