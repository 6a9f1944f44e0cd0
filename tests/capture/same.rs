//! WRITE and standard input speak one language: both record, line by line, what the library says.
//!
//! Must not know: what the lines mean.

use super::play;
use super::{Room, now};
use assert_cmd::Command;
use chrono::TimeDelta;
use std::collections::HashMap;
use workpaper::app::App;
use workpaper::app::effect::{Effect, Outcome};
use workpaper::app::key::{Input, Key};
use workpaper::app::keymap::Keymap;
use workpaper::app::model::{Home, Model, Who};
use workpaper::app::screens::{Screen, field::Field};
use workpaper::domain::audit::{Audit, Index};
use workpaper::domain::capture::{Captured, Desk, understand};
use workpaper::domain::entry::Entry;
use workpaper::domain::fold::State;
use workpaper::domain::ident::ObjectId;
use workpaper::store::audits::OpenAudit;
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;

/// Lines that bring in every mark, link and command, in an order in which each finds what it needs.
const SESSION: &[&str] = &[
    ":int Room 2 | Service desk lead, Administrator | 6.1.2 A.5.18",
    "= register v31, 58 lines",
    ">1 it lets you leave the owner empty",
    ">>2 we never deleted one #A.5.18",
    "\"we never tested it\"",
    "? who approves exceptions #ACP:4.3",
    "& leavers list of June",
    "@ Access Control Procedure 4.3",
    "~ nervous",
    "=+ Leavers export | 2026-06-01 | HR share",
    "58 lines +EV-001",
    "!m 7 of 58 risks have no owner #6.1.2c2 +EV-001",
    "! one more #A.5.18 #.",
    "!z unknown grade",
    "% L-03 x no such sample",
    "\\#A.5.18 literal",
    "TLS 1.2+ and C# 7, point #1",
    "00:00 midnight = note",
    "23:59 # still to come",
    "",
    "!m ",
    ":A.8.13",
    ":c",
    ":na nothing is kept",
    ":6.1.2 :skip no occurrence in the period",
    ":A.5.18 09 accounts",
    ":with HR",
    ":nope",
    "==",
    ":add OWN.1 Visitor badges | Who counts them?",
    ":end",
    ":end again",
];

#[test]
fn write_mode_records_what_the_language_says() {
    let mut room = Room::new();
    let (home, register, last) = (Home::default(), State::default(), HashMap::new());
    let who = Who { initials: "LA".into(), letter: String::new(), name: String::new() };
    let mut app = App::new(Keymap::default(), (100, 30));
    app.stack.push(Screen::Field(Field::at(&room.play.view(), "6.1.2")));
    app.write.on = true;
    let mut recorded = 0;
    for line in SESSION {
        room.desk.now = play::at(room.play.ledger.minutes).naive_local();
        let play = room.play.clone();
        let model = Model {
            home: &home,
            programme: &play.programme,
            audit: Some(play.view()),
            register: &register,
            last: &last,
            who: &who,
            now: room.desk.now,
            today: room.desk.now.date(),
            complaints: &[],
        };
        let item = app.current_item(&model);
        let desk = Desk { item, interview: model.interview().cloned(), ..room.desk.clone() };
        let mut effects = Vec::new();
        for key in line.chars().map(Key::Char).chain([Key::Enter]) {
            effects.extend(app.update(&model, Input::Key(key)));
        }
        match (understand(&play.view(), &desk, line), effects.as_slice()) {
            (Captured::Record { act, remarks, .. }, [Effect::Record(asked)]) => {
                assert_eq!(asked, &act, "`{line}` in WRITE records what the language says");
                recorded += 1;
                let entry = room.play.record("LA", act.clone());
                let model = Model { audit: Some(room.play.view()), ..model };
                let object = ObjectId::made(&entry, 0);
                app.outcome(&model, Outcome::Recorded(object));
                assert!(app.drafts(&model).is_empty(), "`{line}` is recorded, and the line is empty again");
                for remark in remarks {
                    assert!(
                        app.notice.text.contains(&remark),
                        "`{line}`: {remark:?} is said, not {:?}",
                        app.notice.text
                    );
                }
                if !app.write.on {
                    app.stack.truncate(2);
                    app.write.on = true;
                }
            }
            (Captured::Refused { why, .. }, []) => {
                assert!(app.notice.bad && !app.notice.text.is_empty(), "`{line}` is refused: {why}");
                assert_eq!(app.write.editor.text(), *line, "`{line}` stays to be mended");
                app.write.editor.clear();
            }
            (Captured::Go(to), []) => {
                assert_eq!(app.current_item(&model), Some(to), "`{line}` goes there");
                assert!(app.write.editor.is_blank(), "`{line}` is done");
            }
            (Captured::Nothing, []) => {
                assert_eq!(app.notice.text.is_empty(), line.is_empty(), "`{line}`: a mark without words is told");
                app.write.editor.clear();
            }
            (heard, effects) => panic!("`{line}` means {heard:?}, and WRITE asks for {effects:?}"),
        }
    }
    assert_eq!(recorded, 26, "of {} lines, those with something to record", SESSION.len());
}

