//! What the store in memory holds, and how a batch changes it.
//!
//! Leases and claims are judged by times that the caller passes in, so nothing here waits.
//! Invariant: a key is the text that Redis would have. In the old schema, one job id is one key for all workspaces.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::ops::Bound;
use std::time::{Duration, Instant};

use crate::jobs::Position;
use crate::migration::Schema;
use crate::store::{
    Advance, Advanced, Applied, Batch, Field, IdempotencyKey, IndexKey, JobKey, QueueEntry, Record,
    StoreError, Taken, Ticket,
};

#[derive(Default)]
pub(super) struct State {
    pub(super) jobs: HashMap<String, Held>,
    pub(super) indexes: HashMap<IndexKey, BTreeSet<Position>>,
    pub(super) queue: VecDeque<String>,
    pub(super) complete: bool,
    claims: HashMap<IdempotencyKey, Named>,
    /// Claims in the order in which they expire. All are kept for the same time.
    endings: VecDeque<(Instant, IdempotencyKey)>,
    leases: HashMap<String, Lease>,
}

pub(super) struct Held {
    pub(super) record: Record,
    expires_at: Option<i64>,
}

struct Named {
    fingerprint: String,
    job_id: String,
}

struct Lease {
    until: Instant,
    attempts: u64,
}

impl State {
    pub(super) fn put(&mut self, key: &JobKey, record: Record, expires_at: Option<i64>) {
        let held = Held { record, expires_at };
        self.jobs.insert(key.to_string(), held);
    }

    pub(super) fn read(&mut self, key: &JobKey) -> Option<&Record> {
        let text = key.to_string();
        let now = jiff::Timestamp::now().as_millisecond();
        if self.jobs.get(&text)?.expires_at.is_some_and(|end| end <= now) {
            self.jobs.remove(&text);
        }
        self.jobs.get(&text).map(|held| &held.record)
    }

    pub(super) fn page(&self, index: &IndexKey, after: Option<&Position>, count: usize) -> Vec<Position> {
        let end = after.map_or(Bound::Unbounded, Bound::Excluded);
        let entries = self.indexes.get(index).into_iter();
        entries
            .flat_map(|entries| entries.range((Bound::Unbounded, end)).rev())
            .take(count)
            .cloned()
            .collect()
    }

    fn end_claims(&mut self, now: Instant) {
        while self.endings.front().is_some_and(|(end, _)| *end <= now) {
            if let Some((_, key)) = self.endings.pop_front() {
                self.claims.remove(&key);
            }
        }
    }

    pub(super) fn apply(&mut self, batch: &Batch, now: Instant) -> Result<Applied, StoreError> {
        self.end_claims(now);
        if let Some(claim) = &batch.claim
            && let Some(named) = self.claims.get(&claim.key)
        {
            return Ok(Applied::Duplicate {
                job_id: named.job_id.clone(),
                fingerprint_matches: named.fingerprint == claim.fingerprint,
            });
        }
        if batch.puts.iter().any(|put| self.read(&put.key).is_some()) {
            return Err(StoreError::Occupied { what: "job" });
        }

        if let Some(claim) = &batch.claim {
            let named = Named {
                fingerprint: claim.fingerprint.clone(),
                job_id: claim.job_id.clone(),
            };
            self.claims.insert(claim.key.clone(), named);
            self.endings.push_back((now + claim.ttl, claim.key.clone()));
        }
        for put in &batch.puts {
            self.put(&put.key, put.record.clone(), put.expires_at);
        }
        for entry in &batch.index {
            let index = self.indexes.entry(entry.index.clone()).or_default();
            index.retain(|known| known.job_id != entry.position.job_id);
            index.insert(entry.position.clone());
        }
        self.queue.extend(batch.queue.iter().map(QueueEntry::text));
        for sweep in &batch.sweeps {
            let gone = [Schema::Old, Schema::New].into_iter().all(|schema| {
                let key = sweep.key.in_schema(schema, sweep.key.workspace());
                self.read(&key).is_none()
            });
            if gone && let Some(index) = self.indexes.get_mut(&sweep.index) {
                index.retain(|position| position.job_id != sweep.key.job_id());
            }
        }
        Ok(Applied::Done)
    }

    pub(super) fn advance(&mut self, advance: &Advance) -> Advanced {
        let copies: Vec<&JobKey> = (advance.keys.iter())
            .filter(|key| self.read(key).is_some_and(|record| record.belongs_under(key)))
            .collect();
        let ranks = copies.iter().filter_map(|key| {
            let held = self.jobs.get(&key.to_string())?;
            Some(held.record.status()?.rank())
        });
        let furthest = ranks.max();
        if let Some(ticket) = &advance.settles {
            self.settle(ticket);
        }
        match furthest {
            None => Advanced::Absent,
            Some(furthest) if advance.to.rank() <= furthest => Advanced::Late,
            Some(_) => {
                for key in copies {
                    if let Some(held) = self.jobs.get_mut(&key.to_string()) {
                        held.record.set(Field::Status, advance.to.as_str().to_owned());
                        for (field, value) in &advance.fields {
                            held.record.set(*field, value.clone());
                        }
                    }
                }
                Advanced::Done
            }
        }
    }

    pub(super) fn take(&mut self, now: Instant, lease: Duration) -> Option<Taken> {
        let ended = self.leases.iter().find(|(_, held)| held.until <= now);
        let entry = ended
            .map(|(entry, _)| entry.clone())
            .or_else(|| self.queue.pop_front())?;
        let until = now + lease;
        let held = self
            .leases
            .entry(entry.clone())
            .or_insert(Lease { until, attempts: 0 });
        held.until = until;
        held.attempts += 1;
        Some(Taken {
            attempts: held.attempts,
            ticket: Ticket(entry),
        })
    }

    pub(super) fn hold(&mut self, ticket: &Ticket, until: Instant) -> bool {
        let held = self.leases.get_mut(ticket.entry());
        held.map(|held| held.until = until).is_some()
    }

    pub(super) fn settle(&mut self, ticket: &Ticket) {
        self.leases.remove(ticket.entry());
    }
}
