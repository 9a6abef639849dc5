//! Where a job is read and written in each phase of the migration.
//!
//! A pure table: I/O, workspaces and requests do not belong here. It never decides *who* may see a job, only *where* the
//! job is.
//! Invariant: whatever one phase writes, its neighbours read.

mod direction;
mod phase;
mod plan;

pub use direction::Direction;
pub use phase::Phase;
pub use plan::{Operation, Row, Schema, Write, plan};
