//! Names that stay the same from one export to the next: UUIDs made of stable ids (RFC 9562, version 5), and tokens.
//!
//! Must not know: what bears them.

use uuid::Uuid;

/// The namespace of what OSCAL has no word for, and the root of all UUIDs made here. `.invalid` belongs to nobody and
/// never will (RFC 2606): this is a name, not an address.
pub(super) const NS: &str = "https://workpaper.invalid/ns/internal-audit";

/// UUIDs of one organisation's audit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids(Uuid);

impl Ids {
    /// Those of this organisation, and of this audit of it.
    pub(super) fn new(organisation: &str, audit: &str) -> Self {
        let root = Uuid::new_v5(&Uuid::NAMESPACE_URL, NS.as_bytes());
        Self(Uuid::new_v5(&Uuid::new_v5(&root, organisation.as_bytes()), audit.as_bytes()))
    }

    /// The UUID of a thing of this kind with this id.
    pub(super) fn of(self, kind: &str, id: &str) -> String {
        Uuid::new_v5(&Uuid::new_v5(&self.0, kind.as_bytes()), id.as_bytes()).to_string()
    }
}

/// A text as a token (a name without colon that begins with a letter): small letters, digits, dots and dashes. Where that
/// loses something, a few characters behind it keep two texts apart.
pub(super) fn token(text: &str) -> String {
    let small = text.trim().to_lowercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let mut token: String = small.chars().map(|c| if fits(c) { c } else { '-' }).collect();
    if small.is_empty() || !small.chars().all(|c| fits(c) || c == ' ') {
        let hash = Uuid::new_v5(&Uuid::NAMESPACE_OID, small.as_bytes()).simple().to_string();
        let kept: Vec<&str> = token.split('-').filter(|part| !part.is_empty()).collect();
        token = format!("{}-{}", kept.join("-"), &hash[..8]);
    }
    if token.starts_with(|c: char| c.is_ascii_alphabetic()) { token } else { format!("cl.{}", token.trim_matches('-')) }
}

/// An item's id as a control's: `A.5.18` is `a.5.18`, and `6.1.2`, which no token may begin with, `cl.6.1.2`.
pub(super) fn control(item: &str) -> String {
    // Here a space is no part of the form, so that it must not be lost without a trace.
    token(&item.replace(' ', "_"))
}

/// What assesses a control: the part of the catalog that findings point to.
pub(super) fn objective(control: &str) -> String {
    format!("{control}_obj")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_begin_with_a_letter_and_keep_texts_apart() {
        assert_eq!(control("A.5.18"), "a.5.18", "a control");
        assert_eq!(control("6.1.2"), "cl.6.1.2", "a clause");
        assert_eq!(token("HR operations lead"), "hr-operations-lead", "a role");
        assert_ne!(token("Prüfer"), token("Pröfer"), "what is lost is kept apart");
        assert_ne!(control("A 5"), control("A-5"), "a space too, in an id");
        for odd in ["", " ", "é", "_obj", "--", "=1+1", "\u{1b}[31m", "😀"] {
            let made = token(odd);
            assert!(made.starts_with(|c: char| c.is_ascii_alphabetic()), "{odd:?} gives a token: {made}");
            let ascii = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
            assert!(made.chars().all(ascii), "{odd:?} gives nothing but letters, digits, dots, dashes: {made}");
        }
    }

    #[test]
    fn uuids_depend_on_all_they_are_made_of() {
        let (one, other) = (Ids::new("Q", "IA-1"), Ids::new("Q", "IA-2"));
        assert_eq!(one.of("risk", "a"), Ids::new("Q", "IA-1").of("risk", "a"), "the same again");
        assert_ne!(one.of("risk", "a"), one.of("task", "a"), "kinds are kept apart");
        assert_ne!(one.of("risk", "a"), other.of("risk", "a"), "and audits");
        assert_eq!(one.of("risk", "a").as_bytes()[14], b'5', "version 5");
    }
}
