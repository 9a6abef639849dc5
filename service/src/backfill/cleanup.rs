//! The cleanup: removing the old copies once they are no longer needed.
//!
//! Invariant: nothing is removed before it was verified that every job is in the new schema, and each key only where an
//! equal copy was seen in the same instant.

use std::sync::Arc;
use std::time::Instant;

use super::pace::Pace;
use super::progress::Progress;
use super::report::Report;
use super::runner::Runner;
use super::task::{Task, Work};
use crate::migration::Direction;
use crate::stop::Stop;
use crate::store::{BackfillStore, StoreError};

/// Removes old jobs that have an equal copy. Without `execute` it writes nothing, and reports what it would do. The result
/// is `None`, and nothing was done, if it was not verified that the migration is complete.
///
/// # Errors
/// When the store does not answer at the start; nothing was done then.
pub async fn cleanup(
    store: &Arc<dyn BackfillStore>,
    execute: bool,
    pace: Pace,
    stop: &Stop,
    progress: &mut Progress,
) -> Result<Option<Report>, StoreError> {
    let started = Instant::now();
    if !store.is_complete().await? {
        return Ok(None);
    }
    let mut runner = Runner::start(store, pace, stop, progress).await?;
    let task = Task {
        work: if execute {
            Work::Remove
        } else {
            Work::Compare { repair: false }
        },
        direction: Direction::Forward,
        workspace: None,
        indexed: false,
    };
    let (ending, tally) = runner.pass(task, None, false).await;
    runner.progress.end();
    Ok(Some(Report {
        mode: if execute { "cleanup" } else { "dry-run" },
        direction: Direction::Forward.as_str(),
        ending,
        backfilled: None,
        verified: vec![tally],
        complete: None,
        seconds: started.elapsed().as_secs_f64(),
    }))
}
