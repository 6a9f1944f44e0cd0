//! The few ways in which text gets onto the buffer: made safe, cut to width, styled by meaning.
//!
//! Must not know: screens.

use super::look::Look;
use super::theme::Theme;
use super::wrap::{head, width};
use crate::app::role::{Role, Span};
use crate::report::clean;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;

/// Writes onto a buffer with a look.
pub struct Pen<'b> {
    buffer: &'b mut Buffer,
    /// The look.
    pub look: &'b Look,
    /// The theme that is drawn in.
    theme: &'b Theme,
}

impl<'b> Pen<'b> {
    /// A pen for one frame.
    pub fn new(buffer: &'b mut Buffer, look: &'b Look) -> Self {
        Self { buffer, look, theme: &look.theme }
    }

    /// Writes pieces from a place on, at most `width` cells; what does not fit is cut with an ellipsis. Returns how many
    /// cells were used.
    pub fn spans(&mut self, x: u16, y: u16, width: u16, spans: &[Span]) -> u16 {
        self.put(x, y, width, spans, Style::default())
    }

    /// The same for the reference of a selected row.
    pub fn selected(&mut self, x: u16, y: u16, width: u16, spans: &[Span]) -> u16 {
        self.put(x, y, width, spans, self.theme.style(Role::Selection))
    }

    fn put(&mut self, x: u16, y: u16, wide: u16, spans: &[Span], over: Style) -> u16 {
        let area = self.buffer.area;
        if y < area.y || y >= area.y + area.height || x >= area.x + area.width {
            return 0;
        }
        let wide = usize::from(wide.min(area.x + area.width - x));
        let texts: Vec<(Cow<'_, str>, usize)> = spans
            .iter()
            .map(|span| {
                let text = self.shown(&span.text);
                let wide = width(&text);
                (text, wide)
            })
            .collect();
        let total: usize = texts.iter().map(|(_, wide)| wide).sum();
        let room = if total > wide { wide.saturating_sub(width(self.look.glyphs.ellipsis)) } else { wide };
        let mut used = 0;
        let mut last = over;
        for (span, (text, whole)) in spans.iter().zip(&texts) {
            let (fitting, taken) = if used + whole <= room {
                (&**text, *whole)
            } else {
                let head = head(text, room - used);
                (head, width(head))
            };
            let style = self.theme.style(span.role).patch(over);
            last = style;
            let at = x + u16::try_from(used).unwrap_or(0);
            self.set(at, y, fitting, style);
            let drawn_through = style.add_modifier.intersects(Modifier::UNDERLINED | Modifier::REVERSED);
            if drawn_through && over == Style::default() && !matches!(span.role, Role::Mode | Role::Selection) {
                self.bare_ends(at, y, fitting);
            }
            used += taken;
            if taken < *whole {
                break;
            }
        }
        if total > wide && wide > 0 {
            let at = x + u16::try_from(used).unwrap_or(0);
            // It stands for the rest of the text that is cut, and looks like it: a reversed cell has no hole at its end.
            self.set(at, y, self.look.glyphs.ellipsis, last);
            used += width(self.look.glyphs.ellipsis);
        }
        u16::try_from(used).unwrap_or(u16::MAX)
    }

    /// A text that fits, from a place on. Plain text goes a byte a cell; all else as ratatui breaks it into cells.
    fn set(&mut self, x: u16, y: u16, text: &str, style: Style) {
        // Words on a line that was drawn before are no longer a part of it: its ink goes.
        let style = Style::reset().patch(style);
        if !clean::is_plain(text) {
            self.buffer.set_stringn(x, y, text, usize::MAX, style);
            return;
        }
        if text.is_empty() {
            return;
        }
        let from = self.buffer.index_of(x, y);
        for (cell, at) in self.buffer.content[from..].iter_mut().zip(0..text.len()) {
            cell.set_symbol(&text[at..=at]).set_style(style);
        }
    }

    /// Takes the ink off the blanks around a text: columns are set with them, and a theme that underlines would draw on.
    fn bare_ends(&mut self, x: u16, y: u16, text: &str) {
        let inked = text.trim_matches(' ');
        let before = text.len() - text.trim_start_matches(' ').len();
        let ends = [(0, before), (before + width(inked), width(text))];
        for cell in ends.into_iter().flat_map(|(from, to)| from..to).filter_map(|n| u16::try_from(n).ok()) {
            self.buffer[(x + cell, y)].set_style(Style::reset());
        }
    }

    /// The text as this terminal may get it: safe, and in the ASCII set without the sign for unsafe characters.
    fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match clean::line(text) {
            Cow::Owned(text) if self.look.glyphs.ascii => Cow::Owned(text.replace('\u{fffd}', "?")),
            text => text,
        }
    }

    /// The cursor before a row, where it is the chosen one.
    pub fn cursor_mark(&mut self, x: u16, y: u16, chosen: bool) {
        let glyph = if chosen { self.look.glyphs.cursor } else { " " };
        self.buffer.set_stringn(x, y, glyph, 1, self.theme.style(Role::Title));
    }

    /// A level line across an area's first row, with a joint at its left edge where it meets an upright one.
    pub fn level(&mut self, area: Rect, joint: bool) {
        let style = self.theme.style(Role::Rule);
        for x in area.x..area.x + area.width {
            let glyph = if joint && x == area.x { self.look.glyphs.joint } else { self.look.glyphs.level };
            self.buffer[(x, area.y)].set_symbol(glyph).set_style(style);
        }
    }

