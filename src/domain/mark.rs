//! The marks of the capture language: what a line's first characters say about the rest.
//!
//! Must not know: how a line is taken apart (`capture`), or how a mark is drawn. The README's table is tested against
//! this one.

/// One mark.
#[derive(Debug, PartialEq, Eq)]
pub struct Mark {
    /// As typed before the space, and as stored; empty for a plain note.
    pub sign: &'static str,
    /// What it is called beside the cursor.
    pub name: &'static str,
    /// What it records, for help and README.
    pub words: &'static str,
    /// Whether such a line shows that somebody looked: something was said, seen or read.
    pub looked: bool,
}

const fn mark(sign: &'static str, name: &'static str, looked: bool, words: &'static str) -> Mark {
    Mark { sign, name, words, looked }
}

/// All marks that stand alone before a text. Grades of findings come from the programme's scale.
pub static MARKS: &[Mark] = &[
    mark("", "note", true, "a plain note"),
    mark(">", "said", true, "said; `>1`, `>2` or `>1,2` by which of the interview's roles"),
    mark(">>", "exact", true, "exact words (also a text wholly in quotation marks)"),
    mark("?", "follow up", false, "to follow up, open until settled"),
    mark("&", "asked for", false, "asked for, open until received"),
    mark("=", "record", true, "record seen"),
    mark("@", "document", true, "document read"),
    mark("!", "finding", true, "finding, not graded; `!M !m !o !i !p` graded"),
    mark("~", "private", false, "private: never reported, never exported"),
    mark("==", "read back", false, "read back, facts agreed"),
    mark("%", "sample", true, "sample results: `% L-03 L-11 x text` (ok, x or . for not available; `*` = all others)"),
    mark("=+", "evidence", true, "registers a record as evidence: title | version or date | where held"),
    mark("@+", "evidence", true, "registers a document as evidence, likewise"),
];

/// The mark with this sign.
#[must_use]
pub fn find(sign: &str) -> Option<&'static Mark> {
    MARKS.iter().find(|mark| mark.sign == sign)
}
