//! The lists that leave: read back by parsers that are not ours, equal to what `--json` says, harmless whatever was
//! written into them, and the same bytes twice.
//!
//! Must not know: how a list is made.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use chrono::{NaiveDate, NaiveDateTime};
use screen::{AUDIT, Office};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use workpaper::domain::entry::{Act, Change, Fields, Value};
use workpaper::domain::fields::{Kind, Shape, spec};
use workpaper::domain::ident::ObjectId;
use workpaper::exchange::csv::unguarded;
use workpaper::report::clean::is_unsafe;
use workpaper::store::audits::OpenAudit;
use workpaper::store::writer::Author;

const TODAY: &str = "2026-11-21";

fn demo() -> &'static Office {
    static DEMO: OnceLock<Office> = OnceLock::new();
    DEMO.get_or_init(Office::demo)
}

/// A workspace of invented audits.
fn invented() -> &'static Office {
    static INVENTED: OnceLock<Office> = OnceLock::new();
    INVENTED.get_or_init(|| {
        let office = Office::bare();
        let root = office.root();
        let size = ["--audits", "6", "--findings", "90", "--seed", "5"];
        let made = office.command(&["demo"]).arg(&root).args(size).output().expect("the binary starts");
        assert!(made.status.success(), "the workspace is written: {}", String::from_utf8_lossy(&made.stderr));
        office
    })
}

/// What an export writes into a folder, by name, and what it says beside it.
fn export(office: &Office, args: &[&str]) -> (BTreeMap<String, Vec<u8>>, String) {
    let folder = tempfile::tempdir_in(office.folder()).expect("a folder");
    let into = format!("{}/", folder.path().display());
    let ran = office.run(&[&["--today", TODAY, "export"], args, &["-o", &into]].concat());
    assert_eq!(ran.code, 0, "export {args:?} does what it should: {}{}", ran.out, ran.err);
    let files = fs::read_dir(folder.path()).expect("a folder").flatten();
    let read = |path: &Path| fs::read(path).expect("a file");
    (files.map(|file| (file.file_name().display().to_string(), read(&file.path()))).collect(), ran.err)
}

fn only(files: BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    assert_eq!(files.len(), 1, "one file");
    files.into_values().next().expect("one")
}

fn lists(office: &Office, audit: &[&str]) -> BTreeMap<String, Vec<Json>> {
    let document = only(export(office, &[&["json"], audit].concat()).0);
    let document: Json = serde_json::from_slice(&document).expect("JSON");
    let lists = document["lists"].as_object().expect("lists");
    lists.iter().map(|(name, rows)| (name.clone(), rows.as_array().expect("rows").clone())).collect()
}

/// A cell of the JSON as plain text formats have it.
fn words(cell: &Json) -> String {
    match cell {
        Json::Null => String::new(),
        Json::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Json::String(text) => text.clone(),
        Json::Array(members) => members.iter().map(words).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

type Table = Vec<BTreeMap<String, String>>;

fn read_csv(bytes: &[u8]) -> Table {
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    reader.deserialize().map(|row| row.expect("a row as long as the header")).collect()
}

fn workbook(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("a workbook")
}

/// The parts of a workbook, by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut read = |at: usize| {
        let mut part = archive.by_index(at).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("every part is text");
        (part.name().expect("a name").into_owned(), text)
    };
    let count = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip").len();
    (0..count).map(&mut read).collect()
}

fn columns(office: &Office) -> BTreeMap<String, BTreeMap<String, Json>> {
    let schema: Json = serde_json::from_slice(&only(export(office, &["json-schema"]).0)).expect("the schema is JSON");
    let lists = schema["properties"]["lists"]["properties"].as_object().expect("the lists").clone();
    let named = |list: Json| {
        let columns = list["items"]["properties"].as_object().expect("columns").clone();
        columns.into_iter().collect()
    };
    lists.into_iter().map(|(name, list)| (name, named(list))).collect()
}

/// Fails where a row of `--json` and a row of a list say different things under the same name; returns what only the
/// former has.
fn compare(told: &Json, row: &Json) -> BTreeSet<String> {
    let mut missing = BTreeSet::new();
    for (name, value) in told.as_object().expect("a row") {
        match row.get(name) {
            Some(cell) => assert_eq!(words(cell), words(value), "{name} of {}: {row:#}", told["ref"]),
            None => drop(missing.insert(name.clone())),
        }
    }
    missing
}

