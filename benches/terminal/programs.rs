//! The programs that are compared: our screens, and whatever of the others is installed on this machine.
//!
//! Must not know: how they are measured.

use portable_pty::CommandBuilder;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The day on which everything is looked at.
const TODAY: &str = "2026-11-21";

/// One program, or one screen of ours.
pub struct Program {
    pub name: &'static str,
    /// The program with its arguments.
    words: Vec<String>,
    /// Keys that lead to the screen.
    pub before: &'static [&'static str],
    /// The keys of one step of the cursor down, and one up.
    pub step: [&'static str; 2],
    /// Whether it is ours.
    pub own: bool,
    folder: PathBuf,
}

impl Program {
    pub fn command(&self) -> CommandBuilder {
        let mut command = CommandBuilder::new(&self.words[0]);
        command.args(&self.words[1..]);
        command.cwd(&self.folder);
        for (name, value) in homes(&self.folder) {
            command.env(name, value);
        }
        command.env("TASKRC", self.folder.join("taskrc"));
        command
    }
}

/// Folders of its own for everything that is kept outside a workspace.
pub fn homes(folder: &Path) -> Vec<(&'static str, PathBuf)> {
    let names =
        [("HOME", "home"), ("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")];
    names.into_iter().map(|(name, home)| (name, folder.join(home))).collect()
}

/// Writes the worked sample and a workspace of 500 audits with 10,000 nonconformities into a folder.
pub fn invent(folder: &Path) {
    fs::create_dir_all(folder.join("home")).expect("a folder");
    for (name, more) in [("demo", &[][..]), ("large", &["--audits", "500", "--findings", "10600", "--seed", "1"])] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
        command.envs(homes(folder)).arg("demo").arg(folder.join(name)).args(more);
        let done = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the program runs");
        assert!(done.success(), "the workspace {name} is written");
        // The first look folds everything and keeps what it found.
        let mut look = Command::new(env!("CARGO_BIN_EXE_workpaper"));
        look.envs(homes(folder)).arg("--dir").arg(folder.join(name)).arg("audits").stdout(Stdio::null());
        assert!(look.status().expect("the program runs").success(), "{name} can be looked at");
    }
}

/// Our screens, each reached by its keys.
pub fn own(folder: &Path) -> Vec<Program> {
    let screen = |name, workspace: &str, audit: Option<&str>, before| {
        let root = folder.join(workspace).display().to_string();
        let mut words: Vec<String> = vec![env!("CARGO_BIN_EXE_workpaper").into()];
        words.extend(["--dir", &root, "--as", "LA, Lead auditor", "--today", TODAY].map(str::to_owned));
        words.extend(audit.into_iter().flat_map(|audit| ["open".to_owned(), audit.to_owned()]));
        Program { name, words, before, step: ["j", "k"], own: true, folder: folder.to_owned() }
    };
    let audit = Some("IA-2026-02");
    vec![
        screen("home", "demo", None, &[]),
        screen("open AUDIT", "demo", audit, &["g"]),
        screen("keys (pane unchanged)", "demo", None, &["?"]),
        screen("notebook", "demo", audit, &["b"]),
        screen("findings", "demo", audit, &["f"]),
        screen("follow-up", "demo", None, &["r", "\r"]),
        screen("home, large", "large", None, &[]),
        screen("register, large", "large", None, &["r"]),
    ]
}

/// The others, where they are installed.
pub fn others(folder: &Path) -> Vec<Program> {
    let checklist = folder.join("demo/audits/IA-2026-02/checklist.toml").display().to_string();
    let program = |name: &'static str, words: &[&str], step| Program {
        name,
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        before: &[],
        step,
        own: false,
        folder: folder.to_owned(),
    };
    tasks(folder);
    let fzf = format!("exec fzf < {checklist}");
    let all = vec![
        program("vim", &["vim", "-u", "NONE", "-n", &checklist], ["j", "k"]),
        program("vim, cursorline", &["vim", "-u", "NONE", "-n", "--cmd", "set cursorline", &checklist], ["j", "k"]),
        program("nano", &["nano", &checklist], ["\x1b[B", "\x1b[A"]),
        program("fzf", &["sh", "-c", &fzf], ["\x1b[A", "\x1b[B"]),
        program("visidata", &["vd", "-f", "txt", &checklist], ["j", "k"]),
        program("taskwarrior-tui", &["taskwarrior-tui"], ["j", "k"]),
    ];
    let wanted =
        |program: &Program| if program.words[0] == "sh" { "fzf" } else { program.words[0].as_str() }.to_owned();
    all.into_iter().filter(|program| is_installed(&wanted(program))).collect()
}

/// A thousand tasks for the one that shows tasks.
fn tasks(folder: &Path) {
    if !is_installed("task") || !is_installed("taskwarrior-tui") {
        return;
    }
    fs::write(folder.join("taskrc"), format!("data.location={}\nconfirmation=off\n", folder.join("tasks").display()))
        .expect("a file");
    let tasks: Vec<String> =
        (0..1000).map(|n| format!("{{\"description\":\"correct the access list {n}\"}}")).collect();
    let file = folder.join("tasks.json");
    fs::write(&file, format!("[{}]", tasks.join(","))).expect("a file");
    let mut import = Command::new("task");
    import.env("TASKRC", folder.join("taskrc")).arg("import").arg(&file).stdin(Stdio::null());
    let _ = import.stdout(Stdio::null()).stderr(Stdio::null()).status();
}

fn is_installed(name: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}
