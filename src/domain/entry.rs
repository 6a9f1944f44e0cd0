//! One appended record: a head that is chained and a body that can be blanked.
//!
//! Must not know: how lines are written, hashed or locked (`store::journal`), nor what the fields mean (`fields`).

use super::fields::Kind;
use super::ident::{EntryRef, JournalName, ObjectId};
use chrono::{DateTime, FixedOffset};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The version of the journal's format that this program writes. Older ones are read, never appended to.
pub const FORMAT: u32 = 1;

/// How far a writer had seen another one's journal: the number and hash of the last entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen(pub u32, pub String);

/// The chained part of an entry. Its bytes on the line are what `h` hashes and what the next entry's `prev` repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number in this journal, counted from the header's 0.
    pub n: u32,
    /// `h` of the entry before; empty for the header.
    pub prev: String,
    /// The clock when this was recorded, with offset, to the millisecond.
    pub at: DateTime<FixedOffset>,
    /// The ordering key in milliseconds since 1970, where it differs from `at`: never before anything seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<i64>,
    /// Initials of whoever says they recorded it.
    pub by: String,
    /// What was newly seen of the other journals when this was recorded (only what changed since the entry before).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<JournalName, Seen>,
    /// Set where this entry was first appended elsewhere and that file went away: its first name, which links keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<EntryRef>,
    /// SHA-256 of the body's bytes.
    pub body: String,
}

impl Head {
    /// Milliseconds since 1970 that order this entry among all writers' entries.
    #[must_use]
    pub fn order_key(&self) -> i64 {
        self.key.unwrap_or_else(|| self.at.timestamp_millis())
    }
}

/// The value of a field: one text, or a list (which merges when two writers change it).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// One text; dates and numbers are texts whose shape the field table checks.
    Text(String),
    /// Several, in the order they were added.
    List(Vec<String>),
}

/// By hand, because `untagged` keeps a copy of what it reads until it knows what it is, and there are millions of these.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Value, E> {
                Ok(Value::Text(text))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
                let mut list = Vec::new();
                while let Some(member) = members.next_element()? {
                    list.push(member);
                }
                Ok(Value::List(list))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl Value {
    /// The text, or nothing for a list.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::List(_) => "",
        }
    }

    /// The list; a text counts as a list of one, an empty text as none.
    #[must_use]
    pub fn list(&self) -> &[String] {
        match self {
            Self::Text(text) if text.is_empty() => &[],
            Self::Text(text) => std::slice::from_ref(text),
            Self::List(list) => list,
        }
    }

    /// Nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list().is_empty()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for Value {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

/// Fields by name.
pub type Fields = BTreeMap<String, Value>;

/// Members of list fields, by the field's name.
pub type Members = BTreeMap<String, Vec<String>>;

/// An object that an entry makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// What it is.
    pub object: Kind,
    /// Its label for people, such as `EV-014`; empty for what has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Its first fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: Fields,
}

/// What an entry changes on one object: fields set whole, and members added to or taken from lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The object.
    pub on: ObjectId,
    /// Fields that get a new value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: Fields,
    /// Members added to list fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub add: Members,
    /// Members taken from list fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub remove: Members,
}

impl Change {
    /// A change of nothing yet.
    #[must_use]
    pub fn on(object: ObjectId) -> Self {
        Self { on: object, set: Fields::new(), add: Members::new(), remove: Members::new() }
    }

    /// Sets one field.
    #[must_use]
    pub fn set(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.set.insert(field.to_owned(), value.into());
        self
    }

    /// Adds one member to a list field.
    #[must_use]
    pub fn add(mut self, field: &str, member: impl Into<String>) -> Self {
        self.add.entry(field.to_owned()).or_default().push(member.into());
        self
    }

    /// Takes one member from a list field.
    #[must_use]
    pub fn remove(mut self, field: &str, member: impl Into<String>) -> Self {
        self.remove.entry(field.to_owned()).or_default().push(member.into());
        self
    }

    /// Changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.add.is_empty() && self.remove.is_empty()
    }
}

/// The first entry of a journal: whose it is, and in which format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the format the file is written in.
    pub format: u32,
    /// The program that began it.
    pub program: String,
    /// The audit's id, or `register`.
    pub area: String,
    /// The writer: initials, name, role.
    pub writer: String,
    /// The account on the machine, as the system names it.
    pub os_user: String,
    /// The machine's name.
    pub host: String,
    /// The letter in this writer's labels (`EV-B03`); empty for the first writer.
    #[serde(default)]
    pub letter: String,
}

