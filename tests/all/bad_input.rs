//! What is typed or written wrongly: one message that names the place and what to do, the right exit code, and nothing
//! left running.

use std::path::Path;

use rstest::rstest;
use watertight_tests::cli::{self, Outcome, watertight};
use watertight_tests::exit;
use watertight_tests::free_address;
use watertight_tests::redis_server::Redis;

fn with_profile(profile: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("watertight.toml"), profile).unwrap();
    run(folder.path(), &["run", "--target", "watertight.toml"])
}

fn run(folder: &Path, arguments: &[&str]) -> Outcome {
    cli::run(watertight(folder, arguments).env("WATERTIGHT_REDIS_URL", &Redis::shared().url))
}

#[rstest]
#[case::unknown_key("[target]\nname = \"x\"\nurl = \"http://127.0.0.1:1\"\ncolour = \"red\"\n", &["colour", "4"])]
#[case::unknown_table("[target]\nname = \"x\"\nurl = \"http://127.0.0.1:1\"\n[tokenz]\n", &["tokenz", "4"])]
#[case::wrong_type("[target]\nname = 7\nurl = \"http://127.0.0.1:1\"\n", &["name", "2"])]
#[case::not_toml("[target\nname = \"x\"\n", &["watertight.toml", "1"])]
fn a_profile_that_is_wrong(#[case] profile: &str, #[case] said: &[&str]) {
    with_profile(profile)
        .expect_code(exit::USAGE)
        .expect_text(&["watertight.toml"])
        .expect_text(said);
}

#[test]
fn a_profile_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["run", "--target", "nowhere.toml"])
        .expect_code(exit::USAGE)
        .expect_text(&["nowhere.toml"]);
}

#[rstest]
#[case::expression("@LST-03 and and @MUST")]
#[case::bracket("(@LST-03")]
#[case::word("no such selector")]
fn a_selector_that_is_wrong(#[case] selector: &str) {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["run", "--reference", selector])
        .expect_code(exit::USAGE)
        .expect_text(&[selector]);
}

#[test]
fn a_flag_that_does_not_exist() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["run", "--colour"])
        .expect_code(exit::USAGE)
        .expect_text(&["--colour"]);
}

#[test]
fn a_report_kind_that_does_not_exist() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["run", "--reference", "--report", "pdf=out.pdf"])
        .expect_code(exit::USAGE)
        .expect_text(&["pdf", "--report"]);
}

#[test]
fn a_redis_that_does_not_answer() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("redis://{}", free_address());
    let mut command = watertight(folder.path(), &["run", "--reference", "--redis-url", &url]);
    cli::run(command.env_remove("WATERTIGHT_REDIS_URL"))
        .expect_code(exit::TARGET)
        .expect_text(&[&url, "--redis-url"]);
}

#[rstest]
#[case::not_there("no-such-program-here", &["no-such-program-here", "start.cmd"])]
#[case::ends_at_once("false", &["ended before it was ready"])]
fn a_start_command_that_does_not_start(#[case] program: &str, #[case] said: &[&str]) {
    let profile =
        cli::reference_profile("").replacen("\"watertight-service\", \"serve\"", &format!("{program:?}"), 1);
    with_profile(&profile).expect_code(exit::TARGET).expect_text(said);
}

#[rstest]
#[case::no_key(&["serve", "--listen", "127.0.0.1:0", "--issuer", "i", "--audience", "a"], &["--keyset", "WATERTIGHT_KEYSET"])]
#[case::key_file_missing(
    &["serve", "--listen", "127.0.0.1:0", "--issuer", "i", "--audience", "a", "--keyset", "no-such-keys.json"],
    &["no-such-keys.json"]
)]
#[case::secret_missing(
    &["serve", "--listen", "127.0.0.1:0", "--issuer", "i", "--audience", "a", "--key", "k:HS256=no-such-secret"],
    &["no-such-secret"]
)]
#[case::no_issuer(&["serve", "--listen", "127.0.0.1:0", "--audience", "a", "--keyset", "x"], &["--issuer", "WATERTIGHT_ISSUER"])]
#[case::no_audience(&["serve", "--listen", "127.0.0.1:0", "--issuer", "i", "--keyset", "x"], &["--audience", "WATERTIGHT_AUDIENCE"])]
#[case::leeway_too_long(
    &["serve", "--listen", "127.0.0.1:0", "--issuer", "i", "--audience", "a", "--keyset", "x", "--leeway", "61"],
    &["--leeway", "60"]
)]
fn a_service_that_cannot_start_says_which_flag_to_give(#[case] arguments: &[&str], #[case] said: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    cli::run(&mut cli::service(folder.path(), arguments))
        .expect_code(exit::USAGE)
        .expect_text(said);
}
