//! The backfill as an operator asks for it: exit codes, reports, parts of the work, and what it says when it cannot.

use std::process::{Command, Output, Stdio};

use serde_json::Value;
use watertight_tests::redis_server::Redis;
use watertight_tests::{binaries, free_address};

use super::{connection, seed};

const JOBS: usize = 40;

fn seeded() -> Redis {
    let redis = Redis::local();
    seed(&redis.url, JOBS);
    redis
}

fn asked(command: &str, url: &str, more: &[&str]) -> Output {
    Command::new(binaries::service())
        .args([command, "--redis-url", url])
        .args(more)
        .env_remove("WATERTIGHT_REDIS_URL")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

fn keys(url: &str) -> usize {
    redis::cmd("DBSIZE").query(&mut connection(url)).unwrap()
}

#[test]
fn a_part_of_the_jobs_and_then_the_rest() {
    let redis = seeded();
    let first = asked(
        "backfill",
        &redis.url,
        &["--execute", "--max-jobs", "7", "--batch-size", "5"],
    );
    assert_eq!(first.status.code(), Some(3), "{}", said(&first));
    assert!(said(&first).contains("copied 7"), "{}", said(&first));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let report = format!("json={}", path.display());
    let rest = asked(
        "backfill",
        &redis.url,
        &["--execute", "--restart", "--verify", "--report", &report],
    );
    assert_eq!(rest.status.code(), Some(0), "{}", said(&rest));
    let report: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(report["migrated"]["copied"], JOBS - 7);
    assert_eq!(report["skipped"]["already_there"], 7);
    assert_eq!(
        (&report["complete"], &report["exit_code"]),
        (&Value::Bool(true), &Value::from(0))
    );
}

#[test]
fn a_repair_puts_right_what_a_comparison_finds() {
    let redis = seeded();
    assert_eq!(
        asked("backfill", &redis.url, &["--execute"]).status.code(),
        Some(0)
    );
    let mut store = connection(&redis.url);
    let _: () = redis::pipe()
        .cmd("EXPIRE")
        .arg("ai:job:globex:7")
        .arg(9)
        .cmd("ZREM")
        .arg("ai:idx:globex")
        .arg("5")
        .query(&mut store)
        .map(|(_, _): (i64, i64)| ())
        .unwrap();
    let seen = asked("backfill", &redis.url, &["--verify"]);
    assert_eq!(seen.status.code(), Some(1));
    assert!(said(&seen).contains("expiry 1, index 1"), "{}", said(&seen));
    assert!(said(&seen).contains("ai:jobs:7"), "{}", said(&seen));
    let mended = asked("backfill", &redis.url, &["--execute", "--verify", "--repair"]);
    assert_eq!(mended.status.code(), Some(0), "{}", said(&mended));
    let ends: i64 = redis::cmd("PTTL")
        .arg("ai:job:globex:7")
        .query(&mut store)
        .unwrap();
    assert_eq!(ends, -1);
}

#[test]
fn what_cannot_be_done_is_said_with_its_mend() {
    let redis = seeded();
    let nobody = format!("redis://{}", free_address());
    for (command, url, more, code, text) in [
        (
            "backfill",
            nobody.as_str(),
            &["--execute"][..],
            4,
            "nothing was done",
        ),
        (
            "backfill",
            redis.url.as_str(),
            &["--execute", "--dry-run"],
            2,
            "cannot be used with",
        ),
        ("backfill", &redis.url, &["--repair"], 2, "--execute"),
        (
            "backfill",
            &redis.url,
            &["--workspace", "A*"],
            2,
            "1 to 32 of a-z",
        ),
        ("backfill", &redis.url, &["--max-latency", "2"], 2, "2ms"),
        ("backfill", &redis.url, &["--report", "html=x"], 2, "json=PATH"),
        (
            "backfill",
            &redis.url,
            &["--report", "json=/nowhere/x"],
            5,
            "/nowhere/x",
        ),
        (
            "cleanup",
            &redis.url,
            &["--execute"],
            2,
            "backfill --execute --verify",
        ),
    ] {
        let output = asked(command, url, more);
        assert_eq!(output.status.code(), Some(code), "{more:?}: {}", said(&output));
        assert!(said(&output).contains(text), "{more:?}: {}", said(&output));
    }
    assert_eq!(keys(&redis.url), JOBS, "something was written");
}

#[test]
fn a_last_word_that_cannot_be_written_is_not_taken_for_nothing_done() {
    let redis = seeded();
    let _: () = redis::cmd("ACL")
        .arg("SETUSER")
        .arg(&[
            "carrier",
            "on",
            ">secret",
            "+@all",
            "~ai:job*",
            "~ai:idx:*",
            "~ai:backfill:*",
        ])
        .query(&mut connection(&redis.url))
        .unwrap();
    let url = redis.url.replacen("redis://", "redis://carrier:secret@", 1);
    let run = asked("backfill", &url, &["--execute", "--verify"]);
    assert_eq!(run.status.code(), Some(3), "{}", said(&run));
    let text = said(&run);
    assert!(
        text.contains(&format!("copied {JOBS}")) && text.contains("went away"),
        "{text}"
    );
    assert!(
        !text.contains("nothing was done") && !text.contains("secret"),
        "{text}"
    );
}

#[test]
fn old_copies_go_once_it_is_verified_that_nobody_needs_them() {
    let redis = seeded();
    assert_eq!(
        asked("backfill", &redis.url, &["--execute", "--verify"])
            .status
            .code(),
        Some(0)
    );
    // Copies, two indexes, and the word that all is there.
    assert_eq!(keys(&redis.url), 2 * JOBS + 3);
    let gone = asked("cleanup", &redis.url, &["--execute"]);
    assert_eq!(gone.status.code(), Some(0), "{}", said(&gone));
    assert_eq!(keys(&redis.url), JOBS + 3);
}
