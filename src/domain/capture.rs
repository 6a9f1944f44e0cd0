//! The interview's own language: one line, one entry.
//!
//! Must not know: whether the line was typed in WRITE mode or came on standard input, nor how entries are stored.
//!
//! `[HH:MM ][mark ]text`. A mark needs the space after it, else the line is a plain note; a leading `\` makes the rest
//! literal. `#…` and `+EV-…` after a space are links only if they resolve, else they stay text. A line that cannot be
//! done as asked is handed back with the reason and with the plain note to record instead, so nothing is dropped. A mark
//! alone says nothing yet.

use super::audit::Audit;
use super::command;
use super::criterion::{self, Cited};
use super::dates;
use super::entry::{Act, Fields, Value};
use super::fields::Kind;
use super::fold::Object;
use super::ident::ObjectId;
use chrono::NaiveDateTime;

pub use super::desk::{Captured, Desk, Parts, refused};
pub use super::verdict::act as verdict_act;

/// Takes a line apart. Never fails: what is no mark is text.
#[must_use]
pub fn take_apart(line: &str) -> Parts<'_> {
    let line = line.trim();
    let mut parts = Parts::default();
    let mut rest = line;
    if let Some(time) = rest.get(..5).filter(|time| dates::parse_time(time).is_some())
        && let Some(after) = rest[5..].strip_prefix(' ')
    {
        (parts.time, rest) = (Some(time), after.trim_start());
    }
    if let Some(literal) = rest.strip_prefix('\\') {
        return Parts { text: literal, literal: true, ..parts };
    }
    if let Some(command) = rest.strip_prefix(':').filter(|c| c.starts_with(|c: char| c.is_ascii_alphanumeric())) {
        let (word, text) = command.split_once(' ').unwrap_or((command, ""));
        return Parts { command: Some(word), text: text.trim(), ..parts };
    }
    let (word, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let numbers = word.trim_start_matches('>');
    let arrows = &word[..word.len() - numbers.len()];
    let number = |n: &str| !n.starts_with('+') && n.parse::<u8>().is_ok_and(|n| n > 0);
    if matches!(arrows, ">" | ">>") && (numbers.is_empty() || numbers.split(',').all(number)) {
        let said_by = if numbers.is_empty() { Vec::new() } else { numbers.split(',').map(str::to_owned).collect() };
        return Parts { mark: arrows, said_by, text: text.trim(), ..parts };
    }
    let mut letters = word.chars();
    match (letters.next(), letters.next(), letters.next()) {
        (Some('!'), None, _) => return Parts { mark: "!", text: text.trim(), ..parts },
        (Some('!'), Some(grade), None) if grade.is_ascii_alphabetic() => {
            return Parts { mark: "!", grade: Some(grade), text: text.trim(), ..parts };
        }
        _ => {}
    }
    if let Some(known) = ["==", "=+", "@+", "?", "&", "=", "@", "~", "%"].iter().find(|sign| **sign == word) {
        return Parts { mark: known, text: text.trim(), ..parts };
    }
    parts.text = rest;
    if rest.len() > 2 && rest.starts_with('"') && rest.ends_with('"') && !rest[1..rest.len() - 1].contains('"') {
        (parts.mark, parts.text) = (">>", &rest[1..rest.len() - 1]);
    }
    parts
}

/// Links found in a text, and the text without them.
#[derive(Debug, Default)]
struct Links {
    text: String,
    /// Some word of the text is no link.
    worded: bool,
    cited: Vec<Cited>,
    keep_current: bool,
    evidence: Vec<ObjectId>,
    /// Words that look like links and lead nowhere.
    unknown: Vec<String>,
}

