//! What stands on the terminal, and the fewest bytes that make the next frame of it. Pure: two buffers in, bytes out.
//!
//! Must not know: descriptors, the terminal's name, colour modes (the buffer it gets is already in its final colours,
//! see `backend`).
//!
//! ratatui's own comparison hands over single cells and crossterm writes each with an absolute move and a full set of
//! colours, named ones as `38;5;n`. On a slow line bytes are time, so here whole rows are compared: a gap is written
//! over again when that is shorter than jumping it, the blank end of a row is erased, and colours change by what differs.
//! Only what a VT100 knows is used for moving and attributes.

use std::fmt::Write as _;
use std::iter;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthChar;

/// A frame longer than this hides the cursor while it is painted: on a slow line it would be seen flying about.
const LONG: usize = 256;

/// The attributes that show even where there is no character.
const ON_BLANKS: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED);

/// How the next character will look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Whether a cell comes out right with this pen. A blank has no ink, so most of the pen does not matter to it.
    fn suits(self, cell: &Cell) -> bool {
        let bare = cell.symbol() == " " && !self.modifier.union(cell.modifier).intersects(ON_BLANKS);
        if bare { self.bg == cell.bg } else { self == Self::of(cell) }
    }
}

/// The terminal's picture as it is known here, and the cursor and colours it was left with.
#[derive(Debug, Default)]
pub struct Painter {
    /// `None`: unknown, so that the next frame begins by erasing everything.
    shown: Option<Buffer>,
    /// Where the next character will go; `None` after one whose width terminals disagree about, and at the right edge.
    at: Option<Position>,
    pen: Pen,
    /// Whether the cursor is visible, if known.
    cursor: Option<bool>,
    /// Characters of ambiguous width (UAX 11) may be drawn two cells wide.
    wary: bool,
    out: String,
}

impl Painter {
    /// Nothing is known of the terminal any more: the next frame is painted in full.
    pub fn forget(&mut self) {
        *self = Self { out: std::mem::take(&mut self.out), wary: self.wary, ..Self::default() };
    }

    /// From here on no character of ambiguous width is trusted to be one cell wide.
    pub fn distrust(&mut self) {
        self.wary = true;
    }

    /// The bytes that turn what is shown into `next`, with the cursor at `cursor` or hidden. Empty if it is the same.
    ///
    /// The cells behind a wide character must have an empty symbol, and symbols must hold no control characters
    /// (`backend::tidy` sees to both).
    pub fn paint(&mut self, next: &Buffer, cursor: Option<Position>) -> &[u8] {
        self.out.clear();
        let mut shown = match self.shown.take() {
            Some(shown) if shown.area == next.area => {
                // A message of the system to all terminals may have moved the cursor meanwhile. While it is visible
                // its place is trusted all the same: a typed character is one byte then, and Ctrl-L is at hand.
                self.at = self.at.filter(|_| self.cursor == Some(true));
                shown
            }
            _ => {
                // Colours first: some terminals erase in the current background.
                self.out.push_str("\x1b[m\x1b[H\x1b[2J");
                self.pen = Pen::default();
                self.at = Some(Position::ORIGIN);
                Buffer::empty(next.area)
            }
        };
        let width = usize::from(next.area.width);
        if width > 0 {
            let rows = shown.content.chunks_mut(width).zip(next.content.chunks(width));
            for (y, (old, new)) in (0_u16..).zip(rows) {
                if let Some(last) = old.iter().zip(new).rposition(|(a, b)| a != b) {
                    self.row(y, old, new, last);
                    old.clone_from_slice(new);
                }
            }
        }
        self.wear(Pen::default());
        self.shown = Some(shown);
        self.place_cursor(next, cursor);
        self.out.as_bytes()
    }

