//! One pass: every key once, in the order of the scan, resumed where it stopped.

use std::sync::Arc;

use super::keyspace::{Entry, Keyspace, key};
use crate::backfill::checkpoint::Checkpoint;
use crate::backfill::pace::{Gate, Pace};
use crate::backfill::pass::{Pass, PassEnd};
use crate::backfill::task::{Task, Work};
use crate::backfill::{Difference, Progress, Tally};
use crate::migration::Direction;
use crate::stop::Stop;
use crate::store::BackfillStore;
use crate::telemetry::{BackfillOutcome, Telemetry};

/// One of each kind, and enough plain jobs for several steps.
const ENTRIES: [Entry; 9] = [
    Entry::Job,
    Entry::NoWorkspace,
    Entry::Job,
    Entry::Copied,
    Entry::OtherType,
    Entry::Partial,
    Entry::WrongId,
    Entry::Occupied,
    Entry::Job,
];

/// What a pass needs beside its store.
struct Setting {
    keyspace: Arc<Keyspace>,
    store: Arc<dyn BackfillStore>,
    stop: Stop,
    progress: Progress,
    telemetry: Arc<Telemetry>,
}

impl Setting {
    fn over(entries: &[Entry]) -> Self {
        let keyspace = Keyspace::of(entries);
        let telemetry = Arc::new(Telemetry::new());
        let mut progress = Progress::new(Arc::clone(&telemetry), false, || {});
        progress.begin("copying", 0, true);
        Self {
            store: keyspace.clone(),
            keyspace,
            stop: Stop::new(),
            progress,
            telemetry,
        }
    }

    /// A pass of steps of two keys.
    fn pass(&mut self, work: Work, cursor: u64, most: Option<u64>) -> Pass<'_> {
        let task = Task {
            work,
            direction: Direction::Forward,
            workspace: None,
            indexed: true,
        };
        let pace = Pace {
            batch: 2,
            ..Pace::default()
        };
        Pass {
            store: &self.store,
            checkpoint: Some(Checkpoint::of(&task, "server-0")),
            task: Arc::new(task),
            gate: Gate::new(pace, None),
            most,
            stop: &self.stop,
            progress: &mut self.progress,
            cursor: Some(cursor),
            tally: Tally::default(),
        }
    }
}

fn results(tally: &Tally) -> [u64; 3] {
    ["migrated", "skipped", "failed"].map(|result| tally.result(result))
}

#[tokio::test]
async fn a_pass_counts_every_key_once_and_copies_what_can_be_copied() {
    let mut setting = Setting::over(&ENTRIES);
    let mut pass = setting.pass(Work::Copy, 0, None);
    assert_eq!(pass.run().await, Ok(PassEnd::Complete));
    assert_eq!(pass.cursor, None);
    let tally = pass.tally;

    for (outcome, jobs) in [
        (BackfillOutcome::Copied, 3),
        (BackfillOutcome::Completed, 1),
        (BackfillOutcome::AlreadyThere, 1),
        (BackfillOutcome::NotAHash, 1),
        (BackfillOutcome::NoWorkspace, 1),
        (BackfillOutcome::NotAJob, 1),
        (BackfillOutcome::Occupied, 1),
    ] {
        assert_eq!(tally.of(outcome), jobs, "{outcome:?}");
    }
    assert_eq!(results(&tally), [4, 4, 1]);
    assert_eq!(tally.scanned(), ENTRIES.len() as u64);
    let keyspace = &setting.keyspace;
    assert_eq!(
        keyspace.inspected(),
        (0..ENTRIES.len()).map(key).collect::<Vec<_>>()
    );
    assert_eq!(
        keyspace
            .entries()
            .iter()
            .filter(|entry| **entry == Entry::Copied)
            .count(),
        5
    );
    // The metrics hold the same counts.
    let page = setting.telemetry.page();
    assert!(
        page.contains("backfill_jobs_total{result=\"migrated\",reason=\"copied\"} 3"),
        "{page}"
    );
}

#[tokio::test]
async fn a_checkpoint_is_saved_after_every_step_and_removed_at_the_end() {
    let mut setting = Setting::over(&ENTRIES);
    let end = setting.pass(Work::Copy, 0, None).run().await;
    assert_eq!(end, Ok(PassEnd::Complete));
    let expected = [Some(2), Some(4), Some(6), Some(8), None];
    assert_eq!(setting.keyspace.checkpoints(), expected);
}

#[tokio::test]
async fn a_pass_resumes_at_its_cursor() {
    let mut setting = Setting::over(&ENTRIES);
    let mut pass = setting.pass(Work::Copy, 4, None);
    assert_eq!(pass.run().await, Ok(PassEnd::Complete));
    let tally = pass.tally;
    assert_eq!((tally.scanned(), results(&tally)), (5, [2, 2, 1]));
    assert_eq!(setting.keyspace.inspected(), (4..9).map(key).collect::<Vec<_>>());
    assert_eq!(
        setting.keyspace.entries()[..4],
        ENTRIES[..4],
        "keys before the cursor"
    );
}

