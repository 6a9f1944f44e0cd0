//! A report as Markdown: `CommonMark` with the tables of GitHub.
//!
//! Must not know: what the report is about. Text from people stays text: nothing in it becomes a heading, a link, HTML or
//! another cell, and who reads the source can still read it.

use super::clean;
use super::document::{Block, Document, Table};

/// The whole report.
#[must_use]
pub fn render(document: &Document) -> String {
    let mut out = String::new();
    let draft = document.draft.as_ref().map(|why| format!("> **DRAFT: {}**", inline(why)));
    if let Some(draft) = &draft {
        paragraph(&mut out, draft);
    }
    paragraph(&mut out, &format!("# {}", inline(&document.title)));
    let mut headed = false;
    for block in &document.blocks {
        self::block(&mut out, block, draft.as_deref(), headed);
        headed = matches!(block, Block::Section(_) | Block::Heading(_));
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn paragraph(out: &mut String, text: &str) {
    line(out, text);
    out.push('\n');
}

/// A block; `headed` where a heading stands right above it.
fn block(out: &mut String, block: &Block, draft: Option<&str>, headed: bool) {
    match block {
        Block::Section(words) => {
            paragraph(out, &format!("## {}", inline(words)));
            if let Some(draft) = draft {
                paragraph(out, draft);
            }
        }
        Block::Heading(words) => paragraph(out, &format!("### {}", inline(words))),
        Block::Text(text) => paragraph(out, &inline(text)),
        Block::Notice(text) => paragraph(out, &format!("> **Note:** {}", inline(text))),
        Block::List(points) => {
            for point in points {
                line(out, &format!("- {}", inline(point)));
            }
            out.push('\n');
        }
        Block::Pairs(pairs) => {
            for (name, values) in pairs {
                match values.as_slice() {
                    [one] => line(out, &format!("- **{}:** {}", inline(name), inline(one))),
                    several => {
                        line(out, &format!("- **{}:**", inline(name)));
                        out.extend(several.iter().map(|value| format!("  - {}\n", inline(value))));
                    }
                }
            }
            out.push('\n');
        }
        Block::Table(table) => self::table(out, table, headed),
        // Its numbers stand in the table beside it.
        Block::Chart(_) => {}
        Block::Group(group) => {
            paragraph(out, &format!("### {}", inline(&group.title)));
            for block in &group.blocks {
                self::block(out, block, draft, false);
            }
        }
    }
}

fn table(out: &mut String, table: &Table, headed: bool) {
    if !headed {
        paragraph(out, &format!("**{}**", inline(&table.caption)));
    }
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| inline(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    out.push_str(&row(&table.heads));
    let rules = (0..table.heads.len()).map(|at| if table.numbers.contains(&at) { "---:" } else { "---" });
    line(out, &format!("| {} |", rules.collect::<Vec<_>>().join(" | ")));
    out.extend(table.rows.iter().map(|cells| row(cells)));
    out.push('\n');
}

/// Text as text. What means something anywhere in a line is escaped everywhere, what means something at its beginning
/// there; `<` and `&` are written as entities, because not every reader of Markdown knows an escaped `<`.
fn inline(text: &str) -> String {
    let text = clean::line(text);
    let text = text.trim();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            // `1.` and `1)` begin a list, `#` a heading, `-`, `+` and `=` a list or a line under the text before.
            '.' | ')' if at == digits && digits > 0 && (rest.is_empty() || rest.starts_with(' ')) => {
                out.extend(['\\', c]);
            }
            '-' | '+' | '=' if at == 0 => out.extend(['\\', c]),
            // A heading may end with them too.
            '#' if at == 0 || text[..at].ends_with([' ', '#']) => out.extend(['\\', c]),
            // What looks like an address would become a link.
            ':' if rest.starts_with("//") => out.push_str("\\:"),
            '.' if ends_in_www(&text[..at]) => out.push_str("\\."),
            c => out.push(c),
        }
    }
    out
}

fn ends_in_www(before: &str) -> bool {
    before.len() >= 3
        && before.is_char_boundary(before.len() - 3)
        && before[before.len() - 3..].eq_ignore_ascii_case("www")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (text, want) in [
            ("A.5.18, 9.3.2 c)", "A.5.18, 9.3.2 c)"),
            ("9.3.2 c)", "9.3.2 c)"),
            ("1. no list", "1\\. no list"),
            ("C# and ## no heading ##", "C# and \\#\\# no heading \\#\\#"),
            ("# no heading", "\\# no heading"),
            ("1) no list", "1\\) no list"),
            ("a | b `c` <d> [e](f)", "a \\| b \\`c\\` &lt;d&gt; \\[e\\](f)"),
            ("see https://example.org", "see https\\://example.org"),
            ("www.example.org", "www\\.example.org"),
            ("a\nb\u{202e}c", "a b\u{fffd}c"),
        ] {
            assert_eq!(inline(text), want, "{text:?}");
        }
    }
}
