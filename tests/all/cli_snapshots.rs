//! What a user reads, as snapshots: help, a verdict, a matrix. What changes from run to run is replaced first.

use rstest::rstest;
use watertight_tests::cli::{self, watertight};
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
    outcome.expect_code(&[0]);
    insta::assert_snapshot!(name, outcome.stdout);
}

#[test]
fn service_help() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = cli::run(&mut cli::service(folder.path(), &["serve", "--help"]));
    outcome.expect_code(&[0]);
    insta::assert_snapshot!("help-service", outcome.stdout);
}

#[test]
fn a_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = watertight(folder.path(), &["run", "@LST-03"]);
    let outcome = cli::run(command.env("WATERTIGHT_REDIS_URL", &Redis::shared().url));
    outcome.expect_code(&[0]);
    insta::with_settings!({ filters => filters() }, { insta::assert_snapshot!("verdict", outcome.stdout) });
}

#[test]
fn a_matrix() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = watertight(folder.path(), &["prove", "@LST-03"]);
    let outcome = cli::run(command.env("WATERTIGHT_REDIS_URL", &Redis::shared().url));
    insta::with_settings!({ filters => filters() }, { insta::assert_snapshot!("matrix", outcome.stdout) });
}

fn filters() -> Vec<(&'static str, &'static str)> {
    vec![
        (r"redis://[^\s]+", "redis://[redis]"),
        (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
        (r"\d+(\.\d+)? ?(ms|s)\b", "[time]"),
        (r"\bwt[a-z0-9]{14}\b", "[workspace]"),
        (r"[0-9a-f]{8}-[0-9a-f-]{27}", "[id]"),
    ]
}
