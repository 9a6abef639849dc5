//! Carrying every job from one schema to the other beside live traffic, and proving that it was done.
//!
//! A pass walks the source schema in small steps, carries or compares what it finds, and keeps its place. What a copy is, and
//! which keys hold a job, belongs to the store. Nothing listens and nothing is printed here but by [`Progress`].
//! Invariants: every step may be repeated; a place is kept only after everything before it was answered; what was looked at
//! is counted once, under one outcome.

mod cleanup;
mod latency;
mod pace;
mod pass;
mod place;
mod progress;
mod report;
mod run;
mod tally;
mod task;

pub use cleanup::cleanup;
pub use pace::Pace;
pub use progress::Progress;
pub use report::{Ending, Report};
pub use run::{Request, run};
pub use tally::{Difference, Tally};
