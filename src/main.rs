//! The `workpaper` binary: hands over to the library and turns its answer into an exit code.
//!
//! Must not know: anything else.

use clap::CommandFactory;
use std::process::ExitCode;
use workpaper::error::Error;
use workpaper::{cli, context};

fn main() -> ExitCode {
    if cli::complete::answered(cli::Cli::command) {
        return ExitCode::SUCCESS;
    }
    match cli::run(cli::read()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if !matches!(error, Error::BrokenPipe | Error::Ended(_)) {
                context::warn(&error.to_string());
            }
            error.exit()
        }
    }
}
