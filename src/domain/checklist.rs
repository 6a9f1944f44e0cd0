//! Checklists: sections, items, and what to ask, see and test for each.
//!
//! Must not know: where a checklist comes from, or what was found.

use super::ident::covers;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// The section of the earlier findings that an audit verifies.
pub const EARLIER: (&str, &str) = ("EARLIER", "findings to verify");

/// A checklist, as shipped, as the organisation wrote it, or as frozen into an audit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Its name, as in `--checklist iso27001-2022`.
    pub id: String,
    /// In full.
    pub title: String,
    /// What the reader should know about it: edition, status.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The day it was last gone through.
    #[serde(default, skip_serializing_if = "String::is_empty", deserialize_with = "day")]
    pub reviewed: String,
    /// How much each item holds; what `checklist lint` asks for.
    #[serde(default, skip_serializing_if = "Depth::is_short")]
    pub depth: Depth,
    /// The checklist that `maps_to` of its items points into: an item without words of its own shows those.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub maps_into: String,
    /// Its sections, in order.
    #[serde(default, rename = "section")]
    pub sections: Vec<Section>,
    /// Its items, in order.
    #[serde(default, rename = "item")]
    pub items: Vec<Item>,
}

/// How much the items of a checklist hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Depth {
    /// Purpose, roles, three to six questions, what to see, how to test, two pitfalls or more.
    Full,
    /// A question, and something to see or to test.
    #[default]
    Short,
    /// Titles only; the words are those of the items in `maps_to`.
    Titles,
}

impl Depth {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Full, Self::Short, Self::Titles];

    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Short => "short",
            Self::Titles => "titles",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    const fn is_short(&self) -> bool {
        matches!(self, Self::Short)
    }
}

/// A group of items: a clause, a theme of Annex A.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// `6`, `A.5`.
    pub id: String,
    /// `Planning`.
    pub title: String,
    /// Controls can be excluded in the Statement of Applicability; clauses 4 to 10 know no exclusion.
    #[serde(default, skip_serializing_if = "is_false")]
    pub controls: bool,
}

/// What is audited as one: a sub-clause, a control, a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// `6.1.2`, `A.5.18`.
    pub id: String,
    /// The section it stands in.
    #[serde(default)]
    pub section: String,
    /// Its short title.
    pub title: String,
    /// On what it rests, for documents.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// Why it exists, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// Who can answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Related items and documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// What replaced it in a later edition.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub successor: String,
    /// Items of a later edition that it maps to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub maps_to: Vec<String>,
    /// How it maps.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub relation: String,
    /// The controls of the 2013 edition it came from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from_2013: Vec<String>,
    /// New in the 2022 edition.
    #[serde(default, skip_serializing_if = "is_false")]
    pub new_in_2022: bool,
    /// Requirements without a letter of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unlettered: Vec<String>,
    /// Questions to a person.
    #[serde(default)]
    pub ask: Vec<String>,
    /// What to have shown.
    #[serde(default)]
    pub see: Vec<String>,
    /// How to verify.
    #[serde(default)]
    pub test: Vec<String>,
    /// Nonconformities as they are typically found.
    #[serde(default)]
    pub pitfalls: Vec<String>,
    /// The letters and numbers that can be cited, each with its gist: `c) 2)`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub letters: BTreeMap<String, String>,
    /// Questions and tests that belong to some of the letters.
    #[serde(default, rename = "part", skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Of an earlier finding to verify: its statement and what was done since. No checklist file holds any: an audit
    /// takes them from the register.
    #[serde(skip)]
    pub earlier: Vec<String>,
}

/// Questions and tests for some letters of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The letters.
    pub letters: Vec<String>,
    /// Questions to a person.
    #[serde(default)]
    pub ask: Vec<String>,
    /// How to verify.
    #[serde(default)]
    pub test: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A day, quoted or as TOML's own date.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Day {
        Quoted(String),
        Native(toml::value::Datetime),
    }
    Ok(match Day::deserialize(deserializer)? {
        Day::Quoted(text) => text,
        Day::Native(date) => date.to_string(),
    })
}

