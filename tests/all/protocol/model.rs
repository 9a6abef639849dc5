//! Two stores and those who use them. Every write of the service is one step, since it is one script; a client that never
//! hears the answer is a step of its own. Rows of the table are interpreted, not imitated.
//!
//! The invariant: what a reader would be shown is computed from the stored copies alone, and compared with what was
//! acknowledged.

use stateright::{Model, Property};
use watertight_service::migration::{Operation, Phase, Row, Schema, Write};

/// A table of phases.
pub(super) type Table = fn(Phase, Operation) -> Row;

/// Two jobs: one that a client enqueues, and one that older code left for another workspace, under an id that the first
/// workspace guesses.
const JOBS: usize = 2;
const FINAL: u8 = 2;

/// The protocol over one table, and how carefully the store goes about it.
#[derive(Clone)]
pub(super) struct Protocol {
    pub(super) table: Table,
    pub(super) checks_owner: bool,
    pub(super) creates_on_change: bool,
    pub(super) guards_phases: bool,
}

impl Protocol {
    pub(super) fn of(table: Table) -> Self {
        Self {
            table,
            checks_owner: true,
            creates_on_change: false,
            guards_phases: true,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Job {
    old: Option<u8>,
    new: Option<u8>,
    indexed: bool,
    acknowledged: bool,
    ended: bool,
    /// How far it was brought, by whoever was told so.
    rank: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct State {
    phases: [usize; 2],
    jobs: [Job; JOBS],
    request_known: bool,
    made: u8,
    stepped_back: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Action {
    Enqueue { replica: usize, heard: bool },
    Adopt { replica: usize },
    Advance { replica: usize, job: usize, to: u8 },
    Backfill { job: usize },
    Reverse { job: usize },
    End { job: usize },
    Step { replica: usize, to: usize },
}

impl Protocol {
    fn row(&self, state: &State, replica: usize, operation: Operation) -> Row {
        (self.table)(Phase::ALL[state.phases[replica]], operation)
    }

    fn enqueue(&self, state: &mut State, replica: usize, heard: bool) {
        let row = self.row(state, replica, Operation::Enqueue);
        let known = row.writes.contains(&Write::RequestId) && state.request_known;
        let job = &mut state.jobs[0];
        if !known {
            state.made += 1;
            for write in row.writes {
                match write {
                    Write::RequestId => state.request_known = true,
                    Write::Create(Schema::Old) => job.old = Some(0),
                    Write::Create(Schema::New) => job.new = Some(0),
                    Write::Index => job.indexed = true,
                    Write::Queue | Write::Change(_) => {}
                }
            }
        }
        job.acknowledged |= heard;
    }

    fn advance(&self, state: &mut State, replica: usize, job: usize, to: u8) {
        let row = self.row(state, replica, Operation::Update);
        let job = &mut state.jobs[job];
        let reached = |schema| row.writes.contains(&Write::Change(schema));
        let furthest = [(Schema::Old, job.old), (Schema::New, job.new)]
            .into_iter()
            .filter(|(schema, _)| reached(*schema))
            .filter_map(|(_, copy)| copy)
            .max();
        if self.creates_on_change {
            job.new = Some(to);
        }
        if furthest.is_none_or(|furthest| to <= furthest) {
            return;
        }
        if reached(Schema::Old) && job.old.is_some() {
            job.old = Some(to);
        }
        if reached(Schema::New) && job.new.is_some() {
            job.new = Some(to);
        }
        job.rank = job.rank.max(to);
    }

    // What the owner is shown of a job by its id.
    fn shown(&self, state: &State, replica: usize, job: &Job, operation: Operation) -> Option<u8> {
        let reads = self.row(state, replica, operation).reads;
        reads.iter().find_map(|schema| match schema {
            Schema::Old => job.old,
            Schema::New => job.new,
        })
    }

    fn listed(&self, state: &State, replica: usize, job: &Job) -> Option<u8> {
        let adopts = self.row(state, replica, Operation::List).adopts;
        let known = job.indexed || (adopts && job.old.is_some());
        self.shown(state, replica, job, Operation::List).filter(|_| known)
    }

    // What the other workspace is shown that guesses the id: its own new key is empty, the old key is everybody's.
    fn guessed(&self, state: &State, replica: usize, job: &Job) -> bool {
        let reads = self.row(state, replica, Operation::Get).reads;
        !self.checks_owner && reads.contains(&Schema::Old) && job.old.is_some()
    }

    fn may_step(&self, state: &State, replica: usize, to: usize) -> bool {
        let (from, other) = (state.phases[replica], state.phases[1 - replica]);
        if from.abs_diff(to) != 1 || other.abs_diff(to) > 1 {
            return false;
        }
        let alone = |one: fn(&Job) -> (Option<u8>, Option<u8>)| {
            state
                .jobs
                .iter()
                .map(one)
                .any(|(here, there)| here.is_some() && there.is_none())
        };
        !self.guards_phases
            || match Phase::ALL[to] {
                Phase::NewOnly => !alone(|job| (job.old, job.new)),
                Phase::Legacy => !alone(|job| (job.new, job.old)),
                Phase::DualWrite | Phase::ReadNew => true,
            }
    }

    fn every(&self, state: &State, holds: impl Fn(usize, &Job) -> bool) -> bool {
        let live = |job: &&Job| job.acknowledged && !job.ended;
        (0..2).all(|replica| state.jobs.iter().filter(live).all(|job| holds(replica, job)))
    }
}

impl Model for Protocol {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let older = Job {
            old: Some(0),
            acknowledged: true,
            ..Job::default()
        };
        vec![State {
            phases: [0, 0],
            jobs: [Job::default(), older],
            request_known: false,
            made: 0,
            stepped_back: false,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for replica in 0..2 {
            if !state.jobs[0].acknowledged && state.made < 2 {
                actions.extend([true, false].map(|heard| Action::Enqueue { replica, heard }));
            }
            actions.push(Action::Adopt { replica });
            for job in 0..JOBS {
                actions.extend([1, FINAL].map(|to| Action::Advance { replica, job, to }));
            }
            for to in 0..Phase::ALL.len() {
                if self.may_step(state, replica, to) {
                    actions.push(Action::Step { replica, to });
                }
            }
        }
        for job in 0..JOBS {
            actions.extend([
                Action::Backfill { job },
                Action::Reverse { job },
                Action::End { job },
            ]);
        }
    }

    fn next_state(&self, before: &State, action: Action) -> Option<State> {
        let mut state = before.clone();
        match action {
            Action::Enqueue { replica, heard } => self.enqueue(&mut state, replica, heard),
            Action::Adopt { replica } => {
                if self.row(before, replica, Operation::List).adopts {
                    for job in state.jobs.iter_mut().filter(|job| job.old.is_some()) {
                        job.indexed = true;
                    }
                }
            }
            Action::Advance { replica, job, to } => self.advance(&mut state, replica, job, to),
            // Copies that the tool makes are whole, and never go over one that is there. It runs while both are written.
            Action::Backfill { job } if before.phases.iter().all(|phase| (1..=2).contains(phase)) => {
                let job = &mut state.jobs[job];
                if job.new.is_none() {
                    job.new = job.old;
                    job.indexed |= job.old.is_some();
                }
            }
            Action::Reverse { job } if before.phases.iter().all(|phase| (1..=2).contains(phase)) => {
                let job = &mut state.jobs[job];
                if job.old.is_none() {
                    job.old = job.new;
                }
            }
            Action::Backfill { .. } | Action::Reverse { .. } => {}
            // Both copies end at one moment, since their expiry is one and absolute.
            Action::End { job } => {
                let job = &mut state.jobs[job];
                if job.old.is_some() || job.new.is_some() {
                    (job.old, job.new, job.ended) = (None, None, true);
                }
            }
            Action::Step { replica, to } => {
                state.stepped_back |= to < state.phases[replica];
                state.phases[replica] = to;
            }
        }
        (state != *before).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("a job is never lost", |model: &Self, state| {
                model.every(state, |replica, job| {
                    model.shown(state, replica, job, Operation::Get).is_some()
                })
            }),
            Property::always("a job is never hidden from its list", |model, state| {
                model.every(state, |replica, job| model.listed(state, replica, job).is_some())
            }),
            Property::always("a job never goes back", |model, state| {
                model.every(state, |replica, job| {
                    let by_id = model.shown(state, replica, job, Operation::Get);
                    let listed = model.listed(state, replica, job);
                    [by_id, listed].into_iter().flatten().all(|rank| rank == job.rank)
                })
            }),
            Property::always("a request makes one job", |_, state: &State| state.made <= 1),
            Property::always("a job is never another workspace's", |model, state| {
                model.every(state, |replica, job| !model.guessed(state, replica, job))
            }),
            Property::always("a job that ended stays ended", |_, state: &State| {
                let gone = |job: &Job| job.old.is_none() && job.new.is_none();
                state.jobs.iter().all(|job| !job.ended || gone(job))
            }),
            Property::sometimes("the last phase is reached with both jobs", |_, state: &State| {
                state.phases == [3, 3] && state.jobs.iter().all(|job| job.acknowledged && !job.ended)
            }),
            Property::sometimes("the first phase is reached again", |_, state: &State| {
                state.phases == [0, 0] && state.stepped_back
            }),
            Property::sometimes(
                "a job is brought to its end in two neighbouring phases",
                |_, state: &State| state.phases[0] != state.phases[1] && state.jobs[0].rank == FINAL,
            ),
        ]
    }
}
