//! `workpaper doctor`: what surrounds the workspace, in plain words: who else can read it, whether locks work, where
//! things lie, what is left over, what the terminal can show.
//!
//! Must not know: whether journals are sound (that is `verify`). It asks neither the network nor the terminal, starts no
//! process, and touches nothing but a lock file of its own, which goes away again, and empty drafts of ended sessions.

use crate::config;
use crate::context::{Context, now};
use crate::error::{Error, Result};
use crate::report::wrap::wrap;
use crate::runtime::themes;
use crate::store::area::Area;
use crate::store::exposure::{self, Exposure, FileSystem};
use crate::store::files;
use crate::store::findings;
use crate::store::library::Library;
use crate::store::workspace::Workspace;
use crate::term::caps::{self, ColourChoice, ColourMode};
use clap::Args;
use serde::Serialize;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Say who else can read the workspace, whether locks work, where things lie, and what is amiss around it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper doctor
  workpaper --dir sample doctor --json")]
pub struct Doctor {}

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Ok,
    Note,
    Warning,
}

/// One thing looked at. Part of the stable contract of `--json`.
#[derive(Debug, Serialize)]
struct Line {
    about: &'static str,
    level: Level,
    text: String,
}

/// The lines as they are gathered.
#[derive(Debug, Default)]
struct Lines(Vec<Line>);

impl Lines {
    fn add(&mut self, about: &'static str, level: Level, text: impl Into<String>) {
        self.0.push(Line { about, level, text: text.into() });
    }

    /// A warning if there is something to warn of, else that it is well.
    fn judge(&mut self, about: &'static str, wrong: &[String], well: &str) {
        for text in wrong {
            self.add(about, Level::Warning, text.as_str());
        }
        if wrong.is_empty() {
            self.add(about, Level::Ok, well);
        }
    }
}

impl Doctor {
    /// Runs it.
    #[expect(clippy::unused_self, reason = "every command is run alike")]
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let mut lines = Lines::default();
        let workspace = match context.workspace() {
            Ok(workspace) => Some(workspace),
            Err(why @ (Error::NoWorkspace(_) | Error::Store(_))) => {
                lines.add("workspace", Level::Warning, why.to_string());
                None
            }
            Err(why) => return Err(why),
        };
        if let Some(workspace) = &workspace {
            about_readers(workspace, &mut lines);
            about_disk(&workspace.root, &mut lines);
            about_git(workspace, &mut lines);
            about_areas(context, workspace, &mut lines)?;
        }
        about_homes(context, workspace.as_ref(), &mut lines);
        let library = Library::load(workspace.as_ref(), &context.homes.config);
        lines.judge("checklists", &library.broken, &format!("{} can be used", library.ids().len()));
        about_terminal(context, &mut lines)?;
        if context.globals.json {
            return context.say_json(&lines.0);
        }
        let mut last = "";
        for line in &lines.0 {
            let mark = match line.level {
                Level::Ok => "ok",
                Level::Note => "note",
                Level::Warning => "WARN",
            };
            let about = if line.about == last { "" } else { line.about };
            last = line.about;
            let head = format!("{about:<11} {mark:<4}  ");
            context.say(wrap(&line.text, context.width(), &head, &" ".repeat(head.len())).join("\n"))?;
        }
        Ok(())
    }
}

fn about_readers(workspace: &Workspace, lines: &mut Lines) {
    let about = "readers";
    let found = match exposure::of(&workspace.root) {
        Ok(found) => found,
        Err(why) => return lines.add(about, Level::Warning, why.to_string()),
    };
    let (owner, group) = (name_of("/etc/passwd", found.owner), name_of("/etc/group", found.group));
    let root = workspace.root.display();
    lines.add("workspace", Level::Ok, format!("{root}: belongs to {owner}, group {group}, mode {:04o}", found.mode));
    let me = rustix::process::getuid().as_raw();
    if found.owner != me && me != 0 {
        lines.add(
            about,
            Level::Warning,
            format!("{owner} owns the workspace, not you: they can read and change all of it"),
        );
    }
    lines.add(
        about,
        Level::Note,
        "root, the administrator of this machine, can read and change everything here; so can whoever keeps its backups. \
         On a jump host they may be among the audited",
    );
    lines.judge(about, &others(&found), "no other account can read or change it, as far as its mode bits say");
    let members = members(&found, &group);
    if workspace.access.shared {
        lines.add(about, Level::Note, format!("shared = true: every member of group {group} reads and writes it"));
    } else {
        lines.judge(about, &members, &format!("the members of group {group} cannot read or change it"));
    }
    if found.access_list {
        let text = "the folder bears an access list, which may allow more than the mode bits: look with getfacl";
        lines.add(about, Level::Warning, text);
    }
    for parent in &found.loose_parents {
        let text = format!("{}: others may rename what lies in it, and so exchange the workspace", parent.display());
        lines.add(about, Level::Warning, text);
    }
    if let Some(some) = some(&found.foreign) {
        let level = if workspace.access.shared { Level::Note } else { Level::Warning };
        lines.add(about, level, format!("belongs to another account or group: {some}"));
    }
    if let Some(some) = some(&found.links) {
        lines.add("workspace", Level::Warning, format!("symbolic links, which are not followed: {some}"));
    }
}

