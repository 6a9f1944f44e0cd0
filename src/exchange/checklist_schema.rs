//! The JSON schema of a checklist file, for editors that complete and check TOML as it is typed.
//!
//! Must not know: any checklist. A test holds it equal to the structures of `domain::checklist`.

use crate::domain::checklist::Depth;
use crate::domain::lint::LONGEST;
use crate::domain::roles::ROLES;
use serde_json::{Map, Value, json};

fn text(words: &str) -> Value {
    json!({ "type": "string", "description": words })
}

fn texts(words: &str) -> Value {
    json!({
        "type": "array",
        "items": { "type": "string", "minLength": 1, "maxLength": LONGEST },
        "description": words
    })
}

fn yes_no(words: &str) -> Value {
    json!({ "type": "boolean", "description": words })
}

fn object(words: &str, required: &[&str], fields: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({
        "type": "object",
        "description": words,
        "additionalProperties": false,
        "required": required,
        "properties": properties
    })
}

fn array(of: Value) -> Value {
    let mut array = json!({ "type": "array" });
    array["items"] = of;
    array
}

fn section() -> Value {
    object(
        "A group of items: a clause, a theme, a chapter of an own rule.",
        &["id", "title"],
        &[
            ("id", text("Short, as in A.5; items name it in `section`.")),
            ("title", text("As the tree shows it.")),
            ("controls", yes_no("Its items can be excluded by the Statement of Applicability (clauses cannot).")),
        ],
    )
}

fn part() -> Value {
    object(
        "Questions and tests for some of the item's letters.",
        &["letters"],
        &[
            ("letters", texts("Keys of [item.letters], as in \"c) 2)\".")),
            ("ask", texts("Questions to a person.")),
            ("test", texts("How to verify.")),
        ],
    )
}

fn item() -> Value {
    let roles: Vec<&str> = ROLES.iter().map(|role| role.name).collect();
    let roles = json!({
        "type": "array",
        "uniqueItems": true,
        "items": { "type": "string", "enum": roles },
        "description": "Who can answer; the one to ask first stands first."
    });
    let letters = json!({
        "type": "object",
        "description": "The letters and numbers that can be cited, each with its gist: \"c) 2)\" = \"...\".",
        "propertyNames": { "pattern": "^[a-z]\\)( [0-9]\\))?$" },
        "additionalProperties": { "type": "string", "minLength": 1, "maxLength": LONGEST }
    });
    object(
        "What is audited as one: a sub-clause, a control, a document, a rule of your own.",
        &["id", "title"],
        &[
            (
                "id",
                json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]+$", "description": "As cited: A.5.18, HR.1." }),
            ),
            ("section", text("The id of its section.")),
            ("title", text("As the tree shows it.")),
            ("basis", text("On what it rests, for documents.")),
            ("purpose", text("Why it exists, in a sentence: what goes wrong without it.")),
            ("roles", roles),
            ("links", texts("Ids of related items and documents, as in A.5.16 or MD-30.")),
            ("successor", text("What replaced it in a later edition, in words.")),
            ("maps_to", texts("Ids in the checklist that `maps_into` names; without own words it shows theirs.")),
            ("relation", text("How it maps: merged, split, one-to-one.")),
            ("from_2013", texts("The controls of the 2013 edition it came from.")),
            ("new_in_2022", yes_no("It has no forerunner in the 2013 edition.")),
            ("unlettered", texts("Requirements without a letter of their own, in own words.")),
            ("ask", texts("Open questions to a person, in plain speech.")),
            ("see", texts("Records, documents, configurations or places to have shown.")),
            ("test", texts("How to verify: population, what to pick, what to compare, what is an exception.")),
            ("pitfalls", texts("Nonconformities as they are found; each begins with what it breaks and a colon.")),
            ("letters", letters),
            ("part", array(part())),
        ],
    )
}

/// The schema (JSON Schema 2020-12).
#[must_use]
pub fn schema() -> Value {
    let depths: Vec<&str> = Depth::ALL.iter().map(|depth| depth.name()).collect();
    let mut schema = object(
        "A checklist of workpaper: sections, and items with what to ask, see and test.",
        &["id", "title"],
        &[
            (
                "id",
                json!({
                    "type": "string",
                    "pattern": "^[A-Za-z0-9._-]+$",
                    "description": "Its name, as in --checklist house-rules."
                }),
            ),
            ("title", text("In full.")),
            ("note", text("What the reader should know: edition, status.")),
            ("reviewed", json!({ "description": "The day it was last gone through, as in 2026-11-21." })),
            (
                "depth",
                json!({
                    "type": "string",
                    "enum": depths,
                    "default": Depth::default().name(),
                    "description": "How much each item holds; what `workpaper checklist lint` asks for."
                }),
            ),
            ("maps_into", text("The checklist that `maps_to` of its items points into.")),
            ("section", array(section())),
            ("item", array(item())),
        ],
    );
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("workpaper checklist");
    schema
}
