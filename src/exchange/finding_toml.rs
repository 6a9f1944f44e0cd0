//! The findings file: an issued finding as TOML, for people and other tools.
//!
//! Must not know: folders. It is derived from the register; a digest over its own text tells whether a hand was in it.

use super::record_toml::{multi_line, quoted};
use crate::domain::digest::sha256_hex;
use crate::domain::entry::{Fields, Value};
use crate::domain::fields::{Kind, Shape, spec};
use crate::domain::fold::{Object, difference};
use crate::domain::issue;

const SEAL: &str = "[file]\n";
const FORMAT: u32 = 1;

/// Fields in the order of the file.
const ORDER: &[&str] = &[
    "ref",
    "audit",
    "grade",
    "stage",
    "title",
    "criteria",
    "requirement",
    "evidence",
    "nature",
    "process",
    "auditee_view",
    "recurrence_of",
    "raised",
    "issued",
    "due",
    "addendum",
    "revision",
    "revision_reason",
    "withdrawn",
    "overridden",
    "evidence_items",
    "samples",
    "quotes",
    "heads",
    "digest",
];

/// Writes the file of a statement. `heads` are the register's journals it was made from.
#[must_use]
pub fn render(statement: &Object, heads: &[String]) -> String {
    let mut text = String::from(
        "# A finding as issued. This file is made from the register; the statement itself is frozen.\n\
         # Changes made here by hand are not lost: `workpaper adopt` shows them and takes them in, or says why not.\n",
    );
    for name in ORDER {
        let shape = spec(Kind::Statement).field(name).map_or(Shape::Line, |field| field.shape);
        if *name == "stage" {
            text.push_str(&format_line(name, &quoted(issue::stage(statement))));
        } else if *name == "ref" {
            text.push_str(&format_line(name, &quoted(&statement.label)));
        } else if shape.is_list() {
            text.push_str(&format_line(name, &list(statement.list(name))));
        } else if matches!(shape, Shape::Date | Shape::Number) && !statement.lacks(name) {
            text.push_str(&format_line(name, statement.text(name)));
        } else if shape == Shape::YesNo {
            text.push_str(&format_line(name, if statement.text(name) == "yes" { "true" } else { "false" }));
        } else if !statement.lacks(name) || shape == Shape::Text {
            let value = statement.text(name);
            text.push_str(&format_line(name, &if shape == Shape::Text { multi_line(value) } else { quoted(value) }));
        }
    }
    text.push('\n');
    let seal = format!("format = {FORMAT}\nregister = {}\ndigest = \"{}\"\n", list(heads), sha256_hex(text.as_bytes()));
    text + SEAL + &seal
}

fn format_line(name: &str, value: &str) -> String {
    format!("{name} = {value}\n")
}

fn list(members: &[String]) -> String {
    if members.len() < 2 && members.iter().all(|member| member.len() < 80) {
        let members: Vec<String> = members.iter().map(|member| quoted(member)).collect();
        return format!("[{}]", members.join(", "));
    }
    format!("[\n{}]", members.iter().map(|member| format!("  {},\n", quoted(member))).collect::<Vec<_>>().concat())
}

/// What a findings file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// As it was written.
    Untouched,
    /// Left behind by a merge: conflict markers; it is made anew.
    Conflicted,
    /// Edited by hand: what differs from the statement, field by field.
    Edited(Vec<Difference>),
    /// Edited so that it cannot be read: what is wrong.
    Unreadable(String),
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field.
    pub field: String,
    /// What the register says.
    pub register: Value,
    /// What the file says.
    pub file: Value,
}

/// Compares a file with the statement it was made from.
#[must_use]
pub fn examine(text: &str, statement: &Object) -> Found {
    if let Some((body, seal)) = text.rsplit_once(SEAL)
        && seal.contains(&format!("digest = \"{}\"", sha256_hex(body.as_bytes())))
    {
        return Found::Untouched;
    }
    if text.lines().any(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ")) {
        return Found::Conflicted;
    }
    match read(text) {
        Ok(fields) => Found::Edited(differences(statement, &fields)),
        Err(why) => Found::Unreadable(why),
    }
}

/// The fields of a findings file.
///
/// # Errors
/// Line and field of what cannot be read.
pub fn read(text: &str) -> Result<Fields, String> {
    let table: toml::Table = toml::from_str(text).map_err(|why| super::toml_error::toml_words(text, &why))?;
    let mut fields = Fields::new();
    for (name, value) in table.iter().filter(|(name, _)| *name != "file") {
        let value = match value {
            toml::Value::Array(members) => {
                let members = members.iter().map(|m| m.as_str().map_or_else(|| m.to_string(), str::to_owned));
                Value::List(members.collect())
            }
            toml::Value::String(text) => Value::Text(text.clone()),
            toml::Value::Boolean(flag) => Value::Text(if *flag { "yes" } else { "no" }.to_owned()),
            toml::Value::Table(_) => {
                return Err(format!("`{name}` is a table, and a findings file has none but [file]"));
            }
            other => Value::Text(other.to_string()),
        };
        fields.insert(name.clone(), value);
    }
    Ok(fields)
}

fn differences(statement: &Object, fields: &Fields) -> Vec<Difference> {
    let mut found = Vec::new();
    for (name, value) in fields {
        let register = match name.as_str() {
            "ref" => Value::from(statement.label.as_str()),
            "stage" => Value::from(issue::stage(statement)),
            name => statement.fields.get(name).map_or_else(|| Value::Text(String::new()), |field| field.value.clone()),
        };
        let same = if matches!(value, Value::List(_)) {
            register.list() == value.list()
        } else {
            register.text().trim_end() == value.text().trim_end() || (register.is_empty() && value.text() == "no")
        };
        if !same {
            found.push(Difference { field: name.clone(), register, file: value.clone() });
        }
    }
    found
}

/// The fields that `adopt` takes into the register as a revision; the rest cannot be changed by hand.
///
/// # Errors
/// Names the fields that are not open to a hand, and why.
pub fn adoptable(statement: &Object, found: &[Difference]) -> Result<Fields, Vec<String>> {
    let mut wanted = Fields::new();
    let mut refused = Vec::new();
    for difference in found {
        match spec(Kind::Statement).field(&difference.field) {
            Some(field) if field.edited => match &difference.file {
                Value::Text(text) => match field.shape.check(text) {
                    Ok(text) => drop(wanted.insert(difference.field.clone(), text.into())),
                    Err(why) => refused.push(format!("{}: {why}", difference.field)),
                },
                list @ Value::List(_) => drop(wanted.insert(difference.field.clone(), list.clone())),
            },
            Some(_) => {
                refused.push(format!("{}: is derived or frozen, and has a command of its own", difference.field));
            }
            None => refused.push(format!("{}: is no field of a finding", difference.field)),
        }
    }
    if refused.is_empty() {
        let change = difference(statement, &wanted);
        return if change.is_empty() { Err(vec!["nothing differs".to_owned()]) } else { Ok(wanted) };
    }
    Err(refused)
}
