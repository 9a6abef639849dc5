//! What workspaces do to their own jobs: enqueue, list, fetch. These are the controls that turn a refusal into
//! a finding, since a target that refuses everybody proves nothing. Judging strangers belongs to
//! `refusals`. The invariant: a control that fails makes the scenario untestable, never held.

use serde_json::Value;

use super::{Answered, Attempt, Operation, Step, World};
use crate::oracle::no_effect;
use crate::profile::Execute;
use crate::wire::Request;

/// Enough to notice an owner who is shut out, few enough to stay quick.
const FETCHED_PER_CONTROL: usize = 3;

impl World {
    /// Enqueues a job of the named workspace through the target's own operation, and remembers its id.
    ///
    /// # Errors
    /// Where the target does not let the workspace do so.
    pub async fn enqueue(&mut self, name: &str) -> Step<String> {
        let target = self.target()?;
        let execute = Execute::of(&self.tenant(name));
        let answered = self.send_as(name, target.api.execute(name, &execute)).await?;
        let status = answered.response.status;
        match target.api.executed_id(&answered.response) {
            Some(id) if (200..300).contains(&status) => {
                self.remember(name, id.clone());
                Ok(id)
            }
            _ => Err(self.inconclusive(format!(
                "{name} cannot enqueue a job of its own: answered {status}"
            ))),
        }
    }

    /// The request of one operation on what belongs to `owner`, without credentials.
    ///
    /// # Errors
    /// Where the owner has no job that could be fetched.
    pub fn request(&mut self, operation: Operation, who: &str, owner: &str) -> Step<Request> {
        let target = self.target()?;
        match operation {
            Operation::List => Ok(target.api.list(who, &[])),
            Operation::Execute => Ok(target.api.execute(who, &Execute::of(&self.tenant(owner)))),
            Operation::Get => Ok(target.api.get(who, &self.existing_job(owner)?)),
        }
    }

    /// The first job that the named workspace enqueued.
    ///
    /// # Errors
    /// Where it enqueued none.
    pub fn existing_job(&mut self, name: &str) -> Step<String> {
        match self.jobs_of(name).into_iter().next() {
            Some(id) => Ok(id),
            None => Err(self.inconclusive(format!("{name} has no job that could be asked for"))),
        }
    }

    /// An id that looks like `existing` to the last letter but belongs to no job.
    #[must_use]
    pub fn never_existed(existing: &str) -> String {
        let mut changeable = 12;
        let mut letters: Vec<char> = existing.chars().collect();
        for letter in letters
            .iter_mut()
            .rev()
            .filter(|letter| letter.is_ascii_alphanumeric())
        {
            // Hexadecimal letters stay so, lest the id be refused for its looks.
            let range = match letter {
                '0'..='9' => '0'..='9',
                'a'..='f' => 'a'..='f',
                'A'..='F' => 'A'..='F',
                'g'..='z' => 'g'..='z',
                _ => 'G'..='Z',
            };
            *letter = char::from(rand::random_range(*range.start() as u8..=*range.end() as u8));
            changeable -= 1;
            if changeable == 0 {
                return letters.into_iter().collect();
            }
        }
        // A short id leaves too little to chance, so it is made longer.
        let tail: u32 = rand::random_range(100_000_000..1_000_000_000);
        format!("{existing}{tail}")
    }

    /// Sends a request whose treatment is in question. `caller` is the workspace that has to succeed with its
    /// own afterwards.
    ///
    /// # Errors
    /// As [`World::send`].
    pub async fn attempt(
        &mut self,
        caller: &str,
        operation: Operation,
        label: impl Into<String>,
        request: Request,
    ) -> Step<&mut Attempt> {
        let (label, caller) = (label.into(), caller.to_owned());
        let owned = self.jobs_of(&caller);
        let Ok(sent) = self.send(request).await else {
            return Err(self.blame(&format!("{label}, {operation}")));
        };
        self.attempts.push(Attempt {
            label,
            caller,
            operation,
            tolerated: Vec::new(),
            owned,
            sent,
        });
        let last = self.attempts.len() - 1;
        Ok(&mut self.attempts[last])
    }

