//! Names: of journals, entries and objects, and what an identifier may look like.
//!
//! Must not know: what the named things are.

use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The name of one writer's journal, `LA-7f3k2m9q`: initials, a dash, eight random letters. The file is `<name>.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JournalName(Arc<str>);

impl JournalName {
    /// Wraps a name as found on disk.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(Arc::from(name))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JournalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an entry stands: journal and number. Written `LA-7f3k2m9q/12`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryRef {
    /// The journal.
    pub journal: JournalName,
    /// The entry's number in it; the header is 0.
    pub n: u32,
}

impl fmt::Display for EntryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.journal, self.n)
    }
}

/// Why a text names no entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no entry: write JOURNAL/NUMBER, as in LA-7f3k2m9q/12")]
pub struct NotAnEntry(pub String);

impl FromStr for EntryRef {
    type Err = NotAnEntry;

    fn from_str(text: &str) -> Result<Self, NotAnEntry> {
        let bad = || NotAnEntry(text.to_owned());
        let (journal, n) = text.rsplit_once('/').ok_or_else(bad)?;
        if journal.is_empty() || (n.len() > 1 && n.starts_with('0')) || !n.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        Ok(Self { journal: JournalName::new(journal), n: n.parse().map_err(|_| bad())? })
    }
}

impl Serialize for EntryRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EntryRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The identity of an object: `plan`, `item:A.5.18`, or the entry that made it (`LA-7f3k2m9q/12`, and
/// `LA-7f3k2m9q/12.1` for the second object made by one entry). Links between objects are these; labels such as
/// `EV-014` are for people.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObjectId(Arc<str>);

impl ObjectId {
    /// The audit's plan, which also holds its conclusion.
    #[must_use]
    pub fn plan() -> Self {
        Self(Arc::from("plan"))
    }

    /// A checklist item of the audit.
    #[must_use]
    pub fn item(id: &str) -> Self {
        Self(Arc::from(format!("item:{id}")))
    }

    /// The `nth` object made by an entry.
    #[must_use]
    pub fn made(entry: &EntryRef, nth: usize) -> Self {
        Self(Arc::from(if nth == 0 { entry.to_string() } else { format!("{entry}.{nth}") }))
    }

    /// An identity read from a field or a file.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// The item id, where this is an item.
    #[must_use]
    pub fn as_item(&self) -> Option<&str> {
        self.0.strip_prefix("item:")
    }

    /// As written in fields.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An identity is found by its text, too.
impl Borrow<str> for ObjectId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether an id lies at or below another: `7.5` covers `7.5.3`, `A.5` covers `A.5.18`, `7` does not cover `75`.
#[must_use]
pub fn covers(outer: &str, id: &str) -> bool {
    let Some(start) = id.get(..outer.len()) else { return false };
    !outer.is_empty()
        && start.eq_ignore_ascii_case(outer)
        && matches!(id.as_bytes().get(outer.len()), None | Some(b'.'))
}

/// Why a text cannot be an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadId {
    /// Nothing was given.
    #[error("an id is needed: capital letters, digits, dots and dashes, as in IA-2026-02")]
    Empty,
    /// A character outside `A-Z 0-9 . -`.
    #[error("`{0}` holds {1:?}: an id is made of A-Z, 0-9, dot and dash")]
    Character(String, char),
    /// A name some operating system keeps for a device, or that hides or climbs.
    #[error("`{0}` is not usable as a file name on every system: choose another")]
    Reserved(String),
    /// Longer than a file name can safely be.
    #[error("`{0}` is longer than 64 characters")]
    Long(String),
}

/// Checks and case-folds an identifier that becomes a folder or file name: `[A-Z0-9.-]`, no device names of other
/// systems, so that a workspace can be cloned anywhere.
///
/// # Errors
/// Says what is wrong with it and what would do.
pub fn checked_id(text: &str) -> Result<String, BadId> {
    let id = text.trim().to_ascii_uppercase();
    if id.is_empty() {
        return Err(BadId::Empty);
    }
    if let Some(c) = id.chars().find(|c| !(c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '.' | '-'))) {
        return Err(BadId::Character(text.to_owned(), c));
    }
    let stem = id.split('.').next().unwrap_or_default();
    let numbered =
        |base: &str| stem.strip_prefix(base).is_some_and(|d| d.len() == 1 && d.as_bytes()[0].is_ascii_digit());
    let device = matches!(stem, "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT");
    if device || id.starts_with(['.', '-']) || id.ends_with('.') || id.contains("..") {
        return Err(BadId::Reserved(id));
    }
    if id.len() > 64 {
        return Err(BadId::Long(id));
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_folded_and_checked() {
        assert_eq!(checked_id("ia-2026-02").as_deref(), Ok("IA-2026-02"), "lower case is folded");
        for bad in ["", "  ", "a b", "../x", "con", "COM1.x", "nul", ".hidden", "-flag", "a/b", "ä", "end."] {
            assert!(checked_id(bad).is_err(), "{bad:?} must be refused");
        }
    }

    #[test]
    fn an_entry_reads_back_as_it_prints() {
        let entry: EntryRef = "LA-7f3k2m9q/12".parse().expect("well formed");
        assert_eq!((entry.journal.as_str(), entry.n), ("LA-7f3k2m9q", 12), "journal and number");
        assert_eq!(entry.to_string(), "LA-7f3k2m9q/12", "the same text again");
        for bad in ["", "12", "/12", "x/", "x/01", "x/-1", "x/99999999999"] {
            assert!(bad.parse::<EntryRef>().is_err(), "{bad:?} names no entry");
        }
    }
}
