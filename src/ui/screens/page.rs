//! Draws a text to read, with air around it: somebody may be reading it across a table.
//!
//! Must not know: which text it is.

use crate::app::model::Model;
use crate::app::role::{Role, span};
use crate::app::screens::page::{Page, width};
use crate::domain::audit::counted;
use crate::ui::pieces::Pen;
use crate::ui::wrap::wrap_all;
use ratatui::layout::{Position, Rect};

/// Draws it; the answer is where the cursor stands.
pub fn draw(pen: &mut Pen<'_>, area: Rect, model: &Model<'_>, page: &Page) -> Position {
    let inner = Rect { x: area.x + 3, y: area.y + 1, width: width(area.width), height: area.height - 2 };
    let rows = wrap_all(&page.text(model, usize::from(inner.width)), usize::from(inner.width));
    let first = page.scroll.min(rows.len().saturating_sub(1));
    pen.rows(inner, &rows[first..]);
    let left = rows.len().saturating_sub(first + usize::from(inner.height));
    if left > 0 {
        pen.spans(
            area.x + 3,
            area.y + area.height - 1,
            area.width - 6,
            &[span(Role::Muted, format!("{}, Space", counted(left, "more line", "more lines")))],
        );
    }
    Position::new(inner.x, inner.y)
}
