//! The backend in Redis.
//!
//! One multiplexed connection that reconnects by itself, so the service may start before Redis. The cost of a list is its
//! page: one range of the index and one pipeline of hashes. `KEYS` is not used, and no command that blocks or watches, since
//! all requests share the connection. A write that timed out may still happen, so every write is safe to repeat.
//! Invariant: every operation ends within [`DEADLINE`], and its error carries no credentials.

use std::future::Future;
use std::time::Duration;

use async_trait::async_trait;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{RedisResult, Script};

use super::connection::{RedisUrlFault, client, completion, unavailable};
use super::{decode, scripts};
use crate::jobs::Position;
use crate::migration::Schema;
use crate::store::keyspace::{ATTEMPTS, COMPLETE, LEASES, QUEUE, pattern};
use crate::store::{
    Advance, Advanced, Applied, Backend, Batch, Field, IndexKey, JobKey, Record, Scanned, StoreError, Taken,
    Ticket,
};

/// The time limit of one command.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(1);
/// The time limit of one connection attempt.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// The time limit of one operation, including reconnecting.
const DEADLINE: Duration = Duration::from_secs(2);
/// Attempts per reconnection. The next request starts another round.
const RETRIES: usize = 2;
const FIRST_DELAY: Duration = Duration::from_millis(100);
/// How many keys one step of a scan looks at: about a millisecond of the server's time.
const SCAN_STEP: usize = 1_000;

/// Jobs in Redis.
pub struct RedisBackend {
    connection: ConnectionManager,
    apply: Script,
    advance: Script,
    take: Script,
    hold: Script,
}

impl RedisBackend {
    /// A store at this URL. Nothing is connected yet. Must be called within the runtime.
    ///
    /// # Errors
    /// When the text is not such a URL.
    pub fn lazy(url: &str) -> Result<Self, RedisUrlFault> {
        let client = client(url)?;
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
            apply: Script::new(scripts::APPLY),
            advance: Script::new(scripts::ADVANCE),
            take: Script::new(scripts::TAKE),
            hold: Script::new(scripts::HOLD),
        })
    }

    async fn ask<T: redis::FromRedisValue + Send>(&self, command: &redis::Cmd) -> Result<T, StoreError> {
        let mut connection = self.connection.clone();
        within_deadline(command.query_async(&mut connection)).await
    }

    async fn run<T: redis::FromRedisValue + Send>(
        &self,
        script: &Script,
        keys: &[String],
        values: &[String],
    ) -> Result<T, StoreError> {
        let mut connection = self.connection.clone();
        let mut invocation = script.prepare_invoke();
        for key in keys {
            invocation.key(key);
        }
        for value in values {
            invocation.arg(value);
        }
        within_deadline(invocation.invoke_async(&mut connection)).await
    }
}

fn millis(time: Duration) -> String {
    time.as_millis().to_string()
}

async fn within_deadline<T>(operation: impl Future<Output = RedisResult<T>> + Send) -> Result<T, StoreError> {
    match tokio::time::timeout(DEADLINE, operation).await {
        Ok(outcome) => outcome.map_err(|error| unavailable(&error)),
        Err(_) => Err(StoreError::Unavailable {
            reason: "no answer in time".to_owned(),
        }),
    }
}

