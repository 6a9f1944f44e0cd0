//! `workpaper keys`: the keys as shipped, to be copied and changed.
//!
//! Must not know: what the keys do, or the user's own `keys.toml`: `doctor` judges that one.

use crate::config::SHIPPED_KEYS;
use crate::context::Context;
use crate::error::Result;
use clap::Args;

/// Print the keys as shipped: a `keys.toml` with every line commented out, so that a copy changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  workpaper keys > ~/.config/workpaper/keys.toml\n\
    Then take the # off a line and change its keys. `workpaper doctor` names the folder where yours is another one, and\n\
    says what is wrong with the file.")]
pub struct Keys {}

impl Keys {
    /// Runs it.
    #[expect(clippy::unused_self, reason = "every command is run alike")]
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        context.say_raw(SHIPPED_KEYS)
    }
}
