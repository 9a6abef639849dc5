//! The kill matrix as data. The invariant: its outcome is incomplete until it is concluded, and no surviving
//! twin, no requirement that missed its twin and no idle scenario goes unnamed.

mod look;
mod twin;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

pub use look::{Look, Miss};
pub use twin::{Killer, Twin};

use super::catalogue::Catalogued;
use crate::profile::Profile;
use crate::run::{Outcome, Subject, SuiteStamp};
use crate::suite::Scenario;

/// A scenario that caught no twin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Idle {
    /// Its file.
    pub file: String,
    /// Its line, or its outline's.
    pub line: usize,
    /// Its name, or that of its outline's first row.
    pub name: String,
}

impl Idle {
    /// Whether it is this scenario, or a row of the same outline.
    #[must_use]
    pub fn is(&self, scenario: &Scenario) -> bool {
        self.file == scenario.file && self.line == scenario.outline
    }
}

/// Counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Twins that there are.
    pub twins: usize,
    /// Twins caught.
    pub killed: usize,
    /// Twins judged and not caught.
    pub survived: usize,
    /// Twins caught, but not by every requirement that should notice.
    pub missed: usize,
    /// Twins that could not be judged.
    pub not_judged: usize,
    /// Scenarios that apply; the rows of an outline are one.
    pub scenarios: usize,
}

/// The whole matrix.
#[derive(Debug, Clone, Serialize)]
pub struct Matrix {
    /// What the proof came to.
    pub outcome: Outcome,
    /// The same as exit code.
    pub exit_code: u8,
    /// What ended it early.
    pub problem: Option<String>,
    /// Which suite is proven.
    pub suite: SuiteStamp,
    /// The target whose twins are judged; in the report, its name in the profile and where Redis came from.
    #[serde(flatten, serialize_with = "in_short")]
    pub subject: Subject,
    /// What the sound reference came to.
    pub reference: Option<Outcome>,
    /// Counts.
    pub totals: Totals,
    /// Every twin.
    pub twins: Vec<Twin>,
    /// Scenarios that caught no twin; `None` where only some twins were judged.
    pub scenarios_killing_none: Option<Vec<Idle>>,
}

fn in_short<S: Serializer>(subject: &Subject, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct InShort<'a> {
        target: &'a str,
        redis: &'a str,
    }
    let (target, redis) = (&subject.target.name, &subject.redis);
    InShort { target, redis }.serialize(serializer)
}

impl Matrix {
    /// A matrix in which nothing is judged yet.
    #[must_use]
    pub fn planned(profile: &Profile, digest: &str, scenarios: &[Scenario], faults: &[Catalogued]) -> Self {
        let mut matrix = Self {
            outcome: Outcome::Incomplete,
            exit_code: Outcome::Incomplete.code(),
            problem: None,
            suite: SuiteStamp {
                version: env!("CARGO_PKG_VERSION"),
                features: format!("sha256:{digest}"),
            },
            subject: Subject::of(profile, scenarios),
            reference: None,
            totals: Totals::default(),
            twins: faults.iter().map(Twin::waiting).collect(),
            scenarios_killing_none: None,
        };
        matrix.count();
        matrix
    }

    /// What is judged: the suite, on these twins.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("the suite, on {} twin(s) of {}", self.twins.len(), self.subject)
    }

    /// Names the scenarios that caught no twin for good, among those that apply to this profile.
    pub fn find_idle(&mut self, profile: &Profile, scenarios: &[Scenario]) {
        let mut places: BTreeMap<(&str, usize), &str> = BTreeMap::new();
        for scenario in scenarios.iter().filter(|one| one.lacks(profile).is_none()) {
            places
                .entry((&scenario.file, scenario.outline))
                .or_insert(&scenario.name);
        }
        self.totals.scenarios = places.len();
        let killing: BTreeSet<(&str, usize)> = self
            .twins
            .iter()
            .flat_map(Twin::caught_for_good)
            .map(|killer| (killer.file.as_str(), killer.line))
            .collect();
        let idle = places.into_iter().filter(|(place, _)| !killing.contains(place));
        let idle = idle.map(|((file, line), name)| Idle {
            file: file.to_owned(),
            line,
            name: name.to_owned(),
        });
        self.scenarios_killing_none = Some(idle.collect());
    }

    /// Ends the proof; `problem` is what ended it early.
    pub fn conclude(&mut self, problem: Option<(Outcome, String)>) {
        self.count();
        let idle = self
            .scenarios_killing_none
            .as_ref()
            .is_some_and(|idle| !idle.is_empty());
        let mut outcome = self.reference.unwrap_or(Outcome::Incomplete);
        if outcome == Outcome::Held {
            if self.totals.survived > 0 || self.totals.missed > 0 || idle {
                outcome = Outcome::Broken;
            }
            if self.totals.not_judged > 0 && problem.is_none() {
                outcome = outcome.worse(Outcome::Target);
            }
        }
        if let Some((graver, why)) = problem {
            outcome = outcome.worse(graver);
            self.problem = Some(why);
        }
        self.outcome = outcome;
        self.exit_code = outcome.code();
    }

    fn count(&mut self) {
        let twins = &self.twins;
        self.totals.twins = twins.len();
        self.totals.killed = twins.iter().filter(|twin| twin.is_killed()).count();
        self.totals.missed = twins.iter().filter(|twin| twin.is_missed()).count();
        self.totals.not_judged = twins.iter().filter(|twin| twin.error.is_some()).count();
        self.totals.survived = twins.len() - self.totals.killed - self.totals.not_judged;
    }
}

#[cfg(test)]
mod tests;
