//! The workspace: where it is found, how it begins, which audits it holds.
//!
//! Must not know: what an audit says.

use super::area::Area;
use super::files::{self, Access};
use super::local::Local;
use super::place::Place;
use super::watch::{self, Watch};
use super::writer::Author;
use super::{Fault, Result};
use crate::domain::ident::checked_id;
use crate::domain::programme::Programme;
use crate::exchange::toml_error::toml_words;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The file that makes a folder a workspace.
pub const MARKER: &str = "workpaper.toml";

/// What a workspace is being made from, until it is one.
const BEGUN: &str = ".workpaper/begun";

/// The folders outside the workspace.
#[derive(Debug, Clone)]
pub struct Homes {
    /// Drafts, and the heads this account has seen.
    pub state: PathBuf,
    /// The user's settings, themes and checklists.
    pub config: PathBuf,
    /// A workspace of last resort.
    pub data: PathBuf,
}

impl Homes {
    /// As the system and `XDG_*` say.
    ///
    /// # Errors
    /// Where no home folder can be made out.
    pub fn of_user() -> Result<Self> {
        let dirs = directories::ProjectDirs::from("", "", "workpaper")
            .ok_or_else(|| Fault::found("cannot find", Path::new("~"), "no home folder is known: set HOME"))?;
        Ok(Self {
            state: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned(),
            config: dirs.config_dir().to_owned(),
            data: dirs.data_dir().to_owned(),
        })
    }
}

/// An open workspace.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// Its conventions.
    pub programme: Programme,
    /// Who may read what is written.
    pub access: Access,
    /// This account's memory of it.
    pub local: Local,
    /// The folders outside it.
    pub homes: Homes,
}

/// What `init` writes into `workpaper.toml`; the grades stand there to be changed.
fn marker_text(organisation: &str, shared: bool) -> String {
    let head = format!(
        "# workpaper: this file makes the folder a workspace. Everything in it is a convention of your audit programme\n\
         # (ISO/IEC 27001 defines neither grades nor due dates), so change what you like.\n\
         format = 1\n\
         organisation = {}\n\
         # true: files are readable and writable by the folder's group\n\
         shared = {shared}\n\
         # months back in which running an area counts against auditing it\n\
         independence_months = 12\n\
         # years in which every applicable control is audited at least once\n\
         cycle_years = 3\n\
         # days after the last action until its effect is checked, where nobody named a day\n\
         check_days = 60\n\
         # days without an entry after which an open nonconformity counts as stale\n\
         stale_days = 60\n\n\
         # The scale, worst first. key: the letter after ! and in LIST mode. days: calendar days from the closing\n\
         # meeting until it is due; leave it out for no date.\n\
         # steps: what closing needs, of decision, correction, cause, similar, action, criterion, effect.\n",
        toml::Value::from(organisation)
    );
    let programme = Programme::default();
    let grades = programme.grades.iter().map(|grade| {
        let days = grade.days.map(|days| format!("days = {days}\n")).unwrap_or_default();
        let steps = programme.steps(&grade.id).iter().map(|step| format!("\"{step}\"")).collect::<Vec<_>>().join(", ");
        let (id, key, words, nonconformity) = (&grade.id, grade.key, &grade.words, grade.nonconformity);
        format!(
            "\n[[grade]]\nid = \"{id}\"\nkey = \"{key}\"\nwords = \"{words}\"\nnonconformity = {nonconformity}\n{days}steps = [{steps}]\n"
        )
    });
    std::iter::once(head).chain(grades).collect::<Vec<_>>().concat()
}

/// Reads the conventions.
///
/// # Errors
/// Line, field and remedy, with the file they stand in.
pub fn understood(text: &str, file: &Path) -> Result<Programme> {
    let programme: Programme =
        toml::from_str(text).map_err(|why| Fault::found("cannot understand", file, toml_words(text, &why)))?;
    let mistakes = programme.mistakes();
    if mistakes.is_empty() { Ok(programme) } else { Err(Fault::found("cannot use", file, mistakes.join("; "))) }
}

