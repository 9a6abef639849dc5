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

    /// The last answer that a step got; what the checks after it asked speaks for itself, and not for what a step says.
    ///
    /// # Errors
    /// Where nothing was answered.
    pub fn last_answer(&mut self) -> Step<Answered> {
        let own = |index: &usize| !self.asked_by_checks.iter().any(|range| range.contains(index));
        let mut indices = (0..self.history.len()).rev().filter(own);
        let last = indices.find_map(|index| Answered::of(&self.history[index]));
        last.ok_or_else(|| self.inconclusive("nothing was asked"))
    }

    /// Sets apart what was asked since the history was `since` long: the checks after a step asked it.
    pub(crate) fn set_apart(&mut self, since: usize) {
        self.asked_by_checks.push(since..self.history.len());
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
            None => Verdict::Inconclusive(format!("{variant}: stopped without a verdict")),
        };
        self.stop(verdict)
    }

    fn stop(&mut self, verdict: Verdict) -> Stop {
        let stop = Stop(verdict.summary());
        self.verdict = Some(verdict);
        stop
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Exchange, Request, Response, WireError};

    fn asked(who: &str, response: Result<u16, WireError>) -> Exchange {
        Exchange {
            request: Request::new(who, http::Method::GET, "/ai/jobs"),
            response: response.map(|status| Response {
                status,
                headers: Vec::new(),
                body: Vec::new(),
            }),
        }
    }

    #[test]
    fn what_an_oracle_asked_is_no_step_s_last_answer() {
        let mut world = World::default();
        assert!(world.last_answer().is_err());
        world.history.push(asked("acme", Ok(404)));
        world.history.push(asked("acme", Err(WireError::Closed)));
        let since = world.history.len();
        world.history.push(asked("globex", Ok(200)));
        world.set_apart(since);
        let last = world.last_answer().unwrap();
        assert_eq!((last.request.who.as_str(), last.response.status), ("acme", 404));
        world.history.push(asked("acme", Ok(200)));
        assert_eq!(world.last_answer().unwrap().response.status, 200);
    }
}
