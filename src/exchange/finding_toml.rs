//! The findings file: an issued finding as TOML, for people and other tools.
//!
//! Must not know: folders. It is derived from the register; a digest over its own text tells whether a hand was in it.

use super::finding_record;
use super::record_toml::{multi_line, quoted};
use crate::domain::digest::sha256_hex;
use crate::domain::entry::{Fields, Value};
use crate::domain::fields::{Kind, Shape, spec};
use crate::domain::fold::difference as change_of;
use crate::domain::followup::case::Case;
use crate::domain::issue;
use crate::domain::programme::Programme;

const SEAL: &str = "[file]\n";
const FORMAT: u32 = 1;

const HEAD: &str = "\
# A finding as issued, with its follow-up. This file is made from the register; the statement itself is frozen.
# Changes made here by hand are not lost: `workpaper adopt` shows them and takes them in, or says why not.
";

/// Fields in the order of the file.
const ORDER: &[&str] = &[
    "ref",
    "audit",
    "source",
    "source_ref",
    "owner",
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
    "extensions",
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
pub fn render(case: &Case<'_>, heads: &[String]) -> String {
    let statement = case.statement;
    let mut text = HEAD.to_owned();
    for name in ORDER {
        let shape = spec(Kind::Statement).field(name).map_or(Shape::Line, |field| field.shape);
        if *name == "stage" {
            text.push_str(&format_line(name, &quoted(case.stage.words())));
        } else if *name == "ref" {
            text.push_str(&format_line(name, &quoted(&statement.label)));
        } else if shape.is_list() {
            text.push_str(&format_line(name, &list(statement.list(name))));
        } else if is_native(shape, statement.text(name)) {
            text.push_str(&format_line(name, statement.text(name)));
        } else if shape == Shape::YesNo {
            text.push_str(&format_line(name, if statement.text(name) == "yes" { "true" } else { "false" }));
        } else if !statement.lacks(name) || shape == Shape::Text {
            let value = statement.text(name);
            text.push_str(&format_line(name, &if shape == Shape::Text { multi_line(value) } else { quoted(value) }));
        }
    }
    text.push_str(&finding_record::render(case));
    text.push('\n');
    let seal = seal(&text, heads);
    text + SEAL + &seal
}

/// Whether a text is a day or number as TOML writes them itself; any other text of such a field stands in quotes.
fn is_native(shape: Shape, text: &str) -> bool {
    let written = match shape {
        Shape::Date => text.parse::<chrono::NaiveDate>().map(|day| day.to_string()).ok(),
        Shape::Number => text.parse::<u32>().map(|n| n.to_string()).ok(),
        _ => None,
    };
    written.as_deref() == Some(text)
}

/// What stands below `[file]`: the journals that a text was made from, and the digest of the text.
fn seal(body: &str, heads: &[String]) -> String {
    format!("format = {FORMAT}\nregister = {}\ndigest = \"{}\"\n", list(heads), sha256_hex(body.as_bytes()))
}

/// Whether a file is, to the last byte, one that this program wrote: what was added below its seal counts as well.
#[must_use]
pub fn is_sealed(text: &str) -> bool {
    text.rsplit_once(SEAL).is_some_and(|(body, tail)| tail == seal(body, &heads(text)))
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
    /// As it was written, or with nothing in it that the register does not say.
    Untouched,
    /// Left behind by a merge: conflict markers; it is made anew.
    Conflicted,
    /// Edited by hand: what differs from the statement, field by field. None differ where only comments were added.
    Edited(Vec<Difference>),
    /// Edited so that it cannot be read: what is wrong.
    Unreadable(String),
}

/// One field that a hand changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field.
    pub field: String,
    /// What the register said when the file was written.
    pub register: Value,
    /// What the file says.
    pub file: Value,
    /// What the register says now, where that was changed since.
    pub since: Option<Value>,
}

/// The register's journals that a file was made from, as its seal names them: `name number hash`.
#[must_use]
pub fn heads(text: &str) -> Vec<String> {
    let table: Option<toml::Table> = text.rsplit_once(SEAL).and_then(|(_, seal)| toml::from_str(seal).ok());
    let list = table.as_ref().and_then(|table| table.get("register")?.as_array());
    list.into_iter().flatten().filter_map(|head| head.as_str().map(str::to_owned)).collect()
}

/// Compares a file with the statement it was made from. `base` is the statement as the register had it when the file
/// was written, `now` as it has it today: what a hand changed is told apart from what the register has changed since.
#[must_use]
pub fn examine(text: &str, base: &Case<'_>, now: &Case<'_>) -> Found {
    if is_sealed(text) {
        return Found::Untouched;
    }
    // A finding may quote such marks: only more of them than its own words hold are a merge's.
    let marks = |text: &str| text.lines().filter(|l| l.starts_with("<<<<<<< ") || l.starts_with(">>>>>>> ")).count();
    if marks(text) > marks(&render(base, &[])).max(marks(&render(now, &[]))) {
        return Found::Conflicted;
    }
    match read(text) {
        Ok(fields) => match differences(base, now, &fields) {
            found if found.is_empty() && !has_own_comments(text) => Found::Untouched,
            found => Found::Edited(found),
        },
        Err(why) => Found::Unreadable(why),
    }
}

