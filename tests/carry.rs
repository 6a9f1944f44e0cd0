//! Earlier findings: taken into a new audit to be verified, pointed out where a new one repeats them, and never two of
//! one reference. With the real binary.
//!
//! Must not know: how any of it is derived; tests/followup.rs and tests/review know that.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod desk;

use desk::{Desk, closed, leavers, major};
use serde_json::Value as Json;
use std::fs;

/// Enters a nonconformity; its reference.
fn add(desk: &Desk, raised: &str, criteria: &[&str], title: &str) -> String {
    graded(desk, raised, criteria, title, "minor")
}

fn graded(desk: &Desk, raised: &str, criteria: &[&str], title: &str, grade: &str) -> String {
    let mut words = vec!["nc", "add", "--source", "external-audit", "--grade", grade, "--title", title];
    words.extend(["--requirement", "the rule says so", "--evidence", "3 of 9 lists", "--nature", "3 of 9 had no date"]);
    words.extend(["--raised", raised, "--today", raised]);
    words.extend(criteria.iter().flat_map(|one| ["--criteria", *one]));
    let said = desk.ok(&words);
    said.split(':').next().expect("a reference").to_owned()
}

fn close(desk: &Desk, reference: &str, on: &str) {
    desk.ok(&[
        "nc",
        "close",
        reference,
        "--override",
        "as agreed with the certification body",
        "--on",
        on,
        "--today",
        on,
    ]);
}

fn plan(desk: &Desk, id: &str, day: &str, more: &[&str]) -> String {
    let fixed = ["new", id, "--starts", day, "--today", day];
    desk.ok(&[&fixed, more].concat())
}

/// The references an audit holds to verify, each with its verdict.
fn held(desk: &Desk, audit: &str) -> Vec<(String, String)> {
    let rows = desk.json(&["earlier", audit]);
    let text = |row: &Json, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    rows.as_array().expect("a list").iter().map(|row| (text(row, "ref"), text(row, "verdict"))).collect()
}

fn pairs(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
    wanted.iter().map(|(reference, verdict)| ((*reference).to_owned(), (*verdict).to_owned())).collect()
}

const SCOPE: &[&str] = &["--items", "9.3.2 A.5.18", "--set", "criteria=ACP | Access Control Procedure | v3.1"];

/// A register with seven entries, of which an audit of 9.3.2, A.5.18 and ACP has three to verify.
fn office() -> Desk {
    let desk = Desk::new();
    add(&desk, "2021-03-01", &["A.5.18"], "closed before the cycle");
    close(&desk, "NC-2021-001", "2021-12-01");
    add(&desk, "2025-06-20", &["A.5.18", "ACP 4.3"], "leavers keep access");
    add(&desk, "2025-06-20", &["A.8.24"], "not in the scope");
    add(&desk, "2025-06-20", &["9.3.2 c)"], "review inputs missing");
    close(&desk, "NC-2025-003", "2026-01-10");
    add(&desk, "2025-06-20", &["A.5.18"], "an error");
    desk.ok(&["nc", "withdraw", "NC-2025-004", "--reason", "the list was an old one"]);
    add(&desk, "2025-06-20", &["ACP 5"], "own rule only");
    graded(&desk, "2025-06-20", &["A.5.18"], "closed observation", "observation");
    close(&desk, "NC-2025-006", "2025-09-01");
    desk.ok(&[
        "nc",
        "action",
        "NC-2025-001",
        "nightly feed",
        "--owner",
        "IT",
        "--due",
        "2025-09-30",
        "--today",
        "2025-07-01",
    ]);
    desk
}

