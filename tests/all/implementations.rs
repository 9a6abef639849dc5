//! The suite on implementations that are not ours, in another language: a right one holds, and of a wrong one every
//! fault is named. What they do is said in `fixtures/implementations`. They need scripts/implementations.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use watertight_tests::cli::{self, Outcome, report, watertight};
use watertight_tests::exit;
use watertight_tests::redis_server::Redis;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn judged(name: &str, into: &Path) -> (Outcome, Value) {
    judged_by(&format!("{name}/watertight.toml"), into, &[])
}

fn judged_by(profile: &str, into: &Path, selectors: &[&str]) -> (Outcome, Value) {
    let python = root().join("target/implementations/venv/bin/python");
    assert!(
        python.exists(),
        "{} is not there; run scripts/implementations",
        python.display()
    );
    let json = into.join("run.json");
    let mut command = watertight(&root(), &["run", "--quiet", "--target"]);
    command
        .arg(format!("fixtures/implementations/{profile}"))
        .args(selectors)
        .arg("--report")
        .arg(format!("json={}", json.display()))
        .env("WATERTIGHT_REDIS_URL", &Redis::shared().url);
    let outcome = cli::run(&mut command);
    let report = report(&json);
    (outcome, report)
}

fn with_status(report: &Value, status: &str) -> BTreeSet<String> {
    report["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|requirement| requirement["status"] == status)
        .map(|requirement| requirement["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_right_one_in_another_language_holds() {
    let folder = tempfile::tempdir().unwrap();
    let (outcome, report) = judged("fastapi", folder.path());
    outcome.expect_code(exit::HELD).expect_text(&["outcome: held"]);
    let none = BTreeSet::new();
    assert_eq!(with_status(&report, "broken"), none);
    assert_eq!(with_status(&report, "inconclusive"), none);
}

#[test]
fn a_right_one_in_another_shape_holds() {
    let folder = tempfile::tempdir().unwrap();
    let (outcome, _) = judged("shaped", folder.path());
    outcome.expect_code(exit::HELD).expect_text(&["outcome: held"]);
}

// Only the findings: a key costs a process, and there are hundreds of workspaces in a whole run.
#[test]
fn callers_with_opaque_keys_are_judged_too() {
    let folder = tempfile::tempdir().unwrap();
    let findings = ["@CRITICAL-2", "@CRITICAL-3", "@HIGH-4", "JWT-06"];
    let (outcome, report) = judged_by("shaped/keys.toml", folder.path(), &findings);
    outcome.expect_code(exit::HELD).expect_text(&["outcome: held"]);
    assert!(with_status(&report, "not_applicable").contains("JWT-06"));
    assert!(with_status(&report, "held").contains("LST-03"));
}

#[test]
fn of_the_one_that_the_plan_describes_every_fault_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (outcome, report) = judged("plan", folder.path());
    outcome
        .expect_code(exit::BROKEN)
        .expect_text(&["BROKEN  LST-03", "outcome: broken"]);
    let known = std::fs::read_to_string(root().join("fixtures/implementations/plan/faults.toml")).unwrap();
    let known: BTreeSet<String> = known
        .lines()
        .filter_map(|line| line.strip_prefix("id = \""))
        .map(|rest| rest.trim_end_matches('"').to_owned())
        .collect();
    assert_eq!(
        with_status(&report, "broken"),
        known,
        "what is broken, and what faults.toml says"
    );
    assert_eq!(with_status(&report, "inconclusive"), BTreeSet::new());
}
