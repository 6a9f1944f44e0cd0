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
    /// The theme being looked at in the list of themes. Its sample alone is drawn in it: made for another background, it
    /// would take the list itself out of sight.
    pub tried: Option<Theme>,
    /// Lines, cursors, arrows.
    pub glyphs: Glyphs,
}

impl Look {
    /// A look with no other theme tried.
    #[must_use]
    pub const fn new(theme: Theme, glyphs: Glyphs) -> Self {
        Self { theme, tried: None, glyphs }
    }
}
