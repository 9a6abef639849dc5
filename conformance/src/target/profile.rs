//! The target profile, `watertight.toml`. The invariant: nothing in the file is ignored; what is not understood
//! is an error that names its place.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::api::Refusal;
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

/// How to start or reach a target.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetSection {
    /// Its name in reports.
    pub name: String,
    /// The command that starts it.
    pub start: Option<Command>,
    /// Where it already runs.
    pub url: Option<String>,
    /// The port it must be given; otherwise any free one.
    pub port: Option<u16>,
    /// How to tell that it is ready.
    #[serde(default)]
    pub ready: Ready,
}

/// A program, its arguments and its environment; `${port}`, `${redis_url}`, `${keyset}`, `${secret}`,
/// `${issuer}`, `${audience}` and `${fault}` are filled in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Program and arguments.
    pub cmd: Vec<String>,
    /// Environment.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// Readiness.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ready {
    /// A path that answers 2xx once the target is ready.
    #[serde(default = "ready_path")]
    pub path: String,
    /// Seconds, such as `20s`.
    #[serde(default = "ready_timeout", deserialize_with = "seconds")]
    pub timeout: u64,
}

impl Default for Ready {
    fn default() -> Self {
        Self {
            path: ready_path(),
            timeout: ready_timeout(),
        }
    }
}

fn ready_path() -> String {
    "/health".to_owned()
}

fn ready_timeout() -> u64 {
    20
}

fn seconds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let text = String::deserialize(from)?;
    text.strip_suffix('s')
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| serde::de::Error::custom("a duration in whole seconds is expected, such as \"20s\""))
}

/// How tokens are made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// The algorithm of sound tokens.
    pub algorithm: Algorithm,
    /// Further algorithms the target is given keys for.
    #[serde(default)]
    pub also: Vec<Algorithm>,
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// Claim names.
    #[serde(default)]
    pub claims: Claims,
    /// Scope names.
    #[serde(default)]
    pub scopes: Scopes,
    /// Whether scopes are one string or a list.
    #[serde(default)]
    pub scope_form: ScopeForm,
}

/// Claim names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Claims {
    /// Holds the workspace.
    pub workspace: String,
    /// Holds the scopes.
    pub scope: String,
}

impl Default for Claims {
    fn default() -> Self {
        Self {
            workspace: "workspace_id".to_owned(),
            scope: "scope".to_owned(),
        }
    }
}

/// Scope names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scopes {
    /// Listing and fetching.
    pub read: String,
    /// Enqueuing.
    pub execute: String,
}

impl Default for Scopes {
    fn default() -> Self {
        Self {
            read: "ai:jobs:read".to_owned(),
            execute: "ai:execute".to_owned(),
        }
    }
}

/// The form of the scope claim.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScopeForm {
    /// Names with spaces between them (RFC 6749 section 3.3).
    #[default]
    String,
    /// A JSON array of names.
    Array,
}

/// Routes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Path of the list.
    pub list: Route,
    /// Path of a job, before its id.
    pub get: Route,
    /// Path of execute.
    pub execute: Route,
}

/// A route.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Its path.
    pub path: String,
}

impl Default for Http {
    fn default() -> Self {
        let route = |path: &str| Route {
            path: path.to_owned(),
        };
        Self {
            list: route("/ai/jobs"),
            get: route("/ai/jobs"),
            execute: route("/ai/execute"),
        }
    }
}

/// Which status stands for which refusal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Refusals {
    /// No or bad credentials.
    pub unauthenticated: u16,
    /// A sound token without a usable workspace.
    pub no_workspace: u16,
    /// A workspace that is not the token's.
    pub foreign_workspace: u16,
    /// Another workspace's job, or none.
    pub not_found: u16,
    /// Invalid input; 400 or 422 where not fixed.
    pub invalid: Option<u16>,
}

impl Default for Refusals {
    fn default() -> Self {
        Self {
            unauthenticated: 401,
            no_workspace: 403,
            foreign_workspace: 403,
            not_found: 404,
            invalid: None,
        }
    }
}

impl Refusals {
    /// Whether this status stands for this refusal.
    #[must_use]
    pub fn accepts(&self, refusal: Refusal, status: u16) -> bool {
        match refusal {
            Refusal::Unauthenticated => status == self.unauthenticated,
            Refusal::NoWorkspace => status == self.no_workspace,
            Refusal::Scope => status == 403,
            Refusal::Foreign => status == self.foreign_workspace,
            Refusal::NotFound => status == self.not_found,
            Refusal::Invalid => self
                .invalid
                .map_or(matches!(status, 400 | 422), |fixed| status == fixed),
            Refusal::MediaType => status == 415,
            Refusal::TooLarge => status == 413,
            Refusal::Conflict => status == 409,
        }
    }
}

/// Optional capabilities; what is not declared is not applicable.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Capabilities {
    /// Lists page by cursor.
    pub cursor: bool,
    /// Lists filter by status.
    pub status_filter: bool,
    /// `client_request_id` makes execute idempotent.
    pub idempotency: bool,
}

/// A capability that a scenario may depend on, by its tag `@cap:…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// `cursor`
    Cursor,
    /// `status-filter`
    StatusFilter,
    /// `idempotency`
    Idempotency,
    /// `asymmetric-keys`
    AsymmetricKeys,
}

impl Capability {
    /// The capability of this tag name, without `cap:`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "cursor" => Some(Self::Cursor),
            "status-filter" => Some(Self::StatusFilter),
            "idempotency" => Some(Self::Idempotency),
            "asymmetric-keys" => Some(Self::AsymmetricKeys),
            _ => None,
        }
    }
}

/// Known-bad twins of the target.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prove {
    /// Prints the faults as JSON.
    pub list: Vec<String>,
    /// Starts the twin with `${fault}`.
    pub start: Command,
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
