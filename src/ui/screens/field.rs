//! Draws fieldwork: the tree at the left; at the right the item's questions above what was noted about it. On a wide
//! window the notes stand in a third column, with the end of the whole notebook below them.
//!
//! Must not know: the write line below.

use super::first_row;
use crate::app::App;
use crate::app::model::Model;
use crate::app::role::{Role, Span, Text, span};
use crate::app::screens::field::Field;
use crate::app::screens::pane;
use crate::domain::audit::{Audit, counted};
use crate::ui::pieces::Pen;
use crate::ui::wrap::{wrap, wrap_all};
use ratatui::layout::{Position, Rect};

const WIDE: u16 = 120;

/// Draws it; the answer is where the cursor stands.
pub fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, model: &Model<'_>, field: &Field, veiled: bool) -> Position {
    let Some(audit) = model.audit else { return Position::new(area.x, area.y) };
    let tree_width = match area.width {
        _ if field.zoom => 0,
        WIDE.. => 38,
        width => (width * 2 / 5).min(32),
    };
    let tree = Rect { width: tree_width, ..area };
    let place = if field.zoom { None } else { draw_tree(pen, tree, (model, &audit), field, veiled) };
    if tree_width > 0 {
        pen.upright(Rect { x: area.x + tree_width, width: 1, ..area });
    }
    let gap = if tree_width > 0 { 2 } else { 1 };
    let mut right = Rect { x: area.x + tree_width + gap, width: area.width - tree_width - gap, ..area };
    let (title, above, below) = if let Some(item) = field.item(&audit) {
        let title = vec![span(Role::Reference, &item.id), span(Role::Title, format!("  {}", item.title))];
        (title, pane::item_text(model, field.shut, item, veiled), pane::notes(model, &item.id, veiled))
    } else if let Some(group) = field.group(&audit) {
        let title = vec![span(Role::Reference, &group.key), span(Role::Title, format!("  {}", group.title))];
        (title, pane::section_text(&audit, &group.items, veiled), Vec::new())
    } else {
        (Vec::new(), Vec::new(), Vec::new())
    };
    pen.spans(right.x, right.y, right.width, &title);
    // Without the tree the item's name is the row that keys are for.
    let place = place.unwrap_or(Position::new(right.x, right.y));
    right = Rect { y: right.y + 1, height: right.height - 1, ..right };
    if area.width >= WIDE {
        let notes_width = right.width * 2 / 5;
        let text_width = right.width - notes_width - 3;
        let notes = Rect {
            x: right.x + right.width - notes_width,
            width: notes_width,
            y: right.y - 1,
            height: right.height + 1,
        };
        pen.upright(Rect { x: notes.x - 2, width: 1, ..notes });
        draw_notebook(pen, notes, model, &below, veiled);
        let left = draw_text(pen, Rect { width: text_width, height: right.height - 1, ..right }, &above, field.scroll);
        more(pen, app, Rect { y: right.y + right.height - 1, width: text_width, ..right }, left);
        return place;
    }
    let notes = wrap_all(&below, usize::from(right.width));
    // The notes take what they need, up to a good half; the questions have the rest.
    let wanted = u16::try_from(notes.len()).unwrap_or(u16::MAX);
    let tall = wanted.min(right.height * 9 / 20).max(if below.is_empty() { 0 } else { 2 });
    let split = right.y + right.height - tall - 1;
    let left = draw_text(pen, Rect { height: right.height.saturating_sub(tall + 1), ..right }, &above, field.scroll);
    if tall > 0 {
        pen.level(Rect { x: right.x.saturating_sub(gap), width: right.width + gap, y: split, height: 1 }, gap == 2);
        draw_notes(pen, Rect { y: split + 1, height: tall, ..right }, &notes);
    }
    more(pen, app, Rect { y: split, ..right }, left);
    place
}

/// The questions; scrolled past their end they begin again. Returns how many lines are still below.
fn draw_text(pen: &mut Pen<'_>, area: Rect, text: &[Text], scroll: usize) -> usize {
    let rows = wrap_all(text, usize::from(area.width));
    let height = usize::from(area.height);
    let first = if rows.len() <= height { 0 } else { scroll % rows.len() };
    pen.rows(area, &rows[first..]);
    rows.len().saturating_sub(first + height)
}

