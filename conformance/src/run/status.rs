//! What became of a scenario or a requirement, and how many have which. The invariant: the order of `Status` is
//! the order in which one outweighs another.

use serde::{Deserialize, Serialize};

/// What became of it; each outweighs those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The target does not declare the capability.
    NotApplicable,
    /// The promise was kept.
    Held,
    /// Not reached.
    NotRun,
    /// It could not be judged.
    Inconclusive,
    /// The promise was broken.
    Broken,
}

impl Status {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::Held => "held",
            Self::NotRun => "not_run",
            Self::Inconclusive => "inconclusive",
            Self::Broken => "broken",
        }
    }
}

/// How many have which status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All of them.
    pub total: usize,
    /// Held.
    pub held: usize,
    /// Broken.
    pub broken: usize,
    /// Inconclusive.
    pub inconclusive: usize,
    /// Not run.
    pub not_run: usize,
    /// Not applicable.
    pub not_applicable: usize,
}

impl Tally {
    /// Counts these.
    #[must_use]
    pub fn of(all: impl Iterator<Item = Status>) -> Self {
        let mut tally = Self::default();
        for status in all {
            tally.total += 1;
            *match status {
                Status::NotApplicable => &mut tally.not_applicable,
                Status::Held => &mut tally.held,
                Status::NotRun => &mut tally.not_run,
                Status::Inconclusive => &mut tally.inconclusive,
                Status::Broken => &mut tally.broken,
            } += 1;
        }
        tally
    }

    /// In words: how many held, and whatever else there is.
    #[must_use]
    pub fn words(&self) -> String {
        let others = [
            (self.broken, "broken"),
            (self.inconclusive, "inconclusive"),
            (self.not_run, "not run"),
            (self.not_applicable, "not applicable"),
        ];
        let mut words = format!("{} of {} held", self.held, self.total);
        for (count, name) in others.into_iter().filter(|(count, _)| *count > 0) {
            words.push_str(", ");
            words.push_str(&count.to_string());
            words.push(' ');
            words.push_str(name);
        }
        words
    }
}
