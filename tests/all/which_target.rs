//! Which target a command judges, and that it says so: a verdict on the reference, taken for one on the service that lies
//! beside it, is the worst false green there is.

use std::path::Path;

use rstest::rstest;
use watertight_tests::cli::{self, Outcome, reference_profile, report, watertight};
use watertight_tests::exit;
use watertight_tests::redis_server::Redis;

const COMMANDS: [&[&str]; 4] = [
    &["run", "--quiet", "LST-03"],
    &["doctor"],
    &["replay", "LST-03"],
    &["prove"],
];

fn run_in(folder: &Path, arguments: &[&str]) -> Outcome {
    cli::run(watertight(folder, arguments).env("WATERTIGHT_REDIS_URL", &Redis::shared().url))
}

/// A profile of the reference that names it `theirs` and expects another status of it: what breaks is not the reference.
fn write_theirs(folder: &Path) {
    let profile = reference_profile("").replacen("name = \"reference\"", "name = \"theirs\"", 1);
    let profile = format!("{profile}\n[refusals]\nforeign_workspace = 404\n");
    std::fs::write(folder.join("watertight.toml"), profile).unwrap();
}

#[test]
fn a_profile_in_the_folder_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    write_theirs(folder.path());
    let outcome = run_in(folder.path(), &["run", "--report", "json=run.json", "LST-03"]);
    outcome.expect_code(exit::BROKEN).expect_text(&["BROKEN  LST-03"]);
    let report = report(&folder.path().join("run.json"));
    assert_eq!(report["target"]["name"], "theirs");
    assert_eq!(report["levels"], serde_json::json!(["L1"]));
}

#[test]
fn a_profile_above_is_judged_up_to_the_root_of_the_repository() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("services/jobs");
    std::fs::create_dir_all(&below).unwrap();
    write_theirs(folder.path());
    run_in(&below, &["run", "--quiet", "LST-03"])
        .expect_code(exit::USAGE)
        .expect_text(&["there is no target"]);
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    run_in(&below, &["run", "--quiet", "LST-03"])
        .expect_code(exit::BROKEN)
        .expect_text(&["theirs"]);
    std::fs::create_dir(folder.path().join("services/.git")).unwrap();
    run_in(&below, &["run", "--quiet", "LST-03"])
        .expect_code(exit::USAGE)
        .expect_text(&["there is no target"]);
}

#[rstest]
fn without_a_profile_nothing_is_judged(#[values(0, 1, 2, 3)] command: usize) {
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), COMMANDS[command])
        .expect_code(exit::USAGE)
        .expect_text(&[
            "no watertight.toml",
            "watertight init",
            "--target FILE",
            "--reference",
        ]);
}

#[test]
fn the_reference_is_judged_where_it_is_asked_for_though_a_profile_is_there() {
    let folder = tempfile::tempdir().unwrap();
    write_theirs(folder.path());
    let outcome = run_in(folder.path(), &["run", "--quiet", "--reference", "LST-03"]);
    outcome.expect_code(exit::HELD);
    assert!(!outcome.text().contains("theirs"), "{}", outcome.text());
    run_in(
        folder.path(),
        &["run", "--reference", "--target", "watertight.toml"],
    )
    .expect_code(exit::USAGE)
    .expect_text(&["--reference", "cannot be used with"]);
}

#[rstest]
#[case::run(0, exit::BROKEN, "L1")]
#[case::doctor(1, exit::HELD, "L1 L2 L3 L4")]
#[case::replay(2, exit::BROKEN, "L1")]
fn the_first_and_the_last_line_say_what_is_judged(
    #[case] command: usize,
    #[case] code: i32,
    #[case] levels: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    write_theirs(folder.path());
    let outcome = run_in(folder.path(), COMMANDS[command]);
    outcome.expect_code(code);
    let mut lines = outcome.stdout.lines();
    let first = lines.next().unwrap();
    let last = lines.next_back().unwrap();
    let end = format!("; redis: given; levels: {levels}");
    let begin = "judging: theirs, started with `watertight-service serve`";
    assert_eq!(first.trim_start_matches("# "), format!("{begin}{end}"));
    let (outcome, judged) = last.split_once("; judged: ").unwrap();
    assert!(outcome.ends_with(&format!("(exit {code})")), "{last}");
    assert!(judged.starts_with("theirs at http://127.0.0.1:"), "{last}");
    assert!(judged.ends_with(&end), "{last}");
}

#[test]
fn a_proof_says_what_it_is_about() {
    let folder = tempfile::tempdir().unwrap();
    watertight_tests::one_feature(folder.path(), "credentials.feature");
    let fault = ["--fault", "missing-credentials-forbidden"];
    let arguments = [&["prove", "--reference", "--features", "features"], &fault[..]].concat();
    let outcome = run_in(folder.path(), &arguments);
    outcome.expect_code(exit::HELD);
    let about = "the suite, on 1 twin(s) of reference, started with `watertight-service serve`; redis: given; levels: L1";
    let first = format!("judging: {about}");
    let last = format!("outcome: held (exit 0); judged: {about}");
    assert_eq!(outcome.stdout.lines().next(), Some(first.as_str()));
    assert_eq!(outcome.stdout.lines().last(), Some(last.as_str()));
}
