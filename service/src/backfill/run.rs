//! A whole run: carry, then compare, then say whether the last phase may be entered.
//!
//! A store that goes away is waited for. The walk then goes on where it was, or from the beginning if another server process
//! answers, since its keys come in another order.
//! Invariant: the word that the migration is complete is given only after two comparisons of every job without a difference.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::latency::Share;
use super::pace::{Gate, Pace};
use super::pass::{Ended, Pass};
use super::place::Keeper;
use super::progress::Progress;
use super::report::{Ending, Report};
use super::tally::Tally;
use super::task::{Task, Work};
use crate::migration::Direction;
use crate::stop::Stop;
use crate::store::{StoreError, Transfer};

/// A store that went away is waited for so long.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(100);
/// Comparisons in a row that have to find nothing.
const CLEAN_PASSES: usize = 2;
/// Comparisons at most, where each puts right what it finds.
const MOST_PASSES: usize = 5;

/// What is asked for.
#[derive(Clone)]
pub struct Request {
    /// Which way.
    pub direction: Direction,
    /// Whether to write.
    pub execute: bool,
    /// Whether to compare afterwards, or, without writing, to do nothing else.
    pub verify: bool,
    /// Whether a comparison puts right what it finds.
    pub repair: bool,
    /// How fast.
    pub pace: Pace,
    /// The only workspace to carry.
    pub workspace: Option<String>,
    /// Jobs to carry at most.
    pub max_jobs: Option<u64>,
    /// Whether to go on from a place that was kept.
    pub resume: bool,
    /// Whether jobs are entered in the index of their workspace.
    pub indexed: bool,
}

pub(super) struct Course<'a> {
    pub(super) transfer: &'a Arc<dyn Transfer>,
    pub(super) pace: Pace,
    pub(super) share: Option<Arc<Share>>,
    pub(super) stop: &'a Stop,
    pub(super) progress: &'a mut Progress,
    pub(super) identity: String,
}

/// Does it.
///
/// # Errors
/// When the store does not answer at the beginning; nothing was done then.
pub async fn run(
    transfer: &Arc<dyn Transfer>,
    request: &Request,
    stop: &Stop,
    progress: &mut Progress,
) -> Result<Report, StoreError> {
    let begun = Instant::now();
    let mut course = Course::begin(transfer, request.pace, stop, progress).await?;
    let mut report = Report {
        mode: match (request.execute, request.verify) {
            (true, _) => "execute",
            (false, true) => "verify",
            (false, false) => "dry-run",
        },
        direction: request.direction.as_str(),
        ending: Ending::Complete,
        carried: None,
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
        let (ending, tally) = course.walk(task(work), request.max_jobs, request.resume).await;
        (report.ending, report.carried) = (ending, Some(tally));
    }
    if request.verify && report.ending == Ending::Complete {
        let repair = request.execute && request.repair;
        report.ending = course
            .verify(
                &task(Work::Compare { repair }),
                request.execute,
                &mut report.verified,
            )
            .await;
        let whole = request.direction == Direction::Forward && request.workspace.is_none() && request.indexed;
        if request.execute && whole && report.ending == Ending::Complete {
            let clean = report.verified.iter().rev().take(CLEAN_PASSES);
            let complete =
                report.verified.len() >= CLEAN_PASSES && clean.map(Tally::differences).sum::<u64>() == 0;
            match transfer.set_complete(complete).await {
                Ok(()) => report.complete = Some(complete),
                // Everything was carried and compared, but the last phase is not open.
                Err(error) => {
                    course.progress.note(&error.to_string());
                    report.ending = Ending::Lost;
                }
            }
        }
    }
    course.progress.end();
    report.seconds = begun.elapsed().as_secs_f64();
    Ok(report)
}

impl<'a> Course<'a> {
    pub(super) async fn begin(
        transfer: &'a Arc<dyn Transfer>,
        pace: Pace,
        stop: &'a Stop,
        progress: &'a mut Progress,
    ) -> Result<Self, StoreError> {
        let identity = transfer.identity().await?;
        let measured = |limit| Share::measured(Arc::clone(transfer), limit, stop.clone());
        Ok(Self {
            transfer,
            pace,
            share: pace.max_latency.map(measured),
            stop,
            progress,
            identity,
        })
    }

    async fn verify(&mut self, task: &Task, execute: bool, passes: &mut Vec<Tally>) -> Ending {
        let repairs = task.work == (Work::Compare { repair: true });
        let mut clean = 0;
        loop {
            let (ending, tally) = self.walk(task.clone(), None, false).await;
            clean = if tally.differences() == 0 { clean + 1 } else { 0 };
            passes.push(tally);
            let enough = if execute { clean >= CLEAN_PASSES } else { true };
            let hopeless = clean == 0 && !repairs;
            if ending != Ending::Complete || enough || hopeless || passes.len() >= MOST_PASSES {
                return ending;
            }
        }
    }

    /// Walks through all keys once, however often the store goes away meanwhile.
    pub(super) async fn walk(&mut self, task: Task, most: Option<u64>, resume: bool) -> (Ending, Tally) {
        let (what, counted) = match task.work {
            Work::Copy => ("copying", true),
            Work::Rehearse => ("looking", true),
            Work::Compare { .. } => ("comparing", false),
            Work::Remove => ("removing", false),
        };
        let keeps = task.work == Work::Copy;
        let keeper = |identity: &str| keeps.then(|| Keeper::of(&task, identity));
        let mut first = 0;
        if let Some(keeper) = keeper(&self.identity)
            && resume
            && let Ok(Some(kept)) = keeper.kept(&**self.transfer, &task).await
        {
            first = kept;
            self.progress
                .note("going on from the place that an earlier run kept");
        }
        self.progress.begin(what, first, counted);
        let mut pass = Pass {
            transfer: self.transfer,
            keeper: keeper(&self.identity),
            task: Arc::new(task.clone()),
            gate: Gate::new(self.pace, self.share.clone()),
            most,
            stop: self.stop,
            progress: self.progress,
            place: Some(first),
            tally: Tally::default(),
        };
        let mut away: Option<(Instant, Option<u64>)> = None;
        loop {
            let error = match pass.go().await {
                Ok(ended) => return (ending(ended), pass.tally),
                Err(error) => error,
            };
            // Patience begins anew with every step that was made.
            let since = match away {
                Some((since, place)) if place == pass.place => since,
                _ => {
                    pass.progress.note(&format!("{error}; trying again"));
                    Instant::now()
                }
            };
            away = Some((since, pass.place));
            loop {
                if self.stop.is_cancelled() {
                    return (Ending::Interrupted, pass.tally);
                }
                if since.elapsed() > PATIENCE {
                    return (Ending::Lost, pass.tally);
                }
                tokio::time::sleep(PAUSE).await;
                if let Ok(identity) = self.transfer.identity().await {
                    if identity != self.identity {
                        pass.keeper = keeper(&identity);
                        self.identity = identity;
                        pass.place = Some(0);
                        away = Some((since, pass.place));
                        // What was compared before may be otherwise now.
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

fn ending(ended: Ended) -> Ending {
    match ended {
        Ended::Complete => Ending::Complete,
        Ended::Stopped => Ending::Interrupted,
        Ended::Limit => Ending::Limit,
    }
}
