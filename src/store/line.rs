//! One journal line: its exact bytes, and back.
//!
//! Must not know: files. Source of the form: `{"h":…,"head":…,"body":…}`, compact JSON, one line (JSON Lines).
//! Hashes are taken over the very bytes that stand on the line, so no second serialiser has to agree with ours.

use crate::domain::digest::sha256_hex;
use crate::domain::entry::{Act, BodyLine, Entry, Head};
use crate::domain::ident::JournalName;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The body that stands in the place of one that is withheld: always these bytes. What it was, the head's hash of it
/// still says to whoever has it.
pub const WITHHELD: &str = r#"{"salt":"","kind":"withheld"}"#;

/// A fresh salt: 122 random bits in hexadecimal.
#[must_use]
pub fn new_salt() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Writes an entry as its line (with the line feed), filling in the body's hash, and returns it with its `h`.
///
/// # Errors
/// Only what `serde_json` reports for values it cannot write, which these types do not hold.
pub fn encode(mut head: Head, act: Act, salt: String) -> serde_json::Result<(Vec<u8>, String)> {
    let body = serde_json::to_string(&BodyLine::new(salt, act))?;
    head.body = sha256_hex(body.as_bytes());
    let head = serde_json::to_string(&head)?;
    let h = sha256_hex(head.as_bytes());
    Ok((join(&h, &head, &body), h))
}

fn join(h: &str, head: &str, body: &str) -> Vec<u8> {
    format!("{{\"h\":\"{h}\",\"head\":{head},\"body\":{body}}}\n").into_bytes()
}

#[derive(Deserialize)]
struct Wire<'a> {
    h: &'a str,
    #[serde(borrow)]
    head: &'a RawValue,
    #[serde(borrow)]
    body: &'a RawValue,
}

/// The same read in one pass: who does not check hashes need not know where the parts begin and end.
#[derive(Deserialize)]
struct Plain<'a> {
    h: &'a str,
    head: Head,
    // Named so that it has to be there: `null` is a blank body, a missing one is none.
    #[serde(borrow, deserialize_with = "Option::deserialize")]
    body: Option<BodyLine<'a>>,
}

/// Reads a line (without its line feed).
///
/// # Errors
/// Says what is not as it should be.
pub fn decode(journal: &JournalName, line: &[u8]) -> Result<Entry, String> {
    match serde_json::from_slice::<Plain<'_>>(line) {
        Ok(Plain { h, head, body }) => {
            let act = body.map_or(Act::Blank, BodyLine::into_act);
            Ok(Entry { journal: journal.clone(), h: h.to_owned(), head, act })
        }
        // Part by part, to say which.
        Err(_) => decode_parts(journal, line),
    }
}

fn decode_parts(journal: &JournalName, line: &[u8]) -> Result<Entry, String> {
    let wire: Wire<'_> = parse(line)?;
    let head: Head = serde_json::from_str(wire.head.get()).map_err(|e| format!("its head is not readable: {e}"))?;
    let act = if wire.body.get() == "null" {
        Act::Blank
    } else {
        let body: BodyLine =
            serde_json::from_str(wire.body.get()).map_err(|e| format!("its body is not readable: {e}"))?;
        body.into_act()
    };
    Ok(Entry { journal: journal.clone(), h: wire.h.to_owned(), head, act })
}

fn parse(line: &[u8]) -> Result<Wire<'_>, String> {
    serde_json::from_slice(line).map_err(|e| format!("it is no journal line: {e}"))
}

/// Checks that a line's bytes are the ones that were written: both hashes, and nothing between or around the parts.
/// A blank body is accepted here; whether it is allowed, its redaction record says. So is one that is withheld.
///
/// # Errors
/// Says which part was changed.
pub fn check(line: &[u8]) -> Result<(), String> {
    let wire = parse(line)?;
    if sha256_hex(wire.head.get().as_bytes()) != wire.h {
        return Err("its head was changed: the hash does not match".to_owned());
    }
    let head: Head = serde_json::from_str(wire.head.get()).map_err(|e| format!("its head is not readable: {e}"))?;
    let stays_out = matches!(wire.body.get(), "null" | WITHHELD);
    if !stays_out && sha256_hex(wire.body.get().as_bytes()) != head.body {
        return Err("its body was changed: the hash does not match".to_owned());
    }
    let mut whole = join(wire.h, wire.head.get(), wire.body.get());
    whole.pop();
    if whole != line {
        return Err("bytes were added to it".to_owned());
    }
    Ok(())
}

/// The line with its body blanked; the head, and so the chain, stays.
///
/// # Errors
/// Says why the line is not readable.
pub fn blanked(line: &[u8]) -> Result<Vec<u8>, String> {
    with_body(line, "null")
}

/// The line with its body withheld; the head, and so the chain, stays.
///
/// # Errors
/// Says why the line is not readable.
pub fn withheld(line: &[u8]) -> Result<Vec<u8>, String> {
    with_body(line, WITHHELD)
}

fn with_body(line: &[u8], body: &str) -> Result<Vec<u8>, String> {
    let wire = parse(line)?;
    let mut bytes = join(wire.h, wire.head.get(), body);
    bytes.pop();
    Ok(bytes)
}