    /// [`World::attempt`] with a request that may be refused by closing the connection.
    ///
    /// # Errors
    /// As [`World::send_or_closed`].
    pub async fn attempt_or_closed(
        &mut self,
        caller: &str,
        operation: Operation,
        label: impl Into<String>,
        request: Request,
    ) -> Step {
        let (label, caller) = (label.into(), caller.to_owned());
        let owned = self.jobs_of(&caller);
        let Ok(sent) = self.send_or_closed(request).await else {
            return Err(self.blame(&format!("{label}, {operation}")));
        };
        if let Some(sent) = sent {
            self.attempts.push(Attempt {
                label,
                caller,
                operation,
                tolerated: Vec::new(),
                owned,
                sent,
            });
        }
        Ok(())
    }

    /// [`World::attempt`] with a sound token of the caller.
    ///
    /// # Errors
    /// As [`World::send`].
    pub async fn attempt_as(
        &mut self,
        caller: &str,
        operation: Operation,
        label: impl Into<String>,
        request: Request,
    ) -> Step<&mut Attempt> {
        let token = self.token(caller)?;
        self.attempt(caller, operation, label, request.bearer(&token))
            .await
    }

    /// The named workspace's list as the target answers it now, and the ids in it; `None` if it is no list.
    ///
    /// # Errors
    /// As [`World::send`].
    pub async fn listed(&mut self, name: &str) -> Step<(Answered, Option<Vec<String>>)> {
        let target = self.target()?;
        let answered = self.send_as(name, target.api.list(name, &[])).await?;
        let jobs = (answered.response.status == 200)
            .then(|| target.api.jobs(&answered.response))
            .flatten();
        let ids = jobs.and_then(|jobs| jobs.iter().map(|job| target.api.job_of(job)).collect());
        Ok((answered, ids))
    }

    /// A list as its caller gets it: the answer, and the jobs in it.
    ///
    /// # Errors
    /// Broken where a workspace that asks for its own jobs gets no list.
    pub async fn list(&mut self, caller: &str, query: &[(&str, &str)]) -> Step<(Answered, Vec<Value>)> {
        let target = self.target()?;
        let answered = self.send_as(caller, target.api.list(caller, query)).await?;
        match target.api.jobs(&answered.response) {
            Some(jobs) if answered.response.status == 200 => Ok((answered, jobs)),
            _ => {
                let found = format!(
                    "{caller} asked for its own jobs and was answered {}",
                    answered.response.status
                );
                Err(self.broken("a workspace lists its own jobs", found, &[&answered]))
            }
        }
    }

    /// The control: the named workspace lists exactly its own jobs, fetches them and, if asked to, enqueues
    /// another, right now and with a sound token.
    ///
    /// # Errors
    /// Broken where its jobs are not what it enqueued, since then something had an effect; untestable where
    /// the owner is refused.
    pub async fn control(&mut self, name: &str, enqueue: bool) -> Step {
        self.unchanged(name).await?;
        let target = self.target()?;
        for id in self.jobs_of(name).iter().rev().take(FETCHED_PER_CONTROL) {
            let answered = self.send_as(name, target.api.get(name, id)).await?;
            let status = answered.response.status;
            if status != 200 {
                return Err(self.inconclusive(format!("{name} cannot fetch its own job: answered {status}")));
            }
        }
        if enqueue {
            self.enqueue(name).await?;
        }
        Ok(())
    }

    /// The named workspace has exactly the jobs that it enqueued.
    ///
    /// # Errors
    /// Broken where it has others, untestable where it cannot list.
    pub async fn unchanged(&mut self, name: &str) -> Step {
        let (answered, found) = self.listed(name).await?;
        let status = answered.response.status;
        let Some(found) = found else {
            return Err(self.inconclusive(format!("{name} cannot list its own jobs: answered {status}")));
        };
        match no_effect::change(&self.jobs_of(name), &found) {
            None => Ok(()),
            Some(change) => {
                let found = format!("the jobs of {name} are not those it enqueued: {change}");
                Err(self.broken("a request that is refused changes nothing", found, &[&answered]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_never_existed_looks_like_one_that_does() {
        let id = "0198c0de-7a11-7abc-8def-0123456789ab";
        let other = World::never_existed(id);
        assert_ne!(id, other);
        assert_eq!(id[..23], other[..23]);
        assert!(
            other
                .chars()
                .zip(id.chars())
                .all(|(a, b)| a.is_ascii_digit() == b.is_ascii_digit())
        );
        assert_ne!(World::never_existed("7"), "7");
    }
}
