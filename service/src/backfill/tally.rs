//! What was done, counted.
//!
//! Invariant: jobs looked at = the sum over all outcomes; an example names a key and nothing that is in it.

use crate::telemetry::CarryOutcome;

/// So many examples are kept of each kind of difference.
const MOST_EXAMPLES: usize = 5;

/// How a job and its copy can differ after they were compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// There is no copy.
    Missing,
    /// The copy lacks fields.
    Partial,
    /// The copy's status comes before the job's.
    Behind,
    /// They differ in something that no change of status explains.
    Fields,
    /// They end at different times.
    Expiry,
    /// The index does not list the job, or in another place.
    Index,
    /// Something that is no hash is in the copy's place.
    Occupied,
    /// The copy says that it is another's.
    Foreign,
    /// The store refused to compare.
    Refused,
}

impl Difference {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 9] = [
        Self::Missing,
        Self::Partial,
        Self::Behind,
        Self::Fields,
        Self::Expiry,
        Self::Index,
        Self::Occupied,
        Self::Foreign,
        Self::Refused,
    ];

    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Partial => "partial",
            Self::Behind => "behind",
            Self::Fields => "fields",
            Self::Expiry => "expiry",
            Self::Index => "index",
            Self::Occupied => "occupied",
            Self::Foreign => "foreign",
            Self::Refused => "refused",
        }
    }
}

/// Counts of one pass, or of a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    outcomes: [u64; CarryOutcome::ALL.len()],
    differences: [u64; Difference::ALL.len()],
    examples: Vec<(Difference, String)>,
    /// Jobs that were compared with their copies.
    pub compared: u64,
    /// Copies that are newer than their source, which is no difference: the newer one is kept.
    pub newer: u64,
    /// Copies in which something was put right.
    pub mended: u64,
    /// Sources that were taken away.
    pub removed: u64,
}

impl Tally {
    /// Counts a job.
    pub fn count(&mut self, outcome: CarryOutcome) {
        self.outcomes[outcome as usize] += 1;
    }

    /// Counts a difference.
    pub fn differs(&mut self, difference: Difference, key: &str) {
        self.differences[difference as usize] += 1;
        self.exemplify(difference, key.to_owned());
    }

    fn exemplify(&mut self, difference: Difference, key: String) {
        let known = self.examples.iter().filter(|(kind, _)| *kind == difference);
        if known.count() < MOST_EXAMPLES {
            self.examples.push((difference, key));
        }
    }

    /// Takes in the counts of another part.
    pub fn add(&mut self, other: Self) {
        for (own, more) in self.outcomes.iter_mut().zip(other.outcomes) {
            *own += more;
        }
        for (own, more) in self.differences.iter_mut().zip(other.differences) {
            *own += more;
        }
        for (difference, key) in other.examples {
            self.exemplify(difference, key);
        }
        self.compared += other.compared;
        self.newer += other.newer;
        self.mended += other.mended;
        self.removed += other.removed;
    }

    /// Jobs of this outcome.
    #[must_use]
    pub fn of(&self, outcome: CarryOutcome) -> u64 {
        self.outcomes[outcome as usize]
    }

    /// Jobs whose outcome is `migrated`, `skipped` or `failed`.
    #[must_use]
    pub fn result(&self, result: &str) -> u64 {
        let all = CarryOutcome::ALL.into_iter();
        all.filter(|outcome| outcome.result() == result)
            .map(|outcome| self.of(outcome))
            .sum()
    }

    /// Keys that were looked at.
    #[must_use]
    pub fn scanned(&self) -> u64 {
        self.outcomes.iter().sum()
    }

    /// Differences of this kind.
    #[must_use]
    pub fn differing(&self, difference: Difference) -> u64 {
        self.differences[difference as usize]
    }

    /// Differences of all kinds.
    #[must_use]
    pub fn differences(&self) -> u64 {
        self.differences.iter().sum()
    }

    /// Keys of some jobs that differ from their copies, with how.
    #[must_use]
    pub fn examples(&self) -> &[(Difference, String)] {
        &self.examples
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_examples_stay_few() {
        let mut whole = Tally::default();
        for _ in 0..3 {
            let mut part = Tally::default();
            for outcome in CarryOutcome::ALL {
                part.count(outcome);
            }
            for _ in 0..4 {
                part.differs(Difference::Expiry, "ai:jobs:j");
            }
            whole.add(part);
        }
        let results = ["migrated", "skipped", "failed"].map(|result| whole.result(result));
        assert_eq!(results, [6, 21, 9]);
        assert_eq!(whole.scanned(), results.iter().sum::<u64>());
        assert_eq!((whole.differences(), whole.examples().len()), (12, MOST_EXAMPLES));
    }
}
