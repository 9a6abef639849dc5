//! The sections of a target profile, one type each, with their defaults: those of the contract. Reading files and
//! finding contradictions belong to `profile`. The invariant: every type refuses keys it does not know.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::api::Refusal;
use crate::identity::Algorithm;

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
