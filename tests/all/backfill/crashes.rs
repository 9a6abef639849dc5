//! Crashes: of the run, of the server, of the line between them. The end state is that of a run that nothing disturbed.

use std::process::{Command, Stdio};

use nix::sys::signal::Signal;
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use watertight_tests::guard::Process;
use watertight_tests::proxy::Proxy;
use watertight_tests::redis_server::Redis;
use watertight_tests::{binaries, free_address, wait};

use super::runs::{connection, hash, owner, seed};

const KILLS: usize = 200;
const JOBS: usize = 600;

fn started(url: &str, more: &[&str]) -> Process {
    let mut command = Command::new(binaries::service());
    command
        .args(["backfill", "--execute", "--batch-size", "20", "--redis-url", url])
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Process::start(&mut command)
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

/// How many commands the server has carried out.
fn commands(store: &mut redis::Connection) -> u64 {
    let info: String = redis::cmd("INFO").arg("stats").query(store).unwrap();
    let line = info
        .lines()
        .find_map(|line| line.strip_prefix("total_commands_processed:"));
    line.unwrap().parse().unwrap()
}

/// Waits until the run has made so many commands, and kills it. Whether it was still running then.
fn killed_after(made: u64, mut run: Process, store: &mut redis::Connection) -> bool {
    // Each question is a command, too.
    let (begin, mut asked) = (commands(store), 0);
    let ended = wait::closely("the run to get that far", || {
        asked += 1;
        let far = commands(store) - begin >= made + asked;
        let ended = run.ended().is_some();
        (far || ended).then_some(ended)
    });
    if !ended {
        run.signal(Signal::SIGKILL);
    }
    // It may have come to its end in between.
    !run.wait().success()
}

#[test]
fn killed_at_two_hundred_random_points_and_taken_up_again() {
    let redis = Redis::local();
    let mut store = connection(&redis.url);
    seed(&redis.url, JOBS);
    let begin = commands(&mut store);
    assert!(started(&redis.url, &[]).wait().success());
    let whole = commands(&mut store) - begin;
    without_copies(&redis.url);

    let mut chance = TestRng::from_seed(RngAlgorithm::ChaCha, &[17; 32]);
    let mut killed = 0;
    for _ in 0..KILLS * 20 {
        let run = started(&redis.url, &[]);
        if killed_after(1 + chance.next_u64() % whole, run, &mut store) {
            killed += 1;
        } else {
            // It was at its end; there has to be something to do again.
            without_copies(&redis.url);
        }
        if killed == KILLS {
            break;
        }
    }
    assert_eq!(killed, KILLS, "runs end before they can be killed");
    assert!(started(&redis.url, &[]).wait().success());
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
    let mut run = started(&url, &["--rate", "600"]);
    for part in 1..=3 {
        let some = |store: &mut redis::Connection| {
            let size: usize = redis::cmd("DBSIZE").query(store).ok()?;
            (size > JOBS + part * JOBS / 5).then_some(())
        };
        let mut store = connection(&url);
        wait::until("a part of the jobs to be copied", || some(&mut store));
        drop(redis);
        redis = Redis::durable(port, &path).unwrap();
        assert_eq!(run.ended(), None, "it did not wait for the server");
    }
    assert!(run.wait().success());
    as_if_undisturbed(&url);
}

#[test]
fn its_line_to_the_server_is_cut_again_and_again() {
    let redis = Redis::local();
    seed(&redis.url, JOBS);
    let proxy = Proxy::before(redis.authority());
    let url = format!("redis://{}", proxy.address);
    let mut run = started(&url, &["--rate", "600"]);
    let mut store = connection(&redis.url);
    for part in 1..=4 {
        wait::until("a part of the jobs to be copied", || {
            let size: usize = redis::cmd("DBSIZE").query(&mut store).ok()?;
            (size > JOBS + part * JOBS / 6).then_some(())
        });
        proxy.cut();
        proxy.open_again();
    }
    assert!(run.wait().success());
    as_if_undisturbed(&redis.url);
}
