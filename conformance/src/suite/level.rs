//! The levels of the specification: how much of a target the suite has to see. The invariant: in every report a level is
//! written as in the feature files.

use serde::{Deserialize, Serialize};

/// A level of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Isolation, as a caller sees it over HTTP.
    L1,
    /// The migration of the keys in four phases.
    L2,
    /// The backfill.
    L3,
    /// The metrics of a migration.
    L4,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::L1, Self::L2, Self::L3, Self::L4];

    /// The level of this tag, if it is one.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == tag)
    }

    /// As it is written in feature files and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::L1 => "L1",
            Self::L2 => "L2",
            Self::L3 => "L3",
            Self::L4 => "L4",
        }
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::of_tag(text).ok_or_else(|| format!("there is no level `{text}`; give L1, L2, L3 or L4"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_written_everywhere_in_the_same_way() {
        for level in Level::ALL {
            assert_eq!(level.name().parse(), Ok(level));
            assert_eq!(serde_json::to_value(level).unwrap(), level.name());
            assert_eq!(level.to_string(), level.name());
        }
        assert!("L5".parse::<Level>().unwrap_err().contains("L5"));
    }
}
