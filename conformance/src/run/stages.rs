//! What each scenario is played on: the target as it is, its replicas in all phases, or replicas of its own. Starting
//! and stopping belongs to `target`. The invariant: a stage of one's own is gone when its scenario is over.

use std::sync::Arc;

use crate::suite::{Scenario, Stage};
use crate::target::{Running, Target, TargetError};

const PHASE: &str = "new-only";

/// The stages of one run.
pub(super) struct Stages<'a> {
    pub(super) plain: &'a Arc<Target>,
    crowd: Option<Arc<Target>>,
}

impl<'a> Stages<'a> {
    pub(super) fn new(plain: &'a Arc<Target>, crowd: Option<Arc<Target>>) -> Self {
        Self { plain, crowd }
    }

    /// The stage of this scenario, or why there is none.
    pub(super) async fn of(&self, scenario: &Scenario) -> Result<Arc<Target>, String> {
        let crowd = || {
            self.crowd
                .as_ref()
                .ok_or_else(|| TargetError::NoRedis.to_string())
        };
        match scenario.stage() {
            Stage::Plain => Ok(Arc::clone(self.plain)),
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
        if scenario.stage() == Stage::Alone
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
    let needed = |scenario: &Scenario| scenario.stage() != Stage::Plain && scenario.lacks(profile).is_none();
    if !scenarios.iter().any(needed) {
        return Ok(());
    }
    match running.gather().await {
        Ok(()) | Err(TargetError::NoRedis) => Ok(()),
        Err(error) => Err(error),
    }
}