    /// A row whose `last` cell that differs this is.
    fn row(&mut self, y: u16, old: &[Cell], new: &[Cell], mut last: usize) {
        let mut spilt = false;
        let blank_from = new.iter().rposition(|cell| *cell != Cell::EMPTY).map_or(0, |x| x + 1);
        for x in 0..new.len() {
            if x > last {
                break;
            }
            // An empty symbol is the right half of the wide character before it.
            if (old[x] == new[x] && !spilt) || new[x].symbol().is_empty() {
                continue;
            }
            self.move_to(x, y, new);
            if x >= blank_from {
                let resetting = if self.pen == Pen::default() { 0 } else { 3 };
                if last - x + 1 > 3 + resetting {
                    self.wear(Pen::default());
                    self.out.push_str("\x1b[K");
                    return;
                }
            }
            if new.get(x + 1).is_some_and(|half| half.symbol().is_empty()) && is_inked(&old[x + 1]) {
                // A terminal that draws it in one cell would leave there what was in the other.
                self.wear(Pen::of(&new[x]));
                self.out.push_str("  ");
                self.at = None;
                self.move_to(x, y, new);
            }
            self.put(&new[x], x + 1 == new.len());
            if may_spill(&new[x], self.wary) {
                // What stands behind it may be covered now, and is painted again.
                (spilt, last) = (true, new.len() - 1);
            }
        }
    }

    fn put(&mut self, cell: &Cell, at_edge: bool) {
        if !self.pen.suits(cell) {
            self.wear(Pen::of(cell));
        }
        if at_edge && may_spill(cell, self.wary) {
            // There is no room for what it may take: what it is composed on, then, or a sign that something is there.
            let base = cell.symbol().chars().next().filter(|c| c.is_alphanumeric() && is_one_cell(*c, self.wary));
            self.out.push(base.unwrap_or('?'));
        } else {
            self.out.push_str(cell.symbol());
        }
        // Terminals agree on one plain character; on wide and composed ones they do not, so the place after those is
        // not trusted. At the right edge some are already on the next row.
        let plain = is_plain(cell, self.wary);
        self.at = self.at.filter(|_| plain && !at_edge).map(|at| Position { x: at.x + 1, ..at });
    }

    /// Goes to column `x` of row `y`, whose cells are to be `row`, the shortest way there is.
    fn move_to(&mut self, x: usize, y: u16, row: &[Cell]) {
        let target = Position { x: u16::try_from(x).unwrap_or(u16::MAX), y };
        if self.at == Some(target) {
            return;
        }
        let mut way = Way::To(target);
        if let Some(at) = self.at {
            let mut offer = |other: Way| {
                if other.len() < way.len() {
                    way = other;
                }
            };
            if at.y == y && at.x > target.x {
                offer(Way::Back(at.x - target.x));
            }
            if at.y == y && at.x < target.x {
                offer(Way::On(target.x - at.x));
            }
            if at.y <= y && y - at.y <= 4 {
                offer(Way::Down(y - at.y, target.x));
            }
            let gap = if at.y == y { row.get(usize::from(at.x)..x).unwrap_or_default() } else { &[] };
            let over = gap.iter().map(|cell| cell.symbol().len()).sum::<usize>();
            if !gap.is_empty()
                && over < way.len()
                && gap.iter().all(|cell| is_plain(cell, self.wary) && self.pen.suits(cell))
            {
                self.out.extend(gap.iter().map(Cell::symbol));
                self.at = Some(target);
                return;
            }
        }
        way.write(&mut self.out);
        self.at = Some(target);
    }

    fn wear(&mut self, pen: Pen) {
        if self.pen == pen {
            return;
        }
        let mut fresh = Pen::default().change_to(pen);
        fresh.insert(0, '0');
        // Attributes are taken off all at once: switching off a single one is not for every old terminal.
        let change = if pen == Pen::default() {
            String::new()
        } else if pen.modifier.contains(self.pen.modifier) {
            let change = self.pen.change_to(pen);
            let change = change.trim_start_matches(';').to_owned();
            if change.len() <= fresh.len() { change } else { fresh }
        } else {
            fresh
        };
        let _ = write!(self.out, "\x1b[{change}m");
        self.pen = pen;
    }

    fn place_cursor(&mut self, next: &Buffer, cursor: Option<Position>) {
        let area = next.area;
        let was_visible = self.cursor == Some(true);
        match cursor {
            Some(wanted) if !area.is_empty() => {
                let wanted = Position { x: wanted.x.min(area.right() - 1), y: wanted.y.min(area.bottom() - 1) };
                if was_visible && self.out.len() > LONG {
                    self.out.insert_str(0, "\x1b[?25l");
                    self.cursor = Some(false);
                }
                let row = usize::from(wanted.y) * usize::from(area.width);
                self.move_to(usize::from(wanted.x), wanted.y, &next.content[row..row + usize::from(area.width)]);
                if self.cursor != Some(true) {
                    self.out.push_str("\x1b[?25h");
                }
                self.cursor = Some(true);
            }
            _ => {
                if self.cursor != Some(false) {
                    self.out.insert_str(0, "\x1b[?25l");
                }
                self.cursor = Some(false);
            }
        }
    }
}