/// Whether nothing lies in a folder but what an interruption at the very first moment leaves.
fn is_bare(folder: &Path) -> Result<bool> {
    let names = std::fs::read_dir(folder).map_err(|why| Fault::new("cannot list", folder, why))?;
    Ok(names.flatten().all(|entry| entry.file_name() == ".workpaper"))
}

/// The folders of a workspace, and the lines that git needs.
fn lay_out(root: &Path, access: Access) -> Result<()> {
    for folder in ["audits", "register", "register/journal", "findings", "checklists"] {
        files::make_folder(&root.join(folder), access)?;
    }
    let ours = [(".gitattributes", "*.jsonl -text\nchecklist.toml -text\n"), (".gitignore", ".workpaper/\n")];
    for (name, text) in ours {
        let path = root.join(name);
        let before = files::read_text(&path)?.unwrap_or_default();
        let missing: Vec<&str> = text.split_inclusive('\n').filter(|line| !before.contains(line.trim_end())).collect();
        if !missing.is_empty() {
            let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
            files::write_whole(&path, format!("{before}{gap}{}", missing.concat()).as_bytes(), access)?;
        }
    }
    Ok(())
}

impl Workspace {
    /// Makes a workspace of a folder. One that is a workspace already is left as it is and opened.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn init(root: &Path, organisation: &str, shared: bool, homes: Homes) -> Result<Self> {
        let access = Access { shared };
        files::make_folder(root, access)?;
        let marker = root.join(MARKER);
        if !marker.exists() {
            lay_out(root, access)?;
            files::write_whole(&marker, marker_text(organisation, shared).as_bytes(), access)?;
        }
        Self::open(root, homes)
    }

    /// Opens the workspace in a folder.
    ///
    /// # Errors
    /// Where `workpaper.toml` is missing or wrong: line, field and remedy.
    pub fn open(root: &Path, homes: Homes) -> Result<Self> {
        let marker = root.join(MARKER);
        let Some(text) = files::read_text(&marker)? else {
            return Err(Fault::new("cannot read", &marker, std::io::ErrorKind::NotFound.into()));
        };
        let programme = understood(&text, &marker)?;
        Ok(Self::of(root, programme, homes))
    }

    fn of(root: &Path, programme: Programme, homes: Homes) -> Self {
        let access = Access { shared: programme.shared };
        let local = Local::of(&homes.state, root);
        Self { root: root.to_owned(), programme, access, local, homes }
    }

    /// Makes a workspace of a folder that is not there or empty, with these conventions. `fill` puts in what it is to
    /// hold; only then does `workpaper.toml` make it one, so that nobody meets it half made. What it is made from is kept
    /// in mind meanwhile: where that was interrupted, the same can be begun again, and goes on.
    ///
    /// # Errors
    /// Where something else lies in the folder, the conventions are wrong, or the system refuses.
    pub fn begin<T, E: From<Fault>>(
        root: &Path,
        (from, conventions): (&str, &str),
        homes: Homes,
        fill: impl FnOnce(&Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<(Self, T), E> {
        let programme = understood(conventions, &root.join(MARKER))?;
        let access = Access { shared: programme.shared };
        files::make_folder(root, access)?;
        let mark = files::inside(root, BEGUN)?;
        let begun = files::read(&mark)?;
        if begun.is_none() && !is_bare(root)? {
            let why = "it is not empty, and no workspace: choose another folder";
            return Err(Fault::found("cannot begin a workspace in", root, why).into());
        }
        if begun.is_some_and(|begun| begun != from.as_bytes()) {
            let why = "something else was begun there and interrupted: repeat that, or empty the folder";
            return Err(Fault::found("cannot begin a workspace in", root, why).into());
        }
        files::make_folder(&root.join(".workpaper"), access)?;
        files::write_whole(&mark, from.as_bytes(), access)?;
        lay_out(root, access)?;
        let workspace = Self::of(root, programme, homes);
        let filled = fill(&workspace)?;
        files::write_whole(&root.join(MARKER), conventions.as_bytes(), access)?;
        // It is a workspace now; what reminds of its beginning is of no use, and harms nobody either.
        drop(std::fs::remove_file(&mark));
        Ok((workspace, filled))
    }

    /// The folder of the workspace: the one named, `$WORKPAPER_DIR`, the nearest parent that is one, the user's own. One
    /// above the current folder that belongs to somebody else is passed over: anybody can put one into `/tmp`.
    #[must_use]
    pub fn search(named: Option<&Path>, env: Option<&Path>, here: &Path, homes: &Homes) -> Option<PathBuf> {
        if let Some(named) = named.or(env) {
            return named.join(MARKER).is_file().then(|| named.to_owned());
        }
        nearest(here, is_trusted).or_else(|| homes.data.join(MARKER).is_file().then(|| homes.data.clone()))
    }

    /// The ids of the audits, sorted.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn audit_ids(&self) -> Result<Vec<String>> {
        let folder = files::inside(&self.root, "audits")?;
        let names = files::names(&folder)?;
        Ok(names.into_iter().filter(|name| checked_id(name).is_ok_and(|id| id == *name)).collect())
    }

    /// Where an audit lies that [`Workspace::audit_ids`] has just listed: that no link leads there is known.
    ///
    /// # Errors
    /// Where its journals' folder is a symbolic link.
    pub fn place_of_listed(&self, id: &str) -> Result<Place> {
        let name = format!("audits/{id}");
        let folder = files::inside(&self.root.join(&name), "journal")?;
        Ok(Place { name, folder, access: self.access, local: self.local.clone() })
    }

    /// Where an area lies: `audits/IA-2026-02` or `register`.
    ///
    /// # Errors
    /// Where a part of the path is a symbolic link.
    pub fn place(&self, name: &str) -> Result<Place> {
        let folder = files::inside(&self.root, Path::new(name).join("journal"))?;
        Ok(Place { name: name.to_owned(), folder, access: self.access, local: self.local.clone() })
    }

    /// Opens the register.
    ///
    /// # Errors
    /// As for [`Area::open`].
    pub fn register(&self, author: Author) -> Result<Area> {
        self.register_watched(author, &mut watch::nobody)
    }

    /// The same, telling how far it is, in bytes.
    ///
    /// # Errors
    /// As for [`Area::open`].
    pub fn register_watched(&self, author: Author, watch: &mut Watch<'_>) -> Result<Area> {
        let place = self.place("register")?;
        files::make_folder(&place.folder, self.access)?;
        Area::open_watched(place, author, watch)
    }
}

