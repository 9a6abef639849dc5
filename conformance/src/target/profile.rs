//! The target profile, `watertight.toml`. The invariant: nothing in the file is ignored; what is not understood
//! is an error that names its place.

use std::path::Path;

use serde::Deserialize;

use super::sections::{Capabilities, Capability, Http, Prove, Refusals, TargetSection, Tokens};
use crate::identity::Algorithm;

const REFERENCE: &str = include_str!("../../profiles/reference.toml");

/// What a target declares.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// How to start or reach it.
    pub target: TargetSection,
    /// How its tokens are made.
    pub tokens: Tokens,
    /// Routes and bodies.
    #[serde(default)]
    pub http: Http,
    /// Which status stands for which refusal.
    #[serde(default)]
    pub refusals: Refusals,
    /// What it can do beyond the core.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// Its known-bad twins.
    pub prove: Option<Prove>,
}

/// A profile that cannot be used. Exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No such file.
    #[error("cannot read the profile {file}: {cause}; give the path of a watertight.toml with --target")]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Not what a profile looks like.
    #[error("{file}: {cause}")]
    Parse {
        /// The file.
        file: String,
        /// Line, column, key and what was expected there.
        cause: Box<toml::de::Error>,
    },
    /// Understood, but contradictory.
    #[error("{file}: {fault}")]
    Contradiction {
        /// The file.
        file: String,
        /// What, and the mend.
        fault: String,
    },
}

impl Profile {
    /// The reference's own profile.
    ///
    /// # Errors
    /// Never, for a profile that the tests have read.
    pub fn reference() -> Result<Self, ProfileError> {
        Self::parse("the embedded reference profile", REFERENCE)
    }

    /// Reads a profile.
    ///
    /// # Errors
    /// When it is missing or not understood.
    pub fn read(path: &Path) -> Result<Self, ProfileError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|cause| ProfileError::Read {
            file: file.clone(),
            cause,
        })?;
        Self::parse(&file, &text)
    }

    fn parse(file: &str, text: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(text).map_err(|cause| ProfileError::Parse {
            file: file.to_owned(),
            cause: Box::new(cause),
        })?;
        match profile.contradiction() {
            Some(fault) => Err(ProfileError::Contradiction {
                file: file.to_owned(),
                fault,
            }),
            None => Ok(profile),
        }
    }

    fn contradiction(&self) -> Option<String> {
        match (&self.target.start, &self.target.url) {
            (Some(_), Some(_)) => Some("[target] has both `start` and `url`; keep one".to_owned()),
            (None, None) => Some("[target] has neither `start` nor `url`; give one".to_owned()),
            (Some(start), None) if start.cmd.is_empty() => Some("[target] `start.cmd` is empty".to_owned()),
            _ => None,
        }
    }

    /// Whether the target declares this.
    #[must_use]
    pub fn has(&self, capability: Capability) -> bool {
        match capability {
            Capability::Cursor => self.capabilities.cursor,
            Capability::StatusFilter => self.capabilities.status_filter,
            Capability::Idempotency => self.capabilities.idempotency,
            Capability::AsymmetricKeys => std::iter::once(&self.tokens.algorithm)
                .chain(&self.tokens.also)
                .any(|a| *a != Algorithm::Hs256),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_profile_is_read() {
        assert_eq!(Profile::reference().unwrap().target.name, "reference");
    }

    #[test]
    fn an_unknown_key_names_its_line() {
        let error = Profile::parse("x.toml", "[target]\nname = \"x\"\nprot = 1\n")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("x.toml") && error.contains("line 3") && error.contains("prot"),
            "{error}"
        );
    }
}
