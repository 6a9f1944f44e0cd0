//! Keys at random, and windows of every size: nothing panics, and nothing is recorded by accident.
//!
//! Must not know: what any key is for, beyond which of them finish a text.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;
mod ways;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use screen::{AUDIT, Dice, Office};
use std::collections::{BTreeMap, HashMap};
use ways::{WAYS, Way};
use workpaper::app::action::On;
use workpaper::app::effect::{Effect, Outcome};
use workpaper::app::key::{Input, Key};
use workpaper::app::keymap::Keymap;
use workpaper::app::model::{Home, Model, Who};
use workpaper::app::screens::Screen;
use workpaper::app::{App, Overlay};
use workpaper::domain::entry::{Act, Entry};
use workpaper::domain::fields::Kind;
use workpaper::domain::ident::ObjectId;
use workpaper::store::area::Area;
use workpaper::store::audits::OpenAudit;
use workpaper::store::workspace::Workspace;
use workpaper::store::writer::Author;
use workpaper::store::{snapshot, verify};
use workpaper::ui;
use workpaper::ui::glyphs::UNICODE;
use workpaper::ui::look::Look;
use workpaper::ui::theme::Theme;

/// The program without its loop: the app, an open audit, and what the runtime does about recording.
struct Table {
    app: App,
    workspace: Workspace,
    audit: OpenAudit,
    register: Area,
    home: Home,
    who: Who,
    open: bool,
    look: Look,
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
        let found = snapshot::home(&workspace, &author).expect("home");
        let home = Home { audits: found.audits, rows: found.rows, notices: found.notices, ..Home::default() };
        let audit = OpenAudit::open(&workspace, AUDIT, author.clone()).expect("the audit opens");
        let mut table = Self {
            app: App::new(Keymap::default(), (80, 24)),
            register: workspace.register(author).expect("the register"),
            workspace,
            audit,
            home,
            who: Who { initials: "LA".into(), letter: String::new(), name: String::new() },
            open: false,
            look: Look::new(Theme::shipped("dark").expect("shipped"), UNICODE),
            keys: Vec::new(),
        };
        table.perform(Effect::Open(AUDIT.to_owned()));
        table
    }

    /// Looks through the model, which borrows everything but the app.
    fn with<T>(&mut self, look: impl FnOnce(&mut App, &Model<'_>, &Look) -> T) -> T {
        let now = chrono::Local::now().naive_local();
        let last = HashMap::new();
        let model = Model {
            home: &self.home,
            programme: &self.workspace.programme,
            audit: self.open.then(|| self.audit.view()),
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
            self.perform(effect);
        }
    }

    /// Begins anew, and takes this way.
    fn go(&mut self, way: &Way) {
        self.app = App::new(Keymap::default(), (80, 24));
        self.perform(Effect::Open(AUDIT.to_owned()));
        for key in workpaper::app::key::parse_keys(way.keys).expect("keys") {
            self.press(key);
        }
    }

    /// The screen, and what has the keys there.
    fn place(&self) -> String {
        let keys = match &self.app.overlay {
            Some(Overlay::Ask(ask, _)) => format!("asks {}", ask.place().split(' ').next().unwrap_or_default()),
            Some(Overlay::Find(find)) => format!("finds {}", if find.items { "an item" } else { "anything" }),
            Some(Overlay::Filter(_)) => "filters".to_owned(),
            None if self.app.write.on => "WRITE".to_owned(),
            None if self.takes_text() => "EDIT".to_owned(),
            None => "LIST".to_owned(),
        };
        format!("{:?} {keys}", self.app.screen().on())
    }

    /// A window of another size, as the loop takes it in and draws it.
    fn resize(&mut self, columns: u16, rows: u16) {
        let effects = self.with(|app, model, _| app.update(model, Input::Resize(columns, rows)));
        assert!(effects.is_empty(), "a window's size asks for nothing: {effects:?}");
        self.draw(columns, rows);
    }

    /// Fails unless what stands in the write line is among the drafts.
    fn assert_kept(&mut self) {
        let line = self.app.write.editor.text().to_owned();
        let kept = self.with(|app, model, _| app.drafts(model));
        let there = line.trim().is_empty() || kept.iter().any(|draft| draft.text == line);
        assert!(there, "{line:?} is kept: {kept:?}, after {}", self.story());
    }

    fn perform(&mut self, effect: Effect) {
        let outcome = match effect {
            Effect::Record(act) => self.record(act),
            Effect::Undo => match self.audit.area.last_own().map(Entry::name) {
                Some(name) => self.record(Act::Strike(name)),
                None => Outcome::Failed("nothing to undo".into()),
            },
            Effect::Redo => match self.audit.area.last_strike().map(Entry::name) {
                Some(name) => self.record(Act::Strike(name)),
                None => Outcome::Failed("nothing to redo".into()),
            },
            Effect::Open(_) => {
                self.open = true;
                Outcome::Opened(Vec::new())
            }
            Effect::Close => {
                self.open = false;
                return;
            }
            _ => return,
        };
        self.with(|app, model, _| app.outcome(model, outcome));
    }

    fn record(&mut self, act: Act) -> Outcome {
        match self.audit.record(act, chrono::Local::now().fixed_offset()) {
            Ok(name) => Outcome::Recorded(ObjectId::made(&name, 0)),
            Err(why) => panic!("{why}: after {}", self.story()),
        }
    }

    fn draw(&mut self, columns: u16, rows: u16) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        self.with(|app, model, look| ui::draw(&mut buffer, app, model, look));
    }

    /// Whether keys are text just now, and Enter or Tab would finish it.
    fn takes_text(&self) -> bool {
        let editing = matches!(self.app.screen(), Screen::Form(form) if form.editing.is_some());
        self.app.write.on || editing || matches!(self.app.overlay, Some(Overlay::Ask(..)))
    }

    fn story(&self) -> String {
        self.keys.iter().skip(self.keys.len().saturating_sub(60)).map(ToString::to_string).collect()
    }

    fn assert_verifies(&self, when: &str) {
        let place = self.workspace.place(&format!("audits/{AUDIT}")).expect("a place");
        let doubts = verify::check(&place).expect("readable").doubts;
        assert!(doubts.is_empty(), "{when}, verify finds nothing: {doubts:?}");
    }
}

