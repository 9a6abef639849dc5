//! What Redis answered to a transfer, as values of ours.
//!
//! No command is sent from here.
//! Invariant: an answer that cannot be understood is a refusal, never a job that is in order.

use redis::{RedisResult, Value};

use super::{Found, Reconciled, Said, State};
use crate::store::StoreError;
use crate::store::redis::connection::unavailable;

/// What an `HMGET` of owner, id, status and time found. A key of another type is none; any other refusal means that we do not
/// know.
pub(super) fn found(answer: RedisResult<Value>) -> Result<Found, StoreError> {
    match answer {
        Ok(Value::Array(values)) => {
            let mut texts = values.into_iter().map(|value| match value {
                Value::BulkString(bytes) => Some(bytes),
                _ => None,
            });
            let mut next = || texts.next().flatten();
            Ok(Found::Hash(Said {
                workspace: next(),
                job_id: next(),
                status: next(),
                enqueued_at: next(),
            }))
        }
        Ok(_) => Ok(Found::Other),
        Err(error) if error.code() == Some("WRONGTYPE") => Ok(Found::Other),
        Err(error) => Err(unavailable(&error)),
    }
}

/// What the script said of a job and its copy.
pub(super) fn reconciled(answer: RedisResult<Value>) -> Reconciled {
    let Ok(Value::Array(parts)) = answer else {
        return Reconciled::of(State::Refused);
    };
    let mut parts = parts.into_iter();
    let state = match parts.next() {
        Some(Value::BulkString(word)) => match word.as_slice() {
            b"there" => State::There,
            b"absent" => State::Absent,
            b"occupied" => State::Occupied,
            b"foreign" => State::Foreign,
            b"vanished" => State::Vanished,
            b"changed" => State::Changed,
            b"removed" => State::Removed,
            _ => State::Refused,
        },
        _ => State::Refused,
    };
    let mut next = || match parts.next() {
        Some(Value::Int(count)) => u64::try_from(count).unwrap_or(0),
        _ => 0,
    };
    Reconciled {
        state,
        lacking: next(),
        behind: next() > 0,
        newer: next() > 0,
        differs: next() > 0,
        ends: next() > 0,
        unlisted: next() > 0,
        mended: next() > 0,
    }
}
