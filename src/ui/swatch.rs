//! A theme on show: every meaning with an example, and a few rows as the screens have them.
//!
//! Must not know: which theme it is, or where the picture goes.

use super::look::Look;
use super::pieces::Pen;
use super::wrap::wrap_all;
use crate::app::role::{MEANINGS, Role, span};
use crate::app::screens::themes::sample;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of meanings side by side, and the cells of each.
const COLUMNS: u16 = 2;
const WIDTH: u16 = 40;

/// The picture.
#[must_use]
pub fn picture(look: &Look) -> Buffer {
    let width = COLUMNS * WIDTH;
    let rows = wrap_all(&sample(), usize::from(width - 2));
    let count = u16::try_from(MEANINGS.len()).unwrap_or(0);
    let height = count.div_ceil(COLUMNS);
    let tall = u16::try_from(rows.len()).unwrap_or(0);
    let mut picture = Buffer::empty(Rect::new(0, 0, width, height + tall + 1));
    let mut pen = Pen::new(&mut picture, look);
    for (nth, meaning) in (0..).zip(MEANINGS) {
        let (x, y) = (nth / height * WIDTH + 1, nth % height);
        pen.spans(x, y, 15, &[span(Role::Plain, meaning.name)]);
        pen.spans(x + 15, y, WIDTH - 16, &[span(meaning.role, meaning.example)]);
    }
    pen.level(Rect::new(1, height, width - 2, 1), false);
    pen.rows(Rect::new(1, height + 1, width - 2, tall), &rows);
    picture
}
