//! What public validators do not catch, and what they do, in brief: no reference without its target, nothing empty, no
//! id given twice, required members there, texts and moments in OSCAL's form.
//!
//! Must not know: audits, or how the documents were made.

use super::text::ALL;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What an object may not lack, by the member that holds it.
const REQUIRED: &[(&str, &[&str])] = &[
    ("catalog", &["uuid", "metadata"]),
    ("assessment-plan", &["uuid", "metadata", "import-ssp", "reviewed-controls"]),
    ("assessment-results", &["uuid", "metadata", "import-ap", "results"]),
    ("plan-of-action-and-milestones", &["uuid", "metadata", "poam-items"]),
    ("metadata", &["title", "last-modified", "version", "oscal-version"]),
    ("roles", &["id", "title"]),
    ("parties", &["uuid", "type"]),
    ("responsible-parties", &["role-id", "party-uuids"]),
    ("responsible-roles", &["role-id"]),
    ("props", &["name", "value"]),
    ("links", &["href"]),
    ("import-ssp", &["href"]),
    ("import-ap", &["href"]),
    ("reviewed-controls", &["control-selections"]),
    ("groups", &["id", "title"]),
    ("controls", &["id", "title"]),
    ("parts", &["name"]),
    ("components", &["uuid", "type", "title", "description", "status"]),
    ("tasks", &["uuid", "type", "title"]),
    ("results", &["uuid", "title", "description", "start", "reviewed-controls"]),
    ("attestations", &["parts"]),
    ("entries", &["uuid", "start"]),
    ("observations", &["uuid", "description", "methods", "collected"]),
    ("relevant-evidence", &["description"]),
    ("origins", &["actors"]),
    ("actors", &["type", "actor-uuid"]),
    ("findings", &["uuid", "title", "description", "target"]),
    ("target", &["type", "target-id", "status"]),
    ("status", &["state"]),
    ("risks", &["uuid", "title", "description", "statement", "status"]),
    ("remediations", &["uuid", "lifecycle", "title", "description"]),
    ("on-date", &["date"]),
    ("within-date-range", &["start", "end"]),
    ("poam-items", &["uuid", "title", "description"]),
    ("resources", &["uuid"]),
    ("rlinks", &["href"]),
    ("hashes", &["algorithm", "value"]),
    ("system-id", &["id"]),
];

/// Members that hold a moment.
const MOMENTS: &[&str] = &["last-modified", "start", "end", "date", "collected", "deadline", "published", "expires"];

/// Members that hold one line, and those that hold a token.
const LINES: &[&str] = &["title", "value", "version", "oscal-version", "text"];
const TOKENS: &[&str] =
    &["id", "name", "role-id", "control-id", "objective-id", "target-id", "state", "reason", "rel", "class"];

/// What is wrong with documents that go out together, by file name; nothing where all is well. Each fault names its place.
#[must_use]
pub fn faults(documents: &[(&str, Value)]) -> Vec<String> {
    let names: Vec<&str> = documents.iter().map(|(name, _)| *name).collect();
    let mut catalog = BTreeSet::new();
    let mut found = Vec::new();
    for (name, document) in documents.iter().filter(|(_, document)| document.get("catalog").is_some()) {
        walk(document, "", "", &mut |member, path, value| {
            let object = value.as_object();
            if let Some(id) =
                object.filter(|_| matches!(member, "controls" | "groups" | "parts")).and_then(|o| text(o, "id"))
                && !catalog.insert(id.to_owned())
            {
                found.push(format!("{name}{path}: the id {id} stands twice"));
            }
        });
    }
    for (name, document) in documents {
        let known = Known::of(document, &catalog, &names);
        let mut uuids = BTreeSet::new();
        walk(document, "", "", &mut |member, path, value| {
            let mut say = |words: String| found.push(format!("{name}{path}: {words}"));
            match value {
                Value::Null => say("it holds nothing".to_owned()),
                Value::Array(all) if all.is_empty() => say("an empty list".to_owned()),
                Value::Object(all) => {
                    if all.is_empty() && member != ALL {
                        say("an empty object".to_owned());
                    }
                    if member == "control-selections" && !all.contains_key(ALL) && !all.contains_key("include-controls")
                    {
                        say("it selects nothing".to_owned());
                    }
                    for lacking in required(member).iter().filter(|needed| !all.contains_key(**needed)) {
                        say(format!("{lacking} is missing"));
                    }
                    if let Some(uuid) = text(all, "uuid")
                        && !uuids.insert(uuid.to_owned())
                    {
                        say(format!("the uuid {uuid} stands twice"));
                    }
                    if let Some(fault) = known.link(member, all) {
                        say(fault);
                    }
                }
                Value::String(text) => {
                    if let Some(fault) = shape(member, path, text).or_else(|| known.reference(member, text)) {
                        say(fault);
                    }
                }
                _ => {}
            }
        });
    }
    found
}

