//! The Statement of Applicability with the real binary: both forms, every mistake named, controls marked when an audit is
//! planned, the rules of the review, and what `show` says.

#[path = "lists/desk.rs"]
mod desk;

use desk::Desk;
use serde_json::Value as Json;
use std::fmt::Write as _;
use workpaper::store::library::Library;

/// A whole Statement as CSV: A.8.30 and A.7.4 excluded, A.8.28 only planned, all else implemented.
fn whole() -> String {
    let mut csv = "control;applicable;justification;implemented;reference\n".to_owned();
    let library = Library::shipped();
    let list = library.get("iso27001-2022").unwrap_or_else(|| panic!("it is shipped"));
    for item in list.items.iter().filter(|item| list.is_control(item)) {
        let rest = match item.id.as_str() {
            "A.8.30" => "no;nothing is developed outside;;",
            "A.7.4" => "no;the landlord's guards watch the building;;",
            "A.8.28" => "yes;own software;planned;DEV 3",
            _ => "yes;risk assessment 2026;yes;ISP",
        };
        let _ = writeln!(csv, "{};{rest}", item.id);
    }
    csv
}

fn field<'j>(json: &'j Json, name: &str) -> Vec<&'j str> {
    json.as_array().map(|rows| rows.iter().filter_map(|row| row[name].as_str()).collect()).unwrap_or_default()
}

