//! The command line of the suite, as a user has it: arguments in, exit code and text out.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::binaries;
use crate::guard::Process;

/// What a finished command left.
#[derive(Debug)]
pub struct Outcome {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Outcome {
    /// Both outputs, for looking something up and for messages.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }

    /// Panics with everything the command said unless it ended with this code, one of [`crate::exit`].
    ///
    /// # Panics
    /// When it ended otherwise.
    pub fn expect_code(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "the exit code of:\n{}", self.text());
        self
    }

    /// Panics unless every needle is somewhere in the outputs.
    ///
    /// # Panics
    /// When one is not.
    pub fn expect_text(&self, needles: &[&str]) -> &Self {
        for needle in needles {
            assert!(
                self.text().contains(needle),
                "{needle:?} is not said:\n{}",
                self.text()
            );
        }
        self
    }
}

/// `watertight` with these arguments, plain text, in a folder.
#[must_use]
pub fn watertight(folder: &Path, arguments: &[&str]) -> Command {
    plain(Command::new(binaries::watertight()), folder, arguments)
}

/// `watertight-service` with these arguments.
#[must_use]
pub fn service(folder: &Path, arguments: &[&str]) -> Command {
    plain(Command::new(binaries::service()), folder, arguments)
}

fn plain(mut command: Command, folder: &Path, arguments: &[&str]) -> Command {
    command
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .stdin(Stdio::null());
    command
}

/// Runs a command to its end.
///
/// # Panics
/// When it can't be started.
#[must_use]
pub fn run(command: &mut Command) -> Outcome {
    finish(start(command))
}

/// Starts a command and lets it run.
///
/// # Panics
/// When it can't be started.
#[must_use]
pub fn start(command: &mut Command) -> Process {
    Process::start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))
}

/// Waits for a started command.
///
/// # Panics
/// When its outputs can't be read.
#[must_use]
pub fn finish(command: Process) -> Outcome {
    outcome(&command.output())
}

/// The suite's own profile of the reference, with a line put into its `[target]` section.
///
/// # Panics
/// When the profile is not where it was.
#[must_use]
pub fn reference_profile(line: &str) -> String {
    let path = crate::repository().join("conformance/profiles/reference.toml");
    let text = std::fs::read_to_string(path).expect("the reference has a profile");
    text.replacen("[target]\n", &format!("[target]\n{line}\n"), 1)
}

/// Reads a JSON report.
///
/// # Panics
/// When it is not there or is not JSON.
#[must_use]
pub fn report(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("the report is there");
    serde_json::from_str(&text).expect("the report is JSON")
}

fn outcome(output: &Output) -> Outcome {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Outcome {
        code: output.status.code(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}
