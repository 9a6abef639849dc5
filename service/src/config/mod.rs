//! Flags and environment: one struct for both, one file a subcommand.
//!
//! Here belongs how a setting is spelled, checked and turned into a part. What a part does with it does not, and nothing
//! here listens, connects or prints.
//! Invariant: nothing secret and nothing that decides trust has a default.

mod backfill;
mod error;
mod file;
mod serve;
mod storage;
mod worker;

pub use backfill::{BackfillArgs, CleanupArgs, SharedArgs};
pub use error::ConfigError;
pub use serve::ServeArgs;
pub use storage::StorageArgs;
pub use worker::WorkerArgs;

#[cfg(test)]
mod tests;
