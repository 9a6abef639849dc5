//! Runs scenarios side by side on one thread, each in a world of its own. Steps are matched by cucumber; running
//! them is ours (docs/decisions/0007). The invariant: a step that panics or stops is never Held.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use cucumber::World as _;
use futures::FutureExt as _;
use futures::stream::{FuturesUnordered, StreamExt as _};

use super::record::{Proof, Run, Shown, Status};
use crate::oracle::Verdict;
use crate::suite::Scenario;
use crate::target::Target;
use crate::wire::{Exchange, curl};
use crate::world::World;

/// Runs the scenarios, at most `width` at once; `seen` is called with the run after each.
pub async fn judge(
    run: &mut Run,
    target: &Arc<Target>,
    scenarios: &[Scenario],
    width: usize,
    mut seen: impl FnMut(&mut Run) -> bool,
) {
    let mut waiting = scenarios.iter().enumerate();
    let mut busy = FuturesUnordered::new();
    loop {
        while busy.len() < width.max(1) {
            let Some((index, scenario)) = waiting.next() else {
                break;
            };
            busy.push(one(index, scenario, Arc::clone(target)));
        }
        let Some((index, status, evidence)) = busy.next().await else {
            break;
        };
        if let Some(check) = run.scenarios.get_mut(index) {
            check.status = status;
            check.evidence = evidence;
        }
        run.fold(None);
        if !seen(run) {
            break;
        }
    }
}

async fn one(index: usize, scenario: &Scenario, target: Arc<Target>) -> (usize, Status, Option<Proof>) {
    if let Some((name, _)) = scenario
        .needs()
        .find(|(_, capability)| !capability.is_some_and(|known| target.profile.has(known)))
    {
        let found = format!("the target does not declare `{name}`");
        return (
            index,
            Status::NotApplicable,
            Some(Proof {
                claim: String::new(),
                found,
                exchanges: Vec::new(),
            }),
        );
    }
    let mut world = World::default();
    world.target = Some(Arc::clone(&target));
    let defined = World::collection();
    let mut stopped = None;
    for step in &scenario.steps {
        let Ok(Some((act, _, _, context))) = defined.find(step) else {
            stopped = Some(format!("`{}` is not defined", step.value));
            break;
        };
        if AssertUnwindSafe(act(&mut world, context))
            .catch_unwind()
            .await
            .is_err()
        {
            stopped = Some(format!("`{}` stopped without a verdict", step.value));
            break;
        }
    }
    let verdict = world.verdict.take();
    world.finish().await;
    let (status, evidence) = match (verdict, stopped) {
        (None | Some(Verdict::Held), None) => (Status::Held, None),
        (Some(Verdict::Broken(evidence)), _) => {
            let exchanges = evidence
                .exchanges
                .iter()
                .map(|exchange| shown(exchange, &target))
                .collect();
            (
                Status::Broken,
                Some(Proof {
                    claim: evidence.claim,
                    found: evidence.found,
                    exchanges,
                }),
            )
        }
        (Some(Verdict::Inconclusive(reason)), _) | (None | Some(Verdict::Held), Some(reason)) => {
            let last = world.history().last().map(|exchange| shown(exchange, &target));
            let claim = "the promise can be tested".to_owned();
            (
                Status::Inconclusive,
                Some(Proof {
                    claim,
                    found: reason,
                    exchanges: last.into_iter().collect(),
                }),
            )
        }
    };
    (index, status, evidence)
}

fn shown(exchange: &Exchange, target: &Target) -> Shown {
    let who = &exchange.request.who;
    let hide = |text: &str| target.redactor.redact(text, who);
    let (status, answer) = match &exchange.response {
        Ok(response) => (
            Some(response.status),
            hide(&response.text().chars().take(600).collect::<String>()),
        ),
        Err(error) => (None, error.to_string()),
    };
    Shown {
        who: who.clone(),
        curl: hide(&curl(&exchange.request, &target.base)),
        status,
        answer,
    }
}
