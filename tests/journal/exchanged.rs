//! Files and folders that are exchanged, taken away and put back under an open session.

use crate::desk::{Desk, at, copy_folder, note, notes, record, verdict};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use workpaper::domain::entry::Act;
use workpaper::domain::ident::ObjectId;
use workpaper::store::area::Area;

fn item(area: &Area) -> (String, Vec<String>) {
    let item = area.state().get(&ObjectId::item("A.5.1")).expect("the item");
    let field = item.fields.get("verdict").expect("a verdict");
    (field.value.text().to_owned(), field.rivals.iter().map(|rival| rival.value.text().to_owned()).collect())
}

#[test]
fn an_older_copy_of_the_folder_swallows_nothing_and_the_newer_one_doubles_nothing() {
    let desk = Desk::new();
    let mut la = desk.open("LA");
    record(&mut la, "n0", 0);
    record(&mut la, "n1", 1);
    let (old, away) = (desk.root.join("old"), desk.root.join("away"));
    copy_folder(&desk.folder(), &old);
    let struck = record(&mut la, "n2", 2);
    la.record(Act::Strike(struck), at(3)).expect("struck");
    let named = record(&mut la, "n3", 4);
    fs::rename(desk.folder(), &away).expect("the folder goes");
    fs::rename(&old, desk.folder()).expect("an older copy comes, as `git stash` does it");

    record(&mut la, "n4", 5);
    let all = ["n0", "n1", "n3", "n4"];
    assert_eq!(notes(&la), all, "the session still shows everything, the struck entry struck");
    assert_eq!(notes(&desk.open("RB")), all, "and so does everybody else");
    assert!(la.state().get(&ObjectId::made(&named, 0)).is_some(), "entries keep their first names, so links hold");
    let found = desk.verify("RB").doubts;
    assert!(
        found.len() == 1 && found[0].what.contains("appended again"),
        "that the older copy is short is said, with what became of it: {found:?}"
    );
    assert!(la.complaints().join("\n").contains("had been seen here"), "and the open session is told");

    for entry in fs::read_dir(&away).expect("listed") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), desk.folder().join(entry.file_name())).expect("as `git stash pop` does it");
    }
    la.refresh().expect("readable");
    assert_eq!(notes(&la), all, "the old file is back and nothing is doubled");
    record(&mut la, "n5", 6);
    let all = ["n0", "n1", "n3", "n4", "n5"];
    assert_eq!(notes(&la), all, "recording goes on");
    let fresh = desk.open("RB");
    assert_eq!(notes(&fresh), all, "somebody else reads the same");
    assert_eq!(fresh.state(), la.state(), "down to the last detail");
    desk.assert_sound("RB", "with both files there");
}

#[test]
fn what_is_appended_again_neither_overrules_nor_settles_what_others_did_since() {
    for (seen, la_is_later) in [(true, false), (false, false), (false, true)] {
        let desk = Desk::new();
        let (mut la, mut rb) = (desk.open("LA"), desk.open("RB"));
        la.record(verdict("A.5.1", "conforms"), at(if la_is_later { 2 } else { 0 })).expect("recorded");
        if seen {
            rb.refresh().expect("readable");
        }
        rb.record(verdict("A.5.1", "nonconforming"), at(1)).expect("recorded");
        la.refresh().expect("readable");
        let (later, earlier) = if la_is_later { ("conforms", "nonconforming") } else { ("nonconforming", "conforms") };
        let rivals = if seen { vec![] } else { vec![earlier.to_owned()] };
        let expected = (later.to_owned(), rivals);
        assert_eq!(item(&la), expected, "the later verdict stands; it is disputed only if unseen (seen: {seen})");

        let path = desk.files().into_iter().find(|p| p.to_string_lossy().contains("/LA-")).expect("LA's journal");
        let aside = desk.root.join("aside");
        fs::rename(&path, &aside).expect("taken away");
        record(&mut la, "next", 3);
        assert_eq!(item(&la), expected, "the same once LA's verdict stands in another file (seen: {seen})");
        assert_eq!(item(&desk.open("TC")), expected, "for everybody (seen: {seen})");
        fs::rename(&aside, &path).expect("put back");
        assert_eq!(item(&desk.open("TC")), expected, "and the same with both files there (seen: {seen})");
        la.refresh().expect("readable");
        la.record(verdict("A.5.1", "not-audited"), at(4)).expect("recorded");
        assert_eq!(item(&la), ("not-audited".to_owned(), vec![]), "who has seen both settles it (seen: {seen})");
        desk.assert_sound("TC", "at the end");
    }
}