#[test]
fn a_good_statement_is_listed_with_its_counts_and_checks_clean() {
    let desk = Desk::new();
    assert!(desk.run(&["soa"], 5).contains("soa.toml or soa.csv"), "without one it says where to put it");
    desk.write("soa.csv", &whole());
    let json = desk.json(&["soa"], 0);
    let counts = [("listed", 93), ("applicable", 91), ("excluded", 2), ("implemented", 90), ("planned", 1)];
    for (name, count) in counts {
        assert_eq!(json["counts"][name], count, "{name}: {}", json["counts"]);
    }
    let said = desk.run(&["soa"], 0);
    assert!(said.contains("excluded: nothing is developed outside"), "an exclusion with its reason: {said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "80 columns where there is no terminal");
    assert!(desk.run(&["soa", "check"], 0).contains("nothing to mend"), "it lacks nothing of 6.1.3 d)");
}

#[test]
fn the_check_names_every_mistake_and_every_gap() {
    let desk = Desk::new();
    desk.write(
        "soa.toml",
        "[[entry]]\ncontrol = \"A.5.1\"\napplicable = true\nimplemented = \"yes\"\n[[entry]]\ncontrol = \"A.5.2\"\n\
         applicable = false\n[[entry]]\ncontrol = \"6.1.3\"\napplicable = false\njustification = \"x\"\n[[entry]]\n\
         control = \"A.9.4.1\"\napplicable = true\njustification = \"x\"\nimplemented = \"yes\"\n[[entry]]\ncontrol = \
         \"A.5.77\"\napplicable = true\njustification = \"x\"\n[[entry]]\ncontrol = \"OWN-1\"\napplicable = true\n\
         justification = \"customer\"\nimplemented = \"yes\"\n[[entry]]\ncontrol = \"A.5.3\"\napplicable = \"maybe\"\n",
    );
    let said = desk.run(&["soa", "check"], 3);
    let wanted = [
        "A.5.3: applicable is `maybe`",
        "included without a justification",
        "excluded without a justification",
        "is a clause",
        "earlier edition: now A.8.3",
        "no control of Annex A",
        "not said whether it is implemented",
        "is not listed",
    ];
    for words in wanted {
        assert!(said.replace("\n         ", " ").replace("\n  ", " ").contains(words), "{words:?} is told: {said}");
    }
    assert!(!said.contains("OWN-1"), "a control of one's own is as good as any (6.1.3 b): {said}");
    let json = desk.json(&["soa", "check"], 3);
    let controls = field(&json["gaps"], "control");
    assert!(controls.contains(&"A.5.2") && controls.contains(&"A.8.34"), "the same for other tools: {json}");
}

#[test]
fn planning_marks_what_the_statement_excludes_and_never_a_clause() {
    let desk = Desk::new();
    desk.write("soa.csv", &(whole() + "6.2;no;too hard;;\n"));
    let said = desk.run(&["new", "IA-2027-01"], 0);
    assert!(said.contains("A.7.4 A.8.30"), "it says what it marked: {said}");
    let audit = desk.json(&["show", "IA-2027-01"], 0);
    let items = audit["items"].as_array().cloned().unwrap_or_default();
    let excluded: Vec<&Json> = items.iter().filter(|item| item["verdict"] == "not-applicable").collect();
    assert_eq!(excluded.len(), 2, "both controls, and no clause: {excluded:?}");
    assert!(
        excluded.iter().all(|item| item["reason"].as_str().is_some_and(|r| r.starts_with("SoA: "))),
        "with reasons"
    );
    let journal = desk.run(&["verify"], 0);
    assert!(!journal.is_empty(), "the entries are journal entries like any other");
    let shown = desk.run(&["show", "A.8.30", "--audit", "IA-2027-01"], 0);
    assert!(shown.contains("SoA      excluded: nothing is developed outside"), "the item says so: {shown}");
    let shown = desk.run(&["checklist", "show", "iso27001-2022", "--item", "A.8.30"], 0);
    assert!(shown.contains("SoA      excluded: nothing is developed outside"), "and the checklist: {shown}");
    let shown = desk.run(&["show", "A.8.28", "--audit", "IA-2027-01"], 0);
    assert!(shown.contains("planned, not yet implemented (DEV 3)"), "what applies, with its state: {shown}");
    desk.run(&["undo", "IA-2027-01"], 0);
    let audit = desk.json(&["show", "IA-2027-01"], 0);
    let left = audit["items"].as_array().map_or(0, |i| i.iter().filter(|i| i["verdict"] == "not-applicable").count());
    assert_eq!(left, 1, "each is an entry of its own: undo takes back one");
}

#[test]
fn the_review_holds_statement_and_verdicts_against_each_other() {
    let desk = Desk::new();
    desk.run(&["new", "IA-2027-01", "--items", "6.1.3 A.5.1 A.5.2 A.7.4 A.8.28 A.8.30"], 0);
    let lines = ":A.5.1 !m #A.5.1 two versions are in use\n:A.7.4 = cameras seen\n:c\n:A.8.28 = review seen\n:c\n:A.5.2\n:na no roles\n";
    desk.piped(&["capture", "IA-2027-01"], lines, 0);
    let rules = |json: &Json| -> Vec<String> {
        let rows = json.as_array().cloned().unwrap_or_default();
        let row =
            |row: &Json| format!("{} {}", row["rule"].as_str().unwrap_or(""), row["subject"].as_str().unwrap_or(""));
        rows.iter().map(row).filter(|row| row.starts_with("soa")).collect()
    };
    assert_eq!(rules(&desk.json(&["review", "IA-2027-01"], 0)), Vec::<String>::new(), "no Statement, no remark");
    let csv = whole()
        .replace("A.8.30;no;nothing is developed outside;;\n", "")
        .replace("A.5.9;yes;risk assessment 2026", "A.5.9;yes;");
    desk.write("soa.csv", &csv);
    let found = rules(&desk.json(&["review", "IA-2027-01"], 0));
    let wanted = [
        "soa-reason A.5.9",
        "soa-missing A.8.30",
        "soa-verdict A.5.1",
        "soa-verdict A.5.2",
        "soa-verdict A.7.4",
        "soa-verdict A.8.28",
    ];
    assert_eq!(found, wanted, "6.1.3 is in the audit, so the whole Statement is gone through");
    let shown = desk.run(&["--keys", "w/A.5.9<enter><enter>", "--print", "open", "IA-2027-01"], 0);
    assert!(shown.contains("6.1.3"), "a control that is not in the audit leads to the clause: {shown}");
    let listed = desk.json(&["soa", "--audit", "IA-2027-01"], 0);
    let against = field(&listed["entries"], "contradiction");
    assert_eq!(against.len(), 4, "the same contradictions stand in the listing: {against:?}");
    assert!(against.iter().any(|text| text.contains("states it is implemented; the verdict is nonconforming")));
}
