//! Writers beside a run: one that changes both copies in one step, and a careless one that sets single fields under the new
//! key whether or not there is a copy.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use watertight_service::backfill::Difference;
use watertight_tests::redis_server::Redis;

use super::runs::{connection, done, owner, request, seed};

const JOBS: usize = 2_000;
const CAREFUL: &str = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'status', ARGV[1]) end \
                       if redis.call('HEXISTS', KEYS[2], 'job_id') == 1 then redis.call('HSET', KEYS[2], 'status', ARGV[1]) end";

fn writer(url: &str, careful: bool, stop: &Arc<AtomicBool>) -> std::thread::JoinHandle<usize> {
    let (mut store, stop) = (connection(url), Arc::clone(stop));
    std::thread::spawn(move || {
        let mut written = 0;
        while !stop.load(Ordering::SeqCst) {
            // Any order that reaches all of them.
            let number = written * 7_919 % JOBS;
            let (old, new) = (
                format!("ai:jobs:{number}"),
                format!("ai:job:{}:{number}", owner(number)),
            );
            let status = ["pending", "running"][written / JOBS % 2];
            if careful {
                let mut both = redis::cmd("EVAL");
                both.arg(CAREFUL).arg(2).arg(old).arg(new).arg(status);
                let _: () = both.query(&mut store).unwrap();
            } else {
                let mut both = redis::pipe();
                for key in [old, new] {
                    both.atomic()
                        .cmd("HSET")
                        .arg(key)
                        .arg("status")
                        .arg(status)
                        .ignore();
                }
                let _: () = both.query(&mut store).unwrap();
            }
            written += 1;
        }
        written
    })
}

fn nothing_differs_after(careful: bool) {
    let redis = Redis::local();
    seed(&redis.url, JOBS);
    let stop = Arc::new(AtomicBool::new(false));
    let writers = [
        writer(&redis.url, careful, &stop),
        writer(&redis.url, careful, &stop),
    ];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut asked = request(20);
    (asked.verify, asked.repair) = (true, true);
    let live = runtime.block_on(done(&redis.url, &asked));
    stop.store(true, Ordering::SeqCst);
    let written: usize = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
    assert!(written > 0, "nobody wrote beside the run");
    let carried = live.backfilled.unwrap();
    assert_eq!(
        (carried.result("failed"), carried.scanned() >= JOBS as u64),
        (0, true)
    );

    let mut still = request(500);
    (still.execute, still.verify) = (false, true);
    let quiet = runtime.block_on(done(&redis.url, &still));
    let found = &quiet.verified[0];
    let kinds: Vec<_> = Difference::ALL
        .iter()
        .filter(|kind| found.differing(**kind) > 0)
        .collect();
    assert_eq!((found.compared, kinds), (JOBS as u64, vec![]));
    assert_eq!(found.newer, 0, "a copy ran ahead of its job");
}

#[test]
fn nothing_differs_after_a_run_beside_careful_writers() {
    nothing_differs_after(true);
}

#[test]
fn nothing_differs_after_a_run_beside_careless_writers() {
    nothing_differs_after(false);
}
