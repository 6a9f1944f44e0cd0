//! SHA-256 of bytes and of an object's fields.
//!
//! Must not know: what is hashed.

use super::entry::Fields;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A hash in as few bytes as tell it from others.
pub type Packed = [u8; 32];

/// Packs a hash as it is written. What is no SHA-256 in hexadecimal, as somebody may have put in its place, is hashed.
#[must_use]
pub fn packed(hex: &str) -> Packed {
    let nibble = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; 32];
    let mut whole = hex.len() == 64;
    for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        match (nibble(pair[0]), nibble(pair[1])) {
            (Some(high), Some(low)) => *byte = high << 4 | low,
            _ => whole = false,
        }
    }
    if whole { bytes } else { Sha256::digest(hex).into() }
}

/// The digest of an issued statement: its fields by name, as JSON, hashed. Equal fields give equal digests whatever
/// program computes them: keys sorted, no white space, UTF-8.
#[must_use]
pub fn of_fields(fields: &Fields) -> String {
    sha256_hex(serde_json::to_string(fields).unwrap_or_default().as_bytes())
}
