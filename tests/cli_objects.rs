//! The way of an audit over the command line: from an empty folder to findings files that read back.
//!
//! Must not know: how anything is stored beyond the findings files, which are a contract.

mod desk;

use desk::{closed, entry_in, issued, leavers, major};

#[test]
fn an_audit_goes_from_an_empty_folder_to_findings_files() {
    let desk = leavers();
    major(&desk);
    desk.ok(&["grade", "IA-2026-02", "A.7.2", "c"]);
    desk.ok(&["grade", "IA-2026-02", "A.8.4", "na", "--reason", "SoA v4.2: nothing is developed"]);
    desk.ok(&[
        "finding",
        "add",
        "IA-2026-02",
        "--set",
        "grade=o",
        "--set",
        "criteria=6.1.2c2",
        "--set",
        "nature=One owner is a department.",
    ]);
    desk.ok(&["interview", "end", "IA-2026-02", "--at", "10:20"]);
    let sheet = desk.ok(&["sheet", "IA-2026-02"]);
    assert!(sheet.contains("due 60 days from the closing meeting"), "before the meeting the days are said: {sheet}");
    desk.ok(&["present", "IA-2026-02", "LA-2"]);
    desk.ok(&[
        "meeting",
        "add",
        "IA-2026-02",
        "closing",
        "--held",
        "2026-06-18 15:30",
        "--roles",
        "COO",
        "--view",
        "F01 | agreed | 18 Dec 2026 | renewal",
    ]);
    assert_eq!(desk.fed(&["review", "IA-2026-02", "--gate"], "").code, 0, "nothing stops the issue");
    let said = desk.ok(&["issue", "IA-2026-02"]);
    assert!(said.contains("IA-2026-02-F01") && said.contains("due 18 Dec 2026"), "the agreed date stands: {said}");
    assert!(said.contains("due 17 Aug 2026"), "60 days from 18 June: {said}");

    let file: toml::Table = toml::from_str(&desk.text("findings/IA-2026-02-F02.toml")).expect("valid TOML");
    assert_eq!(file["ref"].as_str(), Some("IA-2026-02-F02"), "LA-2 was asked to come first, so the major is second");
    assert_eq!(file["grade"].as_str(), Some("major"), "its grade");
    assert_eq!(file["due"].to_string(), "2026-08-17", "a TOML date");
    let criteria: Vec<&str> =
        file["criteria"].as_array().expect("a list").iter().filter_map(toml::Value::as_str).collect();
    assert_eq!(criteria, ["A.5.18", "ACP 4.3"], "the requirement first, in the written form");
    let samples = file["samples"].as_array().expect("a list")[0].as_str().unwrap_or_default();
    assert!(samples.contains("9 of 22 sampled from 61 leavers"), "the sentence is frozen with it: {samples}");
    let first: toml::Table = toml::from_str(&desk.text("findings/IA-2026-02-F01.toml")).expect("valid TOML");
    assert_eq!(
        first["criteria"].as_array().expect("a list")[0].as_str(),
        Some("6.1.2 c) 2)"),
        "letters are written out"
    );

    let rows = desk.json(&["findings"]);
    assert_eq!(rows[1]["stage"], "raised", "and every listing says so: {rows}");
    let audits = desk.json(&["audits"]);
    assert_eq!(audits[0]["stage"], "issued", "{audits}");
    let counts = ["looked_at", "items", "excused", "not_audited"].map(|name| audits[0][name].as_u64().unwrap_or(99));
    assert_eq!(counts, [3, 5, 1, 0], "A.6.5 was not looked at, and A.8.4 does not apply: {audits}");
    assert_eq!(audits[0]["findings"]["major"], 1, "counted by grade");
    assert!(
        desk.ok(&["audits"]).contains("3/5 looked at, 1 not applicable, 1 major, 1 observation, 2 open"),
        "the same for people"
    );
}

