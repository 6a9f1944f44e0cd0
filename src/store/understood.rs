//! The checklist that was worked with last, as it was understood: reading it so takes a quarter of the time.
//!
//! Must not know: journals. It lies in the account's own memory and never in the workspace, where others write: what is
//! asked in an interview is what was frozen. The hash of the frozen file says whether it is that one; one that is missing
//! or damaged costs time, never a word.

use super::files::{self, Access};
use super::local::Local;
use crate::domain::checklist::Checklist;
use std::path::PathBuf;

fn path(local: &Local) -> PathBuf {
    local.folder().join("checklist")
}

/// The first line: another version may understand otherwise.
fn heading(hash: &str) -> String {
    format!("{} {hash}\n", env!("CARGO_PKG_VERSION"))
}

/// The checklist whose frozen file has this hash, where it is the one that was kept.
#[must_use]
pub fn recall(local: &Local, hash: &str) -> Option<Checklist> {
    let bytes = files::read(&path(local)).ok()??;
    serde_json::from_slice(bytes.strip_prefix(heading(hash).as_bytes())?).ok()
}

/// Keeps this one instead of the one before. Where that fails, it is read anew the next time.
pub fn keep(local: &Local, hash: &str, list: &Checklist) {
    let mut bytes = heading(hash).into_bytes();
    if serde_json::to_writer(&mut bytes, list).is_ok() && files::make_folder(local.folder(), Access::default()).is_ok()
    {
        drop(files::write_whole(&path(local), &bytes, Access::default()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checklist::Item;

    #[test]
    fn only_what_was_kept_whole_and_is_wanted_comes_back() {
        let dir = tempfile::tempdir().expect("a folder");
        let local = Local::of(&dir.path().join("state"), dir.path());
        let item = Item { id: "A.5.1".to_owned(), title: "Policies \u{e4}".to_owned(), ..Item::default() };
        let list = Checklist { id: "own".to_owned(), items: vec![item], ..Checklist::default() };
        assert_eq!(recall(&local, "aa"), None, "nothing was kept yet");
        keep(&local, "aa", &list);
        assert_eq!(recall(&local, "aa"), Some(list.clone()), "the same comes back");
        assert_eq!(recall(&local, "a"), None, "another file is another checklist");
        let whole = std::fs::read(path(&local)).expect("it is there");
        for cut in 0..whole.len() {
            std::fs::write(path(&local), &whole[..cut]).expect("it can be cut");
            assert_eq!(recall(&local, "aa"), None, "cut to {cut} bytes it counts as none");
        }
        keep(&local, "bb", &list);
        assert_eq!(recall(&local, "bb"), Some(list), "the one before gives way");
    }

    #[test]
    fn every_shipped_checklist_is_understood_as_the_same() {
        let dir = tempfile::tempdir().expect("a folder");
        let local = Local::of(&dir.path().join("state"), dir.path());
        for (id, text) in crate::store::library::SHIPPED {
            let list: Checklist = toml::from_str(text).expect("it is understood");
            keep(&local, id, &list);
            assert_eq!(recall(&local, id), Some(list), "{id} by the shorter way");
        }
    }
}