/// Whether somebody wrote a comment of their own: more number signs stand in the text than its values account for.
fn has_own_comments(text: &str) -> bool {
    fn within(value: &toml::Value) -> usize {
        match value {
            toml::Value::String(text) => text.matches('#').count(),
            toml::Value::Array(members) => members.iter().map(within).sum(),
            toml::Value::Table(table) => table.values().map(within).sum(),
            _ => 0,
        }
    }
    let table: toml::Table = toml::from_str(text).unwrap_or_default();
    let heads = || HEAD.lines().chain([finding_record::HEAD]);
    let ours = text.lines().filter(|line| heads().any(|head| head == *line)).count();
    text.matches('#').count() > ours + table.values().map(within).sum::<usize>()
}

/// The fields of a findings file.
///
/// # Errors
/// Line and field of what cannot be read.
pub fn read(text: &str) -> Result<Fields, String> {
    // An editor of another system may have changed every line's end; that is no edit.
    let text = &text.replace("\r\n", "\n");
    let table: toml::Table = toml::from_str(text).map_err(|why| super::toml_error::toml_words(text, &why))?;
    if let Some(file) = table.get("file") {
        // A field written at the end of the file lands below the seal, where TOML takes it for a part of it.
        let known = |name: &str| matches!(name, "format" | "register" | "digest");
        let within = file.as_table().map(|seal| seal.keys().find(|name| !known(name.as_str())));
        match within {
            Some(None) => {}
            Some(Some(name)) => return Err(format!("`{name}` stands below [file]: move it above that line")),
            None => return Err("`file` is the program's own: take it out".to_owned()),
        }
    }
    let mut fields = Fields::new();
    for (name, value) in table.iter().filter(|(name, _)| *name != "file") {
        if let (true, toml::Value::Array(tables)) = (matches!(name.as_str(), "action" | "history"), value) {
            for (nth, one) in (1..).zip(tables) {
                let Some(one) = one.as_table() else { return Err(format!("`{name}` holds [[{name}]] tables only")) };
                let number = one.get("number").and_then(toml::Value::as_str);
                let stem = finding_record::table_name(name, nth, number);
                for (key, value) in one {
                    fields.insert(format!("{stem}.{key}"), value_of_toml(&format!("{stem}.{key}"), value)?);
                }
            }
            continue;
        }
        fields.insert(name.clone(), value_of_toml(name, value)?);
    }
    Ok(fields)
}

fn value_of_toml(name: &str, value: &toml::Value) -> Result<Value, String> {
    Ok(match value {
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
    })
}

fn differences(base: &Case<'_>, now: &Case<'_>, fields: &Fields) -> Vec<Difference> {
    let mut found = Vec::new();
    let (then, fields_of_today) = (all_of(base), all_of(now));
    // A line taken out empties its field; what only the program writes comes back by itself, but for the record's words.
    let edited = |name: &str| spec(Kind::Statement).field(name).map_or(name.contains('.'), |field| field.edited);
    let gone = then.keys().filter(|name| edited(name) && !fields.contains_key(*name));
    let gone = gone.map(|name| (name.clone(), Value::Text(String::new())));
    for (name, file) in fields.clone().into_iter().chain(gone) {
        let value = |all: &Fields| all.get(&name).cloned().unwrap_or_else(|| Value::Text(String::new()));
        let (register, today) = (value(&then), value(&fields_of_today));
        // Names that no finding has are told of even where they are empty.
        let stranger = !then.contains_key(&name) && !fields_of_today.contains_key(&name);
        if stranger || !same(&name, &register, &file) && !same(&name, &today, &file) {
            let since = (!same(&name, &register, &today)).then_some(today);
            found.push(Difference { field: name, register, file, since });
        }
    }
    found
}

/// All that the file says, by name.
fn all_of(case: &Case<'_>) -> Fields {
    let statement = case.statement;
    let mut all = finding_record::fields(case);
    for name in ORDER {
        let value = match *name {
            "ref" => Value::from(statement.label.as_str()),
            "stage" => Value::from(case.stage.words()),
            name => statement
                .fields
                .get(name)
                .map_or_else(|| Value::Text(String::new()), |field| Value::clone(&field.value)),
        };
        all.insert((*name).to_owned(), value);
    }
    all
}

