//! The programs: from arguments to something that runs, and back to nothing. One file a subcommand.
//!
//! Here belong listeners, connections, signals and exit codes. What is answered does not (`http`), nor what is done with
//! jobs (`backfill`, `worker`).
//! Invariant: when a program returns, no socket of it is open.

mod api;
mod backfill;
mod connections;
mod entry;
mod error;
mod host;
mod listen;
mod logs;
mod metrics;
mod signal;
mod worker;

pub use api::run;
pub use backfill::{backfill, cleanup};
pub use error::StartError;
pub use worker::worker;

#[cfg(test)]
mod tests;
