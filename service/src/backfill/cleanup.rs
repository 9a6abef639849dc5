//! Taking the old copies away, once nobody needs them.
//!
//! Invariant: nothing is removed before it was verified that every job is in the new schema, and each key only where its equal
//! copy was seen in the same instant.

use std::sync::Arc;
use std::time::Instant;

use super::pace::Pace;
use super::progress::Progress;
use super::report::Report;
use super::run::Course;
use super::task::{Task, Work};
use crate::migration::Direction;
use crate::stop::Stop;
use crate::store::{StoreError, Transfer};

/// Removes what has an equal copy; without `execute`, says what it would come to. `None` where the migration is not
/// verified to be complete: nothing was done then.
///
/// # Errors
/// When the store does not answer at the beginning; nothing was done then.
pub async fn cleanup(
    transfer: &Arc<dyn Transfer>,
    execute: bool,
    pace: Pace,
    stop: &Stop,
    progress: &mut Progress,
) -> Result<Option<Report>, StoreError> {
    let begun = Instant::now();
    if !transfer.is_complete().await? {
        return Ok(None);
    }
    let mut course = Course::begin(transfer, pace, stop, progress).await?;
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
    let (ending, tally) = course.walk(task, None, false).await;
    course.progress.end();
    Ok(Some(Report {
        mode: if execute { "cleanup" } else { "dry-run" },
        direction: Direction::Forward.as_str(),
        ending,
        carried: None,
        verified: vec![tally],
        complete: None,
        seconds: begun.elapsed().as_secs_f64(),
    }))
}