/// The findings and the nonconformities that a report's summary counts: `12 findings, 8 of them nonconformities.`
fn said_in_summary(report: &str) -> (u64, u64) {
    let ends = [" of them nonconformities.", " of them a nonconformity."];
    let before = ends.iter().find_map(|end| report.split_once(end)).expect("the summary counts").0;
    let mut words = before.rsplit(' ').filter_map(|word| word.parse().ok());
    let worse = words.next().expect("the nonconformities");
    (words.next().expect("the findings"), worse)
}

#[test]
fn lists_and_json_agree() {
    for office in [demo(), invented()] {
        let told = office.json(&["--today", TODAY, "nc", "--all"]);
        let told = told.as_array().expect("statements");
        assert!(!told.is_empty(), "there is a register");
        let by_ref = |rows: &[Json]| -> BTreeMap<String, Json> {
            rows.iter().map(|row| (row["ref"].as_str().expect("a reference").to_owned(), row.clone())).collect()
        };
        let whole = lists(office, &[]);
        assert_eq!(whole.keys().collect::<Vec<_>>(), ["register"], "without an audit the register alone");
        assert_eq!(whole["register"].len(), told.len(), "as many statements as nc --all lists");
        let rows = by_ref(&whole["register"]);
        for statement in told {
            let row = &rows[statement["ref"].as_str().expect("a reference")];
            // The checks stand there in words; the finding is a name that only the journals know.
            let own = BTreeSet::from(["checks", "finding"].map(str::to_owned));
            assert_eq!(compare(statement, row), own, "all else is in the list");
            assert_eq!(
                row["check_results"].as_array().map(Vec::len),
                statement["checks"].as_array().map(Vec::len),
                "and the checks are, in words"
            );
        }
        for audit in office.json(&["audits"]).as_array().expect("audits") {
            let id = audit["id"].as_str().expect("an id");
            let of_audit = lists(office, &[id]);
            let issued = told.iter().filter(|statement| statement["audit"] == id);
            assert_eq!(of_audit["register"].len(), issued.count(), "{id}: its part of the register");
            let shown = office.json(&["--today", TODAY, "findings", id]);
            let carried = shown.as_array().expect("findings").iter().filter(|finding| finding["stage"] != "dropped");
            let carried: Vec<&Json> = carried.collect();
            assert_eq!(of_audit["findings"].len(), carried.len(), "{id}: every finding that is carried on");
            for finding in carried {
                let row = of_audit["findings"].iter().find(|row| row["label"] == finding["label"]);
                assert_eq!(compare(finding, row.expect("its row")), BTreeSet::new(), "all of it is in the list");
            }
            // What is withdrawn stays in the lists and in the report; the report's summary does not count it.
            let stands: Vec<&Json> = of_audit["findings"].iter().filter(|row| row["stage"] != "withdrawn").collect();
            let worse = |row: &&&Json| matches!(row["grade"].as_str(), Some("major" | "minor" | "") | None);
            let counted = (stands.len() as u64, stands.iter().filter(worse).count() as u64);
            let report = office.ok(&["report", id, "--format", "text"]).replace('\n', " ");
            assert_eq!(said_in_summary(&report), counted, "{id}: the report counts what the lists hold");
            let requirements = of_audit["checklist"].iter().filter(|row| row["earlier"] == false);
            assert_eq!(Some(requirements.count() as u64), audit["items"].as_u64(), "{id}: its checklist");
            let evidence = office.json(&["evidence", id]);
            assert_eq!(Some(of_audit["evidence"].len()), evidence.as_array().map(Vec::len), "{id}: its evidence");
            let samples = office.json(&["sample", id]);
            assert_eq!(Some(of_audit["samples"].len()), samples.as_array().map(Vec::len), "{id}: its samples");
        }
    }
}

