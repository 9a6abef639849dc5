//! Judging the attempts of a scenario as refusals, controls included. What a refusal looks like is the
//! oracle's and the profile's to say; what led to it is the business of the other steps. The invariant: no
//! attempt counts as refused unless its caller and the owners get their own served right afterwards.

use std::collections::BTreeSet;

use super::{Attempt, Operation, STRANGER, Step, World};
use crate::oracle::refusal;
use crate::oracle::refusal::Challenge;
use crate::oracle::{Secret, canary, indistinguishable, no_effect};
use crate::profile::Refusal;
use crate::wire::Request;

/// The challenge that comes with a refusal, unless a scenario demands another.
pub(crate) fn usual_challenge(class: Refusal) -> Challenge {
    match class {
        Refusal::Unauthenticated => Challenge::Bearer,
        Refusal::Scope => Challenge::BearerError("insufficient_scope"),
        _ => Challenge::Any,
    }
}

impl World {
    /// Every attempt was refused as `class`, showed nothing and changed nothing, and its caller and the owners
    /// are served.
    ///
    /// # Errors
    /// Broken at the first attempt that was not refused so; untestable where a control fails.
    pub async fn judge_refusals(&mut self, class: Refusal, challenge: Challenge) -> Step {
        let attempts = self.attempts_or_closed()?;
        self.judge_each_refused(&attempts, class, challenge).await
    }

    /// As [`World::judge_refusals`], of these attempts alone.
    ///
    /// # Errors
    /// As [`World::judge_refusals`]; untestable, too, where there are none.
    pub async fn judge_refusals_among(&mut self, attempts: &[Attempt], class: Refusal) -> Step {
        if attempts.is_empty() {
            return Err(self.inconclusive("nothing was attempted"));
        }
        self.judge_each_refused(attempts, class, usual_challenge(class))
            .await
    }

    // There may be none where each was refused by closing the connection; then the controls decide.
    async fn judge_each_refused(
        &mut self,
        attempts: &[Attempt],
        class: Refusal,
        challenge: Challenge,
    ) -> Step {
        for attempt in attempts {
            self.judge_refusal(attempt, class, challenge)?;
        }
        let enqueue = attempts
            .iter()
            .any(|attempt| attempt.operation == Operation::Execute);
        let callers: BTreeSet<String> = attempts.iter().map(|attempt| attempt.caller.clone()).collect();
        let mut names: BTreeSet<String> = self.tenants().map(|tenant| tenant.name.clone()).collect();
        names.extend(callers.iter().cloned());
        for name in names {
            if !self.jobs_of(&name).is_empty() || callers.contains(&name) {
                self.control(&name, enqueue && callers.contains(&name)).await?;
            }
        }
        Ok(())
    }

    /// Every attempt is refused as `class`, or with one of these statuses.
    ///
    /// # Errors
    /// As [`World::judge_refusals`].
    pub async fn judge_refusals_or(&mut self, class: Refusal, or: &[u16]) -> Step {
        self.tolerate(|_| Some(or.to_vec()));
        self.judge_refusals(class, usual_challenge(class)).await
    }

    fn judge_refusal(&mut self, attempt: &Attempt, class: Refusal, challenge: Challenge) -> Step {
        let target = self.target()?;
        let Attempt {
            label,
            caller,
            operation,
            tolerated,
            sent,
            ..
        } = attempt;
        let response = &sent.response;
        let found = if let Some(data) = self.job_data(attempt)? {
            Some(format!("answered {} with {data}", response.status))
        } else if tolerated.contains(&response.status) {
            None
        } else {
            // The challenge is bound to the status; a profile may let another one stand for the class.
            let owed = matches!(response.status, 401 | 403);
            let challenge = if owed { challenge } else { Challenge::Any };
            refusal::fault(
                response,
                target.api.accepts(class, response.status),
                named(class),
                challenge,
            )
        };
        match found {
            None => Ok(()),
            Some(found) => {
                let found = format!("{label}, {operation}: {found}");
                Err(self.broken(&claim(class, caller), found, &[sent]))
            }
        }
    }

