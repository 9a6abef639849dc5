//! Crashes: of the run, of the server, of the line between them. The end state is that of a run that nothing disturbed.

use std::process::{Command, Stdio};
use std::time::Duration;

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use watertight_tests::proxy::Proxy;
use watertight_tests::redis_server::Redis;
use watertight_tests::{binaries, free_address, wait};

use super::{connection, hash, owner, seed};

const KILLS: usize = 200;
const JOBS: usize = 600;

fn backfill(url: &str, more: &[&str]) -> Command {
    let mut command = Command::new(binaries::service());
    command
        .args(["backfill", "--execute", "--batch-size", "20", "--redis-url", url])
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn as_if_undisturbed(url: &str) {
    let mut store = connection(url);
    for number in 0..JOBS {
        let owner = owner(number);
        let (old, new) = (format!("ai:jobs:{number}"), format!("ai:job:{owner}:{number}"));
        assert_eq!(
            hash(&mut store, &old),
            hash(&mut store, &new),
            "{new} is not the equal of {old}"
        );
        let index = format!("ai:idx:{owner}");
        let score: Option<f64> = redis::cmd("ZSCORE")
            .arg(index)
            .arg(number.to_string())
            .query(&mut store)
            .unwrap();
        assert_eq!(score, Some(1_767_225_600_000_000.0), "{new} is not in its index");
    }
    // Both copies and two indexes, and no place that was kept.
    let size: usize = redis::cmd("DBSIZE").query(&mut store).unwrap();
    assert_eq!(size, 2 * JOBS + 2);
}

fn without_copies(url: &str) {
    let mut store = connection(url);
    let mut pipe = redis::pipe();
    for number in 0..JOBS {
        let owner = owner(number);
        pipe.cmd("UNLINK")
            .arg(format!("ai:job:{owner}:{number}"))
            .ignore();
    }
    let _: () = pipe.query(&mut store).unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "a random point in time, and not a wait for something"
)]
fn a_moment(micros: u64) {
    std::thread::sleep(Duration::from_micros(micros));
}

#[test]
fn killed_at_two_hundred_random_points_and_taken_up_again() {
    let redis = Redis::local();
    seed(&redis.url, JOBS);
    let mut chance = TestRng::from_seed(RngAlgorithm::ChaCha, &[17; 32]);
    let mut killed = 0;
    while killed < KILLS {
        let mut run = backfill(&redis.url, &[]).spawn().unwrap();
        a_moment(5_000 + chance.next_u64() % 45_000);
        if run.try_wait().unwrap().is_some() {
            // It was faster; there has to be something to do again.
            without_copies(&redis.url);
            continue;
        }
        run.kill().unwrap();
        run.wait().unwrap();
        killed += 1;
    }
    assert!(backfill(&redis.url, &[]).status().unwrap().success());
    as_if_undisturbed(&redis.url);
}

#[test]
fn the_server_is_killed_under_a_run_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (port, path) = (free_address().port(), folder.path().display().to_string());
    let mut redis = Redis::durable(port, &path).unwrap();
    let url = redis.url.clone();
    seed(&url, JOBS);
    // Slow enough to be under way when the server goes.
    let mut run = backfill(&url, &["--rate", "600"]).spawn().unwrap();
    for part in 1..=3 {
        let some = |store: &mut redis::Connection| {
            let size: usize = redis::cmd("DBSIZE").query(store).ok()?;
            (size > JOBS + part * JOBS / 5).then_some(())
        };
        let mut store = connection(&url);
        wait::until("a part of the jobs to be copied", || some(&mut store));
        drop(redis);
        redis = Redis::durable(port, &path).unwrap();
        assert!(
            run.try_wait().unwrap().is_none(),
            "it did not wait for the server"
        );
    }
    assert!(run.wait().unwrap().success());
    as_if_undisturbed(&url);
}

#[test]
fn its_line_to_the_server_is_cut_again_and_again() {
    let redis = Redis::local();
    seed(&redis.url, JOBS);
    let proxy = Proxy::before(redis.authority());
    let url = format!("redis://{}", proxy.address);
    let mut run = backfill(&url, &["--rate", "600"]).spawn().unwrap();
    let mut store = connection(&redis.url);
    for part in 1..=4 {
        wait::until("a part of the jobs to be copied", || {
            let size: usize = redis::cmd("DBSIZE").query(&mut store).ok()?;
            (size > JOBS + part * JOBS / 6).then_some(())
        });
        proxy.cut();
        proxy.mend();
    }
    assert!(run.wait().unwrap().success());
    as_if_undisturbed(&redis.url);
}
