//! What the passes of one run share, and how a pass survives a store that goes away.
//!
//! A store that goes away is waited for. The scan then resumes at its cursor, or at the beginning if another server process
//! answers, because that one gives its keys in another order.
//! Invariant: a run gives up only after the store made no progress for [`PATIENCE`].

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::checkpoint::Checkpoint;
use super::pace::{Gate, Pace};
use super::pass::{Pass, PassEnd};
use super::progress::Progress;
use super::report::Ending;
use super::tally::Tally;
use super::task::{Task, Work};
use super::throttle::Throttle;
use crate::stop::Stop;
use crate::store::{BackfillStore, StoreError};

/// How long to wait for a store that went away.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(100);

/// Runs passes.
pub(super) struct Runner<'a> {
    store: &'a Arc<dyn BackfillStore>,
    pace: Pace,
    throttle: Option<Arc<Throttle>>,
    stop: &'a Stop,
    pub(super) progress: &'a mut Progress,
    server_id: String,
}

impl<'a> Runner<'a> {
    /// Asks the store for its identity, and starts to measure latency if there is a limit.
    pub(super) async fn start(
        store: &'a Arc<dyn BackfillStore>,
        pace: Pace,
        stop: &'a Stop,
        progress: &'a mut Progress,
    ) -> Result<Self, StoreError> {
        let server_id = store.server_id().await?;
        let throttle = |limit| Throttle::start(Arc::clone(store), limit, stop.clone());
        Ok(Self {
            store,
            pace,
            throttle: pace.max_latency.map(throttle),
            stop,
            progress,
            server_id,
        })
    }

    /// Goes through all keys once, however often the store goes away in between.
    pub(super) async fn pass(&mut self, task: Task, most: Option<u64>, resume: bool) -> (Ending, Tally) {
        let (what, counted) = match task.work {
            Work::Copy => ("copying", true),
            Work::Rehearse => ("looking", true),
            Work::Compare { .. } => ("comparing", false),
            Work::Remove => ("removing", false),
        };
        let saves = task.work == Work::Copy;
        let checkpoint = |server_id: &str| saves.then(|| Checkpoint::of(&task, server_id));
        let mut first = 0;
        if let Some(checkpoint) = checkpoint(&self.server_id)
            && resume
            && let Ok(Some(saved)) = checkpoint.load(&**self.store, &task).await
        {
            first = saved;
            self.progress
                .note("resuming from the checkpoint of an earlier run");
        }
        self.progress.begin(what, first, counted);
        let mut pass = Pass {
            store: self.store,
            checkpoint: checkpoint(&self.server_id),
            task: Arc::new(task.clone()),
            gate: Gate::new(self.pace, self.throttle.clone()),
            most,
            stop: self.stop,
            progress: self.progress,
            cursor: Some(first),
            tally: Tally::default(),
        };
        let mut away: Option<(Instant, Option<u64>)> = None;
        loop {
            let error = match pass.run().await {
                Ok(end) => return (ending(end), pass.tally),
                Err(error) => error,
            };
            // Each step forward starts the waiting time anew.
            let since = match away {
                Some((since, cursor)) if cursor == pass.cursor => since,
                _ => {
                    pass.progress.note(&format!("{error}; trying again"));
                    Instant::now()
                }
            };
            away = Some((since, pass.cursor));
            loop {
                if self.stop.is_cancelled() {
                    return (Ending::Interrupted, pass.tally);
                }
                if since.elapsed() > PATIENCE {
                    return (Ending::Lost, pass.tally);
                }
                tokio::time::sleep(PAUSE).await;
                if let Ok(server_id) = self.store.server_id().await {
                    if server_id != self.server_id {
                        pass.checkpoint = checkpoint(&server_id);
                        self.server_id = server_id;
                        pass.cursor = Some(0);
                        away = Some((since, pass.cursor));
                        // What was compared on the other server may be different here.
                        if !counted {
                            pass.tally = Tally::default();
                        }
                    }
                    break;
                }
            }
        }
    }
}

fn ending(end: PassEnd) -> Ending {
    match end {
        PassEnd::Complete => Ending::Complete,
        PassEnd::Stopped => Ending::Interrupted,
        PassEnd::Limit => Ending::Limit,
    }
}
