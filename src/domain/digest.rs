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

/// The digest of an issued statement: its fields by name, as JSON, hashed. Equal fields give equal digests whatever
/// program computes them: keys sorted, no white space, UTF-8.
#[must_use]
pub fn of_fields(fields: &Fields) -> String {
    sha256_hex(serde_json::to_string(fields).unwrap_or_default().as_bytes())
}
