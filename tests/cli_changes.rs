//! Changing what was recorded over the command line: fields, the editor, undo and redo, the register.
//!
//! Must not know: how forms look on a screen.

mod desk;

use desk::{Desk, closed, entry_in, issued, leavers, major};

#[test]
fn fields_are_set_grown_and_cleared() {
    let desk = leavers();
    major(&desk);
    desk.ok(&[
        "set",
        "IA-2026-02",
        "LA-1",
        "grade=minor",
        "process=leavers",
        "samples-=S-01",
        "recurrence_of+=IA-2025-01-F04",
    ]);
    let fields = desk.json(&["show", "LA-1"])["fields"].clone();
    assert_eq!((&fields["grade"], &fields["samples"]), (&"minor".into(), &serde_json::json!([])), "{fields}");
    desk.ok(&["set", "IA-2026-02", "LA-1", "process="]);
    assert!(!desk.ok(&["show", "LA-1"]).contains("Process"), "cleared");
    let before = desk.entries();
    desk.ok(&["set", "IA-2026-02", "LA-1", "grade=m", "criteria+=A.5.18"]);
    assert_eq!(desk.entries(), before, "what stands there already is not recorded again");
    desk.ok(&[
        "set",
        "IA-2026-02",
        "plan",
        "team=LA | Lead auditor | 7.5",
        "team=B | Auditor |",
        "report_date=26 Jun 2026",
    ]);
    let plan = desk.json(&["show", "plan"])["fields"].clone();
    assert_eq!(plan["team"].as_array().map(Vec::len), Some(2), "a list set twice in one go grows: {plan}");
    assert_eq!(plan["report_date"], "2026-06-26", "days are stored one way");
    desk.ok(&["set", "IA-2026-02", "LA-1", "criteria=ACP 4.3", "criteria=A.5.18"]);
    let turned = desk.json(&["show", "LA-1"])["fields"]["criteria"].clone();
    assert_eq!(turned, serde_json::json!(["ACP 4.3", "A.5.18"]), "the order of a list can be changed");

    let made = entry_in(&desk.ok(&["evidence", "add", "IA-2026-02", "--title", "x"]));
    desk.ok(&["set", "IA-2026-02", "LA-1", "evidence_items+=EV-003"]);
    desk.ok(&["undo", "IA-2026-02", &made]);
    assert!(desk.ok(&["show", "LA-1"]).contains(&format!("{made} (struck out)")), "a link to nothing shows");
    desk.ok(&["set", "IA-2026-02", "LA-1", &format!("evidence_items-={made}")]);
    assert!(!desk.ok(&["show", "LA-1"]).contains("struck out"), "and can be taken away");

    desk.refused(&["set", "IA-2026-02", "LA-1", "grade"], 2, "FIELD=TEXT");
    desk.refused(&["set", "IA-2026-02", "LA-1", "colour=red"], 2, "there are: grade");
    desk.refused(&["set", "IA-2026-02", "LA-1", "ref=X"], 2, "no field `ref`");
    desk.refused(&["set", "IA-2026-02", "LA-1", "title+=x"], 2, "no list");
    desk.refused(&["set", "IA-2026-02", "LA-1", "criteria-=A.8.1"], 5, "A.8.1");
    desk.refused(&["set", "IA-2026-02", "LA-1", "items=A.9.9"], 5, "A.9.9");
    desk.refused(&["set", "IA-2026-02", "LA-1", "evidence_items+=EV-099"], 5, "EV-099");
    desk.refused(&["set", "IA-2026-02", "A.5.18", "verdict=c"], 4, "workpaper grade");
    desk.refused(&["set", "IA-2026-02", "LA-9", "grade=m"], 5, "LA-9");
    desk.refused(&["set", "IA-2026-02", "plan", "from=soon"], 2, "soon");
}

#[test]
fn the_editor_records_only_what_was_changed() {
    let mut desk = leavers();
    major(&desk);
    let script = desk.script("editor", "sed -i 's/^process = \"\"/process = \"leavers\"/' \"$1\"");
    desk.env.push(("VISUAL", script));
    let before = desk.entries();
    let entry = entry_in(&desk.ok(&["edit", "IA-2026-02", "LA-1"]));
    assert_eq!(desk.entries(), before + 1, "one entry");
    let journal = entry.split('/').next().expect("a journal");
    let text = desk.text(format!("audits/IA-2026-02/journal/{journal}.jsonl"));
    let last = text.lines().last().expect("a line");
    assert!(last.contains("\"process\":\"leavers\"") && !last.contains("requirement"), "only the difference: {last}");
    assert!(desk.ok(&["edit", "IA-2026-02", "LA-1"]).contains("nothing recorded"), "nothing changed");
    assert_eq!(desk.entries(), before + 1, "nothing recorded");
    assert_eq!(left_over(&desk), Vec::<String>::new(), "no copy is left behind");
}

