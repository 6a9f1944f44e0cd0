//! The find: what matches is shown at the right letters of the text as it was written, however that is encoded.
//!
//! Must not know: screens.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use workpaper::domain::search::{Finder, plain};

fn folded(text: &str) -> String {
    plain(text)
}

/// The characters of the text at the places that matched.
fn shown(query: &str, text: &str) -> Option<String> {
    let hit = Finder::new(query).find(text)?;
    let chars: Vec<char> = text.chars().collect();
    Some(hit.places.iter().map(|at| chars[*at]).collect())
}

#[test]
fn highlights_stand_on_the_letters_that_matched() {
    for (query, text, letters) in [
        ("muller", "Firma Müller", "Müller"),
        ("muller", "Firma Mu\u{308}ller", "Muller"),
        ("müller", "MULLER", "MULLER"),
        ("mu\u{308}ller", "Müller", "Müller"),
        ("strasse", "Hauptstraße 4", "straße"),
        ("STRASSE", "STRAẞE", "STRAẞE"),
        ("office", "o\u{fb03}ce", "o\u{fb03}ce"),
        ("fi", "con\u{fb01}g", "\u{fb01}"),
        ("abc", "ＡＢＣ rack", "ＡＢＣ"),
        ("abc", "日本 abc", "abc"),
        ("日本", "データ日本センター", "日本"),
        ("ガ", "ガ", "ガ"),
        ("ελλάς", "ΕΛΛΆΣ", "ΕΛΛΆΣ"),
        ("журнал", "ЖУРНАЛ входа", "ЖУРНАЛ"),
        ("ij", "ĳsberg", "ĳ"),
        ("resume", "re\u{301}sume\u{301}", "resume"),
        ("naive", "nai\u{308}ve", "naive"),
        ("istanbul", "İstanbul", "İstanbul"),
        ("5", "A.5.18", "5"),
    ] {
        let found = shown(query, text);
        assert_eq!(found.as_deref(), Some(letters), "`{query}` in `{text}` is shown at the letters that matched");
    }
}

#[test]
fn every_word_has_to_match_and_their_places_are_one_list() {
    let hit = Finder::new("rights access").find("Access rights").expect("both words are there, in any order");
    assert_eq!(hit.places, [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12], "ascending, whichever word came first");
    let hit = Finder::new("access acc").find("Access").expect("a letter can serve two words");
    assert_eq!(hit.places, [0, 1, 2, 3, 4, 5], "and is shown once");
    assert_eq!(Finder::new("access backup").find("Access rights"), None, "one word missing is no match");
    assert_eq!(Finder::new("ab").find("ba"), None, "letters match in their order");
    let nothing = Finder::new(" \u{308} ¨ ").find("anything").expect("a query without letters hides nothing");
    assert!(nothing.places.is_empty(), "and marks nothing");
}

#[test]
fn a_whole_word_is_better_than_scattered_letters() {
    let score = |text: &str| Finder::new("backup").find(text).expect("a match").score;
    assert!(score("backup of the file store") > score("back office: unusual papers"), "together beats scattered");
}

/// Characters that make trouble: combining marks, ligatures, wide ones, several scripts, invisible ones.
fn tricky() -> impl Strategy<Value = String> {
    let pool: Vec<char> = "aAeEuUßẞﬁﬂﬃĳæüÜéÉñçİıſKÅΩσςΣжЖйёأبהשक्षิ日本語ガガ가한ＡｂＣ①½™㎏👩🚀 .-_/#"
        .chars()
        .chain(['\u{301}', '\u{308}', '\u{327}', '\u{200d}', '\u{fe0f}', '\u{202e}', '\u{0}', '\u{345}', '\t'])
        .collect();
    let one = prop_oneof![4 => prop::sample::select(pool), 1 => any::<char>()];
    prop::collection::vec(one, 0..24).prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_score_alone_is_the_score_with_the_places(query in "[a-zA-Zéß ]{0,6}", text in "[a-zA-Z éßüÅ漢.0-9]{0,40}") {
        let finder = Finder::new(&query);
        let found = finder.find(&text).map(|hit| hit.score);
        prop_assert_eq!(finder.score(&mut text.clone()), found, "one order, whoever asks");
    }

    #[test]
    fn folding_twice_is_folding_once(text in tricky()) {
        let once = folded(&text);
        prop_assert_eq!(folded(&once), once.clone(), "what is folded stays as it is");
        prop_assert_eq!(Finder::new(&text).find(&text), Finder::new(&once).find(&text), "a folded query finds the same");
    }

    #[test]
    fn both_ways_of_writing_accents_are_one(text in tricky()) {
        let (composed, decomposed): (String, String) = (text.nfc().collect(), text.nfd().collect());
        prop_assert_eq!(folded(&composed), folded(&decomposed), "composed and decomposed letters are the same letters");
    }

    #[test]
    fn places_are_characters_of_the_text_in_order(query in tricky(), text in tricky(), inside in any::<bool>()) {
        // Half the time the query is cut out of the text, so that there is something to find.
        let query: String =
            if inside { text.chars().skip(query.chars().count() % 5).step_by(2).collect() } else { query };
        let Some(hit) = Finder::new(&query).find(&text) else {
            prop_assert!(!inside || query.split_whitespace().count() > 1 || folded(&query).contains(char::is_whitespace)
                || !is_subsequence(&folded(&query), &folded(&text)), "{query:?} is in {text:?} letter by letter");
            return Ok(());
        };
        let chars: Vec<char> = text.chars().collect();
        prop_assert!(hit.places.iter().all(|at| *at < chars.len()), "{:?} are places of {text:?}", hit.places);
        prop_assert!(hit.places.windows(2).all(|pair| pair[0] < pair[1]), "{:?} ascend", hit.places);
        let marked: String = hit.places.iter().map(|at| folded(&chars[*at].to_string())).collect();
        for word in query.split_whitespace().map(folded) {
            prop_assert!(is_subsequence(&word, &marked), "{word:?} is what is marked in {text:?}: {marked:?}");
        }
        let wanted: String = query.split_whitespace().map(folded).collect();
        for letter in hit.places.iter().map(|at| folded(&chars[*at].to_string())) {
            prop_assert!(letter.chars().any(|c| wanted.contains(c)), "{letter:?} of {text:?} was asked for by {query:?}");
        }
    }

    #[test]
    fn a_text_is_found_by_itself_and_marked_whole(text in tricky()) {
        let word: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        prop_assume!(!folded(&word).is_empty() && !folded(&word).contains(char::is_whitespace));
        let hit = Finder::new(&word).find(&word);
        prop_assert!(hit.is_some(), "{word:?} is found by its own letters");
        let bare = word.chars().enumerate().filter(|(_, c)| !folded(&c.to_string()).is_empty()).map(|(at, _)| at);
        prop_assert_eq!(hit.map(|hit| hit.places), Some(bare.collect::<Vec<_>>()), "every letter of {:?} is marked", word);
    }
}

fn is_subsequence(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|c| c == wanted))
}
