//! The terminals the program is tried on, by the name in `TERM`: what each executes and ignores of what is written to it,
//! what its keys send, and what is different there. The README's table is made from this one.
//!
//! Must not know: the program. Where this comes from: ECMA-48 (CSI sequences, SGR), the VT100 and VT220 user guides of
//! DEC (what they execute; what they do not know they ignore), `console_codes(4)` of Linux, the manuals of xterm
//! (ctlseqs), `PuTTY` (4.4), screen and tmux, and the terminfo entries of these names.

#![allow(dead_code, reason = "every test file uses a part of it")]

/// One kind of terminal.
#[derive(Debug)]
pub struct Kind {
    /// In `TERM`.
    pub term: &'static str,
    pub support: &'static str,
    /// What is different there, for the README.
    pub words: &'static str,
    /// Private modes it executes; the others it ignores, as documented.
    pub modes: &'static [u16],
    /// Ranges of SGR it executes; the others it ignores.
    pub colours: bool,
    /// What its keys send, where it is not what xterm sends: see [`keys`].
    pub keys: &'static [(&'static str, &'static str)],
}

/// Bold, faint, underlined, reversed and none of them; colours by name, bright ones too.
pub const ATTRIBUTES: &[u16] = &[0, 1, 2, 4, 7];

/// What xterm's keys send, in both modes of its cursor keys and with either Backspace.
pub const XTERM: &[(&str, &str)] = &[
    ("up", "\x1b[A"),
    ("down", "\x1b[B"),
    ("right", "\x1b[C"),
    ("left", "\x1b[D"),
    ("home", "\x1b[H"),
    ("end", "\x1b[F"),
    ("delete", "\x1b[3~"),
    ("page up", "\x1b[5~"),
    ("page down", "\x1b[6~"),
    ("backspace", "\x7f"),
    ("enter", "\r"),
    ("F1", "\x1bOP"),
];

const TILDES: &[(&str, &str)] = &[("home", "\x1b[1~"), ("end", "\x1b[4~")];
const DEC: &[(&str, &str)] = &[
    ("up", "\x1bOA"),
    ("down", "\x1bOB"),
    ("right", "\x1bOC"),
    ("left", "\x1bOD"),
    ("home", "\x1b[1~"),
    ("end", "\x1b[4~"),
    ("backspace", "\x08"),
    ("enter", "\n"),
];

pub static KINDS: &[Kind] = &[
    Kind {
        term: "xterm-256color",
        support: "supported",
        words: "as designed; also what VTE, kitty, foot, Alacritty, iTerm2 and Windows Terminal say they are",
        modes: &[7, 25, 1049, 2004],
        colours: true,
        keys: &[],
    },
    Kind {
        term: "xterm",
        support: "supported",
        words: "no difference: the sixteen colours of your own palette are all that is ever used",
        modes: &[7, 25, 1049, 2004],
        colours: true,
        keys: &[("up", "\x1bOA"), ("down", "\x1bOB"), ("home", "\x1bOH"), ("end", "\x1bOF"), ("backspace", "\x08")],
    },
    Kind {
        term: "tmux-256color",
        support: "supported",
        words: "tried in tmux itself as well. Escape waits for tmux's `escape-time`; the clipboard needs `set-clipboard on`",
        modes: &[7, 25, 1049, 2004],
        colours: true,
        keys: TILDES,
    },
    Kind {
        term: "screen-256color",
        support: "supported",
        words: "tried in screen itself as well. What was on the screen before comes back only with `altscreen on`; \
                no clipboard",
        modes: &[7, 25, 1049],
        colours: true,
        keys: TILDES,
    },
    Kind {
        term: "screen",
        support: "supported",
        words: "the same, and what older tmux calls itself",
        modes: &[7, 25, 1049],
        colours: true,
        keys: TILDES,
    },
    Kind {
        term: "putty",
        support: "supported",
        words: "set Window > Translation > Remote character set to UTF-8; PuTTY's clipboard is not reached",
        modes: &[7, 25, 1049, 2004],
        colours: true,
        keys: &[("home", "\x1b[1~"), ("end", "\x1b[4~"), ("F1", "\x1b[11~")],
    },
    Kind {
        term: "rxvt-unicode-256color",
        support: "supported",
        words: "no difference",
        modes: &[7, 25, 1049, 2004],
        colours: true,
        keys: &[("home", "\x1b[7~"), ("end", "\x1b[8~"), ("F1", "\x1b[11~")],
    },
    Kind {
        term: "linux",
        support: "partly",
        words: "the console without a desktop: lines and arrows that its fonts hold; no screen to come back to; a paste is \
                read as keys where the kernel knows no bracketed paste; no clipboard",
        modes: &[7, 25],
        colours: true,
        keys: &[("home", "\x1b[1~"), ("end", "\x1b[4~"), ("F1", "\x1b[[A")],
    },
    Kind {
        term: "vt220",
        support: "partly",
        words: "no colours. The locale says whether it can show more than ASCII: for the terminal of that name, with its \
                7 bits, set `LANG=C`. A paste is read as keys; no clipboard",
        modes: &[7, 25],
        colours: false,
        keys: DEC,
    },
    Kind {
        term: "vt100",
        support: "partly",
        words: "the same; the cursor is always seen, and there is no faint text",
        modes: &[7],
        colours: false,
        keys: DEC,
    },
    Kind {
        term: "xterm-mono",
        support: "supported",
        words: "no colours, as with `NO_COLOR` and with every name that ends in `-m` or `-mono`",
        modes: &[7, 25, 1049, 2004],
        colours: false,
        keys: &[],
    },
];

/// Names on which no screen can be shown.
pub const REFUSED: &[(&str, &str)] = &[
    ("dumb", "no screen: it says so, ends with code 1 and points to the commands, which do everything"),
    ("vt52", "the same: it knows another language"),
    ("unknown", "the same, as with `network`, and where `TERM` is not set"),
];

/// What the keys of a kind send.
pub fn keys(kind: &Kind) -> impl Fn(&str) -> &'static str {
    let own = kind.keys;
    move |name| {
        let find = |table: &[(&str, &'static str)]| table.iter().find(|(key, _)| *key == name).map(|(_, sent)| *sent);
        find(own).or_else(|| find(XTERM)).unwrap_or_else(|| panic!("no such key: {name}"))
    }
}

/// The rows of the README's table.
pub fn rows() -> impl Iterator<Item = Vec<String>> {
    let known = KINDS.iter().map(|kind| (kind.term, kind.support, kind.words));
    let refused = REFUSED.iter().map(|(term, words)| (*term, "not", *words));
    known.chain(refused).map(|(term, support, words)| vec![format!("`{term}`"), support.to_owned(), words.to_owned()])
}
