//! What each number in a finding rests on: cells of a sample, evidence, lines; and all that the finding links to.
//!
//! Must not know: files. Every ground bears the stamp of the entry that holds it; whoever shows it finds the line.

use super::audit::{Audit, items_of, when};
use super::dates;
use super::fields::Kind;
use super::finding;
use super::fold::{Object, Stamp};
use super::sample;
use chrono::NaiveDate;
use std::sync::Arc;

/// A number as a text states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    /// `61`, `nine`.
    Count(u32),
    /// `9 of 22`, `3 of the 9`.
    Part(u32, u32),
    /// `16 June 2026`.
    Day(NaiveDate),
}

/// A number with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The field that states it.
    pub field: &'static str,
    /// As written.
    pub words: String,
    /// What holds it; nothing = it rests on nothing that is linked or noted on the finding's items.
    pub grounds: Vec<Ground>,
}

/// Something recorded that holds a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// In words.
    pub words: String,
    /// Whether the finding links to it; else it only belongs to one of the finding's items.
    pub linked: bool,
    /// Who recorded it, when, and where it stands.
    pub stamp: Arc<Stamp>,
}

/// Something a finding links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// In words.
    pub words: String,
    /// Who recorded it, when, and where it stands.
    pub stamp: Arc<Stamp>,
}

const WORDS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// After these a number names a place, not a count.
const PLACES: [&str; 12] = [
    "section", "sections", "clause", "clauses", "version", "edition", "item", "chapter", "page", "annex", "room",
    "step",
];

fn count_of(word: &str) -> Option<u32> {
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.parse().ok();
    }
    let at = WORDS.iter().position(|known| known.eq_ignore_ascii_case(word))?;
    u32::try_from(at + 1).ok()
}

/// The numbers of a text, as written and as understood. Years, times of day, places (`section 4.3`) and names
/// (`EV-014`, `v3.1`) are none.
#[must_use]
pub fn numbers(text: &str) -> Vec<(String, Number)> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words: Vec<String> = text.split_whitespace().map(bare).collect();
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let three = [word(at), word(at + 1), word(at + 2)].join(" ");
        let month = word(at + 1).starts_with(|c: char| c.is_ascii_uppercase());
        let any_year = NaiveDate::from_ymd_opt(2000, 1, 1);
        if let Some(day) = dates::parse_day(&three, None) {
            found.push((three, Number::Day(day)));
            at += 3;
        } else if let Some(day) = dates::parse_day(word(at), None) {
            found.push((word(at).to_owned(), Number::Day(day)));
            at += 1;
        } else if month && dates::parse_day(&[word(at), word(at + 1)].join(" "), any_year).is_some() {
            at += 2;
        } else if let Some(n) = count_of(word(at)) {
            let the = usize::from(word(at + 2).eq_ignore_ascii_case("the"));
            let whole = count_of(word(at + 2 + the)).filter(|_| word(at + 1).eq_ignore_ascii_case("of"));
            let place = at > 0 && PLACES.contains(&word(at - 1).to_lowercase().as_str());
            let year = (1990..2200).contains(&n) && word(at).len() == 4;
            if let Some(whole) = whole {
                found.push((words[at..=at + 2 + the].join(" "), Number::Part(n, whole)));
                at += 2 + the;
            } else if !place && !year {
                found.push((word(at).to_owned(), Number::Count(n)));
            }
            at += 1;
        } else {
            at += 1;
        }
    }
    found
}

/// Every number of these texts of a finding, each once a text, with its grounds: what is linked first.
#[must_use]
pub fn claims(audit: &Audit<'_>, finding: &Object, texts: &[(&'static str, &str)]) -> Vec<Claim> {
    let sources = Sources::new(audit, finding);
    let mut claims: Vec<Claim> = Vec::new();
    for (field, text) in texts {
        for (words, number) in numbers(text) {
            // "One" is a word of speech more often than a count.
            let known = claims.iter().any(|claim| claim.field == *field && claim.words == words);
            if !known && !words.eq_ignore_ascii_case("one") {
                claims.push(Claim { field, words, grounds: sources.grounds(audit, &number) });
            }
        }
    }
    claims
}

