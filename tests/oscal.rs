//! `workpaper export oscal`: what leaves as OSCAL is whole, points to nothing that is not there, and says nothing that
//! was not said.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod desk;
mod play;

use desk::Desk;
use play::{Ledger, Play, list, texts};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use workpaper::domain::dossier::Dossier;
use workpaper::domain::entry::{Act, Change, Fields};
use workpaper::domain::fields::{Kind, SPECS, Shape};
use workpaper::domain::followup::case::Book;
use workpaper::domain::ident::ObjectId;
use workpaper::exchange::oscal::{self, Documents};

const ALL: [&str; 4] =
    ["assessment-plan.json", "assessment-results.json", "catalog.json", "plan-of-action-and-milestones.json"];

/// Documents by file name.
type Files = BTreeMap<String, Value>;

/// The schemas of the four models, compiled once; none where they are not at hand.
fn schemas() -> Option<&'static [(&'static str, jsonschema::Validator)]> {
    static SCHEMAS: OnceLock<Option<Vec<(&str, jsonschema::Validator)>>> = OnceLock::new();
    let of = |folder: &Path, (model, file): &(&'static str, &str)| {
        let text = std::fs::read_to_string(folder.join(file)).expect("a schema");
        let schema = serde_json::from_str(&text).expect("a schema is JSON");
        (*model, jsonschema::validator_for(&schema).expect("a schema that can be used"))
    };
    let load = || {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oscal/schemas");
        let folder = std::env::var_os("OSCAL_SCHEMAS").map_or_else(beside, PathBuf::from);
        if !folder.is_dir() {
            println!("skipped: no OSCAL schemas in {}; OSCAL_SCHEMAS names their folder", folder.display());
            return None;
        }
        let models = [
            ("catalog", "oscal_catalog_schema.json"),
            ("assessment-plan", "oscal_assessment-plan_schema.json"),
            ("assessment-results", "oscal_assessment-results_schema.json"),
            ("plan-of-action-and-milestones", "oscal_poam_schema.json"),
        ];
        Some(models.iter().map(|model| of(&folder, model)).collect())
    };
    SCHEMAS.get_or_init(load).as_deref()
}

/// The documents are what the schemas want, and sound by a look of the test's own.
fn judge(files: &Files) {
    for (name, document) in files {
        let whole = document.as_object().expect("an object");
        let model = whole.keys().next().expect("one model");
        assert_eq!(*name, format!("{model}.json"), "a file is named as the model in it");
        if let Some((_, schema)) = schemas().and_then(|all| all.iter().find(|(known, _)| known == model)) {
            let faults: Vec<String> =
                schema.iter_errors(document).map(|fault| format!("{}: {fault:.300}", fault.instance_path())).collect();
            assert!(faults.is_empty(), "{name} must be what the schema wants: {}", faults.join("\n"));
        }
        let text = document.to_string().replace("\"include-all\":{}", "\"x\":0");
        for nothing in ["[]", "{}", "null", "\"\""] {
            assert!(!bare(&text).contains(nothing), "{name} holds nothing empty, and no {nothing}");
        }
        let version = &document[model.as_str()]["metadata"]["oscal-version"];
        assert!(version.as_str().is_some_and(|text| text.starts_with("1.1.")), "the 1.1 series: {version}");
        resolved(name, document, files);
    }
}

/// JSON with every text but empty ones written as `x`, so that what people typed is not taken for its form.
fn bare(text: &str) -> String {
    let (mut made, mut within, mut escaped, mut length) = (String::new(), false, false, 0);
    for c in text.chars() {
        match (within, c) {
            (true, _) if escaped => (escaped, length) = (false, 1),
            (true, '\\') => escaped = true,
            (true, '"') => {
                made.push_str(if length == 0 { "\"" } else { "x\"" });
                within = false;
            }
            (true, _) => length = 1,
            (false, '"') => {
                made.push('"');
                (within, length) = (true, 0);
            }
            (false, c) => made.push(c),
        }
    }
    made
}

