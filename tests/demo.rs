//! `workpaper demo`: the worked sample, as a real workspace. Numbers here are the sample's.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

use assert_cmd::Command;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;
use workpaper::domain::audit::{Audit, Verdict, when};
use workpaper::domain::fields::{Kind, SPECS};
use workpaper::domain::fold::{Object, State};
use workpaper::domain::ident::ObjectId;
use workpaper::domain::review;
use workpaper::domain::sample;
use workpaper::domain::summary;
use workpaper::store::area::Area;
use workpaper::store::audits::OpenAudit;
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;

const ID: &str = "IA-2026-02";
/// An account whose name would be found again if it got into the workspace.
const ACCOUNT: &str = "perpetua.quist";

/// The binary with homes of its own.
fn workpaper(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
    command.env_remove("WORKPAPER_DIR").env("USER", ACCOUNT).env("LOGNAME", ACCOUNT).env("TMPDIR", home);
    for (name, folder) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
        command.env(name, home.join(folder));
    }
    command.current_dir(home);
    command
}

/// A sample written by one run of the binary.
struct Written {
    home: TempDir,
    root: PathBuf,
    said: String,
}

impl Written {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let root = home.path().join("sample");
        let done = workpaper(home.path()).arg("demo").arg(&root).assert().success();
        let said = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
        Self { home, root, said }
    }

    fn workspace(&self) -> Workspace {
        let path = |name: &str| self.home.path().join(name);
        let homes = Homes { state: path("state-of-test"), config: path("config"), data: path("data") };
        Workspace::open(&self.root, homes).expect("the sample is a workspace")
    }

    fn audit(&self) -> OpenAudit {
        OpenAudit::open(&self.workspace(), ID, Author::default()).expect("the audit opens")
    }

    fn register(&self) -> Area {
        self.workspace().register(Author::default()).expect("the register opens")
    }
}

/// The sample that all tests look at.
fn sample() -> &'static Written {
    static SAMPLE: OnceLock<Written> = OnceLock::new();
    SAMPLE.get_or_init(Written::new)
}

fn labelled<'a>(audit: &Audit<'a>, label: &str) -> &'a Object {
    audit.find(label).unwrap_or_else(|| panic!("{label} is there"))
}

#[test]
fn the_numbers_of_the_sample_come_out() {
    let audit = sample().audit();
    let view = audit.view();
    assert_eq!(view.programme.organisation, "Quillhaven Records Services (fictional)", "the organisation is marked");
    assert_eq!(audit.complaints(), [] as [String; 0], "the journals are in order");
    assert_eq!(view.checklist.items.len(), 61, "30 sub-clauses, 28 controls, 3 cloud controls");
    let of = |kind| view.of(kind).count();
    assert_eq!(
        (of(Kind::Interview), of(Kind::Evidence), of(Kind::Sample)),
        (15, 47, 9),
        "interviews, evidence, samples"
    );
    assert_eq!(of(Kind::Meeting), 5, "opening, three daily ones, closing");
    let mut grades: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in view.findings() {
        *grades.entry(finding.text("grade")).or_default() += 1;
    }
    let wanted = [("improvement", 1), ("major", 1), ("minor", 7), ("observation", 2), ("positive", 1)];
    assert_eq!(grades, BTreeMap::from(wanted), "twelve findings by grade");
    assert_eq!(view.plan_list("agenda").len(), 12, "the agenda");
    let entries = audit.area.entries().expect("readable").len();
    assert!((350..=500).contains(&entries), "a real audit's worth of entries, not {entries}");
}

