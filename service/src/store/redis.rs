//! The store in Redis.
//!
//! One multiplexed connection that reconnects by itself; the service may start before Redis does. A list costs its page:
//! one range of the index, one pipeline of hashes. `KEYS` and `SCAN` do not occur.
//! Invariant: every operation ends within [`DEADLINE`], and its error carries no credentials.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use async_trait::async_trait;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::TcpSettings;
use redis::{IntoConnectionInfo as _, RedisError, RedisResult, Script};

use super::{Applied, Backend, Batch, IndexKey, JobKey, Position, Record, StoreError, redis_script};

/// One command may take so long.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(1);
/// One connection attempt may take so long.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// One operation may take so long, reconnecting included.
const DEADLINE: Duration = Duration::from_secs(2);
/// Attempts per reconnection; the next request starts another round.
const RETRIES: usize = 2;
const FIRST_DELAY: Duration = Duration::from_millis(100);

/// The text is not the URL of a Redis that this build can reach. It is not repeated: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a Redis URL of the form redis://[user:password@]host:port[/database]")]
pub struct RedisUrlFault;

/// Jobs in Redis.
pub struct RedisBackend {
    connection: ConnectionManager,
    apply: Script,
}

impl RedisBackend {
    /// A store at this URL. Nothing is connected yet. Must be called within the runtime.
    ///
    /// # Errors
    /// When the text is not such a URL.
    pub fn lazy(url: &str) -> Result<Self, RedisUrlFault> {
        let info = url.into_connection_info().map_err(|_| RedisUrlFault)?;
        let info = info.set_tcp_settings(TcpSettings::default().set_nodelay(true));
        let client = redis::Client::open(info).map_err(|_| RedisUrlFault)?;
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(RESPONSE_TIMEOUT))
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_number_of_retries(RETRIES)
            .set_min_delay(FIRST_DELAY);
        let connection = client
            .get_connection_manager_lazy(config)
            .map_err(|_| RedisUrlFault)?;
        Ok(Self {
            connection,
            apply: Script::new(redis_script::APPLY),
        })
    }
}

async fn within_deadline<T>(operation: impl Future<Output = RedisResult<T>> + Send) -> Result<T, StoreError> {
    match tokio::time::timeout(DEADLINE, operation).await {
        Ok(outcome) => outcome.map_err(|error| unavailable(&error)),
        Err(_) => Err(StoreError::Unavailable {
            reason: "no answer in time".to_owned(),
        }),
    }
}

fn unavailable(error: &RedisError) -> StoreError {
    StoreError::Unavailable {
        reason: format!("{:?}: {error}", error.kind()),
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[async_trait]
impl Backend for RedisBackend {
    async fn read(&self, keys: &[JobKey]) -> Result<Vec<Option<Record>>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut pipeline = redis::pipe();
        for key in keys {
            pipeline.hgetall(key.to_string());
        }
        pipeline.ignore_errors();
        let mut connection = self.connection.clone();
        let hashes: Vec<RedisResult<BTreeMap<Vec<u8>, Vec<u8>>>> =
            within_deadline(pipeline.query_async(&mut connection)).await?;
        hashes.into_iter().map(record_of).collect()
    }

    async fn page(
        &self,
        index: &IndexKey,
        after: Option<&Position>,
        count: usize,
    ) -> Result<Vec<Position>, StoreError> {
        let mut found = Vec::with_capacity(count);
        let mut offset = 0;
        // One entry more than is wanted, since the range starts with the entry that the caller already has. Only entries
        // of the same microsecond can make a second round necessary.
        let chunk = count.saturating_add(1);
        while found.len() < count {
            let highest = after.map_or_else(|| "+inf".to_owned(), |place| place.enqueued_at.to_string());
            let mut command = redis::cmd("ZRANGE");
            command
                .arg(index.to_string())
                .arg(highest)
                .arg("-inf")
                .arg("BYSCORE")
                .arg("REV");
            command.arg("LIMIT").arg(offset).arg(chunk).arg("WITHSCORES");
            let mut connection = self.connection.clone();
            let entries: Vec<(Vec<u8>, f64)> = within_deadline(command.query_async(&mut connection)).await?;
            let ended = entries.len() < chunk;
            offset += entries.len();
            let positions = entries.into_iter().map(|(member, score)| Position {
                enqueued_at: score as i64,
                job_id: text(member),
            });
            found.extend(positions.filter(|position| after.is_none_or(|place| position < place)));
            if ended {
                break;
            }
        }
        found.truncate(count);
        Ok(found)
    }

    async fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        let (keys, spec) = redis_script::arguments(batch);
        let mut connection = self.connection.clone();
        let mut invocation = self.apply.prepare_invoke();
        for key in keys {
            invocation.key(key);
        }
        invocation.arg(spec);
        let (outcome, detail): (String, String) =
            within_deadline(invocation.invoke_async(&mut connection)).await?;
        match outcome.as_str() {
            "done" => Ok(Applied::Done),
            "duplicate" => {
                let (fingerprint, job_id) = detail
                    .split_once(' ')
                    .ok_or(StoreError::Occupied { what: "request id" })?;
                let matches = batch
                    .claim
                    .as_ref()
                    .is_some_and(|claim| claim.fingerprint == fingerprint);
                Ok(Applied::Duplicate {
                    job_id: job_id.to_owned(),
                    fingerprint_matches: matches,
                })
            }
            _ => Err(StoreError::Occupied {
                what: ["job", "index", "queue"]
                    .into_iter()
                    .find(|kind| *kind == detail)
                    .unwrap_or("request id"),
            }),
        }
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let mut connection = self.connection.clone();
        within_deadline(redis::cmd("PING").query_async::<()>(&mut connection)).await
    }
}

/// A key of another type is no record; any other refusal means that we do not know.
fn record_of(hash: RedisResult<BTreeMap<Vec<u8>, Vec<u8>>>) -> Result<Option<Record>, StoreError> {
    match hash {
        Ok(fields) if fields.is_empty() => Ok(None),
        Ok(fields) => {
            let fields = fields
                .into_iter()
                .map(|(name, value)| (text(name), text(value)))
                .collect();
            Ok(Some(Record { fields }))
        }
        Err(error) if error.code() == Some("WRONGTYPE") => Ok(None),
        Err(error) => Err(unavailable(&error)),
    }
}