/// Every reference of a document finds what it names.
fn resolved(name: &str, document: &Value, files: &Files) {
    let mut all = Vec::new();
    members(document, &mut all);
    let texts = |member: &str| -> BTreeSet<&str> {
        all.iter().filter(|(known, _)| *known == member).filter_map(|(_, value)| value.as_str()).collect()
    };
    let uuids = texts("uuid");
    let given = all.iter().filter(|(member, _)| *member == "uuid").count();
    assert_eq!(uuids.len(), given, "{name}: no uuid stands twice");
    let mut of_catalog = Vec::new();
    members(&files["catalog.json"], &mut of_catalog);
    let controls: BTreeSet<&str> =
        of_catalog.iter().filter(|(member, _)| *member == "id").filter_map(|(_, value)| value.as_str()).collect();
    let ids = texts("id");
    for (member, value) in &all {
        let Some(text) = value.as_str() else { continue };
        let there = match *member {
            "role-id" => ids.contains(text),
            "control-id" | "objective-id" | "target-id" => controls.contains(text),
            "href" => match text.split_at_checked(1) {
                Some(("#", uuid)) => uuids.contains(uuid),
                Some((".", file)) => files.contains_key(file.trim_start_matches('/')),
                _ => text.starts_with("evidence/"),
            },
            member if member.ends_with("-uuid") || member.ends_with("-uuids") => uuids.contains(text),
            _ => true,
        };
        assert!(there, "{name}: {member} {text} must name something that is there");
    }
}

/// Every value with the member that holds it.
fn members<'v>(value: &'v Value, found: &mut Vec<(&'v str, &'v Value)>) {
    match value {
        Value::Object(all) => {
            for (member, one) in all {
                let held: Vec<&Value> = one.as_array().map_or_else(|| vec![one], |list| list.iter().collect());
                found.extend(held.iter().filter(|one| one.is_string()).map(|one| (member.as_str(), *one)));
                members(one, found);
            }
        }
        Value::Array(all) => all.iter().for_each(|one| members(one, found)),
        _ => {}
    }
}

/// What a command wrote into a folder.
fn read(folder: &Path) -> Files {
    let entries = std::fs::read_dir(folder).expect("the folder of the export");
    let files = entries.map(|entry| {
        let path = entry.expect("a name").path();
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        assert!(text.ends_with("}\n"), "{name} is a text file, with a last line feed");
        (name, serde_json::from_str(&text).expect("JSON"))
    });
    files.collect()
}

fn exported(desk: &Desk, more: &[&str]) -> (Files, String) {
    let folder = desk.beside("oscal");
    let at = folder.display().to_string();
    let said = desk.fed(&[&["export", "oscal", "IA-2026-02", "-o", &at, "--force"], more].concat(), "");
    assert_eq!(said.code, 0, "the export succeeds, and says: {}", said.err);
    (read(&folder), said.err)
}

/// The findings of assessment results, with the grade or the verdict of each.
fn findings(files: &Files) -> Vec<(&Value, String, String)> {
    let all = files["assessment-results.json"]["assessment-results"]["results"][0]["findings"].as_array();
    let told = |finding: &Value| {
        let of = |name: &str| value_of(finding, name).unwrap_or_default();
        (of("grade"), of("verdict"))
    };
    all.map_or(&[] as &[Value], Vec::as_slice).iter().map(|one| (one, told(one).0, told(one).1)).collect()
}

fn value_of(object: &Value, name: &str) -> Option<String> {
    let props = object["props"].as_array()?;
    let found = props.iter().find(|prop| prop["name"] == name && prop["ns"].is_string())?;
    found["value"].as_str().map(str::to_owned)
}

/// Only what is a nonconformity says that something is not satisfied.
fn only_nonconformities_are_not_satisfied(files: &Files) {
    for (finding, grade, verdict) in findings(files) {
        let status = &finding["target"]["status"];
        let against = matches!(grade.as_str(), "major" | "minor" | "ungraded") || verdict == "nonconforming";
        let withdrawn = value_of(finding, "stage").is_some_and(|stage| stage == "withdrawn");
        let want = if against && !withdrawn { "not-satisfied" } else { "satisfied" };
        assert_eq!(status["state"], want, "{}: grade {grade:?}, verdict {verdict:?}", finding["title"]);
        if verdict.is_empty() && !against {
            assert_eq!(status["reason"], "other", "it says that something was noted, not that something passed");
        }
    }
}