fn others(found: &Exposure) -> Vec<String> {
    let read = some(&found.others.read)
        .map(|some| format!("every account of this machine can READ {some}. Remedy: chmod -R o-rwx on the workspace"));
    let write = some(&found.others.write).map(|some| {
        format!("every account of this machine can CHANGE {some}. Remedy: chmod -R o-rwx on the workspace")
    });
    read.into_iter().chain(write).collect()
}

fn members(found: &Exposure, group: &str) -> Vec<String> {
    let read = some(&found.members.read).map(|some| {
        format!("members of group {group} can READ {some}. Remedy: chmod -R g-rwx, or shared = true if meant")
    });
    let write = some(&found.members.write).map(|some| {
        format!("members of group {group} can CHANGE {some}. Remedy: chmod -R g-rwx, or shared = true if meant")
    });
    read.into_iter().chain(write).collect()
}

/// `findings/x.toml and 11 more`; nothing for none.
fn some(paths: &[PathBuf]) -> Option<String> {
    let first = paths.first()?.display();
    Some(if paths.len() == 1 { first.to_string() } else { format!("{first} and {} more", paths.len() - 1) })
}

fn about_disk(root: &Path, lines: &mut Lines) {
    let about = "disk";
    match exposure::file_system(root) {
        Some(FileSystem::Disk(name)) => lines.add(about, Level::Ok, format!("{name}, a disk of this machine")),
        Some(FileSystem::Network(name)) => lines.add(
            about,
            Level::Warning,
            format!(
                "{name}, a network file system: the administrators of its server can read everything, and locks part \
                 only sessions on one host. Journals are safe all the same: each session writes its own"
            ),
        ),
        Some(FileSystem::Fuse) => lines.add(
            about,
            Level::Warning,
            "FUSE, a file system made by a program (sshfs, a cloud folder, encryption): who else reads it, that program \
             decides",
        ),
        Some(FileSystem::Memory) => lines.add(
            about,
            Level::Warning,
            "a file system in memory: everything is GONE at the next restart. Move the workspace to a disk",
        ),
        Some(FileSystem::NoModes(name)) => lines.add(
            about,
            Level::Warning,
            format!("{name} knows no owners and permissions: whoever can use this machine can read everything"),
        ),
        Some(FileSystem::Unknown(number)) => {
            lines.add(about, Level::Note, format!("a file system this program does not know (number {number:#x})"));
        }
        None => lines.add(about, Level::Note, "what file system it is cannot be told here"),
    }
    match exposure::locks_work(root) {
        Ok(true) => lines.add("locks", Level::Ok, "a lock taken by one session keeps another one out"),
        Ok(false) => lines.add(
            "locks",
            Level::Warning,
            "locks do NOT work here: do not open one account's sessions twice at the same time",
        ),
        Err(why) => lines.add("locks", Level::Warning, why.to_string()),
    }
}

fn about_git(workspace: &Workspace, lines: &mut Lines) {
    let about = "git";
    let Some(git) = workspace.root.ancestors().map(|folder| folder.join(".git")).find(|path| path.exists()) else {
        return lines.add(about, Level::Note, "not in a git work tree; workpaper does not need one");
    };
    lines.add(
        about,
        Level::Note,
        format!("{} keeps every committed text, also redacted ones, and so does every clone and server", git.display()),
    );
    let open = std::fs::metadata(&git).is_ok_and(|meta| meta.permissions().mode() & 0o005 != 0);
    let above = |folder: &Path| std::fs::metadata(folder).is_ok_and(|meta| meta.permissions().mode() & 0o001 != 0);
    if open && git.ancestors().skip(1).all(above) {
        let text = format!("every account of this machine can read {}. Remedy: chmod -R o-rwx on it", git.display());
        lines.add(about, Level::Warning, text);
    }
    for (name, wanted) in [(".gitattributes", "*.jsonl -text"), (".gitignore", ".workpaper/")] {
        let path = workspace.root.join(name);
        let text = files::read_text(&path).ok().flatten().unwrap_or_default();
        if !text.lines().any(|line| line.trim() == wanted) {
            lines.add(about, Level::Warning, format!("{}: add the line `{wanted}`", path.display()));
        }
    }
}

