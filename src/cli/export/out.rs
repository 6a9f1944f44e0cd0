//! Where an export goes: standard output, one file, or a folder of files; whole or not at all, and never over a file that
//! is there without `--force`.
//!
//! Must not know: what the files hold.

use super::made::Made;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::store::files;
use crate::store::workspace::Workspace;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Where it goes.
pub(super) struct Target {
    path: Option<PathBuf>,
    force: bool,
}

impl Target {
    /// As the person said: nothing and `-` are standard output.
    pub(super) fn of(path: Option<&Path>, force: bool) -> Self {
        Self { path: path.filter(|path| *path != Path::new("-")).map(Path::to_owned), force }
    }

    /// Writes all files, or none where one of them stands there already.
    pub(super) fn write(&self, context: &Context, workspace: &Workspace, made: Vec<Made>) -> Result<()> {
        let Some(path) = &self.path else { return to_standard_output(context, &made) };
        // One file goes where it is told to; several, and whatever is sent into a folder, keep their names.
        let into = made.len() > 1 || path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/');
        let places: Vec<(PathBuf, Vec<u8>)> =
            made.into_iter().map(|one| (if into { path.join(&one.name) } else { path.clone() }, one.bytes)).collect();
        if let Some((taken, _)) = places.iter().find(|(place, _)| !self.force && place.symlink_metadata().is_ok()) {
            return Err(Error::Refused(format!("{} is there already: --force replaces it", taken.display())));
        }
        if into {
            files::make_folder(path, workspace.access)?;
        }
        for (place, bytes) in &places {
            let place = if place.parent().is_some_and(|folder| folder.as_os_str().is_empty()) {
                Path::new(".").join(place)
            } else {
                place.clone()
            };
            files::write_whole(&place, bytes, workspace.access)?;
            context.say(format!("{} ({} bytes)", place.display(), bytes.len()))?;
        }
        Ok(())
    }
}

fn to_standard_output(context: &Context, made: &[Made]) -> Result<()> {
    let [one] = made else {
        let names: Vec<&str> = made.iter().map(|one| one.name.as_str()).collect();
        return Err(Error::Usage(format!("{} files ({}): -o names a folder for them", made.len(), names.join(", "))));
    };
    match std::str::from_utf8(&one.bytes) {
        Ok(text) => context.say_raw(text),
        Err(_) if io::stdout().is_terminal() => {
            Err(Error::Usage(format!("{} is no text: -o names a file for it", one.name)))
        }
        Err(_) => match io::stdout().lock().write_all(&one.bytes) {
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => Err(Error::BrokenPipe),
            done => done.map_err(|why| Error::Failed(format!("cannot write to standard output: {why}"))),
        },
    }
}
