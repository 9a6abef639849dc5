//! The phrases of the feature files, each tied to what it does: one file a subject. Steps speak in the terms of
//! the scenario and leave judging to `oracle` and sending to `World`. Nothing here knows how a target is
//! started or how a verdict is printed. The invariant: no two steps share a phrase.

mod claims;
mod common;
mod common_controls;
mod common_judging;
mod common_words;
mod credentials;
mod executing;
mod fetching;
mod idempotency;
mod leakage;
mod listing;
mod paging;
mod scopes;
mod tokens;

use cucumber::codegen::{WorldInventory, inventory};

use crate::world::World;

/// How many phrases are defined. A run starts with none only if linking went wrong, and must then not pass.
#[must_use]
pub fn count() -> usize {
    inventory::iter::<<World as WorldInventory>::Given>().count()
        + inventory::iter::<<World as WorldInventory>::When>().count()
        + inventory::iter::<<World as WorldInventory>::Then>().count()
}
