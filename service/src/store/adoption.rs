//! Entering the jobs of older code in the index of their workspace, so that a list can be read in order and page by page.
//!
//! A round scans the keys of the old schema in small steps and enters those that are new to it. Whoever asks during a round
//! waits for the next one, together with all others: a job that exists when a list is asked for is in that list, and any
//! number of lists cost one scan at a time (docs/decisions/0013).
//! Invariant: only the index is written, and an entry goes only to the workspace that the job itself names.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::watch;

use super::{Backend, Batch, Field, IndexEntry, IndexKey, JobKey, StoreError};
use crate::identity::Workspace;
use crate::jobs::Position;
use crate::migration::Schema;

/// How long a list waits for a round. After that, it uses the result of the round before.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// How many adopted jobs are remembered, at sixteen bytes each at most. Jobs beyond that are looked at again.
const MOST_KNOWN: usize = 500_000;

#[derive(Clone, Default)]
struct Done {
    round: u64,
    ever: bool,
    failed: Option<StoreError>,
}

struct Rounds {
    asked: watch::Sender<u64>,
    done: watch::Receiver<Done>,
}

/// The result of a round, for the operator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Whether the round was finished.
    pub whole: bool,
    /// How many jobs it entered in an index.
    pub jobs: u64,
}

/// Called with the result of each round.
pub(super) type OnRound = Arc<dyn Fn(Adopted) + Send + Sync>;

/// Runs rounds on demand.
pub(super) struct Adoption {
    backend: Arc<dyn Backend>,
    rounds: OnceLock<Rounds>,
    on_round: OnRound,
}

impl Adoption {
    pub(super) fn new(backend: Arc<dyn Backend>, on_round: OnRound) -> Self {
        Self {
            backend,
            rounds: OnceLock::new(),
            on_round,
        }
    }

    /// Waits until every job that was in the old schema when this was called is in its index. Must be called within the
    /// runtime.
    pub(super) async fn wait(&self) -> Result<(), StoreError> {
        let rounds = self.rounds.get_or_init(|| self.start());
        let mut ticket = 0;
        rounds.asked.send_modify(|asked| {
            *asked += 1;
            ticket = *asked;
        });
        let mut done = rounds.done.clone();
        let reached = tokio::time::timeout(PATIENCE, done.wait_for(|done| done.round >= ticket)).await;
        let state = match reached {
            Ok(Ok(state)) => state.clone(),
            Ok(Err(_)) | Err(_) => rounds.done.borrow().clone(),
        };
        match state.failed {
            Some(error) => Err(error),
            None if state.ever => Ok(()),
            None => Err(StoreError::Unavailable {
                reason: "jobs of the old schema are still being entered in the index".to_owned(),
            }),
        }
    }

    /// Whether a round was ever finished.
    pub(super) fn has_ended(&self) -> bool {
        let rounds = self.rounds.get();
        rounds.is_some_and(|rounds| rounds.done.borrow().ever)
    }

    fn start(&self) -> Rounds {
        let (asked, asks) = watch::channel(0);
        let (finished, done) = watch::channel(Done::default());
        let round = Round {
            backend: Arc::clone(&self.backend),
            hasher: RandomState::new(),
            known: HashSet::new(),
            on_round: Arc::clone(&self.on_round),
        };
        tokio::spawn(round.serve(asks, finished));
        Rounds { asked, done }
    }
}

struct Round {
    backend: Arc<dyn Backend>,
    hasher: RandomState,
    known: HashSet<u64>,
    on_round: OnRound,
}

impl Round {
    // Ends when the last handle that can ask is dropped.
    async fn serve(mut self, mut asks: watch::Receiver<u64>, done: watch::Sender<Done>) {
        while asks.changed().await.is_ok() {
            let round = *asks.borrow_and_update();
            let mut jobs = 0;
            let failed = self.scan(&mut jobs).await.err();
            (self.on_round)(Adopted {
                whole: failed.is_none(),
                jobs,
            });
            done.send_modify(|done| {
                done.ever |= failed.is_none();
                done.round = round;
                done.failed = failed;
            });
        }
    }

    async fn scan(&mut self, jobs: &mut u64) -> Result<(), StoreError> {
        if self.backend.is_complete().await? {
            return Ok(());
        }
        let mut cursor = Some(0);
        while let Some(from) = cursor {
            let step = self.backend.scan(Schema::Old, from).await?;
            let fresh: Vec<JobKey> = (step.keys.into_iter())
                .filter(|key| !self.known.contains(&self.hasher.hash_one(key.job_id())))
                .collect();
            *jobs += self.adopt(&fresh).await?;
            cursor = step.next;
        }
        Ok(())
    }

    // Returns how many were entered.
    async fn adopt(&mut self, keys: &[JobKey]) -> Result<u64, StoreError> {
        if keys.is_empty() {
            return Ok(0);
        }
        let records = self.backend.read(keys).await?;
        let mut batch = Batch::default();
        for (key, record) in keys.iter().zip(&records) {
            let Some(record) = record else { continue };
            let workspace = record.get(Field::WorkspaceId);
            if Workspace::could_be(workspace) && record.belongs_under(&key.in_schema(Schema::Old, workspace))
            {
                batch.index.push(IndexEntry {
                    index: IndexKey::found(workspace),
                    position: Position {
                        enqueued_at: record.instant(),
                        job_id: key.job_id().to_owned(),
                    },
                });
            }
        }
        if !batch.index.is_empty() {
            self.backend.apply(&batch).await?;
        }
        for entry in &batch.index {
            if self.known.len() < MOST_KNOWN {
                self.known.insert(self.hasher.hash_one(&entry.position.job_id));
            }
        }
        Ok(batch.index.len() as u64)
    }
}