/// What Python's csv module reads of a file: the rows as JSON. None where there is no Python.
fn python(bytes: &[u8]) -> Option<Table> {
    let script = "import csv,io,json,sys\ncsv.field_size_limit(10**8)\n\
                  text=io.TextIOWrapper(sys.stdin.buffer,encoding='utf-8-sig',newline='')\n\
                  json.dump(list(csv.DictReader(text,strict=True)),sys.stdout)";
    let mut command = Command::new("python3");
    command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        println!("skipped: there is no python3");
        return None;
    };
    let mut stdin = child.stdin.take().expect("piped");
    let input = bytes.to_vec();
    let feeder = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, &input));
    let read = child.wait_with_output().expect("it ends");
    feeder.join().expect("the feeder").expect("all of it was read");
    assert!(read.status.success(), "Python reads it: {}", String::from_utf8_lossy(&read.stderr));
    Some(serde_json::from_slice(&read.stdout).expect("what the script prints"))
}

#[test]
fn csv_is_read_back_as_it_was() {
    let told = lists(demo(), &[AUDIT]);
    for bom in [&[][..], &["--bom"]] {
        let (files, _) = export(demo(), &[&["csv", AUDIT], bom].concat());
        assert_eq!(files.len(), told.len(), "a file for each list");
        for (name, rows) in &told {
            let bytes = &files[&format!("{name}.csv")];
            assert_eq!(bytes.starts_with(b"\xef\xbb\xbf"), !bom.is_empty(), "{name}: a mark where it is asked for");
            assert!(bytes.ends_with(b"\r\n"), "{name}: lines end as RFC 4180 has it");
            let read = read_csv(bytes);
            assert_eq!(read.len(), rows.len(), "{name}: every row");
            for (row, told) in read.iter().zip(rows) {
                for (column, cell) in told.as_object().expect("a row") {
                    assert_eq!(unguarded(&row[column]), words(cell), "{name}.{column}");
                }
            }
            if let Some(other) = python(bytes) {
                assert_eq!(other, read, "{name}: Python reads the same");
            }
        }
    }
}

/// Days since the sheet's day 0.
fn serial(text: &str) -> f64 {
    let at = NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| day.and_hms_opt(0, 0, 0).expect("midnight"));
    let at = at.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M")).expect("a day or a minute");
    let first = NaiveDate::from_ymd_opt(1899, 12, 30).and_then(|day| day.and_hms_opt(0, 0, 0)).expect("a day");
    f64::from(i32::try_from((at - first).num_minutes()).expect("not so far")) / 1440.0
}

#[test]
fn xlsx_holds_days_texts_and_no_formulas() {
    let (told, columns) = (lists(demo(), &[AUDIT]), columns(demo()));
    let bytes = only(export(demo(), &["xlsx", AUDIT]).0);
    let mut book = workbook(&bytes);
    assert_eq!(book.sheet_names().len(), told.len(), "a sheet for each list");
    let mut days = 0;
    for (name, rows) in &told {
        let sheet = book.sheet_names().into_iter().find(|sheet| sheet.to_lowercase().replace(' ', "_") == *name);
        let sheet = sheet.expect("a sheet of that name");
        assert!(book.worksheet_formula(&sheet).expect("formulas").is_empty(), "{name}: no formula");
        let range = book.worksheet_range(&sheet).expect("cells");
        let heads: Vec<String> = range.rows().next().expect("a header").iter().map(ToString::to_string).collect();
        assert_eq!(range.height(), rows.len() + 1, "{name}: a header, and every row");
        for (row, told) in range.rows().skip(1).zip(rows) {
            for (column, form) in &columns[name] {
                let at = heads.iter().position(|head| form["description"] == head.as_str()).expect("the column");
                let wanted = words(&told[column]);
                match &row[at] {
                    Data::Empty => assert_eq!(wanted, "", "{name}.{column}"),
                    Data::String(text) => assert_eq!(*text, wanted, "{name}.{column}"),
                    Data::Float(n) => assert_eq!(n.to_string(), wanted, "{name}.{column}"),
                    Data::DateTime(at) => {
                        days += 1;
                        assert!((at.as_f64() - serial(&wanted)).abs() < 1e-6, "{name}.{column}: {at:?} is {wanted}");
                    }
                    other => panic!("{name}.{column}: {other:?}"),
                }
                let is_day = form.get("format").is_some() || form.get("pattern").is_some();
                assert!(!is_day || matches!(row[at], Data::DateTime(_) | Data::Empty), "{name}.{column} holds days");
            }
        }
    }
    assert!(days > 50, "there were days: {days}");
    let parts = parts(&bytes);
    for (name, xml) in parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")) {
        assert!(xml.contains("ySplit=\"1\"") && xml.contains("state=\"frozen\""), "{name}: the header stays in view");
        assert!(xml.contains("<autoFilter ref=\"A1:"), "{name}: and filters");
        assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"), "{name}: nothing that runs or leads away");
    }
    assert!(parts["xl/worksheets/sheet1.xml"].contains("customHeight=\"1\""), "rows are as high as their text");
    assert!(parts["xl/styles.xml"].contains("FFF4B8B8"), "grades are coloured");
}

