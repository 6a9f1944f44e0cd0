//! Which key does what on which screen: the action table, with the user's changes over it.
//!
//! Must not know: files. Mistakes are reported together, each with its remedy.

use super::action::{ACTIONS, Action, On};
use super::key::Key;
use std::collections::HashMap;

/// Keys to actions.
#[derive(Debug, Clone)]
pub struct Keymap {
    keys: HashMap<(On, Key), &'static Action>,
    shown: HashMap<&'static str, Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::new(&[]).0
    }
}

impl Keymap {
    /// The table with changes over it: action name, its keys instead. The second part of the answer says what is wrong:
    /// unknown actions, no keys, keys that two actions of one screen claim. What is wrong is left as shipped.
    #[must_use]
    pub fn new(changes: &[(String, Vec<String>)]) -> (Self, Vec<String>) {
        let mut mistakes = Vec::new();
        let mut shown: HashMap<&'static str, Vec<Key>> = ACTIONS.iter().map(|a| (a.id, a.keys.to_vec())).collect();
        for (id, keys) in changes {
            let Some(action) = ACTIONS.iter().find(|action| action.id == id) else {
                mistakes.push(format!("`{id}` is no action: `workpaper keys` lists them"));
                continue;
            };
            let parsed: Result<Vec<Key>, _> = keys.iter().map(|key| key.parse::<Key>()).collect();
            match parsed {
                Ok(keys) if !keys.is_empty() => drop(shown.insert(action.id, keys)),
                Ok(_) => mistakes.push(format!("`{id}` is left without a key: give it one")),
                Err(why) => mistakes.push(format!("`{id}`: {why}")),
            }
        }
        let mut keys: HashMap<(On, Key), &'static Action> = HashMap::new();
        for on in On::ALL {
            for action in ACTIONS.iter().filter(|action| action.is_on(on)) {
                for key in &shown[action.id] {
                    if let Some(other) = keys.insert((on, *key), action) {
                        mistakes.push(format!(
                            "on {} the key {key} is claimed by {} and {}",
                            on.name(),
                            other.id,
                            action.id
                        ));
                    }
                }
            }
        }
        (Self { keys, shown }, mistakes)
    }

    /// What a key does on a screen.
    #[must_use]
    pub fn find(&self, on: On, key: Key) -> Option<&'static Action> {
        self.keys.get(&(on, key)).copied()
    }

    /// An action's keys, the first is shown.
    #[must_use]
    pub fn keys(&self, action: &Action) -> &[Key] {
        self.shown.get(action.id).map_or(action.keys, Vec::as_slice)
    }

    /// The actions of a screen in the order its footer wants them.
    #[must_use]
    pub fn footer(&self, on: On) -> Vec<(&'static Action, Key)> {
        let mut actions: Vec<&'static Action> =
            ACTIONS.iter().filter(|action| action.is_on(on) && action.footer < 9).collect();
        actions.sort_by_key(|action| action.footer);
        actions.into_iter().filter_map(|action| Some((action, *self.keys(action).first()?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_has_no_conflict() {
        let (_, mistakes) = Keymap::new(&[]);
        assert!(mistakes.is_empty(), "shipped keys must not collide: {mistakes:?}");
    }

    #[test]
    fn every_escape_has_a_second_key_and_nothing_is_bound_where_links_eat_it() {
        for action in ACTIONS {
            assert!(action.keys != [Key::Esc], "{}: Esc alone is slow in tmux", action.id);
            assert!(!action.keys.iter().all(|key| matches!(key, Key::F(_))), "{}: a function key alone", action.id);
            for eaten in ['a', 'b', 's', 'q', '\\'] {
                assert!(!action.keys.contains(&Key::Ctrl(eaten)), "{}: Ctrl-{eaten} never arrives", action.id);
            }
        }
    }

    #[test]
    fn mistakes_are_reported_together() {
        let change = |id: &str, key: &str| (id.to_owned(), vec![key.to_owned()]);
        let (map, mistakes) = Keymap::new(&[change("nope", "x"), change("conforms", "<what>"), change("find", "c")]);
        assert_eq!(mistakes.len(), 3, "unknown, unreadable, claimed twice: {mistakes:?}");
        assert!(map.find(On::Field, Key::Char('x')).is_some(), "the rest still works");
    }
}
