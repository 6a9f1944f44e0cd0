//! The worked sample's report through the binary: every section, the sample's own numbers, drafts and final ones.

use crate::play::list;
use crate::stage::Stage;
use assert_cmd::Command;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;
use workpaper::domain::fields::Kind;

const ID: &str = "IA-2026-02";

/// The sections in their order, as the headings say them.
const SECTIONS: &[&str] = &[
    "1 Identification",
    "2 Objectives",
    "3 Scope",
    "4 Criteria",
    "5 Limitations, and what was not covered",
    "6 Team and independence",
    "7 Methods",
    "8 Agenda held",
    "9 Summary",
    "10 Findings",
    "11 Good practice",
    "12 Status of earlier findings",
    "13 Sampling",
    "14 Diverging opinions",
    "15 Conclusion",
    "16 Distribution and confidentiality",
    "17 Sign-off",
    "Annex A Results of the checklist",
    "Annex B Evidence register",
    "Annex C People by role",
    "Annex D What the record answers for",
];

fn workpaper(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
    command.env_remove("WORKPAPER_DIR").env("USER", "tester").env("TMPDIR", home).current_dir(home);
    for (name, folder) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
        command.env(name, home.join(folder));
    }
    command
}

struct Written {
    home: TempDir,
    root: PathBuf,
}

impl Written {
    fn run(&self, arguments: &[&str]) -> (bool, String, String) {
        let done = workpaper(self.home.path()).arg("--dir").arg(&self.root).args(arguments).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
        (done.status.success(), text(&done.stdout), text(&done.stderr))
    }

    fn report(&self, arguments: &[&str]) -> String {
        let (done, out, err) = self.run(&[&["report", ID], arguments].concat());
        assert!(done, "the report is made: {err}");
        out
    }
}

fn sample() -> &'static Written {
    static SAMPLE: OnceLock<Written> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let home = tempfile::tempdir().expect("a temporary folder");
        let root = home.path().join("sample");
        workpaper(home.path()).arg("demo").arg(&root).assert().success();
        Written { home, root }
    })
}

/// A text on one line, so that words are found wherever it was broken.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_section_is_there_in_order_in_every_format() {
    for (format, before) in [("markdown", "## "), ("html", "\">"), ("text", "\n")] {
        let out = sample().report(&["--format", format]);
        let mut at = 0;
        for section in SECTIONS {
            // The contents of the HTML name all sections before the first.
            let from = if format == "html" { out[at..].find("<h2").map_or(at, |next| at + next) } else { at };
            let found = out[from..].find(&format!("{before}{section}"));
            at = from + found.unwrap_or_else(|| panic!("{format} has `{section}` after the one before")) + 1;
        }
    }
}

#[test]
fn the_sample_says_its_own_numbers() {
    let text = flat(&sample().report(&["--format", "text"]));
    for fact in [
        "12 findings, 8 of them nonconformities. Looked at: 60 of 61 items, 1 not audited.",
        "major nonconformity 1 yes, 10.2 applies 60 days",
        "minor nonconformity 7 yes, 10.2 applies 90 days",
        "observation 2 no 120 days",
        "A.8.22 Segregation of networks network engineer ill from 12 June; moved to IA-2026-03",
        "None: every item has a verdict.",
        "15 interviews, 1 of them remote",
        "INT-04, remote: video call:",
        "47 evidence items; 9 samples",
        "LA Lead auditor (Quality manager) 7.5",
        "By the record, no member audited an item of an area that the plan says they run.",
        "S-02; 9 of 22 sampled from 61 leavers (HR system, 16 Jun 2026)",
        "A judgement sample cannot be projected to its population",
        "Repeats IA-2025-01-F04",
        "IA-2025-01-F04 is repeated by IA-2026-02-F01: it was not put right for good.",
        "Due 17 Aug 2026",
        "Due 18 Dec 2026",
        "Disputed: the IT operations manager holds it to be an observation",
        "9.2.1 a) 1) Does the ISMS conform to the organisation's own requirements?",
        "Yes, except IA-2026-02-F01 to F08: 30 of 30 sub-clauses and 27 of 28 controls in scope were audited.",
        "An audit is a sample: other nonconformities may exist",
        "Report date 26 Jun 2026",
        "State final: every finding that is carried on is issued",
        "this programme's own convention",
    ] {
        assert!(text.contains(fact), "the report says `{fact}`");
    }
    for n in 1..=12 {
        assert!(text.contains(&format!("IA-2026-02-F{n:02} · ")), "finding {n} stands in full");
    }
    assert!(!text.contains("DRAFT"), "everything is issued: it is no draft");
}

