//! Reading a target profile, `watertight.toml`. What a sound profile may say belongs to `check`. The invariant: nothing in
//! the file is ignored; what is not understood is an error that names its place.

use std::path::Path;

use super::check;
use super::declaration::Profile;
use super::error::ProfileError;

const REFERENCE: &str = include_str!("../../profiles/reference.toml");

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
