//! The backend in memory, behind one lock.
//!
//! Nothing survives the process.
//! Invariant: the lock is held for a whole batch and never across an await.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::state::State;
use crate::jobs::Position;
use crate::migration::Schema;
use crate::store::{
    Advance, Advanced, Applied, Backend, Batch, IndexKey, JobKey, Record, Scanned, StoreError, Taken, Ticket,
};

/// Jobs in memory.
#[derive(Default)]
pub struct MemoryBackend {
    state: Mutex<State>,
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

    /// Adds a hash, as other code might have.
    pub fn plant(&self, key: &JobKey, record: Record) {
        self.lock().put(key, record, None);
    }

    /// Removes a hash, as its expiry would.
    pub fn forget(&self, key: &JobKey) {
        self.lock().jobs.remove(&key.to_string());
    }

    #[cfg(test)]
    pub(crate) fn edit(&self, job_id: &str, edit: impl Fn(&mut Record)) {
        let mut state = self.lock();
        let jobs = state
            .jobs
            .iter_mut()
            .filter(|(key, _)| key.ends_with(&format!(":{job_id}")));
        jobs.for_each(|(_, held)| edit(&mut held.record));
    }

    #[cfg(test)]
    pub(crate) fn indexed(&self) -> usize {
        self.lock()
            .indexes
            .values()
            .map(std::collections::BTreeSet::len)
            .sum()
    }

    /// A panic in another thread cannot leave a batch half applied, because all checks come before the first write.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Backend for MemoryBackend {
    async fn read(&self, keys: &[JobKey]) -> Result<Vec<Option<Record>>, StoreError> {
        let mut state = self.lock();
        Ok(keys.iter().map(|key| state.read(key).cloned()).collect())
    }

    async fn page(
        &self,
        index: &IndexKey,
        after: Option<&Position>,
        count: usize,
    ) -> Result<Vec<Position>, StoreError> {
        Ok(self.lock().page(index, after, count))
    }

    async fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        self.lock().apply(batch, Instant::now())
    }

    async fn advance(&self, advance: &Advance) -> Result<Advanced, StoreError> {
        Ok(self.lock().advance(advance))
    }

    async fn scan(&self, schema: Schema, _: u64) -> Result<Scanned, StoreError> {
        let state = self.lock();
        let keys = state.jobs.keys().filter_map(|key| JobKey::parse(schema, key));
        Ok(Scanned {
            keys: keys.collect(),
            next: None,
        })
    }

    async fn is_complete(&self) -> Result<bool, StoreError> {
        Ok(self.lock().complete)
    }

    async fn set_complete(&self, complete: bool) -> Result<(), StoreError> {
        self.lock().complete = complete;
        Ok(())
    }

    async fn take(&self, lease: Duration) -> Result<Option<Taken>, StoreError> {
        Ok(self.lock().take(Instant::now(), lease))
    }

    async fn hold(&self, ticket: &Ticket, lease: Duration) -> Result<bool, StoreError> {
        Ok(self.lock().hold(ticket, Instant::now() + lease))
    }

    async fn settle(&self, ticket: &Ticket) -> Result<(), StoreError> {
        self.lock().settle(ticket);
        Ok(())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
