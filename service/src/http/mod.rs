//! The public API: requests in, answers out.
//!
//! One file an operation; what all of them share (who calls, what a refusal looks like, limits) has files of its own. Keys
//! of the store and the parsing of tokens do not belong here.
//! Invariant: a handler that reaches jobs has the caller among its arguments, because nothing else leads there.

mod body;
mod caller;
mod cursor;
mod execute;
mod get;
mod health;
mod intake;
mod list;
mod observe;
mod openapi;
mod parts;
mod problem;
mod query;
mod router;
mod state;

pub use cursor::{CursorFault, CursorKey};
pub use openapi::document;
pub use parts::{Limits, Parts};
pub use problem::{Invalid, Problem};
pub use router::router;

#[cfg(test)]
mod tests;
