//! What the service is made of, and how much one client may ask of it.
//!
//! Another program may put in other parts; there is no other way to change what the service does.
//! Invariant: everything that a handler can reach is in [`Parts`].

use std::sync::Arc;
use std::time::Duration;

use super::cursor::CursorKey;
use crate::identity::Verifier;
use crate::migration::Phase;
use crate::store::Backend;
use crate::telemetry::Telemetry;

/// What the service is made of.
#[derive(Clone)]
pub struct Parts {
    /// Decides which tokens are valid.
    pub verifier: Arc<dyn Verifier>,
    /// Keeps the jobs.
    pub backend: Arc<dyn Backend>,
    /// How they are laid out there.
    pub phase: Phase,
    /// How long a new job is kept; without it, for ever.
    pub lifetime: Option<Duration>,
    /// Authenticates cursors.
    pub cursors: CursorKey,
    /// Counts what happens.
    pub telemetry: Arc<Telemetry>,
    /// How much one client may ask for.
    pub limits: Limits,
}

/// How much one client may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request body.
    pub body: usize,
    /// Bytes of all header names and values together.
    pub headers: usize,
    /// Bytes of path and query.
    pub target: usize,
    /// Time for a request's body to arrive.
    pub body_time: Duration,
    /// Time for a handler to answer.
    pub answer_time: Duration,
    /// Time for a connection to send a request's head.
    pub head_time: Duration,
    /// Connections at once.
    pub connections: usize,
    /// Time for running requests to end when the service stops.
    pub stop_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 64 * 1024,
            headers: 16 * 1024,
            target: 8 * 1024,
            body_time: Duration::from_secs(10),
            answer_time: Duration::from_secs(10),
            head_time: Duration::from_secs(10),
            connections: 512,
            stop_time: Duration::from_secs(10),
        }
    }
}
