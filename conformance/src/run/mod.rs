//! Running scenarios against a target, and the record of it. How a record is shown does not belong here.
//! The invariant: a record says incomplete until every scenario has a status.

mod outcome;
mod record;
mod runner;

pub use outcome::Outcome;
pub use record::{Check, Proof, Requirement, Run, Shown, Status};
pub use runner::judge;