#[test]
fn a_report_is_the_same_on_every_day() {
    for format in ["markdown", "html", "text"] {
        let one = sample().report(&["--format", format, "--today", "2026-06-27"]);
        let other = sample().report(&["--format", format, "--today", "2027-12-31"]);
        assert!(one == other, "{format}: the same record gives the same bytes");
    }
}

#[test]
fn mail_keeps_to_its_columns() {
    let out = sample().report(&["--format", "text"]);
    for line in out.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 76, "too wide for a mail: {line}");
        assert!(!line.ends_with(' '), "a blank at the end: {line:?}");
    }
    assert!(out.ends_with('\n') && !out.ends_with("\n\n"), "it ends with its last line");
}

#[test]
fn html_loads_nothing_and_runs_nothing() {
    let out = sample().report(&["--format", "html"]);
    assert!(out.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "HTML5, and in which language");
    for foreign in ["<script", "http:", "https:", "url(", "@import", "src=", " on", "<link", "<img", "<iframe"] {
        let from_people = if foreign == " on" { "=\"" } else { "" };
        let hit = out.match_indices(foreign).find(|(at, _)| {
            from_people.is_empty()
                || out[at + 3..].split([' ', '>']).next().is_some_and(|word| word.contains(from_people))
        });
        assert!(hit.is_none(), "nothing is loaded and nothing runs: {foreign}");
    }
    assert!(out.contains("default-src 'none'"), "and the page forbids it besides");
    assert_eq!(out.matches("<h1").count(), 1, "one first heading");
    assert_eq!(out.matches("<svg").count(), 2, "two pictures");
    assert_eq!(out.matches("<desc>").count(), 2, "each told in words");
    for style in ["@page", "counter(page)", "prefers-color-scheme: dark", "break-inside: avoid"] {
        assert!(out.contains(style), "the style has {style}");
    }
}

#[test]
fn roles_stand_in_place_of_initials() {
    for format in ["markdown", "html", "text"] {
        let out = sample().report(&["--format", format, "--roles"]);
        for initials in ["LA", "FA"] {
            let part = |c: char| c.is_alphanumeric();
            let hit = out
                .match_indices(initials)
                .find(|(at, _)| !out[..*at].ends_with(part) && !out[at + 2..].starts_with(part));
            let around = hit.map(|(at, _)| out[at.saturating_sub(30)..].chars().take(60).collect::<String>());
            assert_eq!(around, None, "{format}: no {initials} is left");
        }
        assert!(out.contains("Lead auditor (Quality manager)"), "{format}: the role stands instead");
    }
}

#[test]
fn it_goes_where_it_is_told_and_over_nothing() {
    let file = sample().home.path().join("out.html");
    let path = file.to_str().expect("a plain path");
    let arguments = ["report", ID, "--format", "html", "-o", path];
    assert!(sample().run(&arguments).0, "it is written");
    let (again, _, err) = sample().run(&arguments);
    assert!(!again && err.contains("--force"), "not over a file that is there: {err}");
    assert!(sample().run(&[&arguments[..], &["--force"]].concat()).0, "unless told to");
    let (other, _, err) = sample().run(&["report", ID, "--format", "pdf"]);
    assert!(!other && err.contains("html"), "an unknown format is answered with those there are: {err}");
}

#[test]
fn a_draft_says_so_at_every_section() {
    let mut stage = Stage::new();
    let first = stage.finding("minor", &[("title", "one")]);
    stage.finding("major", &[("title", "two")]);
    stage.issue(&first, &[]);
    let set = stage.set();
    assert_eq!(set.document.draft.as_deref(), Some("1 of 2 findings not issued yet"), "one is open");
    for (format, out) in [("markdown", &set.markdown), ("text", &set.text)] {
        assert!(out.matches("DRAFT").count() > SECTIONS.len(), "{format}: at the head and at each section");
    }
    for place in ["<body class=\"draft\">", "class=\"watermark\"", "class=\"banner\"", "- DRAFT\"; } }"] {
        assert!(set.html.contains(place), "html: {place}");
    }
    assert!(set.text.contains("it answers for no state of the record"), "and no hash stands in it");
}

