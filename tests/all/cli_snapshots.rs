//! What a user reads, as snapshots: help, a verdict, a matrix. What changes from run to run is replaced first.

use std::path::Path;

use rstest::rstest;
use watertight_tests::cli::{self, Outcome, watertight};
use watertight_tests::exit;
use watertight_tests::one_feature;
use watertight_tests::redis_server::Redis;

#[rstest]
#[case::watertight("help-watertight", &["--help"])]
#[case::run("help-run", &["run", "--help"])]
#[case::prove("help-prove", &["prove", "--help"])]
#[case::list("help-list", &["list", "--help"])]
#[case::doctor("help-doctor", &["doctor", "--help"])]
fn help(#[case] name: &str, #[case] arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let outcome = cli::run(watertight(folder.path(), arguments).env_remove("WATERTIGHT_REDIS_URL"));
    outcome.expect_code(exit::HELD);
    insta::assert_snapshot!(name, outcome.stdout);
}

#[test]
fn service_help() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = cli::run(&mut cli::service(folder.path(), &["serve", "--help"]));
    outcome.expect_code(exit::HELD);
    insta::assert_snapshot!("help-service", outcome.stdout);
}

#[test]
fn a_verdict() {
    let outcome = run(&["run", "--reference", "AUTH-01"]);
    outcome.expect_code(exit::HELD);
    snapshot("verdict-held", &outcome.stdout);
}

#[test]
fn a_verdict_with_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let twin = format!("\"watertight-faults\", \"serve\", \"--fault\", {FAULT:?}");
    let profile = cli::reference_profile("").replacen("\"watertight-service\", \"serve\"", &twin, 1);
    std::fs::write(folder.path().join("twin.toml"), profile).unwrap();
    let path = folder.path().join("twin.toml").display().to_string();
    let outcome = run(&["run", "AUTH-01", "--target", &path]);
    outcome.expect_code(exit::BROKEN);
    snapshot("verdict-broken", &outcome.stdout);
}

#[test]
fn a_matrix() {
    let folder = tempfile::tempdir().unwrap();
    one_feature(folder.path(), "credentials.feature");
    let outcome = run_in(
        folder.path(),
        &["prove", "--reference", "--features", "features", "--fault", FAULT],
    );
    outcome.expect_code(exit::HELD).expect_text(&["AUTH-01"]);
    snapshot("matrix", &outcome.stdout);
}

/// A twin that one small requirement catches.
const FAULT: &str = "missing-credentials-forbidden";

fn run(arguments: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), arguments)
}

fn run_in(folder: &Path, arguments: &[&str]) -> Outcome {
    cli::run(watertight(folder, arguments).env("WATERTIGHT_REDIS_URL", &Redis::shared().url))
}

pub(super) fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ filters => filters() }, { insta::assert_snapshot!(name, text) });
}

fn filters() -> Vec<(&'static str, &'static str)> {
    vec![
        (r"canary[a-z0-9]{20}", "[canary]"),
        (r"\bwt[a-z0-9]{16}\b", "[workspace]"),
        // A new scenario may catch the twin too.
        (r"killed by \d+: .*", "killed by [count]: [requirements]"),
        (r"redis://[^\s]+", "redis://[redis]"),
        (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
        (r"\d+(\.\d+)? ?(ms|s)\b", "[time]"),
        (r"\bwt[a-z0-9]{14}\b", "[workspace]"),
        (r"[0-9a-f]{8}-[0-9a-f-]{27}", "[id]"),
    ]
}
