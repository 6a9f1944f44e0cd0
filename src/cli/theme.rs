//! `workpaper theme`: the themes there are, how they look on this terminal, and which is used from now on.
//!
//! Must not know: what a theme says (`ui::theme`) or how it is drawn (`ui::swatch`).

use crate::config;
use crate::context::{Context, warn};
use crate::error::Result;
use crate::runtime::themes::{self, Known};
use crate::term::backend::tidy;
use crate::term::caps::{self, ColourMode};
use crate::term::paint;
use crate::ui::glyphs::{ASCII, UNICODE};
use crate::ui::look::Look;
use crate::ui::swatch;
use crate::ui::theme::Ground;
use clap::{Args, Subcommand};
use ratatui::style::Style;
use serde::Serialize;
use std::io::{self, IsTerminal};

/// List the themes, shipped and your own, show them on this terminal, or choose one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper theme                         the list; * marks the one in use
  workpaper theme preview                 all of them, on this terminal
  workpaper theme use high-contrast       from now on

In the terminal program: T at home.

A theme of your own is themes/NAME.toml in the configuration folder; `workpaper doctor` names it.")]
pub struct Themes {
    /// What to do; none lists them
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the themes, with the background each is made for
    #[command(after_help = "Example: workpaper theme list --json")]
    List,
    /// Show every meaning of a theme on this terminal
    #[command(after_help = "Example: workpaper theme preview light")]
    Preview {
        /// The theme; none shows all
        #[arg(value_name = "THEME")]
        name: Option<String>,
    },
    /// Write a theme into the settings
    #[command(after_help = "Example: workpaper theme use high-contrast")]
    Use {
        /// The theme
        #[arg(value_name = "THEME")]
        name: String,
    },
}

/// One theme as other tools get it. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    background: String,
    file: String,
    in_use: bool,
    mistakes: Vec<String>,
}

impl Themes {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        match self.what {
            None | Some(What::List) => list(context),
            Some(What::Preview { name }) => preview(context, name.as_deref()),
            Some(What::Use { name }) => {
                let found = themes::named(&context.homes.config, &name)?;
                let name = found.name.clone();
                found.readable()?;
                config::save(&context.homes.config, &[("theme", &name)])?;
                context.say(format!("theme {name}, from now on: {}", config::path(&context.homes.config).display()))
            }
        }
    }
}

fn list(context: &Context) -> Result<()> {
    let chosen = themes::chosen(context)?;
    if let Some(notice) = chosen.notice {
        warn(&notice);
    }
    let rows = themes::rows(&context.homes.config).into_iter().map(|row| Row {
        in_use: row.name == chosen.name,
        name: row.name,
        background: row.ground,
        file: row.file,
        mistakes: row.mistakes,
    });
    if context.globals.json {
        return context.say_json(&rows.collect::<Vec<_>>());
    }
    for row in rows {
        let mark = if row.in_use { "*" } else { " " };
        let ground = match row.background.as_str() {
            "" => "not said".to_owned(),
            "any" => "any background".to_owned(),
            ground => format!("{ground} background"),
        };
        let from = if row.file.is_empty() { "shipped" } else { &row.file };
        context.say(format!("{mark} {:<20} {ground:<18} {from}", row.name))?;
        for mistake in row.mistakes {
            context.say(format!("    {mistake}"))?;
        }
    }
    Ok(())
}

/// How much of a look may go out: to a file only text, unless colours are asked for.
fn preview(context: &Context, name: Option<&str>) -> Result<()> {
    let colour = themes::colour(context)?;
    let plain = context.globals.color != "always"
        && (!io::stdout().is_terminal() || caps::refusal(caps::environment).is_some());
    if plain {
        warn("this is no terminal, so it is text only: --color always prints the colours all the same");
    } else if colour == ColourMode::Mono {
        warn("colours are off here (NO_COLOR, --color never or TERM): weights and lines only");
    }
    let shown = match name {
        Some(name) => vec![themes::named(&context.homes.config, name)?],
        None => themes::known(&context.homes.config),
    };
    let one = name.is_some();
    for (nth, Known { name, file, theme }) in shown.into_iter().enumerate() {
        let theme = match theme {
            Ok(theme) => theme,
            Err(_) if one => return Known { name, file, theme }.readable().map(drop),
            Err(mistakes) => {
                warn(&mistakes.join("\n"));
                continue;
            }
        };
        let ground = match theme.ground {
            Some(Ground::Any) => ", made for any background".to_owned(),
            Some(ground) => format!(", made for {ground} backgrounds"),
            None => String::new(),
        };
        context.say(format!("{}{name}{ground}", if nth == 0 { "" } else { "\n" }))?;
        let ascii = context.globals.ascii || !caps::is_utf8(caps::environment);
        let look = Look::new(theme, if ascii { ASCII } else { UNICODE });
        let mut picture = swatch::picture(&look);
        if plain {
            picture.set_style(picture.area, Style::reset());
        }
        tidy(&mut picture, colour);
        context.say_raw(&paint::lines(&picture))?;
    }
    Ok(())
}