fn left_over(desk: &Desk) -> Vec<String> {
    let folder = desk.state().join("workpaper/edit");
    let listing = std::fs::read_dir(folder).into_iter().flatten().flatten();
    listing.map(|entry| entry.path().display().to_string()).collect()
}

#[test]
fn an_editor_that_fails_or_a_mistake_loses_no_word() {
    use std::os::unix::fs::PermissionsExt;
    let mut desk = leavers();
    major(&desk);
    desk.env = vec![("EDITOR", "false".to_owned())];
    desk.refused(&["edit", "IA-2026-02", "plan"], 1, "`false` ended with a failure");
    assert_eq!(left_over(&desk), Vec::<String>::new(), "untouched text is not kept");
    desk.env = vec![("EDITOR", "/nowhere/editor".to_owned())];
    desk.refused(&["edit", "IA-2026-02", "plan"], 1, "/nowhere/editor");
    let script = desk.script("bad", "sed -i 's/^due = .*/due = \"soon\"/; s/^grade = .*/grade = \"awful\"/' \"$1\"");
    desk.env = vec![("EDITOR", script)];
    let said = desk.refused(&["edit", "IA-2026-02", "LA-1"], 1, "due: `soon` is no day");
    assert!(said.contains("grade: `awful` is no grade"), "every mistake at once: {said}");
    let kept = left_over(&desk);
    assert!(kept.len() == 1 && said.contains(&kept[0]), "the text is kept, and named: {said}");
    let text = std::fs::read_to_string(&kept[0]).expect("readable");
    assert!(text.contains("due = \"soon\""), "with what was typed");
    let mode = std::fs::metadata(&kept[0]).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "for its writer only");
    let script = desk.script("dies", "echo 'title = \"half\"' > \"$1\"; exit 3");
    desk.env = vec![("EDITOR", script)];
    let said = desk.refused(&["edit", "IA-2026-02", "LA-1"], 1, "kept in");
    assert_eq!(left_over(&desk).len(), 2, "a failing editor's text is kept too: {said}");
}

#[test]
fn edited_toml_can_come_from_standard_input() {
    let desk = leavers();
    major(&desk);
    let offered = desk.ok(&["edit", "IA-2026-02", "LA-1", "--print"]);
    let before = desk.entries();
    desk.ok_fed(&["edit", "IA-2026-02", "LA-1", "--toml", "-"], &offered);
    assert_eq!(desk.entries(), before, "unchanged TOML records nothing");
    desk.ok_fed(&["edit", "IA-2026-02", "LA-1", "--toml", "-"], "grade = \"m\"\ndue = 2026-09-01\n");
    let fields = desk.json(&["show", "LA-1"])["fields"].clone();
    assert_eq!((&fields["grade"], &fields["due"]), (&"minor".into(), &"2026-09-01".into()), "{fields}");
    assert_eq!(fields["title"], "leavers keep access", "a line that is not there changes nothing");
    let said = desk.fed(&["edit", "IA-2026-02", "LA-1", "--toml", "-"], "grade = [\n");
    assert_eq!((said.code, desk.entries()), (1, before + 1), "a broken text records nothing: {}", said.err);
    desk.refused(&["edit", "IA-2026-02", "A.5.18"], 4, "workpaper grade");
}

#[test]
fn a_mistake_is_offered_again_while_somebody_is_there() {
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};
    use std::io::Read;
    let desk = leavers();
    major(&desk);
    let body = "if grep -q '^#! line' \"$1\"; then cp \"$1\" \"$0.seen\"; sed -i 's/\"soon\"/\"2026-09-01\"/' \"$1\"\n\
        else sed -i 's/^due = .*/due = \"soon\"/' \"$1\"; fi";
    let script = desk.script("second-thoughts", body);
    let pair = native_pty_system().openpty(PtySize::default()).expect("a terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_workpaper"));
    command.args(["--as", "LA, Lead auditor", "edit", "IA-2026-02", "LA-1"]);
    command.cwd(desk.root());
    for (name, value) in [("EDITOR", script.clone()), ("USER", "tester".to_owned())] {
        command.env(name, value);
    }
    command.env_remove("VISUAL");
    command.env_remove("WORKPAPER_DIR");
    command.env("XDG_STATE_HOME", desk.state());
    command.env("XDG_CONFIG_HOME", desk.beside("config"));
    let mut child = pair.slave.spawn_command(command).expect("it starts");
    drop(pair.slave);
    let mut said = String::new();
    let mut reader = pair.master.try_clone_reader().expect("its output");
    // Linux ends a pty with an error, which is as good an end as any.
    let _ = reader.read_to_string(&mut said);
    assert!(child.wait().expect("it ends").success(), "the second text is good: {said}");
    assert_eq!(desk.json(&["show", "LA-1"])["fields"]["due"], "2026-09-01", "and recorded");
    let seen = std::fs::read_to_string(format!("{script}.seen")).expect("the text offered again");
    let line: usize = seen.lines().position(|line| line.starts_with("due = ")).expect("the line") + 1;
    assert!(seen.contains(&format!("#! line {line}: due: `soon`")), "with the line the editor shows: {seen}");
}

