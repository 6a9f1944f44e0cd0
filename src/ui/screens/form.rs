//! Draws a form: labels and values; the field being edited has the lower part of the screen.
//!
//! Must not know: which kinds of objects there are.

use super::first_row;
use crate::app::editor::Editor;
use crate::app::model::Model;
use crate::app::role::{Role, plain, span};
use crate::app::screens::form::Form;
use crate::ui::pieces::{Pen, window};
use crate::ui::wrap::wrap;
use ratatui::layout::{Position, Rect};

const LABEL: u16 = 22;

/// Draws it; the answer is where the cursor stands.
pub fn draw(pen: &mut Pen<'_>, area: Rect, model: &Model<'_>, form: &Form) -> Option<Position> {
    let fields = form.fields();
    let tall = if form.editing.is_some() { (area.height / 2).max(5) } else { (area.height / 3).max(4) };
    let height = usize::from(area.height - tall - 1);
    let first = first_row(form.cursor, fields.len(), height);
    let mut place = None;
    for (nth, field) in fields.iter().enumerate().skip(first).take(height) {
        let y = area.y + u16::try_from(nth - first).unwrap_or(0);
        let chosen = nth == form.cursor;
        pen.cursor_mark(area.x, y, chosen);
        if chosen {
            place = Some(Position::new(area.x, y));
        }
        let label = [span(Role::Label, field.words)];
        if chosen {
            pen.selected(area.x + 2, y, LABEL - 1, &label);
        } else {
            pen.spans(area.x + 2, y, LABEL - 1, &label);
        }
        let value = form.value(model, field);
        let lines = value.lines().filter(|line| !line.trim().is_empty()).count();
        let more = if lines > 1 { format!("  (+{})", lines - 1) } else { String::new() };
        let shown = value.lines().find(|line| !line.trim().is_empty()).unwrap_or("-");
        let role = if lines == 0 { Role::Muted } else { Role::Plain };
        pen.spans(area.x + 2 + LABEL, y, area.width - LABEL - 3, &[span(role, shown), span(Role::Muted, more)]);
    }
    let rule = Rect { y: area.y + area.height - tall - 1, height: 1, ..area };
    pen.level(rule, false);
    if let Some(field) = form.field() {
        pen.spans(
            area.x + 2,
            rule.y,
            area.width - 4,
            &[span(Role::Label, format!(" {}: ", field.words)), span(Role::Muted, format!("{} ", field.hint))],
        );
        let below = Rect { x: area.x + 1, y: rule.y + 1, width: area.width - 2, height: tall };
        if let Some(editor) = &form.editing {
            return edit(pen, below, editor);
        }
        let value = form.value(model, field);
        let rows: Vec<_> = value.lines().flat_map(|line| wrap(&plain(line), usize::from(below.width))).collect();
        pen.rows(below, &rows);
    }
    place
}

/// The text being edited: each of its lines on a row, the cursor's row in sight and scrolled sideways with it.
fn edit(pen: &mut Pen<'_>, area: Rect, editor: &Editor) -> Option<Position> {
    let (text, cursor) = (editor.text(), editor.cursor());
    let row = text[..cursor].matches('\n').count();
    let first = row.saturating_sub(usize::from(area.height).saturating_sub(1));
    let mut place = None;
    let mut start = 0;
    for (nth, line) in text.split('\n').enumerate() {
        if nth >= first && nth < first + usize::from(area.height) {
            let y = area.y + u16::try_from(nth - first).unwrap_or(0);
            let here = if nth == row { cursor - start } else { 0 };
            let (shown, column) = window(line, here, usize::from(area.width), pen.look.glyphs.newline);
            pen.spans(area.x, y, area.width, &[span(Role::Plain, shown)]);
            if nth == row {
                place = Some(Position::new(area.x + column, y));
            }
        }
        start += line.len() + 1;
    }
    place
}
