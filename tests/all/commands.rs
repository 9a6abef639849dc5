//! The commands around a verdict, as a user has them: init, lint, baseline, diff, replay, explain, shards.

use std::path::{Path, PathBuf};

use serde_json::Value;
use watertight_tests::cli::{self, Outcome, report, watertight};
use watertight_tests::exit;
use watertight_tests::redis_server::Redis;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn run_in(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = watertight(folder, arguments);
    cli::run(command.env("WATERTIGHT_REDIS_URL", &Redis::shared().url))
}

fn wrote(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_service_is_judged_from_init_with_nothing_but_its_command() {
    let folder = tempfile::tempdir().unwrap();
    let python = root().join("target/implementations/venv/bin/python");
    assert!(
        python.exists(),
        "{} is not there; run scripts/implementations",
        python.display()
    );
    let start = format!(
        "PYTHONPATH={} {} -m jobservice",
        root().join("fixtures/implementations/fastapi").display(),
        python.display()
    );
    run_in(
        folder.path(),
        &[
            "init", "--yes", "--name", "theirs", "--start", &start, "--ci", "github",
        ],
    )
    .expect_code(exit::HELD)
    .expect_text(&["watertight.toml", "watertight.yml"]);
    run_in(folder.path(), &["init", "--yes", "--start", &start])
        .expect_code(exit::USAGE)
        .expect_text(&["there already", "--force"]);
    run_in(folder.path(), &["doctor"])
        .expect_code(exit::HELD)
        .expect_text(&["clocks agree", "not applicable", "[store]"]);
    run_in(folder.path(), &["run", "--quiet"])
        .expect_code(exit::HELD)
        .expect_text(&["outcome: held"]);
}

#[test]
fn init_without_a_terminal_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), &["init", "--yes"])
        .expect_code(exit::USAGE)
        .expect_text(&["--start", "--url"]);
    assert!(!folder.path().join("watertight.toml").exists());
}

const SOUND: &str = "@L1\nFeature: A promise\n\n  Rule: It is kept\n\n    @LST-01 @MUST\n    Scenario: Two lists\n      \
                     Given acme has 1 job and globex has 1 job\n      Then acme lists exactly its own 1 job\n";

#[test]
fn lint_is_content_with_the_features_and_with_nothing_broken() {
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), &["lint"]).expect_code(exit::HELD);
    let features = root().join("features").display().to_string();
    run_in(folder.path(), &["lint", "--features", &features]).expect_code(exit::HELD);
    wrote(folder.path(), "requirements.txt", "LST-01 Lists\n");
    for (sound, broken, kind) in [
        ("acme lists", "the moon lists", "undefined-step"),
        ("@MUST", "", "no-keyword"),
        ("@LST-01", "", "no-requirement"),
        ("@LST-01", "@LST-02", "not-indexed"),
        ("@MUST", "@MUST @CWE639", "unknown-tag"),
        (
            "Given acme has 1 job and globex has 1 job",
            "Given the only operation in question is list",
            "",
        ),
        (
            "      Given acme has 1 job and globex has 1 job\n      Then acme lists exactly its own 1 job",
            "      Then nothing was enqueued",
            "no-control",
        ),
    ] {
        wrote(folder.path(), "x.feature", &SOUND.replacen(sound, broken, 1));
        let linted = run_in(folder.path(), &["lint", "--features", "."]);
        if kind.is_empty() {
            linted.expect_code(exit::HELD);
        } else {
            linted
                .expect_code(exit::BROKEN)
                .expect_text(&["x.feature:", kind]);
        }
    }
    wrote(folder.path(), "x.feature", "Feature\n");
    run_in(folder.path(), &["lint", "--features", "."])
        .expect_code(exit::USAGE)
        .expect_text(&["x.feature:", "not Gherkin"]);
}

fn scenarios(path: &Path) -> Vec<String> {
    report(path)["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{}:{}", one["file"].as_str().unwrap(), one["line"]))
        .collect()
}

#[test]
fn shards_together_are_the_whole_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut parts = Vec::new();
    for (shard, file) in [(None, "whole"), (Some("1/2"), "one"), (Some("2/2"), "two")] {
        let json = format!("json={file}.json");
        let mut arguments = vec!["run", "--reference", "--quiet", "--report", &json, "@CRITICAL-2"];
        arguments.extend(shard.iter().flat_map(|shard| ["--shard", shard]));
        run_in(folder.path(), &arguments).expect_code(exit::HELD);
        parts.push(scenarios(&folder.path().join(format!("{file}.json"))));
    }
    let mut union = [parts[1].clone(), parts[2].clone()].concat();
    union.sort();
    let mut whole = parts[0].clone();
    whole.sort();
    assert_eq!(union, whole);
    run_in(folder.path(), &["run", "--reference", "--shard", "3/2"])
        .expect_code(exit::USAGE)
        .expect_text(&["I/N"]);
}

