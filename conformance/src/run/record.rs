//! The one model of a run; every report is a view of it. The invariant: its outcome is incomplete until it is
//! concluded, and its requirements and totals always follow from its scenarios.

use jiff::Timestamp;
use serde::Serialize;

use super::counts::{CountsAs, Expectation};
use super::evidence::Proof;
use super::outcome::Outcome;
use super::status::{Status, Tally};
use super::subject::Subject;
use crate::suite::{Keyword, Level, Scenario, catalogue};

/// A run.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// What it came to.
    pub outcome: Outcome,
    /// The same as exit code.
    pub exit_code: u8,
    /// Why it ended before its end, if it did.
    pub problem: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was concluded.
    pub finished_at: Option<Timestamp>,
    /// Which suite judged.
    pub suite: SuiteStamp,
    /// What was judged, on which Redis, at which levels.
    #[serde(flatten)]
    pub subject: Subject,
    /// How many have which status.
    pub totals: Totals,
    /// Requirements in order of id.
    pub requirements: Vec<Requirement>,
    /// Scenarios in order of file and line.
    pub scenarios: Vec<Check>,
}

/// Which suite judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuiteStamp {
    /// The version of the program.
    pub version: &'static str,
    /// SHA-256 of the features.
    pub features: String,
}

/// How many have which status.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Totals {
    /// Of the requirements.
    pub requirements: Tally,
    /// Of the scenarios.
    pub scenarios: Tally,
}

/// A requirement.
#[derive(Debug, Clone, Serialize)]
pub struct Requirement {
    /// Its id.
    pub id: String,
    /// How binding it is.
    pub keyword: Keyword,
    /// Its level.
    pub level: Level,
    /// The promise in words.
    pub title: String,
    /// What became of it: the gravest of its scenarios.
    pub status: Status,
    /// Every tag of its scenarios.
    pub tags: Vec<String>,
    /// The scenarios that show it, as `FILE:LINE`.
    pub scenarios: Vec<String>,
}

/// A scenario.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// Its feature.
    pub feature: String,
    /// The promise it shows.
    pub rule: Option<String>,
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// How binding it is.
    pub keyword: Keyword,
    /// Its requirements.
    pub requirements: Vec<String>,
    /// What became of it.
    pub status: Status,
    /// Why it is not applicable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why its failure is expected, where a baseline says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Which entry of a baseline is stale about it, and why.
    #[serde(skip)]
    pub stale: Option<String>,
    /// Why it is not held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Proof>,
    /// How long it took.
    pub duration_ms: u64,
}

impl Run {
    /// A run that has not begun: everything is still to be run.
    #[must_use]
    pub fn planned(subject: Subject, digest: &str, scenarios: &[Scenario]) -> Self {
        let checks = scenarios.iter().map(|scenario| Check {
            name: scenario.name.clone(),
            feature: scenario.feature.clone(),
            rule: scenario.rule.clone(),
            file: scenario.file.clone(),
            line: scenario.line,
            keyword: scenario.keyword(),
            requirements: scenario.requirements().map(str::to_owned).collect(),
            status: Status::NotRun,
            reason: None,
            expected: None,
            stale: None,
            evidence: None,
            duration_ms: 0,
        });
        let requirements = catalogue(scenarios).into_iter().map(|known| Requirement {
            id: known.id,
            keyword: known.keyword,
            level: known.level,
            title: known.title,
            status: Status::NotRun,
            tags: known.tags,
            scenarios: known
                .scenarios
                .iter()
                .map(|place| format!("{}:{}", place.file, place.line))
                .collect(),
        });
        let mut run = Self {
            outcome: Outcome::Incomplete,
            exit_code: Outcome::Incomplete.code(),
            problem: None,
            started_at: now(),
            finished_at: None,
            suite: SuiteStamp {
                version: env!("CARGO_PKG_VERSION"),
                features: format!("sha256:{digest}"),
            },
            subject,
            totals: Totals::default(),
            requirements: requirements.collect(),
            scenarios: checks.collect(),
        };
        run.fold();
        run
    }

    /// Derives requirements and totals from the scenarios.
    pub fn fold(&mut self) {
        for requirement in &mut self.requirements {
            let own = self
                .scenarios
                .iter()
                .filter(|check| check.requirements.contains(&requirement.id));
            requirement.status = own.map(|check| check.status).max().unwrap_or(Status::NotRun);
        }
        self.totals = Totals {
            requirements: Tally::of(self.requirements.iter().map(|one| one.status)),
            scenarios: Tally::of(self.scenarios.iter().map(|one| one.status)),
        };
    }

    /// Ends the run. `problem` is what ended it early, and outweighs what the scenarios say only if it is graver.
    pub fn conclude(&mut self, problem: Option<(Outcome, String)>) {
        self.fold();
        self.outcome = CountsAs::outcome_of(self.scenarios.iter().map(Check::counts_as));
        if let Some((outcome, why)) = problem {
            self.outcome = self.outcome.worse(outcome);
            self.problem = Some(why);
        }
        self.exit_code = self.outcome.code();
        self.finished_at = Some(now());
    }
}

impl Check {
    /// What it counts as.
    #[must_use]
    pub fn counts_as(&self) -> CountsAs {
        let expectation = if self.stale.is_some() {
            Expectation::Stale
        } else if self.expected.is_some() {
            Expectation::Failure
        } else {
            Expectation::Nothing
        };
        CountsAs::of(self.status, self.keyword, expectation)
    }
}

fn now() -> Timestamp {
    let now = Timestamp::now();
    now.round(jiff::Unit::Millisecond).unwrap_or(now)
}

#[cfg(test)]
pub(crate) mod examples;

#[cfg(test)]
mod tests;
