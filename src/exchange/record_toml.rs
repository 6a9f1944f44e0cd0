//! Any object as TOML to be edited by hand, and back: render, edit, parse, difference. One mechanism for plan, finding,
//! evidence, sample, interview and meeting.
//!
//! Must not know: editors or files.

use crate::domain::assign::{Terms, Wrong};
use crate::domain::entry::{Change, Fields, Value};
use crate::domain::fields::{Kind, Shape, spec};
use crate::domain::fold::{Object, difference};

/// The editable fields of an object as commented TOML; links are shown by label.
#[must_use]
pub fn render(terms: &Terms<'_>, kind: Kind, object: Option<&Object>, title: &str) -> String {
    let mut text = format!(
        "# {title}\n# Save and leave the editor to record what you changed; leave it unchanged to record nothing.\n"
    );
    for field in spec(kind).edited() {
        text.push_str("\n# ");
        text.push_str(field.words);
        if !field.hint.is_empty() {
            text.push_str(": ");
            text.push_str(field.hint);
        }
        text.push('\n');
        text.push_str(&line(terms, field.name, field.shape, object));
    }
    text
}

fn line(terms: &Terms<'_>, name: &str, shape: Shape, object: Option<&Object>) -> String {
    if shape.is_list() {
        let list = object.map_or(&[] as &[String], |object| object.list(name));
        let shown =
            |member: &String| if matches!(shape, Shape::Refs(_)) { terms.label(member) } else { member.clone() };
        let members: Vec<String> = list.iter().map(|member| format!("  {},\n", quoted(&shown(member)))).collect();
        if members.is_empty() { format!("{name} = []\n") } else { format!("{name} = [\n{}]\n", members.concat()) }
    } else {
        let text = object.map_or("", |object| object.text(name));
        format!("{name} = {}\n", if shape == Shape::Text { multi_line(text) } else { quoted(text) })
    }
}

/// A TOML basic string; control characters are escaped.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if hidden(c) => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A TOML multi-line basic string where there are several lines, else a plain one.
#[must_use]
pub fn multi_line(text: &str) -> String {
    if !text.contains('\n') {
        return quoted(text);
    }
    let mut out = String::from("\"\"\"\n");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push('\n'),
            '\t' => out.push_str("\\t"),
            c if hidden(c) => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    out.push_str("\"\"\"");
    out
}

/// Characters that an editor or a terminal may hide or obey, and that printing makes visible: controls, those without
/// width, and those that turn the direction of text. Written out, they survive being printed and read back.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn escape(c: char) -> String {
    let code = u32::from(c);
    if code > 0xFFFF { format!("\\U{code:08X}") } else { format!("\\u{code:04X}") }
}

/// Reads edited TOML back as fields of a kind. Dates may be quoted or native.
///
/// # Errors
/// Every mistake at once: line, field and remedy.
pub fn parse(kind: Kind, text: &str) -> Result<Fields, Vec<String>> {
    let (fields, mistakes) = read(kind, text);
    if mistakes.is_empty() { Ok(fields) } else { Err(mistakes) }
}

/// What can be read, and every mistake in the rest.
fn read(kind: Kind, text: &str) -> (Fields, Vec<String>) {
    let mut fields = Fields::new();
    let table: toml::Table = match toml::from_str(text) {
        Ok(table) => table,
        Err(why) => return (fields, vec![super::toml_error::toml_words(text, &why)]),
    };
    let mut mistakes = Vec::new();
    for (name, value) in &table {
        let Some(field) = spec(kind).edited().find(|field| field.name == name) else {
            let known: Vec<&str> = spec(kind).edited().map(|field| field.name).collect();
            mistakes.push(format!("{}: is no field; there are: {}", place(text, name), known.join(", ")));
            continue;
        };
        match read_value(field.shape, value) {
            Ok(value) => {
                fields.insert(name.clone(), value);
            }
            Err(why) => mistakes.push(format!("{}: {why}", place(text, name))),
        }
    }
    (fields, mistakes)
}

