//! Bytes from a terminal turned into what the program means by them. Pure: bytes in, [`Input`] out.
//!
//! Must not know: descriptors, threads, clocks. Whoever reads the bytes says when the line has been quiet long enough
//! that a lone Escape was the Escape key ([`Decoder::settle`]).
//!
//! crossterm 0.29 has a reader of its own, which is not used: at the end of input and on a dead line its loop never
//! ends (it knows no way out but "would block"), and its readiness is edge-triggered, so what is left behind a full
//! read of 1,024 bytes lies there until the next key while a level-triggered poll next to it keeps saying "ready".
//! Both are a processor core at 100 %.
//!
//! Escape and a character in one read are Alt with that character, or two keys on a line that stutters (tmux makes one
//! read of what is typed within its `escape-time`). Nobody can tell, so the Escape is done and the character is not:
//! whoever meant Alt-C finds no verdict recorded and no letter in a note; whoever meant two keys presses the second again.

use crate::app::key::{Input, Key};

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const PASTE_BEGIN: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";
/// No key is this long: a sequence that goes on beyond it is noise and is dropped.
const LONGEST_CSI: usize = 64;
/// The same for an answer to a question that some program before this one asked.
const LONGEST_STRING: usize = 4096;

/// The state between two reads: what has begun and is not complete yet.
#[derive(Debug, Default)]
pub struct Decoder {
    pending: Vec<u8>,
    /// So many of the pending bytes came with an earlier read.
    earlier: usize,
    paste: Option<Vec<u8>>,
    /// What came behind the end of the paste. A pasted text may hold that end itself, and its rest must not be keys
    /// because of it: a paste is over once its end has come and then nothing for a moment.
    behind: Option<Vec<u8>>,
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
        if self.behind.is_some() {
            return self.follow(bytes, out);
        }
        self.earlier = self.pending.len();
        self.pending.extend_from_slice(bytes);
        self.work(out);
    }

    /// Whether what is pending may be complete already, so that a moment of silence decides.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        let lone = self.paste.is_none() && self.pending.first() == Some(&ESC) && self.pending.len() <= 2;
        lone || self.behind.is_some()
    }

    /// Behind the end of a paste: where the end comes again and no other paste began, the first was a part of the text.
    fn follow(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        let (Some(text), Some(behind)) = (&mut self.paste, &mut self.behind) else { return };
        let from = behind.len().saturating_sub(PASTE_END.len() - 1);
        behind.extend_from_slice(bytes);
        let begins = find(&behind[from..], PASTE_BEGIN).map(|at| from + at);
        let within = &behind[from..begins.unwrap_or(behind.len())];
        if let Some(end) = within.windows(PASTE_END.len()).rposition(|window| window == PASTE_END) {
            text.extend_from_slice(PASTE_END);
            text.extend(behind.drain(..from + end));
            behind.drain(..PASTE_END.len());
        }
        if begins.is_some() {
            self.end_paste(out);
        }
    }

    fn end_paste(&mut self, out: &mut Vec<Input>) {
        push_paste(&self.paste.take().unwrap_or_default(), out);
        let behind = self.behind.take().unwrap_or_default();
        self.feed(&behind, out);
    }

    /// The line was silent: a lone Escape was the key, a bracket after it was typed too, and a paste is over.
    pub fn settle(&mut self, out: &mut Vec<Input>) {
        if self.behind.is_some() {
            return self.end_paste(out);
        }
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
        while self.is_ambiguous() {
            self.settle(out);
        }
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
                    let behind = self.pending.split_off(done + end + PASTE_END.len());
                    self.pending.clear();
                    self.behind = Some(Vec::new());
                    return self.follow(&behind, out);
                }
                // The end may be cut in two by the read: keep back what could be its beginning.
                let keep = (1..PASTE_END.len()).rev().find(|n| rest.ends_with(&PASTE_END[..*n])).unwrap_or(0);
                let take = rest.len() - keep;
                text.extend_from_slice(&rest[..take]);
                done += take;
                break;
            }
            match step(&self.pending[done..], done >= self.earlier) {
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

/// What the first of these bytes mean. `together`: the second came with the first, in one read.
fn step(bytes: &[u8], together: bool) -> Step {
    match bytes.first() {
        None => Step::More,
        Some(&ESC) => escape(bytes, together),
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

fn escape(bytes: &[u8], together: bool) -> Step {
    match bytes.get(1) {
        None => Step::More,
        Some(b'[') => csi(bytes),
        Some(b'O') => ss3(bytes, together),
        Some(b']' | b'P' | b'_' | b'^') => answer(bytes, together),
        Some(_) => alone(bytes, together),
    }
}

/// An Escape that begins no sequence: the key, without the character that came together with it.
fn alone(bytes: &[u8], together: bool) -> Step {
    let with = match bytes.get(1) {
        Some(0x20..=0x7e) if together => 1,
        Some(0x80..=0xff) if together => match utf8(&bytes[1..]) {
            Step::Take(length, _) => length,
            _ => return Step::More,
        },
        _ => 0,
    };
    Step::Take(1 + with, Some(Key::Esc))
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
    // rxvt alone ends a key with Shift so, with what is no end to anybody else.
    let digits = body.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits > 0 && body.get(digits) == Some(&b'$') {
        return Step::Take(digits + 3, csi_key(&body[..digits], b'~'));
    }
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
fn ss3(bytes: &[u8], together: bool) -> Step {
    // Some put modifiers in between: `ESC O 5 A`.
    let modifiers = bytes[2..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    let length = modifiers + 3;
    match bytes.get(length - 1) {
        None => Step::More,
        Some(b'M') => Step::Take(length, Some(Key::Enter)),
        Some(digit @ b'j'..=b'y') => Step::Take(length, Some(Key::Char(char::from(digit - 0x40)))),
        Some(letter) => match letter_key(*letter) {
            Some(key) => Step::Take(length, Some(key)),
            // A key that is not known here.
            None if together && (0x40..0x7f).contains(letter) => Step::Take(length, None),
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
fn answer(bytes: &[u8], together: bool) -> Step {
    match bytes.get(2) {
        None => return Step::More,
        Some(b'0'..=b'9' | b'>' | b'!' | b'$' | b'+') => {}
        Some(_) => return alone(bytes, together),
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
            (b"\x1b[1;5A\x1b[1;2P\x1b[3;5~\x1bO5A\x1bO1;2P\x1b[7$x", "<up><f1><del><up><f1><home>x"),
            (b"\x1b[97;5u\x1b[27;5;97~\x1b[25~\x1b[34~\x1b[7^\x1b[99~x", "x"),
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
    fn escape_and_a_character_in_one_read_are_the_escape_alone() {
        assert_eq!(keys(b"\x1bcx"), "<esc>x", "Alt-C must not say that something conforms");
        assert_eq!(keys(b"\x1b\xc3\xa9x"), "<esc>x", "nor does Alt with any other letter leave a letter");
        let (mut decoder, mut out) = (Decoder::default(), Vec::new());
        decoder.feed(b"\x1b", &mut out);
        decoder.feed(b"q", &mut out);
        assert_eq!(out, [Input::Key(Key::Esc), Input::Key(Key::Char('q'))], "two reads are two keys, however close");
        assert_eq!(keys(b"\x1b\x1b"), "<esc><esc>", "twice is twice");
        assert_eq!(keys(b"\x1b\x1b[A"), "<esc><up>", "the second begins an arrow");
        assert_eq!(keys(b"\x1b["), "<esc>[", "a bracket by hand");
        assert_eq!(keys(b"\x1bOx"), "8", "the keypad in its application mode");
        assert_eq!(keys(b"\x1bOi"), "", "no key that is known here");
        assert_eq!(keys(b"\x1b]x"), "<esc>x", "no answer begins like that, so it was Alt");
        assert_eq!(keys(b"\x1b\x7f"), "<esc><bs>", "a control key stays one: it is no letter");
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
    fn the_end_of_a_paste_inside_it_ends_nothing() {
        let hostile = "harmless\x1b[201~:c\rq\x1b[201~";
        let text = Input::Paste("harmless\u{1b}[201~:c\nq".into());
        assert_eq!(
            decode(format!("\x1b[200~{hostile}").as_bytes()),
            std::slice::from_ref(&text),
            "what is behind it is text too"
        );
        let (mut decoder, mut out) = (Decoder::default(), Vec::new());
        for piece in format!("\x1b[200~{hostile}").as_bytes().chunks(3) {
            decoder.feed(piece, &mut out);
        }
        assert!(out.is_empty() && decoder.is_ambiguous(), "nothing of it acts before the line was silent");
        decoder.settle(&mut out);
        assert_eq!(out, [text], "wherever the reads are cut");
        let two = "\x1b[200~a\x1b[201~j\x1b[200~b\x1b[201~";
        let both = [Input::Paste("a".into()), Input::Key(Key::Char('j')), Input::Paste("b".into())];
        assert_eq!(decode(two.as_bytes()), both, "two pastes with a key between stay what they are");
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
            while decoder.is_ambiguous() {
                decoder.settle(&mut out);
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
