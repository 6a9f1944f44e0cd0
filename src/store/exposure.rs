//! Who besides its owner can get at a folder, and on what kind of file system it lies: as far as mode bits and `statfs`
//! tell.
//!
//! Must not know: what the files are for, or how it is said. Access lists are noticed, not read.

use super::{Fault, Result, files};
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What the mode bits of a folder, of all above it and of all within it allow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exposure {
    /// The account it belongs to.
    pub owner: u32,
    /// Its group.
    pub group: u32,
    /// Its permission bits, as in `0o700`.
    pub mode: u32,
    /// What every account of the machine can do.
    pub others: Reach,
    /// What the members of its group can do.
    pub members: Reach,
    /// Folders above it in which accounts other than its owner and root may rename things, and so exchange it.
    pub loose_parents: Vec<PathBuf>,
    /// What in it belongs to another account.
    pub foreign: Vec<PathBuf>,
    /// Symbolic links in it, which this program does not follow.
    pub links: Vec<PathBuf>,
    /// It bears an access list that may allow more than the mode bits say.
    pub access_list: bool,
}

/// What a class of accounts can reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Files they can read.
    pub read: Vec<PathBuf>,
    /// Files and folders they can change.
    pub write: Vec<PathBuf>,
}

/// Looks at a folder.
///
/// # Errors
/// The system's answer, with the path.
pub fn of(root: &Path) -> Result<Exposure> {
    let root = root.canonicalize().map_err(|why| Fault::new("cannot look at", root, why))?;
    let meta = fs::metadata(&root).map_err(|why| Fault::new("cannot look at", &root, why))?;
    let mut found = Exposure {
        owner: meta.uid(),
        group: meta.gid(),
        mode: meta.permissions().mode() & 0o7777,
        access_list: has_access_list(&root),
        ..Exposure::default()
    };
    let (mut others, mut members) = (true, true);
    for parent in root.ancestors().skip(1) {
        let Ok(above) = fs::metadata(parent) else { continue };
        let mode = above.permissions().mode();
        others &= mode & 0o001 != 0;
        members &= mode & 0o001 != 0 || (above.gid() == meta.gid() && mode & 0o010 != 0);
        // In a folder with the sticky bit only the owner of a thing may rename it.
        if mode & 0o1000 == 0 && (mode & 0o022 != 0 || (above.uid() != 0 && above.uid() != meta.uid())) {
            found.loose_parents.push(parent.to_owned());
        }
    }
    walk(&root, &meta, others, members, &mut found)?;
    Ok(found)
}

fn walk(folder: &Path, meta: &Metadata, others: bool, members: bool, found: &mut Exposure) -> Result<()> {
    let mode = meta.permissions().mode();
    note(folder, meta, others, members, found);
    let (others, members) = (others && mode & 0o001 != 0, members && mode & 0o010 != 0);
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(why) if why.kind() == io::ErrorKind::PermissionDenied => return Ok(()),
        Err(why) => return Err(Fault::new("cannot list", folder, why)),
    };
    for entry in listing {
        let path = entry.map_err(|why| Fault::new("cannot list", folder, why))?.path();
        let Ok(meta) = fs::symlink_metadata(&path) else { continue };
        if meta.is_symlink() {
            found.links.push(path);
        } else if meta.is_dir() && path.file_name().is_some_and(|name| name != ".git") {
            walk(&path, &meta, others, members, found)?;
        } else {
            note(&path, &meta, others, members, found);
        }
    }
    Ok(())
}

fn note(path: &Path, meta: &Metadata, others: bool, members: bool, found: &mut Exposure) {
    let mode = meta.permissions().mode();
    // What bears another group is the members' of that one: counted as everybody's would hide who, so it is foreign.
    if meta.uid() != found.owner || meta.gid() != found.group {
        found.foreign.push(path.to_owned());
    }
    for (reach, reached, read, write) in
        [(&mut found.others, others, 0o004, 0o002), (&mut found.members, members, 0o040, 0o020)]
    {
        if reached && mode & read != 0 && !meta.is_dir() {
            reach.read.push(path.to_owned());
        }
        if reached && mode & write != 0 {
            reach.write.push(path.to_owned());
        }
    }
}

