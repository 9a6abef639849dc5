//! The backfill as an operator asks for it: exit codes, reports, parts of the work, and what it says when it cannot.

use watertight_tests::cli::{self, Outcome};
use watertight_tests::exit::backfill as exit;
use watertight_tests::free_address;
use watertight_tests::redis_server::Redis;

use super::runs::{connection, seed};

const JOBS: usize = 40;

fn seeded() -> Redis {
    let redis = Redis::local();
    seed(&redis.url, JOBS);
    redis
}

fn asked(command: &str, url: &str, more: &[&str]) -> Outcome {
    let mut command = cli::service(&std::env::temp_dir(), &[command, "--redis-url", url]);
    cli::run(command.args(more).env_remove("WATERTIGHT_REDIS_URL"))
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
    first.expect_code(exit::NOT_AT_THE_END).expect_text(&["copied 7"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let report = format!("json={}", path.display());
    let rest = asked(
        "backfill",
        &redis.url,
        &["--execute", "--restart", "--verify", "--report", &report],
    );
    rest.expect_code(exit::DONE);
    let report = cli::report(&path);
    assert_eq!(report["migrated"]["copied"], JOBS - 7);
    assert_eq!(report["skipped"]["already_there"], 7);
    assert_eq!(report["complete"], true);
    assert_eq!(report["exit_code"], exit::DONE);
}

#[test]
fn a_repair_puts_right_what_a_comparison_finds() {
    let redis = seeded();
    asked("backfill", &redis.url, &["--execute"]).expect_code(exit::DONE);
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
    seen.expect_code(exit::DIFFERENT)
        .expect_text(&["expiry 1, index 1", "ai:jobs:7"]);
    let repaired = asked("backfill", &redis.url, &["--execute", "--verify", "--repair"]);
    repaired.expect_code(exit::DONE);
    let ends: i64 = redis::cmd("PTTL")
        .arg("ai:job:globex:7")
        .query(&mut store)
        .unwrap();
    assert_eq!(ends, -1);
}

#[test]
fn what_cannot_be_done_is_said_with_what_to_do() {
    let redis = seeded();
    let nobody = format!("redis://{}", free_address());
    for (command, url, more, code, text) in [
        (
            "backfill",
            nobody.as_str(),
            &["--execute"][..],
            exit::NO_STORE,
            "nothing was done",
        ),
        (
            "backfill",
            redis.url.as_str(),
            &["--execute", "--dry-run"],
            exit::USAGE,
            "cannot be used with",
        ),
        ("backfill", &redis.url, &["--repair"], exit::USAGE, "--execute"),
        (
            "backfill",
            &redis.url,
            &["--workspace", "A*"],
            exit::USAGE,
            "1 to 32 of a-z",
        ),
        (
            "backfill",
            &redis.url,
            &["--max-latency", "2"],
            exit::USAGE,
            "2ms",
        ),
        (
            "backfill",
            &redis.url,
            &["--report", "html=x"],
            exit::USAGE,
            "json=PATH",
        ),
        (
            "backfill",
            &redis.url,
            &["--report", "json=/nowhere/x"],
            exit::REPORT,
            "/nowhere/x",
        ),
        (
            "cleanup",
            &redis.url,
            &["--execute"],
            exit::USAGE,
            "backfill --execute --verify",
        ),
    ] {
        asked(command, url, more).expect_code(code).expect_text(&[text]);
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
    run.expect_code(exit::NOT_AT_THE_END)
        .expect_text(&[&format!("copied {JOBS}"), "went away"]);
    let text = run.text();
    assert!(
        !text.contains("nothing was done") && !text.contains("secret"),
        "{text}"
    );
}

#[test]
fn old_copies_go_once_it_is_verified_that_nobody_needs_them() {
    let redis = seeded();
    asked("backfill", &redis.url, &["--execute", "--verify"]).expect_code(exit::DONE);
    // Copies, two indexes, and the word that all is there.
    assert_eq!(keys(&redis.url), 2 * JOBS + 3);
    asked("cleanup", &redis.url, &["--execute"]).expect_code(exit::DONE);
    assert_eq!(keys(&redis.url), JOBS + 3);
}
