//! The command line as a whole: arguments in, exit code out. What a command does is in its own file. The invariant: the last
//! line names the outcome, whatever happened, and no panic gets out.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use futures::FutureExt as _;

use super::common::help;
use super::error::CliError;
use super::{baseline, diff, doctor, explain, init, lint, list, prove, replay, run};
use crate::run::{Outcome, keep_step_panics_quiet};

/// Judges whether a multi-tenant service keeps its workspaces apart.
#[derive(Debug, Parser)]
#[command(name = "watertight", version, about, max_term_width = 100, after_help = help(EXAMPLES, &Outcome::ALL.map(|outcome| (outcome, outcome.name()))))]
pub(super) struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  watertight run                                    judge the service of ./watertight.toml
  watertight run --reference                        judge the reference
  watertight run LST-03 '@CRITICAL-2 or @HIGH-4'    judge some requirements
  watertight run --report json=run.json,junit=run.xml
  watertight prove --reference                      judge the suite: is every known fault caught?
  watertight init                                   a profile and a CI job for your own service
  watertight doctor                                 can the service be judged at all?
  watertight list                                   the requirements, without a target";

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge a target
    Run(run::RunArgs),
    /// Judge known-bad twins of the target, and show which scenario catches which
    Prove(prove::ProveArgs),
    /// Write a first profile and a CI job
    Init(init::InitArgs),
    /// Show the requirements and their scenarios; needs no target
    List(list::ListArgs),
    /// Explain a requirement: its promise, its scenarios, its tags
    Explain(explain::ExplainArgs),
    /// Run scenarios again and show every request and answer
    Replay(replay::ReplayArgs),
    /// Keep the file of expected failures
    Baseline(baseline::BaselineArgs),
    /// Show what changed from one run to another
    Diff(diff::DiffArgs),
    /// Check feature files for mistakes
    Lint(lint::LintArgs),
    /// Check that the target can be judged, and show what to fix
    Doctor(doctor::DoctorArgs),
}

/// Parses the arguments of the process, does what they say, and prints the outcome.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    keep_step_panics_quiet();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(guarded(execute(&cli.command))),
        Err(cause) => Err(CliError::Suite(cause.to_string())),
    };
    let outcome = result.unwrap_or_else(|error| {
        let outcome = error.outcome();
        anstream::eprintln!("error: {error}\n{}", outcome.last_line());
        outcome
    });
    ExitCode::from(outcome.code())
}

async fn execute(command: &Command) -> Result<Outcome, CliError> {
    match command {
        Command::Run(args) => run::execute(args).await,
        Command::Prove(args) => prove::execute(args).await,
        Command::List(args) => list::execute(args),
        Command::Doctor(args) => doctor::execute(args).await,
        Command::Init(args) => init::execute(args),
        Command::Explain(args) => explain::execute(args),
        Command::Replay(args) => replay::execute(args).await,
        Command::Baseline(args) => baseline::execute(args),
        Command::Diff(args) => diff::execute(args),
        Command::Lint(args) => lint::execute(args),
    }
}

pub(super) async fn guarded(
    command: impl Future<Output = Result<Outcome, CliError>>,
) -> Result<Outcome, CliError> {
    let ended = AssertUnwindSafe(command).catch_unwind().await;
    ended.unwrap_or_else(|_| {
        let what = "a panic, described above; please report it";
        Err(CliError::Suite(what.to_owned()))
    })
}
