//! One pass through the source schema.
//!
//! Several steps run at once, and their results are taken in the order of the scan, so that nothing before the saved
//! cursor is unanswered.
//! Invariant: when a pass ends, for whatever reason, every step that it started has ended or was aborted.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::checkpoint::Checkpoint;
use super::pace::Gate;
use super::progress::Progress;
use super::tally::Tally;
use super::task::{Step, Task};
use crate::stop::Stop;
use crate::store::{BackfillStore, ScanStep, StoreError};

/// How a pass ended, if not with an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PassEnd {
    /// It looked at every key.
    Complete,
    /// It was told to stop.
    Stopped,
    /// It copied as many jobs as it was allowed to.
    Limit,
}

/// A pass. After an error it resumes where it was.
pub(super) struct Pass<'a> {
    pub(super) store: &'a Arc<dyn BackfillStore>,
    pub(super) task: Arc<Task>,
    pub(super) gate: Gate,
    /// Where the cursor is saved, if it is to be saved.
    pub(super) checkpoint: Option<Checkpoint>,
    /// How many jobs it may copy.
    pub(super) most: Option<u64>,
    pub(super) stop: &'a Stop,
    pub(super) progress: &'a mut Progress,
    /// Everything before this cursor was answered; `None` at the end.
    pub(super) cursor: Option<u64>,
    pub(super) tally: Tally,
}

type Steps = VecDeque<(JoinHandle<Result<Step, StoreError>>, Option<u64>)>;

impl Pass<'_> {
    /// Continues to the end, or to the first error.
    pub(super) async fn run(&mut self) -> Result<PassEnd, StoreError> {
        let mut running: Steps = VecDeque::new();
        let end = self.steps(&mut running).await;
        for (step, _) in running {
            step.abort();
        }
        end
    }

    async fn steps(&mut self, running: &mut Steps) -> Result<PassEnd, StoreError> {
        let mut ahead = self.cursor;
        let mut scanning: Option<JoinHandle<Result<ScanStep, StoreError>>> = None;
        loop {
            let stopped = self.stop.is_cancelled();
            let spent = self
                .most
                .is_some_and(|most| self.tally.result("migrated") >= most);
            if stopped || spent {
                while let Some(step) = running.pop_front() {
                    self.take(step).await?;
                }
                return Ok(if stopped { PassEnd::Stopped } else { PassEnd::Limit });
            }
            // The next keys are read while the last ones are worked on.
            if scanning.is_none()
                && let Some(from) = ahead
            {
                let (store, schema) = (Arc::clone(self.store), self.task.direction.source());
                let batch = self.gate.batch();
                scanning = Some(tokio::spawn(async move { store.scan(schema, from, batch).await }));
            }
            let width = if self.most.is_some() { 1 } else { self.gate.width() };
            if running.len() >= width || (scanning.is_none() && !running.is_empty()) {
                if let Some(step) = running.pop_front() {
                    let cut = self.take(step).await?;
                    if cut {
                        return Ok(PassEnd::Limit);
                    }
                }
                continue;
            }
            let Some(scan) = scanning.take() else {
                return Ok(PassEnd::Complete);
            };
            let scanned = joined(scan).await?;
            ahead = scanned.next;
            let stop = self.stop.clone();
            tokio::select! {
                () = self.gate.admit(scanned.keys.len()) => {}
                // The next run reads these keys again.
                () = stop.cancelled() => continue,
            }
            let (store, task) = (Arc::clone(self.store), Arc::clone(&self.task));
            let most = self
                .most
                .map(|most| most.saturating_sub(self.tally.result("migrated")));
            let step = tokio::spawn(async move { task.step(&*store, scanned.keys, most).await });
            running.push_back((step, ahead));
        }
    }

    // Whether the step left some of its keys for later.
    async fn take(
        &mut self,
        (step, next): (JoinHandle<Result<Step, StoreError>>, Option<u64>),
    ) -> Result<bool, StoreError> {
        let step = joined(step).await?;
        self.progress.count(&step.tally);
        self.tally.add(step.tally);
        if step.cut {
            return Ok(true);
        }
        self.cursor = next;
        self.progress.reached(next, &self.tally);
        if let Some(checkpoint) = &self.checkpoint {
            checkpoint.save(&**self.store, &self.task, next).await?;
        }
        Ok(false)
    }
}

async fn joined<T>(task: JoinHandle<Result<T, StoreError>>) -> Result<T, StoreError> {
    match task.await {
        Ok(outcome) => outcome,
        Err(error) => Err(StoreError::Unavailable {
            reason: format!("a step ended: {error}"),
        }),
    }
}