/// What an entry does. One action of a person is one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Begins a journal.
    Header(Header),
    /// Makes objects and changes objects.
    Record {
        /// The objects made, in order.
        make: Vec<Made>,
        /// The objects changed.
        set: Vec<Change>,
    },
    /// Strikes an entry out (undo); struck itself, it is redone.
    Strike(EntryRef),
    /// Records that an entry's body was blanked, and why.
    Redact {
        /// The entry whose body is blank.
        entry: EntryRef,
        /// Who asked and on what ground.
        reason: String,
        /// Labels that the blanked entry gave out: none is ever given out again.
        labels: Vec<String>,
    },
    /// Body blanked by a redaction: nothing of it is left.
    Blank,
    /// Body left behind when this copy was made: what it says stands elsewhere. It counts for nothing here.
    Withheld,
    /// Something a later version wrote: `what` names it.
    Unknown(String),
}

impl Act {
    /// Makes one object.
    #[must_use]
    pub fn make(object: Kind, label: impl Into<String>, fields: Fields) -> Self {
        Self::Record { make: vec![Made { object, label: label.into(), fields }], set: Vec::new() }
    }

    /// Changes one object.
    #[must_use]
    pub fn change(change: Change) -> Self {
        Self::Record { make: Vec::new(), set: vec![change] }
    }

    /// Whether it says something of earlier entries, so that a fold has to know of it before it begins.
    #[must_use]
    pub const fn reaches_back(&self) -> bool {
        matches!(self, Self::Strike(_) | Self::Redact { .. })
    }

    /// Every label and reference it gives out: none is ever given out again.
    #[must_use = "it only looks"]
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        let (make, set): (&[Made], &[Change]) = match self {
            Self::Record { make, set } => (make, set),
            _ => (&[], &[]),
        };
        let refs = set.iter().filter_map(|change| change.set.get("ref")).map(Value::text);
        make.iter().map(|made| made.label.as_str()).chain(refs).filter(|label| !label.is_empty())
    }
}

/// The body as it stands on the line.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct BodyLine<'t> {
    /// 128 random bits, so that a blanked body cannot be guessed back from its hash.
    #[serde(borrow)]
    pub salt: Cow<'t, str>,
    #[serde(borrow)]
    kind: Cow<'t, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    make: Vec<Made>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    set: Vec<Change>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entry: Option<EntryRef>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    labels: Vec<String>,
}

impl BodyLine<'_> {
    /// The wire form of an act.
    #[must_use]
    pub fn new(salt: String, act: Act) -> Self {
        let mut body = Self { salt: Cow::Owned(salt), ..Self::default() };
        let kind = match act {
            Act::Header(header) => {
                body.header = Some(header);
                Cow::Borrowed("header")
            }
            Act::Record { make, set } => {
                (body.make, body.set) = (make, set);
                Cow::Borrowed("record")
            }
            Act::Strike(entry) => {
                body.entry = Some(entry);
                Cow::Borrowed("strike")
            }
            Act::Redact { entry, reason, labels } => {
                (body.entry, body.reason, body.labels) = (Some(entry), reason, labels);
                Cow::Borrowed("redact")
            }
            Act::Blank => Cow::Borrowed("blank"),
            Act::Withheld => Cow::Borrowed("withheld"),
            Act::Unknown(kind) => Cow::Owned(kind),
        };
        body.kind = kind;
        body
    }

    /// The act that this line records.
    #[must_use]
    pub fn into_act(self) -> Act {
        match (&*self.kind, self.header, self.entry) {
            ("header", Some(header), _) => Act::Header(header),
            ("record", _, _) => match self.make.iter().find(|made| made.object == Kind::Unknown) {
                Some(_) => Act::Unknown("record of an object this version does not know".to_owned()),
                None => Act::Record { make: self.make, set: self.set },
            },
            ("strike", _, Some(entry)) => Act::Strike(entry),
            ("redact", _, Some(entry)) => Act::Redact { entry, reason: self.reason, labels: self.labels },
            ("withheld", _, _) => Act::Withheld,
            (kind, _, _) => Act::Unknown(kind.to_owned()),
        }
    }
}

/// An entry as read: where it stands, its head, its hash and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The journal it stands in.
    pub journal: JournalName,
    /// SHA-256 of the head's bytes.
    pub h: String,
    /// The chained part.
    pub head: Head,
    /// What it does.
    pub act: Act,
}

impl Entry {
    /// Where it stands in its file.
    #[must_use]
    pub fn place(&self) -> EntryRef {
        EntryRef { journal: self.journal.clone(), n: self.head.n }
    }

    /// The name that links use: its first place, where it had to be appended again.
    #[must_use]
    pub fn name(&self) -> EntryRef {
        self.head.was.clone().unwrap_or_else(|| self.place())
    }
}