#[test]
fn what_was_not_audited_is_not_counted_as_looked_at() {
    let desk = issued();
    desk.ok(&["grade", "IA-2026-02", "A.7.2", "c"]);
    desk.ok(&["grade", "IA-2026-02", "A.8.4", "na", "--reason", "SoA v4.2: nothing is developed"]);
    desk.ok(&["grade", "IA-2026-02", "A.6.5", "skip", "--reason", "the owner was away"]);
    let words = "2 of 5, 1 not audited, 1 not applicable";
    for args in [["sheet", "IA-2026-02"], ["show", "IA-2026-02"]] {
        let said = desk.ok(&args);
        assert!(said.contains(&format!("Items looked at: {words}")), "{args:?} sets it apart: {said}");
    }
    let short = "looked at, 1 not audited, 1 not applicable";
    assert!(desk.ok(&["audits"]).contains(&format!("2/5 {short}")), "so does the list of audits");
    assert!(desk.ok(&[]).contains(&format!("2/5 items {short}")), "and the home page");
    assert_eq!(desk.json(&["audits"])[0]["not_audited"], 1, "other tools see it too");
}

#[test]
fn findings_are_listed_with_what_is_due_and_what_is_late() {
    let desk = issued();
    desk.ok(&["finding", "add", "IA-2026-02", "--set", "nature=A draft of the day after."]);
    let late = ["findings", "--today", "2026-08-18"];
    let said = desk.ok(&late);
    assert!(said.contains("due 17 Aug 2026, 1 day late"), "60 days from 18 June are over: {said}");
    let (issued, drafts) = said.split_once("Not issued\n").expect("drafts stand apart");
    assert!(!issued.contains("draft ") && drafts.contains("draft "), "each on its side: {said}");
    assert!(said.contains("2 findings: 1 issued, 1 of them overdue on 2026-08-18; 1 not issued"), "summed up: {said}");
    let rows = desk.json(&[&late[..], &["--overdue"]].concat());
    assert_eq!((rows.as_array().map(Vec::len), rows[0]["overdue_days"].as_i64()), (Some(1), Some(1)), "{rows}");
    assert_eq!(desk.json(&["findings", "--open"]).as_array().map(Vec::len), Some(1), "a draft is not open yet");
    let on_time = desk.ok(&["findings", "--overdue", "--today", "2026-08-17"]);
    assert!(on_time.contains("No finding is overdue."), "the due day itself is in time: {on_time}");
    desk.ok(&["withdraw", "IA-2026-02-F01", "--reason", "raised in error"]);
    let said = desk.ok(&["findings", "IA-2026-02", "--today", "2027-08-18"]);
    let withdrawn = said.lines().find(|line| line.contains("F01")).expect("it stays listed");
    assert!(withdrawn.contains("withdrawn") && !withdrawn.contains("due"), "nothing of it is due: {withdrawn}");
}

#[test]
fn everything_can_be_shown_by_its_name() {
    let desk = issued();
    let audit = desk.ok(&["show", "ia-2026-02"]);
    assert!(audit.contains("N M  A.5.18"), "a major outranks everything on its item: {audit}");
    assert!(audit.contains("A.6    People controls  0/1"), "progress by section: {audit}");
    let item = desk.ok(&["show", "A.5.18"]);
    assert!(item.contains("nonconforming (major)") && item.contains("ask  ") && item.contains("09:05"), "{item}");
    assert!(desk.ok(&["show", "IA-2026-02-F01"]).contains("In the register as IA-2026-02-F01: raised"), "finding");
    assert!(desk.ok(&["show", "F01"]).contains("Evidence items"), "a short reference does within the only audit");
    assert!(desk.ok(&["show", "EV-001"]).contains("audit folder, restricted"), "evidence");
    assert!(desk.ok(&["show", "S-01"]).contains("L-22  ok"), "the grid");
    let interview = desk.ok(&["show", "INT-01"]);
    assert!(interview.contains("A.6.5") && interview.contains("not yet"), "the track: {interview}");
    assert!(
        interview.contains("Facts not read back: 4") && !interview.contains("nervous"),
        "no private line: {interview}"
    );
    assert!(desk.ok(&["show", "MT-01"]).contains("closing"), "a meeting");
    assert!(desk.ok(&["show", "plan", "--audit", "IA-2026-02"]).contains("Access Control Procedure"), "the plan");
    let json = desk.json(&["show", "A.5.18"]).to_string();
    assert!(!json.contains("nervous"), "private lines never leave: {json}");
    desk.refused(&["show", "EV-099"], 5, "EV-099");
    desk.ok(&["new", "IA-2026-03", "--items", "6.1.2"]);
    desk.refused(&["show", "EV-001"], 2, "--audit");
    assert!(desk.ok(&["show", "EV-001", "--audit", "IA-2026-02"]).contains("61 lines"), "or it is said");
    assert!(desk.ok(&["show", "IA-2026-02-F01"]).contains("finding"), "a reference still finds its audit");
}

