//! A whole backfill: copy, then compare, then record whether the last phase may be entered.
//!
//! Invariant: the migration is recorded as complete only after two comparisons of every job found no difference.

use std::sync::Arc;
use std::time::Instant;

use super::pace::Pace;
use super::progress::Progress;
use super::report::{Ending, Report};
use super::runner::Runner;
use super::tally::Tally;
use super::task::{Task, Work};
use crate::migration::Direction;
use crate::stop::Stop;
use crate::store::{BackfillStore, StoreError};

/// How many comparisons in a row must find no difference.
const CLEAN_PASSES: usize = 2;
/// How many comparisons there are at most, when each one repairs what it finds.
const MOST_PASSES: usize = 5;

/// What is asked for.
#[derive(Clone)]
pub struct Request {
    /// Which way.
    pub direction: Direction,
    /// Whether to write.
    pub execute: bool,
    /// Whether to compare after copying. Without `execute`, nothing but the comparison is done.
    pub verify: bool,
    /// Whether a comparison repairs what it finds.
    pub repair: bool,
    /// How fast.
    pub pace: Pace,
    /// The only workspace whose jobs are copied.
    pub workspace: Option<String>,
    /// How many jobs to copy at most.
    pub max_jobs: Option<u64>,
    /// Whether to resume from a saved checkpoint.
    pub resume: bool,
    /// Whether jobs are entered in the index of their workspace.
    pub indexed: bool,
}

/// Runs a backfill.
///
/// # Errors
/// When the store does not answer at the start; nothing was done then.
pub async fn run(
    store: &Arc<dyn BackfillStore>,
    request: &Request,
    stop: &Stop,
    progress: &mut Progress,
) -> Result<Report, StoreError> {
    let started = Instant::now();
    let mut runner = Runner::start(store, request.pace, stop, progress).await?;
    let mut report = Report {
        mode: match (request.execute, request.verify) {
            (true, _) => "execute",
            (false, true) => "verify",
            (false, false) => "dry-run",
        },
        direction: request.direction.as_str(),
        ending: Ending::Complete,
        backfilled: None,
        verified: Vec::new(),
        complete: None,
        seconds: 0.0,
    };
    let task = |work| Task {
        work,
        direction: request.direction,
        workspace: request.workspace.clone(),
        indexed: request.indexed,
    };
    if request.execute || !request.verify {
        let work = if request.execute {
            Work::Copy
        } else {
            Work::Rehearse
        };
        let (ending, tally) = runner.pass(task(work), request.max_jobs, request.resume).await;
        (report.ending, report.backfilled) = (ending, Some(tally));
    }
    if request.verify && report.ending == Ending::Complete {
        let repair = request.execute && request.repair;
        let compare = task(Work::Compare { repair });
        report.ending = verify(&mut runner, &compare, request.execute, &mut report.verified).await;
        let whole = request.direction == Direction::Forward && request.workspace.is_none() && request.indexed;
        if request.execute && whole && report.ending == Ending::Complete {
            let clean = report.verified.iter().rev().take(CLEAN_PASSES);
            let complete =
                report.verified.len() >= CLEAN_PASSES && clean.map(Tally::differences).sum::<u64>() == 0;
            match store.set_complete(complete).await {
                Ok(()) => report.complete = Some(complete),
                // Everything was copied and compared, but the last phase is not open.
                Err(error) => {
                    runner.progress.note(&error.to_string());
                    report.ending = Ending::Lost;
                }
            }
        }
    }
    runner.progress.end();
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

// Compares until enough passes in a row are clean, or no further pass can help.
async fn verify(runner: &mut Runner<'_>, task: &Task, execute: bool, passes: &mut Vec<Tally>) -> Ending {
    let repairs = task.work == (Work::Compare { repair: true });
    let mut clean = 0;
    loop {
        let (ending, tally) = runner.pass(task.clone(), None, false).await;
        clean = if tally.differences() == 0 { clean + 1 } else { 0 };
        passes.push(tally);
        let enough = if execute { clean >= CLEAN_PASSES } else { true };
        let hopeless = clean == 0 && !repairs;
        if ending != Ending::Complete || enough || hopeless || passes.len() >= MOST_PASSES {
            return ending;
        }
    }
}