/// What might hold a number, with whether the finding links to it.
struct Sources<'a> {
    samples: Vec<(&'a Object, bool)>,
    noted: Vec<(&'a Object, bool)>,
}

impl<'a> Sources<'a> {
    fn new(audit: &Audit<'a>, finding: &Object) -> Self {
        let linked = |field: &str| finding.refs(field).filter_map(|id| audit.state.get(&id)).collect::<Vec<_>>();
        let items = items_of(finding);
        let mut samples: Vec<(&Object, bool)> = linked("samples").into_iter().map(|sample| (sample, true)).collect();
        for sample in audit.of(Kind::Sample).filter(|s| s.list("items").iter().any(|item| items.contains(item))) {
            if !samples.iter().any(|(known, _)| known.id == sample.id) {
                samples.push((sample, false));
            }
        }
        let direct = [linked("evidence_items"), linked("lines")].concat();
        let mut noted: Vec<(&Object, bool)> = direct.into_iter().map(|object| (object, true)).collect();
        for object in items.iter().flat_map(|item| audit.lines_of(item)) {
            if !noted.iter().any(|(known, _)| known.id == object.id) {
                noted.push((object, false));
            }
        }
        // A finding is no ground for a finding, and a private line is no ground for anything.
        noted.retain(|(object, _)| object.kind != Kind::Finding && object.text("mark") != "~");
        Self { samples, noted }
    }

    fn grounds(&self, audit: &Audit<'_>, number: &Number) -> Vec<Ground> {
        let mut grounds = Vec::new();
        for (sample, linked) in &self.samples {
            let own = in_sample(sample, number);
            grounds.extend(own.into_iter().map(|(words, stamp)| Ground { words, linked: *linked, stamp }));
        }
        for (object, linked) in self.noted.iter().filter(|(object, _)| holds(object, number)) {
            grounds.push(Ground { words: words_of(audit, object), linked: *linked, stamp: Arc::clone(&object.made) });
        }
        grounds.sort_by_key(|ground| !ground.linked);
        grounds
    }
}

/// Whether an evidence item's title or a line's words hold a number; a day may also be the one the record bears.
fn holds(object: &Object, number: &Number) -> bool {
    let text = if object.kind == Kind::Evidence { object.text("title") } else { object.text("text") };
    let mut counts = Vec::new();
    for (_, found) in numbers(text) {
        match found {
            Number::Count(n) => counts.push(n),
            Number::Part(n, whole) => counts.extend([n, whole]),
            Number::Day(_) => {}
        }
        if found == *number {
            return true;
        }
    }
    match number {
        Number::Count(n) => counts.contains(n),
        Number::Part(n, whole) => counts.contains(n) && counts.contains(whole),
        Number::Day(day) => {
            let own = ["dated", "seen", "period_from", "period_to"].into_iter().map(|field| object.text(field));
            own.chain([text]).any(|text| dates::day_within(text) == Some(*day))
        }
    }
}

/// The places of a sample that say a number: its population, its picks, or the cells that add up to it.
fn in_sample(sample: &Object, number: &Number) -> Vec<(String, Arc<Stamp>)> {
    let (picked, size) = (sample.list("picks").len(), sample.text("size").parse::<usize>().ok());
    let label = &sample.label;
    let mut found = Vec::new();
    let mut field = |name: &str, words: String| {
        found.extend(sample.fields.get(name).map(|field| (words, Arc::clone(&field.stamp))));
    };
    let (n, whole) = match number {
        Number::Count(n) => (*n as usize, None),
        Number::Part(n, whole) => (*n as usize, Some(*whole as usize)),
        Number::Day(day) => {
            if dates::day_within(sample.text("dated")) == Some(*day) {
                field("dated", format!("{label}: the list is of {}", dates::day_words(*day)));
            }
            return found;
        }
    };
    if size == Some(n) && whole.is_none() {
        field("size", format!("{label}: the population counts {n}"));
    }
    if picked == n && whole.is_none_or(|whole| size == Some(whole)) {
        field("picks", format!("{label}: {n} picks"));
    }
    if whole.is_none_or(|whole| whole == picked || size == Some(whole)) {
        for attribute in sample::attributes(sample) {
            for (result, meaning) in sample::RESULTS {
                found.extend(cells(sample, &attribute.name, result, meaning, n));
            }
        }
    }
    found
}

/// The cells with a result, where there are exactly `n` of them, put together by the entry that recorded them.
fn cells(sample: &Object, attribute: &str, result: &str, meaning: &str, n: usize) -> Vec<(String, Arc<Stamp>)> {
    let picks = sample.list("picks").iter().filter(|pick| sample::result(sample, pick, attribute) == result);
    let picks: Vec<&String> = picks.collect();
    if picks.len() != n || n == 0 {
        return Vec::new();
    }
    let mut entries: Vec<(Arc<Stamp>, Vec<&str>)> = Vec::new();
    for pick in picks {
        let Some(field) = sample.fields.get(&sample::cell(pick, attribute)) else { continue };
        match entries.iter_mut().find(|(stamp, _)| stamp.entry == field.stamp.entry) {
            Some((_, own)) => own.push(pick),
            None => entries.push((Arc::clone(&field.stamp), vec![pick])),
        }
    }
    let words = |own: &[&str]| format!("{} `{attribute}` {meaning}: {}", sample.label, own.join(" "));
    entries.into_iter().map(|(stamp, own)| (words(&own), stamp)).collect()
}

fn words_of(audit: &Audit<'_>, object: &Object) -> String {
    match object.kind {
        Kind::Evidence => format!("{} {}", object.label, object.text("title")),
        _ => format!("{} {}", object.text("mark"), finding::quote(audit, object)).trim_start().to_owned(),
    }
}

/// Everything a finding links to, its own first entry at the head.
#[must_use]
pub fn links(audit: &Audit<'_>, finding: &Object) -> Vec<Link> {
    let own = format!("noted as {} at {}", finding.label, when(finding).format("%-d %b %Y %H:%M"));
    let mut links = vec![Link { words: own, stamp: Arc::clone(&finding.made) }];
    for field in ["evidence_items", "samples", "lines", "interview"] {
        for object in finding.refs(field).filter_map(|id| audit.state.get(&id)) {
            let words = match object.kind {
                Kind::Sample => format!("{} {}", object.label, sample::sentence(object)),
                Kind::Interview => format!("{} {}", object.label, object.list("roles").join(", ")),
                Kind::Line if object.text("mark") == "~" => "a private line".to_owned(),
                _ => words_of(audit, object),
            };
            links.push(Link { words, stamp: Arc::clone(&object.made) });
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_names_places_and_years() {
        let text = "EV-014: of 22 leavers sampled from 61, 9 of 22 (nine) had it on 16 June 2026, 09:41, \
                    section 4 of v3.1; 3 of the 9 in 2025. 97 %, on 10 March.";
        let found: Vec<String> = numbers(text).into_iter().map(|(words, _)| words).collect();
        assert_eq!(
            found,
            ["22", "61", "9 of 22", "nine", "16 June 2026", "3 of the 9", "97"],
            "counts, parts and full dates; no names, places, times, years or days without a year"
        );
    }
}
