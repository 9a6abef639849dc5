//! The sections of a target profile, one type each, with their defaults: those of the contract. Reading files and
//! finding contradictions belong to `profile`. The invariant: every type refuses keys it does not know.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::api::Refusal;
use super::backfill::Backfill;

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
/// `${issuer}`, `${audience}`, `${leeway}`, `${phase}`, `${metrics_port}` and, for a twin, `${fault}` are filled in. An environment entry that needs
/// a Redis is left out where there is none.
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

/// A worker that carries out what is enqueued, as a program of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// The command that starts it.
    pub start: Command,
}

/// Where a started target shows its metrics: on the `${metrics_port}` of its command.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Metrics {
    /// The path of the page.
    pub path: String,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            path: "/metrics".to_owned(),
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
    /// Starts the twin's worker with `${fault}`; without it, the sound one.
    pub worker: Option<Command>,
    /// The twin's backfill, with `${fault}`; without it, the sound one.
    pub backfill: Option<Backfill>,
}
