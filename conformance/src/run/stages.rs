//! What each scenario is played on: the target as it is, its replicas in all phases, or replicas of its own. Starting
//! and stopping belongs to `target`. The invariant: a stage of one's own is gone when its scenario is over.

use std::sync::Arc;

use crate::suite::{Scenario, Stage};
use crate::target::{Rooms, Running, Target, TargetError};

const PHASE: &str = "new-only";

/// The stages of one run.
pub(super) struct Stages {
    pub(super) plain: Arc<Target>,
    crowd: Option<Arc<Target>>,
    rooms: Rooms,
}

impl Stages {
    pub(super) fn of_running(running: &Running) -> Self {
        Self {
            plain: Arc::clone(&running.target),
            crowd: running.crowd.clone(),
            rooms: running.rooms(),
        }
    }

    /// The stage of this scenario, or why there is none.
    pub(super) async fn of(&self, scenario: &Scenario) -> Result<Arc<Target>, String> {
        let crowd = || {
            self.crowd
                .as_ref()
                .ok_or_else(|| TargetError::NoRedis.to_string())
        };
        match scenario.stage() {
            Stage::Plain => Ok(Arc::clone(&self.plain)),
            Stage::Storeroom => self.rooms.another().await.map_err(|error| error.to_string()),
            Stage::Crowd => crowd().cloned(),
            Stage::Alone => {
                let crowd = crowd()?;
                let fleet = crowd
                    .fleet
                    .as_ref()
                    .ok_or_else(|| TargetError::NoRedis.to_string())?;
                fleet.apart(PHASE).await.map_err(|error| error.to_string())
            }
        }
    }

    /// Ends what was this scenario's own.
    pub(super) async fn leave(&self, scenario: &Scenario, target: &Target) {
        if matches!(scenario.stage(), Stage::Alone | Stage::Storeroom)
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
    let phased = |scenario: &Scenario| matches!(scenario.stage(), Stage::Crowd | Stage::Alone);
    let needed = |scenario: &Scenario| phased(scenario) && scenario.lacks(profile).is_none();
    if !scenarios.iter().any(needed) {
        return Ok(());
    }
    match running.gather().await {
        Ok(()) | Err(TargetError::NoRedis) => Ok(()),
        Err(error) => Err(error),
    }
}
