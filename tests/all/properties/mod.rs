//! The store in Redis against the store in memory, over random histories: three workspaces with ids that are easily taken
//! for one another, two replicas in neighbouring phases, jobs that are enqueued, carried out, read, paged and ended, and
//! phases that change under way. What single operations promise is tested where they are.
//!
//! The invariant: whatever one store answers, the other answers, too; so what holds of the model holds of Redis.

mod act;
pub(crate) mod claims;
mod side;

use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, TestRunner};
use watertight_tests::redis_server::Redis;

pub(crate) use act::{Act, act};
pub(crate) use side::Side;

/// Runs 256 cases, or as many as `PROPTEST_CASES` says; those that failed once are kept in this file and come first.
pub(crate) fn cases(regressions: &'static str) -> (TestRunner, tokio::runtime::Runtime) {
    let config = ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        ..ProptestConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    (TestRunner::new(config), runtime)
}

#[test]
fn memory_and_redis_answer_alike_in_every_phase() {
    let redis = Redis::local();
    let (mut runner, runtime) = cases("all/properties/regressions.txt");
    let outcome = runner.run(&prop::collection::vec(act(), 1..24), |acts| {
        runtime.block_on(async {
            let (mut model, mut store) = (Side::memory(), Side::redis(&redis.url));
            for act in &acts {
                let (left, right) = (model.observe(act).await, store.observe(act).await);
                prop_assert_eq!(left, right, "memory and Redis differ on {:?}", act);
            }
            store.empty(&redis.url);
            Ok(())
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
