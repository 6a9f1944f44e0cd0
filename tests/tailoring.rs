//! Tailoring when an audit is planned, and interview tracks by role, with the real binary.

#[path = "lists/desk.rs"]
mod desk;

use desk::Desk;
use serde_json::Value as Json;

fn ids(json: &Json, list: &str) -> Vec<String> {
    let items = json[list].as_array().cloned().unwrap_or_default();
    items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)).collect()
}

fn planned(desk: &Desk, id: &str, options: &[&str]) -> Vec<String> {
    desk.run(&[&["new", id], options].concat(), 0);
    ids(&desk.json(&["show", id], 0), "items")
}

#[test]
fn sections_roles_and_exclusions_narrow_each_other() {
    let desk = Desk::new();
    let sections = planned(&desk, "A1", &["--sections", "6 A.7"]);
    assert_eq!(sections.len(), 5 + 14, "clause 6 and the physical controls: {sections:?}");
    let hr = planned(&desk, "A2", &["--roles", "hr"]);
    assert!(hr.contains(&"A.6.5".to_owned()) && hr.len() < 60, "what HR can answer: {hr:?}");
    let both = planned(&desk, "A3", &["--roles", "HR, facilities", "--sections", "A.7", "--exclude", "A.7.1-3"]);
    assert!(
        both.iter().all(|id| id.starts_with("A.7.")) && !both.contains(&"A.7.2".to_owned()),
        "all wishes: {both:?}"
    );
    let said = desk.run(&["new", "A4", "--roles", "astronaut"], 5);
    assert!(said.contains("top management (top)"), "the roles there are, with short names: {said}");
    assert!(desk.run(&["new", "A4", "--sections", "A.9"], 5).contains("A.8"), "the sections there are");
    desk.run(&["new", "A4", "--items", "A.5.1", "--exclude", "A.5"], 5);
    assert!(!desk.path("audits/A4").exists(), "what cannot be planned leaves nothing behind");
}

#[test]
fn own_items_come_along() {
    let desk = Desk::new();
    let add = "badge.1 | Visitor badges | Who counts them in the evening? | Show me yesterday's count.";
    let items = planned(&desk, "A1", &["--items", "A.7.2", "--add", add, "--add", "KEY.1 | Keys"]);
    assert_eq!(items, ["A.7.2", "BADGE.1", "KEY.1"], "behind the others");
    let shown = desk.run(&["show", "BADGE.1", "--audit", "A1"], 0);
    assert!(
        shown.contains("Visitor badges") && shown.contains("Show me yesterday's count."),
        "with questions: {shown}"
    );
    desk.piped(&["capture", "A1"], ":BADGE.1 !m #BADGE.1 nobody counts\n", 0);
    assert!(desk.run(&["verify"], 0).contains("A1"), "the frozen checklist is the one of the journal");
    desk.run(&["new", "A2", "--add", "no title"], 5);
    desk.run(&["new", "A2", "--add", "A.7.2 | Taken"], 5);
}

#[test]
fn what_was_not_covered_lately_is_kept() {
    let desk = Desk::new();
    let scope = "A.5.1-4";
    planned(&desk, "A1", &["--items", scope, "--starts", "2026-01-10"]);
    planned(&desk, "A2", &["--items", scope, "--starts", "2026-05-10"]);
    desk.piped(&["capture", "A1"], ":A.5.1 = policy seen\n", 0);
    desk.piped(&["capture", "A2"], ":A.5.2 = role list seen\n:A.5.3\n:skip no time\n", 0);
    let left = planned(&desk, "A3", &["--items", scope, "--not-covered-since", "1", "--starts", "2026-09-01"]);
    assert_eq!(left, ["A.5.1", "A.5.3", "A.5.4"], "A2 looked at A.5.2; what it skipped is not looked at");
    let left = planned(&desk, "A4", &["--items", scope, "--not-covered-since", "9", "--starts", "2026-10-01"]);
    assert_eq!(left, ["A.5.3", "A.5.4"], "more audits than there are: all there are");
    let said = desk.run(&["new", "A5", "--items", "A.5.1-2", "--not-covered-since", "9"], 5);
    assert!(said.contains("all 2 items were looked at"), "nothing left is said, not planned: {said}");
}

#[test]
fn a_checklist_is_shown_as_the_track_of_a_role() {
    let desk = Desk::new();
    for role in ["hr", "HR", "Hr"] {
        let track = ids(&desk.json(&["checklist", "show", "iso27001-2022", "--role", role], 0), "item");
        assert!(track.len() > 5, "short name and full, any case: {track:?}");
    }
    let json = desk.json(&["checklist", "show", "iso27001-2022", "--role", "desk"], 0);
    let items = json["item"].as_array().cloned().unwrap_or_default();
    let first: Vec<bool> = items.iter().map(|item| item["roles"][0] == "service desk").collect();
    assert!(
        first.contains(&true) && first.contains(&false),
        "the service desk answers first for some, also for others"
    );
    assert!(first.is_sorted_by(|a, b| a >= b), "its own matters come first: {first:?}");
    let said = desk.run(&["checklist", "show", "iso27001-2022", "--role", "hr"], 0);
    assert!(said.contains("HR is the one to ask") && said.contains("HR can answer too"), "and are told apart");
}

#[test]
fn roles_of_an_own_checklist_are_roles_too() {
    let desk = Desk::new();
    let text = "id = \"plant\"\ntitle = \"Plant\"\n\n[[item]]\nid = \"P.1\"\ntitle = \"Gate\"\nroles = [\"gate guard\"]\nask = [\"Who \
                opens?\"]\nsee = [\"gate book\"]\n";
    desk.write("checklists/plant.toml", text);
    let items = planned(&desk, "A1", &["--checklist", "iso27001-2022,plant", "--roles", "Gate Guard, top"]);
    assert!(items.contains(&"P.1".to_owned()) && items.contains(&"5.1".to_owned()), "own and shared: {items:?}");
    assert!(desk.run(&["checklist", "lint", "plant"], 3).contains("no role of the shared list"), "lint says so");
}

#[test]
fn an_interview_takes_the_track_of_a_role() {
    let desk = Desk::new();
    planned(&desk, "A1", &["--items", "7.2 A.5.18 A.6.1 A.7.4 A.8.8"]);
    let track = |lines: &str| -> Vec<String> {
        desk.piped(&["capture", "A1"], lines, 0);
        let talks = desk.json(&["interview", "A1"], 0);
        let last = talks.as_array().and_then(|talks| talks.last()).cloned().unwrap_or_default();
        let items = last["fields"]["items"].as_array().cloned().unwrap_or_default();
        items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let hr = track(":int room 2 | HR lead | @hr\n");
    assert!(hr.contains(&"A.6.1".to_owned()) && !hr.contains(&"A.8.8".to_owned()), "what HR can answer: {hr:?}");
    let two = track(":int remote | Head of IT | @IT operations, A.7.4\n");
    assert!(
        two.contains(&"A.8.8".to_owned()) && two.last().is_some_and(|id| id == "A.7.4"),
        "a role and more: {two:?}"
    );
    assert_eq!(track(":int kitchen | Night shift\n"), Vec::<String>::new(), "roles alone suggest nothing");
    let said = desk.piped(&["capture", "A1"], ":int room | x | @astronaut\n", 0);
    assert!(said.contains("no role"), "a role that is none is refused with the line kept: {said}");
}
