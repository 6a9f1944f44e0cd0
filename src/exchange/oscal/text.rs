//! Texts as OSCAL's data types want them: plain strings, Markdown of one or of several lines, moments with a zone.
//!
//! Must not know: which member of which model holds them.

use super::ids::NS;
use crate::report::clean;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A string (`^\S(.*\S)?$`): one line, white space folded, what would act shown as `�`.
pub(super) fn line(text: &str) -> String {
    clean::line(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// The same, with something to say where nothing was typed.
pub(super) fn line_or(text: &str, otherwise: &str) -> String {
    let words = line(text);
    if words.is_empty() { otherwise.to_owned() } else { words }
}

/// Markdown of one line (`markup-line`) that reads as what was typed: nothing in it is taken for a mark, a tag, a link or
/// a parameter to insert.
pub(super) fn title(text: &str) -> String {
    let plain: Vec<char> = line(text).chars().collect();
    let mut marked = String::with_capacity(plain.len());
    for (at, c) in plain.iter().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| plain.get(at)).copied();
        let (before, after) = (beside(at.checked_sub(1)), beside(Some(at + 1)));
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let means = match c {
            '\\' | '`' | '*' | '~' | '^' | '<' | '[' | ']' | '{' | '}' => true,
            // Within a word it is a letter: `leavers_2026.csv`.
            '_' => !(inside(before) && inside(after)),
            '&' => inside(after) || after == Some('#'),
            _ => false,
        };
        if means {
            marked.push('\\');
        }
        marked.push(*c);
    }
    marked
}

/// The same, with something else to say where nothing was typed: a title may not be empty.
pub(super) fn title_or(text: &str, otherwise: &str) -> String {
    [text, otherwise, "(no words yet)"].into_iter().map(title).find(|words| !words.is_empty()).unwrap_or_default()
}

/// Markdown of several lines (`markup-multiline`): each line typed is a paragraph, and none is taken for a heading, a
/// quotation, a rule or a table.
pub(super) fn prose(text: &str) -> String {
    let lines = text.lines().map(title).filter(|line| !line.is_empty());
    let paragraphs =
        lines.map(|line| if line.starts_with(['#', '>', '-', '+', '=', '|']) { format!("\\{line}") } else { line });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// The same, with something to say where nothing was typed: a required member may not be empty.
pub(super) fn prose_or(text: &str, otherwise: &str) -> String {
    [text, otherwise, "(no words yet)"].into_iter().map(prose).find(|words| !words.is_empty()).unwrap_or_default()
}

/// A property of this namespace; nothing where it has no value.
pub(super) fn prop(name: &str, value: &str) -> Value {
    let value = line(value);
    if value.is_empty() { Value::Null } else { json!({ "name": name, "ns": NS, "value": value }) }
}

/// The same, with why.
pub(super) fn prop_why(name: &str, value: &str, why: &str) -> Value {
    let mut made = prop(name, value);
    if let Some(members) = made.as_object_mut() {
        members.insert("remarks".to_owned(), prose(why).into());
    }
    made
}

/// One property for each member of a list.
pub(super) fn props<'t>(name: &str, values: impl IntoIterator<Item = &'t str>) -> Vec<Value> {
    values.into_iter().map(|value| prop(name, value)).collect()
}

/// A moment with its zone (`date-time-with-timezone`). OSCAL knows only zones that are in use: in another it is said in
/// UTC. None for years and leap days that its pattern refuses.
pub(super) fn moment(at: DateTime<FixedOffset>) -> Option<String> {
    let offset = at.offset().local_minus_utc();
    let (east, hours, rest) = (offset >= 0, offset.abs() / 3600, offset.abs() % 3600);
    let known = match (east, rest) {
        (true, 0) => hours <= 14,
        (true, 1800) => matches!(hours, 3 | 4 | 5 | 6 | 9 | 10),
        (true, 2700) => matches!(hours, 5 | 8 | 12),
        (false, 0) => hours <= 12,
        (false, 1800) => matches!(hours, 3 | 9),
        _ => false,
    };
    let day = if known { at.date_naive() } else { at.to_utc().date_naive() };
    let years = if day.month() == 2 && day.day() == 29 { 2000..3000 } else { 1900..3000 };
    let text = if known {
        at.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
    } else {
        at.with_timezone(&Utc).format("%Y-%m-%dT%H:%M:%SZ").to_string()
    };
    years.contains(&day.year()).then_some(text)
}

