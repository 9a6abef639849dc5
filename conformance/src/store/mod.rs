//! What can be seen inside a target, where its Redis is lent, and what can be put there: only what is a scenario's own.
//! Judging what is seen belongs to `oracle` and the steps. The invariant: `planter` alone writes, and no key of anybody
//! else is read or written.

mod connection;
mod observer;
mod planter;
mod snapshot;

pub use observer::{Hash, Observer, StoreError};
pub use planter::{Planter, Schema};
pub use snapshot::Snapshot;

#[cfg(test)]
mod tests;
