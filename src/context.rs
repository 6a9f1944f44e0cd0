//! What every command and every sitting needs: the workspace, who acts, the clock, and where to print.
//!
//! Must not know: any particular command.

pub mod progress;

use self::progress::Bar;
use crate::config;
use crate::domain::capture::Desk;
use crate::domain::dates;
use crate::domain::fields::Kind;
use crate::domain::ident::checked_id;
use crate::error::{Error, Result};
use crate::report::clean;
use crate::store::area::Area;
use crate::store::audits::OpenAudit;
use crate::store::snapshot::{self, Home};
use crate::store::workspace::{Homes, Workspace};
use crate::store::writer::Author;
use chrono::{DateTime, FixedOffset, Local, NaiveDate, SubsecRound};
use clap::Args;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Options of every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "For every command")]
pub struct Globals {
    /// The workspace's folder (else `$WORKPAPER_DIR`, the nearest parent with workpaper.toml, the user's own)
    #[arg(long, global = true, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Who records: initials, or `LA, Lead auditor`
    #[arg(long = "as", global = true, value_name = "WHO")]
    pub who: Option<String>,
    /// The day that lists and reports count from (never the time an entry bears)
    #[arg(long, global = true, value_name = "DATE")]
    pub today: Option<String>,
    /// auto, always or never
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub color: String,
    /// Draw with plain characters only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// A theme by name
    #[arg(long, global = true, value_name = "THEME")]
    pub theme: Option<String>,
    /// Feed keys instead of a terminal, as in `jj<enter>` (developers)
    #[arg(long, global = true, value_name = "KEYS", hide = true)]
    pub keys: Option<String>,
    /// The size for --print; before the command, for `sample` has a size of its own
    #[arg(long, value_name = "COLSxROWS", default_value = "80x24", hide = true)]
    pub size: String,
    /// Print the screen after the keys and leave (developers)
    #[arg(long, global = true, hide = true)]
    pub print: bool,
    /// Print JSON where a command lists something
    #[arg(long, global = true)]
    pub json: bool,
}

/// Shared by all commands.
#[derive(Debug)]
pub struct Context {
    /// The options of every command.
    pub globals: Globals,
    /// The folders outside the workspace.
    pub homes: Homes,
    /// The user's settings.
    pub settings: config::Settings,
    /// What is wrong with them.
    pub mistakes: Vec<String>,
    today: Option<NaiveDate>,
}

impl Context {
    /// Reads the settings; mistakes in them are told on standard error and do not stop anything.
    ///
    /// # Errors
    /// Where no home folder is known, or `--today` is no day.
    pub fn new(globals: Globals) -> Result<Self> {
        let homes = Homes::of_user()?;
        let loaded = config::load(&homes.config);
        for mistake in &loaded.mistakes {
            warn(mistake);
        }
        let here = now().date_naive();
        let today = match globals.today.as_deref() {
            None => None,
            Some(text) => Some(
                dates::parse_day(text, Some(here))
                    .ok_or_else(|| Error::Usage(format!("--today {text} is no day: write 2026-11-21")))?,
            ),
        };
        Ok(Self { globals, homes, settings: loaded.settings, mistakes: loaded.mistakes, today })
    }

