//! Plays one scenario in a world of its own. Steps are matched by cucumber; running them is ours
//! (docs/decisions/0007). After each step the oracles that hold always are asked, too. Nothing is retried. The
//! invariant: a step that panics or stops is never Held, and neither is a scenario in which something happened
//! beside its steps that must not.

use std::sync::Arc;
use std::time::Instant;

use cucumber::gherkin::Step;
use cucumber::{World as _, step};

use super::evidence::{FailedStep, Proof, Shown, ShownRun};
use super::panics::caught;
use super::stages::Stages;
use super::status::Status;
use crate::oracle::Verdict;
use crate::suite::Scenario;
use crate::under_test::{Running, Target};
use crate::world::World;

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

/// Where and why a scenario came to an end before its end.
struct Stopped<'a> {
    step: &'a Step,
    beside: bool,
    verdict: Verdict,
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
            history.map(|exchange| Shown::of(exchange, target))
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
    let mut world = World::default();
    world.target = Some(Arc::clone(&target));
    let stopped = steps(&mut world, &scenario.steps, phrases).await;
    let (status, evidence) = weigh(&world, &target, stopped);
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

async fn steps<'a>(
    world: &mut World,
    steps: &'a [Step],
    phrases: &step::Collection<World>,
) -> Option<Stopped<'a>> {
    // What an oracle found beside a step waits for a later step, which may say the same more to the point.
    let mut beside: Option<Stopped<'a>> = None;
    for step in steps {
        let sent = world.history().len();
        if let Err(why) = act(world, step, phrases).await {
            let stopped = Stopped {
                step,
                beside: false,
                verdict: reached(world, &why),
            };
            return match (beside, &stopped.verdict) {
                (Some(beside), Verdict::Inconclusive(_)) => Some(beside),
                (_, Verdict::Held | Verdict::Broken(_) | Verdict::Inconclusive(_)) => Some(stopped),
            };
        }
        if beside.is_none()
            && let Err(why) = caught(world.hold_always(sent))
                .await
                .and_then(|held| held.map_err(|stop| stop.0))
        {
            beside = Some(Stopped {
                step,
                beside: true,
                verdict: reached(world, &why),
            });
        }
    }
    beside
}

// A step that stops leaves a verdict behind; one that does not has shown nothing.
fn reached(world: &mut World, why: &str) -> Verdict {
    match world.verdict.take() {
        Some(verdict @ (Verdict::Broken(_) | Verdict::Inconclusive(_))) => verdict,
        Some(Verdict::Held) | None => {
            Verdict::Inconclusive(format!("the step stopped without a verdict: {why}"))
        }
    }
}

async fn act(world: &mut World, step: &Step, phrases: &step::Collection<World>) -> Result<(), String> {
    match phrases.find(step) {
        Ok(Some((act, _, _, context))) => caught(act(world, context)).await,
        Ok(None) => Err("the step is undefined".to_owned()),
        Err(_) => Err("the step is ambiguous".to_owned()),
    }
}

fn weigh(world: &World, target: &Target, stopped: Option<Stopped<'_>>) -> (Status, Option<Proof>) {
    let Some(Stopped {
        step,
        beside,
        verdict,
    }) = stopped
    else {
        return match &world.verdict {
            None | Some(Verdict::Held) => (Status::Held, None),
            // No step may leave such a verdict and go on, but if one did, it must not be lost.
            Some(Verdict::Broken(_) | Verdict::Inconclusive(_)) => (Status::Inconclusive, None),
        };
    };
    let step = Some(FailedStep {
        line: step.position.line,
        text: format!("{} {}", step.keyword.trim(), step.value),
    });
    let shown = |exchange| Shown::of(exchange, target);
    match verdict {
        Verdict::Broken(evidence) => {
            let proof = Proof {
                claim: evidence.claim.clone(),
                found: target.redactor.redact(&evidence.found, "somebody"),
                step,
                beside,
                exchanges: evidence.exchanges.iter().map(shown).collect(),
                runs: evidence.runs.iter().map(ShownRun::of).collect(),
            };
            (Status::Broken, Some(proof))
        }
        Verdict::Held => (Status::Held, None),
        Verdict::Inconclusive(reason) => {
            let proof = Proof {
                claim: "the promise can be judged".to_owned(),
                found: target.redactor.redact(&reason, "somebody"),
                step,
                beside,
                exchanges: world.history().last().map(shown).into_iter().collect(),
                runs: world.runs.last().map(ShownRun::of).into_iter().collect(),
            };
            (Status::Inconclusive, Some(proof))
        }
    }
}