#[test]
fn coverage_is_30_of_30_and_27_of_28() {
    let audit = sample().audit();
    let view = audit.view();
    let mut audited: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for item in &view.checklist.items {
        let standing = view.standing(&item.id);
        let group = if item.id.starts_with("A.") {
            "control"
        } else if item.id.starts_with("CLD") {
            "cloud"
        } else {
            "clause"
        };
        let count = audited.entry(group).or_default();
        count.0 += usize::from(matches!(standing.verdict, Verdict::Conforms | Verdict::Nonconforming));
        count.1 += 1;
        assert_ne!(standing.verdict, Verdict::Open, "{} has a verdict", item.id);
        let own = view.lines_of(&item.id).filter(|line| line.kind == Kind::Line && line.text("mark") != "~").count();
        assert!(own > 0, "a line says what was looked at for {}", item.id);
    }
    let wanted = [("clause", (30, 30)), ("cloud", (3, 3)), ("control", (27, 28))];
    assert_eq!(audited, BTreeMap::from(wanted), "audited of all");
    assert_eq!(view.standing("A.8.22").verdict, Verdict::NotAudited, "the one left out");
    assert!(view.reason("A.8.22").contains("IA-2026-03"), "with the reason and where it goes");
    let nonconforming: Vec<&str> = (view.checklist.items.iter().map(|item| item.id.as_str()))
        .filter(|item| view.standing(item).verdict == Verdict::Nonconforming)
        .collect();
    let wanted = ["6.1.2", "7.2", "9.3.2", "A.5.18", "A.5.22", "A.5.23", "A.8.8", "A.8.13", "CLD.8.1.5"];
    assert_eq!(nonconforming, wanted, "what the eight nonconformities cite");
}

#[test]
fn the_second_auditor_takes_documented_information() {
    let audit = sample().audit();
    let view = audit.view();
    let seven_five = |object: &&Object| object.list("items").iter().any(|item| item.starts_with("7.5"));
    let by = |initials: &str| view.of(Kind::Line).filter(seven_five).filter(|line| line.made.by == initials).count();
    assert_eq!(by("LA"), 0, "the lead auditor runs document control and notes nothing on it");
    assert!(by("FA") >= 6, "the second auditor does");
    let own: BTreeSet<String> =
        audit.area.entries().expect("readable").into_iter().map(|entry| entry.head.by).collect();
    assert_eq!(own, BTreeSet::from(["FA", "LA"].map(str::to_owned)), "two writers");
    assert_eq!(audit.area.journals().count(), 2, "each with one journal");
    let interview = labelled(&view, "INT-B01");
    assert_eq!(interview.made.by, "FA", "labels of the second writer bear a letter");
    let labels: Vec<&str> = view.of(Kind::Interview).map(|interview| interview.label.as_str()).collect();
    assert!(labels.iter().filter(|label| label.starts_with("INT-B")).count() == 1, "only that one: {labels:?}");
}

/// Title or its beginning, kind, version or date, seen, held.
type Seen = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

#[test]
fn evidence_has_the_numbers_of_the_sample() {
    let audit = sample().audit();
    let view = audit.view();
    let wanted: [Seen; 12] = [
        ("EV-003", "Risk register v31", "record", "29 May 2026", "06-15 11:05", "document system, ISMS/risk"),
        (
            "EV-014",
            "Leavers export, 61 lines",
            "record",
            "16 Jun 2026 09:20",
            "06-16 09:24",
            "audit folder, restricted",
        ),
        ("EV-015", "Directory account view, 22", "configuration", "16 Jun 2026 09:38", "06-16 09:41", "reference only"),
        ("EV-016", "Admin group membership", "configuration", "16 Jun 2026 09:48", "06-16 09:50", "reference only"),
        ("EV-017", "Access review record", "record", "20 Nov 2025", "06-16 10:00", "document system"),
        ("EV-021", "Restore test log", "record", "last line 12 Aug 2025", "06-16 13:40", "backup console"),
        ("EV-024", "Scanner export, 214 lines", "record", "16 Jun 2026", "06-16 14:10", "audit folder, restricted"),
        ("EV-031", "Supplier review files, four", "record", "2025-26", "06-17 14:05", "document system"),
        ("EV-034", "Cloud service register v9", "document", "3 Apr 2026", "06-17 15:10", "document system"),
        ("EV-040", "Competence profiles, eight", "record", "various", "06-18 09:35", "HR system"),
        ("EV-044", "Incident drill report", "record", "22 Apr 2026", "06-18 10:30", "document system"),
        ("EV-047", "Management review minutes", "record", "10 Mar 2026", "06-18 12:10", "document system"),
    ];
    for (label, title, kind, dated, seen, held) in wanted {
        let evidence = labelled(&view, label);
        assert!(evidence.text("title").starts_with(title), "{label} is {}", evidence.text("title"));
        assert_eq!((evidence.text("type"), evidence.text("dated")), (kind, dated), "kind and date of {label}");
        assert_eq!((evidence.text("seen"), evidence.text("held")), (format!("2026-{seen}").as_str(), held), "{label}");
    }
    assert_eq!(labelled(&view, "EV-044").text("version"), "v1", "the report's version");
    let labels: Vec<String> = view.of(Kind::Evidence).map(|evidence| evidence.label.clone()).collect();
    let numbered: Vec<String> = (1..=47).map(|n| format!("EV-{n:03}")).collect();
    assert_eq!(labels, numbered, "numbered in the order seen");
}