/// Any key there is, the ones that do something more often than the others.
fn any_key(dice: &mut Dice) -> Key {
    const NAMED: &[Key] = &[
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::BackTab,
        Key::Backspace,
        Key::Delete,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
        Key::F(1),
        Key::F(12),
    ];
    match dice.below(10) {
        0..=5 => Key::Char(char::from(u8::try_from(0x20 + dice.below(95)).unwrap_or(b' '))),
        6 => Key::Ctrl(char::from(b'a' + u8::try_from(dice.below(26)).unwrap_or(0))),
        7 => Key::Char(*dice.one(&['\u{e4}', '\u{301}', '\u{6f22}', '\u{1f469}', '\u{200d}', '\u{202e}', '\u{fe0f}'])),
        _ => *dice.one(NAMED),
    }
}

/// What a key alone may record: that an item conforms, a cell of a sample, a strike.
fn may_be_recorded_by_one_key(audit: &OpenAudit, act: &Act) -> bool {
    let Act::Record { make, set } = act else { return matches!(act, Act::Strike(_) | Act::Header(_)) };
    let verdict = |change: &workpaper::domain::entry::Change| {
        change.on.as_item().is_some()
            && change.set.get("verdict").is_some_and(|value| value.text() == "conforms")
            && change.set.iter().all(|(name, value)| name == "verdict" || (name == "reason" && value.text().is_empty()))
    };
    let cell = |change: &workpaper::domain::entry::Change| {
        let sample = audit.view().state.get(&change.on).is_some_and(|object| object.kind == Kind::Sample);
        sample && change.set.values().all(|value| matches!(value.text(), "ok" | "x" | "."))
    };
    make.is_empty() && set.iter().all(|change| verdict(change) || cell(change))
}

fn recorded_since(table: &Table, before: usize) -> Vec<Act> {
    table.audit.area.entries().expect("readable").into_iter().skip(before).map(|entry| entry.act).collect()
}

#[test]
fn without_enter_in_a_text_nothing_is_recorded_but_what_one_key_may_record() {
    // In the sample nearly every item has its verdict already; in the other audit none has.
    for (office, count) in [(Office::demo(), 10_000), (Office::new(), 4_000)] {
        press_without_enter(&office, count);
    }
}

