//! Findings and evidence made from lines already noted, without retyping.
//!
//! Must not know: which keys do it.

use super::audit::{Audit, items_of, when};
use super::capture::Desk;
use super::dates;
use super::entry::{Act, Fields, Value};
use super::fields::Kind;
use super::fold::Object;
use super::ident::ObjectId;
use super::sample;

/// Makes one finding of marked lines: quotes, times and evidence in place. Requirement and nature stay empty: they are
/// the auditor's to write.
#[must_use]
pub fn from_lines(audit: &Audit<'_>, desk: &Desk, lines: &[ObjectId], grade: &str) -> Act {
    let lines = in_time_order(audit, lines);
    let mut fields = gathered(&lines);
    let quotes: Vec<String> =
        lines.iter().filter(|line| line.kind == Kind::Line).map(|line| quote(audit, line)).collect();
    let sentences: Vec<String> = fields
        .get("samples")
        .map_or(&[] as &[String], |samples| samples.list())
        .iter()
        .filter_map(|id| audit.state.get(&ObjectId::from_text(id)))
        .map(|found| format!("{}.", sample::sentence(found)))
        .collect();
    let evidence: Vec<String> = sentences.into_iter().chain(quotes).collect();
    fields.insert("evidence".into(), evidence.join("\n").into());
    fields.insert("grade".into(), grade.into());
    let mut criteria: Vec<String> = lines.iter().flat_map(|line| line.list("criteria").to_vec()).collect();
    for item in lines.iter().flat_map(|line| items_of(line)) {
        if !criteria.iter().any(|known| super::criterion::item_of(known) == item) {
            criteria.push(item);
        }
    }
    let related = if criteria.len() > 1 { criteria.split_off(1) } else { Vec::new() };
    let related = related.iter().map(|text| super::criterion::item_of(text).to_owned()).collect();
    fields.insert("criteria".into(), Value::List(criteria));
    fields.insert("items".into(), Value::List(related));
    super::repeat::cite(audit.checklist, &mut fields);
    fields.insert("observed".into(), dates::moment_text(lines.last().map_or(desk.now, |line| when(line))).into());
    let label = audit.state.label_for(Kind::Finding, &desk.initials, &desk.letter);
    Act::make(Kind::Finding, label, fields)
}

/// The same with words typed for it: `!m ` before them grades it, the rest is its nature.
///
/// # Errors
/// Where the letter is no grade of the programme, or no words follow the mark.
pub fn from_words(audit: &Audit<'_>, desk: &Desk, lines: &[ObjectId], words: &str) -> Result<Act, String> {
    let parts = super::capture::take_apart(words);
    let (grade, nature) = match (parts.mark, parts.grade) {
        ("!", Some(key)) => match audit.programme.grade(&key.to_string()) {
            Some(grade) => (grade.id.as_str(), parts.text),
            None => return Err(format!("`!{key}` is no grade of the programme")),
        },
        ("!", None) => ("", parts.text),
        _ => ("", words.trim()),
    };
    check_public(audit, lines)?;
    if nature.is_empty() {
        return Err("say in what way the requirement is not met".to_owned());
    }
    let mut act = from_lines(audit, desk, lines, grade);
    if let Act::Record { make, .. } = &mut act {
        for made in make {
            made.fields.insert("nature".into(), nature.into());
            made.fields.insert("text".into(), nature.into());
        }
    }
    Ok(act)
}

/// Makes one evidence item of marked lines; the words typed for it are `title | version or date | where held`.
#[must_use]
pub fn evidence_from_lines(audit: &Audit<'_>, desk: &Desk, lines: &[ObjectId], words: &str) -> Act {
    let lines = in_time_order(audit, lines);
    let mut fields = gathered(&lines);
    fields.remove("evidence_items");
    fields.remove("samples");
    let title = lines.first().map_or("", |line| line.text("text"));
    let kind = match lines.first().map_or("", |line| line.text("mark")) {
        "@" => "document",
        ">" | ">>" => "interview",
        _ => "record",
    };
    fields.extend(super::capture::evidence_fields(words));
    fields.insert("type".into(), kind.into());
    if let Some(day) = dates::day_within(title) {
        fields.entry("dated".into()).or_insert_with(|| dates::day_words(day).into());
    }
    let mut items: Vec<String> = Vec::new();
    for item in lines.iter().flat_map(|line| items_of(line)) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    fields.insert("items".into(), Value::List(items));
    fields.insert("seen".into(), dates::moment_text(lines.first().map_or(desk.now, |line| when(line))).into());
    fields.insert("seen_by".into(), desk.initials.clone().into());
    let label = audit.state.label_for(Kind::Evidence, &desk.initials, &desk.letter);
    Act::make(Kind::Evidence, label, fields)
}

