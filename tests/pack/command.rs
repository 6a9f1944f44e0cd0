//! `export pack` and `import pack` as they are typed, over the worked sample with whatever formats there are.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use workpaper::exchange::pack::archive;

/// The binary with homes of its own.
fn workpaper(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
    command.env_remove("WORKPAPER_DIR").env("USER", "tester").env("TMPDIR", home);
    for (name, folder) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
        command.env(name, home.join(folder));
    }
    command.current_dir(home);
    command
}

fn done(home: &Path, arguments: &[&str]) -> String {
    let run = workpaper(home).args(arguments).assert().success();
    String::from_utf8_lossy(&run.get_output().stdout).into_owned()
}

/// Fails with this exit code; answers with what stood on standard error.
fn fails(home: &Path, code: i32, arguments: &[&str]) -> String {
    let run = workpaper(home).args(arguments).assert().code(code);
    String::from_utf8_lossy(&run.get_output().stderr).into_owned()
}

fn sample() -> TempDir {
    let home = tempfile::tempdir().expect("a temporary folder");
    done(home.path(), &["demo", "ws"]);
    home
}

#[test]
fn the_worked_sample_goes_out_comes_in_and_goes_out_the_same() {
    let sample = sample();
    let home = sample.path();
    let export = ["--dir", "ws", "export", "pack", "IA-2026-02", "-o"];
    done(home, &[&export[..], &["one.zip"]].concat());
    done(home, &[&export[..], &["again.zip"]].concat());
    let one = fs::read(home.join("one.zip")).expect("the pack");
    assert!(one == fs::read(home.join("again.zip")).expect("the pack"), "the same state, the same bytes");
    let files = archive::read(&one, archive::LIMITS).expect("readable");
    for folder in ["report/", "lists/", "findings/", "register/journal/"] {
        assert!(files.keys().any(|name| name.starts_with(folder)), "it holds {folder}: {:?}", files.keys());
    }
    for private in ["without the others in the room", "strong team, say so", "about that template before Thursday"] {
        let found = files.iter().find(|(_, bytes)| String::from_utf8_lossy(bytes).contains(private));
        assert_eq!(found.map(|(name, _)| name), None, "{private:?} is private and stands nowhere");
    }
    let said = done(home, &["import", "pack", "one.zip", "--into", "copy"]);
    assert!(said.contains("private lines 4"), "it says what stays behind: {said}");
    let said = done(home, &["--dir", "copy", "verify"]);
    assert!(said.contains("as written") && said.contains("withheld 4"), "sound, and not the whole: {said}");
    assert!(!said.contains("NOT as written") && !said.contains("fault:"), "withheld is no fault: {said}");
    let json: serde_json::Value =
        serde_json::from_str(&done(home, &["--json", "--dir", "copy", "verify"])).expect("JSON");
    assert_eq!(json["areas"][0]["withheld"], 4, "other tools are told: {json}");
    assert_eq!(json["faults"], serde_json::json!([]), "as no fault");
    done(home, &["--dir", "copy", "export", "pack", "IA-2026-02", "-o", "two.zip"]);
    assert!(one == fs::read(home.join("two.zip")).expect("the pack"), "out, in and out again: the same bytes");
    let (before, after) =
        (done(home, &["--dir", "ws", "findings", "--json"]), done(home, &["--dir", "copy", "findings", "--json"]));
    assert_eq!(before, after, "the findings are the same");
    let out = workpaper(home).args([&export[..], &["-"]].concat()).assert().success().get_output().stdout.clone();
    assert!(out == one, "standard output gets the same");
    fails(home, 4, &[&export[..], &["one.zip"]].concat());
    done(home, &[&export[..], &["one.zip", "--force"]].concat());
    let said = done(home, &["--dir", "ws", "import", "pack", "two.zip"]);
    assert!(said.contains("Journals new or longer: 0"), "there is nothing new at home: {said}");
    assert!(done(home, &["--dir", "ws", "verify"]).lines().all(|line| !line.contains("withheld")), "nothing was lost");
}

#[test]
fn the_sums_are_what_sha256sum_checks() {
    let sample = sample();
    let home = sample.path();
    done(home, &["--dir", "ws", "export", "pack", "IA-2026-02", "-o", "one.zip"]);
    let files = archive::read(&fs::read(home.join("one.zip")).expect("the pack"), archive::LIMITS).expect("readable");
    for (name, bytes) in &files {
        let path = home.join("unpacked").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    let check = std::process::Command::new("sha256sum")
        .args(["--strict", "-c", "SHA256SUMS"])
        .current_dir(home.join("unpacked"))
        .output();
    let Ok(check) = check else {
        println!("sha256sum is not here: skipped");
        return;
    };
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(check.status.success(), "every sum is right: {said} {}", String::from_utf8_lossy(&check.stderr));
    assert_eq!(said.lines().count(), files.len() - 1, "every file but the sums has one");
    done(home, &["--dir", "unpacked", "verify"]);
}

#[test]
fn what_is_not_taken_ends_with_words_and_the_documented_code() {
    let sample = sample();
    let home = sample.path();
    fails(home, 2, &["--dir", "ws", "export", "pack", "-o", "x.zip"]);
    fails(home, 2, &["--dir", "ws", "export", "pack", "IA-2026-02", "--roles", "-o", "x.zip"]);
    fails(home, 5, &["--dir", "ws", "export", "pack", "IA-1999-01", "-o", "x.zip"]);
    done(home, &["--dir", "ws", "export", "pack", "IA-2026-02", "-o", "one.zip"]);
    let mut bytes = fs::read(home.join("one.zip")).expect("the pack");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(home.join("flipped.zip"), &bytes).expect("written");
    let why = fails(home, 3, &["import", "pack", "flipped.zip", "--into", "copy"]);
    assert!(why.contains("is not what was packed") && why.contains("Nothing was taken in"), "{why}");
    fs::write(home.join("text.zip"), "no zip").expect("written");
    fails(home, 3, &["import", "pack", "text.zip", "--into", "copy"]);
    assert!(!home.join("copy").exists(), "nothing was written for either");
    fs::create_dir(home.join("other")).expect("a folder");
    fs::write(home.join("other/file"), "x").expect("a file");
    assert!(fails(home, 1, &["import", "pack", "one.zip", "--into", "other"]).contains("not empty"), "nor into this");
    fails(home, 1, &["import", "pack", "missing.zip", "--into", "copy"]);
    fails(home, 6, &["import", "pack", "one.zip"]);
}
