//! Samples: picks × attributes, results, and the sentence that says them.
//!
//! Must not know: statistics beyond counting. A judgement sample is never projected to its population.

use super::audit::counted;
use super::dice::Dice;
use super::entry::Change;
use super::fold::Object;

/// What a cell of the grid can say.
pub const RESULTS: [(&str, &str); 3] = [("ok", "as required"), ("x", "exception"), (".", "not available")];

/// The field that holds one cell.
#[must_use]
pub fn cell(pick: &str, attribute: &str) -> String {
    format!("cell/{pick}/{attribute}")
}

/// An attribute of a sample: the question, and the item it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// `disabled?`
    pub name: String,
    /// `A.5.18`; empty where it serves all the sample's items.
    pub item: String,
}

/// The attributes of a sample, in order.
#[must_use]
pub fn attributes(sample: &Object) -> Vec<Attribute> {
    let parse = |line: &String| {
        let (name, item) = line.split_once('|').unwrap_or((line, ""));
        Attribute { name: name.trim().to_owned(), item: item.trim().to_owned() }
    };
    sample.list("attributes").iter().map(parse).collect()
}

/// The attribute that results noted about these items belong to: one linked to an item, else the first; a sample
/// without any has one that is called `result`.
#[must_use]
pub fn attribute_for(sample: &Object, items: &[String]) -> String {
    let all = attributes(sample);
    let linked = all.iter().find(|attribute| items.contains(&attribute.item));
    linked.or(all.first()).map_or_else(|| "result".to_owned(), |attribute| attribute.name.clone())
}

/// The result of one cell: `ok`, `x`, `.`, or nothing yet.
#[must_use]
pub fn result<'o>(sample: &'o Object, pick: &str, attribute: &str) -> &'o str {
    sample.text(&cell(pick, attribute))
}

/// The change that gives picks a result. `*` means every pick that has none yet.
#[must_use]
pub fn results_change(sample: &Object, attribute: &str, picks: &[&str], result: &str) -> Change {
    let mut change = Change::on(sample.id.clone());
    if sample.lacks("attributes") {
        change = change.add("attributes", attribute);
    }
    for pick in sample.list("picks") {
        let named = picks.iter().any(|wanted| wanted.eq_ignore_ascii_case(pick));
        let rest = picks.contains(&"*") && self::result(sample, pick, attribute).is_empty();
        if named || rest {
            change = change.set(&cell(pick, attribute), result);
        }
    }
    change
}

/// What a sample can begin with, in the words of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The test's first words.
    pub title: String,
    /// Its first sentence, which says the list and what to pick from it.
    pub population: String,
}

