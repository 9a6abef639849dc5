//! Why a report is not there. The invariant: each message names the path and the fix.

use std::path::Path;

/// A report could not be asked for, or not written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Not of the form KIND=PATH. Exit code 2.
    #[error("--report `{given}` is not understood; write {expected}, separated by commas")]
    Form {
        /// What was written.
        given: String,
        /// What is understood.
        expected: &'static str,
    },
    /// The file. Exit code 5.
    #[error("cannot write the report {path}: {cause}; fix the path after --report")]
    Write {
        /// Its path.
        path: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The contents. Exit code 5.
    #[error("cannot form the report {path}: {cause}")]
    Shape {
        /// Its path.
        path: String,
        /// What went wrong.
        cause: String,
    },
}

impl ReportError {
    /// The file at this path cannot be written.
    pub(super) fn write(path: &Path, cause: std::io::Error) -> Self {
        Self::Write {
            path: path.display().to_string(),
            cause,
        }
    }

    /// What belongs into the file at this path cannot be written down.
    pub(super) fn shape(path: &Path, cause: &dyn std::fmt::Display) -> Self {
        Self::Shape {
            path: path.display().to_string(),
            cause: cause.to_string(),
        }
    }
}
