//! Runs scenarios side by side on one thread, each in a world of its own. Steps are matched by cucumber; running
//! them is ours (docs/decisions/0007). Nothing is retried. The invariant: a step that panics or stops is never
//! Held, and a target that is gone ends the run.

use std::sync::Arc;
use std::time::Instant;

use cucumber::gherkin::Step;
use cucumber::{World as _, step};
use futures::stream::{FuturesUnordered, StreamExt as _};

use super::evidence::{FailedStep, Proof, Shown};
use super::interrupt::Interrupt;
use super::outcome::Outcome;
use super::panics::caught;
use super::record::Run;
use super::status::Status;
use crate::oracle::Verdict;
use crate::suite::Scenario;
use crate::target::{Running, Target};
use crate::wire::{Request, WireError};
use crate::world::World;

/// How to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many scenarios at once.
    pub width: usize,
    /// Whether to end at the first broken one.
    pub fail_fast: bool,
    /// Who may ask to end.
    pub interrupt: Interrupt,
}

/// How a run came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Every scenario has a status.
    Complete,
    /// At the first broken one, as asked.
    FailFast,
    /// Somebody asked.
    Interrupted,
    /// The target is gone; how.
    TargetGone(String),
}

impl End {
    /// What it adds to the outcome.
    #[must_use]
    pub fn problem(self) -> Option<(Outcome, String)> {
        match self {
            Self::Complete | Self::FailFast => None,
            Self::Interrupted => Some((Outcome::Incomplete, "interrupted".to_owned())),
            Self::TargetGone(how) => {
                Some((Outcome::Target, format!("the target died during the run ({how})")))
            }
        }
    }
}

/// Runs the scenarios; `seen` is called with the run and the index of each scenario that is through.
///
/// # Errors
/// The first error of `seen`, which ends the run.
pub async fn judge<E>(
    run: &mut Run,
    running: &mut Running,
    scenarios: &[Scenario],
    options: &Options,
    mut seen: impl FnMut(&Run, usize) -> Result<(), E>,
) -> Result<End, E> {
    let target = Arc::clone(&running.target);
    let phrases = World::collection();
    let mut waiting = scenarios.iter().enumerate();
    let mut busy = FuturesUnordered::new();
    loop {
        while busy.len() < options.width.max(1) {
            let Some((index, scenario)) = waiting.next() else {
                break;
            };
            busy.push(one(index, scenario, &target, &phrases));
        }
        let through = tokio::select! {
            biased;
            () = options.interrupt.heard() => return Ok(End::Interrupted),
            through = busy.next() => through,
        };
        let Some(through) = through else {
            return Ok(End::Complete);
        };
        let status = through.status;
        if let Some(check) = run.scenarios.get_mut(through.index) {
            check.status = status;
            check.reason = through.reason;
            check.evidence = through.evidence;
            check.duration_ms = through.duration_ms;
        }
        run.fold();
        seen(run, through.index)?;
        if let Some(how) = gone(running, status).await {
            return Ok(End::TargetGone(how));
        }
        if options.fail_fast && status == Status::Broken {
            return Ok(End::FailFast);
        }
    }
}

// A target that was attached to has no process to watch; it is asked once more when something got no verdict.
async fn gone(running: &mut Running, status: Status) -> Option<String> {
    if running.process.is_some() {
        return running.died();
    }
    if status != Status::Inconclusive {
        return None;
    }
    let target = &running.target;
    let probe = Request::new("the suite", http::Method::GET, &target.profile.target.ready.path);
    match target.client.send(probe).await.response {
        Err(error @ WireError::Refused) => Some(error.to_string()),
        Ok(_) | Err(WireError::TimedOut | WireError::Closed | WireError::Malformed(_)) => None,
    }
}

struct Through {
    index: usize,
    status: Status,
    reason: Option<String>,
    evidence: Option<Proof>,
    duration_ms: u64,
}

async fn one(
    index: usize,
    scenario: &Scenario,
    target: &Arc<Target>,
    phrases: &step::Collection<World>,
) -> Through {
    let mut through = Through {
        index,
        status: Status::NotApplicable,
        reason: None,
        evidence: None,
        duration_ms: 0,
    };
    if let Some(name) = scenario.lacks(&target.profile) {
        through.reason = Some(format!("the target does not declare `{name}`"));
        return through;
    }
    let begun = Instant::now();
    let mut world = World::default();
    world.target = Some(Arc::clone(target));
    let mut stopped = None;
    for step in &scenario.steps {
        let Err(why) = act(&mut world, step, phrases).await else {
            continue;
        };
        stopped = Some((step, why));
        break;
    }
    let (status, evidence) = weigh(&mut world, target, stopped);
    world.finish().await;
    through.status = status;
    through.evidence = evidence;
    through.duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    through
}

async fn act(world: &mut World, step: &Step, phrases: &step::Collection<World>) -> Result<(), String> {
    match phrases.find(step) {
        Ok(Some((act, _, _, context))) => caught(act(world, context)).await,
        Ok(None) => Err("the step is undefined".to_owned()),
        Err(_) => Err("the step is ambiguous".to_owned()),
    }
}

fn weigh(world: &mut World, target: &Target, stopped: Option<(&Step, String)>) -> (Status, Option<Proof>) {
    let step = stopped.as_ref().map(|(step, _)| FailedStep {
        line: step.position.line,
        text: format!("{} {}", step.keyword.trim(), step.value),
    });
    let reason = match (world.verdict.take(), stopped) {
        (None | Some(Verdict::Held), None) => return (Status::Held, None),
        (Some(Verdict::Broken(evidence)), _) => {
            let exchanges = evidence.exchanges.iter();
            let proof = Proof {
                claim: evidence.claim.clone(),
                found: target.redactor.redact(&evidence.found, "somebody"),
                step,
                exchanges: exchanges.map(|exchange| Shown::of(exchange, target)).collect(),
            };
            return (Status::Broken, Some(proof));
        }
        (Some(Verdict::Inconclusive(reason)), _) => reason,
        (None | Some(Verdict::Held), Some((_, why))) => format!("the step stopped without a verdict: {why}"),
    };
    let last = world.history().last();
    let proof = Proof {
        claim: "the promise can be judged".to_owned(),
        found: target.redactor.redact(&reason, "somebody"),
        step,
        exchanges: last
            .map(|exchange| Shown::of(exchange, target))
            .into_iter()
            .collect(),
    };
    (Status::Inconclusive, Some(proof))
}
