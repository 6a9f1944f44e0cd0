//! Changes that verify has to find.

use crate::desk::{Desk, at, note, record, verdict};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use workpaper::domain::entry::{Act, Head, Header};
use workpaper::domain::ident::JournalName;
use workpaper::store::line;

/// Two writers who have seen each other; LA last.
fn two_writers() -> (Desk, PathBuf, PathBuf) {
    let desk = Desk::new();
    let (mut la, mut rb) = (desk.open("LA"), desk.open("RB"));
    record(&mut la, "one", 0);
    rb.refresh().expect("readable");
    rb.record(verdict("A.5.1", "conforms"), at(1)).expect("recorded");
    la.refresh().expect("readable");
    record(&mut la, "two", 2);
    let files = desk.files();
    let of = |initials: &str| {
        let named = |path: &&PathBuf| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(initials));
        files.iter().find(named).expect("the journal").clone()
    };
    let (la, rb) = (of("LA-"), of("RB-"));
    desk.assert_sound("LA", "before anything is changed");
    (desk, la, rb)
}

#[test]
fn every_changed_byte_is_found() {
    let (desk, la, rb) = two_writers();
    for path in [&la, &rb] {
        let bytes = fs::read(path).expect("the journal");
        for at in 0..bytes.len() {
            let old = bytes[at];
            // A neighbour, the same letter in the other case, a line feed or a blank, and one that is no text.
            for new in [old ^ 1, old ^ 0x20, if old == b'\n' { b' ' } else { b'\n' }, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = new;
                fs::write(path, &changed).expect("the change");
                let found = desk.verify("LA").doubts;
                let here = String::from_utf8_lossy(&bytes[at.saturating_sub(20)..at]).into_owned();
                assert!(!found.is_empty(), "byte {at} after {here:?}, {old:#x} to {new:#x}, must be found");
                assert!(found.iter().any(|doubt| doubt.file == *path), "and in the right file: {found:?}");
            }
        }
        fs::write(path, &bytes).expect("put back");
    }
    desk.assert_sound("LA", "after everything was put back");
}

#[test]
fn every_removed_doubled_or_exchanged_line_is_found() {
    let (desk, la, rb) = two_writers();
    for path in [&la, &rb] {
        let bytes = fs::read(path).expect("the journal");
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        for n in 0..lines.len() {
            let mut changes = vec![("removed", [&lines[..n], &lines[n + 1..]].concat())];
            changes.push(("doubled", [&lines[..=n], &lines[n..]].concat()));
            if n + 1 < lines.len() {
                let mut moved = lines.clone();
                moved.swap(n, n + 1);
                changes.push(("exchanged with the next", moved));
            }
            for (what, changed) in changes {
                fs::write(path, changed.concat()).expect("the change");
                let found = desk.verify("LA").doubts;
                assert!(!found.is_empty(), "line {} of {}, {what}, must be found", n + 1, path.display());
            }
        }
        fs::write(path, &bytes).expect("put back");
    }
}

#[test]
fn a_removed_end_is_found_by_whoever_remembers_it() {
    let (desk, la, rb) = two_writers();
    let bytes = fs::read(&la).expect("the journal");
    let ends: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').map(|at| at + 1).collect();
    fs::write(&la, &bytes[..ends[1]]).expect("the last entry cut");
    let found = desk.verify("LA").doubts;
    assert!(
        found.iter().any(|d| d.to_string().contains("this account's memory")),
        "own memory bears witness: {found:?}"
    );
    assert!(desk.verify("stranger").doubts.is_empty(), "nobody else had seen that entry: nobody can tell");
    fs::write(&la, &bytes[..ends[0]]).expect("one more cut");
    let found = desk.verify("stranger").doubts;
    assert!(
        found.iter().any(|d| d.to_string().contains("entry RB-")),
        "the other writer's entry bears witness: {found:?}"
    );
    fs::remove_file(&la).expect("gone");
    let found = desk.verify("stranger").doubts;
    assert!(found.iter().any(|d| d.file == la && d.what.contains("gone")), "a missing file too: {found:?}");
    fs::write(&la, &bytes).expect("put back");
    // A whole journal written anew is sound in itself; the memories of the old one are not.
    let name = JournalName::new(rb.file_stem().and_then(|s| s.to_str()).expect("a name"));
    let other = Desk::new();
    record(&mut other.open("RB"), "something else", 1);
    fs::copy(&other.files()[0], desk.folder().join(format!("{name}.jsonl"))).expect("the forgery");
    let found = desk.verify("stranger").doubts;
    assert!(found.iter().any(|d| d.what.contains("rewritten")), "another entry under that number is found: {found:?}");
    assert!(!desk.open("LA").complaints().is_empty(), "and the session that opens it is told");
}

