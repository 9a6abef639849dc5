//! What a fleet starts, and that it ends.

mod programs;

use programs::{Example, Started};

use super::*;
use crate::store::Observer;
use crate::wire::{Client, Request};

/// The process that answers this client.
async fn answering(client: &Client) -> String {
    let request = Request::new("the test", http::Method::GET, "/pid");
    let response = client.send(request).await.response.unwrap();
    String::from_utf8(response.body.clone()).unwrap()
}

#[tokio::test]
async fn each_phase_has_one_replica_on_the_same_database() {
    let example = Example::usual().await;
    let fleet = &example.fleet;
    for phase in ["legacy", "new-only"] {
        let replica = fleet.replica(phase).await.unwrap();
        let started = example.next().await;
        let said = [&started.kind, &started.phase, &started.redis].map(String::as_str);
        assert_eq!(said, ["replica", phase, fleet.url()]);
        assert_eq!(answering(&replica.client).await, started.pid);
        let again = fleet.replica(phase).await.unwrap();
        assert_eq!(answering(&again.client).await, started.pid);
    }
    assert_eq!(fleet.replicas.lock().await.len(), 2);
    fleet.stop().await;
}

#[tokio::test]
async fn a_replica_that_was_stopped_is_started_anew() {
    let example = Example::usual().await;
    let fleet = &example.fleet;
    let _ = fleet.replica("legacy").await.unwrap();
    let first = example.next().await;
    let first_pid = first.pid.clone();
    // Another phase's is nothing to stop.
    fleet.stop_replica("new-only").await;
    fleet.stop_replica("legacy").await;
    assert_eq!(first.last_words().await, "asked to stop\n");
    let replica = fleet.replica("legacy").await.unwrap();
    let second = example.next().await;
    assert_ne!(second.pid, first_pid);
    assert_eq!(answering(&replica.client).await, second.pid);
    fleet.stop().await;
}

#[tokio::test]
async fn a_replica_behind_a_proxy_is_another_than_its_phase_s() {
    let example = Example::usual().await;
    let fleet = &example.fleet;
    let _ = fleet.replica("legacy").await.unwrap();
    let plain = example.next().await;
    let (replica, proxy) = fleet.replica_behind_proxy("legacy").await.unwrap();
    let behind = example.next().await;
    assert_eq!(
        (behind.phase.as_str(), behind.redis.as_str()),
        ("legacy", proxy.url())
    );
    assert_ne!(behind.redis, fleet.url());
    assert_eq!(answering(&replica.client).await, behind.pid);
    assert_ne!(behind.pid, plain.pid);
    fleet.stop().await;
}

#[tokio::test]
async fn workers_are_started_where_they_are_told_and_all_end() {
    let example = Example::usual().await;
    let fleet = &example.fleet;
    let proxy = fleet.redis_proxy().await.unwrap();
    for (hard, last_words) in [(false, "asked to stop\n"), (true, "")] {
        fleet.start_worker("dual-write", None).await.unwrap();
        let plain = example.next().await;
        fleet.start_worker("legacy", Some(&proxy)).await.unwrap();
        let behind = example.next().await;
        let said = |one: &Started| [&one.kind, &one.phase, &one.redis].map(Clone::clone);
        assert_eq!(said(&plain), ["worker", "dual-write", fleet.url()]);
        assert_eq!(said(&behind), ["worker", "legacy", proxy.url()]);
        fleet.stop_workers(hard).await;
        assert!(fleet.workers.lock().await.is_empty());
        for worker in [plain, behind] {
            assert_eq!(worker.last_words().await, last_words);
        }
    }
    fleet.stop().await;
}

#[tokio::test]
async fn a_backfill_is_run_on_the_database_or_behind_a_proxy() {
    let example = Example::usual().await;
    let fleet = &example.fleet;
    let proxy = fleet.redis_proxy().await.unwrap();
    for (behind, url) in [(None, fleet.url()), (Some(&proxy), proxy.url())] {
        let run = fleet.start_backfill(&Asked::default(), behind).unwrap().unwrap();
        let started = example.next().await;
        assert_eq!((started.kind.as_str(), started.redis.as_str()), ("backfill", url));
        let ran = run.end().await;
        assert!(ran.well() && !ran.stuck, "{ran:?}");
        assert!(ran.output.starts_with("backfill"), "{ran:?}");
    }
    let not_said = Asked {
        verify: true,
        ..Asked::default()
    };
    assert!(fleet.start_backfill(&not_said, None).unwrap().is_none());
    fleet.stop().await;
}

#[tokio::test]
async fn what_the_profile_does_not_have_is_not_started() {
    let example = Example::new(|seed| {
        seed.worker = None;
        seed.backfill = None;
    })
    .await;
    let worker = example.fleet.start_worker("legacy", None).await;
    assert!(matches!(worker, Err(TargetError::Nothing)));
    let backfill = example.fleet.start_backfill(&Asked::default(), None).err();
    assert!(matches!(backfill, Some(TargetError::Nothing)));
    example.fleet.stop().await;
}

#[tokio::test]
async fn stopping_ends_everything_and_gives_the_database_back_empty() {
    let example = Example::usual().await;
    let fleet = &example.fleet;
    let _ = fleet.replica("legacy").await.unwrap();
    let _behind = fleet.replica_behind_proxy("legacy").await.unwrap();
    fleet.start_worker("legacy", None).await.unwrap();
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(example.next().await);
    }
    let planter = fleet.planter.as_ref().unwrap();
    let fields = [("job_id".to_owned(), b"j1".to_vec())];
    planter
        .run(vec![Planter::hash("ai:jobs:j1", &fields)])
        .await
        .unwrap();

    fleet.stop().await;
    for started in all {
        assert_eq!(started.last_words().await, "", "killed, and not asked");
    }
    let another = example.lease.databases().unwrap().another().await.unwrap();
    assert_eq!(another, fleet.url());
    let observer = Observer::open(&another, planter.layout()).await.unwrap();
    let left = observer.everything().await.unwrap();
    assert!(!left.has(b"ai:jobs:j1"));
}

#[tokio::test]
async fn fleets_share_no_database() {
    let example = Example::usual().await;
    let other = Fleet::open(Arc::clone(example.fleet.seed())).await.unwrap();
    assert_ne!(other.url(), example.fleet.url());
    example.fleet.stop().await;
    other.stop().await;
}
