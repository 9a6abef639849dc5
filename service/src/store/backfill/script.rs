//! The script that compares a job with its copy in one instant.
//!
//! Invariant: the source is never written, and is removed only where the same script saw an equal copy.

use super::pair::CopyPair;
use super::store::ReconcileMode;
use crate::store::IndexKey;

/// KEYS: source, copy, index. ARGV: workspace, job id, the index score or '', the mode, and the milliseconds by which two
/// expiries may differ. The answer has the order of the fields of `Comparison`.
pub(super) const RECONCILE: &str = r"
local function only(state) return { state, 0, 0, 0, 0, 0, 0, 0 } end
local from = redis.call('TYPE', KEYS[1]).ok
if from == 'none' then return only('vanished') end
if from ~= 'hash' then return only('changed') end
local ranks = { pending = 0, running = 1, completed = 2, failed = 2 }
local fields = redis.call('HMGET', KEYS[1], 'workspace_id', 'job_id', 'status')
if fields[1] ~= ARGV[1] or fields[2] ~= ARGV[2] then return only('changed') end

local mode, answer = ARGV[4], only('there')
local function enter()
  if ARGV[3] ~= '' then redis.call('ZADD', KEYS[3], ARGV[3], ARGV[2]) end
end
local to = redis.call('TYPE', KEYS[2]).ok
if to == 'none' then
  answer[1] = 'absent'
  if mode == 'repair' then
    redis.call('COPY', KEYS[1], KEYS[2])
    enter()
    answer[8] = 1
  end
  return answer
end
if to ~= 'hash' then return only('occupied') end
local there = redis.call('HMGET', KEYS[2], 'workspace_id', 'job_id', 'status')
if (there[1] and there[1] ~= ARGV[1]) or (there[2] and there[2] ~= ARGV[2]) then return only('foreign') end

local old, new = ranks[fields[3]], there[3] and ranks[there[3]]
local behind, newer = old and new and old > new, old and new and new > old
local moving = { status = true, result = true, started_at = true, finished_at = true }
local copy, fill = {}, {}
local pairs_there = redis.call('HGETALL', KEYS[2])
for i = 1, #pairs_there, 2 do copy[pairs_there[i]] = pairs_there[i + 1] end
local source, known = redis.call('HGETALL', KEYS[1]), 0
for i = 1, #source, 2 do
  local field, value = source[i], source[i + 1]
  if copy[field] == nil then
    answer[2] = answer[2] + 1
    fill[#fill + 1] = field
    fill[#fill + 1] = value
  else
    known = known + 1
    if copy[field] ~= value then
      if behind and moving[field] then
        fill[#fill + 1] = field
        fill[#fill + 1] = value
      elseif not (newer and moving[field]) then
        answer[5] = 1
      end
    end
  end
end
if #pairs_there / 2 > known and not newer then answer[5] = 1 end
if behind then answer[3] = 1 end
if newer then answer[4] = 1 end

local ends, other = redis.call('PEXPIRETIME', KEYS[1]), redis.call('PEXPIRETIME', KEYS[2])
if (ends < 0) ~= (other < 0) or math.abs(ends - other) > tonumber(ARGV[5]) then answer[6] = 1 end
if ARGV[3] ~= '' then
  local kind = redis.call('TYPE', KEYS[3]).ok
  local score = kind == 'zset' and redis.call('ZSCORE', KEYS[3], ARGV[2])
  if not score or tonumber(score) ~= tonumber(ARGV[3]) then answer[7] = 1 end
end

if mode == 'complete' or mode == 'repair' then
  if #fill > 0 then
    for i = 1, #fill, 2 do redis.call('HSET', KEYS[2], fill[i], fill[i + 1]) end
    answer[8] = 1
  end
  if ends >= 0 and answer[6] == 1 and (other < 0 or mode == 'repair') then
    redis.call('PEXPIREAT', KEYS[2], ends)
    answer[8] = 1
  elseif ends < 0 and answer[6] == 1 and mode == 'repair' then
    redis.call('PERSIST', KEYS[2])
    answer[8] = 1
  end
  if mode == 'repair' and answer[7] == 1 then
    enter()
    answer[8] = 1
  end
elseif mode == 'remove' then
  if answer[2] == 0 and answer[3] == 0 and answer[4] == 0 and answer[5] == 0 and answer[6] == 0 then
    redis.call('DEL', KEYS[1])
    answer[1] = 'removed'
  end
end
return answer
";

const fn word(mode: ReconcileMode) -> &'static str {
    match mode {
        ReconcileMode::Look => "look",
        ReconcileMode::Complete => "complete",
        ReconcileMode::Repair => "repair",
        ReconcileMode::Remove => "remove",
    }
}

/// KEYS of [`RECONCILE`] for one job.
pub(super) fn keys(pair: &CopyPair) -> [String; 3] {
    let index = IndexKey::found(pair.owner());
    [pair.from.to_string(), pair.to.to_string(), index.to_string()]
}

/// ARGV of [`RECONCILE`] for one job.
pub(super) fn values(pair: &CopyPair, mode: ReconcileMode, tolerance: u64) -> [String; 5] {
    let score = pair.score.map(|score| score.to_string());
    [
        pair.owner().to_owned(),
        pair.from.job_id().to_owned(),
        score.unwrap_or_default(),
        word(mode).to_owned(),
        tolerance.to_string(),
    ]
}