#[test]
fn a_new_audit_takes_what_is_to_be_verified_and_no_verdict() {
    let desk = office();
    let said = plan(&desk, "IA-2026-02", "2026-06-15", SCOPE);
    assert!(said.contains("2 items and 3 earlier findings to verify"), "how many it took: {said}");
    let taken = ["NC-2025-001", "NC-2025-003", "NC-2025-005"];
    assert_eq!(held(&desk, "IA-2026-02"), pairs(&taken.map(|reference| (reference, "open"))), "and which");
    assert_eq!(desk.json(&["audits"])[0]["items"], 2, "they are no requirements, so progress does not count them");
    let page = desk.ok(&["show", "NC-2025-001", "--audit", "IA-2026-02"]);
    for words in [
        "minor, raised 20 Jun 2025; on 15 Jun 2026: action planned",
        "requirement: the rule says so",
        "evidence: 3 of 9 lists",
        "nature: 3 of 9 had no date",
        "action 1, not done, due 30 Sep 2025: nightly feed",
        "No criterion of effectiveness is recorded",
        "workpaper nc effect NC-2025-001",
    ] {
        assert!(page.contains(words), "{words:?} stands beside it: {page}");
    }
    desk.refused(&["grade", "IA-2026-02", "NC-2025-001", "na", "--reason", "x"], 4, "is an earlier finding");
    let review = desk.ok(&["review", "IA-2026-02"]);
    assert!(review.contains("earlier findings that nobody has verified: 3"), "they are called in: {review}");

    desk.ok_fed(&["capture", "IA-2026-02"], ":NC-2025-001\n!M 9 of 22 accounts enabled\n:NC-2025-003\n= minutes\n:c\n");
    let finding = &desk.json(&["findings", "IA-2026-02"])[0];
    assert_eq!(finding["criteria"], serde_json::json!(["A.5.18", "ACP 4.3"]), "it cites what that one cited");
    assert_eq!(finding["recurrence_of"], serde_json::json!(["NC-2025-001"]), "and says that it repeats it");
    let verdicts = [("NC-2025-001", "nonconforming"), ("NC-2025-003", "conforms"), ("NC-2025-005", "open")];
    assert_eq!(held(&desk, "IA-2026-02"), pairs(&verdicts), "the verdicts are the audit's");
    assert_eq!(desk.json(&["nc", "show", "NC-2025-001"])["stage"], "action planned", "and change no stage");
    let review = desk.ok(&["review", "IA-2026-02"]);
    assert!(review.contains("earlier findings that nobody has verified: 1"), "one is left: {review}");
    let sheet = desk.ok(&["sheet", "IA-2026-02"]);
    assert!(sheet.contains("NC-2025-001 not put right, NC-2025-003 put right"), "the closing page says it: {sheet}");

    let said = plan(&desk, "IA-2026-03", "2026-09-01", &["--from", "IA-2026-02"]);
    assert!(said.contains("2 items and 2 earlier"), "verified, the closed one stays away: {said}");
    let open = pairs(&[("NC-2025-001", "open"), ("NC-2025-005", "open")]);
    assert_eq!(held(&desk, "IA-2026-03"), open, "and no verdict comes along");
    assert!(desk.ok(&["verify"]).contains("IA-2026-03"), "everything stands as it was written");
}

#[test]
fn what_an_audit_has_looked_at_since_is_not_taken_again() {
    let desk = office();
    let without = [SCOPE, &["--without-earlier"]].concat();
    plan(&desk, "IA-1", "2026-01-05", &without);
    assert_eq!(held(&desk, "IA-1"), [], "asked for none, it takes none");
    desk.ok(&["grade", "IA-1", "9.3.2", "conforms"]);
    let has = |audit: &str| held(&desk, audit).iter().any(|(reference, _)| reference == "NC-2025-003");
    plan(&desk, "IA-2", "2026-02-01", SCOPE);
    assert!(has("IA-2"), "an audit that began before the closing proves nothing");
    plan(&desk, "IA-3", "2026-03-01", &without);
    desk.ok(&["grade", "IA-3", "9.3.2", "skip", "--reason", "no time"]);
    plan(&desk, "IA-4", "2026-03-02", SCOPE);
    assert!(has("IA-4"), "nor one that did not look");
    desk.ok(&["grade", "IA-3", "9.3.2", "conforms"]);
    plan(&desk, "IA-5", "2026-03-03", SCOPE);
    assert!(!has("IA-5"), "the requirement was audited since");
    desk.ok(&["nc", "reopen", "NC-2025-003", "--reason", "inputs missing again"]);
    let said = desk.ok(&["earlier", "IA-5", "--take"]);
    assert!(said.contains("1 of them taken in now") && has("IA-5"), "open again, it can be taken in later: {said}");
    assert!(desk.ok(&["earlier", "IA-5", "--take"]).contains("0 of them taken in now"), "once");
}