fn text<'v>(object: &'v Map<String, Value>, member: &str) -> Option<&'v str> {
    object.get(member).and_then(Value::as_str)
}

fn required(member: &str) -> &'static [&'static str] {
    REQUIRED.iter().find(|(name, _)| *name == member).map_or(&[], |(_, needed)| needed)
}

/// Goes through a document: every value with the member that holds it and its path; what lies in a list bears the list's.
fn walk<'v>(value: &'v Value, member: &str, path: &str, see: &mut dyn FnMut(&str, &str, &'v Value)) {
    see(member, path, value);
    match value {
        Value::Array(all) => {
            for (at, one) in all.iter().enumerate() {
                walk(one, member, &format!("{path}/{at}"), see);
            }
        }
        Value::Object(all) => {
            for (name, one) in all {
                walk(one, name, &format!("{path}/{name}"), see);
            }
        }
        _ => {}
    }
}

/// What references of one document may point to.
struct Known<'v> {
    uuids: BTreeSet<&'v str>,
    resources: BTreeSet<&'v str>,
    roles: BTreeSet<&'v str>,
    catalog: &'v BTreeSet<String>,
    names: &'v [&'v str],
}

impl<'v> Known<'v> {
    fn of(document: &'v Value, catalog: &'v BTreeSet<String>, names: &'v [&'v str]) -> Self {
        let mut known =
            Self { uuids: BTreeSet::new(), resources: BTreeSet::new(), roles: BTreeSet::new(), catalog, names };
        walk(document, "", "", &mut |member, _, value| {
            let Some(object) = value.as_object() else { return };
            known.uuids.extend(text(object, "uuid"));
            if member == "resources" {
                known.resources.extend(text(object, "uuid"));
            }
            if member == "roles" {
                known.roles.extend(text(object, "id"));
            }
        });
        known
    }

    /// A member that names another thing by its UUID or id.
    fn reference(&self, member: &str, text: &str) -> Option<String> {
        let there = match member {
            "role-id" => self.roles.contains(text),
            "control-id" | "objective-id" | "target-id" => self.catalog.contains(text),
            _ if member.ends_with("-uuid") || member.ends_with("-uuids") => self.uuids.contains(text),
            _ => return None,
        };
        (!there).then(|| format!("{text} points to nothing"))
    }

    /// A link: to a resource of the document, to a file beside it, or to a file that is known by its hash.
    fn link(&self, member: &str, object: &Map<String, Value>) -> Option<String> {
        let href = text(object, "href")?;
        let there = match (href.strip_prefix('#'), href.strip_prefix("./")) {
            (Some(uuid), _) => self.resources.contains(uuid),
            (_, Some(name)) => self.names.contains(&name),
            (None, None) => {
                let relative = !href.is_empty() && !href.starts_with('/') && !href.contains(':');
                member == "rlinks" && relative && object.get("hashes").is_some_and(hashed)
            }
        };
        (!there).then(|| format!("the link {href} points to nothing"))
    }
}

fn hashed(hashes: &Value) -> bool {
    let sha = |hash: &Value| {
        let value = hash["value"].as_str().unwrap_or_default();
        hash["algorithm"] == "SHA-256" && value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit())
    };
    hashes.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(sha))
}

/// Whether a text has the form of what its member holds. Parties have names of people and bodies, systems ids of any kind.
fn shape(member: &str, path: &str, text: &str) -> Option<String> {
    let free = path.contains("/parties/") && member == "name" || path.ends_with("/system-id/id");
    let fault = |holds: bool, words: &str| (!holds).then(|| format!("`{text}` is no {words}"));
    match member {
        _ if text.trim().is_empty() => Some("an empty text".to_owned()),
        "uuid" => fault(is_uuid(text), "uuid"),
        _ if MOMENTS.contains(&member) => fault(is_moment(text), "moment with a zone"),
        _ if free || LINES.contains(&member) => {
            fault(text.trim() == text && !text.contains(['\n', '\r']), "single line")
        }
        _ if TOKENS.contains(&member) => fault(is_token(text), "token"),
        _ => None,
    }
}

