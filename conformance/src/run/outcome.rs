//! What a command came to, as an exit code. The codes themselves are in [`exit`](super::exit). The invariant: only `Held`
//! is zero, and the worse outcome wins.

use serde::{Deserialize, Serialize};

use super::exit;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every required requirement ran and held.
    Held,
    /// A requirement is broken, or a fault survived.
    Broken,
    /// The call, a profile, a selector or a feature is wrong.
    Usage,
    /// Something required did not run, or could not be judged.
    Incomplete,
    /// The target did not start, was there before, or died.
    Target,
    /// The suite failed, or a report was not written.
    Suite,
}

impl Outcome {
    /// All of them, in the order of their exit codes.
    pub const ALL: [Self; 6] = [
        Self::Held,
        Self::Broken,
        Self::Usage,
        Self::Incomplete,
        Self::Target,
        Self::Suite,
    ];

    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Held => exit::HELD,
            Self::Broken => exit::BROKEN,
            Self::Usage => exit::USAGE,
            Self::Incomplete => exit::INCOMPLETE,
            Self::Target => exit::TARGET,
            Self::Suite => exit::SUITE,
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

    /// The last line of every command, or its beginning.
    #[must_use]
    pub fn last_line(self) -> String {
        format!("outcome: {} (exit {})", self.name(), self.code())
    }

    /// The last line of a command that judges a target; `subject` says what was judged, such as a
    /// [`Subject`](super::Subject).
    #[must_use]
    pub fn last_line_on(self, subject: &impl std::fmt::Display) -> String {
        format!("{}; judged: {subject}", self.last_line())
    }

    /// The one that decides when both happened.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if other.severity() > self.severity() {
            other
        } else {
            self
        }
    }

    // A broken promise outweighs what did not run; a dead target outweighs both, since its last words mean little.
    fn severity(self) -> u8 {
        match self {
            Self::Held => 0,
            Self::Incomplete => 1,
            Self::Broken => 2,
            Self::Usage => 3,
            Self::Target => 4,
            Self::Suite => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_on_exit_codes_says_the_same() {
        let page = include_str!("../../../docs/exit-codes.md");
        // What follows is about another program.
        let (watertight, _) = page.split_once("`watertight-service").unwrap();
        let rows: Vec<[&str; 3]> = watertight
            .lines()
            .filter_map(|line| {
                let mut cells = line.split('|').map(str::trim).skip(1);
                let row = [cells.next()?, cells.next()?, cells.next()?];
                row[0].parse::<u8>().is_ok().then_some(row)
            })
            .collect();
        let expected = Outcome::ALL.map(|outcome| {
            let json = serde_json::to_string(&outcome).unwrap();
            [
                outcome.code().to_string(),
                outcome.name().to_owned(),
                json.replace('"', "`"),
            ]
        });
        assert_eq!(rows, expected);
    }

    #[test]
    fn five_beats_four_beats_two_beats_one_beats_three() {
        let order = [
            Outcome::Suite,
            Outcome::Target,
            Outcome::Usage,
            Outcome::Broken,
            Outcome::Incomplete,
            Outcome::Held,
        ];
        assert_eq!(order.map(Outcome::code), [5, 4, 2, 1, 3, 0]);
        for (place, worse) in order.into_iter().enumerate() {
            for better in order.into_iter().skip(place) {
                assert_eq!(worse.worse(better), worse);
                assert_eq!(better.worse(worse), worse);
            }
        }
    }
}