/// A moment of the place audited.
pub(super) fn local(at: NaiveDateTime, offset: FixedOffset) -> Option<String> {
    moment(offset.from_local_datetime(&at).single()?)
}

/// The end of a day: until when something due on it may be done.
pub(super) fn end_of(day: NaiveDate, offset: FixedOffset) -> Option<String> {
    local(day.and_time(NaiveTime::from_hms_opt(23, 59, 59)?), offset)
}

/// The beginning of a day: what is known of something that happened on it.
pub(super) fn begin_of(day: NaiveDate, offset: FixedOffset) -> Option<String> {
    local(day.and_time(NaiveTime::MIN), offset)
}

/// A file's path as a reference relative to where it is kept (RFC 3986): nothing in it is a scheme, a host or a query.
pub(super) fn href(path: &str) -> String {
    use std::fmt::Write as _;
    let mut made = String::new();
    for byte in path.trim_start_matches('/').bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'/') {
            made.push(char::from(byte));
        } else {
            let _ = write!(made, "%{byte:02X}");
        }
    }
    made
}

/// The one member that says something by being there and empty.
pub(super) const ALL: &str = "include-all";

/// Takes out what is empty: OSCAL knows no empty list, and a member without anything to say is left out. None where nothing
/// is left.
pub(super) fn pruned(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then_some(Value::String(text)),
        Value::Array(all) => {
            let kept: Vec<Value> = all.into_iter().filter_map(pruned).collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        Value::Object(all) => {
            let kept = |(name, value): (String, Value)| {
                let value = if name == ALL { value } else { pruned(value)? };
                Some((name, value))
            };
            let kept: serde_json::Map<String, Value> = all.into_iter().filter_map(kept).collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        other => Some(other),
    }
}

/// All texts that members of a name hold, anywhere in a value.
pub(super) fn held<'v>(value: &'v Value, member: &str) -> BTreeSet<&'v str> {
    let mut found = BTreeSet::new();
    match value {
        Value::Array(all) => all.iter().for_each(|one| found.extend(held(one, member))),
        Value::Object(all) => {
            for (name, one) in all {
                found.extend(one.as_str().filter(|_| name == member));
                found.extend(held(one, member));
            }
        }
        _ => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_reads_as_typed() {
        assert_eq!(line(" a\u{1b}[31m\u{202e} b\n c "), "a\u{fffd}[31m\u{fffd} b c", "inert, one line, trimmed");
        assert_eq!(
            title("<b> *x* leavers_2026.csv _y_ a & b &lt;"),
            "\\<b> \\*x\\* leavers_2026.csv \\_y\\_ a & b \\&lt;",
            ""
        );
        assert_eq!(
            title("{{ insert: param, p }} [a](b)"),
            "\\{\\{ insert: param, p \\}\\} \\[a\\](b)",
            "no insert, no link"
        );
        assert_eq!(prose("# a\n\n---\n| x |\nö"), "\\# a\n\n\\---\n\n\\| x |\n\nö", "paragraphs, and nothing else");
        assert_eq!(prose(" \n\t"), "", "white space says nothing");
    }

    #[test]
    fn moments_have_zones_that_are_in_use() {
        let at = |text: &str| moment(DateTime::parse_from_rfc3339(text).expect("a moment"));
        assert_eq!(at("2026-06-18T23:59:59+02:00").as_deref(), Some("2026-06-18T23:59:59+02:00"), "as it is");
        assert_eq!(at("2026-06-18T23:59:59.5-00:00").as_deref(), Some("2026-06-18T23:59:59+00:00"), "zero");
        assert_eq!(at("2026-06-18T12:00:00+05:45").as_deref(), Some("2026-06-18T12:00:00+05:45"), "a quarter");
        assert_eq!(at("2026-06-18T12:00:00+02:17").as_deref(), Some("2026-06-18T09:43:00Z"), "none in use: UTC");
        assert_eq!(at("1996-02-29T12:00:00Z"), None, "a day that the pattern refuses");
        assert_eq!(at("2024-02-29T12:00:00Z").as_deref(), Some("2024-02-29T12:00:00+00:00"), "and one it takes");
    }

    #[test]
    fn nothing_empty_is_left() {
        let value = json!({ "a": [], "b": [{ "c": "" }, null], "d": { "e": [1] } });
        assert_eq!(pruned(value), Some(json!({ "d": { "e": [1] } })), "only what says something");
    }
}
