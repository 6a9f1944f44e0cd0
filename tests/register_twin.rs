//! Every step of 10.2 once with keys, at 80x24 through a pseudo-terminal, and once by command, in two copies of one
//! workspace: the records are equal.
//!
//! Must not know: what a step comes to. It only compares.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{Office, Seat};
use serde_json::Value as Json;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const TODAY: &str = "2026-07-01";

/// One step: the nonconformity it is about, its keys, and its command. An asterisk stands for the reference; a step that
/// begins with a slash chooses a row of the page by its words.
type Step = (&'static str, &'static str, &'static str);

/// A whole life: two rounds, closed, opened again, withdrawn.
const ONE: &[Step] = &[
    (
        "001",
        "/accepted<enter><enter>Site manager<tab>we agree<tab>2026-06-03<c-x>",
        "accept * 'we agree' --by 'Site manager' --on 2026-06-03",
    ),
    (
        "001",
        "abadge blocked<tab>Reception<tab>2jun<tab>access log<c-x>",
        "correct * 'badge blocked' --by Reception --on 2jun --evidence 'access log'",
    ),
    (
        "001",
        "/consequences<enter><enter>no door misused<tab><tab><tab>door log<c-x>",
        "consequences * 'no door misused' --evidence 'door log'",
    ),
    ("001", "/review<enter><enter>one badge,<enter>two days<c-x>", "review * 'one badge,\ntwo days'"),
    (
        "001",
        "bno spare badges<tab>5 whys<tab>badge lent<enter>none spare<tab>desk shut<enter>no rule<tab>COO<tab>30jun<c-x>",
        "cause * 'no spare badges' --method '5 whys' --why 'badge lent' --why 'none spare' --contributing 'desk shut' \
         --contributing 'no rule' --by COO --on 30jun",
    ),
    ("001", "bSite A and B<tab>none found<c-x>", "similar * 'none found' --looked 'Site A and B'"),
    (
        "001",
        "cbuy spare badges<tab>Reception<tab>+30d<c-x>",
        "action * 'buy spare badges' --owner Reception --due +30d",
    ),
    ("001", "dnone lent in a month<tab>30sep<c-x>", "criterion * 'none lent in a month' --check 30sep"),
    (
        "001",
        "x15aug<tab>COO<tab>the maker | is late<c-x>",
        "extend * --action 1 --to 15aug --by COO --reason 'the maker | is late'",
    ),
    ("001", "c2026-06-30<tab>invoice<c-x>", "action * --done 1 --on 2026-06-30 --evidence invoice"),
    (
        "001",
        "dtoo-early<tab>FA<tab>two days only<tab><tab><tab>+14d<c-x>",
        "effect * too-early 'two days only' --checker FA --next +14d",
    ),
    (
        "001",
        "dpartly<tab>FA<tab>one lent<tab>40 days of 40<tab>list of badges<tab>30sep<tab>1jul<c-x>",
        "effect * partly 'one lent' --checker FA --sample '40 days of 40' --evidence 'list of badges' --next 30sep \
         --on 1jul",
    ),
    ("001", "bnobody counts them<tab>Ishikawa<c-x>", "cause * 'nobody counts them' --method Ishikawa"),
    (
        "001",
        "ccount them each shift<tab>COO<tab>30sep<tab>1jul<tab>photo<c-x>",
        "action * 'count them each shift' --owner COO --due 30sep --on 1jul --evidence photo",
    ),
    ("001", "eprocedure<tab>Site Rules v3<c-x>", "isms * procedure 'Site Rules v3'"),
    ("001", "deffective<tab>FA<tab>none lent<c-x>", "effect * effective 'none lent' --checker FA"),
    ("001", "Call of it seen<c-x>", "close * 'all of it seen'"),
    (
        "001",
        "/reopened<enter><enter>lent again<tab>31dec<tab>COO<tab>1jul<c-x>",
        "reopen * --reason 'lent again' --due 31dec --by COO --on 1jul",
    ),
    ("001", "Wit was an exercise<enter>", "withdraw * --reason 'it was an exercise'"),
];

/// One that came in through the register; disputed, its risk accepted, closed over the gate.
const TWO: &[Step] = &[
    (
        "",
        "ncomplaint<tab>C-9<tab>minor<tab>door left open<tab>A.7.2<enter>A.7.1<tab>doors are shut<tab>photo<tab>one door \
         wedged<tab>Site B<tab>Site manager<tab>2026-06-10<tab>30sep<c-x>",
        "add --source complaint --source-ref C-9 --grade minor --title 'door left open' --criteria A.7.2 --criteria A.7.1 \
         --requirement 'doors are shut' --evidence photo --nature 'one door wedged' --process 'Site B' \
         --owner 'Site manager' --raised 2026-06-10 --due 30sep",
    ),
    ("002", "/disputed<enter><enter>it was the fire door<c-x>", "dispute * 'it was the fire door'"),
    (
        "002",
        "/no correction<enter><enter>shut by itself<tab>COO<tab>12jun<c-x>",
        "correct * 'shut by itself' --none --by COO --on 12jun",
    ),
    ("002", "/recurrence confirmed<enter><enter>001<tab>same doors<c-x>", "recurs * 001 'same doors'"),
    (
        "002",
        "x1dec<tab>COO<tab>the builder comes in autumn<c-x>",
        "extend * --to 1dec --by COO --reason 'the builder comes in autumn'",
    ),
    (
        "002",
        "/risk accepted<enter><enter>R-22<tab>COO<tab>31dec<tab>until the move<tab>1jul<c-x>",
        "accept-risk * 'until the move' --risk R-22 --owner COO --until 31dec --on 1jul",
    ),
    ("002", "Cthe site is sold<tab>COO<tab>1jul<c-x>", "close * --override 'the site is sold' --by COO --on 1jul"),
    ("002", "/reopened<enter><enter>it is not sold<c-x>", "reopen * --reason 'it is not sold'"),
];

/// One with as little said as will do: what is left out is filled in alike.
const THREE: &[Step] = &[
    (
        "",
        "nincident<tab><tab>minor<tab>window open<tab>A.7.5<tab>windows are shut<tab>seen<tab>one was not<c-x>",
        "add --source incident --grade minor --title 'window open' --criteria A.7.5 --requirement 'windows are shut' \
         --evidence seen --nature 'one was not'",
    ),
    ("003", "/recurrence rejected<enter><enter>nc-2026-002<c-x>", "recurs * nc-2026-002 --reject"),
    ("003", "ashut it<c-x>", "correct * 'shut it'"),
    ("003", "/no corrective<enter><enter>once in ten years<tab>COO<c-x>", "no-action * 'once in ten years' --by COO"),
    ("003", "/accepted<enter><enter>COO<c-x>", "accept * --by COO"),
    ("003", "cpaint a sign<tab>COO<tab>1aug<c-x>", "action * 'paint a sign' --owner COO --due 1aug"),
    ("003", "c<c-x>", "action * --done 1"),
];

/// Two copies of a workspace with one nonconformity, each for an account of its own.
fn twins() -> (Office, Office) {
    let first = Office::bare();
    first.ok(&["init"]);
    let mut words =
        split("nc add --source incident --source-ref INC-77 --grade minor --title 'badge lent' --criteria A.7.2", "");
    words.extend(split("--requirement 'badges are personal' --evidence log --nature 'two people, one badge'", ""));
    words.extend(split("--raised 2026-06-01 --today 2026-06-01", ""));
    first.ok(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let copy = || {
        let office = Office::bare();
        let copied = Command::new("cp").arg("-r").arg(first.root()).arg(office.root()).status();
        assert!(copied.expect("cp is there").success(), "the workspace is copied");
        office
    };
    (copy(), copy())
}

/// The words of a command; what stands in quotes is one.
fn split(command: &str, reference: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (nth, part) in command.split('\'').enumerate() {
        if nth % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(|word| word.replace('*', reference)));
        }
    }
    words
}

