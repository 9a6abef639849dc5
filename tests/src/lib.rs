//! The harness of the whole-system tests: it builds the programs, starts them as a user would, and takes them down.
//!
//! It knows the programs by their command lines and the network only; none of their libraries is linked here, so a
//! test can't see more than an operator does. Assertions belong in `tests/all`.
//!
//! The invariant: whatever is started here ends with the test process, however that process ends.

#![expect(
    clippy::expect_used,
    reason = "a harness that can't set up its test has nothing better to do than panic"
)]

mod address;
pub mod binaries;
pub mod cargo;
pub mod cli;
pub mod exit;
pub mod guard;
pub mod http;
pub mod processes;
pub mod proxy;
pub mod redis_server;
mod repository;
pub mod service;
pub mod stub;
pub mod token;
pub mod wait;

pub use address::free_address;
pub use repository::{one_feature, repository};
