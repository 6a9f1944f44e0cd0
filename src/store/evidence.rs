//! Copies of evidence: taken only when the auditor asks for one, and compared with their hash later.
//!
//! Must not know: what the evidence proves. Nothing in the workspace is followed through a symbolic link.

use super::files;
use super::workspace::Workspace;
use super::{Fault, Result};
use crate::domain::digest::sha256_hex;
use std::path::{Component, Path, PathBuf};

/// A copy as the evidence item records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Below the audit's folder: `evidence/3f2a9c01b7d4-leavers.csv`.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What a copy turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// Its hash is the one recorded.
    Unchanged,
    /// Its hash is another.
    Changed,
    /// It is not there.
    Missing,
}

impl Checked {
    /// As recorded.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Changed => "changed",
            Self::Missing => "missing",
        }
    }
}

fn place(workspace: &Workspace, audit: &str, file: &str) -> Result<PathBuf> {
    files::inside(&workspace.root, Path::new("audits").join(audit).join(file))
}

/// Copies a file into an audit's folder, under its hash and a name that every system can hold.
///
/// # Errors
/// Where the file cannot be read, is a folder, or the copy cannot be written.
pub fn keep(workspace: &Workspace, audit: &str, source: &Path) -> Result<Kept> {
    let real = std::path::absolute(source).map_err(|why| Fault::new("cannot read", source, why))?;
    refuse_links(workspace, &real)?;
    if real.is_dir() {
        return Err(Fault::found("cannot copy", source, "it is a folder: pack it into one file first"));
    }
    let bytes = std::fs::read(&real).map_err(|why| Fault::new("cannot read", source, why))?;
    let sha256 = sha256_hex(&bytes);
    let file = format!("evidence/{}-{}", &sha256[..12], safe_name(source));
    files::make_folder(&place(workspace, audit, "evidence")?, workspace.access)?;
    let path = place(workspace, audit, &file)?;
    match files::read(&path)? {
        Some(there) if sha256_hex(&there) == sha256 => {}
        Some(_) => {
            let why = "the copy that stands there was changed since it was taken: look at it, then move it away";
            return Err(Fault::found("cannot copy to", &path, why));
        }
        None => files::write_whole(&path, &bytes, workspace.access)?,
    }
    Ok(Kept { file, sha256 })
}

/// Refuses a link inside the workspace, however the path to it is spelt: it may be anybody's. One outside is the user's
/// own.
fn refuse_links(workspace: &Workspace, source: &Path) -> Result<()> {
    let fault = |why| Fault::new("cannot read", &workspace.root, why);
    let roots = [std::path::absolute(&workspace.root), workspace.root.canonicalize()];
    // As it is spelt, without `..`; and as the system resolves the way to it, the last step left out.
    let mut spelt = PathBuf::new();
    for part in source.components() {
        if part == Component::ParentDir {
            spelt.pop();
        } else {
            spelt.push(part);
        }
    }
    let resolved = source.parent().and_then(|folder| folder.canonicalize().ok()).zip(source.file_name());
    let resolved = resolved.map(|(folder, name)| folder.join(name));
    for root in roots {
        let root = root.map_err(fault)?;
        for path in resolved.iter().chain([&spelt]) {
            if let Ok(relative) = path.strip_prefix(&root) {
                files::inside(&root, relative)?;
            }
        }
    }
    Ok(())
}

/// The name of a file in letters, digits, dots and dashes, at most sixty of them, its end kept.
fn safe_name(source: &Path) -> String {
    let name = source.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    let safe: String = name.chars().map(safe).collect();
    let safe = safe.trim_start_matches(['.', '-']);
    safe[safe.len().saturating_sub(60)..].to_owned()
}

/// Compares a copy with the hash recorded for it.
///
/// # Errors
/// Where the path leads through a link or out of the workspace, or the file cannot be read.
pub fn check(workspace: &Workspace, audit: &str, file: &str, sha256: &str) -> Result<Checked> {
    let path = place(workspace, audit, file)?;
    Ok(match files::read(&path)? {
        None => Checked::Missing,
        Some(bytes) if sha256_hex(&bytes) == sha256 => Checked::Unchanged,
        Some(_) => Checked::Changed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::workspace::Homes;

    #[test]
    fn a_link_inside_the_workspace_is_not_followed_however_it_is_spelt() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join("ws");
        let home = || dir.path().join("home");
        let homes = Homes { state: home(), config: home(), data: home() };
        let workspace = Workspace::init(&root, "Quillhaven", false, homes).expect("a workspace");
        std::fs::write(dir.path().join("secret"), "mine").expect("a file");
        std::os::unix::fs::symlink(dir.path().join("secret"), root.join("list.csv")).expect("a link");
        let aside = dir.path().join("aside");
        std::os::unix::fs::symlink(&root, &aside).expect("another way to the workspace");
        for path in ["ws/list.csv", "ws/audits/../list.csv", "home/../ws/list.csv", "aside/list.csv"] {
            let why = keep(&workspace, "IA-2026-02", &dir.path().join(path)).expect_err(path);
            assert!(why.to_string().contains("symbolic link"), "{path}: {why}");
        }
        let mut relative = PathBuf::new();
        let here = std::env::current_dir().expect("a current folder");
        here.components().skip(1).for_each(|_| relative.push(".."));
        let relative = relative.join(root.strip_prefix("/").expect("absolute")).join("list.csv");
        keep(&workspace, "IA-2026-02", &relative).expect_err("a relative path is no way round");
        keep(&workspace, "IA-2026-02", &dir.path().join("secret")).expect("a file outside is the user's own");
    }
}
