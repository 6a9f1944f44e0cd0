//! The colon commands of the capture language.
//!
//! Must not know: the other marks. The README's table is tested against [`COMMANDS`].

use super::audit::{Audit, Verdict, counted};
use super::dates;
use super::desk::{Captured, Desk, Parts, refused};
use super::entry::{Act, Change, Fields, Made};
use super::fields::Kind;
use super::ident::{ObjectId, checked_id};
use super::roles;
use super::verdict;

/// What can stand after a colon: form, and what it does.
pub static COMMANDS: &[(&str, &str)] = &[
    (":A.6.5", "go to an item; text typed later belongs to it"),
    (":c", "the item conforms"),
    (":na why", "not applicable (controls only), with the reason"),
    (":skip why", "not audited, with the reason"),
    (
        ":int place | roles | items | start",
        "opens an interview; all parts may be left out; @HR = all that role can answer",
    ),
    (":with role, role", "adds roles to the interview, numbered in this order"),
    (":end", "closes the interview"),
    (":add ID title | question", "adds an item of your own to the audit"),
];

/// The words that are commands; they come before an item of the same name.
const WORDS: &[&str] = &["c", "na", "skip", "int", "with", "end", "add"];

/// The item that a word after the colon names.
pub(super) fn item(audit: &Audit<'_>, word: &str) -> Option<String> {
    let command = WORDS.iter().any(|known| known.eq_ignore_ascii_case(word));
    audit.checklist.item(word).filter(|_| !command).map(|item| item.id.clone())
}

/// Understands one command, or a bare item.
pub(super) fn understand(audit: &Audit<'_>, desk: &Desk, word: &str, parts: &Parts<'_>, line: &str) -> Captured {
    let answer = match word.to_ascii_lowercase().as_str() {
        "c" | "na" | "skip" | "with" | "add" if parts.time.is_some() => {
            Err(format!("`:{word}` bears the time it is recorded: leave {} out", parts.time.unwrap_or_default()))
        }
        "c" => given(audit, desk, Verdict::Conforms, parts.text),
        "na" => given(audit, desk, Verdict::NotApplicable, parts.text),
        "skip" => given(audit, desk, Verdict::NotAudited, parts.text),
        "int" => interview(audit, desk, parts),
        "with" => with_roles(desk, parts.text),
        "end" => end(audit, desk, parts),
        "add" => add(audit, desk, parts.text),
        _ => item(audit, word).map(Captured::Go).ok_or_else(|| {
            format!("`:{word}` is no item of this audit and no command (:c :na :skip :int :with :end :add)")
        }),
    };
    match answer {
        Ok(captured) => captured,
        Err(why) => refused(desk, line, why),
    }
}

fn record(act: Act) -> Captured {
    Captured::Record { act, remarks: Vec::new(), go: None }
}

fn given(audit: &Audit<'_>, desk: &Desk, given: Verdict, reason: &str) -> Result<Captured, String> {
    let item = desk.item.as_deref().ok_or("there is no current item: name one with :ITEM first")?;
    let act = verdict::act(audit, item, given, reason)?;
    let outranked = given == Verdict::Conforms && audit.standing(item).verdict == Verdict::Nonconforming;
    let remarks = if outranked { vec![format!("a nonconformity cites {item} and outranks this")] } else { Vec::new() };
    Ok(Captured::Record { act, remarks, go: None })
}

/// `:int place | roles | items | start`. An interview of the same person that is still open is closed by the same entry.
fn interview(audit: &Audit<'_>, desk: &Desk, parts: &Parts<'_>) -> Result<Captured, String> {
    let mut segments = parts.text.split('|').map(str::trim);
    let place = segments.next().unwrap_or_default();
    let roles = role_names(segments.next().unwrap_or_default());
    let items = track(audit, segments.next().unwrap_or_default())?;
    let start = match (segments.next().filter(|text| !text.is_empty()), parts.time) {
        (Some(text), Some(time)) => return Err(format!("{time} and {text}: write one start")),
        (Some(text), None) => dates::parse_moment(text)
            .or_else(|| Some(desk.now.date().and_time(dates::parse_time(text)?)))
            .ok_or_else(|| format!("`{text}` is no start: write 2026-06-16 09:00 or 09:00"))?,
        (None, Some(time)) => dates::parse_time(time).map_or(desk.now, |time| desk.now.date().and_time(time)),
        (None, None) => desk.now,
    };
    let rest = segments.collect::<Vec<_>>().join(" | ");
    if !rest.is_empty() {
        return Err(format!("`{rest}` has no place in `:int place | roles | items | start`"));
    }
    let mut fields = Fields::new();
    fields.insert("place".into(), place.into());
    fields.insert("roles".into(), roles.into());
    fields.insert("items".into(), items.clone().into());
    fields.insert("started".into(), dates::moment_text(start).into());
    let label = audit.state.label_for(Kind::Interview, &desk.initials, &desk.letter);
    let make = vec![Made { object: Kind::Interview, label, fields }];
    let set = desk.interview.iter().map(|open| ended(open, desk.now.min(start.max(started(audit, open))))).collect();
    let remarks = desk.interview.iter().map(|open| closed_by(audit, open)).collect();
    Ok(Captured::Record { act: Act::Record { make, set }, remarks, go: items.into_iter().next() })
}

