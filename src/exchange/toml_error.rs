//! Places in a TOML text: what its parser complains of, and the line on which something stands.
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

/// The line, from 1, of something in the nth table under a heading such as `[[item]]`: the key, else the text, else where
/// the table begins. Texts are found as people commonly write them: in double quotes, on one line.
#[must_use]
pub fn line_in(text: &str, heading: &str, nth: usize, needle: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let mut begins = (0..lines.len()).filter(|at| lines[*at].trim_start().starts_with(heading));
    let Some(from) = begins.nth(nth) else { return 1 };
    let to = begins.next().unwrap_or(lines.len());
    from + within(&lines[from..to], needle) + 1
}

/// Which of these lines holds a key or text; the first where none does.
#[must_use]
pub fn within(lines: &[&str], needle: &str) -> usize {
    let quoted = format!("\"{}\"", needle.replace('\\', "\\\\").replace('"', "\\\""));
    let is_key =
        |line: &&str| line.trim_start().strip_prefix(needle).is_some_and(|rest| rest.trim_start().starts_with('='));
    let position = |is: &dyn Fn(&&str) -> bool| lines.iter().position(is);
    let found = position(&is_key).or_else(|| position(&|line| line.contains(&quoted)));
    found.or_else(|| position(&|line| line.contains(needle))).unwrap_or(0)
}
