//! A Redis of a test's own, and somebody else who writes there.

use redis::aio::MultiplexedConnection;

use super::connection;
use crate::profile::{Layout, Profile};
use crate::under_test::RedisLease;

/// A Redis that ends with the value.
pub(super) struct Store {
    _lease: RedisLease,
    /// Its URL.
    pub(super) url: String,
    /// Where the reference keeps what.
    pub(super) layout: Layout,
    somebody: MultiplexedConnection,
}

impl Store {
    /// An empty one.
    pub(super) async fn empty() -> Self {
        let lease = RedisLease::find(None).await.unwrap();
        let url = lease
            .url()
            .expect("redis-server is on the PATH; install it with: apt-get install redis-server")
            .to_owned();
        Self {
            _lease: lease,
            somebody: connection::open(&url).await.unwrap(),
            url,
            layout: Profile::reference().unwrap().store.unwrap(),
        }
    }

    /// Has somebody else run a command, such as `SET a 1`. No word of it has a space.
    pub(super) async fn run<T: redis::FromRedisValue>(&self, command: &str) -> T {
        let mut words = command.split(' ');
        let mut one = redis::cmd(words.next().unwrap());
        for word in words {
            one.arg(word);
        }
        one.query_async(&mut self.somebody.clone()).await.unwrap()
    }

    /// The same for several, whose answers nobody needs.
    pub(super) async fn run_all(&self, commands: &[&str]) {
        for command in commands {
            self.run::<redis::Value>(command).await;
        }
    }
}