#[test]
fn samples_count_as_the_sample_says() {
    let audit = sample().audit();
    let view = audit.view();
    // Label, size, picked, exceptions.
    let wanted = [
        ("S-01", "58", 58, 7),
        ("S-02", "61", 22, 9),
        ("S-03", "4", 4, 3),
        ("S-04", "214", 30, 5),
        ("S-05", "60", 60, 3),
        ("S-06", "6", 6, 2),
        ("S-07", "5", 5, 2),
        ("S-08", "8", 8, 2),
        ("S-09", "19", 6, 0),
    ];
    for (label, size, picked, exceptions) in wanted {
        let found = labelled(&view, label);
        assert_eq!((found.text("size"), found.list("picks").len()), (size, picked), "{label}: {}", found.text("title"));
        let attributes = sample::attributes(found);
        assert_eq!(attributes.len(), 1, "one question asked of {label}");
        let count = sample::count(found, &attributes[0].name);
        assert_eq!(count.exceptions, exceptions, "exceptions in {label}");
        assert_eq!(count.ok, picked - exceptions, "the others of {label} are as required, none is left open");
        for field in ["population", "source", "dated", "method"] {
            assert!(!found.lacks(field), "{label} says its {field}");
        }
    }
    let leavers = labelled(&view, "S-02");
    for privileged in ["L-11", "L-30", "L-57"] {
        let attribute = &sample::attributes(leavers)[0].name;
        assert_eq!(sample::result(leavers, privileged, attribute), "x", "{privileged} is one of the nine");
    }
}

#[test]
fn random_picks_can_be_drawn_again() {
    let audit = sample().audit();
    let view = audit.view();
    let redraw = |label: &str, list: Vec<String>, size| {
        let found = labelled(&view, label);
        let seed = found.text("seed").parse().expect("the seed is recorded");
        let drawn = sample::draw(&list, size, seed);
        drawn.iter().all(|pick| found.list("picks").contains(pick))
    };
    let others: Vec<String> = (16..=214).map(|n| format!("V-{n:03}")).collect();
    assert!(redraw("S-04", others, 15), "the vulnerabilities beyond the oldest 15");
    let first = ["I-04", "I-11", "I-16"];
    let others = (1..=19).map(|n| format!("I-{n:02}")).filter(|id| !first.contains(&id.as_str())).collect();
    assert!(redraw("S-09", others, 3), "the incidents beyond those of priority 1");
}

