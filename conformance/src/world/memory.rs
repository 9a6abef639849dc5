//! What steps ask of a scenario's memory, and what they put there. The fields themselves are out of their reach. The
//! invariant: a list that a step is to judge is never empty; where nothing was gathered, asking for it leaves an inconclusive
//! verdict, so that no loop passes because it had nothing to go over.

use std::sync::Arc;

use super::{Attempt, Operation, Step, Walk, World};
use crate::identity::Tenant;
use crate::oracle::Verdict;
use crate::profile::Algorithm;
use crate::store::Snapshot;
use crate::under_test::{RedisProxy, Replica, Target};
use crate::wire::metrics_page::Figures;
use crate::wire::{CallbackTrap, Client};

impl World {
    /// A scenario that begins now, on this target.
    #[must_use]
    pub fn on(target: Arc<Target>) -> Self {
        Self {
            target: Some(target),
            ..Self::default()
        }
    }

    /// The verdict that a step left behind.
    #[must_use]
    pub fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// Takes that verdict away.
    pub fn take_verdict(&mut self) -> Option<Verdict> {
        self.verdict.take()
    }

    // What is there, or an inconclusive verdict that says what is missing.
    pub(super) fn there<T>(&mut self, value: Option<T>, missing: &str) -> Step<T> {
        value.ok_or_else(|| self.inconclusive(missing))
    }

    pub(super) fn some<T>(&mut self, list: Vec<T>, missing: &str) -> Step<Vec<T>> {
        self.there((!list.is_empty()).then_some(list), missing)
    }
}

/// Attempts.
impl World {
    /// The requests whose treatment is in question, with their answers, oldest first.
    ///
    /// # Errors
    /// Inconclusive where there are none.
    pub fn attempts(&mut self) -> Step<Vec<Attempt>> {
        let attempts = self.attempts.clone();
        self.some(attempts, "nothing was attempted")
    }

    /// The same, for promises that closing the connection keeps as well: there may be none where each was closed.
    ///
    /// # Errors
    /// Inconclusive where nothing was sent.
    pub fn attempts_or_closed(&mut self) -> Step<Vec<Attempt>> {
        if self.closed > 0 {
            return Ok(self.attempts.clone());
        }
        self.attempts()
    }

    /// The last of the attempts.
    ///
    /// # Errors
    /// Inconclusive where there is none.
    pub fn last_attempt(&mut self) -> Step<Attempt> {
        let last = self.attempts.last().cloned();
        self.there(last, "nothing was attempted")
    }

    /// Puts an attempt behind the others.
    pub fn add_attempt(&mut self, attempt: Attempt) {
        self.attempts.push(attempt);
    }

    /// Forgets the attempts so far: what follows is judged by itself.
    pub fn forget_attempts(&mut self) {
        self.attempts.clear();
    }

    /// Sets the statuses that are as good as the refusal proper, for each attempt for which `statuses` has some.
    pub fn tolerate(&mut self, statuses: impl Fn(&Attempt) -> Option<Vec<u16>>) {
        for attempt in &mut self.attempts {
            if let Some(tolerated) = statuses(attempt) {
                attempt.tolerated = tolerated;
            }
        }
    }

    /// The ids that attempts named, in their order.
    ///
    /// # Errors
    /// Inconclusive where they named none.
    pub fn asked_for(&mut self) -> Step<Vec<String>> {
        let ids = self.asked_for.clone();
        self.some(ids, "no id was asked for")
    }

    /// Remembers that this id was asked for.
    pub fn add_asked_for(&mut self, id: impl Into<String>) {
        self.asked_for.push(id.into());
    }

    /// The workspaces that careless code falls back to, each with the canary that was tried on it.
    ///
    /// # Errors
    /// Inconclusive where none was tried.
    pub fn fallbacks(&mut self) -> Step<Vec<Tenant>> {
        let fallbacks = self.fallbacks.clone();
        self.some(fallbacks, "no workspace was tried as a fallback")
    }

    /// Remembers that this workspace was tried as a fallback.
    pub fn add_fallback(&mut self, fallback: Tenant) {
        self.fallbacks.push(fallback);
    }

    /// Leaves only these operations in question.
    pub fn only_operations(&mut self, operations: Vec<Operation>) {
        self.operations = operations;
    }

    /// The algorithm of the only key in question, if there is one.
    #[must_use]
    pub fn only_key(&self) -> Option<Algorithm> {
        self.key
    }

    /// Leaves only the key of this algorithm in question.
    pub fn set_only_key(&mut self, algorithm: Option<Algorithm>) {
        self.key = algorithm;
    }

    /// The address that some token named.
    ///
    /// # Errors
    /// Inconclusive where no token named one.
    pub fn callback_trap(&mut self) -> Step<CallbackTrap> {
        let trap = self.callback_trap.take();
        self.there(trap, "no token named an address to be visited")
    }

    /// Keeps the address that a token named.
    pub fn set_callback_trap(&mut self, trap: CallbackTrap) {
        self.callback_trap = Some(trap);
    }
}

