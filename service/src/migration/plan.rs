//! The table itself.
//!
//! One row a phase. The store walks `reads` in order and writes to all of `writes` in one batch.
//! Invariant: neither list is empty.

use super::Phase;

/// A way of composing a job's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Schema {
    /// `ai:job:{workspace_id}:{job_id}`.
    New,
}

/// Where a phase reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Schemas to look in, in this order; the first copy wins.
    pub reads: &'static [Schema],
    /// Schemas that every write reaches together.
    pub writes: &'static [Schema],
}

/// The row of a phase.
#[must_use]
pub const fn plan(phase: Phase) -> Places {
    match phase {
        Phase::NewOnly => Places {
            reads: &[Schema::New],
            writes: &[Schema::New],
        },
    }
}
