//! The target profile, `watertight.toml`. What a sound profile may say belongs to `check`. The invariant: nothing in
//! the file is ignored; what is not understood is an error that names its place.

use std::path::Path;

use serde::Deserialize;

use super::backfill::Backfill;
use super::capability::{Capabilities, Limits};
use super::check;
use super::profile_error::ProfileError;
use super::routes::Http;
use super::sections::{Metrics, Prove, Refusals, TargetSection, Worker};
use crate::identity::Tokens;
use crate::store::Layout;

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
    /// How much it takes.
    #[serde(default)]
    pub limits: Limits,
    /// What it can do beyond the core.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// Where it keeps what, if its Redis is lent.
    pub store: Option<Layout>,
    /// Its worker, if that is a program of its own.
    pub worker: Option<Worker>,
    /// Its backfill.
    pub backfill: Option<Backfill>,
    /// Its metrics page, if it has a port of its own.
    pub metrics: Option<Metrics>,
    /// Its known-bad twins.
    pub prove: Option<Prove>,
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

    pub(crate) fn parse(file: &str, text: &str) -> Result<Self, ProfileError> {
        let profile: Self =
            toml::from_str(text).map_err(|cause| ProfileError::not_understood(file, text, &cause))?;
        match check::contradiction(&profile) {
            Some(found) => Err(ProfileError::contradiction(file, text, &found)),
            None => Ok(Self {
                http: profile.http.prefixed(),
                ..profile
            }),
        }
    }
}

#[cfg(test)]
mod tests;
