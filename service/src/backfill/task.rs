//! What is done with the keys of one step.
//!
//! Invariant: each key gets one outcome, and a key that came twice in a step counts once.

use super::tally::{Difference, Tally};
use crate::migration::Direction;
use crate::store::{
    BackfillStore, Comparison, CopyOutcome, CopyPair, CopyState, Ineligible, KeyContents, ReconcileMode,
    StoreError,
};
use crate::telemetry::BackfillOutcome;

/// What a pass does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// Copies jobs.
    Copy,
    /// Counts what copying would do, and writes nothing.
    Rehearse,
    /// Compares jobs with their copies.
    Compare {
        /// Whether differences are repaired.
        repair: bool,
    },
    /// Removes jobs that have an equal copy.
    Remove,
}

/// What is done, and with which jobs.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) work: Work,
    pub(super) direction: Direction,
    pub(super) workspace: Option<String>,
    pub(super) indexed: bool,
}

/// The result of a step.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) tally: Tally,
    /// Whether some keys were left for later, because no more jobs may be copied.
    pub(super) cut: bool,
}

impl Task {
    /// Does the work with these keys; at most `most` jobs are copied.
    pub(super) async fn step(
        &self,
        store: &dyn BackfillStore,
        mut keys: Vec<Vec<u8>>,
        most: Option<u64>,
    ) -> Result<Step, StoreError> {
        let mut step = Step::default();
        keys.sort_unstable();
        keys.dedup();
        let contents = store.inspect(&keys, self.indexed).await?;
        let mut pairs = Vec::with_capacity(keys.len());
        for (key, contents) in keys.iter().zip(contents) {
            match self.pair(key, &contents) {
                Ok(pair) => pairs.push(pair),
                Err(outcome) => step.tally.count(outcome),
            }
        }
        if let Some(most) = most.and_then(|most| usize::try_from(most).ok())
            && pairs.len() > most
        {
            pairs.truncate(most);
            step.cut = true;
        }
        match self.work {
            Work::Copy => copy(store, &pairs, &mut step.tally).await?,
            Work::Rehearse => {
                let comparisons = store.reconcile(&pairs, ReconcileMode::Look).await?;
                for comparison in comparisons {
                    step.tally.count(outcome(&comparison, BackfillOutcome::Copied));
                }
            }
            Work::Compare { repair } => {
                let mode = if repair {
                    ReconcileMode::Repair
                } else {
                    ReconcileMode::Look
                };
                let comparisons = store.reconcile(&pairs, mode).await?;
                for (pair, comparison) in pairs.iter().zip(comparisons) {
                    count_comparison(pair, &comparison, &mut step.tally);
                }
            }
            Work::Remove => {
                let comparisons = store.reconcile(&pairs, ReconcileMode::Remove).await?;
                for (pair, comparison) in pairs.iter().zip(comparisons) {
                    if comparison.state == CopyState::Removed {
                        step.tally.removed += 1;
                    } else {
                        count_comparison(pair, &comparison, &mut step.tally);
                    }
                }
            }
        }
        Ok(step)
    }

    // The pair to work on, or the outcome of a key that is not to be worked on.
    fn pair(&self, key: &[u8], contents: &KeyContents) -> Result<CopyPair, BackfillOutcome> {
        let fields = match contents {
            KeyContents::Hash(fields) => fields,
            KeyContents::OtherType => return Err(BackfillOutcome::NotAHash),
            KeyContents::Nothing => return Err(BackfillOutcome::Vanished),
        };
        let pair =
            CopyPair::of(self.direction, key, fields, self.indexed).map_err(|reason| match reason {
                Ineligible::NoWorkspace => BackfillOutcome::NoWorkspace,
                Ineligible::BadWorkspace => BackfillOutcome::BadWorkspace,
                Ineligible::NotAJob => BackfillOutcome::NotAJob,
            })?;
        match &self.workspace {
            Some(wanted) if wanted != pair.owner() => Err(BackfillOutcome::Filtered),
            _ => Ok(pair),
        }
    }
}

// Most jobs have no copy yet, so a plain copy is tried first. What could not be copied is compared with what is there.
async fn copy(store: &dyn BackfillStore, pairs: &[CopyPair], tally: &mut Tally) -> Result<(), StoreError> {
    let mut rest = Vec::new();
    for (pair, copied) in pairs.iter().zip(store.copy(pairs).await?) {
        match copied {
            CopyOutcome::Done => tally.count(BackfillOutcome::Copied),
            CopyOutcome::Not => rest.push(pair.clone()),
            CopyOutcome::Refused => tally.count(BackfillOutcome::Refused),
        }
    }
    for comparison in store.reconcile(&rest, ReconcileMode::Complete).await? {
        // No copy now, and one a moment ago: the job expired, and must not come back.
        tally.count(outcome(&comparison, BackfillOutcome::Vanished));
    }
    Ok(())
}

fn outcome(comparison: &Comparison, absent: BackfillOutcome) -> BackfillOutcome {
    match comparison.state {
        CopyState::Absent => absent,
        CopyState::There if comparison.missing_fields > 0 || comparison.behind => BackfillOutcome::Completed,
        CopyState::There | CopyState::Removed => BackfillOutcome::AlreadyThere,
        CopyState::Occupied => BackfillOutcome::Occupied,
        CopyState::Foreign => BackfillOutcome::Foreign,
        CopyState::Vanished | CopyState::Changed => BackfillOutcome::Vanished,
        CopyState::Refused => BackfillOutcome::Refused,
    }
}

// A difference counts even if this pass repaired it; the next pass shows whether it is gone.
fn count_comparison(pair: &CopyPair, comparison: &Comparison, tally: &mut Tally) {
    let key = pair.from.to_string();
    tally.compared += 1;
    tally.newer += u64::from(comparison.newer);
    tally.repaired += u64::from(comparison.repaired);
    let possible = match comparison.state {
        CopyState::Vanished | CopyState::Changed | CopyState::Removed => return,
        CopyState::Absent => vec![(true, Difference::Missing)],
        CopyState::Occupied => vec![(true, Difference::Occupied)],
        CopyState::Foreign => vec![(true, Difference::Foreign)],
        CopyState::Refused => vec![(true, Difference::Refused)],
        CopyState::There => vec![
            (comparison.missing_fields > 0, Difference::Partial),
            (comparison.behind, Difference::Behind),
            (comparison.fields_differ, Difference::Fields),
            (comparison.expiry_differs, Difference::Expiry),
            (comparison.index_differs, Difference::Index),
        ],
    };
    for (differs, difference) in possible {
        if differs {
            tally.differs(difference, &key);
        }
    }
}
