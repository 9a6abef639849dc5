//! How we judge. Pure functions from answers to findings: no sending, no waiting, no clock, and no knowledge of
//! how a target is reached. Each oracle returns what it found in words a reviewer can read, or nothing. The
//! invariant: no oracle ever turns a missing or failed answer into a promise kept.

pub mod canary;
pub mod indistinguishable;
pub mod no_effect;
pub mod refusal;
pub mod timing;
pub mod verdict;

pub use canary::Secret;
pub use verdict::{Evidence, Verdict};
