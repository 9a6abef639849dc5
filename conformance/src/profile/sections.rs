//! The sections of a target profile, one type each, with their defaults: those of the contract. Reading files and
//! finding contradictions belong to `profile`. The invariant: every type refuses keys it does not know.

use serde::Deserialize;

use super::backfill::Backfill;
use super::command::Command;

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
    /// Runs what is enqueued, so that jobs change by themselves.
    pub worker: bool,
    /// Each ready-made token comes with others that lack a scope; those made by the suite always do.
    pub scoped_tokens: bool,
    /// Phases of the migration that it can be started in with `${phase}`, one step after the other.
    pub phases: Vec<String>,
    /// Speaks HTTP/2 without TLS, by prior knowledge (RFC 9113 section 3.3).
    pub http2: bool,
}

/// What the target documents of sizes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The longest body of a request, in bytes.
    pub body: usize,
    /// The most jobs on one page.
    pub page: usize,
    /// The jobs on a page where no limit is asked for.
    pub page_default: usize,
    /// Whether a larger limit means the largest, instead of being refused.
    pub clamps: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 65_536,
            page: 100,
            page_default: 100,
            clamps: false,
        }
    }
}