/// The nearest folder that is a workspace: this one, whoever made it, for the user went there; else one above that is
/// trusted.
fn nearest(here: &Path, trusted: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let is_one = |folder: &&Path| folder.join(MARKER).is_file() && (*folder == here || trusted(folder));
    here.ancestors().find(is_one).map(Path::to_owned)
}

/// Whether this account or the system's administrator made it.
fn is_trusted(folder: &Path) -> bool {
    let own = rustix::process::getuid().as_raw();
    std::fs::symlink_metadata(folder.join(MARKER)).is_ok_and(|meta| meta.uid() == own || meta.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_above_that_belongs_to_somebody_else_is_passed_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let (outer, inner) = (dir.path().join("own"), dir.path().join("own/foreign"));
        let below = inner.join("a/b");
        std::fs::create_dir_all(&below).expect("folders");
        for folder in [&outer, &inner] {
            std::fs::write(folder.join(MARKER), "").expect("a marker");
        }
        let trusted = |folder: &Path| folder == outer;
        assert_eq!(nearest(&below, trusted), Some(outer.clone()), "the foreign one is passed over");
        assert_eq!(nearest(&inner, trusted), Some(inner.clone()), "who stands in it means it");
        assert_eq!(nearest(&below, is_trusted), Some(inner.clone()), "one's own is taken");
    }
}