    /// An upright line down an area's first column.
    pub fn upright(&mut self, area: Rect) {
        let style = self.theme.style(Role::Rule);
        for y in area.y..area.y + area.height {
            self.buffer[(area.x, y)].set_symbol(self.look.glyphs.upright).set_style(style);
        }
    }

    /// Rows of pieces, from the top of an area; returns how many were drawn.
    pub fn rows(&mut self, area: Rect, rows: &[Vec<Span>]) -> usize {
        let fitting = rows.iter().take(usize::from(area.height));
        for (y, row) in (area.y..).zip(fitting) {
            self.spans(area.x, y, area.width, row);
        }
        rows.len().min(usize::from(area.height))
    }

    /// The same in the theme that is being tried, if one is.
    pub fn rows_tried(&mut self, area: Rect, rows: &[Vec<Span>]) -> usize {
        let worn = self.theme;
        self.theme = self.look.tried.as_ref().unwrap_or(worn);
        let drawn = self.rows(area, rows);
        self.theme = worn;
        drawn
    }
}

/// A text cut to a width, with an ellipsis where something was cut.
#[must_use]
pub fn fit(text: &str, room: usize, ellipsis: &str) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    format!("{}{ellipsis}", head(text, room.saturating_sub(width(ellipsis))))
}

/// The part of a one-line text around the cursor that fits a width, and the cursor's column in it. No more of the text is
/// looked at: a megabyte may have been pasted, and this is drawn with every key.
#[must_use]
pub fn window(text: &str, cursor: usize, room: usize, newline: char) -> (String, u16) {
    let shown = |cluster: &str| clean::line(&cluster.replace('\n', newline.encode_utf8(&mut [0; 4]))).into_owned();
    let room = room.max(2);
    let (before, after) = text.split_at(cursor);
    let (mut visible, mut column) = (Vec::new(), 0);
    // From the cursor outwards: what was pasted may be a thousand screens long. The cursor keeps a cell to its right, so
    // that it is seen behind the last letter.
    for cluster in before.graphemes(true).rev().map(shown) {
        let wide = width(&cluster);
        if column + wide + 1 > room {
            break;
        }
        column += wide;
        visible.push(cluster);
    }
    visible.reverse();
    let mut used = column;
    for cluster in after.graphemes(true).map(shown) {
        used += width(&cluster);
        if used > room {
            break;
        }
        visible.push(cluster);
    }
    (visible.concat(), u16::try_from(column).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_around_a_text_are_not_underlined_but_those_of_a_mode_are_reversed() {
        use crate::app::role::span;
        use crate::ui::{glyphs::ASCII, theme::Theme};
        use ratatui::style::Modifier;
        let theme = Theme::parse("label = \"underline\"\nmode = \"reverse\"").expect("a good theme");
        let look = Look::new(theme, ASCII);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 16, 1));
        Pen::new(&mut buffer, &look).spans(
            0,
            0,
            16,
            &[span(Role::Label, " a b  "), span(Role::Mode, " LIST "), span(Role::Label, "  ")],
        );
        let inked = |with: Modifier| (0..16).filter(|x| buffer[(*x, 0)].modifier.contains(with)).collect::<Vec<u16>>();
        assert_eq!(inked(Modifier::UNDERLINED), [1, 2, 3], "the words and what is between them");
        assert_eq!(inked(Modifier::REVERSED), (6..12).collect::<Vec<u16>>(), "a mode is a field of its own");
    }

    #[test]
    fn words_on_a_rule_are_as_bright_as_elsewhere() {
        use crate::app::role::span;
        use crate::ui::{glyphs::ASCII, theme::Theme};
        let look = Look::new(Theme::parse("rule = \"dim\"").expect("a good theme"), ASCII);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let mut pen = Pen::new(&mut buffer, &look);
        pen.level(Rect::new(0, 0, 6, 1), false);
        pen.spans(1, 0, 3, &[span(Role::Plain, "9 \u{e4}")]);
        let dim: Vec<u16> = (0..6).filter(|x| buffer[(*x, 0)].modifier.contains(Modifier::DIM)).collect();
        assert_eq!(dim, [0, 4, 5], "only the line itself is faint");
    }

    #[test]
    fn what_stands_for_the_rest_of_a_text_looks_like_the_text() {
        use crate::app::role::span;
        use crate::ui::{glyphs::ASCII, theme::Theme};
        let theme = Theme::parse("late = \"underline\"\nselection = \"reverse\"").expect("a good theme");
        let look = Look::new(theme, ASCII);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 2));
        let mut pen = Pen::new(&mut buffer, &look);
        assert_eq!(pen.selected(0, 0, 6, &[span(Role::Reference, "IA-2026-02-F05")]), 6, "the width is used");
        pen.spans(0, 1, 6, &[span(Role::Plain, "of "), span(Role::Late, "overdue")]);
        let inked =
            |y: u16, with: Modifier| (0..6).filter(|x| buffer[(*x, y)].modifier.contains(with)).collect::<Vec<u16>>();
        assert_eq!(inked(0, Modifier::REVERSED), [0, 1, 2, 3, 4, 5], "the reversed cell goes on to its end");
        assert_eq!(inked(1, Modifier::UNDERLINED), [3, 4, 5], "and so does the ink of the piece that is cut");
    }

    #[test]
    fn the_window_follows_the_cursor() {
        assert_eq!(window("abcdef", 6, 4, '$'), ("def".into(), 3), "the end is in sight");
        assert_eq!(window("abcdef", 0, 4, '$'), ("abcd".into(), 0), "and the beginning");
        assert_eq!(
            window("a\nb\u{1b}", 4, 9, '$'),
            ("a$b\u{fffd}".into(), 4),
            "line breaks and controls are seen, not obeyed"
        );
    }
}
