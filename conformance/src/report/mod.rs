//! A run as people and machines read it. Belongs here: the views of a run (terminal, JSON, JUnit, events), where they are
//! written to, and a saved run read again. Does not belong here: judging, and what a scenario counts as (`run`). The
//! invariant: every view is of the one `Run`, and a file is whole or absent.

mod destinations;
mod error;
mod events;
mod junit;
mod progress;
pub mod saved;
mod terminal;
mod width;

pub use destinations::{Destinations, Journal};
pub use error::ReportError;
pub use progress::Progress;
pub use terminal::{Detail, print};
pub use width::Width;

#[cfg(test)]
pub(crate) mod tests;
