//! What is asked and hinted at is read whole: every question and every field's hint, in the windows that people have.
//!
//! Must not know: where on the screen they stand.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

use chrono::{NaiveDate, NaiveDateTime};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::HashMap;
use workpaper::app::editor::Editor;
use workpaper::app::keymap::Keymap;
use workpaper::app::model::{Home, Model, Who};
use workpaper::app::screens::{Screen, form::Form};
use workpaper::app::step::Ask;
use workpaper::app::{App, Notice, Overlay};
use workpaper::domain::entry::Fields;
use workpaper::domain::fields::SPECS;
use workpaper::domain::fold::State;
use workpaper::domain::followup::record::STEPS;
use workpaper::domain::followup::tell::Tell;
use workpaper::domain::ident::ObjectId;
use workpaper::domain::programme::Programme;
use workpaper::ui::{draw, glyphs, look::Look, theme::Theme};

const SIZES: [(u16, u16); 3] = [(80, 24), (60, 15), (132, 40)];

/// What a screen needs to know, of a workspace in which there is nothing.
#[derive(Default)]
struct Nothing {
    home: Home,
    programme: Programme,
    register: State,
    last: HashMap<String, workpaper::app::model::Last>,
    who: Who,
}

impl Nothing {
    fn model(&self) -> Model<'_> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
        Model {
            home: &self.home,
            programme: &self.programme,
            audit: None,
            register: &self.register,
            last: &self.last,
            who: &self.who,
            now: NaiveDateTime::new(today, chrono::NaiveTime::MIN),
            today,
            complaints: &[],
        }
    }
}

/// Every question there is. The match fails to compile when one is added, and asks to have it here too.
fn questions() -> Vec<Ask> {
    let id = || ObjectId::from_text("LA-xxxxxxxx 12");
    let all = vec![
        Ask::Identify,
        Ask::PlanAudit,
        Ask::Track,
        Ask::Issue,
        Ask::Override,
        Ask::Settle(id()),
        Ask::Link(vec![id()]),
        Ask::Present,
        Ask::Agree(id()),
        Ask::MakeFinding(vec![id()]),
        Ask::MakeEvidence(vec![id()]),
        Ask::Revise(id(), Fields::new()),
        Ask::Withdraw(id()),
    ];
    for ask in &all {
        match ask {
            Ask::Identify
            | Ask::PlanAudit
            | Ask::Track
            | Ask::Issue
            | Ask::Override
            | Ask::Settle(_)
            | Ask::Link(_)
            | Ask::Present
            | Ask::Agree(_)
            | Ask::MakeFinding(_)
            | Ask::MakeEvidence(_)
            | Ask::Revise(..)
            | Ask::Withdraw(_) => {}
        }
    }
    all
}

/// What stands on the screen as it is read: the words of all rows in one line, without the rules between them.
fn read(app: &App, model: &Model<'_>, (columns, rows): (u16, u16)) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    let look = Look::new(Theme::parse("").expect("a theme of nothing"), glyphs::UNICODE);
    draw(&mut buffer, app, model, &look);
    let cells = buffer.content.chunks(usize::from(columns));
    let text: Vec<String> = cells.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect()).collect();
    words(&text.join(" ").replace('\u{2500}', " "))
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn no_question_is_cut() {
    let nothing = Nothing::default();
    let model = nothing.model();
    let long = "missing: the second thing that stands in the way of it, with its place and its remedy; ".repeat(9);
    for size in SIZES {
        for ask in questions() {
            for said in ["", "one thing is missing", &long] {
                let mut app = App::new(Keymap::default(), size);
                app.overlay = Some(Overlay::Ask(ask.clone(), Editor::default()));
                app.notice = Notice { text: said.to_owned(), bad: true };
                let screen = read(&app, &model, size);
                let question = ask.words(&model);
                assert!(screen.contains(&words(&question)), "{size:?}: {question:?} is whole: {screen}");
                assert!(screen.ends_with(" >"), "{size:?}: {question:?} leaves room for the answer: {screen}");
                let told: String = said.chars().take(40).collect();
                assert!(screen.contains(&words(&told)), "{size:?}: and what was said stands above it: {screen}");
            }
        }
    }
}

#[test]
fn no_filter_forgets_its_words() {
    use workpaper::app::action::On;
    let nothing = Nothing::default();
    let model = nothing.model();
    for size in SIZES {
        for on in On::ALL {
            let list = workpaper::app::screens::list::List::new(on);
            let asked = list.filter_words();
            let mut app = App::new(Keymap::default(), size);
            app.stack.push(Screen::List(list));
            app.overlay = Some(Overlay::Filter(Editor::default()));
            let screen = read(&app, &model, size);
            assert!(screen.contains(asked), "{size:?}: {asked:?} is whole: {screen}");
        }
    }
}

#[test]
fn no_hint_is_cut() {
    let nothing = Nothing::default();
    let model = nothing.model();
    let kinds = SPECS.iter().map(|spec| Form::new(spec.kind, None, Fields::new(), ""));
    let told = STEPS.iter().map(|step| Tell::Step(step.name));
    let others = [Tell::Plan, Tell::Done("1".into()), Tell::Extend("1".into()), Tell::Override, Tell::Add];
    let forms: Vec<Form> = kinds.chain(told.chain(others).map(|tell| Form::tell(tell, None))).collect();
    let mut seen = 0;
    for (size, form) in SIZES.iter().flat_map(|size| forms.iter().map(move |form| (*size, form))) {
        for field in form.fields() {
            for typing in [false, true] {
                let mut form = form.clone();
                form.go(field.name);
                if typing {
                    form.begin(&model, Some("+14x typed".to_owned()));
                }
                let echo = form.echo(&model).is_some();
                let mut app = App::new(Keymap::default(), size);
                app.stack.push(Screen::Form(form));
                let screen = read(&app, &model, size);
                let hint = if echo { "no day yet" } else { field.hint };
                let hint = words(&format!("{}: {hint}", field.words));
                assert!(screen.contains(&hint), "{size:?}: {hint:?} is whole: {screen}");
                assert!(!typing || screen.contains("+14x typed"), "{size:?}: and so is what is typed: {screen}");
                seen += 1;
            }
        }
    }
    assert!(seen > 500, "all forms were looked at, with all their fields: {seen}");
}