/// Per area: what the journals complain of, and drafts that a session left behind.
fn about_areas(context: &Context, workspace: &Workspace, lines: &mut Lines) -> Result<()> {
    let mut wrong = Vec::new();
    let mut names: Vec<String> = workspace.audit_ids()?.into_iter().map(|id| format!("audits/{id}")).collect();
    names.push("register".to_owned());
    for name in &names {
        let place = workspace.place(name)?;
        match Area::open(place, context.author()) {
            Ok(area) => wrong.extend(area.complaints()),
            Err(why) => wrong.push(why.to_string()),
        }
    }
    lines.judge("journals", &wrong, "all can be read to their end (`workpaper verify` checks every byte)");
    let mut drafts = 0;
    for name in workspace.local.drafted()? {
        for left in workspace.local.left_drafts(&name)? {
            drafts += 1;
            let draft = &left.draft;
            let whose = if left.alive { "being typed now in" } else { "left by" };
            let tty = if draft.tty.is_empty() { "no terminal" } else { &draft.tty };
            let count: usize = draft.texts.iter().map(|typed| typed.text.chars().count()).sum();
            let (host, pid, at) = (&draft.host, draft.pid, draft.at.format("%Y-%m-%d %H:%M"));
            let text = format!(
                "{name}: {count} characters {whose} process {pid} on {host}, {tty}, {at}: see workpaper drafts"
            );
            lines.add("drafts", Level::Note, text);
        }
    }
    if drafts == 0 {
        lines.add("drafts", Level::Ok, "none is left over");
    }
    for path in findings::set_aside(workspace)? {
        lines.add("findings", Level::Note, format!("{}: set aside when its file was put back", path.display()));
    }
    Ok(())
}

fn about_homes(context: &Context, workspace: Option<&Workspace>, lines: &mut Lines) {
    let about = "places";
    if let Some(workspace) = workspace {
        let root = workspace.root.display();
        lines.add(about, Level::Ok, format!("journals: {root}/audits/*/journal and {root}/register/journal"));
        let local = workspace.local.folder().display();
        lines.add(about, Level::Ok, format!("drafts: {local}/drafts; heads seen: {local}/heads"));
    }
    for (what, path) in [
        ("settings", context.homes.config.join("config.toml")),
        ("state", context.homes.state.clone()),
        ("workspace of last resort", context.homes.data.clone()),
    ] {
        let there = if path.exists() { "" } else { " (not there yet)" };
        lines.add(about, Level::Ok, format!("{what}: {}{there}", path.display()));
    }
    if std::fs::metadata(&context.homes.state).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0) {
        let text = format!("{}: half-typed lines lie here. Remedy: chmod 700", context.homes.state.display());
        lines.add(about, Level::Warning, text);
    }
    lines.judge("settings", &config::load(&context.homes.config).mistakes, "without mistakes");
    let keys = config::keys::load(&context.homes.config, &context.settings.keys);
    let grades = workspace.map(|workspace| keys.map.hidden_grades(&workspace.programme)).unwrap_or_default();
    let wrong = [keys.mistakes, grades].concat();
    let changed = if keys.own { ", changed, without mistakes" } else { ", as shipped" };
    lines.judge("keys", &wrong, &format!("the set {}{changed}", keys.set));
    let known = themes::known(&context.homes.config);
    let mut wrong: Vec<String> =
        known.iter().filter_map(|theme| theme.theme.as_ref().err()).flatten().cloned().collect();
    let (name, notice) = match themes::chosen(context) {
        Ok(chosen) => (chosen.name, chosen.notice),
        Err(why) => (String::new(), Some(why.to_string())),
    };
    let told = |why: &String| wrong.iter().any(|mistake| why.contains(mistake.as_str()));
    let untold = notice.filter(|why| !told(why));
    wrong.extend(untold);
    lines.judge("themes", &wrong, &format!("{name}, without mistakes"));
    let author = context.author();
    lines.add(
        "author",
        Level::Ok,
        format!("{} ({}), account {} on {}", author.initials, author.name, author.os_user, author.host),
    );
    lines.add("clock", Level::Ok, format!("{}: entries bear this time", now().format("%Y-%m-%d %H:%M %:z")));
}

fn about_terminal(context: &Context, lines: &mut Lines) -> Result<()> {
    let about = "terminal";
    let choice: ColourChoice =
        context.globals.color.parse().map_err(|why: caps::NotAColourChoice| Error::Usage(why.to_string()))?;
    match caps::refusal(caps::environment) {
        Some(why) => lines.add(about, Level::Warning, why),
        None => {
            lines.add(about, Level::Ok, format!("TERM is {}", caps::environment("TERM").unwrap_or_default()));
        }
    }
    let colour = match caps::colour_mode(choice, caps::environment) {
        ColourMode::Mono => "no colours: letters, words and emphasis only",
        ColourMode::Ansi16 => "the sixteen colours of your own palette",
    };
    lines.add(about, Level::Ok, colour);
    let utf8 = caps::is_utf8(caps::environment);
    let signs = if utf8 && !context.globals.ascii {
        "the locale is UTF-8: lines and signs are drawn"
    } else if utf8 {
        "--ascii: plain characters only"
    } else {
        "the locale is not UTF-8: plain characters only (set LANG to one that ends in UTF-8 if your terminal shows it)"
    };
    lines.add(about, Level::Ok, signs);
    Ok(())
}

/// The name that a number has in a file such as `/etc/passwd`; the number where it has none there.
fn name_of(file: &str, number: u32) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.split(':').nth(2) == Some(&number.to_string()));
    line.and_then(|line| line.split(':').next()).map_or_else(|| number.to_string(), str::to_owned)
}