#[test]
fn copies_strays_and_strangers_are_named() {
    let (desk, la, _) = two_writers();
    let report = desk.verify("LA");
    assert_eq!((report.journals, report.entries), (2, 5), "two headers and three entries are counted");
    assert!(report.notes.is_empty(), "nothing is worth a note: {:?}", report.notes);
    let copy = desk.folder().join("LA-copy.jsonl");
    fs::copy(&la, &copy).expect("as some synchronising programs do");
    let found = desk.verify("LA").doubts;
    assert!(
        found.iter().any(|d| d.what.contains("a copy of the other")),
        "a copy counts twice, so it is named: {found:?}"
    );
    fs::remove_file(&copy).expect("gone again");
    std::os::unix::fs::symlink(&la, &copy).expect("a link");
    assert_eq!(desk.verify("LA").doubts.len(), 1, "a link in the place of a journal is named");
    fs::remove_file(&copy).expect("gone again");
    let mut stranger = desk.open("guest");
    let mut author = stranger.author().clone();
    author.initials = "LA".to_owned();
    stranger.set_author(author);
    record(&mut stranger, "as LA", 9);
    let report = desk.verify("LA");
    assert_eq!(report.doubts, [], "using somebody's initials breaks nothing");
    assert_eq!(report.notes, ["LA was used by several accounts: guest, la"], "but it is said");
}

/// Writes a journal whose every hash is right, but which no session of this program would write.
fn forge(desk: &Desk, name: &str, heads: &[(i64, Act)]) -> PathBuf {
    let mut bytes = Vec::new();
    let mut prev = String::new();
    for (n, (key, act)) in heads.iter().enumerate() {
        let n = u32::try_from(n).expect("few");
        let (by, was, body) = ("LA".to_owned(), None, String::new());
        let head = Head { n, prev, at: at(0), key: Some(*key), by, seen: BTreeMap::new(), was, body };
        let (line, h) = line::encode(head, act.clone(), line::new_salt()).expect("a line");
        bytes.extend_from_slice(&line);
        prev = h;
    }
    let path = desk.folder().join(format!("{name}.jsonl"));
    fs::write(&path, bytes).expect("the forgery");
    path
}

fn header(area: &str, format: u32) -> Act {
    let (program, area) = ("workpaper 0.1.0".to_owned(), area.to_owned());
    let (writer, os_user, host, letter) = (String::new(), "la".to_owned(), String::new(), String::new());
    Act::Header(Header { format, program, area, writer, os_user, host, letter })
}

#[test]
fn journals_that_are_sound_line_by_line_but_wrong_as_a_whole_are_found() {
    let (here, elsewhere) = ("audits/IA-2026-02", "audits/IA-2025-01");
    let cases = [
        ("later", None, vec![(1, header(here, 1)), (5, note("a")), (9, note("b"))]),
        ("it is not later", Some(3), vec![(1, header(here, 1)), (5, note("a")), (5, note("b"))]),
        ("a journal of audits/IA-2025-01", Some(1), vec![(1, header(elsewhere, 1)), (5, note("a"))]),
        ("a header in the middle", Some(2), vec![(1, header(here, 1)), (5, header(here, 1))]),
        ("the header is missing", Some(1), vec![(1, note("a")), (5, note("b"))]),
        ("use a newer one", Some(1), vec![(1, header(here, 99)), (5, note("a"))]),
    ];
    for (words, line, entries) in cases {
        let desk = Desk::new();
        let path = forge(&desk, "LA-forged", &entries);
        let doubts = desk.verify("LA").doubts;
        assert_eq!(doubts.len(), usize::from(line.is_some()), "{words}: {doubts:?}");
        if let Some(doubt) = doubts.first() {
            assert_eq!((&doubt.file, doubt.line), (&path, line), "{words}: file and line are named");
            let prefix = format!("{}: line {}: ", path.display(), line.unwrap_or_default());
            assert!(doubt.to_string().starts_with(&prefix) && doubt.what.contains(words), "{words}: {doubt}");
        }
    }
}