fn is_private(line: &Object) -> bool {
    line.kind == Kind::Line && line.text("mark") == "~"
}

/// Refuses private lines where a finding or an evidence item is to be made: what others read cannot rest on them.
///
/// # Errors
/// Says what would do.
pub fn check_public(audit: &Audit<'_>, lines: &[ObjectId]) -> Result<(), String> {
    if lines.iter().filter_map(|id| audit.state.get(id)).any(is_private) {
        return Err(
            "a private line (~) goes into no finding and no evidence: leave it out, or take its ~ away".to_owned()
        );
    }
    Ok(())
}

/// Private lines are left out, whoever asks.
fn in_time_order<'a>(audit: &Audit<'a>, lines: &[ObjectId]) -> Vec<&'a Object> {
    let mut found: Vec<&Object> =
        lines.iter().filter_map(|id| audit.state.get(id)).filter(|line| !is_private(line)).collect();
    found.sort_by_key(|line| (when(line), line.made.key));
    found
}

/// What lines, evidence and samples among the marked ones become on the new object.
fn gathered(lines: &[&Object]) -> Fields {
    let mut fields = Fields::new();
    let mut put = |name: &str, list: Vec<String>| {
        let mut unique: Vec<String> = Vec::new();
        for member in list {
            if !unique.contains(&member) {
                unique.push(member);
            }
        }
        if !unique.is_empty() {
            fields.insert(name.to_owned(), Value::List(unique));
        }
    };
    let own = |kind: Kind| lines.iter().filter(move |o| o.kind == kind).map(|o| o.id.as_str().to_owned());
    put("lines", own(Kind::Line).collect());
    put(
        "evidence_items",
        own(Kind::Evidence).chain(lines.iter().flat_map(|o| o.list("evidence_items").to_vec())).collect(),
    );
    put("samples", lines.iter().map(|o| o.text("sample").to_owned()).filter(|id| !id.is_empty()).collect());
    if let Some(interview) = lines.iter().map(|line| line.text("interview")).find(|id| !id.is_empty()) {
        fields.insert("interview".into(), interview.into());
    }
    fields
}

/// A line as a finding quotes it: when, who by role, and the words; exact ones in quotation marks.
#[must_use]
pub fn quote(audit: &Audit<'_>, line: &Object) -> String {
    let at = when(line).format("%-d %b %H:%M");
    let who = speakers(audit, line);
    let text = line.text("text");
    let words = if line.text("mark") == ">>" { format!("\"{text}\"") } else { text.to_owned() };
    if who.is_empty() { format!("{at} {words}") } else { format!("{at} {who}: {words}") }
}

/// The roles that said a line, from the interview's numbered roles. Where only one role was there, it needs no number.
#[must_use]
pub fn speakers(audit: &Audit<'_>, line: &Object) -> String {
    let interview = audit.state.get(&ObjectId::from_text(line.text("interview")));
    let roles = interview.map_or(&[] as &[String], |interview| interview.list("roles"));
    if let ([only], [], ">" | ">>") = (roles, line.list("said_by"), line.text("mark")) {
        return only.clone();
    }
    let named = line.list("said_by").iter().map(|n| {
        let role = n.parse::<usize>().ok().and_then(|n| roles.get(n.wrapping_sub(1)));
        role.cloned().unwrap_or_else(|| format!("interviewee {n}"))
    });
    named.collect::<Vec<_>>().join(", ")
}

/// The few words that name a finding in lists: its title, else the beginning of its nature.
#[must_use]
pub fn title(finding: &Object) -> &str {
    let texts = ["title", "nature", "text", "requirement", "evidence"].map(|field| finding.text(field));
    texts
        .into_iter()
        .find(|text| !text.trim().is_empty())
        .and_then(|text| text.lines().next())
        .unwrap_or("(no words yet)")
}

/// The same within its own audit: `F01`.
#[must_use]
pub fn short_name<'o>(audit: &str, finding: &'o Object) -> &'o str {
    let name = name(finding);
    name.strip_prefix(audit).and_then(|tail| tail.strip_prefix('-')).unwrap_or(name)
}

/// What people call a finding: its reference once presented, else its label.
#[must_use]
pub fn name(finding: &Object) -> &str {
    let reference = finding.text("ref");
    if reference.is_empty() { &finding.label } else { reference }
}