#[test]
fn standard_input_records_what_the_language_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = |name: &str| folder.path().join(name).join("workpaper");
    let run = |args: &[&str], stdin: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
        command.env_remove("WORKPAPER_DIR").env("USER", "tester").current_dir(folder.path());
        for (name, under) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
            command.env(name, folder.path().join(under));
        }
        command.args(["--as", "LA", "--dir", "ws"]).args(args).write_stdin(stdin.to_owned());
        command.assert()
    };
    run(&["init"], "").success();
    run(&["new", play::ID, "--items", "6.1.2 7.5.1 A.5.18 A.8.13"], "").success();
    run(&["set", play::ID, "plan", "criteria=ACP | Access Control Procedure | v3.1"], "").success();
    let before = {
        let audit = open(&folder, &home);
        audit.area.entries().expect("readable").len()
    };
    let said = run(&["capture", play::ID, "--item", "6.1.2"], &SESSION.join("\n")).success();
    let audit = open(&folder, &home);
    let all: Vec<Entry> = audit.area.entries().expect("readable");
    let mut entries = all[before..].iter().peekable();
    let told = String::from_utf8_lossy(&said.get_output().stderr).into_owned();
    let mut item = Some("6.1.2".to_owned());
    let mut noted = 0;
    for (number, line) in (1..).zip(SESSION) {
        let known = all.len() - entries.len();
        let state = State::fold(&all[..known]);
        let index = Index::new(&state);
        let mut checklist = audit.view().checklist.clone();
        checklist.items.retain(|item| item.id != "OWN.1");
        let view = Audit { state: &state, index: &index, checklist: &checklist, ..audit.view() };
        let interview = view.open_interview("LA").map(|interview| interview.id.clone());
        let at = entries.peek().map_or_else(now, |entry| entry.head.at.naive_local());
        let desk = Desk { item: item.clone(), interview, now: at, initials: "LA".into(), letter: String::new() };
        // The line was understood a moment before its entry was made: perhaps in the minute before.
        let earlier = Desk { now: at - TimeDelta::seconds(20), ..desk.clone() };
        let heard = [understand(&view, &desk, line), understand(&view, &earlier, line)];
        let acts = heard.each_ref().map(|heard| match heard {
            Captured::Record { act, .. } | Captured::Refused { note: act, .. } => Some(act),
            _ => None,
        });
        if let [Some(now), Some(then)] = acts {
            let entry = entries.next().unwrap_or_else(|| panic!("`{line}` is recorded"));
            assert!(entry.act == *now || entry.act == *then, "`{line}`, line {number}: {:?} for {now:?}", entry.act);
        }
        match &heard[0] {
            Captured::Go(to) | Captured::Record { go: Some(to), .. } => item = Some(to.clone()),
            Captured::Refused { why, .. } => {
                noted += 1;
                assert!(told.contains(&format!("line {number}: {why}")), "`{line}` is told with its number: {told}");
            }
            Captured::Record { remarks, .. } => {
                for remark in remarks {
                    assert!(told.contains(&format!("line {number}: {remark}")), "`{line}` is remarked upon: {told}");
                }
            }
            Captured::Nothing => {
                let without_words = told.contains(&format!("line {number}: "));
                assert_eq!(without_words, !line.is_empty(), "`{line}`: a mark without words is told: {told}");
            }
        }
    }
    assert_eq!(entries.next(), None, "nothing else is recorded");
    assert_eq!(noted, 4, "and what could not be done is kept as a plain note");
}

fn open(folder: &tempfile::TempDir, home: &dyn Fn(&str) -> std::path::PathBuf) -> OpenAudit {
    let homes = Homes { state: home("state-of-test"), config: home("config"), data: home("data") };
    let workspace = Workspace::open(&folder.path().join("ws"), homes).expect("a workspace");
    OpenAudit::open(&workspace, play::ID, Author { initials: "XX".into(), ..Author::default() }).expect("opens")
}
