//! A zip file written by hand, so that it can lie: any name, any mode, any size, names twice.
//!
//! Must not know: what the reader makes of it. Layout after PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.

/// One file of it.
#[derive(Debug, Clone)]
pub struct Lie<'l> {
    pub name: &'l str,
    pub bytes: &'l [u8],
    /// The mode as Unix has it, with the kind of file.
    pub mode: u32,
    /// The size it says it has unpacked; none: the true one.
    pub size: Option<u32>,
    /// 0 stored, 8 deflated, and others.
    pub method: u16,
    /// Bit 0: encrypted.
    pub flags: u16,
}

impl<'l> Lie<'l> {
    pub fn plain(name: &'l str, bytes: &'l [u8]) -> Self {
        Self { name, bytes, mode: 0o100_600, size: None, method: 0, flags: 0 }
    }
}

/// The archive.
pub fn zip(files: &[Lie<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for file in files {
        let offset = u32::try_from(out.len()).expect("small");
        let shared = shared_fields(file);
        out.extend(0x0403_4b50_u32.to_le_bytes());
        out.extend(&shared);
        out.extend(file.name.as_bytes());
        out.extend(file.bytes);
        directory.extend(0x0201_4b50_u32.to_le_bytes());
        directory.extend(0x0314_u16.to_le_bytes());
        directory.extend(&shared);
        // Comment, disk, inner attributes; then the mode and where the file begins.
        directory.extend([0; 6]);
        directory.extend((file.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(file.name.as_bytes());
    }
    let (begins, length) = (u32::try_from(out.len()).expect("small"), u32::try_from(directory.len()).expect("small"));
    let count = u16::try_from(files.len()).expect("few");
    out.extend(directory);
    out.extend(0x0605_4b50_u32.to_le_bytes());
    out.extend([0; 4]);
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(begins.to_le_bytes());
    out.extend([0; 2]);
    out
}

/// What the head before the file and the entry in the directory both say.
fn shared_fields(file: &Lie<'_>) -> Vec<u8> {
    let stored = u32::try_from(file.bytes.len()).expect("small");
    let mut out = Vec::new();
    out.extend(20_u16.to_le_bytes());
    out.extend(file.flags.to_le_bytes());
    out.extend(file.method.to_le_bytes());
    out.extend([0, 0, 0x21, 0]);
    out.extend(crc32(file.bytes).to_le_bytes());
    out.extend(stored.to_le_bytes());
    out.extend(file.size.unwrap_or(stored).to_le_bytes());
    out.extend(u16::try_from(file.name.len()).expect("short").to_le_bytes());
    out.extend([0; 2]);
    out
}

/// ISO 3309, as zip has it.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1)))
    };
    !bytes.iter().fold(u32::MAX, step)
}
