//! A small keyspace that passes go through: the old and the new key of each job, in a fixed order of scan.
//!
//! It does what the store in Redis does, one job at a time, and can fail or wait at a step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Semaphore;

use crate::migration::{Direction, Schema};
use crate::store::{
    BackfillStore, Comparison, CopyOutcome, CopyPair, CopyState, JobFields, KeyContents, ReconcileMode,
    ScanStep, StoreError,
};

/// What a key of the old schema holds, and what is in the copy's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// A job without a copy.
    Job,
    /// A job with an equal copy.
    Copied,
    /// A job with a copy that lacks a field.
    Partial,
    /// A job with a value of another type in the copy's place.
    Occupied,
    /// A hash without a workspace.
    NoWorkspace,
    /// A hash with another id than its key.
    WrongId,
    /// A value of another type.
    OtherType,
}

#[derive(Debug, Default)]
struct State {
    entries: BTreeMap<Vec<u8>, Entry>,
    inspected: Vec<Vec<u8>>,
    checkpoints: Vec<Option<String>>,
    checkpoint: Option<String>,
    complete: Vec<bool>,
    server: usize,
    /// Cursors whose next scan fails.
    failing_scans: BTreeSet<u64>,
    /// A cursor whose next scan fails because the server is restarted.
    restarting_scan: Option<u64>,
    /// Keys whose next inspection fails.
    failing_keys: BTreeSet<Vec<u8>>,
    /// A key whose inspection waits for a permit.
    waiting_key: Option<Vec<u8>>,
}

/// A store of old keys `ai:jobs:00`, `ai:jobs:01` and so on, all of the workspace `acme`.
pub(super) struct Keyspace {
    state: Mutex<State>,
    pub(super) permits: Semaphore,
}

pub(super) fn key(index: usize) -> Vec<u8> {
    format!("ai:jobs:{index:02}").into_bytes()
}

fn away() -> StoreError {
    StoreError::Unavailable {
        reason: "as the test wants it".to_owned(),
    }
}

