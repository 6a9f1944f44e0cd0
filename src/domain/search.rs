//! Finding by a few letters: "muller" finds "Müller", and the letters that matched can be shown in the text as written.
//!
//! Must not know: what is searched. A wrapper around `fuzzy-matcher`, which compares letters as they are: here both sides
//! are folded first (case, accents, full width), and the matched places are led back to the text as it stands.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text folded for comparison, with the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// For each folded character the number of the original one.
    back: Vec<usize>,
}

/// Folds a text: compatibility decomposition, without combining marks, lower case; `ß` is `ss`, `ς` is `σ`. A free-standing
/// accent decomposes into a blank and its mark: it is no letter, and no blank either.
#[must_use]
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded { text: String::with_capacity(text.len()), back: Vec::with_capacity(text.len()) };
    for (at, c) in text.chars().enumerate() {
        if c.is_ascii() {
            folded.text.push(c.to_ascii_lowercase());
            folded.back.push(at);
            continue;
        }
        let counts = |part: &char| !is_combining_mark(*part) && (c.is_whitespace() || !part.is_whitespace());
        for plain in c.nfkd().filter(counts).flat_map(char::to_lowercase) {
            let letters: &[char] = match plain {
                'ß' => &['s', 's'],
                'ς' => &['σ'],
                _ => std::slice::from_ref(&plain),
            };
            for letter in letters {
                folded.text.push(*letter);
                folded.back.push(at);
            }
        }
    }
    folded
}

/// A text folded for plain comparison, without the way back.
#[must_use]
pub fn plain(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { fold(text).text }
}

/// How well a text matches, and which of its characters did (by number, ascending).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Higher is better.
    pub score: i64,
    /// Numbers of the matched characters in the text as written.
    pub places: Vec<usize>,
}

/// A search for one query.
pub struct Finder {
    matcher: SkimMatcherV2,
    words: Vec<String>,
}

/// So many characters of a text are looked at.
const LONGEST: usize = 4_000;

impl Finder {
    /// A finder for these words; each of them has to match.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let words = query.split_whitespace().map(|word| fold(word).text).filter(|word| !word.is_empty()).collect();
        Self { matcher: SkimMatcherV2::default().ignore_case(), words }
    }

    /// How well a text matches, without the places: enough to put thousands in order, of which a screenful is shown. The
    /// text is folded where it stands.
    #[must_use]
    pub fn score(&self, text: &mut String) -> Option<i64> {
        if text.is_ascii() {
            text.truncate(LONGEST);
            text.make_ascii_lowercase();
        } else {
            *text = fold(beginning(text)).text;
        }
        self.words.iter().map(|word| self.matcher.fuzzy_match(text, word)).sum()
    }

    /// Matches a text; no words match everything. Of a text of many pages the first is looked at: the matcher's work and
    /// memory grow with the text, and a megabyte may have been pasted into a note.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Hit> {
        let folded = fold(beginning(text));
        let mut hit = Hit { score: 0, places: Vec::new() };
        for word in &self.words {
            let (score, places) = self.matcher.fuzzy_indices(&folded.text, word)?;
            hit.score += score;
            hit.places.extend(places.into_iter().filter_map(|at| folded.back.get(at).copied()));
        }
        hit.places.sort_unstable();
        hit.places.dedup();
        Some(hit)
    }
}

fn beginning(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_hide_anything() {
        let hit = Finder::new("muller").find("GmbH MÜLLER").expect("folded, it is there");
        assert_eq!(hit.places, [5, 6, 7, 8, 9, 10], "highlights stand in the text as written");
        let decomposed = Finder::new("müller").find("Mu\u{308}ller").expect("both ways of writing ü");
        assert_eq!(decomposed.places.first(), Some(&0), "from the first letter");
        assert!(Finder::new("strasse").find("Straße").is_some(), "sharp s");
        assert!(Finder::new("access zzz").find("Access rights").is_none(), "every word has to match");
        assert!(Finder::new("").find("x").is_some(), "no words match everything");
    }
}