#[test]
fn the_screen_shows_the_earlier_statement_and_takes_the_verdict_with_the_same_key() {
    let desk = office();
    let keys =
        |keys: &str| desk.ok(&["--size", "100x30", "--ascii", "--print", "--today", "2026-06-15", "--keys", keys]);
    let planned = keys("nIA-2026-02 | ISMS audit | 9.3.2 A.5.18<enter>");
    assert!(planned.contains("2 earlier findings to verify"), "planned on the screen, it takes them too: {planned}");
    let page = keys("<enter>Gk");
    for words in ["EARLIER  findings", "NC-2025-001", "leavers keep access", "then minor, raised 20 Jun 2025"] {
        assert!(page.contains(words), "{words:?} stands on the page: {page}");
    }
    assert!(!keys("<enter>Gkv").contains("raised 20 Jun 2025"), "under the veil the earlier judgement is hidden");
    assert!(keys("<enter>Gkn").contains("is an earlier finding"), "it cannot be excluded");
    keys("<enter>Gkc");
    assert_eq!(held(&desk, "IA-2026-02")[0].1, "conforms", "c is the same key as everywhere");
}

#[test]
fn a_repetition_is_pointed_out_before_and_after_the_issue() {
    let desk = leavers();
    let earlier = add(&desk, "2025-06-20", &["A.5.18"], "leavers keep access");
    major(&desk);
    let hint = "same requirement A.5.18 as NC-2025-001: raised: leavers keep access";
    assert!(desk.ok(&["review", "IA-2026-02"]).contains(hint), "the review names it");
    let said = desk.ok(&["present", "IA-2026-02"]);
    assert!(said.contains(hint) && said.contains("recurrence_of"), "so does presenting, and how to say it: {said}");
    let screen = ["--size", "100x30", "--ascii", "--print", "--keys", "vw", "open", "IA-2026-02"];
    assert!(desk.ok(&screen).contains("same requirement A.5.18 as"), "and the review on the screen");
    closed(&desk);
    let said = desk.ok(&["issue", "IA-2026-02"]);
    assert!(
        said.contains("Confirm or reject: workpaper nc recurs IA-2026-02-F01 NC-2025-001 [--reject]"),
        "it stops nothing, and says what can be done: {said}"
    );
    assert!(!desk.ok(&["review", "IA-2026-02"]).contains(hint), "issued, it is the register's");
    let may = || desk.json(&["nc", "show", "IA-2026-02-F01"])["may_repeat"].clone();
    assert_eq!(may(), serde_json::json!([earlier]), "which asks until somebody answers");
    desk.ok(&["nc", "recurs", "IA-2026-02-F01", &earlier, "--reject", "another cause"]);
    assert_eq!(may(), serde_json::json!([]), "rejected, it is not asked again");
}

