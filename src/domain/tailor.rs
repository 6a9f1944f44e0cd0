//! Tailoring a checklist when an audit is planned: what is kept, what is left out, what is added of one's own.
//!
//! Must not know: where checklists come from, or what was found in any audit.

use super::checklist::{Checklist, Item, Section};
use super::ident::checked_id;
use super::roles;
use std::collections::BTreeSet;

/// The section of items added at planning.
pub const OWN: (&str, &str) = ("OWN", "Own items");

/// What is wished. Everything left empty keeps the whole checklist; several wishes must all be met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tailoring {
    /// Only these: ids, sections, ranges.
    pub items: Option<String>,
    /// Only these sections, by their ids.
    pub sections: Option<String>,
    /// Only what one of these roles can answer.
    pub roles: Option<String>,
    /// Items left out: ids, sections, ranges.
    pub exclude: Option<String>,
    /// Items left out because earlier audits looked at them.
    pub covered: BTreeSet<String>,
    /// Own items: `ID | title | question | question`.
    pub add: Vec<String>,
}

/// Cuts a checklist down to what is wished, and adds the own items.
///
/// # Errors
/// The word that means nothing, or that nothing is left.
pub fn tailor(list: &mut Checklist, wish: &Tailoring) -> Result<(), String> {
    let mut kept: Vec<String> = match &wish.items {
        Some(items) => list.expand(items)?,
        None => list.items.iter().map(|item| item.id.clone()).collect(),
    };
    if let Some(sections) = &wish.sections {
        let wanted = sections_meant(list, sections)?;
        kept.retain(|id| list.item(id).is_some_and(|item| wanted.contains(&item.section)));
    }
    if let Some(named) = &wish.roles {
        let words = named.split([',', ';']).map(str::trim).filter(|word| !word.is_empty());
        let wanted: Vec<String> = words.map(|word| roles::meant(list, word)).collect::<Result<_, _>>()?;
        kept.retain(|id| {
            list.item(id).is_some_and(|item| wanted.iter().any(|role| roles::nearness(item, role).is_some()))
        });
    }
    if let Some(exclude) = &wish.exclude {
        let out = list.expand(exclude)?;
        kept.retain(|id| !out.contains(id));
    }
    let before = kept.len();
    kept.retain(|id| !wish.covered.contains(id));
    if kept.is_empty() && wish.add.is_empty() {
        return Err(match before {
            0 => "nothing of the checklist fits all of --items, --sections, --roles and --exclude".to_owned(),
            count => format!("all {count} items were looked at in those audits: ask for fewer audits back"),
        });
    }
    list.keep(&kept);
    for line in &wish.add {
        let item = own_item(list, line)?;
        list.items.push(item);
    }
    Ok(())
}

fn sections_meant(list: &Checklist, text: &str) -> Result<Vec<String>, String> {
    let words = text.split([',', ';', ' ']).map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let section = list.sections.iter().find(|section| section.id.eq_ignore_ascii_case(word));
            section.map(|section| section.id.clone()).ok_or_else(|| {
                let known: Vec<&str> = list.sections.iter().map(|section| section.id.as_str()).collect();
                format!("`{word}` is no section; there are: {}", known.join(", "))
            })
        })
        .collect()
}

/// `ID | title | question | question`.
fn own_item(list: &mut Checklist, line: &str) -> Result<Item, String> {
    let mut parts = line.split('|').map(str::trim);
    let (id, title) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let id = checked_id(id).map_err(|why| format!("--add {line}: {why}"))?;
    if title.is_empty() {
        return Err(format!("--add {line}: it has no title: write \"ID | title | question\""));
    }
    if list.item(&id).is_some() {
        return Err(format!("--add {line}: there is an item {id} already"));
    }
    if list.section(OWN.0).is_none() {
        list.sections.push(Section { id: OWN.0.to_owned(), title: OWN.1.to_owned(), controls: false });
    }
    let ask = parts.filter(|question| !question.is_empty()).map(str::to_owned).collect();
    Ok(Item { id, section: OWN.0.to_owned(), title: title.to_owned(), ask, ..Item::default() })
}
