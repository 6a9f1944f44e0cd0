//! The Statement of Applicability (ISO/IEC 27001, 6.1.3 d): which controls are necessary, why, whether they are
//! implemented, and why controls of Annex A are excluded.
//!
//! Must not know: files, or any audit (`soa_review` holds both together).

use super::checklist::Checklist;
use serde::Serialize;

/// Whether a control is implemented, as the organisation states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Implemented {
    /// It says nothing. 6.1.3 d) asks for it where the control is necessary.
    #[default]
    Unsaid,
    /// It is.
    Yes,
    /// In part.
    Partly,
    /// Not yet, but decided.
    Planned,
    /// It is not.
    No,
}

impl Implemented {
    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unsaid => "",
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::Planned => "planned",
            Self::No => "no",
        }
    }

    /// Reads a written word; nothing is `Unsaid`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.trim().to_lowercase().as_str() {
            "" | "-" => Self::Unsaid,
            "yes" | "y" | "true" | "implemented" | "full" | "fully" => Self::Yes,
            "partly" | "partial" | "partially" | "in part" => Self::Partly,
            "planned" | "open" | "in progress" => Self::Planned,
            "no" | "n" | "false" | "not implemented" => Self::No,
            _ => return None,
        })
    }
}

/// What the Statement says of one control.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The control's id.
    pub control: String,
    /// Whether it is necessary; if not, it is excluded.
    pub applicable: bool,
    /// Why it is included, or excluded.
    pub justification: String,
    /// Whether it is implemented.
    pub implemented: Implemented,
    /// Where the organisation's own rule for it stands.
    pub reference: String,
}

impl Entry {
    /// The entry in a line: `applicable, implemented: yes, ACP 4.3`, or why it is excluded.
    #[must_use]
    pub fn words(&self) -> String {
        let reason = if self.justification.is_empty() { "no justification given" } else { &self.justification };
        if !self.applicable {
            return format!("excluded: {reason}");
        }
        let state = match self.implemented {
            Implemented::Unsaid => "implementation not stated",
            Implemented::Yes => "implemented",
            Implemented::Partly => "partly implemented",
            Implemented::Planned => "planned, not yet implemented",
            Implemented::No => "not implemented",
        };
        let reference = if self.reference.is_empty() { String::new() } else { format!(" ({})", self.reference) };
        format!("applicable, {state}{reference}: {reason}")
    }
}

/// The Statement, as far as it could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Soa {
    /// Its version, where it says so.
    pub version: String,
    /// Its entries, in order.
    #[serde(rename = "entry")]
    pub entries: Vec<Entry>,
}

impl Soa {
    /// What it says of a control.
    #[must_use]
    pub fn of(&self, control: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.control.eq_ignore_ascii_case(control))
    }

    /// The reason recorded for an excluded control; none where it is not excluded.
    #[must_use]
    pub fn exclusion(&self, control: &str) -> Option<String> {
        let entry = self.of(control).filter(|entry| !entry.applicable)?;
        let version = if self.version.is_empty() { String::new() } else { format!(" {}", self.version) };
        let reason =
            if entry.justification.is_empty() { "excluded, no justification given" } else { &entry.justification };
        Some(format!("SoA{version}: {reason}"))
    }
}

/// One thing that the Statement lacks: the control, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The control.
    pub control: String,
    /// What is missing or odd, with the requirement.
    pub text: String,
}

/// What an entry lacks of 6.1.3 d): a justification on either side, the state of implementation.
#[must_use]
pub fn lacks(entry: &Entry) -> Option<&'static str> {
    match (entry.applicable, entry.justification.trim().is_empty(), entry.implemented) {
        (false, true, _) => Some("excluded without a justification (6.1.3 d)"),
        (true, true, _) => Some("included without a justification (6.1.3 d)"),
        (true, false, Implemented::Unsaid) => Some("included, but not said whether it is implemented (6.1.3 d)"),
        _ => None,
    }
}

/// Goes through the Statement against the controls of the current edition, and those of other lists it may cite.
#[must_use]
pub fn check(soa: &Soa, annex: &Checklist, others: &[&Checklist]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut say = |control: &str, text: String| gaps.push(Gap { control: control.to_owned(), text });
    for entry in &soa.entries {
        let id = entry.control.as_str();
        let annex_control = annex.item(id).is_some_and(|item| annex.is_control(item));
        if annex.item(id).is_some() && !annex_control {
            say(id, "is a clause: clauses 4 to 10 all apply and have no place here".to_owned());
            continue;
        }
        let old = others.iter().find_map(|list| list.item(id)).filter(|item| !item.maps_to.is_empty());
        if let (false, Some(old)) = (annex_control, old) {
            say(id, format!("is a control of an earlier edition: now {}", old.maps_to.join(", ")));
        } else if !annex_control && id.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("A.")) {
            say(id, "is no control of Annex A: mend the id, or name your own control otherwise".to_owned());
        }
        if let Some(text) = lacks(entry) {
            say(id, text.to_owned());
        }
    }
    for item in annex.items.iter().filter(|item| annex.is_control(item)) {
        if soa.of(&item.id).is_none() {
            say(&item.id, "is not listed: include it, or exclude it with a justification (6.1.3 d)".to_owned());
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_says_what_counts() {
        let entry =
            Entry { control: "A.8.30".into(), justification: "nothing is developed".into(), ..Entry::default() };
        assert_eq!(entry.words(), "excluded: nothing is developed", "an exclusion with its reason");
        let entry = Entry { applicable: true, implemented: Implemented::Partly, reference: "DEV 3".into(), ..entry };
        assert_eq!(entry.words(), "applicable, partly implemented (DEV 3): nothing is developed", "and an inclusion");
        for implemented in ["", "yes", "partly", "planned", "no"] {
            assert_eq!(Implemented::parse(implemented).map(Implemented::word), Some(implemented), "{implemented:?}");
        }
    }
}
