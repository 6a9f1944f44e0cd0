//! From a drawn frame to one write: colours stripped, cells tidied, everything collected, sent once.
//!
//! Must not know: keys, signals, the alternate screen. The sink is any writer, so that tests can count.
//!
//! ratatui draws into its own buffer through `Glass`, a backend that only notes where the cursor shall be; what is
//! finished is taken from there, tidied in one place and painted (see `paint`). No path through ratatui writes, and
//! none asks the terminal anything: the question that `Terminal::clear` asks is answered by `Glass`.
//!
//! crossterm's colours are never used, and so neither is its way with `NO_COLOR`, which is to print a reset in place of
//! a colour and so to take a reversed selection away.

use std::convert::Infallible;
use std::io::{self, Write};
use std::mem;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier};
use ratatui::{Frame, Terminal};

use super::caps::ColourMode;
use super::paint::Painter;

/// The attributes that every terminal has. Italics and blinking are drawn as all sorts of things, so they stay out.
const ATTRIBUTES: Modifier = Modifier::BOLD.union(Modifier::DIM).union(Modifier::UNDERLINED).union(Modifier::REVERSED);

/// Frames to bytes, one write each.
#[derive(Debug)]
pub struct Screen<W: Write> {
    terminal: Terminal<Glass>,
    next: Buffer,
    painter: Painter,
    colour: ColourMode,
    wire: W,
}

impl<W: Write> Screen<W> {
    /// A screen whose size `measure` tells, before every frame anew, and whose bytes go to `wire`.
    pub fn new(measure: fn() -> Size, colour: ColourMode, wire: W) -> Self {
        let Ok(terminal) = Terminal::new(Glass { measure, cursor: None });
        Self { terminal, next: Buffer::empty(Rect::ZERO), painter: Painter::default(), colour, wire }
    }

    /// Draws a frame and sends what changed: one write, or none if nothing did.
    ///
    /// # Errors
    /// What the sink says. The terminal counts as unknown then, and the next frame is sent in full.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        let (next, colour) = (&mut self.next, self.colour);
        let Ok(_) = self.terminal.draw(|frame| {
            render(frame);
            let drawn = frame.buffer_mut();
            tidy(drawn, colour);
            if next.area == drawn.area {
                // ratatui gets the frame before the last in its place, which it wipes before it is drawn on.
                mem::swap(&mut next.content, &mut drawn.content);
            } else {
                next.clone_from(drawn);
            }
        });
        let cursor = self.terminal.backend().cursor;
        let bytes = self.painter.paint(&self.next, cursor);
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

/// The backend ratatui sees: it has a size and remembers the cursor, and that is all. Its own comparison of frames is
/// lazy, so leaving it unread costs nothing.
#[derive(Debug)]
struct Glass {
    measure: fn() -> Size,
    cursor: Option<Position>,
}

impl Backend for Glass {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, _content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.cursor = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.cursor = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _region: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok((self.measure)())
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: (self.measure)(), pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::{Style, Stylize};
    use ratatui::text::{Line, Span};

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
    fn list(frame: &mut Frame, selected: u16) {
        const DETAILS: [&str; 3] = ["General", "Risk assessment, and who may accept one", "Objectives"];
        for row in 0..20 {
            let reference = Span::from(format!("A.5.{row:<2}"));
            let line = if row == selected {
                Line::from(vec!["▌ ".cyan(), reference.reversed(), "  control".into()])
            } else {
                Line::from(vec!["  ".into(), reference, "  control".into()])
            };
            frame.render_widget(line, Rect::new(0, row, 40, 1));
        }
        frame.render_widget(DETAILS[usize::from(selected) % 3], Rect::new(40, 0, 40, 1));
    }

    #[test]
    fn a_frame_is_one_write_and_the_same_frame_none() {
        let mut screen = screen(ColourMode::Ansi16);
        for (round, writes) in [(0, 1), (1, 1), (2, 1)] {
            screen
                .draw(|frame| {
                    list(frame, 3);
                    frame.set_cursor_position((4, 22));
                })
                .expect("a vector takes everything");
            assert_eq!(screen.wire.0.len(), writes, "writes after drawing the same {} times", round + 1);
        }
        screen.draw(|frame| list(frame, 4)).expect("a vector takes everything");
        assert_eq!(screen.wire.0.len(), 2, "hiding the cursor and moving the selection go out together");
    }

    #[test]
    fn moving_in_a_list_stays_under_120_bytes() {
        for colour in [ColourMode::Ansi16, ColourMode::Mono] {
            let mut screen = screen(colour);
            for selected in 0..20 {
                screen.draw(|frame| list(frame, selected)).expect("a vector takes everything");
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
        screen.draw(|frame| list(frame, 0)).expect("a vector takes everything");
        screen.forget();
        screen.draw(|frame| list(frame, 0)).expect("a vector takes everything");
        assert_eq!(screen.wire.0[0], screen.wire.0[1], "everything is sent again");
        let bytes = screen.wire.0.concat();
        assert!(!bytes.windows(3).any(|w| matches!(w, b"[6n" | b"[0c" | b"[5n")), "and no question with it");
    }

    #[test]
    fn without_colours_the_attributes_stay() {
        let mut screen = screen(ColourMode::Mono);
        screen
            .draw(|frame| {
                frame.buffer_mut().set_string(0, 0, "F05", Style::new().red().on_blue().reversed());
                frame.buffer_mut().set_string(5, 0, "late", Style::new().yellow().bold());
                frame.buffer_mut().set_string(0, 1, "     ", Style::new().on_green());
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
        assert!(screen.draw(|frame| list(frame, 0)).is_err(), "the error is passed on");
        let whole = screen.wire.1;
        screen.draw(|frame| list(frame, 0)).expect("it works again");
        assert_eq!(screen.wire.1, whole, "what arrived is not known, so everything is sent again");
    }
}
