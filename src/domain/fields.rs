//! The one table of what objects there are and which fields each has. Adding a field is one line here: the fold keeps
//! it, the form and the TOML show it, the command line sets it, the shape checks it.
//!
//! Must not know: how a field is stored, drawn or typed in.

use super::dates;
use serde::{Deserialize, Deserializer, Serialize};

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The audit's plan and conclusion: one per audit.
    Plan,
    /// A checklist item of the audit, and its verdict.
    Item,
    /// One line of what was said, seen, read or asked.
    Line,
    /// A talk with auditees.
    Interview,
    /// Something worth reporting, before and after it has a reference.
    Finding,
    /// Something seen that proves a fact: reference first.
    Evidence,
    /// A population, what was picked from it, and what each pick showed.
    Sample,
    /// Opening, daily or closing meeting.
    Meeting,
    /// An issued finding as it was frozen, or a nonconformity from another source: lives in the register.
    Statement,
    /// A step of a statement's follow-up (10.2 but for the actions): lives in the register.
    Step,
    /// A corrective action, with owner and due date: lives in the register.
    Action,
    /// Written by a later version.
    Unknown,
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Ok(SPECS.iter().find(|spec| spec.name == name).map_or(Self::Unknown, |spec| spec.kind))
    }
}

/// What a field's text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// A day: `2026-06-18`.
    Date,
    /// A minute: `2026-06-18 09:20`.
    Moment,
    /// A whole number.
    Number,
    /// `yes` or `no`.
    YesNo,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of lines.
    List,
    /// One object of this kind.
    Ref(Kind),
    /// Several objects of this kind.
    Refs(Kind),
}

impl Shape {
    /// Whether the field holds a list.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Self::List | Self::Refs(_))
    }

    /// Brings a typed text into the stored form.
    ///
    /// # Errors
    /// Says what would be accepted.
    pub fn check(self, text: &str) -> Result<String, String> {
        let text = text.trim_end();
        if text.trim().is_empty() {
            return Ok(String::new());
        }
        match self {
            Self::Date => dates::parse_day(text.trim(), None)
                .or_else(|| dates::parse_moment(text).map(|at| at.date()))
                .map(|day| day.format("%Y-%m-%d").to_string())
                .ok_or_else(|| format!("`{text}` is no day: write 2026-06-18 or 18 Jun 2026")),
            Self::Moment => dates::parse_moment(text.trim())
                .map(dates::moment_text)
                .ok_or_else(|| format!("`{text}` is no time: write 2026-06-18 09:20")),
            Self::Number => text
                .trim()
                .parse::<u32>()
                .map(|n| n.to_string())
                .map_err(|_| format!("`{text}` is no whole number: write digits, as in 61")),
            Self::YesNo => match text.trim().to_lowercase().as_str() {
                "yes" | "y" | "true" => Ok("yes".to_owned()),
                "no" | "n" | "false" => Ok("no".to_owned()),
                _ => Err(format!("`{text}`: write yes or no")),
            },
            Self::Choice(words) => {
                let wanted = text.trim().to_lowercase();
                words
                    .iter()
                    .find(|word| **word == wanted)
                    .map(|word| (*word).to_owned())
                    .ok_or_else(|| format!("`{text}`: write one of {}", words.join(", ")))
            }
            Self::Line => Ok(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Self::Text | Self::List | Self::Ref(_) | Self::Refs(_) => Ok(text.to_owned()),
        }
    }
}

/// One field of one kind of object.
#[derive(Debug)]
pub struct FieldSpec {
    /// Its name in journals, TOML and `--set`.
    pub name: &'static str,
    /// Its label on a form.
    pub words: &'static str,
    /// What may stand in it, in a few words for the person who fills it in.
    pub hint: &'static str,
    /// What its text looks like.
    pub shape: Shape,
    /// Whether people edit it by hand (forms, TOML); the rest is set by actions of their own.
    pub edited: bool,
}

