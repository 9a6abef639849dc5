//! The backfill: copying every job from one schema to the other while the service runs, and verifying that it was done.
//!
//! Here belongs the order of the work: passes, pace, checkpoints, what is counted and reported. What a copy is, and which
//! keys hold a job, does not; that is `store::backfill`. Nothing here listens, and only [`Progress`] prints.
//! Invariants: every step may be repeated; a checkpoint is saved only when everything before it was answered; each key is
//! counted once, under one outcome.

mod checkpoint;
mod cleanup;
mod pace;
mod pass;
mod progress;
mod report;
mod run;
mod runner;
mod tally;
mod task;
mod throttle;

pub use cleanup::cleanup;
pub use pace::Pace;
pub use progress::Progress;
pub use report::{Ending, Report};
pub use run::{Request, run};
pub use tally::{Difference, Tally};

#[cfg(test)]
mod tests;
