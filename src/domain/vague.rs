//! Words and numbers in a finding's text: what is vague, and what the sample contradicts.
//!
//! Must not know: findings; it reads plain text.

use super::audit::counted;
use super::fold::Object;
use super::sample;

/// Words that say little unless a number stands beside them.
const VAGUE: &[&str] = &[
    "inadequate",
    "insufficient",
    "insufficiently",
    "inappropriate",
    "poor",
    "poorly",
    "weak",
    "some",
    "several",
    "many",
    "few",
    "often",
    "sometimes",
    "rarely",
    "frequently",
    "partially",
    "partly",
    "mostly",
    "generally",
    "regularly",
    "lacking",
    "outdated",
    "not",
];

/// The vague words of a text in which no sentence with such a word holds a number.
#[must_use]
pub fn vague_without_number(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for sentence in text.split_inclusive(['.', ';', '\n']) {
        if sentence.chars().any(|c| c.is_ascii_digit()) || NUMBER_WORDS.iter().any(|n| has_word(sentence, n)) {
            continue;
        }
        found.extend(VAGUE.iter().copied().filter(|word| has_word(sentence, word)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

const NUMBER_WORDS: &[&str] =
    &["no", "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|found| found.eq_ignore_ascii_case(word))
}

/// All `N of M` in a text, with M's meaning left to the reader. A label (`EV-017`) or the end of a sentence is no N.
#[must_use]
pub fn fractions(text: &str) -> Vec<(u32, u32)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let punctuation = |c: char| !c.is_alphanumeric();
    words
        .windows(3)
        .filter(|w| w[1].eq_ignore_ascii_case("of"))
        .filter_map(|w| {
            Some((w[0].trim_start_matches(punctuation).parse().ok()?, w[2].trim_end_matches(punctuation).parse().ok()?))
        })
        .collect()
}

/// Where `N of M` in a text says something else than the samples it cites: M is a sample's size, N none of its counts.
#[must_use]
pub fn disagreements(text: &str, samples: &[&Object]) -> Vec<String> {
    let mut found = Vec::new();
    for (n, of) in fractions(text) {
        let same_size: Vec<&&Object> =
            samples.iter().filter(|s| s.list("picks").len() as u64 == u64::from(of)).collect();
        let counts: Vec<(String, sample::Count)> = same_size
            .iter()
            .flat_map(|s| sample::attributes(s).into_iter().map(move |a| (s, a.name)))
            .map(|(s, name)| (format!("{} on `{name}`", s.label), sample::count(s, &name)))
            .collect();
        let says = |count: &sample::Count| [count.exceptions, count.ok, count.missing].contains(&(n as usize));
        if !counts.is_empty() && !counts.iter().any(|(_, count)| says(count)) {
            let each: Vec<String> =
                counts.iter().map(|(of, count)| format!("{of} {}", counted_words(*count))).collect();
            found.push(format!("says {n} of {of}, but {}", each.join("; ")));
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    for pair in words.windows(2).filter(|pair| pair[0].eq_ignore_ascii_case("from")) {
        let number = pair[1].trim_matches(|c: char| !c.is_ascii_digit());
        let Ok(stated) = number.parse::<u32>() else { continue };
        let population = |s: &&Object| Some((s.label.clone(), s.text("size").parse::<u32>().ok()?));
        let sizes: Vec<(String, u32)> = samples.iter().filter_map(population).collect();
        let of_population = text.contains("sampled from");
        if of_population && stated < 1900 && !sizes.is_empty() && sizes.iter().all(|(_, size)| *size != stated) {
            let each: Vec<String> = sizes.iter().map(|(label, size)| format!("{size} in {label}")).collect();
            found.push(format!("says from {stated}, but the population counts {}", each.join(", ")));
        }
    }
    found
}

/// `counts 8 exceptions, 14 as required, 0 not available`: what each number is a count of.
fn counted_words(count: sample::Count) -> String {
    let exceptions = counted(count.exceptions, "exception", "exceptions");
    let open = if count.open > 0 { format!(", {} not looked at yet", count.open) } else { String::new() };
    format!("counts {exceptions}, {} as required, {} not available{open}", count.ok, count.missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vague_words_need_a_number() {
        assert_eq!(vague_without_number("Access was insufficient."), ["insufficient"], "no number anywhere");
        assert!(vague_without_number("7 of 58 risks do not have an owner.").is_empty(), "a number stands beside it");
        assert!(vague_without_number("Two inputs were not considered.").is_empty(), "a number in words counts");
        assert_eq!(
            fractions("Of 22 leavers 9 of 22, 3 of the 9, 10 of 10"),
            [(9, 22), (10, 10)],
            "plain fractions only"
        );
        assert!(fractions("See EV-014 to EV-017. Of 22 leavers, EV-015 of 22").is_empty(), "a label is no number");
    }
}