    /// What a refusal holds that only an answer may hold, in words.
    fn job_data(&mut self, attempt: &Attempt) -> Step<Option<&'static str>> {
        let target = self.target()?;
        let (request, response) = (&attempt.sent.request, &attempt.sent.response);
        let text = self.tenant(&attempt.caller).canary;
        let own = [Secret {
            owner: attempt.caller.clone(),
            kind: "canary",
            text,
        }];
        Ok(
            if target.api.jobs(response).is_some_and(|jobs| !jobs.is_empty()) {
                Some("a list of jobs")
            } else if attempt.operation == Operation::Execute && target.api.executed_id(response).is_some() {
                Some("the id of a new job")
            } else if canary::leaked(&own, request, response).is_some() {
                Some("job data")
            } else {
                None
            },
        )
    }

    /// Every attempt was served, and with what `owner` owns and nothing else. What was enqueued becomes the
    /// owner's.
    ///
    /// # Errors
    /// Broken at the first that was not.
    pub async fn judge_served(&mut self, owner: &str, claim: &str) -> Step {
        let attempts = self.attempts()?;
        self.judge_each_served(&attempts, owner, claim).await
    }

    async fn judge_each_served(&mut self, attempts: &[Attempt], owner: &str, claim: &str) -> Step {
        let target = self.target()?;
        for Attempt {
            label,
            operation,
            owned,
            sent,
            ..
        } in attempts
        {
            let (api, response) = (&target.api, &sent.response);
            let id_of = |job: &serde_json::Value| api.job_of(job);
            let served = match operation {
                Operation::List => api.jobs(response).is_some_and(|jobs| {
                    let listed: Option<Vec<String>> = jobs.iter().map(id_of).collect();
                    listed.is_some_and(|listed| no_effect::change(owned, &listed).is_none())
                }),
                Operation::Get => response
                    .json()
                    .as_ref()
                    .and_then(id_of)
                    .is_some_and(|id| owned.contains(&id)),
                Operation::Execute => api.executed_id(response).is_some_and(|id| {
                    self.remember(owner, id);
                    true
                }),
            };
            if !served || !(200..300).contains(&response.status) {
                let status = response.status;
                let found =
                    format!("{label}, {operation}: answered {status}, not with what is {owner}'s own");
                return Err(self.broken(claim, found, &[sent]));
            }
        }
        self.unchanged(owner).await
    }

    /// Every attempt was either served as [`World::judge_served`] has it, or refused as `class` or with one of these
    /// statuses.
    ///
    /// # Errors
    /// Broken at the first that was neither.
    pub async fn judge_served_or_refused(
        &mut self,
        owner: &str,
        claim: &str,
        class: Refusal,
        or: &[u16],
    ) -> Step {
        let all = self.attempts_or_closed()?;
        let (served, mut refused): (Vec<Attempt>, Vec<Attempt>) = all
            .into_iter()
            .partition(|attempt| (200..300).contains(&attempt.sent.response.status));
        for attempt in &mut refused {
            attempt.tolerated = or.to_vec();
        }
        if !served.is_empty() {
            self.judge_each_served(&served, owner, claim).await?;
        }
        if !refused.is_empty() || self.closed > 0 {
            self.judge_each_refused(&refused, class, usual_challenge(class))
                .await?;
        }
        Ok(())
    }

    /// All attempts got answers that cannot be told apart once `ids` are taken out of them.
    ///
    /// # Errors
    /// Broken at the first that differs; untestable with fewer than two.
    pub fn judge_alike(&mut self, claim: &str, ids: &[&str]) -> Step {
        let attempts = self.attempts()?;
        self.judge_alike_among(&attempts, claim, ids)
    }

    /// As [`World::judge_alike`], of these attempts alone.
    ///
    /// # Errors
    /// As [`World::judge_alike`].
    pub fn judge_alike_among(&mut self, attempts: &[Attempt], claim: &str, ids: &[&str]) -> Step {
        let Some((first, others)) = attempts.split_first().filter(|(_, others)| !others.is_empty()) else {
            return Err(self.inconclusive("fewer than two answers to compare"));
        };
        for other in others {
            let (one, two) = (&first.sent, &other.sent);
            if let Some(found) = indistinguishable::difference((&one.response, ids), (&two.response, ids)) {
                let found = format!("{} against {}: {found}", first.label, other.label);
                return Err(self.broken(claim, found, &[one, two]));
            }
        }
        Ok(())
    }

    /// Tries all three operations on what belongs to `owner` as somebody who owns nothing; `dress` adds the
    /// credentials, or whatever takes their place.
    ///
    /// # Errors
    /// As [`World::send`].
    pub async fn try_all(
        &mut self,
        owner: &str,
        label: &str,
        tolerated: &[u16],
        dress: impl Fn(Request) -> Request,
    ) -> Step {
        let operations = match self.operations.as_slice() {
            [] => Operation::ALL.to_vec(),
            some => some.to_vec(),
        };
        for operation in operations {
            let request = dress(self.request(operation, STRANGER, owner)?);
            self.attempt(owner, operation, label, request).await?.tolerated = tolerated.to_vec();
        }
        Ok(())
    }
}

/// A refusal as a report names it.
fn named(class: Refusal) -> &'static str {
    match class {
        Refusal::Unauthenticated => "a refusal as unauthenticated",
        Refusal::NoWorkspace => "a refusal for want of a workspace",
        Refusal::Scope => "a refusal for want of a scope",
        Refusal::Foreign => "a refusal as foreign",
        Refusal::NotFound => "a refusal as not found",
        Refusal::Invalid => "a refusal as invalid",
        Refusal::MediaType => "a refusal of the media type",
        Refusal::TooLarge => "a refusal as too large",
        Refusal::Conflict => "a refusal as conflicting",
    }
}

fn claim(class: Refusal, caller: &str) -> String {
    match class {
        Refusal::Unauthenticated => "nobody is served without a sound token".to_owned(),
        Refusal::NoWorkspace => "a token without a usable workspace opens nothing".to_owned(),
        Refusal::Scope => "a token does nothing that its scopes do not name".to_owned(),
        Refusal::Foreign => format!("{caller} gets nowhere by naming another workspace"),
        Refusal::NotFound => format!("{caller} finds no job but its own"),
        _ => "a request that is out of order is refused and changes nothing".to_owned(),
    }
}