#[test]
fn the_document_is_what_its_schema_says() {
    let schema: Json = serde_json::from_slice(&only(export(demo(), &["json-schema"]).0)).expect("JSON");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema of 2020-12");
    let read = |office: &Office, args: &[&str]| -> Json {
        serde_json::from_slice(&only(export(office, args).0)).expect("JSON")
    };
    for (office, args) in [(demo(), &["json", AUDIT][..]), (demo(), &["json"]), (invented(), &["json"])] {
        let document = read(office, args);
        let faults: Vec<String> = validator.iter_errors(&document).map(|why| why.to_string()).collect();
        assert!(faults.is_empty(), "{args:?}: {faults:?}");
    }
    let good = read(demo(), &["json", AUDIT]);
    for (place, wrong) in [
        ("/lists/register/0/due", serde_json::json!("soon")),
        ("/lists/register/0/actions", serde_json::json!("5")),
        ("/lists/findings/0/criteria", serde_json::json!("A.5.18")),
        ("/format", serde_json::json!(2)),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(place).expect("that place") = wrong;
        assert!(!validator.is_valid(&bad), "the schema tells what is wrong at {place}");
    }
}

#[test]
fn twice_the_same_bytes() {
    for args in [&["xlsx", AUDIT][..], &["xlsx"], &["csv", AUDIT], &["json", AUDIT], &["ciso-assistant", AUDIT]] {
        assert_eq!(export(demo(), args).0, export(demo(), args).0, "{args:?}: nothing changed, so no byte does");
    }
    let document: Json = serde_json::from_slice(&only(export(demo(), &["json", AUDIT]).0)).expect("JSON");
    let recorded = format!("{}T", document["recorded"].as_str().expect("a day"));
    let core = &parts(&only(export(demo(), &["xlsx", AUDIT]).0))["docProps/core.xml"];
    assert!(core.contains(&recorded), "made when the last entry was, {recorded}, and not now: {core}");
}

#[test]
fn ciso_assistant_takes_results_and_is_told_what_is_lost() {
    let (files, said) = export(demo(), &["ciso-assistant", AUDIT]);
    let mut book = workbook(&only(files));
    let range = book.worksheet_range_at(0).expect("a first sheet").expect("cells");
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let head = "urn assessable ref_id name description compliance_result requirement_progress observations score";
    assert_eq!(rows[0].join(" "), head, "the columns of its import");
    let told = lists(demo(), &[AUDIT]);
    let mut results: BTreeMap<&str, usize> = BTreeMap::new();
    for item in told["checklist"].iter().filter(|item| item["earlier"] == false) {
        let row = rows.iter().find(|row| item["item"] == row[2].as_str() && row[1] == "x").expect("its row");
        let verdict = item["verdict"].as_str().expect("a verdict");
        let fits = match verdict {
            "conforms" => row[5] == "compliant",
            "nonconforming" if item["grade"] == "major" => row[5] == "non_compliant",
            "nonconforming" => row[5] == "partially_compliant",
            "not-applicable" => row[5] == "not_applicable",
            _ => row[5] == "not_assessed" && row[6] != "done",
        };
        assert!(fits, "{} is {verdict}: {row:?}", item["item"]);
        assert!(["to_do", "in_progress", "in_review", "done"].contains(&row[6].as_str()), "its words: {row:?}");
        for finding in item["findings"].as_array().expect("findings") {
            assert!(row[7].contains(finding.as_str().expect("a name")), "the observations name {finding}: {row:?}");
        }
        let node = format!("urn:intuitem:risk:req_node:iso27001-2022:{}", row[2].to_lowercase());
        let others = row[2].starts_with("CLD") || row[2].starts_with("MD");
        assert_eq!(row[0], if others { String::new() } else { node }, "its node, where the framework has one");
        *results.entry(verdict).or_default() += 1;
    }
    assert!(results.len() >= 3, "several verdicts were told apart: {results:?}");
    assert!(rows[1..].iter().any(|row| row[1].is_empty() && row[5].is_empty()), "headings are not assessable");
    for lost in ["12 grades", "47 evidence items", "9 samples", "15 interviews"] {
        assert!(said.contains(lost), "it says that it cannot hold {lost}: {said}");
    }
    let refused = demo().run(&["export", "ciso-assistant"]);
    assert_eq!(refused.code, 2, "without an audit there is nothing to import: {}", refused.err);
}

