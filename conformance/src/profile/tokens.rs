//! What a target expects of tokens: the `[tokens]` section of its profile. Making them belongs to `issuer`. The
//! invariant: every type refuses keys it does not know.

use serde::Deserialize;

use super::algorithm::Algorithm;
use super::scope::Scope;

/// How tokens are made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// The algorithm of sound tokens, where the suite signs them itself.
    pub algorithm: Option<Algorithm>,
    /// The environment variable that holds ready-made tokens.
    pub ready: Option<String>,
    /// The command that prints a token; `${workspace}`, `${subject}` and `${scopes}` are filled in.
    #[serde(default)]
    pub command: Vec<String>,
    /// Further algorithms the target is given keys for.
    #[serde(default)]
    pub also: Vec<Algorithm>,
    /// `iss`.
    #[serde(default = "issuer")]
    pub issuer: String,
    /// `aud`.
    #[serde(default = "audience")]
    pub audience: String,
    /// How many seconds the target lets clocks differ by.
    #[serde(default = "leeway")]
    pub leeway: u64,
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

fn issuer() -> String {
    "https://issuer.watertight.test".to_owned()
}

fn audience() -> String {
    "watertight-jobs".to_owned()
}

fn leeway() -> u64 {
    5
}

impl Tokens {
    /// Every algorithm that the target is given a key for, the one of sound tokens first.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> + '_ {
        self.algorithm.into_iter().chain(self.also.iter().copied())
    }

    /// Whether the suite signs tokens itself, and so can forge them.
    #[must_use]
    pub fn are_signed(&self) -> bool {
        self.algorithm.is_some()
    }
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

impl Scopes {
    /// The name of this scope.
    #[must_use]
    pub fn of(&self, scope: Scope) -> &str {
        match scope {
            Scope::Read => &self.read,
            Scope::Execute => &self.execute,
        }
    }
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