/// One kind of object.
#[derive(Debug)]
pub struct KindSpec {
    /// Which.
    pub kind: Kind,
    /// Its name in journals.
    pub name: &'static str,
    /// What labels begin with, where the program numbers them.
    pub prefix: &'static str,
    /// Digits of the number behind it, at least.
    pub digits: usize,
    /// Its fields, in the order of the form.
    pub fields: &'static [FieldSpec],
}

const fn field(name: &'static str, words: &'static str, shape: Shape, hint: &'static str) -> FieldSpec {
    FieldSpec { name, words, hint, shape, edited: true }
}

const fn inner(name: &'static str, words: &'static str, shape: Shape) -> FieldSpec {
    FieldSpec { name, words, hint: "", shape, edited: false }
}

/// Said when the object is made; later only by a step of its own.
const fn once(name: &'static str, words: &'static str, shape: Shape, hint: &'static str) -> FieldSpec {
    FieldSpec { name, words, hint, shape, edited: false }
}

use Shape::{Choice, Date, Line, List, Moment, Number, Ref, Refs, Text, YesNo};

/// All kinds of objects and their fields.
pub static SPECS: &[KindSpec] = &[
    KindSpec {
        kind: Kind::Plan,
        name: "plan",
        prefix: "",
        digits: 1,
        fields: &[
            field("title", "Title", Line, "what this audit is called in the programme"),
            field("objectives", "Objectives", Text, "what the audit shall find out"),
            field("scope", "Scope", Text, "places, functions, processes and items covered"),
            field("not_in_scope", "Not in scope", Text, "what is left out on purpose, and where it is audited"),
            field(
                "criteria",
                "Criteria",
                List,
                "CODE | document | version, as in ACP | Access Control Procedure | v3.1",
            ),
            field("limitations", "Limitations", Text, "what could not be looked at, and why"),
            field("method", "Methods", Text, "interviews, records, site walk; remote ones named"),
            field("from", "First day", Date, "2026-06-15"),
            field("to", "Last day", Date, "2026-06-18"),
            field("period_from", "Period audited, from", Date, "the records looked at begin here"),
            field("period_to", "Period audited, to", Date, "and end here"),
            field("client", "Audit client", Line, "the role that asked for the audit"),
            field("team", "Team", List, "initials | role | areas run now or lately, as in LA | Lead auditor | 7.5"),
            field("issuer", "Issuer", Line, "initials of the one who issues the findings"),
            field("auditees", "Auditees", List, "one role a line"),
            field("agenda", "Agenda", List, "2026-06-16 09:00-12:00 | what | items | roles"),
            field("offset", "Time zone", Line, "offset of the place audited, as in +02:00"),
            field("report_date", "Report date", Date, "when the report goes out"),
            field("distribution", "Distribution", List, "roles that get the report"),
            field("conclusion", "Conclusion", Text, "the overall result, in a paragraph"),
            field("conforms_own", "9.2.1 a) 1)", Text, "does the ISMS conform to the organisation's own requirements?"),
            field("conforms_standard", "9.2.1 a) 2)", Text, "does it conform to ISO/IEC 27001?"),
            field("effective", "9.2.1 b)", Text, "is it effectively implemented and maintained?"),
            field("diverging", "Diverging opinions", Text, "what could not be agreed, both views"),
            inner("checklists", "Checklists", List),
            inner("checklist_sha256", "Checklist frozen as", Line),
            inner("copied_from", "Planned from", Line),
        ],
    },
    KindSpec {
        kind: Kind::Item,
        name: "item",
        prefix: "",
        digits: 1,
        fields: &[
            inner(
                "verdict",
                "Verdict",
                Choice(&["conforms", "nonconforming", "not-applicable", "not-audited", "open"]),
            ),
            inner("reason", "Reason", Line),
            inner("title", "Title", Line),
            inner("section", "Section", Line),
            inner("ask", "Ask", List),
            inner("see", "See", List),
            inner("test", "Test", List),
            inner("pitfalls", "Pitfalls", List),
            inner("links", "Related", List),
            inner("earlier", "Earlier finding", List),
        ],
    },
    KindSpec {
        kind: Kind::Line,
        name: "line",
        prefix: "",
        digits: 1,
        fields: &[
            inner("mark", "Mark", Line),
            field("text", "Text", Line, "what was said, seen or read"),
            field("items", "Items", List, "items it belongs to"),
            field("criteria", "Criteria", List, "6.1.2 c) 2) or ACP 4.3"),
            field("said_by", "Said by", List, "numbers of the roles in the interview"),
            field("observed", "When", Moment, "when it happened, where not the moment it was typed"),
            inner("interview", "Interview", Ref(Kind::Interview)),
            field("evidence_items", "Evidence", Refs(Kind::Evidence), "labels, as in EV-014"),
            field("done", "Settled", Line, "how the question was answered, or when the thing was received"),
            inner("finding", "Finding", Ref(Kind::Finding)),
            inner("sample", "Sample", Ref(Kind::Sample)),
        ],
    },
    KindSpec {
        kind: Kind::Interview,
        name: "interview",
        prefix: "INT",
        digits: 2,
        fields: &[
            field("place", "Place", Line, "room, or `remote: ` and how"),
            field("roles", "Roles", List, "one role a line; they are numbered in this order"),
            field("items", "Items", List, "the track: what to cover with these people"),
            field("recording", "Recording", Line, "who permitted which recording; empty = none made"),
            field("started", "Start", Moment, "2026-06-16 09:00"),
            field("ended", "End", Moment, "2026-06-16 10:20"),
        ],
    },
    KindSpec {
        kind: Kind::Finding,
        name: "finding",
        prefix: "",
        digits: 1,
        fields: &[
            field("grade", "Grade", Line, "major, minor, observation, improvement, positive; empty = not graded yet"),
            field("title", "Title", Line, "a few words for lists"),
            field("criteria", "Criteria", List, "the requirement first: A.5.18, then the own rule: ACP 4.3"),
            field("requirement", "Requirement", Text, "what is demanded, with section and version of the document"),
            field("evidence", "Evidence", Text, "what was seen, where, when, which records, how many of how many"),
            field("nature", "Nature", Text, "one sentence: in what way the requirement is not met"),
            field("process", "Process or place", Line, "where it was found"),
            field("auditee_view", "Auditee's view", Text, "agreed, or what they hold against it"),
            field("recurrence_of", "Repeats", List, "earlier reference that this repeats, as in IA-2025-01-F04"),
            field("items", "Related items", List, "other items it touches"),
            field("due", "Due", Date, "own date with the client's approval; empty = as the grade says"),
            field("evidence_items", "Evidence items", Refs(Kind::Evidence), "labels, as in EV-014"),
            field("samples", "Samples", Refs(Kind::Sample), "labels, as in S-01"),
            field("lines", "Lines", Refs(Kind::Line), "entries, as the notebook names them"),
            inner("text", "As first noted", Line),
            inner("observed", "Noted at", Moment),
            inner("interview", "Interview", Ref(Kind::Interview)),
            inner("ref", "Reference", Line),
            field("dropped", "Not carried on", Line, "why this one is not presented (kept, shown, not issued)"),
        ],
    },
    KindSpec {
        kind: Kind::Evidence,
        name: "evidence",
        prefix: "EV",
        digits: 3,
        fields: &[
            field("title", "Title", Line, "what it is, so that somebody else finds it again"),
            field(
                "type",
                "Kind",
                Choice(&[
                    "document",
                    "record",
                    "configuration",
                    "observation",
                    "interview",
                    "photograph",
                    "screenshot",
                ]),
                "document, record, configuration, observation, interview, photograph or screenshot",
            ),
            field("version", "Version", Line, "v3.1, if it has one"),
            field("dated", "Date of the record", Line, "the day the record bears"),
            field("period_from", "Covers from", Date, "first day the record covers"),
            field("period_to", "Covers to", Date, "last day the record covers"),
            field("seen", "Seen", Moment, "when you saw it"),
            field("seen_by", "Seen by", Line, "initials"),
            field("held", "Held at", Line, "where it is kept; a reference is enough"),
            field("classification", "Classification", Line, "as the owner labels it"),
            field("owner", "Owner", Line, "the role that keeps it"),
            field("items", "Items", List, "items it belongs to"),
            inner("interview", "Interview", Ref(Kind::Interview)),
            inner("lines", "Lines", Refs(Kind::Line)),
            inner("file", "Copy", Line),
            inner("sha256", "SHA-256 of the copy", Line),
            inner("check", "Last check", Line),
        ],
    },
    KindSpec {
        kind: Kind::Sample,
        name: "sample",
        prefix: "S",
        digits: 2,
        fields: &[
            field("title", "Title", Line, "what is looked at, as in leavers"),
            field("population", "Population", Line, "leavers, 1 Jun 2025 to 31 May 2026"),
            field("source", "Source", Line, "where the whole list comes from, as in HR system"),
            field("dated", "Date of the list", Line, "the day the list was drawn up"),
            field("size", "Size", Number, "how many there are in all"),
            field("method", "Chosen how", Line, "all, every third, random with seed, judgement: why these"),
            field("items", "Items", List, "items it serves"),
            field("attributes", "Attributes", List, "question | item, as in disabled? | A.5.18"),
            field("picks", "Picks", List, "one id a line"),
            field("seed", "Seed", Number, "of a random draw, so that anybody can draw it again"),
            inner("list_sha256", "List's SHA-256", Line),
            inner("observed", "When", Moment),
            inner("interview", "Interview", Ref(Kind::Interview)),
        ],
    },
    KindSpec {
        kind: Kind::Meeting,
        name: "meeting",
        prefix: "MT",
        digits: 2,
        fields: &[
            field("which", "Which", Choice(&["opening", "daily", "closing"]), "opening, daily or closing"),
            field("held", "When", Moment, "2026-06-18 15:30"),
            field("ended", "Until", Moment, "2026-06-18 16:15"),
            field("place", "Place", Line, "room or call"),
            field("roles", "Present", List, "one role a line"),
            field("views", "Per finding", List, "reference | agreed or disputed | agreed date | remark"),
            field("notes", "Notes", Text, "what was said and asked"),
        ],
    },
    KindSpec {
        kind: Kind::Statement,
        name: "statement",
        prefix: "",
        digits: 1,
        fields: &[
            inner("ref", "Reference", Line),
            inner("audit", "Audit", Line),
            inner("finding", "Finding", Line),
            field(
                "grade",
                "Grade",
                Line,
                "a word of the programme's scale: major, minor, observation, unless it names others",
            ),
            field("title", "Title", Line, "a few words for lists"),
            field("criteria", "Criteria", List, "the requirement first"),
            field("requirement", "Requirement", Text, "what is demanded"),
            field("evidence", "Evidence", Text, "what was seen"),
            field("nature", "Nature", Text, "in what way the requirement is not met"),
            field("process", "Process or place", Line, "where it was found"),
            field("auditee_view", "Auditee's view", Text, "agreed, or what they hold against it"),
            field("recurrence_of", "Repeats", List, "earlier references"),
            inner("evidence_items", "Evidence items", List),
            inner("samples", "Samples", List),
            inner("quotes", "Lines quoted", List),
            once("raised", "Raised", Date, "the day it was raised, else today: 2026-06-18, 18jun"),
            inner("issued", "Issued", Date),
            once("due", "Due", Date, "else the grade's days after it was raised: 2026-09-16, 16sep, +90d"),
            inner("heads", "Journals at issue", List),
            inner("digest", "Digest", Line),
            inner("overridden", "Gate overridden", Line),
            inner("addendum", "Addendum", YesNo),
            inner("revision", "Revision", Number),
            inner("revision_reason", "Why revised", Line),
            inner("withdrawn", "Withdrawn", Line),
            once(
                "source",
                "Source",
                Choice(SOURCES),
                "external-audit, incident, management-review, complaint, monitoring, ...",
            ),
            once("source_ref", "Reference there", Line, "how the other side calls it, as in INC-77"),
            once("owner", "Owner", Line, "the role responsible"),
            inner("extensions", "Extended", List),
        ],
    },
    KindSpec {
        kind: Kind::Step,
        name: "step",
        prefix: "",
        digits: 1,
        fields: &[
            inner("of", "Nonconformity", Ref(Kind::Statement)),
            inner("step", "Step", Line),
            field("text", "Text", Text, "what was done, found or decided, and why"),
            field("by", "By", Line, "the role or person who did it"),
            field("when", "When", Date, "the day it happened: 2026-06-24, 24jun"),
            field("evidence", "Evidence", Text, "what shows it, and where that is kept"),
            field("method", "Method", Line, "5 whys, Ishikawa, or another by its name"),
            field("chain", "Chain", List, "one why a line, from the fact to the cause"),
            field("contributing", "Contributing", List, "one contributing cause a line"),
            field("looked", "Looked where", Text, "which places, systems, records were looked through"),
            field("result", "Result", Choice(RESULTS), "effective, partly, not-effective or too-early"),
            field("checker", "Checked by", Line, "who checked; not the owner of an action"),
            field("sample", "Sample", Line, "what was looked at, how many of how many"),
            field("check", "Check on", Date, "the day of the next check"),
            field("touches", "Changed", Choice(TOUCHES), "risk, soa, policy, procedure, training, objective or other"),
            field("risk", "Risk", Line, "its id in the risk register, as in R-22"),
            field("risk_owner", "Risk owner", Line, "the role that accepts it"),
            field("until", "Until", Date, "the last day of the acceptance"),
            field("earlier", "Earlier", Line, "the earlier reference, as in IA-2025-01-F04"),
            field(
                "overridden",
                "Gate overridden",
                Line,
                "why it is closed although something is missing: shown ever after",
            ),
            inner("missing", "Missing then", List),
        ],
    },
    KindSpec {
        kind: Kind::Action,
        name: "action",
        prefix: "",
        digits: 1,
        fields: &[
            inner("of", "Nonconformity", Ref(Kind::Statement)),
            field("text", "Action", Text, "what will be done so that it does not come back"),
            field("owner", "Owner", Line, "the role or person who does it"),
            field("due", "Due", Date, "2026-08-17, 30oct, +14d"),
            field("done", "Done", Date, "the day it was done"),
            field("evidence", "Evidence", Text, "what shows it, and where that is kept"),
            inner("extensions", "Extended", List),
        ],
    },
];