impl Pen {
    /// The parameters that lead from this pen to `to`, each with a semicolon in front, attributes only added.
    fn change_to(self, to: Self) -> String {
        let mut codes = String::new();
        let added = to.modifier.difference(self.modifier);
        for (attribute, code) in
            [(Modifier::BOLD, 1), (Modifier::DIM, 2), (Modifier::UNDERLINED, 4), (Modifier::REVERSED, 7)]
        {
            if added.contains(attribute) {
                let _ = write!(codes, ";{code}");
            }
        }
        if self.fg != to.fg {
            let _ = write!(codes, ";{}", colour_code(to.fg));
        }
        if self.bg != to.bg {
            let _ = write!(codes, ";{}", colour_code(to.bg) + 10);
        }
        codes
    }
}

/// A picture as lines of text, to be printed and scrolled away: no moving about, and nothing but text where all is plain.
#[must_use]
pub fn lines(picture: &Buffer) -> String {
    let mut painter = Painter::default();
    for row in picture.content.chunks(usize::from(picture.area.width).max(1)) {
        let end = row.iter().rposition(|cell| *cell != Cell::EMPTY).map_or(0, |x| x + 1);
        for (x, cell) in row[..end].iter().enumerate() {
            painter.put(cell, x + 1 == row.len());
        }
        painter.wear(Pen::default());
        painter.out.push('\n');
    }
    painter.out
}

/// The foreground code of a colour; the background's is ten more. The sixteen names only: anything finer is the
/// terminal's default, which is always readable.
fn colour_code(colour: Color) -> u8 {
    match colour {
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => 39,
    }
}

/// One character in one cell, nothing composed: every terminal moves on by one.
fn is_plain(cell: &Cell, wary: bool) -> bool {
    // Nearly every cell, and asked for each that is painted.
    if matches!(cell.symbol().as_bytes(), [b' '..=b'~']) {
        return true;
    }
    let mut chars = cell.symbol().chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => is_one_cell(c, wary),
        _ => false,
    }
}

fn is_one_cell(c: char, wary: bool) -> bool {
    c.width() == Some(1) && !(wary && c.width_cjk() == Some(2))
}

/// Whether some terminal draws it over more cells than are reckoned with: each part of what is composed by itself, or
/// what is ambiguous over two.
fn may_spill(cell: &Cell, wary: bool) -> bool {
    !is_plain(cell, wary) && (cell.cell_width() == 1 || cell.symbol().chars().nth(1).is_some())
}

fn is_inked(cell: &Cell) -> bool {
    !matches!(cell.symbol(), "" | " ")
}

/// A way for the cursor to go.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// To a place, from wherever it is.
    To(Position),
    /// So many columns to the left.
    Back(u16),
    /// So many to the right.
    On(u16),
    /// So many rows down, to a column. A carriage return before the line feed, so that it means the same in every mode
    /// of the line.
    Down(u16, u16),
}

impl Way {
    /// How many bytes it takes.
    fn len(self) -> usize {
        let steps = |n: u16| match n {
            0 => 0,
            1 => 3,
            n => 3 + digits(n),
        };
        match self {
            Self::To(Position { x: 0, y: 0 }) => 3,
            Self::To(Position { x: 0, y }) => 3 + digits(y.saturating_add(1)),
            Self::To(Position { x, y }) => 4 + digits(y.saturating_add(1)) + digits(x.saturating_add(1)),
            Self::Back(n) | Self::On(n) => steps(n),
            Self::Down(rows, column) => 1 + usize::from(rows) + steps(column),
        }
    }

    fn write(self, out: &mut String) {
        let steps = |out: &mut String, n: u16, letter: char| match n {
            0 => Ok(()),
            1 => write!(out, "\x1b[{letter}"),
            n => write!(out, "\x1b[{n}{letter}"),
        };
        // Writing into a text does not fail.
        let _ = match self {
            Self::To(Position { x: 0, y: 0 }) => write!(out, "\x1b[H"),
            Self::To(Position { x: 0, y }) => write!(out, "\x1b[{}H", u32::from(y) + 1),
            Self::To(Position { x, y }) => write!(out, "\x1b[{};{}H", u32::from(y) + 1, u32::from(x) + 1),
            Self::Back(n) => steps(out, n, 'D'),
            Self::On(n) => steps(out, n, 'C'),
            Self::Down(rows, column) => {
                out.push('\r');
                out.extend(iter::repeat_n('\n', usize::from(rows)));
                steps(out, column, 'C')
            }
        };
    }
}