#[test]
fn the_worked_sample_goes_out_in_four_models() {
    let desk = Desk::new();
    let sample = desk.beside("sample").display().to_string();
    desk.ok(&["demo", &sample]);
    let folder = desk.beside("out");
    let at = folder.display().to_string();
    let arguments = ["--dir", &sample, "export", "oscal", "IA-2026-02", "-o", &at];
    let said = desk.fed(&arguments, "");
    assert_eq!(said.code, 0, "it goes out: {}", said.err);
    for words in
        ["1 item is open, not audited", "4 findings are no nonconformity", "lines of the notebook", "199 picks"]
    {
        assert!(said.err.contains(words), "what OSCAL cannot hold is counted, `{words}`: {}", said.err);
    }
    let files = read(&folder);
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), ALL, "one file per model");
    judge(&files);
    only_nonconformities_are_not_satisfied(&files);

    let grades: Vec<String> = findings(&files).into_iter().map(|(_, grade, _)| grade).collect();
    let count = |grade: &str| grades.iter().filter(|known| *known == grade).count();
    let counts = ["major", "minor", "observation", "improvement", "positive"].map(count);
    assert_eq!(counts, [1, 7, 2, 1, 1], "the findings of the sample by grade");
    let poam = &files["plan-of-action-and-milestones.json"]["plan-of-action-and-milestones"];
    let items = poam["poam-items"].as_array().expect("items");
    assert_eq!(items.len(), 11, "all but the good practice, which needs nothing");
    let stage = |reference: &str| {
        let named = |item: &&Value| item["title"].as_str().is_some_and(|title| title.starts_with(reference));
        value_of(items.iter().find(named).expect("the item"), "stage")
    };
    assert_eq!(stage("IA-2026-02-F02").as_deref(), Some("closed"), "what is closed stays in, with its state");
    assert_eq!(stage("IA-2026-02-F05").as_deref(), Some("in progress"), "and what is not");
    let risks = poam["risks"].as_array().expect("risks");
    let first = risks.iter().find(|risk| risk["title"].as_str().is_some_and(|t| t.contains("F01"))).expect("of F01");
    assert_eq!(first["deadline"], "2026-08-17T23:59:59+02:00", "the end of the day, in the plan's zone");
    assert_eq!(first["remediations"].as_array().map(Vec::len), Some(3), "the correction and two rounds of action");

    let again = desk.fed(&arguments, "");
    assert_eq!(again.code, 4, "nothing is overwritten: {}", again.err);
    let before: Vec<Vec<u8>> = ALL.iter().map(|name| std::fs::read(folder.join(name)).expect("a file")).collect();
    desk.ok(&[&arguments[..], &["--force", "--today", "2031-01-01"]].concat());
    let after: Vec<Vec<u8>> = ALL.iter().map(|name| std::fs::read(folder.join(name)).expect("a file")).collect();
    assert!(before == after, "a second export has the same bytes, whatever day it is");
}

#[test]
fn an_audit_with_nothing_but_a_plan_goes_out() {
    let desk = Desk::new();
    desk.ok(&["new", "IA-2026-02", "--title", "Prüfung", "--items", "6.1.2 A.5.18", "--starts", "2026-06-15"]);
    let (files, said) = exported(&desk, &[]);
    judge(&files);
    assert!(said.contains("plan-of-action-and-milestones.json is not written"), "which is said: {said}");
    assert_eq!(files.len(), 3, "OSCAL knows no plan of action without an item");
    let result = &files["assessment-results.json"]["assessment-results"]["results"][0];
    assert!(result["findings"].is_null(), "nothing was looked at, so nothing is found");
    assert!(result["reviewed-controls"]["control-objective-selections"].is_null(), "and nothing was reviewed");
    let planned = &files["assessment-plan.json"]["assessment-plan"]["reviewed-controls"]["control-selections"][0];
    assert_eq!(planned["include-controls"].as_array().map(Vec::len), Some(2), "both items are planned");
}

