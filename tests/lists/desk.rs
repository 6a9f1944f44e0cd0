//! A workspace in a folder of its own, and the real binary run in it.
//!
//! Must not know: what is tested.

use assert_cmd::Command;
use serde_json::Value as Json;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A workspace under homes of its own.
pub struct Desk(TempDir);

impl Desk {
    /// An empty workspace.
    pub fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap_or_else(|why| panic!("a folder: {why}")));
        desk.run(&["init", "--organisation", "Example Ltd"], 0);
        desk
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::cargo_bin("workpaper").unwrap_or_else(|why| panic!("the binary: {why}"));
        let home = |name: &str| self.0.path().join(name);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", self.0.path()).env("USER", "tester");
        command.env("XDG_STATE_HOME", home("state")).env("XDG_CONFIG_HOME", home("config"));
        command.env("XDG_DATA_HOME", home("data")).env("LANG", "en_GB.UTF-8").current_dir(self.0.path());
        command.arg("--dir").arg(home("ws")).args(["--as", "LA, Lead auditor"]).args(args);
        command
    }

    /// Runs it, checks the exit code, and returns what was said on both outputs.
    pub fn run(&self, args: &[&str], code: i32) -> String {
        self.piped(args, "", code)
    }

    /// The same with lines on standard input.
    pub fn piped(&self, args: &[&str], lines: &str, code: i32) -> String {
        let output = self.command(args).write_stdin(lines).output();
        let output = output.unwrap_or_else(|why| panic!("it starts: {why}"));
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert_eq!(output.status.code(), Some(code), "workpaper {args:?} ends with {code}: {said}");
        said
    }

    /// Runs it with `--json`; what stands on standard output.
    pub fn json(&self, args: &[&str], code: i32) -> Json {
        let output = self.command(args).arg("--json").output().unwrap_or_else(|why| panic!("it starts: {why}"));
        assert_eq!(output.status.code(), Some(code), "workpaper {args:?} --json ends with {code}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        serde_json::from_str(&text).unwrap_or_else(|why| panic!("{args:?} prints JSON: {why}: {text}"))
    }

    /// A path in the workspace.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("ws").join(name)
    }

    /// Writes a file of the workspace.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap_or_else(|why| panic!("{name} is written: {why}"));
        path
    }
}
