//! What is wrong with a checklist: the rules behind `checklist lint`.
//!
//! Must not know: files and lines. A remark says which item and which words; `exchange` finds the line. Adding a rule is
//! one function and one line here.

use super::checklist::{Checklist, Depth, Item};
use super::criterion::{self, item_of};
use super::dates;
use super::roles;
use std::collections::{BTreeMap, BTreeSet};

/// The most characters of one text: what a pane of 80 columns shows without scrolling away.
pub const LONGEST: usize = 260;
const LONGEST_TITLE: usize = 120;

/// Where in a checklist something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// Above the first section, at this key.
    Top(&'static str),
    /// The nth section.
    Section(usize),
    /// The nth item, at these words of it.
    Item(usize, String),
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The rule's name.
    pub rule: &'static str,
    /// Where.
    pub at: At,
    /// The item or section, for people.
    pub subject: String,
    /// What is wrong.
    pub text: String,
    /// What would do.
    pub remedy: String,
}

/// What else is loaded: links may lead there, and its questions are taken.
#[derive(Debug, Clone, Copy)]
pub struct Shelf<'a>(pub &'a [&'a Checklist]);

struct Pass<'a> {
    list: &'a Checklist,
    shelf: Shelf<'a>,
    remarks: Vec<Remark>,
}

/// A rule.
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// What it wants, for the help.
    pub words: &'static str,
    check: fn(&mut Pass<'_>),
}

