//! Looks at the keys of a scenario's workspaces in a Redis that the target was lent. Which keys are whose follows
//! from the stem that all ids of one scenario share. The invariant: every look has a bound; a Redis too full to be
//! looked through is left alone, and that is said.

use std::collections::{BTreeMap, BTreeSet};

use redis::aio::MultiplexedConnection;

use super::connection;
use super::snapshot::{Held, Snapshot};
use crate::profile::Layout;

/// Looking through more keys than this, at every step, would be a load on whoever else uses that Redis.
const MOST_KEYS: u64 = 200_000;
const PER_ROUND: usize = 5_000;
/// Entries at either end of the queue; whatever a step queues is there right after it.
const QUEUE_ENDS: isize = 256;

/// The Redis could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It does not answer, or not as a Redis does.
    #[error("the target's Redis cannot be looked at: {0}")]
    Redis(String),
    /// It holds too much.
    #[error("the target's Redis holds {0} keys, too many to look through beside others")]
    Full(u64),
}

impl From<redis::RedisError> for StoreError {
    fn from(error: redis::RedisError) -> Self {
        Self::Redis(error.to_string())
    }
}

// The names that match, in small steps.
async fn names(
    connection: &mut MultiplexedConnection,
    pattern: &str,
) -> redis::RedisResult<BTreeSet<Vec<u8>>> {
    let mut names = BTreeSet::new();
    let mut cursor = 0_u64;
    loop {
        let mut scan = redis::cmd("SCAN");
        scan.arg(cursor).arg("MATCH").arg(pattern);
        scan.arg("COUNT").arg(PER_ROUND);
        let (next, found): (u64, Vec<Vec<u8>>) = scan.query_async(connection).await?;
        names.extend(found);
        cursor = next;
        if cursor == 0 {
            return Ok(names);
        }
    }
}

/// The fields of a hash, and when it expires.
pub type Hash = (BTreeMap<String, Vec<u8>>, i64);

/// Eyes on a target's Redis.
#[derive(Clone)]
pub struct Observer {
    connection: MultiplexedConnection,
    layout: Layout,
    expiries: bool,
}

impl Observer {
    /// Looks at the Redis at this URL.
    ///
    /// # Errors
    /// When it does not answer, or holds more than can be looked through.
    pub async fn open(url: &str, layout: &Layout) -> Result<Self, StoreError> {
        let mut connection = connection::open(url).await?;
        let size: u64 = redis::cmd("DBSIZE").query_async(&mut connection).await?;
        if size > MOST_KEYS {
            return Err(StoreError::Full(size));
        }
        // Absolute expiries came with Redis 7; without them only values are compared.
        let probe: Result<i64, _> = redis::cmd("PEXPIRETIME")
            .arg("watertight:none")
            .query_async(&mut connection)
            .await;
        Ok(Self {
            connection,
            layout: layout.clone(),
            expiries: probe.is_ok(),
        })
    }

    /// Where the target keeps what.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Everything whose key holds `stem`, the copies of `jobs` that do not name their owner, and what of these waits
    /// in the queue.
    ///
    /// # Errors
    /// When the Redis does not answer.
    pub async fn look(&self, stem: &str, jobs: &[String]) -> Result<Snapshot, StoreError> {
        let mut connection = self.connection.clone();
        let mut names = names(&mut connection, &format!("*{stem}*")).await?;
        // An index is the target's own affair: reading may bring it up to date.
        names.retain(|key| !self.is_index(key));
        names.extend(
            jobs.iter()
                .filter_map(|id| self.layout.old_key(id))
                .map(String::into_bytes),
        );
        let mut snapshot = Snapshot {
            keys: self.values(&mut connection, names).await?,
            ..Snapshot::default()
        };
        snapshot.queued = self.queued(&mut connection, stem, jobs).await?;
        Ok(snapshot)
    }

    /// Everything there is: for a database that is a scenario's own.
    ///
    /// # Errors
    /// When the Redis does not answer.
    pub async fn everything(&self) -> Result<Snapshot, StoreError> {
        let mut connection = self.connection.clone();
        let names = names(&mut connection, "*").await?;
        Ok(Snapshot {
            keys: self.values(&mut connection, names).await?,
            ..Snapshot::default()
        })
    }

