//! Which way jobs are copied.
//!
//! Invariant: what is read in one direction is written in the other.

use super::Schema;

/// From one schema to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the old schema to the new: the migration itself.
    Forward,
    /// From the new schema to the old, so that the first phase can be entered again.
    Reverse,
}

impl Direction {
    /// Where jobs are read.
    #[must_use]
    pub const fn source(self) -> Schema {
        match self {
            Self::Forward => Schema::Old,
            Self::Reverse => Schema::New,
        }
    }

    /// Where they are written.
    #[must_use]
    pub const fn target(self) -> Schema {
        match self {
            Self::Forward => Schema::New,
            Self::Reverse => Schema::Old,
        }
    }

    /// Its name in reports and keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Reverse => "reverse",
        }
    }
}