fn press_without_enter(office: &Office, count: usize) {
    let mut table = Table::new(office);
    let mut dice = Dice::new(1);
    let before = table.audit.area.entries().expect("readable").len();
    let (mut on_field, mut in_write) = (0, 0);
    for nth in 0..count {
        let mut key = any_key(&mut dice);
        let finishes = matches!(key, Key::Enter | Key::Tab | Key::Ctrl('x' | 'm' | 'j'));
        if table.takes_text() {
            key = if dice.below(6) == 0 {
                Key::Esc
            } else if finishes {
                Key::Char('e')
            } else {
                key
            };
        } else if dice.below(3) == 0 {
            key = Key::Char(*dice.one(&['c', 'c', 'u', 'U', 'j', 'j', 'k', 'y', 'x', '.']));
        }
        // Half of all keys are pressed in fieldwork.
        if nth % 200 < 100 && !table.takes_text() && !matches!(table.app.screen(), Screen::Field(_)) {
            // From the register, too, the way leads home first.
            key = if table.open || table.app.stack.len() > 1 { Key::Ctrl('g') } else { Key::Enter };
        }
        on_field += usize::from(matches!(table.app.screen(), Screen::Field(_)) && !table.takes_text());
        in_write += usize::from(table.app.write.on);
        table.press(key);
        if nth % 25 == 0 {
            let (columns, rows) = (1 + dice.below(200), 1 + dice.below(60));
            table.draw(u16::try_from(columns).unwrap_or(80), u16::try_from(rows).unwrap_or(24));
        }
    }
    assert!(
        on_field > count / 10 && in_write > count / 20,
        "fieldwork was met often enough: {on_field} times, WRITE {in_write}"
    );
    let recorded = recorded_since(&table, before);
    let odd: Vec<&Act> = recorded.iter().filter(|act| !may_be_recorded_by_one_key(&table.audit, act)).collect();
    assert!(odd.is_empty(), "recorded by accident: {odd:#?}");
    let strikes = recorded.iter().filter(|act| matches!(act, Act::Strike(_))).count();
    println!(
        "{count} keys, {on_field} in LIST of fieldwork, {in_write} in WRITE: {} entries, {strikes} strikes",
        recorded.len()
    );
    assert!(!recorded.is_empty(), "c was among the keys");
    table.assert_verifies("after all these keys");
}

#[test]
fn whatever_is_pressed_nothing_panics_and_the_journal_verifies() {
    let office = Office::demo();
    let mut table = Table::new(&office);
    let mut dice = Dice::new(2);
    let before = table.audit.area.entries().expect("readable").len();
    let mut seen = std::collections::BTreeSet::new();
    for nth in 0..10_000 {
        let mut keys = vec![any_key(&mut dice)];
        match dice.below(12) {
            0 if table.takes_text() => keys = vec![*dice.one(&[Key::Enter, Key::Tab])],
            1 => {
                let phrase = PHRASES[dice.below(PHRASES.len())];
                keys = workpaper::app::key::parse_keys(phrase).expect("keys");
            }
            // Back from the register, and on into the audit.
            2..=6 if !table.open && table.app.stack.len() > 1 => keys = vec![Key::Ctrl('g')],
            2..=6 if !table.open => keys = vec![Key::Enter],
            _ => {}
        }
        for key in keys {
            table.press(key);
        }
        seen.insert(table.app.screen().on());
        if nth % 25 == 0 {
            let (columns, rows) = (1 + dice.below(200), 1 + dice.below(60));
            table.draw(u16::try_from(columns).unwrap_or(80), u16::try_from(rows).unwrap_or(24));
        }
    }
    let recorded = recorded_since(&table, before).len();
    println!("10,000 keys: {recorded} entries; screens {seen:?}");
    assert!(recorded > 50, "a good deal was recorded: {recorded}");
    table.assert_verifies("after 10,000 keys of any kind");
    let again = OpenAudit::open(&table.workspace, AUDIT, Author::default()).expect("it opens again");
    assert_eq!(again.area.state(), table.audit.area.state(), "and folds to the very state that was on the screen");
}

#[test]
fn every_screen_at_every_size() {
    const WIDTHS: &[u16] =
        &[1, 2, 3, 7, 19, 20, 21, 40, 58, 59, 60, 61, 62, 70, 79, 80, 81, 100, 118, 119, 120, 121, 150, 200];
    const HEIGHTS: &[u16] = &[1, 2, 3, 4, 9, 13, 14, 15, 16, 17, 20, 23, 24, 25, 40, 60];
    for half in 0..2 {
        let office = Office::demo();
        for Way { name, keys, .. } in WAYS.iter().skip(half).step_by(2) {
            let mut table = Table::new(&office);
            for key in workpaper::app::key::parse_keys(keys).expect("keys") {
                table.press(key);
            }
            for (columns, rows) in WIDTHS.iter().flat_map(|columns| HEIGHTS.iter().map(move |rows| (*columns, *rows))) {
                let drawn = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| table.draw(columns, rows)));
                assert!(drawn.is_ok(), "{name} at {columns}x{rows} must not panic");
            }
        }
    }
}