#[cfg(target_os = "linux")]
fn has_access_list(path: &Path) -> bool {
    let mut room = [0_u8; 256];
    let list = |name: &str, room: &mut [u8]| rustix::fs::getxattr(path, name, room);
    ["system.posix_acl_access", "system.posix_acl_default", "system.nfs4_acl"]
        .iter()
        .any(|name| matches!(list(name, &mut room), Ok(_) | Err(rustix::io::Errno::RANGE)))
}

#[cfg(not(target_os = "linux"))]
fn has_access_list(_: &Path) -> bool {
    false
}

/// What kind of file system a folder lies on, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileSystem {
    /// A disk of this machine, by name.
    Disk(&'static str),
    /// Served by another machine: its administrators can read everything, and locks part only sessions of one host.
    Network(&'static str),
    /// Made by a program: what modes and locks mean there, that program says.
    Fuse,
    /// In memory: gone at the next restart.
    Memory,
    /// Without owners and permissions.
    NoModes(&'static str),
    /// Not known, by number.
    Unknown(u64),
}

/// The numbers of `statfs(2)`, from Linux's `magic.h` and the file systems' own headers.
const KINDS: &[(u64, FileSystem)] = &[
    (0xEF53, FileSystem::Disk("ext4")),
    (0x5846_5342, FileSystem::Disk("xfs")),
    (0x9123_683E, FileSystem::Disk("btrfs")),
    (0x2FC1_2FC1, FileSystem::Disk("zfs")),
    (0xCA45_1A4E, FileSystem::Disk("bcachefs")),
    (0xF2F5_2010, FileSystem::Disk("f2fs")),
    (0x5265_4973, FileSystem::Disk("reiserfs")),
    (0x3153_464A, FileSystem::Disk("jfs")),
    (0x794C_7630, FileSystem::Disk("overlayfs")),
    (0xF15F, FileSystem::Disk("ecryptfs")),
    (0x6969, FileSystem::Network("NFS")),
    (0xFF53_4D42, FileSystem::Network("CIFS")),
    (0xFE53_4D42, FileSystem::Network("SMB")),
    (0x517B, FileSystem::Network("SMB")),
    (0x5346_414F, FileSystem::Network("AFS")),
    (0x00C3_6400, FileSystem::Network("Ceph")),
    (0x0BD0_0BD0, FileSystem::Network("Lustre")),
    (0x7461_636F, FileSystem::Network("OCFS2")),
    (0x0116_1970, FileSystem::Network("GFS2")),
    (0x0102_1997, FileSystem::Network("9P")),
    (0x6573_5546, FileSystem::Fuse),
    (0x0102_1994, FileSystem::Memory),
    (0x8584_58F6, FileSystem::Memory),
    (0x4D44, FileSystem::NoModes("FAT")),
    (0x2011_BAB0, FileSystem::NoModes("exFAT")),
];

/// The file system a folder lies on; nothing where the system does not say.
#[cfg(target_os = "linux")]
#[must_use]
pub fn file_system(path: &Path) -> Option<FileSystem> {
    let found = rustix::fs::statfs(path).ok()?;
    // The type is signed on some machines; only its lower 32 bits are the number.
    let number = u64::try_from(i128::from(found.f_type) & 0xFFFF_FFFF).ok()?;
    Some(KINDS.iter().find(|(known, _)| *known == number).map_or(FileSystem::Unknown(number), |(_, kind)| *kind))
}

/// The file system a folder lies on: not told apart on this system.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn file_system(_: &Path) -> Option<FileSystem> {
    None
}

/// Whether a lock taken by one session keeps another one out: tried with a file of its own, which goes away again.
///
/// # Errors
/// Why it could not be tried.
pub fn locks_work(folder: &Path) -> Result<bool> {
    let fault = |why| Fault::new("cannot try locks in", folder, why);
    let first = tempfile::Builder::new().prefix(".lock-").tempfile_in(folder).map_err(fault)?;
    let second = files::options().read(true).write(true).open(first.path()).map_err(fault)?;
    Ok(first.as_file().try_lock().is_ok() && second.try_lock().is_err())
}
