//! The one model of a run; every report is a view of it. The invariant: no secret is in it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::outcome::Outcome;
use crate::suite::Scenario;

/// What became of a scenario or a requirement, worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The target does not declare the capability.
    NotApplicable,
    /// The promise was kept.
    Held,
    /// Not reached.
    NotRun,
    /// It could not be told.
    Inconclusive,
    /// The promise was broken.
    Broken,
}

/// A run.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// What it came to.
    pub outcome: Outcome,
    /// The same as exit code.
    pub exit_code: u8,
    /// The suite's version.
    pub suite: &'static str,
    /// The target's name.
    pub target: String,
    /// Where its Redis came from.
    pub redis: String,
    /// How many scenarios have which status.
    pub totals: BTreeMap<&'static str, usize>,
    /// Requirements in order of id.
    pub requirements: Vec<Requirement>,
    /// Scenarios in order of file and line.
    pub scenarios: Vec<Check>,
}

/// A requirement.
#[derive(Debug, Clone, Serialize)]
pub struct Requirement {
    /// Its id.
    pub id: String,
    /// `MUST` or `SHOULD`.
    pub keyword: &'static str,
    /// Its level.
    pub level: String,
    /// What became of it.
    pub status: Status,
    /// The scenarios that show it.
    pub scenarios: Vec<String>,
}

/// A scenario.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// `MUST` or `SHOULD`.
    pub keyword: &'static str,
    /// Its requirements.
    pub requirements: Vec<String>,
    /// What became of it.
    pub status: Status,
    /// Why it is not held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Proof>,
}

/// Why a scenario is not held.
#[derive(Debug, Clone, Serialize)]
pub struct Proof {
    /// What was promised.
    pub claim: String,
    /// What was found.
    pub found: String,
    /// The exchanges that show it.
    pub exchanges: Vec<Shown>,
}

/// An exchange with its secrets hidden.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// Who asked.
    pub who: String,
    /// The request, to be pasted.
    pub curl: String,
    /// The status, where there was an answer.
    pub status: Option<u16>,
    /// The answer's body, or why there was none.
    pub answer: String,
}

impl Run {
    /// A run that has not begun: everything is still to be run.
    #[must_use]
    pub fn planned(target: &str, redis: String, scenarios: &[Scenario]) -> Self {
        let checks = scenarios.iter().map(|scenario| Check {
            name: scenario.name.clone(),
            file: scenario.file.clone(),
            line: scenario.line,
            keyword: scenario.keyword(),
            requirements: scenario.requirements().map(str::to_owned).collect(),
            status: Status::NotRun,
            evidence: None,
        });
        let mut requirements: BTreeMap<String, Requirement> = BTreeMap::new();
        for scenario in scenarios {
            for id in scenario.requirements() {
                let requirement = requirements.entry(id.to_owned()).or_insert_with(|| Requirement {
                    id: id.to_owned(),
                    keyword: scenario.keyword(),
                    level: scenario.level().to_owned(),
                    status: Status::NotRun,
                    scenarios: Vec::new(),
                });
                requirement
                    .scenarios
                    .push(format!("{}:{}", scenario.file, scenario.line));
            }
        }
        let mut run = Self {
            outcome: Outcome::Incomplete,
            exit_code: Outcome::Incomplete.code(),
            suite: env!("CARGO_PKG_VERSION"),
            target: target.to_owned(),
            redis,
            totals: BTreeMap::new(),
            requirements: requirements.into_values().collect(),
            scenarios: checks.collect(),
        };
        run.fold(None);
        run
    }

    /// Derives requirements, totals and outcome from the scenarios; `fixed` overrides the outcome.
    pub fn fold(&mut self, fixed: Option<Outcome>) {
        for requirement in &mut self.requirements {
            let own = self
                .scenarios
                .iter()
                .filter(|check| check.requirements.contains(&requirement.id));
            requirement.status = own.map(|check| check.status).max().unwrap_or(Status::NotRun);
        }
        self.totals.clear();
        for check in &self.scenarios {
            *self.totals.entry(check.status.name()).or_default() += 1;
        }
        let worst = self
            .scenarios
            .iter()
            .filter(|check| check.keyword == "MUST")
            .map(|check| check.status)
            .max();
        let any_held = self.scenarios.iter().any(|check| check.status == Status::Held);
        self.outcome = fixed.unwrap_or(match worst {
            Some(Status::Broken) => Outcome::Broken,
            Some(Status::Inconclusive | Status::NotRun) => Outcome::Incomplete,
            _ if any_held => Outcome::Held,
            _ => Outcome::Incomplete,
        });
        self.exit_code = self.outcome.code();
    }
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