#[test]
fn the_interview_of_tuesday_morning_is_as_typed() {
    let audit = sample().audit();
    let view = audit.view();
    let interview = labelled(&view, "INT-07");
    let roles = ["HR operations lead", "Service desk lead"];
    assert_eq!(interview.list("roles"), roles, "who was there");
    assert_eq!(
        (interview.text("place"), interview.list("items").join(" ").as_str()),
        ("Site A room 2", "A.5.18 A.6.5")
    );
    assert_eq!((interview.text("started"), interview.text("ended")), ("2026-06-16 09:00", "2026-06-16 10:22"), "times");
    let own = view.timeline().filter(|line| line.text("interview") == interview.id.as_str());
    let found: Vec<(String, &str, &str)> = own
        .map(|line| {
            let mark = match line.kind {
                Kind::Evidence => line.label.as_str(),
                Kind::Finding => line.text("grade"),
                _ => line.text("mark"),
            };
            let text = if line.kind == Kind::Evidence { "title" } else { "text" };
            (when(line).format("%d %b %H:%M").to_string(), mark, line.text(text))
        })
        .collect();
    let wanted = [
        ("09:04", "", "how does IT learn that someone leaves"),
        ("09:05", ">", "HR sends a form by mail to the desk, \"usually the same week\""),
        ("09:07", ">>", "we do not hear about contractors unless the manager remembers"),
        ("09:09", "@", "Access Control Procedure v3.1 s4.3 (2 Feb 2026): accounts off by end of last working day"),
        ("09:14", "&", "list of leavers 1 Jun 25 - 31 May 26, HR system export"),
        ("09:24", "EV-014", "Leavers export, 61 lines"),
        ("09:41", "EV-015", "Directory account view, 22 sampled, nine enabled"),
        ("09:41", "%", "L-03 L-11 L-12 L-19 L-22 L-30 L-38 L-44 L-57 x account still enabled (13 others ok)"),
        ("09:42", "%", "* ok"),
        ("09:50", "EV-016", "Admin group membership: three of the nine enabled (L-11 L-30 L-57)"),
        ("09:55", "?", "is there any periodic check of leavers against accounts"),
        ("09:56", ">", "quarterly review exists, last one November 2025"),
        ("10:00", "EV-017", "Access review record"),
        ("10:02", "major", "repeat of IA-2025-01-F04"),
        ("10:20", "==", "facts agreed by both roles"),
    ];
    let wanted: Vec<_> = wanted.map(|(at, mark, text)| (format!("16 Jun {at}"), mark, text)).into_iter().collect();
    assert_eq!(found, wanted, "the extract, line by line");
    for line in view.timeline().filter(|line| line.text("interview") == interview.id.as_str()) {
        let items = workpaper::domain::audit::items_of(line);
        assert!(items.iter().any(|item| item == "A.5.18"), "`{}` belongs to A.5.18", line.text("text"));
    }
    let said = view.of(Kind::Line).find(|line| line.text("text").starts_with("we do not hear")).expect("the quote");
    assert_eq!(workpaper::domain::finding::speakers(&view, said), "Service desk lead", "said by the second role");
    assert!(view.facts_not_read_back(&interview.id).is_empty(), "all of it was read back");
    let alone = view.of(Kind::Line).find(|line| line.text("text").starts_with("it lets you")).expect("another quote");
    let role = workpaper::domain::finding::speakers(&view, alone);
    assert_eq!(role, "Information security manager", "the only role there needs no number");
}

fn statements(register: &State) -> Vec<&Object> {
    register.of(Kind::Statement).collect()
}

#[test]
fn findings_are_issued_with_the_dates_of_the_sample() {
    let register = sample().register();
    let dates: Vec<(&str, &str, &str)> = statements(register.state())
        .iter()
        .map(|s| {
            (s.label.strip_prefix("IA-2026-02-").unwrap_or_default(), s.list("criteria")[0].as_str(), s.text("due"))
        })
        .collect();
    let wanted = [
        ("F01", "A.5.18", "2026-08-17"),
        ("F02", "9.3.2 c)", "2026-09-16"),
        ("F03", "A.8.13", "2026-09-16"),
        ("F04", "6.1.2 c) 2)", "2026-09-16"),
        ("F05", "A.8.8", "2026-09-16"),
        ("F06", "A.5.22", "2026-09-16"),
        ("F07", "7.2 d)", "2026-09-16"),
        ("F08", "A.5.23", "2026-12-18"),
        ("F09", "4.1", "2026-10-16"),
        ("F10", "A.7.2", "2026-10-16"),
        ("F11", "9.1", ""),
        ("F12", "A.5.24", ""),
    ];
    let mut sorted = dates.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, wanted, "60, 90 and 120 calendar days from 18 June; F08 has its own date");
    for statement in statements(register.state()) {
        assert_eq!((statement.text("raised"), statement.text("issued")), ("2026-06-18", "2026-06-26"), "when");
        assert_eq!(statement.made.by, "LA", "issued by the issuer of the plan");
        let linked =
            !statement.lacks("evidence_items") && (!statement.lacks("quotes") || statement.label.ends_with("F12"));
        assert!(linked, "{} rests on evidence and lines", statement.label);
        assert!(statement.lacks("overridden"), "no gate was overridden for {}", statement.label);
        let number = statement.label.trim_start_matches("IA-2026-02-F0").trim_start_matches("IA-2026-02-F");
        let wanted = if number == "5" { "Disputed" } else { "Agreed" };
        assert!(statement.text("auditee_view").starts_with(wanted), "the auditee's view of {}", statement.label);
    }
    let audit = sample().audit();
    let first = audit.view().find("F01").expect("presented");
    assert_eq!(first.list("recurrence_of"), ["IA-2025-01-F04"], "the repeat is named");
}

