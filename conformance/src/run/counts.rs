//! What a scenario counts as, and what a run comes to by that. Every view of a run asks here: the exit code, JUnit and the
//! terminal therefore agree. The invariant: a run is held only if nothing in it decides otherwise and something was held.

use super::outcome::Outcome;
use super::status::Status;
use crate::suite::Keyword;

/// What a baseline says about a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// Nothing.
    Nothing,
    /// It fails exactly as the baseline says.
    Failure,
    /// An entry names it and is stale: it has expired, or the scenario passes or fails in another way.
    Stale,
}

/// What a scenario counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsAs {
    /// Held.
    Held,
    /// The target does not declare what it needs.
    NotApplicable,
    /// Broken, as a baseline expects.
    ExpectedFailure,
    /// Not held, but only recommended: reported, not decisive.
    Recommended,
    /// A baseline is wrong about it.
    Stale,
    /// A promise is broken.
    Broken,
    /// It could not be judged.
    Inconclusive,
    /// It did not run.
    NotRun,
}

impl CountsAs {
    /// What a scenario of this status, keyword and expectation counts as.
    #[must_use]
    pub fn of(status: Status, keyword: Keyword, expectation: Expectation) -> Self {
        match (status, keyword, expectation) {
            (Status::Broken, _, Expectation::Failure) => Self::ExpectedFailure,
            (Status::Broken, Keyword::Must, _) => Self::Broken,
            (_, _, Expectation::Stale) => Self::Stale,
            (Status::Held, _, _) => Self::Held,
            (Status::NotApplicable, _, _) => Self::NotApplicable,
            (Status::Broken | Status::Inconclusive | Status::NotRun, Keyword::Should, _) => Self::Recommended,
            (Status::Inconclusive, Keyword::Must, _) => Self::Inconclusive,
            (Status::NotRun, Keyword::Must, _) => Self::NotRun,
        }
    }

    /// What it makes of a run; `Held` where it decides nothing.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Held | Self::NotApplicable | Self::ExpectedFailure | Self::Recommended => Outcome::Held,
            Self::Stale | Self::Broken => Outcome::Broken,
            Self::Inconclusive | Self::NotRun => Outcome::Incomplete,
        }
    }

    /// What a run of such scenarios comes to. A run in which nothing was held has shown nothing.
    #[must_use]
    pub fn outcome_of(all: impl IntoIterator<Item = Self>) -> Outcome {
        let (mut outcome, mut any_held) = (Outcome::Held, false);
        for counts in all {
            outcome = outcome.worse(counts.outcome());
            any_held |= counts == Self::Held;
        }
        if outcome == Outcome::Held && !any_held {
            Outcome::Incomplete
        } else {
            outcome
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Expectation::{Failure, Nothing};
    use Keyword::{Must, Should};

    #[test]
    fn every_combination_counts_as_the_table_says() {
        let table = [
            (Status::Held, [(Must, CountsAs::Held), (Should, CountsAs::Held)]),
            (
                Status::NotApplicable,
                [(Must, CountsAs::NotApplicable), (Should, CountsAs::NotApplicable)],
            ),
            (
                Status::Broken,
                [(Must, CountsAs::Broken), (Should, CountsAs::Recommended)],
            ),
            (
                Status::Inconclusive,
                [(Must, CountsAs::Inconclusive), (Should, CountsAs::Recommended)],
            ),
            (
                Status::NotRun,
                [(Must, CountsAs::NotRun), (Should, CountsAs::Recommended)],
            ),
        ];
        for (status, row) in table {
            for (keyword, counts) in row {
                let broken = status == Status::Broken;
                // Only a failure can be an expected one; anything else counts as it would without a baseline.
                let expected = if broken { CountsAs::ExpectedFailure } else { counts };
                let stale = if broken && keyword == Must {
                    CountsAs::Broken
                } else {
                    CountsAs::Stale
                };
                assert_eq!(CountsAs::of(status, keyword, Nothing), counts);
                assert_eq!(CountsAs::of(status, keyword, Failure), expected);
                assert_eq!(CountsAs::of(status, keyword, Expectation::Stale), stale);
            }
        }
    }

    #[test]
    fn a_stale_expectation_never_leaves_a_run_held() {
        let statuses = [
            Status::Held,
            Status::NotApplicable,
            Status::Broken,
            Status::Inconclusive,
            Status::NotRun,
        ];
        for status in statuses {
            for keyword in [Must, Should] {
                let stale = CountsAs::of(status, keyword, Expectation::Stale);
                assert_eq!(
                    CountsAs::outcome_of([CountsAs::Held, stale]),
                    Outcome::Broken,
                    "{status:?}"
                );
            }
        }
    }

    #[test]
    fn a_run_without_anything_held_is_incomplete() {
        for idle in [
            CountsAs::NotApplicable,
            CountsAs::ExpectedFailure,
            CountsAs::Recommended,
        ] {
            assert_eq!(CountsAs::outcome_of([idle]), Outcome::Incomplete);
            assert_eq!(CountsAs::outcome_of([idle, CountsAs::Held]), Outcome::Held);
        }
        assert_eq!(CountsAs::outcome_of([]), Outcome::Incomplete);
    }
}
