//! Disks that fail under an interview: limited, full, read-only, taken away, exchanged. The message says what and where,
//! the words stay in the line, and once it is mended the same Enter records them.
//!
//! Must not know: how an entry is appended.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use screen::{AUDIT, Office, Seat};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Enters a line that must be recorded.
fn record(office: &Office, seat: &mut Seat, line: &str) {
    seat.type_in(line);
    seat.wait_until(line, |seat| seat.typed().as_deref() == Some(line));
    seat.type_in("\r");
    seat.wait_until(&format!("{line:?} is recorded"), |seat| seat.notice().starts_with("recorded"));
    assert!(office.journals().contains(line) || office.root().join("elsewhere").exists(), "{line:?} is on disk");
}

/// Enters a line that cannot be recorded.
fn fail(seat: &mut Seat, line: &str) {
    seat.type_in(line);
    seat.wait_until(line, |seat| seat.typed().as_deref() == Some(line));
    seat.type_in("\r");
    let told = |seat: &Seat| ["cannot record in", "cannot open"].iter().any(|words| seat.contents().contains(words));
    seat.wait_until(&format!("{line:?} is refused"), told);
    assert_eq!(seat.typed().as_deref(), Some(line), "the words stay in the line: {}", seat.notice());
}

/// The same Enter again, which now records the line.
fn again(seat: &mut Seat, line: &str) {
    seat.type_in("\r");
    seat.wait_until(&format!("{line:?} is recorded now"), |seat| seat.notice().starts_with("recorded"));
    assert_eq!(seat.typed().as_deref(), Some(""), "and the line is free");
}

fn write_mode(seat: &mut Seat) {
    seat.wait_for("LIST");
    seat.press("\r", "WRITE");
}

fn lines(office: &Office) -> Vec<String> {
    let audit = office.audit();
    audit.view().of(workpaper::domain::fields::Kind::Line).map(|line| line.text("text").to_owned()).collect()
}

/// What is said of a failure names what could not be done, the place, and what would help, and all of it is on screen.
fn assert_tells(seat: &Seat, place: &Path, remedy: &str) {
    let shown: String = seat.contents().split_whitespace().collect();
    let wanted = |words: &str| shown.contains(&words.split_whitespace().collect::<String>());
    assert!(wanted("cannot record in") || wanted("cannot open"), "what could not be done:\n{}", seat.contents());
    assert!(wanted(&place.display().to_string()), "where, {}:\n{}", place.display(), seat.contents());
    assert!(wanted(remedy), "what would help, {remedy:?}:\n{}", seat.contents());
}

#[test]
fn a_file_size_limit_is_met_and_raised() {
    let office = Office::new();
    let journal = workpaper::store::files::journals(&office.journal_folder()).expect("listed").remove(0).1;
    let blocks = fs::metadata(&journal).expect("the journal").len().div_ceil(512) + 4;
    let mut seat = office.sit_behind(&format!("ulimit -S -f {blocks}"), &["open", AUDIT]);
    write_mode(&mut seat);
    let mut recorded = Vec::new();
    let refused = loop {
        let line = format!("n{} about what was seen", recorded.len());
        seat.type_in(&line);
        seat.wait_until(&line, |seat| seat.typed().as_deref() == Some(line.as_str()));
        seat.type_in("\r");
        seat.wait_until("an answer", |seat| {
            seat.notice().starts_with("recorded") || seat.contents().contains("cannot record in")
        });
        if !seat.notice().starts_with("recorded") {
            break line;
        }
        recorded.push(line);
        assert!(recorded.len() < 20, "the limit is met");
    };
    assert_eq!(seat.typed().as_deref(), Some(refused.as_str()), "the words stay in the line: {}", seat.notice());
    assert_tells(&seat, &journal, "A file-size limit (ulimit -f) stops it: raise it, then repeat");
    assert!(fs::read_to_string(&journal).expect("readable").ends_with('\n'), "the file ends with a whole line");
    assert_eq!(lines(&office), recorded, "what was recorded before is there");
    let pid = Pid::from_raw(seat.pid().cast_signed()).expect("a process id");
    prlimit(Some(pid), Resource::Fsize, Rlimit { current: None, maximum: None }).expect("the limit is raised");
    again(&mut seat, &refused);
    recorded.push(refused);
    assert_eq!(lines(&office), recorded, "the same Enter recorded it, once");
    seat.leave_with("\x07qq");
    office.assert_verifies("after the limit");
    assert_eq!(office.json(&["verify"])["areas"][0]["journals"], 1, "the same file goes on");
}

