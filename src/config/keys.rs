//! The user's keys: a shipped set, and over it `keys.toml` in the configuration folder.
//!
//! Must not know: what an action does, or which there are. A shipped set goes through the same reader as a user's file.

use crate::app::keymap::{Change, Keymap, Layer};
use crate::exchange::toml_error::{toml_words, within};
use crate::store::files;
use std::collections::BTreeMap;
use std::path::Path;
use toml::{Spanned, Value};

/// A set of keys as shipped: what it changes in the action table.
#[derive(Debug)]
pub struct Set {
    /// Its name in `config.toml`.
    pub name: &'static str,
    /// What it is like.
    pub words: &'static str,
    text: &'static str,
}

/// The sets; the first is the action table itself, and what counts where none is chosen.
pub static SETS: &[Set] = &[
    Set { name: "vi", words: "h j k l g G and arrows move, each action has its letter, ? opens the menu", text: "" },
    Set {
        name: "arrows",
        words: "Tab opens the menu of all actions, arrows choose, Enter does it, Esc goes back",
        text: include_str!("arrows.toml"),
    },
];

/// The keys that count.
#[derive(Debug, Default)]
pub struct Keys {
    /// The keys of all actions.
    pub map: Keymap,
    /// The name of the set that was chosen.
    pub set: &'static str,
    /// Whether a file of the user's changes any.
    pub own: bool,
    /// Mistakes, each with file, line and remedy.
    pub mistakes: Vec<String>,
}

/// The set of a name; the first one for no name.
///
/// # Errors
/// Names those there are.
pub fn set(name: &str) -> Result<&'static Set, String> {
    let found = SETS.iter().find(|set| name.is_empty() || set.name == name);
    let names: Vec<&str> = SETS.iter().map(|set| set.name).collect();
    found.ok_or_else(|| format!("there is no set of keys `{name}`: {}", names.join(" or ")))
}

/// A set by itself. Its mistakes are ours, and the tests find them.
#[must_use]
pub fn shipped(set: &Set) -> (Keymap, Vec<String>) {
    let (layer, mut mistakes) = layer(&format!("the set {}", set.name), set.text);
    let (map, wrong) = Keymap::new(&[layer]);
    mistakes.extend(wrong);
    (map, mistakes)
}

/// The set that `config.toml` chooses, with the user's `keys.toml` over it. What is wrong is left as shipped.
#[must_use]
pub fn load(folder: &Path, wanted: &str) -> Keys {
    let mut mistakes = Vec::new();
    let chosen = set(wanted).unwrap_or_else(|why| {
        let config = folder.join("config.toml");
        let text = files::read_text(&config).ok().flatten().unwrap_or_default();
        let line = within(&text.lines().collect::<Vec<_>>(), "keys") + 1;
        mistakes.push(format!("{}: line {line}: {why}", config.display()));
        &SETS[0]
    });
    let (set, _) = layer(chosen.name, chosen.text);
    let path = folder.join("keys.toml");
    let (own, wrong) = match files::read_text(&path) {
        Ok(text) => layer(&path.display().to_string(), &text.unwrap_or_default()),
        Err(why) => (Layer::default(), vec![why.to_string()]),
    };
    mistakes.extend(wrong);
    let changed = !own.changes.is_empty();
    let (map, wrong) = Keymap::new(&[set, own]);
    mistakes.extend(wrong);
    Keys { map, set: chosen.name, own: changed, mistakes }
}

/// A table of action names, each with one key or a list, and the number of its line. The second part says what cannot
/// be read as that.
fn layer(name: &str, text: &str) -> (Layer, Vec<String>) {
    let mut layer = Layer { name: name.to_owned(), changes: Vec::new() };
    let table = match toml::from_str::<BTreeMap<String, Spanned<Value>>>(text) {
        Ok(table) => table,
        Err(why) => {
            let remedy = "mend or delete the line; until then nothing of this file counts";
            return (layer, vec![format!("{name}: {}: {remedy}", toml_words(text, &why))]);
        }
    };
    let mut wrong = Vec::new();
    for (action, value) in table {
        let line = text[..value.span().start.min(text.len())].matches('\n').count() + 1;
        match keys_of(value.get_ref()) {
            Some(keys) => layer.changes.push(Change { action, keys, line }),
            None => wrong.push((line, action)),
        }
    }
    layer.changes.sort_by_key(|change| change.line);
    wrong.sort();
    let words = |(line, action): (usize, String)| {
        format!("{name}: line {line}: `{action}` is no key: write one as \"k\", several as [\"k\", \"<up>\"]")
    };
    (layer, wrong.into_iter().map(words).collect())
}

fn keys_of(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(key) => Some(vec![key.clone()]),
        Value::Array(keys) => keys.iter().map(|key| key.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}
