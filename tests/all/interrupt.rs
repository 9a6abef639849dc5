//! Ctrl-C in the middle of a run: the target stops, the report stays readable, and nobody takes the run for complete.

use std::time::Duration;

use nix::sys::signal::Signal;
use rstest::rstest;
use watertight_tests::redis_server::Redis;
use watertight_tests::{cli, exit, one_feature, processes, wait};

use crate::false_greens::started;

#[rstest]
#[case::from_the_keyboard(Signal::SIGINT)]
#[case::from_a_supervisor(Signal::SIGTERM)]
fn an_interrupted_run_stops_its_target_and_says_incomplete(#[case] signal: Signal) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    let (child, target) = started(folder.path(), &path);
    child.signal(signal);
    let outcome = cli::finish(child);
    outcome.expect_code(exit::INCOMPLETE);
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

#[test]
fn an_interrupted_proof_stops_every_twin() {
    let folder = tempfile::tempdir().unwrap();
    // The sound reference comes first, and one feature of it is soon judged.
    one_feature(folder.path(), "credentials.feature");
    let mut command = cli::watertight(folder.path(), &["prove", "--reference", "--features", "features"]);
    let child = cli::start(command.env("WATERTIGHT_REDIS_URL", &Redis::shared().url));
    let twins = wait::until("a twin's process", || {
        Some(processes::servers(child.id(), "watertight-faults")).filter(|twins| !twins.is_empty())
    });
    child.signal(Signal::SIGINT);
    let outcome = cli::finish(child);
    let gone = wait::within(Duration::from_secs(10), || {
        twins.iter().all(|twin| !processes::runs(*twin)).then_some(())
    });
    twins.iter().for_each(|twin| processes::end(*twin));
    assert!(gone.is_some(), "twins outlive the proof");
    outcome.expect_code(exit::INCOMPLETE);
}

#[test]
fn a_proof_that_is_interrupted_at_the_reference_says_so() {
    let folder = tempfile::tempdir().unwrap();
    one_feature(folder.path(), "credentials.feature");
    let mut command = cli::watertight(
        folder.path(),
        &["prove", "--reference", "--quiet", "--features", "features"],
    );
    let child = cli::start(command.env("WATERTIGHT_REDIS_URL", &Redis::shared().url));
    wait::until("the reference", || {
        (!processes::servers(child.id(), "watertight-service").is_empty()).then_some(())
    });
    child.signal(Signal::SIGINT);
    cli::finish(child)
        .expect_code(exit::INCOMPLETE)
        .expect_text(&["ended early: interrupted"]);
}
