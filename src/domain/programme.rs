//! The organisation's own conventions, from `workpaper.toml`: grades, default days, periods.
//!
//! Must not know: any audit. ISO/IEC 27001 defines neither grades nor due dates: whatever stands here is a choice of
//! the audit programme (9.2.2), so all of it can be changed.

use serde::{Deserialize, Serialize};

/// The conventions of one workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Version of the file's form.
    #[serde(default = "one")]
    pub format: u32,
    /// The organisation audited.
    #[serde(default)]
    pub organisation: String,
    /// Files readable by the owner's group.
    #[serde(default)]
    pub shared: bool,
    /// Months back in which running an area counts against auditing it.
    #[serde(default = "twelve")]
    pub independence_months: u32,
    /// Years in which every applicable control is audited at least once.
    #[serde(default = "three")]
    pub cycle_years: u32,
    /// Days after the last action until its effect is checked, where nobody named a day.
    #[serde(default = "sixty")]
    pub check_days: u32,
    /// Days without an entry after which an open nonconformity counts as stale.
    #[serde(default = "sixty")]
    pub stale_days: u32,
    /// The scale, worst first.
    #[serde(default = "default_grades", rename = "grade")]
    pub grades: Vec<Grade>,
}

/// One step of the scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Its name in files: `major`.
    pub id: String,
    /// The letter after `!` and the key in LIST mode: `M`.
    pub key: char,
    /// In full, for reports.
    pub words: String,
    /// Whether it is a nonconformity (10.2 applies) or something to note.
    #[serde(default)]
    pub nonconformity: bool,
    /// Calendar days from the closing meeting until it is due; none = no date by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// What it needs before it is closed, of [`STEPS`]; left out: all of 10.2 for a nonconformity, decision and action
    /// for what is none, nothing for good practice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<String>>,
}

/// What the closing gate can ask for. `decision` and `action` are the short life of observations and improvements.
pub const STEPS: &[&str] = &["decision", "correction", "cause", "similar", "action", "criterion", "effect"];

const ALL_OF_10_2: &[&str] = &["correction", "cause", "similar", "action", "criterion", "effect"];

const SHORT: &[&str] = &["decision", "action"];

const fn one() -> u32 {
    1
}

const fn three() -> u32 {
    3
}

const fn sixty() -> u32 {
    60
}

const fn twelve() -> u32 {
    12
}

fn default_grades() -> Vec<Grade> {
    let grade = |id: &str, key, words: &str, nonconformity, days| Grade {
        id: id.to_owned(),
        key,
        words: words.to_owned(),
        nonconformity,
        days,
        steps: None,
    };
    vec![
        grade("major", 'M', "major nonconformity", true, Some(60)),
        grade("minor", 'm', "minor nonconformity", true, Some(90)),
        grade("observation", 'o', "observation", false, Some(120)),
        grade("improvement", 'i', "opportunity for improvement", false, None),
        grade("positive", 'p', "good practice", false, None),
    ]
}

impl Default for Programme {
    fn default() -> Self {
        Self {
            format: 1,
            organisation: String::new(),
            shared: false,
            independence_months: 12,
            cycle_years: 3,
            check_days: 60,
            stale_days: 60,
            grades: default_grades(),
        }
    }
}

impl Programme {
    /// A grade by name or letter; letters are told apart by case, names are not.
    #[must_use]
    pub fn grade(&self, text: &str) -> Option<&Grade> {
        let mut chars = text.chars();
        let letter = chars.next().filter(|_| chars.as_str().is_empty());
        self.grades.iter().find(|grade| grade.id.eq_ignore_ascii_case(text) || letter == Some(grade.key))
    }

    /// How bad a grade is: 0 is the worst; unknown and ungraded come last.
    #[must_use]
    pub fn rank(&self, grade: &str) -> usize {
        self.grades.iter().position(|known| known.id == grade).unwrap_or(self.grades.len())
    }

    /// Whether a finding of this grade is a nonconformity. One without a grade counts as one until it is graded.
    #[must_use]
    pub fn is_nonconformity(&self, grade: &str) -> bool {
        self.grade(grade).is_none_or(|known| known.nonconformity)
    }

    /// What a finding of this grade needs before it is closed, of [`STEPS`].
    #[must_use]
    pub fn steps(&self, grade: &str) -> Vec<&str> {
        let known = self.grade(grade);
        if let Some(steps) = known.and_then(|grade| grade.steps.as_ref()) {
            return steps.iter().map(String::as_str).collect();
        }
        match known {
            Some(grade) if !grade.nonconformity && grade.id == "positive" => Vec::new(),
            Some(grade) if !grade.nonconformity => SHORT.to_vec(),
            _ => ALL_OF_10_2.to_vec(),
        }
    }

    /// Mistakes in the scale that the file's form cannot show, each with its remedy.
    #[must_use]
    pub fn mistakes(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (at, grade) in self.grades.iter().enumerate() {
            let before = &self.grades[..at];
            if before.iter().any(|other| other.id == grade.id) {
                found.push(format!("grade `{}` stands twice: give each its own id", grade.id));
            }
            if before.iter().any(|other| other.key == grade.key) {
                found.push(format!("two grades have the key `{}`: give each its own letter", grade.key));
            }
            let steps = grade.steps.iter().flatten();
            found.extend(
                steps
                    .filter(|step| !STEPS.contains(&step.as_str()))
                    .map(|step| format!("grade `{}`: `{step}` is no step: write {}", grade.id, STEPS.join(", "))),
            );
            if !grade.key.is_ascii_alphabetic() || "cnxesIuvRqf".contains(grade.key) {
                found.push(format!(
                    "grade `{}`: the key `{}` is taken or no letter: choose another",
                    grade.id, grade.key
                ));
            }
        }
        if self.grades.is_empty() {
            found.push("no [[grade]] is left: at least one is needed".to_owned());
        }
        found
    }
}