fn typed(keys: &str) -> String {
    [("<enter>", "\r"), ("<tab>", "\t"), ("<c-x>", "\x18")]
        .iter()
        .fold(keys.to_owned(), |keys, (n, c)| keys.replace(n, c))
}

fn journals(office: &Office) -> Vec<PathBuf> {
    let found = fs::read_dir(office.root().join("register/journal")).expect("listed").flatten();
    let mut all: Vec<PathBuf> = found.map(|file| file.path()).filter(|path| path.extension().is_some()).collect();
    all.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    all.sort();
    all
}

/// What was recorded since, without what is different each time: salts, hashes, clocks, and the journal's own name.
fn recorded(office: &Office, base: &[PathBuf]) -> (String, Vec<Json>) {
    let name = |path: &PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let known: Vec<String> = base.iter().map(name).collect();
    let fresh: Vec<PathBuf> = journals(office).into_iter().filter(|path| !known.contains(&name(path))).collect();
    let [path] = fresh.as_slice() else { panic!("one session, or one account, has one journal: {fresh:?}") };
    let own = name(path);
    let text = fs::read_to_string(path).expect("the journal").replace(&own, "OWN");
    let mut bodies = Vec::new();
    for line in text.lines() {
        let mut entry: Json = serde_json::from_str(line).expect("JSON");
        let mut body = entry["body"].take();
        body.as_object_mut().expect("an object").remove("salt");
        if body["kind"] != "header" {
            bodies.push(body);
        }
    }
    (own, bodies)
}

