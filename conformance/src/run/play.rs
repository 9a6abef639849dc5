//! Plays one scenario in a world of its own. Steps are matched by cucumber; running them is ours
//! (docs/decisions/0007). After each step the oracles that hold always are asked, too. What a scenario comes to by that is
//! decided in `weigh`. The invariant: a step that panics or stops is never Held, and nothing is retried.

use std::sync::Arc;
use std::time::Instant;

use cucumber::gherkin::Step;
use cucumber::{World as _, step};

use super::evidence::{Proof, Shown};
use super::panics::caught;
use super::stages::Stages;
use super::status::Status;
use super::weigh::{Stopped, reached, weigh};
use crate::suite::Scenario;
use crate::under_test::{Running, Target};
use crate::world::{Stop, World};

/// A scenario that was played, with everything that was said in it.
pub struct Played {
    /// What became of it.
    pub status: Status,
    /// Why it was not played.
    pub reason: Option<String>,
    /// Why it is not held.
    pub evidence: Option<Proof>,
    /// How long it took.
    pub duration_ms: u64,
    said: Option<Said>,
}

/// What was said in a scenario, and the target that knows what has to be hidden of it.
struct Said {
    world: World,
    target: Arc<Target>,
}

impl Played {
    fn not_played(status: Status, reason: String) -> Self {
        Self {
            status,
            reason: Some(reason),
            evidence: None,
            duration_ms: 0,
            said: None,
        }
    }

    /// Why it is not held, in a line.
    #[must_use]
    pub fn why(&self) -> Option<String> {
        let proof = self.evidence.as_ref();
        proof
            .map(|proof| format!("{}: {}", proof.claim, proof.found))
            .or_else(|| self.reason.clone())
    }

    /// Every request and its answer in order, with the secrets hidden.
    pub fn exchanges(&self) -> impl Iterator<Item = Shown> {
        self.said.iter().flat_map(|Said { world, target }| {
            let history = world.history().iter();
            history.map(|exchange| Shown::of(exchange, &target.redactor, &target.base))
        })
    }
}

/// Plays the scenario on its stage.
pub(super) async fn play(scenario: &Scenario, stages: &Stages, phrases: &step::Collection<World>) -> Played {
    if let Some(name) = scenario.lacks(&stages.plain.profile) {
        let reason = format!("the target does not declare `{name}`");
        return Played::not_played(Status::NotApplicable, reason);
    }
    let begun = Instant::now();
    let target = match stages.of(scenario).await {
        Ok(target) => target,
        Err(why) => return Played::not_played(Status::NotRun, why),
    };
    let mut world = World::on(Arc::clone(&target));
    let always = async |world: &mut World, since| world.hold_always(since).await;
    let stopped = steps(&mut world, &scenario.steps, phrases, always).await;
    let (status, evidence) = weigh(&world, &target.redactor, &target.base, stopped);
    world.finish(status == Status::Held);
    world.clear().await;
    stages.leave(scenario, &target).await;
    Played {
        status,
        reason: None,
        evidence,
        duration_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        said: Some(Said { world, target }),
    }
}

/// Plays one scenario on its own, outside a run.
pub async fn replay(scenario: &Scenario, running: &Running) -> Played {
    play(scenario, &Stages::of_running(running), &World::collection()).await
}

// After each step `always` is asked what must hold then, of all that was sent since the history was so long.
async fn steps<'a>(
    world: &mut World,
    steps: &'a [Step],
    phrases: &step::Collection<World>,
    always: impl AsyncFn(&mut World, usize) -> Result<(), Stop>,
) -> Option<Stopped<'a>> {
    let mut by_check: Option<Stopped<'a>> = None;
    for step in steps {
        let sent = world.history().len();
        if let Err(why) = act(world, step, phrases).await {
            let own = Stopped::new(step, false, reached(world.take_verdict(), &why));
            return Some(own.or(by_check));
        }
        if by_check.is_some() {
            continue;
        }
        let held = caught(always(world, sent)).await;
        if let Err(why) = held.and_then(|held| held.map_err(|stop| stop.0)) {
            by_check = Some(Stopped::new(step, true, reached(world.take_verdict(), &why)));
        }
    }
    by_check
}

async fn act(world: &mut World, step: &Step, phrases: &step::Collection<World>) -> Result<(), String> {
    match phrases.find(step) {
        Ok(Some((act, _, _, context))) => caught(act(world, context)).await,
        Ok(None) => Err("the step is undefined".to_owned()),
        Err(_) => Err("the step is ambiguous".to_owned()),
    }
}

#[cfg(test)]
mod tests;