/// The fields in which an edited text says something else than the text that was offered, and every mistake in it. What
/// nobody touched stays out, however it was once stored; a field whose line was taken away stays as it is.
#[must_use]
fn edited(kind: Kind, offered: &str, text: &str) -> (Fields, Vec<String>) {
    let (before, _) = read(kind, offered);
    let (mut fields, mistakes) = read(kind, text);
    fields.retain(|name, value| before.get(name) != Some(value));
    (fields, mistakes)
}

/// `line 4: due`, as mistakes begin.
#[must_use]
fn place(text: &str, name: &str) -> String {
    format!("line {}: {name}", line_of(text, name))
}

/// What an edited text changes on an object, in the words of its audit.
///
/// # Errors
/// Every mistake at once: line or field, and remedy.
pub fn change(terms: &Terms<'_>, object: &Object, offered: &str, text: &str) -> Result<Change, Vec<String>> {
    let mut fields = Fields::new();
    let (edited, mut mistakes) = edited(object.kind, offered, text);
    for (field, value) in edited {
        match terms.normal(object.kind, &field, value) {
            Ok(value) => drop(fields.insert(field, value)),
            Err(Wrong::Text(why) | Wrong::Missing(why)) => mistakes.push(format!("{}: {why}", place(text, &field))),
        }
    }
    if mistakes.is_empty() { Ok(difference(object, &fields)) } else { Err(mistakes) }
}

/// The line a top-level key stands on.
fn line_of(text: &str, name: &str) -> usize {
    let at = text
        .lines()
        .position(|line| line.trim_start().strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('=')));
    at.map_or(1, |at| at + 1)
}

fn read_value(shape: Shape, value: &toml::Value) -> Result<Value, String> {
    let text = |value: &toml::Value| match value {
        toml::Value::String(text) => Ok(text.clone()),
        toml::Value::Integer(n) => Ok(n.to_string()),
        toml::Value::Boolean(flag) => Ok(if *flag { "yes" } else { "no" }.to_owned()),
        toml::Value::Datetime(date) => Ok(date.to_string().replace('T', " ").chars().take(16).collect()),
        other => Err(format!("a {} cannot stand here: write a text in quotation marks", other.type_str())),
    };
    if shape.is_list() {
        let toml::Value::Array(members) = value else {
            return Ok(Value::List(vec![text(value)?]));
        };
        let members: Result<Vec<String>, String> = members.iter().map(text).collect();
        return Ok(Value::List(members?.into_iter().filter(|member| !member.trim().is_empty()).collect()));
    }
    shape.check(&text(value)?).map(Value::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_may_be_quoted_or_native() {
        for text in
            ["from = 2026-06-15", "from = \"2026-06-15\"", "from = \"15 Jun 2026\"", "from = 2026-06-15T00:00:00"]
        {
            let fields = parse(Kind::Plan, text).expect("all are dates");
            assert_eq!(fields["from"].text(), "2026-06-15", "{text}");
        }
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let mistakes = parse(Kind::Plan, "title = \"x\"\nfrom = \"soon\"\nsize = 3\n").expect_err("two are wrong");
        assert!(mistakes[0].starts_with("line 2: from") && mistakes[1].starts_with("line 3: size"), "{mistakes:?}");
    }

    #[test]
    fn hidden_characters_are_made_visible_and_read_back() {
        let text = "a\u{1b}[31m\u{202e}b\n\"c\"\\\td\u{200d}e\u{e0041}";
        for written in [quoted(text), multi_line(text)] {
            let printed = crate::report::clean::lines(&written);
            assert_eq!(printed, written, "nothing is left for printing to make visible");
            let table: toml::Table = toml::from_str(&format!("x = {written}")).expect("valid TOML");
            assert_eq!(table["x"].as_str(), Some(text), "nothing is lost");
        }
    }
}