#[test]
fn findings_files_can_be_read_by_others() {
    let folder = sample().root.join("findings");
    let files: Vec<PathBuf> =
        fs::read_dir(&folder).expect("there").map(|entry| entry.expect("an entry").path()).collect();
    assert_eq!(files.len(), 12, "one file a finding");
    for path in files {
        let text = fs::read_to_string(&path).expect("a text");
        let table: toml::Table = text.parse().unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        assert_eq!(table["ref"].as_str(), Some(name), "the file is called as the finding");
        assert!(table["criteria"].as_array().is_some_and(|list| !list.is_empty()), "{name} cites something");
        assert_eq!(table["digest"].as_str().map(str::len), Some(64), "{name} has its digest");
        assert_eq!(table["file"]["format"].as_integer(), Some(1), "{name} says its format");
        for part in ["requirement", "evidence", "nature"] {
            assert!(table[part].as_str().is_some_and(|text| !text.trim().is_empty()), "{name} has its {part}");
        }
    }
}

#[test]
fn the_review_is_almost_clean() {
    let audit = sample().audit();
    let remarks = review::review(&audit.view(), &State::default());
    let gates: Vec<_> = remarks.iter().filter(|remark| remark.gate).collect();
    assert!(gates.is_empty(), "nothing stops the issue: {gates:?}");
    let told: Vec<(&str, &str)> = remarks.iter().map(|remark| (remark.rule, remark.subject.as_str())).collect();
    assert_eq!(
        told,
        [("evidence-date", "EV-030"), ("open-lines", "16 Jun 15:22 ?")],
        "two honest warnings: {remarks:?}"
    );
}

#[test]
fn findings_cite_items_and_own_rules_apart() {
    let audit = sample().audit();
    let view = audit.view();
    for finding in view.findings() {
        for item in finding.list("items") {
            assert!(view.checklist.item(item).is_some(), "{item} of {} is an item", finding.text("ref"));
        }
    }
    let noted = |label: &str| labelled(&view, label).list("criteria").to_vec();
    assert_eq!(noted("F03"), ["A.8.13", "BS 6"], "control first, then the own standard");
    assert_eq!(noted("F02"), ["9.3.2 c)", "9.3.2 d) 4)", "MRP 3"], "letters first, then the own procedure");
    assert_eq!(noted("F08"), ["A.5.23", "CLD.8.1.5", "SSP 7"], "both controls and the own procedure");
}

#[test]
fn all_others_is_refused_where_no_sample_serves_the_item() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let root = home.path().join("sample");
    workpaper(home.path()).arg("demo").arg(&root).assert().success();
    let mut capture = workpaper(home.path());
    capture.arg("--dir").arg(&root).args(["--as", "LA", "capture", ID, "--item", "4.1"]);
    let done = capture.write_stdin("% * ok\n").assert().success();
    let told = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(told.contains("no sample serves this item"), "`*` never reaches for just any sample: {told}");
}

