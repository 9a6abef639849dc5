//! Random histories with a backfill in them and without: jobs of three workspaces are enqueued, carried out, read, paged and ended
//! while two replicas change their phases, and now and then a run carries some of them, or two runs at once do.
//!
//! The invariant: nobody can tell the two apart, but by where a job was read; and afterwards the last phase shows what the one
//! before it showed.

use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use watertight_service::migration::Phase;
use watertight_service::telemetry::BackfillOutcome;
use watertight_tests::exit::backfill as exit;
use watertight_tests::redis_server::Redis;

use super::runs::{done, request};
use crate::properties::{Act, Side, act, cases};

/// The legacy service and the one that replaces it; the last phase is not entered until everything was carried.
const BEGIN: [Phase; 2] = [Phase::Legacy, Phase::DualWrite];

#[derive(Debug, Clone)]
enum Event {
    Act(Act),
    /// A run in steps of this size, for so many jobs at most, and perhaps another at the same time.
    Carry {
        batch: usize,
        most: Option<u64>,
        twice: bool,
    },
}

fn event() -> impl Strategy<Value = Event> {
    let carry = (1..9_usize, prop::option::of(1..4_u64), any::<bool>());
    prop_oneof![
        // What loses one copy of a job is no step of a migration.
        6 => act().prop_filter("loses a copy", |act| !matches!(act, Act::Lose { .. })).prop_map(Event::Act),
        1 => carry.prop_map(|(batch, most, twice)| Event::Carry { batch, most, twice }),
    ]
}

/// Jobs that the first phase wrote, and then whatever happens after it was left.
fn history() -> impl Strategy<Value = Vec<Event>> {
    let older = prop::collection::vec(0..3_usize, 1..9);
    (older, prop::collection::vec(event(), 1..28)).prop_map(|(older, events)| {
        let enqueue = |workspace| Act::Enqueue {
            replica: 0,
            workspace,
            request: 0,
        };
        let left = Act::Step {
            replica: 0,
            forward: true,
        };
        let before = older.into_iter().map(enqueue).chain([left]).map(Event::Act);
        before.chain(events).collect()
    })
}

// What may differ is left out: where a job was read, whether another's could be told from none (the new key of another's job
// is never looked at), and how many copies of a job came to their end.
fn seen(act: &Act, observation: &str) -> String {
    let shown = match act {
        Act::Get { .. } => (observation.split_once(' ')).and_then(|(_, rest)| rest.rsplit_once(' ')),
        Act::End { .. } => None,
        _ => return observation.to_owned(),
    };
    shown.map(|(shown, _)| shown.to_owned()).unwrap_or_default()
}

async fn carried(url: &str, batch: usize, most: Option<u64>, twice: bool) -> u64 {
    let mut one = request(batch);
    one.max_jobs = most;
    let other = request(batch + 3);
    let reports = if twice {
        let (one, other) = tokio::join!(done(url, &one), done(url, &other));
        vec![one, other]
    } else {
        vec![done(url, &one).await]
    };
    let tallies = reports.iter().filter_map(|report| report.backfilled.as_ref());
    tallies
        .map(|tally| tally.of(BackfillOutcome::Copied) + tally.result("failed"))
        .sum()
}

async fn is_not_noticed(server: &str, events: &[Event]) -> Result<(), TestCaseError> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let database = NEXT.fetch_add(2, Ordering::Relaxed) % 4_094;
    let urls = [database, database + 1].map(|database| format!("{server}/{database}"));
    let [mut still, mut moved] =
        [&urls[0], &urls[1]].map(|url| Side::redis(url).between(BEGIN, Phase::ReadNew));
    let mut copied = 0;
    for event in events {
        match event {
            Event::Act(act) => {
                let (left, right) = (still.observe(act).await, moved.observe(act).await);
                prop_assert_eq!(seen(act, &left), seen(act, &right), "noticed at {:?}", act);
            }
            // While the first phase is served, jobs are written that no run has to see.
            Event::Carry { .. } if moved.serves(Phase::Legacy) => {}
            Event::Carry { batch, most, twice } => {
                copied += carried(&urls[1], *batch, *most, *twice).await;
            }
        }
    }
    prop_assert!(
        copied <= moved.made() as u64,
        "a job was counted as copied twice, or failed"
    );

    let mut last = request(5);
    last.verify = true;
    let report = done(&urls[1], &last).await;
    prop_assert_eq!(
        (i32::from(report.exit_code()), report.complete),
        (exit::DONE, Some(true)),
        "{}",
        report.text()
    );
    still = still.between([Phase::ReadNew; 2], Phase::ReadNew);
    moved = moved.between([Phase::NewOnly; 2], Phase::NewOnly);
    for workspace in 0..3 {
        let list = Act::Walk {
            replica: 0,
            workspace,
            limit: 3,
            filter: false,
        };
        prop_assert_eq!(
            still.observe(&list).await,
            moved.observe(&list).await,
            "another list of {}",
            workspace
        );
        for job in 0..moved.made() {
            let get = Act::Get {
                replica: 0,
                workspace,
                job,
            };
            let (left, right) = (still.observe(&get).await, moved.observe(&get).await);
            prop_assert_eq!(seen(&get, &left), seen(&get, &right), "another job {}", job);
        }
    }
    for (side, url) in [still, moved].iter().zip(&urls) {
        side.empty(url);
    }
    Ok(())
}

#[test]
fn nobody_notices_a_backfill() {
    let redis = Redis::local();
    let (mut runner, runtime) = cases("all/backfill/histories_regressions.txt");
    let outcome = runner.run(&history(), |events| {
        runtime.block_on(is_not_noticed(&redis.url, &events))
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
