//! How fast the backfill is: beside the plan's script, and beside one loop within the server, which nothing can be faster than.
//! The invariant: each run begins with the same keys on an emptied server of its own, and its result is checked.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use watertight_tests::binaries;
use watertight_tests::guard::Process;
use watertight_tests::redis_server::Redis;

use crate::data;
use crate::enqueue::used;
use crate::pings;
use crate::report::{Figure, median, percentile};

const ROUNDS: usize = 3;
const GROWTH: usize = 10;

/// What a run cost.
struct Cost {
    /// Jobs a second.
    rate: f64,
    /// Microseconds of the server's time for each job.
    server: f64,
    /// The most memory that the client held, in megabytes.
    memory: f64,
    /// How long another client waited, in milliseconds.
    pings: Vec<f64>,
}

pub(crate) fn measure(count: usize) -> Vec<Figure> {
    let redis = Redis::local();
    let [mut plan, mut floor, mut bare, mut indexed, mut felt, mut gentle] = [const { Vec::new() }; 6];
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}, {count} jobs");
        floor.push(run(&redis, count, false, &|| in_the_server(&redis.url)));
        bare.push(run(&redis, count, false, &|| ours(&redis.url, &["--no-index"])));
        indexed.push(run(&redis, count, false, &|| ours(&redis.url, &[])));
        felt.push(run(&redis, count, true, &|| ours(&redis.url, &[])));
        gentle.push(run(&redis, count, true, &|| {
            ours(&redis.url, &["--max-latency", "2ms"])
        }));
        plan.push(run(&redis, count, false, &|| script(&redis.url)));
    }
    let large = count * GROWTH;
    eprintln!("{large} jobs");
    let large_bare = run(&redis, large, false, &|| ours(&redis.url, &["--no-index"]));
    let large_indexed = run(&redis, large, false, &|| ours(&redis.url, &[]));

    let rate = |costs: &[Cost]| median(costs.iter().map(|cost| cost.rate).collect());
    let server = |costs: &[Cost]| median(costs.iter().map(|cost| cost.server).collect());
    let memory = |costs: &[Cost]| costs.iter().map(|cost| cost.memory).fold(0.0, f64::max);
    let tail = |costs: &[Cost]| {
        median(
            costs
                .iter()
                .map(|cost| percentile(&mut cost.pings.clone(), 0.99))
                .collect(),
        )
    };
    vec![
        Figure::at_least(
            "copy alone, against the plan's script",
            rate(&bare) / rate(&plan),
            25.0,
        ),
        Figure::at_least(
            "copy with index, against the plan's script",
            rate(&indexed) / rate(&plan),
            15.0,
        ),
        Figure::at_least(
            "copy alone, against one loop in the server",
            rate(&bare) / rate(&floor),
            0.85,
        ),
        Figure::at_most("client memory, MB", memory(&indexed).max(memory(&bare)), 32.0),
        Figure::at_most(
            "client memory at ten times as many, MB",
            large_indexed.memory.max(large_bare.memory),
            32.0,
        ),
        Figure::at_most(
            "client memory, ten times as many against as many",
            large_indexed.memory / memory(&indexed),
            1.2,
        ),
        Figure::at_most("another client's PING p99, unthrottled, ms", tail(&felt), 10.0),
        Figure::at_most(
            "another client's PING p99, with --max-latency 2ms, ms",
            tail(&gentle),
            2.0,
        ),
        Figure::at_most(
            "server CPU a job, copy alone, ten times as many against as many",
            large_bare.server / server(&bare),
            1.6,
        ),
        Figure::at_most(
            "server CPU a job, with index, ten times as many against as many",
            large_indexed.server / server(&indexed),
            1.6,
        ),
        Figure::noted("jobs a second, copy alone", rate(&bare)),
        Figure::noted("jobs a second, with index", rate(&indexed)),
        Figure::noted("jobs a second, with --max-latency 2ms", rate(&gentle)),
        Figure::noted("jobs a second, the plan's script", rate(&plan)),
        Figure::noted("jobs a second, one loop in the server", rate(&floor)),
        Figure::noted("jobs a second, with index, ten times as many", large_indexed.rate),
        Figure::noted("server CPU a job, copy alone, us", server(&bare)),
        Figure::noted("server CPU a job, with index, us", server(&indexed)),
        Figure::noted("server CPU a job, the plan's script, us", server(&plan)),
    ]
}

// Does the work on fresh data, and checks that every job was copied. The work gives the most memory that it took.
// Somebody else asks for signs of life meanwhile only where that is in question, since it costs the server, too.
fn run(redis: &Redis, count: usize, pinged: bool, work: &dyn Fn() -> f64) -> Cost {
    let mut connection = redis::Client::open(redis.url.as_str())
        .unwrap()
        .get_connection()
        .unwrap();
    let _: () = redis::cmd("FLUSHALL").query(&mut connection).unwrap();
    data::old(&redis.url, count);
    let timed = || {
        let (begun, before) = (Instant::now(), used(&redis.url));
        let memory = work();
        (memory, begun.elapsed().as_secs_f64(), used(&redis.url) - before)
    };
    let ((memory, took, server), pings) = if pinged {
        pings::pinged(&redis.url, timed)
    } else {
        (timed(), Vec::new())
    };
    let size: usize = redis::cmd("DBSIZE").query(&mut connection).unwrap();
    assert!(
        size >= 2 * count,
        "{size} keys, of {count} jobs and as many copies"
    );
    Cost {
        rate: count as f64 / took,
        server: server * 1e6 / count as f64,
        memory,
        pings,
    }
}

fn ours(url: &str, arguments: &[&str]) -> f64 {
    let mut command = Command::new(binaries::service());
    command
        .args(["backfill", "--execute", "--redis-url", url])
        .args(arguments);
    finished(command)
}

fn script(url: &str) -> f64 {
    let root = watertight_tests::repository();
    let mut command = Command::new(root.join("target/implementations/venv/bin/python"));
    command
        .arg(root.join("fixtures/implementations/plan/backfill.py"))
        .args(["--redis-url", url]);
    finished(command)
}

// Runs it to its end, and gives the most memory that it took, in megabytes.
fn finished(mut command: Command) -> f64 {
    let mut process = Process::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
    let status = format!("/proc/{}/status", process.id());
    let mut most = 0.0;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(kilobytes) = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()) {
            most = kilobytes / 1024.0;
        }
        if let Some(ended) = process.ended() {
            assert!(ended.success(), "{ended}");
            return most;
        }
        pings::pause(Duration::from_millis(5));
    }
}

// Every key in one call, which holds up everybody: no client can be faster.
fn in_the_server(url: &str) -> f64 {
    const LOOP: &str = "local place = '0' \
        repeat \
          local step = redis.call('SCAN', place, 'MATCH', 'ai:jobs:*', 'COUNT', 1000) \
          place = step[1] \
          for _, key in ipairs(step[2]) do \
            local owner = redis.call('HGET', key, 'workspace_id') \
            if owner then redis.call('COPY', key, 'ai:job:' .. owner .. ':' .. string.sub(key, 9)) end \
          end \
        until place == '0'";
    let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
    let _: () = redis::cmd("EVAL")
        .arg(LOOP)
        .arg(0)
        .query(&mut connection)
        .unwrap();
    0.0
}