// The reference, under a profile that expects another status of it.
fn contrary(folder: &Path) -> String {
    let profile = std::fs::read_to_string(root().join("conformance/profiles/reference.toml")).unwrap();
    wrote(
        folder,
        "contrary.toml",
        &format!("{profile}\n[refusals]\nforeign_workspace = 404\n"),
    )
}

#[test]
fn an_expected_failure_is_accepted_until_it_is_fixed() {
    let folder = tempfile::tempdir().unwrap();
    let profile = contrary(folder.path());
    let failing = [
        "run",
        "--quiet",
        "--target",
        &profile,
        "--report",
        "json=bad.json",
        "LST-03",
        "LST-02",
    ];
    run_in(folder.path(), &failing).expect_code(exit::BROKEN);
    run_in(
        folder.path(),
        &[
            "run",
            "--reference",
            "--quiet",
            "--report",
            "json=good.json",
            "LST-03",
            "LST-02",
        ],
    )
    .expect_code(exit::HELD);

    run_in(folder.path(), &["diff", "good.json", "bad.json"])
        .expect_code(exit::BROKEN)
        .expect_text(&["WORSE", "LST-03"]);
    run_in(folder.path(), &["diff", "bad.json", "good.json"])
        .expect_code(exit::HELD)
        .expect_text(&["better", "LST-03"]);
    run_in(folder.path(), &["diff", "good.json", "contrary.toml"])
        .expect_code(exit::USAGE)
        .expect_text(&["no report"]);

    let add = |check: &str, expires: &str| {
        run_in(
            folder.path(),
            &[
                "baseline",
                "add",
                "--from",
                "bad.json",
                "--check",
                check,
                "--reason",
                "fixed in 2.1",
                "--owner",
                "jobs",
                "--expires",
                expires,
            ],
        )
    };
    add("LST-02", "2999-01-01")
        .expect_code(exit::USAGE)
        .expect_text(&["LST-02", "nothing of that name is broken"]);
    for id in ["LST-03", "GET-02", "EXE-02"] {
        add(id, "2999-01-01").expect_code(exit::HELD);
    }
    let excused = [&failing[..], &["--baseline", "baseline.toml"]].concat();
    run_in(folder.path(), &excused)
        .expect_code(exit::HELD)
        .expect_text(&["BROKEN", "expected", "fixed in 2.1"]);
    run_in(folder.path(), &["baseline", "check", "--from", "bad.json"]).expect_code(exit::HELD);

    let fixed = [
        "run",
        "--reference",
        "--quiet",
        "--baseline",
        "baseline.toml",
        "LST-03",
        "LST-02",
    ];
    run_in(folder.path(), &fixed)
        .expect_code(exit::BROKEN)
        .expect_text(&["stale", "does not fail any more"]);
    run_in(folder.path(), &["baseline", "check", "--from", "good.json"])
        .expect_code(exit::BROKEN)
        .expect_text(&["stale"]);
    run_in(folder.path(), &["baseline", "prune", "--from", "good.json"])
        .expect_code(exit::HELD)
        .expect_text(&["taken out"]);
    run_in(folder.path(), &fixed).expect_code(exit::HELD);

    add("LST-03", "2020-01-01").expect_code(exit::HELD);
    run_in(folder.path(), &excused)
        .expect_code(exit::BROKEN)
        .expect_text(&["has expired"]);
    wrote(
        folder.path(),
        "baseline.toml",
        "[[expected]]\ncheck = \"LST-03\"\n",
    );
    run_in(folder.path(), &excused)
        .expect_code(exit::USAGE)
        .expect_text(&["baseline.toml, line"]);
}

#[test]
fn a_check_is_replayed_with_all_that_is_said_and_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let replayed = run_in(
        folder.path(),
        &["replay", "--reference", "LST-02", "--as", "curl"],
    );
    replayed
        .expect_code(exit::HELD)
        .expect_text(&["curl ", "$ACME_TOKEN", "# held"]);
    assert!(!replayed.text().contains("eyJ"), "{}", replayed.text());
    let profile = contrary(folder.path());
    run_in(folder.path(), &["replay", "LST-03", "--target", &profile])
        .expect_code(exit::BROKEN)
        .expect_text(&["-> 403", "# broken"]);
    run_in(folder.path(), &["replay", "--reference", "LST-999"]).expect_code(exit::USAGE);
}

#[test]
fn a_requirement_is_explained_without_a_target() {
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), &["explain", "LST-03"])
        .expect_code(exit::HELD)
        .expect_text(&[
            "Promise: ",
            "workspace_id=$ACME",
            "Authorization Bypass Through User-Controlled Key",
        ]);
    run_in(folder.path(), &["list", "--by", "tag"])
        .expect_code(exit::HELD)
        .expect_text(&["CRITICAL-2", "CWE-639", "API1"]);
    let listed = run_in(folder.path(), &["list", "--format", "json"]);
    let listed: Value = serde_json::from_str(&listed.expect_code(exit::HELD).stdout).unwrap();
    assert!(listed.as_array().unwrap().len() > 170);
}