/// The findings files, without digests, heads and clocks.
fn files(office: &Office, own: &str) -> Vec<(String, String)> {
    let found = fs::read_dir(office.root().join("findings")).expect("listed").flatten();
    let differs = ["digest = ", "heads = ", "recorded = "];
    let mut all: Vec<(String, String)> = found
        .map(|file| {
            let text = fs::read_to_string(file.path()).expect("read").replace(own, "OWN");
            // Its last table says from which heads the file was made.
            let lines = text
                .lines()
                .take_while(|line| *line != "[file]")
                .filter(|line| !differs.iter().any(|start| line.starts_with(start)));
            (file.file_name().to_string_lossy().into_owned(), lines.collect::<Vec<_>>().join("\n"))
        })
        .collect();
    all.sort();
    all
}

fn listed(office: &Office, own: &str) -> Json {
    let out = office.ok(&["--today", TODAY, "nc", "--all", "--json"]);
    let mut rows: Json = serde_json::from_str(&out.replace(own, "OWN")).expect("JSON");
    for row in rows.as_array_mut().expect("a list") {
        row.as_object_mut().expect("an object").remove("last");
    }
    rows
}

/// Does one step with keys, and waits until it is recorded.
fn by_keys(seat: &mut Seat, office: &Office, base: &[PathBuf], step: &Step) {
    let done = || if journals(office).len() > base.len() { recorded(office, base).1.len() } else { 0 };
    let (_, keys, _) = step;
    let before = done();
    seat.type_in(typed(keys));
    let said = |screen: &str| screen.contains("\n NC-2026-") || screen.contains("\n withdrawn");
    seat.wait_until(keys, |seat| done() == before + 1 && said(&seat.contents()));
    if keys.starts_with('/') {
        // No filter any more.
        seat.type_in("q");
    }
}

#[test]
fn every_step_by_keys_and_by_command_leaves_the_same_record() {
    let (screen, line) = twins();
    let base = journals(&line);
    let mut seat = screen.sit_with(&["--today", TODAY]);
    seat.wait_for("Audits");
    seat.press("r", "Register: open");
    for life in [ONE, TWO, THREE] {
        let mut page = "";
        for step in life {
            let (of, keys, command) = step;
            if *of != page {
                seat.press(&typed(&format!("0/NC-2026-{of}<enter><enter>")), "follow-up, 10.2");
                page = of;
            }
            by_keys(&mut seat, &screen, &base, step);
            let words = split(command, &format!("NC-2026-{of}"));
            line.ok(&[vec!["--today", TODAY, "nc"], words.iter().map(String::as_str).collect()].concat());
            let (by_keys, by_command) = (recorded(&screen, &base).1, recorded(&line, &base).1);
            assert_eq!(by_keys.last(), by_command.last(), "{keys} and {command} record the same");
        }
        seat.type_in("qq");
        seat.wait_for("Register: all");
    }
    let ended = seat.leave_with("qq");
    assert_eq!(ended.code, 0, "it ends in good order");

    let ((keys, by_keys), (commands, by_command)) = (recorded(&screen, &base), recorded(&line, &base));
    assert_eq!(by_keys.len(), ONE.len() + TWO.len() + THREE.len(), "one step is one entry");
    assert_eq!(by_keys, by_command, "the same entries in the same order");
    assert_eq!(files(&screen, &keys), files(&line, &commands), "the same findings files");
    assert_eq!(listed(&screen, &keys), listed(&line, &commands), "the same list for other tools");
    screen.assert_verifies("after all steps by keys");
    line.assert_verifies("after all steps by command");
}

