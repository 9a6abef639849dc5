//! Copying jobs within one Redis.
//!
//! `COPY` keeps bytes and expiry and is atomic, so no update can fall between reading and writing. Commands go in
//! pipelines, because other clients are served between them; a script over many jobs would make them wait.
//! Invariant: no command takes longer than the largest job needs, and `KEYS` is not used.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisResult, Script, Value};
use tokio::sync::Mutex;

use super::comparison::Comparison;
use super::contents::{JobFields, KeyContents};
use super::decode;
use super::pair::CopyPair;
use super::script::{RECONCILE, keys, values};
use super::store::{BackfillStore, CopyOutcome, ReconcileMode, ScanStep};
use crate::migration::{Direction, Schema};
use crate::store::keyspace::{COMPLETE, checkpoint_key, pattern};
use crate::store::redis::connection::{RedisUrlFault, client, completion, unavailable};
use crate::store::{Field, IndexKey, Operator, StoreError};

/// The time limit of one pipeline. It is generous, because a command that timed out may still run.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A checkpoint that no run came back to is forgotten after this time.
const CHECKPOINT_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Two expiries that differ by less count as equal, in milliseconds.
const TOLERANCE: u64 = 1_000;

/// The jobs of one Redis, for an operator's tools. It connects when it has to, and again after a connection broke.
pub struct RedisBackfillStore {
    client: redis::Client,
    connections: [Mutex<Option<MultiplexedConnection>>; 3],
    reconcile: Script,
}

/// What a connection is for. Each purpose has its own, so that scanning, copying and measuring do not wait for each other.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Scan,
    Copy,
    Measure,
}

impl RedisBackfillStore {
    /// The jobs of the Redis at this URL. Nothing is connected yet.
    ///
    /// # Errors
    /// When the text is not such a URL.
    pub fn open(url: &str, _: &Operator) -> Result<Self, RedisUrlFault> {
        Ok(Self {
            client: client(url)?,
            connections: Default::default(),
            reconcile: Script::new(RECONCILE),
        })
    }

    async fn connection(&self, purpose: Purpose) -> Result<MultiplexedConnection, StoreError> {
        let mut kept = self.connections[purpose as usize].lock().await;
        if let Some(connection) = &*kept {
            return Ok(connection.clone());
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(RESPONSE_TIMEOUT));
        let opened = self.client.get_multiplexed_async_connection_with_config(&config);
        let connection = opened.await.map_err(|error| unavailable(&error))?;
        *kept = Some(connection.clone());
        Ok(connection)
    }

    // A connection that failed is not used again.
    async fn checked<T>(&self, purpose: Purpose, answer: RedisResult<T>) -> Result<T, StoreError> {
        match answer {
            Ok(answer) => Ok(answer),
            Err(error) => {
                *self.connections[purpose as usize].lock().await = None;
                Err(unavailable(&error))
            }
        }
    }

    async fn ask<T: redis::FromRedisValue>(
        &self,
        purpose: Purpose,
        command: &redis::Cmd,
    ) -> Result<T, StoreError> {
        let mut connection = self.connection(purpose).await?;
        let answer = command.query_async(&mut connection).await;
        self.checked(purpose, answer).await
    }

    // A refusal is one of the answers, and does not end the pipeline.
    async fn pipe(&self, pipeline: &mut redis::Pipeline) -> Result<Vec<RedisResult<Value>>, StoreError> {
        pipeline.ignore_errors();
        let mut connection = self.connection(Purpose::Copy).await?;
        let answers = pipeline.query_async(&mut connection).await;
        self.checked(Purpose::Copy, answers).await
    }
}

#[async_trait]
impl BackfillStore for RedisBackfillStore {
    async fn server_id(&self) -> Result<String, StoreError> {
        let info: String = self.ask(Purpose::Scan, redis::cmd("INFO").arg("server")).await?;
        let run = info.lines().find_map(|line| line.strip_prefix("run_id:"));
        run.map(|run| run.trim().to_owned())
            .ok_or_else(|| StoreError::Unavailable {
                reason: "the server does not report its run_id".to_owned(),
            })
    }

    async fn scan(&self, schema: Schema, cursor: u64, count: usize) -> Result<ScanStep, StoreError> {
        let mut command = redis::cmd("SCAN");
        command.arg(cursor).arg("MATCH").arg(pattern(schema));
        command.arg("COUNT").arg(count);
        let (next, keys): (u64, Vec<Vec<u8>>) = self.ask(Purpose::Scan, &command).await?;
        Ok(ScanStep {
            keys,
            next: (next != 0).then_some(next),
        })
    }

