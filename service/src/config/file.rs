//! Files that flags name.
//!
//! Invariant: a message names the flag and the file, and nothing that the file holds.

use std::path::Path;

use super::error::ConfigError;

/// The bytes of a file that a flag names.
pub(super) fn read_file(flag: &'static str, path: &Path) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(path).map_err(|error| {
        file_error(
            flag,
            path,
            &format!("cannot be read: {error}; give the path of a file that this user may read"),
        )
    })
}

/// The error for a file that cannot be used.
pub(super) fn file_error(flag: &'static str, path: &Path, reason: &dyn ToString) -> ConfigError {
    ConfigError::File {
        flag,
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}
