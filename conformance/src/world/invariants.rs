//! What holds after every step, whatever the step is about: ids of others and ids of nobody are answered alike
//! (contract, section 4.3), a refused request changed nothing (3.5), what is stored says whose it is (6.3), and whoever
//! was served before is served still, on an old connection and a new one. That nobody is shown what is another's (section 5)
//! and that nothing crashes is asked of each single answer, by `World::send`. No phrase belongs here. The
//! invariant: nothing asked here adds to what the step's own judging looks at.

use http::Method;

use super::{Answered, Step, World};
use crate::oracle::{indistinguishable, no_effect};
use crate::store::{Observer, StoreError};
use crate::wire::{Exchange, Request};

/// A list shows no more without being asked for its next page; more jobs than this are not compared.
const COMPARED: usize = 90;

impl World {
    /// Asks all of it of what was sent since the history was `since` long.
    ///
    /// # Errors
    /// Broken where something does not hold; untestable where that cannot be seen.
    pub async fn hold_always(&mut self, since: usize) -> Step {
        let until = self.history().len();
        let held = self.held_since(since).await;
        self.set_apart(until);
        held
    }

    async fn held_since(&mut self, since: usize) -> Step {
        if self.server_errors_expected || self.checks_stopped {
            return Ok(());
        }
        let sent: Vec<Answered> = self.history()[since..].iter().filter_map(Answered::of).collect();
        let refused = |one: &Exchange| {
            one.response
                .as_ref()
                .map_or(true, |response| response.status >= 400)
        };
        if self.history()[since..].iter().any(refused) {
            self.alike_for_nobody(&sent).await?;
            self.still_served().await?;
        }
        self.stored_as_promised(&sent).await
    }

    // Contract, section 4.3. Reading alone is repeated: anything else might have an effect.
    async fn alike_for_nobody(&mut self, sent: &[Answered]) -> Step {
        for one in sent {
            let Some((id, request)) = self.asked_of_nobody(&one.request) else {
                continue;
            };
            let nobody = World::never_existed(&id);
            let request = with(&request, &id, &nobody);
            let other = self.send(request).await?;
            let sides = (
                (&one.response, &[id.as_str()][..]),
                (&other.response, &[nobody.as_str()][..]),
            );
            if let Some(found) = indistinguishable::difference(sides.0, sides.1) {
                let claim = "another workspace's job is answered like one that never existed";
                return Err(self.broken(claim, found, &[one, &other]));
            }
        }
        Ok(())
    }

    // The request, if it is a reading one that names a job which is not its sender's.
    fn asked_of_nobody(&self, request: &Request) -> Option<(String, Request)> {
        if !matches!(request.method, Method::GET | Method::HEAD) || request.is_verbatim() {
            return None;
        }
        let others = self.tenants().filter(|tenant| tenant.name != request.who);
        let id = others
            .flat_map(|tenant| self.jobs_of(&tenant.name))
            .find(|id| request.target.contains(id.as_str()))?;
        Some((id, request.clone()))
    }

    // Contract, section 3.5, as far as a caller can see it; and the service is in order.
    async fn still_served(&mut self) -> Step {
        let names: Vec<String> = self
            .tenants()
            .filter(|tenant| tenant.fresh)
            .map(|tenant| tenant.name.clone())
            .collect();
        for (index, name) in names.into_iter().enumerate() {
            // One new connection is enough to see that there are any.
            let anew = index == 0;
            self.lists_what_it_has(&name, anew).await?;
        }
        Ok(())
    }

    async fn lists_what_it_has(&mut self, name: &str, anew: bool) -> Step {
        let target = self.target()?;
        let mut request = target.api.list(name, &[]);
        if anew {
            request = request.header("connection", "close");
        }
        let before = self.was_served(name);
        let answered = self.send_as(name, request).await?;
        let status = answered.response.status;
        let listed = (status == 200)
            .then(|| target.api.job_ids(&answered.response))
            .flatten();
        let Some(listed) = listed else {
            let found = format!("{name}, served before, is now answered {status} when it lists its jobs");
            return Err(if before {
                self.broken("a refusal leaves the service in order", found, &[&answered])
            } else {
                self.inconclusive(format!("{name} cannot list its own jobs: answered {status}"))
            });
        };
        let own = self.jobs_of(name);
        if own.len() > COMPARED {
            return Ok(());
        }
        match no_effect::change(&own, &listed) {
            None => Ok(()),
            Some(change) => {
                let found = format!("the jobs of {name} are not those it enqueued: {change}");
                Err(self.broken("a request that is refused changes nothing", found, &[&answered]))
            }
        }
    }

    // Contract, sections 3.5 and 6.3, in the target's own Redis.
    async fn stored_as_promised(&mut self, sent: &[Answered]) -> Step {
        let target = self.target()?;
        let Some(observer) = &target.observer else {
            return Ok(());
        };
        let (stem, jobs) = (self.stem(), self.all_jobs());
        let now = match observer.look(&stem, &jobs).await {
            Ok(now) => now,
            Err(why) => return Err(self.unseen(&why)),
        };
        let before = std::mem::replace(&mut self.stored, now.clone());
        let effect = |one: &Answered| {
            (200..300).contains(&one.response.status)
                && !matches!(one.request.method, Method::GET | Method::HEAD)
        };
        if let Some(last) = sent.iter().rfind(|one| effect(one)) {
            return self.names_its_owner(observer, last).await;
        }
        match before.change(&now) {
            Some(change) if !target.profile.capabilities.worker => {
                let refused: Vec<&Answered> = sent.iter().filter(|one| one.response.status >= 400).collect();
                let proof: Vec<&Answered> = refused.last().copied().into_iter().collect();
                let found = format!("in the target's Redis: {change}");
                Err(self.broken("a request that is refused changes nothing", found, &proof))
            }
            Some(_) | None => Ok(()),
        }
    }

    async fn names_its_owner(&mut self, observer: &Observer, last: &Answered) -> Step {
        let claim = "what is stored says whose it is, and its key says the same";
        let workspaces: Vec<String> = self.tenants().map(|tenant| tenant.workspace.clone()).collect();
        let keys: Vec<String> = self.stored.keys().map(str::to_owned).collect();
        for key in keys {
            let Some((workspace, job_id)) = observer.layout().named_by(&key) else {
                continue;
            };
            if self.planted.contains(&key) {
                continue;
            }
            let found = if workspaces.iter().any(|known| known == workspace) {
                match observer.owner_and_id(&key).await {
                    Err(why) => return Err(self.unseen(&why)),
                    Ok((Some(owner), Some(id))) if owner == workspace && id == job_id => continue,
                    Ok((owner, _)) if owner.as_deref() != Some(workspace) => {
                        "a job's key names one workspace, and its hash another or none"
                    }
                    Ok(_) => "a job's key names one job, and its hash another or none",
                }
            } else {
                "a job's key names a workspace that nobody's token names"
            };
            return Err(self.broken(claim, found, &[last]));
        }
        Ok(())
    }

    fn unseen(&mut self, why: &StoreError) -> crate::world::Stop {
        self.inconclusive(why.to_string())
    }
}

/// The request with one id in the place of another.
fn with(request: &Request, id: &str, other: &str) -> Request {
    let mut request = request.clone();
    request.target = request.target.replace(id, other);
    request
}