#[test]
fn undo_and_redo_are_entries_too() {
    let desk = leavers();
    let made = entry_in(&desk.ok(&["evidence", "add", "IA-2026-02", "--title", "Access review record"]));
    let before = desk.entries();
    let said = desk.ok(&["undo", "IA-2026-02"]);
    assert!(said.contains("makes evidence EV-003 Access review record"), "says what goes: {said}");
    assert_eq!(desk.entries(), before + 1, "nothing is erased");
    desk.refused(&["show", "EV-003"], 5, "EV-003");
    desk.refused(&["undo", "IA-2026-02", &made], 4, "already");
    assert!(desk.ok(&["redo", "IA-2026-02", &made]).contains("counts again"), "and back");
    assert!(desk.ok(&["show", "EV-003"]).contains("Access review record"), "as it was");
    desk.refused(&["redo", "IA-2026-02", &made], 4, "not struck out");
    desk.ok(&["undo", "IA-2026-02", &made]);
    assert!(
        desk.ok(&["evidence", "add", "IA-2026-02", "--title", "x"]).starts_with("EV-004"),
        "no number is used twice"
    );

    let journal = made.split('/').next().expect("a journal");
    desk.refused(&["undo", "IA-2026-02", &format!("{journal}/1")], 4, "checklist");
    desk.refused(&["undo", "IA-2026-02", "LA-nowhere/7"], 5, "LA-nowhere/7");
    desk.refused(&["undo", "IA-2026-02", "seven"], 2, "JOURNAL/NUMBER");
    let other = desk.taken_by("B, Auditor");
    other.refused(&["undo", "IA-2026-02"], 5, "B has nothing");
    assert!(
        other.ok(&["evidence", "add", "IA-2026-02", "--title", "y"]).starts_with("EV-B001"),
        "B's letter is B's own"
    );
}

#[test]
fn the_gate_lists_what_is_missing_and_an_override_stays_visible() {
    let desk = leavers();
    desk.refused(&["present", "IA-2026-02"], 4, "reference");
    desk.ok(&[
        "finding",
        "add",
        "IA-2026-02",
        "--set",
        "grade=minor",
        "--set",
        "criteria=A.5.18",
        "--set",
        "nature=Late.",
    ]);
    assert_eq!(desk.fed(&["review", "IA-2026-02"], "").code, 0, "a review alone refuses nothing");
    let said = desk.refused(&["issue", "IA-2026-02"], 4, "lacks requirement, evidence");
    for words in ["links to no evidence", "present them first", "no closing meeting"] {
        assert!(said.contains(words), "{words} in {said}");
    }
    desk.refused(&["review", "IA-2026-02", "--gate"], 4, "no closing meeting");
    let review = desk.ok(&["review", "IA-2026-02"]);
    assert!(review.starts_with("nonconformities without requirement"), "gates come first: {review}");
    assert_eq!(desk.json(&["review", "IA-2026-02"])[0]["gate"], true, "for tools too");
    desk.refused(&["present", "IA-2026-02", "LA-9"], 5, "LA-9");
    desk.ok(&["present", "IA-2026-02"]);
    desk.refused(&["present", "IA-2026-02"], 4, "already");
    closed(&desk);
    desk.refused(&["issue", "IA-2026-02", "--override", " "], 2, "needs a reason");
    desk.ok(&["issue", "IA-2026-02", "--override", "the client asked for it"]);
    let row = &desk.json(&["findings"])[0];
    let words = row["overridden"].as_str().unwrap_or_default();
    assert!(words.starts_with("the client asked for it (missing: "), "the reason and what was missing: {words}");
    assert!(desk.ok(&["findings"]).contains("gate overridden"), "in the list");
    assert!(desk.ok(&["show", "IA-2026-02-F01"]).contains("the client asked for it"), "on its page");
    assert!(desk.text("findings/IA-2026-02-F01.toml").contains("overridden = \"the client asked"), "in the file");
    desk.refused(&["issue", "IA-2026-02"], 4, "is not issued");
}