#[test]
fn drafts_say_that_they_are_drafts_and_make_no_plan_of_action() {
    let desk = desk::leavers();
    desk::major(&desk);
    desk.ok_fed(
        &["capture", "IA-2026-02", "--item", "A.6.5"],
        "!o termination letters lie in two places\n! not graded yet\n",
    );
    let (files, _) = exported(&desk, &[]);
    judge(&files);
    only_nonconformities_are_not_satisfied(&files);
    assert_eq!(files.len(), 3, "nothing is issued, so nothing is followed up");
    let all = findings(&files);
    let stages: Vec<_> =
        all.iter().filter(|(_, grade, _)| !grade.is_empty()).map(|(one, ..)| value_of(one, "stage")).collect();
    assert_eq!(stages, vec![Some("draft".to_owned()); 3], "each says so");
    let whole = files["assessment-results.json"].to_string();
    assert!(!whole.contains("looks nervous"), "a private line never leaves");
    assert!(whole.contains("9 of 22 sampled from 61 leavers"), "the sample says its sentence");
}

#[test]
fn roles_stand_for_people_where_that_is_asked_for() {
    let desk = desk::issued();
    desk.ok(&["set", "IA-2026-02", "plan", "team=LA | Lead auditor | 7.5"]);
    desk.ok(&["nc", "correct", "F01", "nine accounts disabled", "--by", "Jane Doe"]);
    let (named, _) = exported(&desk, &[]);
    let (roles, _) = exported(&desk, &["--roles"]);
    judge(&named);
    judge(&roles);
    assert_eq!(roles.keys().map(String::as_str).collect::<Vec<_>>(), ALL, "all four");
    let text = |files: &Files| files.values().map(Value::to_string).collect::<String>();
    assert!(text(&named).contains("Jane Doe") && text(&named).contains("\"initials\""), "as it was typed");
    for person in ["Jane Doe", "\"initials\"", "LA ", "\"LA\"", "LA-"] {
        assert!(!text(&roles).contains(person), "{person} is a person's");
    }
    assert!(text(&roles).contains("Lead auditor"), "the role is there");
}

#[test]
fn evidence_that_was_copied_goes_with_its_hash() {
    let desk = desk::leavers();
    let list = desk.beside("leavers ä.csv");
    std::fs::write(&list, "L-01\n").expect("a file");
    desk.ok(&["evidence", "add", "IA-2026-02", "--title", "Leavers export", "--copy", &list.display().to_string()]);
    let (files, _) = exported(&desk, &[]);
    judge(&files);
    let resources = &files["assessment-results.json"]["assessment-results"]["back-matter"]["resources"];
    let links: Vec<&Value> = resources.as_array().expect("resources").iter().map(|one| &one["rlinks"][0]).collect();
    let copy = links.into_iter().find(|link| !link["hashes"].is_null()).expect("one copy");
    assert_eq!(copy["hashes"][0]["algorithm"], "SHA-256", "by its name in OSCAL");
    assert_eq!(copy["hashes"][0]["value"].as_str().map(str::len), Some(64), "all of it");
}

/// What the documents of a played audit are; they must come to be.
fn write(play: &Play, register: &Ledger) -> (Files, Documents) {
    let book = Book::new(&register.state, &play.programme);
    let today = play::at(0).date_naive();
    let dossier = Dossier::new(Some(play.view()), book, "Quillhaven", today);
    let made = oscal::write(&dossier).unwrap_or_else(|why| panic!("it must go out: {why}"));
    let later = Dossier::new(Some(play.view()), book, "Quillhaven", today + chrono::Days::new(999));
    assert!(oscal::write(&later).as_ref() == Ok(&made), "the day does not count");
    let parsed = made.files.iter().map(|(name, bytes)| {
        ((*name).to_owned(), serde_json::from_slice(bytes).unwrap_or_else(|why| panic!("{name} is JSON: {why}")))
    });
    (parsed.collect(), made)
}

const HOSTILE: &[&str] = &[
    "=HYPERLINK(\"http://example.org\";\"x\")",
    "<script>alert(1)</script>",
    "]]> -->",
    "\u{1b}[2J\u{1b}]0;x\u{7}",
    "\u{202e}desrever\u{2066}",
    "| a | `b` | **c** | [d](javascript:x) | {{ insert: param, e }}",
    "# not a heading\n\n---\n> not a quotation\n\tnot code",
    "\"quotes\" \\ back\\slashes \u{0}",
    "äöü ß 你好 🙂 e\u{301} \u{feff}",
    " \u{a0}\u{3000} ",
    "../../etc/passwd?x#y",
];

