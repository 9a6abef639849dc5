//! Puts records into a target's Redis, as older code or a damaged store would have left them. The only part of the suite
//! that writes there. The invariant: every key that is written names a job or a workspace of the scenario at hand, and is
//! taken away again.

use std::collections::BTreeSet;

use futures::StreamExt as _;
use redis::aio::MultiplexedConnection;

use super::connection;
use super::connection::TIME_LIMIT;
use super::observer::StoreError;
use crate::profile::Layout;

/// Commands sent at once.
const PER_ROUND: usize = 2_000;

/// A way of composing a job's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Keys that do not know their owner.
    Old,
    /// Keys that do.
    New,
}

/// A hand in a target's Redis.
#[derive(Clone)]
pub struct Planter {
    url: String,
    connection: MultiplexedConnection,
    layout: Layout,
}

impl Planter {
    /// A hand in the Redis at this URL.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn open(url: &str, layout: &Layout) -> Result<Self, StoreError> {
        Ok(Self {
            url: url.to_owned(),
            connection: connection::open(url).await?,
            layout: layout.clone(),
        })
    }

    /// Where the target keeps what.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Runs these commands.
    ///
    /// # Errors
    /// When the Redis does not take them.
    pub async fn run(&self, commands: Vec<redis::Cmd>) -> Result<(), StoreError> {
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            let mut pipe = redis::pipe();
            for command in commands.by_ref().take(PER_ROUND) {
                pipe.add_command(command).ignore();
            }
            let mut connection = self.connection.clone();
            let _: () = pipe.query_async(&mut connection).await?;
        }
        Ok(())
    }

    /// A hash, with bytes as they are.
    #[must_use]
    pub fn hash(key: &str, fields: &[(String, Vec<u8>)]) -> redis::Cmd {
        let mut command = redis::cmd("HSET");
        command.arg(key);
        for (name, value) in fields {
            command.arg(name).arg(value);
        }
        command
    }

    /// The index entry that goes with a hash in the new schema, where the target says that it has an index.
    #[must_use]
    pub fn index(&self, workspace: &str, job_id: &str, micros: i64) -> Option<redis::Cmd> {
        let key = self.layout.index_key(workspace)?;
        let mut command = redis::cmd("ZADD");
        command.arg(&key).arg(micros).arg(job_id);
        Some(command)
    }

    /// The value of a key that is none of a job's.
    ///
    /// # Errors
    /// When the Redis does not answer.
    pub async fn ask<T: redis::FromRedisValue>(&self, command: &redis::Cmd) -> Result<T, StoreError> {
        let mut connection = self.connection.clone();
        Ok(command.query_async(&mut connection).await?)
    }

    /// Does some work, and gives the commands that reached this database meanwhile, as `MONITOR` spells them.
    ///
    /// # Errors
    /// When the Redis does not answer, or does not let itself be watched.
    pub async fn watched<T>(&self, work: impl Future<Output = T>) -> Result<(T, Vec<String>), StoreError> {
        let marker = format!("watertight-{:016x}", rand::random::<u64>());
        let client = redis::Client::open(self.url.as_str())?;
        let database = client.get_connection_info().redis_settings().db();
        let monitor = client.get_async_monitor().await?;
        let mut lines = Box::pin(monitor.into_on_message::<String>());
        let done = work.await;
        let _: String = self.ask(redis::cmd("ECHO").arg(&marker)).await?;
        let mut seen = Vec::new();
        let reading = async {
            while let Some(line) = lines.next().await {
                if line.contains(&marker) {
                    break;
                }
                if line.contains(&format!(" [{database} ")) {
                    seen.push(line);
                }
            }
        };
        if tokio::time::timeout(TIME_LIMIT, reading).await.is_err() {
            return Err(StoreError::Redis("its commands cannot be watched".to_owned()));
        }
        Ok((done, seen))
    }

    /// Takes these keys away.
    ///
    /// # Errors
    /// When the Redis does not answer.
    pub async fn clear(&self, keys: &BTreeSet<String>) -> Result<(), StoreError> {
        let keys: Vec<&String> = keys.iter().collect();
        for keys in keys.chunks(PER_ROUND) {
            let mut connection = self.connection.clone();
            let _: () = redis::cmd("UNLINK")
                .arg(keys)
                .query_async(&mut connection)
                .await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