/// What moving a due date needs: it is kept as a member of `extensions`.
pub static EXTENSION: &[FieldSpec] = &[
    field("to", "New date", Date, "later than the one there is: 2026-10-30, 30oct, +14d"),
    field("by", "Approved by", Line, "the role that allows it"),
    field("reason", "Reason", Line, "why the date cannot be kept"),
];

/// Where a nonconformity can come from, besides an audit of this workspace.
pub const SOURCES: &[&str] =
    &["internal-audit", "external-audit", "incident", "management-review", "complaint", "monitoring", "other"];

/// What a check of effectiveness can come to.
pub const RESULTS: &[&str] = &["effective", "partly", "not-effective", "too-early"];

/// What of the management system a nonconformity can change (10.2 e).
pub const TOUCHES: &[&str] = &["risk", "soa", "policy", "procedure", "training", "objective", "other"];

/// The table of one kind. `Unknown` has no fields.
#[must_use]
pub fn spec(kind: Kind) -> &'static KindSpec {
    static NONE: KindSpec = KindSpec { kind: Kind::Unknown, name: "unknown", prefix: "", digits: 1, fields: &[] };
    SPECS.iter().find(|spec| spec.kind == kind).unwrap_or(&NONE)
}

impl KindSpec {
    /// One field by name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields that people edit.
    pub fn edited(&self) -> impl Iterator<Item = &'static FieldSpec> + use<> {
        self.fields.iter().filter(|field| field.edited)
    }
}