    // The dump of a hash depends on how Redis keeps it at the moment; its fields in order do not.
    async fn values(
        &self,
        connection: &mut MultiplexedConnection,
        names: BTreeSet<Vec<u8>>,
    ) -> Result<BTreeMap<Vec<u8>, Held>, StoreError> {
        let mut held = BTreeMap::new();
        if names.is_empty() {
            return Ok(held);
        }
        let mut types = redis::pipe();
        for name in &names {
            types.cmd("TYPE").arg(name);
        }
        let types: Vec<String> = types.query_async(connection).await?;
        let mut pipe = redis::pipe();
        for (name, kind) in names.iter().zip(&types) {
            let whole = if kind == "hash" { "HGETALL" } else { "DUMP" };
            pipe.cmd(whole).arg(name);
            // Absolute expiries came with Redis 7; where there are none, any command that answers will do.
            pipe.cmd(if self.expiries { "PEXPIRETIME" } else { "EXISTS" })
                .arg(name);
        }
        let answers: Vec<redis::Value> = pipe.query_async(connection).await?;
        let understood = |error: redis::ParsingError| StoreError::Redis(error.to_string());
        for (name, answers) in names.into_iter().zip(answers.chunks(2)) {
            let [value, expiry] = answers else { continue };
            let value = match value {
                redis::Value::Nil => continue,
                redis::Value::BulkString(dump) => dump.clone(),
                hash => {
                    let fields: BTreeMap<Vec<u8>, Vec<u8>> =
                        redis::from_redis_value(hash.clone()).map_err(understood)?;
                    if fields.is_empty() {
                        continue;
                    }
                    let parts = fields.into_iter().flat_map(|(name, value)| [name, value]);
                    parts
                        .flat_map(|part| [(part.len() as u64).to_be_bytes().to_vec(), part].concat())
                        .collect()
                }
            };
            let expiry = redis::from_redis_value(expiry.clone()).map_err(understood)?;
            held.insert(name, (value, expiry));
        }
        Ok(held)
    }

    /// The values of these keys, each with its end; `None` where there is nothing.
    ///
    /// # Errors
    /// When the Redis does not answer.
    pub(crate) async fn values_of(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Held>>, StoreError> {
        let mut connection = self.connection.clone();
        let mut all = self
            .values(&mut connection, keys.iter().cloned().collect())
            .await?;
        Ok(keys.iter().map(|key| all.remove(key)).collect())
    }

    fn is_index(&self, key: &[u8]) -> bool {
        std::str::from_utf8(key).is_ok_and(|key| self.layout.is_index(key))
    }

    /// A job's hash, field by field, and its expiry in milliseconds since 1970; `None` where there is none.
    ///
    /// # Errors
    /// When the Redis does not answer, or the key is no hash.
    pub async fn hash(&self, key: &str) -> Result<Option<Hash>, StoreError> {
        let mut connection = self.connection.clone();
        let (fields, expiry): (BTreeMap<String, Vec<u8>>, i64) = redis::pipe()
            .cmd("HGETALL")
            .arg(key)
            .cmd(if self.expiries { "PEXPIRETIME" } else { "PTTL" })
            .arg(key)
            .query_async(&mut connection)
            .await?;
        Ok((!fields.is_empty()).then_some((fields, expiry)))
    }

    async fn queued(
        &self,
        connection: &mut MultiplexedConnection,
        stem: &str,
        jobs: &[String],
    ) -> Result<BTreeSet<Vec<u8>>, StoreError> {
        let Some(queue) = &self.layout.queue else {
            return Ok(BTreeSet::new());
        };
        let ends: redis::RedisResult<[Vec<Vec<u8>>; 2]> = redis::pipe()
            .cmd("LRANGE")
            .arg(queue)
            .arg(0)
            .arg(QUEUE_ENDS - 1)
            .cmd("LRANGE")
            .arg(queue)
            .arg(-QUEUE_ENDS)
            .arg(-1)
            .query_async(connection)
            .await;
        let [mut first, last] = match ends {
            // A queue that is no list holds no entry.
            Err(error) if error.to_string().contains("WRONGTYPE") => return Ok(BTreeSet::new()),
            ends => ends?,
        };
        first.extend(last);
        let mentions = |entry: &Vec<u8>| {
            let text = String::from_utf8_lossy(entry);
            text.contains(stem) || jobs.iter().any(|id| text.contains(id.as_str()))
        };
        first.retain(mentions);
        Ok(first.into_iter().collect())
    }

    /// What a job's hash says of itself: its owner and its id.
    ///
    /// # Errors
    /// When the Redis does not answer, or the key is no hash.
    pub async fn owner_and_id(&self, key: &str) -> Result<(Option<String>, Option<String>), StoreError> {
        let mut connection = self.connection.clone();
        Ok(redis::cmd("HMGET")
            .arg(key)
            .arg(&self.layout.workspace_field)
            .arg(&self.layout.job_id_field)
            .query_async(&mut connection)
            .await?)
    }
}

#[cfg(test)]
mod tests;
