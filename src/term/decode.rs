//! Bytes from a terminal turned into what the program means by them. Pure: bytes in, [`Input`] out.
//!
//! Must not know: descriptors, threads, clocks. Whoever reads the bytes says when the line has been quiet long enough
//! that a lone Escape was the Escape key ([`Decoder::settle`]).
//!
//! crossterm 0.29 has a reader of its own, which is not used: at the end of input and on a dead line its loop never
//! ends (it knows no way out but "would block"), and its readiness is edge-triggered, so what is left behind a full
//! read of 1,024 bytes lies there until the next key while a level-triggered poll next to it keeps saying "ready".
//! Both are a processor core at 100 %. It also reads Escape and a letter that arrive together as Alt with that letter;
//! on a line that stutters they are two key presses, and nothing is bound to Alt here, so they stay two.

use crate::app::key::{Input, Key};

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const PASTE_END: &[u8] = b"\x1b[201~";
/// No key is this long: a sequence that goes on beyond it is noise and is dropped.
const LONGEST_CSI: usize = 64;
/// The same for an answer to a question that some program before this one asked.
const LONGEST_STRING: usize = 4096;

/// The state between two reads: what has begun and is not complete yet.
#[derive(Debug, Default)]
pub struct Decoder {
    pending: Vec<u8>,
    paste: Option<Vec<u8>>,
}

enum Step {
    /// So many bytes are done with, and this is what they meant, if anything.
    Take(usize, Option<Key>),
    /// So many bytes opened a paste.
    Paste(usize),
    /// The beginning of something: wait for more.
    More,
}

impl Decoder {
    /// Takes what was read and appends what it means to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        self.pending.extend_from_slice(bytes);
        self.work(out);
    }

    /// Whether what is pending may be a key that is already complete, so that a moment of silence decides.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.paste.is_none() && self.pending.first() == Some(&ESC) && self.pending.len() <= 2
    }

    /// The line was silent: a lone Escape was the key, and a bracket after it was typed too.
    pub fn settle(&mut self, out: &mut Vec<Input>) {
        if !self.is_ambiguous() {
            return;
        }
        let rest = self.pending.split_off(1);
        self.pending.clear();
        out.push(Input::Key(Key::Esc));
        // What followed began a sequence only because of the Escape before it; alone it is a character, unless it is
        // an Escape again, which stays pending and is settled by the next silence.
        self.feed(&rest, out);
    }

    /// Nothing more will come: gives out what can still be saved, which is the half of a paste that arrived.
    pub fn finish(&mut self, out: &mut Vec<Input>) {
        self.settle(out);
        if let Some(mut text) = self.paste.take() {
            text.append(&mut self.pending);
            push_paste(&text, out);
        }
        self.pending.clear();
    }

    fn work(&mut self, out: &mut Vec<Input>) {
        let mut done = 0;
        loop {
            if let Some(text) = &mut self.paste {
                let rest = &self.pending[done..];
                if let Some(end) = find(rest, PASTE_END) {
                    text.extend_from_slice(&rest[..end]);
                    push_paste(text, out);
                    self.paste = None;
                    done += end + PASTE_END.len();
                } else {
                    // The end may be cut in two by the read: keep back what could be its beginning.
                    let keep = (1..PASTE_END.len()).rev().find(|n| rest.ends_with(&PASTE_END[..*n])).unwrap_or(0);
                    let take = rest.len() - keep;
                    text.extend_from_slice(&rest[..take]);
                    done += take;
                    break;
                }
            }
            match step(&self.pending[done..]) {
                Step::Take(n, key) => {
                    out.extend(key.map(Input::Key));
                    done += n;
                }
                Step::Paste(n) => {
                    self.paste = Some(Vec::new());
                    done += n;
                }
                Step::More => break,
            }
        }
        self.pending.drain(..done);
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// Terminals send a pasted line end as `\r`, some as `\r\n`; the program knows `\n` only.
fn push_paste(bytes: &[u8], out: &mut Vec<Input>) {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
    if !text.is_empty() {
        out.push(Input::Paste(text));
    }
}

fn step(bytes: &[u8]) -> Step {
    match bytes.first() {
        None => Step::More,
        Some(&ESC) => escape(bytes),
        Some(byte @ (0..0x20 | 0x7f)) => Step::Take(1, Some(control(*byte))),
        Some(byte @ 0x20..0x7f) => Step::Take(1, Some(Key::Char(char::from(*byte)))),
        Some(_) => utf8(bytes),
    }
}

fn control(byte: u8) -> Key {
    match byte {
        // Enter is 13; the keypads of some terminals, and programs that feed lines, send 10.
        b'\r' | b'\n' => Key::Enter,
        b'\t' => Key::Tab,
        // Backspace is one or the other, depending on the terminal: both erase.
        0x08 | 0x7f => Key::Backspace,
        0 => Key::Ctrl(' '),
        1..=26 => Key::Ctrl(char::from(byte - 1 + b'a')),
        _ => Key::Ctrl(char::from(byte - 0x1c + b'\\')),
    }
}

fn utf8(bytes: &[u8]) -> Step {
    let length = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        // Not UTF-8: a terminal set to another character set. Something was typed, so something is shown.
        _ => return Step::Take(1, Some(Key::Char(char::REPLACEMENT_CHARACTER))),
    };
    let have = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(have) {
        // The control characters above 0x80 are no text and no key.
        Ok(text) => Step::Take(length, text.chars().next().filter(|c| !c.is_control()).map(Key::Char)),
        Err(error) if error.error_len().is_none() => Step::More,
        Err(error) => Step::Take(error.error_len().unwrap_or(1).max(1), Some(Key::Char(char::REPLACEMENT_CHARACTER))),
    }
}

