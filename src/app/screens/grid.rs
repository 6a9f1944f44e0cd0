//! A sample's grid: picks down, attributes across, a result in each cell.
//!
//! Must not know: how samples are drawn or counted (`domain::sample`).

use crate::app::action::Do;
use crate::app::model::Model;
use crate::app::step::{Goto, Nav, Step, moved};
use crate::domain::entry::Act;
use crate::domain::fields::Kind;
use crate::domain::fold::{Object, Stamp};
use crate::domain::ident::ObjectId;
use crate::domain::sample;

/// The screen's own state.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The sample.
    pub sample: ObjectId,
    /// The pick's number.
    pub row: usize,
    /// The attribute's number.
    pub column: usize,
}

impl Grid {
    /// The grid of a sample.
    #[must_use]
    pub const fn new(sample: ObjectId) -> Self {
        Self { sample, row: 0, column: 0 }
    }

    /// The sample as it stands.
    #[must_use]
    pub fn object<'a>(&self, model: &Model<'a>) -> Option<&'a Object> {
        model.audit.and_then(|audit| audit.state.get(&self.sample))
    }

    /// The attributes, one called `result` where none is named yet.
    #[must_use]
    pub fn attributes(object: &Object) -> Vec<sample::Attribute> {
        let all = sample::attributes(object);
        if all.is_empty() { vec![sample::Attribute { name: "result".into(), item: String::new() }] } else { all }
    }

    /// What an action does here.
    pub fn act(&mut self, model: &Model<'_>, does: Do, veiled: bool, rows: usize) -> Step {
        let Some(object) = self.object(model) else { return Step::go(Nav::Back) };
        let picks = object.list("picks");
        let attributes = Self::attributes(object);
        if let Some(to) = moved(self.row, picks.len(), rows, does) {
            self.row = to;
            return Step::none();
        }
        let result = match does {
            Do::Left => {
                self.column = self.column.saturating_sub(1);
                return Step::none();
            }
            Do::Right => {
                self.column = (self.column + 1).min(attributes.len().saturating_sub(1));
                return Step::none();
            }
            Do::Plan => {
                let target = Some(self.sample.clone());
                let base = crate::domain::entry::Fields::new();
                return Step::push(Goto::Form { kind: Kind::Sample, target, base, field: "picks".into() });
            }
            Do::Back => return Step::go(Nav::Back),
            Do::CellOk => "ok",
            Do::Cross => "x",
            Do::Unavailable => ".",
            _ => return Step::none(),
        };
        let (Some(pick), Some(attribute)) = (picks.get(self.row), attributes.get(self.column)) else {
            return Step::refuse("there is nothing picked yet: a opens population, picks and attributes");
        };
        // What the veil hides may be the same: it is recorded as of this interview, and seen from then on.
        let hidden = model.interview().is_some() && results(model, object, veiled)(pick, &attribute.name).is_none();
        let same = !hidden && sample::result(object, pick, &attribute.name) == result;
        self.row = (self.row + 1).min(picks.len().saturating_sub(1));
        if same {
            return Step::none();
        }
        Step::record(Act::change(sample::results_change(object, &attribute.name, &[pick.as_str()], result)))
    }
}

/// The results of a sample as they may be seen, by pick and attribute: empty where there is none yet, `None` where the veil
/// hides it. Under the veil only what the same person recorded since the open interview began is seen: the rest is of
/// other people's.
pub fn results<'a>(
    model: &Model<'a>,
    object: &'a Object,
    veiled: bool,
) -> impl Fn(&str, &str) -> Option<&'a str> + use<'a> {
    let interview = model.audit.and_then(|audit| audit.open_interview(&model.who.initials));
    let own = move |stamp: &Stamp| {
        interview.is_some_and(|interview| stamp.key > interview.made.key && stamp.by == interview.made.by)
    };
    move |pick, attribute| match object.fields.get(&sample::cell(pick, attribute)) {
        Some(field) if veiled && !own(&field.stamp) => None,
        field => Some(field.map_or("", |field| field.value.text())),
    }
}
