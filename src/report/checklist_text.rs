//! Checklist items as plain text: purpose, questions with their letters, what to see and test, pitfalls.
//!
//! Must not know: terminals; the width is handed in.

use super::wrap::wrap;
use crate::domain::checklist::{Checklist, Item};

/// The items, in order, with a heading where a section begins.
#[must_use]
pub fn lines<'i>(list: &Checklist, items: impl IntoIterator<Item = &'i Item>, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut section = None;
    for item in items {
        if section != Some(&item.section) {
            section = Some(&item.section);
            if let Some(found) = list.section(&item.section) {
                lines.extend(wrap(&format!("{} {}", found.id, found.title), width, "== ", "   "));
                lines.push(String::new());
            }
        }
        lines.extend(of_item(item, width));
        lines.push(String::new());
    }
    lines.pop();
    lines
}

fn of_item(item: &Item, width: usize) -> Vec<String> {
    let new = if item.new_in_2022 { "  (new in 2022)" } else { "" };
    let mut lines = wrap(&format!("{}  {}{new}", item.id, item.title), width, "", "  ");
    let mut one = |name: &str, text: &str| {
        if !text.is_empty() {
            lines.extend(wrap(text, width, &format!("  {name:<9}"), "           "));
        }
    };
    one("purpose", &item.purpose);
    one("basis", &item.basis);
    one("roles", &item.roles.join(", "));
    one("related", &item.links.join(", "));
    one("2022", &mapped(item));
    one("2013", &item.from_2013.join(", "));
    one("now", &item.successor);
    let letters = item.letters.iter().map(|(letter, gist)| format!("{letter} {gist}"));
    block(&mut lines, "letters", letters.chain(item.unlettered.iter().cloned()), width);
    block(&mut lines, "ask", item.questions().map(lettered), width);
    block(&mut lines, "see", item.see.iter().cloned(), width);
    block(&mut lines, "test", item.tests().map(lettered), width);
    block(&mut lines, "pitfalls", item.pitfalls.iter().cloned(), width);
    lines
}

/// Where an item of an earlier edition went: `A.5.1 (merged)`; the words shown are that item's.
#[must_use]
pub fn mapped(item: &Item) -> String {
    let to = item.maps_to.join(", ");
    if item.relation.is_empty() || to.is_empty() { to } else { format!("{to} ({})", item.relation) }
}

fn lettered((letters, text): (&[String], &str)) -> String {
    if letters.is_empty() { text.to_owned() } else { format!("[{}] {text}", letters.join(", ")) }
}

fn block(lines: &mut Vec<String>, name: &str, texts: impl Iterator<Item = String>, width: usize) {
    for (nth, text) in texts.enumerate() {
        let name = if nth == 0 { name } else { "" };
        lines.extend(wrap(&text, width, &format!("  {name:<9}- "), "             "));
    }
}
