//! What somebody does on the first day, with the real binary: say who they are, lose a line and get it back, look at
//! the demo.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

use assert_cmd::Command;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::fs;
use std::io::{Read, Write};
use std::path::Path;

fn homes(home: &Path) -> Vec<(&'static str, String)> {
    let at = |name: &str| home.join(name).display().to_string();
    vec![
        ("HOME", home.display().to_string()),
        ("XDG_STATE_HOME", at("state")),
        ("XDG_CONFIG_HOME", at("config")),
        ("XDG_DATA_HOME", at("data")),
        ("TMPDIR", home.display().to_string()),
        ("LC_ALL", "C.UTF-8".to_owned()),
        ("USER", "tester".to_owned()),
        ("TERM", "xterm".to_owned()),
    ]
}

fn ran(home: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
    command.current_dir(home).envs(homes(home)).env_remove("WORKPAPER_DIR").args(arguments);
    let run = command.assert().success();
    String::from_utf8(run.get_output().stdout.clone()).expect("text")
}

fn keys(home: &Path, keys: &str) -> String {
    ran(home, &["--print", "--keys", keys, "open", "IA-1"])
}

#[test]
fn init_remembers_who_records_but_never_changes_it() {
    let home = tempfile::tempdir().expect("a folder");
    let said = ran(home.path(), &["init", "--as", "LA, Lead auditor"]);
    assert!(said.contains("LA (Lead auditor)"), "what is remembered is said: {said}");
    ran(home.path(), &["init", "--as", "FA, Auditor"]);
    let settings = fs::read_to_string(home.path().join("config/workpaper/config.toml")).expect("written");
    assert!(settings.contains("\"LA\"") && !settings.contains("FA"), "only where nothing was said before: {settings}");
    ran(home.path(), &["new", "IA-1", "--items", "4"]);
    let names: Vec<_> = fs::read_dir(home.path().join("audits/IA-1/journal")).expect("journals").collect();
    let name = names[0].as_ref().expect("a name").file_name();
    assert!(name.to_string_lossy().starts_with("LA-"), "and it is who plans the audit: {name:?}");
}

#[test]
fn a_line_that_came_back_and_was_recorded_does_not_come_back_again() {
    let home = tempfile::tempdir().expect("a folder");
    ran(home.path(), &["init", "--as", "LA, Lead auditor"]);
    ran(home.path(), &["new", "IA-1", "--items", "4"]);
    keys(home.path(), "<enter>half");
    let back = keys(home.path(), " a line");
    assert!(back.contains("> half a line"), "the line is back and goes on: {back}");
    let recorded = keys(home.path(), "<enter>");
    assert!(recorded.contains("half a line") && recorded.contains("recorded"), "it is recorded: {recorded}");
    let after = keys(home.path(), "");
    assert!(after.contains(" LIST "), "neither it nor a part of it comes back: {after}");
}

#[test]
fn an_issued_audit_is_said_to_be_issued_everywhere() {
    let home = tempfile::tempdir().expect("a folder");
    ran(home.path(), &["demo", "sample"]);
    for command in [&["--dir", "sample"][..], &["--dir", "sample", "audits"]] {
        let text = ran(home.path(), command);
        assert!(text.contains("IA-2026-02") && text.contains("issued"), "{command:?} knows the register: {text}");
        assert!(!text.contains("presented"), "{command:?} does not stop at the stage before: {text}");
    }
}

#[test]
fn on_a_terminal_the_demo_opens_and_asks_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pty = native_pty_system().openpty(size).expect("a terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_workpaper"));
    command.cwd(home.path());
    command.env_remove("WORKPAPER_DIR");
    for (name, value) in homes(home.path()) {
        command.env(name, value);
    }
    command.arg("demo");
    let mut child = pty.slave.spawn_command(command).expect("it starts");
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader().expect("its output");
    let mut writer = pty.master.take_writer().expect("its input");
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    let mut asked = false;
    while let Ok(read) = reader.read(&mut buffer) {
        if read == 0 {
            break;
        }
        seen.extend_from_slice(&buffer[..read]);
        if !asked && String::from_utf8_lossy(&seen).contains("plan an audit") {
            asked = true;
            writer.write_all(b"q").expect("typed");
        }
    }
    let text = String::from_utf8_lossy(&seen);
    assert!(child.wait().expect("it ends").success(), "q leaves from home: {text}");
    assert!(text.contains("The worked sample is in"), "where it is, is said: {text}");
    assert!(asked && !text.contains("Who records"), "home is shown, and the sample brings its own auditor: {text}");
}
