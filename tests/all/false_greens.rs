//! The ways a suite can look green without having judged anything. One test a row; each must be red, with the exit code
//! that says which kind of red.

use std::net::TcpListener;
use std::path::Path;

use nix::sys::signal::Signal;
use rstest::rstest;
use serde_json::Value;
use watertight_tests::cli::{self, Outcome, report, watertight};
use watertight_tests::guard::Process;
use watertight_tests::redis_server::Redis;
use watertight_tests::{exit, free_address, processes, repository, stub, wait};

fn run(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = watertight(folder, &["run"]);
    if !arguments.contains(&"--target") {
        command.arg("--reference");
    }
    cli::run(
        command
            .args(arguments)
            .env("WATERTIGHT_REDIS_URL", &Redis::shared().url),
    )
}

#[test]
fn nothing_selected() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["@MUST and @SHOULD"])
        .expect_code(exit::USAGE)
        .expect_text(&["select"]);
}

#[test]
fn a_tag_that_does_not_exist() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["@NO-SUCH-ID"])
        .expect_code(exit::USAGE)
        .expect_text(&["NO-SUCH-ID"]);
}

#[test]
fn one_good_tag_does_not_excuse_a_typo_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["@AUTH-01", "@ATUH-02"])
        .expect_code(exit::USAGE)
        .expect_text(&["ATUH-02"]);
}

#[test]
fn a_step_that_nothing_defines() {
    let folder = tempfile::tempdir().unwrap();
    let feature = "@L1\nFeature: A promise\n\n  Rule: It is kept\n\n    @AUTH-01 @MUST\n    Scenario: Nobody wrote this\n      \
                   Given acme has 3 jobs\n      Then the moon is made of cheese\n";
    std::fs::write(folder.path().join("cheese.feature"), feature).unwrap();
    let path = folder.path().display().to_string();
    run(folder.path(), &["--features", &path])
        .expect_code(exit::USAGE)
        .expect_text(&["the moon is made of cheese"]);
}

#[test]
fn a_folder_without_features() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    run(folder.path(), &["--features", &path])
        .expect_code(exit::USAGE)
        .expect_text(&[&path]);
}

#[test]
fn a_port_where_nobody_listens() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://{}", free_address());
    run(folder.path(), &["--url", &url])
        .expect_code(exit::TARGET)
        .expect_text(&[&url]);
}

#[test]
fn a_port_that_somebody_else_has() {
    let folder = tempfile::tempdir().unwrap();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let profile = cli::reference_profile(&format!("port = {port}"));
    std::fs::write(folder.path().join("watertight.toml"), profile).unwrap();
    run(folder.path(), &["--target", "watertight.toml"])
        .expect_code(exit::TARGET)
        .expect_text(&[&port, "already"]);
}

#[test]
fn a_target_that_dies_in_the_middle() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    let (child, target) = started(folder.path(), &path);
    processes::end(target);
    let outcome = cli::finish(child);
    outcome.expect_code(exit::TARGET);
    assert_eq!(report(&path)["outcome"], "target", "{}", outcome.text());
}

#[test]
fn a_target_that_refuses_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let address = stub::serve(|target| match target {
        "/health" | "/ready" => (200, "{}".to_owned()),
        _ => (403, "{\"title\":\"forbidden\"}".to_owned()),
    });
    let path = folder.path().join("run.json");
    let url = format!("http://{address}");
    let json = format!("json={}", path.display());
    run(folder.path(), &["--url", &url, "--report", &json]).expect_code(exit::BROKEN);
    let requirements = report(&path)["requirements"].as_array().unwrap().clone();
    let held: Vec<&Value> = requirements
        .iter()
        .filter(|requirement| requirement["status"] == "held")
        .collect();
    assert!(
        !requirements.is_empty() && held.is_empty(),
        "a refusal to everybody proves nothing: {held:?}"
    );
}

#[rstest]
#[case::that_does_nothing("/bin/true")]
#[case::that_only_fails("/bin/false")]
fn a_backfill(#[case] program: &str) {
    let folder = tempfile::tempdir().unwrap();
    let profile = std::fs::read_to_string(repository().join("conformance/profiles/reference.toml")).unwrap();
    let (sound, _) = profile.split_once("[prove]").unwrap();
    let mut replaced = 0;
    let lines = sound
        .lines()
        .map(|line| match line.split_once(" = [\"watertight-service\"") {
            Some((name @ ("cmd" | "cleanup"), _)) => {
                replaced += 1;
                format!("{name} = [\"{program}\", \"${{mode}}\"]\n")
            }
            _ => format!("{line}\n"),
        });
    std::fs::write(folder.path().join("watertight.toml"), lines.collect::<String>()).unwrap();
    assert_eq!(replaced, 2, "the backfill and the cleanup");
    let path = folder.path().join("run.json");
    let json = format!("json={}", path.display());
    run(
        folder.path(),
        &["--target", "watertight.toml", "--level", "L3", "--report", &json],
    )
    .expect_code(exit::BROKEN);
    let scenarios = report(&path)["scenarios"].as_array().unwrap().clone();
    let held: Vec<&Value> = scenarios
        .iter()
        .filter(|scenario| scenario["status"] == "held")
        .collect();
    assert!(
        !scenarios.is_empty() && held.is_empty(),
        "it carries nothing: {held:?}"
    );
}

#[test]
fn a_report_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no-such-folder").join("run.json");
    let json = format!("json={}", path.display());
    run(folder.path(), &["@AUTH-01", "--report", &json])
        .expect_code(exit::SUITE)
        .expect_text(&["no-such-folder"]);
}

#[test]
fn a_suite_that_is_killed_in_the_middle() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    let (child, target) = started(folder.path(), &path);
    child.signal(Signal::SIGKILL);
    let outcome = cli::finish(child);
    wait::until("the target to end with the suite", || {
        (!processes::runs(target)).then_some(())
    });
    assert_eq!(outcome.code, None, "it ended before it was killed");
    assert_eq!(report(&path)["outcome"], "incomplete");
}

/// Starts a run and waits until its report holds a judged scenario: the middle of it. Gives the target's process too.
pub(crate) fn started(folder: &Path, path: &Path) -> (Process, u32) {
    let json = format!("json={}", path.display());
    let mut command = watertight(folder, &["run", "--reference", "--jobs", "1", "--report", &json]);
    let child = cli::start(command.env("WATERTIGHT_REDIS_URL", &Redis::shared().url));
    wait::until("the first judged scenario", || {
        let report: Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        report["scenarios"]
            .as_array()
            .is_some_and(|scenarios| scenarios.iter().any(|scenario| scenario["status"] != "not_run"))
            .then_some(())
    });
    let target = wait::until("the target's process", || {
        processes::servers(child.id(), "watertight-service")
            .first()
            .copied()
    });
    (child, target)
}
