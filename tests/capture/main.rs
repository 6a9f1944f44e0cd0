//! The interview's own language, example by example, and for any string at all.
//!
//! Must not know: keys or files, but for the two tests in `same`.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod anything;
mod commands;
mod lines;
mod objects;
#[path = "../play/mod.rs"]
mod play;
mod same;

use chrono::NaiveDateTime;
use play::{Play, list, texts};
use workpaper::domain::capture::{Captured, Desk, understand};
use workpaper::domain::entry::{Act, Change, Made, Value};
use workpaper::domain::fields::Kind;

/// Half past ten on the second day of the interview tests; the interview began at nine.
fn now() -> NaiveDateTime {
    play::at(90).naive_local()
}

/// An audit in an interview: EV-001, S-01 of A.5.18 with three picks, two roles; the current item is 6.1.2.
struct Room {
    play: Play,
    desk: Desk,
}

impl Room {
    fn new() -> Self {
        let mut play = Play::new();
        play.make(Kind::Evidence, texts(&[("title", "Risk register"), ("seen", "2026-06-16 09:02")]));
        let mut sample = texts(&[("title", "leavers"), ("size", "61")]);
        sample.insert("items".into(), list(&["A.5.18"]));
        sample.insert("attributes".into(), list(&["told? | 7.5.1", "disabled? | A.5.18"]));
        sample.insert("picks".into(), list(&["L-03", "L-11", "L-15"]));
        play.make(Kind::Sample, sample);
        let desk = Desk { item: Some("6.1.2".into()), now: now(), initials: "LA".into(), ..Desk::default() };
        Self { play, desk }
    }

    fn interviewing() -> Self {
        let mut room = Self::new();
        let mut interview = texts(&[("place", "Room 2"), ("started", "2026-06-16 09:00")]);
        interview.insert("roles".into(), list(&["Service desk lead", "Administrator"]));
        room.desk.interview = Some(room.play.make(Kind::Interview, interview));
        room
    }

    /// In no item: what a line belongs to is what it says.
    fn nowhere() -> Self {
        let mut room = Self::new();
        room.desk.item = None;
        room
    }

    fn hear(&self, line: &str) -> Captured {
        understand(&self.play.view(), &self.desk, line)
    }

    /// The one object that a line makes.
    fn made(&self, line: &str) -> Made {
        match self.hear(line) {
            Captured::Record { act: Act::Record { make, .. }, .. } if make.len() == 1 => make[0].clone(),
            other => panic!("`{line}` makes one object, not {other:?}"),
        }
    }

    fn why_not(&self, line: &str) -> String {
        match self.hear(line) {
            Captured::Refused { why, note } => {
                let Act::Record { make, .. } = note else { panic!("`{line}`: the note is a record") };
                assert_eq!(text(&make[0], "text"), line.trim(), "`{line}` is refused, and its words are in the note");
                assert_eq!(make[0].fields["mark"], "".into(), "`{line}`: the note is a plain one");
                let items = self.desk.item.iter().cloned().collect::<Vec<_>>();
                assert_eq!(members(&make[0], "items"), items, "`{line}`: the note stands at the current item");
                why
            }
            other => panic!("`{line}` is refused, not {other:?}"),
        }
    }

    /// What a command changes, with the item to go to.
    fn changed(&self, line: &str) -> (Change, Option<String>) {
        match self.hear(line) {
            Captured::Record { act: Act::Record { make, set }, go, .. } if make.is_empty() && set.len() == 1 => {
                (set[0].clone(), go)
            }
            other => panic!("`{line}` changes one object, not {other:?}"),
        }
    }
}

fn text<'m>(made: &'m Made, field: &str) -> &'m str {
    made.fields.get(field).map_or("", Value::text)
}

fn members(made: &Made, field: &str) -> Vec<String> {
    made.fields.get(field).map_or_else(Vec::new, |value| value.list().to_vec())
}

fn remarks(captured: Captured) -> Vec<String> {
    match captured {
        Captured::Record { remarks, .. } => remarks,
        other => panic!("recorded, not {other:?}"),
    }
}
