//! The Statement of Applicability as TOML or CSV: all that is wrong is named, with its line; the good entries count.
//!
//! Must not know: where the file lies, or what a good Statement is (`domain::soa`).
//!
//! TOML: `version = "4.2"`, then one `[[entry]]` a control. CSV: a first line with the names of the columns, in any order,
//! others are passed over. The five names are the same in both: control, applicable, justification, implemented,
//! reference.

use super::list_csv;
use super::toml_error::{line_in, toml_words};
use crate::domain::soa::{Entry, Implemented, Soa};

const FIELDS: [&str; 5] = ["control", "applicable", "justification", "implemented", "reference"];

/// What could be read, and what is wrong with the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The good entries.
    pub soa: Soa,
    /// The mistakes: line, field, remedy.
    pub mistakes: Vec<String>,
}

/// An entry as written: each field's text, where it is there.
type Written = [Option<String>; 5];

impl Parsed {
    fn say(&mut self, line: usize, text: &str) {
        self.mistakes.push(format!("line {line}: {text}"));
    }

    fn take(&mut self, written: Written, line: impl Fn(&str) -> usize) {
        let [control, applicable, justification, implemented, reference] =
            written.map(|text| text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")));
        let Some(control) = control.filter(|control| !control.is_empty()) else {
            return self.say(line("control"), "an entry names no control: write its id, as in A.5.18");
        };
        if self.soa.of(&control).is_some() {
            return self.say(line("control"), &format!("{control} stands twice: keep one"));
        }
        let applicable = applicable.unwrap_or_default();
        let yes = match applicable.to_lowercase().as_str() {
            "yes" | "y" | "true" | "applicable" | "included" => true,
            "no" | "n" | "false" | "not applicable" | "excluded" => false,
            _ => {
                let text = format!("{control}: applicable is `{applicable}`: write yes or no");
                return self.say(line("applicable"), &text);
            }
        };
        let stated = implemented.unwrap_or_default();
        let Some(implemented) = Implemented::parse(&stated) else {
            let text = format!("{control}: implemented is `{stated}`: write yes, partly, planned or no");
            return self.say(line("implemented"), &text);
        };
        let (justification, reference) = (justification.unwrap_or_default(), reference.unwrap_or_default());
        self.soa.entries.push(Entry { control, applicable: yes, justification, implemented, reference });
    }
}

/// Reads the TOML form.
#[must_use]
pub fn from_toml(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let table: toml::Table = match toml::from_str(text) {
        Ok(table) => table,
        Err(why) => {
            parsed.mistakes.push(toml_words(text, &why));
            return parsed;
        }
    };
    for (key, value) in &table {
        match (key.as_str(), value) {
            ("version", value) => parsed.soa.version = worded(value).unwrap_or_default(),
            ("entry", toml::Value::Array(entries)) => {
                for (nth, entry) in entries.iter().enumerate() {
                    let line = |key: &str| line_in(text, "[[entry]]", nth, key);
                    match entry {
                        toml::Value::Table(entry) => {
                            let written = fields(&mut parsed, entry, &line);
                            parsed.take(written, line);
                        }
                        _ => parsed.say(line(""), "an entry is no table: write [[entry]] above its fields"),
                    }
                }
            }
            _ => {
                let line = text.lines().position(|line| line.contains(key.as_str())).map_or(1, |at| at + 1);
                parsed.say(line, &format!("`{key}` means nothing here: write version = \"...\" and [[entry]] tables"));
            }
        }
    }
    if parsed.soa.entries.is_empty() && parsed.mistakes.is_empty() {
        parsed.say(1, "it holds no entry: write an [[entry]] for each control");
    }
    parsed
}

fn fields(parsed: &mut Parsed, entry: &toml::Table, line: &impl Fn(&str) -> usize) -> Written {
    let mut written = Written::default();
    for (key, value) in entry {
        match (FIELDS.iter().position(|field| field == key), worded(value)) {
            (Some(at), Some(text)) => written[at] = Some(text),
            (Some(_), None) => parsed.say(line(key), &format!("`{key}` is neither text nor true or false")),
            (None, _) => {
                parsed.say(line(key), &format!("there is no field `{key}`; there are: {}", FIELDS.join(", ")));
            }
        }
    }
    written
}

fn worded(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Boolean(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Datetime(day) => Some(day.to_string()),
        _ => None,
    }
}

/// Reads the CSV form: comma, semicolon or tab; quotes (RFC 4180).
#[must_use]
pub fn from_csv(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let rows = match list_csv::numbered(text) {
        Ok(rows) => rows,
        Err(why) => {
            parsed.mistakes.push(why);
            return parsed;
        }
    };
    let Some(((first, header), rows)) = rows.split_first() else {
        parsed.say(1, &format!("it is empty: the first line names the columns {}", FIELDS.join(", ")));
        return parsed;
    };
    let at = FIELDS.map(|field| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(field)));
    // Where control and applicable can be told there is a Statement; a missing column of the others is named once.
    for (field, at) in FIELDS.iter().zip(at) {
        if at.is_none() {
            let there = header.join(", ");
            parsed.say(*first, &format!("no column `{field}`; the first line names {there}"));
        }
    }
    if at[0].is_none() || at[1].is_none() {
        return parsed;
    }
    for (line, row) in rows {
        let written = at.map(|at| at.and_then(|at| row.get(at)).map(|cell| cell.trim().to_owned()));
        parsed.take(written, |_| *line);
    }
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same() {
        let toml = from_toml(
            "version = \"4.2\"\n[[entry]]\ncontrol = \"A.5.1\"\napplicable = true\njustification = \"contracts; law\"\n\
             implemented = \"yes\"\nreference = \"ISP\"\n[[entry]]\ncontrol = \"A.8.30\"\napplicable = \"no\"\n\
             justification = \"nothing is developed\"\n",
        );
        let csv = from_csv(
            "Reference;Control;Owner;Applicable;Justification;Implemented\r\nISP;A.5.1;CEO;yes;\"contracts; law\";yes\r\n\
             ;A.8.30;;no;nothing is developed;\r\n",
        );
        assert_eq!(toml.mistakes, Vec::<String>::new(), "nothing is wrong with the one");
        assert_eq!(csv.mistakes, Vec::<String>::new(), "nor with the other");
        assert_eq!(toml.soa.entries, csv.soa.entries, "columns in any order, others passed over");
        assert_eq!(toml.soa.exclusion("a.8.30").as_deref(), Some("SoA 4.2: nothing is developed"), "with the version");
        assert_eq!(toml.soa.exclusion("A.5.1"), None, "what applies is not excluded");
    }

