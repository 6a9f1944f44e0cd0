//! Any string at all: nothing panics, nothing typed is lost, blanks around it and a backslash before it do what they say.
//!
//! Must not know: what any one line means.

use super::{Room, members, text};
use proptest::prelude::*;
use workpaper::domain::audit::Audit;
use workpaper::domain::capture::{Captured, preview};
use workpaper::domain::entry::Act;
use workpaper::domain::ident::ObjectId;

/// Lines as people and their pasting fingers write them.
fn any_line() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        prop::sample::select(vec![
            "09:41",
            "10:30",
            "23:59",
            "25:00",
            ">",
            ">1",
            ">>2",
            ">1,2",
            "?",
            "&",
            "=",
            "@",
            "!",
            "!m",
            "!M",
            "!z",
            "~",
            "==",
            "%",
            "=+",
            "@+",
            "|",
            "\\",
            "\"",
            "#.",
            "#A.5.18",
            "#A.8.13,",
            "#6.1.2c2",
            "#ACP:4.3",
            "#SoA",
            "#1",
            "#A.9.99",
            "+EV-001",
            "+EV-009",
            "+3",
            "C#",
            ":c",
            ":na",
            ":skip",
            ":int",
            ":with",
            ":end",
            ":add",
            ":A.5.18",
            ":7.5.1",
            ":nope",
            "L-03",
            "L-11",
            "*",
            "x",
            "ok",
            ".",
            "OWN.1",
            "A.5.18",
            "v3,",
            "2026-06-01",
            ",",
            "",
        ])
        .prop_map(str::to_owned),
        "[a-zA-ZäßéİΣ]{4,8}[0-9]{2}",
        "\\PC{1,4}",
        any::<String>(),
    ];
    prop::collection::vec(token, 0..9).prop_map(|tokens| tokens.join(" "))
}

/// Letters and digits, in lower case: what must not get lost.
fn letters(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

fn all_of(act: &Act, go: Option<&String>, audit: &Audit<'_>) -> String {
    let Act::Record { make, set } = act else { panic!("a record, not {act:?}") };
    let mut words: Vec<String> = go.into_iter().cloned().collect();
    let fields = make.iter().map(|made| &made.fields).chain(set.iter().map(|change| &change.set));
    for (name, value) in fields.flatten() {
        words.push(name.clone());
        words.extend(value.list().iter().cloned());
        words.extend(
            value.list().iter().filter_map(|id| audit.state.get(&ObjectId::from_text(id))).map(|o| o.label.clone()),
        );
    }
    words.extend(set.iter().flat_map(|change| change.add.values().flatten().cloned()));
    words.extend(set.iter().map(|change| change.on.to_string()));
    words.extend(make.iter().map(|made| made.label.clone()));
    words.iter().map(|word| letters(word)).collect::<Vec<_>>().join(" ")
}

/// A time, a mark or a command: what a line says about the rest of itself.
fn says_nothing_itself(word: &str) -> bool {
    let time = word.len() == 5 && word.is_char_boundary(2) && word[2..].starts_with(':');
    let mark = word.starts_with(['>', '!']) && letters(word).chars().count() <= 3;
    let command = [":c", ":na", ":skip", ":int", ":with", ":end", ":add"].iter().any(|c| word.eq_ignore_ascii_case(c));
    time || mark || command || word.starts_with('#') || letters(word).is_empty() || word.starts_with([':', '+'])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_is_kept(line in any_line(), inside in any::<bool>()) {
        let room = if inside { Room::interviewing() } else { Room::new() };
        let audit = room.play.view();
        match room.hear(&line) {
            Captured::Nothing | Captured::Go(_) => {
                let lost: Vec<&str> = line.split_whitespace().filter(|word| !says_nothing_itself(word)).collect();
                prop_assert!(lost.is_empty(), "{line:?} records nothing, and holds the words {lost:?}");
            }
            Captured::Record { act, go, .. } => {
                let kept = all_of(&act, go.as_ref(), &audit);
                for word in line.split([' ', '|', ',', ';']).flat_map(str::split_whitespace) {
                    let bare = letters(word);
                    let command = word.starts_with(':') && says_nothing_itself(word);
                    prop_assert!(command || kept.replace(' ', "").contains(&bare), "{word:?} of {line:?} is in no field: {kept}");
                }
            }
            Captured::Refused { why, note } => {
                prop_assert!(!why.is_empty(), "{line:?}: a refusal says why");
                let Act::Record { make, .. } = note else { panic!("the note is a record") };
                // The item that a line begins with is where the note stands.
                let kept = format!("{} {}", members(&make[0], "items").join(" "), text(&make[0], "text"));
                for word in line.split_whitespace() {
                    prop_assert!(letters(&kept).contains(&letters(word)), "{word:?} of {line:?} is in its note: {kept:?}");
                }
            }
        }
        let _ = preview(&audit, &room.desk, &line, inside);
    }

    #[test]
    fn blanks_around_a_line_change_nothing(line in any_line(), blank in "[ \t\u{a0}\u{3000}]{0,3}") {
        let room = Room::interviewing();
        let heard = room.hear(&line);
        prop_assert_eq!(room.hear(&format!("{line}{blank}")), heard.clone(), "{:?} with {:?} behind it", &line, &blank);
        prop_assert_eq!(room.hear(&format!("{blank}{line}{blank}")), heard, "{:?} within {:?}", &line, &blank);
    }

    #[test]
    fn what_is_escaped_stays_as_typed(line in any_line()) {
        let room = Room::interviewing();
        match room.hear(&format!("\\{line}")) {
            Captured::Nothing => prop_assert!(line.trim().is_empty(), "{line:?} is kept"),
            Captured::Record { act: Act::Record { make, set }, remarks, go } => {
                prop_assert_eq!(text(&make[0], "text"), line.trim_end(), "to the letter");
                prop_assert_eq!(text(&make[0], "mark"), "", "as a plain note");
                prop_assert!(set.is_empty() && remarks.is_empty() && go.is_none() && make.len() == 1, "and does nothing else");
            }
            other => prop_assert!(false, "{line:?} escaped is a note, not {other:?}"),
        }
    }
}
