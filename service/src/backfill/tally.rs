//! The counts of a pass.
//!
//! Invariant: the number of keys looked at is the sum over all outcomes; an example names a key and nothing that it holds.

use crate::telemetry::BackfillOutcome;

/// How many examples are kept of each kind of difference.
const MOST_EXAMPLES: usize = 5;

/// How a job and its copy can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// There is no copy.
    Missing,
    /// The copy lacks fields.
    Partial,
    /// The copy's status comes before the job's.
    Behind,
    /// They differ in a way that no change of status explains.
    Fields,
    /// They expire at different times.
    Expiry,
    /// The index does not list the job, or lists it at another position.
    Index,
    /// A value of another type is in the copy's place.
    Occupied,
    /// The copy names another workspace or another id.
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
    outcomes: [u64; BackfillOutcome::ALL.len()],
    differences: [u64; Difference::ALL.len()],
    examples: Vec<(Difference, String)>,
    /// Jobs that were compared with their copies.
    pub compared: u64,
    /// Copies that are newer than their source, which is no difference: the newer one is kept.
    pub newer: u64,
    /// Copies that were repaired.
    pub repaired: u64,
    /// Jobs that were removed because their copy is equal.
    pub removed: u64,
}

impl Tally {
    /// Counts a job.
    pub fn count(&mut self, outcome: BackfillOutcome) {
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

    /// Adds the counts of another part.
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
        self.repaired += other.repaired;
        self.removed += other.removed;
    }

    /// How many jobs have this outcome.
    #[must_use]
    pub fn of(&self, outcome: BackfillOutcome) -> u64 {
        self.outcomes[outcome as usize]
    }

    /// How many jobs have this result: `migrated`, `skipped` or `failed`.
    #[must_use]
    pub fn result(&self, result: &str) -> u64 {
        let all = BackfillOutcome::ALL.into_iter();
        all.filter(|outcome| outcome.result() == result)
            .map(|outcome| self.of(outcome))
            .sum()
    }

    /// How many keys were looked at.
    #[must_use]
    pub fn scanned(&self) -> u64 {
        self.outcomes.iter().sum()
    }

    /// How many differences of this kind there are.
    #[must_use]
    pub fn differing(&self, difference: Difference) -> u64 {
        self.differences[difference as usize]
    }

    /// How many differences there are of all kinds.
    #[must_use]
    pub fn differences(&self) -> u64 {
        self.differences.iter().sum()
    }

    /// The keys of some jobs that differ from their copies, and how they differ.
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
            for outcome in BackfillOutcome::ALL {
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
