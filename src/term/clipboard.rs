//! Text handed to the terminal for its clipboard (OSC 52), as bytes to be written.
//!
//! Must not know: whether the terminal took it. There is no answer, many terminals refuse silently and tmux and screen
//! have a say of their own, so the interface may only call the text *sent to the terminal*, never *copied*.

/// The most that is sent, in bytes of text. With the base64 around it this stays below the 100,000 bytes at which the
/// strictest of the common terminals stop listening.
pub const LIMIT: usize = 74_994;

/// The text is too long for the terminals that take such a sequence at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} bytes are more than a terminal takes at once (74994): export them to a file instead")]
pub struct TooLong(pub usize);

/// The sequence that asks the terminal to put `text` on its clipboard.
///
/// # Errors
/// Texts above [`LIMIT`] are refused whole: half of a finding on a clipboard is worse than none.
pub fn sequence(text: &str) -> Result<String, TooLong> {
    if text.len() > LIMIT {
        return Err(TooLong(text.len()));
    }
    // BEL ends it rather than ST: one byte, and the older terminals know only that.
    Ok(format!("\x1b]52;c;{}\x07", base64(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            if place <= group.len() {
                text.push(char::from(LETTERS[bits >> (18 - 6 * place) & 0x3f]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads_as_the_standard_does() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded, "the test vectors of RFC 4648 for {plain:?}");
        }
        assert_eq!(base64(&[0xff, 0xef, 0xbe]), "/+++", "the last two letters of the alphabet");
    }

    #[test]
    fn the_limit_is_the_last_that_fits() {
        let longest = sequence(&"x".repeat(LIMIT)).expect("the limit itself is allowed");
        assert!(longest.len() <= 100_000, "{} bytes have to stay under what terminals take", longest.len());
        assert_eq!(sequence(&"x".repeat(LIMIT + 1)), Err(TooLong(LIMIT + 1)), "one more is refused, not cut");
    }

    #[test]
    fn the_sequence_holds_nothing_but_its_frame_and_letters() {
        let bytes = sequence("7 of 58\u{1b}[2J").expect("short enough");
        let inner = bytes.strip_prefix("\x1b]52;c;").and_then(|b| b.strip_suffix('\x07')).expect("framed as OSC 52");
        assert!(inner.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)), "no control slips through");
    }
}