fn same(name: &str, register: &Value, file: &Value) -> bool {
    let field = spec(Kind::Statement).field(name);
    let list = field.map_or(matches!(register, Value::List(_)), |field| field.shape.is_list());
    match file {
        Value::List(members) if !list => members.is_empty() && register.is_empty(),
        _ if list => register.list() == file.list(),
        _ => {
            register.text().trim_end() == file.text().trim_end()
                || (field.is_some_and(|field| field.shape == Shape::YesNo)
                    && register.is_empty()
                    && file.text() == "no")
        }
    }
}

/// The fields that `adopt` takes into the register as a revision; the rest cannot be changed by hand.
///
/// # Errors
/// Names the fields that are not open to a hand, and why.
pub fn adoptable(case: &Case<'_>, found: &[Difference], programme: &Programme) -> Result<Fields, Vec<String>> {
    let mut wanted = Fields::new();
    let mut refused = Vec::new();
    for difference in found {
        match taken(case, difference, programme) {
            Ok(value) => drop(wanted.insert(difference.field.clone(), value)),
            Err(why) => refused.push(format!("{}: {why}", difference.field)),
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    let own = |name: &str| spec(Kind::Statement).field(name).is_some();
    if wanted.keys().all(|name| own(name)) && change_of(case.statement, &wanted).is_empty() {
        Err(vec!["no field differs".to_owned()])
    } else {
        Ok(wanted)
    }
}

fn changed_since(now: &Value) -> String {
    format!("the register was changed since this file was written, and says now: {}", now.list().join("; "))
}

/// What the gate at issue demands of a nonconformity, and so no edit may empty.
const NEEDED: &[&str] = &["criteria", "requirement", "evidence", "nature"];

/// One field's new value, or why it is not open to a hand.
///
/// # Errors
/// In words that say what would do.
pub fn taken(case: &Case<'_>, difference: &Difference, programme: &Programme) -> Result<Value, String> {
    let name = difference.field.as_str();
    let statement = case.statement;
    if let Some(answer) = finding_record::taken(case, name, &difference.file) {
        return match &difference.since {
            Some(since) => Err(changed_since(since)),
            None => answer,
        };
    }
    let Some(field) = spec(Kind::Statement).field(name) else {
        return Err(if name == "stage" {
            "is derived from the steps recorded, never set".to_owned()
        } else {
            "is no field of a finding".to_owned()
        });
    };
    let value = match &difference.file {
        Value::Text(text) if field.shape.is_list() => Value::List(Value::from(text.as_str()).list().to_vec()),
        Value::Text(text) => field.shape.check(text)?.into(),
        Value::List(_) if !field.shape.is_list() => return Err("a list cannot stand here: write one text".to_owned()),
        list @ Value::List(_) => list.clone(),
    };
    if !field.edited {
        let frozen = issue::FROZEN.contains(&name);
        let why = if frozen { "is frozen as it was issued" } else { "is derived, or has a command of its own" };
        return Err(why.to_owned());
    }
    if let Some(since) = &difference.since {
        return Err(changed_since(since));
    }
    if name == "grade" {
        let known = programme.grade(value.text()).ok_or_else(|| {
            let ids: Vec<&str> = programme.grades.iter().map(|grade| grade.id.as_str()).collect();
            format!("`{}` is no grade of this programme: {}", value.text(), ids.join(", "))
        })?;
        return Ok(known.id.as_str().into());
    }
    if value.is_empty() && NEEDED.contains(&name) && programme.is_nonconformity(statement.text("grade")) {
        return Err("is empty, and a nonconformity states it".to_owned());
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_below_the_seal_is_an_edit_too() {
        let stamp = crate::domain::fold::Stamp {
            entry: "LA-7f3k2m9q/1".parse().expect("an entry"),
            at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
            by: "LA".to_owned(),
            key: 1,
        };
        let statement = crate::domain::fold::Object {
            id: crate::domain::ident::ObjectId::from_text("LA-7f3k2m9q/1"),
            kind: Kind::Statement,
            label: "IA-2026-02-F01".to_owned(),
            made: std::sync::Arc::new(stamp),
            fields: crate::domain::held::Held::default(),
        };
        let (state, programme) = (crate::domain::fold::State::default(), Programme::default());
        let case = crate::domain::followup::case::Book::new(&state, &programme).case(&statement);
        let text = render(&case, &["LA-1 2 ab".to_owned(), "RB-1 3 cd".to_owned()]);
        let found = |text: &str| examine(text, &case, &case);
        assert_eq!(found(&text), Found::Untouched, "as written");
        assert_eq!(found(&(text.clone() + "# ask again in May\n")), Found::Edited(Vec::new()), "a comment is kept");
        let appended = found(&(text.clone() + "title = \"better\"\n"));
        assert!(
            matches!(&appended, Found::Unreadable(why) if why.contains("`title` stands below [file]")),
            "a field is never passed over: {appended:?}"
        );
    }
}
