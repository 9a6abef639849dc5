//! The phases that the storage may be in.
//!
//! Only phases that are served are listed, so that no configuration can name one that is not.
//! Invariant: a phase is chosen at start and does not change while the process runs.

/// How jobs are laid out in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Phase {
    /// Written and read under keys that name their owner, and nowhere else.
    #[default]
    NewOnly,
}
