//! The scripts of the worked sample: what was typed and filled in, by whom and when. Plain text, read line by line.
//!
//! Must not know: workspaces. Playing a script is `play`'s.
//!
//! ```text
//! / words                          a remark, as is an empty line
//! 08:59 /day 2026-06-16 LA         from here on: this day, this writer, this time
//! 09:04 how does IT learn of it    a line of the capture language as it was typed; its HH:MM also moves the clock
//! > HR sends a form                the same without a time: a minute after what stood before
//! /settle list of | received       settles the open question or request that holds these words
//! 14:00 /make sample               makes an object; its form follows. An HH:MM before a slash moves the clock
//!     title: leavers                 a field of the form; a list or a longer text goes on with the same name again
//!     picks:: L-03 L-11                or a list of single words in one line
//! /set EV-015                      changes the object of this label (or `plan`); fields follow likewise
//! /present LA-3 LA-1               gives final references in this order
//! /issue                           issues
//! /nc F05 cause                    a step of 10.2; its form follows. Also `action`, `done 1`, `extend 1`
//! ```

use crate::domain::dates;
use crate::domain::fields::{Kind, SPECS};
use chrono::{NaiveDate, NaiveTime};

/// A filled-in form: field and text, in the order of the script.
pub(super) type Form<'t> = Vec<(&'t str, String)>;

/// What a line of a script asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed<'t> {
    /// This day and this writer from here on.
    Day(NaiveDate, &'t str),
    /// A line of the capture language.
    Capture(&'t str),
    /// A new object with its form.
    Make(Kind, Form<'t>),
    /// A changed form of the object with this label.
    Set(&'t str, Form<'t>),
    /// The open line that holds these words, and how it was settled.
    Settle(&'t str, &'t str),
    /// Final references in this order.
    Present(Vec<String>),
    /// The findings are issued.
    Issue,
    /// A step of the follow-up: reference, step, form.
    Follow(&'t str, &'t str, Form<'t>),
}

/// One step of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step<'t> {
    /// The line it stands on, counted from 1.
    pub number: usize,
    /// The clock, where it is stated.
    pub time: Option<NaiveTime>,
    /// What happens.
    pub deed: Deed<'t>,
}

/// Reads a script.
///
/// # Errors
/// The line that means nothing.
pub(super) fn read(text: &str) -> Result<Vec<Step<'_>>, String> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    for (number, line) in (1_usize..).zip(text.lines()) {
        let bad = |why: &str| format!("line {number}: {why}: {line}");
        if let Some(field) = line.strip_prefix("    ") {
            let (name, words) = match (field.split_once(":: "), field.split_once(": ")) {
                (Some((name, words)), Some((first, _))) if first.len() > name.len() => (name, words.replace(' ', "\n")),
                (_, Some((name, words))) => (name, words.to_owned()),
                _ => return Err(bad("no `field: text`")),
            };
            match steps.last_mut().map(|step| &mut step.deed) {
                Some(Deed::Make(_, form) | Deed::Set(_, form) | Deed::Follow(_, _, form)) => put(form, name, &words),
                _ => return Err(bad("a field without a form")),
            }
            continue;
        }
        let stated = line.get(..5).and_then(dates::parse_time);
        let rest = if stated.is_some() { line[5..].trim_start() } else { line };
        let deed = if let Some(order) = rest.strip_prefix('/') {
            let (word, words) = order.split_once(' ').unwrap_or((order, ""));
            match word {
                "" => continue,
                "day" => {
                    let (day, who) = words.split_once(' ').ok_or_else(|| bad("no day and writer"))?;
                    Deed::Day(dates::parse_day(day, None).ok_or_else(|| bad("no day"))?, who)
                }
                "make" => {
                    let found = SPECS.iter().find(|spec| spec.name == words);
                    Deed::Make(found.ok_or_else(|| bad("no kind of object"))?.kind, Form::new())
                }
                "set" => Deed::Set(words, Form::new()),
                "settle" => {
                    let (which, how) = words.split_once(" | ").ok_or_else(|| bad("no `words | how`"))?;
                    Deed::Settle(which, how)
                }
                "present" => Deed::Present(words.split(' ').map(str::to_owned).collect()),
                "issue" => Deed::Issue,
                "nc" => {
                    let (which, what) = words.split_once(' ').ok_or_else(|| bad("no reference and step"))?;
                    Deed::Follow(which, what, Form::new())
                }
                _ => return Err(bad("no order")),
            }
        } else if rest.is_empty() {
            continue;
        } else {
            Deed::Capture(line)
        };
        steps.push(Step { number, time: stated, deed });
    }
    Ok(steps)
}

fn put<'t>(form: &mut Form<'t>, name: &'t str, words: &str) {
    match form.iter_mut().find(|(known, _)| *known == name) {
        Some((_, text)) => *text = format!("{text}\n{words}"),
        None => form.push((name, words.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_read_as_its_header_says() {
        let text = "/ a remark\n\n/day 2026-06-16 LA\n09:04 how so\n> thus\n14:00 /make sample\n    title: leavers\n    picks: L-1\n    picks: L-2\n/settle how | so";
        let steps = read(text).expect("a good script");
        assert_eq!(steps.len(), 5, "remarks and empty lines are no steps");
        assert_eq!(steps[1].deed, Deed::Capture("09:04 how so"), "the line is passed on as it was typed");
        assert_eq!(steps[1].time, dates::parse_time("09:04"), "and its time moves the clock");
        let form = vec![("title", "leavers".to_owned()), ("picks", "L-1\nL-2".to_owned())];
        assert_eq!(steps[3].deed, Deed::Make(Kind::Sample, form), "a list grows with each line");
        assert_eq!(steps[4].number, 10, "lines are counted from 1");
        for bad in ["    field: alone", "/nonsense", "/make thing", "/day soon LA"] {
            assert!(read(bad).is_err_and(|why| why.starts_with("line 1: ")), "{bad:?} is named with its line");
        }
    }
}
