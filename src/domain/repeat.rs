//! A finding noted on an earlier finding that is verified: what it cites, and that it repeats.
//!
//! Must not know: where it was typed.

use super::checklist::{Checklist, Item};
use super::entry::{Fields, Value};

/// Puts the criteria of a finding right where it was noted on an earlier one: that is no requirement, so the new one
/// cites what the earlier one cited, and says that it repeats it.
pub fn cite(checklist: &Checklist, fields: &mut Fields) {
    let earlier = |id: &String| checklist.item(id).filter(|item| item.is_earlier());
    let list = |fields: &Fields, name: &str| fields.get(name).map_or(Vec::new(), |value| value.list().to_vec());
    let (criteria, related) = (list(fields, "criteria"), list(fields, "items"));
    let repeated: Vec<&Item> = criteria.iter().chain(&related).filter_map(earlier).collect();
    if repeated.is_empty() {
        return;
    }
    let mut cited: Vec<String> = Vec::new();
    for id in &criteria {
        let own = std::slice::from_ref(id);
        for text in earlier(id).map_or(own, |item| &item.links) {
            if !cited.contains(text) {
                cited.push(text.clone());
            }
        }
    }
    let mut repeats: Vec<String> = repeated.iter().map(|item| item.id.clone()).collect();
    repeats.dedup();
    fields.insert("criteria".into(), Value::List(cited));
    fields.insert("items".into(), Value::List(related.iter().filter(|id| earlier(id).is_none()).cloned().collect()));
    fields.insert("recurrence_of".into(), Value::List(repeats));
    fields.retain(|_, value| *value != Value::List(Vec::new()));
}
