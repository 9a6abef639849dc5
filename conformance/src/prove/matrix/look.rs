//! What scenarios that did not catch a twin came to on it. What caught it belongs to `twin`. The invariant: nothing here counts
//! as caught.

use serde::Serialize;

use crate::run::{Check, Status};
use crate::suite::Scenario;

/// A requirement that should have noticed a twin and did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The requirement.
    pub requirement: String,
    /// What its scenarios came to on the twin.
    pub scenarios: Vec<Look>,
}

/// What a scenario that did not catch a twin came to on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Look {
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// What became of it. A broken one has no evidence that convicts.
    pub status: Status,
    /// Why it could not be judged.
    pub found: Option<String>,
    #[serde(skip)]
    requirements: Vec<String>,
}

impl Miss {
    /// What these looks show of a requirement that did not notice.
    pub(super) fn of(requirement: &str, looks: &[Look]) -> Self {
        let own = looks
            .iter()
            .filter(|look| look.requirements.iter().any(|id| id == requirement));
        Self {
            requirement: requirement.to_owned(),
            scenarios: own.cloned().collect(),
        }
    }
}

impl Look {
    /// Whether it came to a verdict. A broken one is only here because it did not convict.
    pub(super) fn is_judged(&self) -> bool {
        matches!(self.status, Status::Held | Status::NotApplicable)
    }

    /// Whether it was by this scenario.
    pub(super) fn is(&self, scenario: &Scenario) -> bool {
        self.place() == (scenario.file.as_str(), scenario.line)
    }

    /// Which scenario it was by.
    pub(super) fn place(&self) -> (&str, usize) {
        (&self.file, self.line)
    }

    /// What a check that caught nothing came to.
    pub(super) fn of(check: &Check) -> Self {
        Self {
            file: check.file.clone(),
            line: check.line,
            status: check.status,
            found: check.evidence.as_ref().map(|proof| proof.found.clone()),
            requirements: check.requirements.clone(),
        }
    }
}
