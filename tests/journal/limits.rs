//! Disks that are full, limited or read-only.

use crate::desk::{Desk, at, note, notes, record};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use workpaper::store::files;

fn succeed(mut command: Command, what: &str) {
    let output = command.output().expect("the other process starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}: {}\n{out}\n{err}", output.status);
}

#[test]
fn a_file_size_limit_is_an_error_and_not_a_death() {
    let desk = Desk::new();
    succeed(desk.child("size"), "the process under a file-size limit");
    let area = desk.open("LA");
    assert_eq!(notes(&area).last().map(String::as_str), Some("after"), "the retry is on disk");
    desk.assert_sound("LA", "after the limit was met and raised");
}

/// In a process of its own, for the limit holds for all of it.
pub fn meet_the_size_limit(dir: PathBuf) {
    let desk = Desk::at(dir);
    files::survive_size_limit().expect("the signal is caught");
    let mut area = desk.open("LA");
    record(&mut area, "first", 0);
    let path = desk.files().remove(0);
    let before = getrlimit(Resource::Fsize);
    let room = fs::metadata(&path).expect("the journal").len() + 1000;
    setrlimit(Resource::Fsize, Rlimit { current: Some(room), ..before }).expect("the limit");
    let mut recorded = 1;
    let fault = loop {
        match area.record(note(&format!("n{recorded}")), at(recorded)) {
            Ok(_) => recorded += 1,
            Err(fault) => break fault,
        }
        assert!(recorded < 100, "the limit must be met");
    };
    let good = fs::read(&path).expect("the journal");
    assert!(good.ends_with(b"\n"), "the file is cut back to its last whole line");
    let words = fault.to_string();
    assert!(words.contains("ulimit") && words.contains(&path.display().to_string()), "what and where: {words}");
    area.record(note("again"), at(50)).expect_err("as long as the limit holds");
    assert_eq!(fs::read(&path).expect("the journal"), good, "and cut back each time");
    setrlimit(Resource::Fsize, before).expect("the limit is lifted");
    record(&mut area, "after", 60);
    assert_eq!(desk.files().len(), 1, "the same file goes on");
    assert_eq!(i64::try_from(notes(&area).len()), Ok(recorded + 1), "nothing is missing, nothing is there twice");
}

#[test]
fn a_full_disk_is_an_error_and_with_space_again_the_retry_succeeds() {
    let desk = Desk::new();
    let mounted =
        "mount -t tmpfs -o size=64k none \"$WORKPAPER_TEST_DIR/journal\" && exec \"$0\" child --exact --nocapture";
    let probe = format!("mount -t tmpfs -o size=64k none '{}'", desk.folder().display());
    let able = Command::new("unshare").args(["-rm", "sh", "-c", &probe]).output().is_ok_and(|o| o.status.success());
    if !able {
        println!("skipped: this system does not let a test mount a small file system of its own");
        return;
    }
    let child = desk.child("full");
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", mounted]).arg(child.get_program());
    command.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
    succeed(command, "the process with the full disk");
}

/// In a process of its own, which alone sees the small file system.
pub fn meet_the_full_disk(dir: PathBuf) {
    let desk = Desk::at(dir);
    let mut area = desk.open("LA");
    record(&mut area, "first", 0);
    let ballast = desk.folder().join("ballast");
    let fits = |from: usize| (1..=from).rev().find(|pages| fs::write(&ballast, vec![0; pages * 4096]).is_ok());
    assert!(fits(16).is_some(), "the rest of the disk is filled");
    let mut recorded = 1;
    let fault = loop {
        match area.record(note(&format!("n{recorded} {}", "x".repeat(700))), at(recorded)) {
            Ok(_) => recorded += 1,
            Err(fault) => break fault,
        }
        assert!(recorded < 100, "the disk must get full");
    };
    assert!(fault.to_string().contains("free some space"), "it says what would help: {fault}");
    let file = fs::read(desk.files().remove(0)).expect("the journal");
    assert!(file.ends_with(b"\n"), "the file is cut back to its last whole line");
    let mut other = desk.open("RB");
    other.record(note("a first entry"), at(50)).expect_err("nor can a journal be begun");
    assert_eq!(desk.files().len(), 1, "and no beginning of one is left");
    fs::remove_file(&ballast).expect("space again");
    record(&mut area, "after", 60);
    record(&mut other, "from RB", 61);
    area.refresh().expect("readable");
    assert_eq!(i64::try_from(notes(&area).len()), Ok(recorded + 2), "nothing is missing, nothing is there twice");
    desk.assert_sound("LA", "after the disk was full");
}

#[test]
fn a_read_only_folder_is_a_clear_error() {
    if rustix::process::geteuid().is_root() {
        println!("skipped: permissions do not stop root");
        return;
    }
    let desk = Desk::new();
    fs::set_permissions(desk.folder(), fs::Permissions::from_mode(0o500)).expect("read-only");
    let fault = desk.open("LA").record(note("n0"), at(0)).expect_err("nothing can be written");
    fs::set_permissions(desk.folder(), fs::Permissions::from_mode(0o700)).expect("writable");
    assert!(fault.to_string().contains("permissions"), "it says what would help: {fault}");
    record(&mut desk.open("LA"), "n0", 0);
    desk.assert_sound("LA", "after the retry");
}

#[test]
fn an_unreadable_memory_does_not_stop_an_interview() {
    let desk = Desk::new();
    let place = desk.place("LA");
    let name = workpaper::domain::ident::JournalName::new("x");
    let memory =
        workpaper::store::local::Memory { head: workpaper::domain::entry::Seen(0, "h".to_owned()), mine: true };
    place.local.remember(&place.name, &name, &memory).expect("a memory");
    // In the place of the folder of memories, a file.
    let state =
        fs::read_dir(desk.root.join("state-LA")).expect("listed").next().expect("one").expect("readable").path();
    fs::remove_dir_all(state.join("heads/audits/IA-2026-02")).expect("removed");
    fs::write(state.join("heads/audits/IA-2026-02"), "no folder").expect("a file instead");
    let mut area = desk.open("LA");
    record(&mut area, "n0", 0);
    record(&mut area, "n1", 1);
    assert_eq!(notes(&area), ["n0", "n1"], "recording goes on without a memory");
    let report = desk.verify("LA");
    assert_eq!(report.doubts, [], "the journal is sound");
    assert_eq!(report.notes.len(), 1, "that nothing is remembered is said: {:?}", report.notes);
}
