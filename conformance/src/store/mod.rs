//! What can be seen inside a target, where its Redis is lent: only reading, only what a scenario's own workspaces
//! left there. Judging what is seen belongs to `oracle` and the steps. The invariant: nothing here writes, and no
//! key of anybody else is read.

mod layout;
mod observer;
mod snapshot;

pub use layout::{Layout, LayoutError};
pub use observer::{Observer, StoreError};
pub use snapshot::Snapshot;
