//! From a drawn frame to one write: colours stripped, cells tidied, everything collected, sent once.
//!
//! Must not know: keys, signals, the alternate screen. The sink is any writer, so that tests can count.
//!
//! One buffer is drawn on, tidied in one place and painted (see `paint`), which knows what stands on the terminal. ratatui's
//! `Terminal` would hold two more, compare them in a way that is not used here, and ask the terminal questions.
//!
//! crossterm's colours are never used, and so neither is its way with `NO_COLOR`, which is to print a reset in place of
//! a colour and so to take a reversed selection away.

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier};

use super::caps::ColourMode;
use super::paint::Painter;

/// The attributes that every terminal has. Italics and blinking are drawn as all sorts of things, so they stay out.
const ATTRIBUTES: Modifier = Modifier::BOLD.union(Modifier::DIM).union(Modifier::UNDERLINED).union(Modifier::REVERSED);

/// Frames to bytes, one write each.
#[derive(Debug)]
pub struct Screen<W: Write> {
    measure: fn() -> Size,
    drawn: Buffer,
    painter: Painter,
    colour: ColourMode,
    wire: W,
}

impl<W: Write> Screen<W> {
    /// A screen whose size `measure` tells, before every frame anew, and whose bytes go to `wire`.
    pub fn new(measure: fn() -> Size, colour: ColourMode, wire: W) -> Self {
        Self { measure, drawn: Buffer::empty(Rect::ZERO), painter: Painter::default(), colour, wire }
    }

    /// Draws a frame and sends what changed: one write, or none if nothing did. `render` gets an empty buffer of the
    /// terminal's size, and says where the cursor shall be, if anywhere.
    ///
    /// # Errors
    /// What the sink says. The terminal counts as unknown then, and the next frame is sent in full.
    pub fn draw(&mut self, render: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        let area = Rect::from((Position::ORIGIN, (self.measure)()));
        if self.drawn.area == area {
            self.drawn.reset();
        } else {
            self.drawn = Buffer::empty(area);
        }
        let cursor = render(&mut self.drawn);
        tidy(&mut self.drawn, self.colour);
        let bytes = self.painter.paint(&self.drawn, cursor);
        if bytes.is_empty() {
            return Ok(());
        }
        let sent = self.wire.write_all(bytes).and_then(|()| self.wire.flush());
        if sent.is_err() {
            self.painter.forget();
        }
        sent
    }

    /// Nothing is known of the terminal any more: the next frame is sent in full.
    pub fn forget(&mut self) {
        self.painter.forget();
    }

    /// From here on no character of ambiguous width is trusted to be one cell wide.
    pub fn distrust(&mut self) {
        self.painter.distrust();
    }

    /// Sends bytes that are no part of the picture and leave it as it is.
    ///
    /// # Errors
    /// What the sink says.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.wire.write_all(bytes)?;
        self.wire.flush()
    }
}

/// Brings every cell into the one form in which it is compared and painted: colours as `colour` allows, attributes that
/// every terminal has, no control characters, no ink on blanks, and nothing in the cells behind a wide character.
pub fn tidy(buffer: &mut Buffer, colour: ColourMode) {
    let width = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(width) {
        let mut x = 0;
        while x < row.len() {
            let room = row.len() - x;
            let taken = tidy_cell(&mut row[x], room, colour);
            if taken > 1 {
                let (head, tail) = row[x..].split_at_mut(1);
                for covered in &mut tail[..taken - 1] {
                    covered.clone_from(&head[0]);
                    covered.set_symbol("");
                }
            }
            x += taken;
        }
    }
}

