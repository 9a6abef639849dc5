//! A store in memory, behind one lock.
//!
//! For a service without Redis, and the model that the Redis store is compared with. Nothing survives the process.
//! Invariant: the lock is held for a whole batch and never across an await.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use async_trait::async_trait;

use super::{
    Applied, Backend, Batch, IdempotencyKey, IndexKey, JobKey, Position, QueueEntry, Record, StoreError,
};

/// Jobs in memory.
#[derive(Default)]
pub struct MemoryBackend {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    jobs: HashMap<JobKey, Record>,
    indexes: HashMap<IndexKey, BTreeSet<Position>>,
    claims: HashMap<IdempotencyKey, Taken>,
    /// Claims in the order in which they end: all live equally long.
    endings: VecDeque<(Instant, IdempotencyKey)>,
    queue: VecDeque<QueueEntry>,
}

struct Taken {
    fingerprint: String,
    job_id: String,
}

impl MemoryBackend {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many jobs wait in the queue.
    #[must_use]
    pub fn queue_length(&self) -> usize {
        self.lock().queue.len()
    }

    #[cfg(test)]
    pub(super) fn forget(&self, job_id: &str) {
        self.lock().jobs.retain(|key, _| key.job_id() != job_id);
    }

    #[cfg(test)]
    pub(super) fn edit(&self, job_id: &str, edit: impl Fn(&mut Record)) {
        self.lock()
            .jobs
            .iter_mut()
            .filter(|(key, _)| key.job_id() == job_id)
            .for_each(|(_, record)| edit(record));
    }

    #[cfg(test)]
    pub(super) fn indexed(&self) -> usize {
        self.lock().indexes.values().map(BTreeSet::len).sum()
    }

    /// A panic elsewhere cannot leave a batch half applied: all checks come before the first write.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn end_claims(&mut self, now: Instant) {
        while self.endings.front().is_some_and(|(end, _)| *end <= now) {
            if let Some((_, key)) = self.endings.pop_front() {
                self.claims.remove(&key);
            }
        }
    }

    fn apply(&mut self, batch: &Batch) -> Result<Applied, StoreError> {
        let now = Instant::now();
        self.end_claims(now);
        if let Some(claim) = &batch.claim
            && let Some(taken) = self.claims.get(&claim.key)
        {
            return Ok(Applied::Duplicate {
                job_id: taken.job_id.clone(),
                fingerprint_matches: taken.fingerprint == claim.fingerprint,
            });
        }
        if batch.puts.iter().any(|put| self.jobs.contains_key(&put.key)) {
            return Err(StoreError::Occupied { what: "job" });
        }

        if let Some(claim) = &batch.claim {
            let taken = Taken {
                fingerprint: claim.fingerprint.clone(),
                job_id: claim.job_id.clone(),
            };
            self.claims.insert(claim.key.clone(), taken);
            self.endings.push_back((now + claim.ttl, claim.key.clone()));
        }
        for put in &batch.puts {
            self.jobs.insert(put.key.clone(), put.record.clone());
        }
        for entry in &batch.index {
            self.indexes
                .entry(entry.index.clone())
                .or_default()
                .insert(entry.position.clone());
        }
        self.queue.extend(batch.queue.iter().cloned());
        for sweep in &batch.sweeps {
            if !self.jobs.contains_key(&sweep.key)
                && let Some(index) = self.indexes.get_mut(&sweep.index)
            {
                index.retain(|position| position.job_id != sweep.key.job_id());
            }
        }
        Ok(Applied::Done)
    }
}

#[async_trait]
impl Backend for MemoryBackend {
    async fn read(&self, keys: &[JobKey]) -> Result<Vec<Option<Record>>, StoreError> {
        let state = self.lock();
        Ok(keys.iter().map(|key| state.jobs.get(key).cloned()).collect())
    }

    async fn page(
        &self,
        index: &IndexKey,
        after: Option<&Position>,
        count: usize,
    ) -> Result<Vec<Position>, StoreError> {
        let state = self.lock();
        let Some(entries) = state.indexes.get(index) else {
            return Ok(Vec::new());
        };
        let end = after.map_or(Bound::Unbounded, Bound::Excluded);
        Ok(entries
            .range((Bound::Unbounded, end))
            .rev()
            .take(count)
            .cloned()
            .collect())
    }

    async fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        self.lock().apply(batch)
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
