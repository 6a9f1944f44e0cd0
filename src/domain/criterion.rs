//! Citing a requirement: `6.1.2c2` is `6.1.2 c) 2)`, `ACP:4.3` is section 4.3 of the document whose code is ACP.
//!
//! Must not know: what the requirement says.

use super::checklist::Checklist;

pub use super::ident::covers;

/// What a citation resolved to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// In the written form: `6.1.2 c) 2)`, `A.5.18`, `ACP 4.3`.
    pub text: String,
    /// The item it belongs to; none for an own document.
    pub item: Option<String>,
}

/// Resolves a citation against an audit's checklist and the codes of its criteria documents.
#[must_use]
pub fn cite(checklist: &Checklist, codes: &[String], text: &str) -> Option<Cited> {
    let text = text.trim();
    if let Some((code, place)) = text.split_once([':', ' '])
        && let Some(code) = codes.iter().find(|known| known.eq_ignore_ascii_case(code))
    {
        let place = place.trim();
        return Some(Cited { text: format!("{code} {place}").trim_end().to_owned(), item: None });
    }
    if let Some(code) = codes.iter().find(|known| known.eq_ignore_ascii_case(text)) {
        return Some(Cited { text: code.clone(), item: None });
    }
    // The longest id that begins the text: `6.1` must not win over `6.1.2`.
    let item = checklist
        .items
        .iter()
        .filter(|item| text.get(..item.id.len()).is_some_and(|start| start.eq_ignore_ascii_case(&item.id)))
        .max_by_key(|item| item.id.len())?;
    let rest = &text[item.id.len()..];
    if rest.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let letters = letters(rest)?;
    if letters.is_empty() {
        return Some(Cited { text: item.id.clone(), item: Some(item.id.clone()) });
    }
    let known = item.letters.is_empty() || item.letters.contains_key(&letters);
    known.then(|| Cited { text: format!("{} {letters}", item.id), item: Some(item.id.clone()) })
}

/// `c2`, `c) 2)`, ` c)2` → `c) 2)`; `c` → `c)`; nothing → nothing; anything else is no letter.
fn letters(text: &str) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for c in text.chars().filter(|c| !matches!(c, ' ' | ')' | '(' | '.')) {
        match c {
            'a'..='z' | 'A'..='Z' if parts.is_empty() => parts.push(c.to_ascii_lowercase().to_string()),
            '0'..='9' if parts.len() == 1 => parts.push(c.to_string()),
            _ => return None,
        }
    }
    Some(parts.iter().map(|part| format!("{part})")).collect::<Vec<_>>().join(" "))
}

/// The item id at the beginning of a written criterion: `6.1.2 c) 2)` is about `6.1.2`.
#[must_use]
pub fn item_of(criterion: &str) -> &str {
    criterion.split(' ').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checklist::Item;

    fn checklist() -> Checklist {
        let letters = ["a)", "a) 1)", "c)", "c) 2)"].iter().map(|l| ((*l).to_owned(), String::new())).collect();
        let item = |id: &str| Item { id: id.to_owned(), ..Item::default() };
        let items =
            vec![Item { letters, ..item("6.1.2") }, item("A.5.1"), item("A.5.18"), item("A.5.19"), item("7.5.1")];
        Checklist { items, ..Checklist::default() }
    }

    #[test]
    fn citations_are_written_one_way() {
        let (list, codes) = (checklist(), vec!["ACP".to_owned()]);
        for (text, want) in [
            ("6.1.2c2", "6.1.2 c) 2)"),
            ("6.1.2 c) 2)", "6.1.2 c) 2)"),
            ("6.1.2a1", "6.1.2 a) 1)"),
            ("a.5.18", "A.5.18"),
            ("A.5.1", "A.5.1"),
            ("acp:4.3", "ACP 4.3"),
            ("ACP 4.3", "ACP 4.3"),
            ("ACP", "ACP"),
        ] {
            assert_eq!(cite(&list, &codes, text).map(|c| c.text).as_deref(), Some(want), "{text}");
        }
        for bad in ["1", "6.1.2z", "6.1.2c9", "A.5.180", "A.5.2", "XYZ:1", "", "é", "6.1.2c22"] {
            assert_eq!(cite(&list, &codes, bad), None, "{bad:?} cites nothing here and stays text");
        }
    }

    #[test]
    fn ranges_and_sections_expand() {
        let list = checklist();
        assert_eq!(list.expand("A.5.18-19, 7"), Ok(vec!["A.5.18".into(), "A.5.19".into(), "7.5.1".into()]), "in order");
        assert!(list.expand("A.5.18-30").is_err(), "a range with a hole is a typing error");
        assert!(list.expand("A.5.18 nonsense").is_err_and(|e| e.contains("nonsense")), "the culprit is named");
    }
}
