//! The memory of one scenario: who takes part, what they own, what was sent and what came back. Everything a
//! step sends goes through [`World::send`], which records it and applies the oracles that hold at all times.
//! Judging a particular promise belongs to the steps. The invariant: a step that could not get an answer
//! leaves a verdict behind before it stops, so that silence is never success.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::attempt::{Answered, Attempt, Operation};
use super::handover::Handover;
use super::stop::Step;
use super::walk::Walk;
use crate::identity::Tenant;
use crate::oracle::{Secret, Verdict, canary};
use crate::profile::Algorithm;
use crate::store::Snapshot;
use crate::under_test::{Ran, RedisProxy, Replica, Target};
use crate::wire::metrics_page::Figures;
use crate::wire::{CallbackTrap, Client, Exchange, Request};

/// A caller that owns nothing: whatever it is shown of any workspace is a leak.
pub const STRANGER: &str = "a stranger";

/// One scenario under way. What it remembers is asked for and put there by methods, so that no step can pass over a list
/// which is empty.
#[derive(cucumber::World, Default)]
pub struct World {
    // What is being judged; set before the first step.
    pub(super) target: Option<Arc<Target>>,
    // What the scenario came to, where a step stopped it.
    pub(super) verdict: Option<Verdict>,
    // The requests whose treatment is in question, oldest first.
    pub(super) attempts: Vec<Attempt>,
    // Set where a scenario breaks the target's store on purpose.
    pub(super) server_errors_expected: bool,
    // The lists that were walked page by page.
    pub(super) walks: Vec<Walk>,
    // What one step hands on to another.
    pub(super) handover: Handover,
    // The ids that attempts named, in their order.
    pub(super) asked_for: Vec<String>,
    // Workspaces that careless code falls back to, each with the canary that was tried on it.
    pub(super) fallbacks: Vec<Tenant>,
    // The operations in question; without any, all of them.
    pub(super) operations: Vec<Operation>,
    // The algorithm of the only key in question, if there is one.
    pub(super) key: Option<Algorithm>,
    // How many requests were refused by closing the connection.
    pub(super) closed: usize,
    // An address that some token names.
    pub(super) callback_trap: Option<CallbackTrap>,
    // The replica that is asked, where it is not the target itself.
    pub(super) replica: Option<Replica>,
    // The connection between that replica and its Redis, where it can be cut.
    pub(super) redis_proxy: Option<Arc<RedisProxy>>,
    // The metrics when they were last read.
    pub(super) figures: Option<Figures>,
    // Set where whatever is asked after a step would be counted.
    pub(super) checks_stopped: bool,
    // Keys that the scenario put into the target's Redis itself.
    pub(super) planted: BTreeSet<String>,
    // The ids of the jobs that they are of.
    pub(super) planted_jobs: BTreeSet<String>,
    // How many jobs were made up for that.
    pub(super) made: i64,
    // The commands that reached the target's Redis when it was last watched.
    pub(super) commands: Vec<String>,
    // What the runs of the backfill came to.
    pub(super) runs: Vec<Ran>,
    // Everything that was stored before the first of them, and before the last.
    pub(super) before: Option<(Snapshot, Snapshot)>,
    // What the workspaces had in the target's Redis when last looked at.
    pub(super) stored: Snapshot,
    pub(super) stem: Option<String>,
    pub(super) served: BTreeSet<String>,
    pub(super) tenants: BTreeMap<String, Tenant>,
    pub(super) tokens: BTreeMap<String, String>,
    pub(super) jobs: BTreeMap<String, Vec<String>>,
    pub(super) history: Vec<Exchange>,
    // Which parts of the history were asked by the checks after a step.
    pub(super) asked_by_checks: Vec<Range<usize>>,
}

impl World {
    /// The target.
    ///
    /// # Errors
    /// Where the run has not set one.
    pub fn target(&mut self) -> Step<Arc<Target>> {
        match &self.target {
            Some(target) => Ok(Arc::clone(target)),
            None => Err(self.inconclusive("the scenario was given no target")),
        }
    }

    pub(super) fn client(&self, target: &Target) -> Client {
        let replica = self.replica.as_ref();
        replica.map_or_else(|| target.client.clone(), |replica| replica.client.clone())
    }

