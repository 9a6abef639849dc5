//! A batch as one script.
//!
//! Redis does not roll back, so the script looks at every key first and writes only when nothing stands in the way. It
//! receives all its keys as KEYS and everything else as one JSON argument, so its text never changes and its digest
//! can be reused.
//! Invariant: the first write comes after the last check.

use serde_json::{Map, Value, json};

use super::keyspace::QUEUE;
use super::{Batch, QueueEntry};

/// KEYS: queue, claim or a placeholder, then puts, indexes, and a pair (index, job) for each sweep.
pub(super) const APPLY: &str = r"
local spec = cjson.decode(ARGV[1])
local function holds(key, wanted)
  local kind = redis.call('TYPE', key).ok
  return kind == 'none' or kind == wanted
end

local at = 2
local puts = {}
for i, fields in ipairs(spec.puts) do puts[i] = { key = KEYS[at + i], fields = fields } end
at = at + #puts
local entries = {}
for i, entry in ipairs(spec.index) do entries[i] = { key = KEYS[at + i], score = entry[1], member = entry[2] } end
at = at + #entries

if spec.claim then
  if not holds(KEYS[2], 'string') then return { 'occupied', 'request id' } end
  local taken = redis.call('GET', KEYS[2])
  if taken then return { 'duplicate', taken } end
end
for _, put in ipairs(puts) do
  if redis.call('EXISTS', put.key) == 1 then return { 'occupied', 'job' } end
end
for _, entry in ipairs(entries) do
  if not holds(entry.key, 'zset') then return { 'occupied', 'index' } end
end
if #spec.queue > 0 and not holds(KEYS[1], 'list') then return { 'occupied', 'queue' } end

if spec.claim then redis.call('SET', KEYS[2], spec.claim.value, 'EX', spec.claim.ttl) end
for _, put in ipairs(puts) do redis.call('HSET', put.key, unpack(put.fields)) end
for _, entry in ipairs(entries) do redis.call('ZADD', entry.key, entry.score, entry.member) end
for _, entry in ipairs(spec.queue) do redis.call('RPUSH', KEYS[1], entry) end
for i, member in ipairs(spec.sweeps) do
  local index, job = KEYS[at + 2 * i - 1], KEYS[at + 2 * i]
  if redis.call('EXISTS', job) == 0 and holds(index, 'zset') then redis.call('ZREM', index, member) end
end
return { 'done', '' }
";

/// The keys and the argument for one batch.
pub(super) fn arguments(batch: &Batch) -> (Vec<String>, String) {
    let mut keys = vec![QUEUE.to_owned()];
    keys.push(
        batch
            .claim
            .as_ref()
            .map_or_else(|| QUEUE.to_owned(), |claim| claim.key.to_string()),
    );
    keys.extend(batch.puts.iter().map(|put| put.key.to_string()));
    keys.extend(batch.index.iter().map(|entry| entry.index.to_string()));
    keys.extend(
        batch
            .sweeps
            .iter()
            .flat_map(|sweep| [sweep.index.to_string(), sweep.key.to_string()]),
    );

    let mut spec = Map::new();
    if let Some(claim) = &batch.claim {
        // The value reads back with one split: a fingerprint holds no space.
        let value = format!("{} {}", claim.fingerprint, claim.job_id);
        spec.insert(
            "claim".to_owned(),
            json!({"value": value, "ttl": claim.ttl.as_secs().to_string()}),
        );
    }
    let puts: Vec<Vec<&String>> = (batch.puts.iter())
        .map(|put| {
            put.record
                .fields
                .iter()
                .flat_map(|(name, value)| [name, value])
                .collect()
        })
        .collect();
    let index: Vec<Value> = (batch.index.iter())
        .map(|entry| json!([entry.position.enqueued_at.to_string(), entry.position.job_id]))
        .collect();
    let queue: Vec<String> = batch.queue.iter().map(queue_text).collect();
    let sweeps: Vec<&str> = batch.sweeps.iter().map(|sweep| sweep.key.job_id()).collect();
    spec.insert("puts".to_owned(), json!(puts));
    spec.insert("index".to_owned(), json!(index));
    spec.insert("queue".to_owned(), json!(queue));
    spec.insert("sweeps".to_owned(), json!(sweeps));
    (keys, Value::Object(spec).to_string())
}

/// A worker needs both parts to find the job, and must not have to guess the owner.
fn queue_text(entry: &QueueEntry) -> String {
    json!({"workspace_id": entry.workspace_id, "job_id": entry.job_id}).to_string()
}
