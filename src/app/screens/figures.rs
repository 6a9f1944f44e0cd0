//! The figures for the management review as a list: what each comes to, by which key it is asked for, its definition, and
//! the rows behind it.
//!
//! Must not know: how a figure is counted (`domain::metrics`).

use crate::app::keymap::Keymap;
use crate::app::model::Model;
use crate::app::role::{Role, Text, line, span};
use crate::app::step::{Goto, Row, Step, Target};
use crate::domain::metrics::{self, Figure};

/// The rows: sections with their figures. Counting thousands of rows takes its time, so it is done once, when the list is
/// opened. Behind the columns each row holds its figure's definition.
#[must_use]
pub fn rows(model: &Model<'_>) -> Vec<Row> {
    let sections = metrics::metrics(&model.home.rows, model.programme, model.today);
    let mut rows = Vec::new();
    for section in &sections {
        rows.push(Row {
            target: Target::Nothing,
            search: section.words.to_owned(),
            cells: vec![span(Role::Title, section.words)],
        });
        rows.extend(section.figures.iter().map(|figure| Row {
            target: Target::Figure(figure.key.clone()),
            search: format!("{} {} {}", section.words, figure.words, figure.key),
            cells: vec![
                span(Role::Plain, format!("  {}", figure.words)),
                span(Role::Plain, figure.value.words()),
                span(Role::Muted, figure.key.clone()),
                span(Role::Plain, figure.definition),
            ],
        }));
    }
    rows
}

/// What stands below: the definition, and the key in full.
#[must_use]
pub fn preview(row: &Row, keymap: &Keymap) -> Vec<Text> {
    match row.cells.get(2..4) {
        Some([key, definition]) => {
            vec![line(Role::Plain, &definition.text), line(Role::Muted, format!("key: {}", key.text))]
        }
        _ => vec![line(Role::Muted, format!("{} on a figure lists the rows behind it.", keymap.key("behind")))],
    }
}

/// The register with the rows behind a figure.
#[must_use]
pub fn behind(model: &Model<'_>, key: &str) -> Step {
    let sections = metrics::metrics(&model.home.rows, model.programme, model.today);
    let ids = |figure: &Figure<'_>| figure.rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
    match metrics::find(&sections, key) {
        Some(figure) if figure.rows.is_empty() => Step::refuse("no row is behind it"),
        Some(figure) => {
            let section = sections.iter().find(|section| section.figures.iter().any(|known| known.key == figure.key));
            let words = section.map_or_else(String::new, |section| format!("{}, ", section.words.to_lowercase()));
            Step::push(Goto::Behind(format!("{words}{}", figure.words), ids(figure)))
        }
        None => Step::none(),
    }
}
