//! Why the service did not start.
//!
//! Messages are for the person at the terminal: flag, value, mend.
//! Invariant: what its owner has to change ends with 2, what the machine refused ends with 1.

use std::io;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::store::Refused;

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
    /// The system refused to tell us about signals.
    #[error("cannot watch for signals: {0}")]
    Signals(#[source] io::Error),
}

impl StartError {
    /// The exit code: 2 for configuration, 1 for everything else.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Config(_) | Self::Phase(_) => ExitCode::from(2),
            Self::Bind { .. } | Self::Signals(_) => ExitCode::FAILURE,
        }
    }
}
