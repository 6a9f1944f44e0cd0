//! All lists as one JSON document, and the JSON Schema (2020-12) that says what is in it, made of the same columns.
//!
//! Must not know: which lists and columns there are. Texts go out as they were recorded; what would act on a terminal is
//! escaped, which JSON readers undo.

use crate::report::clean;
use crate::report::table::{Cell, Column, List, Shape};
use serde_json::{Map, Value, json};

/// Version of the document's form: it grows when a name goes away or changes its meaning, not when one is added.
pub const FORMAT: u32 = 1;

/// What stands beside the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The organisation audited.
    pub organisation: String,
    /// The audit; none where the register alone goes out.
    pub audit: Option<String>,
    /// The day that lateness counts from, ISO 8601.
    pub today: String,
    /// When the last entry in it was recorded, RFC 3339; none where there is none.
    pub recorded: Option<String>,
    /// Whether all findings are issued; none without an audit.
    pub is_final: Option<bool>,
}

/// The document.
#[must_use]
pub fn write(lists: &[List], about: &About) -> String {
    let all: Map<String, Value> = lists.iter().map(|list| (list.name.to_owned(), rows(list))).collect();
    let mut document = json!({
        "format": FORMAT,
        "organisation": about.organisation,
        "audit": about.audit,
        "today": about.today,
        "recorded": about.recorded,
        "final": about.is_final,
    });
    document["lists"] = Value::Object(all);
    printed(&document)
}

fn printed(document: &Value) -> String {
    clean::json(&format!("{document:#}")) + "\n"
}

fn rows(list: &List) -> Value {
    let row = |cells: &Vec<Cell>| -> Value {
        let named = list.columns.iter().zip(cells).map(|(column, cell)| (column.name.to_owned(), value(column, cell)));
        Value::Object(named.collect())
    };
    list.rows.iter().map(row).collect()
}

/// Nothing is an empty text, an empty list, else null.
fn value(column: &Column, cell: &Cell) -> Value {
    match (cell, column.shape) {
        (Cell::Empty, Shape::Text | Shape::Grade) => json!(""),
        (Cell::Empty, Shape::List) => json!([]),
        (Cell::Empty, _) => Value::Null,
        (Cell::Number(n), _) => json!(n),
        (Cell::YesNo(yes), _) => json!(yes),
        (Cell::List(members), _) => json!(members),
        (Cell::Text(_) | Cell::Date(_) | Cell::Moment(_), _) => json!(cell.words()),
    }
}

/// The schema of the document, given the lists' columns.
#[must_use]
pub fn schema(lists: &[List]) -> String {
    let each: Map<String, Value> = lists.iter().map(|list| (list.name.to_owned(), list_schema(list))).collect();
    let text = |words: &str| json!({ "type": "string", "description": words });
    let or_null = |of: &str, words: &str| json!({ "type": [of, "null"], "description": words });
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:workpaper:lists:1",
        "title": "workpaper lists",
        "description": "What `workpaper export json` writes: an audit's lists and its part of the register, or the register \
                        alone. Grades and due dates are the audit programme's own convention, not the standard's.",
        "type": "object",
        "additionalProperties": false,
        "required": ["format", "organisation", "audit", "today", "recorded", "final", "lists"],
        "properties": {
            "format": { "const": FORMAT, "description": "Version of this form." },
            "organisation": text("The organisation audited."),
            "audit": or_null("string", "The audit; null where the register alone goes out."),
            "today": text("The day that lateness and age count from."),
            "recorded": or_null("string", "When the last entry in it was recorded; null where there is none."),
            "final": or_null("boolean", "Whether all findings carried on are issued; null without an audit."),
            "lists": {
                "type": "object",
                "description": "The lists; without an audit the register alone.",
                "additionalProperties": false,
                "required": ["register"]
            }
        }
    });
    schema["properties"]["today"]["format"] = json!("date");
    schema["properties"]["recorded"]["format"] = json!("date-time");
    schema["properties"]["lists"]["properties"] = Value::Object(each);
    printed(&schema)
}

fn list_schema(list: &List) -> Value {
    let names: Vec<&str> = list.columns.iter().map(|column| column.name).collect();
    let columns: Map<String, Value> =
        list.columns.iter().map(|column| (column.name.to_owned(), column_schema(column))).collect();
    json!({
        "type": "array",
        "description": list.words,
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": names,
            "properties": columns
        }
    })
}

fn column_schema(column: &Column) -> Value {
    let mut schema = match column.shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Grade => {
            json!({ "type": "string", "$comment": "the id of a grade in workpaper.toml; empty: not graded" })
        }
        Shape::Date => json!({ "type": ["string", "null"], "format": "date" }),
        Shape::Moment => json!({
            "type": ["string", "null"],
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$",
            "$comment": "by the clock of the place audited"
        }),
        Shape::Number => json!({ "type": ["integer", "null"] }),
        Shape::YesNo => json!({ "type": "boolean" }),
        Shape::List => json!({ "type": "array", "items": { "type": "string" } }),
    };
    schema["description"] = json!(column.words);
    schema
}
