//! Running scenarios against a target, and the record of it. How a record is shown does not belong here.
//! The invariant: a record says incomplete until it is concluded.

mod counts;
mod evidence;
pub mod exit;
mod interrupt;
mod outcome;
mod panics;
mod play;
mod record;
mod runner;
mod stages;
mod status;

pub use counts::{CountsAs, Expectation};
pub use evidence::{FailedStep, Proof, Shown};
pub use interrupt::Interrupt;
pub use outcome::Outcome;
pub use panics::keep_step_panics_quiet;
pub use play::{Played, replay};
pub use record::{Check, Judged, Requirement, Run, SuiteStamp, Totals};
pub use runner::{End, Options, judge};
pub use stages::gather;
pub use status::{Status, Tally};

#[cfg(test)]
pub(crate) use record::examples;
