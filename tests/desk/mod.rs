//! A workspace of its own for a test, and the real binary run in it. Nothing outside a temporary folder is touched.
//!
//! Must not know: any particular command.

#![allow(dead_code, reason = "each test file uses what it needs")]
#![expect(clippy::expect_used, reason = "a test that cannot go on says why and ends")]

use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What a run said.
#[derive(Debug)]
pub struct Said {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// The exit code.
    pub code: i32,
}

/// A workspace with its own state and configuration folders.
pub struct Desk {
    home: TempDir,
    /// Environment of every run, beside the folders.
    pub env: Vec<(&'static str, String)>,
    /// Initials that record.
    pub who: String,
}

impl Desk {
    /// A fresh workspace.
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let desk = Self { home, env: Vec::new(), who: "LA, Lead auditor".to_owned() };
        fs::create_dir(desk.root()).expect("the workspace's folder");
        desk.ok(&["init", "--organisation", "Quillhaven"]);
        desk
    }

    /// The same workspace with somebody else at the keyboard.
    pub fn taken_by(mut self, who: &str) -> Self {
        who.clone_into(&mut self.who);
        self
    }

    /// The workspace's folder.
    pub fn root(&self) -> PathBuf {
        self.home.path().join("ws")
    }

    /// The private state of the account.
    pub fn state(&self) -> PathBuf {
        self.home.path().join("state")
    }

    /// A path beside the workspace.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Runs the binary with this on standard input.
    pub fn fed(&self, args: &[&str], input: &str) -> Said {
        let mut command = assert_cmd::Command::cargo_bin("workpaper").expect("the binary");
        for name in ["VISUAL", "EDITOR", "WORKPAPER_DIR"] {
            command.env_remove(name);
        }
        command
            .current_dir(self.root())
            .env("HOME", self.home.path())
            .env("USER", "tester")
            .env("XDG_STATE_HOME", self.state())
            .env("XDG_CONFIG_HOME", self.beside("config"))
            .env("XDG_DATA_HOME", self.beside("data"))
            .envs(self.env.iter().map(|(name, value)| (*name, value.clone())))
            .arg("--as")
            .arg(&self.who)
            .args(args)
            .write_stdin(input);
        let output = command.output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Said { out: text(&output.stdout), err: text(&output.stderr), code: output.status.code().unwrap_or(-1) }
    }

    /// Runs the binary; it must succeed. Its standard output.
    pub fn ok(&self, args: &[&str]) -> String {
        self.ok_fed(args, "")
    }

    /// The same with standard input.
    pub fn ok_fed(&self, args: &[&str], input: &str) -> String {
        let said = self.fed(args, input);
        assert_eq!(said.code, 0, "{args:?} must succeed, and says: {}{}", said.out, said.err);
        said.out
    }

    /// Runs the binary; it must refuse with this code, say this, and record nothing.
    pub fn refused(&self, args: &[&str], code: i32, words: &str) -> String {
        let before = self.entries();
        let said = self.fed(args, "");
        assert_eq!(said.code, code, "{args:?} must end with {code}, and says: {}{}", said.out, said.err);
        assert!(said.err.contains(words), "{args:?} must say `{words}`, and says: {}", said.err);
        assert_eq!(self.entries(), before, "{args:?} is refused, so it records nothing");
        said.err
    }

    /// Parsed JSON of a listing.
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let out = self.ok(&[args, &["--json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|why| panic!("{args:?} must print JSON ({why}): {out}"))
    }

    /// All journal lines of the workspace.
    pub fn entries(&self) -> usize {
        let mut count = 0;
        let mut folders = vec![self.root()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a readable folder").flatten() {
                let path = entry.path();
                if path.is_symlink() {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "jsonl") {
                    count += fs::read_to_string(&path).expect("a journal").lines().count();
                }
            }
        }
        count
    }

    /// A text file of the workspace.
    pub fn text(&self, path: impl AsRef<Path>) -> String {
        let path = self.root().join(path);
        fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
    }

    /// An executable script beside the workspace, for `$EDITOR`.
    pub fn script(&self, name: &str, body: &str) -> String {
        use std::os::unix::fs::PermissionsExt;
        let path = self.beside(name);
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).expect("a script");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("made executable");
        path.display().to_string()
    }
}

