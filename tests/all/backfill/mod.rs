//! The backfill of the reference: over any keyspace, beside writers, killed and cut off anywhere. What it promises to whoever
//! runs it belongs to the features; here is what only many random runs can show.
//!
//! The invariant: every case has a database of its own, and is judged by what is stored at its end.

mod asked;
mod crashes;
mod entries;
mod histories;
mod keyspace;
mod writers;

use std::sync::Arc;

use watertight_service::backfill::{Pace, Progress, Report, Request, run};
use watertight_service::migration::Direction;
use watertight_service::stop::Stop;
use watertight_service::store::{BackfillStore, Operator, RedisBackfillStore};
use watertight_service::telemetry::Telemetry;

use crate::backfill::keyspace::Hash;

/// A run that writes, of steps of this many keys.
fn request(batch: usize) -> Request {
    Request {
        direction: Direction::Forward,
        execute: true,
        verify: false,
        repair: false,
        pace: Pace {
            batch,
            ..Pace::default()
        },
        workspace: None,
        max_jobs: None,
        resume: true,
        indexed: true,
    }
}

async fn done(url: &str, request: &Request) -> Report {
    let operator = Operator::of_this_process();
    let transfer: Arc<dyn BackfillStore> = Arc::new(RedisBackfillStore::open(url, &operator).unwrap());
    let mut progress = Progress::new(Arc::new(Telemetry::new()), false, || {});
    run(&transfer, request, &Stop::new(), &mut progress)
        .await
        .unwrap()
}

/// A hash and its end.
fn hash(connection: &mut redis::Connection, key: &str) -> (Hash, i64) {
    redis::pipe()
        .cmd("HGETALL")
        .arg(key)
        .cmd("PEXPIRETIME")
        .arg(key)
        .query(connection)
        .unwrap()
}

fn connection(url: &str) -> redis::Connection {
    redis::Client::open(url).unwrap().get_connection().unwrap()
}

/// The owner of a job that [`seed`] wrote.
fn owner(number: usize) -> &'static str {
    ["acme", "globex"][number % 2]
}

/// Writes this many jobs of two workspaces as older code would have, every third with an end.
fn seed(url: &str, count: usize) {
    let mut pipe = redis::pipe();
    for number in 0..count {
        let (key, id) = (format!("ai:jobs:{number}"), number.to_string());
        let fields = [
            ("job_id", id.as_str()),
            ("status", "pending"),
            ("workspace_id", owner(number)),
            ("params", "{}"),
            ("enqueued_at", "2026-01-01T00:00:00Z"),
        ];
        pipe.cmd("HSET").arg(&key).arg(&fields).ignore();
        if number % 3 == 0 {
            pipe.cmd("EXPIRE").arg(&key).arg(86_400).ignore();
        }
    }
    let _: () = pipe.query(&mut connection(url)).unwrap();
}