    async fn inspect(&self, keys: &[Vec<u8>], timed: bool) -> Result<Vec<KeyContents>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let fields = [Field::WorkspaceId, Field::JobId, Field::Status, Field::EnqueuedAt].map(Field::name);
        // Each field costs the server a look-up of its own.
        let fields = if timed { &fields[..] } else { &fields[..3] };
        let mut pipeline = redis::pipe();
        for key in keys {
            pipeline.cmd("HMGET").arg(key).arg(fields);
        }
        let mut contents = Vec::with_capacity(keys.len());
        let mut bare = Vec::new();
        for (index, answer) in self.pipe(&mut pipeline).await?.into_iter().enumerate() {
            let one = decode::contents(answer)?;
            if one == KeyContents::Hash(JobFields::default()) {
                bare.push(index);
            }
            contents.push(one);
        }
        // A hash without these fields and a key that is gone give the same answer.
        if !bare.is_empty() {
            let mut pipeline = redis::pipe();
            for index in &bare {
                pipeline.cmd("EXISTS").arg(&keys[*index]);
            }
            for (index, there) in bare.into_iter().zip(self.pipe(&mut pipeline).await?) {
                if matches!(there, Ok(Value::Int(0))) {
                    contents[index] = KeyContents::Nothing;
                }
            }
        }
        Ok(contents)
    }

    async fn copy(&self, pairs: &[CopyPair]) -> Result<Vec<CopyOutcome>, StoreError> {
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let mut pipeline = redis::pipe();
        let mut listed: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, pair) in pairs.iter().enumerate() {
            let (from, to) = (pair.from.to_string(), pair.to.to_string());
            pipeline.cmd("COPY").arg(from).arg(to);
            if pair.score.is_some() {
                listed.entry(pair.owner()).or_default().push(index);
            }
        }
        let listed: Vec<(&str, Vec<usize>)> = listed.into_iter().collect();
        for (workspace, members) in &listed {
            let command = pipeline.cmd("ZADD").arg(IndexKey::found(workspace).to_string());
            for index in members {
                let pair = &pairs[*index];
                command
                    .arg(pair.score.unwrap_or_default())
                    .arg(pair.from.job_id());
            }
        }
        let mut answers = self.pipe(&mut pipeline).await?.into_iter();
        let mut copied: Vec<CopyOutcome> = answers
            .by_ref()
            .take(pairs.len())
            .map(|answer| match answer {
                Ok(Value::Int(1)) => CopyOutcome::Done,
                Ok(_) => CopyOutcome::Not,
                Err(_) => CopyOutcome::Refused,
            })
            .collect();
        for ((_, members), answer) in listed.iter().zip(answers) {
            if answer.is_err() {
                for index in members {
                    copied[*index] = CopyOutcome::Refused;
                }
            }
        }
        Ok(copied)
    }

    async fn reconcile(
        &self,
        pairs: &[CopyPair],
        mode: ReconcileMode,
    ) -> Result<Vec<Comparison>, StoreError> {
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let mut pipeline = redis::pipe();
        // Loading the script each time is cheap, and no answer can then mean that it was missing.
        pipeline.load_script(&self.reconcile).ignore();
        for pair in pairs {
            let mut invocation = self.reconcile.prepare_invoke();
            for key in keys(pair) {
                invocation.key(key);
            }
            for value in values(pair, mode, TOLERANCE) {
                invocation.arg(value);
            }
            pipeline.invoke_script(&invocation);
        }
        let answers = self.pipe(&mut pipeline).await?;
        Ok(answers.into_iter().map(decode::comparison).collect())
    }

    async fn checkpoint(&self, direction: Direction) -> Result<Option<String>, StoreError> {
        let mut connection = self.connection(Purpose::Scan).await?;
        let saved: RedisResult<Option<Vec<u8>>> = redis::cmd("GET")
            .arg(checkpoint_key(direction))
            .query_async(&mut connection)
            .await;
        match saved {
            // Whatever it is, this program did not write it.
            Err(error) if error.code() == Some("WRONGTYPE") => Ok(None),
            saved => {
                let saved = self.checked(Purpose::Scan, saved).await?;
                Ok(saved.and_then(|bytes| String::from_utf8(bytes).ok()))
            }
        }
    }

    async fn save_checkpoint(&self, direction: Direction, text: Option<&str>) -> Result<(), StoreError> {
        let key = checkpoint_key(direction);
        match text {
            Some(text) => {
                let mut command = redis::cmd("SET");
                command
                    .arg(key)
                    .arg(text)
                    .arg("EX")
                    .arg(CHECKPOINT_LIFETIME.as_secs());
                self.ask(Purpose::Scan, &command).await
            }
            None => self.ask(Purpose::Scan, redis::cmd("DEL").arg(key)).await,
        }
    }

    async fn is_complete(&self) -> Result<bool, StoreError> {
        self.ask(Purpose::Scan, redis::cmd("EXISTS").arg(COMPLETE)).await
    }

    async fn set_complete(&self, complete: bool) -> Result<(), StoreError> {
        self.ask(Purpose::Scan, &completion(complete)).await
    }

    async fn latency(&self) -> Result<Duration, StoreError> {
        let ping = redis::cmd("PING");
        self.connection(Purpose::Measure).await?;
        let asked = Instant::now();
        let _: Value = self.ask(Purpose::Measure, &ping).await?;
        Ok(asked.elapsed())
    }
}