#[test]
fn every_number_is_led_back_to_what_was_recorded() {
    let desk = leavers();
    major(&desk);
    let why = desk.json(&["why", "LA-1"]);
    let of = |number: &str| {
        let rows = why["numbers"].as_array().expect("a list");
        rows.iter().find(|row| row["number"] == number).unwrap_or_else(|| panic!("{number} in {why}"))["rests_on"]
            .clone()
    };
    let cells = &of("9 of 22")[0];
    assert_eq!(cells["what"], "S-01 `disabled?` exception: L-01 L-02 L-03 L-04 L-05 L-06 L-07 L-08 L-09", "the picks");
    let (file, line) = (cells["file"].as_str().unwrap_or_default(), cells["line"].as_u64().unwrap_or_default());
    let journal = desk.text(file);
    let there = journal.lines().nth(usize::try_from(line).expect("small") - 1).expect("the line is there");
    assert!(there.contains("cell/L-09/disabled?"), "file and line lead to the entry itself: {file}:{line}");
    assert!(of("9 of 22")[1]["what"].as_str().is_some_and(|what| what.contains("nine enabled")), "words count: {why}");
    assert!(of("61").as_array().is_some_and(|all| all.len() == 2), "population and evidence title: {why}");
    assert_eq!(of("3 of the 9"), serde_json::json!([]), "nothing was recorded about administrators");
    let text = desk.ok(&["why", "LA-1"]);
    assert!(text.contains("evidence says 3 of the 9: rests on nothing recorded here"), "and that is said: {text}");
    assert!(text.contains("Links") && text.contains(&format!("{file}:{line}")), "with places: {text}");
    desk.refused(&["why", "EV-001"], 5, "no finding");
}

#[test]
fn a_sample_says_nothing_of_picks_that_nobody_looked_at() {
    let desk = issued();
    let about = ["--title", "joiners", "--size", "40", "--method", "judgement", "--attribute", "approved?"];
    let said = desk.ok_fed(&[&["sample", "add", "IA-2026-02"], &about[..]].concat(), "J-1\nJ-2\nJ-3\n");
    assert!(said.contains("3 sampled from 40 joiners: 0 of 3 looked at on `approved?`"), "no claim yet: {said}");
    assert!(!said.contains("exception"), "neither way: {said}");
    let said = desk.ok(&["sample", "mark", "S-02", "ok", "J-1"]);
    assert!(said.contains("1 of 3 looked at on `approved?`: no exception"), "of what was looked at: {said}");
    desk.ok(&["sample", "mark", "S-02", "x", "J-2"]);
    let said = desk.ok(&["sample", "mark", "S-02", ".", "J-3"]);
    assert!(said.contains("2 of 3 looked at on `approved?`: 1 exception, 1 not available"), "all told: {said}");
}

