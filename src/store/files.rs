//! Files and folders of a workspace: who may read them, no symbolic link followed, whole or not at all.
//!
//! Must not know: what the files say.

use super::{Fault, Result};
use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};

/// Who may read what this program writes: the owner, or (`shared = true`) the owner's group too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Access {
    /// 0660 and 2770 instead of 0600 and 0700.
    pub shared: bool,
}

impl Access {
    const fn file(self) -> u32 {
        if self.shared { 0o660 } else { 0o600 }
    }

    const fn folder(self) -> u32 {
        if self.shared { 0o2770 } else { 0o700 }
    }
}

/// Joins a relative path to a workspace's root, refusing one that climbs out or passes through a symbolic link.
///
/// # Errors
/// Names the component that is a link, or that climbs.
pub fn inside(root: &Path, relative: impl AsRef<Path>) -> Result<PathBuf> {
    let mut path = root.to_owned();
    for part in relative.as_ref().components() {
        let Component::Normal(name) = part else {
            return Err(Fault::found("cannot use", relative.as_ref(), "the path leads out of the workspace"));
        };
        path.push(name);
        if fs::symlink_metadata(&path).is_ok_and(|meta| meta.file_type().is_symlink()) {
            return Err(Fault::found(
                "will not follow",
                &path,
                "it is a symbolic link, and links inside a workspace are not followed: replace it by the real thing",
            ));
        }
    }
    Ok(path)
}

/// Makes a folder and those above it, all with the same access.
///
/// # Errors
/// The system's answer, with the path.
pub fn make_folder(path: &Path, access: Access) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let fault = |why| Fault::new("cannot make the folder", path, why);
    let missing: Vec<&Path> =
        path.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).collect();
    fs::DirBuilder::new().recursive(true).mode(access.folder()).create(path).map_err(fault)?;
    if access.shared {
        // The set-group-id bit does not pass through mkdir's mode on every system, and the umask takes the group's away.
        for made in missing {
            fs::set_permissions(made, fs::Permissions::from_mode(access.folder())).map_err(fault)?;
        }
    }
    Ok(())
}

/// Options that never follow a link in the last component and never pass the file to a child.
#[must_use]
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.custom_flags((rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::CLOEXEC).bits().cast_signed());
    options
}

/// Opens a file for appending, making it if asked.
///
/// # Errors
/// The system's answer, with the path.
pub fn open_append(path: &Path, create_new: bool, access: Access) -> Result<File> {
    let fault = |why| Fault::new("cannot open", path, why);
    let file =
        options().read(true).append(true).create_new(create_new).mode(access.file()).open(path).map_err(fault)?;
    if create_new && access.shared {
        file.set_permissions(fs::Permissions::from_mode(access.file())).map_err(fault)?;
    }
    Ok(file)
}

/// Opens a file that only serves as a lock, making it where it is missing, and waits for the lock.
///
/// # Errors
/// The system's answer, with the path.
pub fn lock(path: &Path, access: Access) -> Result<File> {
    let fault = |why| Fault::new("cannot lock", path, why);
    let mut options = options();
    let file = options.read(true).write(true).create(true).truncate(false).mode(access.file()).open(path);
    let file = file.map_err(fault)?;
    if access.shared {
        // Whoever made it has the right to; for the others it is right already.
        drop(file.set_permissions(fs::Permissions::from_mode(access.file())));
    }
    file.lock().map_err(fault)?;
    Ok(file)
}

/// Takes the lock of a journal, and makes sure that it is the lock of the file that stands there now. None where another
/// session holds it.
///
/// # Errors
/// The system's answer, with the path.
pub fn hold(path: &Path, access: Access) -> Result<Option<File>> {
    let file = open_append(path, false, access)?;
    if file.try_lock().is_err() {
        return Ok(None);
    }
    let inode = |meta: fs::Metadata| (meta.dev(), meta.ino());
    let (there, here) = (fs::symlink_metadata(path).map(inode).ok(), file.metadata().map(inode).ok());
    Ok((there.is_some() && there == here).then_some(file))
}

/// Reads a whole file; `None` where there is none.
///
/// # Errors
/// The system's answer, with the path.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let mut file = match options().read(true).open(path) {
        Ok(file) => file,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(Fault::new("cannot read", path, why)),
    };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|why| Fault::new("cannot read", path, why))?;
    Ok(Some(bytes))
}

/// Reads a whole text file; `None` where there is none.
///
/// # Errors
/// The system's answer, or that it is not UTF-8.
pub fn read_text(path: &Path) -> Result<Option<String>> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(why) => Err(Fault::found("cannot read", path, format!("it is not UTF-8 text ({why}): save it as UTF-8"))),
    }
}

/// How the name begins of a file that is being written, and of one whose writing was interrupted.
pub const UNFINISHED: &str = ".new-";

