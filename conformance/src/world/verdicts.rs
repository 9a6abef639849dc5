//! How a step leaves a verdict behind and stops. What the verdict is follows from the oracles. The invariant: a
//! `Stop` exists only where a verdict was recorded.

use super::{Answered, Step, Stop, World};
use crate::oracle::{Evidence, Verdict};

impl World {
    /// Records that a promise was broken; a step returns the value as its error.
    #[must_use]
    pub fn broken(&mut self, claim: &str, found: impl Into<String>, proof: &[&Answered]) -> Stop {
        let exchanges = proof.iter().map(|answered| answered.exchange()).collect();
        let evidence = Evidence {
            claim: claim.to_owned(),
            found: found.into(),
            exchanges,
            runs: self.runs.clone(),
        };
        self.stop(Verdict::Broken(evidence))
    }

    /// Records that a promise could not be judged; a step returns the value as its error.
    #[must_use]
    pub fn inconclusive(&mut self, reason: impl Into<String>) -> Stop {
        self.stop(Verdict::Inconclusive(reason.into()))
    }

    /// The last answer there was: what shows a verdict about something that no answer says, such as figures or commands.
    ///
    /// # Errors
    /// Where nothing was answered.
    pub fn last_answer(&mut self) -> Step<Answered> {
        let last = self.history().iter().rev().find_map(Answered::of);
        last.ok_or_else(|| self.inconclusive("nothing was asked"))
    }

    /// Names the variant that a verdict just reached is about, and stops with it.
    #[must_use]
    pub fn blame(&mut self, variant: &str) -> Stop {
        let verdict = match self.verdict.take() {
            Some(Verdict::Broken(evidence)) => {
                let found = format!("{variant}: {}", evidence.found);
                Verdict::Broken(Evidence { found, ..evidence })
            }
            Some(Verdict::Inconclusive(reason)) => Verdict::Inconclusive(format!("{variant}: {reason}")),
            Some(Verdict::Held) | None => {
                Verdict::Inconclusive(format!("{variant}: stopped without a verdict"))
            }
        };
        self.stop(verdict)
    }

    fn stop(&mut self, verdict: Verdict) -> Stop {
        let stop = Stop(verdict.summary());
        self.verdict = Some(verdict);
        stop
    }
}