#[tokio::test]
async fn a_failed_step_is_done_again_and_counted_once() {
    let mut setting = Setting::over(&ENTRIES);
    setting.keyspace.fail_inspection(5);
    let mut pass = setting.pass(Work::Copy, 0, None);
    assert!(pass.run().await.is_err());
    assert_eq!(pass.cursor, Some(4));
    assert_eq!(pass.tally.scanned(), 4);
    assert_eq!(pass.run().await, Ok(PassEnd::Complete));
    assert_eq!(pass.tally.scanned(), ENTRIES.len() as u64);
    assert_eq!(results(&pass.tally)[2], 1);
    let saved = setting.keyspace.checkpoints();
    assert_eq!(saved, [Some(2), Some(4), Some(6), Some(8), None]);
    let copied = |entry: &&Entry| **entry == Entry::Copied;
    assert_eq!(setting.keyspace.entries().iter().filter(copied).count(), 5);
}

#[tokio::test]
async fn a_failed_scan_is_done_again() {
    let mut setting = Setting::over(&ENTRIES);
    setting.keyspace.fail_scan(6);
    let mut pass = setting.pass(Work::Copy, 0, None);
    assert!(pass.run().await.is_err());
    assert_eq!(pass.run().await, Ok(PassEnd::Complete));
    assert_eq!(pass.tally.scanned(), ENTRIES.len() as u64);
}

#[tokio::test]
async fn no_checkpoint_goes_beyond_a_step_without_an_answer() {
    let mut setting = Setting::over(&[Entry::Job; 9]);
    setting.keyspace.wait_at(0);
    let keyspace = Arc::clone(&setting.keyspace);
    let mut pass = setting.pass(Work::Copy, 0, None);
    let later_steps = async {
        // The steps after the first one are done while it waits.
        while keyspace.inspected().len() < 4 {
            tokio::task::yield_now().await;
        }
        let saved = keyspace.checkpoints();
        keyspace.permits.add_permits(1);
        saved
    };
    let (end, saved) = tokio::join!(pass.run(), later_steps);
    assert_eq!((end, saved), (Ok(PassEnd::Complete), Vec::new()));
    let expected = [Some(2), Some(4), Some(6), Some(8), None];
    assert_eq!(setting.keyspace.checkpoints(), expected);
}

#[tokio::test]
async fn a_limit_ends_the_pass_and_the_rest_is_left_for_the_next() {
    let mut setting = Setting::over(&[Entry::Job; 5]);
    let mut pass = setting.pass(Work::Copy, 0, Some(3));
    assert_eq!(pass.run().await, Ok(PassEnd::Limit));
    assert_eq!((pass.cursor, results(&pass.tally)), (Some(2), [3, 0, 0]));
    let mut pass = setting.pass(Work::Copy, 2, None);
    assert_eq!(pass.run().await, Ok(PassEnd::Complete));
    assert_eq!(results(&pass.tally), [2, 1, 0]);
    assert_eq!(setting.keyspace.entries(), [Entry::Copied; 5]);
}

#[tokio::test]
async fn a_stop_ends_the_pass_before_the_next_step() {
    let mut setting = Setting::over(&ENTRIES);
    setting.stop.cancel();
    let mut pass = setting.pass(Work::Copy, 2, None);
    assert_eq!(pass.run().await, Ok(PassEnd::Stopped));
    assert_eq!((pass.cursor, pass.tally.scanned()), (Some(2), 0));
    assert_eq!(setting.keyspace.entries(), ENTRIES);
}

#[tokio::test]
async fn a_rehearsal_counts_what_a_copy_would_do_and_writes_nothing() {
    let mut setting = Setting::over(&ENTRIES);
    let mut rehearsal = setting.pass(Work::Rehearse, 0, None);
    assert_eq!(rehearsal.run().await, Ok(PassEnd::Complete));
    let rehearsed = rehearsal.tally;
    assert_eq!(setting.keyspace.entries(), ENTRIES);
    let mut pass = setting.pass(Work::Copy, 0, None);
    assert_eq!(pass.run().await, Ok(PassEnd::Complete));
    assert_eq!(rehearsed, pass.tally);
}

#[tokio::test]
async fn a_comparison_counts_differences_and_names_their_keys() {
    let mut setting = Setting::over(&ENTRIES);
    let mut pass = setting.pass(Work::Compare { repair: false }, 0, None);
    assert_eq!(pass.run().await, Ok(PassEnd::Complete));
    let tally = pass.tally;
    assert_eq!(tally.compared, 6);
    let kinds = [Difference::Missing, Difference::Partial, Difference::Occupied];
    assert_eq!(kinds.map(|kind| tally.differing(kind)), [3, 1, 1]);
    assert_eq!(tally.differences(), 5);
    assert!(
        tally
            .examples()
            .contains(&(Difference::Partial, "ai:jobs:05".to_owned()))
    );
    assert_eq!(setting.keyspace.entries(), ENTRIES);
}
