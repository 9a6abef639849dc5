//! Writes as scripts.
//!
//! Redis does not roll back, so a script checks every key first and writes only if all checks pass. Keys come as KEYS and
//! everything else as ARGV, so that the text of a script never changes and its digest can be reused.
//! Invariant: in each script, the first write comes after the last check.

use crate::migration::Schema;
use crate::store::keyspace::QUEUE;
use crate::store::{Advance, Batch, QueueEntry, Ticket};

/// KEYS: queue, claim or a placeholder, then puts, indexes, and (index, job, job in the other schema) for each sweep.
///
/// ARGV: the claim's value or '', its expiry, then the numbers of puts, indexes, queue entries and sweeps. Then for each put
/// its expiry or '', the number of texts and the texts, or 0 and none if they are those of the put before. Then score and
/// member for each index, the queue entries, and the members to sweep.
pub(super) const APPLY: &str = r"
local function holds(key, wanted)
  local kind = redis.call('TYPE', key).ok
  return kind == 'none' or kind == wanted
end
local puts, indexes, queued, sweeps = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

if ARGV[1] ~= '' then
  if not holds(KEYS[2], 'string') then return { 'occupied', 'request id' } end
  local taken = redis.call('GET', KEYS[2])
  if taken then return { 'duplicate', taken } end
end
if puts > 0 and redis.call('EXISTS', unpack(KEYS, 3, 2 + puts)) > 0 then return { 'occupied', 'job' } end
for i = 1, indexes do
  if not holds(KEYS[2 + puts + i], 'zset') then return { 'occupied', 'index' } end
end
if queued > 0 and not holds(KEYS[1], 'list') then return { 'occupied', 'queue' } end

if ARGV[1] ~= '' then redis.call('SET', KEYS[2], ARGV[1], 'PXAT', ARGV[2]) end
local at, first, last = 7, 0, 0
for i = 1, puts do
  local texts = tonumber(ARGV[at + 1])
  if texts > 0 then first, last = at + 2, at + 1 + texts end
  redis.call('HSET', KEYS[2 + i], unpack(ARGV, first, last))
  if ARGV[at] ~= '' then redis.call('PEXPIREAT', KEYS[2 + i], ARGV[at]) end
  at = at + 2 + texts
end
for i = 1, indexes do
  redis.call('ZADD', KEYS[2 + puts + i], ARGV[at], ARGV[at + 1])
  at = at + 2
end
for i = 1, queued do
  redis.call('RPUSH', KEYS[1], ARGV[at])
  at = at + 1
end
for i = 1, sweeps do
  local key = 2 + puts + indexes + 3 * (i - 1)
  if redis.call('EXISTS', KEYS[key + 2], KEYS[key + 3]) == 0 and holds(KEYS[key + 1], 'zset') then
    redis.call('ZREM', KEYS[key + 1], ARGV[at])
  end
  at = at + 1
end
return { 'done', '' }
";

