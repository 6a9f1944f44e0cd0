//! What a TOML parser complains of, in one line with the place.
//!
//! Must not know: which file it is.

/// A TOML error in one line: where, what, and what would do.
#[must_use]
pub fn toml_words(text: &str, why: &toml::de::Error) -> String {
    let line = why.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let words = why.message().replace('\n', " ");
    match line {
        Some(line) => format!("line {line}: {words}"),
        None => words,
    }
}
