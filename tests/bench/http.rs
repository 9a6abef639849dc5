//! The service beside the plan's own, each on a Redis of its own with the same jobs, asked by `wrk`. The invariant: the same
//! token, the same paths, rounds in turn.

use std::net::SocketAddr;
use std::process::Command;

use serde_json::json;
use watertight_tests::guard::Process;
use watertight_tests::redis_server::Redis;
use watertight_tests::service::{arguments, execution, started};
use watertight_tests::token::{AUDIENCE, ISSUER, Mint};
use watertight_tests::{binaries, free_address, http, repository};

use crate::data;
use crate::report::{Figure, median};

const JOBS: usize = 20;
/// A machine that is shared is slow or fast for some ten seconds at a time; the median is to outlast that.
const ROUNDS: usize = 5;

struct Peer {
    address: SocketAddr,
    redis: Redis,
    job: String,
    process: Process,
}

pub(crate) fn measure(count: usize) -> Vec<Figure> {
    let folder = tempfile::tempdir().unwrap();
    let mint = Mint::default();
    let keyset = mint.write(folder.path());
    let token = mint.token("acme");
    let mut ours = peer(&token, |address, redis| {
        let mut command = Command::new(binaries::service());
        command.args(arguments(address, &keyset));
        command.args(["--redis-url", redis, "--log", "warn"]);
        command
    });
    let mut theirs = peer(&token, |address, redis| {
        let root = repository();
        let script = format!(
            "cd '{}' && PYTHONPATH=fixtures/implementations/plan PORT={} REDIS_URL={redis} KEYSET='{}' ISSUER={ISSUER} \
             AUDIENCE={AUDIENCE} LEEWAY=5 exec target/implementations/venv/bin/python -m planned",
            root.display(),
            address.port(),
            keyset.display()
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script]);
        command
    });
    let list = |peer: &Peer| rate(peer, &token, "/ai/jobs?workspace_id=acme");
    let get = |peer: &Peer| rate(peer, &token, &format!("/ai/jobs/{}", peer.job));
    let (mut lists, mut gets) = (Rates::of("lists"), Rates::of("jobs by id"));
    for _ in 0..ROUNDS {
        lists.round(&ours, &theirs, list);
        gets.round(&ours, &theirs, get);
    }
    eprintln!("writing {count} jobs of others");
    for peer in [&mut ours, &mut theirs] {
        data::foreign(&peer.redis.url, count);
    }
    let mut crowded = Rates::of("lists beside the jobs of others");
    for _ in 0..ROUNDS {
        crowded.round(&ours, &theirs, list);
    }
    let memory = peak(&ours);
    let (lists, gets, crowded) = (lists.medians(), gets.medians(), crowded.medians());
    vec![
        Figure::at_least("list of 20 jobs, times the plan's", lists.0 / lists.1, 30.0),
        Figure::at_least(
            "the same beside 100,000 jobs of others",
            crowded.0 / crowded.1,
            120.0,
        ),
        Figure::at_least("one job, times the plan's", gets.0 / gets.1, 15.0),
        Figure::at_most("memory of the service under that load, MB", memory, 32.0),
        Figure::noted("lists a second", lists.0),
        Figure::noted("lists a second, the plan's", lists.1),
        Figure::noted("lists a second beside the jobs of others", crowded.0),
        Figure::noted("jobs a second", gets.0),
        Figure::noted("jobs a second, the plan's", gets.1),
    ]
}

fn peer(token: &str, start: impl FnOnce(SocketAddr, &str) -> Command) -> Peer {
    let (address, redis) = (free_address(), Redis::local());
    let log = std::env::temp_dir().join(format!("bench-{}.log", address.port()));
    let process = started(&mut start(address, &redis.url), &log, address, "/health").unwrap_or_else(|| {
        panic!(
            "a service did not start, see {}; for the plan's: scripts/implementations",
            log.display()
        )
    });
    let mut job = String::new();
    for _ in 0..JOBS {
        let body = execution("acme", &data::job().params, None);
        let answer = http::post(address, "/ai/execute", Some(token), &body).unwrap();
        let id = answer.json()["job_id"].clone();
        job = id
            .as_str()
            .unwrap_or_else(|| panic!("no job was made: {}", json!(answer.status)))
            .to_owned();
    }
    Peer {
        address,
        redis,
        job,
        process,
    }
}

/// What one question is answered at, in requests a second, a round after the other.
struct Rates {
    what: &'static str,
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Rates {
    fn of(what: &'static str) -> Self {
        Self {
            what,
            ours: Vec::new(),
            theirs: Vec::new(),
        }
    }

    fn round(&mut self, ours: &Peer, theirs: &Peer, rate: impl Fn(&Peer) -> f64) {
        let (left, right) = (rate(ours), rate(theirs));
        self.ours.push(left);
        self.theirs.push(right);
        let round = self.ours.len();
        eprintln!(
            "{}, round {round} of {ROUNDS}: {left} and {right} a second",
            self.what
        );
    }

    fn medians(self) -> (f64, f64) {
        (median(self.ours), median(self.theirs))
    }
}

fn rate(peer: &Peer, token: &str, path: &str) -> f64 {
    let output = Command::new("wrk")
        .args([
            "-t1",
            "-c32",
            "-d3s",
            "-H",
            &format!("Authorization: Bearer {token}"),
        ])
        .arg(format!("http://{}{path}", peer.address))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        !text.contains("Non-2xx"),
        "not every answer was a good one:\n{text}"
    );
    let line = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    line.and_then(|rate| rate.trim().parse().ok())
        .unwrap_or_else(|| panic!("wrk said:\n{text}"))
}

// The most memory that the process ever had, in megabytes.
fn peak(peer: &Peer) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", peer.process.id())).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kilobytes / 1024.0
}
