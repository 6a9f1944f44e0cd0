//! Fields as written on one line: `FIELD=TEXT`, `FIELD+=member`, `FIELD-=member`, brought into the stored form by the field
//! table and by the audit's own words: its grades, items, codes and labels.
//!
//! Must not know: where the line was typed, or how its change is recorded.

use super::audit::{Audit, checked_value};
use super::criterion;
use super::dates;
use super::entry::{Change, Fields, Value};
use super::fields::{Kind, Shape, spec};
use super::fold::{Object, difference};
use super::ident::ObjectId;
use super::programme::Programme;

/// Why an assignment is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The field or its text will not do; says what would.
    Text(String),
    /// It names an object, item or member that is not there.
    Missing(String),
}

impl From<String> for Wrong {
    fn from(why: String) -> Self {
        Self::Text(why)
    }
}

/// What typed words are checked against. A statement in the register can outlive its audit's folder.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The scale.
    pub programme: &'a Programme,
    /// Items, codes and labels; without it they are taken as written.
    pub audit: Option<Audit<'a>>,
}

/// How an assignment changes its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Set,
    Add,
    Remove,
}

fn take_apart(text: &str) -> Result<(&str, Way, &str), Wrong> {
    let (left, right) = text.split_once('=').ok_or_else(|| {
        Wrong::Text(format!("`{text}`: write FIELD=TEXT, or FIELD+=MEMBER and FIELD-=MEMBER for a list"))
    })?;
    Ok(match (left.strip_suffix('+'), left.strip_suffix('-')) {
        (Some(field), _) => (field.trim(), Way::Add, right),
        (_, Some(field)) => (field.trim(), Way::Remove, right),
        _ => (left.trim(), Way::Set, right),
    })
}

impl<'a> Terms<'a> {
    /// The words of one audit.
    #[must_use]
    pub const fn of(audit: Audit<'a>) -> Self {
        Self { programme: audit.programme, audit: Some(audit) }
    }

    /// One field's text in its stored form. Links take labels.
    ///
    /// # Errors
    /// Names the field, what is wrong and what would be accepted.
    pub fn value(&self, kind: Kind, field: &str, text: &str) -> Result<Value, Wrong> {
        match spec(kind).field(field).map(|found| found.shape) {
            Some(Shape::Ref(_)) if text.trim().is_empty() => Ok(Value::Text(String::new())),
            Some(Shape::Ref(to)) => Ok(Value::Text(self.linked(to, text.trim())?)),
            Some(Shape::Refs(to)) => {
                let labels = text.split([' ', ',', '\n']).filter(|label| !label.is_empty());
                Ok(Value::List(labels.map(|label| self.linked(to, label)).collect::<Result<_, _>>()?))
            }
            _ => self.normal(kind, field, checked_value(kind, field, text)?),
        }
    }

    /// A field's text as people edit it: lists one member a line, links by label.
    #[must_use]
    pub fn shown(&self, object: &Object, field: &str) -> String {
        let list = object.list(field);
        match spec(object.kind).field(field).map(|found| found.shape) {
            Some(Shape::Refs(_)) => list.iter().map(|id| self.label(id)).collect::<Vec<_>>().join("\n"),
            _ => list.join("\n"),
        }
    }

    /// What people call a linked object: its label, else its entry.
    #[must_use]
    pub fn label(&self, id: &str) -> String {
        let found = self.audit.and_then(|audit| audit.state.get(&ObjectId::from_text(id)));
        found.filter(|object| !object.label.is_empty()).map_or_else(|| id.to_owned(), |object| object.label.clone())
    }

    fn linked(&self, to: Kind, label: &str) -> Result<String, Wrong> {
        let found = self.audit.and_then(|audit| audit.find(label)).filter(|object| object.kind == to);
        found.map(|object| object.id.as_str().to_owned()).ok_or_else(|| {
            Wrong::Missing(format!("there is no {} `{label}` here: give a label or an entry", spec(to).name))
        })
    }

    /// Brings a value of the right shape into the words of the programme and the audit: grades by name, criteria and
    /// items in their written form, nothing twice in a list.
    ///
    /// # Errors
    /// Names what is unknown, and what there is.
    pub fn normal(&self, kind: Kind, field: &str, value: Value) -> Result<Value, Wrong> {
        if let (Some(Shape::Refs(to)), Value::List(list)) = (spec(kind).field(field).map(|found| found.shape), &value) {
            let linked: Result<_, _> = list.iter().map(|label| self.linked(to, label)).collect();
            return linked.map(|list| Value::List(once(list)));
        }
        let checked = match (kind, field, value) {
            (Kind::Finding | Kind::Statement, "grade", Value::Text(text)) => Value::Text(self.grade(&text)?),
            (Kind::Line | Kind::Finding | Kind::Statement, "criteria", Value::List(list)) => {
                Value::List(list.iter().map(|text| self.criterion(text)).collect())
            }
            (_, "items", Value::List(list)) => Value::List(self.items(&list)?),
            (Kind::Sample, "attributes", Value::List(list)) => {
                Value::List(list.iter().map(|text| self.attribute(text)).collect::<Result<_, _>>()?)
            }
            (Kind::Meeting, "views", Value::List(list)) => {
                Value::List(list.iter().map(|text| self.view(text)).collect::<Result<_, _>>()?)
            }
            (.., other) => other,
        };
        Ok(match checked {
            Value::List(list) => Value::List(once(list)),
            text @ Value::Text(_) => text,
        })
    }

