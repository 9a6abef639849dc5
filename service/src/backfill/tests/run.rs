//! Whole runs: when the migration is recorded as complete, and what happens when another server answers.
//!
//! Tokio's clock is paused, so waiting for the store costs no time.

use std::sync::Arc;

use super::keyspace::{Entry, Keyspace};
use crate::backfill::{Ending, Pace, Progress, Report, Request, run};
use crate::migration::Direction;
use crate::stop::Stop;
use crate::store::BackfillStore;
use crate::telemetry::Telemetry;

fn request() -> Request {
    Request {
        direction: Direction::Forward,
        execute: true,
        verify: true,
        repair: false,
        pace: Pace {
            batch: 2,
            ..Pace::default()
        },
        workspace: None,
        max_jobs: None,
        resume: true,
        indexed: true,
    }
}

async fn report(keyspace: &Arc<Keyspace>, request: &Request) -> Report {
    let store: Arc<dyn BackfillStore> = keyspace.clone();
    let mut progress = Progress::new(Arc::new(Telemetry::new()), false, || {});
    run(&store, request, &Stop::new(), &mut progress).await.unwrap()
}

#[tokio::test]
async fn two_comparisons_without_a_difference_complete_the_migration() {
    let keyspace = Keyspace::of(&[Entry::Job, Entry::Partial, Entry::Copied]);
    let report = report(&keyspace, &request()).await;
    assert_eq!(
        (report.ending, report.complete, report.exit_code()),
        (Ending::Complete, Some(true), 0)
    );
    assert_eq!(report.verified.len(), 2);
    assert_eq!(keyspace.recorded(), [true]);
}

#[tokio::test]
async fn a_difference_keeps_the_migration_incomplete() {
    let keyspace = Keyspace::of(&[Entry::Job, Entry::Occupied]);
    let report = report(&keyspace, &request()).await;
    assert_eq!((report.complete, report.exit_code()), (Some(false), 1));
    assert_eq!(keyspace.recorded(), [false]);
}

#[tokio::test]
async fn a_part_of_the_jobs_never_completes_the_migration() {
    for request in [
        Request {
            workspace: Some("acme".to_owned()),
            ..request()
        },
        Request {
            indexed: false,
            ..request()
        },
        Request {
            execute: false,
            ..request()
        },
        Request {
            max_jobs: Some(1),
            ..request()
        },
    ] {
        let keyspace = Keyspace::of(&[Entry::Job, Entry::Job, Entry::Job]);
        let report = report(&keyspace, &request).await;
        assert_eq!((report.complete, keyspace.recorded()), (None, Vec::new()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_repair_is_compared_again_until_two_passes_are_clean() {
    let keyspace = Keyspace::of(&[Entry::Partial, Entry::Copied]);
    // The copy is completed by the first pass, and damaged before the comparisons.
    let dry = Request {
        execute: false,
        verify: true,
        ..request()
    };
    assert_eq!(report(&keyspace, &dry).await.verified[0].differences(), 1);
    let copied = report(
        &keyspace,
        &Request {
            verify: false,
            ..request()
        },
    )
    .await;
    assert_eq!(copied.backfilled.unwrap().result("migrated"), 1);
    keyspace.set(0, Entry::Partial);
    let repairs = Request {
        repair: true,
        resume: false,
        ..request()
    };
    let report = report(&keyspace, &repairs).await;
    assert_eq!((report.complete, report.exit_code()), (Some(true), 0));
    assert_eq!(keyspace.entries(), [Entry::Copied; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_run_resumes_after_the_store_was_away() {
    let keyspace = Keyspace::of(&[Entry::Job; 7]);
    keyspace.fail_scan(4);
    keyspace.fail_inspection(6);
    let report = report(&keyspace, &request()).await;
    // A step whose answer was lost is done again, and finds the copies that it made.
    let tally = report.backfilled.unwrap();
    let (migrated, skipped) = (tally.result("migrated"), tally.result("skipped"));
    assert_eq!((tally.scanned(), migrated + skipped), (7, 7));
    assert_eq!(keyspace.entries(), [Entry::Copied; 7]);
    assert_eq!(report.complete, Some(true));
}

#[tokio::test(start_paused = true)]
async fn another_server_process_starts_the_scan_again() {
    let keyspace = Keyspace::of(&[Entry::Copied; 7]);
    keyspace.restart_at_scan(4);
    let compares = Request {
        execute: false,
        ..request()
    };
    let report = report(&keyspace, &compares).await;
    assert_eq!(report.ending, Ending::Complete);
    // What was compared on the other server does not count.
    assert_eq!(report.verified[0].compared, 7);
    assert!(keyspace.inspected().len() > 7, "{:?}", keyspace.inspected());
}

#[tokio::test]
async fn a_checkpoint_of_another_server_process_is_ignored() {
    let keyspace = Keyspace::of(&[Entry::Job; 6]);
    let copies = Request {
        verify: false,
        ..request()
    };
    let limited = Request {
        max_jobs: Some(4),
        ..copies.clone()
    };
    assert_eq!(report(&keyspace, &limited).await.ending, Ending::Limit);
    keyspace.restart_server();
    let tally = report(&keyspace, &copies).await.backfilled.unwrap();
    let results = ["migrated", "skipped"].map(|result| tally.result(result));
    assert_eq!((tally.scanned(), results), (6, [2, 4]));
}

#[tokio::test]
async fn a_run_resumes_from_the_checkpoint_of_an_earlier_run() {
    let keyspace = Keyspace::of(&[Entry::Job; 6]);
    let limited = Request {
        max_jobs: Some(4),
        verify: false,
        ..request()
    };
    assert_eq!(report(&keyspace, &limited).await.ending, Ending::Limit);
    let resumed = report(
        &keyspace,
        &Request {
            verify: false,
            ..request()
        },
    )
    .await;
    assert_eq!(resumed.backfilled.unwrap().scanned(), 2);
    let restarted = report(
        &keyspace,
        &Request {
            verify: false,
            resume: false,
            ..request()
        },
    )
    .await;
    assert_eq!(restarted.backfilled.unwrap().scanned(), 6);
}
