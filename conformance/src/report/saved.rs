//! A run as it was written to a JSON report, read again. Writing one belongs to the run itself. The invariant: a file that
//! is no report is an error that says so, never a run without checks.

use std::path::Path;

use serde::Deserialize;

use crate::run::Status;

/// A saved run, as far as other commands need it.
#[derive(Debug, Clone, Deserialize)]
pub struct Saved {
    /// Which suite judged.
    pub suite: SavedSuite,
    /// Its scenarios.
    pub scenarios: Vec<SavedCheck>,
}

/// Which suite judged.
#[derive(Debug, Clone, Deserialize)]
pub struct SavedSuite {
    /// The digest of its features.
    pub features: String,
}

/// A scenario of a saved run.
#[derive(Debug, Clone, Deserialize)]
pub struct SavedCheck {
    /// Its name.
    pub name: String,
    /// Its requirements.
    pub requirements: Vec<String>,
    /// What became of it.
    pub status: Status,
    /// Why it is not held.
    pub evidence: Option<SavedProof>,
}

/// Why a scenario of a saved run is not held.
#[derive(Debug, Clone, Deserialize)]
pub struct SavedProof {
    /// What was promised.
    pub claim: String,
    /// What was found.
    pub found: String,
}

/// A saved run that cannot be used. Exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// No such file.
    #[error("cannot read the report {file}: {cause}; make one with: watertight run --report json={file}")]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Not a report.
    #[error("{file} is no report of a run: {cause}; make one with: watertight run --report json={file}")]
    Parse {
        /// The file.
        file: String,
        /// What the parser said.
        cause: serde_json::Error,
    },
}

impl Saved {
    /// Reads a report.
    ///
    /// # Errors
    /// When it is missing or is none.
    pub fn read(path: &Path) -> Result<Self, SavedError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|cause| SavedError::Read {
            file: file.clone(),
            cause,
        })?;
        serde_json::from_str(&text).map_err(|cause| SavedError::Parse { file, cause })
    }
}

impl SavedCheck {
    /// What it is called in a baseline and in a difference: `ID: name`, for each of its requirements.
    pub fn labels(&self) -> impl Iterator<Item = String> + '_ {
        self.requirements.iter().map(|id| format!("{id}: {}", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Broken, Held};

    use crate::run::examples::run;

    #[test]
    fn a_report_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.json");
        let written = run([Held, Broken, Held, Held, Held]);
        std::fs::write(&path, serde_json::to_string(&written).unwrap()).unwrap();
        let saved = Saved::read(&path).unwrap();
        assert_eq!(saved.scenarios.len(), written.scenarios.len());
        assert_eq!(saved.scenarios[1].status, Broken);
        assert!(saved.scenarios[1].labels().next().unwrap().contains(": "));
    }

    #[test]
    fn what_is_no_report_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        assert!(
            Saved::read(&path)
                .unwrap_err()
                .to_string()
                .contains("--report json=")
        );
        std::fs::write(&path, "{}").unwrap();
        assert!(Saved::read(&path).unwrap_err().to_string().contains("no report"));
        let mut report = serde_json::to_value(run([Held; 5])).unwrap();
        report["scenarios"][0]["status"] = "splendid".into();
        std::fs::write(&path, report.to_string()).unwrap();
        let error = Saved::read(&path).unwrap_err().to_string();
        assert!(error.contains("splendid"), "{error}");
    }
}