#[test]
fn what_others_did_with_an_object_survives_that_its_making_is_appended_again() {
    let desk = Desk::new();
    let (mut la, mut rb) = (desk.open("LA"), desk.open("RB"));
    let line = record(&mut la, "draft", 0);
    rb.refresh().expect("readable");
    let change = workpaper::domain::entry::Change::on(ObjectId::made(&line, 0)).set("text", "mended by RB");
    rb.record(Act::change(change), at(1)).expect("recorded");
    let path = desk.files().into_iter().find(|p| p.to_string_lossy().contains("/LA-")).expect("LA's journal");
    fs::remove_file(path).expect("removed");
    la.refresh().expect("readable");
    record(&mut la, "next", 2);
    assert_eq!(notes(&la), ["mended by RB", "next"], "RB's change finds its object");
    assert_eq!(la.state().orphans, [], "and is no orphan");
}

#[test]
fn a_file_replaced_by_its_own_copy_is_gone_on_with() {
    let desk = Desk::new();
    let mut la = desk.open("LA");
    record(&mut la, "n0", 0);
    let path = desk.files().remove(0);
    let copy = desk.root.join("copy");
    fs::copy(&path, &copy).expect("a copy");
    fs::rename(&copy, &path).expect("in its place");
    record(&mut la, "n1", 1);
    assert_eq!(notes(&desk.open("RB")), ["n0", "n1"], "the entry is in the file that stands there, not in the ghost");
    assert_eq!(desk.files().len(), 1, "its head is the remembered one, so no new file is needed");
    desk.assert_sound("RB", "after the exchange");
}

#[test]
fn a_removed_file_is_written_again_under_the_first_names() {
    let desk = Desk::new();
    let mut la = desk.open("LA");
    let names: Vec<_> = (0..3).map(|n| record(&mut la, &format!("n{n}"), n)).collect();
    fs::remove_file(desk.files().remove(0)).expect("removed");
    la.refresh().expect("readable");
    assert!(la.complaints().join("\n").contains("is gone"), "the session is told: {:?}", la.complaints());
    record(&mut la, "n3", 3);
    assert_eq!(notes(&la), ["n0", "n1", "n2", "n3"], "nothing is lost");
    for name in &names {
        assert!(la.state().get(&ObjectId::made(name, 0)).is_some(), "{name} keeps its name");
    }
    fs::remove_file(desk.files().remove(0)).expect("removed once more");
    record(&mut la, "n4", 4);
    assert_eq!(notes(&desk.open("RB")), ["n0", "n1", "n2", "n3", "n4"], "nor the second time");
}

#[test]
fn a_folder_taken_away_is_a_clear_error_and_put_back_a_retry_succeeds() {
    let desk = Desk::new();
    let mut la = desk.open("LA");
    record(&mut la, "n0", 0);
    let away = desk.root.join("away");
    fs::rename(desk.folder(), &away).expect("taken away");
    let fault = la.record(note("n1"), at(1)).expect_err("nowhere to write");
    let words = fault.to_string();
    let folder = desk.folder().display().to_string();
    assert!(words.contains(&folder) && words.contains("put it back"), "it says where and what would help: {words}");
    la.refresh().expect_err("nothing to read");
    assert_eq!(notes(&la), ["n0"], "what was read stays on the screen");
    fs::rename(&away, desk.folder()).expect("put back");
    record(&mut la, "n1", 1);
    assert_eq!(notes(&desk.open("RB")), ["n0", "n1"], "the retry is recorded once");
    assert_eq!(desk.files().len(), 1, "in the same file");
    desk.assert_sound("LA", "after the retry");
}

#[test]
fn a_neighbours_unreadable_file_neither_hides_the_others_nor_fails_what_was_recorded() {
    let desk = Desk::new();
    let mut la = desk.open("LA");
    record(&mut desk.open("RB"), "from RB", 0);
    fs::create_dir(desk.folder().join("ZZ-broken.jsonl")).expect("a folder of that name");
    assert!(la.refresh().expect("the rest can be read"), "what can be read is read");
    record(&mut la, "from LA", 1);
    assert_eq!(notes(&la), ["from RB", "from LA"], "and recording goes on");
    if rustix::process::geteuid().is_root() {
        println!("skipped the second half: permissions do not stop root");
        return;
    }
    record(&mut desk.open("TC"), "from TC", 2);
    let locked = desk.folder().join("AA-locked.jsonl");
    fs::write(&locked, "").expect("a file");
    let mut fresh = desk.open("LA");
    fs::write(&locked, "{").expect("it changes");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("nobody may read it");
    fresh.refresh().expect_err("that it cannot be read is said");
    let name = record(&mut fresh, "first of this session", 3);
    assert!(fresh.state().get(&ObjectId::made(&name, 0)).is_some(), "what was recorded is shown");
    assert_eq!(notes(&fresh), ["from RB", "from LA", "from TC", "first of this session"], "with what can be read");
}