/// Words to begin a sample with. They are the checklist's: the auditor writes the list that was really drawn from over
/// them.
#[must_use]
pub fn begun_from(test: &str) -> Begun {
    const TITLE: usize = 48;
    let sentence = test.split_once(". ").map_or(test, |(first, _)| first).trim_end_matches('.');
    let clause = sentence.split([',', ';', ':', '(']).next().unwrap_or(sentence).trim();
    let mut title = String::new();
    for word in clause.split_whitespace() {
        if !title.is_empty() && title.chars().count() + 1 + word.chars().count() > TITLE {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    Begun { title, population: sentence.to_owned() }
}

/// How the cells of one attribute stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// As required.
    pub ok: usize,
    /// Exceptions.
    pub exceptions: usize,
    /// Not available.
    pub missing: usize,
    /// Not looked at yet.
    pub open: usize,
}

/// Counts one attribute's cells.
#[must_use]
pub fn count(sample: &Object, attribute: &str) -> Count {
    let mut count = Count::default();
    for pick in sample.list("picks") {
        match result(sample, pick, attribute) {
            "ok" => count.ok += 1,
            "x" => count.exceptions += 1,
            "." => count.missing += 1,
            _ => count.open += 1,
        }
    }
    count
}

impl Count {
    /// Cells that say something: what is not available was not looked at.
    #[must_use]
    pub const fn looked_at(self) -> usize {
        self.ok + self.exceptions
    }
}

/// Cells looked at over all attributes.
#[must_use]
pub fn looked_at(sample: &Object) -> usize {
    attributes(sample).iter().map(|attribute| count(sample, &attribute.name).looked_at()).sum()
}

/// Exceptions over all attributes.
#[must_use]
pub fn exceptions(sample: &Object) -> usize {
    attributes(sample).iter().map(|attribute| count(sample, &attribute.name).exceptions).sum()
}

/// The evidence sentence, written from the grid: `9 of 22 sampled from 61 leavers (HR system, 16 Jun 2026):
/// exception on ...`; while picks are left, `22 sampled from ...: 5 of 22 looked at on ...: no exception`. Empty where
/// nothing was picked.
#[must_use]
pub fn sentence(sample: &Object) -> String {
    let picked = sample.list("picks").len();
    if picked == 0 {
        return String::new();
    }
    let size = sample.text("size");
    let from = if size.is_empty() { String::new() } else { format!(" from {size}") };
    let source: Vec<&str> =
        [sample.text("source"), sample.text("dated")].into_iter().filter(|text| !text.is_empty()).collect();
    let source = if source.is_empty() { String::new() } else { format!(" ({})", source.join(", ")) };
    let all = size.parse() == Ok(picked);
    let whole = if all {
        format!("{}{source}", sample.text("title"))
    } else {
        format!("sampled{from} {}{source}", sample.text("title"))
    };
    let of = if all { "of all " } else { "of " };
    let parts: Vec<String> = attributes(sample)
        .iter()
        .enumerate()
        .map(|(nth, attribute)| {
            let (count, name) = (count(sample, &attribute.name), &attribute.name);
            let looked = count.looked_at();
            let mut words = if looked < picked {
                // A claim about picks that nobody looked at would be false: only those looked at are counted.
                let subject = if nth == 0 { format!("{picked} {whole}: ") } else { String::new() };
                let found = match count.exceptions {
                    _ if looked == 0 => String::new(),
                    0 => ": no exception".to_owned(),
                    n => format!(": {}", counted(n, "exception", "exceptions")),
                };
                format!("{subject}{looked} {of}{picked} looked at on `{name}`{found}")
            } else {
                let (number, found) = match count.exceptions {
                    0 => (picked.to_string(), "no exception"),
                    n => (format!("{n} {of}{picked}"), "exception"),
                };
                let subject = if nth == 0 { format!("{number} {whole}") } else { number };
                format!("{subject}: {found} on `{name}`")
            };
            if count.missing > 0 {
                words = format!("{words}, {} not available", count.missing);
            }
            words
        })
        .collect();
    if parts.is_empty() { format!("{picked} {whole}") } else { parts.join("; ") }
}

/// Picks `size` of a list by a stated seed: the same list, size and seed always give the same picks, on every machine.
/// The selection is Fisher-Yates over the list as given.
#[must_use]
pub fn draw(list: &[String], size: usize, seed: u64) -> Vec<String> {
    let mut order: Vec<usize> = (0..list.len()).collect();
    let mut dice = Dice::new(seed);
    let size = size.min(list.len());
    for at in 0..size {
        let roll = dice.below(order.len() - at);
        order.swap(at, at + roll);
    }
    let mut picked: Vec<usize> = order[..size].to_vec();
    picked.sort_unstable();
    picked.into_iter().map(|at| list[at].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_repeatable_and_without_repeats() {
        let list: Vec<String> = (1..=61).map(|n| format!("L-{n:02}")).collect();
        let picks = draw(&list, 22, 7);
        assert_eq!(picks, draw(&list, 22, 7), "same list, size and seed: same picks");
        assert_ne!(picks, draw(&list, 22, 8), "another seed gives others");
        let mut unique = picks.clone();
        unique.dedup();
        assert_eq!((picks.len(), unique.len()), (22, 22), "nothing is picked twice");
        assert_eq!(draw(&list, 100, 1).len(), 61, "never more than there are");
    }
}
