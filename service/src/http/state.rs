//! What all handlers share: the parts, and the way to the jobs in them.
//!
//! Invariant: a handler gets from here to jobs only by the workspace of its caller.

use std::sync::Arc;

use super::parts::Parts;
use crate::store::Jobs;

/// What handlers share.
pub(super) struct App {
    pub(super) parts: Parts,
    pub(super) jobs: Jobs,
}

impl App {
    pub(super) fn new(parts: Parts) -> Self {
        let telemetry = Arc::clone(&parts.telemetry);
        let jobs = Jobs::new(Arc::clone(&parts.backend), parts.phase)
            .ending_after(parts.lifetime)
            .telling(move |round| telemetry.adopted(round));
        Self { parts, jobs }
    }
}
