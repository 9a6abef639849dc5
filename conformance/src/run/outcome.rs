//! What a run came to, as an exit code. The invariant: only `Held` is zero.

use serde::Serialize;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every required requirement ran and held.
    Held,
    /// A requirement is broken, or a fault survived.
    Broken,
    /// The call, a profile, a selector or a feature is wrong.
    Usage,
    /// Something required did not run.
    Incomplete,
    /// The target did not start, was there before, or died.
    Target,
    /// The suite failed, or a report was not written.
    Suite,
}

impl Outcome {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Held => 0,
            Self::Broken => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
            Self::Target => 4,
            Self::Suite => 5,
        }
    }

    /// The name on the last line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Broken => "broken",
            Self::Usage => "usage error",
            Self::Incomplete => "incomplete",
            Self::Target => "target error",
            Self::Suite => "suite error",
        }
    }
}
