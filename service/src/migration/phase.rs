//! The phases of the migration, from the old schema to the new.
//!
//! From every phase, a service may go one step forward or back while replicas in both phases serve at the same time. What
//! each phase reads and writes is in `plan`.
//! Invariant: a phase is chosen at start and does not change while the process runs.

use std::fmt;

/// Which schemas jobs are written to and read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Phase {
    /// Only the old schema, whose keys do not name the owner.
    Legacy,
    /// Both are written; the old copy is read first.
    DualWrite,
    /// Both are written; the new copy is read first.
    ReadNew,
    /// Only the new schema, whose keys name the owner.
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
