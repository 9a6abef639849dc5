//! The command line: arguments in, exit code out. Each command is a file. The invariant: the last line names
//! the outcome.

mod doctor;
mod list;
mod prove;
mod run;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::report::ReportError;
use crate::run::Outcome;
use crate::suite::{self, Scenario, SuiteError};
use crate::target::{Profile, ProfileError, TargetError};

/// Judges whether a multi-tenant service keeps its workspaces apart.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "Examples:\n  watertight run\n  watertight run --target watertight.toml LST-03 '@CRITICAL-2 or @HIGH-4'\n  watertight run --report json=out.json,junit=out.xml\n  watertight prove\n\nExit codes: 0 held, 1 broken, 2 usage, 3 incomplete, 4 target error, 5 suite error"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge a target.
    Run(run::RunArgs),
    /// Judge known-bad twins and show which scenario catches which.
    Prove(prove::ProveArgs),
    /// Show the requirements; needs no target.
    List(list::ListArgs),
    /// Tell whether the target can be judged at all.
    Doctor(Common),
}

/// What every command that needs a target takes.
#[derive(Debug, Args)]
struct Common {
    /// The target's profile; without it, the reference.
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Judge the target that runs here instead of starting one.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// A Redis to lend to the target; without it, one is started if possible.
    #[arg(
        long,
        env = "WATERTIGHT_REDIS_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    redis_url: Option<String>,
    /// Take the features from this folder.
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
}

impl Common {
    fn profile(&self) -> Result<Arc<Profile>, CliError> {
        let mut profile = match &self.target {
            Some(path) => Profile::read(path)?,
            None => Profile::reference()?,
        };
        if let Some(url) = &self.url {
            profile.target.start = None;
            profile.target.url = Some(url.clone());
        }
        Ok(Arc::new(profile))
    }

    fn scenarios(&self) -> Result<Vec<Scenario>, SuiteError> {
        match &self.features {
            Some(folder) => suite::folder(folder),
            None => suite::embedded(),
        }
    }
}

/// Why a command did not come to a verdict.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Suite(#[from] SuiteError),
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error("cannot print: {0}")]
    Print(#[from] std::io::Error),
    #[error("{0}")]
    Usage(String),
}

impl CliError {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Profile(_) | Self::Suite(_) | Self::Usage(_) | Self::Report(ReportError::Form(_)) => {
                Outcome::Usage
            }
            Self::Target(_) => Outcome::Target,
            Self::Report(_) | Self::Print(_) => Outcome::Suite,
        }
    }
}

/// Parses the arguments of the process, does what they say, and prints the outcome.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // A step stops by a panic that its verdict explains; the hook would only repeat it.
    std::panic::set_hook(Box::new(|_| {}));
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            anstream::eprintln!("error: {error}\noutcome: suite error (exit 5)");
            return ExitCode::from(Outcome::Suite.code());
        }
    };
    let result = runtime.block_on(async {
        match &cli.command {
            Command::Run(args) => run::execute(args).await,
            Command::Prove(args) => prove::execute(args).await,
            Command::List(args) => list::execute(args),
            Command::Doctor(args) => doctor::execute(args).await,
        }
    });
    let outcome = result.unwrap_or_else(|error| {
        let outcome = error.outcome();
        anstream::eprintln!(
            "error: {error}\noutcome: {} (exit {})",
            outcome.name(),
            outcome.code()
        );
        outcome
    });
    ExitCode::from(outcome.code())
}
