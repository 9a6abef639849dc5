//! Why a program did not start or did not finish.
//!
//! Messages are for the person at the terminal: flag, value, fix.
//! Invariant: a mistake in the configuration ends with 2, a refusal of the system with 1.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::store::{Refused, StoreError};

/// Why a program did not start or did not finish.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The phase would hide jobs.
    #[error(transparent)]
    Phase(#[from] Refused),
    /// The address cannot be bound.
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
    #[error("{0}; nothing was done; check that the Redis of --redis-url (WATERTIGHT_REDIS_URL) is up")]
    Away(#[source] StoreError),
    /// It is not verified that every job is in the new schema, so an old copy may be the only one.
    #[error(
        "old copies may not be removed yet: it is not verified that every job is in the new schema; fix: run \
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
    /// The system does not deliver signals.
    #[error("cannot watch for signals: {0}")]
    Signals(#[source] io::Error),
}

impl StartError {
    /// The exit code: 2 for a wrong configuration, 4 for a store that is away, 5 for a report that was not written, 1 for
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