#[test]
fn a_final_report_carries_the_heads() {
    let mut stage = Stage::new();
    let finding = stage.finding("minor", &[("title", "one")]);
    stage.issue(&finding, &[("digest", "d1gest")]);
    let head = stage.play.ledger.entries.last().expect("entries").h.clone();
    for (format, out) in stage.set().each() {
        assert!(!out.contains("DRAFT"), "{format}: no draft");
        assert!(out.contains(&head) && out.contains("d1gest"), "{format}: heads and digests");
    }
}

#[test]
fn what_became_of_a_finding_is_said() {
    let mut stage = Stage::new();
    let finding = stage.finding("minor", &[("title", "Old words"), ("recurrence_of", "IA-2025-01-F04")]);
    let gone = stage.finding("major", &[("title", "Gone")]);
    let statement =
        stage.issue(&finding, &[("overridden", "in a hurry"), ("issued", "2026-06-26"), ("due", "2026-09-16")]);
    let withdrawn = stage.issue(&gone, &[]);
    stage.change(&statement, "revision", "2");
    stage.change(&statement, "revision_reason", "a number was wrong");
    stage.change(&statement, "title", "New words");
    stage.change(&statement, "due", "2026-10-30");
    stage.change(&statement, "extensions", list(&["2026-10-30 | COO | a contract | was 2026-09-16 | 2026-09-09"]));
    stage.change(&withdrawn, "withdrawn", "read wrongly");
    stage.step(&statement, &[("step", "correction"), ("text", "Put right at once"), ("when", "2026-06-19")]);
    let text = flat(&stage.set().text);
    for words in [
        "1 finding, 1 of them a nonconformity. 1 of 2 issued were withdrawn.",
        "Issued over the gate: in a hurry",
        "New words",
        "revision 2: a number was wrong",
        "30 Oct 2026 extended to 30 Oct 2026, COO, a contract, was 16 Sep 2026, 9 Sep 2026",
        "Correction Put right at once (19 Jun 2026)",
        "Withdrawn: it does not stand any more. Reason: read wrongly",
        "IA-2025-01-F04 is repeated by IA-2026-02-F01",
    ] {
        assert!(text.contains(words), "the report says `{words}`: {text}");
    }
    assert!(!text.contains("Old words"), "the words that count are those of the register");
}

#[test]
fn what_the_plan_leaves_open_is_said() {
    let stage = Stage::new();
    let text = flat(&stage.set().text);
    for words in [
        "2 Objectives ============ Not stated in the plan.",
        "Audit client not stated",
        "No interview and no meeting is recorded.",
        "No finding is carried on.",
        "No sample is recorded.",
        "No conclusion is stated yet.",
        "Not answered yet.",
        "Distribution: not stated in the plan.",
        "7.5.1 Title of 7.5.1 not looked at",
        "No evidence item is registered.",
    ] {
        assert!(text.replace("*** DRAFT: no finding is issued ", "").contains(words), "`{words}`: {text}");
    }
}

#[test]
fn what_was_not_covered_is_named_with_its_reason() {
    let mut stage = Stage::new();
    stage.verdict("A.5.1", "not-applicable", "nothing is developed");
    stage.verdict("A.8.13", "not-audited", "the engineer was ill");
    stage.play.make(Kind::Line, crate::play::texts(&[("mark", "&"), ("text", "the list of leavers")]));
    let text = flat(&stage.set().text);
    for words in [
        "A.5.1 Title of A.5.1 nothing is developed no exclusion on file",
        "A.8.13 Title of A.8.13 the engineer was ill",
        "the list of leavers",
        "Looked at: 0 of 5 items, 1 not audited, 1 not applicable.",
    ] {
        assert!(text.contains(words), "the report says `{words}`: {text}");
    }
}

#[test]
fn who_audits_their_own_area_is_named() {
    let mut stage = Stage::new();
    stage.verdict("7.5.1", "conforms", "");
    let text = flat(&stage.set().text);
    assert!(
        text.contains("LA (Lead auditor) recorded something on an area that the plan says they run: 7.5.1."),
        "{text}"
    );
    let text = flat(&stage.set_on("2026-07-01", true).text);
    assert!(text.contains("! Lead auditor recorded something on an area"), "by role where roles are wanted: {text}");
}
