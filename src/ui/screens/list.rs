//! Draws any list: headings, rows, and what the chosen row says below.
//!
//! Must not know: what the rows mean.

use super::first_row;
use crate::app::App;
use crate::app::action::On;
use crate::app::model::Model;
use crate::app::role::{Role, Span, span};
use crate::app::screens::list::{Column, List, above, preview};
use crate::app::step::{Row, Target};
use crate::ui::pieces::Pen;
use crate::ui::wrap::wrap_all;
use ratatui::layout::{Position, Rect};

/// Columns of texts that 80 columns have no room for, by their headings, and the width that shows most of them whole.
const LONGER: &[(&str, u16)] =
    &[("label", 16), ("date", 26), ("held", 36), ("place", 40), ("items", 30), ("grade", 11), ("requirement", 20)];

/// Words of the scale that comes with the program, where a narrow column has no room for them.
const SHORTER: &[(&str, &str)] = &[("observation", "obs"), ("improvement", "impr"), ("positive", "good")];

/// What stands behind the requirement of a finding that repeats one.
const AGAIN: &str = " again";

/// Draws it; the answer is where the cursor stands.
pub fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, model: &Model<'_>, list: &List, veiled: bool) -> Position {
    let head = wrap_all(&above(list, model, veiled), usize::from(area.width - 2));
    let headed = u16::try_from(head.len()).unwrap_or(u16::MAX).min(area.height / 3);
    pen.rows(Rect { x: area.x + 1, height: headed, width: area.width - 2, ..area }, &head);
    let area = Rect { y: area.y + headed, height: area.height - headed, ..area };
    let rows = list.rows(model, &app.keymap, veiled);
    let cursor = list.cursor.min(rows.len().saturating_sub(1));
    let said =
        wrap_all(&preview(list, model, &app.keymap, rows.get(cursor).as_ref(), veiled), usize::from(area.width - 3));
    let tall = u16::try_from(said.len()).unwrap_or(u16::MAX).clamp(1, area.height / 3);
    let widths = widths(list.columns(), area.width - 2);
    let mut x = area.x + 2;
    for ((heading, _), width) in list.columns().iter().zip(&widths) {
        pen.spans(x, area.y, *width, &[span(Role::Muted, *heading)]);
        x += width + 1;
    }
    let headings = u16::from(list.columns().iter().any(|(heading, _)| !heading.is_empty()));
    let height = usize::from(area.height.saturating_sub(tall + 1 + headings));
    let first = first_row(cursor, rows.len(), height);
    let mut place = None;
    for (y, nth) in (area.y + headings..).zip(first..rows.len().min(first + height)) {
        let Some(row) = rows.get(nth) else { break };
        let chosen = nth == cursor;
        if chosen {
            place = Some(Position::new(area.x, y));
        }
        draw_row(pen, (area.x, y), &widths, &row, chosen, list);
    }
    let rule = Rect { y: area.y + area.height - tall - 1, height: 1, ..area };
    pen.level(rule, false);
    let shown = height.min(rows.len());
    let count = if shown < rows.len() {
        format!(" {}-{} of {} ", first + 1, first + shown, rows.len())
    } else {
        format!(" {} ", rows.len())
    };
    let filter = if list.filter.is_empty() { String::new() } else { format!(" filter: {} ", list.filter) };
    pen.spans(area.x + 2, rule.y, area.width - 4, &[span(Role::Muted, count), span(Role::Key, filter)]);
    let below = Rect { x: area.x + 1, y: rule.y + 1, height: tall, width: area.width - 2 };
    if list.on == On::ThemeList {
        pen.rows_tried(below, &said);
    } else {
        pen.rows(below, &said);
    }
    // An empty list says below why it is empty.
    place.unwrap_or(Position::new(area.x + 1, rule.y + 1))
}

fn draw_row(pen: &mut Pen<'_>, at: (u16, u16), widths: &[u16], row: &Row, chosen: bool, list: &List) {
    pen.cursor_mark(at.0, at.1, chosen);
    let marked = matches!(&row.target, Target::Object(id) if list.marked.contains(id));
    if marked {
        pen.spans(at.0 + 1, at.1, 1, &[span(Role::Key, pen.look.glyphs.marked)]);
    }
    let mut x = at.0 + 2;
    let mut reversed = false;
    for ((cell, width), (heading, _)) in row.cells.iter().zip(widths).zip(list.columns()) {
        let cell = &[fitting(cell, *width, heading, pen.look.glyphs.ellipsis)];
        // A chosen row is its mark and one reversed cell: on a slow line a whole reversed row is four times the bytes.
        if chosen && !reversed && !cell[0].text.is_empty() {
            pen.selected(x, at.1, *width, cell);
            reversed = true;
        } else {
            pen.spans(x, at.1, *width, cell);
        }
        x += width + 1;
    }
}

/// A cell with words that fit, where its own would be cut at what tells it from others: a grade is shortened, a
/// requirement that comes up again keeps its first word and says so, and a reference keeps its end, for the beginning is
/// the same in every row.
fn fitting(cell: &Span, width: u16, heading: &str, ellipsis: &str) -> Span {
    let (long, room) = (cell.text.chars().count(), usize::from(width));
    if long <= room {
        return cell.clone();
    }
    let short = match (heading, cell.text.strip_suffix(AGAIN)) {
        ("grade", _) => SHORTER.iter().find(|(word, _)| *word == cell.text).map(|(_, short)| (*short).to_owned()),
        ("requirement", Some(whole)) => whole.split(' ').next().map(|first| format!("{first}{AGAIN}")),
        _ => None,
    };
    if let Some(short) = short {
        return span(cell.role, short);
    }
    if cell.role != Role::Reference {
        return cell.clone();
    }
    let keep = room.saturating_sub(ellipsis.chars().count());
    span(
        Role::Reference,
        cell.text.chars().skip(long - keep).fold(ellipsis.to_owned(), |text, c| text + c.encode_utf8(&mut [0; 4])),
    )
}

/// Cells for each column: the fixed ones as they want, the rest shared by those that take what is left. On a narrow
/// window the widest fixed ones give first; of what a wide one has more than 80 columns, half is for longer texts.
fn widths(columns: &[Column], room: u16) -> Vec<u16> {
    let gaps = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
    let mut spare = room.saturating_sub(78) / 2;
    let mut grown = |(heading, width): &Column| {
        let wants = LONGER.iter().find(|(longer, _)| longer == heading).map_or(*width, |(_, wants)| *wants);
        let more = wants.saturating_sub(*width).min(spare);
        spare -= more;
        width + more
    };
    let mut fixed: Vec<u16> = columns.iter().map(&mut grown).collect();
    let open = u16::try_from(fixed.iter().filter(|width| **width == 0).count()).unwrap_or(0);
    let least = 11 * open;
    while fixed.iter().sum::<u16>() + gaps + least > room {
        let Some(widest) = fixed.iter_mut().max() else { break };
        if *widest <= 4 {
            break;
        }
        *widest -= 1;
    }
    let left = room.saturating_sub(fixed.iter().sum::<u16>() + gaps);
    fixed.into_iter().map(|width| if width == 0 { left / open.max(1) } else { width }).collect()
}