    /// Takes away what the scenario put into the target's Redis. What cannot be reached any more ends with it.
    pub async fn clear(&mut self) {
        let fleet = self.target.as_ref().and_then(|target| target.fleet.clone());
        if let Some(planter) = fleet.as_ref().and_then(|fleet| fleet.planter.as_ref())
            && !self.planted.is_empty()
        {
            let _ = planter.clear(&std::mem::take(&mut self.planted)).await;
        }
    }

    /// Sends with a sound token of the named workspace.
    ///
    /// # Errors
    /// As [`World::send`].
    pub async fn send_as(&mut self, name: &str, request: Request) -> Step<Answered> {
        let token = self.token(name)?;
        self.send(request.bearer(&token)).await
    }

    /// Sends, records, and applies the oracles that hold at all times: nobody is shown what belongs to another,
    /// and a crash is no refusal.
    ///
    /// # Errors
    /// Where there was no answer, or one that no request may ever get.
    pub async fn send(&mut self, request: Request) -> Step<Answered> {
        let target = self.target()?;
        let exchange = self.client(&target).send(request).await;
        self.witness(exchange)
    }

    pub(super) fn witness(&mut self, exchange: Exchange) -> Step<Answered> {
        let target = self.target()?;
        self.history.push(exchange.clone());
        let Exchange { request, response } = exchange;
        let response = match response {
            Ok(response) => response,
            Err(error) => {
                let (method, who) = (&request.method, &request.who);
                return Err(self.inconclusive(format!("{method} as {who} got no answer: {error}")));
            }
        };
        let answered = Answered { request, response };
        self.learn(&target, &answered);
        let secrets = self.secrets_kept_from(&answered.request.who);
        if let Some(secret) = canary::leaked(&secrets, &answered.request, &answered.response) {
            let found = format!(
                "the answer to {} holds a {} of {}",
                answered.request.who, secret.kind, secret.owner
            );
            return Err(self.broken(
                "no answer holds anything of another workspace",
                found,
                &[&answered],
            ));
        }
        if answered.response.status >= 500 && !self.server_errors_expected {
            let found = format!("answered {}; a crash is no refusal", answered.response.status);
            return Err(self.broken("every request gets a proper answer", found, &[&answered]));
        }
        Ok(answered)
    }

    // A job that a workspace is answered it has is its own, whoever's words led there.
    fn learn(&mut self, target: &Target, answered: &Answered) {
        let who = &answered.request.who;
        if !(200..300).contains(&answered.response.status) || !self.tenants.contains_key(who) {
            return;
        }
        let who = who.clone();
        if target.api.executes(&answered.request)
            && let Some(id) = target.api.executed_id(&answered.response)
        {
            self.remember(&who, id);
        }
        self.served.insert(who);
    }

    fn secrets_kept_from(&self, who: &str) -> Vec<Secret> {
        let others = self.tenants.values().filter(|tenant| tenant.name != who);
        // In the old schema two workspaces could have jobs of one id; then it is nobody's secret.
        let own = self.jobs_of(who);
        let mut secrets = Vec::new();
        for tenant in others {
            let secret = |kind, text: &String| Secret {
                owner: tenant.name.clone(),
                kind,
                text: text.clone(),
            };
            secrets.push(secret("canary", &tenant.canary));
            secrets.extend(
                self.jobs
                    .get(&tenant.name)
                    .into_iter()
                    .flatten()
                    .filter(|id| !own.contains(id))
                    .map(|id| secret("job id", id)),
            );
        }
        secrets
    }

    /// Everything that was sent so far, and what came back.
    #[must_use]
    pub fn history(&self) -> &[Exchange] {
        &self.history
    }

    /// Ends the scenario; workspaces on loan go back only where it held, for otherwise nobody knows what they have.
    /// Level 1 plants nothing except through the target's own operations, which offer no
    /// way to take a job back; fresh workspaces keep what stays behind out of everybody's way.
    pub fn finish(&mut self, held: bool) {
        if held {
            self.give_back();
        }
        self.tokens.clear();
        self.attempts.clear();
    }
}

impl std::fmt::Debug for World {
    // Requests hold tokens, which must not reach a log by way of `{:?}`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("tenants", &self.tenants.keys())
            .field("sent", &self.history.len())
            .field("verdict", &self.verdict)
            .finish_non_exhaustive()
    }
}