/// A link that such an entry has no field for stays text, besides linking what it can: evidence has no criteria and no
/// evidence, and a finding's further links are related items without a letter.
fn take_links(audit: &Audit<'_>, mark: &str, text: &str) -> Links {
    let registers = matches!(mark, "=+" | "@+");
    let codes = audit.codes();
    let mut links = Links::default();
    let mut kept: Vec<&str> = Vec::new();
    for word in text.split(' ') {
        let trimmed = word.trim_end_matches([',', ';']);
        if trimmed == "#." {
            links.keep_current = true;
        } else if let Some(cited) = trimmed.strip_prefix('#').and_then(|c| criterion::cite(audit.checklist, &codes, c))
        {
            let finer = cited.item.as_ref() != Some(&cited.text);
            let related = mark == "!" && !links.cited.is_empty() && cited.item.is_some();
            if finer && (registers || related) {
                kept.push(word);
            }
            links.cited.push(cited);
        } else if let Some(evidence) =
            trimmed.strip_prefix('+').filter(|_| !registers).and_then(|label| evidence_labelled(audit, label))
        {
            links.evidence.push(evidence.id.clone());
        } else {
            if looks_like_a_link(trimmed) {
                links.unknown.push(trimmed.to_owned());
            }
            links.worded |= !word.is_empty();
            kept.push(word);
        }
    }
    kept.join(" ").trim().clone_into(&mut links.text);
    links
}

/// `+EV-099` and `#A.8.99` are never meant as text: where they lead nowhere, the person should know.
fn looks_like_a_link(word: &str) -> bool {
    let evidence = word.strip_prefix('+').is_some_and(|rest| rest.to_ascii_uppercase().starts_with("EV-"));
    let item = word.strip_prefix('#').is_some_and(|rest| {
        rest.to_ascii_uppercase().starts_with("A.")
            || rest.split_once('.').is_some_and(|(clause, _)| matches!(clause.parse::<u8>(), Ok(4..=10)))
    });
    evidence || item
}

fn evidence_labelled<'a>(audit: &Audit<'a>, label: &str) -> Option<&'a Object> {
    audit.state.labelled(label).filter(|object| object.kind == Kind::Evidence)
}

/// Understands one line against an audit.
#[must_use]
pub fn understand(audit: &Audit<'_>, desk: &Desk, line: &str) -> Captured {
    if line.trim().is_empty() {
        return Captured::Nothing;
    }
    let mut parts = take_apart(line);
    let mut there: Option<String> = None;
    // `:A.6.5 text` goes there and writes the text there; a time may stand before either.
    while let Some(item) = parts.command.filter(|_| !parts.text.is_empty()).and_then(|word| command::item(audit, word))
    {
        let before = parts.time;
        parts = take_apart(parts.text);
        if let (Some(one), Some(other)) = (before, parts.time) {
            return refused(desk, line, format!("{one} and {other}: write one time"));
        }
        parts.time = parts.time.or(before);
        there = Some(item);
    }
    let Some(item) = there else { return heard(audit, desk, &parts, line) };
    match heard(audit, &Desk { item: Some(item.clone()), ..desk.clone() }, &parts, line) {
        Captured::Record { act, remarks, go } => Captured::Record { act, remarks, go: go.or(Some(item)) },
        other => other,
    }
}

/// Understands a line that is taken apart.
fn heard(audit: &Audit<'_>, desk: &Desk, parts: &Parts<'_>, line: &str) -> Captured {
    if let Some(word) = parts.command {
        return command::understand(audit, desk, word, parts, line);
    }
    if parts.mark != "==" && parts.text.is_empty() {
        return Captured::Nothing;
    }
    let mut remarks = Vec::new();
    let mut text = parts.text.to_owned();
    let observed = match parts.time.map(|time| (time, moment(audit, desk, time))) {
        None => None,
        Some((_, Some(at))) if at <= desk.now => Some(at),
        Some((time, _)) => {
            remarks.push(format!("{time} is still to come: kept as text, the line bears the present time"));
            text = format!("{time} {text}");
            None
        }
    };
    let literal = |text| Links { text, worded: true, ..Links::default() };
    let links = if parts.literal { literal(text) } else { take_links(audit, parts.mark, &text) };
    if !links.worded && parts.mark != "==" && links.evidence.is_empty() {
        // Only a link: that is going there.
        if let Some(item) = links.cited.iter().find_map(|cited| cited.item.clone()) {
            return Captured::Go(item);
        }
        return Captured::Nothing;
    }
    remarks.extend(links.unknown.iter().map(|word| format!("{word} is nothing here: kept as text")));
    remarks.extend(stranger(audit, desk, parts));
    let composed = Composed { audit, desk, parts, links: &links, observed };
    let act = match parts.mark {
        "!" => match composed.finding() {
            Ok(act) => act,
            Err(why) => return refused(desk, line, why),
        },
        "=+" | "@+" => composed.evidence(),
        "%" => match composed.results() {
            Ok(act) => act,
            Err(why) => return refused(desk, line, why),
        },
        "==" if desk.interview.is_none() => {
            return refused(desk, line, "there is no interview to read back: open one with :int".to_owned());
        }
        _ => Act::make(Kind::Line, "", composed.line()),
    };
    Captured::Record { act, remarks, go: None }
}