/// Every field of every kind of object holds this.
fn full(kind: Kind, text: &str) -> Fields {
    let table = SPECS.iter().find(|spec| spec.kind == kind).expect("a kind");
    let value = |shape: Shape| if shape.is_list() { list(&[text, "second | part | third", text]) } else { text.into() };
    table.fields.iter().map(|field| (field.name.to_owned(), value(field.shape))).collect()
}

#[test]
fn hostile_text_in_every_field_is_inert_and_legible() {
    let long = "x".repeat(10_000);
    for text in HOSTILE.iter().copied().chain([long.as_str()]) {
        let mut play = Play::new();
        let mut register = Ledger::default();
        play.checklist.items[0].title = text.to_owned();
        play.checklist.items[1].ask = vec![text.to_owned()];
        play.checklist.items[2].id = text.to_owned();
        play.checklist.sections[1].title = text.to_owned();
        let mut change = Change::on(ObjectId::plan());
        change.set = full(Kind::Plan, text);
        play.record("LA", Act::change(change));
        for kind in [Kind::Interview, Kind::Meeting, Kind::Evidence, Kind::Sample, Kind::Line] {
            play.make(kind, full(kind, text));
        }
        let mut draft = full(Kind::Finding, text);
        draft.remove("dropped");
        let draft = play.make(Kind::Finding, draft);
        let statement = |finding: &str, source: &Fields| {
            let mut fields = source.clone();
            fields.extend(texts(&[("audit", play::ID), ("finding", finding), ("ref", "F01"), ("grade", "major")]));
            fields
        };
        let mut stated = full(Kind::Statement, text);
        stated.remove("withdrawn");
        let whole =
            register.record("LA", Act::make(Kind::Statement, "IA-2026-02-F01", statement(draft.as_str(), &stated)));
        let of = ObjectId::made(&whole, 0);
        register.record("B\u{1b}", Act::make(Kind::Statement, text, statement(text, &full(Kind::Statement, text))));
        for step in ["correction", "cause", "criterion", "effect", "accept-risk", "close", text] {
            let mut fields = full(Kind::Step, text);
            fields.extend(texts(&[("of", of.as_str()), ("step", step)]));
            register.record("LA", Act::make(Kind::Step, "", fields));
        }
        let mut action = full(Kind::Action, text);
        action.extend(texts(&[("of", of.as_str())]));
        register.record("LA", Act::make(Kind::Action, text, action));
        let (files, made) = write(&play, &register);
        judge(&files);
        assert_eq!(files.len(), 4, "all four, for {text:.20?}");
        for (name, bytes) in &made.files {
            let acts =
                |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            let text = std::str::from_utf8(bytes).expect("UTF-8");
            assert!(!text.contains(acts), "{name}: nothing in it acts on whoever shows it");
        }
        let mut all = Vec::new();
        for file in files.values() {
            members(file, &mut all);
        }
        let texts = || all.iter().filter_map(|(_, value)| value.as_str());
        let marked = ["title", "description", "prose", "remarks", "statement", "text"];
        for (member, value) in all.iter().filter(|(member, _)| marked.contains(member)) {
            let words = value.as_str().unwrap_or_default().replace("\\\\", "");
            for mark in ['<', '`', '[', '{'] {
                assert!(
                    !words.replace(&format!("\\{mark}"), "").contains(mark),
                    "{member}: {mark} marks nothing: {words:.90}"
                );
            }
        }
        let word = text.split(|c: char| !c.is_alphanumeric()).find(|word| word.len() > 3);
        if let Some(word) = word {
            assert!(texts().any(|t| t.contains(word)), "{word} can still be read");
        }
    }
}