/// What an interview leaves open that another one closes.
fn closed_by(audit: &Audit<'_>, open: &ObjectId) -> String {
    let label = audit.state.get(open).map_or("", |interview| &interview.label);
    let loose = audit.open_lines().filter(|line| line.text("interview") == open.as_str()).count();
    let facts = audit.facts_not_read_back(open).len();
    format!(
        "{label} is closed by this, with {} and {} not read back",
        counted(loose, "thing open", "things open"),
        counted(facts, "fact", "facts")
    )
}

/// The items of an interview: ids, sections, ranges, and `@HR` for all that a role can answer. A role whose name has
/// spaces stands between commas, or is written short: `@risk`.
fn track(audit: &Audit<'_>, text: &str) -> Result<Vec<String>, String> {
    let mut items: Vec<String> = Vec::new();
    let mut take = |more: Vec<String>| {
        for item in more {
            if !items.contains(&item) {
                items.push(item);
            }
        }
    };
    let of_role = |role: &str| -> Result<Vec<String>, String> {
        let role = roles::meant(audit.checklist, role)?;
        let items: Vec<String> = roles::track(audit.checklist, &role).iter().map(|item| item.id.clone()).collect();
        if items.is_empty() { Err(format!("no item of this audit is for {role}")) } else { Ok(items) }
    };
    for piece in text.split([',', ';']).map(str::trim) {
        if let Some(Ok(whole)) = piece.strip_prefix('@').map(of_role) {
            take(whole);
            continue;
        }
        for word in piece.split_whitespace() {
            take(match word.strip_prefix('@') {
                Some(role) => of_role(role)?,
                None => audit.checklist.expand(word)?,
            });
        }
    }
    Ok(items)
}

fn started(audit: &Audit<'_>, interview: &ObjectId) -> chrono::NaiveDateTime {
    let start = audit.state.get(interview).map(|interview| interview.text("started")).and_then(dates::parse_moment);
    start.unwrap_or_default()
}

fn ended(interview: &ObjectId, at: chrono::NaiveDateTime) -> Change {
    Change::on(interview.clone()).set("ended", dates::moment_text(at))
}

fn role_names(text: &str) -> Vec<String> {
    text.split([',', ';']).map(str::trim).filter(|role| !role.is_empty()).map(str::to_owned).collect()
}

fn with_roles(desk: &Desk, text: &str) -> Result<Captured, String> {
    let interview = desk.interview.clone().ok_or("there is no interview open: begin one with :int")?;
    let named = role_names(text);
    if named.is_empty() {
        return Err("name the roles, as in `:with Service desk lead, HR`".to_owned());
    }
    let change = named.into_iter().fold(Change::on(interview), |change, role| change.add("roles", role));
    Ok(record(Act::change(change)))
}

fn end(audit: &Audit<'_>, desk: &Desk, parts: &Parts<'_>) -> Result<Captured, String> {
    let interview = desk.interview.as_ref().ok_or("there is no interview open")?;
    let day = started(audit, interview);
    let stated = match (parts.time, Some(parts.text).filter(|text| !text.is_empty())) {
        (Some(time), Some(text)) => return Err(format!("{time} and {text}: write one end")),
        (time, text) => time.or(text),
    };
    let at = match stated {
        None => desk.now,
        Some(text) => {
            let time = dates::parse_time(text);
            day.date().and_time(time.ok_or_else(|| format!("`{text}` is no time: write `:end` or `:end 10:20`"))?)
        }
    };
    let change = ended(interview, at);
    Ok(record(Act::change(change)))
}

/// `:add ID title | question | question`: the item stands in the current item's section.
fn add(audit: &Audit<'_>, desk: &Desk, text: &str) -> Result<Captured, String> {
    let mut parts = text.split('|').map(str::trim);
    let (id, title) = parts
        .next()
        .and_then(|first| first.split_once(' '))
        .ok_or("write an id and a title, as in `:add OWN.1 Visitor badges`")?;
    let id = checked_id(id).map_err(|why| why.to_string())?;
    if audit.checklist.item(&id).is_some() {
        return Err(format!("there is an item {id} already"));
    }
    let current = desk.item.as_deref().and_then(|item| audit.checklist.item(item));
    let mut fields = Fields::new();
    fields.insert("title".into(), title.trim().into());
    fields.insert("section".into(), current.map_or("", |item| item.section.as_str()).into());
    let questions: Vec<String> = parts.filter(|question| !question.is_empty()).map(str::to_owned).collect();
    fields.insert("ask".into(), questions.into());
    let act = Act::make(Kind::Item, id.clone(), fields);
    Ok(Captured::Record { act, remarks: Vec::new(), go: Some(id) })
}
