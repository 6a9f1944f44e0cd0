//! The `workpaper` binary: hands over to the library and turns its answer into an exit code.
//!
//! Must not know: anything else.

use clap::Parser;
use std::process::ExitCode;
use workpaper::error::Error;
use workpaper::{cli, context};

fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if !matches!(error, Error::BrokenPipe | Error::Ended(_)) {
                context::warn(&error.to_string());
            }
            error.exit()
        }
    }
}
