//! Keys at random in the register, on the follow-up page and in its forms: nothing panics, nothing is recorded without
//! Ctrl-X, and what is typed at any moment can be put back as it was.
//!
//! Must not know: what any key is for, beyond which of them record.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use screen::{Dice, Office};
use std::collections::HashMap;
use workpaper::app::action::On;
use workpaper::app::effect::{Effect, Offer, Outcome, Typed};
use workpaper::app::key::{Input, Key};
use workpaper::app::keymap::Keymap;
use workpaper::app::model::{Home, Model, Who};
use workpaper::app::screens::Screen;
use workpaper::app::{App, Overlay};
use workpaper::domain::followup::case::Book;
use workpaper::domain::followup::record::Desk;
use workpaper::domain::followup::tell::Tell;
use workpaper::domain::ident::ObjectId;
use workpaper::domain::summary;
use workpaper::store::area::Area;
use workpaper::store::verify;
use workpaper::store::workspace::Workspace;
use workpaper::store::writer::Author;
use workpaper::ui;
use workpaper::ui::glyphs::UNICODE;
use workpaper::ui::look::Look;
use workpaper::ui::theme::Theme;

/// The program at its register without its loop, and what the runtime does about what is told.
struct Table {
    app: App,
    workspace: Workspace,
    register: Area,
    home: Home,
    who: Who,
    look: Look,
    /// What was to be recorded: each effect that would have done it.
    asked: Vec<Effect>,
    /// What was pressed lately, for the report.
    keys: Vec<Key>,
}

impl Table {
    fn new(office: &Office) -> Self {
        let workspace = office.workspace();
        let author = Author {
            initials: "LA".into(),
            name: "Lead auditor".into(),
            os_user: "tester".into(),
            host: "here".into(),
        };
        let mut table = Self {
            app: App::new(Keymap::default(), (80, 24)),
            register: workspace.register(author).expect("the register"),
            workspace,
            home: Home::default(),
            who: Who { initials: "LA".into(), letter: String::new(), name: "Lead auditor".into() },
            look: Look::new(Theme::shipped("dark").expect("shipped"), UNICODE),
            asked: Vec::new(),
            keys: Vec::new(),
        };
        table.list();
        table
    }

    fn list(&mut self) {
        self.home.rows = summary::of_register(self.register.state(), &self.workspace.programme);
    }

    /// Looks through the model, which borrows everything but the app.
    fn with<T>(&mut self, look: impl FnOnce(&mut App, &Model<'_>, &Look) -> T) -> T {
        let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).and_then(|day| day.and_hms_opt(9, 0, 0));
        let now = now.expect("a moment");
        let last = HashMap::new();
        let model = Model {
            home: &self.home,
            programme: &self.workspace.programme,
            audit: None,
            register: self.register.state(),
            last: &last,
            who: &self.who,
            now,
            today: now.date(),
            complaints: &[],
        };
        look(&mut self.app, &model, &self.look)
    }

    fn press(&mut self, key: Key) {
        self.keys.push(key);
        for effect in self.with(|app, model, _| app.update(model, Input::Key(key))) {
            let records = matches!(
                effect,
                Effect::Record(_) | Effect::Tell(..) | Effect::Withdraw(..) | Effect::Revise(..) | Effect::Plan(_)
            );
            if records {
                self.asked.push(effect.clone());
            }
            if let Effect::Tell(tell, on, given) = effect {
                let outcome = self.tell(&tell, on.as_ref(), &given);
                self.with(|app, model, _| app.outcome(model, outcome));
            }
        }
    }

