//! Long work is interrupted at many moments, as Ctrl-C does it: it ends at once, nothing is half done that the next run
//! does not make good, and what comes in the end is what an undisturbed run makes.
//!
//! Must not know: how long the work takes. The moments are spread over one undisturbed run; what is said holds for each.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const MOMENTS: u32 = 8;

/// The binary with homes of its own.
fn workpaper(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
    command.env_remove("WORKPAPER_DIR").env("USER", "tester").env("HOME", home).current_dir(home);
    for (name, folder) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
        command.env(name, home.join(folder));
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

fn done(home: &Path, arguments: &[&str]) -> String {
    let output = workpaper(home, arguments).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Begins it, and interrupts it after so long. It has ended then, by the signal or before it came.
fn interrupted(home: &Path, arguments: &[&str], after: Duration) {
    let child = workpaper(home, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    std::thread::sleep(after);
    // One that has ended already cannot be signalled any more.
    let _ = kill_process(Pid::from_child(&child), Signal::INT);
    let output = child.wait_with_output().expect("it ends");
    let ended = output.status.signal() == Some(2) || output.status.success();
    assert!(
        ended,
        "{arguments:?} ends by the signal or well: {:?} {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
}

/// All files of a folder but the cache, which anybody may delete.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut all, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("listed") {
            let path = entry.expect("named").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // What a write had begun when it was interrupted lies beside the file, under a name of no meaning.
            if name == ".workpaper" || name.starts_with(".new-") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("read");
                all.insert(path.strip_prefix(root).expect("inside").to_owned(), bytes);
            }
        }
    }
    all
}

#[test]
fn an_interrupted_import_is_no_workspace_or_a_sound_one_and_goes_on_when_repeated() {
    let home = tempfile::tempdir().expect("a folder");
    let home = home.path();
    done(home, &["demo", "ws"]);
    done(home, &["--dir", "ws", "export", "pack", "IA-2026-02", "-o", "one.zip"]);
    let begun = Instant::now();
    done(home, &["import", "pack", "one.zip", "--into", "whole"]);
    let whole = (begun.elapsed(), files(&home.join("whole")));
    for moment in 0..=MOMENTS {
        let into = format!("copy-{moment}");
        interrupted(home, &["import", "pack", "one.zip", "--into", &into], whole.0 * moment / MOMENTS);
        if home.join(&into).join("workpaper.toml").exists() {
            done(home, &["--dir", &into, "verify"]);
        }
        done(home, &["import", "pack", "one.zip", "--into", &into]);
        done(home, &["--dir", &into, "verify"]);
        let same = files(&home.join(&into)) == whole.1;
        assert!(same, "interrupted at {moment}/{MOMENTS} and repeated, it is what an undisturbed import makes");
    }
}

#[test]
fn an_interrupted_import_into_a_workspace_leaves_what_was_there_sound() {
    let home = tempfile::tempdir().expect("a folder");
    let home = home.path();
    done(home, &["demo", "ws"]);
    done(home, &["--dir", "ws", "export", "pack", "IA-2026-02", "-o", "one.zip"]);
    fs::create_dir(home.join("other")).expect("made");
    done(home, &["demo", "other", "--audits", "2", "--findings", "4"]);
    let begun = Instant::now();
    done(home, &["--dir", "other", "import", "pack", "one.zip"]);
    let long = begun.elapsed();
    for moment in 0..=MOMENTS / 2 {
        let into = format!("other-{moment}");
        done(home, &["demo", &into, "--audits", "2", "--findings", "4"]);
        interrupted(home, &["--dir", &into, "import", "pack", "one.zip"], long * moment * 2 / MOMENTS);
        done(home, &["--dir", &into, "import", "pack", "one.zip"]);
        done(home, &["--dir", &into, "verify"]);
        assert!(done(home, &["--dir", &into, "audits"]).contains("IA-2026-02"), "it is taken in in the end");
    }
}

#[test]
fn another_pack_does_not_go_on_where_one_was_interrupted() {
    let home = tempfile::tempdir().expect("a folder");
    let home = home.path();
    done(home, &["demo", "ws"]);
    done(home, &["--dir", "ws", "export", "pack", "IA-2026-02", "-o", "one.zip"]);
    fs::create_dir_all(home.join("copy/.workpaper")).expect("made");
    fs::write(home.join("copy/.workpaper/begun"), "another pack").expect("written");
    let output = workpaper(home, &["import", "pack", "one.zip", "--into", "copy"]).output().expect("it runs");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(1) && err.contains("interrupted"),
        "it says what is there, and the remedy: {err}"
    );
    assert!(!home.join("copy/workpaper.toml").exists(), "nothing was written");
}

#[test]
fn an_interrupted_rebuild_is_made_good_by_the_next() {
    let home = tempfile::tempdir().expect("a folder");
    let home = home.path();
    done(home, &["demo", "ws", "--audits", "6", "--findings", "60"]);
    let whole = files(&home.join("ws"));
    let wipe = || {
        for entry in fs::read_dir(home.join("ws/findings")).expect("listed").flatten() {
            fs::remove_file(entry.path()).expect("removed");
        }
        drop(fs::remove_dir_all(home.join("ws/.workpaper")));
    };
    wipe();
    let begun = Instant::now();
    done(home, &["--dir", "ws", "rebuild"]);
    let long = begun.elapsed();
    assert!(files(&home.join("ws")) == whole, "rebuilt, they are the same files");
    for moment in 0..=MOMENTS {
        wipe();
        interrupted(home, &["--dir", "ws", "rebuild"], long * moment / MOMENTS);
        for (name, bytes) in files(&home.join("ws")) {
            assert!(whole.get(&name) == Some(&bytes), "{} is whole or not there", name.display());
        }
        done(home, &["--dir", "ws", "rebuild"]);
        assert!(files(&home.join("ws")) == whole, "interrupted at {moment}/{MOMENTS} and repeated, they are the same");
        let names = fs::read_dir(home.join("ws/findings")).expect("listed").flatten().map(|entry| entry.file_name());
        let left: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with('.')).collect();
        assert!(left.is_empty(), "what an interrupted write left is gone: {left:?}");
        done(home, &["--dir", "ws", "verify"]);
    }
}