/// Words are put down to a number that no role of the interview has.
fn stranger(audit: &Audit<'_>, desk: &Desk, parts: &Parts<'_>) -> Option<String> {
    let interview = desk.interview.as_ref().and_then(|id| audit.state.get(id));
    let roles = interview.map_or(0, |interview| interview.list("roles").len());
    let strange = parts.said_by.iter().find(|n| n.parse::<usize>().is_ok_and(|n| n > roles))?;
    Some(match interview {
        None => format!("there is no interview open, so nobody is number {strange}: :int opens one"),
        Some(_) => format!("there is no role {strange} in this interview yet: :with adds one"),
    })
}

/// The line that records an agreement to the facts of an interview.
#[must_use]
pub fn read_back(interview: &ObjectId, words: &str) -> Act {
    let mut fields = Fields::new();
    fields.insert("mark".into(), "==".into());
    fields.insert("text".into(), words.trim().into());
    fields.insert("interview".into(), interview.as_str().into());
    Act::make(Kind::Line, "", fields)
}

/// `title | version or date | where held`, as fields of an evidence item.
#[must_use]
pub fn evidence_fields(text: &str) -> Fields {
    let mut fields = Fields::new();
    let mut segments = text.split('|').map(str::trim);
    fields.insert("title".into(), segments.next().unwrap_or_default().into());
    let version = segments.next().unwrap_or_default();
    let digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let is_version = version.strip_prefix(['v', 'V']).is_some_and(digit);
    for (field, text) in if is_version { split_version(version) } else { vec![("dated", version)] } {
        if !text.is_empty() {
            fields.insert(field.into(), text.into());
        }
    }
    let held = segments.collect::<Vec<_>>().join(" | ");
    if !held.is_empty() {
        fields.insert("held".into(), held.into());
    }
    fields
}

/// The date and time that `HH:MM` means: on the day the interview began, else today.
fn moment(audit: &Audit<'_>, desk: &Desk, time: &str) -> Option<NaiveDateTime> {
    let started = desk.interview.as_ref().and_then(|id| audit.state.get(id)).map(|interview| interview.text("started"));
    let day = started.and_then(dates::parse_moment).map_or_else(|| desk.now.date(), |at| at.date());
    Some(day.and_time(dates::parse_time(time)?))
}

struct Composed<'c, 'a> {
    audit: &'c Audit<'a>,
    desk: &'c Desk,
    parts: &'c Parts<'c>,
    links: &'c Links,
    observed: Option<NaiveDateTime>,
}

impl Composed<'_, '_> {
    /// What every object noted in an interview bears.
    fn common(&self) -> Fields {
        let mut fields = Fields::new();
        if let Some(at) = self.observed {
            fields.insert("observed".into(), dates::moment_text(at).into());
        }
        if let Some(interview) = &self.desk.interview {
            fields.insert("interview".into(), interview.as_str().into());
        }
        fields
    }

