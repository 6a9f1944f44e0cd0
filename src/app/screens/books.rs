//! How lines, findings, evidence and the rest look in one line: shared by fieldwork, notebook and the lists.
//!
//! Must not know: which screen asks.

use crate::app::role::{Role, Span, Text, span};
use crate::domain::audit::{Audit, Standing, Verdict, when};
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::fold::Object;
use crate::domain::programme::Programme;

/// What a grade means. The programme may call its grades as it likes: the worst is a major, whatever its name.
#[must_use]
pub fn grade_role(programme: &Programme, grade: &str) -> Role {
    match (grade, programme.is_nonconformity(grade)) {
        ("", _) => Role::Nonconforming,
        (grade, true) if programme.rank(grade) == 0 => Role::Major,
        (_, true) => Role::Minor,
        ("positive", _) => Role::Positive,
        ("improvement", _) => Role::Improvement,
        _ => Role::Observation,
    }
}

/// A grade as a list shows it: the worst in capitals, so that it stands out without colour.
#[must_use]
pub fn grade_word(audit: &Audit<'_>, grade: &str) -> String {
    match grade {
        "" => "ungraded".to_owned(),
        grade if audit.programme.rank(grade) == 0 => grade.to_uppercase(),
        grade => grade.to_owned(),
    }
}

/// The letter behind an item in the tree: verdict or badge; under the veil only whether it was looked at.
#[must_use]
pub fn letter(audit: &Audit<'_>, standing: &Standing, veiled: bool) -> Span {
    if veiled {
        return span(Role::Muted, if standing.looked_at { "-" } else { "." });
    }
    if let Some(grade) = standing.badge.as_deref() {
        let key = audit.programme.grade(grade).map_or('!', |grade| grade.key);
        let outranks = audit.programme.is_nonconformity(grade) || standing.recorded == Verdict::Open;
        if outranks || standing.recorded == Verdict::Conforms {
            let both = !audit.programme.is_nonconformity(grade) && standing.recorded == Verdict::Conforms;
            return span(grade_role(audit.programme, grade), if both { format!("c{key}") } else { key.to_string() });
        }
    }
    match standing.verdict {
        Verdict::Conforms => span(Role::Conforms, "c"),
        Verdict::Nonconforming => span(Role::Nonconforming, "N"),
        Verdict::NotApplicable => span(Role::Excused, "n"),
        Verdict::NotAudited => span(Role::Excused, "x"),
        Verdict::Open if standing.looked_at => span(Role::Muted, "-"),
        Verdict::Open => span(Role::Muted, "."),
    }
}

/// Whether the veil hides a timeline object altogether: the auditor's private notes.
#[must_use]
pub fn hides(object: &Object, veiled: bool) -> bool {
    veiled && object.text("mark") == "~"
}

/// The mark, the words and the label of a timeline object.
#[must_use]
pub fn entry(audit: &Audit<'_>, object: &Object, veiled: bool) -> (Span, String, String) {
    match object.kind {
        Kind::Finding => {
            let grade = object.text("grade");
            let key = audit.programme.grade(grade).map(|grade| grade.key).filter(|_| !veiled);
            let mark = key.map_or_else(|| "!".to_owned(), |key| format!("!{key}"));
            let role = if veiled { Role::Plain } else { grade_role(audit.programme, grade) };
            let noted = if object.text("text").is_empty() { finding::title(object) } else { object.text("text") };
            (span(role, mark), noted.to_owned(), finding::short_name(audit.id, object).to_owned())
        }
        Kind::Evidence => {
            let sign = if object.text("type") == "document" { "@+" } else { "=+" };
            (span(Role::Reference, sign), object.text("title").to_owned(), object.label.clone())
        }
        _ => {
            let mark = object.text("mark");
            let role = match mark {
                "~" => Role::Private,
                "?" | "&" if object.lacks("done") => Role::Late,
                "==" => Role::Conforms,
                _ => Role::Key,
            };
            let sign = format!("{mark}{}", object.list("said_by").join(","));
            let text =
                if mark == ">>" { format!("\"{}\"", object.text("text")) } else { object.text("text").to_owned() };
            let evidence: Vec<&str> = object
                .refs("evidence_items")
                .filter_map(|id| audit.state.get(&id))
                .map(|evidence| evidence.label.as_str())
                .collect();
            let done = if object.lacks("done") { String::new() } else { format!("done: {}", object.text("done")) };
            (span(role, sign), text, [evidence.join(" "), done].join(" ").trim().to_owned())
        }
    }
}

/// A timeline object as a line of the item pane: time, mark, words, label.
#[must_use]
pub fn pane_line(audit: &Audit<'_>, object: &Object, veiled: bool) -> Option<Text> {
    if hides(object, veiled) {
        return None;
    }
    let (mark, words, label) = entry(audit, object, veiled);
    let width = 6 + mark.text.len().max(2) + 1;
    let pad = width - 6 - mark.text.len();
    let mut spans = vec![
        span(Role::Muted, when(object).format("%H:%M ").to_string()),
        mark,
        span(Role::Plain, format!("{:pad$}{words}", "")),
    ];
    if !label.is_empty() {
        spans.push(span(Role::Reference, format!(" {label}")));
    }
    Some(Text { spans, indent: width })
}
