//! What the observer reports once somebody else has written.

use rstest::rstest;

use super::*;
use crate::store::tests::Store;

const STEM: &str = "wt-stem";
const OWN: &str = "HSET ai:job:wt-stem1:j1 workspace_id wt-stem1 job_id j1";
const OLD: &str = "HSET ai:jobs:j1 workspace_id wt-stem1 job_id j1";

async fn observer(store: &Store) -> Observer {
    Observer::open(&store.url, &store.layout).await.unwrap()
}

async fn look(observer: &Observer) -> Snapshot {
    observer.look(STEM, &["j1".to_owned()]).await.unwrap()
}

#[rstest]
#[case::a_field(&["HSET ai:job:wt-stem1:j1 status done"], "1 key(s) changed")]
#[case::a_value_of_a_field(&["HSET ai:job:wt-stem1:j1 job_id j2"], "1 key(s) changed")]
#[case::an_expiry(&["PEXPIRE ai:job:wt-stem1:j1 3600000"], "1 key(s) changed")]
#[case::an_end(&["DEL ai:job:wt-stem1:j1"], "1 key(s) removed")]
#[case::another_key(&["SET lock:wt-stem2 1"], "1 key(s) added")]
#[case::a_key_of_another_type(&["DEL ai:job:wt-stem1:j1", "SET ai:job:wt-stem1:j1 1"], "1 key(s) changed")]
#[case::the_old_copy(&["HSET ai:jobs:j1 status done"], "1 key(s) changed")]
#[case::the_old_copy_is_gone(&["DEL ai:jobs:j1"], "1 key(s) removed")]
#[case::an_entry_at_the_end_of_the_queue(&["RPUSH ai:queue:pending j1"], "1 entry(s) queued")]
#[case::an_entry_at_the_head_of_the_queue(&["LPUSH ai:queue:pending wt-stem1:j9"], "1 entry(s) queued")]
#[tokio::test]
async fn a_write_by_somebody_else_is_reported(#[case] written: &[&str], #[case] change: &str) {
    let store = Store::empty().await;
    store.run_all(&[OWN, OLD]).await;
    let observer = observer(&store).await;
    let before = look(&observer).await;
    store.run_all(written).await;
    let found = before.change(&look(&observer).await);
    assert_eq!(found.as_deref(), Some(change));
}

#[rstest]
#[case::nothing(&[])]
#[case::the_same_value_again(&[OWN])]
#[case::fields_in_another_order(&["DEL ai:job:wt-stem1:j1", "HSET ai:job:wt-stem1:j1 job_id j1 workspace_id wt-stem1"])]
#[case::another_way_of_keeping_a_hash(&[
    "HSET ai:job:wt-stem1:j1 long xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "HDEL ai:job:wt-stem1:j1 long",
])]
#[case::an_index(&["ZADD ai:idx:wt-stem1 1 j1"])]
#[case::somebody_else_s_key(&["HSET ai:job:other:j2 job_id j2"])]
#[case::somebody_else_s_old_copy(&["HSET ai:jobs:j2 job_id j2"])]
#[case::somebody_else_s_entry(&["RPUSH ai:queue:pending j2"])]
#[tokio::test]
async fn what_is_no_change_of_the_scenario_s_own_is_not_reported(#[case] written: &[&str]) {
    let store = Store::empty().await;
    store.run_all(&[OWN, OLD]).await;
    let observer = observer(&store).await;
    let before = look(&observer).await;
    store.run_all(written).await;
    assert_eq!(before.change(&look(&observer).await), None);
}

#[tokio::test]
async fn an_entry_that_a_worker_took_is_no_change() {
    let store = Store::empty().await;
    store.run_all(&["RPUSH ai:queue:pending j1"]).await;
    let observer = observer(&store).await;
    let before = look(&observer).await;
    let taken: String = store.run("LPOP ai:queue:pending").await;
    assert_eq!(taken, "j1");
    let after = look(&observer).await;
    assert_eq!(before.change(&after), None);
    assert!(after.change(&before).is_some(), "the entry was seen before");
}

