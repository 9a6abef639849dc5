//! Why the service did not start.
//!
//! Messages are for the person at the terminal: flag, value, mend.
//! Invariant: what its owner has to change ends with 2, what the machine refused ends with 1.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::store::{Refused, StoreError};

/// Why the service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration has to change.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The phase would hide jobs.
    #[error(transparent)]
    Phase(#[from] Refused),
    /// The address cannot be had.
    #[error("{flag}: cannot listen on {address}: {source}; free it or give another address")]
    Bind {
        /// The flag, with its variable.
        flag: &'static str,
        /// As configured.
        address: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The store does not answer.
    #[error("{0}; nothing was done; see that the Redis of --redis-url (WATERTIGHT_REDIS_URL) is up")]
    Away(#[source] StoreError),
    /// Old copies may be all that there is of some job.
    #[error(
        "the old copies may not be removed yet: it was not verified that every job is in the new schema; mend: run \
         `watertight-service backfill --execute --verify` first"
    )]
    Incomplete,
    /// A report could not be written.
    #[error("{}: the report cannot be written: {source}; give a path that this user may write", path.display())]
    Report {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The system refused to tell us about signals.
    #[error("cannot watch for signals: {0}")]
    Signals(#[source] io::Error),
}

impl StartError {
    /// The exit code: 2 for what its owner has to change, 4 for a store that is away, 5 for a report that was not written, 1 for
    /// everything else.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Config(_) | Self::Phase(_) | Self::Incomplete => ExitCode::from(2),
            Self::Away(_) => ExitCode::from(4),
            Self::Report { .. } => ExitCode::from(5),
            Self::Bind { .. } | Self::Signals(_) => ExitCode::FAILURE,
        }
    }
}