/// The lowest rows: what happened, which may take more than one.
fn told(seat: &Seat) -> String {
    let rows: Vec<String> = seat.parser.screen().rows(0, 80).skip(17).collect();
    rows.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the one way refuses, the other refuses too, with the same words, and nothing is recorded.
#[test]
fn what_is_refused_by_command_is_refused_by_keys() {
    let (screen, line) = twins();
    let base = journals(&line);
    let mut seat = screen.sit_with(&["--today", TODAY]);
    seat.wait_for("Audits");
    seat.press("r", "Register: open");
    seat.press("\r", "follow-up, 10.2");
    let refused: &[(&str, &str, &str)] = &[
        ("a <c-x>", "correct * ' '", "still missing"),
        ("ax<tab><tab>2026-07-02<c-x>", "correct * x --on 2026-07-02", "lies in the future"),
        ("ax<tab><tab>9999-99-99<c-x>", "correct * x --on 9999-99-99", "is no day"),
        ("bx<c-x>", "cause * x", "method"),
        ("cx<tab>COO<tab>2026-05-01<c-x>", "action * x --owner COO --due 2026-05-01", "before it was raised"),
        ("x2026-08-30<tab>COO<tab>y<c-x>", "extend * --to 2026-08-30 --by COO --reason y", "a later day"),
        ("x2026-12-30<tab>COO<c-x>", "extend * --to 2026-12-30 --by COO", "why"),
        ("/check of<enter><enter>effective<tab>FA<tab>x<c-x>", "effect * effective x --checker FA", "no criterion"),
        ("e other<c-x>", "isms * other ' '", "still missing"),
        ("/recurrence conf<enter><enter>001<c-x>", "recurs * 001", "cannot repeat itself"),
        ("C <c-x>", "close *", "is not closed"),
    ];
    for (keys, command, says) in refused {
        let ran = line.run(
            &[vec!["--today", TODAY, "nc"], split(command, "NC-2026-001").iter().map(String::as_str).collect()]
                .concat(),
        );
        assert!(ran.code != 0 && ran.err.contains(says), "{command} is refused with {says:?}: {}", ran.err);
        seat.type_in(typed(keys));
        seat.wait_until(keys, |seat| told(seat).contains(says) && seat.contents().contains(" EDIT "));
        // Out of the field, then out of the form although it is not recorded.
        seat.press("\x07", " LIST ");
        let page = |seat: &Seat| seat.contents().contains("follow-up, 10.2");
        seat.type_in("\x07");
        seat.wait_until("left, or warned", |seat| page(seat) || seat.contents().contains("q once more"));
        if !page(&seat) {
            seat.press("\x07", "follow-up, 10.2");
        }
        if keys.starts_with('/') {
            seat.type_in("q");
        }
    }
    seat.leave_with("qqq");
    assert_eq!(journals(&screen).len(), base.len(), "nothing is recorded by keys");
    assert_eq!(journals(&line).len(), base.len(), "nor by command");
}

#[test]
fn what_is_closed_is_withdrawn_by_neither_way_until_it_is_open_again() {
    let (screen, line) = twins();
    for office in [&screen, &line] {
        office.ok(&["--today", TODAY, "nc", "close", "001", "--override", "the site is sold"]);
    }
    for command in [["nc", "withdraw"].as_slice(), &["withdraw"]] {
        let ran = line.run(&[&["--today", TODAY], command, &["NC-2026-001", "--reason", "no"]].concat());
        assert!(ran.code == 4 && ran.err.contains("was closed on 1 Jul 2026"), "{command:?}: {}", ran.err);
    }
    let mut seat = screen.sit_with(&["--today", TODAY]);
    seat.wait_for("Audits");
    seat.press("r0", "Register: all");
    seat.press("W", "Withdraw NC-2026-001 because > ");
    seat.press("no\r", "was closed on 1 Jul 2026");
    seat.wait_until("the answer is not lost", |seat| seat.typed().as_deref() == Some("no"));
    seat.leave_with("\x07qq");
    assert_eq!(listed(&screen, "OWN")[0]["stage"], "closed", "it stays closed");
}
