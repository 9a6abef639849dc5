//! Carrying jobs within one Redis.
//!
//! `COPY` keeps bytes and end, and happens in one instant, so no update can fall between reading and writing. Commands go in
//! pipelines, which let other clients in between, rather than in scripts over many jobs, which do not.
//! Invariant: no command takes longer than the largest job needs; `KEYS` does not occur.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisResult, Script, Value};
use tokio::sync::Mutex;

use super::script::{RECONCILE, keys, values};
use super::{Copied, Found, Mode, Move, Reconciled, Said, Transfer, Walked, answers};
use crate::migration::{Direction, Schema};
use crate::store::keyspace::{COMPLETE, pattern, place_key};
use crate::store::redis::connection::{client, completion, unavailable};
use crate::store::{Field, IndexKey, Operator, RedisUrlFault, StoreError};

/// One pipeline may take so long; it is waited for, since what timed out may still happen.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A place that nobody came back to is forgotten after this time.
const PLACE_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Two ends that differ by less, in milliseconds, are the same.
const TOLERANCE: u64 = 1_000;

/// Jobs of one Redis, for an operator's tools. Connections are made when they are needed, and anew after they broke.
pub struct RedisTransfer {
    client: redis::Client,
    lines: [Mutex<Option<MultiplexedConnection>>; 3],
    reconcile: Script,
}

/// Walking, carrying and measuring do not wait for each other.
#[derive(Debug, Clone, Copy)]
enum Line {
    Walk,
    Carry,
    Measure,
}

impl RedisTransfer {
    /// The jobs of the Redis at this URL. Nothing is connected yet.
    ///
    /// # Errors
    /// When the text is not such a URL.
    pub fn open(url: &str, _: &Operator) -> Result<Self, RedisUrlFault> {
        Ok(Self {
            client: client(url)?,
            lines: Default::default(),
            reconcile: Script::new(RECONCILE),
        })
    }

    async fn line(&self, line: Line) -> Result<MultiplexedConnection, StoreError> {
        let mut kept = self.lines[line as usize].lock().await;
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

    // A line that failed is not used again.
    async fn through<T>(&self, line: Line, answer: RedisResult<T>) -> Result<T, StoreError> {
        match answer {
            Ok(answer) => Ok(answer),
            Err(error) => {
                *self.lines[line as usize].lock().await = None;
                Err(unavailable(&error))
            }
        }
    }

    async fn ask<T: redis::FromRedisValue>(&self, line: Line, command: &redis::Cmd) -> Result<T, StoreError> {
        let mut connection = self.line(line).await?;
        let answer = command.query_async(&mut connection).await;
        self.through(line, answer).await
    }

    // Refusals stand among the answers.
    async fn pipe(&self, pipeline: &mut redis::Pipeline) -> Result<Vec<RedisResult<Value>>, StoreError> {
        pipeline.ignore_errors();
        let mut connection = self.line(Line::Carry).await?;
        let answers = pipeline.query_async(&mut connection).await;
        self.through(Line::Carry, answers).await
    }
}

#[async_trait]
impl Transfer for RedisTransfer {
    async fn identity(&self) -> Result<String, StoreError> {
        let said: String = self.ask(Line::Walk, redis::cmd("INFO").arg("server")).await?;
        let run = said.lines().find_map(|line| line.strip_prefix("run_id:"));
        run.map(|run| run.trim().to_owned())
            .ok_or_else(|| StoreError::Unavailable {
                reason: "the server does not say its run_id".to_owned(),
            })
    }

    async fn walk(&self, schema: Schema, place: u64, count: usize) -> Result<Walked, StoreError> {
        let mut command = redis::cmd("SCAN");
        command.arg(place).arg("MATCH").arg(pattern(schema));
        command.arg("COUNT").arg(count);
        let (next, keys): (u64, Vec<Vec<u8>>) = self.ask(Line::Walk, &command).await?;
        Ok(Walked {
            keys,
            next: (next != 0).then_some(next),
        })
    }

