//! The user's own editor: which it is, and running it on one file.
//!
//! Must not know: the screen. Whoever runs it has given the keyboard and the screen away before, and takes both back
//! after (`Term::edit` does).

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

/// An editor and the arguments it is always given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    program: String,
    arguments: Vec<String>,
}

/// Why a file could not be edited.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    /// The program did not start.
    #[error("the editor `{program}` does not start ({source}): set VISUAL or EDITOR to one that does")]
    Start {
        /// The editor as configured, without its arguments.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// The program ran and said that it failed, or was ended by a signal.
    #[error("the editor `{program}` ended with a failure ({status}): nothing was taken over")]
    Failed {
        /// The editor as configured, without its arguments.
        program: String,
        /// Its exit code or signal.
        status: ExitStatus,
    },
    /// The screen could not be given away or taken back.
    #[error("the terminal could not be handed over for the editor ({0})")]
    Terminal(#[from] io::Error),
}

impl Editor {
    /// The editor the environment names: `VISUAL`, else `EDITOR`, else `vi`. Split on white space, so `code -w` and
    /// `emacsclient -t` work; quotes and backslashes keep a space in a path together. There is no shell in between, so
    /// variables mean nothing.
    #[must_use]
    pub fn from_env(env: impl Fn(&str) -> Option<String>) -> Self {
        let line = ["VISUAL", "EDITOR"].into_iter().find_map(|name| env(name).filter(|line| !line.trim().is_empty()));
        let line = line.unwrap_or_default();
        let mut words = words(&line).into_iter();
        Self { program: words.next().unwrap_or_else(|| "vi".to_owned()), arguments: words.collect() }
    }

    /// The program's name, for messages.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.program
    }

    /// Runs it on `path` in the foreground, tells its process id, and waits until it ends.
    ///
    /// # Errors
    /// Names the program and what failed: it did not start, or it ended with a failure.
    pub fn run(&self, path: &Path, started: impl FnOnce(u32)) -> Result<(), EditorError> {
        let start = |source| EditorError::Start { program: self.program.clone(), source };
        let mut command = Command::new(&self.program);
        let mut child = command.args(&self.arguments).arg(as_operand(path)).spawn().map_err(start)?;
        started(child.id());
        let status = child.wait().map_err(start)?;
        if status.success() { Ok(()) } else { Err(EditorError::Failed { program: self.program.clone(), status }) }
    }
}

/// The words of a line as a shell would see them, without what a shell would put in their place.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if c == open => quote = None,
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// A name that begins with a dash would be read as an option, and not every editor knows `--`.
fn as_operand(path: &Path) -> PathBuf {
    if path.as_os_str().as_encoded_bytes().starts_with(b"-") { Path::new(".").join(path) } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(visual: Option<&str>, editor: Option<&str>) -> Editor {
        Editor::from_env(|name| match name {
            "VISUAL" => visual.map(str::to_owned),
            "EDITOR" => editor.map(str::to_owned),
            _ => None,
        })
    }

    #[test]
    fn visual_comes_before_editor_and_vi_is_the_last_resort() {
        assert_eq!(named(Some("nano -w"), Some("ed")).program(), "nano", "VISUAL wins");
        assert_eq!(named(Some("nano  -w"), None).arguments, ["-w"], "arguments come along, white space does not");
        assert_eq!(named(Some(" "), Some("ed")).program(), "ed", "a blank VISUAL is no editor");
        assert_eq!(named(None, None).program(), "vi", "which every system has");
        let quoted = named(Some(r#""/opt/my editors/ed" --title='a b' c\ d "" 'e"f'"#), None);
        assert_eq!(quoted.program(), "/opt/my editors/ed", "a path with a space, in quotes");
        assert_eq!(quoted.arguments, ["--title=a b", "c d", "", "e\"f"], "arguments likewise");
    }

    #[test]
    fn what_failed_is_named() {
        let missing = named(Some("/nowhere/editor"), None).run(Path::new("x"), |_| {}).expect_err("no such program");
        assert!(missing.to_string().contains("/nowhere/editor"), "the sentence names the program: {missing}");
        let failed = named(Some("false"), None).run(Path::new("x"), |_| {}).expect_err("`false` always fails");
        assert!(failed.to_string().contains("exit status: 1"), "the sentence names the code: {failed}");
        assert!(named(Some("true"), None).run(Path::new("x"), |_| {}).is_ok(), "`true` never does");
    }

    #[test]
    fn a_file_name_is_never_an_option() {
        assert_eq!(as_operand(Path::new("-c")), Path::new("./-c"), "a dash in front reads as a path");
        assert_eq!(as_operand(Path::new("a/-c")), Path::new("a/-c"), "which it already does with a folder");
    }
}
