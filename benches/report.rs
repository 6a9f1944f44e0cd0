//! What the report of an audit with 300 findings costs, issued and as a draft, in each format.
//!
//! Must not know: a goal. It prints medians; `cargo bench --bench report`. It invents the workspace it measures, in a
//! temporary folder.

#![expect(clippy::expect_used, reason = "a measurement that cannot go on says what was missing")]

mod clock;

use clock::median;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use workpaper::domain::dossier::Dossier;
use workpaper::domain::fold::State;
use workpaper::domain::followup::case::Book;
use workpaper::report::document::Document;
use workpaper::report::{audit_report, html, markdown, text};
use workpaper::store::audits::OpenAudit;
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;

const ROUNDS: usize = 11;
/// In the register: about three quarters of them are of the audit that is over, the rest of other sources.
const FINDINGS: usize = 400;

/// A format: its name, and what sets it.
type Format = (&'static str, fn(&Document) -> String);

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workpaper"));
    for (name, home) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
        command.env(name, folder.join(home));
    }
    command.stdout(Stdio::null());
    command
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("big");
    let numbers = ["--audits", "2", "--findings", &FINDINGS.to_string()].map(str::to_owned);
    let done = command(folder.path()).arg("demo").arg(&root).args(numbers).status().expect("the program runs");
    assert!(done.success(), "the workspace is written");
    let path = |name: &str| folder.path().join("homes").join(name);
    let homes = Homes { state: path("state"), config: path("config"), data: path("data") };
    let workspace = Workspace::open(&root, homes).expect("a workspace");
    let author = Author { initials: "LA".into(), ..Author::default() };
    let names = std::fs::read_dir(root.join("audits")).expect("audits").flatten();
    let id = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).min().expect("an audit");
    let audit = OpenAudit::open(&workspace, &id, author.clone()).expect("the audit");
    let register = workspace.register(author).expect("the register");
    let formats: [Format; 3] = [("markdown", markdown::render), ("html", html::render), ("text", text::render)];
    let nothing = State::default();
    for (state, words) in [(register.state(), "issued"), (&nothing, "draft")] {
        let book = Book::new(state, &workspace.programme);
        let dossier = Dossier::new(Some(audit.view()), book, "Quillhaven", chrono::NaiveDate::default());
        let findings = dossier.findings().len();
        for (name, render) in formats {
            let mut size = 0;
            let took = median(ROUNDS, || {
                let document = audit_report::document(&dossier).expect("an audit");
                size = black_box(render(&document)).len();
            });
            println!("{words:<7} {findings} findings, {name:<9} {:>8.2} ms {:>6} KiB", millis(took), size / 1024);
        }
    }
    let took = median(ROUNDS, || {
        let mut report = command(folder.path());
        let done = report.arg("--dir").arg(&root).args(["report", &id, "--format", "html"]).status();
        assert!(done.expect("the program runs").success(), "the report is made");
    });
    println!("the whole command, html: {:.2} ms", millis(took));
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}