#[test]
fn who_says_that_it_repeats_is_not_asked() {
    let desk = leavers();
    let earlier = add(&desk, "2025-06-20", &["A.5.18"], "leavers keep access");
    major(&desk);
    desk.ok(&["set", "IA-2026-02", "LA-1", &format!("recurrence_of+={earlier}")]);
    let said = desk.ok(&["present", "IA-2026-02"]);
    assert!(!said.contains("same requirement"), "it says so already: {said}");
    closed(&desk);
    let issued = desk.ok(&["--size", "100x30", "--print", "--keys", "vfXissue<enter>", "open", "IA-2026-02"]);
    assert!(issued.contains("1 findings issued") && !issued.contains("may repeat"), "nor after the issue: {issued}");
    let row = desk.json(&["nc", "show", "IA-2026-02-F01"]);
    assert_eq!(row["recurring_of"], serde_json::json!([earlier]), "and the register has it");
}

#[test]
fn a_reference_is_never_used_twice() {
    let desk = leavers();
    major(&desk);
    desk.ok(&["present", "IA-2026-02"]);
    closed(&desk);
    desk.ok(&["issue", "IA-2026-02"]);
    desk.ok(&["nc", "withdraw", "IA-2026-02-F01", "--reason", "another list"]);
    // An audit of the same name, as after a folder was put away.
    fs::rename(desk.root().join("audits/IA-2026-02"), desk.beside("put away")).expect("put away");
    desk.ok(&["new", "IA-2026-02", "--items", "A.5.18"]);
    desk.ok_fed(&["capture", "IA-2026-02"], "!m #A.5.18 3 of 9 lists\n");
    assert!(
        desk.ok(&["present", "IA-2026-02"]).contains("IA-2026-02-F02"),
        "the number of a withdrawn one is not free"
    );
    let first = add(&desk, "2026-06-20", &["A.7.2"], "one");
    desk.ok(&["nc", "withdraw", &first, "--reason", "an exercise"]);
    assert_eq!(add(&desk, "2026-06-20", &["A.7.2"], "two"), "NC-2026-002", "nor that of a withdrawn entry");
}

#[test]
fn of_two_who_gave_one_reference_at_once_the_later_is_renumbered() {
    let (desk, other) = (Desk::new(), Desk::new().taken_by("RB, Auditor"));
    add(&desk, "2026-06-20", &["A.7.2"], "LA's");
    add(&other, "2026-06-21", &["A.7.4"], "RB's");
    other.ok(&[
        "nc",
        "action",
        "NC-2026-001",
        "a lock",
        "--owner",
        "Reception",
        "--due",
        "+30d",
        "--today",
        "2026-06-22",
    ]);
    let journals = |desk: &Desk| desk.root().join("register/journal");
    for file in fs::read_dir(journals(&other)).expect("journals").flatten() {
        if file.path().extension().is_some_and(|end| end == "jsonl") {
            fs::copy(file.path(), journals(&desk).join(file.file_name())).expect("brought over");
        }
    }
    let refs = |desk: &Desk| -> Vec<(String, String)> {
        let rows = desk.json(&["nc", "--all"]);
        let text = |row: &Json, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let mut all: Vec<_> =
            rows.as_array().expect("a list").iter().map(|row| (text(row, "ref"), text(row, "title"))).collect();
        all.sort();
        all
    };
    let both = refs(&desk);
    let later = both[1].0.clone();
    assert_eq!((both[0].0.as_str(), both[0].1.as_str()), ("NC-2026-001", "LA's"), "the earlier keeps it: {both:?}");
    assert!(later.starts_with("NC-2026-001/RB-"), "the later shows whose it is: {both:?}");
    desk.ok(&["rebuild"]);
    let file = desk.root().join("findings").join(format!("{}.toml", later.replace('/', "~")));
    assert!(file.exists(), "each has a file of its own");
    assert_eq!(add(&desk, "2026-06-23", &["A.7.5"], "third"), "NC-2026-002", "the next number goes on");

    desk.refused(&["nc", "renumber", "NC-2026-001"], 4, "nothing to renumber");
    let said = desk.ok(&["nc", "renumber", &later]);
    assert!(said.contains("is NC-2026-003 from now on"), "one that was never used: {said}");
    assert_eq!(
        refs(&desk).iter().map(|row| row.1.as_str()).collect::<Vec<_>>(),
        ["LA's", "third", "RB's"],
        "renumbered"
    );
    assert!(!file.exists(), "the file of the old name is gone");
    let text = desk.text("findings/NC-2026-003.toml");
    assert!(text.contains("ref = \"NC-2026-003\"") && text.contains("a lock"), "its record came along: {text}");
    assert!(text.contains("revision = 2") && text.contains("two writers had given NC-2026-001"), "and why: {text}");
    desk.refused(&["nc", "renumber", "NC-2026-003"], 4, "nothing to renumber");
    let number = desk.json(&["nc", "show", "NC-2026-003"]);
    assert_eq!(number["actions_open"], 1, "its action is still its own: {number}");
    desk.ok(&["nc", "action", "NC-2026-003", "--done", "1", "--on", "2026-07-01", "--today", "2026-07-02"]);
    assert_eq!(add(&desk, "2026-06-24", &["A.7.6"], "fourth"), "NC-2026-004", "and its number is not given out again");
    desk.ok(&["verify"]);
    assert!(desk.ok(&["adopt"]).contains("No findings file was edited"), "every file is as it should be");
}