/// How much of the questions is out of sight, on the line below them, with the key that scrolls.
fn more(pen: &mut Pen<'_>, app: &App, row: Rect, left: usize) {
    if left > 0 {
        let words = format!(" {}: {} ", counted(left, "more line", "more lines"), app.keymap.key("scroll"));
        let used = u16::try_from(words.len()).unwrap_or(0);
        pen.spans(row.x + row.width.saturating_sub(used + 1), row.y, used, &[span(Role::Muted, words)]);
    }
}

/// The notes; the latest are in sight.
fn draw_notes(pen: &mut Pen<'_>, area: Rect, rows: &[Vec<Span>]) {
    let hidden = rows.len().saturating_sub(usize::from(area.height));
    pen.rows(area, &rows[hidden..]);
}

/// The third column: the item's notes, up to two thirds; below a line the latest of the whole notebook, whole ones, as
/// many as fit.
fn draw_notebook(pen: &mut Pen<'_>, area: Rect, model: &Model<'_>, notes: &[Text], veiled: bool) {
    let notes = wrap_all(notes, usize::from(area.width));
    let wanted = u16::try_from(notes.len()).unwrap_or(u16::MAX);
    let tall = wanted.min(area.height * 2 / 3);
    draw_notes(pen, Rect { height: tall, ..area }, &notes);
    let rule = Rect { x: area.x - 2, y: area.y + tall, width: area.width + 2, height: 1 };
    pen.level(rule, true);
    pen.spans(area.x + 1, rule.y, area.width - 2, &[span(Role::Muted, " notebook, the latest ")]);
    let rest = Rect { y: rule.y + 1, height: area.height - tall - 1, ..area };
    let (room, mut rows) = (usize::from(rest.height), Vec::new());
    for line in pane::latest(model, veiled) {
        let line = wrap(&line, usize::from(rest.width));
        if !rows.is_empty() && rows.len() + line.len() > room {
            break;
        }
        rows.splice(0..0, line);
    }
    pen.rows(rest, &rows);
}

fn draw_tree(
    pen: &mut Pen<'_>,
    area: Rect,
    (model, audit): (&Model<'_>, &Audit<'_>),
    field: &Field,
    veiled: bool,
) -> Option<Position> {
    let places = field.places(audit);
    let cursor = places.iter().position(|place| place.is(&field.current)).unwrap_or(0);
    let first = first_row(cursor, places.len(), usize::from(area.height));
    let track = audit.open_interview(&model.who.initials).map_or(&[] as &[String], |open| open.list("items"));
    let mut place = None;
    for (nth, stands) in places.iter().enumerate().skip(first).take(usize::from(area.height)) {
        let row = field.row(audit, stands, track, veiled);
        let y = area.y + u16::try_from(nth - first).unwrap_or(0);
        let chosen = nth == cursor;
        pen.cursor_mark(area.x, y, chosen);
        if chosen {
            place = Some(Position::new(area.x, y));
        }
        let state_width = u16::try_from(row.state.text.chars().count()).unwrap_or(0);
        let state_at = area.x + area.width.saturating_sub(state_width + 1);
        let name_width = state_at.saturating_sub(area.x + 3);
        let id = &row.id;
        let (id, title) = if let Some(folded) = row.section {
            let sign = if folded { pen.look.glyphs.folded } else { pen.look.glyphs.unfolded };
            (span(Role::Title, format!("{sign} {id}")), span(Role::Title, format!("  {}", row.title)))
        } else {
            let role = if row.on_track { Role::Match } else { Role::Reference };
            (span(role, format!("{id:<7}")), span(Role::Plain, format!(" {}", row.title)))
        };
        let used = if chosen {
            pen.selected(area.x + 1, y, name_width + 1, std::slice::from_ref(&id))
        } else {
            pen.spans(area.x + 1, y, name_width + 1, std::slice::from_ref(&id))
        };
        pen.spans(area.x + 1 + used, y, (name_width + 1).saturating_sub(used), std::slice::from_ref(&title));
        pen.spans(state_at, y, state_width, std::slice::from_ref(&row.state));
    }
    place
}
