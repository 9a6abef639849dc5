//! What a target declares, all sections together. Reading it belongs to `file`, what a scenario may ask of it to
//! `capability`.

use serde::Deserialize;

use super::backfill::Backfill;
use super::layout::Layout;
use super::refusals::Refusals;
use super::routes::Http;
use super::sections::{Capabilities, Limits, Metrics, Prove, TargetSection, Worker};
use super::tokens::Tokens;

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