#[test]
fn another_file_under_the_same_path_is_read_anew_even_if_it_is_as_long() {
    let desk = Desk::new();
    record(&mut desk.open("RB"), "aaaa", 0);
    let path = desk.files().remove(0);
    let mut reader = desk.open("LA");
    let bytes = fs::read_to_string(&path).expect("the journal");
    fs::remove_file(&path).expect("removed");
    // The inode number is often given out again at once.
    fs::write(&path, bytes.replace("aaaa", "bbbb")).expect("another file");
    reader.refresh().expect("readable");
    assert_eq!(notes(&reader), ["bbbb"], "what stands there now is what is shown");
}

#[test]
fn undo_and_redo_stay_within_the_session() {
    let desk = Desk::new();
    record(&mut desk.open("LA"), "yesterday", 0);
    let mut la = desk.open("LA");
    record(&mut la, "one", 1);
    record(&mut la, "two", 2);
    assert_eq!(desk.files().len(), 1, "the same journal goes on");
    let undo = |la: &mut Area, seconds| {
        let name = la.last_own().map(workpaper::domain::entry::Entry::name);
        name.map(|name| la.record(Act::Strike(name), at(seconds)).expect("struck")).is_some()
    };
    let redo = |la: &mut Area, seconds| {
        let name = la.last_strike().map(workpaper::domain::entry::Entry::name);
        name.map(|name| la.record(Act::Strike(name), at(seconds)).expect("struck")).is_some()
    };
    assert!(undo(&mut la, 3) && undo(&mut la, 4), "both are undone");
    assert_eq!(notes(&la), ["yesterday"], "only yesterday's is left");
    assert!(!undo(&mut la, 5), "yesterday's session is not undone");
    assert!(redo(&mut la, 6), "the earlier one is redone first");
    assert_eq!(notes(&la), ["yesterday", "one"], "in order");
    assert!(redo(&mut la, 7), "then the later one");
    assert_eq!(notes(&la), ["yesterday", "one", "two"], "all is back");
    assert!(!redo(&mut la, 8), "there is nothing more to redo, and redo never undoes");
    assert!(undo(&mut la, 9), "undo again");
    record(&mut la, "three", 10);
    assert!(!redo(&mut la, 11), "after something new there is nothing to redo");
    assert_eq!(notes(&la), ["yesterday", "one", "three"], "and nothing was touched");
}

#[test]
fn changing_who_records_does_not_change_who_recorded() {
    let desk = Desk::new();
    let mut area = desk.open("LA");
    record(&mut area, "by LA", 0);
    fs::remove_file(desk.files().remove(0)).expect("removed");
    let mut other = area.author().clone();
    other.initials = "RB".to_owned();
    area.set_author(other);
    record(&mut area, "by RB", 1);
    let by: Vec<_> = area.state().of(workpaper::domain::fields::Kind::Line).map(|line| line.made.by.clone()).collect();
    assert_eq!(by, ["LA", "RB"], "what is appended again stays its author's");
}

#[test]
fn a_copy_of_a_journal_and_one_of_another_area_count_for_nothing_and_are_named() {
    let desk = Desk::new();
    let mut la = desk.open("LA");
    record(&mut la, "one", 0);
    let own = desk.files().remove(0);
    let copy = desk.folder().join("AA-copy.jsonl");
    fs::copy(&own, &copy).expect("a copy that stands before it in the list");
    la.refresh().expect("readable");
    let again = desk.open("LA");
    for area in [&la, &again] {
        assert_eq!(notes(area), ["one"], "what was said once is there once");
        let told = area.complaints().join("\n");
        assert!(told.contains("AA-copy.jsonl: left out: a copy of"), "and the copy is named: {told}");
    }
    fs::remove_file(&copy).expect("moved away");
    la.refresh().expect("readable");
    assert_eq!(la.complaints(), Vec::<String>::new(), "then all is well");

    let other = Desk::new();
    fs::copy(&own, other.folder().join("LA-stranger.jsonl")).expect("put into the wrong folder");
    let mut place = other.place("LA");
    place.name = "audits/IA-1".to_owned();
    let area = Area::open(place, again.author().clone()).expect("opens");
    assert_eq!(notes(&area), Vec::<&str>::new(), "another area's journal is left out");
    assert!(area.complaints().join("\n").contains("left out: a journal of"), "and named: {:?}", area.complaints());
}
