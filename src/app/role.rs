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
    /// Of less weight. Words all the same: they have to be read.
    Muted,
    /// Lines between the parts of a screen. Decoration: nothing is lost with it.
    Rule,
    /// The reference of the selected row.
    Selection,
    /// Conforms.
    Conforms,
    /// Nonconforming; a nonconformity that has no grade yet.
    Nonconforming,
    /// A nonconformity of the programme's worst grade.
    Major,
    /// A nonconformity of any other grade.
    Minor,
    /// An observation.
    Observation,
    /// An opportunity for improvement.
    Improvement,
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

/// A meaning as themes name it, with a few words that have it.
#[derive(Debug)]
pub struct Meaning {
    /// Its name in a theme's file.
    pub name: &'static str,
    /// What it is.
    pub role: Role,
    /// An example, as the screens have it.
    pub example: &'static str,
}

const fn meaning(name: &'static str, role: Role, example: &'static str) -> Meaning {
    Meaning { name, role, example }
}

/// Every meaning. What themes may set, what they are checked for and what their preview shows comes from here.
pub static MEANINGS: &[Meaning] = &[
    meaning("plain", Role::Plain, "7 of 58 risks"),
    meaning("title", Role::Title, "Risk assessment"),
    meaning("label", Role::Label, "ask"),
    meaning("muted", Role::Muted, "09:46, Service desk"),
    meaning("rule", Role::Rule, "--------"),
    meaning("selection", Role::Selection, "A.5.18"),
    meaning("conforms", Role::Conforms, "c  conforms"),
    meaning("nonconforming", Role::Nonconforming, "N  nonconforming"),
    meaning("major", Role::Major, "M  MAJOR"),
    meaning("minor", Role::Minor, "m  minor"),
    meaning("observation", Role::Observation, "o  observation"),
    meaning("improvement", Role::Improvement, "i  improvement"),
    meaning("positive", Role::Positive, "p  positive"),
    meaning("excused", Role::Excused, "n  not applicable"),
    meaning("late", Role::Late, "22 d late"),
    meaning("key", Role::Key, "Enter"),
    meaning("reference", Role::Reference, "IA-2026-02-F05"),
    meaning("private", Role::Private, "~  not for the report"),
    meaning("wrong", Role::Wrong, "it has no evidence"),
    meaning("mode", Role::Mode, " LIST "),
    meaning("match", Role::Match, "leavers"),
];

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