/// Texts that would act somewhere: in a spreadsheet, a page, XML, a terminal, a table.
const HOSTILE: &[&str] = &[
    "=HYPERLINK(\"http://evil.example\",\"click\")",
    "  @SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "<script>alert(1)</script> & </t></si>",
    "]]> <!--",
    "\x1b]0;31337\x07\x1b[31mred \u{9b}31m",
    "\u{202e}override\u{202c} \u{2066}isolate\u{2069}",
    "a | b `c` \"d\"\r\nsecond, line\n;third",
    "_x0041_ _x001B_",
    "\u{fffe}\u{ffff}\0\u{b}",
    "\u{d7ff}\u{e000} \u{10ffff} \u{fffd}",
    "Prüfung 監査 аудит 😀 e\u{301}",
    "'=1",
];

/// An audit with these texts in every field of every kind, and a register that has them too.
fn office_of_hostility() -> Office {
    let office = Office::new();
    let long = "=long ".repeat(2_000);
    let beyond = "ä😀".repeat(20_000);
    let author = || Author { initials: "RB".into(), ..Author::default() };
    let at = chrono::DateTime::parse_from_rfc3339("2026-06-16T10:00:00+02:00").expect("a moment");
    let mut audit = OpenAudit::open(&office.workspace(), AUDIT, author()).expect("the audit opens");
    let mut register = office.workspace().register(author()).expect("the register opens");
    let filled = |kind: Kind, text: &str| -> Fields {
        let fields = spec(kind).fields.iter().filter(|field| !matches!(field.name, "dropped" | "withdrawn"));
        let value = |shape: Shape| -> Value {
            if shape.is_list() { vec![text.to_owned(), format!("{text} again")].into() } else { text.into() }
        };
        fields.map(|field| (field.name.to_owned(), value(field.shape))).collect()
    };
    for (nth, text) in HOSTILE.iter().copied().chain([long.as_str(), beyond.as_str()]).enumerate() {
        for kind in [Kind::Finding, Kind::Evidence, Kind::Sample, Kind::Interview, Kind::Meeting] {
            audit.record(Act::make(kind, format!("{text} {nth}"), filled(kind, text)), at).expect("recorded");
        }
        let item = Change::on(ObjectId::item("4.1")).set("verdict", "not-audited").set("reason", text);
        audit.record(Act::change(item), at).expect("recorded");
        let fields = filled(Kind::Statement, text);
        register.record(Act::make(Kind::Statement, format!("{text} {nth}"), fields), at).expect("recorded");
    }
    let mut plan = Change::on(ObjectId::plan());
    plan.set = filled(Kind::Plan, HOSTILE[0]);
    audit.record(Act::change(plan), at).expect("recorded");
    office
}