/// Returns how many cells the symbol takes.
fn tidy_cell(cell: &mut Cell, room: usize, colour: ColourMode) -> usize {
    let mut taken = 1;
    if !matches!(cell.symbol().as_bytes(), [b' '..=b'~']) {
        // Text is cleaned where it enters the program. This is the last gate before the wire, for what slipped through.
        if cell.symbol().chars().any(char::is_control) {
            cell.set_symbol("?");
        }
        taken = usize::from(cell.cell_width());
        if taken == 0 || taken > room {
            cell.set_symbol(" ");
            taken = 1;
        }
    }
    for ink in [&mut cell.fg, &mut cell.bg] {
        if *ink != Color::Reset {
            *ink = allowed(*ink, colour);
        }
    }
    cell.modifier &= ATTRIBUTES;
    if cell.symbol() == " " {
        cell.modifier &= Modifier::REVERSED.union(Modifier::UNDERLINED);
        if cell.modifier.is_empty() {
            cell.fg = Color::Reset;
        }
    }
    taken
}

fn allowed(colour: Color, mode: ColourMode) -> Color {
    const NAMED: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    match (mode, colour) {
        (ColourMode::Mono, _) | (ColourMode::Ansi16, Color::Rgb(..)) => Color::Reset,
        (ColourMode::Ansi16, Color::Indexed(n)) => NAMED.get(usize::from(n)).copied().unwrap_or_default(),
        (ColourMode::Ansi16, named) => named,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::{Style, Stylize};
    use ratatui::text::{Line, Span};
    use ratatui::widgets::Widget;

    /// Keeps every write apart.
    #[derive(Default)]
    struct Writes(Vec<Vec<u8>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn size() -> Size {
        Size::new(80, 24)
    }

    fn screen(colour: ColourMode) -> Screen<Writes> {
        Screen::new(size, colour, Writes::default())
    }

    /// Twenty rows with a marker and a reversed reference on the selected one, and a detail beside it.
    fn list(buffer: &mut Buffer, selected: u16) -> Option<Position> {
        const DETAILS: [&str; 3] = ["General", "Risk assessment, and who may accept one", "Objectives"];
        for row in 0..20 {
            let reference = Span::from(format!("A.5.{row:<2}"));
            let line = if row == selected {
                Line::from(vec!["▌ ".cyan(), reference.reversed(), "  control".into()])
            } else {
                Line::from(vec!["  ".into(), reference, "  control".into()])
            };
            line.render(Rect::new(0, row, 40, 1), buffer);
        }
        DETAILS[usize::from(selected) % 3].render(Rect::new(40, 0, 40, 1), buffer);
        None
    }

    #[test]
    fn a_frame_is_one_write_and_the_same_frame_none() {
        let mut screen = screen(ColourMode::Ansi16);
        for (round, writes) in [(0, 1), (1, 1), (2, 1)] {
            screen
                .draw(|buffer| {
                    list(buffer, 3);
                    Some(Position::new(4, 22))
                })
                .expect("a vector takes everything");
            assert_eq!(screen.wire.0.len(), writes, "writes after drawing the same {} times", round + 1);
        }
        screen.draw(|buffer| list(buffer, 4)).expect("a vector takes everything");
        assert_eq!(screen.wire.0.len(), 2, "hiding the cursor and moving the selection go out together");
    }

    #[test]
    fn a_storm_of_sizes_never_shows_an_erased_screen() {
        thread_local!(static SIZE: std::cell::Cell<Size> = const { std::cell::Cell::new(Size::ZERO) });
        let mut screen = Screen::new(|| SIZE.get(), ColourMode::Ansi16, Writes::default());
        let mut sizes = (0..1_000_u16).map(|n| Size::new(60 + n * 37 % 200, 20 + n * 17 % 60));
        let mut shown = Size::ZERO;
        for nth in 0..1_000 {
            SIZE.set(sizes.next().expect("a size"));
            screen.draw(|buffer| list(buffer, nth % 20)).expect("a vector takes everything");
            let bytes = screen.wire.0.pop().expect("a write");
            assert!(screen.wire.0.is_empty(), "a size is one write");
            let text = String::from_utf8(bytes).expect("UTF-8");
            let erased = text.matches("\x1b[2J").count();
            assert_eq!(erased, usize::from(SIZE.get() != shown), "erased where the size is another, and once");
            assert!(text.contains("A.5.19"), "what is erased is painted again in the same write");
            shown = SIZE.get();
        }
    }

    #[test]
    fn moving_in_a_list_stays_under_120_bytes() {
        for colour in [ColourMode::Ansi16, ColourMode::Mono] {
            let mut screen = screen(colour);
            for selected in 0..20 {
                screen.draw(|buffer| list(buffer, selected)).expect("a vector takes everything");
            }
            let mut sizes: Vec<usize> = screen.wire.0[1..].iter().map(Vec::len).collect();
            sizes.sort_unstable();
            let median = sizes[sizes.len() / 2];
            assert!(median < 120, "the median of {sizes:?} for one step of the selection");
        }
    }

    #[test]
    fn a_repaint_is_a_whole_frame_and_asks_nothing() {
        let mut screen = screen(ColourMode::Ansi16);
        screen.draw(|buffer| list(buffer, 0)).expect("a vector takes everything");
        screen.forget();
        screen.draw(|buffer| list(buffer, 0)).expect("a vector takes everything");
        assert_eq!(screen.wire.0[0], screen.wire.0[1], "everything is sent again");
        let bytes = screen.wire.0.concat();
        assert!(!bytes.windows(3).any(|w| matches!(w, b"[6n" | b"[0c" | b"[5n")), "and no question with it");
    }

    #[test]
    fn without_colours_the_attributes_stay() {
        let mut screen = screen(ColourMode::Mono);
        screen
            .draw(|buffer| {
                buffer.set_string(0, 0, "F05", Style::new().red().on_blue().reversed());
                buffer.set_string(5, 0, "late", Style::new().yellow().bold());
                buffer.set_string(0, 1, "     ", Style::new().on_green());
                None
            })
            .expect("a vector takes everything");
        assert_eq!(
            String::from_utf8_lossy(&screen.wire.0[0]),
            "\x1b[?25l\x1b[m\x1b[H\x1b[2J\x1b[7mF05\x1b[2C\x1b[0;1mlate\x1b[m",
            "reversed and bold only, and a coloured blank is a blank"
        );
    }

    #[test]
    fn nothing_but_the_sixteen_colours_and_four_attributes_goes_out() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
        buffer.set_string(0, 0, "a", Style::new().fg(Color::Indexed(9)).italic().slow_blink().bold());
        buffer.set_string(1, 0, "b", Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(200)));
        tidy(&mut buffer, ColourMode::Ansi16);
        assert_eq!((buffer[(0, 0)].fg, buffer[(0, 0)].modifier), (Color::LightRed, Modifier::BOLD), "by its name");
        assert_eq!((buffer[(1, 0)].fg, buffer[(1, 0)].bg), (Color::Reset, Color::Reset), "finer colours are none");
    }

    #[test]
    fn control_characters_never_reach_the_wire() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        for (x, symbol) in (0..).zip(["\u{1b}", "\u{9b}", "a\u{7}", "\u{301}", "", "漢"]) {
            buffer[(x, 0)].set_symbol(symbol);
        }
        tidy(&mut buffer, ColourMode::Ansi16);
        let symbols: Vec<&str> = buffer.content.iter().map(Cell::symbol).collect();
        assert_eq!(symbols, ["?", "?", "?", " ", " ", " "], "nor what has no width, or no room");
    }

    #[test]
    fn a_failed_write_is_followed_by_a_whole_frame() {
        struct Once(bool, usize);
        impl Write for Once {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.1 = bytes.len();
                if std::mem::take(&mut self.0) { Err(io::Error::other("line noise")) } else { Ok(bytes.len()) }
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut screen = Screen::new(size, ColourMode::Mono, Once(true, 0));
        assert!(screen.draw(|buffer| list(buffer, 0)).is_err(), "the error is passed on");
        let whole = screen.wire.1;
        screen.draw(|buffer| list(buffer, 0)).expect("it works again");
        assert_eq!(screen.wire.1, whole, "what arrived is not known, so everything is sent again");
    }
}
