//! Any keyspace: jobs of three workspaces with ids that are easily taken for one another, whole or partial or newer copies, ends,
//! bytes that are no text, and whatever else may lie under the prefix.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use watertight_service::jobs::Query;
use watertight_service::migration::Phase;
use watertight_service::store::{Jobs, RedisBackend};
use watertight_tests::exit::backfill as exit;
use watertight_tests::redis_server::Redis;

use super::entries::{Copy, Entry, WORKSPACES, entry, id, write};
use super::runs::{Hash, connection, done, hash, request};
use crate::properties::cases;
use crate::properties::claims::workspace;

/// Every key with its type, its value and its end.
fn all(connection: &mut redis::Connection, pattern: &str) -> BTreeMap<Vec<u8>, (Hash, Vec<u8>, i64)> {
    let keys: Vec<Vec<u8>> = redis::cmd("SCAN")
        .arg(0)
        .arg("MATCH")
        .arg(pattern)
        .arg("COUNT")
        .arg(100_000)
        .query::<(u64, Vec<Vec<u8>>)>(connection)
        .unwrap()
        .1;
    let mut found = BTreeMap::new();
    for key in keys {
        let kind: String = redis::cmd("TYPE").arg(&key).query(connection).unwrap();
        let (fields, dump) = if kind == "hash" {
            (
                redis::cmd("HGETALL").arg(&key).query(connection).unwrap(),
                Vec::new(),
            )
        } else {
            (
                Hash::new(),
                redis::cmd("DUMP").arg(&key).query(connection).unwrap(),
            )
        };
        let ends: i64 = redis::cmd("PEXPIRETIME").arg(&key).query(connection).unwrap();
        found.insert(key, (fields, dump, ends));
    }
    found
}

async fn list(url: &str, phase: Phase, name: &str) -> Vec<String> {
    let jobs = Jobs::new(Arc::new(RedisBackend::lazy(url).unwrap()), phase);
    let query = Query {
        limit: 100,
        ..Query::default()
    };
    let handle = jobs.for_workspace(&workspace(name));
    let page = handle.list(&query).await.unwrap();
    page.jobs.into_iter().map(|job| job.job_id).collect()
}

async fn holds(url: &str, entries: &BTreeMap<String, Entry>) -> Result<(), TestCaseError> {
    let mut store = connection(url);
    let mut jobs = Vec::new();
    for (number, (id, entry)) in entries.iter().enumerate() {
        if let (Some(new), Entry::Job { copy, .. }) = (write(&mut store, id, entry, number), entry) {
            jobs.push((format!("ai:jobs:{id}"), new, *copy));
        }
    }
    let (old, before) = (all(&mut store, "ai:jobs:*"), all(&mut store, "*"));
    let stuck = jobs
        .iter()
        .any(|(.., copy)| matches!(copy, Copy::Occupied | Copy::Foreign));
    let mut dry = request(7);
    dry.execute = false;
    let rehearsed = done(url, &dry).await.backfilled.unwrap();
    prop_assert_eq!(&all(&mut store, "*"), &before, "a dry run wrote something");
    let mut lists = Vec::new();
    for name in WORKSPACES {
        lists.push(list(url, Phase::ReadNew, name).await);
    }

    let report = done(url, &request(7)).await;
    let carried = report.backfilled.clone().unwrap();
    prop_assert_eq!(&rehearsed, &carried, "a dry run counted otherwise");
    let sum = ["migrated", "skipped", "failed"]
        .map(|result| carried.result(result))
        .iter()
        .sum::<u64>();
    prop_assert_eq!(
        (carried.scanned(), sum),
        (entries.len() as u64, entries.len() as u64)
    );
    let code = if stuck { exit::DIFFERENT } else { exit::DONE };
    prop_assert_eq!(i32::from(report.exit_code()), code);
    prop_assert_eq!(&all(&mut store, "ai:jobs:*"), &old, "the old schema has changed");
    for (from, to, copy) in &jobs {
        let ((source, ends), key) = (hash(&mut store, from), to.as_bytes());
        match copy {
            Copy::Occupied | Copy::Foreign => {
                let now = all(&mut store, "*");
                prop_assert_eq!(now.get(key), before.get(key), "{} was touched", to);
            }
            Copy::Newer => {
                prop_assert_eq!(&hash(&mut store, to).0, &before[key].0, "{} was written over", to);
            }
            Copy::None | Copy::Equal | Copy::Part | Copy::Behind => {
                prop_assert_eq!(
                    hash(&mut store, to),
                    (source, ends),
                    "{} is not the equal of {}",
                    to,
                    from
                );
            }
        }
    }

    let settled = all(&mut store, "*");
    let again = done(url, &request(7)).await.backfilled.unwrap();
    prop_assert_eq!(again.result("migrated"), 0, "a second run carried something");
    prop_assert_eq!(&all(&mut store, "*"), &settled, "a second run changed something");
    if !stuck {
        for (name, before) in WORKSPACES.into_iter().zip(lists) {
            prop_assert_eq!(
                list(url, Phase::NewOnly, name).await,
                before,
                "the list of {}",
                name
            );
        }
    }
    Ok(())
}

#[test]
fn both_schemas_hold_the_same_for_any_keyspace() {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let redis = Redis::local();
    let (mut runner, runtime) = cases("all/backfill/regressions.txt");
    let keyspaces = prop::collection::btree_map(id(), entry(), 1..30);
    let outcome = runner.run(&keyspaces, |entries| {
        let database = NEXT.fetch_add(1, Ordering::Relaxed) % 4_096;
        runtime.block_on(holds(&format!("{}/{database}", redis.url), &entries))
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
