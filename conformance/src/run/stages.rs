//! What each scenario is played on: the target as it is, its replicas in all phases, or replicas of its own. Starting
//! and stopping belongs to `target`. The invariant: a stage of one's own is gone when its scenario is over.

use std::sync::Arc;

use crate::suite::{Scenario, Stage};
use crate::under_test::{EmptyStores, Running, Target, TargetError};

const PHASE: &str = "new-only";

/// The stages of one run.
pub(super) struct Stages {
    pub(super) plain: Arc<Target>,
    all_phases: Option<Arc<Target>>,
    empty_stores: EmptyStores,
}

impl Stages {
    pub(super) fn of_running(running: &Running) -> Self {
        Self {
            plain: Arc::clone(&running.target),
            all_phases: running.all_phases.clone(),
            empty_stores: running.empty_stores(),
        }
    }

    /// The stage of this scenario, or why there is none.
    pub(super) async fn of(&self, scenario: &Scenario) -> Result<Arc<Target>, String> {
        let all_phases = || {
            self.all_phases
                .as_ref()
                .ok_or_else(|| TargetError::NoRedis.to_string())
        };
        match scenario.stage() {
            Stage::Plain => Ok(Arc::clone(&self.plain)),
            Stage::EmptyStore => self
                .empty_stores
                .another()
                .await
                .map_err(|error| error.to_string()),
            Stage::AllPhases => all_phases().cloned(),
            Stage::Isolated => {
                let isolated = all_phases()?.isolated(PHASE).await;
                isolated.map_err(|error| error.to_string())
            }
        }
    }

    /// Ends what was this scenario's own.
    pub(super) async fn leave(&self, scenario: &Scenario, target: &Target) {
        if matches!(scenario.stage(), Stage::Isolated | Stage::EmptyStore)
            && let Some(fleet) = &target.fleet
        {
            fleet.stop().await;
        }
    }
}

/// Starts the target in all phases if one of the scenarios needs that. Without a Redis it is left, and those scenarios will
/// say that they did not run.
///
/// # Errors
/// When a phase does not come up.
pub async fn gather(running: &mut Running, scenarios: &[Scenario]) -> Result<(), TargetError> {
    let profile = &running.target.profile;
    let phased = |scenario: &Scenario| matches!(scenario.stage(), Stage::AllPhases | Stage::Isolated);
    let needed = |scenario: &Scenario| phased(scenario) && scenario.lacks(profile).is_none();
    if !scenarios.iter().any(needed) {
        return Ok(());
    }
    match running.gather().await {
        Ok(()) | Err(TargetError::NoRedis) => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
