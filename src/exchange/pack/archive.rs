//! A zip file as packs are: written so that the same files give the same bytes, read with every suspicion.
//!
//! Must not know: what the files say. Nothing is written while reading, and nothing is believed that the archive says of
//! itself: names are taken only if every system can hold them below one folder, sizes are counted while unpacking.

use chrono::{DateTime, Datelike, Timelike, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Files by name; folders are parted by slashes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What a pack may hold: enough for any audit, little enough for any machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Files.
    pub files: usize,
    /// Bytes of one file, unpacked.
    pub file: u64,
    /// Bytes of all of them, unpacked.
    pub all: u64,
}

/// The limits, both ways: what goes out comes in again.
pub const LIMITS: Limits = Limits { files: 20_000, file: 256 << 20, all: 1 << 30 };

/// Why a pack is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is not as it was packed.
    #[error("{0}")]
    Damaged(String),
    /// It is no pack, or one that would do harm.
    #[error("{0}")]
    Refused(String),
}

/// Checks a name: parts of letters, digits, `.`, `-`, `_` and `~`, none hidden, climbing or kept by a system for a device.
///
/// # Errors
/// Says what is wrong with it.
pub fn check_name(name: &str) -> Result<(), Wrong> {
    let wrong = |why: &str| Err(Wrong::Refused(format!("it holds the name {name:?}, which {why}")));
    if name.starts_with('/') || name.contains('\\') || name.contains(':') {
        return wrong("leads out of the folder it is unpacked into");
    }
    if name.len() > 240 {
        return wrong("is longer than 240 bytes");
    }
    for part in name.split('/') {
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~');
        if part == ".." || part == "." {
            return wrong("leads out of the folder it is unpacked into");
        }
        if part.is_empty() || part.starts_with(['.', '-']) || part.ends_with('.') || !part.chars().all(safe) {
            return wrong("not every system can hold");
        }
        let stem = part.split('.').next().unwrap_or_default().to_ascii_uppercase();
        let port = ["COM", "LPT"].iter().filter_map(|port| stem.strip_prefix(port));
        let numbered = port.into_iter().any(|n| n.len() == 1 && n.bytes().all(|byte| byte.is_ascii_digit()));
        if numbered || matches!(&*stem, "CON" | "PRN" | "AUX" | "NUL") {
            return wrong("other systems keep for a device");
        }
    }
    Ok(())
}

/// Writes the archive: files by name, all of one moment (kept in UTC, to the two seconds that zip keeps).
///
/// # Errors
/// Where a name or a size is none that [`read`] would take.
pub fn write(files: &Files, at: DateTime<Utc>) -> Result<Vec<u8>, Wrong> {
    let refused = |why: zip::result::ZipError| Wrong::Refused(format!("the archive cannot be made: {why}"));
    let sizes: Vec<u64> = files.values().map(|bytes| bytes.len() as u64).collect();
    check_sizes(&sizes, LIMITS)?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(moment(at))
        .unix_permissions(0o600);
    for (name, bytes) in files {
        check_name(name)?;
        zip.start_file(name, options).map_err(refused)?;
        zip.write_all(bytes).map_err(|why| refused(why.into()))?;
    }
    Ok(zip.finish().map_err(refused)?.into_inner())
}

/// The moment as zip keeps it; its first one for what lies outside.
fn moment(at: DateTime<Utc>) -> zip::DateTime {
    let part = |n: u32| u8::try_from(n).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let (month, day) = (part(at.month()), part(at.day()));
    let (hour, minute, second) = (part(at.hour()), part(at.minute()), part(at.second()));
    zip::DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

fn check_sizes(sizes: &[u64], limits: Limits) -> Result<(), Wrong> {
    let refused = |why: String| Err(Wrong::Refused(why));
    let mib = |bytes: u64| bytes >> 20;
    if sizes.len() > limits.files {
        return refused(format!("{} files; a pack holds up to {}", sizes.len(), limits.files));
    }
    if sizes.iter().any(|size| *size > limits.file) {
        return refused(format!("one file is larger than {} MiB: a pack takes none that is", mib(limits.file)));
    }
    if sizes.iter().fold(0_u64, |all, size| all.saturating_add(*size)) > limits.all {
        return refused(format!("it comes to more than {} MiB unpacked: a pack takes no more", mib(limits.all)));
    }
    Ok(())
}

/// Unpacks an archive in memory.
///
/// # Errors
/// Names the first file that is not taken, and why.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Files, Wrong> {
    let no_zip = |why: zip::result::ZipError| Wrong::Damaged(format!("it is no readable zip file: {why}"));
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(no_zip)?;
    let refused = |why: &str| Err(Wrong::Refused(why.to_owned()));
    if zip.has_duplicate_names() {
        return refused("it holds two files of one name");
    }
    if zip.offset() != 0 {
        return refused("something stands before the zip file");
    }
    let mut sizes = Vec::new();
    for index in 0..zip.len() {
        let file = zip.by_index_raw(index).map_err(no_zip)?;
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        check_name(name.strip_suffix('/').unwrap_or(&name))?;
        let kind = file.unix_mode().map_or(0, |mode| mode & 0o170_000);
        if file.is_symlink() || !matches!(kind, 0 | 0o100_000 | 0o040_000) {
            return Err(Wrong::Refused(format!("{name} is a link or a device: a pack holds plain files")));
        }
        if file.encrypted() {
            return Err(Wrong::Refused(format!("{name} is encrypted: a pack is not")));
        }
        if !matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(Wrong::Refused(format!("{name} is packed by a method that packs do not use")));
        }
        sizes.push(file.size());
    }
    check_sizes(&sizes, limits)?;
    if zip.has_overlapping_entries().map_err(no_zip)? {
        return refused("its files overlap, as in an archive made to unpack without end");
    }
    let mut files = Files::new();
    for (index, size) in sizes.into_iter().enumerate() {
        let mut file = zip.by_index(index).map_err(no_zip)?;
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        if name.ends_with('/') {
            continue;
        }
        let mut content = Vec::new();
        // One byte more than it says it holds is a lie already.
        let read = file.by_ref().take(size + 1).read_to_end(&mut content);
        read.map_err(|why| Wrong::Damaged(format!("{name} is not what was packed: {why}")))?;
        if content.len() as u64 != size {
            return Err(Wrong::Damaged(format!("{name} is not of the size that the archive says")));
        }
        files.insert(name, content);
    }
    let mut folded = BTreeSet::new();
    match files.keys().find(|name| !folded.insert(name.to_ascii_lowercase())) {
        Some(name) => Err(Wrong::Refused(format!("{name} stands in it twice, but for capitals"))),
        None => Ok(files),
    }
}