fn escape(bytes: &[u8]) -> Step {
    match bytes.get(1) {
        None => Step::More,
        Some(b'[') => csi(bytes),
        Some(b'O') => ss3(bytes),
        Some(b']' | b'P' | b'_' | b'^') => answer(bytes),
        Some(_) => Step::Take(1, Some(Key::Esc)),
    }
}

/// `ESC [ parameters letter`: most of the keys with a name. Modifiers are dropped: Shift-Up is Up.
fn csi(bytes: &[u8]) -> Step {
    if bytes.get(2) == Some(&b'[') {
        // The Linux console alone writes F1 to F5 so.
        return match bytes.get(3) {
            None => Step::More,
            Some(letter @ b'A'..=b'E') => Step::Take(4, Some(Key::F(letter - b'A' + 1))),
            Some(_) => Step::Take(3, None),
        };
    }
    let body = &bytes[2..];
    let Some(end) = body.iter().position(|byte| !(0x20..0x40).contains(byte)) else {
        return if body.len() > LONGEST_CSI { Step::Take(bytes.len(), None) } else { Step::More };
    };
    let (parameters, last) = (&body[..end], body[end]);
    let length = end + 3;
    match last {
        // A mouse report, left on by another program: three more bytes that are not typed text.
        b'M' if parameters.is_empty() && bytes.len() < length + 3 => Step::More,
        b'M' if parameters.is_empty() => Step::Take(length + 3, None),
        b'~' if parameters == b"200" => Step::Paste(length),
        0x40..=0x7e => Step::Take(length, csi_key(parameters, last)),
        // Broken off: what broke it is looked at by itself.
        _ => Step::Take(length - 1, None),
    }
}

fn csi_key(parameters: &[u8], last: u8) -> Option<Key> {
    // `?`, `<`, `=` and `>` in front mark answers and reports, none of which was asked for.
    if parameters.first().is_some_and(|byte| (b'<'..=b'?').contains(byte)) {
        return None;
    }
    let number: Option<u8> = parameters
        .split(|byte| !byte.is_ascii_digit())
        .next()
        .and_then(|digits| std::str::from_utf8(digits).ok())
        .and_then(|digits| digits.parse().ok());
    match last {
        b'~' => match number? {
            1 | 7 => Some(Key::Home),
            3 => Some(Key::Delete),
            4 | 8 => Some(Key::End),
            5 => Some(Key::PageUp),
            6 => Some(Key::PageDown),
            n @ 11..=15 => Some(Key::F(n - 10)),
            n @ 17..=21 => Some(Key::F(n - 11)),
            n @ 23..=24 => Some(Key::F(n - 12)),
            _ => None,
        },
        b'Z' => Some(Key::BackTab),
        // With numbers this is where a cursor is, in answer to somebody else's question.
        b'R' if !parameters.is_empty() => None,
        letter => letter_key(letter),
    }
}

