//! How things look: the theme and the set of characters, together.
//!
//! Must not know: what is drawn with it.

use super::glyphs::Glyphs;
use super::theme::Theme;

/// How things look: colours by meaning, and the characters lines are drawn with.
#[derive(Debug)]
pub struct Look {
    /// Colours and weights.
    pub theme: Theme,
    /// Lines, cursors, arrows.
    pub glyphs: Glyphs,
}