#[rstest]
#[case::behind_many_with_some_behind_it("RPUSH")]
#[case::before_many_with_some_before_it("LPUSH")]
#[tokio::test]
async fn an_entry_near_either_end_of_a_long_queue_is_seen(#[case] push: &str) {
    let store = Store::empty().await;
    let others = |count| format!("{push} ai:queue:pending{}", " x".repeat(count));
    let ends = usize::try_from(QUEUE_ENDS).unwrap();
    store.run_all(&[&others(2 * ends)]).await;
    let observer = observer(&store).await;
    let before = look(&observer).await;
    let entry = format!("{push} ai:queue:pending j1");
    store.run_all(&[&entry, &others(ends - 1)]).await;
    let found = before.change(&look(&observer).await);
    assert_eq!(found.as_deref(), Some("1 entry(s) queued"));
}

#[tokio::test]
async fn a_queue_that_is_no_list_holds_no_entry() {
    let store = Store::empty().await;
    store.run_all(&[OWN, "SET ai:queue:pending j1"]).await;
    let seen = look(&observer(&store).await).await;
    assert_eq!(seen.keys().collect::<Vec<_>>(), ["ai:job:wt-stem1:j1"]);
    assert!(seen.queued.is_empty());
}

#[tokio::test]
async fn everything_is_everybody_s() {
    let store = Store::empty().await;
    let written = [OWN, "SET other secret", "ZADD ai:idx:wt-stem1 1 j1"];
    store.run_all(&written).await;
    let seen = observer(&store).await.everything().await.unwrap();
    assert_eq!(
        seen.keys().collect::<Vec<_>>(),
        ["ai:idx:wt-stem1", "ai:job:wt-stem1:j1", "other"]
    );
    assert!(seen.mentions("secret") && !seen.mentions("absent"));
}

#[tokio::test]
async fn a_hash_is_given_field_by_field_and_says_whose_it_is() {
    let store = Store::empty().await;
    store
        .run_all(&[OWN, "PEXPIREAT ai:job:wt-stem1:j1 4102444800000", "SET text 1"])
        .await;
    let observer = observer(&store).await;
    let key = "ai:job:wt-stem1:j1";
    let fields = [("job_id", "j1"), ("workspace_id", "wt-stem1")]
        .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()));
    assert_eq!(
        observer.hash(key).await.unwrap(),
        Some((BTreeMap::from(fields), 4_102_444_800_000))
    );
    let owner_and_id = (Some("wt-stem1".to_owned()), Some("j1".to_owned()));
    assert_eq!(observer.owner_and_id(key).await.unwrap(), owner_and_id);

    assert_eq!(observer.hash("absent").await.unwrap(), None);
    assert_eq!(observer.owner_and_id("absent").await.unwrap(), (None, None));
    assert!(matches!(observer.hash("text").await, Err(StoreError::Redis(_))));
    assert!(matches!(
        observer.owner_and_id("text").await,
        Err(StoreError::Redis(_))
    ));
}

#[tokio::test]
async fn values_are_given_in_the_order_asked_for() {
    let store = Store::empty().await;
    store.run_all(&["SET a 1", "SET b 2"]).await;
    let names = ["b", "absent", "a"].map(|name| name.as_bytes().to_vec());
    let values = observer(&store).await.values_of(&names).await.unwrap();
    let [Some(b), None, Some(a)] = values.as_slice() else {
        panic!("not two values with nothing between them");
    };
    assert_ne!(a.0, b.0);
    assert_eq!((a.1, b.1), (-1, -1));
}

#[tokio::test]
async fn a_redis_that_holds_too_much_is_left_alone() {
    let store = Store::empty().await;
    let fill = "EVAL for\ti=1,ARGV[1]\tdo\tredis.call('SET',i,'')\tend 0";
    store.run::<redis::Value>(&format!("{fill} {MOST_KEYS}")).await;
    assert!(Observer::open(&store.url, &store.layout).await.is_ok());
    store.run_all(&["SET one-more 1"]).await;
    let refused = Observer::open(&store.url, &store.layout).await.err();
    assert!(matches!(refused, Some(StoreError::Full(held)) if held == MOST_KEYS + 1));
}

#[tokio::test]
async fn a_redis_that_is_away_is_an_error() {
    let away = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}/", away.local_addr().unwrap());
    drop(away);
    let layout = crate::profile::Profile::reference().unwrap().store.unwrap();
    let refused = Observer::open(&url, &layout).await.err();
    assert!(matches!(refused, Some(StoreError::Redis(_))));
}
