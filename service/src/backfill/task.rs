//! What is done with the keys of one step.
//!
//! Invariant: each key gets one outcome, and a key that came twice in a step counts once.

use super::tally::{Difference, Tally};
use crate::migration::Direction;
use crate::store::{Copied, Found, Mode, Move, Reconciled, State, StoreError, Transfer, Unfit};
use crate::telemetry::CarryOutcome;

/// What a pass does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// Carries jobs over.
    Copy,
    /// Counts what carrying them would come to.
    Rehearse,
    /// Compares jobs with their copies.
    Compare {
        /// Whether what differs is put right.
        repair: bool,
    },
    /// Takes sources away whose equal copy is there.
    Remove,
}

/// What is done, with which jobs.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) work: Work,
    pub(super) direction: Direction,
    pub(super) workspace: Option<String>,
    pub(super) indexed: bool,
}

/// What a step came to.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) tally: Tally,
    /// Whether some keys were left, since no more jobs were to be carried.
    pub(super) cut: bool,
}

impl Task {
    /// Does it; at most so many jobs are carried over.
    pub(super) async fn step(
        &self,
        transfer: &dyn Transfer,
        mut keys: Vec<Vec<u8>>,
        most: Option<u64>,
    ) -> Result<Step, StoreError> {
        let mut step = Step::default();
        keys.sort_unstable();
        keys.dedup();
        let found = transfer.look(&keys, self.indexed).await?;
        let mut moves = Vec::with_capacity(keys.len());
        for (key, found) in keys.iter().zip(found) {
            match self.fits(key, &found) {
                Ok(one) => moves.push(one),
                Err(outcome) => step.tally.count(outcome),
            }
        }
        if let Some(most) = most.and_then(|most| usize::try_from(most).ok())
            && moves.len() > most
        {
            moves.truncate(most);
            step.cut = true;
        }
        match self.work {
            Work::Copy => copy(transfer, &moves, &mut step.tally).await?,
            Work::Rehearse => {
                let looks = transfer.reconcile(&moves, Mode::Look).await?;
                for look in looks {
                    step.tally.count(outcome(&look, CarryOutcome::Copied));
                }
            }
            Work::Compare { repair } => {
                let mode = if repair { Mode::Repair } else { Mode::Look };
                let looks = transfer.reconcile(&moves, mode).await?;
                for (one, look) in moves.iter().zip(looks) {
                    compared(one, &look, &mut step.tally);
                }
            }
            Work::Remove => {
                for (one, look) in moves.iter().zip(transfer.reconcile(&moves, Mode::Remove).await?) {
                    if look.state == State::Removed {
                        step.tally.removed += 1;
                    } else {
                        compared(one, &look, &mut step.tally);
                    }
                }
            }
        }
        Ok(step)
    }

    fn fits(&self, key: &[u8], found: &Found) -> Result<Move, CarryOutcome> {
        let said = match found {
            Found::Hash(said) => said,
            Found::Other => return Err(CarryOutcome::NotAHash),
            Found::Nothing => return Err(CarryOutcome::Vanished),
        };
        let one = Move::of(self.direction, key, said, self.indexed).map_err(|unfit| match unfit {
            Unfit::NoWorkspace => CarryOutcome::NoWorkspace,
            Unfit::BadWorkspace => CarryOutcome::BadWorkspace,
            Unfit::NotAJob => CarryOutcome::NotAJob,
        })?;
        match &self.workspace {
            Some(wanted) if wanted != one.owner() => Err(CarryOutcome::Filtered),
            _ => Ok(one),
        }
    }
}

// Most jobs have no copy, so that is tried first; what could not be copied is looked at with its copy.
async fn copy(transfer: &dyn Transfer, moves: &[Move], tally: &mut Tally) -> Result<(), StoreError> {
    let mut rest = Vec::new();
    for (one, copied) in moves.iter().zip(transfer.copy(moves).await?) {
        match copied {
            Copied::Done => tally.count(CarryOutcome::Copied),
            Copied::Not => rest.push(one.clone()),
            Copied::Refused => tally.count(CarryOutcome::Refused),
        }
    }
    for look in transfer.reconcile(&rest, Mode::Complete).await? {
        // No copy now, and one a moment ago: the job came to its end, and is not brought back.
        tally.count(outcome(&look, CarryOutcome::Vanished));
    }
    Ok(())
}

fn outcome(look: &Reconciled, absent: CarryOutcome) -> CarryOutcome {
    match look.state {
        State::Absent => absent,
        State::There if look.lacking > 0 || look.behind => CarryOutcome::Completed,
        State::There | State::Removed => CarryOutcome::AlreadyThere,
        State::Occupied => CarryOutcome::Occupied,
        State::Foreign => CarryOutcome::Foreign,
        State::Vanished | State::Changed => CarryOutcome::Vanished,
        State::Refused => CarryOutcome::Refused,
    }
}

// What a repair has put right is a difference no more; the next pass says whether it stays so.
fn compared(one: &Move, look: &Reconciled, tally: &mut Tally) {
    let key = one.from.to_string();
    tally.compared += 1;
    tally.newer += u64::from(look.newer);
    tally.mended += u64::from(look.mended);
    let found = match look.state {
        State::Vanished | State::Changed | State::Removed => return,
        State::Absent => vec![(true, Difference::Missing)],
        State::Occupied => vec![(true, Difference::Occupied)],
        State::Foreign => vec![(true, Difference::Foreign)],
        State::Refused => vec![(true, Difference::Refused)],
        State::There => vec![
            (look.lacking > 0, Difference::Partial),
            (look.behind, Difference::Behind),
            (look.differs, Difference::Fields),
            (look.ends, Difference::Expiry),
            (look.unlisted, Difference::Index),
        ],
    };
    for (differs, difference) in found {
        if differs {
            tally.differs(difference, &key);
        }
    }
}
