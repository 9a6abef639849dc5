//! A run as people and machines read it. Judging does not belong here. The invariant: every view is of the one
//! `Run`, and a file is whole or absent.

mod files;
mod terminal;

pub use files::{Destinations, ReportError};
pub use terminal::print;