    /// The day that lists count from.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.today.unwrap_or_else(|| now().date_naive())
    }

    /// Opens the workspace.
    ///
    /// # Errors
    /// Where there is none: what was searched, and how to make one.
    pub fn workspace(&self) -> Result<Workspace> {
        let env = std::env::var_os("WORKPAPER_DIR").map(PathBuf::from);
        let here = std::env::current_dir()
            .map_err(|why| Error::Failed(format!("the current folder is not readable: {why}")))?;
        let found = Workspace::search(self.globals.dir.as_deref(), env.as_deref(), &here, &self.homes);
        let Some(root) = found else {
            let where_ = self.globals.dir.as_deref().or(env.as_deref()).unwrap_or(Path::new("."));
            return Err(Error::NoWorkspace(format!(
                "no workspace in {} or above it: `workpaper init` makes one, `workpaper demo` shows one",
                where_.display()
            )));
        };
        Ok(Workspace::open(&root, self.homes.clone())?)
    }

    /// Who records: `--as`, the settings, else the account's name, which is said once on standard error.
    #[must_use]
    pub fn author(&self) -> Author {
        author(self.globals.who.as_deref(), &self.settings)
    }

    /// Opens an audit by id, any case.
    ///
    /// # Errors
    /// Where there is none of that id: the ids there are.
    pub fn audit(&self, workspace: &Workspace, id: &str) -> Result<OpenAudit> {
        let ids = workspace.audit_ids()?;
        let wanted = checked_id(id).map_err(|why| Error::NotFound(why.to_string()))?;
        if !ids.contains(&wanted) {
            let known =
                if ids.is_empty() { "there is none yet: `workpaper new ID`".to_owned() } else { ids.join(", ") };
            return Err(Error::NotFound(format!("no audit {wanted} here; audits: {known}")));
        }
        let audit = OpenAudit::open(workspace, &wanted, self.author())?;
        for complaint in audit.complaints() {
            warn(&complaint);
        }
        Ok(audit)
    }

    /// Opens the register. A large one takes a while: how far it is stands on a terminal's standard error.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn register(&self, workspace: &Workspace) -> Result<Area> {
        let mut bar = Bar::begin();
        let register = workspace.register_watched(self.author(), &mut |done, of, what| bar.step(done, of, what))?;
        drop(bar);
        for complaint in register.complaints() {
            warn(&complaint);
        }
        Ok(register)
    }

    /// What the home screen says: quick from the snapshot, with a bar where that has to be made anew.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn home(&self, workspace: &Workspace) -> Result<Home> {
        let mut bar = Bar::begin();
        Ok(snapshot::home_watched(workspace, &self.author(), None, &mut |done, of, what| bar.step(done, of, what))?)
    }

    /// The same of the register alone.
    #[must_use]
    pub fn rows(&self, workspace: &Workspace) -> Home {
        let mut bar = Bar::begin();
        snapshot::register_watched(workspace, &self.author(), &mut |done, of, what| bar.step(done, of, what))
    }

    /// The clock, in the zone of the place audited.
    #[must_use]
    pub fn at(&self, audit: &OpenAudit) -> DateTime<FixedOffset> {
        in_zone_of(audit, now())
    }

    /// Where a line written now belongs.
    #[must_use]
    pub fn desk(&self, audit: &OpenAudit) -> Desk {
        let view = audit.view();
        Desk {
            item: None,
            interview: view.open_interview(&audit.area.author().initials).map(|interview| interview.id.clone()),
            now: self.at(audit).naive_local(),
            initials: audit.area.author().initials.clone(),
            letter: audit.area.own_letter(),
        }
    }

    /// Prints a text and a line feed on standard output. What others wrote is made safe before.
    ///
    /// # Errors
    /// Where the reader has gone, as `head` does: that ends the program quietly.
    pub fn say(&self, text: impl AsRef<str>) -> Result<()> {
        self.say_raw(&(clean::lines(text.as_ref()) + "\n"))
    }

    /// Prints a text that the program itself made, as it is.
    ///
    /// # Errors
    /// As for [`Context::say`].
    pub fn say_raw(&self, text: &str) -> Result<()> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => Err(Error::BrokenPipe),
            Err(why) => Err(Error::Failed(format!("cannot print: {why}"))),
        }
    }

    /// Prints JSON, indented; escapes make it safe.
    ///
    /// # Errors
    /// As for [`Context::say`].
    pub fn say_json(&self, value: &impl serde::Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(value).map_err(|why| Error::Failed(format!("cannot print: {why}")))?;
        self.say_raw(&(clean::json(&text) + "\n"))
    }

    /// How wide texts are set: the terminal's width, 80 columns where there is none.
    #[must_use]
    pub fn width(&self) -> usize {
        let size = rustix::termios::tcgetwinsize(io::stdout()).ok().filter(|size| size.ws_col >= 20);
        size.map_or(80, |size| usize::from(size.ws_col))
    }

    /// Whether somebody reads standard output as it comes.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        io::stdout().is_terminal() && io::stdin().is_terminal()
    }
}

/// The clock, to the millisecond that journals keep.
#[must_use]
pub fn now() -> DateTime<FixedOffset> {
    Local::now().fixed_offset().trunc_subsecs(3)
}

/// A moment in the zone that the audit's plan names.
#[must_use]
pub fn in_zone_of(audit: &OpenAudit, at: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    dates::parse_offset(audit.view().plan_text("offset")).map_or(at, |zone| at.with_timezone(&zone))
}

/// A notice on standard error. Never fails: there may be nobody to read it.
pub fn warn(text: &str) {
    drop(writeln!(io::stderr(), "workpaper: {}", clean::lines(text)));
}

/// The account's name: as the system's list of accounts says, else as the login said, else its number. The login's word
/// comes second, for anybody can set it.
fn account() -> String {
    let uid = rustix::process::getuid().as_raw().to_string();
    let listed = || {
        let list = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let own = list.lines().find(|line| line.split(':').nth(2) == Some(uid.as_str()));
        own.and_then(|line| line.split(':').next()).map(str::to_owned)
    };
    let said = || ["USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()));
    listed().or_else(said).unwrap_or_else(|| format!("uid{uid}"))
}

/// Who records, from `--as`, the settings, or the account.
#[must_use]
pub fn author(who: Option<&str>, settings: &config::Settings) -> Author {
    let os_user = account();
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let (initials, name) = match who.map(str::trim).filter(|who| !who.is_empty()) {
        Some(who) => match who.split_once(',') {
            Some((initials, name)) => (initials.trim().to_owned(), name.trim().to_owned()),
            None => (who.to_owned(), if who == settings.initials { settings.name.clone() } else { who.to_owned() }),
        },
        None if !settings.initials.is_empty() => (settings.initials.clone(), settings.name.clone()),
        None => (os_user.clone(), os_user.clone()),
    };
    let kept: String = initials.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let initials = if kept.is_empty() { "ANON".to_owned() } else { kept.to_ascii_uppercase() };
    Author { initials, name, os_user, host }
}

/// A finding by reference or label, or why not.
///
/// # Errors
/// Names what there is.
pub fn finding<'a>(audit: &'a OpenAudit, name: &str) -> Result<&'a crate::domain::fold::Object> {
    let found = audit.view().find(name).filter(|object| object.kind == Kind::Finding);
    found.ok_or_else(|| {
        Error::NotFound(format!("`{name}` is no finding of {}: `workpaper findings {}` lists them", audit.id, audit.id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_the_systems_word_where_it_has_one() {
        let uid = rustix::process::getuid().as_raw().to_string();
        let list = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let own = list.lines().find(|line| line.split(':').nth(2) == Some(uid.as_str()));
        if let Some(name) = own.and_then(|line| line.split(':').next()) {
            assert_eq!(account(), name, "not what a variable says");
        }
    }
}