#[test]
fn a_document_that_would_be_wrong_is_an_error_and_no_file() {
    let play = Play::new();
    let register = Ledger::default();
    let (_, made) = write(&play, &register);
    let mut broken: Vec<(&str, Value)> =
        made.files.iter().map(|(name, bytes)| (*name, serde_json::from_slice(bytes).expect("JSON"))).collect();
    assert_eq!(oscal::faults(&broken), Vec::<String>::new(), "as it was made it is sound");
    broken.retain(|(name, _)| *name != "assessment-plan.json");
    let found = oscal::faults(&broken).join("\n");
    assert!(
        found.contains("assessment-results.json") && found.contains("./assessment-plan.json"),
        "its place: {found}"
    );
    let mut empty = Play::new();
    empty.ledger = Ledger::default();
    let book = Book::new(&register.state, &empty.programme);
    let today = play::at(0).date_naive();
    let dossier = Dossier::new(Some(empty.view()), book, "", today);
    assert!(oscal::write(&dossier).is_err_and(|why| why.contains("nothing is recorded")), "without an entry: no date");
    assert!(oscal::write(&Dossier::new(None, book, "", today)).is_err(), "and without an audit nothing");
}

/// One thing that happens in a generated audit.
#[derive(Debug, Clone)]
enum Deed {
    Verdict(usize, usize),
    Line(usize, usize),
    Evidence(usize, bool),
    Sample(usize, usize),
    Finding(usize, usize, usize),
    Issue(usize),
    Step(usize, usize, usize),
    Action(usize, bool),
    Withdraw(usize),
    Meeting(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (0..5_usize, 0..5_usize).prop_map(|(item, verdict)| Deed::Verdict(item, verdict)),
        (0..5_usize, 0..4_usize).prop_map(|(item, mark)| Deed::Line(item, mark)),
        (0..5_usize, any::<bool>()).prop_map(|(item, copied)| Deed::Evidence(item, copied)),
        (0..5_usize, 0..4_usize).prop_map(|(item, picks)| Deed::Sample(item, picks)),
        (0..7_usize, 0..8_usize, 0..8_usize).prop_map(|(grade, one, other)| Deed::Finding(grade, one, other)),
        (0..6_usize).prop_map(Deed::Issue),
        (0..4_usize, 0..17_usize, 0..4_usize).prop_map(|(which, step, result)| Deed::Step(which, step, result)),
        (0..4_usize, any::<bool>()).prop_map(|(which, done)| Deed::Action(which, done)),
        (0..4_usize).prop_map(Deed::Withdraw),
        (0..3_usize).prop_map(Deed::Meeting),
    ]
}

const ITEMS: [&str; 5] = ["6.1.2", "7.5.1", "A.5.1", "A.5.18", "A.8.13"];
const CITED: [&str; 8] = ["6.1.2 c) 2)", "7.5.1", "A.5.1", "A.5.18", "ACP 4.3", "SoA", "Z.9", ""];
const GRADES: [&str; 7] = ["major", "minor", "observation", "improvement", "positive", "", "unheard-of"];