#[test]
fn nobody_is_named() {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let mut folders = vec![sample().root.clone()];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8_lossy(&fs::read(&path).expect("readable")).into_owned();
            seen += 1;
            for bad in [ACCOUNT, &format!("\"{host}\""), "Mr ", "Mrs ", "Ms ", "Dr ", "@example", ".com", ".org"] {
                assert!(!text.contains(bad), "{} holds {bad:?}", path.display());
            }
        }
    }
    assert!(seen > 15, "all files were looked at");
}

/// What an area says, without what is random in every run: names of journals, and hashes over them.
fn said(areas: &[&Area]) -> Vec<String> {
    let mut names: Vec<(String, String)> = Vec::new();
    for area in areas {
        for journal in area.journals() {
            let name = journal.name.to_string();
            names.push((name.clone(), format!("{} of {}", &name[..2], area.place().name)));
        }
    }
    let plain = |text: String| names.iter().fold(text, |text, (name, short)| text.replace(name.as_str(), short));
    let random = ["heads", "digest"];
    let mut all = Vec::new();
    for area in areas {
        for object in SPECS.iter().flat_map(|spec| area.state().of(spec.kind)) {
            let (id, label, made) = (&object.id, &object.label, &object.made);
            all.push(plain(format!("{id} {label} {} {} {}", made.entry, made.at, made.by)));
            for (name, field) in object.fields.iter().filter(|(name, _)| !random.contains(name)) {
                all.push(plain(format!("{id} {name} {:?} {} {}", field.value, field.stamp.at, field.stamp.by)));
            }
        }
    }
    all
}

#[test]
fn two_runs_say_the_same() {
    let (one, other) = (sample(), Written::new());
    let one_said = said(&[&one.audit().area, &one.register()]);
    let other_said = said(&[&other.audit().area, &other.register()]);
    assert!(one_said.len() > 2000, "there is something to compare: {}", one_said.len());
    for (left, right) in one_said.iter().zip(&other_said) {
        assert_eq!(left, right, "the same entry in both");
    }
    assert_eq!(one_said.len(), other_said.len(), "none is missing in either");
    let salt = |written: &Written| written.audit().heads();
    assert_ne!(salt(one), salt(&other), "the salts differ, so the hashes do");
}

#[test]
fn entries_bear_the_moment_of_the_script() {
    let audit = sample().audit();
    let mut entries = audit.area.entries().expect("readable");
    entries.sort_by_key(|entry| entry.head.order_key());
    for pair in entries.windows(2) {
        assert!(pair[0].head.at <= pair[1].head.at, "{} is not before {}", pair[1].name(), pair[0].name());
    }
    let bent = entries.iter().filter(|entry| entry.head.key.is_some() && entry.head.n > 1).count();
    assert_eq!(bent, 0, "clock and order agree");
    let days: BTreeSet<String> = entries.iter().map(|entry| entry.head.at.format("%m-%d %:z").to_string()).collect();
    let wanted = ["05-28", "06-15", "06-16", "06-17", "06-18", "06-25"].map(|day| format!("{day} +02:00"));
    assert_eq!(days, BTreeSet::from(wanted), "planned in May, four days on site, a date approved on 25 June");
    let plan = audit.area.state().get(&ObjectId::plan()).expect("planned");
    assert_eq!(plan.made.by, "LA", "by the lead auditor");
}

#[test]
fn the_folder_must_be_new_or_empty() {
    let written = sample();
    assert!(written.said.contains(&written.root.display().to_string()), "it says where it is: {}", written.said);
    assert_eq!(written.said.matches("workpaper --dir").count(), 3, "and three commands to try: {}", written.said);
    let home = tempfile::tempdir().expect("a temporary folder");
    let full = home.path().join("full");
    fs::create_dir(&full).expect("a folder");
    fs::write(full.join("mine.txt"), "mine").expect("a file");
    let refused = workpaper(home.path()).arg("demo").arg(&full).assert().code(1);
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(told.contains("full is not empty"), "the folder is named: {told}");
    assert_eq!(fs::read_dir(&full).expect("there").count(), 1, "and nothing was written into it");
    workpaper(home.path()).arg("demo").arg(full.join("mine.txt")).assert().code(1);
    fs::remove_file(full.join("mine.txt")).expect("gone");
    workpaper(home.path()).arg("demo").arg(&full).assert().success();
    let shown = workpaper(home.path()).arg("--dir").arg(&full).arg("findings").assert().success();
    assert!(String::from_utf8_lossy(&shown.get_output().stdout).contains("12 findings"), "it is a workspace");
}

