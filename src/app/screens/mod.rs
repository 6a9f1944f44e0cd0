//! The screens: what each shows, in words with meanings, and what its actions do.
//!
//! Must not know: how anything is drawn. A screen gets its own state and a look at the model, and answers with a `Step`;
//! it never changes another screen's state.

pub mod books;
pub mod case;
pub mod field;
pub mod figures;
pub mod find;
pub mod form;
pub mod grid;
pub mod list;
pub mod page;
pub mod pane;
pub mod register;
pub mod rows;
pub mod shown;
pub mod themes;

use super::action::On;
use super::step::Goto;
use crate::domain::fields::Kind;

/// One screen of the stack.
#[derive(Debug, Clone)]
pub enum Screen {
    /// Any list: home, notebook, findings, evidence, samples, talks, review, register, help.
    List(list::List),
    /// Fieldwork.
    Field(field::Field),
    /// A sample's grid.
    Grid(grid::Grid),
    /// An object's fields.
    Form(form::Form),
    /// A text to read.
    Page(page::Page),
}

impl Screen {
    /// Which it is, for keys and help.
    #[must_use]
    pub const fn on(&self) -> On {
        match self {
            Self::List(list) => list.on,
            Self::Field(_) => On::Field,
            Self::Grid(_) => On::Grid,
            Self::Form(_) => On::Form,
            Self::Page(_) => On::Page,
        }
    }

    /// Its actions that do not apply as it stands, by name: a form's fields are recorded one by one, or together.
    #[must_use]
    pub const fn without(&self) -> &'static [&'static str] {
        match self {
            Self::Form(form::Form { tell: Some(_), .. }) => &["edit-outside", "undo", "redo", "withdraw"],
            Self::Form(form::Form { kind: Kind::Statement, .. }) => &["record-all", "edit-outside", "undo", "redo"],
            Self::Form(_) => &["record-all", "withdraw"],
            _ => &[],
        }
    }
}

impl From<Goto> for Screen {
    fn from(goto: Goto) -> Self {
        match goto {
            Goto::List(on) => Self::List(list::List::new(on)),
            Goto::Menu(on, without) => Self::List(list::List::menu(on, without)),
            Goto::Grid(sample) => Self::Grid(grid::Grid::new(sample)),
            Goto::Form { kind, target, base, field } => Self::Form(form::Form::new(kind, target, base, &field)),
            Goto::Tell(tell, on) => Self::Form(form::Form::tell(tell, on)),
            Goto::Behind(words, rows) => Self::List(list::List::behind(words, rows)),
            Goto::Case(statement) => Self::List(list::List::of_case(statement)),
            Goto::Page(which) => Self::Page(page::Page { which, scroll: 0 }),
        }
    }
}
