//! The catalogue: which requirement is shown by which scenarios, derived from tags alone. Verdicts do not belong
//! here. The invariant: a requirement is in the catalogue if, and only if, a scenario bears its id.

use std::collections::BTreeMap;

use serde::Serialize;

use super::keyword::Keyword;
use super::level::Level;
use super::scenario::Scenario;

/// A requirement, as the feature files state it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Requirement {
    /// Its id.
    pub id: String,
    /// `MUST` if any of its scenarios says so, else `SHOULD`.
    pub keyword: Keyword,
    /// Its level.
    pub level: Level,
    /// The promise in words: the rule of the scenario that is closest to it, or else that scenario's name.
    pub title: String,
    /// The feature that states it.
    pub feature: String,
    /// The audit findings it answers, such as `CRITICAL-2`.
    pub findings: Vec<String>,
    /// The weaknesses it guards against, such as `CWE-639`.
    pub cwe: Vec<String>,
    /// OWASP API risks, such as `API1`.
    pub owasp: Vec<String>,
    /// Every tag of its scenarios.
    pub tags: Vec<String>,
    /// The scenarios that show it.
    pub scenarios: Vec<Place>,
}

/// A scenario, by name and place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The name.
    pub name: String,
}

/// The requirements of these scenarios, in order of id.
#[must_use]
pub fn catalogue(scenarios: &[Scenario]) -> Vec<Requirement> {
    let mut all: BTreeMap<String, Requirement> = BTreeMap::new();
    let mut closeness: BTreeMap<String, usize> = BTreeMap::new();
    for scenario in scenarios {
        let shared = scenario.requirements().count();
        for id in scenario.requirements() {
            let requirement = all.entry(id.to_owned()).or_insert_with(|| Requirement {
                id: id.to_owned(),
                keyword: Keyword::Should,
                level: scenario.level(),
                title: String::new(),
                feature: String::new(),
                findings: Vec::new(),
                cwe: Vec::new(),
                owasp: Vec::new(),
                tags: Vec::new(),
                scenarios: Vec::new(),
            });
            requirement.take(scenario);
            // A scenario that shows several requirements speaks less for each than one that shows it alone.
            let closest = closeness.entry(id.to_owned()).or_insert(usize::MAX);
            if shared < *closest {
                *closest = shared;
                requirement.title = title(scenario);
                requirement.feature.clone_from(&scenario.feature);
            }
        }
    }
    all.into_values().collect()
}

impl Requirement {
    fn take(&mut self, scenario: &Scenario) {
        self.keyword = self.keyword.max(scenario.keyword());
        for tag in &scenario.tags {
            add(&mut self.tags, tag);
            if tag.starts_with("CRITICAL-") || tag.starts_with("HIGH-") {
                add(&mut self.findings, tag);
            } else if tag.starts_with("CWE-") {
                add(&mut self.cwe, tag);
            } else if tag.starts_with("API") {
                add(&mut self.owasp, tag);
            }
        }
        self.scenarios.push(Place {
            file: scenario.file.clone(),
            line: scenario.line,
            name: scenario.name.clone(),
        });
    }
}

fn title(scenario: &Scenario) -> String {
    scenario.rule.clone().unwrap_or_else(|| scenario.name.clone())
}

fn add(to: &mut Vec<String>, tag: &str) {
    if !to.iter().any(|known| known == tag) {
        to.push(tag.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::scenario::example;

    #[test]
    fn gathers_scenarios_under_their_requirements() {
        let all = catalogue(&[
            example("a.feature:3", "First", "L1 LST-03 LST-05 SHOULD CWE-639"),
            example("a.feature:9", "Second", "L1 LST-03 MUST CRITICAL-2 API1 CWE-639"),
        ]);
        let ids: Vec<&str> = all.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["LST-03", "LST-05"]);
        assert_eq!((all[0].keyword, all[1].keyword), (Keyword::Must, Keyword::Should));
        assert_eq!(all[0].title, "Second, promised");
        assert_eq!(all[1].title, "First, promised");
        assert_eq!(all[0].findings, ["CRITICAL-2"]);
        assert_eq!(
            (all[0].cwe.len(), all[0].owasp.len(), all[0].scenarios.len()),
            (1, 1, 2)
        );
    }
}
