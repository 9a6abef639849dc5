//! The suite's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    watertight::cli::main()
}
