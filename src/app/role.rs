//! What a piece of text on the screen means. The screens say it with these; only `ui::theme` knows colours.
//!
//! Must not know: colours, attributes or widths.

/// The meaning of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// Ordinary text.
    #[default]
    Plain,
    /// A heading.
    Title,
    /// A label before a text.
    Label,
    /// Of less weight.
    Muted,
    /// Conforms.
    Conforms,
    /// A nonconformity, or nonconforming.
    Nonconforming,
    /// Observation or improvement.
    Observation,
    /// Good practice.
    Positive,
    /// Not audited, not applicable.
    Excused,
    /// Late.
    Late,
    /// A key to press.
    Key,
    /// A reference or label: `EV-014`.
    Reference,
    /// Private, never reported.
    Private,
    /// Something is wrong or refused.
    Wrong,
    /// The mode's name in the footer.
    Mode,
    /// Letters that a search matched.
    Match,
}

/// A piece of text with its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Span {
    /// The text, as recorded: it is made safe where it is drawn.
    pub text: String,
    /// What it means.
    pub role: Role,
}

/// A line of pieces. `indent` is how far its continuation lines stand in when it is wrapped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// The pieces.
    pub spans: Vec<Span>,
    /// Columns that wrapped lines are indented by.
    pub indent: usize,
}

/// A piece.
#[must_use]
pub fn span(role: Role, text: impl Into<String>) -> Span {
    Span { text: text.into(), role }
}

/// A line of one piece.
#[must_use]
pub fn plain(text: impl Into<String>) -> Text {
    Text { spans: vec![span(Role::Plain, text)], indent: 0 }
}

/// A line of one piece with a meaning.
#[must_use]
pub fn line(role: Role, text: impl Into<String>) -> Text {
    Text { spans: vec![span(role, text)], indent: 0 }
}

/// A line of several pieces.
#[must_use]
pub fn spans(spans: Vec<Span>) -> Text {
    Text { spans, indent: 0 }
}

/// A label of fixed width before a text; what wraps stands under the text.
#[must_use]
pub fn labelled(label: &str, width: usize, role: Role, text: impl Into<String>) -> Text {
    Text { spans: vec![span(Role::Label, format!("{label:<width$}")), span(role, text)], indent: width }
}

impl Text {
    /// The words alone.
    #[must_use]
    pub fn words(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}
