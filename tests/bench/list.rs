//! A list of a hundred jobs, while others hold none and very many. The invariant: the same handle, the same jobs; only what
//! belongs to others differs.

use std::time::Instant;

use watertight_service::jobs::Query;
use watertight_service::migration::Phase;
use watertight_service::store::WorkspaceJobs;
use watertight_tests::redis_server::Redis;

use crate::data;
use crate::pings::pinged;
use crate::report::{Figure, median, percentile};

const JOBS: usize = 100;
const LISTS: usize = 1_500;
const ROUNDS: usize = 3;

pub(crate) fn measure(count: usize) -> Vec<Figure> {
    let (empty, full) = (Redis::local(), Redis::local());
    let runtime = data::runtime();
    eprintln!("writing {count} jobs of others");
    data::foreign(&full.url, count);
    let handles = [&empty, &full].map(|redis| {
        runtime.block_on(async {
            let handle = data::handle(&redis.url, Phase::NewOnly, "acme");
            for _ in 0..JOBS {
                handle.enqueue(&data::job()).await.unwrap();
            }
            handle
        })
    });
    let (mut ratios, mut tails, mut stalls, mut middles) = (vec![], vec![], vec![], vec![]);
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        let mut alone = runtime.block_on(lists(&handles[0]));
        let (mut beside, stalled) = pinged(&full.url, || runtime.block_on(lists(&handles[1])));
        let (left, right) = (percentile(&mut alone, 0.5), percentile(&mut beside, 0.5));
        ratios.push(right / left);
        middles.push(right);
        // Without the pings, which share the two cores with it.
        let mut quiet = runtime.block_on(lists(&handles[1]));
        tails.push(percentile(&mut quiet, 0.99));
        stalls.push(stalled.into_iter().fold(0.0, f64::max));
    }
    vec![
        Figure::at_most("p50 beside the foreign jobs, against none", median(ratios), 1.3),
        Figure::at_most("p99 beside the foreign jobs, ms", median(tails), 2.0),
        Figure::at_most("another client's worst PING, ms", median(stalls), 5.0),
        Figure::noted("p50 beside the foreign jobs, ms", median(middles)),
    ]
}

async fn lists(handle: &WorkspaceJobs) -> Vec<f64> {
    let query = Query {
        limit: JOBS,
        ..Query::default()
    };
    let mut times = Vec::with_capacity(LISTS);
    for _ in 0..LISTS {
        let begun = Instant::now();
        let page = handle.list(&query).await.unwrap();
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        assert_eq!(page.jobs.len(), JOBS);
    }
    times
}