fn is_uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    let dashes = [8, 13, 18, 23];
    let fits = |(at, b): (usize, &u8)| if dashes.contains(&at) { *b == b'-' } else { b.is_ascii_hexdigit() };
    bytes.len() == 36 && bytes.iter().enumerate().all(fits) && bytes[14] == b'5'
}

fn is_token(text: &str) -> bool {
    let first = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    first && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn is_moment(text: &str) -> bool {
    chrono::DateTime::parse_from_rfc3339(text).is_ok() && text.as_bytes().get(10) == Some(&b'T')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Value {
        let uuid = "c39cbd5e-1176-5616-888c-1a289a6ab4c0";
        json!({ "catalog": {
            "uuid": uuid,
            "metadata": { "title": "t", "last-modified": "2026-06-18T09:00:00+02:00", "version": "1", "oscal-version": "1.1.3" },
            "controls": [{ "id": "a.5.1", "title": "t", "links": [{ "href": "./catalog.json" }] }],
        } })
    }

    #[test]
    fn a_sound_document_has_no_fault() {
        assert_eq!(faults(&[("catalog.json", document())]), Vec::<String>::new(), "all is well");
    }

    #[test]
    fn every_kind_of_fault_is_seen() {
        let uuid = "aaaaaaaa-1176-5616-888c-1a289a6ab4c0";
        for (place, value, words) in [
            ("/catalog/controls", json!([]), "an empty list"),
            ("/catalog/metadata", json!({}), "an empty object"),
            ("/catalog/metadata/title", json!(" "), "an empty text"),
            ("/catalog/metadata/title", json!("a\nb"), "single line"),
            ("/catalog/metadata/title", Value::Null, "holds nothing"),
            ("/catalog/metadata/last-modified", json!("2026-06-18"), "moment with a zone"),
            ("/catalog/uuid", json!("c39cbd5e"), "is no uuid"),
            ("/catalog/controls/0/id", json!("5 1"), "is no token"),
            ("/catalog/controls/0", json!({ "id": "x" }), "title is missing"),
            ("/catalog/controls/0/links/0/href", json!("./other.json"), "points to nothing"),
            ("/catalog/controls/0/links/0/href", json!("#c39cbd5e-1176-5616-888c-1a289a6ab4c0"), "points to nothing"),
            ("/catalog/controls/0/links/0/href", json!("https://example.org"), "points to nothing"),
            (
                "/catalog/controls/0/links/0",
                json!({ "href": "./catalog.json", "role-id": "lead" }),
                "lead points to nothing",
            ),
            (
                "/catalog/controls/0/links/0",
                json!({ "href": "./catalog.json", "task-uuid": uuid }),
                "points to nothing",
            ),
            (
                "/catalog/controls/0/links/0",
                json!({ "href": "./catalog.json", "party-uuids": [uuid] }),
                "points to nothing",
            ),
            (
                "/catalog/controls/0/links/0",
                json!({ "href": "./catalog.json", "target-id": "a.5.2_obj" }),
                "points to nothing",
            ),
            (
                "/catalog/controls/0/links",
                json!([{ "uuid": uuid, "href": "./catalog.json" }, { "uuid": uuid, "href": "./catalog.json" }]),
                "stands twice",
            ),
            ("/catalog/controls/0/parts", json!([{ "id": "a.5.1", "name": "x" }]), "stands twice"),
        ] {
            let mut broken = document();
            if let Some(member) = place.strip_prefix("/catalog/controls/0/parts") {
                assert!(member.is_empty(), "the one member that is added");
                broken["catalog"]["controls"][0]["parts"] = value;
            } else {
                *broken.pointer_mut(place).expect("a place of the document") = value;
            }
            let found = faults(&[("catalog.json", broken)]).join("\n");
            assert!(found.contains(words), "{place} must be called: {words}, and is: {found}");
        }
    }

    #[test]
    fn a_file_elsewhere_is_known_by_its_hash() {
        let mut one = document();
        one["catalog"]["controls"] = json!([{ "id": "a", "title": "t", "rlinks": [{ "href": "evidence/x.csv" }] }]);
        assert_eq!(faults(&[("c", one.clone())]).len(), 1, "without a hash nobody knows what it was");
        one["catalog"]["controls"][0]["rlinks"][0]["hashes"] =
            json!([{ "algorithm": "SHA-256", "value": "ab".repeat(32) }]);
        assert_eq!(faults(&[("c", one)]), Vec::<String>::new(), "with it, it is the same wherever it lies");
    }
}