fn digits(n: u16) -> usize {
    n.checked_ilog10().map_or(1, |log| log as usize + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::backend::tidy;
    use crate::term::caps::ColourMode;
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    const AREA: Rect = Rect { x: 0, y: 0, width: 20, height: 4 };

    fn screen(lines: &[&str]) -> Buffer {
        let mut buffer = Buffer::empty(AREA);
        for (y, line) in (0..).zip(lines) {
            buffer.set_string(0, y, line, Style::default());
        }
        tidy(&mut buffer, ColourMode::Ansi16);
        buffer
    }

    fn painted(from: &Buffer, to: &Buffer, cursor: Option<Position>) -> String {
        let mut painter = Painter::default();
        painter.paint(from, cursor);
        String::from_utf8(painter.paint(to, cursor).to_vec()).expect("the painter writes UTF-8")
    }

    #[test]
    fn a_way_is_as_long_as_it_says() {
        for n in [0, 1, 2, 8, 9, 10, 98, 99, 100, 998, 999, 65_534] {
            for m in [0, 1, 9, 99, 250] {
                for way in [Way::To(Position { x: n, y: m }), Way::Back(n), Way::On(n), Way::Down(m, n)] {
                    let mut out = String::new();
                    way.write(&mut out);
                    assert_eq!(way.len(), out.len(), "{way:?} is {out:?}");
                }
            }
        }
    }

    #[test]
    fn the_same_frame_again_is_no_byte() {
        let frame = screen(&["one", "two"]);
        for cursor in [None, Some(Position { x: 2, y: 1 })] {
            assert_eq!(painted(&frame, &frame, cursor), "", "nothing changed, cursor {cursor:?}");
        }
    }

    #[test]
    fn a_typed_character_is_one_byte() {
        let mut painter = Painter::default();
        painter.paint(&screen(&["> ab"]), Some(Position { x: 4, y: 0 }));
        assert_eq!(
            painter.paint(&screen(&["> abc"]), Some(Position { x: 5, y: 0 })),
            b"c",
            "the cursor moves by itself"
        );
    }

    #[test]
    fn the_blank_end_of_a_row_is_erased_and_a_short_gap_written_over() {
        assert_eq!(painted(&screen(&["long text here"]), &screen(&["long"]), None), "\x1b[1;6H\x1b[K", "one erase");
        assert_eq!(painted(&screen(&["ab"]), &screen(&["a"]), None), "\x1b[1;2H ", "a blank is shorter than an erase");
        assert_eq!(painted(&screen(&["a1b1c"]), &screen(&["x1y1z"]), None), "\x1b[Hx1y1z", "shorter than jumping");
    }

    #[test]
    fn colours_are_short_and_change_by_what_differs() {
        let mut frame = screen(&[]);
        frame.set_string(0, 0, "a", Style::new().fg(Color::Red));
        frame.set_string(1, 0, "b", Style::new().fg(Color::Red).add_modifier(Modifier::BOLD));
        frame.set_string(2, 0, "c", Style::new().fg(Color::LightBlue));
        assert_eq!(
            painted(&screen(&[]), &frame, None),
            "\x1b[H\x1b[31ma\x1b[1mb\x1b[0;94mc\x1b[m",
            "no 38;5;n, and reset only where an attribute goes"
        );
    }

    #[test]
    fn a_picture_in_lines_is_text_and_colours_only() {
        let mut picture = screen(&["plain", "a"]);
        assert!(lines(&picture).starts_with("plain\na\n"), "nothing but text: {:?}", lines(&picture));
        picture.set_string(2, 1, "late", Style::new().fg(Color::LightRed).add_modifier(Modifier::UNDERLINED));
        assert_eq!(lines(&picture).lines().nth(1), Some("a \x1b[4;91mlate\x1b[m"), "and taken off at its end");
    }

    #[test]
    fn a_new_size_and_a_forgotten_screen_are_painted_in_full() {
        let frame = screen(&["one"]);
        let mut painter = Painter::default();
        assert_eq!(painter.paint(&frame, None), b"\x1b[?25l\x1b[m\x1b[H\x1b[2Jone", "the first frame erases");
        painter.forget();
        assert_eq!(painter.paint(&frame, None), b"\x1b[?25l\x1b[m\x1b[H\x1b[2Jone", "a repaint is a first frame");
        let wider = Buffer::empty(Rect { width: 30, ..AREA });
        assert_eq!(painter.paint(&wider, None), b"\x1b[m\x1b[H\x1b[2J", "other rows, other terminal");
        assert_eq!(painter.paint(&Buffer::empty(Rect::ZERO), Some(Position::ORIGIN)).len(), 10, "no cell, no panic");
    }

    fn style() -> impl Strategy<Value = Style> {
        let colour =
            || prop::sample::select(vec![Color::Reset, Color::Reset, Color::Red, Color::LightCyan, Color::Gray]);
        let attribute = prop::sample::select(vec![
            Modifier::empty(),
            Modifier::BOLD,
            Modifier::DIM,
            Modifier::UNDERLINED.union(Modifier::BOLD),
            Modifier::REVERSED,
        ]);
        (colour(), colour(), attribute).prop_map(|(fg, bg, m)| Style::new().fg(fg).bg(bg).add_modifier(m))
    }

    fn frame() -> impl Strategy<Value = Buffer> {
        let text =
            prop::sample::select(vec!["a", "ab  cd", "   ", "漢", "é漢字x", "──┼──", "word and word", "            "]);
        prop::collection::vec((0..AREA.width, 0..AREA.height, text, style()), 0..14).prop_map(|pieces| {
            let mut buffer = Buffer::empty(AREA);
            for (x, y, text, style) in pieces {
                buffer.set_string(x, y, text, style);
            }
            tidy(&mut buffer, ColourMode::Ansi16);
            buffer
        })
    }

    fn cursor() -> impl Strategy<Value = Option<Position>> {
        prop::option::of((0..AREA.width, 0..AREA.height).prop_map(|(x, y)| Position { x, y }))
    }

    fn palette(colour: vt100::Color) -> Color {
        match colour {
            vt100::Color::Idx(1) => Color::Red,
            vt100::Color::Idx(7) => Color::Gray,
            vt100::Color::Idx(14) => Color::LightCyan,
            vt100::Color::Default => Color::Reset,
            other => panic!("no such colour was sent: {other:?}"),
        }
    }

    proptest! {
        #[test]
        fn a_terminal_that_follows_the_bytes_shows_the_frames(frames in prop::collection::vec((frame(), cursor()), 1..5)) {
            let mut terminal = vt100::Parser::new(AREA.height, AREA.width, 0);
            let mut painter = Painter::default();
            for (frame, cursor) in &frames {
                terminal.process(painter.paint(frame, *cursor));
                let screen = terminal.screen();
                prop_assert_eq!(screen.hide_cursor(), cursor.is_none(), "visible only when wanted");
                if let Some(cursor) = cursor {
                    prop_assert_eq!(screen.cursor_position(), (cursor.y, cursor.x), "where it is wanted");
                }
                for (at, want) in AREA.positions().map(|at| (at, &frame[at])) {
                    let got = screen.cell(at.y, at.x).expect("inside the screen");
                    let text = if got.has_contents() || got.is_wide_continuation() { got.contents() } else { " " };
                    prop_assert_eq!(text, want.symbol(), "the text at {}", at);
                    if want.symbol().is_empty() {
                        continue;
                    }
                    prop_assert_eq!(palette(got.bgcolor()), want.bg, "the background at {}", at);
                    prop_assert_eq!(got.inverse(), want.modifier.contains(Modifier::REVERSED), "reversed at {}", at);
                    prop_assert_eq!(got.underline(), want.modifier.contains(Modifier::UNDERLINED), "underlined at {}", at);
                    if want.symbol() != " " || got.inverse() || got.underline() {
                        prop_assert_eq!(palette(got.fgcolor()), want.fg, "the colour at {}", at);
                        // The emulator knows one weight at a time, so both together cannot be read back.
                        if !want.modifier.contains(Modifier::BOLD | Modifier::DIM) {
                            prop_assert_eq!(got.bold(), want.modifier.contains(Modifier::BOLD), "bold at {}", at);
                            prop_assert_eq!(got.dim(), want.modifier.contains(Modifier::DIM), "dim at {}", at);
                        }
                    }
                }
            }
        }
    }
}