    fn grade(&self, text: &str) -> Result<String, Wrong> {
        if text.trim().is_empty() {
            return Ok(String::new());
        }
        let known = || self.programme.grades.iter().map(|grade| grade.id.as_str()).collect::<Vec<_>>().join(", ");
        let found = self.programme.grade(text.trim());
        found
            .map(|grade| grade.id.clone())
            .ok_or_else(|| Wrong::Text(format!("`{text}` is no grade: write {}", known())))
    }

    fn criterion(&self, text: &str) -> String {
        let cited = self.audit.and_then(|audit| criterion::cite(audit.checklist, &audit.codes(), text));
        cited.map_or_else(|| text.trim().to_owned(), |cited| cited.text)
    }

    fn items(&self, list: &[String]) -> Result<Vec<String>, Wrong> {
        let Some(audit) = self.audit else { return Ok(list.to_vec()) };
        let each = list.iter().map(|text| audit.checklist.expand(text).map_err(Wrong::Missing));
        Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// `disabled? | A.5.18`
    fn attribute(&self, text: &str) -> Result<String, Wrong> {
        let (name, item) = text.split_once('|').map_or((text.trim(), ""), |(name, item)| (name.trim(), item.trim()));
        if name.is_empty() {
            return Err(Wrong::Text(format!("`{text}`: write the question first, as in disabled? | A.5.18")));
        }
        Ok(match self.items(&[item.to_owned()])?.as_slice() {
            [] => name.to_owned(),
            [item] => format!("{name} | {item}"),
            _ => return Err(Wrong::Text(format!("`{item}` is several items: an attribute serves one"))),
        })
    }

    /// `F01 | agreed | 2026-08-17 | remark`
    fn view(&self, text: &str) -> Result<String, Wrong> {
        let parts: Vec<&str> = text.split('|').map(str::trim).collect();
        let name = parts.first().copied().unwrap_or_default();
        let found = self.audit.and_then(|audit| audit.find(name)).filter(|object| object.kind == Kind::Finding);
        if found.is_none() && self.audit.is_some() {
            return Err(Wrong::Missing(format!("`{name}` is no finding: begin with a reference, as in F01 | agreed")));
        }
        let view = parts.get(1).copied().unwrap_or_default().to_lowercase();
        if !matches!(view.as_str(), "" | "agreed" | "disputed") {
            return Err(Wrong::Text(format!("`{text}`: the second part is agreed or disputed")));
        }
        let day = match parts.get(2).copied().unwrap_or_default() {
            "" => String::new(),
            written => {
                dates::parse_day(written, None).map(|day| day.format("%Y-%m-%d").to_string()).ok_or_else(|| {
                    Wrong::Text(format!("`{written}` is no day: the third part is the agreed date, as in 2026-08-17"))
                })?
            }
        };
        let remark = parts.get(3..).unwrap_or_default().join(" | ");
        let reference = found.map_or(name, super::finding::name);
        let whole = format!("{reference} | {view} | {day} | {remark}");
        Ok(whole.trim_end_matches([' ', '|']).to_owned())
    }

    /// The fields that assignments give an object, old or new. A list set twice in one go grows.
    ///
    /// # Errors
    /// As for [`Terms::value`]; also a member to remove that is not there.
    pub fn fields(&self, kind: Kind, object: Option<&Object>, assignments: &[String]) -> Result<Fields, Wrong> {
        let mut fields = Fields::new();
        for assignment in assignments {
            let (field, way, text) = take_apart(assignment)?;
            let value = match (way, self.value(kind, field, text)) {
                // What is gone, an evidence item struck out for one, can still be taken from a list.
                (Way::Remove, Err(Wrong::Missing(_))) => Value::List(vec![text.trim().to_owned()]),
                (_, value) => value?,
            };
            let before = fields.get(field).map(|value: &Value| value.list().to_vec());
            let held = || object.map_or_else(Vec::new, |object| object.list(field).to_vec());
            let value = match (way, value) {
                (Way::Set, Value::List(more)) => Value::List(once([before.unwrap_or_default(), more].concat())),
                (Way::Set, text) => text,
                (Way::Add, Value::List(more)) => Value::List(once([before.unwrap_or_else(held), more].concat())),
                (Way::Remove, Value::List(gone)) => {
                    let mut list = before.unwrap_or_else(held);
                    if let Some(stranger) = gone.iter().find(|member| !list.contains(member)) {
                        return Err(Wrong::Missing(format!("{field} does not hold `{stranger}`")));
                    }
                    list.retain(|member| !gone.contains(member));
                    Value::List(list)
                }
                (_, Value::Text(_)) => {
                    return Err(Wrong::Text(format!("{field} is no list: write {field}=TEXT")));
                }
            };
            fields.insert(field.to_owned(), value);
        }
        Ok(fields)
    }

    /// The change that assignments make on an object; empty where all of it stands there already.
    ///
    /// # Errors
    /// As for [`Terms::fields`].
    pub fn change(&self, object: &Object, assignments: &[String]) -> Result<Change, Wrong> {
        Ok(difference(object, &self.fields(object.kind, Some(object), assignments)?))
    }
}

fn once(list: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for member in list {
        if !kept.contains(&member) {
            kept.push(member);
        }
    }
    kept
}
