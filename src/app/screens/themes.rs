//! The themes to choose from: moving shows a sample in each at once, Enter puts it on, q leaves all as it was.
//!
//! Must not know: how any of them looks.

use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::role::{Role, Text, line, span, spans};
use crate::app::step::{Nav, Row, Step, Target};

/// The row of the theme that is worn; none before the list is read.
#[must_use]
pub fn first(model: &Model<'_>) -> Option<usize> {
    let themes = &model.home.themes;
    themes.all.iter().position(|theme| theme.name == themes.worn)
}

/// One row a theme.
#[must_use]
pub fn rows(model: &Model<'_>) -> Vec<Row> {
    let themes = &model.home.themes;
    let row = |theme: &crate::app::model::ThemeRow| {
        let worn = if theme.name == themes.worn { ", in use" } else { "" };
        let from = if theme.file.is_empty() { "shipped" } else { &theme.file };
        let (role, from) = match theme.mistakes.len() {
            0 => (Role::Muted, format!("{from}{worn}")),
            _ => (Role::Wrong, format!("cannot be read: {from}")),
        };
        Row {
            target: Target::Nothing,
            search: theme.name.clone(),
            cells: vec![span(Role::Reference, &theme.name), span(Role::Plain, &theme.ground), span(role, from)],
        }
    };
    themes.all.iter().map(row).collect()
}

/// Shows the sample in the theme of this row. One with mistakes shows these instead.
#[must_use]
pub fn show(model: &Model<'_>, at: usize) -> Step {
    let theme = model.home.themes.all.get(at).filter(|theme| theme.mistakes.is_empty());
    Step::effect(Effect::Try(theme.map(|theme| theme.name.clone())))
}

/// Keeps the theme in this row.
#[must_use]
pub fn take(model: &Model<'_>, at: usize) -> Step {
    match model.home.themes.all.get(at) {
        Some(theme) if theme.mistakes.is_empty() => {
            Step { nav: Some(Nav::Back), ..Step::effect(Effect::Wear(theme.name.clone())) }
        }
        Some(theme) => Step::refuse(format!("{} has mistakes: mend its file, or choose another", theme.name)),
        None => Step::none(),
    }
}

/// Back, and nothing is tried any more.
#[must_use]
pub fn leave() -> Step {
    Step { nav: Some(Nav::Back), ..Step::effect(Effect::Try(None)) }
}

/// The list's heading. Where colours do not come out, themes are much alike: it says why.
#[must_use]
pub fn title(model: &Model<'_>) -> String {
    match model.home.themes.colourless.as_str() {
        "" => "Themes".to_owned(),
        why => format!("Themes (colours are off: {why})"),
    }
}

/// What stands below: some rows of an audit in the theme shown, or what is wrong with its file.
#[must_use]
pub fn preview(model: &Model<'_>, at: usize) -> Vec<Text> {
    match model.home.themes.all.get(at) {
        Some(theme) if !theme.mistakes.is_empty() => {
            theme.mistakes.iter().map(|mistake| line(Role::Wrong, mistake)).collect()
        }
        _ => sample(),
    }
}

/// Rows as register and fieldwork have them, with most of what a theme tells apart.
#[must_use]
pub fn sample() -> Vec<Text> {
    use Role::{
        Conforms, Excused, Improvement, Key, Label, Late, Major, Minor, Muted, Observation, Plain, Positive, Private,
        Reference, Selection, Title,
    };
    let register =
        |(from, reference): (Role, &str), (role, grade): (Role, &str), words: &str, due: &str, late: &str| {
            spans(vec![
                span(from, reference),
                span(role, format!("  {grade:<7}")),
                span(Plain, format!("A.5.18   {words:<30}")),
                span(Muted, format!("{due:<8}")),
                span(Late, late),
            ])
        };
    let tree = |id: &str,
                title: &str,
                (role, letter): (Role, &str),
                (id2, title2): (&str, &str),
                (role2, two): (Role, &str)| {
        spans(vec![
            span(Reference, format!("{id:<8}")),
            span(Plain, format!("{title:<22}")),
            span(role, format!("{letter:<4}")),
            span(Reference, format!("{id2:<8}")),
            span(Plain, format!("{title2:<22}")),
            span(role2, two),
        ])
    };
    vec![
        register((Selection, "IA-2026-02-F05"), (Major, "MAJOR"), "IT operations   finish action", "30 Oct", "22 d"),
        register((Reference, "IA-2026-02-F08"), (Minor, "minor"), "auditor         check effect", "15 Dec", ""),
        tree("6.1.2", "Risk assessment", (Minor, "m"), ("A.5.1", "Policies"), (Conforms, "c")),
        tree("6.2", "Objectives", (Observation, "o"), ("A.5.2", "Roles"), (Positive, "p")),
        tree("7.2", "Competence", (Improvement, "i"), ("A.8.30", "Outsourcing"), (Excused, "n")),
        spans(vec![
            span(Label, "ask  "),
            span(Plain, "Who may accept a risk, and up to which level?   "),
            span(Title, "Risk assessment"),
        ]),
        spans(vec![
            span(Muted, "09:46 "),
            span(Minor, "!m "),
            span(Plain, "7 of 58 risks have no owner"),
            span(Reference, " LA-4  "),
            span(Private, "~ "),
            span(Plain, "ask again  "),
            span(Key, "Enter"),
            span(Muted, " write"),
        ]),
    ]
}