#[test]
fn the_issued_words_come_first_and_the_sheet_says_whose_words_it_shows() {
    let desk = issued();
    let sheet = desk.ok(&["sheet", "IA-2026-02"]);
    assert!(sheet.contains("Issued") && !sheet.contains("since"), "issued, and unchanged: {sheet}");
    desk.ok(&["revise", "IA-2026-02-F01", "title=Leavers keep their access", "--reason", "clearer"]);
    let sheet = desk.ok(&["sheet", "IA-2026-02"]);
    assert!(sheet.contains("1 revised since. This page shows the findings as presented"), "{sheet}");
    let shown = desk.ok(&["show", "IA-2026-02-F01"]);
    let at = |words: &str| shown.find(words).unwrap_or(usize::MAX);
    assert!(at("Leavers keep their access") < at("As written in the audit"), "the words that count first: {shown}");
    assert!(at("As written in the audit") < at("leavers keep access"), "then those of the draft: {shown}");
    assert_eq!(shown.matches("were not removed by the end").count(), 1, "what did not change is said once: {shown}");
    desk.refused(&["grade", "IA-2026-02", "A.6.5", "skip"], 4, "--reason");
}

#[test]
fn a_sample_makes_its_own_sentence() {
    let desk = leavers();
    let shown = desk.ok(&["sample", "show", "S-01"]);
    assert!(
        shown.contains("9 of 22 sampled from 61 leavers (HR system, 16 Jun 2026): exception on `disabled?`."),
        "{shown}"
    );
    desk.refused(&["sample", "mark", "S-01", "x", "L-99"], 5, "L-99");
    desk.refused(&["sample", "mark", "S-01", "x", "L-01", "--attribute", "paid?"], 5, "disabled?");
    desk.refused(&["sample", "mark", "S-09", "x", "L-01"], 5, "S-09");
    desk.refused(&["sample", "mark", "S-01", "maybe", "L-01"], 2, "maybe");
    desk.refused(&["sample", "add", "IA-2026-02", "--size", "3"], 2, "--title");
    desk.refused(&["sample", "add", "IA-2026-02", "--title", "x", "--attribute", "a? | A.9.9"], 5, "A.9.9");
    assert!(
        desk.ok(&["sample", "mark", "S-01", "x", "L-01"]).contains("nothing recorded"),
        "the same again is nothing"
    );
    assert_eq!(desk.json(&["sample", "IA-2026-02"])[0]["label"], "S-01", "listed");
}

#[test]
fn a_draw_can_be_repeated_by_anybody() {
    let desk = leavers();
    let list: Vec<String> = (1..=61).map(|n| format!("\"L-{n:02}\";2026-01-{:02}\r\n", n % 28 + 1)).collect();
    std::fs::write(desk.beside("list.csv"), format!("\u{feff}id;left\r\n{}", list.concat())).expect("a list");
    let list = desk.beside("list.csv").display().to_string();
    let draw = ["sample", "draw", &list, "--size", "22", "--seed", "7"];
    let before = desk.entries();
    let picks = desk.ok(&draw);
    assert_eq!(picks.lines().count(), 22, "as many as asked for, and the header is none of them: {picks}");
    assert_eq!((desk.ok(&draw), desk.entries()), (picks.clone(), before), "repeatable, and nothing is recorded");
    desk.refused(&[&draw[..], &["--audit", "IA-2026-02"]].concat(), 2, "--title");
    let recorded = [&draw[..], &["--audit", "IA-2026-02", "--title", "leavers", "--column", "ID"]].concat();
    assert!(desk.ok(&recorded).ends_with(&picks), "the same picks");
    let fields = &desk.json(&["show", "S-02"])["fields"];
    assert_eq!((&fields["size"], &fields["seed"]), (&"61".into(), &"7".into()), "population and seed");
    assert_eq!(fields["list_sha256"].as_str().map(str::len), Some(64), "and which list it was");
    assert!(fields["method"].as_str().is_some_and(|method| method.contains("22 of 61 by seed 7")), "{fields}");
    std::fs::write(desk.beside("double.csv"), "a1\na1\na2\n").expect("a list");
    let double = desk.beside("double.csv").display().to_string();
    desk.refused(&["sample", "draw", &double, "--size", "1", "--seed", "1"], 4, "a1");
    desk.refused(&["sample", "draw", "nowhere.csv", "--size", "1", "--seed", "1"], 5, "nowhere.csv");
}

