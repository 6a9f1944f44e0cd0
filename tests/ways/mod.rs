//! Keys that lead from fieldwork of the worked sample to every screen and every dialog.
//!
//! Must not know: what is tested there.

#![allow(dead_code, reason = "every test file uses a part of it")]

/// A way, and what is typed at its end.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    pub name: &'static str,
    pub keys: &'static str,
    /// At its end a text is being typed that must never be lost.
    pub kept: bool,
}

const fn to(name: &'static str, keys: &'static str) -> Way {
    Way { name, keys, kept: false }
}

const fn typing(name: &'static str, keys: &'static str) -> Way {
    Way { name, keys, kept: true }
}

pub const WAYS: &[Way] = &[
    to("fieldwork", ""),
    to("a section", "g"),
    to("zoomed", "z"),
    typing("WRITE", "<enter>a half line of words"),
    typing(
        "WRITE, long",
        "<enter>\u{6f22}\u{5b57} \u{1f469}\u{200d}\u{1f680} e\u{301} and so on and on and on and on and on and on",
    ),
    typing("WRITE, a finding", "m7 of 58 have no owner"),
    to("the find of items", "<enter>half a line<c-t>acc"),
    typing("the track of a role", "r"),
    to("notebook", "b"),
    to("notebook filtered", "b/kind:><enter>"),
    to("the filter", "b/acc"),
    to("settling", "bjjd"),
    typing("a finding of marked lines", "b  f"),
    typing("links of marked lines", "b  l"),
    to("find", "/access"),
    to("findings", "f"),
    to("presenting", "fP"),
    to("issuing", "fX"),
    to("a finding", "f<enter>"),
    typing("editing", "f<enter>jjj<enter>"),
    typing("withdrawing", "fW"),
    to("evidence", "E"),
    to("an evidence item", "E<enter>"),
    typing("a new evidence item", "En<enter>"),
    to("samples", "S"),
    to("a grid", "S<enter>jl"),
    to("sample fields", "Sa"),
    to("talks", "T"),
    to("an interview", "T<enter>"),
    to("review", "w"),
    to("plan", "a"),
    typing("plan, editing", "ajj<enter>"),
    to("new sample", "s"),
    to("new meeting", "TK"),
    to("help", "?"),
    to("home", "q"),
    to("themes", "qT"),
    typing("plan an audit", "qn"),
    to("figures", "qm"),
    to("register", "qr"),
    typing("withdrawing a statement", "qrW"),
    to("a follow-up", "qr<enter>"),
    to("a statement", "qr<enter>z"),
    typing("telling a correction", "qr<enter>a"),
    typing("a nonconformity from elsewhere", "qrn"),
    to("an interview going on", "I room | HR | A.5.18<enter>> said<enter>== agreed<enter><esc>"),
    to("read back", "I room | HR | A.5.18<enter>> said<enter><esc>R"),
    typing("who agrees", "I room | HR | A.5.18<enter>> said<enter><esc>R<enter>"),
    to("closing", "I room | HR | A.5.18<enter>? open<enter>:end<enter>"),
    to("the report", "wp"),
];
