//! Judging the reference and its twins, a few side by side: each on a thread of its own with a process of its own,
//! all on one Redis (docs/decisions/0004). The invariant: every process is stopped before this returns.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use super::catalogue::Catalogued;
use super::matrix::Twin;
use crate::run::{Interrupt, Options, Run, judge};
use crate::suite::Scenario;
use crate::target::{Profile, RedisLease, Running, TargetError};

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
    let profile = setting.profile;
    let twin = fault.and(profile.prove.as_ref()).map(|prove| &prove.start);
    let started = Running::start(Arc::clone(profile), twin, setting.redis, fault);
    let mut running = tokio::select! {
        biased;
        () = setting.interrupt.heard() => return Ok(None),
        started = started => started?,
    };
    let mut run = Run::planned(&profile.target.name, setting.digest, setting.scenarios);
    run.redis = setting.redis.source.to_string();
    run.target.url = Some(running.target.base.clone());
    let options = Options {
        width: setting.width,
        fail_fast: false,
        interrupt: setting.interrupt.clone(),
    };
    let judged = judge(&mut run, &mut running, setting.scenarios, &options, |_, _| {
        Ok::<(), Infallible>(())
    });
    let Ok(end) = judged.await;
    running.stop().await;
    run.conclude(end.problem());
    Ok(Some(run))
}

/// Judges these twins, `jobs` at once, and gives them in the order of the faults.
pub fn judge_twins(
    setting: &Setting<'_>,
    faults: &[Catalogued],
    jobs: usize,
    watch: &mut dyn Watch,
) -> Vec<Twin> {
    let waiting: Mutex<VecDeque<usize>> = Mutex::new((0..faults.len()).collect());
    let twins: Vec<Twin> = faults.iter().map(Twin::waiting).collect();
    let through = Mutex::new((twins, watch));
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, faults.len().max(1)) {
            scope.spawn(|| {
                while let Some(index) = lock(&waiting).pop_front() {
                    if setting.interrupt.came() {
                        break;
                    }
                    let Some(fault) = faults.get(index) else { break };
                    let twin = on_this_thread(setting, fault);
                    let mut through = lock(&through);
                    through.1.through(&twin);
                    if let Some(slot) = through.0.get_mut(index) {
                        *slot = twin;
                    }
                }
            });
        }
    });
    through.into_inner().unwrap_or_else(PoisonError::into_inner).0
}

fn on_this_thread(setting: &Setting<'_>, fault: &Catalogued) -> Twin {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let run = match runtime {
        Ok(runtime) => runtime
            .block_on(judge_one(setting, Some(&fault.id)))
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let run = match &run {
        Ok(Some(run)) => Ok(run),
        Ok(None) => Err("interrupted".to_owned()),
        Err(error) => Err(error.clone()),
    };
    Twin::judged(fault, run, setting.scenarios)
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
