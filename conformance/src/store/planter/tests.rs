//! What the planter leaves in a Redis, and what it takes away.

use std::collections::BTreeMap;

use super::*;
use crate::store::tests::Store;
use crate::store::{Observer, Snapshot};

async fn planter(store: &Store) -> Planter {
    Planter::open(&store.url, &store.layout).await.unwrap()
}

async fn everything(store: &Store) -> Snapshot {
    let observer = Observer::open(&store.url, &store.layout).await.unwrap();
    observer.everything().await.unwrap()
}

fn fields(of: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
    of.iter()
        .map(|(name, value)| ((*name).to_owned(), value.to_vec()))
        .collect()
}

#[tokio::test]
async fn a_record_is_put_exactly_where_the_layout_says() {
    let store = Store::empty().await;
    let planter = planter(&store).await;
    // Bytes that are no text, an empty value, and what a shell or a pattern would read something into.
    let fields = fields(&[("job_id", b"j1"), ("params", b"\xff\0\r\n \"$*"), ("result", b"")]);
    let (old, new) = (
        store.layout.old_key("j1").unwrap(),
        store.layout.new_key("acme", "j1"),
    );
    let mut commands = vec![Planter::hash(&old, &fields), Planter::hash(&new, &fields)];
    commands.extend(planter.index("acme", "j1", 1_700_000_000_000_001));
    planter.run(commands).await.unwrap();

    assert_eq!(
        everything(&store).await.keys().collect::<Vec<_>>(),
        ["ai:idx:acme", "ai:job:acme:j1", "ai:jobs:j1"]
    );
    for key in [&old, &new] {
        let put: BTreeMap<String, Vec<u8>> = store.run(&format!("HGETALL {key}")).await;
        assert_eq!(put, fields.iter().cloned().collect(), "{key}");
        assert_eq!(store.run::<i64>(&format!("PTTL {key}")).await, -1, "{key}");
    }
    let index: Vec<(String, i64)> = store.run("ZRANGE ai:idx:acme 0 -1 WITHSCORES").await;
    assert_eq!(index, [("j1".to_owned(), 1_700_000_000_000_001)]);
}

#[tokio::test]
async fn a_layout_without_an_index_gets_none() {
    let mut store = Store::empty().await;
    store.layout.index = None;
    assert!(planter(&store).await.index("acme", "j1", 1).is_none());
}

#[tokio::test]
async fn only_what_was_planted_is_taken_away() {
    let store = Store::empty().await;
    let planter = planter(&store).await;
    // Names that a pattern made of a planted one would match.
    let others = ["SET ai:jobs:jab 1", "SET ai:jobs:j 1", "SET ai:jobs:j*:2 1"];
    store.run_all(&others).await;
    let before = everything(&store).await;
    let planted = BTreeSet::from(["ai:jobs:j*", "ai:jobs:j?b", "ai:jobs:[j]"].map(str::to_owned));
    let one = fields(&[("job_id", b"j")]);
    let commands = planted.iter().map(|key| Planter::hash(key, &one)).collect();
    planter.run(commands).await.unwrap();
    assert_eq!(
        before.change(&everything(&store).await).as_deref(),
        Some("3 key(s) added")
    );

    planter.clear(&planted).await.unwrap();
    assert_eq!(before.change(&everything(&store).await), None);
    // Neither nothing nor what is gone already is an error.
    planter.clear(&planted).await.unwrap();
    planter.clear(&BTreeSet::new()).await.unwrap();
    assert_eq!(before.change(&everything(&store).await), None);
}

#[tokio::test]
async fn more_than_one_round_is_put_and_taken_away() {
    let store = Store::empty().await;
    let planter = planter(&store).await;
    let one = fields(&[("job_id", b"j")]);
    let planted: BTreeSet<String> = (0..=2 * PER_ROUND)
        .map(|number| format!("ai:jobs:{number}"))
        .collect();
    let commands = planted.iter().map(|key| Planter::hash(key, &one)).collect();
    planter.run(commands).await.unwrap();
    assert_eq!(store.run::<usize>("DBSIZE").await, planted.len());
    planter.clear(&planted).await.unwrap();
    assert_eq!(store.run::<usize>("DBSIZE").await, 0);
}

#[tokio::test]
async fn what_the_redis_does_not_take_is_an_error() {
    let store = Store::empty().await;
    store.run_all(&["SET ai:jobs:j1 text"]).await;
    let planter = planter(&store).await;
    let refused = planter
        .run(vec![Planter::hash("ai:jobs:j1", &fields(&[("job_id", b"j1")]))])
        .await;
    assert!(matches!(refused, Err(StoreError::Redis(_))));
    let mut length = redis::cmd("LLEN");
    length.arg("ai:jobs:j1");
    assert!(matches!(
        planter.ask::<i64>(&length).await,
        Err(StoreError::Redis(_))
    ));
}

#[tokio::test]
async fn commands_are_watched_in_this_database_and_during_the_work_alone() {
    let store = Store::empty().await;
    let planter = planter(&store).await;
    store.run_all(&["SET before 1"]).await;
    let elsewhere = connection::open(&format!("{}1", store.url)).await.unwrap();
    let work = async {
        store.run_all(&["SET a 1"]).await;
        let mut set = redis::cmd("SET");
        set.arg("elsewhere").arg(1);
        let _: () = set.query_async(&mut elsewhere.clone()).await.unwrap();
        store.run::<String>("GET a").await
    };
    let (done, seen) = planter.watched(work).await.unwrap();
    store.run_all(&["SET after 1"]).await;
    assert_eq!(done, "1");
    let commands: Vec<&str> = seen.iter().map(|line| line.split_once("] ").unwrap().1).collect();
    assert_eq!(commands, [r#""SET" "a" "1""#, r#""GET" "a""#]);
}
