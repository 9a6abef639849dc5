//! Judging the reference and its twins, a few side by side: each on a thread of its own with a process of its own,
//! all on one Redis (docs/decisions/0004). The invariant: every process is stopped before this returns.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use super::catalogue::Catalogued;
use super::matrix::{Idle, Twin};
use crate::profile::Profile;
use crate::run::{Interrupt, Options, Run, Subject, gather, judge};
use crate::suite::Scenario;
use crate::under_test::{RedisLease, Running, TargetError};

/// What all judgements of one proof share.
pub struct Setting<'a> {
    /// The profile, with its `[prove]` section.
    pub profile: &'a Arc<Profile>,
    /// Every scenario.
    pub scenarios: &'a [Scenario],
    /// The digest of the specification.
    pub digest: &'a str,
    /// The Redis that all are lent.
    pub redis: &'a RedisLease,
    /// How many scenarios of one target run at once.
    pub width: usize,
    /// Who may ask to end.
    pub interrupt: &'a Interrupt,
}

/// Who wants to know that a twin is through.
pub trait Watch: Send {
    /// A twin is through.
    fn through(&mut self, twin: &Twin);
}

impl<F: FnMut(&Twin) + Send> Watch for F {
    fn through(&mut self, twin: &Twin) {
        self(twin);
    }
}

/// Judges the twin with this fault, or without one the reference. `None` when it was interrupted before it was up.
///
/// # Errors
/// When it does not come up.
pub async fn judge_one(setting: &Setting<'_>, fault: Option<&str>) -> Result<Option<Run>, TargetError> {
    judge_on(setting, setting.scenarios, fault).await
}

async fn judge_on(
    setting: &Setting<'_>,
    scenarios: &[Scenario],
    fault: Option<&str>,
) -> Result<Option<Run>, TargetError> {
    let profile = setting.profile;
    let twin = fault.and(profile.prove.as_ref()).map(|prove| &prove.start);
    let started = async {
        let mut running = Running::start(Arc::clone(profile), twin, setting.redis, fault).await?;
        gather(&mut running, scenarios).await?;
        Ok::<_, TargetError>(running)
    };
    let mut running = tokio::select! {
        biased;
        () = setting.interrupt.heard() => return Ok(None),
        started = started => started?,
    };
    let mut run = Run::planned(Subject::of(profile, scenarios), setting.digest, scenarios);
    run.subject.redis = setting.redis.source.to_string();
    run.subject.target.url = Some(running.target.base.clone());
    let options = Options {
        width: setting.width,
        fail_fast: false,
        interrupt: setting.interrupt.clone(),
    };
    let judged = judge(&mut run, &mut running, scenarios, &options, |_, _| {
        Ok::<(), Infallible>(())
    });
    let Ok(end) = judged.await;
    running.stop().await;
    run.conclude(end.problem());
    Ok(Some(run))
}

/// Judges these twins, `jobs` at once, and gives them in the order of the faults. Each meets the scenarios of the
/// requirements that should notice it; those of them that come to no verdict, once more; and all the others only if it
/// gets past those. With `whole`, every twin meets every scenario.
pub fn judge_twins(
    setting: &Setting<'_>,
    faults: &[Catalogued],
    jobs: usize,
    whole: bool,
    watch: &mut dyn Watch,
) -> Vec<Twin> {
    let through = Mutex::new((faults.iter().map(Twin::waiting).collect(), watch));
    side_by_side(faults.len(), jobs, setting.interrupt, |index| {
        let Some(fault) = faults.get(index) else { return };
        let (likely, others): (Vec<Scenario>, Vec<Scenario>) =
            setting.scenarios.iter().cloned().partition(|scenario| {
                whole
                    || fault
                        .requirements
                        .iter()
                        .any(|id| scenario.requirements().any(|own| own == id))
            });
        let (first, others) = if likely.is_empty() {
            (others, likely)
        } else {
            (likely, others)
        };
        let mut twin = on_this_thread(setting, &first, fault);
        let unjudged = twin.unjudged(&first);
        if !unjudged.is_empty() && !setting.interrupt.came() {
            twin.reconsider(on_this_thread(setting, &unjudged, fault));
        }
        // What others come to cannot make good that it did not come up for those that should notice.
        if !others.is_empty() && !twin.is_killed() && twin.error.is_none() {
            twin.learn(on_this_thread(setting, &others, fault));
        }
        twin.answer_for(setting.profile, setting.scenarios);
        let mut through = lock(&through);
        let (twins, watch): &mut (Vec<Twin>, &mut dyn Watch) = &mut through;
        watch.through(&twin);
        if let Some(slot) = twins.get_mut(index) {
            *slot = twin;
        }
    });
    through.into_inner().unwrap_or_else(PoisonError::into_inner).0
}

/// Lets twins meet the scenarios that have caught none so far, until each has caught one or met all.
pub fn judge_idle(
    setting: &Setting<'_>,
    faults: &[Catalogued],
    jobs: usize,
    twins: &mut [Twin],
    idle: &[Idle],
) {
    let waiting: Vec<Scenario> = setting
        .scenarios
        .iter()
        .filter(|scenario| idle.iter().any(|one| one.is(scenario)))
        .cloned()
        .collect();
    let shared = Mutex::new((waiting, twins));
    side_by_side(faults.len(), jobs, setting.interrupt, |index| {
        let (Some(fault), waiting) = (faults.get(index), lock(&shared).0.clone()) else {
            return;
        };
        if waiting.is_empty() {
            return;
        }
        let mut later = on_this_thread(setting, &waiting, fault);
        // It was judged before; where it cannot be now, a scenario stays idle.
        later.error = None;
        let mut shared = lock(&shared);
        shared
            .0
            .retain(|scenario| !later.caught_for_good().any(|one| one.is(scenario)));
        if let Some(twin) = shared.1.get_mut(index) {
            twin.learn(later);
        }
    });
}

fn side_by_side(count: usize, jobs: usize, interrupt: &Interrupt, work: impl Fn(usize) + Sync) {
    let waiting: Mutex<VecDeque<usize>> = Mutex::new((0..count).collect());
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, count.max(1)) {
            scope.spawn(|| {
                loop {
                    let next = lock(&waiting).pop_front();
                    match next {
                        Some(index) if !interrupt.came() => work(index),
                        Some(_) | None => break,
                    }
                }
            });
        }
    });
}

fn on_this_thread(setting: &Setting<'_>, scenarios: &[Scenario], fault: &Catalogued) -> Twin {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let run = match runtime {
        Ok(runtime) => runtime
            .block_on(judge_on(setting, scenarios, Some(&fault.id)))
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let run = match &run {
        Ok(Some(run)) => Ok(run),
        Ok(None) => Err("interrupted".to_owned()),
        Err(error) => Err(error.clone()),
    };
    Twin::judged(fault, run, scenarios)
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