#[test]
fn verdicts_follow_the_rules() {
    let desk = leavers();
    desk.refused(&["grade", "IA-2026-02", "6.1.2", "na", "--reason", "no risks"], 4, "no exclusion");
    desk.refused(&["grade", "IA-2026-02", "A.8.4", "na"], 4, "why");
    desk.refused(&["grade", "IA-2026-02", "A.8.4", "skip"], 4, "why");
    desk.refused(&["grade", "IA-2026-02", "A.9.9", "c"], 5, "A.9.9");
    desk.refused(&["grade", "IA-2026-02", "A.7.2", "fine"], 2, "no verdict");
    desk.refused(&["grade", "IA-2027-09", "A.7.2", "c"], 5, "IA-2026-02");
    desk.ok(&["grade", "IA-2026-02", "a.7.2", "conforms"]);
    let before = desk.entries();
    assert!(desk.ok(&["grade", "IA-2026-02", "A.7.2", "c"]).contains("nothing recorded"), "again = nothing");
    assert_eq!(desk.entries(), before, "indeed");
    major(&desk);
    let said = desk.fed(&["grade", "IA-2026-02", "A.5.18", "c"], "");
    assert!(said.code == 0 && said.err.contains("outranks"), "recorded, and said to be outranked: {}", said.err);
}

#[test]
fn a_finding_is_made_of_lines() {
    let desk = leavers();
    let item = desk.json(&["show", "A.5.18"]);
    let lines = item["lines"].as_array().expect("a list");
    let id = |at: usize| lines[at]["id"].as_str().expect("an entry").to_owned();
    let said = desk.ok(&[
        "finding",
        "add",
        "IA-2026-02",
        "--line",
        &id(0),
        "--line",
        &id(1),
        "--line",
        "EV-001",
        "--set",
        "grade=minor",
    ]);
    assert!(said.starts_with("LA-1 "), "{said}");
    let fields = &desk.json(&["show", "LA-1"])["fields"];
    let evidence = fields["evidence"].as_str().unwrap_or_default();
    assert!(evidence.contains("Service desk lead: \"we do not hear about contractors\""), "quoted by role: {evidence}");
    assert_eq!(fields["criteria"], serde_json::json!(["A.5.18"]), "the item it came from");
    assert_eq!(fields["lines"].as_array().map(Vec::len), Some(2), "the lines are linked");
    desk.refused(&["finding", "add", "IA-2026-02"], 2, "--line");
    desk.refused(&["finding", "add", "IA-2026-02", "--line", "LA-nowhere/1"], 5, "LA-nowhere/1");
    desk.refused(&["finding", "add", "IA-2026-02", "--line", "S-01"], 5, "no line");
    desk.refused(&["finding", "add", "IA-2026-02", "--set", "grade=awful"], 2, "major, minor");
    desk.refused(&["finding", "add", "IA-2026-02", "--set", "ref=IA-2026-02-F01"], 2, "no field `ref`");
}

#[test]
fn meetings_are_recorded_and_views_checked() {
    let desk = leavers();
    major(&desk);
    desk.refused(&["meeting", "add", "IA-2026-02", "closing", "--view", "F01 | agreed"], 5, "F01");
    desk.refused(&["meeting", "add", "IA-2026-02", "closing", "--view", "LA-1 | perhaps"], 2, "agreed or disputed");
    desk.refused(&["meeting", "add", "IA-2026-02", "closing", "--view", "LA-1 | agreed | soon"], 2, "soon");
    desk.refused(&["meeting", "add", "IA-2026-02", "closing", "--held", "later"], 2, "later");
    desk.refused(&["meeting", "add", "IA-2026-02", "lunch"], 2, "lunch");
    closed(&desk);
    desk.ok(&["meeting", "add", "IA-2026-02", "daily", "--view", "LA-1 | disputed | 2026-09-01 | isolated | at night"]);
    let rows = desk.json(&["meeting", "IA-2026-02"]);
    assert_eq!(rows[1]["fields"]["views"][0], "LA-1 | disputed | 2026-09-01 | isolated | at night", "{rows}");
    assert!(desk.ok(&["meeting", "IA-2026-02"]).contains("MT-01  closing  2026-06-18 15:30"), "and listed");
}

