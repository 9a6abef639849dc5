//! A run of the backfill within this process, the jobs that it finds, and what is stored. What has to come of it belongs to the
//! tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use watertight_service::backfill::{Pace, Progress, Report, Request, run};
use watertight_service::migration::Direction;
use watertight_service::stop::Stop;
use watertight_service::store::{BackfillStore, Operator, RedisBackfillStore};
use watertight_service::telemetry::Telemetry;

/// The fields of a hash.
pub(super) type Hash = BTreeMap<Vec<u8>, Vec<u8>>;

/// A run that writes, of steps of this many keys.
pub(super) fn request(batch: usize) -> Request {
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

pub(super) async fn done(url: &str, request: &Request) -> Report {
    let operator = Operator::of_this_process();
    let store: Arc<dyn BackfillStore> = Arc::new(RedisBackfillStore::open(url, &operator).unwrap());
    let mut progress = Progress::new(Arc::new(Telemetry::new()), false, || {});
    run(&store, request, &Stop::new(), &mut progress).await.unwrap()
}

/// A hash and its end.
pub(super) fn hash(connection: &mut redis::Connection, key: &str) -> (Hash, i64) {
    redis::pipe()
        .cmd("HGETALL")
        .arg(key)
        .cmd("PEXPIRETIME")
        .arg(key)
        .query(connection)
        .unwrap()
}

pub(super) fn connection(url: &str) -> redis::Connection {
    redis::Client::open(url).unwrap().get_connection().unwrap()
}

/// The owner of a job that [`seed`] wrote.
pub(super) fn owner(number: usize) -> &'static str {
    ["acme", "globex"][number % 2]
}

/// Writes this many jobs of two workspaces as older code would have, every third with an end.
pub(super) fn seed(url: &str, count: usize) {
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