#[test]
fn hostile_text_is_inert_and_legible() {
    let office = office_of_hostility();
    let all = HOSTILE.len() + 2;
    for audit in [&[AUDIT][..], &[]] {
        let (document, _) = export(&office, &[&["json"], audit].concat());
        let text = String::from_utf8(only(document)).expect("UTF-8");
        assert!(!text.chars().any(|c| c != '\n' && is_unsafe(c)), "JSON: nothing acts on a terminal");
        let told = lists(&office, audit);
        let list = if audit.is_empty() { "register" } else { "findings" };
        assert_eq!(told[list].len(), all, "every row is there");
        for hostile in HOSTILE {
            let found = told[list].iter().any(|row| row["nature"] == *hostile && row["criteria"][0] == *hostile);
            assert!(found, "JSON has {hostile:?} to the last character");
        }
        let (files, said) = export(&office, &[&["csv"], audit].concat());
        assert!(said.contains("act or hide"), "what is shown as a mark is said: {said}");
        for (name, bytes) in &files {
            let text = std::str::from_utf8(bytes).expect("UTF-8");
            assert!(!text.chars().any(|c| !matches!(c, '\r' | '\n') && is_unsafe(c)), "{name}: nothing acts");
            let read = read_csv(bytes);
            assert_eq!(read.len(), told[name.trim_end_matches(".csv")].len(), "{name}: every row");
            for (column, cell) in read.iter().flatten() {
                let begun = cell.trim_start_matches([' ', '"', '\n', '\u{fffd}']);
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !begun.starts_with(['=', '+', '-', '@']), "{name}.{column} would run: {cell:?}");
            }
            if let Some(other) = python(bytes) {
                assert_eq!(other, read, "{name}: Python reads the same");
            }
        }
        let (files, said) = export(&office, &[&["xlsx"], audit].concat());
        assert!(said.contains("cut: a spreadsheet's cell holds 32767"), "what does not fit is said: {said}");
        let bytes = only(files);
        let mut book = workbook(&bytes);
        let mut seen = String::new();
        for sheet in book.sheet_names() {
            assert!(book.worksheet_formula(&sheet).expect("formulas").is_empty(), "{sheet}: no formula");
            for cell in book.worksheet_range(&sheet).expect("cells").rows().flatten() {
                if let Data::String(text) = cell {
                    assert!(text.encode_utf16().count() <= 32_767, "{sheet}: no cell is longer than a cell");
                    assert!(!text.chars().any(|c| c != '\n' && is_unsafe(c)), "{sheet}: nothing acts: {text:?}");
                    seen.push_str(text);
                    seen.push('\n');
                }
            }
        }
        for legible in
            ["=HYPERLINK(\"http://evil.example\",\"click\")", "<script>alert(1)</script> & </t></si>", "]]> <!--"]
        {
            assert!(seen.contains(legible), "XLSX shows {legible}");
        }
        for legible in ["_x0041_ _x001B_", "Prüfung 監査 аудит 😀 e\u{301}", "\u{fffd}override\u{fffd}", "[cut here: "]
        {
            assert!(seen.contains(legible), "XLSX shows {legible}");
        }
        assert!(seen.contains(&"=long ".repeat(2_000)), "a long line is whole");
    }
    let (files, _) = export(&office, &["ciso-assistant", AUDIT]);
    workbook(&only(files)).worksheet_range_at(0).expect("a first sheet").expect("its cells are readable");
}

#[test]
fn private_lines_and_initials_stay() {
    let office = Office::new();
    let lines = "~ zebra-7731\n!m a finding #A.5.18\n=+ Register v3 | v3 | shelf\n~ zebra again #A.5.18\n";
    let ran = office.feed(&["capture", AUDIT, "--item", "A.5.18"], lines.as_bytes());
    assert_eq!(ran.code, 0, "captured: {}", ran.err);
    office.ok(&["set", AUDIT, "plan", "team=LA | Lead auditor |"]);
    for format in ["csv", "json", "xlsx", "ciso-assistant"] {
        let (files, _) = export(&office, &[format, AUDIT]);
        for (name, bytes) in files {
            let texts = if bytes.starts_with(b"PK") { parts(&bytes).into_values().collect() } else { Vec::new() };
            let text = texts.concat() + &String::from_utf8_lossy(&bytes);
            assert!(!text.contains("zebra"), "{name}: a private line never leaves");
        }
    }
    let seen_by = |more: &[&str]| {
        let (files, said) = export(&office, &[&["json", AUDIT], more].concat());
        let document: Json = serde_json::from_slice(&only(files)).expect("JSON");
        (document["lists"]["evidence"][0]["seen_by"].as_str().expect("somebody").to_owned(), said)
    };
    assert_eq!(seen_by(&[]).0, "LA (Lead auditor)", "who saw it");
    let (who, said) = seen_by(&["--roles"]);
    assert_eq!(who, "Lead auditor", "with --roles the role alone");
    assert!(said.contains("names that people wrote"), "and what that does not reach is said: {said}");
}
