//! A terminal of our own: it executes the few sequences the program writes, refuses all others, and has its own idea of
//! how wide a character is.
//!
//! Must not know: the program, or how wide the program takes a character to be.

#![allow(dead_code, reason = "every test file uses a part of it")]

use std::fmt::Write as _;

/// One control sequence, or one control character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text(char),
    Control(char),
    /// `ESC [` with what marks it private, its numbers, and its end.
    Csi(Option<char>, Vec<u16>, char),
    /// `ESC ]` up to BEL.
    Osc(String),
    /// Anything else that begins with ESC.
    Other(String),
}

/// Takes apart what was written.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        found.push(match (c, rest.peek()) {
            ('\x1b', Some('[')) => {
                rest.next();
                let private = rest.next_if(|c| "?<=>".contains(*c));
                let mut numbers = String::new();
                while let Some(c) = rest.next_if(|c| c.is_ascii_digit() || *c == ';') {
                    numbers.push(c);
                }
                let numbers = if numbers.is_empty() { Vec::new() } else { numbers.split(';').map(number).collect() };
                Piece::Csi(private, numbers, rest.next().unwrap_or('\0'))
            }
            ('\x1b', Some(']')) => {
                let text: String = rest.by_ref().take_while(|c| *c != '\x07').collect();
                Piece::Osc(text)
            }
            ('\x1b', next) => Piece::Other(next.map(char::to_string).unwrap_or_default()),
            (c, _) if c.is_control() => Piece::Control(c),
            (c, _) => Piece::Text(c),
        });
    }
    found
}

fn number(text: &str) -> u16 {
    if text.is_empty() { 0 } else { text.parse().unwrap_or(u16::MAX) }
}

/// The second cell of a wide character.
const COVERED: char = '\0';

/// Rows of cells, a cursor, and an idea of widths.
pub struct Glass {
    cells: Vec<Vec<char>>,
    at: (usize, usize),
    wraps: bool,
    width: fn(char) -> usize,
    /// How often a character went on to the next row.
    pub wrapped: usize,
}

impl Glass {
    pub fn new(columns: usize, rows: usize, width: fn(char) -> usize) -> Self {
        Self { cells: vec![vec![' '; columns]; rows], at: (0, 0), wraps: true, width, wrapped: 0 }
    }

    pub fn row(&self, y: usize) -> &[char] {
        &self.cells[y]
    }

    pub fn contents(&self) -> String {
        let mut text = String::new();
        for row in &self.cells {
            let _ = writeln!(text, "{}", row.iter().filter(|c| **c != COVERED).collect::<String>().trim_end());
        }
        text
    }

    /// Does what is written.
    pub fn process(&mut self, text: &str) {
        for piece in pieces(text) {
            match piece {
                Piece::Text(c) => self.put(c),
                Piece::Control('\r') => self.at.0 = 0,
                Piece::Control('\n') => self.at.1 = (self.at.1 + 1).min(self.cells.len() - 1),
                Piece::Csi(None, numbers, end) => self.csi(&numbers, end),
                Piece::Csi(Some('?'), numbers, 'h' | 'l') if numbers != [7] => {}
                Piece::Csi(Some('?'), _, end) => self.wraps = end == 'h',
                Piece::Osc(_) => {}
                other => panic!("no terminal was told that it would get {other:?}"),
            }
        }
    }

    fn csi(&mut self, numbers: &[u16], end: char) {
        let (columns, rows) = (self.cells[0].len(), self.cells.len());
        let nth = |n: usize| usize::from(numbers.get(n).copied().unwrap_or(0).max(1));
        let (x, y) = (self.at.0.min(columns - 1), self.at.1);
        match end {
            'm' => {}
            'A' => self.at = (x, y.saturating_sub(nth(0))),
            'B' => self.at = (x, (y + nth(0)).min(rows - 1)),
            'C' => self.at = ((x + nth(0)).min(columns - 1), y),
            'D' => self.at = (x.saturating_sub(nth(0)), y),
            'H' => self.at = ((nth(1) - 1).min(columns - 1), (nth(0) - 1).min(rows - 1)),
            'J' => self.cells.iter_mut().for_each(|row| row.fill(' ')),
            'K' => (x..columns).for_each(|x| self.set(x, y, ' ')),
            other => panic!("no terminal was told that it would get {other}"),
        }
    }

    fn put(&mut self, c: char) {
        let columns = self.cells[0].len();
        let wide = (self.width)(c);
        if wide == 0 {
            return;
        }
        if self.at.0 + wide > columns {
            if self.wraps {
                self.wrapped += 1;
                self.at = (0, (self.at.1 + 1).min(self.cells.len() - 1));
            } else {
                self.at.0 = columns - wide;
            }
        }
        let (x, y) = self.at;
        self.set(x, y, c);
        if wide == 2 {
            self.set(x + 1, y, COVERED);
            self.cells[y][x] = c;
        }
        self.at.0 = x + wide;
    }

    /// Half of a wide character that is written over takes the other half with it.
    fn set(&mut self, x: usize, y: usize, c: char) {
        let row = &mut self.cells[y];
        if row[x] == COVERED && x > 0 {
            row[x - 1] = ' ';
        }
        if row.get(x + 1) == Some(&COVERED) {
            row[x + 1] = ' ';
        }
        row[x] = c;
    }
}
