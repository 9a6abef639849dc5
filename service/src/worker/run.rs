//! The loop of a worker: take, begin, run, finish.
//!
//! Invariant: an outcome ends the lease under which it was reached, and the store decides whether it still counts.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::provider::{Action, ActionError, Providers};
use crate::jobs::{Job, Status};
use crate::stop::Stop;
use crate::store::{Advanced, Finding, OperatorJobs, StoreError, Work};
use crate::telemetry::{Telemetry, WorkOutcome};

/// How many jobs a worker runs at once, and how long it holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many jobs run at once.
    pub tasks: usize,
    /// How long an entry stays with a worker that no longer answers.
    pub lease: Duration,
    /// The pause before looking again at an empty queue.
    pub pause: Duration,
    /// How many times a job is tried before it counts as failed.
    pub attempts: u64,
}

/// Runs jobs until it is told to stop. Jobs that are running then are finished.
pub async fn run(
    jobs: OperatorJobs,
    providers: Providers,
    pace: Pace,
    telemetry: Arc<Telemetry>,
    stop: Stop,
) {
    let worker = Worker {
        jobs,
        providers,
        pace,
        telemetry,
    };
    let tasks = (0..pace.tasks).map(|_| worker.work(&stop));
    futures::future::join_all(tasks).await;
}

struct Worker {
    jobs: OperatorJobs,
    providers: Providers,
    pace: Pace,
    telemetry: Arc<Telemetry>,
}

impl Worker {
    async fn work(&self, stop: &Stop) {
        while !stop.is_cancelled() {
            let rest = match self.jobs.take(self.pace.lease).await {
                Ok(None) => true,
                Ok(Some(finding)) => match self.handle(finding).await {
                    Ok(()) => false,
                    Err(error) => lost(&error),
                },
                Err(error) => lost(&error),
            };
            if rest {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(self.pace.pause) => {}
                }
            }
        }
    }

    async fn handle(&self, finding: Finding) -> Result<(), StoreError> {
        let outcome = match finding {
            Finding::Orphan => WorkOutcome::Orphan,
            Finding::Ended => WorkOutcome::Late,
            Finding::Job(work, job) => self.execute(work, *job).await?,
        };
        self.telemetry.worked(outcome);
        Ok(())
    }

    async fn execute(&self, work: Work, job: Job) -> Result<WorkOutcome, StoreError> {
        if work.attempts > 1 {
            self.telemetry.took_over();
        }
        if work.attempts > self.pace.attempts {
            return self.conclude(&work, Err(ActionError::Attempts)).await;
        }
        // `Late` means that an earlier worker started this job; it is run again, because that worker did not finish it.
        if self.jobs.begin(&work).await? == Advanced::Absent {
            return self.conclude(&work, Err(ActionError::NoProvider)).await;
        }
        let action = Action::of(job);
        let outcome = tokio::select! {
            outcome = self.providers.run(&action) => outcome,
            () = self.keep(&work) => return Ok(WorkOutcome::Late),
        };
        self.conclude(&work, outcome).await
    }

    async fn conclude(
        &self,
        work: &Work,
        outcome: Result<Value, ActionError>,
    ) -> Result<WorkOutcome, StoreError> {
        let (status, counted, result) = match outcome {
            Ok(result) => (Status::Completed, WorkOutcome::Completed, result),
            Err(error) => (
                Status::Failed,
                WorkOutcome::Failed,
                json!({"error": error.to_string()}),
            ),
        };
        Ok(match self.jobs.finish(work, status, &result).await? {
            Advanced::Done => counted,
            Advanced::Late => WorkOutcome::Late,
            Advanced::Absent => WorkOutcome::Orphan,
        })
    }

    // Returns only when the lease is lost: another worker has the job then, and its outcome counts.
    async fn keep(&self, work: &Work) {
        loop {
            tokio::time::sleep(self.pace.lease / 3).await;
            if matches!(self.jobs.hold(work, self.pace.lease).await, Ok(false)) {
                return;
            }
        }
    }
}

fn lost(error: &StoreError) -> bool {
    tracing::warn!(%error, "the store did not answer; the lease expires by itself");
    true
}