    async fn look(&self, keys: &[Vec<u8>], timed: bool) -> Result<Vec<Found>, StoreError> {
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
        let mut found = Vec::with_capacity(keys.len());
        let mut bare = Vec::new();
        for (index, answer) in self.pipe(&mut pipeline).await?.into_iter().enumerate() {
            let one = answers::found(answer)?;
            if one == Found::Hash(Said::default()) {
                bare.push(index);
            }
            found.push(one);
        }
        // A hash without these fields and no hash at all look alike.
        if !bare.is_empty() {
            let mut pipeline = redis::pipe();
            for index in &bare {
                pipeline.cmd("EXISTS").arg(&keys[*index]);
            }
            for (index, there) in bare.into_iter().zip(self.pipe(&mut pipeline).await?) {
                if matches!(there, Ok(Value::Int(0))) {
                    found[index] = Found::Nothing;
                }
            }
        }
        Ok(found)
    }

    async fn copy(&self, moves: &[Move]) -> Result<Vec<Copied>, StoreError> {
        if moves.is_empty() {
            return Ok(Vec::new());
        }
        let mut pipeline = redis::pipe();
        let mut listed: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, one) in moves.iter().enumerate() {
            let (from, to) = (one.from.to_string(), one.to.to_string());
            pipeline.cmd("COPY").arg(from).arg(to);
            if one.instant.is_some() {
                listed.entry(one.owner()).or_default().push(index);
            }
        }
        let listed: Vec<(&str, Vec<usize>)> = listed.into_iter().collect();
        for (workspace, members) in &listed {
            let command = pipeline.cmd("ZADD").arg(IndexKey::found(workspace).to_string());
            for index in members {
                let one = &moves[*index];
                command
                    .arg(one.instant.unwrap_or_default())
                    .arg(one.from.job_id());
            }
        }
        let mut answers = self.pipe(&mut pipeline).await?.into_iter();
        let mut copied: Vec<Copied> = answers
            .by_ref()
            .take(moves.len())
            .map(|answer| match answer {
                Ok(Value::Int(1)) => Copied::Done,
                Ok(_) => Copied::Not,
                Err(_) => Copied::Refused,
            })
            .collect();
        for ((_, members), answer) in listed.iter().zip(answers) {
            if answer.is_err() {
                for index in members {
                    copied[*index] = Copied::Refused;
                }
            }
        }
        Ok(copied)
    }

    async fn reconcile(&self, moves: &[Move], mode: Mode) -> Result<Vec<Reconciled>, StoreError> {
        if moves.is_empty() {
            return Ok(Vec::new());
        }
        let mut pipeline = redis::pipe();
        // Loading again costs little, and leaves no answer to be told apart from a refusal.
        pipeline.load_script(&self.reconcile).ignore();
        for one in moves {
            let mut invocation = self.reconcile.prepare_invoke();
            for key in keys(one) {
                invocation.key(key);
            }
            for value in values(one, mode, TOLERANCE) {
                invocation.arg(value);
            }
            pipeline.invoke_script(&invocation);
        }
        let answers = self.pipe(&mut pipeline).await?;
        Ok(answers.into_iter().map(answers::reconciled).collect())
    }

    async fn place(&self, direction: Direction) -> Result<Option<String>, StoreError> {
        let mut connection = self.line(Line::Walk).await?;
        let kept: RedisResult<Option<Vec<u8>>> = redis::cmd("GET")
            .arg(place_key(direction))
            .query_async(&mut connection)
            .await;
        match kept {
            // What is no text of ours is no place of ours.
            Err(error) if error.code() == Some("WRONGTYPE") => Ok(None),
            kept => {
                let kept = self.through(Line::Walk, kept).await?;
                Ok(kept.and_then(|bytes| String::from_utf8(bytes).ok()))
            }
        }
    }

    async fn keep_place(&self, direction: Direction, place: Option<&str>) -> Result<(), StoreError> {
        let key = place_key(direction);
        match place {
            Some(place) => {
                let mut command = redis::cmd("SET");
                command.arg(key).arg(place).arg("EX").arg(PLACE_KEPT.as_secs());
                self.ask(Line::Walk, &command).await
            }
            None => self.ask(Line::Walk, redis::cmd("DEL").arg(key)).await,
        }
    }

    async fn is_complete(&self) -> Result<bool, StoreError> {
        self.ask(Line::Walk, redis::cmd("EXISTS").arg(COMPLETE)).await
    }

    async fn set_complete(&self, complete: bool) -> Result<(), StoreError> {
        self.ask(Line::Walk, &completion(complete)).await
    }

    async fn latency(&self) -> Result<Duration, StoreError> {
        let ping = redis::cmd("PING");
        self.line(Line::Measure).await?;
        let asked = Instant::now();
        let _: Value = self.ask(Line::Measure, &ping).await?;
        Ok(asked.elapsed())
    }
}