/// The audit of the worked sample, as far as leavers go: an interview, evidence, a sample with nine exceptions in 22.
pub fn leavers() -> Desk {
    let desk = Desk::new();
    desk.ok(&[
        "new",
        "IA-2026-02",
        "--title",
        "ISMS internal audit",
        "--items",
        "6.1.2 A.5.18 A.6.5 A.7.2 A.8.4",
        "--starts",
        "2026-06-15",
        "--ends",
        "2026-06-18",
        "--set",
        "offset=+02:00",
        "--set",
        "period_from=2025-06-01",
        "--set",
        "period_to=2026-05-31",
        "--set",
        "criteria=ACP | Access Control Procedure | v3.1",
    ]);
    let lines = ":int Site A room 2 | HR operations lead, Service desk lead | A.5.18 A.6.5 | 2026-06-16 09:00\n\
        09:05 >1 HR sends a form by mail to the desk\n\
        09:07 >>2 we do not hear about contractors\n\
        09:14 & list of leavers, HR system export\n\
        09:24 =+ Leavers export, 61 lines | 16 Jun 2026 09:20 | audit folder, restricted\n\
        09:41 =+ Directory account view, 22 sampled, nine enabled | 16 Jun 2026 09:38 | reference only\n\
        09:55 ? is there any periodic check\n\
        09:56 ~ looks nervous\n";
    desk.ok_fed(&["capture", "IA-2026-02"], lines);
    let picks: Vec<String> = (1..=22).map(|n| format!("L-{n:02}")).collect();
    desk.ok_fed(
        &[
            "sample",
            "add",
            "IA-2026-02",
            "--title",
            "leavers",
            "--population",
            "leavers, 1 Jun 2025 to 31 May 2026",
            "--source",
            "HR system",
            "--dated",
            "16 Jun 2026",
            "--size",
            "61",
            "--method",
            "every third",
            "--items",
            "A.5.18",
            "--attribute",
            "disabled? | A.5.18",
        ],
        &picks.join("\n"),
    );
    let bad: Vec<&str> = picks[..9].iter().map(String::as_str).collect();
    desk.ok(&[&["sample", "mark", "S-01", "x"], bad.as_slice()].concat());
    desk.ok(&["sample", "mark", "S-01", "ok", "*"]);
    desk
}

/// A major nonconformity that lacks nothing: `LA-1`.
pub fn major(desk: &Desk) {
    desk.ok(&[
        "finding", "add", "IA-2026-02", "--line", "EV-002", "--set", "grade=M", "--set", "criteria=A.5.18", "--set",
        "criteria=acp:4.3", "--set", "requirement=ACP 4.3: accounts are disabled by the end of the last working day.",
        "--set",
        "evidence=Of 22 leavers sampled from 61, 9 of 22 had an enabled account on 16 June 2026; 3 of the 9 were administrators.",
        "--set", "nature=Access rights of 9 of 22 leavers were not removed by the end of the last working day.", "--set",
        "title=leavers keep access", "--set", "samples=S-01", "--set", "evidence_items=EV-001 EV-002",
    ]);
}

/// The closing meeting of the worked sample.
pub fn closed(desk: &Desk) {
    desk.ok(&[
        "meeting",
        "add",
        "IA-2026-02",
        "closing",
        "--held",
        "2026-06-18 15:30",
        "--roles",
        "Chief operating officer",
    ]);
}

/// An audit whose one finding is issued.
pub fn issued() -> Desk {
    let desk = leavers();
    major(&desk);
    desk.ok(&["present", "IA-2026-02"]);
    closed(&desk);
    desk.ok(&["issue", "IA-2026-02"]);
    desk
}

/// The entries that journals show in square brackets: `[LA-7f3k2m9q/12]`.
pub fn entry_in(text: &str) -> String {
    let at = text.rfind('[').unwrap_or_else(|| panic!("an entry must be named in: {text}"));
    text[at + 1..].split(']').next().unwrap_or_default().to_owned()
}