const fn rule(name: &'static str, words: &'static str, check: fn(&mut Pass<'_>)) -> Rule {
    Rule { name, words, check }
}

/// All rules.
pub static RULES: &[Rule] = &[
    rule("header", "id, title and day of the checklist", header),
    rule("id", "ids without spaces, each once", ids),
    rule("section", "every item in a section that is there, no section without items", sections),
    rule("empty", "no text is empty", empty),
    rule("long", "no text is longer than a pane shows", long),
    rule("role", "roles of the shared list", role_names),
    rule("link", "links, maps_to and from_2013 lead to an item of a loaded checklist", links),
    rule("letters", "every letter has a part that asks and tests, and no part a letter that is not there", letters),
    rule("depth", "every item holds what the depth of the checklist asks for", depth),
    rule("open", "no question that yes would answer", open_questions),
    rule("pitfall", "every pitfall begins with what it breaks", pitfalls),
    rule("twice", "no question stands twice, here or in another checklist", twice),
];

/// Goes through a checklist.
#[must_use]
pub fn lint(list: &Checklist, shelf: Shelf<'_>) -> Vec<Remark> {
    let mut pass = Pass { list, shelf, remarks: Vec::new() };
    for rule in RULES {
        let before = pass.remarks.len();
        (rule.check)(&mut pass);
        for remark in &mut pass.remarks[before..] {
            remark.rule = rule.name;
        }
    }
    pass.remarks
}

impl<'a> Pass<'a> {
    fn say(&mut self, at: At, text: impl Into<String>, remedy: impl Into<String>) {
        let subject = match &at {
            At::Top(_) => self.list.id.clone(),
            At::Section(nth) => format!("section {}", self.list.sections.get(*nth).map_or("", |s| &s.id)),
            At::Item(nth, _) => self.list.items.get(*nth).map_or("", |item| &item.id).to_owned(),
        };
        self.remarks.push(Remark { rule: "", at, subject, text: text.into(), remedy: remedy.into() });
    }

    fn about(&mut self, nth: usize, words: &str, text: impl Into<String>, remedy: impl Into<String>) {
        self.say(At::Item(nth, words.to_owned()), text, remedy);
    }

    fn items(&self) -> impl Iterator<Item = (usize, &'a Item)> + use<'a> {
        self.list.items.iter().enumerate()
    }

    /// An item of this list or of another that is loaded.
    fn item(&self, id: &str) -> Option<&'a Item> {
        let others = self.shelf.0.iter().copied();
        std::iter::once(self.list).chain(others).find_map(|list| list.item(id))
    }

    /// What a link or citation means: an item, with a letter it has; also a heading above items (`9.2`).
    fn resolves(&self, text: &str) -> bool {
        let id = item_of(text);
        let heading =
            || std::iter::once(self.list).chain(self.shelf.0.iter().copied()).any(|list| list.expand(text).is_ok());
        match self.item(id) {
            Some(item) if text == id || text == item.id => true,
            Some(item) => {
                let alone = Checklist { items: vec![item.clone()], ..Checklist::default() };
                criterion::cite(&alone, &[], text).is_some()
            }
            None => heading(),
        }
    }
}

fn header(pass: &mut Pass<'_>) {
    let list = pass.list;
    if list.id.is_empty() || !list.id.chars().all(is_id_char) {
        pass.say(
            At::Top("id"),
            format!("the checklist's id is `{}`", list.id),
            "letters, digits, dots and dashes, as in house-rules",
        );
    }
    if list.title.trim().is_empty() {
        pass.say(At::Top("title"), "the checklist has no title", "say in a line what it covers");
    }
    if !list.reviewed.is_empty() && dates::parse_day(&list.reviewed, None).is_none() {
        pass.say(At::Top("reviewed"), format!("`{}` is no day", list.reviewed), "write it as in 2026-11-21");
    }
    if list.items.is_empty() {
        pass.say(At::Top("id"), "it holds no item", "add an [[item]]");
    }
    if !list.maps_into.is_empty() && !pass.shelf.0.iter().any(|other| other.id == list.maps_into) {
        pass.say(
            At::Top("maps_into"),
            format!("maps_into names `{}`, which is not loaded", list.maps_into),
            "name a checklist of `workpaper checklist list`",
        );
    }
}

const fn is_id_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

fn ids(pass: &mut Pass<'_>) {
    let mut seen = BTreeSet::new();
    for (nth, item) in pass.items() {
        if item.id.is_empty() || !item.id.chars().all(is_id_char) {
            pass.about(
                nth,
                "id",
                format!("the id `{}` cannot be typed after a #", item.id),
                "letters, digits, dots, dashes",
            );
        } else if !seen.insert(item.id.to_ascii_uppercase()) {
            pass.about(nth, "id", format!("the id {} stands twice", item.id), "give each item its own");
        }
        if item.title.trim().is_empty() {
            pass.about(nth, "title", "it has no title", "a few words, as the tree shows them");
        }
    }
    let mut seen = BTreeSet::new();
    for (nth, section) in pass.list.sections.iter().enumerate() {
        if !seen.insert(&section.id) {
            pass.say(At::Section(nth), format!("section {} stands twice", section.id), "give each its own id");
        }
        if section.id.trim().is_empty() || section.title.trim().is_empty() {
            pass.say(At::Section(nth), "a section lacks its id or title", "give it both");
        }
    }
}

fn sections(pass: &mut Pass<'_>) {
    for (nth, item) in pass.items() {
        if pass.list.section(&item.section).is_none() && !(item.section.is_empty() && pass.list.sections.is_empty()) {
            let there: Vec<&str> = pass.list.sections.iter().map(|section| section.id.as_str()).collect();
            pass.about(
                nth,
                "section",
                format!("it stands in section `{}`, which is not there", item.section),
                format!("name one of {}, or add a [[section]]", there.join(", ")),
            );
        }
    }
    for (nth, section) in pass.list.sections.iter().enumerate() {
        if !pass.list.items.iter().any(|item| item.section == section.id) {
            pass.say(At::Section(nth), "no item stands in it", "put one in, or take the section out");
        }
    }
}

/// Every text of an item with the key it stands under.
fn texts(item: &Item) -> impl Iterator<Item = (&'static str, &str)> {
    let lists = [
        ("ask", &item.ask),
        ("see", &item.see),
        ("test", &item.test),
        ("pitfalls", &item.pitfalls),
        ("unlettered", &item.unlettered),
        ("roles", &item.roles),
        ("links", &item.links),
    ];
    let own = lists.into_iter().flat_map(|(key, list)| list.iter().map(move |text| (key, text.as_str())));
    let parts = item.parts.iter().flat_map(|part| {
        let asks = part.ask.iter().map(|text| ("ask", text.as_str()));
        asks.chain(part.test.iter().map(|text| ("test", text.as_str())))
    });
    own.chain(parts).chain(item.letters.values().map(|text| ("letters", text.as_str())))
}

fn empty(pass: &mut Pass<'_>) {
    for (nth, item) in pass.items() {
        let found: BTreeSet<&str> =
            texts(item).filter(|(_, text)| text.trim().is_empty()).map(|(key, _)| key).collect();
        for key in found {
            pass.about(nth, key, format!("an empty text in {key}"), "fill it in, or take it out");
        }
    }
}

fn long(pass: &mut Pass<'_>) {
    for (nth, item) in pass.items() {
        let one = [("title", item.title.as_str(), LONGEST_TITLE), ("purpose", item.purpose.as_str(), LONGEST)];
        let many = texts(item).map(|(key, text)| (key, text, LONGEST));
        for (key, text, most) in one.into_iter().chain(many) {
            let length = text.chars().count();
            if length > most {
                pass.about(
                    nth,
                    text,
                    format!("{key} has {length} characters: \"{}\"", start(text)),
                    format!("{most} at most: cut it, or make two of it"),
                );
            }
        }
    }
}

/// The first words of a text, to tell which is meant.
fn start(text: &str) -> String {
    let words: String = text.chars().take(40).collect();
    if words.len() < text.len() { format!("{} ...", words.trim_end()) } else { words }
}

fn role_names(pass: &mut Pass<'_>) {
    let known: Vec<&str> = roles::ROLES.iter().map(|role| role.name).collect();
    for (nth, item) in pass.items() {
        for (at, role) in item.roles.iter().enumerate() {
            if !known.contains(&role.as_str()) && !role.is_empty() {
                let near = roles::find(role).map_or_else(|| known.join(", "), |role| role.name.to_owned());
                pass.about(nth, role, format!("`{role}` is no role of the shared list"), format!("write {near}"));
            }
            if item.roles[..at].contains(role) {
                pass.about(nth, "roles", format!("the role `{role}` stands twice"), "once will do");
            }
        }
    }
}

fn links(pass: &mut Pass<'_>) {
    for (nth, item) in pass.items() {
        let each = [("links", &item.links), ("from_2013", &item.from_2013), ("maps_to", &item.maps_to)];
        for (key, list) in each {
            for (at, link) in list.iter().enumerate().filter(|(_, link)| !link.trim().is_empty()) {
                if !pass.resolves(link) {
                    pass.about(
                        nth,
                        link,
                        format!("{key} names `{link}`, which is in no loaded checklist"),
                        "mend the id, or take it out",
                    );
                } else if *link == item.id || list[..at].contains(link) {
                    pass.about(nth, link, format!("{key} names `{link}` for nothing"), "itself, or twice: take it out");
                }
            }
        }
    }
}

fn letters(pass: &mut Pass<'_>) {
    for (nth, item) in pass.items() {
        for letter in item.letters.keys() {
            let reached = |has: fn(&super::checklist::Part) -> bool| {
                item.parts.iter().any(|part| has(part) && part.letters.contains(letter))
            };
            let (asked, tested) = (reached(|part| !part.ask.is_empty()), reached(|part| !part.test.is_empty()));
            if !(asked && tested) {
                let what = if asked { "tests" } else { "asks about" };
                pass.about(nth, letter, format!("no part {what} {letter}"), "name the letter in an [[item.part]]");
            }
        }
        for part in &item.parts {
            if part.letters.is_empty() || (part.ask.is_empty() && part.test.is_empty()) {
                pass.about(nth, "[[item.part]]", "a part has no letters, or nothing to ask or test", "fill it in");
            }
            for letter in part.letters.iter().filter(|letter| !item.letters.contains_key(*letter)) {
                pass.about(
                    nth,
                    letter,
                    format!("a part is about {letter}, which [item.letters] does not list"),
                    "list it, written as in \"c) 2)\"",
                );
            }
        }
    }
}

fn depth(pass: &mut Pass<'_>) {
    for (nth, item) in pass.items() {
        let filled = |list: &[String]| list.iter().filter(|text| !text.trim().is_empty()).count();
        let asks = item.questions().filter(|(_, text)| !text.trim().is_empty()).count();
        let tests = item.tests().filter(|(_, text)| !text.trim().is_empty()).count();
        let (sees, pits) = (filled(&item.see), filled(&item.pitfalls));
        let mut lacks: Vec<(&str, String)> = Vec::new();
        let mut want = |good: bool, key: &'static str, words: &str| {
            if !good {
                lacks.push((key, words.to_owned()));
            }
        };
        match pass.list.depth {
            Depth::Full => {
                want(!item.purpose.trim().is_empty(), "purpose", "a sentence of purpose");
                want(!item.roles.is_empty(), "roles", "a role that can answer");
                want(!item.links.is_empty(), "links", "a related item or document");
                want(asks >= 3, "ask", "three questions or more");
                want(asks <= 6 || !item.letters.is_empty(), "ask", "no more than six questions");
                want(sees >= 3, "see", "three things or more to see");
                want(tests >= 2, "test", "two tests or more");
                want(pits >= 2, "pitfalls", "two pitfalls or more");
            }
            Depth::Short => {
                want(asks >= 1, "ask", "a question");
                want(sees + tests >= 1, "see", "something to see or to test");
            }
            Depth::Titles => {
                want(!item.maps_to.is_empty() || pass.list.maps_into.is_empty(), "maps_to", "an item to map to");
            }
        }
        for (key, words) in lacks {
            let depth = pass.list.depth.name();
            pass.about(nth, key, format!("depth \"{depth}\" asks for {words}"), format!("mend `{key}`"));
        }
    }
}