#[async_trait]
impl Backend for RedisBackend {
    async fn read(&self, keys: &[JobKey]) -> Result<Vec<Option<Record>>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut pipeline = redis::pipe();
        for key in keys {
            let command = pipeline.cmd("HMGET").arg(key.to_string());
            for field in Field::ALL {
                command.arg(field.name());
            }
        }
        pipeline.ignore_errors();
        let mut connection = self.connection.clone();
        let hashes: Vec<RedisResult<redis::Value>> =
            within_deadline(pipeline.query_async(&mut connection)).await?;
        hashes.into_iter().map(decode::record_of).collect()
    }

    async fn page(
        &self,
        index: &IndexKey,
        after: Option<&Position>,
        count: usize,
    ) -> Result<Vec<Position>, StoreError> {
        let mut found = Vec::with_capacity(count);
        let mut offset = 0;
        // One entry more than wanted, because the range starts with the entry that the caller already has. A second round
        // is needed only if several entries have the same microsecond.
        let chunk = count.saturating_add(1);
        while found.len() < count {
            let highest =
                after.map_or_else(|| "+inf".to_owned(), |position| position.enqueued_at.to_string());
            let mut command = redis::cmd("ZRANGE");
            command
                .arg(index.to_string())
                .arg(highest)
                .arg("-inf")
                .arg("BYSCORE")
                .arg("REV");
            command.arg("LIMIT").arg(offset).arg(chunk).arg("WITHSCORES");
            let entries: Vec<(Vec<u8>, f64)> = self.ask(&command).await?;
            let ended = entries.len() < chunk;
            offset += entries.len();
            let positions = entries.into_iter().map(|(member, score)| Position {
                enqueued_at: score as i64,
                job_id: decode::text(member),
            });
            found.extend(positions.filter(|position| after.is_none_or(|after| position < after)));
            if ended {
                break;
            }
        }
        found.truncate(count);
        Ok(found)
    }

    async fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        let now = jiff::Timestamp::now().as_millisecond();
        let (keys, values) = scripts::of_batch(batch, now);
        let (outcome, detail): (String, String) = self.run(&self.apply, &keys, &values).await?;
        decode::applied(batch, &outcome, &detail)
    }

    async fn advance(&self, advance: &Advance) -> Result<Advanced, StoreError> {
        let mut keys = vec![LEASES.to_owned(), ATTEMPTS.to_owned()];
        keys.extend(advance.keys.iter().map(ToString::to_string));
        let values = scripts::of_advance(advance);
        let outcome: String = self.run(&self.advance, &keys, &values).await?;
        Ok(match outcome.as_str() {
            "done" => Advanced::Done,
            "late" => Advanced::Late,
            _ => Advanced::Absent,
        })
    }

    async fn scan(&self, schema: Schema, cursor: u64) -> Result<Scanned, StoreError> {
        let mut command = redis::cmd("SCAN");
        command.arg(cursor).arg("MATCH").arg(pattern(schema));
        command.arg("COUNT").arg(SCAN_STEP);
        let (next, keys): (u64, Vec<Vec<u8>>) = self.ask(&command).await?;
        Ok(Scanned {
            keys: (keys.into_iter())
                .filter_map(|key| JobKey::parse(schema, std::str::from_utf8(&key).ok()?))
                .collect(),
            next: (next != 0).then_some(next),
        })
    }

    async fn is_complete(&self) -> Result<bool, StoreError> {
        self.ask(redis::cmd("EXISTS").arg(COMPLETE)).await
    }

    async fn set_complete(&self, complete: bool) -> Result<(), StoreError> {
        self.ask(&completion(complete)).await
    }

    async fn take(&self, lease: Duration) -> Result<Option<Taken>, StoreError> {
        let keys = [QUEUE, LEASES, ATTEMPTS].map(str::to_owned);
        let taken: Option<(String, u64)> = self.run(&self.take, &keys, &[millis(lease)]).await?;
        Ok(taken.map(|(entry, attempts)| Taken {
            ticket: Ticket(entry),
            attempts,
        }))
    }

    async fn hold(&self, ticket: &Ticket, lease: Duration) -> Result<bool, StoreError> {
        let values = [millis(lease), ticket.entry().to_owned()];
        self.run(&self.hold, &[LEASES.to_owned()], &values).await
    }

    async fn settle(&self, ticket: &Ticket) -> Result<(), StoreError> {
        let mut pipeline = redis::pipe();
        pipeline.atomic().zrem(LEASES, ticket.entry()).ignore();
        pipeline.hdel(ATTEMPTS, ticket.entry()).ignore();
        let mut connection = self.connection.clone();
        within_deadline(pipeline.query_async(&mut connection)).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.ask(&redis::cmd("PING")).await
    }
}
