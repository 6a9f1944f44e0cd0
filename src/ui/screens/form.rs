//! Draws a form: labels and values; the field being edited has the lower part of the screen.
//!
//! Must not know: which kinds of objects there are.

use super::first_row;
use crate::app::editor::Editor;
use crate::app::model::Model;
use crate::app::role::{Role, line, plain, span};
use crate::app::screens::form::Form;
use crate::ui::pieces::{Pen, window};
use crate::ui::wrap::{width, wrap};
use ratatui::layout::{Position, Rect};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

const LABEL: u16 = 22;

/// Draws it; the answer is where the cursor stands.
pub fn draw(pen: &mut Pen<'_>, area: Rect, model: &Model<'_>, form: &Form) -> Position {
    let fields = form.fields();
    let tall = if form.editing.is_some() { (area.height / 2).max(5) } else { (area.height / 3).max(4) };
    let height = usize::from(area.height - tall - 1);
    let first = first_row(form.cursor, fields.len(), height);
    let mut place = Position::new(area.x, area.y);
    for (nth, field) in fields.iter().enumerate().skip(first).take(height) {
        let y = area.y + u16::try_from(nth - first).unwrap_or(0);
        let chosen = nth == form.cursor;
        pen.cursor_mark(area.x, y, chosen);
        if chosen {
            place = Position::new(area.x, y);
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
        let shown = match value.lines().find(|line| !line.trim().is_empty()) {
            Some(first) => span(Role::Plain, first),
            None if form.needs(field) => span(Role::Wrong, "needed"),
            None => span(Role::Muted, "-"),
        };
        pen.spans(area.x + 2 + LABEL, y, area.width - LABEL - 3, &[shown, span(Role::Muted, more)]);
    }
    let rule = Rect { y: area.y + area.height - tall - 1, height: 1, ..area };
    pen.level(rule, false);
    if let Some(field) = form.field() {
        let (meaning, hint) = match form.echo(model) {
            Some(echo) => (Role::Match, echo),
            None => (Role::Muted, field.hint.to_owned()),
        };
        let mut below = Rect { x: area.x + 1, y: rule.y + 1, width: area.width - 2, height: tall };
        let head = [span(Role::Label, format!(" {}: ", field.words)), span(meaning, format!("{hint} "))];
        let long = head.iter().map(|piece| width(&piece.text)).sum::<usize>() > usize::from(area.width - 4);
        pen.spans(area.x + 2, rule.y, area.width - 4, if long { &head[..1] } else { &head });
        if long {
            // What the line has no room for stands below it: nothing of a hint is left out.
            let rows = wrap(&line(meaning, hint), usize::from(below.width));
            let used = u16::try_from(pen.rows(below, &rows)).unwrap_or(0);
            below = Rect { y: below.y + used, height: below.height - used, ..below };
        }
        if let Some(editor) = &form.editing {
            return edit(pen, below, editor);
        }
        let value = form.value(model, field);
        let rows: Vec<_> = value.lines().flat_map(|line| wrap(&plain(line), usize::from(below.width))).collect();
        pen.rows(below, &rows);
    }
    place
}

/// The text being edited: broken at words as a reader needs it, the cursor's row in sight.
fn edit(pen: &mut Pen<'_>, area: Rect, editor: &Editor) -> Position {
    let (text, cursor) = (editor.text(), editor.cursor());
    // The cursor keeps a cell behind the last letter.
    let rows = breaks(text, usize::from(area.width).saturating_sub(1).max(4));
    let row = rows.iter().rposition(|row| row.start <= cursor).unwrap_or(0);
    let first = row.saturating_sub(usize::from(area.height).saturating_sub(1));
    let mut place = Position::new(area.x, area.y);
    for (y, (nth, range)) in (area.y..area.y + area.height).zip(rows.iter().enumerate().skip(first)) {
        let here = if nth == row { cursor - range.start } else { 0 };
        let (shown, column) = window(&text[range.clone()], here, usize::from(area.width), pen.look.glyphs.newline);
        pen.spans(area.x, y, area.width, &[span(Role::Plain, shown)]);
        if nth == row {
            place = Position::new(area.x + column, y);
        }
    }
    place
}

/// Where the rows of a text begin and end: at its line breaks, and behind the last space that fits the width. Nothing
/// of the text is left out but the line breaks, so that the cursor has its place everywhere.
fn breaks(text: &str, width: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let (mut used, mut space) = (0, None);
        for (at, cluster) in line.grapheme_indices(true) {
            let at = end - line.len() + at;
            used += cluster.width();
            if used > width && cluster != " " && at > start {
                let to = space.take().unwrap_or(at);
                rows.push(start..to);
                start = to;
                used = text[start..at].width() + cluster.width();
            }
            if cluster == " " {
                space = Some(at + 1);
            }
        }
        rows.push(start..end);
        start = end + 1;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_at_words_and_nothing_is_left_out() {
        let rows =
            |text: &'static str, width| -> Vec<&str> { breaks(text, width).into_iter().map(|r| &text[r]).collect() };
        assert_eq!(
            rows("one two three\nfour", 8),
            ["one two ", "three", "four"],
            "behind a space, and at the line break"
        );
        assert_eq!(rows("abcdefghij", 4), ["abcd", "efgh", "ij"], "a long word is cut at the edge");
        assert_eq!(rows("a\n", 4), ["a", ""], "an empty last line has its row, for the cursor");
    }
}