impl Keyspace {
    pub(super) fn of(entries: &[Entry]) -> Arc<Self> {
        let entries = entries.iter().enumerate();
        Arc::new(Self {
            state: Mutex::new(State {
                entries: entries.map(|(index, entry)| (key(index), *entry)).collect(),
                ..State::default()
            }),
            permits: Semaphore::new(0),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        self.state().entries.values().copied().collect()
    }

    /// The keys that were inspected, sorted.
    pub(super) fn inspected(&self) -> Vec<Vec<u8>> {
        let mut keys = self.state().inspected.clone();
        keys.sort();
        keys
    }

    /// Every checkpoint that was saved, as its cursor; `None` where it was removed.
    pub(super) fn checkpoints(&self) -> Vec<Option<u64>> {
        let state = self.state();
        let cursor = |text: &String| text.split(' ').next_back().unwrap().parse().unwrap();
        (state.checkpoints.iter())
            .map(|text| text.as_ref().map(cursor))
            .collect()
    }

    /// Every record of whether the migration is complete.
    pub(super) fn recorded(&self) -> Vec<bool> {
        self.state().complete.clone()
    }

    pub(super) fn fail_scan(&self, cursor: u64) {
        self.state().failing_scans.insert(cursor);
    }

    pub(super) fn restart_at_scan(&self, cursor: u64) {
        self.state().restarting_scan = Some(cursor);
    }

    pub(super) fn fail_inspection(&self, index: usize) {
        self.state().failing_keys.insert(key(index));
    }

    pub(super) fn wait_at(&self, index: usize) {
        self.state().waiting_key = Some(key(index));
    }

    /// From now on, another server process answers.
    pub(super) fn restart_server(&self) {
        self.state().server += 1;
    }

    pub(super) fn set(&self, index: usize, entry: Entry) {
        self.state().entries.insert(key(index), entry);
    }
}

fn contents(key: &[u8], entry: Entry) -> KeyContents {
    let text = |text: &str| Some(text.as_bytes().to_vec());
    let id = key.strip_prefix(b"ai:jobs:").unwrap().to_vec();
    let fields = JobFields {
        workspace: text("acme"),
        job_id: Some(id),
        status: text("pending"),
        enqueued_at: text("2026-01-01T00:00:00Z"),
    };
    match entry {
        Entry::OtherType => KeyContents::OtherType,
        Entry::NoWorkspace => KeyContents::Hash(JobFields {
            workspace: None,
            ..fields
        }),
        Entry::WrongId => KeyContents::Hash(JobFields {
            job_id: text("other"),
            ..fields
        }),
        Entry::Job | Entry::Copied | Entry::Partial | Entry::Occupied => KeyContents::Hash(fields),
    }
}

#[async_trait]
impl BackfillStore for Keyspace {
    async fn server_id(&self) -> Result<String, StoreError> {
        Ok(format!("server-{}", self.state().server))
    }

    async fn scan(&self, schema: Schema, cursor: u64, count: usize) -> Result<ScanStep, StoreError> {
        assert_eq!(schema, Schema::Old);
        let mut state = self.state();
        if state.failing_scans.remove(&cursor) {
            return Err(away());
        }
        if state.restarting_scan.take_if(|at| *at == cursor).is_some() {
            state.server += 1;
            return Err(away());
        }
        let from = usize::try_from(cursor).unwrap();
        let keys: Vec<_> = state.entries.keys().skip(from).take(count).cloned().collect();
        let next = from + keys.len();
        Ok(ScanStep {
            keys,
            next: (next < state.entries.len()).then_some(next as u64),
        })
    }

    async fn inspect(&self, keys: &[Vec<u8>], _: bool) -> Result<Vec<KeyContents>, StoreError> {
        let waits = (self.state().waiting_key.as_ref()).is_some_and(|waiting| keys.contains(waiting));
        if waits {
            self.permits.acquire().await.unwrap().forget();
        }
        let mut state = self.state();
        if keys.iter().any(|key| state.failing_keys.remove(key)) {
            return Err(away());
        }
        state.inspected.extend_from_slice(keys);
        let entries = &state.entries;
        Ok(keys.iter().map(|key| contents(key, entries[key])).collect())
    }

    async fn copy(&self, pairs: &[CopyPair]) -> Result<Vec<CopyOutcome>, StoreError> {
        let mut state = self.state();
        let copy = |pair: &CopyPair| {
            let entry = state.entries.get_mut(pair.from.to_string().as_bytes()).unwrap();
            if *entry != Entry::Job {
                return CopyOutcome::Not;
            }
            *entry = Entry::Copied;
            CopyOutcome::Done
        };
        Ok(pairs.iter().map(copy).collect())
    }

    async fn reconcile(
        &self,
        pairs: &[CopyPair],
        mode: ReconcileMode,
    ) -> Result<Vec<Comparison>, StoreError> {
        let mut state = self.state();
        let compare = |pair: &CopyPair| {
            let entry = state.entries.get_mut(pair.from.to_string().as_bytes()).unwrap();
            match *entry {
                Entry::Job => Comparison::of(CopyState::Absent),
                Entry::Occupied => Comparison::of(CopyState::Occupied),
                Entry::Partial => {
                    let repairs = matches!(mode, ReconcileMode::Complete | ReconcileMode::Repair);
                    if repairs {
                        *entry = Entry::Copied;
                    }
                    Comparison {
                        missing_fields: 1,
                        repaired: repairs,
                        ..Comparison::of(CopyState::There)
                    }
                }
                _ => Comparison::of(CopyState::There),
            }
        };
        Ok(pairs.iter().map(compare).collect())
    }

    async fn checkpoint(&self, _: Direction) -> Result<Option<String>, StoreError> {
        Ok(self.state().checkpoint.clone())
    }

    async fn save_checkpoint(&self, _: Direction, text: Option<&str>) -> Result<(), StoreError> {
        let mut state = self.state();
        state.checkpoint = text.map(str::to_owned);
        state.checkpoints.push(text.map(str::to_owned));
        Ok(())
    }

    async fn is_complete(&self) -> Result<bool, StoreError> {
        Ok(self.state().complete.last().copied().unwrap_or_default())
    }

    async fn set_complete(&self, complete: bool) -> Result<(), StoreError> {
        self.state().complete.push(complete);
        Ok(())
    }

    async fn latency(&self) -> Result<Duration, StoreError> {
        Ok(Duration::ZERO)
    }
}