    #[test]
    fn all_mistakes_are_named_and_the_good_part_counts() {
        let toml = from_toml(
            "autor = \"x\"\n[[entry]]\ncontrol = \"A.5.1\"\napplicable = \"perhaps\"\n[[entry]]\ncontrol = \"A.5.2\"\n\
             applicable = true\njustificaton = \"typo\"\n[[entry]]\ncontrol = \"a.5.2\"\napplicable = true\n[[entry]]\n\
             applicable = false\n",
        );
        let wants = ["line 1: `autor`", "line 4: A.5.1: applicable", "line 8: there is no field `justificaton`"];
        for want in wants.iter().chain(&["line 10: a.5.2 stands twice", "line 12: an entry names no control"]) {
            assert!(toml.mistakes.iter().any(|m| m.starts_with(want)), "{want}: {:#?}", toml.mistakes);
        }
        assert_eq!(toml.mistakes.len(), 5, "and no more: {:#?}", toml.mistakes);
        assert_eq!(toml.soa.entries.len(), 1, "A.5.2 counts");
        let csv = from_csv("control,applicable\nA.5.1,yes\n\n\"A.5.2\",maybe\n");
        assert!(csv.mistakes.iter().any(|m| m.starts_with("line 4: A.5.2: applicable")), "{:#?}", csv.mistakes);
        assert_eq!(csv.mistakes.len(), 4, "three missing columns and a word: {:#?}", csv.mistakes);
        assert!(from_toml("x =").mistakes[0].starts_with("line 1"), "what is no TOML");
        assert!(from_csv("").mistakes[0].starts_with("line 1"), "what is empty");
    }
}
