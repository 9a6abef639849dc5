//! Where a job is looked up and written, phase by phase.
//!
//! A pure table: no I/O, no workspace, no request. It never decides *who* may see a job, only *where* it lives.
//! Invariant: whatever a phase reads is a subset of what its neighbours write.

mod phase;
mod plan;

pub use phase::Phase;
pub use plan::{Places, Schema, plan};