impl Checklist {
    /// An item by id, whatever its case.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id.eq_ignore_ascii_case(id))
    }

    /// A section by id.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// Its items without the earlier findings: what progress and coverage count.
    pub fn requirements(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !item.is_earlier())
    }

    /// The earlier findings to verify.
    pub fn earlier(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.is_earlier())
    }

    /// Whether an item can be excluded by the Statement of Applicability (6.1.3 d): controls can, clauses cannot.
    #[must_use]
    pub fn is_control(&self, item: &Item) -> bool {
        self.section(&item.section).is_some_and(|section| section.controls)
    }

    /// Puts another checklist's sections and items behind this one's. Items already here stay as they are. A section
    /// that bears a known id and another title (A.5 is one thing in 2013 and another in 2022) is named with its list.
    pub fn join(&mut self, other: &Self) {
        let mut renamed: Vec<(&str, String)> = Vec::new();
        for section in &other.sections {
            match self.section(&section.id) {
                Some(known) if known.title == section.title => {}
                Some(_) => {
                    let id = format!("{}:{}", other.id, section.id);
                    if self.section(&id).is_none() {
                        self.sections.push(Section { id: id.clone(), ..section.clone() });
                    }
                    renamed.push((&section.id, id));
                }
                None => self.sections.push(section.clone()),
            }
        }
        for item in &other.items {
            if self.item(&item.id).is_none() {
                let section = renamed.iter().find(|(old, _)| *old == item.section).map(|(_, new)| new.clone());
                let section = section.unwrap_or_else(|| item.section.clone());
                self.items.push(Item { section, ..item.clone() });
            }
        }
    }

    /// Gives items without words of their own those of the items they map to; more than one mapped item: all of them.
    pub fn borrow_words(&mut self, from: &Self) {
        for item in self.items.iter_mut().filter(|item| item.questions().next().is_none()) {
            for lender in item.maps_to.iter().filter_map(|id| from.item(id)) {
                if item.purpose.is_empty() {
                    item.purpose.clone_from(&lender.purpose);
                }
                let missing = lender.roles.iter().filter(|role| !item.roles.contains(role)).cloned();
                item.roles.extend(missing.collect::<Vec<_>>());
                item.ask.extend_from_slice(&lender.ask);
                item.see.extend_from_slice(&lender.see);
                item.test.extend_from_slice(&lender.test);
                item.pitfalls.extend_from_slice(&lender.pitfalls);
                for part in &lender.parts {
                    item.ask.extend_from_slice(&part.ask);
                    item.test.extend_from_slice(&part.test);
                }
            }
        }
    }

    /// Keeps only these items, and the sections they stand in.
    pub fn keep(&mut self, ids: &[String]) {
        self.items.retain(|item| ids.contains(&item.id));
        let used: Vec<&String> = self.items.iter().map(|item| &item.section).collect();
        self.sections.retain(|section| used.contains(&&section.id));
    }

    /// The items that a list of ids, sections and ranges means: `4 5 6.1.2 A.5.19-27 CLD.6.3.1`, parted by spaces or
    /// commas.
    ///
    /// # Errors
    /// Names the first word that means no item.
    pub fn expand(&self, text: &str) -> Result<Vec<String>, String> {
        let mut ids: Vec<String> = Vec::new();
        for word in text.split([' ', ',', ';', '\n']).filter(|word| !word.is_empty()) {
            let found = self.expand_word(word);
            if found.is_empty() {
                return Err(format!("`{word}` names no item or section of this checklist"));
            }
            for id in found {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        Ok(ids)
    }

    fn expand_word(&self, word: &str) -> Vec<String> {
        if let Some(item) = self.item(word) {
            return vec![item.id.clone()];
        }
        let within: Vec<String> =
            self.items.iter().filter(|item| covers(word, &item.id)).map(|item| item.id.clone()).collect();
        if !within.is_empty() {
            return within;
        }
        let Some((from, to)) = word.split_once('-') else { return Vec::new() };
        let (stem, first) = from.rsplit_once('.').map_or(("", from), |(stem, n)| (stem, n));
        let to = if to.contains('.') { to.rsplit_once('.').map_or(to, |(_, n)| n) } else { to };
        let (Ok(first), Ok(last)) = (first.parse::<u32>(), to.parse::<u32>()) else { return Vec::new() };
        if last < first || last - first > 500 {
            return Vec::new();
        }
        let name = |n: u32| if stem.is_empty() { n.to_string() } else { format!("{stem}.{n}") };
        let each: Vec<Vec<String>> = (first..=last)
            .map(|n| {
                let covered = self.items.iter().filter(|item| covers(&name(n), &item.id));
                covered.map(|item| item.id.clone()).collect()
            })
            .collect();
        if each.iter().any(Vec::is_empty) { Vec::new() } else { each.concat() }
    }
}

impl Item {
    /// Whether it is an earlier finding to verify, and no requirement.
    #[must_use]
    pub const fn is_earlier(&self) -> bool {
        !self.earlier.is_empty()
    }

    /// Every question, the openers first, with the letters it is about.
    pub fn questions(&self) -> impl Iterator<Item = (&[String], &str)> {
        let openers = self.ask.iter().map(|ask| (&[] as &[String], ask.as_str()));
        openers.chain(
            self.parts.iter().flat_map(|part| part.ask.iter().map(|ask| (part.letters.as_slice(), ask.as_str()))),
        )
    }

    /// Every test, likewise.
    pub fn tests(&self) -> impl Iterator<Item = (&[String], &str)> {
        let general = self.test.iter().map(|test| (&[] as &[String], test.as_str()));
        general.chain(
            self.parts.iter().flat_map(|part| part.test.iter().map(|test| (part.letters.as_slice(), test.as_str()))),
        )
    }
}
