//! Starting the logs of a program.
//!
//! Invariant: a directive that cannot be used ends the program before anything else happens.

use crate::config::ConfigError;
use crate::telemetry::start_logs;

pub(super) fn logs(directive: &str) -> Result<(), ConfigError> {
    start_logs(directive).map_err(|error| ConfigError::Value {
        flag: "--log (WATERTIGHT_LOG)",
        reason: format!("{directive:?} cannot be used: {error}; give for example info"),
    })
}
