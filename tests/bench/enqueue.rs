//! What an enqueue costs the server: under both schemas with the index, under one, and the least that a queue could do with a
//! hash and an entry. The invariant: one connection, fifty tasks, the server's own account of its time.

use std::sync::Arc;

use watertight_service::migration::Phase;
use watertight_tests::redis_server::Redis;

use crate::data;
use crate::report::{Figure, median};

const TASKS: usize = 50;
const ROUNDS: usize = 3;

pub(crate) fn measure(count: usize) -> Vec<Figure> {
    let redis = Redis::local();
    let runtime = data::runtime();
    let (mut plain, mut single, mut dual) = (vec![], vec![], vec![]);
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        plain.push(cost(&redis.url, count, || {
            runtime.block_on(multi(&redis.url, count));
        }));
        for (phase, costs) in [(Phase::NewOnly, &mut single), (Phase::DualWrite, &mut dual)] {
            costs.push(cost(&redis.url, count, || {
                runtime.block_on(enqueues(&redis.url, phase, count));
            }));
        }
    }
    let [plain, single, dual] = [plain, single, dual].map(median);
    vec![
        Figure::at_most(
            "server CPU: both schemas and index, against one hash and a queue entry",
            dual / plain,
            2.1,
        ),
        Figure::noted(
            "server CPU: both schemas, against the new schema alone, both with index",
            dual / single,
        ),
        Figure::noted("server CPU of one hash and a queue entry, us", plain),
        Figure::noted("server CPU of the new schema alone, us", single),
        Figure::noted("server CPU of both schemas, us", dual),
    ]
}

// Microseconds of the server's time for each of them.
fn cost(url: &str, count: usize, work: impl FnOnce()) -> f64 {
    let before = used(url);
    work();
    (used(url) - before) * 1e6 / count as f64
}

/// Seconds of the server's time so far.
pub(crate) fn used(url: &str) -> f64 {
    let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
    let info: String = redis::cmd("INFO").arg("cpu").query(&mut connection).unwrap();
    let value = |name: &str| -> f64 {
        let line = info.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim_start_matches(':').parse().unwrap()
    };
    value("used_cpu_sys") + value("used_cpu_user")
}

async fn enqueues(url: &str, phase: Phase, count: usize) {
    let handle = Arc::new(data::handle(url, phase, "acme"));
    let tasks = (0..TASKS).map(|_| {
        let handle = Arc::clone(&handle);
        tokio::spawn(async move {
            for _ in 0..count / TASKS {
                handle.enqueue(&data::job()).await.unwrap();
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
}

// One hash of nine fields and one entry, in one transaction.
async fn multi(url: &str, count: usize) {
    let client = redis::Client::open(url).unwrap();
    let connection = client.get_multiplexed_async_connection().await.unwrap();
    let params = Arc::new(data::job().params.to_string());
    let tasks = (0..TASKS).map(|task| {
        let (mut connection, params) = (connection.clone(), Arc::clone(&params));
        tokio::spawn(async move {
            for number in 0..count / TASKS {
                let id = format!("{task:016x}{number:016x}{:08x}", std::process::id());
                let mut pipe = redis::pipe();
                let hash = data::hash(&format!("plain:{id}"), "acme", &id, &params);
                pipe.atomic().add_command(hash).ignore();
                pipe.cmd("RPUSH")
                    .arg("plain:queue")
                    .arg(format!(r#"{{"workspace_id":"acme","job_id":"{id}"}}"#))
                    .ignore();
                let _: () = pipe.query_async(&mut connection).await.unwrap();
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
}
