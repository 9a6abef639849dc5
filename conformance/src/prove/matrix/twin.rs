//! A twin and what caught it. What a whole proof comes to belongs to `matrix`. The invariant: only a broken promise with
//! evidence that convicts counts as caught.

use serde::Serialize;

use super::look::{Look, Miss};
use crate::profile::Profile;
use crate::prove::catalogue::Catalogued;
use crate::run::{Check, Proof, Run, Status};
use crate::suite::{Keyword, Scenario};

/// What caught a twin: a requirement, through a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Killer {
    /// The requirement.
    pub requirement: String,
    /// Its keyword.
    pub keyword: Keyword,
    /// The scenario.
    pub scenario: String,
    /// Its file.
    pub file: String,
    /// Its line, or its outline's.
    pub line: usize,
    /// Whether it was caught beside the scenario's own steps, by an oracle that holds always.
    pub beside: bool,
}

/// A twin and what caught it.
#[derive(Debug, Clone, Serialize)]
pub struct Twin {
    /// Its id.
    pub id: String,
    /// One line.
    pub summary: String,
    /// Where it comes from.
    pub source: String,
    /// The requirements that should notice.
    pub should_notice: Vec<String>,
    /// What caught it.
    pub killed_by: Vec<Killer>,
    /// Those of them that apply and did not.
    pub not_noticed_by: Vec<Miss>,
    /// Why it could not be judged to the end.
    pub error: Option<String>,
    #[serde(skip)]
    looks: Vec<Look>,
}

impl Killer {
    /// Whether it is this scenario, or a row of the same outline.
    #[must_use]
    pub fn is(&self, scenario: &Scenario) -> bool {
        self.file == scenario.file && self.line == scenario.outline
    }
}

impl Twin {
    /// A twin that is still to be judged.
    #[must_use]
    pub fn waiting(fault: &Catalogued) -> Self {
        Self {
            id: fault.id.clone(),
            summary: fault.summary.clone(),
            source: fault.source.clone(),
            should_notice: fault.requirements.clone(),
            killed_by: Vec::new(),
            not_noticed_by: Vec::new(),
            error: Some("not judged".to_owned()),
            looks: Vec::new(),
        }
    }

    /// A twin with what its run showed, or why there was none.
    #[must_use]
    pub fn judged(fault: &Catalogued, run: Result<&Run, String>, scenarios: &[Scenario]) -> Self {
        let mut twin = Self::waiting(fault);
        match run {
            Ok(run) => {
                twin.killed_by = killers(run, scenarios);
                twin.looks = run
                    .scenarios
                    .iter()
                    .filter(|check| !convicted(check))
                    .map(Look::of)
                    .collect();
                let cut_short = run.problem.clone();
                twin.error = cut_short.filter(|_| !twin.is_killed());
            }
            Err(why) => twin.error = Some(why),
        }
        twin
    }

    /// Adds what another run on the same twin showed. What an earlier one did not come to is not made good by it.
    pub fn learn(&mut self, later: Self) {
        for killer in later.killed_by {
            if !self.killed_by.contains(&killer) {
                self.killed_by.push(killer);
            }
        }
        self.looks.extend(later.looks);
        self.error = self.error.take().or(later.error).filter(|_| !self.is_killed());
    }

    /// Which of these scenarios came to no verdict on it, and are of a requirement that did not notice it: all of them, where
    /// it did not come up.
    #[must_use]
    pub fn unjudged(&self, scenarios: &[Scenario]) -> Vec<Scenario> {
        let judged = |one: &&Scenario| {
            let known = |look: &Look| look.is(one) && look.is_judged();
            self.looks.iter().any(known) || one.requirements().all(|id| self.is_noticed_by(id))
        };
        scenarios.iter().filter(|one| !judged(one)).cloned().collect()
    }

    /// Puts what these scenarios came to when they were asked again in the place of what they came to before.
    pub fn reconsider(&mut self, again: Self) {
        self.looks
            .retain(|look| !again.looks.iter().any(|one| one.place() == look.place()));
        self.error = None;
        self.learn(again);
    }

    /// Holds it to what it says should notice it. Where it is caught by something else alone, nobody knows whether the
    /// requirement that it was made for would ever be found broken. What the profile's target lacks, or is not
    /// among these scenarios, is left out.
    pub fn answer_for(&mut self, profile: &Profile, scenarios: &[Scenario]) {
        if self.error.is_some() {
            return;
        }
        let applies = |id: &String| {
            let has = |one: &&Scenario| one.requirements().any(|other| other == id);
            let mut own = scenarios.iter().filter(has);
            own.any(|one| one.lacks(profile).is_none())
        };
        let missed = self
            .should_notice
            .iter()
            .filter(|id| applies(id) && !self.is_noticed_by(id));
        self.not_noticed_by = missed.map(|id| Miss::of(id, &self.looks)).collect();
    }

    fn is_noticed_by(&self, requirement: &str) -> bool {
        self.killed_by
            .iter()
            .any(|killer| killer.requirement == requirement)
    }

    /// What counts for the scenario that caught it: its own steps did, or it did so by an oracle that holds always, and was
    /// made for this twin.
    pub fn caught_for_good(&self) -> impl Iterator<Item = &Killer> {
        self.killed_by
            .iter()
            .filter(|killer| !killer.beside || self.should_notice.contains(&killer.requirement))
    }

    /// Whether a promise caught it, though not all that should have.
    #[must_use]
    pub fn is_missed(&self) -> bool {
        self.is_killed() && !self.not_noticed_by.is_empty()
    }

    /// Whether a promise caught it. Where that is only a recommended one, a run on it reports it and ends with 0.
    #[must_use]
    pub fn is_killed(&self) -> bool {
        !self.killed_by.is_empty()
    }
}

fn convicted(check: &Check) -> bool {
    check.status == Status::Broken && check.evidence.as_ref().is_some_and(Proof::convicts)
}

fn killers(run: &Run, scenarios: &[Scenario]) -> Vec<Killer> {
    let mut killers: Vec<Killer> = Vec::new();
    for (check, scenario) in run.scenarios.iter().zip(scenarios) {
        if !convicted(check) {
            continue;
        }
        for requirement in &check.requirements {
            let known = killers.iter().any(|one| {
                one.line == scenario.outline && one.file == check.file && one.requirement == *requirement
            });
            if !known {
                killers.push(Killer {
                    requirement: requirement.clone(),
                    keyword: check.keyword,
                    scenario: check.name.clone(),
                    file: check.file.clone(),
                    line: scenario.outline,
                    beside: check.evidence.as_ref().is_some_and(|proof| proof.beside),
                });
            }
        }
    }
    killers
}