    fn tell(&mut self, tell: &Tell, on: Option<&ObjectId>, given: &[(&'static str, String)]) -> Outcome {
        let book = Book::new(self.register.state(), &self.workspace.programme);
        let case = on.and_then(|on| self.register.state().get(on)).map(|statement| book.case(statement));
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
        let said = match tell.said(&book, case.as_ref(), given, Desk { today, name: "Lead auditor" }) {
            Ok(said) => said,
            Err(why) => return Outcome::Failed(why),
        };
        let recorded = self.register.record(said.act, chrono::Local::now().fixed_offset());
        recorded.unwrap_or_else(|why| panic!("{why}: after {}", self.story()));
        self.list();
        Outcome::Told("recorded".to_owned())
    }

    fn draw(&mut self, columns: u16, rows: u16) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        self.with(|app, model, look| ui::draw(&mut buffer, app, model, look));
    }

    /// Any size there is, and every so often only.
    fn draw_sometimes(&mut self, nth: usize, dice: &mut Dice) {
        if nth.is_multiple_of(25) {
            let (columns, rows) = (1 + dice.below(160), 1 + dice.below(50));
            self.draw(u16::try_from(columns).unwrap_or(80), u16::try_from(rows).unwrap_or(24));
        }
    }

    fn tells(&self) -> bool {
        matches!(self.app.screen(), Screen::Form(form) if form.tell.is_some())
    }

    /// What is typed and not recorded, in the order of its places.
    fn left(&mut self) -> Vec<(String, String)> {
        let typed = self.with(|app, model, _| app.drafts(model));
        let kept = typed.into_iter().filter(|typed| !typed.text.trim().is_empty());
        let mut all: Vec<_> = kept.map(|typed| (typed.place, typed.text)).collect();
        all.sort();
        all
    }

    fn story(&self) -> String {
        self.keys.iter().skip(self.keys.len().saturating_sub(60)).map(ToString::to_string).collect()
    }
}

/// Any key there is but Ctrl-X, the ones that lead on more often than the others.
fn any_key(dice: &mut Dice) -> Key {
    const NAMED: &[Key] = &[
        Key::Enter,
        Key::Enter,
        Key::Tab,
        Key::Tab,
        Key::Tab,
        Key::Esc,
        Key::BackTab,
        Key::Backspace,
        Key::Delete,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageDown,
    ];
    const PAGE: &[char] =
        &['a', 'b', 'c', 'd', 'e', 'x', 'C', 'j', 'j', 'k', 'G', 'g', 's', 'S', '/', 'n', 'W', '0', 'q'];
    match dice.below(10) {
        0..=2 => Key::Char(char::from(u8::try_from(0x20 + dice.below(95)).unwrap_or(b' '))),
        3..=5 => Key::Char(*dice.one(PAGE)),
        6 => match dice.below(26) {
            23 => Key::Char('x'),
            letter => Key::Ctrl(char::from(b'a' + u8::try_from(letter).unwrap_or(0))),
        },
        7 => Key::Char(*dice.one(&['\u{e4}', '\u{301}', '\u{6f22}', '\u{1f469}', '\u{200d}', '\u{202e}', '\u{fe0f}'])),
        _ => *dice.one(NAMED),
    }
}

fn over_a_form(table: &Table) -> bool {
    matches!(table.app.stack.iter().rev().nth(1), Some(Screen::Form(_)))
}

/// A key that leads back to the register from wherever the random ones went.
fn led_back(table: &Table, dice: &mut Dice, key: Key) -> Key {
    match (&table.app.overlay, table.app.screen().on()) {
        // An answer is given with Enter: that is meant.
        (Some(Overlay::Ask(..)), _) if matches!(key, Key::Enter | Key::Ctrl('m' | 'j')) => Key::Esc,
        // What a form holds may be recorded from its menu: that is meant too.
        (None, On::HelpPage) if over_a_form(table) || dice.below(2) == 0 => Key::Esc,
        (None, On::Form) if dice.below(25) == 0 => Key::Ctrl('g'),
        (None, On::HomeList) => Key::Char('r'),
        (None, On::RegisterList) if dice.below(3) == 0 => Key::Enter,
        _ => key,
    }
}

#[test]
fn without_ctrl_x_nothing_is_recorded() {
    let office = Office::demo();
    let mut table = Table::new(&office);
    let mut dice = Dice::new(11);
    let before = table.register.entries().expect("readable").len();
    let (mut on_page, mut in_forms, mut kinds) = (0, 0, std::collections::BTreeSet::new());
    for nth in 0..20_000 {
        let key = any_key(&mut dice);
        let key = led_back(&table, &mut dice, key);
        on_page += usize::from(table.app.screen().on() == On::CaseList);
        in_forms += usize::from(table.tells());
        if let Screen::Form(form) = table.app.screen()
            && let Some((tell, _)) = &form.tell
        {
            kinds.insert(tell.name());
        }
        table.press(key);
        assert!(table.asked.is_empty(), "recorded by accident: {:?} after {}", table.asked, table.story());
        table.draw_sometimes(nth, &mut dice);
    }
    assert!(on_page > 500 && in_forms > 2_000, "the page was met {on_page} times, its forms {in_forms} times");
    assert!(kinds.len() > 8, "forms of many kinds were met: {kinds:?}");
    assert_eq!(table.register.entries().expect("readable").len(), before, "nothing is in the journal");
}

/// Whole words among single keys, so that something comes of them: in a form, and on the page.
const WORDS: &[&str] = &[
    "some words<tab>",
    "COO<tab>",
    "2026-11-01<tab>",
    "+30d<tab>",
    "effective<tab>",
    "procedure<tab>",
    "IA-2025-01-F04<tab>",
];
const STEPS: &[&str] = &[
    "a blocked<tab>COO<c-x>",
    "b no rule<tab>5 whys<c-x>",
    "c write one<tab>COO<tab>+30d<c-x>",
    "c<c-x>",
    "d none lent<tab>+30d<c-x>",
    "deffective<tab>FA<tab>none lent<c-x>",
    "dpartly<tab>FA<tab>one lent<c-x>",
    "eprocedure<tab>v3<c-x>",
    "x+90d<tab>COO<tab>later<c-x>",
    "C enough<c-x>",
    "/reopened<enter><enter>again<c-x>",
    "/disputed<enter><enter>no<c-x>",
    "q0j<enter>",
];

/// One key, or sometimes a few that belong together.
fn any_keys(table: &Table, dice: &mut Dice) -> Vec<Key> {
    let words = match table.app.screen().on() {
        _ if dice.below(4) > 0 => return vec![any_key(dice)],
        _ if table.tells() => WORDS,
        On::CaseList if table.app.overlay.is_none() => STEPS,
        _ => return vec![any_key(dice)],
    };
    workpaper::app::key::parse_keys(words[dice.below(words.len())]).expect("keys")
}

#[test]
fn whatever_is_told_nothing_panics_and_the_register_verifies() {
    let office = Office::demo();
    let mut table = Table::new(&office);
    let mut dice = Dice::new(12);
    let before = table.register.entries().expect("readable").len();
    for nth in 0..6_000 {
        for key in any_keys(&table, &mut dice) {
            let key = led_back(&table, &mut dice, key);
            table.press(key);
        }
        table.draw_sometimes(nth, &mut dice);
    }
    let recorded = table.register.entries().expect("readable").len() - before;
    assert!(recorded > 10, "a good deal was recorded: {recorded}");
    let only_told = table.asked.iter().all(|effect| matches!(effect, Effect::Tell(..)));
    assert!(only_told, "nothing but what was told: {:?}", table.asked);
    let place = table.workspace.place("register").expect("a place");
    let doubts = verify::check(&place).expect("readable").doubts;
    assert!(doubts.is_empty(), "verify finds nothing: {doubts:?}");
}

#[test]
fn what_is_typed_at_any_moment_can_be_put_back_as_it_was() {
    let office = Office::demo();
    let mut table = Table::new(&office);
    let mut dice = Dice::new(13);
    let mut most = 0;
    for _ in 0..1_500 {
        for key in any_keys(&table, &mut dice) {
            let key = led_back(&table, &mut dice, key);
            table.press(key);
        }
        let typed = table.with(|app, model, _| app.drafts(model));
        let texts: Vec<Typed> = typed.into_iter().filter(|typed| !typed.text.trim().is_empty()).collect();
        if texts.is_empty() {
            continue;
        }
        let before = table.left();
        most = most.max(before.len());
        // Another session, at its register.
        let mut next = Table::new(&office);
        next.press(Key::Char('r'));
        let offer = Offer { tty: "pts/1".into(), since: "09:00".into(), alive: false, texts };
        next.with(|app, model, _| app.outcome(model, Outcome::TakenOver(offer)));
        assert_eq!(next.left(), before, "all of it is back after {}", table.story());
        next.draw(80, 24);
    }
    assert!(most > 4, "several fields at once: {most}");
}
