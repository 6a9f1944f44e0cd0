//! What the register costs at its size: the full fold and its growth, the snapshot, home, one key of the filter.
//!
//! Must not know: a goal. It prints medians; `cargo bench --bench register`. It invents the workspaces it measures, in a
//! temporary folder, with 500 audits and 10,000 findings at the most.

#![expect(clippy::expect_used, reason = "a measurement that cannot go on says what was missing")]

mod clock;

use clock::{median, middle};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use workpaper::app::App;
use workpaper::app::key::{Input, parse_keys};
use workpaper::app::keymap::Keymap;
use workpaper::app::model::{Home, Model, Who};
use workpaper::domain::fold::State;
use workpaper::domain::summary;
use workpaper::store::journal;
use workpaper::store::snapshot;
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;
use workpaper::ui;
use workpaper::ui::glyphs::UNICODE;
use workpaper::ui::look::Look;
use workpaper::ui::theme::Theme;

const ROUNDS: usize = 11;

fn author() -> Author {
    Author { initials: "LA".into(), ..Author::default() }
}

fn invent(folder: &Path, audits: usize, findings: usize) -> Workspace {
    let root = folder.join(format!("{audits}-{findings}"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
    for (name, home) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
        command.env(name, folder.join(home));
    }
    command.arg("demo").arg(&root).args(["--audits", &audits.to_string(), "--findings", &findings.to_string()]);
    let done = command.stdout(Stdio::null()).status().expect("the program runs");
    assert!(done.success(), "the workspace is written");
    let path = |name: &str| folder.join("homes").join(name);
    let homes = Homes { state: path("state"), config: path("config"), data: path("data") };
    Workspace::open(&root, homes).expect("a workspace")
}

/// What a full fold is made of.
fn fold(workspace: &Workspace) {
    let register = workspace.register(author()).expect("the register");
    let (bytes, entries) =
        (register.journals().map(|journal| journal.size).sum::<u64>(), register.entries().expect("entries"));
    let paths: Vec<_> = register.journals().map(|journal| journal.path.clone()).collect();
    let whole = median(ROUNDS, || drop(black_box(workspace.register(author()))));
    let read = median(ROUNDS, || paths.iter().for_each(|path| drop(black_box(journal::read(path)))));
    let folded = median(ROUNDS, || drop(black_box(State::fold(&entries))));
    let entries = entries.len();
    let rows = median(ROUNDS, || drop(black_box(summary::of_register(register.state(), &workspace.programme))));
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let speed = entries as f64 / whole.as_secs_f64() / 1000.0;
    println!(
        "{entries:>8} entries, {bytes:>9} bytes: opened in {whole:>8.1?} ({speed:.0} thousand entries/s); one after the \
         other: read {read:.1?}, fold {folded:.1?}, and rows of it {rows:.1?}"
    );
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    for part in [4, 2] {
        fold(&invent(folder.path(), 500 / part, 10_000 / part));
    }
    let workspace = invent(folder.path(), 500, 10_000);
    fold(&workspace);
    let found = snapshot::home(&workspace, &author()).expect("home");
    let home = median(ROUNDS, || drop(black_box(snapshot::home(&workspace, &author()))));
    let register = median(ROUNDS, || drop(black_box(snapshot::register(&workspace, &author()))));
    println!("snapshot: home {home:.1?}, the register alone {register:.1?}");

    let today = "2026-11-21".parse().expect("a day");
    let home = Home { audits: found.audits, rows: found.rows, ..Home::default() };
    let (last, who, register) = (HashMap::new(), Who::default(), State::default());
    let model = Model {
        home: &home,
        programme: &workspace.programme,
        audit: None,
        register: &register,
        last: &last,
        who: &who,
        now: chrono::NaiveDateTime::default(),
        today,
        complaints: &[],
    };
    let look = Look::new(Theme::shipped("dark").expect("shipped"), UNICODE);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    for (name, before, key) in [
        ("first frame of home", "", ""),
        ("r: the register", "", "r"),
        ("j in the register", "r", "j"),
        ("first letter of a filter", "r/", "b"),
        ("fifth letter of a filter", "r/backu", "p"),
    ] {
        let times = (0..ROUNDS)
            .map(|_| {
                let mut app = App::new(Keymap::new(&[]).0, (80, 24));
                for key in parse_keys(before).expect("keys") {
                    app.update(&model, Input::Key(key));
                }
                let begun = Instant::now();
                for key in parse_keys(key).expect("keys") {
                    app.update(&model, Input::Key(key));
                }
                buffer.reset();
                ui::draw(&mut buffer, &app, &model, &look);
                begun.elapsed()
            })
            .collect::<Vec<Duration>>();
        println!("{name:<26} {:>8.2?}", middle(times));
    }
}