    /// The items linked: those named, else the current one; `#.` keeps the current one too.
    fn items(&self) -> Vec<String> {
        let mut items: Vec<String> = self.links.cited.iter().filter_map(|cited| cited.item.clone()).collect();
        if (items.is_empty() || self.links.keep_current)
            && let Some(current) = &self.desk.item
        {
            items.push(current.clone());
        }
        let mut seen = Vec::new();
        items.retain(|item| {
            !seen.contains(item) && {
                seen.push(item.clone());
                true
            }
        });
        items
    }

    fn line(&self) -> Fields {
        let mut fields = self.common();
        fields.insert("mark".into(), self.parts.mark.into());
        fields.insert("text".into(), self.links.text.clone().into());
        put(&mut fields, "items", self.items());
        // A bare item is a link; only what says more (a letter, an own document) is kept as a criterion.
        let finer = self.links.cited.iter().filter(|cited| cited.item.as_ref() != Some(&cited.text));
        put(&mut fields, "criteria", finer.map(|cited| cited.text.clone()).collect());
        put(&mut fields, "said_by", self.parts.said_by.clone());
        put(&mut fields, "evidence_items", ids(&self.links.evidence));
        fields
    }

    fn finding(&self) -> Result<Act, String> {
        let grade = match self.parts.grade {
            None => "",
            Some(key) => match self.audit.programme.grade(&key.to_string()) {
                Some(grade) => &grade.id,
                None => return Err(format!("`!{key}` is no grade: {}", grade_keys(self.audit))),
            },
        };
        let mut fields = self.common();
        let mut cited = self.links.cited.iter();
        let mut criteria: Vec<String> = cited.next().map(|first| first.text.clone()).into_iter().collect();
        // A rule of the organisation's own stands beside the current item, it does not take its place.
        if self.links.cited.iter().all(|cited| cited.item.is_none())
            && let Some(current) = &self.desk.item
        {
            criteria.insert(0, current.clone());
        }
        // Further items are related only; a section of an own document is no item, so it stands beside the first.
        let mut related: Vec<String> = Vec::new();
        for further in cited {
            match &further.item {
                Some(item) => related.push(item.clone()),
                None => criteria.push(further.text.clone()),
            }
        }
        if self.links.keep_current {
            related.extend(self.desk.item.clone().filter(|current| !criteria.contains(current)));
        }
        put(&mut fields, "criteria", criteria);
        put(&mut fields, "items", related);
        put(&mut fields, "evidence_items", ids(&self.links.evidence));
        fields.insert("grade".into(), grade.into());
        fields.insert("text".into(), self.links.text.clone().into());
        fields.insert("nature".into(), self.links.text.clone().into());
        if self.observed.is_none() {
            fields.insert("observed".into(), dates::moment_text(self.desk.now).into());
        }
        super::repeat::cite(self.audit.checklist, &mut fields);
        let label = self.audit.state.label_for(Kind::Finding, &self.desk.initials, &self.desk.letter);
        Ok(Act::make(Kind::Finding, label, fields))
    }

    fn evidence(&self) -> Act {
        let mut fields = self.common();
        fields.remove("observed");
        fields.extend(evidence_fields(&self.links.text));
        fields.insert("type".into(), if self.parts.mark == "@+" { "document" } else { "record" }.into());
        fields.insert("seen".into(), dates::moment_text(self.observed.unwrap_or(self.desk.now)).into());
        fields.insert("seen_by".into(), self.desk.initials.clone().into());
        put(&mut fields, "items", self.items());
        let label = self.audit.state.label_for(Kind::Evidence, &self.desk.initials, &self.desk.letter);
        Act::make(Kind::Evidence, label, fields)
    }

