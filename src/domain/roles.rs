//! The roles that can be asked: one short list, shared by all checklists, so that one interview covers all a person knows.
//!
//! Must not know: people. An own checklist may name other roles; they work, and `checklist lint` says so.

use super::checklist::{Checklist, Item};

/// A role, and how it may be typed in an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// As checklists write it.
    pub name: &'static str,
    /// Short names, the usual one first.
    pub short: &'static [&'static str],
}

/// All of them.
pub static ROLES: &[Role] = &[
    Role { name: "top management", short: &["top", "management", "board"] },
    Role { name: "ISMS manager", short: &["isms", "ciso"] },
    Role { name: "HR", short: &["hr"] },
    Role { name: "IT operations", short: &["ops", "it"] },
    Role { name: "service desk", short: &["desk", "helpdesk"] },
    Role { name: "development", short: &["dev"] },
    Role { name: "facilities", short: &["fac"] },
    Role { name: "supplier management", short: &["sup", "suppliers", "purchasing"] },
    Role { name: "legal/privacy", short: &["legal", "privacy"] },
    Role { name: "risk owner", short: &["risk"] },
    Role { name: "any employee", short: &["any", "staff", "employee"] },
];

/// A role of the list by name or short name, whatever its case.
#[must_use]
pub fn find(text: &str) -> Option<&'static Role> {
    let text = text.trim();
    ROLES.iter().find(|role| {
        role.name.eq_ignore_ascii_case(text) || role.short.iter().any(|short| short.eq_ignore_ascii_case(text))
    })
}

/// The role that a text means in a checklist: one of the shared list, or one that the checklist names itself.
///
/// # Errors
/// The roles there are, with their short names.
pub fn meant(list: &Checklist, text: &str) -> Result<String, String> {
    if let Some(role) = find(text) {
        return Ok(role.name.to_owned());
    }
    let own = own(list);
    if let Some(name) = own.iter().find(|name| name.eq_ignore_ascii_case(text.trim())) {
        return Ok((*name).to_owned());
    }
    let shared = ROLES.iter().map(|role| format!("{} ({})", role.name, role.short[0]));
    let known: Vec<String> = shared.chain(own.iter().map(|name| (*name).to_owned())).collect();
    Err(format!("`{}` is no role of this checklist; its roles: {}", text.trim(), known.join(", ")))
}

/// The role that the words of an interview mean, as in `HR operations lead`; none where it is not plain.
#[must_use]
pub fn of_words(list: &Checklist, words: &str) -> Option<String> {
    meant(list, words).ok().or_else(|| {
        let lower = words.to_lowercase();
        let named = ROLES.iter().find(|role| lower.contains(&role.name.to_lowercase()));
        let spoken = |role: &&Role| lower.split(|c: char| !c.is_alphanumeric()).any(|word| role.short.contains(&word));
        named.or_else(|| ROLES.iter().find(spoken)).map(|role| role.name.to_owned())
    })
}

/// Roles that a checklist names and the shared list does not know.
fn own(list: &Checklist) -> Vec<&str> {
    let mut own: Vec<&str> = Vec::new();
    for role in list.items.iter().flat_map(|item| &item.roles) {
        if !own.contains(&role.as_str()) && !ROLES.iter().any(|known| known.name == role) {
            own.push(role);
        }
    }
    own
}

/// How near an item is to a role: 0 = it is named first, 1 = it can answer too, none = it cannot.
#[must_use]
pub fn nearness(item: &Item, role: &str) -> Option<usize> {
    item.roles.iter().position(|known| known.eq_ignore_ascii_case(role)).map(|at| at.min(1))
}

/// The items that a role can answer, those it is named first for before the others; else in the order of the checklist.
#[must_use]
pub fn track<'l>(list: &'l Checklist, role: &str) -> Vec<&'l Item> {
    let mut track: Vec<(usize, &Item)> =
        list.items.iter().filter_map(|item| Some((nearness(item, role)?, item))).collect();
    track.sort_by_key(|(near, _)| *near);
    track.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_can_be_typed_short_and_no_short_name_means_two() {
        let mut seen: Vec<String> = Vec::new();
        for role in ROLES {
            assert!(!role.short.is_empty(), "{} has a short name", role.name);
            for name in role.short.iter().chain([&role.name]) {
                assert_eq!(find(&name.to_uppercase()), Some(role), "{name} means {} whatever its case", role.name);
                if !role.name.eq_ignore_ascii_case(name) || role.short[0] == *name {
                    seen.push(name.to_lowercase());
                }
            }
        }
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(count, seen.len(), "no short name stands twice");
    }

    #[test]
    fn who_is_named_first_comes_first() {
        let item = |id: &str, roles: &[&str]| Item {
            id: id.into(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            ..Item::default()
        };
        let items = vec![item("1", &["ISMS manager", "HR"]), item("2", &["HR"]), item("3", &["service desk"])];
        let list = Checklist { items, ..Checklist::default() };
        let ids: Vec<&str> = track(&list, "HR").iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids, ["2", "1"], "their own matters, then what they can also speak to");
        assert_eq!(of_words(&list, "HR operations").as_deref(), Some("HR"), "a word of an interview's role");
        assert_eq!(of_words(&list, "Service desk lead").as_deref(), Some("service desk"), "a whole name wins");
        assert_eq!(of_words(&list, "Gardener"), None, "nothing is guessed");
    }
}
