//! The phases that the storage may be in, from the old schema to the new.
//!
//! Every phase may move one step forward or back while replicas in both serve side by side. What each reads and writes is
//! the table's matter.
//! Invariant: a phase is chosen at start and does not change while the process runs.

use std::fmt;

/// How jobs are laid out in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Phase {
    /// Keys that do not know their owner: what was there before.
    Legacy,
    /// Both are written; the old copy is still the one that is believed first.
    DualWrite,
    /// Both are written; the new copy is believed first.
    ReadNew,
    /// Written and read under keys that name their owner, and nowhere else.
    #[default]
    NewOnly,
}

impl Phase {
    /// All of them, in the order of the migration.
    pub const ALL: [Self; 4] = [Self::Legacy, Self::DualWrite, Self::ReadNew, Self::NewOnly];

    /// Its name in settings and messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::DualWrite => "dual-write",
            Self::ReadNew => "read-new",
            Self::NewOnly => "new-only",
        }
    }

    /// The phase of that name, in exactly that spelling.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == name)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}