/// Whole words among single keys, so that something comes of them.
const PHRASES: &[&str] = &[
    "issue<enter>",
    "present<enter>",
    ":int room | HR, IT | A.5.18<enter>",
    ":end<enter>",
    ":c<enter>",
    ":A.8.13<enter>",
    "!m a finding #A.5.18<enter>",
    "% L-03 x gone<enter>",
    "=+ a record | v2 | there<enter>",
    "2026-06-16 09:00<tab>",
    "<enter>",
    "<tab>",
    "<esc>",
    "<c-g>",
    "<enter>because<enter>",
];

/// The whole program, with everything its runtime does: issuing, planning, revising, closing, opening again.
#[test]
fn the_whole_program_survives_any_keys() {
    let offices = [Office::demo(), Office::new()];
    let mut dice = Dice::new(3);
    for round in 0..30 {
        let office = &offices[round % 2];
        let mut keys = String::new();
        for _ in 0..300 {
            if dice.below(12) == 0 {
                keys.push_str(PHRASES[dice.below(PHRASES.len())]);
                continue;
            }
            // `q` from home would end it early; Ctrl-G goes back as well, and is rarer.
            let key = any_key(&mut dice);
            if key != Key::Char('q') || dice.below(4) == 0 {
                keys.push_str(&key.to_string());
            }
        }
        let ran = office.run(&["--print", "--keys", &keys, "open", AUDIT]);
        assert_eq!(ran.code, 0, "round {round} ends well: {}\nafter {keys}", ran.err);
    }
    for office in &offices {
        office.assert_verifies("after thousands of keys");
        office.ok(&["findings", "--json"]);
        office.ok(&["rebuild"]);
    }
}

/// A small audit and register in which every screen has something to show.
fn one_of_each() -> Office {
    let office = Office::new();
    let lines = ":int room | HR, IT | A.5.18\n>1 said\n? open question\n& asked for\n@ read\n=+ a list | v1 | there\n\
                 !m not in time #A.5.18 +EV-001\n== agreed\n:end\n:int | Desk |\n>1 again\n";
    office.feed(&["capture", AUDIT, "--item", "A.5.18"], lines.as_bytes());
    let sample = ["sample", "add", AUDIT, "--title", "leavers", "--attribute", "off? | A.5.18"];
    office.ok(&[&sample[..], &["--pick", "L-1", "--pick", "L-2"]].concat());
    let case =
        ["nc", "add", "--source", "incident", "--grade", "minor", "--title", "badge lent", "--criteria", "A.7.2"];
    let rest = ["--requirement", "badges are personal", "--evidence", "door log", "--nature", "two, one badge"];
    office.ok(&[&case[..], &rest, &["--source-ref", "INC-7", "--raised", "2026-06-18"]].concat());
    office
}

/// Ten thousand keys in every screen and every dialog: whenever they have led somewhere else, back there. What would
/// finish a text becomes a letter, so that they stay; windows of all sizes come in between.
#[test]
fn ten_thousand_keys_in_each_screen_and_each_dialog() {
    let mut places: BTreeMap<String, &Way> = BTreeMap::new();
    let office = one_of_each();
    let mut table = Table::new(&office);
    for way in WAYS {
        table.go(way);
        places.entry(table.place()).or_insert(way);
    }
    for on in On::ALL {
        let name = format!("{on:?} ");
        assert!(places.keys().any(|place| place.starts_with(&name)), "a way leads to {name}: {:?}", places.keys());
    }
    let places: Vec<(String, &Way)> = places.into_iter().collect();
    std::thread::scope(|scope| {
        for half in 0..2 {
            let places = places.iter().skip(half).step_by(2);
            scope.spawn(|| ten_thousand_keys_in(places));
        }
    });
}

fn ten_thousand_keys_in<'a>(places: impl Iterator<Item = &'a (String, &'a Way)>) {
    const KEYS: usize = 10_000;
    let office = one_of_each();
    let mut table = Table::new(&office);
    for (place, way) in places {
        let mut dice = Dice::new(place.bytes().map(u64::from).sum());
        let mut back = 0;
        table.go(way);
        for _ in 0..KEYS {
            if table.place() != *place {
                back += 1;
                table.go(way);
            }
            let key = any_key(&mut dice);
            let leaves = matches!(key, Key::Esc | Key::Ctrl('g' | 'x' | 'm' | 'j') | Key::Enter | Key::Tab);
            let rare = dice.below(20) == 0;
            table.press(if leaves && table.takes_text() && !rare { Key::Char('e') } else { key });
            if dice.below(100) == 0 {
                let (columns, rows) = (1 + dice.below(300), 1 + dice.below(100));
                table.resize(u16::try_from(columns).unwrap_or(80), u16::try_from(rows).unwrap_or(24));
                table.assert_kept();
            }
        }
        println!("{place}: {KEYS} keys, {back} times back");
    }
    table.assert_verifies("after all these keys");
}
