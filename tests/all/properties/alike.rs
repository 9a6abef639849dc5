//! The property itself: the store in Redis and the store in memory cannot be told apart.

use proptest::prelude::*;
use watertight_tests::redis_server::Redis;

use super::act::act;
use super::cases::cases;
use super::side::Side;

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