#[test]
fn the_audit_after_the_worked_sample_has_nine_to_verify() {
    let desk = Desk::new();
    let sample = desk.beside("sample").display().to_string();
    desk.ok(&["demo", &sample]);
    let fixed = ["--dir", sample.as_str(), "--today", "2026-11-21"];
    let said =
        desk.ok(&[&fixed[..], &["new", "IA-2027-01", "--starts", "2027-06-14", "--from", "IA-2026-02"]].concat());
    assert!(said.contains("61 items and 9 earlier findings"), "30 sub-clauses, 28 controls, 3 of CLD, apart: {said}");
    let rows = desk.json(&[&fixed[..], &["earlier", "IA-2027-01"]].concat());
    let refs = rows.as_array().expect("a list").iter().map(|row| row["ref"].as_str().unwrap_or_default());
    let short: Vec<&str> = refs.map(|reference| reference.rsplit('-').next().unwrap_or_default()).collect();
    let wanted = ["F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F11"];
    assert_eq!(short, wanted, "the eight nonconformities and the improvement still to come; no closed observation");
    let page = desk.ok(&[&fixed[..], &["show", "IA-2026-02-F01", "--audit", "IA-2027-01"]].concat());
    for words in
        ["effect, 30 Sep 2026: partly", "Criterion set beforehand: No leaver", "fresh sample from after 20 Oct 2026"]
    {
        assert!(page.contains(words), "{words:?} stands beside it: {page}");
    }
}

#[test]
fn a_file_taken_in_twice_is_told_of() {
    let (desk, other) = (Desk::new(), Desk::new());
    add(&other, "2026-06-20", &["A.7.2"], "badge lent");
    let file = other.root().join("findings/NC-2026-001.toml").display().to_string();
    let take = ["nc", "add", "--file", &file, "--today", "2026-07-01"];
    assert_eq!(desk.fed(&take, "").err, "", "once, nothing is odd");
    let again = desk.fed(&take, "");
    assert_eq!(again.code, 0, "it warns, and records: {}", again.err);
    assert!(again.err.contains("NC-2026-001 is in the register already"), "{}", again.err);
    assert!(again.out.starts_with("NC-2026-002"), "with a number of its own: {}", again.out);
}

#[test]
fn issued_on_the_screen_a_repetition_is_pointed_out_too() {
    let desk = leavers();
    add(&desk, "2025-06-20", &["A.5.18"], "leavers keep access");
    major(&desk);
    desk.ok(&["present", "IA-2026-02"]);
    closed(&desk);
    let issued = desk.ok(&["--size", "100x30", "--print", "--keys", "vfXissue<enter>", "open", "IA-2026-02"]);
    assert!(issued.contains("1 findings issued; 1 may repeat earlier ones"), "how many: {issued}");
}
