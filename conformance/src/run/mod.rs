//! Running scenarios against a target. Belongs here: the runner, one scenario played and what it comes to, the stages that
//! scenarios are played on, the model of a run, and the exit codes. Does not belong here: how a run is shown (`report`), what a
//! step does (`steps`), starting and stopping a target (`under_test`). The invariant: a run says incomplete until it is
//! concluded.

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
mod subject;
mod weigh;

pub use counts::{CountsAs, Expectation};
pub use evidence::{FailedStep, Proof, Shown};
pub use interrupt::Interrupt;
pub use outcome::Outcome;
pub use panics::keep_step_panics_quiet;
pub use play::{Played, replay};
pub use record::{Check, Requirement, Run, SuiteStamp, Totals};
pub use runner::{End, Options, judge};
pub use stages::gather;
pub use status::{Status, Tally};
pub use subject::{Judged, Subject};

#[cfg(test)]
pub(crate) use record::examples;
