//! A connection to a target's Redis, for eyes and hand alike. The invariant: no answer is waited for without end.

use std::time::Duration;

use redis::aio::MultiplexedConnection;

/// One command may take so long.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(5);

pub(super) async fn open(url: &str) -> redis::RedisResult<MultiplexedConnection> {
    let config = redis::AsyncConnectionConfig::new()
        .set_connection_timeout(Some(TIME_LIMIT))
        .set_response_timeout(Some(TIME_LIMIT));
    redis::Client::open(url)?
        .get_multiplexed_async_connection_with_config(&config)
        .await
}