/// Acts it out: the audit, and its part of the register.
fn acted(deeds: &[Deed]) -> (Play, Ledger) {
    let (mut play, mut register) = (Play::new(), Ledger::default());
    let (mut findings, mut statements, mut evidence, mut samples) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (at, deed) in deeds.iter().enumerate() {
        match deed {
            Deed::Verdict(item, verdict) => {
                let words = ["conforms", "nonconforming", "not-applicable", "not-audited", "open"];
                let change =
                    Change::on(ObjectId::item(ITEMS[*item])).set("verdict", words[*verdict]).set("reason", "ill");
                play.record("LA", Act::change(change));
            }
            Deed::Line(item, mark) => {
                let mut fields = texts(&[("mark", ["~", ">", "=", "?"][*mark]), ("text", "said aloud")]);
                fields.insert("items".into(), list(&[ITEMS[*item]]));
                if *mark == 0 {
                    fields.insert("text".into(), "whispered".into());
                }
                play.make(Kind::Line, fields);
            }
            Deed::Evidence(item, copied) => {
                let mut fields = texts(&[("title", "a list"), ("seen", "2026-06-16 09:20"), ("held", "there")]);
                fields.insert("items".into(), list(&[ITEMS[*item]]));
                if *copied {
                    fields.extend(texts(&[("file", "evidence/ab-list.csv"), ("sha256", &"AB".repeat(32))]));
                }
                evidence.push(play.make(Kind::Evidence, fields));
            }
            Deed::Sample(item, picks) => {
                let mut fields = texts(&[("title", "leavers"), ("size", "9")]);
                let names: Vec<String> = (0..*picks).map(|n| format!("L-{n}")).collect();
                fields.insert("picks".into(), names.into());
                fields.insert("items".into(), list(&[ITEMS[*item]]));
                samples.push(play.make(Kind::Sample, fields));
            }
            Deed::Finding(grade, one, other) => {
                let mut fields = texts(&[("grade", GRADES[*grade]), ("nature", "is not done"), ("title", "a finding")]);
                let cited: Vec<String> = [CITED[*one], CITED[*other]]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .map(str::to_owned)
                    .collect();
                fields.insert("criteria".into(), cited.into());
                let refs = |all: &[ObjectId]| list(&all.iter().map(ObjectId::as_str).collect::<Vec<_>>());
                fields.insert("evidence_items".into(), refs(&evidence));
                fields.insert("samples".into(), refs(&samples));
                let lines: Vec<ObjectId> = play.view().of(Kind::Line).map(|line| line.id.clone()).collect();
                fields.insert("lines".into(), refs(&lines));
                findings.push(play.make(Kind::Finding, fields));
            }
            Deed::Issue(which) => {
                let Some(id) = findings.get(*which) else { continue };
                let mut fields = workpaper::domain::issue::statement(&play.view(), play.object(id));
                fields.extend(texts(&[("finding", id.as_str()), ("due", "2026-09-16"), ("raised", "2026-06-18")]));
                let made = register.record("LA", Act::make(Kind::Statement, format!("IA-2026-02-F{at:02}"), fields));
                statements.push(ObjectId::made(&made, 0));
            }
            Deed::Step(which, step, result) => {
                let Some(of) = statements.get(*which) else { continue };
                let name = workpaper::domain::followup::record::STEPS[*step].name;
                let results = workpaper::domain::fields::RESULTS[*result];
                let fields = texts(&[
                    ("of", of.as_str()),
                    ("step", name),
                    ("text", "done so"),
                    ("method", "5 whys"),
                    ("result", results),
                    ("checker", "Auditor"),
                    ("by", "HR"),
                    ("until", "2026-12-31"),
                    ("when", "2026-07-01"),
                ]);
                register.record("FA", Act::make(Kind::Step, "", fields));
            }
            Deed::Action(which, done) => {
                let Some(of) = statements.get(*which) else { continue };
                let mut fields = texts(&[
                    ("of", of.as_str()),
                    ("text", "feed"),
                    ("owner", "HR, Service desk"),
                    ("due", "2026-08-17"),
                ]);
                if *done {
                    fields.extend(texts(&[("done", "2026-08-12")]));
                }
                register.record("FA", Act::make(Kind::Action, format!("F-A{at}"), fields));
            }
            Deed::Withdraw(which) => {
                let Some(of) = statements.get(*which) else { continue };
                register.record("LA", Act::change(Change::on(of.clone()).set("withdrawn", "an error")));
            }
            Deed::Meeting(which) => {
                let which = ["opening", "daily", "closing"][*which];
                play.make(Kind::Meeting, texts(&[("which", which), ("held", "2026-06-18 15:30")]));
            }
        }
    }
    (play, register)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_dangles_and_nothing_is_empty_whatever_happened(deeds in prop::collection::vec(deed(), 0..40)) {
        let (play, register) = acted(&deeds);
        let (files, made) = write(&play, &register);
        judge(&files);
        only_nonconformities_are_not_satisfied(&files);
        for (name, bytes) in &made.files {
            prop_assert!(!String::from_utf8_lossy(bytes).contains("whispered"), "{} holds a private line", name);
        }
        // "Not looked at" is never "conforms".
        let view = play.view();
        for item in ITEMS.iter().filter(|item| view.standing(item).recorded != workpaper::domain::audit::Verdict::Conforms) {
            let passes = findings(&files).into_iter().any(|(finding, _, verdict)| {
                verdict == "conforms" && finding["title"].as_str().is_some_and(|title| title.starts_with(&format!("{item} ")))
            });
            prop_assert!(!passes, "nobody said that {} conforms", item);
        }
    }
}
