//! A checklist as TOML: read, checked for what would break an audit, and the line on which something in it stands.
//!
//! Must not know: which file it is, or what makes a good checklist (`domain::lint` does).

use super::toml_error::toml_words;
use crate::domain::checklist::Checklist;
use crate::domain::lint::At;

/// Reads a checklist of which only the form must be right, so that all its mistakes can be named together.
///
/// # Errors
/// Line, field and remedy.
pub fn read(text: &str) -> Result<Checklist, String> {
    toml::from_str(text).map_err(|why| toml_words(text, &why))
}

/// Reads a checklist that an audit can be made of: ids that can be told apart, sections that are there.
///
/// # Errors
/// Line, field and remedy.
pub fn parse(text: &str) -> Result<Checklist, String> {
    let list = read(text)?;
    let mut seen: Vec<&str> = Vec::new();
    for (nth, item) in list.items.iter().enumerate() {
        let place = || line_of(text, &At::Item(nth, "[[item]]".to_owned()));
        if item.id.trim().is_empty() || item.id.contains(' ') {
            return Err(format!("line {}: an item has the id `{}`: give it one without spaces", place(), item.id));
        }
        if seen.contains(&item.id.as_str()) {
            return Err(format!("line {}: item `{}` stands twice: give each its own id", place(), item.id));
        }
        if !item.section.is_empty() && list.section(&item.section).is_none() {
            return Err(format!(
                "line {}: item `{}` is in section `{}`, which is not there: add [[section]]",
                place(),
                item.id,
                item.section
            ));
        }
        seen.push(&item.id);
    }
    Ok(list)
}

/// The line on which something stands, from 1: the text itself, else the key, else where the item or section begins.
#[must_use]
pub fn line_of(text: &str, at: &At) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |head: &str| -> Vec<usize> {
        (0..lines.len()).filter(|nth| lines[*nth].trim_start().starts_with(head)).collect()
    };
    let table = |line: &str| line.trim_start().starts_with('[') && !line.trim_start().starts_with("[\"");
    let (from, to, needle) = match at {
        At::Top(key) => (0, lines.iter().position(|line| table(line)).unwrap_or(lines.len()), *key),
        At::Section(nth) => return begins("[[section]]").get(*nth).map_or(1, |line| line + 1),
        At::Item(nth, needle) => {
            let items = begins("[[item]]");
            let Some(from) = items.get(*nth).copied() else { return 1 };
            (from, items.get(nth + 1).copied().unwrap_or(lines.len()), needle.as_str())
        }
    };
    let within = &lines[from..to];
    let quoted = format!("\"{}\"", needle.replace('\\', "\\\\").replace('"', "\\\""));
    let key =
        |line: &&str| line.trim_start().strip_prefix(needle).is_some_and(|rest| rest.trim_start().starts_with('='));
    let found = within
        .iter()
        .position(key)
        .or_else(|| within.iter().position(|line| line.contains(&quoted)))
        .or_else(|| within.iter().position(|line| line.contains(needle)));
    from + found.unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_as_people_write_it() {
        let text = "id = \"x\"\ntitle = \"X\"\n\n[[section]]\nid = \"1\"\n\n[[item]]\nid = \"1.1\"\n\n  [[item]]\n  id = \
                    \"1.2\"\n  ask = [\n    \"Who says \\\"no\\\"?\",\n  ]\n";
        let item = |nth: usize, words: &str| line_of(text, &At::Item(nth, words.to_owned()));
        assert_eq!(line_of(text, &At::Top("title")), 2, "a key above the sections");
        assert_eq!(line_of(text, &At::Section(0)), 4, "a section");
        assert_eq!((item(0, "id"), item(1, "id")), (8, 11), "a key of each item, indented or not");
        assert_eq!(item(1, "Who says \"no\"?"), 13, "a text with quotes in it");
        assert_eq!(item(1, "purpose"), 10, "what is missing is missed where the item begins");
        assert_eq!(item(7, "id"), 1, "a place that is not there does not end the program");
    }
}