#[test]
fn without_a_folder_it_makes_one_that_stays() {
    let home = tempfile::tempdir().expect("a temporary folder");
    workpaper(home.path()).arg("demo").assert().success();
    let names = fs::read_dir(home.path()).expect("there").map(|entry| entry.expect("an entry").file_name());
    let made: Vec<String> =
        names.filter_map(|name| name.into_string().ok()).filter(|n| n.starts_with("workpaper-demo-")).collect();
    assert_eq!(made.len(), 1, "one folder was made: {made:?}");
    assert!(home.path().join(&made[0]).join("workpaper.toml").is_file(), "and it is still there");
}

#[test]
fn the_register_as_of_21_november_is_the_samples() {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
    let register = sample().register();
    assert_eq!(register.complaints(), [] as [String; 0], "the register's journals are in order");
    let rows = summary::of_register(register.state(), &sample().workspace().programme);
    let nonconformities: Vec<&summary::Row> = rows.iter().filter(|row| row.nonconformity).collect();
    let of = |grade: &str| nonconformities.iter().filter(|row| row.grade == grade).count();
    assert_eq!((rows.len(), of("major"), of("minor")), (12, 1, 7), "findings, major and minor nonconformities");
    let mut days: Vec<(i64, &str)> = nonconformities
        .iter()
        .filter(|row| row.stage == "closed")
        .map(|row| (row.age(today), row.reference.trim_start_matches("IA-2026-02-")))
        .collect();
    days.sort_unstable();
    assert_eq!(days, [(71, "F07"), (92, "F04"), (99, "F02"), (127, "F06"), (141, "F03")], "days to close");
    let counters = summary::count(&rows, today);
    let found = (counters.open, counters.overdue, counters.to_check, counters.due_soon);
    assert_eq!(found, (3, 1, 1, 2), "open, overdue, to check, due within 30 days");
    let row = |end: &str| rows.iter().find(|row| row.reference.ends_with(end)).expect("issued");
    for (end, stage, next, who, due, late) in [
        ("F01", "to check", "check the effect", "auditor", "2026-12-15", None),
        ("F05", "in progress", "finish action 1", "IT operations manager", "2026-10-30", Some(22)),
        ("F08", "in progress", "finish action 2", "Supplier manager", "2026-12-18", None),
        ("F11", "action planned", "finish action 1", "Information security manager", "2027-01-31", None),
    ] {
        let row = row(end);
        let found = [row.stage.as_str(), &row.next_step, &row.waiting_on, &row.due];
        assert_eq!((found, row.late(today)), ([stage, next, who, due], late), "{end}");
    }
    assert_eq!(row("F01").checks, [false], "the first round of F-01 was partly effective");
    assert_eq!(row("F05").extensions, 1, "F-05 was extended once");
    let recurring = nonconformities.iter().filter(|row| !row.recurring_of.is_empty()).count();
    let checked: Vec<bool> = nonconformities.iter().filter_map(|row| row.checks.first().copied()).collect();
    let first_time = checked.iter().filter(|effective| **effective).count();
    assert_eq!((recurring, first_time, checked.len()), (1, 5, 6), "recurring; effective first time, of those checked");
    assert!(rows.iter().all(|row| row.overridden.is_empty()), "nothing was closed over the gate");
    let others: Vec<&str> = ["F09", "F10", "F12"].iter().map(|end| row(end).stage.as_str()).collect();
    assert_eq!(others, ["closed", "closed", "noted"], "observations and good practice, counted apart");
}