#[test]
fn the_issuer_is_the_one_the_plan_names() {
    let desk = leavers();
    major(&desk);
    desk.ok(&["set", "IA-2026-02", "plan", "issuer=QM"]);
    desk.ok(&["present", "IA-2026-02"]);
    closed(&desk);
    desk.refused(&["issue", "IA-2026-02"], 4, "QM as issuer");
    let desk = desk.taken_by("QM, Quality manager");
    assert!(desk.ok(&["issue", "IA-2026-02"]).contains("Issued: 1 of IA-2026-02"), "the one named may");
}

#[test]
fn an_issued_finding_is_revised_and_withdrawn_never_edited() {
    let desk = issued();
    desk.refused(&["set", "IA-2026-02", "F01", "title=x"], 4, "workpaper revise IA-2026-02-F01");
    desk.refused(&["edit", "IA-2026-02", "F01"], 4, "workpaper revise");
    let finding = desk.json(&["show", "F01"])["id"].as_str().expect("an entry").to_owned();
    desk.refused(&["undo", "IA-2026-02", &finding], 4, "workpaper withdraw");
    let digest = |desk: &Desk| desk.json(&["findings"])[0]["digest"].as_str().unwrap_or_default().to_owned();
    let first = digest(&desk);
    let said =
        desk.ok(&["revise", "IA-2026-02-F01", "grade=m", "criteria+=A.6.5", "--reason", "three were contractors"]);
    assert!(said.contains("revision 2"), "{said}");
    assert_ne!(digest(&desk), first, "another digest");
    let file: toml::Table = toml::from_str(&desk.text("findings/IA-2026-02-F01.toml")).expect("valid TOML");
    assert_eq!((file["grade"].as_str(), file["revision"].as_integer()), (Some("minor"), Some(2)), "in its file");
    assert_eq!(file["revision_reason"].as_str(), Some("three were contractors"), "with the reason");
    desk.refused(&["revise", "IA-2026-02-F01", "grade=minor", "--reason", "x"], 4, "nothing would change");
    desk.refused(&["revise", "IA-2026-02-F01", "grade=major", "--reason", " "], 4, "needs a reason");
    desk.refused(&["revise", "IA-2026-02-F01", "grade=awful", "--reason", "x"], 2, "no grade");
    desk.refused(&["revise", "IA-2026-02-F01", "digest=0", "--reason", "x"], 2, "no field `digest`");
    desk.refused(&["revise", "IA-2026-02-F07", "grade=m", "--reason", "x"], 5, "not issued");
    desk.refused(&["withdraw", "IA-2026-02-F01", "--reason", ""], 4, "needs a reason");
    desk.ok(&["withdraw", "IA-2026-02-F01", "--reason", "the accounts were test accounts"]);
    desk.refused(&["withdraw", "IA-2026-02-F01", "--reason", "again"], 4, "already");
    desk.refused(&["revise", "IA-2026-02-F01", "grade=major", "--reason", "x"], 4, "withdrawn");
    assert!(desk.ok(&["findings"]).contains("withdrawn"), "it stays in the list");
    assert!(desk.text("findings/IA-2026-02-F01.toml").contains("stage = \"withdrawn\""), "and its file");
}

#[test]
fn the_sheet_of_twelve_findings_fits_a_page() {
    let desk = leavers();
    let nature = "Access rights are not removed by the end of the last working day in 9 of 22 cases. ".repeat(6);
    for _ in 0..12 {
        desk.ok(&[
            "finding",
            "add",
            "IA-2026-02",
            "--set",
            "grade=m",
            "--set",
            "criteria=A.5.18",
            "--set",
            &format!("nature={nature}"),
        ]);
    }
    let sheet = desk.ok(&["sheet", "IA-2026-02"]);
    assert!(sheet.lines().count() <= 60, "{} lines", sheet.lines().count());
    assert!(sheet.lines().all(|line| line.chars().count() <= 96), "within the width of a page: {sheet}");
    assert!(sheet.contains("12 minor") && sheet.contains("An audit is a sample"), "counts, and the statement: {sheet}");
    desk.ok(&["present", "IA-2026-02"]);
    closed(&desk);
    let sheet = desk.ok(&["sheet", "IA-2026-02"]);
    assert!(sheet.contains("IA-2026-02-F12 | minor nonconformity | due 16 Sep 2026 | A.5.18"), "90 days on: {sheet}");
    assert!(sheet.lines().count() <= 60, "still a page");
}

#[test]
fn without_a_workspace_nothing_is_made() {
    let desk = Desk::new();
    let said = desk.fed(&["--dir", "/nowhere", "audits"], "");
    assert_eq!(said.code, 6, "{}", said.err);
    assert!(desk.ok(&["audits"]).contains("workpaper new"), "an empty one says what comes next");
    desk.refused(&["show", "EV-001"], 5, "no audit yet");
}
