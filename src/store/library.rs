//! The checklists: shipped in the binary, the user's, the workspace's. The later wins over the earlier of the same id.
//!
//! Must not know: audits. Adding a shipped checklist is one line here.
//!
//! A checklist is parsed when it is first asked for: an audit is planned from one or two, and only a listing wants all.

use super::files;
use super::workspace::Workspace;
use super::{Fault, Result};
use crate::domain::checklist::Checklist;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;
use std::path::{Path, PathBuf};

pub use crate::exchange::checklist_toml::parse;

/// The checklists in the binary: id and text.
pub static SHIPPED: &[(&str, &str)] = &[
    ("iso27001-2022", include_str!("../../checklists/iso27001-2022.toml")),
    ("iso27017-2015-cloud", include_str!("../../checklists/iso27017-2015-cloud.toml")),
    ("documented-information", include_str!("../../checklists/documented-information.toml")),
    ("readiness", include_str!("../../checklists/readiness.toml")),
    ("iso27001-2013-annex-a", include_str!("../../checklists/iso27001-2013-annex-a.toml")),
];

/// Where a checklist comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The binary.
    Shipped,
    /// A file of the user or the workspace.
    File(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped => f.write_str("shipped"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// One checklist on the shelf: parsed, and given the words it borrows, when it is first opened.
#[derive(Debug)]
struct Volume {
    id: String,
    origin: Origin,
    text: Cow<'static, str>,
    parsed: OnceCell<Option<Checklist>>,
    whole: OnceCell<Checklist>,
}

/// All checklists that could be loaded, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct Library {
    volumes: Vec<Volume>,
    /// The broken ones: file, line, field, remedy.
    pub broken: Vec<String>,
}

impl Library {
    /// Only what the binary brings: the same on every machine. A test parses all of it.
    #[must_use]
    pub fn shipped() -> Self {
        let volumes = SHIPPED.iter().map(|(id, text)| Volume {
            id: (*id).to_owned(),
            origin: Origin::Shipped,
            text: Cow::Borrowed(text),
            parsed: OnceCell::new(),
            whole: OnceCell::new(),
        });
        Self { volumes: volumes.collect(), broken: Vec::new() }
    }

    /// Loads everything. A broken file is named and the others still load.
    #[must_use]
    pub fn load(workspace: Option<&Workspace>, config: &Path) -> Self {
        let mut library = Self::shipped();
        library.load_folder(&config.join("checklists"));
        if let Some(workspace) = workspace {
            library.load_folder(&workspace.root.join("checklists"));
        }
        library
    }

    fn load_folder(&mut self, folder: &Path) {
        let names = match files::names(folder) {
            Ok(names) => names,
            Err(why) => return self.broken.push(why.to_string()),
        };
        for name in names.iter().filter(|name| Path::new(name).extension().is_some_and(|end| end == "toml")) {
            if let Err(why) = self.load_file(&folder.join(name)) {
                self.broken.push(why);
            }
        }
    }

    /// Puts a file on the shelf, in place of one of the same id. Its id stands inside, so it is parsed at once.
    fn load_file(&mut self, path: &Path) -> std::result::Result<(), String> {
        let text = files::read_text(path).map(Option::unwrap_or_default).map_err(|why| why.to_string())?;
        let list = parse(&text).map_err(|why| format!("{}: {why}", path.display()))?;
        self.volumes.retain(|known| !known.id.eq_ignore_ascii_case(&list.id));
        self.volumes.push(Volume {
            id: list.id.clone(),
            origin: Origin::File(path.to_owned()),
            text: Cow::Owned(text),
            parsed: OnceCell::from(Some(list)),
            whole: OnceCell::new(),
        });
        Ok(())
    }

    /// The ids, in the order of the shelf.
    #[must_use = "it only looks"]
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &str> {
        self.volumes.iter().map(|volume| volume.id.as_str())
    }

    /// All of them, with where each comes from.
    pub fn all(&self) -> impl Iterator<Item = (&Origin, &Checklist)> {
        self.volumes.iter().filter_map(|volume| Some((&volume.origin, self.open(volume)?)))
    }

    /// One checklist by id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Checklist> {
        self.open(self.volume(id)?)
    }

    /// One checklist by id.
    ///
    /// # Errors
    /// The ids there are.
    pub fn find(&self, id: &str) -> std::result::Result<&Checklist, String> {
        let known = || self.ids().collect::<Vec<_>>().join(", ");
        self.get(id).ok_or_else(|| format!("no checklist `{id}`; there are: {}", known()))
    }

    /// Where a checklist comes from, and its text as written there.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<(&Origin, &str)> {
        self.volume(id).map(|volume| (&volume.origin, &*volume.text))
    }

    fn volume(&self, id: &str) -> Option<&Volume> {
        self.volumes.iter().find(|volume| volume.id.eq_ignore_ascii_case(id))
    }

    fn open<'v>(&'v self, volume: &'v Volume) -> Option<&'v Checklist> {
        let parsed = volume.parsed()?;
        // What lends words is not asked to borrow first, so two lists that map into each other come to an end.
        let lender = self.volume(&parsed.maps_into).and_then(Volume::parsed);
        let Some(lender) = lender else { return Some(parsed) };
        Some(volume.whole.get_or_init(|| {
            let mut whole = parsed.clone();
            whole.borrow_words(lender);
            whole
        }))
    }
}

impl Volume {
    fn parsed(&self) -> Option<&Checklist> {
        self.parsed.get_or_init(|| parse(&self.text).ok()).as_ref()
    }
}

/// The frozen checklist of an audit, as text for its file.
///
/// # Errors
/// What the TOML writer reports.
pub fn frozen_text(list: &Checklist, path: &Path) -> Result<String> {
    toml::to_string(list).map_err(|why| Fault::found("cannot write", path, why.to_string()))
}