/// Whether a test may mount a small file system that only it sees.
fn can_mount(office: &Office) -> bool {
    let probe = format!("mount -t tmpfs -o size=64k none '{}'", office.folder().display());
    let able = Command::new("unshare").args(["-rm", "sh", "-c", &probe]).output().is_ok_and(|o| o.status.success());
    if !able {
        println!("skipped: this system does not let a test mount a small file system of its own");
    }
    able
}

/// The folder as that process sees it.
fn through(seat: &Seat, path: &Path) -> PathBuf {
    Path::new(&format!("/proc/{}/root", seat.pid())).join(path.strip_prefix("/").expect("an absolute path"))
}

#[test]
fn a_full_disk_is_met_and_cleared() {
    let office = Office::new();
    if !can_mount(&office) {
        return;
    }
    let folder = office.journal_folder();
    let (kept, there) = (office.folder().join("kept"), folder.display().to_string());
    let shell = format!(
        "cp -a '{there}' '{0}' && mount -t tmpfs -o size=64k none '{there}' && cp -a '{0}'/* '{there}' && exec \"$0\" \"$@\"",
        kept.display()
    );
    let mut seat = Seat::start(office.builder(&["unshare", "-rm", "sh", "-c", &shell], &["open", AUDIT]), 80, 24);
    write_mode(&mut seat);
    seat.type_in("first line\r");
    seat.wait_until("the first line", |seat| seat.notice().starts_with("recorded"));
    let inside = through(&seat, &folder);
    let ballast = inside.join("ballast");
    let fits = |from: usize| (1..=from).rev().find(|pages| fs::write(&ballast, vec![0; pages * 4096]).is_ok());
    assert!(fits(16).is_some(), "the rest of the disk is filled");
    let mut count = 1;
    let refused = loop {
        let line = format!("n{count} {}", "long ".repeat(80).trim_end());
        seat.type_in(&line);
        seat.wait_until(&line, |seat| seat.typed().is_some_and(|typed| typed.ends_with("long")));
        seat.type_in("\r");
        seat.wait_until("an answer", |seat| {
            seat.notice().starts_with("recorded") || seat.contents().contains("cannot record in")
        });
        if !seat.notice().starts_with("recorded") {
            break line;
        }
        count += 1;
        assert!(count < 40, "the disk gets full");
    };
    assert!(seat.typed().is_some_and(|typed| typed.ends_with("long")), "the words stay in the line");
    assert_tells(&seat, &folder, "The disk is full: free some space, then repeat");
    fs::remove_file(&ballast).expect("space again");
    again(&mut seat, &refused);
    let names = fs::read_dir(&inside).expect("listed").map(|entry| entry.expect("named").path());
    let text: String = names.filter_map(|path| fs::read_to_string(path).ok()).collect();
    assert_eq!(text.matches(&format!("n{count} long")).count(), 1, "the same Enter recorded it, once");
    // The small disk goes with its process: what it holds is what is verified.
    let saved = office.folder().join("saved");
    let copied = Command::new("cp").arg("-a").arg(&inside).arg(&saved).status().expect("cp starts");
    assert!(copied.success(), "the small disk is copied");
    seat.leave_with("\x07qq");
    fs::remove_dir_all(&folder).expect("the folder below the small disk");
    fs::rename(&saved, &folder).expect("the copy in its place");
    office.assert_verifies("after the disk was full");
    assert_eq!(lines(&office).len(), count + 1, "nothing is missing and nothing is there twice");
}

#[test]
fn a_folder_made_read_only_and_writable_again() {
    if rustix::process::geteuid().is_root() {
        println!("skipped: permissions do not stop root");
        return;
    }
    let office = Office::new();
    let mut seat = office.sit();
    write_mode(&mut seat);
    let journal = workpaper::store::files::journals(&office.journal_folder()).expect("listed").remove(0).1;
    let allow = |folder, file| {
        fs::set_permissions(office.journal_folder(), fs::Permissions::from_mode(folder)).expect("the folder's");
        fs::set_permissions(&journal, fs::Permissions::from_mode(file)).expect("the file's");
    };
    allow(0o500, 0o400);
    fail(&mut seat, "what was said");
    assert_tells(&seat, &office.journal_folder(), "Change the permissions or choose another folder, then repeat");
    allow(0o700, 0o600);
    again(&mut seat, "what was said");
    assert_eq!(lines(&office), ["what was said"], "recorded once");
    seat.leave_with("\x07qq");
    office.assert_verifies("after the permissions");
}

