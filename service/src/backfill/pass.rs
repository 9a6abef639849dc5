//! One walk through the source schema.
//!
//! Steps are under way side by side, and their answers are taken in the order of the walk, so that the place that is kept has
//! nothing unanswered before it.
//! Invariant: whatever ends a pass, every step that began has ended, or its connection is gone.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::pace::Gate;
use super::place::Keeper;
use super::progress::Progress;
use super::tally::Tally;
use super::task::{Step, Task};
use crate::stop::Stop;
use crate::store::{StoreError, Transfer, Walked};

/// How a pass ended, if not by an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// It has seen every key.
    Complete,
    /// Somebody asked it to stop.
    Stopped,
    /// It has carried as many jobs as it was to.
    Limit,
}

/// A pass under way: it goes on from here after an error.
pub(super) struct Pass<'a> {
    pub(super) transfer: &'a Arc<dyn Transfer>,
    pub(super) task: Arc<Task>,
    pub(super) gate: Gate,
    /// Keeps the place, where it is to be kept.
    pub(super) keeper: Option<Keeper>,
    pub(super) most: Option<u64>,
    pub(super) stop: &'a Stop,
    pub(super) progress: &'a mut Progress,
    /// Everything before this was answered; `None` at the end.
    pub(super) place: Option<u64>,
    pub(super) tally: Tally,
}

type Steps = VecDeque<(JoinHandle<Result<Step, StoreError>>, Option<u64>)>;

impl Pass<'_> {
    /// Goes on to the end, or to the first error.
    pub(super) async fn go(&mut self) -> Result<Ended, StoreError> {
        let mut busy: Steps = VecDeque::new();
        let ended = self.steps(&mut busy).await;
        for (step, _) in busy {
            step.abort();
        }
        ended
    }

    async fn steps(&mut self, busy: &mut Steps) -> Result<Ended, StoreError> {
        let mut ahead = self.place;
        let mut walking: Option<JoinHandle<Result<Walked, StoreError>>> = None;
        loop {
            let stopped = self.stop.is_cancelled();
            let spent = self
                .most
                .is_some_and(|most| self.tally.result("migrated") >= most);
            if stopped || spent {
                while let Some(step) = busy.pop_front() {
                    self.take(step).await?;
                }
                return Ok(if stopped { Ended::Stopped } else { Ended::Limit });
            }
            // The next keys are asked for while the last ones are worked on.
            if walking.is_none()
                && let Some(from) = ahead
            {
                let (transfer, schema) = (Arc::clone(self.transfer), self.task.direction.source());
                let batch = self.gate.batch();
                walking = Some(tokio::spawn(
                    async move { transfer.walk(schema, from, batch).await },
                ));
            }
            let width = if self.most.is_some() { 1 } else { self.gate.width() };
            if busy.len() >= width || (walking.is_none() && !busy.is_empty()) {
                if let Some(step) = busy.pop_front() {
                    let cut = self.take(step).await?;
                    if cut {
                        return Ok(Ended::Limit);
                    }
                }
                continue;
            }
            let Some(walk) = walking.take() else {
                return Ok(Ended::Complete);
            };
            let walked = joined(walk).await?;
            ahead = walked.next;
            let stop = self.stop.clone();
            tokio::select! {
                () = self.gate.admit(walked.keys.len()) => {}
                // These keys come again.
                () = stop.cancelled() => continue,
            }
            let (transfer, task) = (Arc::clone(self.transfer), Arc::clone(&self.task));
            let most = self
                .most
                .map(|most| most.saturating_sub(self.tally.result("migrated")));
            let step = tokio::spawn(async move { task.step(&*transfer, walked.keys, most).await });
            busy.push_back((step, ahead));
        }
    }

    // Whether the step left some of its keys.
    async fn take(
        &mut self,
        (step, next): (JoinHandle<Result<Step, StoreError>>, Option<u64>),
    ) -> Result<bool, StoreError> {
        let step = joined(step).await?;
        self.progress.carried(&step.tally);
        self.tally.add(step.tally);
        if step.cut {
            return Ok(true);
        }
        self.place = next;
        self.progress.reached(next, &self.tally);
        if let Some(keeper) = &self.keeper {
            keeper.keep(&**self.transfer, &self.task, next).await?;
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