/// `ESC O letter`: cursor and function keys of some terminals, and the keypad in its application mode.
fn ss3(bytes: &[u8]) -> Step {
    match bytes.get(2) {
        None => Step::More,
        Some(b'M') => Step::Take(3, Some(Key::Enter)),
        Some(digit @ b'j'..=b'y') => Step::Take(3, Some(Key::Char(char::from(digit - 0x40)))),
        Some(letter) => match letter_key(*letter) {
            Some(key) => Step::Take(3, Some(key)),
            None => Step::Take(1, Some(Key::Esc)),
        },
    }
}

fn letter_key(letter: u8) -> Option<Key> {
    match letter {
        b'A' | b'a' => Some(Key::Up),
        b'B' | b'b' => Some(Key::Down),
        b'C' | b'c' => Some(Key::Right),
        b'D' | b'd' => Some(Key::Left),
        b'H' => Some(Key::Home),
        b'F' => Some(Key::End),
        b'P'..=b'S' => Some(Key::F(letter - b'P' + 1)),
        _ => None,
    }
}

/// `ESC ] … BEL` and its kin: the late answer to a question that an editor or the shell asked. Told from an Escape and
/// a bracket typed by hand by what comes third, and given up at the first byte that such an answer never holds.
fn answer(bytes: &[u8]) -> Step {
    match bytes.get(2) {
        None => return Step::More,
        Some(b'0'..=b'9' | b'>' | b'!' | b'$' | b'+') => {}
        Some(_) => return Step::Take(1, Some(Key::Esc)),
    }
    let Some(end) = bytes[2..].iter().position(|byte| *byte < 0x20) else {
        return if bytes.len() > LONGEST_STRING { Step::Take(bytes.len(), None) } else { Step::More };
    };
    let end = end + 2;
    match (bytes[end], bytes.get(end + 1)) {
        (BEL, _) => Step::Take(end + 1, None),
        (ESC, None) => Step::More,
        (ESC, Some(b'\\')) => Step::Take(end + 2, None),
        _ => Step::Take(end, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Everything at once, then silence.
    fn decode(bytes: &[u8]) -> Vec<Input> {
        let (mut decoder, mut out) = (Decoder::default(), Vec::new());
        decoder.feed(bytes, &mut out);
        while decoder.is_ambiguous() {
            decoder.settle(&mut out);
        }
        out
    }

    /// As text, so that a failure reads like a key list.
    fn keys(bytes: &[u8]) -> String {
        decode(bytes)
            .iter()
            .map(|input| match input {
                Input::Key(key) => key.to_string(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn the_keys_of_the_common_terminals() {
        for (bytes, want) in [
            (&b"jQ~ \xc3\xa9\xe2\x82\xac"[..], "jQ~<space>é€"),
            (b"\x01\x0e\x1a\x00\x1c\x1f", "<c-a><c-n><c-z><c- ><c-\\><c-_>"),
            (b"\r\n\t\x08\x7f", "<enter><enter><tab><bs><bs>"),
            (b"\x1b[A\x1b[B\x1b[C\x1b[D\x1bOA\x1bOB\x1bOC\x1bOD", "<up><down><right><left><up><down><right><left>"),
            (b"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1bOH\x1bOF", "<home><end><home><end><home><end><home><end>"),
            (b"\x1b[3~\x1b[5~\x1b[6~\x1b[Z", "<del><pgup><pgdn><s-tab>"),
            (
                b"\x1bOP\x1bOS\x1b[11~\x1b[15~\x1b[17~\x1b[21~\x1b[24~\x1b[[A\x1b[[E",
                "<f1><f4><f1><f5><f6><f10><f12><f1><f5>",
            ),
            (b"\x1b[1;5A\x1b[1;2P\x1b[3;5~", "<up><f1><del>"),
            (b"\x1bOM\x1bOq", "<enter>1"),
        ] {
            assert_eq!(keys(bytes), want, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_trailing_escape_is_the_key_once_the_line_is_silent() {
        let (mut decoder, mut out) = (Decoder::default(), Vec::new());
        decoder.feed(b"a\x1b", &mut out);
        assert_eq!(out, [Input::Key(Key::Char('a'))], "it may still become an arrow");
        assert!(decoder.is_ambiguous(), "so the reader has to wait a moment");
        decoder.settle(&mut out);
        assert_eq!(out.last(), Some(&Input::Key(Key::Esc)), "nothing came, so it was the key");
        assert!(!decoder.is_ambiguous(), "and nothing is left to wait for");
    }

    #[test]
    fn escape_and_what_is_typed_after_it_stay_two_keys() {
        assert_eq!(keys(b"\x1bq"), "<esc>q", "a stuttering line sends both at once");
        assert_eq!(keys(b"\x1b\x1b"), "<esc><esc>", "twice is twice");
        assert_eq!(keys(b"\x1b\x1b[A"), "<esc><up>", "the second begins an arrow");
        assert_eq!(keys(b"\x1b["), "<esc>[", "a bracket by hand");
        assert_eq!(keys(b"\x1bOx"), "8", "the keypad in its application mode");
        assert_eq!(keys(b"\x1bOi"), "<esc>Oi", "no such key, so three were typed");
        assert_eq!(keys(b"\x1b]x"), "<esc>]x", "no answer begins like that");
    }

    #[test]
    fn answers_to_questions_nobody_asked_here_are_dropped() {
        for bytes in [
            &b"\x1b[?62;22c"[..],
            b"\x1b[>0;276;0c",
            b"\x1b[24;80R",
            b"\x1b[I\x1b[O",
            b"\x1b[<0;12;5M\x1b[M !!",
            b"\x1b]11;rgb:0000/0000/0000\x07",
            b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
            b"\x1bP>|xterm(367)\x1b\\",
            b"\x1bP1$r0m\x1b\\",
            b"\xc2\x9b",
        ] {
            assert_eq!(keys(bytes), "", "{:?} is no typing", String::from_utf8_lossy(bytes));
        }
        assert_eq!(keys(b"\x1b[?62\rx"), "<enter>x", "a broken one does not eat the key that follows");
        assert_eq!(keys(b"\x1b]11;rgb\rx"), "<enter>x", "nor does a broken string");
    }

    #[test]
    fn a_paste_is_one_text_with_plain_line_ends() {
        assert_eq!(
            decode(b"\x1b[200~a\rb\r\nc\n\x1b[Ad\x1b[201~j"),
            [Input::Paste("a\nb\nc\n\u{1b}[Ad".into()), Input::Key(Key::Char('j'))],
            "no key in it is a key, and what follows is one"
        );
    }

    #[test]
    fn half_a_paste_is_saved_when_the_line_breaks() {
        let (mut decoder, mut out) = (Decoder::default(), Vec::new());
        decoder.feed(b"\x1b[200~half of it\x1b[2", &mut out);
        assert!(out.is_empty() && !decoder.is_ambiguous(), "an open paste waits without a timeout");
        decoder.finish(&mut out);
        assert_eq!(out, [Input::Paste("half of it\u{1b}[2".into())], "nothing that arrived is lost");
    }

    #[test]
    fn bytes_of_another_character_set_show_that_something_was_typed() {
        assert_eq!(keys(b"caf\xe9 "), "caf\u{fffd}<space>", "Latin-1 is no UTF-8");
    }

    proptest! {
        #[test]
        fn where_the_reads_are_cut_makes_no_difference(
            parts in prop::collection::vec(prop::sample::select(vec![
                "a", "é", "漢", "\x1b[A", "\x1bOP", "\x1b[200~x\ry\x1b[201~", "\r", "\x1b]11;rgb:0/0/0\x07", "\x1b[3;5~",
            ]), 0..12),
            cut in 1_usize..7,
        ) {
            let bytes = parts.concat().into_bytes();
            let (mut decoder, mut out) = (Decoder::default(), Vec::new());
            for piece in bytes.chunks(cut) {
                decoder.feed(piece, &mut out);
            }
            prop_assert_eq!(out, decode(&bytes), "cut every {} bytes", cut);
        }

        #[test]
        fn noise_never_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let (mut decoder, mut out) = (Decoder::default(), Vec::new());
            decoder.feed(&bytes, &mut out);
            decoder.finish(&mut out);
            prop_assert!(decoder.pending.is_empty(), "after the end nothing is held back");
        }
    }
}