/// Walks.
impl World {
    /// The lists that were walked page by page.
    ///
    /// # Errors
    /// Inconclusive where none was.
    pub fn walks(&mut self) -> Step<Vec<Walk>> {
        let walks = self.walks.clone();
        self.some(walks, "no list was walked")
    }

    /// Remembers a walk.
    pub fn add_walk(&mut self, walk: Walk) {
        self.walks.push(walk);
    }
}

/// Who takes part.
impl World {
    /// Every workspace that takes part, for a step that judges by them.
    ///
    /// # Errors
    /// Inconclusive where none does.
    pub fn participants(&mut self) -> Step<Vec<Tenant>> {
        let all = self.tenants().cloned().collect();
        self.some(all, "no workspace takes part")
    }

    /// The jobs of this workspace, oldest first, for a step that judges each of them.
    ///
    /// # Errors
    /// Inconclusive where it has none.
    pub fn existing_jobs(&mut self, name: &str) -> Step<Vec<String>> {
        let jobs = self.jobs_of(name);
        self.some(jobs, &format!("{name} has no job that could be judged"))
    }
}

/// The replica that is asked, its metrics and its store.
impl World {
    /// Asks this replica from now on.
    pub fn ask_replica(&mut self, replica: Replica) {
        self.replica = Some(replica);
    }

    /// The listener for the metrics of that replica, if it has one.
    #[must_use]
    pub fn metrics_client(&self) -> Option<Client> {
        self.replica.as_ref()?.metrics.clone()
    }

    /// The connection between that replica and its Redis, which can be cut.
    ///
    /// # Errors
    /// Inconclusive where there is none.
    pub fn redis_proxy(&mut self) -> Step<Arc<RedisProxy>> {
        let proxy = self.redis_proxy.clone();
        self.there(proxy, "no replica runs on a connection that can be cut")
    }

    /// Keeps the connection between the replica and its Redis.
    pub fn set_redis_proxy(&mut self, proxy: Arc<RedisProxy>) {
        self.redis_proxy = Some(proxy);
    }

    /// Whether the scenario breaks the target's store on purpose at the moment, so that a 5xx is a proper answer.
    pub fn expect_server_errors(&mut self, expected: bool) {
        self.server_errors_expected = expected;
    }

    /// Asks nothing after each step any more, since it would be counted.
    pub fn stop_checks_after_steps(&mut self) {
        self.checks_stopped = true;
    }

    /// The metrics when they were last read.
    ///
    /// # Errors
    /// Inconclusive where they were not.
    pub fn figures_before(&mut self) -> Step<Figures> {
        let figures = self.figures.clone();
        self.there(figures, "the metrics were not read before")
    }

    /// Keeps the metrics as they were read.
    pub fn set_figures(&mut self, figures: Figures) {
        self.figures = Some(figures);
    }

    /// The commands that reached the target's Redis when it was last watched.
    ///
    /// # Errors
    /// Inconclusive where none did.
    pub fn commands(&mut self) -> Step<Vec<String>> {
        let commands = self.commands.clone();
        self.some(commands, "no command reached the target's Redis")
    }

    /// Keeps the commands that reached the target's Redis.
    pub fn set_commands(&mut self, commands: Vec<String>) {
        self.commands = commands;
    }

    /// What the workspaces had in the target's Redis when last looked at.
    #[must_use]
    pub fn stored(&self) -> &Snapshot {
        &self.stored
    }

    /// Counts this key as the scenario's own.
    pub fn add_planted(&mut self, key: String) {
        self.planted.insert(key);
    }

    /// Counts the job of this id as put in place by the scenario.
    pub fn add_planted_job(&mut self, id: String) {
        self.planted_jobs.insert(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_empty_is_given_to_nobody() {
        type Ask = fn(&mut World) -> Step;
        let asks: [(&str, Ask); 9] = [
            ("attempted", |world| world.attempts().map(drop)),
            ("attempted", |world| world.attempts_or_closed().map(drop)),
            ("attempted", |world| world.last_attempt().map(drop)),
            ("walked", |world| world.walks().map(drop)),
            ("ran", |world| world.runs().map(drop)),
            ("asked for", |world| world.asked_for().map(drop)),
            ("takes part", |world| world.participants().map(drop)),
            ("no job", |world| world.existing_jobs("acme").map(drop)),
            ("command", |world| world.commands().map(drop)),
        ];
        for (missing, ask) in asks {
            let mut world = World::default();
            assert!(ask(&mut world).is_err(), "{missing}");
            let verdict = world.take_verdict();
            assert!(
                matches!(&verdict, Some(Verdict::Inconclusive(reason)) if reason.contains(missing)),
                "{missing}: {verdict:?}"
            );
        }
    }

    #[test]
    fn a_closed_connection_counts_where_closing_it_keeps_the_promise() {
        let mut world = World {
            closed: 1,
            ..World::default()
        };
        assert!(world.attempts_or_closed().is_ok());
        assert!(world.attempts().is_err());
    }
}
