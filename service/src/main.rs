//! The program: parse, run, report.
//!
//! Nothing is decided here; see `config` for flags and `app` for what the service is made of.
//! Invariant: 0 is a clean stop, 2 a fault of the configuration, 1 anything else.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use watertight_service::config::{ServeArgs, WorkArgs};
use watertight_service::store::Operator;
use watertight_service::{app, serve};

/// A list is made of a few hundred small texts; the system's allocator takes a fifth longer over them.
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
    /// Carry out queued jobs until SIGTERM or SIGINT.
    #[command(
        after_help = "Example:\n  watertight-service worker --redis-url redis://127.0.0.1:6379/ \
                            --provider mail=http://127.0.0.1:9000/run --provider '*=echo'"
    )]
    Worker(Box<WorkArgs>),
}

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match Cli::parse().command {
        Command::Serve(args) => serve::run(*args, |_| {}, app::router).await,
        Command::Worker(args) => serve::work(*args, Operator::of_this_process(), |backend| backend).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(
                clippy::print_stderr,
                reason = "the last word, for whoever started the program"
            )]
            {
                eprintln!("watertight-service: {error}");
            }
            error.exit_code()
        }
    }
}
