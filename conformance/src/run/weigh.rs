//! What a scenario comes to, by what stopped it. It is held exactly if nothing did and no verdict was left behind. Playing it
//! belongs to `play`. The invariant: a scenario that stopped is never held, and neither is one in which a check after a step
//! found something.

use cucumber::gherkin::Step;

use super::evidence::{FailedStep, Proof, Shown, ShownRun};
use super::status::Status;
use crate::oracle::Verdict;
use crate::wire::Redactor;
use crate::world::World;

/// What stopped a scenario, or should have.
pub(super) struct Stopped<'a> {
    step: &'a Step,
    by_check: bool,
    verdict: Verdict,
}

impl<'a> Stopped<'a> {
    /// The step, whether a check after it found this, and what was found.
    pub(super) fn new(step: &'a Step, by_check: bool, verdict: Verdict) -> Self {
        Self {
            step,
            by_check,
            verdict,
        }
    }

    /// Which decides: what a step itself came to, or what a check found after an earlier one. A step that finds a
    /// promise broken says the same and more to the point; one that cannot tell takes nothing back.
    pub(super) fn or(self, by_check: Option<Self>) -> Self {
        match (by_check, &self.verdict) {
            (Some(by_check), Verdict::Inconclusive(_)) => by_check,
            (_, Verdict::Broken(_) | Verdict::Inconclusive(_)) => self,
        }
    }
}

/// The verdict of a step that stopped. It leaves one behind; a step that does not has shown nothing.
pub(super) fn reached(verdict: Option<Verdict>, why: &str) -> Verdict {
    verdict.unwrap_or_else(|| Verdict::Inconclusive(format!("the step stopped without a verdict: {why}")))
}

/// What the scenario comes to, with the proof of it. `base` is where the target is, for the commands in the proof.
pub(super) fn weigh(
    world: &World,
    redactor: &Redactor,
    base: &str,
    stopped: Option<Stopped<'_>>,
) -> (Status, Option<Proof>) {
    let Some(Stopped {
        step,
        by_check,
        verdict,
    }) = stopped
    else {
        return match world.verdict() {
            None => (Status::Held, None),
            // No step may leave a verdict and go on, but if one did, it must not be lost.
            Some(_) => (Status::Inconclusive, None),
        };
    };
    let step = Some(FailedStep {
        line: step.position.line,
        text: format!("{} {}", step.keyword.trim(), step.value),
    });
    let shown = |exchange| Shown::of(exchange, redactor, base);
    let reason = match verdict {
        Verdict::Broken(evidence) => {
            let proof = Proof {
                claim: evidence.claim.clone(),
                found: redactor.redact(&evidence.found, "somebody"),
                step,
                beside: by_check,
                exchanges: evidence.exchanges.iter().map(shown).collect(),
                runs: evidence.runs.iter().map(ShownRun::of).collect(),
            };
            return (Status::Broken, Some(proof));
        }
        Verdict::Inconclusive(reason) => reason,
    };
    let proof = Proof {
        claim: "the promise can be judged".to_owned(),
        found: redactor.redact(&reason, "somebody"),
        step,
        beside: by_check,
        exchanges: world.history().last().map(shown).into_iter().collect(),
        runs: world.last_run_seen().map(ShownRun::of).into_iter().collect(),
    };
    (Status::Inconclusive, Some(proof))
}
