//! Runs scenarios side by side on one thread. Playing one of them belongs to `play`. The invariant: every scenario
//! gets its status once, none runs beside one that may not be disturbed, and a target that is gone ends the run.

use cucumber::World as _;
use futures::FutureExt as _;
use futures::stream::{FuturesUnordered, StreamExt as _};

use super::interrupt::Interrupt;
use super::outcome::Outcome;
use super::play::play;
use super::record::Run;
use super::stages::Stages;
use super::status::Status;
use crate::suite::{Scenario, Stage};
use crate::under_test::Running;
use crate::wire::{Request, WireError};
use crate::world::World;

/// How to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many scenarios at once.
    pub width: usize,
    /// Whether to end at the first broken one.
    pub fail_fast: bool,
    /// Who may ask to end.
    pub interrupt: Interrupt,
}

/// How a run came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Every scenario has a status.
    Complete,
    /// At the first broken one, as asked.
    FailFast,
    /// Somebody asked.
    Interrupted,
    /// The target is gone; how.
    TargetGone(String),
}

impl End {
    /// What it adds to the outcome.
    #[must_use]
    pub fn problem(self) -> Option<(Outcome, String)> {
        match self {
            Self::Complete | Self::FailFast => None,
            Self::Interrupted => Some((Outcome::Incomplete, "interrupted".to_owned())),
            Self::TargetGone(how) => {
                Some((Outcome::Target, format!("the target died during the run ({how})")))
            }
        }
    }
}

/// Runs the scenarios; `seen` is called with the run and the index of each scenario that is through.
///
/// # Errors
/// The first error of `seen`, which ends the run.
pub async fn judge<E>(
    run: &mut Run,
    running: &mut Running,
    scenarios: &[Scenario],
    options: &Options,
    mut seen: impl FnMut(&Run, usize) -> Result<(), E>,
) -> Result<End, E> {
    let stages = Stages::of_running(running);
    let phrases = World::collection();
    let (undisturbed, others) = in_order(scenarios);
    for (batch, width) in [(undisturbed, 1), (others, options.width.max(1))] {
        let mut waiting = batch.into_iter();
        let mut busy = FuturesUnordered::new();
        loop {
            while busy.len() < width {
                let Some((index, scenario)) = waiting.next() else {
                    break;
                };
                let played = play(scenario, &stages, &phrases);
                busy.push(played.map(move |played| (index, played)));
            }
            let next = tokio::select! {
                biased;
                () = options.interrupt.heard() => return Ok(End::Interrupted),
                next = busy.next() => next,
            };
            let Some((index, played)) = next else {
                break;
            };
            let status = played.status;
            if let Some(check) = run.scenarios.get_mut(index) {
                check.status = status;
                check.reason = played.reason;
                check.evidence = played.evidence;
                check.duration_ms = played.duration_ms;
            }
            run.fold();
            seen(run, index)?;
            if let Some(how) = gone(running, status).await {
                return Ok(End::TargetGone(how));
            }
            if options.fail_fast && status == Status::Broken {
                return Ok(End::FailFast);
            }
        }
    }
    Ok(End::Complete)
}

type Numbered<'a> = Vec<(usize, &'a Scenario)>;

// Those that nothing may run beside, and the others. Of these, the ones that start processes of their own take longest: begun last,
// they would run when nothing else is left to run beside them.
fn in_order(scenarios: &[Scenario]) -> (Numbered<'_>, Numbered<'_>) {
    let numbered = scenarios.iter().enumerate();
    let (undisturbed, mut others): (Numbered<'_>, Numbered<'_>) =
        numbered.partition(|(_, scenario)| scenario.is_undisturbed());
    others.sort_by_key(|(_, scenario)| match scenario.stage() {
        Stage::Isolated | Stage::EmptyStore => 0,
        Stage::AllPhases | Stage::Plain => 1,
    });
    (undisturbed, others)
}

// A target that was attached to has no process to watch; it is asked once more when something got no verdict.
async fn gone(running: &mut Running, status: Status) -> Option<String> {
    if running.process.is_some() {
        return running.died();
    }
    if status != Status::Inconclusive {
        return None;
    }
    let target = &running.target;
    let probe = Request::new("the suite", http::Method::GET, &target.profile.target.ready.path);
    match target.client.send(probe).await.response {
        Err(error @ WireError::Refused) => Some(error.to_string()),
        Ok(_) | Err(WireError::TimedOut | WireError::Closed | WireError::Malformed(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::examples::scenarios;

    #[test]
    fn what_takes_longest_begins_first_and_keeps_its_index() {
        let mut scenarios = scenarios();
        scenarios[3].tags.push("alone".to_owned());
        scenarios[2].tags.push("undisturbed".to_owned());
        let (undisturbed, others) = in_order(&scenarios);
        let indices = |some: &[(usize, &Scenario)]| some.iter().map(|(index, _)| *index).collect::<Vec<_>>();
        assert_eq!(indices(&undisturbed), [2]);
        assert_eq!(indices(&others), [3, 0, 1, 4]);
    }
}
