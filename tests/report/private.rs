//! Private lines (`~`) are in no format, by whatever way they might come in.

use crate::play::{list, texts};
use crate::stage::Stage;
use proptest::prelude::*;
use workpaper::domain::entry::Value;
use workpaper::domain::fields::Kind;
use workpaper::domain::ident::ObjectId;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Lines of any mark, some private, some settled, in an interview or not, all linked to findings, drafts and issued.
    #[test]
    fn no_private_word_leaves(lines in prop::collection::vec((0_usize..9, any::<bool>(), any::<bool>(), 0_usize..3), 1..14)) {
        let marks = ["~", "~", ">", ">>", "?", "&", "=", "@", ""];
        let mut stage = Stage::new();
        let interview = stage.play.make(Kind::Interview, [
            ("place".to_owned(), Value::from("remote: a call")), ("roles".to_owned(), list(&["Desk lead"])),
        ].into());
        let mut of: [Vec<String>; 3] = Default::default();
        let mut private: Vec<String> = Vec::new();
        let mut quoted: Vec<String> = Vec::new();
        for (nth, (mark, settled, held, finding)) in lines.iter().enumerate() {
            let (word, done) = (format!("word{nth}x"), format!("done{nth}x"));
            let mut fields = texts(&[("mark", marks[*mark]), ("text", &word)]);
            fields.insert("items".into(), list(&["A.5.18"]));
            fields.insert("said_by".into(), list(&["1"]));
            if *settled {
                fields.insert("done".into(), done.as_str().into());
            }
            if *held {
                fields.insert("interview".into(), interview.as_str().into());
            }
            let id = stage.play.make(Kind::Line, fields);
            of[*finding].push(id.as_str().to_owned());
            if marks[*mark] == "~" {
                private.extend([word, done]);
            } else {
                quoted.push(word);
            }
        }
        let ids: Vec<ObjectId> = of.iter().map(|lines| {
            let id = stage.finding("minor", &[("title", "A finding")]);
            stage.play.set(&id, "lines", Value::List(lines.clone()));
            id
        }).collect();
        stage.issue(&ids[0], &[]);
        // As an older version might have frozen it: with every line, private ones too.
        let all = of[1].iter().map(|id| {
            let line = stage.play.object(&ObjectId::from_text(id));
            format!("{} | {}", line.made.entry, line.text("text"))
        });
        let all = Value::List(all.collect());
        let second = stage.issue(&ids[1], &[]);
        stage.change(&second, "quotes", all);
        for roles in [false, true] {
            let set = stage.set_on("2026-07-01", roles);
            for (format, out) in set.each() {
                for word in &private {
                    prop_assert!(!out.contains(word.as_str()), "{format}: {word} is private");
                }
                for word in &quoted {
                    prop_assert!(out.contains(word.as_str()), "{format}: {word} is quoted by a finding");
                }
            }
        }
    }
}