/// KEYS: leases, attempts, then the copies. ARGV: workspace, job id, the entry to settle or '', then the fields to set, with
/// the status first. A copy counts if it is a hash with this workspace, this job id and a known status.
pub(super) const ADVANCE: &str = r"
local ranks = { pending = 0, running = 1, completed = 2, failed = 2 }
local copies, furthest = {}, -1
for i = 3, #KEYS do
  if redis.call('TYPE', KEYS[i]).ok == 'hash' then
    local fields = redis.call('HMGET', KEYS[i], 'workspace_id', 'job_id', 'status')
    local rank = fields[3] and ranks[fields[3]]
    if fields[1] == ARGV[1] and fields[2] == ARGV[2] and rank then
      copies[#copies + 1] = KEYS[i]
      if rank > furthest then furthest = rank end
    end
  end
end
local outcome = 'done'
if #copies == 0 then
  outcome = 'absent'
elseif ranks[ARGV[5]] <= furthest then
  outcome = 'late'
else
  for _, key in ipairs(copies) do redis.call('HSET', key, unpack(ARGV, 4)) end
end
if ARGV[3] ~= '' then
  redis.call('ZREM', KEYS[1], ARGV[3])
  redis.call('HDEL', KEYS[2], ARGV[3])
end
return outcome
";

/// KEYS: queue, leases, attempts. ARGV: lease in milliseconds. The time is the server's, so the clocks of workers do not
/// matter.
pub(super) const TAKE: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local entry = redis.call('ZRANGE', KEYS[2], '-inf', now, 'BYSCORE', 'LIMIT', 0, 1)[1]
if not entry then entry = redis.call('LPOP', KEYS[1]) end
if not entry then return false end
redis.call('ZADD', KEYS[2], now + ARGV[1], entry)
return { entry, redis.call('HINCRBY', KEYS[3], entry, 1) }
";

/// KEYS: leases. ARGV: lease in milliseconds, entry.
pub(super) const HOLD: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not redis.call('ZSCORE', KEYS[1], ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[2])
return 1
";

/// Keys and arguments of [`APPLY`] for one batch; `now` in milliseconds since 1970.
pub(super) fn of_batch(batch: &Batch, now: i64) -> (Vec<String>, Vec<String>) {
    let mut keys = vec![QUEUE.to_owned()];
    let mut values = Vec::with_capacity(64);
    match &batch.claim {
        Some(claim) => {
            keys.push(claim.key.to_string());
            // The value reads back with one split: a fingerprint holds no space.
            values.push(format!("{} {}", claim.fingerprint, claim.job_id));
            let ttl = i64::try_from(claim.ttl.as_millis()).unwrap_or(i64::MAX);
            values.push(now.saturating_add(ttl).to_string());
        }
        None => {
            keys.push(QUEUE.to_owned());
            values.extend([String::new(), String::new()]);
        }
    }
    for count in [
        batch.puts.len(),
        batch.index.len(),
        batch.queue.len(),
        batch.sweeps.len(),
    ] {
        values.push(count.to_string());
    }
    for (index, put) in batch.puts.iter().enumerate() {
        keys.push(put.key.to_string());
        values.push(put.expires_at.map(|end| end.to_string()).unwrap_or_default());
        if index > 0 && batch.puts[index - 1].record == put.record {
            values.push("0".to_owned());
            continue;
        }
        let fields: Vec<_> = put.record.fields().collect();
        values.push((2 * fields.len()).to_string());
        values.extend(
            fields
                .into_iter()
                .flat_map(|(field, value)| [field.name().to_owned(), value.to_owned()]),
        );
    }
    for entry in &batch.index {
        keys.push(entry.index.to_string());
        values.push(entry.position.enqueued_at.to_string());
        values.push(entry.position.job_id.clone());
    }
    values.extend(batch.queue.iter().map(QueueEntry::text));
    for sweep in &batch.sweeps {
        keys.push(sweep.index.to_string());
        keys.extend(
            [Schema::New, Schema::Old]
                .map(|schema| sweep.key.in_schema(schema, sweep.key.workspace()).to_string()),
        );
        values.push(sweep.key.job_id().to_owned());
    }
    (keys, values)
}

/// Arguments of [`ADVANCE`].
pub(super) fn of_advance(advance: &Advance) -> Vec<String> {
    let (workspace, job_id) = advance
        .keys
        .first()
        .map(|key| (key.workspace(), key.job_id()))
        .unwrap_or_default();
    let settles = advance.settles.as_ref().map(Ticket::entry);
    let mut values: Vec<String> = [workspace, job_id, settles.unwrap_or_default()]
        .map(str::to_owned)
        .to_vec();
    values.extend(["status", advance.to.as_str()].map(str::to_owned));
    for (field, value) in &advance.fields {
        values.extend([field.name().to_owned(), value.clone()]);
    }
    values
}
