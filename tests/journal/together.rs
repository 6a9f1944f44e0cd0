//! Several people, and several sessions of one, on the same area.

use crate::desk::{Desk, at, copy_folder, note, notes, record, verdict};
use std::fs;
use std::path::PathBuf;
use workpaper::domain::fields::Kind;
use workpaper::domain::fold::State;
use workpaper::domain::ident::ObjectId;

const EACH: i64 = 2000;

/// What each of the two processes does.
pub fn write_many(dir: PathBuf, who: &str) {
    let desk = Desk::at(dir);
    let mut area = desk.open(who);
    for n in 0..EACH {
        area.record(note(&format!("{who} {n}")), at(n)).unwrap_or_else(|fault| panic!("{who} {n}: {fault}"));
        if n % 50 == 0 {
            area.refresh().expect("readable");
        }
        if n % 400 == 0 {
            // A session that ends and a new one.
            drop(area);
            area = desk.open(who);
        }
    }
}

#[test]
fn two_processes_at_once_lose_nothing() {
    let desk = Desk::new();
    let start = |who: &str| desk.child(who).stdout(std::process::Stdio::null()).spawn().expect("the process starts");
    let children = [start("LA"), start("RB")];
    for mut child in children {
        assert!(child.wait().expect("the process ends").success(), "each process records everything");
    }
    let (one, other) = (desk.open("LA"), desk.open("TC"));
    assert_eq!(one.state(), other.state(), "everybody folds the same state");
    let mut backwards = one.entries().expect("readable");
    backwards.reverse();
    assert_eq!(&State::fold(&backwards), one.state(), "whatever order the files are read in");
    let mut found = notes(&one);
    found.sort();
    let mut expected: Vec<String> =
        ["LA", "RB"].iter().flat_map(|w| (0..EACH).map(move |n| format!("{w} {n}"))).collect();
    expected.sort();
    assert!(found == expected, "all {} entries are there, each once (found {})", 2 * EACH, found.len());
    assert_eq!(desk.files().len(), 2, "sessions of one account, one after the other, share one file");
    desk.assert_sound("LA", "after both wrote at once");
}

#[test]
fn two_sessions_of_one_account_are_two_writers() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.open("LA"), desk.open("LA"));
    for n in 0..5 {
        record(&mut one, &format!("one {n}"), 2 * n);
        one.refresh().expect("readable");
        record(&mut two, &format!("two {n}"), 2 * n + 1);
        two.refresh().expect("readable");
    }
    one.refresh().expect("readable");
    assert_eq!(desk.files().len(), 2, "each has a file of its own");
    assert_eq!(notes(&one), notes(&two), "both see everything");
    drop((one, two));
    record(&mut desk.open("LA"), "later", 20);
    record(&mut desk.open("LA"), "later still", 21);
    assert_eq!(desk.files().len(), 2, "a later session goes on with one of them: both are remembered as its own");
    desk.assert_sound("LA", "after two sessions");
}

#[test]
fn two_clones_merged_by_files_lose_nothing_and_list_their_conflicts() {
    let (desk, clone) = (Desk::new(), Desk::new());
    let mut la = desk.open("LA");
    record(&mut la, "before", 0);
    la.record(verdict("A.5.1", "open"), at(1)).expect("recorded");
    copy_folder(&desk.folder(), &clone.folder());
    let mut rb = clone.open("RB");
    la.record(verdict("A.5.1", "conforms"), at(2)).expect("recorded");
    record(&mut la, "LA alone", 3);
    rb.record(verdict("A.5.1", "nonconforming"), at(4)).expect("recorded");
    record(&mut rb, "RB alone", 5);
    // The account's own files are never older than what comes from the clone, so only strange ones are taken.
    for (from, to) in [(&desk, &clone), (&clone, &desk)] {
        for path in from.files() {
            let target = to.folder().join(path.file_name().expect("a name"));
            let longer = fs::read(&path).expect("a journal");
            if fs::read(&target).is_ok_and(|there| there.len() >= longer.len()) {
                continue;
            }
            fs::write(&target, longer).expect("merged");
        }
    }
    la.refresh().expect("readable");
    rb.refresh().expect("readable");
    assert_eq!(notes(&la), ["before", "LA alone", "RB alone"], "nothing is lost");
    assert_eq!(la.state(), rb.state(), "both fold the same");
    let conflicts = la.state().conflicts();
    assert_eq!(conflicts.len(), 1, "the one disagreement is listed");
    let both = (conflicts[0].field.value.text(), conflicts[0].field.rivals[0].value.text());
    assert_eq!(both, ("nonconforming", "conforms"), "with both verdicts");
    la.record(verdict("A.5.1", "nonconforming"), at(6)).expect("settled");
    assert!(la.state().conflicts().is_empty(), "who has seen both settles it");
    let item = la.state().get(&ObjectId::item("A.5.1")).expect("the item");
    assert_eq!((item.text("verdict"), la.state().of(Kind::Item).count()), ("nonconforming", 1), "for good");
    desk.assert_sound("LA", "after the merge");
}
