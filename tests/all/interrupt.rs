//! Ctrl-C in the middle of a run: the target stops, the report stays readable, and nobody takes the run for complete.

use nix::sys::signal::Signal;
use rstest::rstest;
use watertight_tests::{cli, processes, wait};

use crate::false_greens::started;

#[rstest]
#[case::from_the_keyboard(Signal::SIGINT)]
#[case::from_a_supervisor(Signal::SIGTERM)]
fn an_interrupted_run_stops_its_target_and_says_incomplete(#[case] signal: Signal) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    let (child, target) = started(folder.path(), &path);
    cli::signal(&child, signal);
    let outcome = cli::finish(child);
    outcome.expect_code(&[3]);
    wait::until("the target to be gone", || {
        (!processes::runs(target)).then_some(())
    });
    let report = cli::report(&path);
    assert_eq!(report["outcome"], "incomplete", "{}", outcome.text());
    assert!(
        !report["scenarios"].as_array().unwrap().is_empty(),
        "what was judged before is still there"
    );
}