/// Writes a file whole or not at all: a temporary file beside it, made durable, then renamed. Permissions are set
/// before the rename.
///
/// # Errors
/// The system's answer, with the path; the old content then still stands.
pub fn write_whole(path: &Path, bytes: &[u8], access: Access) -> Result<()> {
    let fault = |why| Fault::new("cannot write", path, why);
    let folder = path.parent().ok_or_else(|| Fault::found("cannot write", path, "it has no folder"))?;
    let mut file = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .permissions(fs::Permissions::from_mode(access.file()))
        .tempfile_in(folder)
        .map_err(fault)?;
    file.write_all(bytes).map_err(fault)?;
    file.as_file().set_permissions(fs::Permissions::from_mode(access.file())).map_err(fault)?;
    file.as_file().sync_all().map_err(fault)?;
    file.persist(path).map_err(|e| fault(e.error))?;
    sync_folder(folder)
}

/// Begins a new file whose content can be made again at any time: neither written whole nor made durable.
///
/// # Errors
/// The system's answer, with the path; also where there is one already.
pub fn begin_plain(path: &Path, access: Access) -> Result<io::BufWriter<File>> {
    open_append(path, true, access).map(|file| io::BufWriter::with_capacity(1 << 16, file))
}

/// Makes a folder's list of names durable.
///
/// # Errors
/// The system's answer, with the path.
pub fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|dir| dir.sync_all()).map_err(|why| Fault::new("cannot make durable", folder, why))
}

/// Whether another open file holds the lock on this one. Where it cannot be asked, nobody does.
#[must_use]
pub fn is_locked(path: &Path) -> bool {
    let file = options().read(true).open(path);
    file.is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// The names in a folder that are plain files or folders, sorted; none where there is no such folder. Links are left out.
///
/// # Errors
/// The system's answer, with the path.
pub fn names(folder: &Path) -> Result<Vec<String>> {
    names_of(folder, |what| !what.is_symlink())
}

fn names_of(folder: &Path, wanted: impl Fn(FileType) -> bool) -> Result<Vec<String>> {
    let fault = |why| Fault::new("cannot list", folder, why);
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(why) => return Err(fault(why)),
    };
    let mut names = Vec::new();
    for entry in listing {
        let entry = entry.map_err(fault)?;
        if wanted(entry.file_type().map_err(fault)?)
            && let Ok(name) = entry.file_name().into_string()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// How many bytes the journals of a folder have, as far as that can be told.
#[must_use]
pub fn journal_bytes(folder: &Path) -> u64 {
    let size = |(_, path): &(String, PathBuf)| fs::symlink_metadata(path).map_or(0, |meta| meta.len());
    journals(folder).unwrap_or_default().iter().map(size).sum()
}

/// The journal files of a folder, by name without `.jsonl`, sorted. Only plain files: a folder or a pipe of such a name
/// must not keep the others from being read.
///
/// # Errors
/// The system's answer, with the path.
pub fn journals(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    // The listing itself says what a name is: home lists the folders of ten years.
    let names = names_of(folder, |what| what.is_file())?;
    Ok(names.iter().filter_map(|name| Some((name.strip_suffix(".jsonl")?.to_owned(), folder.join(name)))).collect())
}

/// Makes a file's content durable.
///
/// # Errors
/// The system's answer. What the file holds on disk is unknown then.
pub fn sync(file: &File) -> io::Result<()> {
    #[cfg(test)]
    if let Some(meanwhile) = failing::MEANWHILE.take() {
        meanwhile();
    }
    #[cfg(test)]
    if failing::SYNCS.with(|left| left.replace(left.get().saturating_sub(1))) > 0 {
        return Err(io::Error::other("the disk answers with an error (made up by a test)"));
    }
    file.sync_data()
}

/// Turns the signal that a file-size limit (`ulimit -f`) sends, and that kills, into the error of the write that met it.
/// The program calls this once when it starts; children do not inherit it.
///
/// # Errors
/// The system's answer.
pub fn survive_size_limit() -> io::Result<()> {
    let nobody_looks = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, nobody_looks).map(|_| ())
}

/// Faults that no test can make a real disk show.
#[cfg(test)]
pub mod failing {
    use std::cell::Cell;

    thread_local! {
        /// How many of the next [`super::sync`] calls of this thread fail.
        pub static SYNCS: Cell<u32> = const { Cell::new(0) };
        /// What somebody else does during the next one.
        pub static MEANWHILE: Cell<Option<Box<dyn FnOnce()>>> = const { Cell::new(None) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_is_shared_at_every_level_whatever_the_umask() {
        let dir = tempfile::tempdir().expect("a folder");
        let mode = |path: &Path| fs::metadata(path).expect("made").permissions().mode() & 0o7777;
        for (shared, folder, file) in [(true, 0o2770, 0o660), (false, 0o700, 0o600)] {
            let (top, access) = (dir.path().join(shared.to_string()), Access { shared });
            make_folder(&top.join("audits/IA/journal"), access).expect("made");
            drop(lock(&top.join("lock"), access).expect("locked"));
            for path in ["", "audits", "audits/IA", "audits/IA/journal"] {
                assert_eq!(mode(&top.join(path)), folder, "shared {shared}: {path}");
            }
            assert_eq!(mode(&top.join("lock")), file, "shared {shared}: the lock");
        }
    }
}
