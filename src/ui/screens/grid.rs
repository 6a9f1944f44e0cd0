//! Draws a sample's grid and the sentence it says.
//!
//! Must not know: how results are recorded.

use super::first_row;
use crate::app::model::Model;
use crate::app::role::{Role, line, plain, span};
use crate::app::screens::grid::{Grid, results};
use crate::app::screens::list::VEILED;
use crate::domain::sample;
use crate::ui::pieces::Pen;
use crate::ui::wrap::wrap;
use ratatui::layout::{Position, Rect};

const PICK: u16 = 18;

/// A result that the veil hides: there is one, and no more is said.
const HIDDEN: &str = "*";

/// Draws it; the answer is where the cursor stands.
pub fn draw(pen: &mut Pen<'_>, area: Rect, model: &Model<'_>, grid: &Grid, veiled: bool) -> Position {
    let Some(object) = grid.object(model) else { return Position::new(area.x, area.y) };
    let attributes = Grid::attributes(object);
    let picks = object.list("picks");
    let headings =
        attributes.iter().map(|attribute| attribute.name.chars().count() + attribute.item.chars().count() + 2);
    let widest = headings.max().and_then(|most| u16::try_from(most).ok()).unwrap_or(0).max(22);
    let width = ((area.width - PICK - 2) / u16::try_from(attributes.len().max(1)).unwrap_or(1)).clamp(4, widest);
    pen.spans(
        area.x + 2,
        area.y,
        PICK - 1,
        &[span(Role::Muted, format!("{} of {}", picks.len(), object.text("size")))],
    );
    for (nth, attribute) in attributes.iter().enumerate() {
        let x = area.x + 2 + PICK + width * u16::try_from(nth).unwrap_or(0);
        pen.spans(
            x,
            area.y,
            width - 1,
            &[span(Role::Label, &attribute.name), span(Role::Muted, format!(" {}", attribute.item))],
        );
    }
    let said = if veiled { line(Role::Muted, VEILED) } else { plain(sample::sentence(object)) };
    let sentence = wrap(&said, usize::from(area.width - 3));
    let tall = u16::try_from(sentence.len()).unwrap_or(1).clamp(1, area.height / 3);
    let height = usize::from(area.height.saturating_sub(tall + 2));
    let cursor = grid.row.min(picks.len().saturating_sub(1));
    let first = first_row(cursor, picks.len(), height);
    let seen = results(model, object, veiled);
    // Where nothing is picked it says so here.
    let mut place = Position::new(area.x + 2, area.y + 2);
    for (nth, pick) in picks.iter().enumerate().skip(first).take(height) {
        let y = area.y + 1 + u16::try_from(nth - first).unwrap_or(0);
        pen.cursor_mark(area.x, y, nth == cursor);
        pen.spans(area.x + 2, y, PICK - 1, &[span(Role::Reference, pick)]);
        for (column, attribute) in attributes.iter().enumerate() {
            let x = area.x + 2 + PICK + width * u16::try_from(column).unwrap_or(0);
            let (role, words) = match seen(pick, &attribute.name) {
                Some("x") => (Role::Nonconforming, "x exception"),
                Some("ok") => (Role::Conforms, "ok"),
                Some(".") => (Role::Excused, ". not available"),
                Some(_) => (Role::Muted, "-"),
                None => (Role::Muted, HIDDEN),
            };
            if nth == cursor && column == grid.column {
                pen.selected(x, y, width - 1, &[span(role, words)]);
                place = Position::new(x, y);
            } else {
                pen.spans(x, y, width - 1, &[span(role, words)]);
            }
        }
    }
    if picks.is_empty() {
        pen.spans(
            area.x + 2,
            area.y + 2,
            area.width - 3,
            &[span(Role::Muted, "Nothing picked yet: a opens population, picks and attributes.")],
        );
    }
    let rule = Rect { y: area.y + area.height - tall - 1, height: 1, ..area };
    pen.level(rule, false);
    pen.rows(Rect { x: area.x + 1, y: rule.y + 1, height: tall, width: area.width - 2 }, &sentence);
    place
}
