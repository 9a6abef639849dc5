//! The program: parse, run, report.
//!
//! Nothing is decided here. Flags are in `config`, and what the service is made of is in `http`.
//! Invariant: 0 is a clean end, 2 a wrong configuration, 1 any other failure. The help of the backfill and of the cleanup
//! lists their own codes.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use watertight_service::backfill::Report;
use watertight_service::config::{BackfillArgs, CleanupArgs, ServeArgs, WorkerArgs};
use watertight_service::http::router;
use watertight_service::serve;
use watertight_service::serve::StartError;
use watertight_service::store::Operator;

/// A list is built from a few hundred small strings. The system's allocator needs a fifth more time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The reference job service that keeps workspaces apart.
#[derive(Parser)]
#[command(version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API until SIGTERM or SIGINT.
    #[command(
        after_help = "Example:\n  watertight-service serve --listen 127.0.0.1:8080 --keyset keys.json \
                            --issuer https://issuer.example --audience jobs"
    )]
    Serve(Box<ServeArgs>),
    /// Run queued jobs until SIGTERM or SIGINT.
    #[command(
        after_help = "Example:\n  watertight-service worker --redis-url redis://127.0.0.1:6379/ \
                            --provider mail=http://127.0.0.1:9000/run --provider '*=echo'"
    )]
    Worker(Box<WorkerArgs>),
    /// Copy every job from the old schema to the new while the service runs.
    #[command(after_help = BACKFILL_HELP)]
    Backfill(Box<BackfillArgs>),
    /// Remove old copies that are no longer needed.
    #[command(after_help = CLEANUP_HELP)]
    Cleanup(Box<CleanupArgs>),
}

const BACKFILL_HELP: &str = "\
Examples:
  watertight-service backfill
  watertight-service backfill --execute --verify --max-latency 2ms
  watertight-service backfill --execute --reverse

Exit codes:
  0  finished, nothing failed, no difference
  1  a job failed, or differs from its copy
  2  wrong usage
  3  not finished: interrupted, --max-jobs reached, or the store went away; run it again to resume
  4  the store does not answer; nothing was done
  5  a report could not be written";

const CLEANUP_HELP: &str = "\
Examples:
  watertight-service cleanup
  watertight-service cleanup --execute --rate 5000

Exit codes:
  0  every old copy was removed, or in a dry run could be
  1  a job has no equal copy and was kept
  2  wrong usage, or it is not verified yet that every job is in the new schema
  3  not finished: interrupted, or the store went away; run it again to start over
  4  the store does not answer; nothing was done
  5  a report could not be written";

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match Cli::parse().command {
        Command::Serve(args) => serve::run(*args, |_| {}, router).await,
        Command::Worker(args) => serve::worker(*args, Operator::of_this_process(), |backend| backend).await,
        Command::Backfill(args) => {
            let done = serve::backfill(*args, Operator::of_this_process(), |store| store, |_| {}).await;
            return finished(done);
        }
        Command::Cleanup(args) => {
            let done = serve::cleanup(*args, Operator::of_this_process(), |store| store).await;
            return finished(done);
        }
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refused(&error),
    }
}

fn finished(done: Result<Report, StartError>) -> ExitCode {
    match done {
        Ok(report) => ExitCode::from(report.exit_code()),
        Err(error) => refused(&error),
    }
}

#[expect(clippy::print_stderr, reason = "the error message of the program")]
fn refused(error: &StartError) -> ExitCode {
    eprintln!("watertight-service: {error}");
    error.exit_code()
}
