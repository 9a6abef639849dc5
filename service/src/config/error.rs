//! What is wrong with a flag, a variable or a file that a flag names.
//!
//! Every message names the flag, the variable and the fix.
//! Invariant: no message repeats a secret.

use std::path::PathBuf;

/// A mistake in the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A required setting is not given.
    #[error("{flag} is missing: give {flag} {value} or set {variable}")]
    Missing {
        /// The flag.
        flag: &'static str,
        /// Its value.
        value: &'static str,
        /// Its variable.
        variable: &'static str,
    },
    /// No key is given.
    #[error(
        "no key to verify tokens with: give --keyset FILE (or set WATERTIGHT_KEYSET) or --key KID:ALG=FILE"
    )]
    NoKeys,
    /// A value that cannot be used.
    #[error("{flag} {reason}")]
    Value {
        /// The flag, with its variable.
        flag: &'static str,
        /// What is wrong and what is needed; never the value of a secret.
        reason: String,
    },
    /// A file that cannot be used.
    #[error("{flag} {}: {reason}", path.display())]
    File {
        /// The flag, with its variable.
        flag: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong and what is needed.
        reason: String,
    },
}
