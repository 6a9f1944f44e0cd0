//! The characters that lines, cursors and arrows are drawn with: one set for UTF-8, one of plain ASCII, and one that the
//! fonts of a Linux console hold.
//!
//! Must not know: where they stand.

/// One set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Before the selected row.
    pub cursor: &'static str,
    /// Between panes, upright.
    pub upright: &'static str,
    /// Between panes, level.
    pub level: &'static str,
    /// Where a level line meets an upright one on its left.
    pub joint: &'static str,
    /// Before a folded section.
    pub folded: &'static str,
    /// Before an unfolded section.
    pub unfolded: &'static str,
    /// Where a text is cut.
    pub ellipsis: &'static str,
    /// Where a line breaks inside a text shown on one line.
    pub newline: char,
    /// Before a marked row.
    pub marked: &'static str,
    /// Only bytes below 0x80.
    pub ascii: bool,
}

/// For terminals that speak UTF-8.
pub const UNICODE: Glyphs = Glyphs {
    cursor: "▌",
    upright: "│",
    level: "─",
    joint: "├",
    folded: "▸",
    unfolded: "▾",
    ellipsis: "…",
    newline: '↵',
    marked: "*",
    ascii: false,
};

/// For the Linux console: of all these characters its fonts are sure to hold those of code page 437.
pub const CONSOLE: Glyphs = Glyphs { folded: "►", unfolded: "▼", ellipsis: "~", newline: '¶', ..UNICODE };

/// For all others, and for `--ascii`.
pub const ASCII: Glyphs = Glyphs {
    cursor: ">",
    upright: "|",
    level: "-",
    joint: "+",
    folded: "+",
    unfolded: "-",
    ellipsis: "~",
    newline: '$',
    marked: "*",
    ascii: true,
};