#[test]
fn the_folder_is_taken_away_and_put_back() {
    let office = Office::new();
    let mut seat = office.sit();
    write_mode(&mut seat);
    record(&office, &mut seat, "first line");
    let (folder, away) = (office.journal_folder(), office.folder().join("away"));
    fs::rename(&folder, &away).expect("taken away");
    fail(&mut seat, "second line");
    assert_tells(&seat, &folder, "It is not there (any more): put it back, then repeat");
    assert!(seat.contents().contains("first line"), "what was recorded stays on the screen");
    fs::rename(&away, &folder).expect("put back");
    again(&mut seat, "second line");
    record(&office, &mut seat, "third line");
    assert_eq!(lines(&office), ["first line", "second line", "third line"], "each once, in order");
    seat.leave_with("\x07qq");
    office.assert_verifies("with the folder back");
    assert_eq!(office.json(&["verify"])["areas"][0]["journals"], 1, "in the same file");
}

#[test]
fn the_folder_is_removed_for_good_and_made_anew() {
    let office = Office::new();
    let mut seat = office.sit();
    write_mode(&mut seat);
    record(&office, &mut seat, "first line");
    record(&office, &mut seat, "second line");
    fs::remove_dir_all(office.journal_folder()).expect("removed");
    fail(&mut seat, "third line");
    assert_tells(&seat, &office.journal_folder(), "put it back, then repeat");
    fs::create_dir(office.journal_folder()).expect("made anew");
    again(&mut seat, "third line");
    assert_eq!(lines(&office), ["first line", "second line", "third line"], "this session's lines are written again");
    seat.leave_with("\x07qq");
    let ran = office.run(&["verify"]);
    assert_eq!(ran.code, 3, "that the first file is gone with what others wrote in it is told: {}", ran.out);
    let doubts: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("fault")).collect();
    assert!(
        doubts.iter().all(|doubt| doubt.contains("gone") || doubt.contains("frozen") || doubt.contains("checklist")),
        "and nothing else is doubted: {doubts:?}"
    );
}

#[test]
fn the_folder_is_exchanged_for_an_older_copy() {
    let office = Office::new();
    let mut seat = office.sit();
    write_mode(&mut seat);
    record(&office, &mut seat, "first line");
    let (folder, old, away) = (office.journal_folder(), office.folder().join("old"), office.folder().join("away"));
    let copied = Command::new("cp").arg("-a").arg(&folder).arg(&old).status().expect("cp starts");
    assert!(copied.success(), "an older copy is made");
    record(&office, &mut seat, "second line");
    fs::rename(&folder, &away).expect("the folder goes");
    fs::rename(&old, &folder).expect("the older copy comes, as `git stash` does it");
    record(&office, &mut seat, "third line");
    assert_eq!(lines(&office), ["first line", "second line", "third line"], "nothing is swallowed, nothing doubled");
    seat.type_in("\x07");
    seat.press("\x12", "");
    for line in ["first line", "second line", "third line"] {
        assert!(seat.contents().contains(line), "{line:?} is on the screen:\n{}", seat.contents());
    }
    seat.leave_with("qq");
    let ran = office.run(&["verify"]);
    let doubts: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("fault")).collect();
    assert!(
        ran.code == 3 && doubts.len() == 1 && doubts[0].contains("appended again"),
        "only that the older copy is short, and that its end was appended again: {doubts:?}"
    );
    for entry in fs::read_dir(&away).expect("listed") {
        let entry = entry.expect("named");
        fs::copy(entry.path(), folder.join(entry.file_name())).expect("put back, as `git stash pop` does it");
    }
    office.assert_verifies("with the newer copy back");
    assert_eq!(lines(&office), ["first line", "second line", "third line"], "still each once");
}

#[test]
fn drafts_that_cannot_be_kept_do_not_stop_the_recording() {
    let office = Office::new();
    let mut seat = office.sit();
    write_mode(&mut seat);
    fs::remove_dir_all(office.folder().join("state")).expect("the memory goes");
    fs::write(office.folder().join("state"), "a file in its place").expect("and cannot come back");
    record(&office, &mut seat, "first line");
    record(&office, &mut seat, "second line");
    assert_eq!(lines(&office), ["first line", "second line"], "recording goes on without a memory");
}
