//! Where a job is looked up and written, phase by phase.
//!
//! A pure table: no I/O, no workspace, no request. It never decides *who* may see a job, only *where* it lives.
//! Invariant: whatever one phase writes, its neighbours read.

mod direction;
mod phase;
mod plan;

pub use direction::Direction;
pub use phase::Phase;
pub use plan::{Operation, Row, Schema, Write, plan};