#[test]
fn closing_an_interview_lists_what_is_loose() {
    let desk = leavers();
    desk.ok_fed(&["capture", "IA-2026-02"], "10:01 >1 the badge desk closes at four #A.7.2\n");
    let rows = desk.json(&["show", "A.7.2"]);
    let line = rows["lines"][0]["id"].as_str().expect("the line just noted").to_owned();
    desk.ok(&["set", "IA-2026-02", &line, "items="]);
    desk.refused(&["interview", "end", "IA-2026-02", "--at", "08:00"], 4, "cannot end");
    desk.refused(&["interview", "end", "IA-2026-02", "EV-001"], 5, "no interview");
    let said = desk.ok(&["interview", "end", "IA-2026-02", "--at", "2026-06-16 10:20"]);
    for words in ["Open questions: 1", "Asked for, not received: 1", "Linked to no item: 1", "Facts not read back: 5"] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert!(!said.contains("nervous"), "private lines stay private: {said}");
    desk.refused(&["interview", "end", "IA-2026-02"], 5, "no interview");
    desk.refused(&["interview", "end", "IA-2026-02", "INT-01"], 4, "already");
    assert!(desk.ok(&["interview", "IA-2026-02"]).contains("09:00-10:20"), "listed with its end");
}

#[test]
fn evidence_copies_are_kept_and_checked() {
    use std::os::unix::fs::PermissionsExt;
    let desk = leavers();
    let source = desk.beside("my leavers ü.csv");
    std::fs::write(&source, "61 lines").expect("a file");
    let source = source.display().to_string();
    let add = ["evidence", "add", "IA-2026-02", "--title", "Leavers", "--copy", &source, "--set", "items=A.5.18"];
    let entry = entry_in(&desk.ok(&add));
    let fields = desk.json(&["show", "EV-003"])["fields"].clone();
    let file = format!("audits/IA-2026-02/{}", fields["file"].as_str().expect("recorded"));
    let mode = std::fs::metadata(desk.root().join(&file)).expect("the copy").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "for the owner's eyes only");
    assert!(file.contains(&fields["sha256"].as_str().expect("a hash")[..12]), "named by its hash: {file}");
    assert!(desk.json(&["show", "EV-003"])["id"] == entry, "the entry that was said");

    desk.ok(&["evidence", "check", "IA-2026-02"]);
    let before = desk.entries();
    desk.ok(&["evidence", "check", "IA-2026-02"]);
    assert_eq!(desk.entries(), before, "a check that finds nothing new records nothing");
    std::fs::write(desk.root().join(&file), "60 lines").expect("changed behind our back");
    assert_eq!(desk.fed(&["evidence", "check", "IA-2026-02"], "").code, 3, "a change is found");
    assert!(desk.ok(&["review", "IA-2026-02"]).contains("its copy is changed"), "and the review says so");
    std::fs::remove_file(desk.root().join(&file)).expect("taken away");
    assert_eq!(desk.fed(&["evidence", "check", "IA-2026-02"], "").code, 3, "so is a loss");
    assert!(desk.ok(&["evidence", "IA-2026-02"]).contains("missing"), "listed");
    std::os::unix::fs::symlink("/etc/hosts", desk.root().join(&file)).expect("a link");
    desk.refused(&add, 1, "symbolic link");
    desk.refused(&["evidence", "check", "IA-2026-02"], 1, "could not be checked");
    desk.refused(&["evidence", "add", "IA-2026-02", "--title", "x", "--copy", "nowhere"], 5, "nowhere");
    desk.refused(&["evidence", "add", "IA-2026-02", "--title", " "], 2, "--title");
    desk.refused(&["evidence", "add", "IA-2026-02", "--title", "x", "--set", "seen=soon"], 2, "soon");
}
