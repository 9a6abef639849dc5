//! The public API: requests in, answers out.
//!
//! One file an operation; rules that all share (who asks, how refusals look, limits) have their own. No keys and no
//! token parsing here.
//! Invariant: a handler that reaches jobs has a [`caller::Caller`] among its arguments, because nothing else leads there.

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
mod problem;
mod query;
mod router;

pub use cursor::{CursorFault, CursorKey};
pub use openapi::document;
pub use problem::{Invalid, Problem};
pub(crate) use router::router;

/// The one place where the store's errors become an answer: the reason is for the log.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the end of the error's life, in the form that map_err wants"
)]
fn store_problem(error: crate::store::StoreError) -> Problem {
    tracing::error!(%error, "the store failed");
    Problem::Unavailable
}

#[cfg(test)]
mod tests;