fn open_questions(pass: &mut Pass<'_>) {
    const CLOSED: &[&str] = &[
        "is", "are", "was", "were", "do", "does", "did", "have", "has", "had", "can", "could", "will", "would",
        "should", "must", "may",
    ];
    if pass.list.depth != Depth::Full {
        return;
    }
    for (nth, item) in pass.items() {
        for (_, ask) in item.questions() {
            let first = ask.split_whitespace().next().unwrap_or_default().to_lowercase();
            if CLOSED.contains(&first.as_str()) {
                pass.about(
                    nth,
                    ask,
                    format!("yes would answer \"{}\"", start(ask)),
                    "begin with show me, who, when, how",
                );
            }
        }
    }
}

fn pitfalls(pass: &mut Pass<'_>) {
    for (nth, item) in pass.items() {
        for pitfall in item.pitfalls.iter().filter(|text| !text.trim().is_empty()) {
            let cited = pitfall.split_once(':').map(|(cited, _)| cited).filter(|cited| cited.chars().count() <= 40);
            let Some(cited) = cited else {
                pass.about(
                    nth,
                    pitfall,
                    format!("what does \"{}\" break?", start(pitfall)),
                    "begin with the requirement and a colon, as in \"7.2 d): ...\"",
                );
                continue;
            };
            // An own document's section is taken at its word; a number of a standard has to be there.
            let numbered = item_of(cited).contains('.') && item_of(cited).contains(|c: char| c.is_ascii_digit());
            if numbered && !pass.resolves(cited) {
                pass.about(
                    nth,
                    pitfall,
                    format!("a pitfall cites `{cited}`, which is in no loaded checklist"),
                    "mend the number or the letter",
                );
            }
        }
    }
}

/// Words alone count: case, spaces and marks at the end make no other question.
fn plain(text: &str) -> String {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}

fn twice(pass: &mut Pass<'_>) {
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    // What only borrows its words repeats them on purpose.
    for other in pass.shelf.0.iter().filter(|other| other.maps_into.is_empty()) {
        for item in &other.items {
            taken.extend(item.questions().map(|(_, ask)| (plain(ask), format!("{} of {}", item.id, other.id))));
        }
    }
    for (nth, item) in pass.items() {
        for (_, ask) in item.questions().filter(|(_, ask)| !ask.trim().is_empty()) {
            if let Some(other) = taken.insert(plain(ask), item.id.clone()) {
                pass.about(
                    nth,
                    ask,
                    format!("\"{}\" stands in {other} too", start(ask)),
                    "ask it another way, or once",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_compared_by_their_words() {
        assert_eq!(plain("Who, then,  decides?"), plain("who then decides"), "marks and case do not count");
        assert_ne!(plain("Who decides?"), plain("Who decided?"), "words do");
    }

    #[test]
    fn each_rule_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len(), "a remark can be traced to its rule");
    }
}
