//! The specification as data: scenarios, their requirements, and how to choose among them. Running them does
//! not belong here. The invariant: a choice that matches nothing is an error, never an empty run.

mod load;
mod select;

pub use load::{Scenario, SuiteError, embedded, folder};
pub use select::select;
