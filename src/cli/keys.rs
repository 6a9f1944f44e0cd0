//! `workpaper keys`: a set of keys as shipped, to be copied and changed.
//!
//! Must not know: what the keys do, or the user's own `keys.toml`: `doctor` judges that one.

use crate::app::action::{ACTIONS, Action};
use crate::app::keymap::Keymap;
use crate::config::keys::{self, Set};
use crate::context::Context;
use crate::error::{Error, Result};
use clap::Args;
use std::fmt::Write as _;

/// Print a set of keys as shipped: a `keys.toml` with every line commented out, so that a copy changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  workpaper keys > ~/.config/workpaper/keys.toml\n  workpaper keys --set arrows\n\
    Then take the # off a line and change its keys. `workpaper doctor` names the folder where yours is another one, and\n\
    says what is wrong with the file. `keys = \"arrows\"` in config.toml chooses a set.")]
pub struct Keys {
    /// vi or arrows [default: the one that config.toml chooses]
    #[arg(long, value_name = "SET")]
    set: Option<String>,
}

impl Keys {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let set = match &self.set {
            Some(name) => keys::set(name).map_err(Error::Usage)?,
            // A wrong name in the settings is `doctor`'s to tell, and stops nothing.
            None => keys::set(&context.settings.keys).unwrap_or(&keys::SETS[0]),
        };
        context.say_raw(&file(set))
    }
}

/// The set as a `keys.toml`.
fn file(set: &Set) -> String {
    let map = keys::shipped(set).0;
    let mut text = format!("# The keys of the set `{}`: {}.\n", set.name, set.words);
    text.push_str(HEAD);
    for action in ACTIONS {
        let _ = write!(text, "\n# {} ({})\n#{} = {}\n", action.words, places(action), action.id, written(&map, action));
    }
    text
}

const HEAD: &str = "# Every line is commented out, so a copy of this file changes nothing. To change a key:
#   1. workpaper keys > ~/.config/workpaper/keys.toml   (`workpaper doctor` names the folder where it is another)
#   2. take the # off a line and write other keys: one as \"k\", several as [\"k\", \"<up>\"]; the first is shown
# What you name here takes the place of all keys that the set gives that action. A key is a character as you type it,
# or one of <enter> <esc> <tab> <s-tab> <bs> <del> <up> <down> <left> <right> <home> <end> <pgup> <pgdn> <space>
# <lt> (for <), <c-x> (Ctrl with a letter), <f1> to <f12>. Two actions of one screen cannot have the same key, Alt and
# Ctrl with a b s q or \\ do not arrive everywhere, Ctrl with h i j m or [ is another key, and Esc or a function key
# wants a second one beside it. Mistakes are named, all of them with their lines, when the program starts and by
# `workpaper doctor`; what is wrong is left as shipped. The letters of the grades (m M o i p) are no actions: they stand
# in workpaper.toml; leave them free in fieldwork. While a text is typed the control keys of next-item, previous-item,
# find-item, record-all, suspend and repaint hold too; the keys that edit the text, Esc and Ctrl-G are fixed. Messages
# name the keys of the set `vi`.
";

fn places(action: &Action) -> String {
    let names: Vec<&str> = action.on.iter().map(|on| on.name()).collect();
    if names.is_empty() { "everywhere".to_owned() } else { names.join(", ") }
}

fn written(map: &Keymap, action: &Action) -> String {
    let keys: Vec<String> = map.keys(action).iter().map(|key| format!("\"{key}\"")).collect();
    if keys.len() == 1 { keys.concat() } else { format!("[{}]", keys.join(", ")) }
}