    /// `% L-03 L-11 x account still enabled`: picks, a result, words.
    fn results(&self) -> Result<Act, String> {
        // A time still to come stands before the words, and names no pick.
        let late = self.parts.time.filter(|_| self.observed.is_none());
        let said = late.and_then(|time| self.links.text.strip_prefix(time)).unwrap_or(&self.links.text);
        let words: Vec<&str> = said.split_whitespace().collect();
        let is_result = |word: &&str| matches!(*word, "x" | "ok" | ".");
        let at = words.iter().position(is_result).ok_or("say what they showed: `ok`, `x` or `.` after the ids")?;
        let (picks, result) = (&words[..at], words[at]);
        if picks.is_empty() {
            return Err("name the picks before the result, as in `% L-03 L-11 x text`".to_owned());
        }
        let items = self.items();
        let mut samples: Vec<&Object> = self.audit.of(Kind::Sample).collect();
        let serves = |sample: &Object| sample.list("items").iter().any(|item| items.contains(item));
        samples.sort_by_key(|sample| !serves(sample));
        // `*` alone names no pick, so it counts only for a sample of the item at hand: never for just any sample.
        let all = picks.iter().all(|pick| *pick == "*");
        let named = |sample: &&&Object| {
            let known = sample.list("picks");
            picks.iter().all(|pick| *pick == "*" || known.iter().any(|id| id.eq_ignore_ascii_case(pick)))
        };
        let sample = samples.iter().filter(|sample| !all || serves(sample)).find(named).ok_or_else(|| {
            let what = match picks {
                _ if all => "no sample serves this item".to_owned(),
                [pick] => format!("{pick} is no pick of any sample"),
                picks => format!("{} are not picks of one sample", picks.join(" ")),
            };
            format!("{what}: add the sample first (s, or `workpaper sample add`)")
        })?;
        let attribute = super::sample::attribute_for(sample, &items);
        let change = super::sample::results_change(sample, &attribute, picks, result);
        let mut line = self.line();
        line.insert("sample".into(), sample.id.as_str().into());
        put(&mut line, "items", if items.is_empty() { sample.list("items").to_vec() } else { items });
        Ok(Act::Record {
            make: vec![super::entry::Made { object: Kind::Line, label: String::new(), fields: line }],
            set: vec![change],
        })
    }
}

fn split_version(text: &str) -> Vec<(&'static str, &str)> {
    let (version, rest) = text.split_once([' ', ',']).unwrap_or((text, ""));
    match dates::day_within(rest) {
        Some(_) => vec![("version", version), ("dated", rest.trim())],
        None => vec![("version", text)],
    }
}

fn grade_keys(audit: &Audit<'_>) -> String {
    let keys: Vec<String> = audit.programme.grades.iter().map(|grade| format!("!{} {}", grade.key, grade.id)).collect();
    keys.join(", ")
}

fn ids(objects: &[ObjectId]) -> Vec<String> {
    objects.iter().map(|id| id.as_str().to_owned()).collect()
}

fn put(fields: &mut Fields, name: &str, list: Vec<String>) {
    if !list.is_empty() {
        fields.insert(name.into(), Value::List(list));
    }
}

/// What the label beside the cursor says while a line is typed: its kind, item and links, without a word about grades
/// under the veil.
#[must_use]
pub fn preview(audit: &Audit<'_>, desk: &Desk, line: &str, veiled: bool) -> String {
    let parts = take_apart(line);
    if parts.command.is_some() {
        return "command".to_owned();
    }
    let links = if parts.literal { Links::default() } else { take_links(audit, parts.mark, parts.text) };
    let name = match (parts.mark, parts.grade) {
        ("!", Some(key)) if !veiled => audit.programme.grade(&key.to_string()).map_or("finding?", |grade| &grade.id),
        (mark, _) => super::mark::find(mark).map_or("note", |mark| mark.name),
    };
    let items: Vec<String> = links.cited.iter().map(|cited| cited.text.clone()).collect();
    let keep = links.cited.iter().all(|cited| cited.item.is_none()) || links.keep_current;
    let current = desk.item.iter().filter(|item| keep && !items.contains(item)).cloned();
    let shown: Vec<String> = current.chain(items.iter().cloned()).collect();
    let evidence = links.evidence.iter().filter_map(|id| audit.state.get(id)).map(|object| object.label.as_str());
    let mut words: Vec<&str> = vec![name];
    words.extend(shown.iter().map(String::as_str));
    words.extend(evidence);
    words.join(" ")
}
